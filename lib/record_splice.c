/* SPDX-License-Identifier: EUPL-1.2 */
/* Lines with members added: what is not ours is copied, to the byte. */
#include "record_impl.h"

void sg_splice(struct sg_buf *b, const struct sg_record *r, const char *members, size_t n)
{
    sg_buf_add(b, r->p, r->close);
    if (n > 0 && r->count > 0)
        sg_buf_char(b, ',');
    sg_buf_add(b, members, n);
    sg_buf_add(b, r->p + r->close, r->n - r->close);
}

/* Nearly every name is another one at its first byte. */
static bool is_own(struct sg_val key, const char *const own[])
{
    while (*own && ((!key.escaped && **own != *key.p) || !sg_val_is(key, *own)))
        own++;
    return *own != NULL;
}

/* Next to no line has one, and that a name is not there is told at once. */
static bool has_own(const struct sg_record *r, const char *const own[])
{
    while (*own && sg_record_get(r, *own).kind == SG_ABSENT)
        own++;
    return *own != NULL;
}

void sg_splice_over(struct sg_buf *b, const struct sg_record *r, const char *const own[],
                    const char *members, size_t n)
{
    if (!has_own(r, own)) {
        sg_splice(b, r, members, n);
        return;
    }
    struct sg_iter it = sg_iter(sg_record_val(r));
    struct sg_val key, val;
    const char *end = r->p; /* of the member before, whether it stays or not */
    bool any = false, done = n == 0;
    while (sg_iter_next(&it, &key, &val)) {
        const char *begin = sg_val_raw(key).p, *before = end;
        val = sg_val_raw(val);
        end = val.p + val.n;
        bool ours = is_own(key, own);
        if (before == r->p) /* the opening brace and what stands around it */
            sg_buf_add(b, r->p, (size_t)(begin - r->p));
        if (ours && done)
            continue;
        if (any) /* the comma and what stands around it */
            sg_buf_add(b, before, (size_t)(begin - before));
        sg_buf_add(b, ours ? members : begin, ours ? n : (size_t)(end - begin));
        any = true;
        done = done || ours;
    }
    sg_buf_add(b, end, (size_t)(r->p + r->close - end));
    sg_buf_add(b, r->p + r->close, r->n - r->close);
}
