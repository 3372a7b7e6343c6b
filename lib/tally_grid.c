/* SPDX-License-Identifier: EUPL-1.2 */
/* From counts to a table: each cell as a number, as not recorded, or as what cannot be. */
#include "tally_impl.h"

#include <stdlib.h>
#include <string.h>

struct sg_tuple sg_crossing(const struct sg_sheet_of *s, size_t row, size_t column)
{
    struct sg_tuple at = s->rows.at[row];
    const struct sg_tuple *c = &s->columns.at[column];
    at.measure += c->measure;
    for (size_t d = 0; d < SG_DIMS; d++)
        at.id[d] += c->id[d];
    at.total |= c->total;
    return at;
}

static uint16_t short_of(int64_t n)
{
    return n > UINT16_MAX ? UINT16_MAX : (uint16_t)n;
}

/* Does the cell's period lie wholly after today, or does it contain today? */
static bool in_future(const struct sg_tally_plan *plan, const uint32_t id[SG_DIMS])
{
    struct sg_date first, last;
    return sg_cell_days(plan, id, &first, &last) && first.y && plan->opt.today.y &&
           plan->period >= 0 && sg_date_order(first, plan->opt.today) > 0;
}

/* A duration with how many it rests on; none rests on nothing. What is open at the end of each
 * period has no sum over them. false: the cell is blank. */
static bool fill_kind(const struct sg_tally *t, const struct sg_tuple *at, struct sg_grid_cell *c)
{
    const struct sg_tally_plan *plan = t->plan;
    enum sg_how how = plan->measure[at->measure].how;
    bool stock = how == SG_HOW_OPEN && plan->period >= 0 && at->id[plan->period] == SG_ID_TOTAL;
    c->percent = SG_NO_PERCENT;
    if (stock || (sg_how_days(how) && c->value == 0)) {
        *c = (struct sg_grid_cell){.kind = SG_CELL_BLANK, .percent = SG_NO_PERCENT};
        return false;
    }
    if (sg_counts_get(&t->unsure, sg_cell_key(at->measure, at->id)) > 0) {
        *c = (struct sg_grid_cell){.kind = SG_CELL_MISSING, .percent = SG_NO_PERCENT};
        return false;
    }
    if (sg_how_days(how)) {
        c->percent = c->value > INT32_MAX ? INT32_MAX : (int32_t)c->value;
        c->value = sg_counts_get(&t->days, sg_cell_key(at->measure, at->id));
    }
    return true;
}

static void fill_cell(const struct sg_sheet_of *s, size_t row, size_t column)
{
    const struct sg_tally_plan *plan = s->t->plan;
    struct sg_grid_cell *c = &s->g->cell[row * s->columns.n + column];
    struct sg_tuple at = sg_crossing(s, row, column);
    c->value = sg_counts_get(&s->t->cells, sg_cell_key(at.measure, at.id));
    c->kind = SG_CELL_NUMBER;
    c->marks = s->g->column_label[column].marks;
    for (size_t h = 0; h < s->g->heads; h++)
        c->marks |= s->g->row_label[row * s->g->heads + h].marks;
    if (s->t->records == 0) {
        *c = (struct sg_grid_cell){.kind = SG_CELL_MISSING};
        return;
    }
    if (!fill_kind(s->t, &at, c))
        return;
    if (at.total)
        return;
    struct sg_coverage cover = sg_cover_of(plan, at.id);
    if (c->value == 0 && in_future(plan, at.id)) {
        *c = (struct sg_grid_cell){.kind = SG_CELL_BLANK};
    } else if (cover.how == SG_COVER_NONE) {
        *c = (struct sg_grid_cell){.kind = SG_CELL_MISSING};
    } else if (cover.how == SG_COVER_PART) {
        c->marks |= SG_MARK_PARTIAL;
        c->covers = short_of(cover.days);
        c->of = short_of(cover.of);
    }
}

/* ---- totals over cells of which some are not recorded ---- */

struct parts {
    int64_t recorded, all;
    bool partial;
};

static void add_part(const struct sg_sheet_of *s, const struct sg_tuple *total, size_t row,
                     size_t column, struct parts *parts)
{
    const struct sg_grid_cell *c = &s->g->cell[row * s->columns.n + column];
    struct sg_tuple at = sg_crossing(s, row, column);
    const struct sg_tally_plan *plan = s->t->plan;
    if (at.total || at.measure != total->measure || c->kind == SG_CELL_BLANK)
        return;
    uint32_t place = at.id[plan->place];
    if (place < SG_ID_FIRST || place - SG_ID_FIRST >= plan->dim[plan->place].classes)
        return;
    parts->all++;
    parts->recorded += c->kind == SG_CELL_NUMBER;
    parts->partial |= (c->marks & SG_MARK_PARTIAL) != 0;
}

/* A cell that is no total stands for one row; a total for all that are none. */
static struct parts parts_of(const struct sg_sheet_of *s, size_t row, size_t column)
{
    struct parts parts = {0};
    struct sg_tuple total = sg_crossing(s, row, column);
    bool rows = s->rows.at[row].total, columns = s->columns.at[column].total;
    for (size_t i = rows ? 0 : row; i < (rows ? s->rows.n : row + 1); i++) {
        for (size_t j = columns ? 0 : column; j < (columns ? s->columns.n : column + 1); j++)
            add_part(s, &total, i, j, &parts);
    }
    return parts;
}

static void fill_total(const struct sg_sheet_of *s, size_t row, size_t column)
{
    struct sg_grid_cell *c = &s->g->cell[row * s->columns.n + column];
    struct parts parts = parts_of(s, row, column);
    if (parts.all && !parts.recorded && c->value == 0) { /* nor elsewhere, as in onbekend */
        *c = (struct sg_grid_cell){.kind = SG_CELL_MISSING};
    } else if (parts.recorded < parts.all) {
        c->marks |= SG_MARK_PARTIAL;
        c->covers = short_of(parts.recorded);
        c->of = short_of(parts.all);
    } else if (parts.partial) {
        c->marks |= SG_MARK_PARTIAL;
    }
}

static void fill_cells(const struct sg_sheet_of *s)
{
    for (size_t i = 0; i < s->rows.n; i++) {
        for (size_t j = 0; j < s->columns.n; j++)
            fill_cell(s, i, j);
    }
    if (!s->t->plan->cover || s->t->records == 0)
        return;
    for (size_t i = 0; i < s->rows.n; i++) {
        for (size_t j = 0; j < s->columns.n; j++) {
            if (s->rows.at[i].total || s->columns.at[j].total)
                fill_total(s, i, j);
        }
    }
}

static bool make_grid(struct sg_sheet_of *s, struct sg_fault *f)
{
    const struct sg_tally_plan *plan = s->t->plan;
    size_t heads = plan->rows.n ? plan->rows.n : 1;
    s->g = sg_grid_new(heads, s->rows.n + sg_compare_shown(s), s->columns.n, f);
    if (!s->g)
        return false;
    s->g->lang = plan->opt.lang;
    s->g->date = plan->opt.today;
    s->g->house = true;
    sg_tally_labels(s);
    fill_cells(s);
    sg_tally_notes(s);
    sg_tally_percents(s);
    sg_compare_fill(s);
    return sg_grid_sound(s->g, f);
}

struct sg_grid *sg_tally_grid(struct sg_tally *t, struct sg_fault *f)
{
    struct sg_sheet_of s = {.t = t};
    if (t->failed) {
        if (f)
            *f = t->fault;
        return NULL;
    }
    if (!sg_tally_house(t) || !sg_top_unfold(t) || !sg_tally_settle(t)) {
        if (f)
            *f = t->fault;
        return NULL;
    }
    bool done = sg_axis_make(&s.rows, t, &t->plan->rows, f) &&
                sg_axis_make(&s.columns, t, &t->plan->columns, f) && make_grid(&s, f);
    free(s.rows.at);
    free(s.columns.at);
    if (!done) {
        sg_grid_free(s.g);
        return NULL;
    }
    return s.g;
}
