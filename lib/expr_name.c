/* SPDX-License-Identifier: EUPL-1.2 */
/* What a name in an expression means: a field, looked for from the innermost scope outwards. */
#include "expr_impl.h"

#include "text.h"

#include <stdio.h>
#include <string.h>

enum { NAME_MAX_BYTES = 80 };

static const char outermost[] = "signal.";

/* The part of a field's path behind that of the list it is a member of. */
static const char *within(const struct sg_field *scope, const struct sg_field *field)
{
    return scope ? field->path + strlen(scope->path) + 1 : field->path;
}

static const struct sg_field *member(const struct sg_field *scope, const char *name, size_t n)
{
    char path[2 * NAME_MAX_BYTES];
    int k = snprintf(path, sizeof path, "%s%s%.*s", scope ? scope->path : "", scope ? "." : "",
                     (int)n, name);
    return sg_field(path, (size_t)k, NULL);
}

static const struct sg_field *find(const struct expr_compiler *c, const char *name, size_t n,
                                   unsigned *level)
{
    size_t skip = sizeof outermost - 1;
    if (n > NAME_MAX_BYTES)
        return NULL;
    bool signal = n > skip && memcmp(name, outermost, skip) == 0;
    if (signal) {
        name += skip;
        n -= skip;
    }
    const struct sg_field *field = NULL;
    for (*level = signal ? 0 : c->levels;; *level = *level > c->base + 1 ? *level - 1 : 0) {
        field = member(*level ? c->scope[*level] : NULL, name, n);
        if (field || *level == 0)
            return field;
    }
}

/* ---- the near miss ---- */

static bool is_member(const struct sg_field *scope, const struct sg_field *field)
{
    size_t n = scope ? strlen(scope->path) : 0;
    return !scope || (strncmp(field->path, scope->path, n) == 0 && field->path[n] == '.');
}

/* The most likely slip is a member without its group: "roles" for persons.roles. */
static const char *without_group(const char *word)
{
    for (size_t i = 0; i < sg_field_count; i++) {
        const char *dot = strrchr(sg_fields[i].path, '.');
        if (dot && strcmp(dot + 1, word) == 0)
            return sg_fields[i].path;
    }
    return NULL;
}

static const char *closest(const struct expr_compiler *c, const char *word)
{
    const char *path = without_group(word);
    struct sg_near near;
    if (path)
        return path;
    sg_near_begin(&near, word);
    for (unsigned level = c->levels + 1; level-- > 0;) {
        const struct sg_field *scope = level ? c->scope[level] : NULL;
        for (size_t i = 0; i < sg_field_count; i++)
            if (is_member(scope, &sg_fields[i]))
                sg_near_offer(&near, within(scope, &sg_fields[i]));
    }
    return near.best;
}

static bool unknown_name(struct expr_compiler *c)
{
    char word[NAME_MAX_BYTES + 1];
    const struct expr_token *t = &c->token;
    snprintf(word, sizeof word, "%.*s", (int)(t->n < sizeof word ? t->n : sizeof word - 1), t->p);
    const char *near = closest(c, word);
    /* A word that is like no field at all may be a name that was meant as a value. */
    if (!near)
        return sg_expr_fault(c, t, "this is no field");
    return sg_expr_fault(c, t, "%s is no field; did you mean %s?", sg_expr_show(c, t).s, near);
}

/* ---- the step of a field ---- */

/* The derived fields that can be asked, and where their value comes from. */
static const struct {
    const char *path;
    uint8_t from;
} derived[] = {
    {"minor", FROM_MINOR},         {"responsible", FROM_RESPONSIBLE}, {"region", FROM_PLACE},
    {"safety_region", FROM_PLACE}, {"police_unit", FROM_PLACE},       {"space", FROM_SPACE},
};

static bool derived_source(struct expr_compiler *c, const struct expr_subject *s)
{
    for (size_t i = 0; i < sizeof derived / sizeof *derived; i++)
        if (strcmp(derived[i].path, s->field->path) == 0) {
            c->e->step[s->step].from = derived[i].from;
            return true;
        }
    return sg_expr_fault(c, &s->token, "%s is computed elsewhere and cannot be asked here",
                         s->field->path);
}

/* The names of a path as keys of the step; of an age those that lead to the person. */
static bool add_keys(struct expr_compiler *c, const struct expr_subject *s, const char *path)
{
    struct expr_step *step = &c->e->step[s->step];
    for (;;) {
        size_t n = strcspn(path, ".");
        if (s->age && !path[n])
            return true;
        if (!sg_expr_add_key(c, step, path, n))
            return false;
        if (!path[n])
            return true;
        path += n + 1;
    }
}

static bool make_step(struct expr_compiler *c, enum expr_op op, struct expr_subject *s,
                      unsigned level)
{
    if (!sg_expr_add_step(c, op, &s->step))
        return false;
    struct expr_step *step = &c->e->step[s->step];
    step->from = (uint8_t)level;
    step->field = (int16_t)sg_field_index(s->field);
    step->knows_unknown =
        (s->field->flags & (SG_F_UNKNOWN | SG_F_DERIVED)) || s->type == SG_T_YESNO;
    if (s->field->flags & SG_F_DERIVED)
        return derived_source(c, s);
    return add_keys(c, s, within(level ? c->scope[level] : NULL, s->field));
}

static bool find_subject(struct expr_compiler *c, struct expr_subject *s, unsigned *level)
{
    if (c->token.kind != TOKEN_WORD)
        return sg_expr_expected(c, "a condition");
    s->token = c->token;
    s->field = find(c, c->token.p, c->token.n, level);
    if (!s->field)
        return unknown_name(c);
    s->type = s->field->type;
    return true;
}

bool sg_expr_name(struct expr_compiler *c, struct expr_subject *s)
{
    unsigned level = 0;
    *s = (struct expr_subject){0};
    if (!find_subject(c, s, &level))
        return false;
    s->age = strcmp(s->field->path, "persons.age") == 0;
    return make_step(c, EXPR_TEST, s, level) && sg_expr_next(c);
}

bool sg_expr_list(struct expr_compiler *c, bool plain, struct expr_subject *s)
{
    unsigned level = 0;
    *s = (struct expr_subject){0};
    if (!find_subject(c, s, &level))
        return false;
    if (!(s->field->flags & SG_F_LIST))
        return sg_expr_fault(c, &s->token, "%s is no list", s->field->path);
    if (!plain && s->type != SG_T_GROUP)
        return sg_expr_fault(c, &s->token,
                             "%s is a list of plain values: ask \"%.*s = ...\", which is true "
                             "when one of them is",
                             s->field->path, (int)s->token.n, s->token.p);
    return make_step(c, EXPR_EACH, s, level) && sg_expr_next(c) &&
           sg_expr_said(c, s->step, s->token.p);
}
