/* SPDX-License-Identifier: EUPL-1.2 */
/* What the parts of route share; for this room only. */
#ifndef SG_ROUTE_IMPL_H
#define SG_ROUTE_IMPL_H

#include "route.h"

enum { ROUTE_TERMS = 32 };

struct route_rule {
    const char *name, *to, *because[2], *source;
    struct sg_buf json[2]; /* {"rule":...,"because":...,"source":...  by enum sg_lang */
    struct sg_expr *when;  /* NULL: every signal */
    bool proposes_unsure;
    bool left_out; /* asks for what the receiver does not see */
    int term;      /* index of its term; -1: none */
    size_t target; /* index of its partner */
};

struct route_target {
    struct sg_val to;
    const size_t *rule; /* its rules, in order */
    size_t rules;
};

struct sg_routes {
    const struct sg_profile *p;
    struct route_rule *rule; /* in the order of the sheet */
    size_t rules;
    struct route_target *target; /* in the order in which the rules name them */
    size_t targets;
    size_t *of_target; /* the pool of route_target.rule */
    struct sg_length term[ROUTE_TERMS];
    int terms;
    const struct sg_date *holiday;
    size_t holidays;
    size_t shared; /* comparisons that several rules make */
};

/* rules: compiles one row; false: *f says where and why. */
bool sg_route_compile(struct sg_routes *rs, size_t row, struct sg_date today,
                      struct route_rule *out, struct sg_fault *f);
void sg_route_rule_free(struct route_rule *rule);
/* json: the part that is the same for every signal. false: no memory. */
bool sg_route_prepare(struct route_rule *rule);
/* A fault at a cell of a sheet. Always false. */
bool sg_route_fault(const struct sg_sheet *s, size_t row, const char *column, struct sg_fault *f);
/* Compiles a named condition by itself. */
bool sg_route_condition(const struct sg_profile *p, size_t row, struct sg_date today,
                        struct sg_fault *f);

#endif
