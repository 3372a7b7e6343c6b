/* SPDX-License-Identifier: EUPL-1.2 */
/* What the house did that is part of no signal: trainings, inspections that found nothing. */
#include "derive.h"

#include <string.h>

static void text_member(struct sg_buf *b, const char *name, const char *value)
{
    if (!*value)
        return;
    sg_buf_fmt(b, "%s\"%s\":", b->p[b->n - 1] == '{' ? "" : ",", name);
    sg_json_text(b, value, strlen(value));
}

static void teams(struct sg_buf *b, const char *cell)
{
    const char *team;
    size_t at = 0, n;
    sg_buf_str(b, ",\"teams\":[");
    for (size_t i = 0; sg_cell_part(cell, &at, &team, &n); i++) {
        sg_buf_str(b, i ? "," : "");
        sg_json_text(b, team, n);
    }
    sg_buf_char(b, ']');
}

void sg_derive_event(const struct sg_profile *p, size_t row, struct sg_buf *b)
{
    const struct sg_sheet *s = sg_profile_sheet(p, "events");
    const char *people = sg_sheet_cell(s, row, "people");
    sg_buf_char(b, '{');
    text_member(b, "municipality", sg_profile_value(p, "municipality"));
    sg_buf_fmt(b, "%s\"events\":[{", *sg_profile_value(p, "municipality") ? "," : "");
    text_member(b, "kind", sg_sheet_cell(s, row, "kind"));
    text_member(b, "on", sg_sheet_cell(s, row, "on"));
    text_member(b, "number", sg_sheet_cell(s, row, "number"));
    teams(b, sg_sheet_cell(s, row, "teams"));
    if (*people)
        sg_buf_fmt(b, ",\"people\":%s", people);
    sg_buf_str(b, "}]}");
}
