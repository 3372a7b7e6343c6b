/* SPDX-License-Identifier: EUPL-1.2 */
/* A table as a chart: its frame, legend, notes and the text that stands for it. */
#include "render_svg_impl.h"
#include "text.h"

#include <string.h>

/* ---- text ---- */

static void escaped(struct sg_buf *out, const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (s[i] == '&')
            sg_buf_str(out, "&amp;");
        else if (s[i] == '<')
            sg_buf_str(out, "&lt;");
        else if (s[i] == '>')
            sg_buf_str(out, "&gt;");
        else
            sg_buf_char(out, s[i]);
    }
}

int sg_svg_width(const char *s, size_t n)
{
    return (int)sg_width(s, n) * SG_SVG_LETTER;
}

void sg_svg_words(struct sg_svg *v, int x, int y, const char *class, const char *anchor,
                  const char *s, size_t n)
{
    sg_buf_fmt(v->out, "<text x=\"%d\" y=\"%d\" class=\"%s\" text-anchor=\"%s\">", x, y, class,
               anchor);
    escaped(v->out, s, n);
    sg_buf_str(v->out, "</text>\n");
}

int sg_svg_wrapped(struct sg_svg *v, int x, int y, int width, const char *class, const char *anchor,
                   const char *s)
{
    int lines = 0;
    while (*s) {
        size_t n = strcspn(s, " ");
        while (s[n] && sg_svg_width(s, n + 1 + strcspn(s + n + 1, " ")) <= width)
            n += 1 + strcspn(s + n + 1, " ");
        if (class)
            sg_svg_words(v, x, y + lines * SG_SVG_LINE, class, anchor, s, n);
        lines++;
        s += n;
        s += strspn(s, " ");
    }
    return lines;
}

const char *sg_svg_label(struct sg_svg *v, bool point, size_t i, bool marks)
{
    sg_buf_next(&v->text, v->out);
    sg_plot_label(&v->plot, point, i, marks && !v->opt->no_notes, &v->text);
    return sg_buf_text(&v->text);
}

const char *sg_svg_figure(struct sg_svg *v, const struct sg_grid_cell *c)
{
    sg_buf_next(&v->text, v->out);
    sg_cell_write(c, sg_thousands(v->plot.g->lang), &v->text);
    return sg_buf_text(&v->text);
}

/* ---- looks: told apart in grey, by hatching, dashes and the shape of markers ---- */

static const char looks[] =
    "<style>text{font:12px sans-serif;fill:#111}.t{font-size:16px;font-weight:bold}"
    ".n{font-size:11px;fill:#333}.v{font-size:11px}.p{font-size:24px;font-weight:bold}.g{stroke:#"
    "ccc}.a{stroke:#333}"
    ".x{stroke:#333;stroke-dasharray:2 4}.l{fill:none;stroke-width:2.5}"
    ".b0{fill:#1f3864}.b1{fill:url(#h1)}.b2{fill:#a6a6a6}.b3{fill:url(#h3)}.b4{fill:#fff}"
    ".b5{fill:url(#h5)}.b0,.b1,.b2,.b3,.b4,.b5{stroke:#111}"
    ".s0{stroke:#1f3864}.s1{stroke:#c55a11;stroke-dasharray:9 5}"
    ".s2{stroke:#3b6b1f;stroke-dasharray:2 4}.s3{stroke:#7f6000;stroke-dasharray:14 4 3 4}"
    ".s4{stroke:#7030a0;stroke-dasharray:18 6}.s5{stroke:#555;stroke-dasharray:5 3}"
    ".m{fill:#fff;stroke:#111;stroke-width:1.5}.m.f{fill:#111}</style>\n"
    "<defs><pattern id=\"h1\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\">"
    "<rect width=\"6\" height=\"6\" fill=\"#fbe5d6\"/>"
    "<path d=\"M0 6L6 0M-1 1L1 -1M5 7L7 5\" stroke=\"#c55a11\" stroke-width=\"2\"/></pattern>\n"
    "<pattern id=\"h3\" width=\"5\" height=\"5\" patternUnits=\"userSpaceOnUse\">"
    "<rect width=\"5\" height=\"5\" fill=\"#fff\"/><circle cx=\"2\" cy=\"2\" r=\"1.3\" "
    "fill=\"#3b6b1f\"/></pattern>\n"
    "<pattern id=\"h5\" width=\"5\" height=\"5\" patternUnits=\"userSpaceOnUse\">"
    "<rect width=\"5\" height=\"5\" fill=\"#eee\"/><path d=\"M0 2H5\" stroke=\"#555\"/></pattern>"
    "</defs>\n";

void sg_svg_bar(struct sg_svg *v, size_t series, int x, int y, int width, int height)
{
    sg_buf_fmt(v->out, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" class=\"b%zu\"%s/>\n", x,
               y, width, height, series % SG_SVG_LOOKS,
               series < SG_SVG_LOOKS ? "" : " stroke-width=\"3\"");
}

void sg_svg_marker(struct sg_svg *v, size_t series, int x, int y)
{
    static const char *const shape[SG_SVG_LOOKS] = {"M%d %dm-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0",
                                                    "M%d %dm-4 -4h8v8h-8z",
                                                    "M%d %dm0 -5l5 9h-10z",
                                                    "M%d %dm0 -6l6 6l-6 6l-6 -6z",
                                                    "M%d %dm-4 -4l8 8m0 -8l-8 8",
                                                    "M%d %dm-5 0h10m-5 -5v10"};
    sg_buf_fmt(v->out, "<path class=\"m%s\" d=\"", series < SG_SVG_LOOKS ? " f" : "");
    sg_buf_fmt(v->out, shape[series % SG_SVG_LOOKS], x, y); /* NOLINT: one of the above */
    sg_buf_str(v->out, "\"/>\n");
}

/* ---- legend and notes ---- */

/* The names of the series, several on a line; returns the height. Draws from y on when `draw`. */
static int legend(struct sg_svg *v, int y, bool draw)
{
    int x = SG_SVG_MARGIN, lines = 1;
    for (size_t i = 0; v->plot.series > 1 && i < v->plot.series; i++) {
        const char *name = sg_svg_label(v, false, i, true);
        int w = 34 + sg_svg_width(name, strlen(name)) + 20;
        if (x > SG_SVG_MARGIN && x + w > SG_SVG_WIDTH - SG_SVG_MARGIN) {
            x = SG_SVG_MARGIN;
            lines++;
        }
        int at = y + (lines - 1) * (SG_SVG_LINE + 4);
        if (draw && v->plot.lines) {
            sg_buf_fmt(v->out, "<path class=\"l s%zu\" d=\"M%d %dh26\"/>\n", i % SG_SVG_LOOKS, x,
                       at - 4);
            sg_svg_marker(v, i, x + 13, at - 4);
        } else if (draw) {
            sg_svg_bar(v, i, x, at - 10, 26, 12);
        }
        if (draw)
            sg_svg_words(v, x + 34, at, "k", "start", name, strlen(name));
        x += w;
    }
    return v->plot.series > 1 ? lines * (SG_SVG_LINE + 4) + 8 : 0;
}

static int notes(struct sg_svg *v, int y, bool draw)
{
    struct sg_foot lines;
    struct sg_buf mark = {0}, text = {0};
    int height = 0;
    sg_foot_begin(&lines, v->plot.g);
    for (size_t i = 0; sg_foot_line(&lines, v->plot.g, i, &mark, &text); i++) {
        const struct sg_grid_note *note = sg_foot_note(v->plot.g, i);
        if (mark.n)
            sg_buf_char(&mark, ' ');
        sg_buf_add(&mark, text.p, text.n);
        if (note && note->behind)
            sg_buf_next(&mark, v->out);
        height += SG_SVG_LINE * sg_svg_wrapped(v, SG_SVG_MARGIN, y + height,
                                               SG_SVG_WIDTH - 2 * SG_SVG_MARGIN, draw ? "n" : NULL,
                                               "start", sg_buf_text(&mark));
        sg_buf_next(&mark, v->out);
        sg_buf_next(&text, v->out);
    }
    sg_buf_spend(&mark, v->out);
    sg_buf_spend(&text, v->out);
    return height;
}

/* What somebody hears who does not see it: every figure that is drawn. */
static void told(struct sg_svg *v)
{
    for (size_t s = 0; s < v->plot.series; s++) {
        const char *name = sg_svg_label(v, false, s, false);
        escaped(v->out, name, strlen(name));
        sg_buf_str(v->out, ": ");
        for (size_t i = 0; i < v->plot.points; i++) {
            const struct sg_grid_cell *c = sg_plot_cell(&v->plot, s, i);
            name = sg_svg_label(v, true, i, false);
            sg_buf_str(v->out, i ? "; " : "");
            escaped(v->out, name, strlen(name));
            sg_buf_char(v->out, ' ');
            sg_buf_str(v->out, c->kind == SG_CELL_BLANK ? "-" : sg_svg_figure(v, c));
        }
        sg_buf_str(v->out, ".\n");
    }
}

/* ---- the whole ---- */

/* Steps of 1, 2 or 5 times a power of ten, at most six of them. */
static void scale(struct sg_svg *v)
{
    static const int factor[] = {1, 2, 5};
    int64_t most = sg_plot_max(&v->plot), ten = 1;
    for (size_t i = 0;; i++) {
        v->step = factor[i % 3] * ten;
        if ((most - 1) / v->step < 6)
            break;
        if (i % 3 == 2)
            ten *= 10;
    }
    v->top = ((most - 1) / v->step + 1) * v->step;
}

int sg_svg_reach(const struct sg_svg *v, int64_t value, int units)
{
    if (value <= 0)
        return 0;
    /* Figures are far below what would overflow here; a double would differ between machines. */
    return v->top > INT64_MAX / 4096 ? (int)(value / (v->top / units + 1))
                                     : (int)(value * units / v->top);
}

static void begin(struct sg_svg *v, const char *title)
{
    sg_buf_fmt(v->out,
               "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\" "
               "aria-labelledby=\"t d\" lang=\"%s\">\n<title id=\"t\">",
               SG_SVG_WIDTH, v->height, v->plot.g->lang == SG_NL ? "nl" : "en");
    escaped(v->out, title, strlen(title));
    sg_buf_str(v->out, "</title>\n<desc id=\"d\">");
    told(v);
    sg_buf_str(v->out, "</desc>\n");
    sg_buf_str(v->out, looks);
    sg_buf_fmt(v->out, "<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>\n", SG_SVG_WIDTH,
               v->height);
}

bool sg_render_svg(const struct sg_grid *g, const struct sg_render_opt *opt, struct sg_buf *out,
                   struct sg_fault *f)
{
    struct sg_svg v = {.opt = opt, .out = out};
    if (!sg_plot(&v.plot, g, f))
        return false;
    bool titled = *g->title && !opt->no_title && !opt->no_notes;
    int width = SG_SVG_WIDTH - 2 * SG_SVG_MARGIN;
    bool lying = !v.plot.lines && v.plot.points > 3;
    scale(&v);
    v.above = SG_SVG_MARGIN + 8;
    if (titled) /* its letters are a third larger */
        v.above +=
            8 + (SG_SVG_LINE + 3) * sg_svg_wrapped(&v, 0, 0, width * 3 / 4, NULL, "", g->title);
    v.numbers = v.plot.points * v.plot.series <= 40;
    if (lying)
        sg_svg_lying_measure(&v);
    else
        sg_svg_standing_measure(&v);
    int legend_at = v.height + SG_SVG_LINE;
    int notes_at = legend_at + legend(&v, 0, false);
    v.height = notes_at + SG_SVG_MARGIN + (opt->no_notes ? 0 : notes(&v, 0, false));
    begin(&v, g->title);
    if (titled)
        sg_svg_wrapped(&v, SG_SVG_MARGIN, SG_SVG_MARGIN + 12, width * 3 / 4, "t", "start",
                       g->title);
    if (lying)
        sg_svg_lying(&v);
    else
        sg_svg_standing(&v);
    legend(&v, legend_at, true);
    if (!opt->no_notes)
        notes(&v, notes_at, true);
    sg_buf_str(out, "</svg>\n");
    sg_buf_spend(&v.text, out);
    return true;
}
