/* SPDX-License-Identifier: EUPL-1.2 */
/* What others published beside the own figures. A figure has an edition: each gets a row, and none
 * replaces another. */
#include "tally_impl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The source as it is written in the sheet, found by its folded form. */
static const char *find_source(const struct sg_sheet *s, const char *name, struct sg_names *names)
{
    char want[128], have[128];
    size_t n = sg_fold(name, strlen(name), want, sizeof want);
    for (size_t i = 0; i < sg_sheet_rows(s); i++) {
        const char *source = sg_sheet_cell(s, i, "source");
        size_t m = sg_fold(source, strlen(source), have, sizeof have);
        if (m == n && n <= sizeof want && memcmp(want, have, n) == 0)
            return source;
        if (i == 0 || strcmp(source, sg_sheet_cell(s, i - 1, "source")) != 0)
            sg_names_add(names, source);
    }
    return NULL;
}

bool sg_compare_plan(struct sg_tally_plan *plan, struct sg_fault *f)
{
    const struct sg_sheet *s = sg_profile_sheet(plan->profile, "published");
    const struct sg_axis_plan *c = &plan->columns;
    struct sg_names names = {0};
    if (!plan->opt.compare)
        return true;
    sg_names_begin(&names, plan->opt.compare);
    plan->compare = find_source(s, plan->opt.compare, &names);
    if (!plan->compare)
        return sg_names_fail(&names, "source of published figures", f);
    if (c->n != 1 || c->at[0] == SG_AXIS_MEASURE || plan->dim[c->at[0]].kind != SG_DIM_PERIOD ||
        plan->dim[c->at[0]].months != 12)
        return sg_fail(f, SG_R_USAGE,
                       "published figures are of years: a comparison has the years as columns");
    if (plan->share)
        return sg_fail(f, SG_R_USAGE,
                       "behind a published figure stands the own share of it: without --percent");
    for (size_t m = 0; m < plan->measures; m++)
        if (sg_how_days(plan->measure[m].how))
            return sg_fail(f, SG_R_USAGE, "%s is a duration, of which no share can be taken",
                           plan->measure[m].name);
    if (sg_compare_rows(plan))
        return true;
    return sg_fail(f, SG_R_BAD_TABLE, "%s published nothing about the measures of this table",
                   plan->compare);
}

/* ---- editions ---- */

/* The measure that a row of the sheet is about, of the source compared with; SIZE_MAX: none. */
static size_t measure_of(const struct sg_tally_plan *plan, const struct sg_sheet *s, size_t row)
{
    if (strcmp(sg_sheet_cell(s, row, "source"), plan->compare) != 0)
        return SIZE_MAX;
    for (size_t m = 0; m < plan->measures; m++)
        if (strcmp(sg_sheet_cell(s, row, "item"), plan->measure[m].name) == 0)
            return m;
    return SIZE_MAX;
}

static bool same(const struct sg_sheet *s, size_t a, size_t b)
{
    return strcmp(sg_sheet_cell(s, a, "edition"), sg_sheet_cell(s, b, "edition")) == 0 &&
           strcmp(sg_sheet_cell(s, a, "item"), sg_sheet_cell(s, b, "item")) == 0 &&
           strcmp(sg_sheet_cell(s, a, "source"), sg_sheet_cell(s, b, "source")) == 0;
}

/* Is this the first row of its edition and measure? */
static bool begins(const struct sg_tally_plan *plan, const struct sg_sheet *s, size_t row)
{
    if (measure_of(plan, s, row) == SIZE_MAX)
        return false;
    for (size_t i = 0; i < row; i++)
        if (same(s, i, row))
            return false;
    return true;
}

size_t sg_compare_rows(const struct sg_tally_plan *plan)
{
    const struct sg_sheet *s = sg_profile_sheet(plan->profile, "published");
    size_t n = 0;
    for (size_t i = 0; plan->compare && i < sg_sheet_rows(s); i++)
        n += begins(plan, s, i);
    return n;
}

/* "2019", or "2023-": from that year on, as an agreement is. */
static bool about_year(const char *cell, int year)
{
    char *end;
    long first = strtol(cell, &end, 10);
    return year && ((*end == '\0' && first == year) || (strcmp(end, "-") == 0 && first <= year));
}

static const char *value_of(const struct sg_sheet *s, size_t first, int year)
{
    for (size_t i = first; i < sg_sheet_rows(s); i++)
        if (same(s, i, first) && about_year(sg_sheet_cell(s, i, "year"), year))
            return sg_sheet_cell(s, i, "value");
    return "";
}

/* ---- rows ---- */

/* The year of a column; 0: it is a total or unknown. */
static int year_of(const struct sg_sheet_of *s, size_t column)
{
    const struct sg_tally_plan *plan = s->t->plan;
    size_t dim = plan->columns.at[0];
    const struct sg_tuple *at = &s->columns.at[column];
    int year = 0, month;
    if (!at->total && at->id[dim] >= SG_ID_FIRST)
        sg_period_of(&plan->dim[dim], at->id[dim], &year, &month);
    return year;
}

/* Has the edition that begins in a row a figure for a year of the table? */
static bool shown(const struct sg_sheet_of *s, const struct sg_sheet *sheet, size_t first)
{
    for (size_t j = 0; j < s->columns.n; j++)
        if (*value_of(sheet, first, year_of(s, j)))
            return begins(s->t->plan, sheet, first);
    return false;
}

size_t sg_compare_shown(const struct sg_sheet_of *s)
{
    const struct sg_sheet *sheet = sg_profile_sheet(s->t->plan->profile, "published");
    size_t n = 0;
    for (size_t i = 0; s->t->plan->compare && i < sg_sheet_rows(sheet); i++)
        n += shown(s, sheet, i);
    return n;
}

static void fill_cell(const struct sg_sheet_of *s, struct sg_grid_cell *c, size_t column,
                      size_t first, size_t m)
{
    const struct sg_tally_plan *plan = s->t->plan;
    size_t dim = plan->columns.at[0];
    uint32_t own[SG_DIMS] = {0};
    int year = year_of(s, column);
    const char *value = value_of(sg_profile_sheet(plan->profile, "published"), first, year);
    *c = (struct sg_grid_cell){.kind = SG_CELL_BLANK, .percent = SG_NO_PERCENT};
    own[dim] = s->columns.at[column].id[dim];
    if (strcmp(value, ".") == 0) {
        c->kind = SG_CELL_MISSING;
    } else if (*value) {
        c->kind = SG_CELL_NUMBER;
        c->value = strtoll(value, NULL, 10);
        if (s->t->records && !sg_counts_get(&s->t->unsure, sg_cell_key(m, own)))
            c->percent = sg_tenths(sg_counts_get(&s->t->cells, sg_cell_key(m, own)), c->value);
    }
}

static void fill_label(const struct sg_sheet_of *s, size_t row, size_t first, size_t m)
{
    const struct sg_sheet *sheet = sg_profile_sheet(s->t->plan->profile, "published");
    struct sg_buf b = {0};
    sg_buf_fmt(&b, "%s, %s", s->t->plan->compare, sg_sheet_cell(sheet, first, "edition"));
    if (s->t->plan->measures > 1)
        sg_buf_fmt(&b, ": %s", s->t->plan->measure[m].label);
    for (size_t h = 0; h < s->g->heads; h++) {
        struct sg_grid_label *l = &s->g->row_label[row * s->g->heads + h];
        l->text = h ? "" : sg_grid_text_buf(s->g, &b);
        l->code = h ? "" : "published";
        l->total = true; /* no class of the table: charts leave it out */
    }
    sg_buf_free(&b);
}

void sg_compare_fill(struct sg_sheet_of *s)
{
    const struct sg_tally_plan *plan = s->t->plan;
    const struct sg_sheet *sheet = sg_profile_sheet(plan->profile, "published");
    size_t row = s->rows.n;
    for (size_t i = 0; plan->compare && i < sg_sheet_rows(sheet); i++) {
        if (!shown(s, sheet, i))
            continue;
        size_t m = measure_of(plan, sheet, i);
        fill_label(s, row, i, m);
        for (size_t j = 0; j < s->columns.n; j++)
            fill_cell(s, &s->g->cell[row * s->columns.n + j], j, i, m);
        row++;
    }
    if (!plan->compare)
        return;
    s->g->percent = SG_PERCENT_SHARE;
    sg_behind_note(s, plan->compare,
                   plan->opt.lang == SG_NL
                       ? "Achter een gepubliceerd cijfer staat het eigen cijfer als deel daarvan."
                       : "Behind a published figure stands the own figure as a share of it.");
}
