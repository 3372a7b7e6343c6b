/* SPDX-License-Identifier: EUPL-1.2 */
/* What a chart of a table shows, decided once for SVG and XLSX. Private to the render room. */
#ifndef SG_RENDER_PLOT_H
#define SG_RENDER_PLOT_H

#include "render.h"

/* More series cannot be told apart; more points (all municipalities are 342) nobody follows. */
enum { SG_PLOT_SERIES = 12, SG_PLOT_POINTS = 500 };

/* Points stand along the axis, each with a figure of every series. Totals and the class onbekend
 * of an axis of periods are left out: they would dwarf the rest, or have no place on it. */
struct sg_plot {
    const struct sg_grid *g;
    bool by_column; /* points are columns and series rows; else the other way round */
    bool lines;     /* points are periods, three or more of them: lines, else bars */
    size_t points;  /* the first so many labels of their side */
    size_t series;  /* so many labels of the other side that are no totals */
};

/* false: *f is BAD_TABLE (nothing to draw, or more than can be told apart). */
bool sg_plot(struct sg_plot *p, const struct sg_grid *g, struct sg_fault *f);

/* Row or column of the i-th series. */
size_t sg_plot_series(const struct sg_plot *p, size_t i);
const struct sg_grid_cell *sg_plot_cell(const struct sg_plot *p, size_t series, size_t point);
/* The label of a point or series with what stands before it when labels are nested
 * ("Nijkerk, vrouw"), and, when `marks`, its marks behind it. */
void sg_plot_label(const struct sg_plot *p, bool point, size_t i, bool marks, struct sg_buf *out);
/* true when a note says that the series breaks before this point. */
bool sg_plot_breaks(const struct sg_plot *p, size_t point);
int64_t sg_plot_max(const struct sg_plot *p); /* the largest figure drawn, at least 1 */

#endif
