/* SPDX-License-Identifier: EUPL-1.2 */
#include "render_plot.h"

#include "render_impl.h"

/* A side of the grid: its rows or its columns. */
static size_t side(const struct sg_grid *g, bool columns)
{
    return columns ? g->columns : g->rows;
}

static size_t heads(const struct sg_grid *g, bool columns)
{
    return columns ? 1 : g->heads;
}

static const struct sg_grid_label *labels(const struct sg_grid *g, bool columns, size_t i)
{
    return columns ? &g->column_label[i] : &g->row_label[i * g->heads];
}

static bool is_total(const struct sg_grid *g, bool columns, size_t i)
{
    const struct sg_grid_label *l = labels(g, columns, i);
    for (size_t h = 0; h < heads(g, columns); h++)
        if (l[h].total)
            return true;
    return false;
}

static bool is_period(const struct sg_grid_label *l)
{
    for (int i = 0; i < 4; i++)
        if (l->code[i] < '0' || l->code[i] > '9')
            return false;
    return true;
}

/* How many labels from the first are points: until a total, or the end of the periods. */
static size_t points(const struct sg_grid *g, bool columns, bool periods)
{
    size_t i = 0;
    while (i < side(g, columns) && !is_total(g, columns, i) &&
           (!periods || is_period(labels(g, columns, i))))
        i++;
    return i;
}

static bool periods(const struct sg_grid *g, bool columns)
{
    return heads(g, columns) == 1 && points(g, columns, true) >= 3;
}

static size_t series(const struct sg_grid *g, bool columns)
{
    size_t n = 0;
    for (size_t i = 0; i < side(g, columns); i++)
        n += !is_total(g, columns, i);
    return n;
}

bool sg_plot(struct sg_plot *p, const struct sg_grid *g, struct sg_fault *f)
{
    bool by_column = periods(g, true), lines = by_column || periods(g, false);
    if (series(g, !by_column) > SG_PLOT_SERIES && series(g, by_column) <= SG_PLOT_SERIES) {
        by_column = !by_column;
        lines = periods(g, by_column);
    }
    *p = (struct sg_plot){g, by_column, lines, points(g, by_column, lines), series(g, !by_column)};
    if (!p->points || !p->series)
        return sg_fail(f, SG_R_BAD_TABLE, "the table has nothing that a chart could show");
    if (p->series > SG_PLOT_SERIES)
        return sg_fail(
            f, SG_R_BAD_TABLE,
            "a chart of %zu series cannot be read, at most %d: select with -w, or take a "
            "coarser dimension",
            p->series, SG_PLOT_SERIES);
    if (p->points > SG_PLOT_POINTS)
        return sg_fail(f, SG_R_BAD_TABLE,
                       "a chart of %zu %s cannot be read, at most %d: select with -w, or take a "
                       "coarser dimension",
                       p->points, p->lines ? "periods" : "bars", SG_PLOT_POINTS);
    return true;
}

size_t sg_plot_series(const struct sg_plot *p, size_t i)
{
    size_t at = 0;
    for (;; at++) {
        if (is_total(p->g, !p->by_column, at))
            continue;
        if (i-- == 0)
            return at;
    }
}

const struct sg_grid_cell *sg_plot_cell(const struct sg_plot *p, size_t series_i, size_t point)
{
    size_t at = sg_plot_series(p, series_i);
    return p->by_column ? &p->g->cell[at * p->g->columns + point]
                        : &p->g->cell[point * p->g->columns + at];
}

void sg_plot_label(const struct sg_plot *p, bool point, size_t i, bool marks, struct sg_buf *out)
{
    bool columns = point == p->by_column;
    const struct sg_grid_label *l = labels(p->g, columns, point ? i : sg_plot_series(p, i));
    for (size_t h = 0; h < heads(p->g, columns); h++) {
        if (h)
            sg_buf_str(out, ", ");
        sg_buf_str(out, l[h].text);
        if (marks)
            sg_label_marks(p->g, &l[h], out);
    }
}

bool sg_plot_breaks(const struct sg_plot *p, size_t point)
{
    const struct sg_grid_label *l = labels(p->g, p->by_column, point);
    for (size_t i = 0; p->lines && point && i < SG_LABEL_NOTES && l->note[i]; i++)
        if (p->g->note[l->note[i] - 1].breaks)
            return true;
    return false;
}

int64_t sg_plot_max(const struct sg_plot *p)
{
    int64_t most = 1;
    for (size_t s = 0; s < p->series; s++)
        for (size_t i = 0; i < p->points; i++) {
            const struct sg_grid_cell *c = sg_plot_cell(p, s, i);
            if (c->kind == SG_CELL_NUMBER && c->value > most)
                most = c->value;
        }
    return most;
}
