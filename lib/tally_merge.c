/* SPDX-License-Identifier: EUPL-1.2 */
/* Bringing the threads' counts together, and what has to be said besides the table. */
#include "tally_impl.h"

#include <inttypes.h>
#include <stdlib.h>

/* Numbers of values that the plan does not know differ from thread to thread: by their text. */
static bool map_extras(struct sg_tally *into, const struct sg_tally *from, uint32_t *map[SG_DIMS])
{
    for (size_t d = 0; d < into->plan->dims; d++) {
        const struct sg_words *w = &from->extra[d];
        map[d] = calloc(w->n ? w->n : 1, sizeof *map[d]);
        if (!map[d])
            return false;
        for (size_t i = 0; i < w->n; i++) {
            map[d][i] = sg_words_put(&into->extra[d], w->word[i].p, w->word[i].n);
            if (map[d][i] == SG_NO_WORD)
                return false;
        }
        if (into->extra[d].n + into->plan->dim[d].classes + SG_ID_FIRST >= SG_ID_LIMIT)
            return sg_tally_stuck(into, SG_R_BAD_TABLE,
                                  "a dimension has more than 500,000 different values");
    }
    return true;
}

static uint64_t mapped_key(const struct sg_tally_plan *plan, uint64_t key,
                           uint32_t *const map[SG_DIMS])
{
    uint32_t id[SG_DIMS] = {0};
    if (sg_key_measure(key) == SG_MEASURES)
        return key; /* a counter */
    for (size_t d = 0; d < plan->dims; d++) {
        const struct sg_dim *dim = &plan->dim[d];
        uint32_t extra = SG_ID_FIRST + (uint32_t)dim->classes;
        id[d] = sg_key_id(key, d);
        if (map[d] && dim->kind != SG_DIM_PERIOD && id[d] >= extra)
            id[d] = extra + map[d][id[d] - extra];
    }
    return sg_cell_key(sg_key_measure(key), id);
}

uint64_t sg_key_mapped(const struct sg_tally_plan *plan, uint64_t key, uint32_t *const map[SG_DIMS])
{
    return mapped_key(plan, key & ~SG_TRAIL_ITEM, map) | (key & SG_TRAIL_ITEM);
}

/* What each signal counted; its keys in the numbers of `into`. */
static bool merge_trails(struct sg_tally *into, const struct sg_tally *from,
                         uint32_t *const map[SG_DIMS], struct sg_fault *f)
{
    const struct sg_word *id;
    const uint64_t *key;
    int64_t rev;
    uint64_t *own = NULL;
    bool done = true;
    for (size_t i = 0, n; done && sg_trail_at(from->trail, i, &id, &rev, &key, &n); i++) {
        uint64_t *more = realloc(own, (n + 1) * sizeof *own);
        if (!more) {
            done = sg_fail(f, SG_R_MEMORY, "no memory for the revisions of the shards");
            break;
        }
        own = more;
        for (size_t k = 0; k < n; k++) {
            own[k] = sg_key_mapped(into->plan, key[k], map);
            if (key[k] & SG_TRAIL_ITEM && k + 1 < n) { /* an item follows, which is no key */
                k++;
                own[k] = key[k];
            }
        }
        done = sg_trail_put(into, id->p, id->n, rev, own, n, f);
    }
    free(own);
    return done;
}

bool sg_tally_merge(struct sg_tally *into, const struct sg_tally *from, struct sg_fault *f)
{
    uint32_t *map[SG_DIMS] = {0};
    if (from->failed && !into->failed) {
        into->failed = true;
        into->fault = from->fault;
    }
    bool done = map_extras(into, from, map);
    into->records += from->records;
    for (size_t i = 0; done && i < from->cells.cap; i++) {
        const struct sg_count *c = &from->cells.at[i];
        if (c->key)
            done = sg_counts_add(&into->cells, mapped_key(into->plan, c->key - 1, map), c->n);
    }
    for (size_t i = 0; done && i < from->bag.cap; i++) {
        const struct sg_bagged *b = &from->bag.at[i];
        if (b->key)
            done = sg_bag_add(&into->bag, mapped_key(into->plan, b->key - 1, map), b->item, b->n);
    }
    struct sg_fault why = {0};
    bool trails = !done || into->failed || merge_trails(into, from, map, &why);
    for (size_t d = 0; d < SG_DIMS; d++)
        free(map[d]);
    if (!trails)
        sg_tally_stuck(into, why.reason, why.text);
    if (!done && !into->failed)
        sg_tally_stuck(into, SG_R_MEMORY, "no memory for the cells of the table");
    if (into->failed && f)
        *f = into->fault;
    return !into->failed;
}

bool sg_tallies(void *worker[], size_t n, const struct sg_tally_plan *plan, const bool *streamed,
                struct sg_fault *f)
{
    bool done = true;
    for (size_t i = 0; i < n; i++) {
        worker[i] = done ? sg_tally(plan, streamed, f) : NULL;
        done = done && worker[i];
    }
    return done;
}

bool sg_tallies_merge(void *const worker[], size_t n, struct sg_fault *f)
{
    for (size_t i = 1; i < n; i++) {
        if (!sg_tally_merge(worker[0], worker[i], f))
            return false;
    }
    return true;
}

void sg_tallies_free(void *const worker[], size_t n)
{
    for (size_t i = 0; i < n; i++)
        sg_tally_free(worker[i]);
}

void sg_tally_rejected(struct sg_tally *t, size_t lines)
{
    t->rejected = lines;
}

size_t sg_tally_notices(const struct sg_tally *t, struct sg_fault out[SG_TALLY_NOTICES])
{
    size_t n = 0;
    int64_t unplaced = sg_counts_get(&t->cells, sg_counter_key(SG_COUNT_UNPLACED));
    int64_t uncovered = sg_counts_get(&t->cells, sg_counter_key(SG_COUNT_UNCOVERED));
    if (t->records == 0)
        sg_fail(&out[n++], SG_R_NO_INPUT,
                "no signal at all was read, so that every cell is missing and none is zero");
    if (unplaced > 0)
        sg_fail(&out[n++], SG_R_UNPLACED,
                "%" PRId64 " not counted: without the date that decides the year", unplaced);
    if (uncovered > 0)
        sg_fail(&out[n++], SG_R_COVERAGE,
                "%" PRId64 " not counted: of a municipality and period that the sheet coverage "
                "says were not recorded",
                uncovered);
    return n;
}
