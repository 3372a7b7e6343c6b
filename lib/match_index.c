/* SPDX-License-Identifier: EUPL-1.2 */
/* The index: facts grouped by key.
 *
 * The first bits of a key are the number of its bucket, of four facts on average; facts are dealt
 * into their buckets in one pass and put in order there, each bucket by itself, so that threads
 * share the work. An array of where each bucket begins is all there is besides. A tree or a hash
 * table with chains would need more for each fact, and one miss of the cache for each step. */
#include "match_impl.h"
#include "par.h"

#include <stdlib.h>
#include <string.h>

enum { PER_BUCKET = 4, BITS_LEAST = 4, CHUNKS = 256, SIMPLE = 12, AHEAD = 4, AHEAD_BIRTH = 64 };

static size_t bucket_of(const struct sg_known *k, const uint64_t key[2])
{
    return (size_t)(key[0] >> (64 - k->bits));
}

static int order(const uint64_t a[2], uint32_t a_rank, const uint64_t b[2], uint32_t b_rank)
{
    for (int i = 0; i < 2; i++)
        if (a[i] != b[i])
            return a[i] < b[i] ? -1 : 1;
    return (a_rank > b_rank) - (a_rank < b_rank);
}

/* Several facts of one signal may share a key: they are put in order too, lest the output hang on
 * which thread came first. Where a name stands hangs on that, and is not looked at. */
static int by_key(const void *a, const void *b)
{
    const struct sg_fact *x = a, *y = b;
    int o = order(x->key, x->rank, y->key, y->rank);
    if (o || (o = (x->value > y->value) - (x->value < y->value)))
        return o;
    if ((o = x->letters - y->letters) || (o = x->bits - y->bits))
        return o;
    return x->origin - y->origin;
}

/* ---- building ---- */

static void sort_few(struct sg_fact *at, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        struct sg_fact fact = at[i];
        size_t j = i;
        for (; j > 0 && by_key(&fact, &at[j - 1]) < 0; j--)
            at[j] = at[j - 1];
        at[j] = fact;
    }
}

static void sort_chunk(void *known, size_t chunk)
{
    struct sg_known *k = known;
    size_t buckets = (size_t)1 << k->bits, chunks = buckets < CHUNKS ? buckets : CHUNKS;
    size_t each = buckets / chunks;
    for (size_t b = chunk * each; b < (chunk + 1) * each; b++) {
        struct sg_fact *at = k->at + k->first[b];
        size_t n = k->first[b + 1] - k->first[b];
        if (n <= SIMPLE)
            sort_few(at, n);
        else
            qsort(at, n, sizeof *at, by_key);
    }
}

/* Counts what each bucket gets, and deals from the last part to the first, each from its end. */
static void deal(struct sg_known *k, struct sg_facts *const part[], const uint32_t names[],
                 size_t n)
{
    size_t buckets = (size_t)1 << k->bits;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < part[i]->n; j++)
            k->first[bucket_of(k, part[i]->at[j].key)]++;
    for (size_t b = 1; b <= buckets; b++)
        k->first[b] += k->first[b - 1];
    for (size_t i = n; i-- > 0;)
        for (size_t j = part[i]->n; j-- > 0;) {
            struct sg_fact *fact = &part[i]->at[j];
            struct sg_fact *to = &k->at[--k->first[bucket_of(k, fact->key)]];
            *to = *fact;
            to->text += fact->letters ? names[i] : 0;
        }
}

bool sg_known_build(struct sg_known *k, struct sg_facts *const part[], size_t n, unsigned threads,
                    struct sg_fault *f)
{
    uint32_t names[64];
    bool failed = false;
    for (size_t i = 0; i < n; i++) {
        k->n += part[i]->n;
        k->kinds |= part[i]->kinds;
        names[i] = (uint32_t)k->names.n;
        sg_buf_add(&k->names, part[i]->names.p, part[i]->names.n);
        failed |= part[i]->failed || k->names.n > UINT32_MAX;
        sg_buf_free(&part[i]->names);
    }
    for (k->bits = BITS_LEAST; ((size_t)PER_BUCKET << k->bits) < k->n;)
        k->bits++;
    if (!failed && !k->names.failed && k->n < UINT32_MAX) {
        k->at = malloc((k->n + 1) * sizeof *k->at);
        k->first = calloc(((size_t)1 << k->bits) + 1, sizeof *k->first);
    }
    if (!k->at || !k->first)
        return sg_fail(f, SG_R_MEMORY, "memory ran out");
    deal(k, part, names, n);
    size_t buckets = (size_t)1 << k->bits;
    sg_par(threads, buckets < CHUNKS ? buckets : CHUNKS, sort_chunk, k);
    return true;
}

/* ---- looking up ---- */

/* The first fact of a bucket that does not come before key and rank. */
static const struct sg_fact *lower(const struct sg_fact *at, size_t n, const uint64_t key[2],
                                   uint32_t rank)
{
    while (n > 0) {
        size_t half = n / 2;
        if (order(at[half].key, at[half].rank, key, rank) < 0) {
            at += half + 1;
            n -= half + 1;
        } else {
            n = half;
        }
    }
    return at;
}

size_t sg_known_find(const struct sg_known *k, const uint64_t key[2], const struct sg_fact **from)
{
    size_t b = bucket_of(k, key);
    const struct sg_fact *at = k->at + k->first[b], *end = k->at + k->first[b + 1];
    *from = lower(at, (size_t)(end - at), key, 0);
    if (*from == end || (*from)->key[0] != key[0] || (*from)->key[1] != key[1])
        return 0;
    return (size_t)(lower(*from, (size_t)(end - *from), key, UINT32_MAX) - *from);
}

size_t sg_known_before(const struct sg_fact *from, size_t n, uint32_t before)
{
    return n && from[n - 1].rank >= before ? (size_t)(lower(from, n, from->key, before) - from) : n;
}

void sg_known_prefetch(const struct sg_known *k, const uint64_t key[2], int step)
{
    size_t b = bucket_of(k, key);
    if (step == 0) {
        __builtin_prefetch(&k->first[b]);
    } else {
        __builtin_prefetch(&k->at[k->first[b]]);
        __builtin_prefetch(&k->at[k->first[b]] + 2);
    }
}

/* The latest are looked at first. Of those with the same day of birth there may be many, of which
 * few names are ever compared. */
void sg_known_prefetch_more(const struct sg_known *k, enum sg_by by, const struct sg_fact *fact,
                            const struct sg_fact *from, size_t n)
{
    size_t most = by == SG_BY_BIRTH ? AHEAD_BIRTH : AHEAD;
    for (size_t i = n > most ? n - most : 0; i < n; i++) {
        if (by == SG_BY_BIRTH && !sg_letters_fit(fact, &from[i]))
            continue;
        if (from[i].letters)
            __builtin_prefetch(k->names.p + from[i].text);
        if (!k->is_list)
            __builtin_prefetch(&k->signal[from[i].rank]);
    }
}

void sg_known_free(struct sg_known *k)
{
    free(k->at);
    free(k->first);
    free(k->signal);
    sg_buf_free(&k->names);
    sg_buf_free(&k->ids);
    sg_buf_free(&k->list);
}
