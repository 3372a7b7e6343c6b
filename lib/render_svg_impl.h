/* SPDX-License-Identifier: EUPL-1.2 */
/* What the parts of the SVG chart share. All lengths are whole units of the drawing, of which 960
 * make its width; a letter of 12 units is taken to be 7 wide, which holds for figures and errs to
 * the wide side for words. */
#ifndef SG_RENDER_SVG_IMPL_H
#define SG_RENDER_SVG_IMPL_H

#include "render_impl.h"
#include "render_plot.h"

enum {
    SG_SVG_WIDTH = 960,
    SG_SVG_MARGIN = 16,
    SG_SVG_LETTER = 7,
    SG_SVG_LINE = 17, /* from one line of text to the next */
    SG_SVG_LOOKS = 6
};

struct sg_svg {
    struct sg_plot plot;
    const struct sg_render_opt *opt;
    struct sg_buf *out;
    struct sg_buf text;            /* scratch */
    int64_t step, top;             /* of the axis of figures: from 0 to top */
    int left, right, above, below; /* the field where figures are drawn */
    int height;
    bool numbers; /* figures stand beside what is drawn */
};

/* Escaped text; `anchor` is start, middle or end; y is the base line. */
void sg_svg_words(struct sg_svg *v, int x, int y, const char *class, const char *anchor,
                  const char *s, size_t n);
/* The same broken at blanks to lines of at most `width`; returns how many lines. Draws nothing when
 * `class` is NULL. */
int sg_svg_wrapped(struct sg_svg *v, int x, int y, int width, const char *class, const char *anchor,
                   const char *s);
int sg_svg_width(const char *s, size_t n);
/* The label of a point or series in scratch, until the next call. */
const char *sg_svg_label(struct sg_svg *v, bool point, size_t i, bool marks);
/* A figure with thousands, or its sign, in scratch. */
const char *sg_svg_figure(struct sg_svg *v, const struct sg_grid_cell *c);

/* A bar of series i, or the swatch of it. */
void sg_svg_bar(struct sg_svg *v, size_t series, int x, int y, int width, int height);
void sg_svg_marker(struct sg_svg *v, size_t series, int x, int y);

/* The field: points from left to right, with lines or standing bars; or from above to below, with
 * bars that lie. `measure` sets the field's edges and the height so far. */
void sg_svg_standing_measure(struct sg_svg *v);
void sg_svg_standing(struct sg_svg *v);
void sg_svg_lying_measure(struct sg_svg *v);
void sg_svg_lying(struct sg_svg *v);

/* How far a figure reaches along an axis of so many units. */
int sg_svg_reach(const struct sg_svg *v, int64_t value, int units);

#endif
