/* SPDX-License-Identifier: EUPL-1.2 */
/* The plan: what is asked for, completed from a table of the profile and checked. */
#include "tally_impl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The request in full: options where given, else the table's cells, else the default. */
struct request {
    const struct sg_sheet *tables;
    size_t row; /* (size_t)-1: a free table */
    const char *rows, *columns, *measures, *where, *totals, *percent;
};

static const char *either(const char *option, const struct request *q, const char *column)
{
    if (option && *option)
        return option;
    return q->row == (size_t)-1 ? "" : sg_sheet_cell(q->tables, q->row, column);
}

/* A fault in a cell of the sheet, not in an option, says where it stands. */
static bool in_table(struct sg_fault *f, const struct request *q, const char *column,
                     const char *option)
{
    if (f && !(option && *option) && q->row != (size_t)-1 && !*f->file) {
        snprintf(f->file, sizeof f->file, "%s", sg_sheet_file(q->tables, q->row));
        f->line = sg_sheet_line(q->tables, q->row);
        snprintf(f->field, sizeof f->field, "%s", column);
    }
    return false;
}

static void unknown_table(const struct sg_sheet *s, const char *name, struct sg_fault *f)
{
    struct sg_names names = {0};
    sg_names_begin(&names, name);
    for (size_t i = 0; i < sg_sheet_rows(s); i++)
        sg_names_add(&names, sg_sheet_cell(s, i, "table"));
    sg_names_fail(&names, "table of this profile", f);
}

static bool read_request(struct request *q, const struct sg_tally_plan *plan, struct sg_fault *f)
{
    const struct sg_tally_opt *opt = &plan->opt;
    q->tables = sg_profile_sheet(plan->profile, "tables");
    q->row = (size_t)-1;
    if (opt->table) {
        q->row = sg_sheet_find(q->tables, opt->table);
        if (q->row == (size_t)-1) {
            unknown_table(q->tables, opt->table, f);
            return false;
        }
    }
    q->rows = either(opt->rows, q, "rows");
    q->columns = either(opt->columns, q, "columns");
    q->measures = either(opt->measures, q, "measures");
    q->totals = either(opt->totals, q, "totals");
    q->percent = either(opt->percent, q, "percent");
    q->where = either(NULL, q, "where");
    if (*q->rows || *q->columns)
        return true;
    sg_fail(f, SG_R_USAGE, "no table: name one, or give rows (-R) or columns (-C)");
    return false;
}

/* ---- parts ---- */

/* Walks names separated by ',' or '|'. */
static bool next_name(const char **at, const char **name, size_t *n)
{
    const char *s = *at + strspn(*at, ",| ");
    size_t len = strcspn(s, ",|");
    *name = s;
    *at = s + len;
    while (len && s[len - 1] == ' ')
        len--;
    *n = len;
    return len > 0;
}

static bool is_measure(const struct sg_tally_plan *plan, const char *name, size_t n)
{
    struct sg_fault none;
    if (n == 7 && memcmp(name, "measure", 7) == 0)
        return true;
    const struct sg_code *c = sg_code_typed(plan->profile, "dimension", name, n, false, &none);
    return c && strcmp(c->code, "measure") == 0;
}

static bool has_axis(const struct sg_axis_plan *a, unsigned what)
{
    for (size_t i = 0; i < a->n; i++) {
        if (a->at[i] == what)
            return true;
    }
    return false;
}

static bool add_dim(struct sg_tally_plan *plan, struct sg_axis_plan *a, const char *name, size_t n,
                    struct sg_fault *f)
{
    if (plan->dims == SG_DIMS)
        return sg_fail(f, SG_R_BAD_TABLE, "more than %d dimensions besides measure", SG_DIMS);
    struct sg_dim *d = &plan->dim[plan->dims];
    a->at[a->n++] = (unsigned)plan->dims++;
    if (!sg_dim_make(d, plan, name, n, f))
        return false;
    for (size_t i = 0; i + 1 < plan->dims; i++) {
        if (strcmp(plan->dim[i].name, d->name) == 0)
            return sg_fail(f, SG_R_BAD_TABLE, "the dimension %s stands in the table twice",
                           d->name);
    }
    return true;
}

static bool read_axis(struct sg_tally_plan *plan, struct sg_axis_plan *a, const char *text,
                      struct sg_fault *f)
{
    const char *name;
    size_t n;
    while (next_name(&text, &name, &n)) {
        bool measure = is_measure(plan, name, n);
        if (measure &&
            (has_axis(&plan->rows, SG_AXIS_MEASURE) || has_axis(&plan->columns, SG_AXIS_MEASURE)))
            return sg_fail(f, SG_R_BAD_TABLE, "measure stands in the table twice");
        if (measure)
            a->at[a->n++] = SG_AXIS_MEASURE;
        else if (!add_dim(plan, a, name, n, f))
            return false;
    }
    return true;
}

static bool read_measures(struct sg_tally_plan *plan, const char *text, struct sg_fault *f)
{
    const struct sg_sheet *s = sg_profile_sheet(plan->profile, "measures");
    const char *name;
    size_t n;
    if (!*text && sg_sheet_find(s, "signals") == (size_t)-1 && sg_sheet_rows(s))
        text = sg_sheet_cell(s, 0, "measure");
    else if (!*text)
        text = "signals";
    while (next_name(&text, &name, &n)) {
        if (plan->measures == SG_MEASURES)
            return sg_fail(f, SG_R_BAD_TABLE, "more than %d measures", SG_MEASURES);
        if (!sg_measure_make(&plan->measure[plan->measures++], plan, name, n, f))
            return false;
    }
    return plan->measures > 0 || sg_fail(f, SG_R_BAD_TABLE, "no measure is named");
}

/* Measures that no axis shows get the one that is free; with both taken they are the inner rows. */
static void place_measures(struct sg_tally_plan *plan)
{
    struct sg_axis_plan *a = plan->measures > 1 ? &plan->rows : NULL;
    if (has_axis(&plan->rows, SG_AXIS_MEASURE) || has_axis(&plan->columns, SG_AXIS_MEASURE))
        return;
    if (!plan->columns.n)
        a = &plan->columns;
    else if (!plan->rows.n)
        a = &plan->rows;
    if (a)
        a->at[a->n++] = SG_AXIS_MEASURE;
}

/* ---- what follows from the parts ---- */

/* Weeks belong to years of their own (ISO 8601): 1 January 2021 lies in week 53 of 2020. */
static bool check_weeks(const struct sg_tally_plan *plan, struct sg_fault *f)
{
    size_t periods = 0, weeks = 0;
    for (size_t i = 0; i < plan->dims; i++) {
        periods += plan->dim[i].kind == SG_DIM_PERIOD;
        weeks += plan->dim[i].kind == SG_DIM_PERIOD && plan->dim[i].months == 0;
    }
    return !weeks || periods == 1 ||
           sg_fail(f, SG_R_BAD_TABLE, "week goes with no other period: it has a year of its own");
}

static void link_periods(struct sg_tally_plan *plan)
{
    bool year = false;
    plan->place = plan->period = -1;
    for (size_t i = 0; i < plan->dims; i++)
        year |= plan->dim[i].kind == SG_DIM_PERIOD && plan->dim[i].months == 12;
    for (size_t i = 0; i < plan->dims; i++) {
        struct sg_dim *d = &plan->dim[i];
        d->within = d->kind == SG_DIM_PERIOD && d->months < 12 && year;
        if (d->kind == SG_DIM_PERIOD && !d->within && plan->period < 0)
            plan->period = (int)i;
        if (d->kind == SG_DIM_PLACE && d->municipality && !d->multiple && plan->place < 0)
            plan->place = (int)i;
    }
}

/* Can one unit be in several classes: through a list that is not the one being counted? */
static bool overlaps(const struct sg_tally_plan *plan, const struct sg_dim *d)
{
    if (!d->field)
        return false;
    if (d->kind == SG_DIM_PLACE && !d->municipality && strcmp(d->base, "region") == 0)
        return true;
    for (size_t m = 0; m < plan->measures; m++) {
        const char *unit = plan->measure[m].unit, *path = d->field->path;
        for (size_t n = 0; n <= strlen(path); n++) {
            if (path[n] && path[n] != '.')
                continue;
            if (d->kind == SG_DIM_DUTCH && !path[n])
                continue; /* one answer a person, whatever the number of nationalities */
            const struct sg_field *part = sg_field(path, n, NULL);
            bool counted = unit && strlen(unit) == n && memcmp(unit, path, n) == 0;
            if (part && part->flags & SG_F_LIST && !counted)
                return true;
        }
    }
    return false;
}

static bool read_totals(struct sg_tally_plan *plan, const char *text, struct sg_fault *f)
{
    static const char *const word[] = {"none", "row", "column", "both", "rows", "columns"};
    static const unsigned what[] = {0, 1, 2, 3, 1, 2};
    unsigned totals = 0;
    if (*text) {
        size_t i = 0;
        while (i < sizeof word / sizeof *word && strcmp(word[i], text) != 0)
            i++;
        if (i == sizeof word / sizeof *word)
            return sg_fail(f, SG_R_USAGE, "totals \"%.20s\": none, rows, columns or both", text);
        totals = what[i];
    }
    for (size_t i = 0; i < plan->dims; i++) {
        if (!*text && plan->dim[i].multiple)
            totals |= has_axis(&plan->rows, (unsigned)i) ? 1 : 2;
    }
    /* Different measures have no sum. */
    plan->rows.total = totals & 1 && !(plan->rows.n == 1 && plan->rows.at[0] == SG_AXIS_MEASURE);
    plan->columns.total =
        totals & 2 && !(plan->columns.n == 1 && plan->columns.at[0] == SG_AXIS_MEASURE);
    return true;
}

unsigned sg_axis_mask(const struct sg_axis_plan *a)
{
    unsigned mask = 0;
    for (size_t i = 0; i < a->n; i++)
        mask |= a->at[i] < SG_DIMS ? 1u << a->at[i] : 0;
    return mask;
}

static void add_mask(struct sg_tally_plan *plan, bool wanted, unsigned mask)
{
    for (size_t i = 0; i < plan->masks; i++)
        wanted = wanted && plan->mask[i] != mask;
    if (wanted)
        plan->mask[plan->masks++] = mask;
}

static void make_masks(struct sg_tally_plan *plan)
{
    unsigned rows = sg_axis_mask(&plan->rows), columns = sg_axis_mask(&plan->columns);
    bool over_rows = plan->rows.total || plan->share == SG_SHARE_COLUMN;
    bool over_columns = plan->columns.total || plan->share == SG_SHARE_ROW;
    plan->mask[plan->masks++] = 0;
    add_mask(plan, over_rows || plan->compare, rows);
    add_mask(plan, over_columns, columns);
    add_mask(plan, (over_rows && over_columns) || plan->share == SG_SHARE_TABLE, rows | columns);
    for (size_t d = 0; d < plan->dims; d++) /* by which the most frequent are found */
        add_mask(plan, plan->dim[d].top > 0, (rows | columns) & ~(1u << d));
}

static int year_of(int option, const struct request *q, const char *column)
{
    return option || q->row == (size_t)-1
               ? option
               : (int)strtol(sg_sheet_cell(q->tables, q->row, column), NULL, 10);
}

static bool read_settings(struct sg_tally_plan *plan, const struct request *q, struct sg_fault *f)
{
    const struct sg_tally_opt *opt = &plan->opt;
    plan->from = year_of(opt->from, q, "from");
    plan->until = year_of(opt->until, q, "until");
    if (plan->from && plan->until && plan->from > plan->until)
        return sg_fail(f, SG_R_USAGE, "the years run from %d until %d", plan->from, plan->until);
    const char *audience = either(opt->audience, q, "audience");
    if (strcmp(audience, "public") == 0)
        return sg_fail(f, SG_R_USAGE,
                       "a table for the public must not let anybody be recognised, and that "
                       "protection is not built yet: only tables for the house are made");
    if (*audience && strcmp(audience, "house") != 0)
        return sg_fail(f, SG_R_USAGE, "audience \"%.20s\": house or public", audience);
    if (opt->division && strcmp(opt->division, "then") != 0 && strcmp(opt->division, "today") != 0)
        return sg_fail(f, SG_R_USAGE, "division \"%.20s\": then or today", opt->division);
    const char *classes = either(opt->classes, q, "classes");
    plan->exclusive = strcmp(classes, "exclusive") == 0;
    if (*classes && !plan->exclusive && strcmp(classes, "multiple") != 0)
        return sg_fail(f, SG_R_USAGE, "classes \"%.20s\": multiple or exclusive", classes);
    plan->then = opt->division && strcmp(opt->division, "then") == 0;
    return true;
}

static bool read_where(struct sg_tally_plan *plan, const struct request *q, struct sg_fault *f)
{
    if (!*q->where)
        return true;
    plan->where =
        sg_expr_compile(q->where, strlen(q->where), plan->profile, NULL, plan->opt.today, f);
    return plan->where || in_table(f, q, "where", NULL);
}

static void read_words(struct sg_tally_plan *plan, const struct request *q)
{
    plan->source = "";
    if (q->row == (size_t)-1)
        return;
    plan->title = sg_sheet_cell(q->tables, q->row, plan->opt.lang == SG_NL ? "nl" : "en");
    if (!*plan->title)
        plan->title = sg_sheet_cell(q->tables, q->row, "nl");
    plan->source = sg_sheet_cell(q->tables, q->row, "source");
}

/* After all parts are known: how they hang together. */
static bool connect(struct sg_tally_plan *plan, const struct request *q, struct sg_fault *f)
{
    read_words(plan, q);
    place_measures(plan);
    for (size_t i = 0; i < plan->dims; i++) {
        plan->dim[i].multiple = overlaps(plan, &plan->dim[i]);
        if (plan->exclusive && plan->dim[i].multiple && !sg_dim_several(&plan->dim[i], plan, f))
            return false;
    }
    link_periods(plan);
    if (!check_weeks(plan, f))
        return false;
    if (!read_totals(plan, q->totals, f) ||
        (!sg_percent_read(plan, q->percent, f) && !in_table(f, q, "percent", plan->opt.percent)))
        return false;
    if (!sg_compare_plan(plan, f))
        return false;
    make_masks(plan);
    for (size_t i = 0; i < plan->measures; i++) {
        if (!sg_measure_fits(plan, &plan->measure[i], f) ||
            !sg_measure_reach(&plan->measure[i], plan, f))
            return false;
    }
    if (plan->title && plan->where && plan->place >= 0 &&
        !sg_dim_members(&plan->dim[plan->place], plan, f))
        return false;
    return sg_cover_plan(plan, f);
}

struct sg_tally_plan *sg_tally_plan(const struct sg_profile *p, const struct sg_tally_opt *opt,
                                    struct sg_fault *f)
{
    struct request q;
    struct sg_tally_plan *plan = calloc(1, sizeof *plan);
    if (!plan) {
        sg_fail(f, SG_R_MEMORY, "no memory for the table");
        return NULL;
    }
    plan->profile = p;
    plan->opt = *opt;
    if (!opt->at.y)
        plan->opt.at = opt->today.y ? opt->today : (struct sg_date){9999, 12, 31};
    if (read_request(&q, plan, f) && read_settings(plan, &q, f) &&
        (read_axis(plan, &plan->rows, q.rows, f) || in_table(f, &q, "rows", opt->rows)) &&
        (read_axis(plan, &plan->columns, q.columns, f) ||
         in_table(f, &q, "columns", opt->columns)) &&
        (read_measures(plan, q.measures, f) || in_table(f, &q, "measures", opt->measures)) &&
        read_where(plan, &q, f) && connect(plan, &q, f))
        return plan;
    sg_tally_plan_free(plan);
    return NULL;
}

void sg_tally_plan_free(struct sg_tally_plan *plan)
{
    if (!plan)
        return;
    for (size_t i = 0; i < plan->dims; i++)
        sg_dim_free(&plan->dim[i]);
    for (size_t i = 0; i < plan->measures; i++)
        sg_measure_free(&plan->measure[i]);
    sg_expr_free(plan->where);
    free(plan->cover);
    free(plan->covers);
    free(plan);
}
