/* SPDX-License-Identifier: EUPL-1.2 */
/* What stands behind the figures: shares of a total, or the change on the period before. */
#include "tally_impl.h"

#include <stdlib.h>
#include <string.h>

/* ---- what is asked for ---- */

/* Shares need the totals that they are of, changes the period before. */
bool sg_percent_read(struct sg_tally_plan *plan, const char *text, struct sg_fault *f)
{
    static const char *const word[] = {"none", "row", "column", "table", "previous", "inhabitants"};
    size_t i = 0;
    while (*text && i < sizeof word / sizeof *word && strcmp(word[i], text) != 0)
        i++;
    if (i == sizeof word / sizeof *word)
        return sg_fail(f, SG_R_USAGE,
                       "percent \"%.20s\": none, row, column, table (shares of that total), "
                       "previous (the change) or inhabitants (per 100,000 of them)",
                       text);
    plan->share = (enum sg_share)i;
    if ((plan->share == SG_SHARE_ROW && !sg_axis_mask(&plan->columns)) ||
        (plan->share == SG_SHARE_COLUMN && !sg_axis_mask(&plan->rows)))
        return sg_fail(f, SG_R_USAGE,
                       "percent of the %s: its cells are of different measures, which have no sum",
                       word[i]);
    if (plan->share == SG_SHARE_PREVIOUS && plan->period < 0)
        return sg_fail(f, SG_R_USAGE, "percent of the previous period: the table has no periods");
    return plan->share != SG_SHARE_INHABITANTS || sg_rate_plan(plan, f);
}

/* ---- tenths of a percent ---- */

/* part / whole, rounded half away from zero. */
int32_t sg_tenths(int64_t part, int64_t whole)
{
    bool minus = part < 0;
    int64_t size = minus ? -part : part;
    if (whole <= 0 || size > INT64_MAX / 2000)
        return SG_NO_PERCENT;
    int64_t n = (size * 2000 + whole) / (2 * whole);
    return n > INT32_MAX ? SG_NO_PERCENT : (int32_t)(minus ? -n : n);
}

static int64_t count_of(const struct sg_sheet_of *s, const struct sg_tuple *at)
{
    return sg_counts_get(&s->t->cells, sg_cell_key(at->measure, at->id));
}

static int32_t share_of(const struct sg_sheet_of *s, const struct sg_grid_cell *c,
                        struct sg_tuple at)
{
    const struct sg_tally_plan *plan = s->t->plan;
    enum sg_how how = plan->measure[at.measure].how;
    unsigned over = plan->share == SG_SHARE_COLUMN ? 0 : sg_axis_mask(&plan->columns);
    if (plan->share != SG_SHARE_ROW)
        over |= sg_axis_mask(&plan->rows);
    if (sg_how_days(how) ||
        (how == SG_HOW_OPEN && plan->period >= 0 && over & (1u << plan->period)))
        return SG_NO_PERCENT;
    for (size_t d = 0; d < SG_DIMS; d++)
        if (over & (1u << d))
            at.id[d] = SG_ID_TOTAL;
    if (sg_counts_get(&s->t->unsure, sg_cell_key(at.measure, at.id)) > 0)
        return SG_NO_PERCENT;
    return sg_tenths(c->value, count_of(s, &at));
}

/* ---- changes ---- */

static bool label_breaks(const struct sg_grid *g, const struct sg_grid_label *l)
{
    for (size_t i = 0; i < SG_LABEL_NOTES && l->note[i]; i++)
        if (g->note[l->note[i] - 1].breaks)
            return true;
    return false;
}

static bool breaks_before(const struct sg_sheet_of *s, size_t row, size_t column)
{
    const struct sg_grid *g = s->g;
    bool any = label_breaks(g, &g->column_label[column]);
    for (size_t h = 0; h < g->heads; h++)
        any = any || label_breaks(g, &g->row_label[row * g->heads + h]);
    return any;
}

/* The place on an axis of the same classes in the period before; SIZE_MAX: it is not shown. */
static size_t before(const struct sg_axis *axis, size_t at, size_t period)
{
    struct sg_tuple want = axis->at[at];
    if (want.id[period] <= SG_ID_FIRST)
        return SIZE_MAX;
    want.id[period]--;
    while (at-- > 0) {
        const struct sg_tuple *t = &axis->at[at];
        if (t->measure == want.measure && !memcmp(t->id, want.id, sizeof want.id) &&
            t->total == want.total)
            return at;
    }
    return SIZE_MAX;
}

/* For every place of an axis the one before, owned; NULL: memory ran out. */
static size_t *all_before(const struct sg_axis *axis, size_t period)
{
    size_t *b = malloc((axis->n ? axis->n : 1) * sizeof *b);
    for (size_t i = 0; b && i < axis->n; i++)
        b[i] = before(axis, i, period);
    return b;
}

static int32_t change_of(const struct sg_sheet_of *s, size_t row, size_t column, size_t old)
{
    const struct sg_grid_cell *c = &s->g->cell[row * s->columns.n + column];
    const struct sg_grid_cell *o = &s->g->cell[old];
    if (breaks_before(s, row, column) || o->kind != SG_CELL_NUMBER ||
        (c->marks | o->marks) & SG_MARK_PARTIAL)
        return SG_NO_PERCENT;
    return sg_tenths(c->value - o->value, o->value);
}

static void changes(struct sg_sheet_of *s)
{
    size_t period = (size_t)s->t->plan->period, across = s->columns.n;
    size_t *rows = all_before(&s->rows, period), *columns = all_before(&s->columns, period);
    for (size_t i = 0; rows && columns && i < s->rows.n; i++)
        for (size_t j = 0; j < across; j++) {
            struct sg_grid_cell *c = &s->g->cell[i * across + j];
            c->percent = SG_NO_PERCENT;
            if (c->kind != SG_CELL_NUMBER)
                continue;
            if (columns[j] != SIZE_MAX)
                c->percent = change_of(s, i, j, i * across + columns[j]);
            else if (rows[i] != SIZE_MAX)
                c->percent = change_of(s, i, j, rows[i] * across + j);
        }
    if (!rows || !columns)
        sg_grid_fail(s->g);
    free(rows);
    free(columns);
}

static void shares(struct sg_sheet_of *s)
{
    for (size_t i = 0; i < s->rows.n; i++)
        for (size_t j = 0; j < s->columns.n; j++) {
            struct sg_grid_cell *c = &s->g->cell[i * s->columns.n + j];
            c->percent =
                c->kind == SG_CELL_NUMBER ? share_of(s, c, sg_crossing(s, i, j)) : SG_NO_PERCENT;
        }
}

/* Without percentages a duration shows how many it rests on. */
static bool any_days(const struct sg_tally_plan *plan)
{
    for (size_t m = 0; m < plan->measures; m++)
        if (sg_how_days(plan->measure[m].how))
            return true;
    return false;
}

/* Per 100,000 inhabitants of the place that the cell is about. */
static void rates(struct sg_sheet_of *s)
{
    const struct sg_tally_plan *plan = s->t->plan;
    for (size_t i = 0; i < s->rows.n; i++)
        for (size_t j = 0; j < s->columns.n; j++) {
            struct sg_grid_cell *c = &s->g->cell[i * s->columns.n + j];
            struct sg_tuple at = sg_crossing(s, i, j);
            int64_t people = 0;
            for (size_t d = 0; d < plan->dims; d++)
                if (plan->dim[d].kind == SG_DIM_PLACE && at.id[d] >= SG_ID_FIRST)
                    people = sg_inhabitants(plan, d, at.id[d]);
            bool days = sg_how_days(plan->measure[at.measure].how);
            c->percent = c->kind == SG_CELL_NUMBER && people && !days
                             ? sg_tenths(1000 * c->value, people)
                             : SG_NO_PERCENT;
        }
}

void sg_tally_percents(struct sg_sheet_of *s)
{
    enum sg_share share = s->t->plan->share;
    if (share == SG_SHARE_INHABITANTS) {
        s->g->percent = SG_PERCENT_RATE;
        rates(s);
        return;
    }
    if (share == SG_SHARE_NONE) {
        s->g->percent = any_days(s->t->plan) ? SG_PERCENT_RESTS : SG_PERCENT_NONE;
        return;
    }
    s->g->percent = share == SG_SHARE_PREVIOUS ? SG_PERCENT_CHANGE : SG_PERCENT_SHARE;
    if (share == SG_SHARE_PREVIOUS)
        changes(s);
    else
        shares(s);
}
