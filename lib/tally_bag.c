/* SPDX-License-Identifier: EUPL-1.2 */
/* Bags: a hash of (cell, item). */
#include "tally_impl.h"

#include <stdlib.h>

static size_t slot_of(const struct sg_bag *b, uint64_t key, uint64_t item)
{
    uint64_t h = (key ^ (item << 29 | item >> 35)) * UINT64_C(0x9E3779B97F4A7C15);
    size_t i = (size_t)(h >> 32 ^ h) & (b->cap - 1);
    while (b->at[i].key && (b->at[i].key != key + 1 || b->at[i].item != item))
        i = (i + 1) & (b->cap - 1);
    return i;
}

static bool grow(struct sg_bag *b)
{
    struct sg_bag more = {.cap = b->cap ? 2 * b->cap : 256, .n = b->n};
    more.at = calloc(more.cap, sizeof *more.at);
    if (!more.at)
        return false;
    for (size_t i = 0; b->at && i < b->cap; i++)
        if (b->at[i].key)
            more.at[slot_of(&more, b->at[i].key - 1, b->at[i].item)] = b->at[i];
    free(b->at);
    *b = more;
    return true;
}

bool sg_bag_add(struct sg_bag *b, uint64_t key, uint64_t item, int64_t n)
{
    struct sg_bagged *at = b->at ? &b->at[slot_of(b, key, item)] : NULL;
    if (!at || !at->key) {
        if ((!at || b->n >= b->cap / 2) && !grow(b))
            return false;
        at = &b->at[slot_of(b, key, item)];
        at->key = key + 1;
        at->item = item;
        b->n++;
    }
    at->n += n;
    return true;
}

void sg_bag_free(struct sg_bag *b)
{
    free(b->at);
    *b = (struct sg_bag){0};
}
