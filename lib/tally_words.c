/* SPDX-License-Identifier: EUPL-1.2 */
/* Two hashes with open addressing: texts to small numbers, and keys of cells to counts. */
#include "tally_impl.h"

#include <stdlib.h>
#include <string.h>

/* FNV-1a: the values are short (codes), so a byte at a time is as good as anything. */
static uint32_t hash_text(const char *p, size_t n)
{
    uint32_t h = 2166136261u;
    for (size_t i = 0; i < n; i++)
        h = (h ^ (unsigned char)p[i]) * 16777619u;
    return h;
}

/* The slot of a text, or the free one where it belongs. There is always a free one. */
static size_t words_slot(const struct sg_words *w, const char *p, size_t n, uint32_t hash)
{
    size_t i = hash & (w->slots - 1);
    for (; w->slot[i]; i = (i + 1) & (w->slots - 1)) {
        const struct sg_word *word = &w->word[w->slot[i] - 1];
        if (word->hash == hash && word->n == n && memcmp(word->p, p, n) == 0)
            break;
    }
    return i;
}

uint32_t sg_words_find(const struct sg_words *w, const char *p, size_t n)
{
    if (w->n == 0)
        return SG_NO_WORD;
    return w->slot[words_slot(w, p, n, hash_text(p, n))] - 1; /* a free slot gives SG_NO_WORD */
}

static bool words_grow(struct sg_words *w)
{
    size_t slots = w->slots ? 2 * w->slots : 64;
    uint32_t *slot = calloc(slots, sizeof *slot);
    struct sg_word *word = realloc(w->word, slots / 2 * sizeof *word);
    if (word)
        w->word = word;
    if (!slot || !word) {
        free(slot);
        return false;
    }
    free(w->slot);
    w->slot = slot;
    w->slots = slots;
    for (size_t k = 0; k < w->n; k++) {
        size_t i = w->word[k].hash & (slots - 1);
        while (slot[i])
            i = (i + 1) & (slots - 1);
        slot[i] = (uint32_t)k + 1;
    }
    return true;
}

uint32_t sg_words_put(struct sg_words *w, const char *p, size_t n)
{
    uint32_t hash = hash_text(p, n);
    if (w->n + 1 > w->slots / 2 && !words_grow(w))
        return SG_NO_WORD;
    size_t i = words_slot(w, p, n, hash);
    if (w->slot[i])
        return w->slot[i] - 1;
    char *copy = malloc(n + 1);
    if (!copy)
        return SG_NO_WORD;
    if (n)
        memcpy(copy, p, n);
    copy[n] = '\0';
    w->word[w->n].p = copy;
    w->word[w->n].n = (uint32_t)n;
    w->word[w->n].hash = hash;
    w->slot[i] = (uint32_t)++w->n;
    return (uint32_t)w->n - 1;
}

void sg_words_free(struct sg_words *w)
{
    for (size_t i = 0; i < w->n; i++)
        free(w->word[i].p);
    free(w->word);
    free(w->slot);
    *w = (struct sg_words){0};
}

/* ---- cells ---- */

/* Fibonacci hashing of all but the last three bits: cells that differ in the last dimension only
 * lie next to each other, so that the cells of one record share a cache line or two. The upper half
 * is folded in, for the first dimension is in the upper bits of a key and moves no lower ones. */
static size_t counts_slot(const struct sg_counts *c, uint64_t key)
{
    uint64_t group = (key >> 3) * UINT64_C(0x9E3779B97F4A7C15);
    group ^= group >> 40;
    size_t i = (size_t)(group << 3 | (key & 7)) & (c->cap - 1);
    while (c->at[i].key && c->at[i].key != key + 1)
        i = (i + 1) & (c->cap - 1);
    return i;
}

static bool counts_grow(struct sg_counts *c)
{
    struct sg_counts more = {.cap = c->cap ? 2 * c->cap : 1024, .n = c->n};
    more.at = calloc(more.cap, sizeof *more.at);
    if (!more.at)
        return false;
    for (size_t i = 0; c->at && i < c->cap; i++) {
        if (c->at[i].key)
            more.at[counts_slot(&more, c->at[i].key - 1)] = c->at[i];
    }
    free(c->at);
    *c = more;
    return true;
}

bool sg_counts_add(struct sg_counts *c, uint64_t key, int64_t n)
{
    struct sg_count *at = c->at ? &c->at[counts_slot(c, key)] : NULL;
    if (!at || !at->key) {
        if ((!at || c->n >= c->cap / 2) && !counts_grow(c))
            return false;
        at = &c->at[counts_slot(c, key)];
        at->key = key + 1;
        c->n++;
    }
    at->n += n;
    return true;
}

int64_t sg_counts_get(const struct sg_counts *c, uint64_t key)
{
    if (!c->cap)
        return 0;
    const struct sg_count *at = &c->at[counts_slot(c, key)];
    return at->key ? at->n : 0;
}

void sg_counts_free(struct sg_counts *c)
{
    free(c->at);
    *c = (struct sg_counts){0};
}
