/* SPDX-License-Identifier: EUPL-1.2 */
/* Which rows and columns a table has, and in what order.
 *
 * Shown is what occurs; besides, periods without gaps, all years that were asked for, and the
 * members of a region in a named table, also when nothing happened there. */
#include "tally_impl.h"

#include <stdlib.h>
#include <string.h>

enum { TUPLES_MAX = 20 * 1000 * 1000 };

/* What an order needs: the place of each class within its dimension. */
struct ranks {
    const struct sg_axis_plan *plan;
    const struct sg_dim *dim;  /* of the plan */
    uint32_t *extra[SG_DIMS];  /* places of values that the plan does not know: by text */
    uint32_t *const *order;    /* of the tally: places by frequency */
    uint32_t *member[SG_DIMS]; /* places of classes, when the table names members */
};

/* A tuple with its place: compared before everything else is forgotten. */
struct ranked {
    uint32_t rank[SG_AXIS_MAX];
    struct sg_tuple tuple;
};

/* ---- places ---- */

struct named {
    const struct sg_word *word;
    uint32_t number;
};

static int by_text(const void *a, const void *b)
{
    const struct named *x = a, *y = b;
    return strcmp(x->word->p, y->word->p);
}

static bool rank_extras(struct ranks *r, const struct sg_tally *t, size_t dim)
{
    const struct sg_words *w = &t->extra[dim];
    struct named *sorted = calloc(w->n ? w->n : 1, sizeof *sorted);
    r->extra[dim] = calloc(w->n ? w->n : 1, sizeof *r->extra[dim]);
    if (!sorted || !r->extra[dim]) {
        free(sorted);
        return false;
    }
    for (size_t i = 0; i < w->n; i++)
        sorted[i] = (struct named){&w->word[i], (uint32_t)i};
    qsort(sorted, w->n, sizeof *sorted, by_text);
    for (size_t i = 0; i < w->n; i++)
        r->extra[dim][sorted[i].number] = (uint32_t)i;
    free(sorted);
    return true;
}

static bool rank_members(struct ranks *r, size_t dim)
{
    const struct sg_dim *d = &r->dim[dim];
    if (!d->member)
        return true;
    r->member[dim] = malloc((d->classes + 1) * sizeof *r->member[dim]);
    if (!r->member[dim])
        return false;
    for (size_t i = 0; i < d->classes; i++)
        r->member[dim][i] = (uint32_t)(d->members + i);
    for (size_t i = 0; i < d->members; i++)
        r->member[dim][d->member[i] - SG_ID_FIRST] = (uint32_t)i;
    return true;
}

static void ranks_free(struct ranks *r)
{
    for (size_t d = 0; d < SG_DIMS; d++) {
        free(r->extra[d]);
        free(r->member[d]);
    }
}

/* Classes of the plan, other values by text, then outside, unknown, and the total. */
static uint32_t rank_of(const struct ranks *r, size_t dim, uint32_t id)
{
    const struct sg_dim *d = &r->dim[dim];
    if (id == SG_ID_TOTAL)
        return UINT32_MAX;
    if (id == SG_ID_UNKNOWN)
        return UINT32_MAX - 1;
    if (d->kind == SG_DIM_PERIOD)
        return id;
    if (d->rest && id == d->rest)
        return UINT32_MAX - 2;
    if (id == d->other)
        return UINT32_MAX - 3;
    if (r->order[dim])
        return r->order[dim][id];
    uint32_t i = id - SG_ID_FIRST;
    if (i >= d->classes)
        return 2 * (uint32_t)d->classes + r->extra[dim][i - d->classes];
    return r->member[dim] ? r->member[dim][i] : i;
}

/* ---- collecting ---- */

struct list {
    struct ranked *at;
    size_t n, cap;
};

static bool list_add(struct list *l, const struct ranks *r, const struct sg_tuple *tuple)
{
    if (l->n == l->cap) {
        size_t cap = l->cap ? 2 * l->cap : 256;
        struct ranked *more = realloc(l->at, cap * sizeof *more);
        if (!more)
            return false;
        l->at = more;
        l->cap = cap;
    }
    struct ranked *new = &l->at[l->n++];
    memset(new, 0, sizeof *new);
    new->tuple = *tuple;
    for (size_t i = 0; i < r->plan->n; i++) {
        unsigned at = r->plan->at[i];
        new->rank[i] = at == SG_AXIS_MEASURE ? tuple->measure : rank_of(r, at, tuple->id[at]);
    }
    return true;
}

static int by_rank(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;
    if (x->tuple.total != y->tuple.total)
        return x->tuple.total ? 1 : -1;
    for (size_t i = 0; i < SG_AXIS_MAX; i++) {
        if (x->rank[i] != y->rank[i])
            return x->rank[i] < y->rank[i] ? -1 : 1;
    }
    return 0;
}

static void sort_once(struct list *l)
{
    size_t kept = 0;
    if (l->n)
        qsort(l->at, l->n, sizeof *l->at, by_rank);
    for (size_t i = 0; i < l->n; i++) {
        if (kept == 0 || by_rank(&l->at[kept - 1], &l->at[i]) != 0)
            l->at[kept++] = l->at[i];
    }
    l->n = kept;
}

static bool on_axis(const struct sg_axis_plan *a, unsigned what)
{
    for (size_t i = 0; i < a->n; i++) {
        if (a->at[i] == what)
            return true;
    }
    return false;
}

/* The tuples of this axis that some cell has; with few, the duplicates are dropped on the way. */
static bool collect(struct list *l, const struct ranks *r, const struct sg_tally *t)
{
    bool measures = on_axis(r->plan, SG_AXIS_MEASURE);
    for (size_t i = 0; i < t->cells.cap; i++) {
        const struct sg_count *c = &t->cells.at[i];
        struct sg_tuple tuple = {0};
        bool whole = c->key && c->n && sg_key_measure(c->key - 1) < SG_MEASURES;
        for (size_t d = 0; whole && d < t->plan->dims; d++) {
            tuple.id[d] = on_axis(r->plan, (unsigned)d) ? sg_key_id(c->key - 1, d) : 0;
            whole = tuple.id[d] != SG_ID_TOTAL || !on_axis(r->plan, (unsigned)d);
        }
        if (!whole)
            continue;
        if (measures)
            tuple.measure = (uint32_t)sg_key_measure(c->key - 1);
        if (!list_add(l, r, &tuple))
            return false;
        if (l->n > 1u << 16 && l->n == l->cap)
            sort_once(l);
    }
    sort_once(l);
    return true;
}

/* ---- what is shown in any case ---- */

/* The classes of a dimension that must be there: *n of them, owned. NULL with *n = 0: only what
 * occurs; with *n = 1: no memory. */
static uint32_t *period_classes(const struct sg_tally_plan *plan, const struct list *l, size_t dim,
                                size_t *n)
{
    const struct sg_dim *d = &plan->dim[dim];
    uint32_t lo = UINT32_MAX, hi = 0;
    for (size_t i = 0; i < l->n; i++) {
        uint32_t id = l->at[i].tuple.id[dim];
        if (id < SG_ID_FIRST)
            continue;
        lo = id < lo ? id : lo;
        hi = id > hi ? id : hi;
    }
    struct sg_date from = {(int16_t)plan->from, 1, 1}, until = {(int16_t)plan->until, 12, 31};
    if (plan->from || d->within)
        lo = sg_period_id(d, d->within ? (struct sg_date){1, 1, 1} : from);
    if (plan->until || d->within)
        hi = sg_period_id(d, d->within ? (struct sg_date){1, 12, 31} : until);
    *n = lo <= hi ? hi - lo + 1 : 0;
    uint32_t *ids = *n ? malloc(*n * sizeof *ids) : NULL;
    for (uint32_t i = 0; ids && i < *n; i++)
        ids[i] = lo + i;
    *n += *n && !ids;
    return ids;
}

static uint32_t *dense_classes(const struct sg_tally_plan *plan, const struct list *l, size_t dim,
                               size_t *n)
{
    const struct sg_dim *d = &plan->dim[dim];
    *n = 0;
    if (d->kind == SG_DIM_PERIOD)
        return period_classes(plan, l, dim, n);
    if (!d->member)
        return NULL;
    uint32_t *ids = malloc(d->members * sizeof *ids + 1);
    *n = ids ? d->members : 1;
    for (size_t i = 0; ids && i < d->members; i++)
        ids[i] = d->member[i];
    return ids;
}

/* Every combination of the classes that must be there: an odometer over the axis. */
static bool combine(struct list *l, const struct ranks *r, const struct sg_tally_plan *plan,
                    uint32_t *const ids[SG_AXIS_MAX], const size_t n[SG_AXIS_MAX])
{
    size_t at[SG_AXIS_MAX] = {0}, i;
    do {
        struct sg_tuple tuple = {0};
        for (i = 0; i < r->plan->n; i++) {
            if (r->plan->at[i] == SG_AXIS_MEASURE)
                tuple.measure = (uint32_t)at[i];
            else
                tuple.id[r->plan->at[i]] = ids[i][at[i]];
        }
        if (!list_add(l, r, &tuple))
            return false;
        for (i = r->plan->n; i > 0 && ++at[i - 1] == n[i - 1]; i--)
            at[i - 1] = 0;
    } while (i > 0);
    (void)plan;
    return true;
}

/* Only when every dimension of the axis has such classes. */
static bool add_dense(struct list *l, const struct ranks *r, const struct sg_tally_plan *plan,
                      struct sg_fault *f)
{
    uint32_t *ids[SG_AXIS_MAX] = {0};
    size_t n[SG_AXIS_MAX] = {0}, product = 1;
    bool enough = true;
    for (size_t i = 0; i < r->plan->n; i++) {
        n[i] = plan->measures;
        if (r->plan->at[i] != SG_AXIS_MEASURE) {
            ids[i] = dense_classes(plan, l, r->plan->at[i], &n[i]);
            enough = enough && (ids[i] || n[i] == 0);
        }
        product = product > TUPLES_MAX ? product : product * n[i];
    }
    bool done = enough || sg_fail(f, SG_R_MEMORY, "no memory for the rows of the table");
    if (done && product > TUPLES_MAX)
        done = sg_fail(f, SG_R_BAD_TABLE,
                       "the table would have more than %d rows or columns; give --from and "
                       "--until, or a coarser dimension",
                       TUPLES_MAX);
    if (done && product && !combine(l, r, plan, ids, n))
        done = sg_fail(f, SG_R_MEMORY, "no memory for the rows of the table");
    for (size_t i = 0; i < SG_AXIS_MAX; i++)
        free(ids[i]);
    return done;
}

/* The total of the axis; with measures on it, one a measure. Nothing has no total. */
static bool add_totals(struct list *l, const struct ranks *r, const struct sg_tally_plan *plan)
{
    size_t count = on_axis(r->plan, SG_AXIS_MEASURE) ? plan->measures : 1;
    bool wanted = r->plan->total && l->n > 0;
    for (size_t m = 0; wanted && m < count; m++) {
        struct sg_tuple tuple = {.measure = (uint32_t)m, .total = true};
        if (!list_add(l, r, &tuple))
            return false;
    }
    return true;
}

/* ---- the axis ---- */

static bool axis_fill(struct sg_axis *a, struct list *l)
{
    a->at = malloc((l->n ? l->n : 1) * sizeof *a->at);
    if (!a->at)
        return false;
    for (size_t i = 0; i < l->n; i++)
        a->at[i] = l->at[i].tuple;
    a->n = l->n;
    return true;
}

bool sg_axis_make(struct sg_axis *a, const struct sg_tally *t, const struct sg_axis_plan *p,
                  struct sg_fault *f)
{
    struct ranks r = {.plan = p, .dim = t->plan->dim, .order = t->order};
    struct list l = {0};
    bool done = true;
    for (size_t d = 0; done && d < t->plan->dims; d++)
        done = rank_extras(&r, t, d) && rank_members(&r, d);
    done = done && collect(&l, &r, t);
    if (!done)
        sg_fail(f, SG_R_MEMORY, "no memory for the rows of the table");
    done = done && add_dense(&l, &r, t->plan, f);
    if (done) {
        done = add_totals(&l, &r, t->plan);
        sort_once(&l);
        done = done && axis_fill(a, &l);
        if (!done)
            sg_fail(f, SG_R_MEMORY, "no memory for the rows of the table");
    }
    ranks_free(&r);
    free(l.at);
    return done;
}
