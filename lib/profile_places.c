/* SPDX-License-Identifier: EUPL-1.2 */
/* Municipalities: what exists, what became of what, and what people call them. */
#include "profile_impl.h"
#include "text.h"

#include <stdio.h>
#include <string.h>

enum { LEAVES_MAX = 16, MERGERS_DEEP = 16 };

size_t sg_place_key(const char *s, size_t n, char out[SG_PLACE_KEY])
{
    size_t len = sg_fold(s, n, out, SG_PLACE_KEY), to = 0;
    if (len > SG_PLACE_KEY)
        return 0;
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)out[i];
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c >= 0x80)
            out[to++] = (char)c;
    }
    static const char word[] = "gemeente";
    if (to <= sizeof word - 1 || memcmp(out, word, sizeof word - 1) != 0)
        return to;
    to -= sizeof word - 1;
    memmove(out, out + sizeof word - 1, to);
    return to;
}

static unsigned code_number(const char *code)
{
    unsigned v = 0;
    for (const char *s = code + 2; *s; s++)
        v = v * 10 + (unsigned)(*s - '0');
    return v;
}

static struct sg_place *place_of_code(struct sg_profile *p, const char *code)
{
    uint16_t i = p->places.by_number[code_number(code)];
    return i ? &p->places.place[i - 1] : NULL;
}

const struct sg_place *sg_place_of(const struct sg_profile *p, const struct sg_municipality *m)
{
    return &p->places.place[p->places.by_number[code_number(m->code)] - 1];
}

const struct sg_place *sg_place_by_number(const struct sg_profile *p, const char *s, size_t n)
{
    unsigned v = 0;
    if (n > 2 && s[0] == 'g' && s[1] == 'm')
        s += 2, n -= 2;
    if (!n || n > 4)
        return NULL;
    for (size_t i = 0; i < n; i++) {
        if (s[i] < '0' || s[i] > '9')
            return NULL;
        v = v * 10 + (unsigned)(s[i] - '0');
    }
    uint16_t i = p->places.by_number[v];
    return i ? &p->places.place[i - 1] : NULL;
}

/* ---- the index ---- */

static struct sg_date cell_date(const struct sg_sheet *s, size_t row, const char *column)
{
    struct sg_date d = {0};
    const char *cell = sg_sheet_cell(s, row, column);
    sg_date_parse(cell, strlen(cell), &d);
    return d;
}

static void fill_place(struct sg_place *to, const struct sg_sheet *s, size_t row)
{
    memcpy(to->m.code, sg_sheet_cell(s, row, "code"), 6);
    to->m.name = sg_sheet_cell(s, row, "name");
    to->m.aliases = sg_sheet_cell(s, row, "aliases");
    to->m.safety_region = sg_sheet_cell(s, row, "safety_region");
    to->m.safety_region_name = sg_sheet_cell(s, row, "safety_region_name");
    to->m.police_unit = sg_sheet_cell(s, row, "police_unit");
    to->since = cell_date(s, row, "since");
}

static void fill_abolished(struct sg_place *to, const struct sg_sheet *s, size_t row)
{
    memcpy(to->m.code, sg_sheet_cell(s, row, "old_code"), 6);
    to->m.name = sg_sheet_cell(s, row, "old_name");
    to->m.aliases = to->m.safety_region = to->m.safety_region_name = to->m.police_unit = "";
}

/* One place a code: rows of the municipalities, then old ones that only the mergers name. */
static bool make_places(struct sg_profile *p, const struct sg_sheet *now,
                        const struct sg_sheet *old)
{
    struct sg_places *all = &p->places;
    all->place = sg_pool_get(&p->pool, (now->rows + old->rows) * sizeof *all->place);
    uint32_t *row_of = sg_pool_get(&p->pool, SG_PLACE_NUMBERS * sizeof *row_of);
    if (!all->place || !row_of)
        return false;
    for (size_t i = 0; i < now->rows; i++)
        row_of[code_number(sg_sheet_cell(now, i, "code"))] = (uint32_t)i + 1;
    for (size_t i = 0; i < old->rows; i++) {
        uint32_t *row = &row_of[code_number(sg_sheet_cell(old, i, "old_code"))];
        *row = *row ? *row : (uint32_t)(now->rows + i) + 1;
    }
    for (size_t number = 0; number < SG_PLACE_NUMBERS; number++) {
        size_t row = row_of[number];
        if (!row)
            continue;
        struct sg_place *to = &all->place[all->places++];
        if (row <= now->rows)
            fill_place(to, now, row - 1);
        else
            fill_abolished(to, old, row - 1 - now->rows);
        all->by_number[number] = (uint16_t)all->places;
    }
    for (size_t i = 0; i < old->rows; i++)
        place_of_code(p, sg_sheet_cell(old, i, "old_code"))->m.until = cell_date(old, i, "date");
    return true;
}

/* Puts a day among the changes, in order, unless it is there or is no date. */
static void add_change(struct sg_places *all, struct sg_date on)
{
    if (!on.y)
        return;
    int32_t day = sg_date_days(sg_date_first(on));
    size_t at = all->changes;
    while (at && all->change[at - 1] >= day)
        at--;
    if (at < all->changes && all->change[at] == day)
        return;
    memmove(all->change + at + 1, all->change + at, (all->changes - at) * sizeof *all->change);
    all->change[at] = day;
    all->changes++;
}

static bool make_changes(struct sg_loading *l)
{
    struct sg_places *all = &l->p->places;
    all->change = sg_pool_get(&l->p->pool, (2 * all->places + 1) * sizeof *all->change);
    if (!all->change)
        return sg_loading_nomem(l);
    for (size_t i = 0; i < all->places; i++) {
        add_change(all, all->place[i].since);
        add_change(all, all->place[i].m.until);
    }
    return true;
}

size_t sg_division(const struct sg_profile *p, struct sg_date on)
{
    int32_t day = sg_date_days(on);
    size_t n = p->places.changes;
    while (n && p->places.change[n - 1] > day)
        n--;
    return n;
}

/* Collects what a place is today, following mergers. false: it goes round in a circle. */
static bool collect(struct sg_profile *p, const struct sg_sheet *old, const struct sg_place *m,
                    uint32_t *leaf, size_t *leaves, unsigned depth)
{
    bool merged = false;
    if (depth > MERGERS_DEEP)
        return false;
    for (size_t i = 0; i < old->rows; i++) {
        if (strcmp(sg_sheet_cell(old, i, "old_code"), m->m.code) != 0)
            continue;
        const struct sg_place *to = place_of_code(p, sg_sheet_cell(old, i, "new_code"));
        merged = true;
        if (to && !collect(p, old, to, leaf, leaves, depth + 1))
            return false;
    }
    uint32_t self = (uint32_t)(m - p->places.place);
    for (size_t i = 0; i < *leaves && !merged; i++)
        merged = leaf[i] == self;
    if (!merged && *leaves < LEAVES_MAX)
        leaf[(*leaves)++] = self;
    return true;
}

static bool make_leaves(struct sg_loading *l, const struct sg_sheet *old)
{
    struct sg_places *all = &l->p->places;
    for (size_t i = 0; i < all->places; i++) {
        struct sg_place *m = &all->place[i];
        uint32_t leaf[LEAVES_MAX] = {0};
        if (!m->m.until.y) {
            leaf[0] = (uint32_t)i;
            m->leaves = 1;
        } else if (!collect(l->p, old, m, leaf, &m->leaves, 0)) {
            m->leaves = 0;
            if (!sg_loading_fault(l, old->rows ? old->row[0].file : NULL, 0, "new_code",
                                  "the mergers of %s go round in a circle", m->m.code))
                return false;
        }
        uint32_t *kept = sg_pool_get(&l->p->pool, (m->leaves + 1) * sizeof *kept);
        if (!kept)
            return sg_loading_nomem(l);
        memcpy(kept, leaf, m->leaves * sizeof *kept);
        m->leaf = kept;
    }
    return true;
}

static bool add_name(struct sg_profile *p, const struct sg_place *m, const char *s, size_t n)
{
    struct sg_places *all = &p->places;
    char key[SG_PLACE_KEY];
    size_t len = sg_place_key(s, n, key), at = 0;
    uint32_t hash = sg_pool_hash(SG_HASH, key, len), i, self = (uint32_t)(m - all->place);
    if (!len)
        return true;
    while ((i = sg_map_next(&all->by_name, hash, &at)) != SG_MAP_END)
        if (all->name[i].place == self && all->name[i].n == len &&
            memcmp(all->name[i].key, key, len) == 0)
            return true;
    char *kept = sg_pool_text(&p->pool, key, len);
    if (!kept || !sg_map_put(&all->by_name, &p->pool, hash, (uint32_t)all->names))
        return false;
    all->name[all->names++] = (struct sg_place_name){kept, len, self};
    return true;
}

static bool add_names(struct sg_profile *p, const struct sg_place *m)
{
    const char *part;
    size_t at = 0, n;
    if (!add_name(p, m, m->m.name, strlen(m->m.name)))
        return false;
    while (sg_cell_part(m->m.aliases, &at, &part, &n))
        if (!add_name(p, m, part, n))
            return false;
    return true;
}

static size_t count_names(const struct sg_places *all, const struct sg_sheet *old)
{
    size_t count = 2 * old->rows;
    for (size_t i = 0; i < all->places; i++) {
        const char *part;
        size_t at = 0, n;
        for (count++; sg_cell_part(all->place[i].m.aliases, &at, &part, &n); count++)
            ;
    }
    return count;
}

static bool make_names(struct sg_profile *p, const struct sg_sheet *old)
{
    struct sg_places *all = &p->places;
    all->name = sg_pool_get(&p->pool, count_names(all, old) * sizeof *all->name);
    bool ok = all->name != NULL;
    for (size_t i = 0; ok && i < all->places; i++)
        ok = add_names(p, &all->place[i]);
    for (size_t i = 0; ok && i < old->rows; i++) {
        const char *from = sg_sheet_cell(old, i, "old_name");
        const char *to = sg_sheet_cell(old, i, "new_name");
        const struct sg_place *was = place_of_code(p, sg_sheet_cell(old, i, "old_code"));
        const struct sg_place *is = place_of_code(p, sg_sheet_cell(old, i, "new_code"));
        ok = (!was || add_name(p, was, from, strlen(from))) &&
             (!is || add_name(p, is, to, strlen(to)));
    }
    return ok;
}

bool sg_places_index(struct sg_loading *l)
{
    const struct sg_sheet *now = sg_profile_sheet(l->p, "municipalities");
    const struct sg_sheet *old = sg_profile_sheet(l->p, "mergers");
    if (!make_places(l->p, now, old))
        return sg_loading_nomem(l);
    if (!make_changes(l) || !make_leaves(l, old))
        return false;
    return make_names(l->p, old) || sg_loading_nomem(l);
}
