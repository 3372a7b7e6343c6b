/* SPDX-License-Identifier: EUPL-1.2 */
/* Which answers an expression can have: a search for a way to satisfy it, that gives up a way as
 * soon as the comparisons chosen on it contradict each other. */
#include "expr_impl.h"

#include <stdlib.h>
#include <string.h>

enum { LITERALS = 256, STEPS_MOST = 200000 };

/* A comparison that must have this truth, of this element. */
struct literal {
    const struct expr_step *step;
    enum sg_truth want; /* before `negate` */
    int element;        /* 0: the signal; each quantifier has elements of its own */
    int list;           /* field of the list that it is an element of; -1 */
};

/* What a member may be. */
struct maybe {
    enum { NOT_THERE, UNKNOWN, TEXT, NUMBER } kind;
    const char *text;
    size_t n;
    int64_t number;
};

struct search {
    const struct sg_expr *e;
    const struct sg_profile *p;
    struct literal literal[LITERALS];
    size_t literals;
    int elements;
    long steps;
};

/* What is still to be satisfied; of[n] is the element and list that level n means there. */
struct goal {
    const struct expr_node *node;
    enum sg_truth want;
    int element[EXPR_SCOPES + 1], list[EXPR_SCOPES + 1];
    const struct goal *next;
};

/* ---- one comparison, one value ---- */

static bool is_state(const struct expr_step *s)
{
    return s->op == EXPR_TEST && (s->leaf == LEAF_STATE || s->leaf == LEAF_AGE_STATE);
}

static bool is_span(const struct expr_step *s)
{
    return s->leaf >= LEAF_INT && s->leaf <= LEAF_AGE;
}

/* Only these are looked at; a quantifier says that its list is there. An age on another day than
 * that of receipt is another number. */
static bool is_seen(const struct expr_step *s)
{
    if (s->op == EXPR_TEST && s->on.y)
        return false;
    return s->op == EXPR_EACH || is_state(s) || is_span(s) || s->leaf == LEAF_WORD;
}

static bool within(const struct expr_step *s, struct expr_span b, int64_t x)
{
    switch (s->relation) {
    case RELATION_LT:
        return x < b.lo;
    case RELATION_LE:
        return x <= b.hi;
    case RELATION_GT:
        return x > b.hi;
    case RELATION_GE:
        return x >= b.lo;
    default:
        return x >= b.lo && x <= b.hi;
    }
}

static enum sg_truth state_of(const struct expr_step *s, struct maybe v)
{
    bool yes = s->relation == STATE_KNOWN     ? v.kind >= TEXT
               : s->relation == STATE_UNKNOWN ? v.kind == UNKNOWN
                                              : v.kind != NOT_THERE;
    return yes ? SG_YES : SG_NO;
}

static enum sg_truth truth_of(const struct sg_expr *e, const struct expr_step *s, struct maybe v)
{
    if (s->op == EXPR_EACH)
        return v.kind == NOT_THERE ? SG_UNSURE : SG_YES;
    if (is_state(s))
        return state_of(s, v);
    if (v.kind == NOT_THERE || v.kind == UNKNOWN)
        return v.kind == UNKNOWN && s->or_unknown ? SG_YES : SG_UNSURE;
    for (uint32_t i = s->first; i < s->first + s->count; i++) {
        if (is_span(s) ? v.kind == NUMBER && within(s, e->span[i], v.number)
                       : v.kind == TEXT && e->word[i].n == v.n &&
                             memcmp(e->text.p + e->word[i].at, v.text, v.n) == 0)
            return SG_YES;
    }
    return SG_NO;
}

/* ---- all comparisons of one member ---- */

static bool same_member(const struct literal *a, const struct literal *b)
{
    return a->element == b->element && a->step->field == b->step->field;
}

/* Does this value do for all that is said of the member? of_some: only for what is said of every
 * value, and for `some`. */
static bool does(const struct search *s, const struct literal *about, struct maybe v,
                 const struct literal *some, bool of_some)
{
    for (size_t i = 0; i < s->literals; i++) {
        const struct literal *l = &s->literal[i];
        bool asked = same_member(l, about) && (!of_some || l == some || l->want == SG_NO);
        if (asked && truth_of(s->e, l->step, v) != l->want)
            return false;
    }
    return true;
}

static size_t codes_in(const struct sg_profile *p, const char *list)
{
    size_t n = 0;
    while (sg_code_at(p, list, n))
        n++;
    return n;
}

/* The n-th value that follows from what is asked of a member: words, and the ends of spans. */
static bool nth_asked(const struct search *s, const struct literal *about, size_t n,
                      struct maybe *v)
{
    bool number = sg_fields[about->step->field].type == SG_T_INT;
    for (size_t i = 0; i < s->literals; i++) {
        const struct literal *l = &s->literal[i];
        size_t each = is_span(l->step) ? 4 : 1;
        if (!same_member(l, about) || l->step->op == EXPR_EACH || is_state(l->step))
            continue;
        if (n >= each * l->step->count) {
            n -= each * l->step->count;
            continue;
        }
        if (!is_span(l->step)) {
            struct expr_word w = s->e->word[l->step->first + n];
            v->text = s->e->text.p + w.at;
            v->n = w.n;
            return true;
        }
        struct expr_span span = s->e->span[l->step->first + n / 4];
        int64_t ends[] = {span.lo - 1, span.lo, span.hi, span.hi + 1};
        *v = (struct maybe){NUMBER, NULL, 0, ends[n % 4]};
        if (number && v->number < 0)
            v->kind = NOT_THERE;
        return true;
    }
    return false;
}

/* The n-th value that a member may have: not there, unknown, the codes of its list, some other
 * text, and the numbers at the ends of what is asked. false: there are no more. */
static bool nth_value(const struct search *s, const struct literal *about, size_t n,
                      struct maybe *v)
{
    const struct sg_field *field = &sg_fields[about->step->field];
    const struct sg_code *code = NULL;
    *v = (struct maybe){n == 0 ? NOT_THERE : n == 1 ? UNKNOWN : TEXT, "\x01", 1, 0};
    if (n <= 2) {
        if (n == 1 && !(field->flags & (SG_F_UNKNOWN | SG_F_DERIVED)) && field->type != SG_T_YESNO)
            v->kind = NOT_THERE;
        bool closed = field->type == SG_T_CODE || field->type == SG_T_COUNTRY;
        if (n == 2 && closed)
            v->kind = NOT_THERE; /* nothing but its codes */
        return true;
    }
    n -= 3;
    const char *list = field->type == SG_T_COUNTRY ? "country" : field->codes;
    if (list && (code = sg_code_at(s->p, list, n)) != NULL) {
        v->text = code->code;
        v->n = strlen(code->code);
        return true;
    }
    n -= list ? codes_in(s->p, list) : 0;
    return nth_asked(s, about, n, v);
}

/* Is there a value for which all holds that must (of a list: each that one of them must fulfil)? */
static bool some_value(const struct search *s, const struct literal *about,
                       const struct literal *some, bool of_some)
{
    struct maybe v;
    for (size_t n = 0; nth_value(s, about, n, &v); n++)
        if (does(s, about, v, some, of_some))
            return true;
    return false;
}

/* May the member have several values, seen from its element? */
static bool several(const struct literal *l)
{
    long at = l->step->field;
    for (; at >= 0 && at != l->list; at = sg_field_parent(at))
        if (sg_fields[at].flags & SG_F_LIST)
            return true;
    return false;
}

/* Said to be absent, while something is said of what is in it. */
static bool hollow(const struct search *s, const struct literal *group, const struct literal *l)
{
    const char *outer = sg_fields[group->step->field].path, *inner = sg_fields[l->step->field].path;
    size_t n = strlen(outer);
    bool absent = is_state(group->step) && group->step->relation == STATE_PRESENT &&
                  group->want == SG_NO && group->element == l->element;
    struct maybe none = {NOT_THERE, NULL, 0, 0};
    return absent && strncmp(outer, inner, n) == 0 && inner[n] == '.' &&
           truth_of(s->e, l->step, none) != l->want;
}

/* Can the newest literal hold together with the others? */
static bool consistent(const struct search *s)
{
    const struct literal *newest = &s->literal[s->literals - 1];
    for (size_t i = 0; i < s->literals; i++)
        if (hollow(s, &s->literal[i], newest) || hollow(s, newest, &s->literal[i]))
            return false;
    if (!several(newest) || some_value(s, newest, NULL, false))
        return some_value(s, newest, NULL, false);
    for (size_t i = 0; i < s->literals; i++)
        if (same_member(&s->literal[i], newest) && s->literal[i].want == SG_YES &&
            !some_value(s, newest, &s->literal[i], true))
            return false;
    return some_value(s, newest, NULL, true);
}

/* ---- the search ---- */

static bool satisfy(struct search *s, const struct goal *g);

static bool one(struct search *s, const struct goal *g, const struct expr_node *node,
                enum sg_truth want)
{
    struct goal next = *g;
    next.node = node;
    next.want = want;
    return satisfy(s, &next);
}

static bool both(struct search *s, const struct goal *g)
{
    struct goal right = *g, left = *g;
    right.node = g->node->right;
    left.node = g->node->left;
    left.next = &right;
    return satisfy(s, &left);
}

/* Whether everything can hold with this literal as well. */
static bool with(struct search *s, const struct goal *g, const struct goal *rest,
                 enum sg_truth want)
{
    const struct expr_step *step = g->node->step;
    bool derived = step->from > EXPR_SCOPES;
    unsigned level = derived ? 0 : step->from;
    if (!is_seen(step) || s->literals == LITERALS)
        return satisfy(s, rest);
    s->literal[s->literals++] =
        (struct literal){step, want, g->element[level], level ? g->list[level] : -1};
    bool ok = consistent(s) && satisfy(s, rest);
    s->literals--;
    return ok;
}

/* A quantifier whose truth shows one of its elements, which is then a new one. */
static bool each(struct search *s, const struct goal *g)
{
    const struct expr_step *step = g->node->step;
    if (step->relation < RELATION_ANY || !g->node->left)
        return satisfy(s, g->next);
    struct goal inside = *g;
    inside.node = g->node->left;
    inside.want = step->relation == RELATION_NONE ? truth_not(g->want) : g->want;
    inside.element[step->level] = ++s->elements;
    inside.list[step->level] = step->field;
    return with(s, g, &inside, SG_YES);
}

static bool satisfy(struct search *s, const struct goal *g)
{
    if (!g || ++s->steps > STEPS_MOST)
        return true;
    const struct expr_step *step = g->node->step;
    bool all = (step->op == EXPR_AND) == (g->want == SG_YES);
    switch ((enum expr_op)step->op) {
    case EXPR_NOT:
        return one(s, g, g->node->left, truth_not(g->want));
    case EXPR_SURELY: /* unsure would do for no, and nothing is known of it */
        return g->want == SG_YES ? one(s, g, g->node->left, SG_YES) : satisfy(s, g->next);
    case EXPR_AND:
    case EXPR_OR:
        return all ? both(s, g)
                   : one(s, g, g->node->left, g->want) || one(s, g, g->node->right, g->want);
    case EXPR_EACH:
        return each(s, g);
    default:
        return with(s, g, g->next, step->negate ? truth_not(g->want) : g->want);
    }
}

static bool may_be_unsure(const struct expr_node *n)
{
    if (!n || n->step->op == EXPR_SURELY)
        return false;
    if (n->step->op <= EXPR_EACH)
        return !is_state(n->step);
    return may_be_unsure(n->left) || may_be_unsure(n->right);
}

bool sg_expr_outcomes(const struct sg_expr *e, const struct sg_profile *p,
                      struct sg_outcomes *reach, struct sg_fault *f)
{
    const struct expr_node *root;
    struct expr_node *nodes = sg_expr_tree(e, &root);
    struct search *s = calloc(1, sizeof *s);
    bool ok = nodes && s;
    if (ok) {
        struct goal g = {.node = root};
        *s = (struct search){.e = e, .p = p};
        g.want = SG_YES;
        reach->yes = satisfy(s, &g);
        s->steps = 0;
        g.want = SG_NO;
        reach->no = satisfy(s, &g);
        reach->unsure = may_be_unsure(root);
    }
    free(nodes);
    free(s);
    return ok || sg_fail(f, SG_R_MEMORY, "memory ran out");
}
