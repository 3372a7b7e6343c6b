/* SPDX-License-Identifier: EUPL-1.2 */
/* The grammar: conditions joined by and, or, not, parentheses and quantifiers. */
#include "expr_impl.h"

#include "text.h"

#include <stdio.h>
#include <string.h>

static bool read_or(struct expr_compiler *c);

static bool enter(struct expr_compiler *c)
{
    if (c->depth == EXPR_DEPTH)
        return sg_expr_fault(c, &c->token, "nested more than %d deep", EXPR_DEPTH);
    c->depth++;
    return true;
}

/* ( condition ) */
static bool read_parentheses(struct expr_compiler *c)
{
    static const char *const words[] = {"and", "or", NULL};
    if (!enter(c) || !sg_expr_next(c) || !read_or(c))
        return false;
    if (c->token.kind != TOKEN_CLOSE)
        return sg_expr_expected_word(c, "\"and\", \"or\" or \")\"", words);
    c->depth--;
    return sg_expr_next(c);
}

/* ---- any, every, no, count ---- */

/* The condition on each element, between parentheses, in the scope of the list. */
static bool read_body(struct expr_compiler *c, const struct expr_subject *s)
{
    if (c->levels == EXPR_SCOPES)
        return sg_expr_fault(c, &s->token, "more than %d lists within each other", EXPR_SCOPES);
    c->scope[++c->levels] = s->field;
    c->e->step[s->step].leaf = LEAF_BODY;
    c->e->step[s->step].level = (uint8_t)c->levels;
    if (!read_parentheses(c))
        return false;
    c->levels--;
    c->e->step[s->step].to = c->e->steps;
    return true;
}

static bool read_quantifier(struct expr_compiler *c, enum expr_relation relation)
{
    struct expr_subject s;
    if (!sg_expr_next(c) || !sg_expr_list(c, false, &s))
        return false;
    c->e->step[s.step].relation = (uint8_t)relation;
    if (c->token.kind != TOKEN_OPEN)
        return sg_expr_expected(c, "\"(\" with a condition on each element");
    return read_body(c, &s);
}

static bool read_count(struct expr_compiler *c)
{
    struct expr_subject s;
    if (!sg_expr_next(c) || !sg_expr_list(c, true, &s))
        return false;
    c->e->step[s.step].leaf = LEAF_COUNT;
    c->e->step[s.step].to = c->e->steps;
    if (c->token.kind == TOKEN_OPEN && s.type != SG_T_GROUP)
        return sg_expr_fault(c, &c->token, "%s is a list of plain values, which have no members",
                             s.field->path);
    if (c->token.kind == TOKEN_OPEN && !read_body(c, &s))
        return false;
    c->e->step[s.step].knows_unknown &= s.type != SG_T_GROUP;
    struct expr_subject count = {.token = s.token, .type = SG_T_INT, .step = s.step};
    return sg_expr_relation(c, &count);
}

/* ---- one condition ---- */

static bool read_test(struct expr_compiler *c)
{
    struct expr_subject s;
    bool ok = true;
    if (sg_expr_is_word(&c->token, "and") || sg_expr_is_word(&c->token, "or"))
        return sg_expr_expected(c, "a condition");
    if (!sg_expr_name(c, &s))
        return false;
    if (s.age && sg_expr_take_word(c, "on", &ok)) {
        struct sg_date on;
        if (!ok || !sg_expr_date(c, &on))
            return false;
        c->e->step[s.step].on = on;
    }
    return sg_expr_relation(c, &s) && sg_expr_said(c, s.step, s.token.p);
}

/* ---- surely, meets ---- */

static bool read_surely(struct expr_compiler *c)
{
    uint32_t step;
    if (!sg_expr_next(c))
        return false;
    if (c->token.kind != TOKEN_OPEN)
        return sg_expr_expected(c, "\"(\" with a condition");
    return read_parentheses(c) && sg_expr_add_step(c, EXPR_SURELY, &step);
}

static bool no_condition(struct expr_compiler *c, const struct sg_sheet *s, const char *name)
{
    struct sg_near near;
    sg_near_begin(&near, name);
    for (size_t i = 0; i < sg_sheet_rows(s); i++)
        sg_near_offer(&near, sg_sheet_cell(s, i, "condition"));
    return sg_expr_fault(c, &c->token, "%s is no named condition%s%s%s",
                         sg_expr_show(c, &c->token).s, near.best ? "; did you mean " : "",
                         near.best ? near.best : "", near.best ? "?" : "");
}

/* Whose condition it is, before what is wrong with it: the innermost one. */
static bool fault_in(struct expr_compiler *c, const char *name)
{
    static const char where[] = "in the condition ";
    char text[sizeof c->f->text];
    if (strncmp(c->f->text, where, sizeof where - 1) == 0)
        return false;
    snprintf(text, sizeof text, "%s", c->f->text);
    return sg_fail(c->f, c->f->reason, "%s%s: %s", where, name, text);
}

/* The steps of a condition of the profile, as if it stood here between parentheses; it is about the
 * signal, also within a list. */
static bool read_named(struct expr_compiler *c, const char *name, const char *text)
{
    struct expr_compiler outer = *c;
    for (unsigned i = 0; i < c->names; i++)
        if (strcmp(c->named[i], name) == 0)
            return sg_expr_fault(c, &c->token, "the condition %s asks for itself", name);
    if (!enter(c))
        return false;
    c->named[c->names++] = name;
    c->at = c->line_start = text;
    c->end = text + strlen(text);
    c->line = 1;
    c->base = c->levels;
    if (!sg_expr_next(c) || !read_or(c) ||
        (c->token.kind != TOKEN_END && !sg_expr_expected(c, "the end")))
        return fault_in(c, name);
    *c = outer;
    return sg_expr_next(c);
}

static bool read_meets(struct expr_compiler *c)
{
    char name[64];
    const struct sg_sheet *s = sg_profile_sheet(c->profile, "conditions");
    if (!sg_expr_next(c))
        return false;
    if (c->token.kind != TOKEN_WORD)
        return sg_expr_expected(c, "the name of a condition");
    snprintf(name, sizeof name, "%.*s", (int)(c->token.n < sizeof name ? c->token.n : 0),
             c->token.p);
    size_t row = sg_sheet_find(s, name);
    if (row == (size_t)-1)
        return no_condition(c, s, name);
    return read_named(c, sg_sheet_cell(s, row, "condition"), sg_sheet_cell(s, row, "when"));
}

static bool read_one(struct expr_compiler *c)
{
    if (c->token.kind == TOKEN_OPEN)
        return read_parentheses(c);
    if (sg_expr_is_word(&c->token, "any"))
        return read_quantifier(c, RELATION_ANY);
    if (sg_expr_is_word(&c->token, "every"))
        return read_quantifier(c, RELATION_EVERY);
    if (sg_expr_is_word(&c->token, "no"))
        return read_quantifier(c, RELATION_NONE);
    if (sg_expr_is_word(&c->token, "count"))
        return read_count(c);
    if (sg_expr_is_word(&c->token, "surely"))
        return read_surely(c);
    if (sg_expr_is_word(&c->token, "meets"))
        return read_meets(c);
    return read_test(c);
}

static bool read_not(struct expr_compiler *c)
{
    bool ok = true;
    uint32_t step;
    if (!sg_expr_take_word(c, "not", &ok))
        return read_one(c);
    if (!ok || !enter(c) || !read_not(c))
        return false;
    c->depth--;
    return sg_expr_add_step(c, EXPR_NOT, &step);
}

/* ---- and, or ---- */

/* Operands joined by `word`: behind each but the last a step that may go over the next, behind the
 * next the step that joins both. */
static bool read_chain(struct expr_compiler *c, const char *word, enum expr_op over,
                       enum expr_op join, bool (*operand)(struct expr_compiler *c))
{
    bool ok = true;
    if (!operand(c))
        return false;
    while (sg_expr_take_word(c, word, &ok)) {
        uint32_t jump, step;
        if (!ok || !sg_expr_add_step(c, over, &jump) || !operand(c) ||
            !sg_expr_add_step(c, join, &step))
            return false;
        c->e->step[jump].to = c->e->steps;
    }
    return true;
}

static bool read_and(struct expr_compiler *c)
{
    return read_chain(c, "and", EXPR_AND_THEN, EXPR_AND, read_not);
}

static bool read_or(struct expr_compiler *c)
{
    return read_chain(c, "or", EXPR_OR_ELSE, EXPR_OR, read_and);
}

/* ---- all of it ---- */

bool sg_expr_parse(struct expr_compiler *c)
{
    if (!sg_expr_next(c))
        return false;
    if (c->token.kind == TOKEN_END)
        return sg_expr_fault(c, &c->token, "the expression is empty");
    if (!read_or(c))
        return false;
    static const char *const words[] = {"and", "or", NULL};
    return c->token.kind == TOKEN_END ||
           sg_expr_expected_word(c, "\"and\", \"or\" or the end", words);
}
