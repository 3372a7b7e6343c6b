/* SPDX-License-Identifier: EUPL-1.2 */
/* Running a program over a record. Nothing here allocates or changes the program. */
#include "expr_impl.h"

#include "derive.h"
#include "text.h"

#include <string.h>

/* Every level of nesting leaves at most two operands waiting, one of `or` and one of `and`. */
enum { WAITING = 2 * (EXPR_DEPTH + 1), TEXT_MOST = 65536 };

/* What the values of one path, or the elements of one list, were found to be. */
struct tally {
    int64_t yes, no, unsure;
    bool open; /* something on the way was not asked: there may be more */
};

static enum sg_truth run(struct expr_sight *s, uint32_t from, uint32_t to);

/* ---- logic ---- */

static enum sg_truth sure(bool yes)
{
    return yes ? SG_YES : SG_NO;
}

/* ---- one value ---- */

static bool is_unknown(const struct expr_step *step, struct sg_val v)
{
    return step->knows_unknown && expr_is_text(v, "unknown", 7);
}

static enum sg_truth look_word(const struct sg_expr *e, const struct expr_step *step,
                               struct sg_val v)
{
    if (v.kind != SG_STRING)
        return SG_UNSURE;
    for (uint32_t i = 0; i < step->count; i++) {
        struct expr_word w = e->word[step->first + i];
        if (expr_is_text(v, e->text.p + w.at, w.n))
            return SG_YES;
    }
    return SG_NO;
}

/* A text with escapes is decoded first; a longer one than a signal may have is looked at in part.
 * Never inlined: its frame would be that of every test, and is probed page by page. */
static __attribute__((noinline)) enum sg_truth look_decoded(struct sg_val v, const char *needle,
                                                            size_t n)
{
    char text[TEXT_MOST];
    size_t all = sg_val_text(v, text, sizeof text);
    size_t here = all < sizeof text ? all : sg_utf8_until(text, sizeof text);
    if (sg_fold_contains(text, here, needle, n))
        return SG_YES;
    return all > sizeof text ? SG_UNSURE : SG_NO;
}

static enum sg_truth look_contains(const struct sg_expr *e, const struct expr_step *step,
                                   struct sg_val v)
{
    struct expr_word w = e->word[step->first];
    const char *needle = e->text.p + w.at;
    if (v.kind != SG_STRING)
        return SG_UNSURE;
    if (v.escaped)
        return look_decoded(v, needle, w.n);
    return sure(sg_fold_contains(v.p, v.n, needle, w.n));
}

static enum sg_truth look_region(const struct sg_expr *e, const struct expr_step *step,
                                 struct sg_val v)
{
    int gm = v.kind == SG_STRING ? sg_expr_gm(v.p, v.n) : -1;
    if (gm < 0)
        return SG_UNSURE;
    return sure(step->count && e->map[step->first][gm / 8] >> gm % 8 & 1);
}

/* A number of which only a range is known. */
static enum sg_truth look_range(const struct expr_sight *s, const struct expr_step *step,
                                enum sg_asked asked, struct expr_span range)
{
    if (step->leaf == LEAF_AGE_STATE || step->leaf == LEAF_STATE)
        return sure(step->relation == STATE_KNOWN     ? asked == SG_KNOWN
                    : step->relation == STATE_UNKNOWN ? asked == SG_NOT_KNOWN
                                                      : asked != SG_NOT_ASKED);
    if (asked == SG_NOT_KNOWN && step->or_unknown)
        return SG_YES;
    return asked == SG_KNOWN ? sg_expr_compare(s->e, step, range) : SG_UNSURE;
}

static enum sg_truth look_age(const struct expr_sight *s, const struct expr_step *step,
                              struct sg_val v)
{
    struct sg_ages ages = {0, 0};
    enum sg_asked asked = sg_derive_age(v, sg_derive_received(s->r), step->on, &ages);
    return look_range(s, step, asked, (struct expr_span){ages.lo, ages.hi});
}

static enum sg_truth look_space(const struct expr_sight *s, const struct expr_step *step)
{
    struct sg_space space = {0, 0};
    enum sg_asked asked = sg_derive_space(s->r, &space);
    return look_range(s, step, asked, (struct expr_span){space.lo, space.hi});
}

static enum sg_truth look_state(const struct expr_step *step, struct sg_val v)
{
    if (step->relation == STATE_PRESENT)
        return SG_YES;
    return sure(is_unknown(step, v) == (step->relation == STATE_UNKNOWN));
}

static enum sg_truth look(struct expr_sight *s, const struct expr_step *step, struct sg_val v)
{
    struct expr_span a;
    if (step->leaf == LEAF_STATE)
        return look_state(step, v);
    if (step->leaf == LEAF_AGE || step->leaf == LEAF_AGE_STATE)
        return look_age(s, step, v);
    if (is_unknown(step, v))
        return step->or_unknown ? SG_YES : SG_UNSURE;
    switch (step->leaf) {
    case LEAF_WORD:
        return look_word(s->e, step, v);
    case LEAF_CONTAINS:
        return look_contains(s->e, step, v);
    case LEAF_REGION:
        return look_region(s->e, step, v);
    case LEAF_COUNT:
        return SG_YES;
    case LEAF_BODY:
        s->scope[step->level] = v;
        s->row[step->level] = s->seen ? sg_expr_seen_row(s->seen, v) : 0;
        return (s->why ? sg_expr_why : run)(s, (uint32_t)(step - s->e->step) + 1, step->to);
    default:
        return sg_expr_span_of(step->leaf, v, &a) ? sg_expr_compare(s->e, step, a) : SG_UNSURE;
    }
}

/* ---- all values of a path ---- */

static void add(struct tally *t, enum sg_truth found)
{
    t->yes += found == SG_YES;
    t->no += found == SG_NO;
    t->unsure += found == SG_UNSURE;
}

/* true when further values cannot change what conclude() says. */
static bool decided(const struct expr_step *step, const struct tally *t)
{
    if (step->op == EXPR_TEST || step->relation == RELATION_ANY || step->relation == RELATION_NONE)
        return t->yes != 0;
    return step->relation == RELATION_EVERY && t->no != 0;
}

/* Not asked; or not known, where the number of values is asked. */
static bool is_open(const struct expr_step *step, unsigned i, struct sg_val v)
{
    return v.kind == SG_ABSENT || v.kind == SG_NULL ||
           (i == step->keys && step->leaf == LEAF_COUNT && is_unknown(step, v));
}

/* The member of v that the i-th name of the path means. */
static struct sg_val inner(const struct expr_sight *s, const struct expr_step *step, unsigned i,
                           struct sg_val v)
{
    const char *key = s->e->text.p + step->key[i];
    return s->seen ? sg_expr_seen_get(s->seen, v, key, step->key_n[i]) : sg_val_get(v, key);
}

/* The elements of a list: those that were kept, or by walking. */
struct elements {
    const struct sg_member *kept, *end;
    struct sg_iter rest;
};

static struct elements elements(const struct expr_sight *s, struct sg_val list)
{
    unsigned row = s->seen ? sg_expr_seen_row(s->seen, list) : 0;
    if (!row)
        return (struct elements){NULL, NULL, sg_iter(list)};
    const struct expr_inside *in = &s->seen->inside[row];
    return (struct elements){in->m, in->m + in->count, {NULL, NULL, false}};
}

static bool next(struct elements *list, struct sg_val *element)
{
    if (list->kept == list->end)
        return sg_iter_next(&list->rest, NULL, element);
    *element = list->kept++->val;
    return true;
}

/* Looks at every value that the rest of the path, from its i-th name on, reaches from v. */
static void visit(struct expr_sight *s, const struct expr_step *step, unsigned i, struct sg_val v,
                  struct tally *t)
{
    if (v.kind == SG_ARRAY) {
        struct sg_val element;
        struct elements list = elements(s, v);
        if (!next(&list, &element)) {
            t->open = true;
            return;
        }
        do
            visit(s, step, i, element, t);
        while (!decided(step, t) && next(&list, &element));
    } else if (is_open(step, i, v)) {
        t->open = true;
    } else if (i < step->keys) {
        visit(s, step, i + 1, inner(s, step, i, v), t);
    } else {
        add(t, look(s, step, v));
    }
}

static struct sg_val word_val(const char *word)
{
    return (struct sg_val){word, strlen(word), SG_STRING, false};
}

/* yes, no, unknown (there are persons, but it is not certain), or absent. */
static struct sg_val minor_val(const struct sg_record *r)
{
    struct sg_val none = {0}, person, persons = sg_record_get(r, "persons");
    enum sg_truth t = sg_derive_minor(r);
    struct sg_iter it = sg_iter(persons);
    if (t != SG_UNSURE)
        return word_val(t == SG_YES ? "yes" : "no");
    bool asked = persons.kind == SG_ARRAY && sg_iter_next(&it, NULL, &person);
    return asked ? word_val("unknown") : none;
}

static void visit_all(struct expr_sight *s, const struct expr_step *step, struct tally *t)
{
    struct sg_val v;
    switch (step->from) {
    case FROM_SIGNAL:
        v = sg_record_get_n(s->r, s->e->text.p + step->key[0], step->key_n[0]);
        if (v.kind == SG_ABSENT) /* most are */
            t->open = true;
        else
            visit(s, step, 1, v, t);
        break;
    case FROM_MINOR:
        visit(s, step, 0, minor_val(s->r), t);
        break;
    case FROM_RESPONSIBLE:
        visit(s, step, 0, sg_derive_responsible(s->r), t);
        break;
    case FROM_PLACE:
        visit(s, step, 0, sg_derive_place(s->r), t);
        break;
    case FROM_SPACE:
        add(t, look_space(s, step));
        break;
    default:
        visit(s, step, 0, s->scope[step->from], t);
    }
}

static enum sg_truth conclude(const struct sg_expr *e, const struct expr_step *step,
                              const struct tally *t)
{
    bool unsure = t->unsure || t->open;
    if (step->op == EXPR_TEST && (step->leaf == LEAF_STATE || step->leaf == LEAF_AGE_STATE))
        return sure(t->yes != 0);
    if (step->op == EXPR_TEST || step->relation == RELATION_ANY)
        return t->yes ? SG_YES : unsure ? SG_UNSURE : SG_NO;
    if (step->relation == RELATION_NONE)
        return t->yes ? SG_NO : unsure ? SG_UNSURE : SG_YES;
    if (step->relation == RELATION_EVERY)
        return t->no ? SG_NO : unsure ? SG_UNSURE : SG_YES;
    struct expr_span n = {t->yes, t->open ? INT64_MAX : t->yes + t->unsure};
    return sg_expr_compare(e, step, n);
}

static enum sg_truth find_truth(struct expr_sight *s, const struct expr_step *step)
{
    struct tally t = {0};
    visit_all(s, step, &t);
    enum sg_truth found = conclude(s->e, step, &t);
    return step->negate ? truth_not(found) : found;
}

/* Where the truth of a step is kept: 1 + the truth, 0 when nobody found it yet. NULL: it is not. */
static unsigned char *kept(const struct expr_sight *s, const struct expr_step *step)
{
    if (!step->shared || !s->seen)
        return NULL;
    unsigned row = step->about ? s->row[step->about] : 0;
    if (step->about && !row)
        return NULL;
    return s->seen->truth + row * s->seen->shared + step->shared - 1;
}

enum sg_truth sg_expr_step_truth(struct expr_sight *s, const struct expr_step *step)
{
    unsigned char *found = kept(s, step);
    if (!found)
        return find_truth(s, step);
    if (!*found)
        *found = (unsigned char)(1 + find_truth(s, step));
    return (enum sg_truth)(*found - 1);
}

/* ---- the program ---- */

static enum sg_truth run(struct expr_sight *s, uint32_t from, uint32_t to)
{
    enum sg_truth now = SG_UNSURE;
    uint8_t waiting[WAITING] = {0}; /* left operands whose right one is being looked at */
    uint32_t n = 0;
    for (uint32_t i = from; i < to; i++) {
        const struct expr_step *step = &s->e->step[i];
        switch ((enum expr_op)step->op) {
        case EXPR_TEST:
            now = sg_expr_step_truth(s, step);
            break;
        case EXPR_EACH:
            now = sg_expr_step_truth(s, step);
            i = step->to - 1;
            break;
        case EXPR_NOT:
            now = truth_not(now);
            break;
        case EXPR_SURELY:
            now = sure(now == SG_YES);
            break;
        case EXPR_AND_THEN:
        case EXPR_OR_ELSE:
            if (now == (step->op == EXPR_AND_THEN ? SG_NO : SG_YES))
                i = step->to - 1;
            else
                waiting[n++] = (uint8_t)now;
            break;
        case EXPR_AND:
            now = truth_and((enum sg_truth)waiting[--n], now);
            break;
        case EXPR_OR:
            now = truth_or((enum sg_truth)waiting[--n], now);
            break;
        }
    }
    return now;
}

enum sg_truth sg_expr_test(const struct sg_expr *e, const struct sg_record *r,
                           struct sg_val element)
{
    struct expr_sight s;
    s.e = e;
    s.r = r;
    s.why = NULL;
    s.seen = NULL;
    s.scope[1] = element;
    return run(&s, 0, e->steps);
}

enum sg_truth sg_expr_test_seen(const struct sg_expr *e, struct sg_expr_seen *seen)
{
    struct expr_sight s;
    s.e = e;
    s.r = seen->r;
    s.why = NULL;
    s.seen = seen;
    return run(&s, 0, e->steps);
}
