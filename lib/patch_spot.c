/* SPDX-License-Identifier: EUPL-1.2 */
/* Places in a signal. A change rewrites the bytes of one place; all others are copied. */
#include "patch_impl.h"

#include <stdio.h>
#include <string.h>

/* ---- reading a path ---- */

static bool one_name(struct sg_spot *s, const char *p, size_t n)
{
    size_t name = 0;
    unsigned item = 0;
    while (name < n && p[name] != '[')
        name++;
    if (name < n) {
        size_t i = name + 1;
        for (; i < n && p[i] >= '0' && p[i] <= '9' && i - name < 6; i++)
            item = item * 10 + (unsigned)(p[i] - '0');
        if (item == 0 || i + 1 != n || p[i] != ']')
            return false;
    }
    if (name == 0 || s->n == SG_PATH_KEYS)
        return false;
    s->at[s->n].p = p;
    s->at[s->n].n = name;
    s->at[s->n++].item = item;
    return true;
}

static bool no_field(const char *text, size_t n, const char *near, struct sg_fault *f)
{
    return sg_fail(f, SG_R_USAGE, "\"%.*s\" is no field%s%s%s", (int)(n < 80 ? n : 80), text,
                   near ? "; did you mean " : "", near ? near : "", near ? "?" : "");
}

/* Each group on the way is one object: of a list, one of its elements. */
static bool fits(const struct sg_spot *s, const char *path, struct sg_fault *f)
{
    size_t n = 0;
    for (unsigned k = 0; k < s->n; k++) {
        n += s->at[k].n;
        const struct sg_field *field = sg_field(path, n, NULL);
        bool list = field && field->flags & SG_F_LIST;
        if (s->at[k].item && !list)
            return sg_fail(f, SG_R_USAGE, "%.*s is no list: no number stands behind it", (int)n,
                           path);
        if (!s->at[k].item && list && k + 1 < s->n)
            return sg_fail(f, SG_R_USAGE, "%.*s is a list: say which one, as in %.*s[1]", (int)n,
                           path, (int)n, path);
        n++;
    }
    return true;
}

bool sg_spot_parse(struct sg_spot *s, const char *text, size_t n, struct sg_fault *f)
{
    char path[128];
    const char *near = NULL;
    size_t bare = 0;
    *s = (struct sg_spot){.text = text, .text_n = n};
    for (size_t from = 0; from <= n;) {
        size_t len = 0;
        while (from + len < n && text[from + len] != '.')
            len++;
        if (!one_name(s, text + from, len))
            return no_field(text, n, NULL, f);
        const char *name = s->at[s->n - 1].p;
        size_t name_n = s->at[s->n - 1].n;
        if (bare + name_n + 1 >= sizeof path)
            return no_field(text, n, NULL, f);
        if (bare)
            path[bare++] = '.';
        memcpy(path + bare, name, name_n);
        bare += name_n;
        from += len + 1;
    }
    s->field = sg_field(path, bare, &near);
    return s->field ? fits(s, path, f) : no_field(text, n, near, f);
}

bool sg_path_personal(const char *path, size_t n)
{
    struct sg_spot s;
    return sg_spot_parse(&s, path, n, NULL) && s.field && s.field->flags & SG_F_PERSONAL;
}

/* ---- looking ---- */

static struct sg_val item_of(struct sg_val list, unsigned item)
{
    struct sg_iter it = sg_iter(list);
    struct sg_val v = {0};
    static const struct sg_val none;
    if (list.kind != SG_ARRAY)
        return none;
    while (sg_iter_next(&it, NULL, &v))
        if (--item == 0)
            return v;
    return none;
}

/* A member and its key's first byte. */
static struct sg_val member_of(struct sg_val object, const char *name, size_t n, const char **key)
{
    struct sg_iter it = sg_iter(object);
    struct sg_val k = {0}, v = {0};
    static const struct sg_val none;
    while (object.kind == SG_OBJECT && sg_iter_next(&it, &k, &v))
        if (sg_val_is_n(k, name, n)) {
            *key = k.p - 1;
            return v;
        }
    return none;
}

struct sg_val sg_spot_get(const struct sg_spot *s, const struct sg_record *r)
{
    struct sg_val v = sg_record_val(r);
    const char *key;
    for (unsigned k = 0; k < s->n && v.kind != SG_ABSENT; k++) {
        v = member_of(v, s->at[k].p, s->at[k].n, &key);
        if (s->at[k].item)
            v = item_of(v, s->at[k].item);
    }
    return v;
}

/* ---- putting ---- */

static bool no_memory(struct sg_fault *f)
{
    return sg_fail(f, SG_R_MEMORY, "memory ran out");
}

/* Puts n bytes in the place of those from `from` up to `to`, which lie in the buffer. */
static bool splice(struct sg_buf *object, const char *from, const char *to, const struct sg_buf *in,
                   struct sg_fault *f)
{
    struct sg_buf out = {0};
    sg_buf_add(&out, object->p, (size_t)(from - object->p));
    sg_buf_add(&out, in->p, in->n);
    sg_buf_add(&out, to, (size_t)(object->p + object->n - to));
    out.failed |= in->failed;
    if (out.failed) {
        sg_buf_free(&out);
        return no_memory(f);
    }
    sg_buf_free(object);
    *object = out;
    return true;
}

/* What stands behind the k-th name of the path when nothing of it is there yet. */
static void nest(const struct sg_spot *s, unsigned k, const char *json, size_t n, struct sg_buf *b)
{
    for (unsigned i = k; i < s->n; i++) {
        if (i > k) {
            sg_buf_char(b, '{');
            sg_json_text(b, s->at[i].p, s->at[i].n);
            sg_buf_char(b, ':');
        }
        if (s->at[i].item)
            sg_buf_char(b, '[');
    }
    sg_buf_add(b, json, n);
    for (unsigned i = s->n; i-- > k;) {
        if (s->at[i].item)
            sg_buf_char(b, ']');
        if (i > k)
            sg_buf_char(b, '}');
    }
}

/* Where a new member of the outermost object goes: behind the last one that the table has before
 * it. In a group: at the end. */
static const char *place_of(struct sg_val object, const char *name, size_t n, bool top)
{
    long mine = sg_field_child(SG_TOP, name, n);
    struct sg_iter it = sg_iter(object);
    struct sg_val k = {0}, v = {0};
    const char *at = object.p + 1;
    while (sg_iter_next(&it, &k, &v)) {
        long i = top && !k.escaped ? sg_field_child(SG_TOP, k.p, k.n) : -1;
        struct sg_val raw = sg_val_raw(v);
        if (!top || (i >= 0 && i < mine))
            at = raw.p + raw.n;
    }
    return at;
}

static bool add_member(const struct sg_spot *s, unsigned k, struct sg_val object,
                       struct sg_buf *whole, const char *json, size_t n, struct sg_fault *f)
{
    struct sg_buf in = {0};
    struct sg_iter it = sg_iter(object);
    struct sg_val key = {0}, v = {0};
    const char *at = place_of(object, s->at[k].p, s->at[k].n, k == 0);
    bool empty = !sg_iter_next(&it, &key, &v), first = at == object.p + 1;
    if (s->at[k].item > 1)
        return sg_fail(f, SG_R_BAD_VALUE, "there is none yet: the first is [1]");
    if (!first)
        sg_buf_char(&in, ',');
    sg_json_text(&in, s->at[k].p, s->at[k].n);
    sg_buf_char(&in, ':');
    nest(s, k, json, n, &in);
    if (first && !empty)
        sg_buf_char(&in, ',');
    bool ok = splice(whole, at, at, &in, f);
    sg_buf_free(&in);
    return ok;
}

static bool add_item(const struct sg_spot *s, unsigned k, struct sg_val list, struct sg_buf *whole,
                     const char *json, size_t n, struct sg_fault *f)
{
    struct sg_buf in = {0};
    struct sg_iter it = sg_iter(list);
    struct sg_val v = {0};
    unsigned count = 0;
    while (list.kind == SG_ARRAY && sg_iter_next(&it, NULL, &v))
        count++;
    if (list.kind != SG_ARRAY || s->at[k].item != count + 1)
        return sg_fail(f, SG_R_BAD_VALUE, "there are %u of them: the next is [%u]", count,
                       count + 1);
    if (count)
        sg_buf_char(&in, ',');
    /* The element alone: the list is there. */
    struct sg_spot inner = *s;
    inner.at[k].item = 0;
    nest(&inner, k, json, n, &in);
    const char *at = list.p + list.n - 1;
    bool ok = splice(whole, at, at, &in, f);
    sg_buf_free(&in);
    return ok;
}

bool sg_spot_put(const struct sg_spot *s, struct sg_buf *object, const char *json, size_t n,
                 struct sg_fault *f)
{
    struct sg_val v = {object->p, object->n, SG_OBJECT, false};
    const char *key;
    for (unsigned k = 0; k < s->n; k++) {
        struct sg_val inner = member_of(v, s->at[k].p, s->at[k].n, &key);
        if (v.kind != SG_OBJECT)
            return sg_fail(f, SG_R_BAD_FIELD, "what it is a member of is no object");
        if (inner.kind == SG_ABSENT)
            return add_member(s, k, v, object, json, n, f);
        v = inner;
        if (!s->at[k].item)
            continue;
        inner = item_of(v, s->at[k].item);
        if (inner.kind == SG_ABSENT)
            return add_item(s, k, v, object, json, n, f);
        v = inner;
    }
    struct sg_val raw = sg_val_raw(v);
    struct sg_buf in = {0};
    sg_buf_add(&in, json, n);
    bool ok = splice(object, raw.p, raw.p + raw.n, &in, f);
    sg_buf_free(&in);
    return ok;
}

/* ---- taking away ---- */

static bool blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Cuts out a member or an element, with the comma that has become too much. */
static bool cut(struct sg_buf *object, const char *from, const char *to, struct sg_fault *f)
{
    const char *end = to, *start = from;
    const struct sg_buf nothing = {0};
    while (blank(*end))
        end++;
    if (*end == ',') {
        end++;
    } else {
        while (blank(start[-1]))
            start--;
        start -= start[-1] == ',';
        end = to;
    }
    return splice(object, start, end, &nothing, f);
}

static bool empty(struct sg_val v)
{
    struct sg_iter it = sg_iter(v);
    struct sg_val inner;
    return (v.kind == SG_OBJECT || v.kind == SG_ARRAY) && !sg_iter_next(&it, &inner, &inner);
}

/* Takes away what the first `names` of the path lead to, its last list element or not. *left: what
 * held it, when that is empty now. */
static bool drop(const struct sg_spot *s, unsigned names, bool element, struct sg_buf *object,
                 bool *hollow, struct sg_fault *f)
{
    struct sg_val v = {object->p, object->n, SG_OBJECT, false}, holder = v;
    const char *key = NULL;
    *hollow = false;
    for (unsigned k = 0; k < names && v.kind != SG_ABSENT; k++) {
        holder = v;
        v = member_of(v, s->at[k].p, s->at[k].n, &key);
        if (v.kind != SG_ABSENT && s->at[k].item && (k + 1 < names || element)) {
            holder = v;
            v = item_of(v, s->at[k].item);
            key = NULL;
        }
    }
    if (v.kind == SG_ABSENT)
        return true;
    size_t at = (size_t)(holder.p - object->p);
    struct sg_val raw = sg_val_raw(v);
    size_t gone = object->n;
    if (!cut(object, key ? key : raw.p, raw.p + raw.n, f))
        return false;
    gone -= object->n;
    struct sg_val after = {object->p + at, holder.n - gone, holder.kind, false};
    *hollow = empty(after);
    return true;
}

bool sg_spot_drop(const struct sg_spot *s, struct sg_buf *object, struct sg_fault *f)
{
    unsigned names = s->n;
    bool element = names && s->at[names - 1].item, hollow = true;
    while (names > 0 && hollow) {
        if (!drop(s, names, element, object, &hollow, f))
            return false;
        if (element) {
            element = false; /* next: the list itself */
        } else {
            names--;
            element = names && s->at[names - 1].item;
        }
    }
    return true;
}
