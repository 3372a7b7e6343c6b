/* SPDX-License-Identifier: EUPL-1.2 */
/* The signal as a receiver may see it: members in their order, values to the byte, or not at all.
 */
#include "share_impl.h"

#include <string.h>

struct reducing {
    const struct sg_share *s;
    const struct sg_record *r;
    struct sg_buf *out;
    struct sg_left_out *left;
    bool added;    /* what is derived was derived from what may be seen */
    size_t person; /* number of the person, from 1 */
    bool nameless; /* this person's name stays here */
    bool unnamed;  /* and it had one */
};

static void put_object(struct reducing *d, long group, struct sg_val object);

static void leave(struct reducing *d, enum sg_left why)
{
    d->left->n[why]++;
}

static void put_key(struct reducing *d, struct sg_val key, bool *first)
{
    if (!*first)
        sg_buf_char(d->out, ',');
    *first = false;
    sg_json_raw(d->out, key);
    sg_buf_char(d->out, ':');
}

/* A value of a field is a scalar or a list of scalars: what nests in it is of nobody's table. */
static bool plain(struct sg_val v)
{
    struct sg_iter it = sg_iter(v);
    struct sg_val one;
    if (v.kind == SG_OBJECT)
        return false;
    while (v.kind == SG_ARRAY && sg_iter_next(&it, NULL, &one))
        if (one.kind == SG_OBJECT || one.kind == SG_ARRAY)
            return false;
    return true;
}

/* ---- groups ---- */

static void put_item(struct reducing *d, long group, struct sg_val item)
{
    if (group != d->s->persons) {
        put_object(d, group, item);
        return;
    }
    d->nameless = !sg_share_consents(d->s, item);
    d->unnamed = false;
    put_object(d, group, item);
    if (d->unnamed)
        leave(d, SG_LEFT_NAME);
}

/* One element of a list of groups, or the group itself. false: it stays here. */
static bool take_item(struct reducing *d, long group, struct sg_val item)
{
    d->person += group == d->s->persons;
    enum sg_left why = item.kind != SG_OBJECT ? SG_LEFT_UNKNOWN : sg_share_item(d->s, group, item);
    if (why != SG_LEFT_COUNT)
        leave(d, why);
    return why == SG_LEFT_COUNT;
}

static void put_list(struct reducing *d, long group, struct sg_val list)
{
    struct sg_iter it = sg_iter(list);
    struct sg_val item;
    bool first = true;
    sg_buf_char(d->out, '[');
    while (sg_iter_next(&it, NULL, &item)) {
        if (!take_item(d, group, item))
            continue;
        if (!first)
            sg_buf_char(d->out, ',');
        first = false;
        put_item(d, group, item);
    }
    sg_buf_char(d->out, ']');
}

static void put_group(struct reducing *d, long group, struct sg_val key, struct sg_val v,
                      bool *first)
{
    if (v.kind == SG_ARRAY) {
        put_key(d, key, first);
        put_list(d, group, v);
    } else if (take_item(d, group, v)) {
        put_key(d, key, first);
        put_item(d, group, v);
    }
}

/* ---- values ---- */

/* Of a person who is victim and suspect, who may know of victims learns the one role. */
static void put_roles(struct reducing *d, struct sg_val roles)
{
    struct sg_iter it = sg_iter(roles);
    struct sg_val one;
    bool first = true;
    if (roles.kind != SG_ARRAY) {
        sg_json_raw(d->out, roles);
        return;
    }
    sg_buf_char(d->out, '[');
    while (sg_iter_next(&it, NULL, &one)) {
        if (!sg_share_role(d->s, one))
            continue;
        if (!first)
            sg_buf_char(d->out, ',');
        first = false;
        sg_json_raw(d->out, one);
    }
    sg_buf_char(d->out, ']');
}

static void put_value(struct reducing *d, long index, struct sg_val key, struct sg_val v,
                      bool *first)
{
    const struct sg_field *field = &sg_fields[index];
    if (sg_field_identifies(field) && d->nameless) {
        d->unnamed = true;
        return;
    }
    put_key(d, key, first);
    if (!strcmp(field->path, "persons.roles"))
        put_roles(d, v);
    else
        sg_json_raw(d->out, v);
}

static void put_member(struct reducing *d, long index, struct sg_val key, struct sg_val v,
                       bool *first)
{
    const struct sg_field *field = index < 0 ? NULL : &sg_fields[index];
    bool members = field && d->s->has_members[index];
    if (field && !d->s->sees[index]) {
        if (strcmp(field->path, "seal") != 0)
            leave(d, field->flags & SG_F_SHIELDED ? SG_LEFT_SHIELDED : SG_LEFT_FIELD);
    } else if (field && field->flags & SG_F_DERIVED && !d->added && !d->s->everything) {
        leave(d, SG_LEFT_DERIVED);
    } else if (members) {
        put_group(d, index, key, v, first);
    } else if (!d->s->everything && (!field || (field->type != SG_T_GROUP && !plain(v)))) {
        leave(d, SG_LEFT_UNKNOWN);
    } else if (!field) {
        put_key(d, key, first);
        sg_json_raw(d->out, v);
    } else {
        put_value(d, index, key, v, first);
    }
}

static void put_object(struct reducing *d, long group, struct sg_val object)
{
    struct sg_iter it = sg_iter(object);
    struct sg_val key, v;
    bool first = true;
    sg_buf_char(d->out, '{');
    while (sg_iter_next(&it, &key, &v)) {
        char name[64];
        size_t n = sg_val_text(key, name, sizeof name);
        long i = n <= sizeof name ? sg_field_child(group, name, n) : -1;
        put_member(d, i, key, v, &first);
    }
    if (group == d->s->persons && d->s->key && d->s->identity == SG_PSEUDONYM) {
        if (!first)
            sg_buf_char(d->out, ',');
        sg_share_pseudonym(d->s, d->r, object, d->person, d->out);
    }
    sg_buf_char(d->out, '}');
}

static int reduce(struct reducing *d, struct sg_fault *f)
{
    enum sg_left why = sg_share_signal(d->s, d->r);
    if (why != SG_LEFT_COUNT) {
        leave(d, why);
        return 0;
    }
    put_object(d, SG_TOP, sg_record_val(d->r));
    if (d->out->failed)
        sg_fail(f, SG_R_MEMORY, "memory ran out");
    return d->out->failed ? -1 : 1;
}

int sg_share_reduce(const struct sg_share *s, const struct sg_record *r, struct sg_buf *out,
                    struct sg_left_out *left, struct sg_fault *f)
{
    return reduce(&(struct reducing){.s = s, .r = r, .out = out, .left = left}, f);
}

int sg_share_added(const struct sg_share *s, const struct sg_record *r, struct sg_buf *out,
                   struct sg_left_out *left, struct sg_fault *f)
{
    return reduce(&(struct reducing){.s = s, .r = r, .out = out, .left = left, .added = true}, f);
}

int sg_share_see(const struct sg_share *s, const struct sg_record *r, struct sg_sight *sight,
                 struct sg_fault *f)
{
    sg_buf_clear(&sight->line);
    int shown = sg_share_reduce(s, r, &sight->line, &sight->left, f);
    if (shown != 1)
        return shown;
    return sg_record_read(&sight->record, sight->line.p, sight->line.n, f, NULL) ? 1 : -1;
}

void sg_sight_free(struct sg_sight *sight)
{
    sg_buf_free(&sight->line);
}
