/* SPDX-License-Identifier: EUPL-1.2 */
/* Fields by the names that users give them, and what a row is about. */
#include "export_impl.h"

#include "text.h"

#include <stdio.h>
#include <string.h>

const struct sg_field *sg_list_field(const struct sg_list_opt *opt, const char *name, size_t n,
                                     bool *hidden, struct sg_fault *f)
{
    const char *near = NULL;
    const struct sg_field *field = sg_field(name, n, &near);
    if (!field)
        sg_fail(f, SG_R_USAGE, "\"%.*s\" is no field%s%s%s", (int)(n < 80 ? n : 80), name,
                near ? "; did you mean " : "; sig-signal(5) has them all", near ? near : "",
                near ? "?" : "");
    else if (field->flags & SG_F_SHIELDED)
        sg_fail(f, SG_R_USAGE, "%s is shielded: it goes into no export", field->path);
    else if (opt->viewer && !sg_share_sees(opt->viewer, field))
        *hidden = !sg_fail(f, SG_R_USAGE, "%s is not for this receiver", field->path);
    else
        return field;
    return NULL;
}

/* ---- elements ---- */

const struct sg_field *sg_list_per(const char *name, struct sg_fault *f)
{
    const unsigned wanted = SG_F_LIST, unwanted = SG_F_DERIVED | SG_F_REGISTRY;
    struct sg_near near;
    sg_near_begin(&near, name);
    for (size_t i = 0; i < sg_field_count; i++) {
        const struct sg_field *field = &sg_fields[i];
        if (field->type != SG_T_GROUP || strchr(field->path, '.') || !(field->flags & wanted) ||
            field->flags & unwanted)
            continue;
        if (!strcmp(field->path, name))
            return field;
        sg_near_offer(&near, field->path);
    }
    sg_fail(f, SG_R_USAGE,
            "\"%.40s\" is no list of a signal: persons, handoffs, measures, events ...%s%s%s", name,
            near.best ? "; did you mean " : "", near.best ? near.best : "", near.best ? "?" : "");
    return NULL;
}

void sg_column_path(const struct sg_field *field, const struct sg_field *per, struct sg_path *path,
                    bool *of_element)
{
    const char *text = field->path;
    size_t n = per ? strlen(per->path) : 0;
    *of_element = per && !strncmp(text, per->path, n) && text[n] == '.';
    if (*of_element)
        text += n + 1;
    sg_path_make(path, text, strlen(text));
}

void sg_rows(struct sg_rows *rows, const struct sg_record *r, const struct sg_field *per, bool only)
{
    struct sg_val list = {0};
    if (per)
        list = sg_record_get(r, per->path);
    *rows = (struct sg_rows){.about = {.r = r, .per = per}, .it = sg_iter(list)};
    if (list.kind == SG_ARRAY) {
        struct sg_iter look = rows->it;
        rows->each = sg_iter_next(&look, NULL, &rows->about.element);
    }
    rows->about.element = (struct sg_val){0};
    rows->begun = only && !rows->each;
}

bool sg_rows_next(struct sg_rows *rows)
{
    if (rows->each)
        return sg_iter_next(&rows->it, NULL, &rows->about.element);
    bool first = !rows->begun;
    rows->begun = true;
    return first;
}

/* ---- columns ---- */

/* A list on the way, behind the element of the row: several values. */
static bool can_repeat(const struct sg_column *c, const struct sg_field *per)
{
    for (long i = sg_field_index(c->field); i != SG_TOP; i = sg_field_parent(i)) {
        if (c->of_element && &sg_fields[i] == per)
            return false;
        if (sg_fields[i].flags & SG_F_LIST)
            return true;
    }
    return false;
}

struct sg_column *sg_list_column(struct sg_list *l, const struct sg_field *field,
                                 struct sg_fault *f)
{
    if (l->columns == SG_LIST_COLUMNS) {
        sg_fail(f, SG_R_USAGE, "more than %d columns", SG_LIST_COLUMNS);
        return NULL;
    }
    struct sg_column *c = &l->column[l->columns++];
    c->field = field;
    c->header = !field ? "*" : l->plain ? field->path : sg_field_label(l->p, field, l->lang);
    c->width = sg_width(c->header, strlen(c->header));
    if (!field)
        return c;
    sg_column_path(field, l->per, &c->path, &c->of_element);
    c->several = can_repeat(c, l->per);
    c->stands =
        l->plain && !c->of_element && field->type != SG_T_GROUP && (!c->several || c->path.n == 1);
    return c;
}
