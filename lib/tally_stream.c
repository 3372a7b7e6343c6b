/* SPDX-License-Identifier: EUPL-1.2 */
/* Streams: both an old and a new revision of a signal may come by, in any order. What the highest
 * one counted is remembered by id, so that a higher one can take it back. */
#include "tally_impl.h"

#include <stdlib.h>
#include <string.h>

/* What the highest revision of one signal counted. */
struct entry {
    int64_t rev;
    uint32_t keys;
    uint64_t key[];
};

struct sg_trail {
    struct sg_words ids;  /* id -> number */
    struct entry **entry; /* by number */
    size_t entries;
    uint64_t *key; /* of the record that is being counted */
    size_t keys, cap;
    uint32_t now; /* its number, SG_NO_WORD: it has no id */
    int64_t rev;
    bool failed;
};

void sg_trail_free(struct sg_trail *trail)
{
    if (!trail)
        return;
    for (size_t i = 0; i < trail->entries; i++)
        free(trail->entry[i]);
    free(trail->entry);
    sg_words_free(&trail->ids);
    free(trail->key);
    free(trail);
}

void sg_trail_note(struct sg_trail *trail, uint64_t key)
{
    if (trail->keys == trail->cap) {
        size_t cap = trail->cap ? 2 * trail->cap : 64;
        uint64_t *more = realloc(trail->key, cap * sizeof *more);
        if (!more) {
            trail->failed = true;
            return;
        }
        trail->key = more;
        trail->cap = cap;
    }
    trail->key[trail->keys++] = key;
}

/* Room for an entry with this number; they come one after the other. */
static bool entry_room(struct sg_trail *trail, uint32_t number)
{
    if (number < trail->entries)
        return true;
    if ((trail->entries & (trail->entries - 1)) == 0) {
        size_t cap = trail->entries ? 2 * trail->entries : 1;
        struct entry **more = realloc(trail->entry, cap * sizeof(struct entry *));
        if (!more)
            return false;
        trail->entry = more;
    }
    trail->entry[trail->entries++] = NULL;
    return true;
}

static uint32_t number_of(struct sg_trail *trail, struct sg_val id)
{
    char decoded[512];
    size_t n = sg_val_text(id, decoded, sizeof decoded);
    if (n == 0 || n > sizeof decoded)
        return SG_NO_WORD; /* not an id that a registry gave */
    uint32_t number = sg_words_put(&trail->ids, decoded, n);
    if (number == SG_NO_WORD || !entry_room(trail, number)) {
        trail->failed = true;
        return SG_NO_WORD;
    }
    return number;
}

static void take_back(struct sg_tally *t, const struct entry *e)
{
    for (uint32_t i = 0; i < e->keys; i++) { /* the cell exists: nothing grows */
        if (e->key[i] & SG_TRAIL_ITEM && i + 1 < e->keys) {
            sg_bag_add(&t->bag, e->key[i] & ~SG_TRAIL_ITEM, e->key[i + 1], -1);
            i++;
        } else {
            sg_counts_add(&t->cells, e->key[i], -1);
        }
    }
}

int sg_trail_begin(struct sg_tally *t, const struct sg_record *r, struct sg_fault *f)
{
    if (!t->trail && !(t->trail = calloc(1, sizeof *t->trail))) {
        sg_tally_stuck(t, SG_R_MEMORY, "no memory for the revisions of the stream");
        return 0;
    }
    struct sg_trail *trail = t->trail;
    trail->keys = 0;
    trail->now = number_of(trail, sg_record_get(r, "id"));
    if (trail->now == SG_NO_WORD)
        return 1;
    if (!sg_val_int(sg_record_get(r, "rev"), &trail->rev))
        trail->rev = 1;
    const struct entry *before = trail->entry[trail->now];
    if (!before)
        return 1;
    if (before->rev == trail->rev) {
        sg_fail(f, SG_R_BAD_REV, "this revision of the signal was read before");
        return -1;
    }
    if (before->rev > trail->rev)
        return 0;
    take_back(t, before);
    return 1;
}

void sg_trail_end(struct sg_tally *t)
{
    struct sg_trail *trail = t->trail;
    if (trail && trail->failed)
        sg_tally_stuck(t, SG_R_MEMORY, "no memory for the revisions of the stream");
    if (!trail || trail->now == SG_NO_WORD)
        return;
    size_t size = trail->keys * sizeof(uint64_t);
    struct entry *e = realloc(trail->entry[trail->now], sizeof *e + size);
    if (!e) {
        sg_tally_stuck(t, SG_R_MEMORY, "no memory for the revisions of the stream");
        return;
    }
    e->rev = trail->rev;
    e->keys = (uint32_t)trail->keys;
    if (size)
        memcpy(e->key, trail->key, size);
    trail->entry[trail->now] = e;
    trail->now = SG_NO_WORD;
}
