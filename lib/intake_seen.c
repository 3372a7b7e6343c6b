/* SPDX-License-Identifier: EUPL-1.2 */
#include "intake_impl.h"

#include <stdlib.h>
#include <string.h>

struct sg_seen_slot {
    unsigned char key[SG_KEY];
    uint64_t count; /* 0: free */
};

/* The key is a keyed hash: its first bytes are as good a place as any. */
static size_t place(const struct sg_seen *s, const unsigned char key[SG_KEY])
{
    uint64_t h;
    memcpy(&h, key, sizeof h);
    size_t at = (size_t)h & (s->cap - 1);
    while (s->slot[at].count && memcmp(s->slot[at].key, key, SG_KEY) != 0)
        at = (at + 1) & (s->cap - 1);
    return at;
}

static bool grow(struct sg_seen *s)
{
    struct sg_seen old = *s;
    s->cap = old.cap ? old.cap * 2 : 4096;
    s->slot = calloc(s->cap, sizeof *s->slot);
    if (!s->slot) {
        *s = old;
        return false;
    }
    for (size_t i = 0; i < old.cap; i++)
        if (old.slot[i].count)
            s->slot[place(s, old.slot[i].key)] = old.slot[i];
    free(old.slot);
    return true;
}

long sg_seen_add(struct sg_seen *s, const unsigned char key[SG_KEY])
{
    if (s->n * 3 >= s->cap * 2 && !grow(s))
        return -1;
    struct sg_seen_slot *slot = &s->slot[place(s, key)];
    if (!slot->count) {
        memcpy(slot->key, key, SG_KEY);
        s->n++;
    }
    return (long)slot->count++;
}

void sg_seen_near(const struct sg_seen *s, const unsigned char key[SG_KEY])
{
    uint64_t h;
    memcpy(&h, key, sizeof h);
    if (s->cap)
        __builtin_prefetch(&s->slot[(size_t)h & (s->cap - 1)], 1);
}

void sg_seen_free(struct sg_seen *s)
{
    free(s->slot);
    *s = (struct sg_seen){0};
}
