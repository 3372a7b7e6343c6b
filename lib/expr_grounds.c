/* SPDX-License-Identifier: EUPL-1.2 */
/* Why an expression says what it says: a second run that keeps, of each part, the comparisons that
 * made it so. A part that turns out not to matter takes back what it had written down, so nothing
 * has to be searched afterwards. */
#include "expr_impl.h"

/* As in eval: what waits at each level of nesting. */
enum { WAITING = 2 * (EXPR_DEPTH + 1) };

/* A side of `and` or `or`: its truth, and where its grounds begin. */
struct side {
    enum sg_truth truth;
    size_t from;
};

static void write_down(struct expr_sight *s, const struct expr_step *step, enum sg_truth truth)
{
    struct sg_grounds *why = s->why;
    if (why->n == SG_GROUNDS) {
        why->more = true;
        return;
    }
    why->at[why->n++] =
        (struct sg_ground){sg_fields[step->field].path, s->e->text.p + step->said, truth};
}

/* Leaves of the grounds from..to only those that the truth of the whole rests on. */
static void join(struct sg_grounds *why, struct side a, struct side b, enum sg_truth whole)
{
    size_t kept = a.from;
    for (size_t i = a.from; i < why->n; i++)
        if ((i < b.from ? a.truth : b.truth) == whole) {
            why->at[kept] = why->at[i];
            why->body[kept++] = why->body[i];
        }
    why->n = kept;
}

/* The truth that an element must have to have made a quantifier `whole`. */
static enum sg_truth of_element(const struct expr_step *step, enum sg_truth whole)
{
    if (step->negate)
        whole = truth_not(whole);
    return step->relation == RELATION_NONE ? truth_not(whole) : whole;
}

/* A quantifier: of its elements those that decided; of a number all, of an unsure one the unsure.
 */
static enum sg_truth each(struct expr_sight *s, const struct expr_step *step)
{
    struct sg_grounds *why = s->why;
    size_t from = why->n, kept = from;
    enum sg_truth whole = sg_expr_step_truth(s, step), wanted = of_element(step, whole);
    bool counts = step->relation < RELATION_ANY && whole != SG_UNSURE;
    for (size_t i = from; i < why->n; i++)
        if (counts || why->body[i] == wanted) {
            why->at[kept] = why->at[i];
            why->body[kept++] = why->body[i];
        }
    why->n = kept;
    if (kept == from)
        write_down(s, step, whole);
    return whole;
}

enum sg_truth sg_expr_why(struct expr_sight *s, uint32_t from, uint32_t to)
{
    struct sg_grounds *why = s->why;
    struct side waiting[WAITING], now = {SG_UNSURE, why->n};
    size_t begin = why->n;
    uint32_t n = 0;
    for (uint32_t i = from; i < to; i++) {
        const struct expr_step *step = &s->e->step[i];
        switch ((enum expr_op)step->op) {
        case EXPR_TEST:
            now = (struct side){sg_expr_step_truth(s, step), why->n};
            write_down(s, step, now.truth);
            break;
        case EXPR_EACH:
            now.from = why->n;
            now.truth = each(s, step);
            i = step->to - 1;
            break;
        case EXPR_NOT:
            now.truth = truth_not(now.truth);
            break;
        case EXPR_SURELY:
            now.truth = now.truth == SG_YES ? SG_YES : SG_NO;
            break;
        case EXPR_AND_THEN:
        case EXPR_OR_ELSE:
            if (now.truth == (step->op == EXPR_AND_THEN ? SG_NO : SG_YES))
                i = step->to - 1;
            else
                waiting[n++] = now;
            break;
        case EXPR_AND:
        case EXPR_OR: {
            struct side left = waiting[--n];
            enum sg_truth whole =
                (step->op == EXPR_AND ? truth_and : truth_or)(left.truth, now.truth);
            join(why, left, now, whole);
            now = (struct side){whole, left.from};
            break;
        }
        }
    }
    for (size_t i = begin; i < why->n; i++)
        why->body[i] = now.truth;
    return now.truth;
}

enum sg_truth sg_expr_grounds(const struct sg_expr *e, const struct sg_record *r,
                              struct sg_val element, struct sg_grounds *why)
{
    struct expr_sight s = {.e = e, .r = r, .why = why};
    s.scope[1] = element;
    why->n = 0;
    why->more = false;
    return sg_expr_why(&s, 0, e->steps);
}
