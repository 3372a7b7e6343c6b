/* SPDX-License-Identifier: EUPL-1.2 */
/* Charts: told apart without colour, by dashes, marks and patterns. */
#include "xlsx_impl.h"

#include <stdlib.h>
#include <string.h>

enum { LOOKS = 6 };
static const lxw_color_t colour[LOOKS] = {0x1F3864, 0xC55A11, 0x548235,
                                          0x7F6000, 0x7030A0, 0x404040};
static const uint8_t dash[LOOKS] = {LXW_CHART_LINE_DASH_SOLID,     LXW_CHART_LINE_DASH_DASH,
                                    LXW_CHART_LINE_DASH_ROUND_DOT, LXW_CHART_LINE_DASH_LONG_DASH,
                                    LXW_CHART_LINE_DASH_DASH_DOT,  LXW_CHART_LINE_DASH_SQUARE_DOT};
static const uint8_t marker[LOOKS] = {LXW_CHART_MARKER_CIRCLE,   LXW_CHART_MARKER_SQUARE,
                                      LXW_CHART_MARKER_TRIANGLE, LXW_CHART_MARKER_DIAMOND,
                                      LXW_CHART_MARKER_X,        LXW_CHART_MARKER_STAR};
static const uint8_t pattern[LOOKS] = {0,
                                       LXW_CHART_PATTERN_WIDE_UPWARD_DIAGONAL,
                                       LXW_CHART_PATTERN_PERCENT_25,
                                       LXW_CHART_PATTERN_DARK_HORIZONTAL,
                                       LXW_CHART_PATTERN_WIDE_DOWNWARD_DIAGONAL,
                                       LXW_CHART_PATTERN_PERCENT_60};

/* A second series of the same colour has other dashes and marks, which are hollow (LibreOffice 7
 * fills them all the same), and bars on grey. */
static void look_line(lxw_chart_series *s, size_t i, bool again)
{
    size_t other = again ? (i + LOOKS / 2) % LOOKS : i;
    lxw_chart_line line = {.color = colour[i], .width = 2.0F, .dash_type = dash[other]};
    lxw_chart_fill fill = {.color = again ? 0xFFFFFF : colour[i]};
    chart_series_set_line(s, &line);
    chart_series_set_marker_type(s, marker[other]);
    chart_series_set_marker_size(s, 7);
    chart_series_set_marker_fill(s, &fill);
}

static void look_bar(lxw_chart_series *s, size_t i, bool again)
{
    lxw_chart_line edge = {.color = colour[i], .width = 0.75F};
    lxw_chart_fill fill = {.color = again ? 0xD9D9D9 : colour[i]};
    lxw_chart_pattern hatch = {
        .fg_color = colour[i], .bg_color = again ? 0xD9D9D9 : 0xFFFFFF, .type = pattern[i]};
    chart_series_set_line(s, &edge);
    if (pattern[i])
        chart_series_set_pattern(s, &hatch);
    else
        chart_series_set_fill(s, &fill);
}

static void add_series(struct sg_xlsx *x, lxw_chart *chart, const struct sg_xlsx_chart *c, size_t i)
{
    const struct sg_xlsx_range *v = &c->series[i].values, *l = &c->labels, *n = &c->series[i].name;
    lxw_chart_series *s = chart_add_series(chart, NULL, NULL);
    if (!s) {
        sg_xlsx_fail(x, SG_R_MEMORY, "no memory for a chart");
        return;
    }
    const char *sheet = x->sheet->name;
    chart_series_set_name_range(s, sheet, (lxw_row_t)n->row, (lxw_col_t)n->column);
    chart_series_set_categories(s, sheet, (lxw_row_t)l->row, (lxw_col_t)l->column,
                                (lxw_row_t)l->last_row, (lxw_col_t)l->last_column);
    chart_series_set_values(s, sheet, (lxw_row_t)v->row, (lxw_col_t)v->column,
                            (lxw_row_t)v->last_row, (lxw_col_t)v->last_column);
    if (c->lines)
        look_line(s, i % LOOKS, i >= LOOKS);
    else
        look_bar(s, i % LOOKS, i >= LOOKS);
}

void sg_xlsx_chart(struct sg_xlsx *x, const struct sg_xlsx_chart *c)
{
    if (x->failed)
        return;
    lxw_chart *chart = workbook_add_chart(x->book, c->lines    ? LXW_CHART_LINE
                                                   : c->across ? LXW_CHART_BAR
                                                               : LXW_CHART_COLUMN);
    if (!chart) {
        sg_xlsx_fail(x, SG_R_MEMORY, "no memory for a chart");
        return;
    }
    for (size_t i = 0; i < c->count; i++)
        add_series(x, chart, c, i);
    chart_title_set_name(chart, c->title);
    lxw_chart_font font = {.size = 11, .bold = LXW_TRUE};
    chart_title_set_name_font(chart, &font);
    if (c->count > 1)
        chart_legend_set_position(chart, LXW_CHART_LEGEND_BOTTOM);
    else
        chart_legend_set_position(chart, LXW_CHART_LEGEND_NONE);
    /* Bars that lie have their figures along the x axis. */
    lxw_chart_axis *figures = c->across ? chart->x_axis : chart->y_axis;
    chart_axis_set_min(figures, 0);
    chart_axis_set_num_format(figures, "#,##0");
    if (c->across)
        chart_axis_set_reverse(chart->y_axis);
    lxw_chart_options place = {.x_scale = 1.5, .y_scale = 1.25};
    sg_xlsx_said(x, worksheet_insert_chart_opt(x->sheet, (lxw_row_t)c->row, (lxw_col_t)c->column,
                                               chart, &place));
}
