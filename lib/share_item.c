/* SPDX-License-Identifier: EUPL-1.2 */
/* May this signal, this item, this person go? What the marks on them mean. */
#include "share_impl.h"

#include <string.h>

enum { WORD = 64 }; /* longer than any code */

/* The text of a short string; 0: anything else. */
static size_t word(struct sg_val v, char out[WORD])
{
    size_t n = sg_val_text(v, out, WORD);
    return n <= WORD ? n : 0;
}

/* ---- origin ---- */

static bool withholds(const struct sg_share *s)
{
    return strcmp(s->withheld, "none") != 0;
}

/* The code itself or a group it belongs to is withheld. */
static bool code_withheld(const struct sg_share *s, const struct sg_code *c)
{
    const char *part;
    size_t at = 0, n;
    while (sg_cell_part(s->withheld, &at, &part, &n))
        if ((strlen(c->code) == n && !memcmp(c->code, part, n)) || sg_code_in_group(c, part, n))
            return true;
    return false;
}

/* An origin that is there but no code of the profile may be any of those withheld. */
static bool origin_withheld(const struct sg_share *s, struct sg_val origin)
{
    char text[WORD];
    size_t n = word(origin, text);
    const struct sg_code *c = n ? sg_code(s->p, "origin", text, n) : NULL;
    return withholds(s) && origin.kind != SG_ABSENT && (!c || code_withheld(s, c));
}

/* Who reported tells where a signal without an origin comes from: police, and a BOA who was
 * investigating, report what falls under the Wpg. */
static bool reporter_withheld(const struct sg_share *s, const struct sg_record *r)
{
    static const struct {
        const char *member, *list;
    } asked[] = {{"kind", "reporter-kind"}, {"capacity", "capacity"}};
    struct sg_val reporter = sg_record_get(r, "reporter");
    char text[WORD];
    if (!sg_cell_has(s->withheld, SG_WPG, strlen(SG_WPG)))
        return false;
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        size_t n = word(sg_val_get(reporter, asked[i].member), text);
        const struct sg_code *c = n ? sg_code(s->p, asked[i].list, text, n) : NULL;
        if (c && sg_code_in_group(c, SG_WPG, strlen(SG_WPG)))
            return true;
    }
    return false;
}

/* ---- the signal as a whole ---- */

static bool handed(const struct sg_share *s, const struct sg_record *r)
{
    struct sg_iter it = sg_iter(sg_record_get(r, "handoffs"));
    struct sg_val one;
    while (sg_iter_next(&it, NULL, &one))
        if (sg_val_is(sg_val_get(one, "to"), s->partner))
            return true;
    return false;
}

/* Lists grow at their end: the last override of the partner is what holds. */
static bool overruled(const struct sg_share *s, const struct sg_record *r)
{
    struct sg_iter it = sg_iter(sg_record_get(r, "overrides"));
    struct sg_val one;
    bool stopped = false;
    while (sg_iter_next(&it, NULL, &one))
        if (sg_val_is(sg_val_get(one, "to"), s->partner))
            stopped = !sg_val_is(sg_val_get(one, "choice"), "added");
    return stopped;
}

enum sg_left sg_share_signal(const struct sg_share *s, const struct sg_record *r)
{
    struct sg_val restricted = sg_record_get(r, "restricted");
    struct sg_val origin = sg_record_get(r, "origin");
    if (s->partner && sg_record_get(r, "id").kind != SG_STRING)
        return SG_LEFT_UNREGISTERED;
    if (s->partner && !handed(s, r) && (!s->handing || overruled(s, r)))
        return s->handing ? SG_LEFT_OVERRULED : SG_LEFT_UNHANDED;
    if (!s->restricted && restricted.kind != SG_ABSENT && !sg_val_is(restricted, "no"))
        return SG_LEFT_RESTRICTED;
    if (origin_withheld(s, origin) || (origin.kind == SG_ABSENT && reporter_withheld(s, r)))
        return SG_LEFT_SIGNAL_ORIGIN;
    return SG_LEFT_COUNT;
}

/* ---- persons ---- */

bool sg_share_role(const struct sg_share *s, struct sg_val role)
{
    char text[WORD];
    size_t n = word(role, text);
    return !strcmp(s->roles, "all") || (n && sg_cell_has(s->roles, text, n));
}

/* One role of several is enough; none, or none that is known, is "unknown". */
static bool role_fits(const struct sg_share *s, struct sg_val roles)
{
    struct sg_iter it = sg_iter(roles);
    struct sg_val one;
    bool any = roles.kind == SG_STRING;
    if (!strcmp(s->roles, "all") || (any && sg_share_role(s, roles)))
        return true;
    while (roles.kind == SG_ARRAY && sg_iter_next(&it, NULL, &one)) {
        any = true;
        if (sg_share_role(s, one))
            return true;
    }
    return !any && sg_cell_has(s->roles, "unknown", strlen("unknown"));
}

static struct sg_date given_on(struct sg_val entry)
{
    char text[WORD];
    struct sg_date d = {0, 0, 0};
    size_t n = word(sg_val_get(entry, "on"), text);
    if (n)
        sg_date_parse(text, n, &d);
    return d;
}

/* Is a consent of this day followed by a refusal, or perhaps so? */
static bool taken_back(const struct sg_share *s, struct sg_val list, struct sg_date on)
{
    struct sg_iter it = sg_iter(list);
    struct sg_val entry;
    while (sg_iter_next(&it, NULL, &entry))
        if (sg_val_is(sg_val_get(entry, "for"), s->consent) &&
            !sg_val_is(sg_val_get(entry, "given"), "yes") &&
            sg_date_before(given_on(entry), on) != SG_YES)
            return true;
    return false;
}

bool sg_share_consents(const struct sg_share *s, struct sg_val person)
{
    struct sg_val list = sg_val_get(person, "consent"), entry;
    struct sg_iter it = sg_iter(list);
    if (!s->consent)
        return true;
    while (list.kind == SG_ARRAY && sg_iter_next(&it, NULL, &entry))
        if (sg_val_is(sg_val_get(entry, "for"), s->consent) &&
            sg_val_is(sg_val_get(entry, "given"), "yes") && !taken_back(s, list, given_on(entry)))
            return true;
    return false;
}

/* ---- items ---- */

enum sg_left sg_share_item(const struct sg_share *s, long group, struct sg_val item)
{
    const char *path = group < 0 ? "" : sg_fields[group].path;
    if (group >= 0 && sg_field_child(group, "origin", strlen("origin")) >= 0 &&
        origin_withheld(s, sg_val_get(item, "origin")))
        return SG_LEFT_ITEM_ORIGIN;
    if (!strcmp(path, "estimate") && !role_fits(s, sg_val_get(item, "role")))
        return SG_LEFT_ROLE;
    if (strcmp(path, "persons") != 0)
        return SG_LEFT_COUNT;
    if (!role_fits(s, sg_val_get(item, "roles")))
        return SG_LEFT_ROLE;
    if (s->identity == SG_CONSENTING && !sg_share_consents(s, item))
        return SG_LEFT_CONSENT;
    return SG_LEFT_COUNT;
}
