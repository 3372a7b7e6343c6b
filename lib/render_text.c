/* SPDX-License-Identifier: EUPL-1.2 */
/* A table as text for a screen of fixed-width letters.
 *
 * Figures stand to the right with their last digits below each other; marks get a place of their
 * own behind the digits, so that a mark never shifts a figure. */
#include "render_impl.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

enum { GAP = 2, WRAP = 80, LABEL = 14 };
#define HEADER SIZE_MAX /* in place of a row: the column labels */

struct layout {
    const struct sg_grid *g;
    struct sg_buf *out;
    size_t *head;                    /* width of each label column */
    size_t *digits, *percent, *mark; /* of each column of cells */
    size_t *label;                   /* its label is broken to lines of this width */
    size_t lines;                    /* of the header */
    bool marks;                      /* show them */
    struct sg_buf a, b;              /* scratch */
};

static void blanks(struct sg_buf *out, size_t n)
{
    while (n-- > 0)
        sg_buf_char(out, ' ');
}

/* Fills up to a width. When memory ran out while measuring, what is drawn can be wider. */
static void pad(struct sg_buf *out, size_t to, size_t from)
{
    blanks(out, to > from ? to - from : 0);
}

static size_t width(const char *s)
{
    return sg_width(s, strlen(s));
}

static void widen(size_t *w, size_t to)
{
    if (*w < to)
        *w = to;
}

/* ---- measuring ---- */

/* The marks of a column label (row HEADER) or a cell, as text; "" when none are shown. */
static const char *marks_of(struct layout *l, size_t row, size_t column)
{
    sg_buf_next(&l->b, l->out);
    if (l->marks && row == HEADER)
        sg_label_marks(l->g, &l->g->column_label[column], &l->b);
    else if (l->marks)
        sg_cell_marks(l->g, row, column, &l->b);
    return sg_buf_text(&l->b);
}

static const char *figure_of(struct layout *l, size_t row, size_t column)
{
    sg_buf_next(&l->a, l->out);
    sg_cell_write(&l->g->cell[row * l->g->columns + column], sg_thousands(l->g->lang), &l->a);
    return sg_buf_text(&l->a);
}

static const char *percent_of(struct layout *l, size_t row, size_t column)
{
    sg_buf_next(&l->a, l->out);
    sg_cell_percent(l->g, &l->g->cell[row * l->g->columns + column], &l->a);
    return sg_buf_text(&l->a);
}

/* A row label with its marks behind it. */
static const char *head_of(struct layout *l, size_t row, size_t h)
{
    const struct sg_grid_label *label = &l->g->row_label[row * l->g->heads + h];
    sg_buf_next(&l->a, l->out);
    sg_buf_str(&l->a, label->text);
    if (l->marks)
        sg_label_marks(l->g, label, &l->a);
    return sg_buf_text(&l->a);
}

/* The k-th line of a label broken at blanks; *n bytes of it. false: it has fewer lines. */
static bool label_line(const char *s, size_t limit, size_t k, const char **line, size_t *n)
{
    for (;; k--) {
        *line = s;
        *n = strcspn(s, " ");
        while (s[*n]) {
            size_t next = *n + 1 + strcspn(s + *n + 1, " ");
            if (sg_width(s, next) > limit)
                break;
            *n = next;
        }
        if (k == 0 || !s[*n])
            return k == 0;
        s += *n + 1;
    }
}

/* The column without its marks: a label stands above figure and percentage. */
static size_t inner(const struct layout *l, size_t column)
{
    return l->digits[column] + l->percent[column];
}

/* How wide a label may be, and how wide the column is then: as its longest line. */
static void measure_label(struct layout *l, size_t column, size_t limit)
{
    const char *text = l->g->column_label[column].text, *line;
    size_t n, k = 0;
    if (limit < inner(l, column))
        limit = inner(l, column);
    l->label[column] = limit;
    for (; label_line(text, limit, k, &line, &n); k++)
        if (sg_width(line, n) > inner(l, column))
            l->digits[column] = sg_width(line, n) - l->percent[column];
    widen(&l->lines, k);
}

static void measure_figures(struct layout *l, size_t column)
{
    l->digits[column] = l->percent[column] = 0;
    l->mark[column] = width(marks_of(l, HEADER, column));
    for (size_t i = 0; i < l->g->rows; i++) {
        widen(&l->digits[column], width(figure_of(l, i, column)));
        widen(&l->percent[column], width(percent_of(l, i, column)));
        widen(&l->mark[column], width(marks_of(l, i, column)));
    }
}

static size_t line_width(const struct layout *l)
{
    size_t w = 0;
    for (size_t h = 0; h < l->g->heads; h++)
        w += l->head[h] + (h ? GAP : 0);
    for (size_t j = 0; j < l->g->columns; j++)
        w += GAP + inner(l, j) + l->mark[j];
    return w;
}

/* Labels are broken only when the table would be wider than WRAP with whole ones. */
static void measure(struct layout *l)
{
    const struct sg_grid *g = l->g;
    size_t whole = 0;
    l->lines = 1;
    for (size_t h = 0; h < g->heads; h++) {
        l->head[h] = width(g->corner[h]);
        for (size_t i = 0; i < g->rows; i++)
            widen(&l->head[h], width(head_of(l, i, h)));
    }
    for (size_t j = 0; j < g->columns; j++) {
        size_t label = width(g->column_label[j].text);
        measure_figures(l, j);
        whole += label > inner(l, j) ? label - inner(l, j) : 0;
    }
    bool fits = line_width(l) + whole <= WRAP;
    for (size_t j = 0; j < g->columns; j++)
        measure_label(l, j, fits ? SIZE_MAX : LABEL);
}

/* ---- drawing ---- */

static void left(struct layout *l, const char *s, size_t w)
{
    sg_buf_str(l->out, s);
    pad(l->out, w, width(s));
}

static void right(struct layout *l, const char *s, size_t n, size_t w)
{
    pad(l->out, w, sg_width(s, n));
    sg_buf_add(l->out, s, n);
}

static void label_at(struct layout *l, const char *s, size_t n, size_t column, const char *mark)
{
    right(l, s, n, GAP + inner(l, column));
    left(l, mark, l->mark[column]);
}

static void cell(struct layout *l, size_t row, size_t column)
{
    const char *s = figure_of(l, row, column);
    right(l, s, strlen(s), GAP + l->digits[column]);
    s = percent_of(l, row, column);
    right(l, s, strlen(s), l->percent[column]);
    left(l, marks_of(l, row, column), l->mark[column]);
}

/* No blanks at the ends of lines: they would show as changes between two reports. */
static void line_end(struct layout *l)
{
    while (l->out->n && l->out->p[l->out->n - 1] == ' ')
        l->out->n--;
    sg_buf_char(l->out, '\n');
}

static void rule(struct layout *l)
{
    for (size_t w = line_width(l); w > 0; w--)
        sg_buf_str(l->out, "─");
    sg_buf_char(l->out, '\n');
}

/* One line of the header; labels stand at its foot. */
static void header_line(struct layout *l, size_t at)
{
    const char *line, *mark;
    size_t n, count;
    bool last = at + 1 == l->lines;
    for (size_t h = 0; h < l->g->heads; h++) {
        blanks(l->out, h ? GAP : 0);
        left(l, last ? l->g->corner[h] : "", l->head[h]);
    }
    for (size_t j = 0; j < l->g->columns; j++) {
        const char *text = l->g->column_label[j].text;
        for (count = 0; label_line(text, l->label[j], count, &line, &n);)
            count++;
        if (at + count < l->lines ||
            !label_line(text, l->label[j], at + count - l->lines, &line, &n))
            line = "", n = 0;
        mark = last ? marks_of(l, HEADER, j) : "";
        label_at(l, line, n, j, mark);
    }
    line_end(l);
}

static void header(struct layout *l)
{
    for (size_t i = 0; i < l->lines; i++)
        header_line(l, i);
    rule(l);
}

/* Of nested labels the outer ones are written once. */
static size_t repeated(const struct sg_grid *g, size_t row)
{
    size_t h = 0;
    if (row == 0)
        return 0;
    const struct sg_grid_label *now = &g->row_label[row * g->heads], *before = now - g->heads;
    while (h + 1 < g->heads && strcmp(now[h].text, before[h].text) == 0)
        h++;
    return h;
}

static void row(struct layout *l, size_t i)
{
    const struct sg_grid *g = l->g;
    size_t again = repeated(g, i);
    if (i && g->row_label[i * g->heads].total && !g->row_label[(i - 1) * g->heads].total)
        rule(l);
    for (size_t h = 0; h < g->heads; h++) {
        blanks(l->out, h ? GAP : 0);
        left(l, h < again ? "" : head_of(l, i, h), l->head[h]);
    }
    for (size_t j = 0; j < g->columns; j++)
        cell(l, i, j);
    line_end(l);
}

/* Words within WRAP columns, following lines indented by `indent`. */
static void wrapped(struct sg_buf *out, const char *s, size_t indent)
{
    size_t at = indent;
    while (*s) {
        size_t n = strcspn(s, " "), w = sg_width(s, n);
        if (at > indent && at + 1 + w > WRAP) {
            sg_buf_char(out, '\n');
            blanks(out, indent);
            at = indent;
        } else if (at > indent) {
            sg_buf_char(out, ' ');
            at++;
        }
        sg_buf_add(out, s, n);
        at += w;
        s += n;
        s += strspn(s, " ");
    }
    sg_buf_char(out, '\n');
}

static void foot(struct layout *l)
{
    struct sg_foot lines;
    sg_foot_begin(&lines, l->g);
    for (size_t i = 0;; i++) {
        sg_buf_next(&l->a, l->out);
        sg_buf_next(&l->b, l->out);
        if (!sg_foot_line(&lines, l->g, i, &l->a, &l->b))
            return;
        if (i == 0)
            sg_buf_char(l->out, '\n');
        const char *mark = sg_buf_text(&l->a);
        size_t indent = *mark ? width(mark) + 1 : 0;
        sg_buf_str(l->out, mark);
        blanks(l->out, *mark ? 1 : 0);
        wrapped(l->out, sg_buf_text(&l->b), indent);
    }
}

void sg_render_text(const struct sg_grid *g, const struct sg_render_opt *opt, struct sg_buf *out)
{
    size_t *widths = calloc(g->heads + 4 * g->columns + 1, sizeof *widths);
    if (!widths) {
        out->failed = true;
        return;
    }
    struct layout l = {.g = g,
                       .out = out,
                       .head = widths,
                       .digits = widths + g->heads,
                       .percent = widths + g->heads + g->columns,
                       .mark = widths + g->heads + 2 * g->columns,
                       .label = widths + g->heads + 3 * g->columns,
                       .marks = !opt->no_notes};
    measure(&l);
    if (*g->title && !opt->no_title && !opt->no_notes) {
        wrapped(out, g->title, 0);
        sg_buf_char(out, '\n');
    }
    header(&l);
    for (size_t i = 0; i < g->rows; i++)
        row(&l, i);
    if (!opt->no_notes)
        foot(&l);
    sg_buf_spend(&l.a, out);
    sg_buf_spend(&l.b, out);
    free(widths);
}
