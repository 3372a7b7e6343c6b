/* SPDX-License-Identifier: EUPL-1.2 */
/* Memory and hash tables of a profile. */
#include "profile_impl.h"

#include <stdlib.h>
#include <string.h>

enum { BLOCK = 64 * 1024, ALIGN = 16 };

struct sg_pool_block {
    struct sg_pool_block *next;
    size_t used, cap;
    _Alignas(ALIGN) unsigned char bytes[];
};

static struct sg_pool_block *new_block(struct sg_pool *pool, size_t n)
{
    size_t cap = n > BLOCK ? n : BLOCK;
    struct sg_pool_block *b = calloc(1, sizeof *b + cap);
    if (!b)
        return NULL;
    b->cap = cap;
    b->next = pool->block;
    pool->block = b;
    return b;
}

void *sg_pool_get(struct sg_pool *pool, size_t n)
{
    if (n > SIZE_MAX / 2)
        return NULL;
    n = (n + ALIGN - 1) & ~(size_t)(ALIGN - 1);
    struct sg_pool_block *b = pool->block;
    if (!b || b->cap - b->used < n)
        b = new_block(pool, n);
    if (!b)
        return NULL;
    void *at = b->bytes + b->used;
    b->used += n;
    return at;
}

char *sg_pool_text(struct sg_pool *pool, const char *s, size_t n)
{
    char *copy = sg_pool_get(pool, n + 1);
    if (copy && n)
        memcpy(copy, s, n);
    return copy;
}

void sg_pool_free(struct sg_pool *pool)
{
    while (pool->block) {
        struct sg_pool_block *next = pool->block->next;
        free(pool->block);
        pool->block = next;
    }
}

uint32_t sg_pool_hash(uint32_t h, const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++)
        h = (h ^ (unsigned char)s[i]) * 16777619u;
    return h;
}

static void place(struct sg_map *m, uint32_t hash, uint32_t number)
{
    size_t i = hash & (m->cap - 1);
    while (m->number[i])
        i = (i + 1) & (m->cap - 1);
    m->hash[i] = hash;
    m->number[i] = number + 1;
}

/* Doubles the table. Old ones stay in the pool: together they are no larger than the last.
 * Entries are moved starting behind a free slot, so that equal hashes keep their order. */
static bool grow(struct sg_map *m, struct sg_pool *pool)
{
    struct sg_map old = *m;
    m->cap = old.cap ? old.cap * 2 : 64;
    m->hash = sg_pool_get(pool, m->cap * sizeof *m->hash);
    m->number = sg_pool_get(pool, m->cap * sizeof *m->number);
    if (!m->hash || !m->number) {
        *m = old;
        return false;
    }
    size_t start = 0;
    while (start < old.cap && old.number[start])
        start++;
    for (size_t i = 0; i < old.cap; i++) {
        size_t at = (start + i) & (old.cap - 1);
        if (old.number[at])
            place(m, old.hash[at], old.number[at] - 1);
    }
    return true;
}

bool sg_map_put(struct sg_map *m, struct sg_pool *pool, uint32_t hash, uint32_t number)
{
    if (2 * (m->n + 1) > m->cap && !grow(m, pool))
        return false;
    place(m, hash, number);
    m->n++;
    return true;
}

uint32_t sg_map_next(const struct sg_map *m, uint32_t hash, size_t *at)
{
    if (!m->cap)
        return SG_MAP_END;
    for (;;) {
        size_t i = (hash + *at) & (m->cap - 1);
        if (!m->number[i])
            return SG_MAP_END;
        ++*at;
        if (m->hash[i] == hash)
            return m->number[i] - 1;
    }
}
