/* SPDX-License-Identifier: EUPL-1.2 */
/* Every fault of the rules, for sig-check -p. */
#include "route_impl.h"

#include <stdlib.h>
#include <string.h>

struct check {
    struct sg_routes rs; /* its rules are those that compiled */
    void (*each)(void *ctx, const struct sg_fault *fault);
    void *ctx;
    long faults;
};

static void tell(struct check *c, const struct sg_fault *f)
{
    c->each(c->ctx, f);
    c->faults++;
}

/* The same partner under the same condition: one of them is a slip. */
static void find_equal(struct check *c, size_t row)
{
    const struct sg_sheet *s = sg_profile_sheet(c->rs.p, "routes");
    const struct route_rule *rule = &c->rs.rule[row];
    struct sg_fault f;
    for (size_t i = 0; i < row; i++) {
        const struct route_rule *other = &c->rs.rule[i];
        if (strcmp(rule->to, other->to) != 0 || !sg_expr_equal(rule->when, other->when))
            continue;
        sg_fail(&f, SG_R_BAD_PROFILE, "goes to %s under the same condition as %s (%s, line %zu)",
                rule->to, other->name, sg_sheet_file(s, i), sg_sheet_line(s, i));
        sg_route_fault(s, row, "when", &f);
        tell(c, &f);
        return;
    }
}

/* A rule that says nothing about any signal. */
static void find_dead(struct check *c, size_t row)
{
    const struct sg_sheet *s = sg_profile_sheet(c->rs.p, "routes");
    const struct route_rule *rule = &c->rs.rule[row];
    struct sg_fault f;
    struct sg_outcomes reach = {true, true, true};
    if (rule->when && !sg_expr_outcomes(rule->when, c->rs.p, &reach, &f)) {
        tell(c, &f);
        return;
    }
    if (reach.yes || (reach.unsure && rule->proposes_unsure))
        return;
    sg_fail(&f, SG_R_BAD_PROFILE,
            reach.no ? "can never be true: its parts contradict each other"
                     : "is always unsure, and waits");
    sg_route_fault(s, row, "when", &f);
    tell(c, &f);
}

static void check_rows(struct check *c, struct sg_date today)
{
    const struct sg_profile *p = c->rs.p;
    size_t named = sg_sheet_rows(sg_profile_sheet(p, "conditions"));
    size_t rows = sg_sheet_rows(sg_profile_sheet(p, "routes"));
    struct sg_fault f;
    for (size_t i = 0; i < named; i++)
        if (!sg_route_condition(p, i, today, &f))
            tell(c, &f);
    for (size_t i = 0; i < rows; i++) {
        bool sound = sg_route_compile(&c->rs, i, today, &c->rs.rule[i], &f);
        c->rs.rules++;
        if (!sound)
            c->rs.rule[i].to = "";
        if (sound) {
            find_equal(c, i);
            find_dead(c, i);
        } else if (!strstr(f.text, "in the condition ")) {
            tell(c, &f); /* a fault of a condition was named at its own place */
        }
    }
}

long sg_routes_check(const struct sg_profile *p, struct sg_date today,
                     void (*each)(void *ctx, const struct sg_fault *fault), void *ctx,
                     struct sg_fault *f)
{
    struct check c = {.rs = {.p = p}, .each = each, .ctx = ctx};
    size_t rows = sg_sheet_rows(sg_profile_sheet(p, "routes"));
    c.rs.rule = calloc(rows + 1, sizeof *c.rs.rule);
    if (!c.rs.rule) {
        sg_fail(f, SG_R_MEMORY, "memory ran out");
        return -1;
    }
    check_rows(&c, today);
    for (size_t i = 0; i < c.rs.rules; i++)
        sg_route_rule_free(&c.rs.rule[i]);
    free(c.rs.rule);
    return c.faults;
}
