/* SPDX-License-Identifier: EUPL-1.2 */
/* What stands for one record. */
#include "due_impl.h"

/* ---- members ---- */

struct sg_date sg_due_date(struct sg_val v)
{
    struct sg_date d = {0, 0, 0};
    char text[10];
    size_t n = sg_val_text(v, text, sizeof text);
    if (n > sizeof text || !sg_date_parse(text, n, &d))
        d.y = 0;
    return d;
}

/* A signal that was opened again has no closing, so one that has a closing was closed since; but in
 * a line that nobody checked a closing may have been left standing. */
enum due_state sg_due_state(const struct sg_record *r)
{
    if (sg_record_get(r, "erased").kind != SG_ABSENT)
        return DUE_ANY;
    struct sg_val again, closed = sg_record_get(r, "closed");
    if (closed.kind != SG_OBJECT)
        return DUE_OPEN;
    struct sg_date on = sg_due_date(sg_val_get(closed, "on"));
    struct sg_iter it = sg_iter(sg_record_get(r, "reopened"));
    while (sg_iter_next(&it, NULL, &again))
        if (!on.y || sg_date_before(on, sg_due_date(again)) == SG_YES)
            return DUE_OPEN;
    return DUE_CLOSED;
}

/* The first of the dates that is there, as its last possible day; y = 0: none. */
static struct sg_date begins(const struct due_rule *rule, const struct sg_record *r,
                             struct sg_val element)
{
    for (size_t i = 0; i < rule->dates; i++) {
        const struct due_way *way = &rule->date[i];
        struct sg_val v = way->inside ? sg_val_get(element, way->top) : sg_record_get(r, way->top);
        if (*way->rest)
            v = sg_val_get(v, way->rest);
        struct sg_date d = sg_due_date(v);
        if (d.y)
            return sg_date_last(d);
    }
    return (struct sg_date){0, 0, 0};
}

/* ---- rules ---- */

/* Holds when the condition is certain; is ended only by what is certain. */
static bool stands(const struct due_rule *rule, const struct sg_record *r, struct sg_val element)
{
    if (rule->condition && sg_expr_test(rule->condition, r, element) != SG_YES)
        return false;
    return !rule->unless || sg_expr_test(rule->unless, r, element) != SG_YES;
}

static struct sg_date ends(const struct sg_due_plan *plan, const struct due_rule *rule,
                           struct sg_date begin)
{
    return rule->law ? sg_length_by_law(begin, rule->within, plan->holiday, plan->holidays)
                     : sg_length_after(begin, rule->within, plan->holiday, plan->holidays);
}

/* What a search hands on. */
struct finding {
    const struct sg_due_plan *plan;
    const struct sg_record *r;
    due_each_fn each;
    void *ctx;
};

static void find_one(const struct finding *find, const struct due_rule *rule, struct sg_val element,
                     uint32_t at)
{
    if (!stands(rule, find->r, element))
        return;
    struct sg_date begin = begins(rule, find->r, element);
    struct sg_date due = begin.y ? ends(find->plan, rule, begin) : begin;
    if (due.y)
        find->each(find->ctx, &(struct due_standing){rule, at, due});
}

static void find_elements(const struct finding *find, const struct due_rule *rule)
{
    struct sg_val element;
    struct sg_iter it = sg_iter(sg_record_get(find->r, rule->unit));
    for (uint32_t at = 0; sg_iter_next(&it, NULL, &element); at++)
        find_one(find, rule, element, at);
}

void sg_due_find(const struct sg_due_plan *plan, const struct sg_record *r, due_each_fn each,
                 void *ctx)
{
    static const struct sg_val none;
    const struct finding find = {plan, r, each, ctx};
    enum due_state state = sg_due_state(r);
    if (state == DUE_ANY)
        return;
    bool retained = false; /* the first row of retention that holds decides */
    for (size_t i = 0; i < plan->rules; i++) {
        const struct due_rule *rule = &plan->rule[i];
        if (rule->sheet == DUE_AGENDA || (rule->state != DUE_ANY && rule->state != state))
            continue;
        if (rule->sheet == DUE_RETENTION) {
            if (retained || !stands(rule, r, none))
                continue;
            retained = true;
        }
        if (rule->left_out)
            continue;
        if (*rule->unit)
            find_elements(&find, rule);
        else
            find_one(&find, rule, none, 0);
    }
}

/* ---- retention, for erasure ---- */

/* The first row that fits; `ended`: also one that its `unless` ends. */
static const struct due_rule *retained(const struct sg_due_plan *plan, const struct sg_record *r,
                                       bool ended)
{
    static const struct sg_val none;
    enum due_state state = sg_due_state(r);
    for (size_t i = 0; state != DUE_ANY && i < plan->rules; i++) {
        const struct due_rule *rule = &plan->rule[i];
        if (rule->sheet != DUE_RETENTION || (rule->state != DUE_ANY && rule->state != state))
            continue;
        if (ended ? !rule->condition || sg_expr_test(rule->condition, r, none) == SG_YES
                  : stands(rule, r, none))
            return rule;
    }
    return NULL;
}

const struct sg_due_kind *sg_due_retention(const struct sg_due_plan *plan,
                                           const struct sg_record *r, struct sg_date *due)
{
    static const struct sg_val none;
    const struct due_rule *rule = retained(plan, r, false);
    *due = (struct sg_date){0, 0, 0};
    if (!rule) {
        rule = retained(plan, r, true);
        return rule ? &rule->kind : NULL;
    }
    struct sg_date begin = begins(rule, r, none);
    if (begin.y)
        *due = ends(plan, rule, begin);
    return &rule->kind;
}

/* ---- terms, for enrich ---- */

struct terms {
    struct sg_buf *out;
    size_t n;
};

static void put_term(void *ctx, const struct due_standing *s)
{
    struct terms *terms = ctx;
    char due[11];
    if (s->rule->sheet != DUE_TERM)
        return;
    sg_date_write(s->due, due);
    sg_buf_str(terms->out, terms->n++ ? ",{\"term\":" : "{\"term\":");
    sg_json_text(terms->out, s->rule->kind.name, strlen(s->rule->kind.name));
    sg_buf_fmt(terms->out, ",\"due\":\"%s\"}", due);
}

size_t sg_due_terms(const struct sg_due_plan *plan, const struct sg_record *r, struct sg_buf *out)
{
    struct terms terms = {out, 0};
    sg_buf_char(out, '[');
    sg_due_find(plan, r, put_term, &terms);
    sg_buf_char(out, ']');
    return terms.n;
}
