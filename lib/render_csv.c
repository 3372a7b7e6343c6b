/* SPDX-License-Identifier: EUPL-1.2 */
/* A table as CSV or TSV: figures that a spreadsheet can count with, words around them. */
#include "csv.h"
#include "render_impl.h"

#include <string.h>

static void put(struct sg_buf *out, const char *s, char delimiter)
{
    sg_csv_put(out, s, strlen(s), delimiter, true);
}

/* A line of words above or below the table: in the first column, so that nothing shifts. */
static void alone(struct sg_buf *out, const char *s, char delimiter)
{
    put(out, s, delimiter);
    sg_buf_char(out, '\n');
}

/* "2024 (%)": percentages have a column of their own, so that both stay numbers. */
static void percent_label(const struct sg_grid *g, size_t column, char delimiter,
                          struct sg_buf *out)
{
    struct sg_buf label = {0};
    sg_buf_fmt(&label, "%s (%s)", g->column_label[column].text, sg_percent_sign(g));
    sg_buf_char(out, delimiter);
    put(out, sg_buf_text(&label), delimiter);
    sg_buf_spend(&label, out);
}

static void header(const struct sg_grid *g, char delimiter, struct sg_buf *out)
{
    for (size_t i = 0; i < g->heads; i++) {
        if (i)
            sg_buf_char(out, delimiter);
        put(out, g->corner[i], delimiter);
    }
    for (size_t j = 0; j < g->columns; j++) {
        sg_buf_char(out, delimiter);
        put(out, g->column_label[j].text, delimiter);
        if (g->percent)
            percent_label(g, j, delimiter, out);
    }
    sg_buf_char(out, '\n');
}

static void row(const struct sg_grid *g, size_t i, char delimiter, struct sg_buf *out)
{
    for (size_t h = 0; h < g->heads; h++) {
        if (h)
            sg_buf_char(out, delimiter);
        put(out, g->row_label[i * g->heads + h].text, delimiter);
    }
    for (size_t j = 0; j < g->columns; j++) {
        sg_buf_char(out, delimiter);
        sg_cell_write(&g->cell[i * g->columns + j], 0, out);
        if (g->percent)
            sg_buf_char(out, delimiter);
        if (sg_cell_has_percent(g, &g->cell[i * g->columns + j]))
            sg_percent_write(g, &g->cell[i * g->columns + j], sg_point(g->lang), out);
    }
    sg_buf_char(out, '\n');
}

static void foot(const struct sg_grid *g, char delimiter, struct sg_buf *out)
{
    struct sg_foot lines;
    struct sg_buf mark = {0}, text = {0};
    sg_foot_begin(&lines, g);
    for (size_t i = 0; sg_foot_line(&lines, g, i, &mark, &text); i++) {
        if (i == 0)
            sg_buf_char(out, '\n');
        alone(out, sg_buf_text(&text), delimiter);
        sg_buf_next(&mark, out);
        sg_buf_next(&text, out);
    }
    sg_buf_spend(&mark, out);
    sg_buf_spend(&text, out);
}

void sg_render_csv(const struct sg_grid *g, const struct sg_render_opt *opt, char delimiter,
                   struct sg_buf *out)
{
    if (*g->title && !opt->no_title && !opt->no_notes) {
        alone(out, g->title, delimiter);
        sg_buf_char(out, '\n');
    }
    header(g, delimiter, out);
    for (size_t i = 0; i < g->rows; i++)
        row(g, i, delimiter, out);
    if (!opt->no_notes)
        foot(g, delimiter, out);
}
