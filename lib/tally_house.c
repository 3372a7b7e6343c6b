/* SPDX-License-Identifier: EUPL-1.2 */
/* What the house did that is part of no signal, from the sheet `events`: counted as the events of
 * signals are, and as nothing else. */
#include "derive.h"
#include "tally_impl.h"

#include <stdlib.h>

static bool counts_events(const struct sg_tally_plan *plan)
{
    for (size_t m = 0; m < plan->measures; m++)
        if (plan->measure[m].unit && strcmp(plan->measure[m].unit, "events") == 0)
            return true;
    return false;
}

bool sg_tally_house(struct sg_tally *t)
{
    const struct sg_profile *p = t->plan->profile;
    size_t rows = sg_sheet_rows(sg_profile_sheet(p, "events"));
    struct sg_trail *trail = t->trail;
    struct sg_buf line = {0};
    if (t->settled || !rows || !counts_events(t->plan))
        return true;
    struct sg_record *r = malloc(sizeof *r);
    if (!r)
        return sg_tally_stuck(t, SG_R_MEMORY, "no memory for the events of the profile");
    t->house = true;
    t->trail = NULL; /* nothing of it is ever taken back */
    for (size_t row = 0; row < rows && !t->failed; row++) {
        sg_buf_clear(&line);
        sg_derive_event(p, row, &line);
        if (line.failed || !sg_record_read(r, line.p, line.n, &t->fault, NULL))
            sg_tally_stuck(t, SG_R_MEMORY, "no memory for the events of the profile");
        else
            sg_tally_count(t, r);
    }
    t->trail = trail;
    t->house = false;
    sg_buf_free(&line);
    free(r);
    return !t->failed;
}
