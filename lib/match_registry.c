/* SPDX-License-Identifier: EUPL-1.2 */
/* What a registry knows: one pass for the amended ids, one for the facts, over threads.
 *
 * Threads read blocks in any order, so a fact carries the number of its signal within its thread
 * until all are read; then signals are ranked, by date of receipt and number of the id. */
#include "derive.h"
#include "match_impl.h"
#include "stream.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { THREADS_MAX = 64, DIGIT = 11, NUMBER_BITS = 40 };

/* A signal as it was read. */
struct seen {
    uint64_t order; /* date << NUMBER_BITS | number of the id */
    uint32_t id;    /* in the reader's ids */
    uint32_t reader, at;
};

/* One thread's share. */
struct reader {
    struct sg_facts facts;
    struct sg_buf ids;
    struct seen *seen;
    uint32_t *rank; /* of each that was seen, in the end */
    size_t ids_at;  /* where its ids begin in those of all, in the end */
    size_t n, cap;
    const struct sg_revisions *revisions;
    const struct sg_share *view;
    struct sg_sight sight;
    bool failed;
};

/* ---- reading ---- */

/* The running number at the end of an id. */
static uint64_t number_of(const char *id, size_t n)
{
    uint64_t number = 0, unit = 1;
    for (size_t i = n; i > 0 && id[i - 1] >= '0' && id[i - 1] <= '9' && unit < 1000000000000; i--) {
        number += unit * (uint64_t)(id[i - 1] - '0');
        unit *= 10;
    }
    return number & ((UINT64_C(1) << NUMBER_BITS) - 1);
}

static void put_text(struct sg_buf *b, struct sg_val v)
{
    if (v.kind == SG_STRING)
        sg_val_text_buf(v, b);
    sg_buf_char(b, '\0');
}

static bool remember(struct reader *t, const struct sg_record *r, struct sg_date on, const char *id,
                     size_t n)
{
    if (t->n == t->cap) {
        size_t cap = t->cap ? 2 * t->cap : 256;
        struct seen *grown = realloc(t->seen, cap * sizeof *grown);
        if (!grown)
            return false;
        t->seen = grown;
        t->cap = cap;
    }
    uint64_t day = (uint64_t)on.y << 9 | (uint64_t)on.m << 5 | (uint64_t)on.d;
    t->seen[t->n] =
        (struct seen){.order = day << NUMBER_BITS | number_of(id, n), .id = (uint32_t)t->ids.n};
    sg_buf_add(&t->ids, id, n);
    sg_buf_char(&t->ids, '\0');
    put_text(&t->ids, sg_val_get(sg_record_get(r, "case"), "number"));
    t->n++;
    return !t->ids.failed && t->ids.n < UINT32_MAX;
}

static void take(struct reader *t, const struct sg_record *r)
{
    char id[SG_ID_MAX];
    size_t n = sg_val_text(sg_record_get(r, "id"), id, sizeof id);
    if (n == 0 || n > sizeof id)
        return;
    uint32_t rank = (uint32_t)t->n;
    sg_fact_id(&t->facts, id, n, rank);
    struct sg_date received = sg_facts_of(&t->facts, r, rank);
    t->failed = !remember(t, r, received, id, n) || t->facts.failed;
}

static bool look(void *worker, const struct sg_line *line, struct sg_fault *f)
{
    struct reader *t = worker;
    struct sg_record r;
    (void)f;
    if (t->failed || line->too_long || !sg_record_read(&r, line->p, line->n, NULL, NULL) ||
        !sg_revisions_current(t->revisions, &r))
        return true;
    int shown = t->view ? sg_share_see(t->view, &r, &t->sight, NULL) : 1;
    if (shown == 1)
        take(t, t->view ? &t->sight.record : &r);
    t->failed |= shown < 0;
    return true;
}

/* ---- ranking ---- */

static const char *id_of(struct reader *reader, const struct seen *s)
{
    return reader[s->reader].ids.p + s->id;
}

/* By `order`, a few bits at a time, from the last; digits that all have in common cost nothing. */
static bool sort_seen(struct seen *list, size_t n)
{
    struct seen *other = malloc((n + 1) * sizeof *other);
    size_t *at = calloc((size_t)1 << DIGIT, sizeof *at);
    struct seen *from = list, *to = other;
    uint64_t differ = 0;
    for (size_t i = 1; i < n; i++)
        differ |= list[i].order ^ list[0].order;
    for (unsigned shift = 0; other && at && shift < 64; shift += DIGIT) {
        const size_t mask = ((size_t)1 << DIGIT) - 1;
        if (!(differ >> shift & mask))
            continue;
        memset(at, 0, sizeof *at << DIGIT);
        for (size_t i = 0; i < n; i++)
            at[from[i].order >> shift & mask]++;
        for (size_t i = 0, sum = 0; i <= mask; i++) {
            size_t count = at[i];
            at[i] = sum;
            sum += count;
        }
        for (size_t i = 0; i < n; i++)
            to[at[from[i].order >> shift & mask]++] = from[i];
        struct seen *swap = from;
        from = to;
        to = swap;
    }
    if (other && at && from != list)
        memcpy(list, from, n * sizeof *list);
    bool good = other && at;
    free(at);
    free(other);
    return good;
}

/* ---- same day, same number: the ids as text decide ---- */

struct equal {
    const char *id;
    struct seen seen;
};

static int by_id(const void *a, const void *b)
{
    const struct equal *x = a, *y = b;
    return strcmp(x->id, y->id);
}

/* Seldom any with ids that a registry gave; in a file from elsewhere it may be all of them. */
static bool order_run(struct seen *list, size_t n, struct reader *reader)
{
    struct equal *run = malloc(n * sizeof *run);
    if (!run)
        return false;
    for (size_t i = 0; i < n; i++)
        run[i] = (struct equal){id_of(reader, &list[i]), list[i]};
    qsort(run, n, sizeof *run, by_id);
    for (size_t i = 0; i < n; i++)
        list[i] = run[i].seen;
    free(run);
    return true;
}

static bool order_equals(struct seen *list, size_t n, struct reader *reader)
{
    for (size_t i = 0, end; i < n; i = end) {
        for (end = i + 1; end < n && list[end].order == list[i].order; end++)
            ;
        if (end - i > 1 && !order_run(list + i, end - i, reader))
            return false;
    }
    return true;
}

static struct sg_date day_of(uint64_t order)
{
    uint32_t day = (uint32_t)(order >> NUMBER_BITS);
    return (struct sg_date){
        .y = (int16_t)(day >> 9), .m = (int8_t)(day >> 5 & 15), .d = (int8_t)(day & 31)};
}

/* The ids stay in the order in which they were read: to put them in that of the ranks would be a
 * leap through memory for each. */
static bool take_ids(struct sg_known *k, struct reader *reader, unsigned readers)
{
    for (unsigned i = 0; i < readers; i++) {
        reader[i].ids_at = k->ids.n;
        sg_buf_add(&k->ids, reader[i].ids.p, reader[i].ids.n);
    }
    return !k->ids.failed && k->ids.n < UINT32_MAX;
}

/* Puts the signals into the index in their order, and tells their readers where each went. */
static bool rank_signals(struct sg_known *k, struct reader *reader, unsigned readers)
{
    size_t n = 0, made = 0;
    for (unsigned i = 0; i < readers; i++)
        n += reader[i].n;
    struct seen *list = n < UINT32_MAX ? malloc((n + 1) * sizeof *list) : NULL;
    k->signal = malloc((n + 1) * sizeof *k->signal);
    for (unsigned i = 0; list && i < readers; i++)
        for (size_t j = 0; j < reader[i].n; j++) {
            list[made] = reader[i].seen[j];
            list[made].reader = i;
            list[made++].at = (uint32_t)j;
        }
    bool good = list && k->signal && sort_seen(list, n) && order_equals(list, n, reader) &&
                take_ids(k, reader, readers);
    for (size_t i = 0; good && i < n; i++) {
        struct reader *from = &reader[list[i].reader];
        k->signal[i].id = (uint32_t)from->ids_at + list[i].id;
        k->signal[i].received = day_of(list[i].order);
        from->rank[list[i].at] = (uint32_t)i;
    }
    free(list);
    return good;
}

static bool build(struct sg_known *k, struct reader *reader, unsigned readers, struct sg_fault *f)
{
    struct sg_facts *part[THREADS_MAX];
    bool good = true;
    for (unsigned i = 0; i < readers; i++) {
        part[i] = &reader[i].facts;
        reader[i].rank = malloc((reader[i].n + 1) * sizeof *reader[i].rank);
        good &= reader[i].rank && !reader[i].failed;
    }
    if (!good || !rank_signals(k, reader, readers))
        return sg_fail(f, SG_R_MEMORY, "memory ran out");
    for (unsigned i = 0; i < readers; i++)
        for (size_t j = 0; j < part[i]->n; j++)
            part[i]->at[j].rank = reader[i].rank[part[i]->at[j].rank];
    return sg_known_build(k, part, readers, readers, f);
}

static bool no_report(void *ctx, const struct sg_fault *fault)
{
    (void)ctx;
    (void)fault;
    return true;
}

bool sg_known_registry(struct sg_matcher *m, const struct sg_matcher_opt *opt, struct sg_fault *f)
{
    void *worker[THREADS_MAX];
    unsigned threads = opt->threads < 1 ? 1 : opt->threads;
    threads = threads > THREADS_MAX ? THREADS_MAX : threads;
    struct reader *reader = calloc(threads, sizeof *reader);
    if (!reader)
        return sg_fail(f, SG_R_MEMORY, "memory ran out");
    m->revisions = sg_revisions_read(opt->registry, opt->line_max, threads, f);
    for (unsigned i = 0; i < threads; i++) {
        reader[i].facts.p = m->p;
        reader[i].facts.key = m->key;
        reader[i].revisions = m->revisions;
        reader[i].view = opt->view;
        worker[i] = &reader[i];
    }
    const struct sg_scan how = {.each = look, .report = no_report};
    bool good = m->revisions &&
                sg_scan(opt->registry, opt->line_max, threads, worker, &how, NULL, f) &&
                build(&m->registry, reader, threads, f);
    if (!good)
        snprintf(f->file, sizeof f->file, "%s", opt->registry);
    for (unsigned i = 0; i < threads; i++) {
        sg_facts_free(&reader[i].facts);
        sg_buf_free(&reader[i].ids);
        sg_sight_free(&reader[i].sight);
        free(reader[i].seen);
        free(reader[i].rank);
    }
    free(reader);
    return good;
}
