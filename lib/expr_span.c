/* SPDX-License-Identifier: EUPL-1.2 */
/* Numbers, dates, moments and times as spans, and how spans are related. */
#include "expr_impl.h"

/* Whatever a value within `a` is, is it so related to the span `b`? b is exact: a literal of
 * reduced precision is a period. */
static enum sg_truth compare(unsigned relation, struct expr_span a, struct expr_span b)
{
    switch (relation) {
    case RELATION_LT:
        return a.hi < b.lo ? SG_YES : a.lo >= b.lo ? SG_NO : SG_UNSURE;
    case RELATION_LE:
        return a.hi <= b.hi ? SG_YES : a.lo > b.hi ? SG_NO : SG_UNSURE;
    case RELATION_GT:
        return a.lo > b.hi ? SG_YES : a.hi <= b.hi ? SG_NO : SG_UNSURE;
    case RELATION_GE:
        return a.lo >= b.lo ? SG_YES : a.hi < b.lo ? SG_NO : SG_UNSURE;
    default:
        if (a.lo >= b.lo && a.hi <= b.hi)
            return SG_YES;
        return a.hi < b.lo || a.lo > b.hi ? SG_NO : SG_UNSURE;
    }
}

enum sg_truth sg_expr_compare(const struct sg_expr *e, const struct expr_step *step,
                              struct expr_span a)
{
    enum sg_truth t = SG_NO;
    for (uint32_t i = 0; i < step->count && t != SG_YES; i++)
        t = truth_or(t, compare(step->relation, a, e->span[step->first + i]));
    return t;
}

/* "2024-03-01T12:00:00Z": the day that it was in Amsterdam. */
static struct sg_date moment_day(const char *s, size_t n)
{
    struct sg_date d;
    if (n != 20 || !sg_date_parse(s, 10, &d) || !sg_time_valid(s + 11, 5))
        return (struct sg_date){0};
    int64_t seconds = sg_date_days(d) * INT64_C(86400) + sg_expr_minute(s + 11) * 60;
    return sg_amsterdam_day(seconds);
}

/* The span of a text: of a date its days, of a time its minute. */
static bool span_of_text(unsigned leaf, const char *s, size_t n, struct expr_span *a)
{
    struct sg_date d;
    if (leaf == LEAF_TIME) {
        bool valid = sg_time_valid(s, n);
        a->lo = a->hi = valid ? sg_expr_minute(s) : 0;
        return valid;
    }
    if (leaf == LEAF_MOMENT)
        d = moment_day(s, n);
    else if (!sg_date_parse(s, n, &d))
        return false;
    *a = sg_expr_days(d);
    return d.y != 0;
}

bool sg_expr_span_of(unsigned leaf, struct sg_val v, struct expr_span *a)
{
    char text[24];
    if (leaf == LEAF_INT) {
        bool ok = v.kind == SG_NUMBER && sg_val_int(v, &a->lo);
        a->hi = a->lo;
        return ok;
    }
    if (v.kind == SG_STRING && !v.escaped)
        return span_of_text(leaf, v.p, v.n, a);
    size_t n = sg_val_text(v, text, sizeof text);
    return n <= sizeof text && span_of_text(leaf, text, n, a);
}
