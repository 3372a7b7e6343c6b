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

static void take_back_keys(struct sg_tally *t, const uint64_t *key, size_t keys)
{
    for (size_t i = 0; i < keys; i++) { /* the cell exists: nothing grows */
        if (key[i] & SG_TRAIL_ITEM && i + 1 < keys) {
            sg_bag_add(&t->bag, key[i] & ~SG_TRAIL_ITEM, key[i + 1], -1);
            i++;
        } else {
            sg_counts_add(&t->cells, key[i], -1);
        }
    }
}

static void take_back(struct sg_tally *t, const struct entry *e)
{
    take_back_keys(t, e->key, e->keys);
}

int sg_trail_begin(struct sg_tally *t, const struct sg_record *r, struct sg_fault *f)
{
    if (t->failed) /* ids may have no entry */
        return 0;
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

bool sg_trail_at(const struct sg_trail *trail, size_t i, const struct sg_word **id, int64_t *rev,
                 const uint64_t **key, size_t *keys)
{
    if (!trail || i >= trail->entries)
        return false;
    *id = &trail->ids.word[i];
    *rev = trail->entry[i]->rev;
    *key = trail->entry[i]->key;
    *keys = trail->entry[i]->keys;
    return true;
}

static bool keep(struct sg_trail *trail, uint32_t number, int64_t rev, const uint64_t *key,
                 size_t keys)
{
    size_t size = keys * sizeof *key;
    struct entry *e = realloc(trail->entry[number], sizeof *e + size);
    if (!e)
        return false;
    e->rev = rev;
    e->keys = (uint32_t)keys;
    if (size)
        memcpy(e->key, key, size);
    trail->entry[number] = e;
    return true;
}

bool sg_trail_put(struct sg_tally *t, const char *id, size_t n, int64_t rev, const uint64_t *key,
                  size_t keys, struct sg_fault *f)
{
    static const char memory[] = "no memory for the revisions of the shards";
    if (!t->trail && !(t->trail = calloc(1, sizeof *t->trail)))
        return sg_fail(f, SG_R_MEMORY, "%s", memory);
    struct sg_trail *trail = t->trail;
    trail->now = SG_NO_WORD;
    uint32_t number = sg_words_put(&trail->ids, id, n);
    if (number == SG_NO_WORD || !entry_room(trail, number))
        return sg_fail(f, SG_R_MEMORY, "%s", memory);
    const struct entry *before = trail->entry[number];
    if (before && before->rev == rev)
        return sg_fail(f, SG_R_BAD_REV, "a revision of a signal stands in two shards");
    if (before && before->rev > rev) {
        take_back_keys(t, key, keys);
        return true;
    }
    if (before)
        take_back(t, before);
    return keep(trail, number, rev, key, keys) || sg_fail(f, SG_R_MEMORY, "%s", memory);
}

void sg_trail_end(struct sg_tally *t)
{
    struct sg_trail *trail = t->trail;
    if (trail && trail->failed)
        sg_tally_stuck(t, SG_R_MEMORY, "no memory for the revisions of the stream");
    if (!trail || trail->now == SG_NO_WORD)
        return;
    if (!keep(trail, trail->now, trail->rev, trail->key, trail->keys))
        sg_tally_stuck(t, SG_R_MEMORY, "no memory for the revisions of the stream");
    trail->now = SG_NO_WORD;
}
