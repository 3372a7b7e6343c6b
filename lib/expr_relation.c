/* SPDX-License-Identifier: EUPL-1.2 */
/* What is said of a subject: = x, in (a, b), between a and b, contains 'x', is known. */
#include "expr_impl.h"

static struct expr_step *step_of(struct expr_compiler *c, const struct expr_subject *s)
{
    return &c->e->step[s->step];
}

/* A word as the profile or the user may see the subject called. */
static const char *called(const struct expr_subject *s)
{
    return s->field ? s->field->path : "a count";
}

static bool has_order(const struct expr_subject *s)
{
    return s->type == SG_T_INT || s->type == SG_T_DATE || s->type == SG_T_DAY ||
           s->type == SG_T_MOMENT || s->type == SG_T_TIME;
}

static enum expr_leaf leaf_for(const struct expr_step *step, const struct expr_subject *s)
{
    if (step->from == FROM_PLACE)
        return LEAF_REGION;
    switch (s->type) {
    case SG_T_INT:
        return s->age ? LEAF_AGE : LEAF_INT;
    case SG_T_DATE:
    case SG_T_DAY:
        return LEAF_DATE;
    case SG_T_MOMENT:
        return LEAF_MOMENT;
    case SG_T_TIME:
        return LEAF_TIME;
    default:
        return LEAF_WORD;
    }
}

/* From here on the content of the subject is compared. */
static bool begin(struct expr_compiler *c, const struct expr_subject *s)
{
    struct expr_step *step = step_of(c, s);
    if (s->type == SG_T_GROUP)
        return sg_expr_fault(c, &s->token,
                             "%s is a group: ask \"is present\", or one of its members",
                             s->field->path);
    if (s->field && s->field->flags & SG_F_PERSONAL && !c->e->personal)
        c->e->personal = s->field->path;
    if (step->op == EXPR_TEST)
        step->leaf = (uint8_t)leaf_for(step, s);
    return true;
}

/* `= unknown` asks the same as `is unknown`; among other values it is one of them. */
static void settle_unknown(struct expr_step *step, const struct expr_subject *s)
{
    if (!step->or_unknown || step->count)
        return;
    step->leaf = s->age ? LEAF_AGE_STATE : LEAF_STATE;
    step->relation = STATE_UNKNOWN;
}

/* ---- = and its kin ---- */

static bool relation_sign(struct expr_compiler *c, const struct expr_subject *s)
{
    static const uint8_t relation[] = {
        [TOKEN_EQ] = RELATION_EQ, [TOKEN_NE] = RELATION_EQ, [TOKEN_LT] = RELATION_LT,
        [TOKEN_LE] = RELATION_LE, [TOKEN_GT] = RELATION_GT, [TOKEN_GE] = RELATION_GE,
    };
    struct expr_token sign = c->token;
    if (!begin(c, s))
        return false;
    bool order = relation[sign.kind] != RELATION_EQ;
    if (order && !has_order(s))
        return sg_expr_fault(c, &sign, "%s has no order: use = or in", called(s));
    step_of(c, s)->relation = relation[sign.kind];
    if (sign.kind == TOKEN_NE)
        step_of(c, s)->negate = true;
    if (!sg_expr_next(c))
        return false;
    struct expr_token value = c->token;
    if (!sg_expr_value(c, s))
        return false;
    if (order && step_of(c, s)->or_unknown)
        return sg_expr_fault(c, &value, "unknown has no order: ask \"is unknown\"");
    settle_unknown(step_of(c, s), s);
    return true;
}

/* ---- between ---- */

static bool relation_between(struct expr_compiler *c, const struct expr_subject *s)
{
    bool ok = true;
    struct expr_token at = c->token;
    if (!begin(c, s))
        return false;
    if (!has_order(s))
        return sg_expr_fault(c, &at, "%s has no order: use = or in", called(s));
    if (!sg_expr_next(c) || !sg_expr_value(c, s))
        return false;
    if (!sg_expr_take_word(c, "and", &ok))
        return sg_expr_expected(c, "\"and\" with a second value");
    if (!ok || !sg_expr_value(c, s))
        return false;
    struct expr_step *step = step_of(c, s);
    if (step->or_unknown)
        return sg_expr_fault(c, &at, "unknown has no order: ask \"is unknown\"");
    struct expr_span *span = &c->e->span[step->first];
    if (span[0].lo > span[1].hi)
        return sg_expr_fault(c, &at, "between goes from the lower value to the higher");
    span[0].hi = span[1].hi;
    c->e->spans--;
    step->count = 1;
    step->relation = RELATION_EQ;
    return true;
}

/* ---- in ---- */

static bool value_list(struct expr_compiler *c, const struct expr_subject *s)
{
    do {
        if (!sg_expr_next(c) || !sg_expr_value(c, s))
            return false;
    } while (c->token.kind == TOKEN_COMMA);
    if (c->token.kind != TOKEN_CLOSE)
        return sg_expr_expected(c, "a comma or \")\"");
    settle_unknown(step_of(c, s), s);
    return sg_expr_next(c);
}

static bool in_region(struct expr_compiler *c, const struct expr_subject *s,
                      const struct expr_token *word)
{
    if (s->type != SG_T_MUNICIPALITY)
        return sg_expr_fault(c, word, "%s is no municipality, so it is in no region", called(s));
    step_of(c, s)->leaf = LEAF_REGION;
    return sg_expr_region(c, s);
}

static bool in_group(struct expr_compiler *c, const struct expr_subject *s,
                     const struct expr_token *word)
{
    if (s->type != SG_T_CODE && s->type != SG_T_COUNTRY)
        return sg_expr_fault(c, word, "%s has no codes, so it is in no group", called(s));
    return sg_expr_group(c, s, sg_expr_code_list(s));
}

static bool relation_in(struct expr_compiler *c, const struct expr_subject *s)
{
    static const char *const words[] = {"region", "group", NULL};
    bool ok = true;
    if (!begin(c, s) || !sg_expr_next(c))
        return false;
    step_of(c, s)->relation = RELATION_EQ;
    struct expr_token what = c->token;
    if (what.kind == TOKEN_OPEN)
        return value_list(c, s);
    if (sg_expr_take_word(c, "region", &ok))
        return ok && in_region(c, s, &what);
    if (sg_expr_take_word(c, "group", &ok))
        return ok && in_group(c, s, &what);
    return sg_expr_expected_word(c, "a list between ( and ), region or group", words);
}

/* ---- contains ---- */

static bool relation_contains(struct expr_compiler *c, const struct expr_subject *s)
{
    struct expr_token at = c->token;
    if (!begin(c, s))
        return false;
    bool text = s->type == SG_T_TEXT && !(s->field->flags & SG_F_DERIVED);
    if (!text && s->type != SG_T_POSTCODE)
        return sg_expr_fault(c, &at, "%s is no text to look in: use = or in", called(s));
    step_of(c, s)->leaf = LEAF_CONTAINS;
    return sg_expr_next(c) && sg_expr_needle(c, s);
}

/* ---- is ---- */

static bool relation_is(struct expr_compiler *c, const struct expr_subject *s)
{
    static const char *const words[] = {"known", "unknown", "present", "absent", NULL};
    static const uint8_t state[] = {STATE_KNOWN, STATE_UNKNOWN, STATE_PRESENT, STATE_PRESENT};
    bool ok = true;
    struct expr_step *step = step_of(c, s);
    if (!s->field)
        return sg_expr_fault(c, &c->token, "a count is a number: compare it with =, < or >");
    if (!sg_expr_next(c))
        return false;
    if (sg_expr_take_word(c, "not", &ok))
        step->negate = true;
    step->leaf = s->age ? LEAF_AGE_STATE : LEAF_STATE;
    for (size_t i = 0; ok && words[i]; i++)
        if (sg_expr_take_word(c, words[i], &ok)) {
            step->relation = state[i];
            step->negate ^= i == 3; /* absent: not present */
            return ok;
        }
    return ok && sg_expr_expected_word(c, "known, unknown, present or absent", words);
}

/* ---- any of them ---- */

bool sg_expr_relation(struct expr_compiler *c, const struct expr_subject *s)
{
    static const char *const words[] = {"in", "between", "contains", "is", NULL};
    static bool (*const read[])(struct expr_compiler * c, const struct expr_subject *s) = {
        relation_in, relation_between, relation_contains, relation_is};
    enum { IS = 3 };
    bool ok = true, not = false;
    if (c->token.kind >= TOKEN_EQ)
        return relation_sign(c, s);
    if (sg_expr_take_word(c, "not", &ok))
        not = step_of(c, s)->negate = true;
    if (ok && not &&sg_expr_is_word(&c->token, words[IS]))
        return sg_expr_fault(c, &c->token, "write \"is not\" instead");
    for (size_t i = 0; ok && words[i]; i++)
        if (sg_expr_is_word(&c->token, words[i]))
            return read[i](c, s);
    if (!ok)
        return false;
    return sg_expr_expected_word(
        c, not ? "in, between or contains" : "=, <, in, between, contains or is", words);
}
