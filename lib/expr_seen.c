/* SPDX-License-Identifier: EUPL-1.2 */
/* What was seen of one signal: truths, and the members of the objects in it. */
#include "expr_impl.h"

#include <stdlib.h>
#include <string.h>

struct sg_expr_seen *sg_expr_seen(size_t shared, struct sg_fault *f)
{
    struct sg_expr_seen *seen = malloc(sizeof *seen);
    unsigned char *truth = calloc(SEEN_ROWS, shared + 1);
    if (!seen || !truth) {
        free(seen);
        free(truth);
        sg_fail(f, SG_R_MEMORY, "memory ran out");
        return NULL;
    }
    seen->truth = truth;
    seen->shared = shared;
    seen->r = NULL;
    return seen;
}

void sg_expr_seen_free(struct sg_expr_seen *seen)
{
    if (seen)
        free(seen->truth);
    free(seen);
}

void sg_expr_seen_begin(struct sg_expr_seen *seen, const struct sg_record *r)
{
    seen->r = r;
    seen->rows = 1;
    seen->members = 0;
    memset(seen->truth, 0, seen->shared);
}

/* ---- objects and arrays ---- */

/* Puts what is inside into the pool. false: it does not fit, and nothing more does: such a signal
 * is walked as if nothing were kept. */
static bool fill(struct sg_expr_seen *seen, struct sg_val v, struct expr_inside *in)
{
    struct sg_iter it = sg_iter(v);
    struct sg_member m = {0};
    in->names = 0;
    in->m = &seen->m[seen->members];
    in->count = 0;
    while (sg_iter_next(&it, &m.key, &m.val)) {
        if (seen->members == SEEN_MEMBERS)
            return false;
        if (it.object)
            in->names |= m.key.escaped ? UINT64_MAX : sg_name_bit(sg_name_tag(m.key.p, m.key.n));
        seen->m[seen->members++] = m;
        in->count++;
    }
    return true;
}

unsigned sg_expr_seen_row(struct sg_expr_seen *seen, struct sg_val v)
{
    if (v.kind != SG_OBJECT && v.kind != SG_ARRAY)
        return 0;
    for (unsigned i = 1; i < seen->rows; i++)
        if (seen->at[i] == v.p)
            return i;
    if (seen->rows == SEEN_ROWS || !fill(seen, v, &seen->inside[seen->rows]))
        return 0;
    seen->at[seen->rows] = v.p;
    memset(seen->truth + seen->rows * seen->shared, 0, seen->shared);
    return seen->rows++;
}

struct sg_val sg_expr_seen_get(struct sg_expr_seen *seen, struct sg_val v, const char *key,
                               size_t n)
{
    unsigned row = sg_expr_seen_row(seen, v);
    const struct expr_inside *in = &seen->inside[row];
    if (!row)
        return sg_val_get(v, key);
    if (in->names & sg_name_bit(sg_name_tag(key, n)))
        for (unsigned i = 0; i < in->count; i++)
            if (expr_is_text(in->m[i].key, key, n))
                return in->m[i].val;
    return (struct sg_val){0};
}
