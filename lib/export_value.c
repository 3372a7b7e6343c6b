/* SPDX-License-Identifier: EUPL-1.2 */
/* What of a signal stands in a cell or in a line of JSON. */
#include "export_impl.h"

#include <stdio.h>
#include <string.h>

/* The partner's word for a code; false: it has none. */
static bool partner_word(const struct sg_column *c, struct sg_val v, struct sg_buf *b)
{
    const char *part;
    size_t at = 0, n;
    while (c->values && sg_cell_part(c->values, &at, &part, &n)) {
        const char *equals = memchr(part, '=', n);
        size_t word = equals ? (size_t)(equals - part) : n;
        if (!equals || !sg_val_is_n(v, equals + 1, n - word - 1))
            continue;
        sg_buf_add(b, part, word);
        return true;
    }
    return false;
}

static void put_words(const struct sg_list *l, const struct sg_column *c, struct sg_val v,
                      struct sg_buf *b)
{
    if (partner_word(c, v, b))
        return;
    if (!c->stored)
        sg_field_words(c->field, l->p, l->lang, v, b);
    else if (v.kind == SG_STRING)
        sg_val_text_buf(v, b);
    else
        sg_json_raw(b, v);
}

void sg_column_words(const struct sg_list *l, const struct sg_column *c, const struct sg_about *of,
                     struct sg_buf *b)
{
    struct sg_walk w;
    struct sg_val v;
    size_t n = 0;
    bool group = c->field->type == SG_T_GROUP;
    sg_walk(&w, &c->path, c->of_person ? of->person : sg_record_val(of->r));
    while (sg_walk_next(&w, &v)) {
        if (n++ && !group)
            sg_buf_add(b, ", ", 2);
        if (!group)
            put_words(l, c, v, b);
    }
    if (group && n)
        sg_buf_fmt(b, "%zu", n);
}

/* ---- JSON ---- */

static bool wanted(const struct sg_list *l, const struct sg_field *field)
{
    if (field->flags & SG_F_SHIELDED || !strcmp(field->path, "seal"))
        return false;
    for (size_t i = 0; l->chosen && i < l->columns; i++) {
        const char *path = l->column[i].field->path;
        size_t n = strlen(path), m = strlen(field->path), k = n < m ? n : m;
        /* The column itself, a member of a chosen group, or a group that leads to a column. */
        if (!memcmp(path, field->path, k) && (n == m || (n > m ? path : field->path)[k] == '.'))
            return true;
    }
    return !l->chosen;
}

static void put_object(const struct sg_list *l, long group, struct sg_val object, struct sg_buf *b);

static void put_value(const struct sg_list *l, long index, struct sg_val v, struct sg_buf *b)
{
    if (index < 0 || sg_fields[index].type != SG_T_GROUP ||
        (v.kind != SG_OBJECT && v.kind != SG_ARRAY)) {
        sg_json_raw(b, v);
    } else if (v.kind == SG_OBJECT) {
        put_object(l, index, v, b);
    } else {
        struct sg_iter it = sg_iter(v);
        struct sg_val item;
        bool first = true;
        sg_buf_char(b, '[');
        while (sg_iter_next(&it, NULL, &item)) {
            if (!first)
                sg_buf_char(b, ',');
            first = false;
            put_value(l, index, item, b);
        }
        sg_buf_char(b, ']');
    }
}

static void put_object(const struct sg_list *l, long group, struct sg_val object, struct sg_buf *b)
{
    struct sg_iter it = sg_iter(object);
    struct sg_val key, v;
    bool first = true;
    sg_buf_char(b, '{');
    while (sg_iter_next(&it, &key, &v)) {
        char name[64];
        size_t n = sg_val_text(key, name, sizeof name);
        long i = n <= sizeof name ? sg_field_child(group, name, n) : -1;
        if (i >= 0 ? !wanted(l, &sg_fields[i]) : l->chosen)
            continue;
        if (!first)
            sg_buf_char(b, ',');
        first = false;
        sg_json_raw(b, key);
        sg_buf_char(b, ':');
        put_value(l, i, v, b);
    }
    sg_buf_char(b, '}');
}

void sg_list_json(const struct sg_list *l, const struct sg_record *r, struct sg_buf *b)
{
    put_object(l, SG_TOP, sg_record_val(r), b);
}
