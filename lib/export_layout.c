/* SPDX-License-Identifier: EUPL-1.2 */
/* Columns that are not named by the user: a partner's own form, or all that may be seen. */
#include "export_impl.h"

#include "text.h"

#include <string.h>

static const char persons[] = "persons.";
enum { PERSONS = sizeof persons - 1 };

/* A column of a form; one about a person is read from the person of the row. */
static bool layout_column(struct sg_list *l, const struct sg_sheet *s, size_t row,
                          struct sg_fault *f)
{
    const char *path = sg_sheet_cell(s, row, "field");
    struct sg_column *c = sg_list_column(l, sg_field(path, strlen(path), NULL), f);
    if (!c)
        return false;
    c->header = sg_sheet_cell(s, row, "column");
    c->width = sg_width(c->header, strlen(c->header));
    c->values = sg_sheet_cell(s, row, "values");
    c->stored = !strcmp(sg_sheet_cell(s, row, "form"), "code");
    c->of_person = !strncmp(path, persons, PERSONS);
    l->per_person |= c->of_person;
    return !c->of_person || sg_path_make(&c->path, path + PERSONS, strlen(path) - PERSONS);
}

bool sg_list_layout(struct sg_list *l, const char *layout, struct sg_fault *f)
{
    const struct sg_sheet *s = sg_profile_sheet(l->p, "layouts");
    for (size_t i = 0; i < sg_sheet_rows(s); i++)
        if (!strcmp(sg_sheet_cell(s, i, "layout"), layout) && !layout_column(l, s, i, f))
            return false;
    return true;
}

static bool shown(const struct sg_list *l, size_t i)
{
    return sg_fields[i].type != SG_T_GROUP &&
           (!l->viewer || sg_share_sees(l->viewer, &sg_fields[i]));
}

bool sg_list_all_seen(struct sg_list *l, struct sg_fault *f)
{
    for (size_t i = 0; i < sg_field_count; i++)
        if (shown(l, i) && !sg_list_column(l, &sg_fields[i], f))
            return false;
    return true;
}

static void put_path(struct sg_buf *out, const struct sg_field *field, bool *first)
{
    if (!*first)
        sg_buf_char(out, ',');
    *first = false;
    sg_json_text(out, field->path, strlen(field->path));
}

void sg_list_paths(const struct sg_list *l, struct sg_buf *out)
{
    bool first = true, whole = l->format == SG_LIST_JSONL && !l->chosen;
    if (whole && (!l->viewer || sg_share_sees_all(l->viewer))) {
        sg_buf_str(out, "\"*\"");
        return;
    }
    if (whole) {
        for (size_t i = 0; i < sg_field_count; i++)
            if (shown(l, i))
                put_path(out, &sg_fields[i], &first);
        return;
    }
    for (size_t i = 0; i < l->columns; i++)
        if (!l->viewer || sg_share_sees(l->viewer, l->column[i].field))
            put_path(out, l->column[i].field, &first);
}
