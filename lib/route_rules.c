/* SPDX-License-Identifier: EUPL-1.2 */
/* The sheets routes and conditions as rules. */
#include "route_impl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool sg_route_fault(const struct sg_sheet *s, size_t row, const char *column, struct sg_fault *f)
{
    snprintf(f->file, sizeof f->file, "%s", sg_sheet_file(s, row));
    snprintf(f->field, sizeof f->field, "%s", column);
    f->line = sg_sheet_line(s, row);
    return false;
}

/* ---- conditions ---- */

/* What a profile asks must not be personal content: it would stand in --explain. */
static bool impersonal(const struct sg_expr *e, struct sg_fault *f)
{
    const char *field;
    return !sg_expr_personal(e, &field) ||
           sg_fail(f, SG_R_BAD_PROFILE, "a rule does not compare %s, which is personal", field);
}

bool sg_route_condition(const struct sg_profile *p, size_t row, struct sg_date today,
                        struct sg_fault *f)
{
    const struct sg_sheet *s = sg_profile_sheet(p, "conditions");
    const char *when = sg_sheet_cell(s, row, "when");
    struct sg_expr *e = sg_expr_compile(when, strlen(when), p, NULL, today, f);
    bool ok = e && impersonal(e, f);
    sg_expr_free(e);
    return ok || sg_route_fault(s, row, "when", f);
}

/* ---- rules ---- */

/* The index of a term, each kept once; -1: none is given. false: it is no term. */
static bool find_term(struct sg_routes *rs, const char *cell, int *index, struct sg_fault *f)
{
    struct sg_length term;
    *index = -1;
    if (!*cell)
        return true;
    if (!sg_length_parse(cell, strlen(cell), &term))
        return sg_fail(f, SG_R_BAD_PROFILE,
                       "this is no term; write \"at once\", \"5 working days\", \"2 weeks\" ...");
    for (*index = 0; *index < rs->terms; ++*index)
        if (rs->term[*index].n == term.n && rs->term[*index].unit == term.unit)
            return true;
    if (rs->terms == ROUTE_TERMS)
        return sg_fail(f, SG_R_BAD_PROFILE, "more than %d different terms", ROUTE_TERMS);
    rs->term[rs->terms++] = term;
    return true;
}

/* No rule to the police may rest on where somebody comes from. */
static bool fair(const struct sg_profile *p, const char *to, const struct sg_expr *e,
                 struct sg_fault *f)
{
    static const char *const origin[] = {"persons.nationalities", "persons.residence"};
    const struct sg_code *partner = sg_code(p, "partner", to, strlen(to));
    const struct sg_field *field;
    if (!partner || !sg_code_in_group(partner, "police", 6))
        return true;
    for (size_t i = 0; (field = sg_expr_asks(e, i)) != NULL; i++)
        for (size_t k = 0; k < sizeof origin / sizeof *origin; k++)
            if (strcmp(field->path, origin[k]) == 0)
                return sg_fail(f, SG_R_BAD_PROFILE,
                               "a rule to %s (police) must not ask for %s: nobody is reported for "
                               "where he comes from",
                               to, field->path);
    return true;
}

bool sg_route_compile(struct sg_routes *rs, size_t row, struct sg_date today,
                      struct route_rule *out, struct sg_fault *f)
{
    const struct sg_sheet *s = sg_profile_sheet(rs->p, "routes");
    const char *when = sg_sheet_cell(s, row, "when"), *en = sg_sheet_cell(s, row, "en");
    *out = (struct route_rule){
        .name = sg_sheet_cell(s, row, "route"),
        .to = sg_sheet_cell(s, row, "to"),
        .because = {sg_sheet_cell(s, row, "nl"), sg_sheet_cell(s, row, *en ? "en" : "nl")},
        .source = sg_sheet_cell(s, row, "source"),
        .proposes_unsure = strcmp(sg_sheet_cell(s, row, "unsure"), "propose") == 0};
    if (!find_term(rs, sg_sheet_cell(s, row, "within"), &out->term, f))
        return sg_route_fault(s, row, "within", f);
    if (!sg_route_prepare(out))
        return sg_fail(f, SG_R_MEMORY, "memory ran out");
    if (!*when)
        return true;
    out->when = sg_expr_compile(when, strlen(when), rs->p, NULL, today, f);
    if (out->when && impersonal(out->when, f) && fair(rs->p, out->to, out->when, f))
        return true;
    sg_expr_free(out->when);
    out->when = NULL;
    return sg_route_fault(s, row, "when", f);
}

void sg_route_rule_free(struct route_rule *rule)
{
    sg_expr_free(rule->when);
    sg_buf_free(&rule->json[SG_NL]);
    sg_buf_free(&rule->json[SG_EN]);
}

/* ---- opening ---- */

static size_t find_target(struct sg_routes *rs, const char *to)
{
    size_t n = strlen(to), i = 0;
    for (; i < rs->targets; i++)
        if (sg_val_is_n(rs->target[i].to, to, n))
            return i;
    rs->target[rs->targets++].to = (struct sg_val){to, n, SG_STRING, false};
    return i;
}

/* Gives each target its rules: numbers of one pool, target after target. */
static bool group(struct sg_routes *rs, struct sg_fault *f)
{
    const struct sg_sheet *s = sg_profile_sheet(rs->p, "routes");
    size_t at = 0;
    for (size_t i = 0; i < rs->rules; i++)
        rs->rule[i].target = find_target(rs, sg_sheet_cell(s, i, "to"));
    for (size_t t = 0; t < rs->targets; t++) {
        struct route_target *target = &rs->target[t];
        target->rule = rs->of_target + at;
        for (size_t i = 0; i < rs->rules; i++)
            if (rs->rule[i].target == t) {
                rs->of_target[at++] = i;
                if (++target->rules > SG_ROUTE_REASONS) {
                    sg_fail(f, SG_R_BAD_PROFILE, "more than %d rules to one partner",
                            SG_ROUTE_REASONS);
                    return sg_route_fault(s, i, "to", f);
                }
            }
    }
    /* Half of the room is for what an officer adds. */
    return rs->targets <= SG_ROUTE_TARGETS / 2 ||
           sg_fail(f, SG_R_BAD_PROFILE, "routes to more than %d partners", SG_ROUTE_TARGETS / 2);
}

/* What several rules ask is asked once of each signal. */
static bool share(struct sg_routes *rs, struct sg_fault *f)
{
    struct sg_expr **when = calloc(rs->rules + 1, sizeof *when);
    if (!when)
        return sg_fail(f, SG_R_MEMORY, "memory ran out");
    for (size_t i = 0; i < rs->rules; i++)
        when[i] = rs->rule[i].when;
    bool ok = sg_expr_share(when, rs->rules, &rs->shared, f);
    free(when);
    return ok;
}

static bool compile_all(struct sg_routes *rs, struct sg_date today, struct sg_fault *f)
{
    size_t named = sg_sheet_rows(sg_profile_sheet(rs->p, "conditions"));
    size_t rows = sg_sheet_rows(sg_profile_sheet(rs->p, "routes"));
    for (size_t i = 0; i < named; i++)
        if (!sg_route_condition(rs->p, i, today, f))
            return false;
    rs->rule = calloc(rows + 1, sizeof *rs->rule);
    rs->target = calloc(rows + 1, sizeof *rs->target);
    rs->of_target = calloc(rows + 1, sizeof *rs->of_target);
    if (!rs->rule || !rs->target || !rs->of_target)
        return sg_fail(f, SG_R_MEMORY, "memory ran out");
    for (; rs->rules < rows; rs->rules++)
        if (!sg_route_compile(rs, rs->rules, today, &rs->rule[rs->rules], f))
            return false;
    return group(rs, f) && share(rs, f);
}

struct sg_routes *sg_routes_open(const struct sg_profile *p, struct sg_date today,
                                 struct sg_fault *f)
{
    struct sg_routes *rs = calloc(1, sizeof *rs);
    if (!rs) {
        sg_fail(f, SG_R_MEMORY, "memory ran out");
        return NULL;
    }
    rs->p = p;
    rs->holiday = sg_profile_holidays(p, &rs->holidays);
    if (compile_all(rs, today, f))
        return rs;
    sg_routes_free(rs);
    return NULL;
}

void sg_routes_free(struct sg_routes *rs)
{
    if (!rs)
        return;
    for (size_t i = 0; rs->rule && i <= rs->rules; i++) /* also the one that failed */
        sg_route_rule_free(&rs->rule[i]);
    free(rs->rule);
    free(rs->target);
    free(rs->of_target);
    free(rs);
}
