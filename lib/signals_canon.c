/* SPDX-License-Identifier: EUPL-1.2 */
/* The canonical form: what enters a registry. */
#include "signals_impl.h"

#include <string.h>

struct canon {
    const struct sg_profile *p;
    struct sg_date today, on;
    struct sg_buf *out;
    size_t *dropped;
    struct sg_fault *f;
};

static bool put_group(const struct canon *c, long group, struct sg_val object);

/* A value that is right already keeps its bytes; else a text is taken as typed by a person. */
static bool put_scalar(const struct canon *c, const struct sg_field *field, struct sg_val v)
{
    struct sg_fault strict;
    char text[512];
    bool right = sg_value_check(field, v, c->p, c->today, &strict);
    if (right && (!v.escaped || field->type == SG_T_TEXT)) {
        sg_json_raw(c->out, v);
        return true;
    }
    size_t n = v.kind == SG_STRING ? sg_val_text(v, text, sizeof text) : 0;
    if (right) { /* a code or date is stored as it is compared */
        sg_json_text(c->out, text, n);
        return true;
    }
    if (v.kind == SG_NUMBER && v.n < sizeof text)
        memcpy(text, v.p, n = v.n);
    bool can =
        n && n <= sizeof text && field->type != SG_T_TEXT && strict.reason != SG_R_FUTURE_DATE;
    if (!can) {
        *c->f = strict;
        return sg_in_field(c->f, field);
    }
    struct sg_typed_opt opt = {
        .on = c->on, .today = c->today, .allow_bsn = true, .digits = v.kind == SG_NUMBER};
    return sg_field_typed(field, c->p, text, n, &opt, c->out, c->f);
}

static bool put_value(const struct canon *c, long index, struct sg_val v)
{
    const struct sg_field *field = &sg_fields[index];
    if (field->type != SG_T_GROUP)
        return put_scalar(c, field, v);
    if (v.kind != SG_OBJECT)
        return sg_fail(c->f, SG_R_BAD_FIELD, "must be an object") || sg_in_field(c->f, field);
    sg_buf_char(c->out, '{');
    bool ok = put_group(c, index, v);
    sg_buf_char(c->out, '}');
    return ok;
}

static bool put_list(const struct canon *c, long index, struct sg_val list)
{
    if (list.kind != SG_ARRAY)
        return sg_fail(c->f, SG_R_BAD_FIELD, "must be a list: [...]") ||
               sg_in_field(c->f, &sg_fields[index]);
    struct sg_iter it = sg_iter(list);
    struct sg_val v = {0};
    bool first = true;
    sg_buf_char(c->out, '[');
    while (sg_iter_next(&it, NULL, &v)) {
        if (!first)
            sg_buf_char(c->out, ',');
        first = false;
        if (!put_value(c, index, v))
            return false;
    }
    sg_buf_char(c->out, ']');
    return true;
}

static bool put_member(const struct canon *c, long index, struct sg_val key, struct sg_val v,
                       bool *first)
{
    if (!*first)
        sg_buf_char(c->out, ',');
    *first = false;
    sg_json_raw(c->out, key);
    sg_buf_char(c->out, ':');
    if (index < 0) {
        sg_json_raw(c->out, v);
        return true;
    }
    return sg_fields[index].flags & SG_F_LIST ? put_list(c, index, v) : put_value(c, index, v);
}

static long member(long group, struct sg_val key)
{
    char name[64];
    size_t n = key.escaped ? sg_val_text(key, name, sizeof name) : key.n;
    return n <= sizeof name ? sg_field_child(group, key.escaped ? name : key.p, n) : -1;
}

/* Inner objects keep the order they came in. */
static bool put_group(const struct canon *c, long group, struct sg_val object)
{
    struct sg_iter it = sg_iter(object);
    struct sg_val key = {0}, v = {0};
    bool first = true;
    while (sg_iter_next(&it, &key, &v))
        if (!put_member(c, member(group, key), key, v, &first))
            return false;
    return true;
}

/* Where each known member stands in the record, so that they come out in the table's order. */
struct found {
    struct sg_val key[SG_FIELDS_MAX], val[SG_FIELDS_MAX];
    bool is[SG_FIELDS_MAX];
};

static void find(const struct sg_record *r, struct found *found, size_t *dropped)
{
    struct sg_iter it = sg_iter(sg_record_val(r));
    struct sg_val key = {0}, v = {0};
    memset(found->is, 0, sizeof found->is);
    while (sg_iter_next(&it, &key, &v)) {
        long i = member(SG_TOP, key);
        if (i < 0)
            continue;
        if (sg_fields[i].flags & SG_F_DERIVED)
            ++*dropped;
        else if (!(sg_fields[i].flags & SG_F_REGISTRY))
            found->is[i] = true, found->key[i] = key, found->val[i] = v;
    }
}

/* The date that decides what a name of a municipality meant; a bad one is found later. */
static struct sg_date received_on(const struct sg_record *r)
{
    char text[64];
    struct sg_date on = {0, 0, 0};
    struct sg_val v = sg_record_get(r, "received");
    size_t n = v.kind == SG_STRING ? sg_val_text(v, text, sizeof text) : 0;
    if (!n || n > sizeof text ||
        (!sg_date_parse(text, n, &on) && !sg_date_typed(text, n, 0, &on, NULL)))
        on = (struct sg_date){0, 0, 0};
    return on;
}

bool sg_signal_canon(const struct sg_record *r, const struct sg_profile *p, struct sg_date today,
                     struct sg_buf *out, size_t *dropped, struct sg_fault *f)
{
    struct found found;
    struct sg_fault none;
    struct canon c = {p, today, {0, 0, 0}, out, dropped, f ? f : &none};
    bool first = true;
    c.on = received_on(r);
    *dropped = 0;
    find(r, &found, dropped);
    for (size_t i = 0; i < sg_field_count; i++)
        if (found.is[i] && !put_member(&c, (long)i, found.key[i], found.val[i], &first))
            return false;
    struct sg_iter it = sg_iter(sg_record_val(r));
    struct sg_val key = {0}, v = {0};
    while (sg_iter_next(&it, &key, &v))
        if (member(SG_TOP, key) < 0 && !put_member(&c, -1, key, v, &first))
            return false;
    return !out->failed || sg_fail(f, SG_R_MEMORY, "memory ran out");
}
