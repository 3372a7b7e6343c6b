/* SPDX-License-Identifier: EUPL-1.2 */
/* Columns that are not named by the user: a partner's own form, or all that may be seen. */
#include "export_impl.h"

#include "text.h"

#include <string.h>

/* A column of a form; one about a person is read from the person of the row. */
static bool layout_column(struct sg_list *l, const struct sg_sheet *s, size_t row,
                          struct sg_fault *f)
{
    const char *path = sg_sheet_cell(s, row, "field");
    struct sg_column *c = sg_list_column(l, *path ? sg_field(path, strlen(path), NULL) : NULL, f);
    if (!c)
        return false;
    c->header = sg_sheet_cell(s, row, "column");
    c->width = sg_width(c->header, strlen(c->header));
    c->values = sg_sheet_cell(s, row, "values");
    c->picklist = !strcmp(sg_sheet_cell(s, row, "form"), "picklist");
    c->stored = c->picklist || !strcmp(sg_sheet_cell(s, row, "form"), "code");
    return true;
}

/* A form that asks about persons has a row for each. */
static bool about_persons(const struct sg_sheet *s, const char *layout)
{
    for (size_t i = 0; i < sg_sheet_rows(s); i++)
        if (!strcmp(sg_sheet_cell(s, i, "layout"), layout) &&
            !strncmp(sg_sheet_cell(s, i, "field"), "persons.", 8))
            return true;
    return false;
}

static bool known(const struct sg_sheet *s, const char *layout, struct sg_fault *f)
{
    struct sg_near near;
    sg_near_begin(&near, layout);
    for (size_t i = 0; i < sg_sheet_rows(s); i++) {
        if (!strcmp(sg_sheet_cell(s, i, "layout"), layout))
            return true;
        sg_near_offer(&near, sg_sheet_cell(s, i, "layout"));
    }
    return sg_fail(f, SG_R_USAGE, "\"%.40s\" is no form of the sheet layouts%s%s%s", layout,
                   near.best ? "; did you mean " : "", near.best ? near.best : "",
                   near.best ? "?" : "");
}

bool sg_list_layout(struct sg_list *l, const char *layout, struct sg_fault *f)
{
    const struct sg_sheet *s = sg_profile_sheet(l->p, "layouts");
    if (!known(s, layout, f))
        return false;
    if (about_persons(s, layout))
        l->per = sg_field("persons", 7, NULL);
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

/* Members of the outermost object, as they are stored. */
bool sg_list_all_plain(struct sg_list *l, struct sg_fault *f)
{
    for (size_t i = 0; i < sg_field_count; i++) {
        const struct sg_field *field = &sg_fields[i];
        if (strchr(field->path, '.') || field->flags & SG_F_DERIVED || !strcmp(field->path, "seal"))
            continue;
        if ((!l->viewer || sg_share_sees(l->viewer, field)) && !sg_list_column(l, field, f))
            return false;
    }
    return (l->viewer && !sg_share_sees_all(l->viewer)) || sg_list_column(l, NULL, f);
}

/* The signal that an element belongs to, and all that the element holds; what is derived in it only
 * for a receiver, who gets it in the place of what it may not have. */
bool sg_list_all_per(struct sg_list *l, struct sg_fault *f)
{
    size_t n = strlen(l->per->path);
    for (size_t i = 0; i < sg_field_count; i++) {
        const char *path = sg_fields[i].path;
        bool own = !strncmp(path, l->per->path, n) && path[n] == '.';
        bool signal = !strcmp(path, "id") || !strcmp(path, "received");
        bool stored = !(sg_fields[i].flags & SG_F_DERIVED) || l->viewer;
        if ((own || signal) && stored && shown(l, i) && !sg_list_column(l, &sg_fields[i], f))
            return false;
    }
    return l->columns || sg_fail(f, SG_R_USAGE, "%s is not for this receiver", l->per->path);
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
        if (l->column[i].field && (!l->viewer || sg_share_sees(l->viewer, l->column[i].field)))
            put_path(out, l->column[i].field, &first);
}
