/* SPDX-License-Identifier: EUPL-1.2 */
/* The field of a chart: axes, bars, lines. Zero is a stroke on the axis, what is not recorded a
 * point beside it, what cannot occur nothing. */
#include "render_svg_impl.h"

#include <string.h>

enum { FIELD = 320, BAR = 18, BAR_GAP = 14, NAME_MOST = 300 };

/* How wide the largest number on the axis is. */
static int axis_width(struct sg_svg *v)
{
    struct sg_grid_cell top = {.value = v->top, .kind = SG_CELL_NUMBER};
    const char *s = sg_svg_figure(v, &top);
    return sg_svg_width(s, strlen(s));
}

static const char *axis_figure(struct sg_svg *v, int64_t value)
{
    struct sg_grid_cell c = {.value = value, .kind = SG_CELL_NUMBER};
    return sg_svg_figure(v, &c);
}

static int widest_label(struct sg_svg *v)
{
    int widest = 0;
    for (size_t i = 0; i < v->plot.points; i++) {
        const char *s = sg_svg_label(v, true, i, true);
        int w = sg_svg_width(s, strlen(s));
        widest = w > widest ? w : widest;
    }
    return widest;
}

static void stroke(struct sg_svg *v, const char *class, int x, int y, int to_x, int to_y)
{
    sg_buf_fmt(v->out, "<path class=\"%s\" d=\"M%d %dL%d %d\"/>\n", class, x, y, to_x, to_y);
}

/* ---- points from left to right ---- */

void sg_svg_standing_measure(struct sg_svg *v)
{
    int widest = widest_label(v);
    v->left = SG_SVG_MARGIN + axis_width(v) + 10;
    v->right = SG_SVG_WIDTH - SG_SVG_MARGIN;
    v->below = v->above + FIELD;
    int slot = (v->right - v->left) / (int)v->plot.points;
    int lines = 1; /* of the labels below */
    for (size_t i = 0; widest > slot && !v->plot.lines && i < v->plot.points; i++) {
        int n = sg_svg_wrapped(v, 0, 0, slot - 4, NULL, "", sg_svg_label(v, true, i, true));
        lines = n > lines ? n : lines;
    }
    v->height = v->below + 8 + lines * SG_SVG_LINE;
}

static int slot_middle(const struct sg_svg *v, size_t i)
{
    int64_t width = v->right - v->left, n = (int64_t)v->plot.points;
    return v->left + (int)(width * (2 * (int64_t)i + 1) / (2 * n));
}

static void standing_axis(struct sg_svg *v)
{
    for (int64_t at = 0; at <= v->top; at += v->step) {
        int y = v->below - sg_svg_reach(v, at, FIELD);
        stroke(v, at ? "g" : "a", v->left, y, v->right, y);
        const char *s = axis_figure(v, at);
        sg_svg_words(v, v->left - 8, y + 4, "k", "end", s, strlen(s));
    }
}

/* Every how manieth label of the periods is written, so that none touch. */
static size_t labels_every(struct sg_svg *v)
{
    int slot = (v->right - v->left) / (int)v->plot.points;
    return 1 + (size_t)((widest_label(v) + SG_SVG_LETTER) / (slot ? slot : 1));
}

/* Where the middle of a label stands so that it is not cut off. */
static int inside(int x, const char *s)
{
    int half = sg_svg_width(s, strlen(s)) / 2 + 4;
    return x < half ? half : x > SG_SVG_WIDTH - half ? SG_SVG_WIDTH - half : x;
}

static void standing_labels(struct sg_svg *v)
{
    int slot = (v->right - v->left) / (int)v->plot.points;
    size_t every = labels_every(v);
    for (size_t i = 0; i < v->plot.points; i++) {
        const char *s = sg_svg_label(v, true, i, true);
        int x = slot_middle(v, i);
        if (!v->plot.lines)
            sg_svg_wrapped(v, x, v->below + SG_SVG_LINE, slot - 4, "k", "middle", s);
        else if (i % every == 0)
            sg_svg_words(v, inside(x, s), v->below + SG_SVG_LINE, "k", "middle", s, strlen(s));
        if (sg_plot_breaks(&v->plot, i)) {
            int between = (slot_middle(v, i - 1) + x) / 2;
            stroke(v, "x", between, v->above - 6, between, v->below);
        }
    }
}

/* The sign of a figure that is not drawn, or its number. */
static void beside(struct sg_svg *v, const struct sg_grid_cell *c, int x, int y, const char *anchor)
{
    if (c->kind == SG_CELL_BLANK || (c->kind == SG_CELL_NUMBER && !v->numbers))
        return;
    const char *s = sg_svg_figure(v, c);
    sg_svg_words(v, x, y, c->kind == SG_CELL_MISSING ? "p" : "v", anchor, s, strlen(s));
}

static int height_of(const struct sg_svg *v, const struct sg_grid_cell *c)
{
    return v->below - (c->kind == SG_CELL_NUMBER ? sg_svg_reach(v, c->value, FIELD) : 0);
}

/* Where the number of a marker stands: above it, or below when another marker is there. false:
 * neither is free, and what could be read wrongly is left out (the text alternative has it). */
static bool number_at(const struct sg_svg *v, size_t series, size_t point, int *at)
{
    int y = height_of(v, sg_plot_cell(&v->plot, series, point));
    bool above = false, below = false;
    for (size_t s = 0; s < v->plot.series; s++) {
        int other = height_of(v, sg_plot_cell(&v->plot, s, point));
        above |= s != series && other < y && other > y - 30;
        below |= s != series && other > y && other < y + 30;
    }
    *at = above ? y + 17 : y - 10;
    return !above || !below;
}

/* One line, which stops where the series breaks or a figure is missing. */
static void line(struct sg_svg *v, size_t series)
{
    bool down = false;
    for (size_t i = 0; i < v->plot.points; i++) {
        const struct sg_grid_cell *c = sg_plot_cell(&v->plot, series, i);
        bool drawn = c->kind == SG_CELL_NUMBER;
        if (down && (!drawn || sg_plot_breaks(&v->plot, i))) {
            sg_buf_str(v->out, "\"/>\n");
            down = false;
        }
        if (drawn && !down)
            sg_buf_fmt(v->out, "<path class=\"l s%zu\" d=\"M", series % SG_SVG_LOOKS);
        else if (drawn)
            sg_buf_char(v->out, 'L');
        if (drawn)
            sg_buf_fmt(v->out, "%d %d", slot_middle(v, i), height_of(v, c));
        down = drawn;
    }
    if (down)
        sg_buf_str(v->out, "\"/>\n");
    for (size_t i = 0; i < v->plot.points; i++) {
        const struct sg_grid_cell *c = sg_plot_cell(&v->plot, series, i);
        if (c->kind == SG_CELL_NUMBER)
            sg_svg_marker(v, series, slot_middle(v, i), height_of(v, c));
        int at;
        if (number_at(v, series, i, &at) || c->kind != SG_CELL_NUMBER)
            beside(v, c, slot_middle(v, i), at, "middle");
    }
}

static void standing_bars(struct sg_svg *v)
{
    int slot = (v->right - v->left) / (int)v->plot.points;
    int width = slot * 3 / 4 / (int)v->plot.series;
    width = width < 2 ? 2 : width > 72 ? 72 : width;
    for (size_t i = 0; i < v->plot.points; i++) {
        int x = slot_middle(v, i) - width * (int)v->plot.series / 2;
        for (size_t s = 0; s < v->plot.series; s++, x += width) {
            const struct sg_grid_cell *c = sg_plot_cell(&v->plot, s, i);
            int reach = c->kind == SG_CELL_NUMBER ? sg_svg_reach(v, c->value, FIELD) : 0;
            if (c->kind == SG_CELL_NUMBER && reach)
                sg_svg_bar(v, s, x + 1, v->below - reach, width - 2, reach);
            else if (c->kind == SG_CELL_NUMBER)
                stroke(v, "a", x + 1, v->below - 2, x + width - 1, v->below - 2);
            beside(v, c, x + width / 2, v->below - reach - 5, "middle");
        }
    }
}

void sg_svg_standing(struct sg_svg *v)
{
    standing_axis(v);
    standing_labels(v);
    for (size_t s = 0; v->plot.lines && s < v->plot.series; s++)
        line(v, s);
    if (!v->plot.lines)
        standing_bars(v);
}

/* ---- points from above to below ---- */

/* How high the place of a point is: its bars, or its label when that is higher. */
static int lying_height(struct sg_svg *v, size_t i)
{
    int bars = (int)v->plot.series * BAR;
    int label = SG_SVG_LINE * sg_svg_wrapped(v, 0, 0, v->left - SG_SVG_MARGIN - 8, NULL, "",
                                             sg_svg_label(v, true, i, true));
    return (bars > label ? bars : label) + BAR_GAP;
}

void sg_svg_lying_measure(struct sg_svg *v)
{
    int widest = widest_label(v);
    v->left = SG_SVG_MARGIN + (widest < NAME_MOST ? widest : NAME_MOST) + 10;
    v->right = SG_SVG_WIDTH - SG_SVG_MARGIN - axis_width(v) - 8;
    v->above += SG_SVG_LINE;
    v->below = v->above;
    for (size_t i = 0; i < v->plot.points; i++)
        v->below += lying_height(v, i);
    v->height = v->below;
}

static void lying_axis(struct sg_svg *v)
{
    for (int64_t at = 0; at <= v->top; at += v->step) {
        int x = v->left + sg_svg_reach(v, at, v->right - v->left);
        stroke(v, at ? "g" : "a", x, v->above, x, v->below);
        const char *s = axis_figure(v, at);
        sg_svg_words(v, x, v->above - 6, "k", "middle", s, strlen(s));
    }
}

void sg_svg_lying(struct sg_svg *v)
{
    lying_axis(v);
    int y = v->above + BAR_GAP / 2;
    for (size_t i = 0; i < v->plot.points; i++) {
        int height = lying_height(v, i);
        sg_svg_wrapped(v, v->left - 8, y + SG_SVG_LINE - 4, v->left - SG_SVG_MARGIN - 8, "k", "end",
                       sg_svg_label(v, true, i, true));
        for (size_t s = 0; s < v->plot.series; s++) {
            const struct sg_grid_cell *c = sg_plot_cell(&v->plot, s, i);
            int top = y + (int)s * BAR;
            int reach =
                c->kind == SG_CELL_NUMBER ? sg_svg_reach(v, c->value, v->right - v->left) : 0;
            if (reach)
                sg_svg_bar(v, s, v->left, top + 1, reach, BAR - 3);
            else if (c->kind == SG_CELL_NUMBER)
                stroke(v, "a", v->left + 2, top + 2, v->left + 2, top + BAR - 3);
            beside(v, c, v->left + reach + 6, top + BAR - 5, "start");
        }
        y += height;
    }
}
