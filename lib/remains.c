/* SPDX-License-Identifier: EUPL-1.2 */
#include "derive.h"
#include "remains_impl.h"
#include "share.h"

#include <stdlib.h>
#include <string.h>

/* Codes, yes or no, places and years tell what happened; texts, days and exact numbers tell who. */
bool sg_may_remain(const struct sg_field *field)
{
    if (!strcmp(field->path, "source.name") || !strcmp(field->path, "source.key"))
        return true;
    if (field->flags & (SG_F_PERSONAL | SG_F_SHIELDED | SG_F_DERIVED | SG_F_REGISTRY))
        return false;
    switch (field->type) {
    case SG_T_CODE:
    case SG_T_YESNO:
    case SG_T_MUNICIPALITY:
    case SG_T_COUNTRY:
    case SG_T_GROUP:
        return true;
    case SG_T_INT:
        return strcmp(field->path, "persons.age") != 0;
    case SG_T_DATE: /* two dates of a list may become the same year */
        return !(field->flags & SG_F_LIST);
    default:
        return false;
    }
}

/* What a group cannot be without stays with it. */
static void keep_required(struct sg_remains *m)
{
    for (size_t i = 0; i < sg_field_count; i++) {
        long parent = sg_field_parent((long)i);
        if (sg_fields[i].flags & SG_F_REQUIRED && parent >= 0 && m->keep[parent] &&
            sg_may_remain(&sg_fields[i]))
            m->keep[i] = true;
    }
}

static void keep_path(struct sg_remains *m, const char *path)
{
    m->keep[sg_field_index(sg_field(path, strlen(path), NULL))] = true;
}

struct sg_remains *sg_remains_row(const struct sg_profile *p, size_t row)
{
    const struct sg_sheet *s = sg_profile_sheet(p, "retention");
    struct sg_remains *m = calloc(1, sizeof *m + sg_field_count * sizeof *m->keep);
    if (!m)
        return NULL;
    m->p = p;
    m->month = strcmp(sg_sheet_cell(s, row, "precision"), "month") == 0;
    const struct sg_cell_fields fields = {.p = p, .field = m->keep, .value = true};
    sg_cell_fields(&fields, sg_sheet_cell(s, row, "keeps"));
    keep_path(m, "received");
    keep_path(m, "source.key");
    for (size_t i = 0; i < sg_field_count; i++)
        m->keep[i] = m->keep[i] && sg_may_remain(&sg_fields[i]);
    sg_cell_groups(m->keep);
    keep_required(m);
    return m;
}

struct sg_remains *sg_remains(const struct sg_profile *p, const char *retention, struct sg_fault *f)
{
    size_t row = sg_sheet_find(sg_profile_sheet(p, "retention"), retention);
    struct sg_remains *m = NULL;
    if (row == (size_t)-1)
        sg_fail(f, SG_R_USAGE, "the profile has no retention \"%.40s\"", retention);
    else if (!(m = sg_remains_row(p, row)))
        sg_fail(f, SG_R_MEMORY, "memory ran out");
    return m;
}

void sg_remains_free(struct sg_remains *m)
{
    free(m);
}

/* ---- one signal ---- */

struct keeping {
    const struct sg_remains *m;
    struct sg_date received;
    struct sg_buf *out;
    long class; /* the field persons.age_class; -1: it does not stay */
};

static void put_object(const struct keeping *k, long group, struct sg_val object, bool braces);

static void put_name(const struct keeping *k, const char *name, bool *first)
{
    if (!*first)
        sg_buf_char(k->out, ',');
    *first = false;
    sg_json_text(k->out, name, strlen(name));
    sg_buf_char(k->out, ':');
}

static void put_list(const struct keeping *k, long group, struct sg_val list)
{
    struct sg_iter it = sg_iter(list);
    struct sg_val item;
    bool first = true;
    sg_buf_char(k->out, '[');
    while (sg_iter_next(&it, NULL, &item)) {
        if (!first)
            sg_buf_char(k->out, ',');
        first = false;
        put_object(k, group, item, true);
    }
    sg_buf_char(k->out, ']');
}

/* "2021-03-04" becomes "2021"; "unknown" stays. */
static void put_date(const struct keeping *k, struct sg_val v)
{
    struct sg_date d;
    char text[10];
    size_t n = sg_val_text(v, text, sizeof text), most = k->m->month ? 7 : 4;
    bool date = n <= sizeof text && sg_date_parse(text, n, &d);
    if (date)
        sg_json_text(k->out, text, n < most ? n : most);
    else
        sg_buf_str(k->out, "\"unknown\"");
}

static void put_member(const struct keeping *k, long index, struct sg_val v, bool *first)
{
    const struct sg_field *field = &sg_fields[index];
    put_name(k, sg_field_leaf(index), first);
    if (field->type == SG_T_GROUP && v.kind == SG_ARRAY)
        put_list(k, index, v);
    else if (field->type == SG_T_GROUP)
        put_object(k, index, v, true);
    else if (field->type == SG_T_DATE)
        put_date(k, v);
    else
        sg_json_raw(k->out, v);
}

/* An age, a birth date and a class all become a class. */
static void put_class(const struct keeping *k, struct sg_val person, bool *first)
{
    struct sg_ages ages;
    enum sg_asked asked = sg_derive_age(person, k->received, (struct sg_date){0}, &ages);
    if (asked == SG_NOT_ASKED)
        return;
    const struct sg_code *c = asked == SG_KNOWN ? sg_derive_class_of(k->m->p, ages) : NULL;
    const char *code = c ? c->code : "unknown";
    put_name(k, "age_class", first);
    sg_json_text(k->out, code, strlen(code));
}

static bool stays(const struct keeping *k, long index, struct sg_val v)
{
    if (index < 0 || !k->m->keep[index] || index == k->class)
        return false;
    bool container = v.kind == SG_OBJECT || v.kind == SG_ARRAY;
    return sg_fields[index].type != SG_T_GROUP || container;
}

static void put_object(const struct keeping *k, long group, struct sg_val object, bool braces)
{
    struct sg_iter it = sg_iter(object);
    struct sg_val key, v;
    bool first = true, classed = k->class < 0 || group != sg_field_parent(k->class);
    if (braces)
        sg_buf_char(k->out, '{');
    while (object.kind == SG_OBJECT && sg_iter_next(&it, &key, &v)) {
        char name[64];
        size_t n = sg_val_text(key, name, sizeof name);
        long i = n <= sizeof name ? sg_field_child(group, name, n) : -1;
        if (!classed && i > k->class) {
            put_class(k, object, &first);
            classed = true;
        }
        if (stays(k, i, v))
            put_member(k, i, v, &first);
    }
    if (!classed)
        put_class(k, object, &first);
    if (braces)
        sg_buf_char(k->out, '}');
}

bool sg_remains_of(const struct sg_remains *m, const struct sg_record *r, struct sg_buf *out,
                   struct sg_fault *f)
{
    static const char class[] = "persons.age_class";
    struct keeping k = {m, sg_derive_received(r), out,
                        sg_field_index(sg_field(class, sizeof class - 1, NULL))};
    if (!m->keep[k.class])
        k.class = -1;
    if (!k.received.y)
        return sg_fail(f, SG_R_MISSING_FIELD, "it has no date of receipt that exists");
    put_object(&k, SG_TOP, sg_record_val(r), false);
    return !out->failed || sg_fail(f, SG_R_MEMORY, "memory ran out");
}
