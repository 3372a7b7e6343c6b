/* SPDX-License-Identifier: EUPL-1.2 */
/* Inhabitants, where the sheet of municipalities has them. */
#include "tally_impl.h"

#include <stdlib.h>

static int64_t people_of(const struct sg_tally_plan *plan, const struct sg_municipality *m)
{
    const struct sg_sheet *s = sg_profile_sheet(plan->profile, "municipalities");
    size_t row = sg_sheet_find(s, m->code);
    return row == (size_t)-1 ? 0 : strtoll(sg_sheet_cell(s, row, "inhabitants"), NULL, 10);
}

bool sg_rate_plan(const struct sg_tally_plan *plan, struct sg_fault *f)
{
    const struct sg_municipality *m;
    const struct sg_dim *place = NULL;
    for (size_t d = 0; d < plan->dims; d++) {
        if (plan->dim[d].kind != SG_DIM_PLACE)
            continue;
        if (place)
            return sg_fail(f, SG_R_USAGE,
                           "per inhabitants: of %s or of %s? Only one can be a place", place->name,
                           plan->dim[d].name);
        place = &plan->dim[d];
    }
    if (!place)
        return sg_fail(f, SG_R_USAGE, "per inhabitants: no dimension of the table is a place");
    for (size_t i = 0; (m = sg_municipality_at(plan->profile, i)) != NULL; i++)
        if (people_of(plan, m) > 0)
            return true;
    return sg_fail(f, SG_R_USAGE,
                   "per inhabitants: municipalities.csv of this profile has no inhabitants");
}

/* Does this municipality lead to the class? Those of today only: an old one is in its successor. */
static bool leads_to(const struct sg_dim *d, size_t municipality, uint32_t id)
{
    const struct sg_span *span = &d->span[municipality];
    for (uint32_t i = 0; i < span->n; i++)
        if (d->ids[span->first + i] == id)
            return true;
    return false;
}

int64_t sg_inhabitants(const struct sg_tally_plan *plan, size_t dim, uint32_t id)
{
    const struct sg_municipality *m;
    const struct sg_dim *d = &plan->dim[dim];
    int64_t sum = 0;
    if (id == d->other || id == d->rest || id == d->several)
        return 0;
    for (size_t i = 0; (m = sg_municipality_at(plan->profile, i)) != NULL; i++) {
        if (m->until.y || !leads_to(d, i, id))
            continue;
        int64_t n = people_of(plan, m);
        if (n <= 0)
            return 0; /* a part of it is not known */
        sum += n;
    }
    return sum;
}
