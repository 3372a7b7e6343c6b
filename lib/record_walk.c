/* SPDX-License-Identifier: EUPL-1.2 */
/* Moving about in a checked line: everything here relies on its being valid. */
#include "record_impl.h"

/* ---- one value ---- */

static const char *string_end_rest(const char *p, const char *end, bool *escaped)
{
    while (p < end) {
        while (end - p >= SG_BLOCK) {
            unsigned k = sg_quoting(p);
            p += k;
            if (k < SG_BLOCK)
                break;
        }
        if (p < end && *p == '"')
            return p;
        if (p < end && *p == '\\') {
            *escaped = true;
            p++;
        }
        p++;
    }
    return end;
}

/* The closing quote, from behind the opening one. */
static inline const char *string_end(const char *p, const char *end, bool *escaped)
{
    *escaped = false;
    if (end - p >= SG_BLOCK) { /* most strings are short and plain */
        p += sg_quoting(p);
        if (p < end && *p == '"')
            return p;
    }
    return string_end_rest(p, end, escaped);
}

/* Passes over one value that begins at *p and describes it. */
static struct sg_val take(const char **p, const char *end)
{
    struct sg_val v = {*p, 0, sg_kind_of(**p), false};
    if (v.kind == SG_STRING) {
        const char *quote = string_end(++v.p, end, &v.escaped);
        v.n = (size_t)(quote - v.p);
        *p = quote + 1;
        return v;
    }
    const char *stop = v.p;
    if (v.kind == SG_OBJECT || v.kind == SG_ARRAY)
        stop = sg_skip(v.p, end);
    else
        while (stop < end && !sg_is_blank(*stop) && *stop != ',' && *stop != ']' && *stop != '}')
            stop++;
    v.n = (size_t)(stop - v.p);
    *p = stop;
    return v;
}

struct sg_val sg_val_raw(struct sg_val v)
{
    if (v.kind == SG_STRING) {
        v.p--;
        v.n += 2;
    }
    return v;
}

/* ---- members and elements ---- */

struct sg_iter sg_iter(struct sg_val container)
{
    struct sg_iter it = {NULL, NULL, container.kind == SG_OBJECT};
    if (it.object || container.kind == SG_ARRAY) {
        it.p = container.p + 1;
        it.end = container.p + container.n - 1;
    }
    return it;
}

static const char *over_blanks_and(const char *p, const char *end, char c)
{
    p = sg_blanks(p, end);
    return p < end && *p == c ? sg_blanks(p + 1, end) : p;
}

bool sg_iter_next(struct sg_iter *it, struct sg_val *key, struct sg_val *val)
{
    if (!it->p)
        return false;
    const char *p = over_blanks_and(it->p, it->end, ',');
    if (p >= it->end)
        return false;
    if (it->object) {
        struct sg_val name = take(&p, it->end);
        if (key)
            *key = name;
        p = over_blanks_and(p, it->end, ':');
    }
    *val = take(&p, it->end);
    it->p = p;
    return true;
}

/* Most names differ in length already. */
static inline bool is_named(struct sg_val key, const char *name, size_t n)
{
    return key.escaped ? sg_val_is_n(key, name, n) : key.n == n && !memcmp(key.p, name, n);
}

static struct sg_val get_rest(struct sg_iter it, const char *name, size_t n)
{
    struct sg_val key, val;
    while (sg_iter_next(&it, &key, &val))
        if (is_named(key, name, n))
            return val;
    return (struct sg_val){0};
}

struct sg_val sg_val_get_n(struct sg_val object, const char *name, size_t n)
{
    return object.kind == SG_OBJECT ? get_rest(sg_iter(object), name, n) : (struct sg_val){0};
}

struct sg_val sg_val_get(struct sg_val object, const char *key)
{
    return sg_val_get_n(object, key, strlen(key));
}

/* Among the members that are indexed: NULL when none has the tag and the name. */
static const struct sg_member *tagged(const struct sg_record *r, unsigned tag, const char *name,
                                      size_t n)
{
    const uint64_t all = sg_all((char)tag);
    for (unsigned i = 0; i < r->count; i += 8) {
        uint64_t hits = sg_zero_bytes(sg_load8((const char *)r->tag + i) ^ all);
        for (; hits; hits &= hits - 1) { /* a wrong one has another tag, hence another name */
            unsigned k = i + sg_first_byte(hits);
            if (k < r->count && is_named(r->m[k].key, name, n))
                return &r->m[k];
        }
    }
    return NULL;
}

/* A name with escapes has a tag of its own text, not of what it stands for. */
static const struct sg_member *escaped(const struct sg_record *r, const char *name, size_t n)
{
    for (unsigned i = 0; i < r->count; i++)
        if (is_named(r->m[i].key, name, n))
            return &r->m[i];
    return NULL;
}

struct sg_val sg_record_get_n(const struct sg_record *r, const char *name, size_t n)
{
    unsigned tag = sg_name_tag(name, n);
    if (!(r->names >> (tag - 1) & 1))
        return (struct sg_val){0};
    const struct sg_member *m = tagged(r, tag, name, n);
    if (!m && r->names == UINT64_MAX)
        m = escaped(r, name, n);
    if (m)
        return m->val;
    if (!r->more)
        return (struct sg_val){0};
    struct sg_val last = sg_val_raw(r->m[SG_MEMBERS - 1].val);
    return get_rest((struct sg_iter){last.p + last.n, r->p + r->close, true}, name, n);
}

struct sg_val sg_record_get(const struct sg_record *r, const char *key)
{
    return sg_record_get_n(r, key, strlen(key));
}

struct sg_val sg_record_val(const struct sg_record *r)
{
    const char *p = memchr(r->p, '{', r->n); /* only a BOM and blanks can stand before it */
    return (struct sg_val){p, (size_t)(r->p + r->close + 1 - p), SG_OBJECT, false};
}

/* ---- paths ---- */

bool sg_path_make(struct sg_path *path, const char *text, size_t n)
{
    path->n = 0;
    for (const char *end = text + n;; text++) {
        const char *dot = memchr(text, '.', (size_t)(end - text));
        const char *stop = dot ? dot : end;
        if (stop == text || path->n == SG_PATH_KEYS)
            return false;
        path->key[path->n].p = text;
        path->key[path->n++].n = (size_t)(stop - text);
        text = stop;
        if (!dot)
            return true;
    }
}

void sg_walk(struct sg_walk *w, const struct sg_path *path, struct sg_val from)
{
    w->path = path;
    w->lists = 0;
    w->next = from;
    w->keys = 0;
}

void sg_walk_record(struct sg_walk *w, const struct sg_path *path, const struct sg_record *r)
{
    sg_walk(w, path, sg_record_get_n(r, path->key[0].p, path->key[0].n));
    w->keys = 1;
}

struct sg_val sg_path_first(const struct sg_path *path, const struct sg_record *r)
{
    unsigned keys = 1;
    struct sg_val v = sg_record_get_n(r, path->key[0].p, path->key[0].n);
    for (; v.kind == SG_OBJECT && keys < path->n; keys++)
        v = sg_val_get_n(v, path->key[keys].p, path->key[keys].n);
    if (v.kind != SG_ARRAY)
        return keys == path->n ? v : (struct sg_val){0};
    struct sg_walk w = {.path = path, .next = v, .keys = keys};
    return sg_walk_next(&w, &v) ? v : (struct sg_val){0};
}

/* The next element of a list that is no list itself: lists in lists are one list here, so that one
 * place for each name of the path is enough, however deep they go. */
static bool next_flat(struct sg_iter *it, struct sg_val *val)
{
    const char *p = it->p;
    while (p < it->end && (sg_is_blank(*p) || strchr(",[]", *p)))
        p++;
    bool found = p < it->end;
    if (found)
        *val = take(&p, it->end);
    it->p = p;
    return found;
}

/* Goes on in the innermost list that is not at its end. */
static bool next_in_lists(struct sg_walk *w, struct sg_val *v)
{
    while (w->keys || w->lists & 1) {
        if (w->lists & 1U << w->keys) {
            if (next_flat(&w->list[w->keys], v))
                return true;
            w->lists &= ~(1U << w->keys);
        }
        if (!w->keys)
            break;
        w->keys--;
    }
    return false;
}

bool sg_walk_next(struct sg_walk *w, struct sg_val *out)
{
    struct sg_val v = w->next;
    w->next = (struct sg_val){0};
    do {
        while (v.kind == SG_OBJECT && w->keys < w->path->n) {
            v = sg_val_get_n(v, w->path->key[w->keys].p, w->path->key[w->keys].n);
            w->keys++;
        }
        if (v.kind == SG_ARRAY) {
            w->list[w->keys] = sg_iter(v);
            w->lists |= 1U << w->keys;
        } else if (v.kind != SG_ABSENT && w->keys == w->path->n) {
            *out = v;
            return true;
        }
    } while (next_in_lists(w, &v));
    return false;
}
