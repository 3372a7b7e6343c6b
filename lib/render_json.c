/* SPDX-License-Identifier: EUPL-1.2 */
/* A table as one JSON object, one row of the table a line; described in sig-stats(1). */
#include "record.h"
#include "render_impl.h"

#include <string.h>

static void text(struct sg_buf *out, const char *s)
{
    sg_json_text(out, s, strlen(s));
}

static void member(struct sg_buf *out, const char *name, const char *value)
{
    sg_buf_fmt(out, "\"%s\":", name);
    text(out, value);
}

/* What applies only: "provisional":true and the like, each with a comma in front. */
static void marks(struct sg_buf *out, unsigned m)
{
    if (m & SG_MARK_PROVISIONAL)
        sg_buf_str(out, ",\"provisional\":true");
    if (m & SG_MARK_REVISED)
        sg_buf_str(out, ",\"revised\":true");
}

static void label(const struct sg_grid *g, const struct sg_grid_label *l, struct sg_buf *out)
{
    sg_buf_char(out, '{');
    member(out, "code", l->code);
    sg_buf_char(out, ',');
    member(out, "label", l->text);
    if (l->total)
        sg_buf_str(out, ",\"total\":true");
    marks(out, l->marks);
    for (size_t i = 0; i < SG_LABEL_NOTES && l->note[i]; i++) {
        sg_buf_str(out, i ? "," : ",\"notes\":[");
        sg_buf_int(out, g->note[l->note[i] - 1].number);
    }
    sg_buf_str(out, l->note[0] ? "]}" : "}");
}

/* A JSON number has no plus. */
static void percent(const struct sg_grid_cell *c, struct sg_buf *out)
{
    int64_t tenths = c->percent < 0 ? -(int64_t)c->percent : c->percent;
    if (c->percent < 0)
        sg_buf_char(out, '-');
    sg_buf_int(out, tenths / 10);
    sg_buf_char(out, '.');
    sg_buf_int(out, tenths % 10);
}

static void cell(const struct sg_grid *g, const struct sg_grid_cell *c, struct sg_buf *out)
{
    if (c->kind == SG_CELL_MISSING)
        sg_buf_str(out, "{\"kind\":\"missing\"");
    else if (c->kind == SG_CELL_BLANK)
        sg_buf_str(out, "{\"kind\":\"blank\"");
    else {
        sg_buf_fmt(out, "{\"kind\":\"%s\",\"value\":", c->value ? "number" : "zero");
        sg_buf_int(out, c->value);
    }
    if (sg_cell_has_percent(g, c) && g->percent == SG_PERCENT_RESTS) {
        sg_buf_fmt(out, ",\"rests\":%d", (int)c->percent);
    } else if (sg_cell_has_percent(g, c)) {
        sg_buf_fmt(out, ",\"%s\":",
                   g->percent == SG_PERCENT_SHARE  ? "percent"
                   : g->percent == SG_PERCENT_RATE ? "per_100000"
                                                   : "change");
        percent(c, out);
    }
    marks(out, c->marks);
    if (c->marks & SG_MARK_PARTIAL && c->of)
        sg_buf_fmt(out, ",\"partial\":{\"covers\":%u,\"of\":%u}", (unsigned)c->covers,
                   (unsigned)c->of);
    else if (c->marks & SG_MARK_PARTIAL)
        sg_buf_str(out, ",\"partial\":{}");
    if (c->note)
        sg_buf_fmt(out, ",\"notes\":[%u]", (unsigned)g->note[c->note - 1].number);
    sg_buf_char(out, '}');
}

static void row(const struct sg_grid *g, size_t i, struct sg_buf *out)
{
    sg_buf_str(out, "{\"labels\":[");
    for (size_t h = 0; h < g->heads; h++) {
        if (h)
            sg_buf_char(out, ',');
        label(g, &g->row_label[i * g->heads + h], out);
    }
    sg_buf_str(out, "],\"cells\":[");
    for (size_t j = 0; j < g->columns; j++) {
        if (j)
            sg_buf_char(out, ',');
        cell(g, &g->cell[i * g->columns + j], out);
    }
    sg_buf_str(out, "]}");
}

static void head(const struct sg_grid *g, struct sg_buf *out)
{
    char day[11];
    member(out, "table", g->name);
    sg_buf_char(out, ',');
    member(out, "title", g->title);
    sg_buf_fmt(out, ",\"language\":\"%s\",\"audience\":\"%s\",", g->lang == SG_NL ? "nl" : "en",
               g->house ? "house" : "public");
    member(out, "source", g->source);
    if (g->date.y) {
        sg_date_write(g->date, day);
        sg_buf_char(out, ',');
        member(out, "date", day);
    }
    sg_buf_str(out, ",\n\"corner\":[");
    for (size_t i = 0; i < g->heads; i++) {
        if (i)
            sg_buf_char(out, ',');
        text(out, g->corner[i]);
    }
    sg_buf_str(out, "],\n\"columns\":[");
    for (size_t j = 0; j < g->columns; j++) {
        if (j)
            sg_buf_char(out, ',');
        label(g, &g->column_label[j], out);
    }
    sg_buf_str(out, "],\n\"rows\":[");
}

static void note(const struct sg_grid_note *n, struct sg_buf *out)
{
    sg_buf_char(out, '{');
    if (n->number)
        sg_buf_fmt(out, "\"number\":%u,", (unsigned)n->number);
    member(out, "about", n->about);
    sg_buf_char(out, ',');
    member(out, "text", n->text);
    if (n->breaks)
        sg_buf_str(out, ",\"break\":true");
    sg_buf_char(out, '}');
}

void sg_render_json(const struct sg_grid *g, struct sg_buf *out)
{
    sg_buf_char(out, '{');
    head(g, out);
    for (size_t i = 0; i < g->rows; i++) {
        sg_buf_str(out, i ? ",\n" : "\n");
        row(g, i, out);
    }
    sg_buf_str(out, "],\n\"notes\":[");
    for (size_t i = 0; i < g->notes; i++) {
        sg_buf_str(out, i ? ",\n" : "\n");
        note(&g->note[i], out);
    }
    sg_buf_str(out, "]}\n");
}
