/* SPDX-License-Identifier: EUPL-1.2 */
/* The N most frequent classes of a dimension, and all others as one.
 *
 * Which classes are rare is known at the end, and a unit in two of them counts once among the
 * others: the sum over the rare ones would count it twice. So while counting, the set of classes of
 * a unit is one value (its text: "\x1f#12\x1f=NG"), which is taken apart at the end. */
#include "tally_impl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MARK = '\x1f' };

static int by_number(const void *a, const void *b)
{
    const uint32_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static int by_bytes(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Values that the profile does not know have other numbers in another thread: by text. */
static bool add_extras(struct sg_buf *b, const struct sg_words *w, const uint32_t *id, size_t n,
                       uint32_t first)
{
    const char **text = malloc((n ? n : 1) * sizeof *text);
    for (size_t i = 0; text && i < n; i++)
        text[i] = w->word[id[i] - first].p;
    if (text && n)
        qsort(text, n, sizeof *text, by_bytes);
    for (size_t i = 0; text && i < n; i++)
        sg_buf_fmt(b, "%c=%s", MARK, text[i]);
    free(text);
    return text != NULL;
}

void sg_top_fold(struct sg_tally *t, size_t dim)
{
    struct sg_ids *ids = &t->ids[dim];
    struct sg_buf b = {0};
    uint32_t first = SG_ID_FIRST + (uint32_t)t->plan->dim[dim].classes;
    size_t known = 0;
    if (ids->n < 2)
        return;
    qsort(ids->id, ids->n, sizeof *ids->id, by_number);
    for (; known < ids->n && ids->id[known] < first; known++)
        sg_buf_fmt(&b, "%c#%u", MARK, (unsigned)ids->id[known]);
    bool done = add_extras(&b, &t->extra[dim], ids->id + known, ids->n - known, first);
    uint32_t set = done && !b.failed ? sg_words_put(&t->extra[dim], b.p, b.n) : SG_NO_WORD;
    sg_buf_free(&b);
    if (set == SG_NO_WORD) {
        sg_tally_stuck(t, SG_R_MEMORY, "no memory for the values of a dimension");
    } else if (set + first >= SG_ID_LIMIT) {
        sg_tally_stuck(t, SG_R_BAD_TABLE, "a dimension has more than 500,000 different values");
    } else {
        sg_ids_clear(ids);
        sg_ids_add(t, ids, first + set);
    }
}

/* ---- taking apart ---- */

struct unfold {
    struct sg_tally *t;
    size_t dim;
    uint32_t first, ids; /* class of the first extra, and how many there are in all */
    const bool *keep;    /* by class; NULL: all */
    struct sg_ids *set;  /* scratch */
};

static bool stays(const struct unfold *u, uint32_t id)
{
    const struct sg_dim *d = &u->t->plan->dim[u->dim];
    return !u->keep || id < SG_ID_FIRST || id == d->other || id == d->several || u->keep[id];
}

static void put(const struct unfold *u, uint32_t id)
{
    if (id < u->ids) /* in a part that somebody changed it may be anything */
        sg_ids_add(u->t, u->set, stays(u, id) ? id : u->t->plan->dim[u->dim].rest);
}

/* The classes that one value stands for. */
static void classes_of(const struct unfold *u, uint32_t id)
{
    const struct sg_words *w = &u->t->extra[u->dim];
    sg_ids_clear(u->set);
    if (id < u->first || w->word[id - u->first].p[0] != MARK) {
        put(u, id);
        return;
    }
    for (const char *s = w->word[id - u->first].p; *s == MARK;) {
        size_t n = strcspn(s + 2, "\x1f");
        put(u, s[1] == '#' ? (uint32_t)strtoul(s + 2, NULL, 10)
                           : u->first + sg_words_find(w, s + 2, n));
        s += 2 + n;
    }
}

static uint64_t with_id(uint64_t key, size_t dim, uint32_t id)
{
    unsigned shift = (unsigned)((SG_DIMS - 1 - dim) * SG_ID_BITS);
    return (key & ~((uint64_t)(SG_ID_LIMIT - 1) << shift)) | (uint64_t)id << shift;
}

/* Cells and bag of `from`, taken apart, into those of `into`. */
static bool unfold_all(const struct unfold *u, struct sg_counts *cells, struct sg_bag *bag)
{
    bool done = true;
    for (size_t i = 0; done && i < u->t->cells.cap; i++) {
        const struct sg_count *c = &u->t->cells.at[i];
        if (!c->key)
            continue;
        if (sg_key_measure(c->key - 1) == SG_MEASURES) {
            done = sg_counts_add(cells, c->key - 1, c->n);
            continue;
        }
        classes_of(u, sg_key_id(c->key - 1, u->dim));
        for (size_t k = 0; done && k < u->set->n; k++)
            done = sg_counts_add(cells, with_id(c->key - 1, u->dim, u->set->id[k]), c->n);
    }
    for (size_t i = 0; done && i < u->t->bag.cap; i++) {
        const struct sg_bagged *b = &u->t->bag.at[i];
        if (!b->key)
            continue;
        classes_of(u, sg_key_id(b->key - 1, u->dim));
        for (size_t k = 0; done && k < u->set->n; k++)
            done = sg_bag_add(bag, with_id(b->key - 1, u->dim, u->set->id[k]), b->item, b->n);
    }
    return done;
}

/* ---- which are frequent ---- */

struct frequent {
    int64_t n;
    const char *text; /* of a value that the profile does not know, else NULL */
    uint32_t id;
};

static int by_count(const void *a, const void *b)
{
    const struct frequent *x = a, *y = b;
    if (x->n != y->n)
        return x->n > y->n ? -1 : 1;
    if (x->text && y->text)
        return strcmp(x->text, y->text);
    return (x->id > y->id) - (x->id < y->id);
}

/* Counts by the first measure, over the whole table. */
static size_t count_classes(const struct unfold *u, struct sg_tally *whole, struct frequent *f,
                            size_t ids)
{
    size_t n = 0;
    const struct sg_dim *d = &u->t->plan->dim[u->dim];
    for (uint32_t id = SG_ID_FIRST; id < ids; id++) {
        const char *text = id < u->first ? NULL : u->t->extra[u->dim].word[id - u->first].p;
        int64_t count = sg_counts_get(&whole->cells, with_id(0, u->dim, id));
        if (count > 0 && id != d->other && id != d->several && id != d->rest &&
            (!text || *text != MARK))
            f[n++] = (struct frequent){count, text, id};
    }
    if (n)
        qsort(f, n, sizeof *f, by_count);
    return n;
}

static bool rank(struct unfold *u, bool *keep, size_t ids)
{
    struct sg_tally whole = {.plan = u->t->plan};
    struct frequent *f = calloc(ids, sizeof *f);
    uint32_t *order = u->t->order[u->dim] = calloc(ids, sizeof *order);
    bool done = f && order && unfold_all(u, &whole.cells, &whole.bag) && sg_tally_settle(&whole);
    size_t n = done ? count_classes(u, &whole, f, ids) : 0;
    for (size_t id = 0; done && id < ids; id++)
        order[id] = (uint32_t)(ids + id); /* who is in several comes behind them */
    for (size_t i = 0; done && i < n; i++) {
        keep[f[i].id] = i < u->t->plan->dim[u->dim].top;
        order[f[i].id] = (uint32_t)i;
    }
    free(f);
    sg_counts_free(&whole.cells);
    sg_counts_free(&whole.days);
    sg_counts_free(&whole.unsure);
    sg_bag_free(&whole.bag);
    return done;
}

static bool unfold_dim(struct sg_tally *t, size_t dim)
{
    struct sg_ids set = {0};
    uint32_t first = SG_ID_FIRST + (uint32_t)t->plan->dim[dim].classes;
    size_t ids = first + t->extra[dim].n;
    struct unfold u = {t, dim, first, (uint32_t)ids, NULL, &set};
    struct sg_counts cells = {0};
    struct sg_bag bag = {0};
    bool *keep = calloc(ids, sizeof *keep);
    bool done = keep && rank(&u, keep, ids);
    u.keep = keep;
    done = done && unfold_all(&u, &cells, &bag) && !t->failed;
    if (done) {
        sg_counts_free(&t->cells);
        sg_bag_free(&t->bag);
        t->cells = cells;
        t->bag = bag;
    } else {
        sg_counts_free(&cells);
        sg_bag_free(&bag);
    }
    free(keep);
    free(set.id);
    free(set.seen);
    return done || sg_tally_stuck(t, SG_R_MEMORY, "no memory for the cells of the table");
}

bool sg_top_unfold(struct sg_tally *t)
{
    for (size_t d = 0; d < t->plan->dims; d++)
        if (t->plan->dim[d].top && !t->order[d] && !unfold_dim(t, d))
            return false;
    return true;
}
