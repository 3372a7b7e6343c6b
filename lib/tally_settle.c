/* SPDX-License-Identifier: EUPL-1.2 */
/* What the bags come to, once everything was read: distinct persons, sums, quantiles. */
#include "tally_impl.h"

#include <stdlib.h>

static int by_cell_and_item(const void *a, const void *b)
{
    const struct sg_bagged *x = a, *y = b;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return (x->item > y->item) - (x->item < y->item);
}

/* The k-th smallest (1-based) of a cell's items. */
static uint64_t nth(const struct sg_bagged *at, int64_t k)
{
    while (k > at->n)
        k -= at++->n;
    return at->item;
}

/* The middle one, of an even number the mean of both, half a day rounded up; p90 is the smallest
 * that at least nine in ten do not exceed (nearest rank). */
static int64_t quantile(const struct sg_bagged *at, int64_t n, enum sg_how how)
{
    if (how == SG_HOW_P90)
        return (int64_t)nth(at, (9 * n + 9) / 10);
    return (int64_t)((nth(at, (n + 1) / 2) + nth(at, n / 2 + 1) + 1) / 2);
}

/* Of a cell of numbers that are added up; -1: larger than a figure can be. */
static int64_t sum_of(const struct sg_bagged *at, size_t items)
{
    int64_t sum = 0;
    for (size_t i = 0; i < items; i++) {
        int64_t item = (int64_t)at[i].item;
        if (item == SG_ITEM_LACKING)
            continue;
        if (item && at[i].n > (SG_FIGURE_MOST - sum) / item)
            return -1;
        sum += item * at[i].n;
    }
    return sum;
}

/* A cell's figure. Persons without a name and birth date have item 0 and count each. */
static bool settle_cell(struct sg_tally *t, const struct sg_bagged *at, size_t items)
{
    uint64_t key = at->key - 1;
    enum sg_how how = t->plan->measure[sg_key_measure(key)].how;
    int64_t all = 0, apart = at->item == 0 ? at->n : 0;
    int64_t sum = how == SG_HOW_SUM ? sum_of(at, items) : 0;
    int64_t lacking =
        how == SG_HOW_SUM && at[items - 1].item == SG_ITEM_LACKING ? at[items - 1].n : 0;
    if (sum < 0)
        return sg_tally_stuck(t, SG_R_BAD_TABLE, "a sum is larger than 1,000,000,000,000,000");
    for (size_t i = 0; i < items; i++)
        all += at[i].n;
    int64_t n = how == SG_HOW_DISTINCT ? (int64_t)items - (apart > 0) + apart
                : how == SG_HOW_SUM    ? sum + lacking
                                       : all;
    if (lacking && !sg_counts_add(&t->unsure, key, lacking))
        return false;
    return sg_counts_add(&t->cells, key, n) &&
           (!sg_how_days(how) || sg_counts_add(&t->days, key, quantile(at, all, how)));
}

bool sg_tally_settle(struct sg_tally *t)
{
    size_t n = 0, end;
    if (t->settled || t->bag.n == 0)
        return true;
    struct sg_bagged *sorted = malloc(t->bag.n * sizeof *sorted);
    if (!sorted)
        return sg_tally_stuck(t, SG_R_MEMORY, "no memory for the cells of the table");
    for (size_t i = 0; i < t->bag.cap; i++)
        if (t->bag.at[i].key && t->bag.at[i].n > 0) /* not what a revision took back */
            sorted[n++] = t->bag.at[i];
    if (n)
        qsort(sorted, n, sizeof *sorted, by_cell_and_item);
    t->settled = true;
    for (size_t i = 0; t->settled && i < n; i = end) {
        for (end = i; end < n && sorted[end].key == sorted[i].key;)
            end++;
        t->settled = settle_cell(t, sorted + i, end - i);
    }
    free(sorted);
    return t->settled || sg_tally_stuck(t, SG_R_MEMORY, "no memory for the cells of the table");
}
