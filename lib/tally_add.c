/* SPDX-License-Identifier: EUPL-1.2 */
/* Counting: one record into cells. This is the inner loop of every table. */
#include "tally_impl.h"

#include <stdlib.h>
#include <string.h>

struct sg_tally *sg_tally(const struct sg_tally_plan *plan, const bool *streamed,
                          struct sg_fault *f)
{
    struct sg_tally *t = calloc(1, sizeof *t);
    if (!t) {
        sg_fail(f, SG_R_MEMORY, "no memory for the table");
        return NULL;
    }
    t->plan = plan;
    t->streamed = streamed;
    return t;
}

void sg_tally_free(struct sg_tally *t)
{
    if (!t)
        return;
    sg_counts_free(&t->cells);
    sg_counts_free(&t->days);
    sg_counts_free(&t->unsure);
    sg_bag_free(&t->bag);
    for (size_t d = 0; d < SG_DIMS; d++) {
        sg_words_free(&t->extra[d]);
        free(t->ids[d].id);
        free(t->ids[d].seen);
        free(t->order[d]);
    }
    sg_trail_free(t->trail);
    free(t);
}

bool sg_tally_stuck(struct sg_tally *t, enum sg_reason reason, const char *text)
{
    if (!t->failed)
        sg_fail(&t->fault, reason, "%s", text);
    t->failed = true;
    return false;
}

void sg_tally_bump(struct sg_tally *t, uint64_t key)
{
    if (!sg_counts_add(&t->cells, key, 1))
        sg_tally_stuck(t, SG_R_MEMORY, "no memory for the cells of the table");
    if (t->trail)
        sg_trail_note(t->trail, key);
}

void sg_tally_put(struct sg_tally *t, uint64_t key, uint64_t item)
{
    if (!sg_bag_add(&t->bag, key, item, 1))
        sg_tally_stuck(t, SG_R_MEMORY, "no memory for the cells of the table");
    if (t->trail) {
        sg_trail_note(t->trail, key | SG_TRAIL_ITEM);
        sg_trail_note(t->trail, item);
    }
}

/* ---- a unit ---- */

/* The earliest date that a reach leads to; y = 0: none. */
struct sg_date sg_tally_date(const struct sg_record *r, struct sg_val element,
                             const struct sg_reach *reach, unsigned *hint)
{
    struct sg_date best = {0}, d;
    struct sg_values values;
    struct sg_val v;
    sg_values_begin(&values, r, element, reach, hint);
    while (sg_values_next(&values, &v)) {
        if (v.kind != SG_STRING || v.escaped || !sg_date_parse(v.p, v.n, &d))
            continue;
        if (!best.y || sg_date_order(sg_date_first(d), sg_date_first(best)) < 0)
            best = d;
    }
    return best;
}

/* Every combination of classes, a total in the dimensions of the mask. */
static void count_cells(struct sg_tally *t, size_t m, unsigned mask, uint64_t item)
{
    bool bagged = sg_how_bagged(t->plan->measure[m].how);
    static const uint32_t total = SG_ID_TOTAL;
    const uint32_t *at[SG_DIMS];
    size_t n[SG_DIMS];
    for (size_t d = 0; d < SG_DIMS; d++) {
        bool summed = d >= t->plan->dims || mask & (1u << d);
        at[d] = summed ? &total : t->ids[d].id;
        n[d] = summed ? 1 : t->ids[d].n;
    }
    for (size_t i = 0; i < n[0]; i++) {
        for (size_t j = 0; j < n[1]; j++) {
            for (size_t k = 0; k < n[2]; k++) {
                const uint32_t id[SG_DIMS] = {at[0][i], at[1][j], at[2][k]};
                if (bagged)
                    sg_tally_put(t, sg_cell_key(m, id), item);
                else
                    sg_tally_bump(t, sg_cell_key(m, id));
            }
        }
    }
}

/* Does the unit fall in a cell that is said not to be recorded? What is open at the end of several
 * periods stays in those that are. */
static bool uncovered(struct sg_tally *t)
{
    const struct sg_tally_plan *plan = t->plan;
    struct sg_ids *periods = plan->period >= 0 ? &t->ids[plan->period] : NULL;
    uint32_t id[SG_DIMS] = {0};
    if (!plan->cover)
        return false;
    for (size_t d = 0; d < plan->dims; d++)
        id[d] = t->ids[d].id[0];
    if (!periods || periods->n == 1)
        return sg_cover_of(plan, id).how == SG_COVER_NONE;
    size_t left = 0;
    for (size_t i = 0; i < periods->n; i++) {
        id[plan->period] = periods->id[i];
        if (sg_cover_of(plan, id).how != SG_COVER_NONE)
            periods->id[left++] = periods->id[i];
    }
    periods->n = left;
    return left == 0;
}

/* The classes of a unit in all dimensions. false: it is in none. */
static bool find_classes(struct sg_tally *t, size_t m, const struct sg_record *r,
                         struct sg_val element, struct sg_date date)
{
    const struct sg_tally_plan *plan = t->plan;
    const struct sg_measure *measure = &plan->measure[m];
    bool open = measure->how == SG_HOW_OPEN;
    for (size_t d = 0; d < plan->dims; d++) {
        if (!open || (int)d != plan->period)
            sg_tally_classes(t, m, d, r, element, date);
    }
    if (!open)
        return !t->failed;
    struct sg_date end = sg_tally_date(r, element, &measure->with, &t->hint[m][SG_DIMS + 1]);
    return sg_open_periods(t, date, end) && !t->failed;
}

/* Is the date one of the years asked for, and not yet to come? What is open may have come long
 * before them. */
static bool placed(struct sg_tally *t, size_t m, struct sg_date date)
{
    const struct sg_tally_plan *plan = t->plan;
    bool open = plan->measure[m].how == SG_HOW_OPEN;
    if (!date.y && (plan->from || plan->until || open)) {
        sg_tally_bump(t, sg_counter_key(SG_COUNT_UNPLACED));
        return false;
    }
    if (plan->measure[m].planned && plan->opt.today.y &&
        sg_date_order(sg_date_first(date), plan->opt.today) > 0)
        return false;
    return open ||
           ((!plan->from || date.y >= plan->from) && (!plan->until || date.y <= plan->until));
}

static void count_unit(struct sg_tally *t, size_t m, const struct sg_record *r,
                       struct sg_val element)
{
    const struct sg_tally_plan *plan = t->plan;
    const struct sg_measure *measure = &plan->measure[m];
    uint64_t item = 0;
    struct sg_date date = sg_tally_date(r, element, &measure->date, &t->hint[m][SG_DIMS]);
    if (!placed(t, m, date) || !find_classes(t, m, r, element, date))
        return;
    if (uncovered(t)) {
        sg_tally_bump(t, sg_counter_key(SG_COUNT_UNCOVERED));
        return;
    }
    if (sg_how_bagged(measure->how) && !sg_item_of(t, m, r, element, date, &item)) {
        sg_tally_bump(t, sg_counter_key((unsigned)(SG_COUNT_LACKING + m)));
        return;
    }
    for (size_t d = 0; d < plan->dims; d++) {
        if (t->ids[d].n > 1 && plan->dim[d].kind != SG_DIM_PERIOD)
            sg_tally_bump(t, sg_counter_key((unsigned)(SG_COUNT_MULTIPLE + d)));
    }
    for (size_t d = 0; d < plan->dims; d++)
        if (plan->dim[d].top)
            sg_top_fold(t, d);
    for (size_t i = 0; i < plan->masks; i++)
        count_cells(t, m, plan->mask[i], item);
}

/* ---- a record ---- */

static void count_measure(struct sg_tally *t, size_t m, const struct sg_record *r)
{
    static const struct sg_val none;
    const struct sg_measure *measure = &t->plan->measure[m];
    struct sg_walk walk;
    struct sg_val element;
    if (!measure->unit) {
        if (t->house)
            return;
        if (!measure->condition || sg_expr_test(measure->condition, r, none) == SG_YES)
            count_unit(t, m, r, none);
        return;
    }
    sg_walk_record(&walk, &measure->elements, r);
    while (sg_walk_next(&walk, &element)) {
        if (element.kind != SG_OBJECT)
            continue;
        if (!measure->condition || sg_expr_test(measure->condition, r, element) == SG_YES)
            count_unit(t, m, r, element);
    }
}

void sg_tally_count(struct sg_tally *t, const struct sg_record *r)
{
    static const struct sg_val none;
    const struct sg_tally_plan *plan = t->plan;
    if (plan->opt.select && sg_expr_test(plan->opt.select, r, none) != SG_YES)
        return;
    if (plan->where && sg_expr_test(plan->where, r, none) != SG_YES)
        return;
    for (size_t d = 0; d < plan->dims; d++)
        t->ids[d].kept = false;
    for (size_t m = 0; m < plan->measures && !t->failed; m++)
        count_measure(t, m, r);
}

bool sg_tally_add(void *ctx, const struct sg_record *r, const struct sg_line *line,
                  struct sg_fault *f)
{
    struct sg_tally *t = ctx;
    int go = 1;
    (void)line;
    t->records++;
    if (t->streamed && *t->streamed)
        go = sg_trail_begin(t, r, f);
    if (go > 0) {
        sg_tally_count(t, r);
        sg_trail_end(t);
    }
    return go >= 0;
}
