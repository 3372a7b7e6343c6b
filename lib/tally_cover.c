/* SPDX-License-Identifier: EUPL-1.2 */
/* Coverage: from when until when a municipality has been recorded at all. One without a row in the
 * sheet always has. */
#include "tally_impl.h"

#include <stdlib.h>
#include <string.h>

static struct sg_date cell_date(const struct sg_sheet *s, size_t row, const char *column)
{
    struct sg_date d = {0};
    const char *cell = sg_sheet_cell(s, row, column);
    if (!*cell || !sg_date_parse(cell, strlen(cell), &d))
        d.y = 0;
    return d;
}

/* The spans of one municipality, in the order of the sheet. */
static void plan_spans(struct sg_tally_plan *plan, const struct sg_sheet *s, size_t class_)
{
    struct sg_span *span = &plan->cover[class_];
    span->first = (uint32_t)plan->cover_count;
    for (size_t row = 0; row < sg_sheet_rows(s); row++) {
        if (strcmp(sg_sheet_cell(s, row, "municipality"),
                   plan->dim[plan->place].class_[class_].code) != 0)
            continue;
        struct sg_date from = cell_date(s, row, "from"), until = cell_date(s, row, "until");
        struct sg_cover c = {from.y ? sg_date_first(from) : from,
                             until.y ? sg_date_last(until) : until};
        plan->covers[plan->cover_count++] = c;
        span->n++;
    }
}

bool sg_cover_plan(struct sg_tally_plan *plan, struct sg_fault *f)
{
    const struct sg_sheet *s = sg_profile_sheet(plan->profile, "coverage");
    if (plan->place < 0 || sg_sheet_rows(s) == 0)
        return true;
    size_t classes = plan->dim[plan->place].classes;
    plan->cover = calloc(classes ? classes : 1, sizeof *plan->cover);
    plan->covers = calloc(sg_sheet_rows(s), sizeof *plan->covers);
    if (!plan->cover || !plan->covers)
        return sg_fail(f, SG_R_MEMORY, "no memory for the coverage");
    for (size_t i = 0; i < classes; i++)
        plan_spans(plan, s, i);
    return true;
}

/* Open ends as the first and last day there can be. */
static int32_t day_or(struct sg_date d, int32_t open)
{
    return d.y ? sg_date_days(d) : open;
}

/* Spans of one municipality are taken not to overlap. */
struct sg_coverage sg_cover_of(const struct sg_tally_plan *plan, const uint32_t id[SG_DIMS])
{
    struct sg_coverage out = {SG_COVER_FULL, 0, 0};
    struct sg_date first, last;
    if (!plan->cover || id[plan->place] < SG_ID_FIRST ||
        id[plan->place] - SG_ID_FIRST >= plan->dim[plan->place].classes)
        return out;
    const struct sg_span *span = &plan->cover[id[plan->place] - SG_ID_FIRST];
    if (span->n == 0 || !sg_cell_days(plan, id, &first, &last))
        return out;
    enum { OPEN_FIRST = -400000, OPEN_LAST = 4000000 };
    int32_t a = day_or(first, OPEN_FIRST), b = day_or(last, OPEN_LAST), days = 0;
    for (uint32_t i = 0; i < span->n; i++) {
        const struct sg_cover *c = &plan->covers[span->first + i];
        int32_t from = day_or(c->from, OPEN_FIRST), until = day_or(c->until, OPEN_LAST);
        if (from <= b && until >= a)
            days += (until < b ? until : b) - (from > a ? from : a) + 1;
    }
    bool ends = first.y && last.y;
    out.how = days == 0 ? SG_COVER_NONE : days <= b - a ? SG_COVER_PART : SG_COVER_FULL;
    out.days = ends ? days : 0;
    out.of = ends ? b - a + 1 : 0;
    return out;
}
