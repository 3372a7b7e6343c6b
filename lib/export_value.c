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

static void walk(const struct sg_column *c, const struct sg_about *of, struct sg_walk *w)
{
    if (c->of_element)
        sg_walk(w, &c->path, of->element);
    else
        sg_walk_record(w, &c->path,
                       of->r); /* by its index, else the walk takes twice what reading takes */
}

/* true when the words from `start` on have this one already. */
static bool has_word(const struct sg_buf *b, size_t start, size_t n)
{
    const char *word = b->p + b->n - n;
    for (const char *p = b->p + start; p + n < word; p++)
        if (!memcmp(p, word, n) && p[n] == ';' && (p == b->p + start || p[-1] == ';'))
            return true;
    return false;
}

/* What `values` gives when there is nothing: "Active=". */
static void put_absent(const struct sg_column *c, struct sg_buf *b)
{
    const char *part;
    size_t at = 0, n;
    while (sg_cell_part(c->values, &at, &part, &n))
        if (n && part[n - 1] == '=')
            sg_buf_add(b, part, n - 1);
}

/* Each word once; a code that the list has no word for, and "unknown", stay out. */
static void put_picked(const struct sg_list *l, const struct sg_column *c,
                       const struct sg_about *of, struct sg_buf *b)
{
    struct sg_walk w;
    struct sg_val v;
    size_t start = b->n;
    walk(c, of, &w);
    while (sg_walk_next(&w, &v)) {
        size_t before = b->n;
        if (before > start)
            sg_buf_char(b, ';');
        size_t word = b->n;
        if (!partner_word(c, v, b) && !*c->values && !sg_val_is(v, "unknown"))
            put_words(l, c, v, b);
        if (b->failed || b->n == word || has_word(b, start, b->n - word))
            b->n = before;
    }
    if (b->n == start)
        put_absent(c, b);
}

static void put_words_of(const struct sg_list *l, const struct sg_column *c,
                         const struct sg_about *of, struct sg_buf *b)
{
    struct sg_walk w;
    struct sg_val v;
    size_t n = 0;
    if (!c->field)
        return;
    if (c->picklist) {
        put_picked(l, c, of, b);
        return;
    }
    bool group = c->field->type == SG_T_GROUP;
    walk(c, of, &w);
    while (sg_walk_next(&w, &v)) {
        if (n++ && !group)
            sg_buf_add(b, ", ", 2);
        if (!group)
            put_words(l, c, v, b);
    }
    if (group && n)
        sg_buf_fmt(b, "%zu", n);
}

bool sg_column_one(const struct sg_column *c, const struct sg_about *of, struct sg_val *v)
{
    struct sg_walk w;
    struct sg_val second;
    walk(c, of, &w);
    return sg_walk_next(&w, v) && !sg_walk_next(&w, &second);
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

/* The group of the rows with nothing in it but the element. */
static void put_rows_signal(const struct sg_list *l, const struct sg_about *of, struct sg_buf *b)
{
    struct sg_iter it = sg_iter(sg_record_val(of->r));
    struct sg_val key, v;
    bool first = true;
    sg_buf_char(b, '{');
    while (sg_iter_next(&it, &key, &v)) {
        char name[64];
        size_t n = sg_val_text(key, name, sizeof name);
        long i = n <= sizeof name ? sg_field_child(SG_TOP, name, n) : -1;
        if (i < 0 || !wanted(l, &sg_fields[i]))
            continue;
        sg_buf_str(b, first ? "" : ",");
        first = false;
        sg_json_raw(b, key);
        sg_buf_char(b, ':');
        bool own = &sg_fields[i] == of->per;
        sg_buf_str(b, own ? "[" : "");
        put_value(l, i, own ? of->element : v, b);
        sg_buf_str(b, own ? "]" : "");
    }
    sg_buf_char(b, '}');
}

void sg_list_json(const struct sg_list *l, const struct sg_about *of, struct sg_buf *b)
{
    if (of->element.kind)
        put_rows_signal(l, of, b);
    else
        put_object(l, SG_TOP, sg_record_val(of->r), b);
}

/* ---- plain cells ---- */

/* A list of the signal as it stands; of what lies in several groups, the values put together. */
static void put_plain_list(const struct sg_list *l, const struct sg_column *c,
                           const struct sg_about *of, struct sg_buf *b)
{
    struct sg_walk w;
    struct sg_val v;
    size_t n = 0;
    walk(c, of, &w);
    while (sg_walk_next(&w, &v)) {
        sg_buf_char(b, n++ ? ',' : '[');
        put_value(l, sg_field_index(c->field), v, b);
    }
    if (n)
        sg_buf_char(b, ']');
}

/* Members that the table does not know. */
static void put_rest(const struct sg_record *r, struct sg_buf *b)
{
    struct sg_iter it = sg_iter(sg_record_val(r));
    struct sg_val key, v;
    bool any = false;
    while (sg_iter_next(&it, &key, &v)) {
        char name[64];
        size_t n = sg_val_text(key, name, sizeof name);
        if (n <= sizeof name && sg_field_child(SG_TOP, name, n) >= 0)
            continue;
        sg_buf_char(b, any ? ',' : '{');
        any = true;
        sg_json_raw(b, key);
        sg_buf_char(b, ':');
        sg_json_raw(b, v);
    }
    if (any)
        sg_buf_char(b, '}');
}

/* A text that is empty, or begins as JSON's do, is written as JSON: else it could not be told from
 * none, or from one that was. */
static void put_plain_value(const struct sg_list *l, const struct sg_column *c, struct sg_val v,
                            struct sg_buf *b)
{
    size_t start = b->n;
    if (v.kind != SG_STRING) {
        put_value(l, sg_field_index(c->field), v, b);
        return;
    }
    sg_val_text_buf(v, b);
    if (b->failed || (b->n > start && b->p[start] != '"'))
        return;
    b->n = start;
    sg_json_raw(b, v);
}

static void put_plain(const struct sg_list *l, const struct sg_column *c, const struct sg_about *of,
                      struct sg_buf *b)
{
    struct sg_walk w;
    struct sg_val v;
    if (!c->field) {
        put_rest(of->r, b);
    } else if (c->several && c->path.n == 1 && !c->of_element) {
        v = sg_record_get(of->r, c->field->path); /* an empty list is one too */
        if (v.kind)
            put_value(l, sg_field_index(c->field), v, b);
    } else if (c->several) {
        put_plain_list(l, c, of, b);
    } else {
        walk(c, of, &w);
        if (!sg_walk_next(&w, &v))
            return;
        put_plain_value(l, c, v, b);
    }
}

void sg_column_text(const struct sg_list *l, const struct sg_column *c, const struct sg_about *of,
                    struct sg_buf *b)
{
    if (l->plain)
        put_plain(l, c, of, b);
    else
        put_words_of(l, c, of, b);
}
