/* SPDX-License-Identifier: EUPL-1.2 */
/* What is counted into: dictionaries, cells, bags, and how a cell's key is made. Private to the
 * tally room. */
#ifndef SG_TALLY_CELLS_H
#define SG_TALLY_CELLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ---- texts to small numbers, cells (tally_words.c) ---- */

#define SG_NO_WORD UINT32_MAX

/* The largest figure of a table: exact in a spreadsheet too, and far from what 63 bits hold, so
 * that two of them can be added before anybody looks. What is counted from signals cannot come near
 * it; sums, and parts that somebody wrote, can. */
#define SG_FIGURE_MOST INT64_C(1000000000000000)

/* A dictionary: texts numbered in the order in which they came. */
struct sg_words {
    struct sg_word {
        char *p; /* owned */
        uint32_t n, hash;
    } * word;
    uint32_t *slot;  /* number + 1; 0 = free */
    size_t n, slots; /* slots is a power of two */
};
uint32_t sg_words_find(const struct sg_words *w, const char *p, size_t n);
uint32_t sg_words_put(struct sg_words *w, const char *p, size_t n); /* SG_NO_WORD: no memory */
void sg_words_free(struct sg_words *w);

struct sg_counts {
    struct sg_count {
        uint64_t key; /* + 1; 0 = free */
        int64_t n;
    } * at;
    size_t n, cap; /* cap is a power of two */
};
/* false: no memory; of a key that is there, never. */
bool sg_counts_add(struct sg_counts *c, uint64_t key, int64_t n);
int64_t sg_counts_get(const struct sg_counts *c, uint64_t key);
void sg_counts_free(struct sg_counts *c);

/* ---- bags (tally_bag.c) ---- */

/* How often an item is in a cell: of distinct persons the keyed hashes, of durations and numbers
 * themselves. Bags add up over threads and shards, and give back what an old revision put in. */
struct sg_bag {
    struct sg_bagged {
        uint64_t key, item; /* key + 1; 0 = free */
        int64_t n;
    } * at;
    size_t n, cap; /* cap is a power of two */
};
enum { SG_ITEM_LACKING = INT32_MAX }; /* of a sum: nobody knows, so that the sum is not known */
bool sg_bag_add(struct sg_bag *b, uint64_t key, uint64_t item, int64_t n); /* likewise */
void sg_bag_free(struct sg_bag *b);

/* ---- keys of cells ---- */

/* Classes of a dimension: 0 all of them (a total), 1 unknown, then the classes of the plan, then
 * values that the profile does not know, as they come. Of a period: 2 + its distance from year 0,
 * of a week from the year 1000. */
enum { SG_DIMS = 3, SG_ID_BITS = 19, SG_ID_LIMIT = 1 << SG_ID_BITS, SG_MEASURES = 63 };
enum { SG_ID_TOTAL = 0, SG_ID_UNKNOWN = 1, SG_ID_FIRST = 2 };

static inline uint64_t sg_cell_key(size_t measure, const uint32_t id[SG_DIMS])
{
    return (uint64_t)measure << (3 * SG_ID_BITS) | (uint64_t)id[0] << (2 * SG_ID_BITS) |
           (uint64_t)id[1] << SG_ID_BITS | id[2];
}
static inline uint32_t sg_key_id(uint64_t key, size_t dim)
{
    return (uint32_t)(key >> ((SG_DIMS - 1 - dim) * SG_ID_BITS)) & (SG_ID_LIMIT - 1);
}
static inline size_t sg_key_measure(uint64_t key)
{
    return (size_t)(key >> (3 * SG_ID_BITS));
}

/* Counters that are no cells share the hash, so that a stream takes them back the same way. */
enum sg_counter {
    SG_COUNT_UNPLACED = 1,
    SG_COUNT_UNCOVERED = 2,
    SG_COUNT_MULTIPLE = 4, /* + dim */
    SG_COUNT_LACKING = 16  /* + measure: units without the number or day that it adds up */
};
static inline uint64_t sg_counter_key(unsigned counter)
{
    return (uint64_t)SG_MEASURES << (3 * SG_ID_BITS) | counter;
}

#endif
