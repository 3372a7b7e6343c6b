/* SPDX-License-Identifier: EUPL-1.2 */
/* A program as a tree, and whether two of them are the same. */
#include "expr_impl.h"

#include <stdlib.h>
#include <string.h>

/* ---- the tree ---- */

struct grower {
    const struct sg_expr *e;
    struct expr_node *node;
    uint32_t nodes;
};

static const struct expr_node *grow(struct grower *g, uint32_t from, uint32_t to)
{
    enum { WAITING = 2 * (EXPR_DEPTH + 1) + 1 };
    const struct expr_node *stack[WAITING] = {NULL};
    uint32_t n = 0;
    for (uint32_t i = from; i < to; i++) {
        const struct expr_step *step = &g->e->step[i];
        if (step->op == EXPR_AND_THEN || step->op == EXPR_OR_ELSE)
            continue;
        struct expr_node *made = &g->node[g->nodes++];
        made->step = step;
        if (step->op == EXPR_EACH) {
            made->left = step->to > i + 1 ? grow(g, i + 1, step->to) : NULL;
            i = step->to - 1;
        }
        if (step->op == EXPR_AND || step->op == EXPR_OR)
            made->right = stack[--n];
        if (step->op >= EXPR_NOT)
            made->left = stack[--n];
        stack[n++] = made;
    }
    return stack[0];
}

struct expr_node *sg_expr_tree(const struct sg_expr *e, const struct expr_node **root)
{
    struct grower g = {e, calloc(e->steps + 1, sizeof *g.node), 0};
    if (g.node)
        *root = grow(&g, 0, e->steps);
    return g.node;
}

/* ---- one form for all that are equal ---- */

struct parts {
    char **text;
    size_t n, cap;
    bool failed;
};

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Takes over what the buffer holds. */
static void add_part(struct parts *parts, struct sg_buf *b)
{
    if (parts->n == parts->cap) {
        size_t wider = parts->cap ? parts->cap * 2 : 8;
        char **p = realloc(parts->text, wider * sizeof *p);
        parts->text = p ? p : parts->text;
        parts->cap = p ? wider : parts->cap;
    }
    char *copy = parts->n < parts->cap && !b->failed ? strdup(sg_buf_text(b)) : NULL;
    parts->failed |= !copy;
    if (copy)
        parts->text[parts->n++] = copy;
    sg_buf_free(b);
}

/* The parts in order, each once. */
static void join(struct parts *parts, const char *name, struct sg_buf *out)
{
    if (parts->n)
        qsort(parts->text, parts->n, sizeof *parts->text, by_text);
    sg_buf_fmt(out, "%s(", name);
    for (size_t i = 0; i < parts->n; i++)
        if (!i || strcmp(parts->text[i], parts->text[i - 1]) != 0)
            sg_buf_fmt(out, "%s ", parts->text[i]);
    sg_buf_char(out, ')');
    for (size_t i = 0; i < parts->n; i++)
        free(parts->text[i]);
    free(parts->text);
    out->failed |= parts->failed;
}

static void put_values(const struct sg_expr *e, const struct expr_step *s, struct sg_buf *out)
{
    struct parts values = {.n = 0};
    bool words = s->leaf == LEAF_WORD || s->leaf == LEAF_CONTAINS;
    bool spans = s->leaf >= LEAF_INT && s->leaf <= LEAF_AGE;
    for (uint32_t i = s->first; (words || spans) && i < s->first + s->count; i++) {
        struct sg_buf b = {0};
        if (words) /* in hex, so that "a b" is not the two texts a and b */
            sg_buf_hex(&b, (const unsigned char *)e->text.p + e->word[i].at, e->word[i].n);
        else
            sg_buf_fmt(&b, "%lld..%lld", (long long)e->span[i].lo, (long long)e->span[i].hi);
        add_part(&values, &b);
    }
    join(&values, "", out);
    if (s->leaf == LEAF_REGION && s->count)
        sg_buf_hex(out, e->map[s->first], EXPR_REGION);
}

static void put_leaf(const struct sg_expr *e, const struct expr_step *s, struct sg_buf *out)
{
    sg_buf_fmt(out, "%d.%d.%d.%d.%d.%d.%d.%d-%d-%d", s->op, s->field, s->from, s->leaf, s->relation,
               s->negate, s->or_unknown, s->on.y, s->on.m, s->on.d);
    /* Of a quantifier the values are those of a count, and its leaf says nothing about them. */
    if (s->op == EXPR_TEST)
        put_values(e, s, out);
    for (uint32_t i = s->first; s->op == EXPR_EACH && i < s->first + s->count; i++)
        sg_buf_fmt(out, " %lld..%lld", (long long)e->span[i].lo, (long long)e->span[i].hi);
}

/* The operands of a chain of the same operator. */
static void gather(const struct sg_expr *e, const struct expr_node *n, uint8_t op,
                   struct parts *parts)
{
    if (n->step->op == op) {
        gather(e, n->left, op, parts);
        gather(e, n->right, op, parts);
        return;
    }
    struct sg_buf b = {0};
    sg_expr_put_node(e, n, &b);
    add_part(parts, &b);
}

void sg_expr_put_node(const struct sg_expr *e, const struct expr_node *n, struct sg_buf *out)
{
    uint8_t op = n->step->op;
    if (op == EXPR_AND || op == EXPR_OR) {
        struct parts parts = {.n = 0};
        gather(e, n, op, &parts);
        join(&parts, op == EXPR_AND ? "and" : "or", out);
        return;
    }
    if (op <= EXPR_EACH)
        put_leaf(e, n->step, out);
    else
        sg_buf_str(out, op == EXPR_NOT ? "not" : "surely");
    if (n->left) {
        sg_buf_char(out, '(');
        sg_expr_put_node(e, n->left, out);
        sg_buf_char(out, ')');
    }
}

bool sg_expr_equal(const struct sg_expr *a, const struct sg_expr *b)
{
    struct sg_buf one = {0}, other = {0};
    const struct expr_node *first, *second;
    if (!a || !b)
        return a == b;
    struct expr_node *nodes = sg_expr_tree(a, &first), *others = sg_expr_tree(b, &second);
    if (nodes && others) {
        sg_expr_put_node(a, first, &one);
        sg_expr_put_node(b, second, &other);
    }
    bool equal = nodes && others && !one.failed && !other.failed && one.n == other.n &&
                 memcmp(one.p, other.p, one.n) == 0;
    sg_buf_free(&one);
    sg_buf_free(&other);
    free(nodes);
    free(others);
    return equal;
}
