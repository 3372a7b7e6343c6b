/* SPDX-License-Identifier: EUPL-1.2 */
#define _DEFAULT_SOURCE /* NOLINT(bugprone-reserved-identifier): madvise */
#include "registry_impl.h"

#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

enum { SLOTS_FIRST = 64, THREADS_MAX = 64 };

void sg_reg_large(void *p, size_t n)
{
    enum { PAGE = 4096, WORTH_IT = 4 << 20 };
    uintptr_t from = ((uintptr_t)p + PAGE - 1) / PAGE * PAGE, to = ((uintptr_t)p + n) / PAGE * PAGE;
#ifdef MADV_HUGEPAGE
    if (n >= WORTH_IT)
        madvise((char *)p + (from - (uintptr_t)p), to - from, MADV_HUGEPAGE); /* or not */
#else
    (void)from, (void)to;
#endif
}

uint32_t sg_reg_hash(const void *p, size_t n)
{
    const unsigned char *byte = p;
    uint32_t hash = 2166136261U;
    for (size_t i = 0; i < n; i++)
        hash = (hash ^ byte[i]) * 16777619U;
    return hash;
}

uint32_t sg_reg_index_find(const struct sg_index *ix, uint32_t hash,
                           bool (*same)(const void *ctx, uint32_t item), const void *ctx)
{
    if (ix->slots == 0)
        return SG_NO_ITEM;
    for (size_t i = hash & (ix->slots - 1); ix->slot[i].item; i = (i + 1) & (ix->slots - 1))
        if (ix->slot[i].hash == hash && same(ctx, ix->slot[i].item - 1))
            return ix->slot[i].item - 1;
    return SG_NO_ITEM;
}

void sg_reg_index_near(const struct sg_index *ix, uint32_t hash)
{
    if (ix->slots)
        __builtin_prefetch(&ix->slot[hash & (ix->slots - 1)], 1);
}

static void place(struct sg_slot *slot, size_t slots, struct sg_slot new)
{
    size_t i = new.hash &(slots - 1);
    while (slot[i].item)
        i = (i + 1) & (slots - 1);
    slot[i] = new;
}

static bool grow(struct sg_index *ix, size_t slots)
{
    struct sg_slot *slot = calloc(slots, sizeof *slot);
    if (!slot)
        return false;
    sg_reg_large(slot, slots * sizeof *slot);
    for (size_t i = 0; i < ix->slots; i++)
        if (ix->slot[i].item)
            place(slot, slots, ix->slot[i]);
    free(ix->slot);
    ix->slot = slot;
    ix->slots = slots;
    return true;
}

bool sg_reg_index_put(struct sg_index *ix, uint32_t hash, uint32_t item)
{
    if (ix->used + 1 > ix->slots / 4 * 3 && !grow(ix, ix->slots ? ix->slots * 2 : SLOTS_FIRST))
        return false;
    place(ix->slot, ix->slots, (struct sg_slot){.hash = hash, .item = item + 1});
    ix->used++;
    return true;
}

void sg_reg_index_expect(struct sg_index *ix, size_t items)
{
    size_t slots = ix->slots ? ix->slots : SLOTS_FIRST;
    while (slots / 4 * 3 < items && slots <= SIZE_MAX / 2)
        slots *= 2;
    if (slots > ix->slots)
        (void)grow(ix, slots); /* or it grows later */
}

bool sg_reg_list_room(void **list, size_t *cap, size_t count, size_t size)
{
    if (count < *cap)
        return true;
    size_t more = *cap ? *cap * 2 : 64;
    void *p = count < SG_NO_ITEM - 1 ? realloc(*list, more * size) : NULL;
    if (!p)
        return false;
    sg_reg_large(p, more * size);
    *list = p;
    *cap = more;
    return true;
}

static bool no_report(void *ctx, const struct sg_fault *fault)
{
    (void)ctx;
    (void)fault;
    return true;
}

bool sg_registry_scan(const char *path, size_t line_max, unsigned threads, sg_each_fn each,
                      void *worker, struct sg_fault *f)
{
    void *workers[THREADS_MAX];
    threads = threads < 1 ? 1 : threads > THREADS_MAX ? THREADS_MAX : threads;
    for (unsigned i = 0; i < threads; i++)
        workers[i] = worker;
    struct sg_scan how = {.each = each, .report = no_report};
    return sg_scan(path, line_max, threads, workers, &how, NULL, f);
}
