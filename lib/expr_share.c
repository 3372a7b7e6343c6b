/* SPDX-License-Identifier: EUPL-1.2 */
/* Which comparisons stand in several expressions: each is put as a text, and those with the same
 * text get the same number. */
#include "expr_impl.h"

#include <stdlib.h>
#include <string.h>

struct asked {
    struct expr_step *step;
    char *form;
};

struct sharing {
    struct asked *asked;
    size_t n, cap;
    bool failed;
};

/* ---- what a comparison is about ---- */

/* The scopes whose elements a comparison is about, a bit for each. */
static unsigned scopes(const struct expr_node *n)
{
    const struct expr_step *step = n->step;
    unsigned all = (n->left ? scopes(n->left) : 0) | (n->right ? scopes(n->right) : 0);
    if (step->op > EXPR_EACH)
        return all;
    if (n->left) /* who has the list, has the elements that the body is about */
        all &= ~(1U << step->level);
    return all | (step->from <= EXPR_SCOPES ? 1U << step->from & ~1U : 0);
}

/* The one scope that a comparison is about; 0: the signal. false: more than one. */
static bool find_scope(const struct expr_node *n, uint8_t *about)
{
    unsigned all = scopes(n);
    for (*about = 0; all > 1; all >>= 1)
        ++*about;
    return all << *about == scopes(n);
}

/* ---- all that is asked ---- */

static void add(struct sharing *all, struct expr_step *step, struct sg_buf *form)
{
    if (all->n == all->cap) {
        size_t wider = all->cap ? all->cap * 2 : 256;
        struct asked *p = realloc(all->asked, wider * sizeof *p);
        all->failed |= !p;
        if (!p)
            return;
        all->asked = p;
        all->cap = wider;
    }
    char *copy = form->failed ? NULL : strdup(sg_buf_text(form));
    all->failed |= !copy;
    if (copy)
        all->asked[all->n++] = (struct asked){step, copy};
}

static void add_all(struct sharing *all, struct sg_expr *e)
{
    const struct expr_node *root;
    struct expr_node *nodes = sg_expr_tree(e, &root);
    all->failed |= !nodes;
    for (const struct expr_node *node = nodes; node && node->step; node++) {
        struct expr_step *step = &e->step[node->step - e->step];
        struct sg_buf form = {0};
        if (step->op > EXPR_EACH || !find_scope(node, &step->about))
            continue;
        sg_expr_put_node(e, node, &form);
        add(all, step, &form);
        sg_buf_free(&form);
    }
    free(nodes);
}

/* ---- the same ones ---- */

static int by_form(const void *a, const void *b)
{
    return strcmp(((const struct asked *)a)->form, ((const struct asked *)b)->form);
}

/* Numbers those that stand more than once. Returns how many there are. */
static size_t number(struct sharing *all)
{
    size_t numbers = 0;
    qsort(all->asked, all->n, sizeof *all->asked, by_form);
    for (size_t i = 1; i < all->n && numbers < UINT16_MAX; i++) {
        struct expr_step *before = all->asked[i - 1].step;
        if (by_form(&all->asked[i - 1], &all->asked[i]) != 0)
            continue;
        if (!before->shared)
            before->shared = (uint16_t)++numbers;
        all->asked[i].step->shared = before->shared;
    }
    return numbers;
}

bool sg_expr_share(struct sg_expr *const e[], size_t n, size_t *shared, struct sg_fault *f)
{
    struct sharing all = {NULL, 0, 0, false};
    for (size_t i = 0; i < n && !all.failed; i++)
        if (e[i] && !e[i]->scope)
            add_all(&all, e[i]);
    *shared = all.failed || !all.n ? 0 : number(&all);
    for (size_t i = 0; i < all.n; i++)
        free(all.asked[i].form);
    free(all.asked);
    return !all.failed || sg_fail(f, SG_R_MEMORY, "memory ran out");
}
