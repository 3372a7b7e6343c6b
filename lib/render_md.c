/* SPDX-License-Identifier: EUPL-1.2 */
/* A table as Markdown with the tables of GitHub (GFM): figures to the right, marks superscript. */
#include "render_impl.h"

#include <string.h>

/* Characters that would begin markup; a line break would end the table. */
static void escaped(struct sg_buf *out, const char *s)
{
    for (; *s; s++) {
        if (*s == '\n' || *s == '\r' || *s == '\t') {
            sg_buf_char(out, ' ');
        } else if (*s == '<') {
            sg_buf_str(out, "&lt;");
        } else if (*s == '&') {
            sg_buf_str(out, "&amp;");
        } else {
            if (strchr("\\|`*_[]~#", *s))
                sg_buf_char(out, '\\');
            sg_buf_char(out, *s);
        }
    }
}

static void label(const struct sg_grid *g, const struct sg_grid_label *l, bool marks,
                  struct sg_buf *out)
{
    struct sg_buf mark = {0};
    sg_buf_str(out, l->total && *l->text ? " **" : " ");
    escaped(out, l->text);
    if (l->total && *l->text)
        sg_buf_str(out, "**");
    if (marks)
        sg_label_marks(g, l, &mark);
    escaped(out, sg_buf_text(&mark));
    sg_buf_str(out, " |");
    sg_buf_spend(&mark, out);
}

static void header(const struct sg_grid *g, bool marks, struct sg_buf *out)
{
    sg_buf_char(out, '|');
    for (size_t i = 0; i < g->heads; i++) {
        sg_buf_char(out, ' ');
        escaped(out, g->corner[i]);
        sg_buf_str(out, " |");
    }
    for (size_t j = 0; j < g->columns; j++)
        label(g, &g->column_label[j], marks, out);
    sg_buf_str(out, "\n|");
    for (size_t i = 0; i < g->heads; i++)
        sg_buf_str(out, " --- |");
    for (size_t j = 0; j < g->columns; j++)
        sg_buf_str(out, " ---: |");
    sg_buf_char(out, '\n');
}

static void row(const struct sg_grid *g, size_t i, bool marks, struct sg_buf *out)
{
    struct sg_buf mark = {0};
    sg_buf_char(out, '|');
    for (size_t h = 0; h < g->heads; h++)
        label(g, &g->row_label[i * g->heads + h], marks, out);
    for (size_t j = 0; j < g->columns; j++) {
        sg_buf_char(out, ' ');
        sg_cell_write(&g->cell[i * g->columns + j], sg_thousands(g->lang), out);
        sg_cell_percent(g, &g->cell[i * g->columns + j], out);
        if (marks)
            sg_cell_marks(g, i, j, &mark);
        escaped(out, sg_buf_text(&mark));
        sg_buf_str(out, " |");
        sg_buf_next(&mark, out);
    }
    sg_buf_char(out, '\n');
    sg_buf_spend(&mark, out);
}

/* One line each: two blanks at the end break a line in Markdown. */
static void foot(const struct sg_grid *g, struct sg_buf *out)
{
    struct sg_foot lines;
    struct sg_buf mark = {0}, text = {0};
    sg_foot_begin(&lines, g);
    for (size_t i = 0; sg_foot_line(&lines, g, i, &mark, &text); i++) {
        sg_buf_str(out, i ? "  \n" : "\n");
        escaped(out, sg_buf_text(&mark));
        if (mark.n)
            sg_buf_char(out, ' ');
        escaped(out, sg_buf_text(&text));
        sg_buf_next(&mark, out);
        sg_buf_next(&text, out);
    }
    if (out->n && out->p && out->p[out->n - 1] != '\n')
        sg_buf_char(out, '\n');
    sg_buf_spend(&mark, out);
    sg_buf_spend(&text, out);
}

void sg_render_md(const struct sg_grid *g, const struct sg_render_opt *opt, struct sg_buf *out)
{
    if (*g->title && !opt->no_title && !opt->no_notes) {
        sg_buf_str(out, "**");
        escaped(out, g->title);
        sg_buf_str(out, "**\n\n");
    }
    header(g, !opt->no_notes, out);
    for (size_t i = 0; i < g->rows; i++)
        row(g, i, !opt->no_notes, out);
    if (!opt->no_notes)
        foot(g, out);
}
