/* SPDX-License-Identifier: EUPL-1.2 */
/* The contract of expr.h, and the pools that a program consists of. */
#include "expr_impl.h"

#include "text.h"

#include <stdlib.h>
#include <string.h>

/* ---- pools ---- */

/* Room for one more; the array is moved when it is full. */
static bool grow(struct expr_compiler *c, void **array, uint32_t used, uint32_t *cap, size_t size)
{
    if (used < *cap)
        return true;
    uint32_t wider = *cap ? *cap * 2 : 8;
    void *p = wider > UINT32_MAX / 4 ? NULL : realloc(*array, wider * size);
    if (!p)
        return sg_fail(c->f, SG_R_MEMORY, "no memory for an expression");
    *array = p;
    *cap = wider;
    return true;
}

#define GROW(c, array, used, cap) grow(c, (void **)&(array), used, &(cap), sizeof *(array))

bool sg_expr_add_step(struct expr_compiler *c, enum expr_op op, uint32_t *index)
{
    struct sg_expr *e = c->e;
    if (e->steps == EXPR_STEPS)
        return sg_expr_fault(c, &c->token, "an expression of more than %d steps", EXPR_STEPS);
    if (!GROW(c, e->step, e->steps, e->step_cap))
        return false;
    *index = e->steps++;
    e->step[*index] = (struct expr_step){.op = (uint8_t)op};
    return true;
}

/* Puts n bytes and a NUL into the text pool. */
static bool add_text(struct expr_compiler *c, const char *p, size_t n, uint32_t *at)
{
    struct sg_buf *text = &c->e->text;
    *at = (uint32_t)text->n;
    sg_buf_add(text, p, n);
    sg_buf_char(text, '\0');
    if (text->failed || text->n > UINT32_MAX / 2)
        return sg_fail(c->f, SG_R_MEMORY, "no memory for an expression");
    return true;
}

bool sg_expr_add_key(struct expr_compiler *c, struct expr_step *s, const char *p, size_t n)
{
    if (s->keys == EXPR_KEYS)
        return sg_expr_fault(c, &c->token, "a path of more than %d names", EXPR_KEYS);
    s->key_n[s->keys] = (uint8_t)n;
    return add_text(c, p, n, &s->key[s->keys++]);
}

bool sg_expr_add_word(struct expr_compiler *c, struct expr_step *s, const char *p, size_t n)
{
    struct sg_expr *e = c->e;
    struct expr_word w = {0, (uint32_t)n};
    if (!GROW(c, e->word, e->words, e->word_cap) || !add_text(c, p, n, &w.at))
        return false;
    if (!s->count++)
        s->first = e->words;
    e->word[e->words++] = w;
    return true;
}

bool sg_expr_add_span(struct expr_compiler *c, struct expr_step *s, int64_t lo, int64_t hi)
{
    struct sg_expr *e = c->e;
    if (!GROW(c, e->span, e->spans, e->span_cap))
        return false;
    if (!s->count++)
        s->first = e->spans;
    e->span[e->spans++] = (struct expr_span){lo, hi};
    return true;
}

unsigned char *sg_expr_map(struct expr_compiler *c, struct expr_step *s)
{
    struct sg_expr *e = c->e;
    if (!s->count) {
        if (!GROW(c, e->map, e->maps, e->map_cap))
            return NULL;
        s->count = 1;
        s->first = e->maps++;
        memset(e->map[s->first], 0, sizeof *e->map);
    }
    return e->map[s->first];
}

bool sg_expr_said(struct expr_compiler *c, uint32_t step, const char *start)
{
    uint32_t at;
    if (!add_text(c, start, (size_t)(c->behind - start), &at))
        return false;
    c->e->step[step].said = at;
    return true;
}

/* ---- the contract ---- */

static bool set_scope(struct expr_compiler *c, const char *scope)
{
    const struct sg_field *list = scope ? sg_field(scope, strlen(scope), NULL) : NULL;
    if (!scope)
        return true;
    if (!list || list->type != SG_T_GROUP || !(list->flags & SG_F_LIST))
        return sg_fail(c->f, SG_R_BAD_EXPR, "%s is no list of groups", scope);
    c->scope[++c->levels] = list;
    c->e->scope = 1;
    return true;
}

static bool check_utf8(struct expr_compiler *c)
{
    size_t n = (size_t)(c->end - c->at), bad = sg_utf8_until(c->at, n);
    struct expr_token t = {TOKEN_END, c->at, 0, 1, 1};
    if (bad == n)
        return true;
    for (size_t i = 0; i < bad; i++, t.column++)
        if (c->at[i] == '\n') {
            t.line++;
            t.column = 0;
        }
    return sg_expr_fault(c, &t, "bytes that are not UTF-8");
}

struct sg_expr *sg_expr_compile(const char *text, size_t n, const struct sg_profile *p,
                                const char *scope, struct sg_date today, struct sg_fault *f)
{
    struct sg_fault own = {0};
    struct sg_expr *e = calloc(1, sizeof *e);
    struct expr_compiler c = {.e = e, .profile = p, .today = today, .at = text, .end = text + n};
    c.line = 1;
    c.line_start = text;
    c.f = f ? f : &own;
    if (!e)
        sg_fail(c.f, SG_R_MEMORY, "no memory for an expression");
    else if (check_utf8(&c) && set_scope(&c, scope) && sg_expr_parse(&c))
        return e;
    sg_expr_free(e);
    return NULL;
}

void sg_expr_free(struct sg_expr *e)
{
    if (!e)
        return;
    free(e->step);
    free(e->word);
    free(e->span);
    free(e->map);
    sg_buf_free(&e->text);
    free(e);
}

/* Is it asked by a step before the n-th? */
static bool asked_before(const struct sg_expr *e, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (e->step[i].op <= EXPR_EACH && e->step[i].field == e->step[n].field)
            return true;
    return false;
}

const struct sg_field *sg_expr_asks(const struct sg_expr *e, size_t i)
{
    for (uint32_t k = 0; k < e->steps; k++)
        if (e->step[k].op <= EXPR_EACH && !asked_before(e, k) && i-- == 0)
            return &sg_fields[e->step[k].field];
    return NULL;
}

bool sg_expr_personal(const struct sg_expr *e, const char **field)
{
    if (field)
        *field = e->personal;
    return e->personal != NULL;
}
