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

/* memcmp for names, which are short: two pieces that may overlap. */
static inline bool same_bytes(const char *a, const char *b, size_t n)
{
    if (n < 4)
        return n == 0 || (*a == *b && a[n / 2] == b[n / 2] && a[n - 1] == b[n - 1]);
    if (n > 16)
        return !memcmp(a, b, n);
    if (n >= 8)
        return sg_load8(a) == sg_load8(b) && sg_load8(a + n - 8) == sg_load8(b + n - 8);
    return !memcmp(a, b, 4) && !memcmp(a + n - 4, b + n - 4, 4);
}

/* Most names differ in length already. */
static inline bool is_named(struct sg_val key, const char *name, size_t n)
{
    return key.escaped ? sg_val_is_n(key, name, n) : key.n == n && same_bytes(key.p, name, n);
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

/* One by one, what is not indexed too. */
static struct sg_val get_slowly(const struct sg_record *r, const char *name, size_t n)
{
    for (unsigned i = 0; i < r->count; i++)
        if (is_named(r->m[i].key, name, n))
            return r->m[i].val;
    if (!r->more)
        return (struct sg_val){0};
    struct sg_val last = sg_val_raw(r->m[SG_MEMBERS - 1].val);
    return get_rest((struct sg_iter){last.p + last.n, r->p + r->close, true}, name, n);
}

static inline bool has_tag(const struct sg_record *r, unsigned tag)
{
    return r->names & sg_name_bit(tag);
}

/* A name with escapes has a tag of its own text, not of what it stands for. */
static inline struct sg_val get_tagged(const struct sg_record *r, unsigned tag, const char *name,
                                       size_t n)
{
    for (unsigned i = 0; i < r->count; i += SG_BLOCK) {
        uint64_t hits = sg_equal_bits((const char *)r->tag + i, (char)tag);
        for (; hits; hits &= hits - 1) {
            const struct sg_member *m = &r->m[i + (unsigned)__builtin_ctzll(hits)];
            if (m->key.n == n && same_bytes(m->key.p, name, n) && !m->key.escaped)
                return m->val;
        }
    }
    return r->more || r->names == UINT64_MAX ? get_slowly(r, name, n) : (struct sg_val){0};
}

struct sg_val sg_record_get_n(const struct sg_record *r, const char *name, size_t n)
{
    if (n == 0)
        return get_slowly(r, name, n);
    unsigned tag = sg_name_tag(name, n);
    return has_tag(r, tag) ? get_tagged(r, tag, name, n) : (struct sg_val){0};
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
        if (path->n == 1)
            path->tag = sg_name_tag(text, path->key[0].n);
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
    if (!has_tag(r, path->tag))
        return (struct sg_val){0};
    unsigned keys = 1;
    struct sg_val v = get_tagged(r, path->tag, path->key[0].p, path->key[0].n);
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
    if (!w->next.kind && !w->lists) /* no value, or the only one was given */
        return false;
    struct sg_val v = w->next;
    w->next.kind = SG_ABSENT;
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
