/* SPDX-License-Identifier: EUPL-1.2 */
/* The memory in which lines are made, and from which they are written. An import makes lines on
 * several threads at once: each gets its room beforehand, in the order of the lines, so that none
 * is copied. One batch is filled while another is on its way to the disk; room may already be
 * given in a third. */
#include "registry_impl.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_CAP = 64 * 1024 };

/* Makes room for `need` bytes behind the start of the first block. Nobody may be at work in it. */
static bool grow(struct sg_batch *b, size_t need)
{
    size_t cap = b->cap ? b->cap : FIRST_CAP;
    void *base;
    if (need <= b->cap)
        return true;
    while (cap < need)
        cap *= 4; /* pages that are not touched cost nothing */
    if (posix_memalign(&base, SG_REG_BLOCK, cap) != 0)
        return false;
    sg_reg_large(base, cap);
    if (b->n)
        memcpy((char *)base + b->skip, b->base + b->skip, b->n);
    free(b->base);
    b->base = base;
    b->cap = cap;
    return true;
}

/* An empty batch that goes to this offset of the file. NULL: no memory. */
static struct sg_batch *fresh(struct sg_registry *g, size_t offset)
{
    struct sg_batch *b = g->spare ? g->spare : calloc(1, sizeof *b);
    g->spare = NULL;
    if (b) {
        b->skip = offset % SG_REG_BLOCK;
        b->n = b->placed = b->lines = 0;
        b->next = NULL;
    }
    return b;
}

bool sg_reg_batches_begin(struct sg_registry *g, size_t offset)
{
    return (g->first = g->last = fresh(g, offset)) != NULL;
}

static void free_batch(struct sg_batch *b)
{
    if (b)
        free(b->base);
    free(b);
}

void sg_reg_batches_free(struct sg_registry *g)
{
    for (struct sg_batch *b = g->first, *next; b; b = next) {
        next = b->next;
        free_batch(b);
    }
    free_batch(g->handed);
    free_batch(g->spare);
}

/* The batch in which `size` more bytes have room; NULL: no memory. */
static struct sg_batch *batch_for(struct sg_registry *g, size_t size, size_t limit)
{
    struct sg_batch *b = g->last;
    bool full = b->lines && (size > limit || b->placed > limit - size);
    bool idle = b->n == b->placed;
    size_t need = b->skip + b->placed + size;
    if (!full && (need <= b->cap || idle))
        return grow(b, need) ? b : NULL;
    struct sg_batch *more = fresh(g, b->skip + b->placed);
    if (more && !grow(more, more->skip + (size > limit || limit == SIZE_MAX ? size : limit))) {
        free_batch(more);
        return NULL;
    }
    if (more)
        g->last = b->next = more;
    return more;
}

struct sg_batch *sg_reg_batch_place(struct sg_registry *g, size_t size, size_t lines, size_t limit,
                                    char **to)
{
    struct sg_batch *b = NULL;
    pthread_mutex_lock(&g->guard);
    if (size < SIZE_MAX / 8 && g->last->placed < SIZE_MAX / 8 && (b = batch_for(g, size, limit))) {
        *to = b->base + b->skip + b->placed;
        b->placed += size;
        b->lines += lines;
    }
    pthread_mutex_unlock(&g->guard);
    return b;
}

void sg_reg_batch_unplace(struct sg_registry *g, struct sg_batch *b, size_t size, size_t lines)
{
    pthread_mutex_lock(&g->guard);
    b->placed -= size;
    b->lines -= lines;
    pthread_mutex_unlock(&g->guard);
}

void sg_reg_batch_filled(struct sg_registry *g, struct sg_batch *b, size_t size)
{
    pthread_mutex_lock(&g->guard);
    b->n += size;
    pthread_mutex_unlock(&g->guard);
}

bool sg_reg_batch_take(struct sg_registry *g, struct sg_batch **out)
{
    bool good = true;
    pthread_mutex_lock(&g->guard);
    struct sg_batch *b = g->first;
    *out = NULL;
    if (b->lines && b->n) {
        struct sg_batch *next = b->next ? b->next : fresh(g, b->skip + b->n);
        good = next != NULL;
        if (good) {
            *out = b;
            g->first = next;
            if (b == g->last)
                g->last = next;
        }
    }
    pthread_mutex_unlock(&g->guard);
    return good;
}

void sg_reg_batch_back(struct sg_registry *g, struct sg_batch *b)
{
    pthread_mutex_lock(&g->guard);
    struct sg_batch *old = g->spare;
    g->spare = b;
    pthread_mutex_unlock(&g->guard);
    free_batch(old);
}
