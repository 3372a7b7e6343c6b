/* SPDX-License-Identifier: EUPL-1.2 */
/* A table as a sheet of a workbook: real numbers with their marks, notes below, a chart beside. */
#include "render_impl.h"
#include "render_plot.h"
#include "text.h"

#include <string.h>

enum { PAGE_MOST = 20, LABEL_MOST = 48, FIGURE_LEAST = 9, BESIDE = 8, TALL = 20 };

/* Where things stand on the sheet. */
struct place {
    const struct sg_grid *g;
    struct sg_xlsx *x;
    bool marks;
    size_t header; /* its row */
};

static void put(struct place *p, size_t row, size_t column, enum sg_xlsx_style style,
                struct sg_buf *text)
{
    sg_xlsx_text_buf(p->x, row, column, style, text);
    sg_buf_clear(text);
}

/* Percentages stand behind all figures, so that the figures of a row stay one range for a chart. */
static size_t percent_at(const struct place *p, size_t j)
{
    return p->g->heads + p->g->columns + j;
}

static size_t last_column(const struct place *p)
{
    return p->g->heads + p->g->columns * (p->g->percent ? 2 : 1);
}

static void header(struct place *p)
{
    struct sg_buf text = {0};
    for (size_t h = 0; h < p->g->heads; h++) {
        sg_buf_str(&text, p->g->corner[h]);
        put(p, p->header, h, SG_X_HEAD, &text);
    }
    for (size_t j = 0; j < p->g->columns; j++) {
        sg_buf_str(&text, p->g->column_label[j].text);
        if (p->marks)
            sg_label_marks(p->g, &p->g->column_label[j], &text);
        put(p, p->header, p->g->heads + j, SG_X_HEAD_RIGHT, &text);
        if (!p->g->percent)
            continue;
        sg_buf_fmt(&text, "%s (%s)", p->g->column_label[j].text, sg_percent_sign(p->g));
        put(p, p->header, percent_at(p, j), SG_X_HEAD_RIGHT, &text);
    }
    sg_buf_free(&text);
}

static void cell(struct place *p, size_t i, size_t j, enum sg_xlsx_style style)
{
    const struct sg_grid_cell *c = &p->g->cell[i * p->g->columns + j];
    struct sg_buf mark = {0};
    size_t row = p->header + 1 + i, column = p->g->heads + j;
    if (p->marks)
        sg_cell_marks(p->g, i, j, &mark);
    if (c->kind == SG_CELL_NUMBER) {
        sg_xlsx_figure(p->x, row, column, style, c->value, 1, sg_buf_text(&mark));
        bool rests = p->g->percent == SG_PERCENT_RESTS;
        if (sg_cell_has_percent(p->g, c))
            sg_xlsx_figure(p->x, row, percent_at(p, j), style, c->percent, rests ? 1 : 10,
                           rests || p->g->percent == SG_PERCENT_RATE ? "" : "%");
    } else if (c->kind == SG_CELL_MISSING) {
        struct sg_buf text = {0};
        sg_buf_fmt(&text, ".%s", sg_buf_text(&mark));
        put(p, row, column, style, &text);
        sg_buf_free(&text);
    }
    sg_buf_free(&mark);
}

/* Lines of a label that is wider than its column; words do not fill them. */
static size_t lines_of(const char *s)
{
    size_t w = sg_width(s, strlen(s));
    return w <= LABEL_MOST - 2 ? 1 : 1 + w / (LABEL_MOST - 8);
}

static void rows(struct place *p)
{
    const struct sg_grid *g = p->g;
    struct sg_buf text = {0};
    for (size_t i = 0; i < g->rows; i++) {
        const struct sg_grid_label *l = &g->row_label[i * g->heads];
        bool total = l->total;
        size_t lines = 1;
        for (size_t h = 0; h < g->heads; h++)
            lines = lines_of(l[h].text) > lines ? lines_of(l[h].text) : lines;
        if (lines > 1)
            sg_xlsx_lines(p->x, p->header + 1 + i, lines);
        for (size_t h = 0; h < g->heads; h++) {
            sg_buf_str(&text, l[h].text);
            if (p->marks)
                sg_label_marks(g, &l[h], &text);
            put(p, p->header + 1 + i, h, total ? SG_X_TOTAL : SG_X_LABEL, &text);
        }
        for (size_t j = 0; j < g->columns; j++)
            cell(p, i, j, total ? SG_X_FIGURE_TOTAL : SG_X_FIGURE);
    }
    sg_buf_free(&text);
}

/* The lines below; returns the row behind them. */
static size_t foot(struct place *p, size_t row)
{
    struct sg_foot lines;
    struct sg_buf mark = {0}, text = {0};
    sg_foot_begin(&lines, p->g);
    for (size_t i = 0; sg_foot_line(&lines, p->g, i, &mark, &text); i++) {
        if (mark.n) {
            sg_buf_char(&mark, ' ');
            sg_buf_add(&mark, text.p, text.n);
            put(p, row++, 0, SG_X_NOTE, &mark);
            sg_buf_clear(&text);
        } else {
            put(p, row++, 0, SG_X_NOTE, &text);
        }
    }
    sg_buf_free(&mark);
    sg_buf_free(&text);
    return row;
}

static void widths(struct place *p)
{
    const struct sg_grid *g = p->g;
    for (size_t h = 0; h < g->heads; h++) {
        size_t w = sg_width(g->corner[h], strlen(g->corner[h]));
        for (size_t i = 0; i < g->rows; i++) {
            const char *s = g->row_label[i * g->heads + h].text;
            size_t n = sg_width(s, strlen(s)) + 2;
            w = n > w ? n : w;
        }
        sg_xlsx_width(p->x, h, w < LABEL_MOST ? w : LABEL_MOST);
    }
    for (size_t j = 0; j < g->columns; j++) {
        size_t w = sg_width(g->column_label[j].text, strlen(g->column_label[j].text)) + 2;
        w = w > 2 * FIGURE_LEAST ? 2 * FIGURE_LEAST : w;
        sg_xlsx_width(p->x, p->g->heads + j, w > FIGURE_LEAST ? w : FIGURE_LEAST);
        if (g->percent)
            sg_xlsx_width(p->x, percent_at(p, j), w > FIGURE_LEAST ? w : FIGURE_LEAST);
    }
}

/* The cells of a series or of the points' labels. */
static struct sg_xlsx_range along(const struct place *p, const struct sg_plot *plot, size_t across)
{
    size_t first_row = p->header + 1, first_column = p->g->heads;
    if (plot->by_column)
        return (struct sg_xlsx_range){across, first_column, across,
                                      first_column + plot->points - 1};
    return (struct sg_xlsx_range){first_row, across, first_row + plot->points - 1, across};
}

/* Would a spreadsheet draw what is not there: a line through a break in the series, or the sign of
 * what was not recorded as zero? Bars do not say that it goes on, and have no height there. */
static bool interrupted(const struct sg_plot *plot)
{
    for (size_t i = 0; i < plot->points; i++) {
        if (sg_plot_breaks(plot, i))
            return true;
        for (size_t s = 0; s < plot->series; s++)
            if (sg_plot_cell(plot, s, i)->kind == SG_CELL_MISSING)
                return true;
    }
    return false;
}

/* A table whose chart could not be read has none. */
static void chart(struct place *p, size_t below)
{
    struct sg_plot plot;
    struct sg_fault f;
    struct sg_xlsx_series series[SG_PLOT_SERIES];
    if (!sg_plot(&plot, p->g, &f))
        return;
    size_t name = p->g->heads - 1;
    for (size_t i = 0; i < plot.series; i++) {
        size_t at = sg_plot_series(&plot, i);
        size_t across = plot.by_column ? p->header + 1 + at : p->g->heads + at;
        series[i].values = along(p, &plot, across);
        series[i].name = plot.by_column
                             ? (struct sg_xlsx_range){across, name, across, name}
                             : (struct sg_xlsx_range){p->header, across, p->header, across};
    }
    /* Below the notes, which are wider than a narrow table; beside a high one. */
    bool beside = p->g->rows > TALL && last_column(p) <= BESIDE;
    size_t left = last_column(p) > PAGE_MOST ? p->g->heads : 0; /* not in repeated columns */
    struct sg_xlsx_chart c = {.lines = plot.lines && !interrupted(&plot),
                              .across = !plot.lines && plot.points > 3,
                              .title = p->g->title,
                              .labels = along(p, &plot, plot.by_column ? p->header : name),
                              .series = series,
                              .count = plot.series,
                              .row = beside ? p->header : below + 1,
                              .column = beside ? last_column(p) + 1 : left};
    sg_xlsx_chart(p->x, &c);
}

void sg_render_sheet(const struct sg_grid *g, const struct sg_render_opt *opt, struct sg_xlsx *x)
{
    struct place p = {.g = g, .x = x, .marks = !opt->no_notes};
    sg_xlsx_sheet(x, *g->name ? g->name : g->title);
    if (last_column(&p) > PAGE_MOST)
        sg_xlsx_pages(x, 1 + last_column(&p) / PAGE_MOST, g->heads);
    else if (g->rows > TALL)
        sg_xlsx_landscape(x);
    else
        sg_xlsx_page(x); /* the chart below is not cut in two */
    widths(&p);
    if (*g->title && !opt->no_title && !opt->no_notes) {
        sg_xlsx_text(x, 0, 0, SG_X_TITLE, g->title, strlen(g->title));
        p.header = 2;
    }
    header(&p);
    sg_xlsx_freeze(x, p.header + 1, g->heads);
    rows(&p);
    size_t below = p.header + 1 + g->rows;
    if (!opt->no_notes)
        below = foot(&p, below + 1);
    chart(&p, below);
}
