/* SPDX-License-Identifier: EUPL-1.2 */
/* Signals that look alike: received on the same day, for the same municipality, from the same kind
 * of reporter, about the same forms, and all four known; what is unknown is like nothing. The four
 * are hashed; two signals that share a hash of 64 bits by chance would make a needless notice, and
 * nothing else. */
#include "intake_impl.h"

#include <stdlib.h>
#include <string.h>

enum { DAY = 10 };

struct slot {
    uint64_t hash; /* 0: free */
    size_t id;     /* in the pool */
};

struct sg_alike {
    struct slot *slot;
    size_t cap;
    struct sg_buf pool; /* of each signal its hash and id, NUL-terminated */
    struct sg_record record;
};

/* What one thread finds while reading. */
struct finder {
    struct sg_record record;
    const struct sg_revisions *current;
    struct sg_buf pool;
};

static uint64_t mix(uint64_t h, const char *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        h = (h ^ (unsigned char)p[i]) * UINT64_C(0x100000001B3);
    return (h ^ h >> 29) * UINT64_C(0xBF58476D1CE4E5B9);
}

/* A string that says something. */
static bool known(struct sg_val v)
{
    return v.kind == SG_STRING && v.n && !sg_val_is(v, "unknown");
}

/* 0: not all four are known. Forms count in any order. */
static uint64_t hash_of(const struct sg_record *r)
{
    struct sg_val day = sg_record_get(r, "received"), place = sg_record_get(r, "municipality");
    struct sg_val kind = sg_val_get(sg_record_get(r, "reporter"), "kind");
    struct sg_iter it = sg_iter(sg_record_get(r, "forms"));
    struct sg_val form;
    uint64_t forms = 0, h = UINT64_C(0xCBF29CE484222325);
    if (!known(day) || day.n != DAY || !known(place) || !known(kind))
        return 0;
    while (sg_iter_next(&it, NULL, &form)) {
        if (!known(form))
            return 0;
        forms += mix(h, form.p, form.n);
    }
    if (!forms)
        return 0;
    h = mix(mix(mix(h, day.p, day.n), place.p, place.n), kind.p, kind.n) + forms;
    return h ? h : 1;
}

/* ---- reading ---- */

static bool find(void *worker, const struct sg_line *line, struct sg_fault *f)
{
    struct finder *w = worker;
    char id[SG_ID_MAX + 1];
    (void)f;
    if (line->too_long || !sg_record_read(&w->record, line->p, line->n, NULL, NULL))
        return true;
    uint64_t h = hash_of(&w->record);
    size_t n = sg_val_text(sg_record_get(&w->record, "id"), id, SG_ID_MAX);
    if (!h || !n || n > SG_ID_MAX || !sg_revisions_current(w->current, &w->record))
        return true;
    id[n] = '\0';
    sg_buf_add(&w->pool, (const char *)&h, sizeof h);
    sg_buf_add(&w->pool, id, n + 1);
    return true;
}

static bool no_report(void *ctx, const struct sg_fault *f)
{
    (void)ctx;
    (void)f;
    return true;
}

static bool scan(const char *path, size_t line_max, unsigned threads, struct sg_buf *pool,
                 struct sg_fault *f)
{
    struct sg_revisions *current = sg_revisions_read(path, line_max, threads, f);
    struct finder *finder = current ? calloc(threads, sizeof *finder) : NULL;
    void **worker = finder ? calloc(threads, sizeof *worker) : NULL;
    struct sg_scan how = {.each = find, .report = no_report};
    if (current && !worker)
        sg_fail(f, SG_R_MEMORY, "memory ran out");
    for (unsigned i = 0; worker && i < threads; i++) {
        finder[i].current = current;
        worker[i] = &finder[i];
    }
    bool ok = worker && sg_scan(path, line_max, threads, worker, &how, NULL, f);
    for (unsigned i = 0; worker && i < threads; i++) {
        if (ok)
            sg_buf_add(pool, finder[i].pool.p, finder[i].pool.n);
        sg_buf_spend(&finder[i].pool, pool);
    }
    free(worker);
    free(finder);
    sg_revisions_free(current);
    return ok && (!pool->failed || sg_fail(f, SG_R_MEMORY, "memory ran out"));
}

/* ---- the table ---- */

static struct slot *place(const struct sg_alike *a, uint64_t hash)
{
    size_t at = (size_t)hash & (a->cap - 1);
    while (a->slot[at].hash && a->slot[at].hash != hash)
        at = (at + 1) & (a->cap - 1);
    return &a->slot[at];
}

/* Of several signals the one with the least id is named, whichever thread found it. */
static bool fill(struct sg_alike *a)
{
    size_t n = 0;
    for (size_t i = 0; i < a->pool.n; i += sizeof(uint64_t), i += strlen(a->pool.p + i) + 1)
        n++;
    for (a->cap = 16; a->cap * 2 < n * 3;)
        a->cap *= 2;
    a->slot = calloc(a->cap, sizeof *a->slot);
    for (size_t i = 0; a->slot && i < a->pool.n;) {
        uint64_t h;
        memcpy(&h, a->pool.p + i, sizeof h);
        const char *id = a->pool.p + (i += sizeof h);
        struct slot *s = place(a, h);
        if (!s->hash || strcmp(id, a->pool.p + s->id) < 0)
            *s = (struct slot){h, i};
        i += strlen(id) + 1;
    }
    return a->slot != NULL;
}

struct sg_alike *sg_alike_read(const char *path, size_t line_max, unsigned threads,
                               struct sg_fault *f)
{
    struct sg_alike *a = calloc(1, sizeof *a);
    if (!a || !scan(path, line_max, threads, &a->pool, f) || !fill(a)) {
        if (!a || (a->pool.n && !a->slot))
            sg_fail(f, SG_R_MEMORY, "memory ran out");
        sg_alike_free(a);
        return NULL;
    }
    return a;
}

const char *sg_alike_find(struct sg_alike *a, const char *object, size_t n)
{
    uint64_t h = sg_record_read(&a->record, object, n, NULL, NULL) ? hash_of(&a->record) : 0;
    const struct slot *s = h ? place(a, h) : NULL;
    return s && s->hash ? a->pool.p + s->id : NULL;
}

void sg_alike_free(struct sg_alike *a)
{
    if (!a)
        return;
    sg_buf_free(&a->pool);
    free(a->slot);
    free(a);
}
