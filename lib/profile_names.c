/* SPDX-License-Identifier: EUPL-1.2 */
/* Finding a municipality by what people wrote, and what it is today. */
#include "profile_impl.h"
#include "text.h"

#include <stdio.h>
#include <string.h>

enum { CANDIDATES = 8 };

struct found {
    const struct sg_place *place[CANDIDATES];
    size_t n;
};

/* Did it exist on any day that the date can mean? */
static bool existed(const struct sg_place *m, struct sg_date on)
{
    return (!m->since.y || sg_date_order(m->since, sg_date_last(on)) <= 0) &&
           (!m->m.until.y || sg_date_order(sg_date_first(on), m->m.until) < 0);
}

static struct found by_name(const struct sg_profile *p, const char *key, size_t n)
{
    const struct sg_places *all = &p->places;
    struct found found = {{NULL}, 0};
    uint32_t i;
    size_t at = 0;
    while ((i = sg_map_next(&all->by_name, sg_pool_hash(SG_HASH, key, n), &at)) != SG_MAP_END)
        if (all->name[i].n == n && memcmp(all->name[i].key, key, n) == 0 && found.n < CANDIDATES)
            found.place[found.n++] = &all->place[all->name[i].place];
    return found;
}

/* Of several that bear the name, those that existed on the date; all when none did. */
static struct found on_date(const struct found *found, struct sg_date on)
{
    struct found fits = {{NULL}, 0};
    for (size_t i = 0; i < found->n; i++)
        if (existed(found->place[i], on))
            fits.place[fits.n++] = found->place[i];
    return fits.n ? fits : *found;
}

/* Writes "Bergen (NH.) GM0373, Bergen (L.) GM0893". */
static void name_candidates(const struct found *found, char *out, size_t cap)
{
    size_t used = 0;
    for (size_t i = 0; i < found->n && used < cap; i++)
        used += (size_t)snprintf(out + used, cap - used, "%s%s %s", i ? ", " : "",
                                 found->place[i]->m.name, found->place[i]->m.code);
}

static bool no_such_place(const struct sg_profile *p, const char *text, size_t n,
                          struct sg_fault *f)
{
    char word[SG_PLACE_KEY], kept[2][SG_PLACE_KEY];
    size_t spare = 0;
    struct sg_near near;
    if (!f) /* nobody reads what was meant, and finding it is dear */
        return false;
    snprintf(word, sizeof word, "%.*s", (int)(n < sizeof word ? n : 0), text);
    sg_near_begin(&near, word);
    for (size_t i = 0; i < p->places.places; i++) {
        const struct sg_municipality *m = &p->places.place[i].m;
        const char *part;
        size_t at = 0, len;
        sg_near_offer(&near, m->name);
        while (sg_cell_part(m->aliases, &at, &part, &len)) {
            snprintf(kept[spare], sizeof *kept, "%.*s", (int)len, part);
            sg_near_offer(&near, kept[spare]);
            spare ^= near.best == kept[spare]; /* that buffer is taken: write to the other */
        }
    }
    return sg_fail(f, SG_R_BAD_PLACE, "\"%s\" is no municipality%s", sg_shown(text, n).text,
                   sg_meant(near.best).text);
}

const struct sg_municipality *sg_municipality_typed(const struct sg_profile *p, const char *text,
                                                    size_t n, struct sg_date on, struct sg_fault *f)
{
    char key[SG_PLACE_KEY], names[200] = "";
    size_t len = sg_place_key(text, n, key);
    const struct sg_place *coded = sg_place_by_number(p, key, len);
    if (coded)
        return &coded->m;
    struct found found = {{NULL}, 0};
    if (len)
        found = by_name(p, key, len);
    if (found.n > 1 && on.y)
        found = on_date(&found, on);
    const struct sg_place *only = found.place[0];
    if (found.n == 1 && on.y && only->leaves > 1 && !existed(only, on)) {
        for (found.n = 0; found.n < only->leaves && found.n < CANDIDATES; found.n++)
            found.place[found.n] = &p->places.place[only->leaf[found.n]];
    }
    if (found.n == 1)
        return &only->m;
    if (!found.n)
        return no_such_place(p, text, n, f), NULL;
    name_candidates(&found, names, sizeof names);
    sg_fail(f, SG_R_AMBIGUOUS, "\"%s\" can be %s", sg_shown(text, n).text, names);
    return NULL;
}

bool sg_municipality_settled(const struct sg_profile *p, const char *text, size_t n)
{
    char key[SG_PLACE_KEY];
    size_t len = sg_place_key(text, n, key);
    if (sg_place_by_number(p, key, len))
        return true;
    if (!len)
        return false;
    struct found found = by_name(p, key, len);
    return found.n == 1 && found.place[0]->leaves <= 1;
}

const struct sg_municipality *sg_municipality(const struct sg_profile *p, const char *code,
                                              size_t n)
{
    char number[4];
    if (n != 6 || code[0] != 'G' || code[1] != 'M')
        return NULL;
    memcpy(number, code + 2, sizeof number);
    const struct sg_place *m = sg_place_by_number(p, number, sizeof number);
    return m ? &m->m : NULL;
}

const struct sg_municipality *sg_municipality_today(const struct sg_profile *p,
                                                    const struct sg_municipality *m,
                                                    struct sg_fault *f)
{
    const struct sg_place *place = sg_place_of(p, m);
    if (place->leaves == 1)
        return &p->places.place[place->leaf[0]].m;
    struct found parts = {{NULL}, 0};
    char names[200] = "";
    for (size_t i = 0; i < place->leaves && i < CANDIDATES; i++)
        parts.place[parts.n++] = &p->places.place[place->leaf[i]];
    name_candidates(&parts, names, sizeof names);
    sg_fail(f, SG_R_AMBIGUOUS, "%s %s was split over %s", m->name, m->code, names);
    return NULL;
}

const struct sg_municipality *sg_municipality_at(const struct sg_profile *p, size_t i)
{
    return i < p->places.places ? &p->places.place[i].m : NULL;
}
