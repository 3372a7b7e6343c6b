/* SPDX-License-Identifier: EUPL-1.2 */
/* Dimensions of municipalities: every code of a municipality, abolished ones too, leads to the
 * classes it counts in: itself (on the division asked for), its regions, its police unit. */
#include "tally_impl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What became of it; itself when it was split over several. */
static const struct sg_municipality *today(const struct sg_tally_plan *plan,
                                           const struct sg_municipality *m)
{
    struct sg_fault split;
    const struct sg_municipality *now = sg_municipality_today(plan->profile, m, &split);
    return now ? now : m;
}

bool sg_dim_push(struct sg_dim *d, uint32_t id)
{
    if ((d->id_count & (d->id_count - 1)) == 0) {
        size_t cap = d->id_count ? 2 * d->id_count : 1;
        uint32_t *more = realloc(d->ids, cap * sizeof *more);
        if (!more)
            return false;
        d->ids = more;
    }
    d->ids[d->id_count++] = id;
    d->span[d->words.n - 1].n++;
    return true;
}

/* The class with this code; a new one when there is none. SG_ID_TOTAL: no memory. */
static uint32_t class_of(struct sg_dim *d, const char *code, const char *label)
{
    for (size_t i = 0; i < d->classes; i++) {
        if (strcmp(d->class_[i].code, code) == 0)
            return SG_ID_FIRST + (uint32_t)i;
    }
    return sg_dim_class(d, code, label) ? SG_ID_FIRST + (uint32_t)d->classes - 1 : SG_ID_TOTAL;
}

static bool put(struct sg_dim *d, const char *code, const char *label)
{
    uint32_t id = *code ? class_of(d, code, label) : d->other;
    return id != SG_ID_TOTAL && sg_dim_push(d, id);
}

static bool put_regions(struct sg_dim *d, const struct sg_tally_plan *plan,
                        const struct sg_municipality *m)
{
    const char *region;
    size_t i = 0;
    for (; (region = sg_region_at(plan->profile, m, i)) != NULL; i++) {
        if (!put(d, region, sg_label(plan->profile, "region", region, plan->opt.lang)))
            return false;
    }
    return i > 0 || sg_dim_push(d, d->other);
}

/* Which class a municipality is in, when it is in one only; "" when in none. */
static struct sg_class single(const struct sg_tally_plan *plan, const char *name,
                              const struct sg_municipality *m)
{
    const struct sg_municipality *now = today(plan, m);
    if (strcmp(name, "police-unit") == 0)
        return (struct sg_class){now->police_unit, now->police_unit};
    if (strcmp(name, "safety-region") == 0)
        return (struct sg_class){now->safety_region, now->safety_region_name};
    if (plan->then)
        now = m;
    return (struct sg_class){now->code, now->name};
}

static bool put_classes(struct sg_dim *d, const struct sg_tally_plan *plan, const char *name,
                        const struct sg_municipality *m)
{
    if (strcmp(name, "region") == 0)
        return put_regions(d, plan, m);
    struct sg_class c = single(plan, name, m);
    return put(d, c.code, c.label);
}

static int by_code(const void *a, const void *b)
{
    return strcmp(((const struct sg_class *)a)->code, ((const struct sg_class *)b)->code);
}

/* Units and safety regions, in order of their code. */
static bool unit_classes(struct sg_dim *d, const struct sg_tally_plan *plan, const char *name)
{
    const struct sg_municipality *m;
    for (size_t i = 0; (m = sg_municipality_at(plan->profile, i)) != NULL; i++) {
        struct sg_class c = single(plan, name, m);
        if (*c.code && !class_of(d, c.code, c.label))
            return false;
    }
    if (d->classes)
        qsort(d->class_, d->classes, sizeof *d->class_, by_code);
    return true;
}

static bool region_classes(struct sg_dim *d, const struct sg_tally_plan *plan)
{
    const struct sg_sheet *s = sg_profile_sheet(plan->profile, "regions");
    for (size_t i = 0; i < sg_sheet_rows(s); i++) {
        const char *code = sg_sheet_cell(s, i, "region");
        if (!class_of(d, code, sg_label(plan->profile, "region", code, plan->opt.lang)))
            return false;
    }
    return true;
}

/* All classes before any municipality is led to them, so that their order is that of the profile.
 * Municipalities in order of code, abolished ones too: the class is the number. */
static bool classes_first(struct sg_dim *d, const struct sg_tally_plan *plan, const char *name)
{
    const struct sg_municipality *m;
    for (size_t i = 0; d->municipality && (m = sg_municipality_at(plan->profile, i)); i++) {
        if (!sg_dim_class(d, m->code, m->name))
            return false;
    }
    if (d->municipality)
        return true;
    bool regions = strcmp(name, "region") == 0;
    if (!(regions ? region_classes(d, plan) : unit_classes(d, plan, name)))
        return false;
    d->other = class_of(d, "other", plan->opt.lang == SG_NL ? "Overig" : "Other");
    return d->other != SG_ID_TOTAL;
}

bool sg_dim_places(struct sg_dim *d, const struct sg_tally_plan *plan, const char *name,
                   struct sg_fault *f)
{
    const struct sg_municipality *m;
    size_t count = 0;
    while (sg_municipality_at(plan->profile, count))
        count++;
    d->municipality = strcmp(name, "region") != 0 && strcmp(name, "police-unit") != 0 &&
                      strcmp(name, "safety-region") != 0;
    d->span = calloc(count ? count : 1, sizeof *d->span);
    bool done = d->span && classes_first(d, plan, name);
    for (size_t i = 0; done && (m = sg_municipality_at(plan->profile, i)) != NULL; i++) {
        done = sg_words_put(&d->words, m->code, strlen(m->code)) != SG_NO_WORD;
        d->span[i].first = (uint32_t)d->id_count;
        done = done && put_classes(d, plan, name, m);
    }
    return done || sg_fail(f, SG_R_MEMORY, "no memory for the municipalities");
}

/* ---- rows that are shown although nothing happened there ---- */

/* Does the table's condition leave room for a signal of this municipality? Asked of a signal that
 * says nothing else, so that all other conditions are unsure. */
static bool allowed(const struct sg_tally_plan *plan, const struct sg_municipality *m,
                    struct sg_record *r)
{
    static const struct sg_val none;
    struct sg_fault f;
    char line[48];
    int n = snprintf(line, sizeof line, "{\"municipality\":\"%s\"}", m->code);
    return sg_record_read(r, line, (size_t)n, &f, NULL) &&
           sg_expr_test(plan->where, r, none) != SG_NO;
}

/* Where a municipality stands in the sheet of regions, among the rows of `region`. */
static size_t place_in_region(const struct sg_tally_plan *plan, const char *region,
                              const char *code)
{
    const struct sg_sheet *s = sg_profile_sheet(plan->profile, "regions");
    size_t i = 0;
    for (; i < sg_sheet_rows(s); i++) {
        if (strcmp(sg_sheet_cell(s, i, "region"), region) == 0 &&
            strcmp(sg_sheet_cell(s, i, "member"), code) == 0)
            break;
    }
    return i;
}

/* The region whose members are exactly the ones found, or NULL. */
static const char *same_region(const struct sg_tally_plan *plan, const struct sg_dim *d)
{
    const struct sg_municipality *m;
    const struct sg_sheet *s = sg_profile_sheet(plan->profile, "regions");
    for (size_t row = 0; row < sg_sheet_rows(s); row++) {
        const char *region = sg_sheet_cell(s, row, "region");
        size_t at = 0;
        bool same = true;
        for (size_t i = 0; same && (m = sg_municipality_at(plan->profile, i)) != NULL; i++) {
            if (m->until.y)
                continue;
            bool member = at < d->members && d->member[at] == SG_ID_FIRST + i;
            same = member == sg_region_has(plan->profile, region, m);
            at += member;
        }
        if (same)
            return region;
    }
    return NULL;
}

/* In the order of the region's rows; insertion sort, regions are small. Members that the sheet
 * names by a larger area (VR10) keep the order of their codes. */
static void order_members(const struct sg_tally_plan *plan, struct sg_dim *d)
{
    const char *region = same_region(plan, d);
    for (size_t i = 1; region && i < d->members; i++) {
        uint32_t id = d->member[i];
        size_t k = i, place = place_in_region(plan, region, d->class_[id - SG_ID_FIRST].code);
        for (; k > 0; k--) {
            uint32_t before = d->member[k - 1];
            if (place_in_region(plan, region, d->class_[before - SG_ID_FIRST].code) <= place)
                break;
            d->member[k] = before;
        }
        d->member[k] = id;
    }
}

/* Fills d->member with the existing municipalities that the condition admits; true when it keeps
 * any out. */
static bool find_members(struct sg_dim *d, const struct sg_tally_plan *plan, struct sg_record *r)
{
    const struct sg_municipality *m;
    bool excluded = false;
    for (size_t i = 0; (m = sg_municipality_at(plan->profile, i)) != NULL; i++) {
        if (m->until.y)
            continue;
        if (allowed(plan, m, r))
            d->member[d->members++] = SG_ID_FIRST + (uint32_t)i;
        else
            excluded = true;
    }
    return excluded;
}

bool sg_dim_members(struct sg_dim *d, const struct sg_tally_plan *plan, struct sg_fault *f)
{
    struct sg_record *r = malloc(sizeof *r);
    d->member = calloc(d->classes ? d->classes : 1, sizeof *d->member);
    if (!d->member || !r) {
        free(r);
        return sg_fail(f, SG_R_MEMORY, "no memory for the municipalities");
    }
    if (find_members(d, plan, r)) {
        order_members(plan, d);
    } else { /* no condition on municipalities: those that occur */
        free(d->member);
        d->member = NULL;
        d->members = 0;
    }
    free(r);
    return true;
}
