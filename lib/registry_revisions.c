/* SPDX-License-Identifier: EUPL-1.2 */
/* Nearly every line has rev 1, and is passed over after its first bytes; the few others share one
 * table, so the lock is seldom waited for. Afterwards nearly every id asked for is not in the
 * table: a bit for each that is, in a filter that stays in the cache, answers nine of ten of those.
 */
#include "registry_impl.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { FILTER_BITS = 8, FILTER_LEAST = 10 /* as a power of two */ };

struct amended {
    uint32_t at, n; /* its id in ids */
    int64_t rev;    /* the newest */
};

struct sg_revisions {
    struct amended *list;
    size_t count, cap;
    struct sg_index index;
    struct sg_buf ids;
    uint64_t *filter;     /* a power of two of bits, at least FILTER_BITS an id */
    unsigned shift;       /* what is left of a mixed id is the place of its bit */
    pthread_mutex_t lock; /* while reading */
    bool no_memory;
    struct stat file; /* before it was read */
};

struct wanted {
    const struct sg_revisions *v;
    const char *id;
    size_t n;
};

static bool same_id(const void *ctx, uint32_t item)
{
    const struct wanted *w = ctx;
    const struct amended *a = &w->v->list[item];
    return a->n == w->n && memcmp(w->v->ids.p + a->at, w->id, w->n) == 0;
}

static struct amended *find(const struct sg_revisions *v, const char *id, size_t n)
{
    const struct wanted w = {.v = v, .id = id, .n = n};
    uint32_t item = sg_reg_index_find(&v->index, sg_reg_hash(id, n), same_id, &w);
    return item == SG_NO_ITEM ? NULL : &v->list[item];
}

static bool insert(struct sg_revisions *v, const char *id, size_t n, int64_t rev)
{
    void *list = v->list;
    if (!sg_reg_list_room(&list, &v->cap, v->count, sizeof *v->list))
        return false;
    v->list = list;
    struct amended new = {.at = (uint32_t)v->ids.n, .n = (uint32_t)n, .rev = rev};
    sg_buf_add(&v->ids, id, n);
    if (v->ids.failed || v->ids.n > UINT32_MAX ||
        !sg_reg_index_put(&v->index, sg_reg_hash(id, n), (uint32_t)v->count))
        return false;
    v->list[v->count++] = new;
    return true;
}

static void note(struct sg_revisions *v, const char *id, size_t n, int64_t rev)
{
    pthread_mutex_lock(&v->lock);
    struct amended *known = find(v, id, n);
    if (!known)
        v->no_memory |= !insert(v, id, n, rev);
    else if (rev > known->rev)
        known->rev = rev;
    pthread_mutex_unlock(&v->lock);
}

/* ---- the filter ---- */

/* Ids differ in their last bytes, the running number. */
static size_t bit_of(const struct sg_revisions *v, const char *id, size_t n)
{
    uint64_t last = 0;
    memcpy(&last, n < 8 ? id : id + n - 8, n < 8 ? n : 8);
    return (size_t)((last * UINT64_C(0x9E3779B97F4A7C15)) >> v->shift);
}

static bool make_filter(struct sg_revisions *v)
{
    unsigned bits = FILTER_LEAST;
    while ((size_t)1 << bits < v->count * FILTER_BITS)
        bits++;
    v->shift = 64 - bits;
    v->filter = calloc(((size_t)1 << bits) / 64, sizeof *v->filter);
    for (size_t i = 0; v->filter && i < v->count; i++) {
        size_t bit = bit_of(v, v->ids.p + v->list[i].at, v->list[i].n);
        v->filter[bit / 64] |= UINT64_C(1) << bit % 64;
    }
    return v->filter != NULL;
}

static bool filtered(const struct sg_revisions *v, const char *id, size_t n)
{
    size_t bit = bit_of(v, id, n);
    return !(v->filter[bit / 64] >> bit % 64 & 1);
}

/* ---- records ---- */

/* A member that has its usual place in the lines of a registry. */
static struct sg_val member(const struct sg_record *r, unsigned usual, const char *name, size_t n)
{
    const struct sg_member *m = &r->m[usual];
    if (usual < r->count && m->key.n == n && memcmp(m->key.p, name, n) == 0)
        return m->val;
    return sg_record_get(r, name);
}

/* The id of a checked line; text holds one that had to be decoded. false: none, or an id that is
 * both escaped and too long to be one of ours. */
static bool id_of(const struct sg_record *r, char text[SG_ID_MAX], struct wanted *id)
{
    struct sg_val v = member(r, 1, "id", 2);
    if (v.kind != SG_STRING)
        return false;
    id->id = v.escaped ? text : v.p;
    id->n = v.escaped ? sg_val_text(v, text, SG_ID_MAX) : v.n;
    return !v.escaped || id->n <= SG_ID_MAX;
}

static bool rev_of(const struct sg_record *r, int64_t *rev)
{
    return sg_val_int(member(r, 2, "rev", 3), rev);
}

static bool look(void *worker, const struct sg_line *line, struct sg_fault *f)
{
    size_t at, n;
    int64_t rev;
    (void)f;
    if (sg_reg_line_begins(line->p, line->n, &at, &n, &rev) && rev == 1)
        return true;
    struct sg_record r;
    struct wanted id;
    char text[SG_ID_MAX];
    if (!line->too_long && sg_record_read(&r, line->p, line->n, NULL, NULL) &&
        id_of(&r, text, &id) && rev_of(&r, &rev) && rev > 1)
        note(worker, id.id, id.n, rev);
    return true;
}

struct sg_revisions *sg_revisions_read(const char *path, size_t line_max, unsigned threads,
                                       struct sg_fault *f)
{
    struct sg_revisions *v = calloc(1, sizeof *v);
    if (!v) {
        sg_fail(f, SG_R_MEMORY, "memory ran out");
        return NULL;
    }
    pthread_mutex_init(&v->lock, NULL);
    if (stat(path, &v->file) != 0)
        v->file.st_mode = 0; /* which the pass will tell of */
    bool good = sg_registry_scan(path, line_max, threads, look, v, f);
    if (good && (v->no_memory || !make_filter(v)))
        good = sg_fail(f, SG_R_MEMORY, "memory ran out");
    if (good)
        return v;
    sg_revisions_free(v);
    return NULL;
}

void sg_revisions_expect(const struct sg_revisions *v, const char *line, size_t n)
{
    size_t at, id_n;
    int64_t rev;
    if (v->count == 0 || !sg_reg_line_begins(line, n, &at, &id_n, &rev))
        return;
    __builtin_prefetch(&v->filter[bit_of(v, line + at, id_n) / 64]);
    sg_reg_index_near(&v->index, sg_reg_hash(line + at, id_n));
}

bool sg_revisions_current(const struct sg_revisions *v, const struct sg_record *r)
{
    if (v->count == 0)
        return true;
    char text[SG_ID_MAX];
    struct wanted id;
    int64_t rev;
    if (!id_of(r, text, &id) || filtered(v, id.id, id.n) || !rev_of(r, &rev))
        return true;
    const struct amended *a = find(v, id.id, id.n);
    return !a || rev >= a->rev;
}

bool sg_revisions_of(const struct sg_revisions *v, const char *path)
{
    struct stat now;
    return S_ISREG(v->file.st_mode) && stat(path, &now) == 0 && now.st_dev == v->file.st_dev &&
           now.st_ino == v->file.st_ino && now.st_size == v->file.st_size &&
           now.st_mtim.tv_sec == v->file.st_mtim.tv_sec &&
           now.st_mtim.tv_nsec == v->file.st_mtim.tv_nsec;
}

void sg_revisions_free(struct sg_revisions *v)
{
    if (!v)
        return;
    pthread_mutex_destroy(&v->lock);
    free(v->filter);
    free(v->list);
    free(v->index.slot);
    sg_buf_free(&v->ids);
    free(v);
}
