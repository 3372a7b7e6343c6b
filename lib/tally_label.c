/* SPDX-License-Identifier: EUPL-1.2 */
/* What a table says in words: title, corner, names of rows and columns. */
#include "tally_impl.h"

#include <stdio.h>
#include <string.h>

/* One of two literals; the compiler checks it as a format. */
static __attribute__((format_arg(2), format_arg(3))) const char *word(const struct sg_tally *t,
                                                                      const char *nl,
                                                                      const char *en)
{
    return t->plan->opt.lang == SG_NL ? nl : en;
}

/* ---- classes ---- */

static void part_of_year(const struct sg_tally *t, const struct sg_dim *d, int month,
                         struct sg_buf *label, struct sg_buf *code)
{
    bool nl = t->plan->opt.lang == SG_NL;
    int n = (month - 1) / (int)d->months + 1;
    char words[32];
    if (d->months == 1) {
        sg_date_words((struct sg_date){2000, (int8_t)month, 0}, nl, words);
        words[strcspn(words, " ")] = '\0';
        sg_buf_str(label, words);
        sg_buf_fmt(code, "%02d", month);
    } else if (d->months == 3) {
        sg_buf_fmt(label, nl ? "%de kwartaal" : "Q%d", n);
        sg_buf_fmt(code, "Q%d", n);
    } else {
        sg_buf_fmt(label, nl ? "%de halfjaar" : "H%d", n);
        sg_buf_fmt(code, "H%d", n);
    }
}

static void period_label(const struct sg_tally *t, const struct sg_dim *d, uint32_t id,
                         struct sg_buf *label, struct sg_buf *code)
{
    int year, month;
    if (d->months == 0) {
        int week = sg_iso_week(sg_week_of(id), &year);
        sg_buf_fmt(label, "%d week %d", year, week);
        sg_buf_fmt(code, "%d-W%02d", year, week);
        return;
    }
    sg_period_of(d, id, &year, &month);
    if (!d->within) {
        sg_buf_int(label, year);
        sg_buf_int(code, year);
    }
    if (d->months == 12)
        return;
    if (!d->within) {
        sg_buf_char(label, ' ');
        sg_buf_char(code, '-');
    }
    part_of_year(t, d, month, label, code);
}

static void unknown_label(const struct sg_tally *t, const struct sg_dim *d, struct sg_buf *label)
{
    const struct sg_code *c = NULL;
    if (d->field && d->field->codes)
        c = sg_code(t->plan->profile, d->field->codes, "unknown", 7);
    const char *text = c ? c->label[t->plan->opt.lang] : "";
    sg_buf_str(label, *text ? text : word(t, "Onbekend", "Unknown"));
}

void sg_class_label(const struct sg_tally *t, size_t dim, uint32_t id, struct sg_buf *label,
                    struct sg_buf *code)
{
    const struct sg_dim *d = &t->plan->dim[dim];
    if (id == SG_ID_UNKNOWN) {
        unknown_label(t, d, label);
        sg_buf_str(code, "unknown");
    } else if (d->kind == SG_DIM_PERIOD) {
        period_label(t, d, id, label, code);
    } else if (id - SG_ID_FIRST < d->classes) {
        sg_buf_str(label, d->class_[id - SG_ID_FIRST].label);
        sg_buf_str(code, d->class_[id - SG_ID_FIRST].code);
    } else {
        const struct sg_word *w = &t->extra[dim].word[id - SG_ID_FIRST - d->classes];
        sg_buf_add(label, w->p, w->n);
        sg_buf_add(code, w->p, w->n);
    }
}

/* ---- rows and columns ---- */

static void axis_label(const struct sg_tally *t, unsigned at, const struct sg_tuple *tuple,
                       struct sg_buf *label, struct sg_buf *code)
{
    if (at == SG_AXIS_MEASURE) {
        sg_buf_str(label, t->plan->measure[tuple->measure].label);
        sg_buf_str(code, t->plan->measure[tuple->measure].name);
    } else if (tuple->total) {
        sg_buf_str(label, word(t, "Totaal", "Total"));
        sg_buf_str(code, "total");
    } else {
        sg_class_label(t, at, tuple->id[at], label, code);
    }
}

/* The period that a label stands for, when it contains today, is not over yet. */
static bool not_over(const struct sg_tally *t, const struct sg_tuple *tuple)
{
    struct sg_date first, last, today = t->plan->opt.today;
    if (t->plan->period < 0 || !today.y || tuple->id[t->plan->period] < SG_ID_FIRST ||
        !sg_cell_days(t->plan, tuple->id, &first, &last))
        return false;
    return sg_date_order(first, today) <= 0 && sg_date_order(today, last) <= 0;
}

struct scratch {
    struct sg_buf label, code;
};

/* A total over a period that is not over is not final either. */
static bool provisional(const struct sg_tally *t, const struct sg_axis *axis,
                        const struct sg_tuple *tuple)
{
    bool any = not_over(t, tuple);
    for (size_t i = 0; tuple->total && !any && i < axis->n; i++)
        any = not_over(t, &axis->at[i]);
    return any;
}

static void set_label(const struct sg_sheet_of *s, struct sg_grid_label *l,
                      const struct sg_axis *axis, const struct sg_tuple *tuple,
                      const struct scratch *x)
{
    l->text = sg_grid_text_buf(s->g, &x->label);
    l->code = sg_grid_text_buf(s->g, &x->code);
    l->total = tuple->total;
    if (provisional(s->t, axis, tuple))
        l->marks |= SG_MARK_PROVISIONAL;
}

static void row_labels(const struct sg_sheet_of *s, size_t row, struct scratch *x)
{
    const struct sg_axis_plan *p = &s->t->plan->rows;
    const struct sg_tuple *tuple = &s->rows.at[row];
    bool said = false; /* the total names itself in the first column that is no measure */
    for (size_t h = 0; h < s->g->heads; h++) {
        sg_buf_clear(&x->label);
        sg_buf_clear(&x->code);
        bool again = tuple->total && h < p->n && p->at[h] != SG_AXIS_MEASURE;
        if (p->n == 0)
            sg_buf_str(&x->label, word(s->t, "Aantal", "Number"));
        else if (!again || !said)
            axis_label(s->t, p->at[h], tuple, &x->label, &x->code);
        said |= again;
        set_label(s, &s->g->row_label[row * s->g->heads + h], &s->rows, tuple, x);
    }
}

/* Nested columns have one label: "Meldingen, 2024". */
static void column_label(const struct sg_sheet_of *s, size_t column, struct scratch *x)
{
    const struct sg_axis_plan *p = &s->t->plan->columns;
    const struct sg_tuple *tuple = &s->columns.at[column];
    bool said = false;
    sg_buf_clear(&x->label);
    sg_buf_clear(&x->code);
    if (p->n == 0)
        sg_buf_str(&x->label, word(s->t, "Aantal", "Number"));
    for (size_t i = 0; i < p->n; i++) {
        bool again = tuple->total && p->at[i] != SG_AXIS_MEASURE;
        if (again && said)
            continue;
        said |= again;
        if (x->label.n) {
            sg_buf_str(&x->label, ", ");
            sg_buf_char(&x->code, '/');
        }
        axis_label(s->t, p->at[i], tuple, &x->label, &x->code);
    }
    set_label(s, &s->g->column_label[column], &s->columns, tuple, x);
}

/* ---- corner and title ---- */

static const char *axis_name(const struct sg_tally *t, unsigned at)
{
    static const char measure[] = "measure";
    if (at != SG_AXIS_MEASURE)
        return t->plan->dim[at].label;
    const char *label = sg_label(t->plan->profile, "dimension", measure, t->plan->opt.lang);
    return strcmp(label, measure) ? label : word(t, "Cijfer", "Figure");
}

/* Above the row labels: what they are. Tables by period name the period there, as published ones
 * do, when rows are measures, or municipalities of a named table. */
static void corners(const struct sg_sheet_of *s)
{
    const struct sg_tally_plan *plan = s->t->plan;
    const struct sg_axis_plan *rows = &plan->rows, *columns = &plan->columns;
    for (size_t h = 0; h < rows->n; h++) {
        const char *name = axis_name(s->t, rows->at[h]);
        s->g->corner[h] = sg_grid_text(s->g, name, strlen(name));
    }
    if (rows->n != 1 || columns->n == 0 || columns->at[0] == SG_AXIS_MEASURE ||
        plan->dim[columns->at[0]].kind != SG_DIM_PERIOD)
        return;
    if (rows->at[0] == SG_AXIS_MEASURE || (plan->title && (int)rows->at[0] == plan->place)) {
        const char *name = axis_name(s->t, columns->at[0]);
        s->g->corner[0] = sg_grid_text(s->g, name, strlen(name));
    }
}

/* "Aantal signalen naar gemeente en jaar, 2019-2024" */
static void free_title(const struct sg_tally *t, struct sg_buf *b)
{
    const struct sg_tally_plan *plan = t->plan;
    sg_buf_str(b, plan->measures == 1 ? plan->measure[0].label : word(t, "Cijfers", "Figures"));
    for (size_t i = 0; i < plan->dims; i++) {
        const char *name = plan->dim[i].label;
        if (i == 0)
            sg_buf_str(b, word(t, " naar ", " by "));
        else
            sg_buf_str(b, i + 1 < plan->dims ? ", " : word(t, " en ", " and "));
        sg_buf_char(b, (char)(*name >= 'A' && *name <= 'Z' ? *name + ('a' - 'A') : *name));
        sg_buf_str(b, *name ? name + 1 : "");
    }
    if (plan->from && plan->until && plan->from != plan->until)
        sg_buf_fmt(b, ", %d-%d", plan->from, plan->until);
    else if (plan->from == plan->until && plan->from)
        sg_buf_fmt(b, ", %d", plan->from);
    else if (plan->from)
        sg_buf_fmt(b, word(t, ", vanaf %d", ", from %d"), plan->from);
    else if (plan->until)
        sg_buf_fmt(b, word(t, ", tot en met %d", ", until %d"), plan->until);
}

static void titles(const struct sg_sheet_of *s, struct sg_buf *b)
{
    const struct sg_tally_plan *plan = s->t->plan;
    const char *name = plan->opt.table ? plan->opt.table : "";
    sg_buf_clear(b);
    if (plan->title)
        sg_buf_str(b, plan->title);
    else
        free_title(s->t, b);
    s->g->name = sg_grid_text(s->g, name, strlen(name));
    s->g->title = sg_grid_text_buf(s->g, b);
    s->g->source = sg_grid_text(s->g, plan->source, strlen(plan->source));
}

void sg_tally_labels(struct sg_sheet_of *s)
{
    struct scratch x = {0};
    titles(s, &x.label);
    corners(s);
    for (size_t i = 0; i < s->rows.n; i++)
        row_labels(s, i, &x);
    for (size_t j = 0; j < s->columns.n; j++)
        column_label(s, j, &x);
    sg_buf_free(&x.label);
    sg_buf_free(&x.code);
}
