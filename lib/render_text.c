/* SPDX-License-Identifier: EUPL-1.2 */
/* A table as text for a screen of fixed-width letters.
 *
 * Figures stand to the right with their last digits below each other; marks get a place of their
 * own behind the digits, so that a mark never shifts a figure. */
#include "render_impl.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

enum { GAP = 2, WRAP = 80 };

struct layout {
    const struct sg_grid *g;
    struct sg_buf *out;
    size_t *head;          /* width of each label column */
    size_t *digits, *mark; /* of each column of cells */
    bool marks;            /* show them */
    struct sg_buf a, b;    /* scratch */
};

static void blanks(struct sg_buf *out, size_t n)
{
    while (n-- > 0)
        sg_buf_char(out, ' ');
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

/* The marks of a column label (row = (size_t)-1) or a cell, as text; "" when none are shown. */
static const char *marks_of(struct layout *l, size_t row, size_t column)
{
    sg_buf_clear(&l->b);
    if (l->marks && row == (size_t)-1)
        sg_label_marks(l->g, &l->g->column_label[column], &l->b);
    else if (l->marks)
        sg_cell_marks(l->g, row, column, &l->b);
    return sg_buf_text(&l->b);
}

static const char *figure_of(struct layout *l, size_t row, size_t column)
{
    sg_buf_clear(&l->a);
    sg_cell_write(&l->g->cell[row * l->g->columns + column], sg_thousands(l->g->lang), &l->a);
    return sg_buf_text(&l->a);
}

/* A row label with its marks behind it. */
static const char *head_of(struct layout *l, size_t row, size_t h)
{
    const struct sg_grid_label *label = &l->g->row_label[row * l->g->heads + h];
    sg_buf_clear(&l->a);
    sg_buf_str(&l->a, label->text);
    if (l->marks)
        sg_label_marks(l->g, label, &l->a);
    return sg_buf_text(&l->a);
}

static void measure(struct layout *l)
{
    const struct sg_grid *g = l->g;
    for (size_t h = 0; h < g->heads; h++) {
        l->head[h] = width(g->corner[h]);
        for (size_t i = 0; i < g->rows; i++)
            widen(&l->head[h], width(head_of(l, i, h)));
    }
    for (size_t j = 0; j < g->columns; j++) {
        l->digits[j] = width(g->column_label[j].text);
        l->mark[j] = width(marks_of(l, (size_t)-1, j));
        for (size_t i = 0; i < g->rows; i++) {
            widen(&l->digits[j], width(figure_of(l, i, j)));
            widen(&l->mark[j], width(marks_of(l, i, j)));
        }
    }
}

/* ---- drawing ---- */

static void left(struct layout *l, const char *s, size_t w)
{
    sg_buf_str(l->out, s);
    blanks(l->out, w - width(s));
}

static void right(struct layout *l, const char *s, size_t column, const char *mark)
{
    blanks(l->out, GAP + l->digits[column] - width(s));
    sg_buf_str(l->out, s);
    left(l, mark, l->mark[column]);
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
    size_t w = 0;
    for (size_t h = 0; h < l->g->heads; h++)
        w += l->head[h] + (h ? GAP : 0);
    for (size_t j = 0; j < l->g->columns; j++)
        w += GAP + l->digits[j] + l->mark[j];
    while (w-- > 0)
        sg_buf_str(l->out, "─");
    sg_buf_char(l->out, '\n');
}

static void header(struct layout *l)
{
    for (size_t h = 0; h < l->g->heads; h++) {
        blanks(l->out, h ? GAP : 0);
        left(l, l->g->corner[h], l->head[h]);
    }
    for (size_t j = 0; j < l->g->columns; j++)
        right(l, l->g->column_label[j].text, j, marks_of(l, (size_t)-1, j));
    line_end(l);
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
        right(l, figure_of(l, i, j), j, marks_of(l, i, j));
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
        sg_buf_clear(&l->a);
        sg_buf_clear(&l->b);
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
    size_t *widths = calloc(g->heads + 2 * g->columns + 1, sizeof *widths);
    if (!widths) {
        out->failed = true;
        return;
    }
    struct layout l = {.g = g,
                       .out = out,
                       .head = widths,
                       .digits = widths + g->heads,
                       .mark = widths + g->heads + g->columns,
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
    out->failed |= l.a.failed || l.b.failed;
    sg_buf_free(&l.a);
    sg_buf_free(&l.b);
    free(widths);
}
