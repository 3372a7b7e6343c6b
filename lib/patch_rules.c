/* SPDX-License-Identifier: EUPL-1.2 */
/* The rules that need more than one member. Each refusal says what would be possible. */
#include "patch_impl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool sg_patch_allowed(struct sg_patch *x)
{
    unsigned flags = x->verb ? x->verb->flags : 0;
    struct sg_val closed = sg_record_get(x->now, "closed");
    struct sg_val on = sg_val_get(closed, "on");
    if (sg_record_get(x->now, "erased").kind != SG_ABSENT)
        return sg_fail(x->f, SG_R_ERASED,
                       "it was erased, and takes nothing any more; what is new is a signal of its "
                       "own (sig-add)");
    if (sg_val_is(sg_record_get(x->now, "restricted"), "yes") && !(flags & SG_VERB_LIMITED))
        return sg_fail(x->f, SG_R_RESTRICTED,
                       "its processing is restricted (GDPR 18): lift that first, when it may be "
                       "(sig-amend ID lift)");
    if (closed.kind != SG_ABSENT && !(flags & SG_VERB_CLOSED))
        return sg_fail(x->f, SG_R_CLOSED,
                       "it was closed on %.*s: reopen it first "
                       "(sig-amend ID reopen)",
                       (int)on.n, on.n ? on.p : "");
    return true;
}

/* What cannot have happened before the signal came in. Events, consent, the reflection period, B8
 * and the criminal side can: they may be how it came about. */
static bool follows_receipt(const char *path)
{
    static const char *const paths[] = {"steps.on",
                                        "conclusion.on",
                                        "handoffs.on",
                                        "handoffs.answered",
                                        "overrides.on",
                                        "measures.on",
                                        "care.start",
                                        "persons.shelter.requested",
                                        "care.end",
                                        "feedback.on",
                                        "closed.on",
                                        "persons.shelter.placed",
                                        "reopened",
                                        "measures.until",
                                        "persons.shelter.refused"};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        if (!strcmp(path, paths[i]))
            return true;
    return false;
}

bool sg_patch_dated(struct sg_patch *x, const struct sg_field *field, const char *json, size_t n)
{
    struct sg_date d;
    char received[11];
    if (!follows_receipt(field->path) || n < 2 || !sg_date_parse(json + 1, n - 2, &d) ||
        sg_date_before(d, x->received) != SG_YES)
        return true;
    sg_date_write(x->received, received);
    sg_fail(x->f, SG_R_BEFORE_RECEIPT,
            "a date before %s, when the signal was received; mend one of the two", received);
    snprintf(x->f->field, sizeof x->f->field, "%s", field->path);
    return false;
}

/* ---- steps ---- */

static bool taken(const struct sg_patch *x, const char *step)
{
    struct sg_iter it = sg_iter(sg_record_get(x->now, "steps"));
    struct sg_val e = {0};
    while (sg_iter_next(&it, NULL, &e))
        if (sg_val_is(sg_val_get(e, "step"), step))
            return true;
    return false;
}

static long stage(const struct sg_sheet *steps, size_t row)
{
    return strtol(sg_sheet_cell(steps, row, "stage"), NULL, 10);
}

/* Sheet `steps`: what is needed and comes in an earlier stage was taken, or there is a reason. */
static bool step_in_turn(struct sg_patch *x, struct sg_val made)
{
    const struct sg_sheet *steps = sg_profile_sheet(x->p, "steps");
    char step[64] = "", missing[120] = "";
    size_t n = sg_val_text(sg_val_get(made, "step"), step, sizeof step - 1), len = 0;
    size_t row = n < sizeof step ? sg_sheet_find(steps, step) : (size_t)-1;
    if (row == (size_t)-1 || sg_val_get(made, "because").kind == SG_STRING)
        return true;
    for (size_t i = 0; i < sg_sheet_rows(steps); i++) {
        const char *other = sg_sheet_cell(steps, i, "step");
        bool skipped = stage(steps, i) < stage(steps, row) && !taken(x, other) &&
                       !strcmp(sg_sheet_cell(steps, i, "needed"), "yes");
        if (skipped && len < sizeof missing - 50)
            len += (size_t)snprintf(missing + len, sizeof missing - len, "%s%.40s", len ? ", " : "",
                                    other);
    }
    return !len ||
           sg_fail(x->f, SG_R_STEP_SKIPPED,
                   "before it comes: %s; take that first, or say why not (because)", missing);
}

/* ---- codes and their groups ---- */

static bool in_group(const struct sg_patch *x, const char *list, struct sg_val v, const char *group)
{
    char code[64];
    size_t n = v.kind == SG_STRING ? sg_val_text(v, code, sizeof code) : 0;
    const struct sg_code *c = n && n <= sizeof code ? sg_code(x->p, list, code, n) : NULL;
    return c && sg_code_in_group(c, group, strlen(group));
}

/* "wgs, legal-duty": the codes of a list that belong to a group. */
static const char *members(const struct sg_patch *x, const char *list, const char *group,
                           char out[160])
{
    const struct sg_code *c;
    size_t n = 0;
    out[0] = '\0';
    for (size_t i = 0; (c = sg_code_at(x->p, list, i)) && n < 110; i++)
        if (sg_code_in_group(c, group, strlen(group)))
            n += (size_t)snprintf(out + n, 160 - n, "%s%.40s", n ? ", " : "", c->code);
    return out;
}

/* ---- conclusions ---- */

/* "Standaard werkwijze is dat de politie of de NLA vaststelt" (Nijkerk, 3.4): what others conclude
 * is a suspicion. */
bool sg_patch_concluded(struct sg_patch *x, struct sg_val conclusion)
{
    char who[160];
    if (!in_group(x, "conclusion", sg_val_get(conclusion, "value"), "established") ||
        in_group(x, "reporter-kind", sg_val_get(conclusion, "established_by"), "establishes"))
        return true;
    return sg_fail(x->f, SG_R_NOT_ENTITLED,
                   "that is established by %s only (established-by); anybody else concludes a "
                   "suspicion",
                   members(x, "reporter-kind", "establishes", who));
}

/* ---- hand-offs ---- */

/* A hand-off that is being recorded, and what sheet `partners` says about it. */
struct handing {
    struct sg_val to, ground;
    const struct sg_sheet *sheet;
    size_t row; /* of this partner on this ground; (size_t)-1: none */
    char partner[64], on[64];
};

static void code_of(struct sg_val v, char out[64])
{
    size_t n = v.kind == SG_STRING ? sg_val_text(v, out, 63) : 0;
    out[n < 64 ? n : 0] = '\0';
}

static struct handing handing(const struct sg_patch *x, struct sg_val made)
{
    struct handing h = {.to = sg_val_get(made, "to"), .ground = sg_val_get(made, "ground")};
    char key[130];
    h.sheet = sg_profile_sheet(x->p, "partners");
    code_of(h.to, h.partner);
    code_of(h.ground, h.on);
    snprintf(key, sizeof key, "%s;%s", h.partner, h.on);
    h.row = sg_sheet_find(h.sheet, key);
    return h;
}

static bool says(const struct handing *h, const char *column, const char *word)
{
    const char *part;
    size_t at = 0, n;
    while (h->row != (size_t)-1 &&
           sg_cell_part(sg_sheet_cell(h->sheet, h->row, column), &at, &part, &n))
        if (strlen(word) == n && !memcmp(part, word, n))
            return true;
    return false;
}

/* The grounds on which the partner may receive something; those that need no consent, when so
 * asked; else those of a group. */
static const char *grounds(const struct sg_patch *x, const struct handing *h, bool no_consent,
                           const char *group, char out[160])
{
    size_t n = 0;
    out[0] = '\0';
    for (size_t i = 0; i < sg_sheet_rows(h->sheet) && n < 110; i++)
        if (!strcmp(sg_sheet_cell(h->sheet, i, "partner"), h->partner) &&
            !(no_consent && !strcmp(sg_sheet_cell(h->sheet, i, "persons"), "consenting")))
            n += (size_t)snprintf(out + n, 160 - n, "%s%.40s", n ? ", " : "",
                                  sg_sheet_cell(h->sheet, i, "ground"));
    return n ? out : members(x, "handoff-ground", group, out);
}

/* Does some item with this path come from the police? */
static bool is_police(const struct sg_patch *x, const char *path)
{
    struct sg_path origin;
    struct sg_walk w;
    struct sg_val v = {0};
    sg_path_make(&origin, path, strlen(path));
    sg_walk_record(&w, &origin, x->now);
    while (sg_walk_next(&w, &v))
        if (in_group(x, "origin", v, "wpg"))
            return true;
    return false;
}

static bool whole_is_police(const struct sg_patch *x)
{
    struct sg_val reporter = sg_record_get(x->now, "reporter");
    if (is_police(x, "origin") || in_group(x, "capacity", sg_val_get(reporter, "capacity"), "wpg"))
        return true;
    /* Whose facts they are was not asked: those of who reported them. */
    return sg_record_get(x->now, "origin").kind == SG_ABSENT &&
           in_group(x, "reporter-kind", sg_val_get(reporter, "kind"), "wpg");
}

static bool item_is_police(const struct sg_patch *x)
{
    static const char *const paths[] = {"places.origin", "persons.origin", "organisations.origin",
                                        "steps.origin"};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        if (is_police(x, paths[i]))
            return true;
    return false;
}

/* Facts of the police, and what was gathered in an investigation, stay under the Wpg. On a ground
 * of the partner's that withholds them, single items stay here; but then nothing is left of a
 * signal that is police data as a whole. */
static bool police_may_leave(struct sg_patch *x, const struct handing *h)
{
    char on[160];
    bool listed = h->row != (size_t)-1, withheld = says(h, "withheld", "wpg");
    if (in_group(x, "partner", h->to, "police") || in_group(x, "handoff-ground", h->ground, "wpg"))
        return true;
    bool whole = whole_is_police(x);
    if (!whole && (listed || !item_is_police(x)))
        return true;
    if (whole && listed && !withheld)
        return true;
    return sg_fail(x->f, SG_R_NO_GROUND,
                   "%s of it is police data (Wpg), which needs a ground: %s (ground), or let the "
                   "police hand it over",
                   whole ? "all" : "some",
                   whole ? members(x, "handoff-ground", "wpg", on)
                         : grounds(x, h, false, "wpg", on));
}

/* The last word of a person about something; false when none was given. */
static bool agreed(struct sg_val person, const char *purpose)
{
    struct sg_iter it = sg_iter(sg_val_get(person, "consent"));
    struct sg_val e = {0};
    bool yes = false;
    while (sg_iter_next(&it, NULL, &e))
        if (sg_val_is(sg_val_get(e, "for"), purpose))
            yes = sg_val_is(sg_val_get(e, "given"), "yes");
    return yes;
}

/* Whose name it is to give: of victims, and of who may be one because no role is known. */
static bool gives_consent(struct sg_val person)
{
    struct sg_val roles = sg_val_get(person, "roles"), role = {0};
    struct sg_iter it = sg_iter(roles);
    bool any = false;
    while (roles.kind == SG_ARRAY && sg_iter_next(&it, NULL, &role)) {
        any = true;
        if (sg_val_is(role, "victim") || sg_val_is(role, "unknown"))
            return true;
    }
    return !any;
}

/* The first person with a name who did not agree, from 1; 0: none. */
static unsigned unasked(const struct sg_patch *x, const char *purpose)
{
    struct sg_iter it = sg_iter(sg_record_get(x->now, "persons"));
    struct sg_val person = {0};
    for (unsigned i = 1; sg_iter_next(&it, NULL, &person); i++)
        if (sg_val_get(person, "name").kind == SG_STRING && gives_consent(person) &&
            !agreed(person, purpose))
            return i;
    return 0;
}

/* true when no name goes, or the ground carries it. A partner that the sheet has not on this
 * ground: by the groups of the codes. */
static bool needs_no_consent(const struct sg_patch *x, const struct handing *h)
{
    bool care = in_group(x, "partner", h->to, "care") && !in_group(x, "partner", h->to, "internal");
    if (h->row != (size_t)-1)
        return !says(h, "persons", "consenting");
    if (!strcmp(h->on, "consent"))
        return false;
    return !care || !strcmp(h->on, "nameless") ||
           in_group(x, "handoff-ground", h->ground, "without-consent");
}

/* Without consent no name goes to a care organisation; a nameless registration may (Nijkerk 3.4;
 * Dijk en Waard, bijlage 4). */
static bool names_may_leave(struct sg_patch *x, const struct handing *h)
{
    char on[160];
    const char *purpose = h->row != (size_t)-1 ? sg_sheet_cell(h->sheet, h->row, "consent") : "";
    if (!*purpose || !strcmp(purpose, "none"))
        purpose =
            sg_code(x->p, "consent-for", h->partner, strlen(h->partner)) ? h->partner : "care";
    unsigned person = needs_no_consent(x, h) ? 0 : unasked(x, purpose);
    if (!person)
        return true;
    return sg_fail(x->f, SG_R_NO_CONSENT,
                   "person %u has a name and did not agree (consent for %s): record the consent "
                   "first (sig-amend ID consent %s yes), or hand over without it: %s (ground)",
                   person, purpose, purpose, grounds(x, h, true, "without-consent", on));
}

static bool may_leave(struct sg_patch *x, struct sg_val made)
{
    const struct handing h = handing(x, made);
    return police_may_leave(x, &h) && names_may_leave(x, &h);
}

bool sg_patch_rules(struct sg_patch *x, struct sg_val made)
{
    const struct sg_verb *v = x->verb;
    if (!strcmp(v->name, "step"))
        return step_in_turn(x, made);
    if (!strcmp(v->name, "conclude"))
        return sg_patch_concluded(x, made);
    if (!strcmp(v->name, "handoff"))
        return may_leave(x, made);
    return true;
}

/* ---- values by path ---- */

bool sg_patch_free(struct sg_patch *x, const struct sg_spot *s, bool unset)
{
    static const struct {
        const char *path, *way;
    } guarded[] = {
        {"closed", "close and reopen"},   {"reopened", "reopen"},
        {"restricted", "restrict, lift"}, {"handoffs.to", "handoff"},
        {"handoffs.ground", "handoff"},   {"steps.step", "step"},
    };
    const char *path = s->field->path;
    if (s->field->flags & (SG_F_REGISTRY | SG_F_DERIVED))
        return sg_fail(x->f, SG_R_USAGE, "%s is not for anybody to set: %s", path,
                       s->field->flags & SG_F_DERIVED ? "it is computed" : "the registry gives it");
    if (!strncmp(path, "source", 6) || !strncmp(path, "erased", 6))
        return sg_fail(x->f, SG_R_USAGE, "%s says where the signal comes from, and stays", path);
    if (unset && s->n == 1 && s->field->flags & SG_F_REQUIRED)
        return sg_fail(x->f, SG_R_MISSING_FIELD, "%s is what every signal has", path);
    for (size_t i = 0; i < sizeof guarded / sizeof *guarded; i++)
        if (!strncmp(path, guarded[i].path, strlen(guarded[i].path)))
            return sg_fail(x->f, SG_R_USAGE, "%s is changed by: sig-amend ID %s", path,
                           guarded[i].way);
    return true;
}
