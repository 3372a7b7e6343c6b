/* SPDX-License-Identifier: EUPL-1.2 */
/* Regions: those of regions.csv, safety regions and police units, as one bit a municipality. */
#include "profile_impl.h"
#include "text.h"

#include <string.h>

enum { UNIT_MAX = 128 };

static struct sg_region *find_region(const struct sg_regions *r, const char *name)
{
    uint32_t i;
    size_t at = 0;
    while ((i = sg_map_next(&r->by_name, sg_pool_hash(SG_HASH, name, strlen(name)), &at)) !=
           SG_MAP_END)
        if (strcmp(r->region[i].name, name) == 0)
            return &r->region[i];
    return NULL;
}

/* The region with the name, made when it is new; NULL: memory. */
static struct sg_region *get_region(struct sg_profile *p, const char *name, bool own)
{
    struct sg_regions *r = &p->regions;
    struct sg_region *old = find_region(r, name);
    if (old)
        return old;
    struct sg_region *new = &r->region[r->regions];
    new->name = sg_pool_text(&p->pool, name, strlen(name));
    new->has = sg_pool_get(&p->pool, p->places.places / 8 + 1);
    new->own = own;
    if (!new->name || !new->has ||
        !sg_map_put(&r->by_name, &p->pool, sg_pool_hash(SG_HASH, name, strlen(name)),
                    (uint32_t)r->regions))
        return NULL;
    r->regions++;
    return new;
}

static void add(struct sg_region *r, size_t place)
{
    r->has[place / 8] |= (uint8_t)(1u << place % 8);
}

static bool has(const struct sg_region *r, size_t place)
{
    return r->has[place / 8] >> place % 8 & 1;
}

/* "Zeeland-West-Brabant" -> "zeeland-west-brabant". */
static void unit_name(const char *unit, char out[UNIT_MAX])
{
    size_t n = sg_fold(unit, strlen(unit), out, UNIT_MAX - 1);
    n = n < UNIT_MAX ? n : UNIT_MAX - 1;
    out[n] = '\0';
    for (char *s = out; (s = strchr(s, ' '));)
        *s = '-';
}

/* Safety regions and police units, from the municipalities that exist. */
static bool add_divisions(struct sg_profile *p)
{
    for (size_t i = 0; i < p->places.places; i++) {
        const struct sg_municipality *m = &p->places.place[i].m;
        char unit[UNIT_MAX];
        unit_name(m->police_unit, unit);
        const char *name[] = {m->safety_region, unit};
        for (size_t k = 0; k < 2; k++) {
            if (!*name[k])
                continue;
            struct sg_region *r = get_region(p, name[k], false);
            if (!r)
                return false;
            add(r, i);
        }
    }
    return true;
}

static bool add_member(struct sg_loading *l, const struct sg_sheet *s, size_t row,
                       struct sg_region *to)
{
    struct sg_profile *p = l->p;
    const char *member = sg_sheet_cell(s, row, "member");
    const struct sg_municipality *m = sg_municipality(p, member, strlen(member));
    const struct sg_region *part = m ? NULL : find_region(&p->regions, member);
    if (m) {
        struct sg_fault why;
        const struct sg_municipality *now = sg_municipality_today(p, m, &why);
        if (!now)
            return sg_row_fault(l, s, row, "member", "%s", why.text);
        add(to, sg_place_of(p, now)->leaf[0]);
        return true;
    }
    if (!part || part->own)
        return sg_row_fault(l, s, row, "member",
                            "\"%s\" is neither a municipality (GM0267) nor a safety region (VR10)",
                            sg_shown(member, strlen(member)).text);
    for (size_t i = 0; i < p->places.places; i++)
        if (has(part, i))
            add(to, i);
    return true;
}

/* Two passes, so that a region keeps the place of its first row whatever its members are. */
static bool add_own(struct sg_loading *l, const struct sg_sheet *s)
{
    for (size_t i = 0; i < s->rows; i++) {
        const char *name = sg_sheet_cell(s, i, "region");
        const struct sg_region *old = find_region(&l->p->regions, name);
        if ((old && !old->own) || sg_municipality(l->p, name, strlen(name))) {
            if (!sg_row_fault(l, s, i, "region",
                              "\"%s\" is a safety region, police unit or municipality already",
                              sg_shown(name, strlen(name)).text))
                return false;
            continue;
        }
        struct sg_region *r = get_region(l->p, name, true);
        if (!r)
            return sg_loading_nomem(l);
        if (!add_member(l, s, i, r))
            return false;
    }
    return true;
}

bool sg_regions_index(struct sg_loading *l)
{
    struct sg_profile *p = l->p;
    const struct sg_sheet *s = sg_profile_sheet(p, "regions");
    p->regions.region =
        sg_pool_get(&p->pool, (s->rows + 2 * p->places.places) * sizeof *p->regions.region);
    if (!p->regions.region || !add_divisions(p))
        return sg_loading_nomem(l);
    return add_own(l, s);
}

/* ---- the contract of profile.h ---- */

/* true when each place that m is today fits. */
static bool all_in(const struct sg_region *r, const struct sg_place *m)
{
    for (size_t i = 0; i < m->leaves; i++)
        if (!has(r, m->leaf[i]))
            return false;
    return m->leaves != 0;
}

bool sg_region_has(const struct sg_profile *p, const char *region, const struct sg_municipality *m)
{
    const struct sg_place *place = sg_place_of(p, m);
    const struct sg_region *r = find_region(&p->regions, region);
    if (r)
        return all_in(r, place);
    const struct sg_municipality *self = sg_municipality(p, region, strlen(region));
    return self && (self == m || (place->leaves == 1 &&
                                  &p->places.place[place->leaf[0]] == sg_place_of(p, self)));
}

bool sg_region_exists(const struct sg_profile *p, const char *region)
{
    return find_region(&p->regions, region) || sg_municipality(p, region, strlen(region));
}

const char *sg_region_at(const struct sg_profile *p, const struct sg_municipality *m, size_t i)
{
    const struct sg_place *place = sg_place_of(p, m);
    for (size_t k = 0; k < p->regions.regions; k++) {
        const struct sg_region *r = &p->regions.region[k];
        if (r->own && all_in(r, place) && i-- == 0)
            return r->name;
    }
    return NULL;
}
