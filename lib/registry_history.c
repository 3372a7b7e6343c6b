/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry_impl.h"

#include <stdlib.h>
#include <string.h>

/* Makes past[n] exist. */
static bool reach(struct sg_history *h, uint64_t n)
{
    if (n >= h->cap) {
        size_t cap = h->cap ? h->cap : 1024;
        while (cap <= n)
            cap *= 2;
        struct sg_past *p = realloc(h->past, cap * sizeof *p);
        if (!p)
            return false;
        h->past = p;
        h->cap = cap;
    }
    while (h->n <= n)
        h->past[h->n++] = (struct sg_past){0};
    return true;
}

static int first(struct sg_history *h, uint64_t n, const struct sg_exhibit *x, struct sg_fault *f)
{
    h->past[n] = (struct sg_past){.id = x->id, .rev = 1};
    if (x->number == n)
        return 1;
    sg_fail(f, SG_R_BAD_REV, "its id has number %llu, its line is n=%llu",
            (unsigned long long)x->number, (unsigned long long)n);
    return 0;
}

static int later(struct sg_history *h, uint64_t n, const struct sg_exhibit *x, struct sg_fault *f)
{
    h->past[n] = (struct sg_past){.id = x->id, .rev = 0};
    struct sg_past *past = x->number < n ? &h->past[x->number] : NULL;
    bool unknown = past && past->id == 0 && x->number > 0;
    if (!past || (!unknown && (past->rev == 0 || past->id != x->id))) {
        sg_fail(f, SG_R_BAD_REV, "revision %lld of a signal that is not in the registry before it",
                (long long)x->rev);
        return 0;
    }
    const int64_t newest = past->rev;
    const bool next = unknown || x->rev == newest + 1 || (h->lost && x->rev > newest);
    if (unknown || x->rev > newest)
        *past = (struct sg_past){.id = x->id, .rev = (uint32_t)x->rev};
    if (next)
        return 1;
    sg_fail(f, SG_R_BAD_REV, "revision %lld follows revision %lld of the same signal",
            (long long)x->rev, (long long)newest);
    return 0;
}

int sg_reg_history_note(struct sg_history *h, uint64_t n, const struct sg_exhibit *x,
                        struct sg_fault *f)
{
    if (x->rev == 0)
        return 1;
    if (x->rev < 0 || x->rev > UINT32_MAX) {
        sg_fail(f, SG_R_BAD_REV, "its revision is not a number from 1");
        return 0;
    }
    if (n >= SIZE_MAX / 16 || !reach(h, n))
        return -1;
    return x->rev == 1 ? first(h, n, x, f) : later(h, n, x, f);
}
