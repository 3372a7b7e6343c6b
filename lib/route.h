/* SPDX-License-Identifier: EUPL-1.2 */
/* route - where a signal should go: the rules of the sheets routes and conditions, applied to one.
 *
 * A route is a set of proposals, one for each partner that at least one rule names; a proposal
 * carries every rule that names it. They are proposals: the officer decides, and what was decided
 * (`overrides`) or done already (`handoffs`) is shown with them, never hidden.
 *
 * Three-valued: a rule whose condition is yes proposes; one that is unsure proposes too when its
 * column `unsure` says so, and then tells on which unknown members it rests; else it waits.
 * A rule to a partner of the group `police` must not ask for nationality or residence (no one is
 * reported to the police for where he comes from); such a profile does not open.
 *
 * Rules are compiled once and never change, so any number of threads may share them. */
#ifndef SG_ROUTE_H
#define SG_ROUTE_H

#include "expr.h"
#include "share.h"

struct sg_routes;

/* The rules of a profile, which must live as long; `today` is the value of `today` in conditions.
 * NULL: *f is the first bad rule, with file, line and column (BAD_PROFILE, BAD_EXPR), or MEMORY. */
struct sg_routes *sg_routes_open(const struct sg_profile *p, struct sg_date today,
                                 struct sg_fault *f);
void sg_routes_free(struct sg_routes *rs);

/* From now on only the rules that ask for nothing but what the receiver sees: what another rule
 * proposes, or does not, would tell of what is hidden. To be used on signals as the receiver may
 * see them. Returns how many rules are left out. */
size_t sg_routes_view(struct sg_routes *rs, const struct sg_share *view);

/* Hands every fault of the rules to `each`; the profile itself must be sound. Beside what keeps
 * them from opening: two rules with the same partner and the same condition, and a rule that can
 * never fire (what that proves stands with sg_expr_outcomes). Returns how many; -1: *f is MEMORY.
 */
long sg_routes_check(const struct sg_profile *p, struct sg_date today,
                     void (*each)(void *ctx, const struct sg_fault *fault), void *ctx,
                     struct sg_fault *f);

/* ---- proposals ---- */

enum { SG_ROUTE_REASONS = 16, SG_ROUTE_UNKNOWN = 8, SG_ROUTE_TARGETS = 96 };

/* A rule that fired. */
struct sg_reason_why {
    const char *rule, *because[2], *source; /* borrowed from the profile; because by enum sg_lang */
    struct sg_date due;                     /* y = 0: no term, or received on no certain day */
    struct sg_val json[2]; /* the rule, because and source as members, for sg_route_json */
    size_t unknowns;       /* 0: it rests on nothing unknown */
    const char *unknown[SG_ROUTE_UNKNOWN]; /* paths of fields */
};

struct sg_proposal {
    struct sg_val to;         /* the code of the partner */
    struct sg_date due;       /* the earliest of its reasons */
    bool certain;             /* at least one reason rests on nothing unknown */
    size_t reasons;           /* 0: only the officer wants it (override `added`) */
    struct sg_val override;   /* the last element of `overrides` about it, or SG_ABSENT */
    struct sg_val handed_off; /* the date of the last element of `handoffs` to it, or SG_ABSENT */
    struct sg_reason_why reason[SG_ROUTE_REASONS];
};

/* Room for the proposals of one signal, to be used with the same rules for all; one for each
 * thread. */
struct sg_proposals {
    size_t n;
    struct sg_proposal **at;   /* the first n, in order */
    struct sg_proposal *store; /* SG_ROUTE_TARGETS of them */
    struct sg_expr_seen *seen; /* of this signal */
    struct sg_date *days;      /* of all: when the terms end for a day of receipt */
};
bool sg_proposals_init(struct sg_proposals *out, const struct sg_routes *rs, struct sg_fault *f);
void sg_proposals_free(struct sg_proposals *out);

/* The proposals for a signal: those with the earliest date first, without one last, else in the
 * order of the rules; what the officer added stands among those without a date. Values are borrowed
 * from the record. */
void sg_route(const struct sg_routes *rs, const struct sg_record *r, struct sg_proposals *out);

/* ---- what they look like ---- */

/* Appends `"proposals":[...]`, see sig-signal(5). */
void sg_route_json(const struct sg_proposals *ps, enum sg_lang lang, struct sg_buf *out);

/* Appends them for a person to read: a heading, then each partner with its date and reasons. */
void sg_route_text(const struct sg_profile *p, const struct sg_record *r,
                   const struct sg_proposals *ps, enum sg_lang lang, struct sg_buf *out);

/* Appends, for one signal and every rule in order: whether it fired, and the comparisons that made
 * it so with the values they saw. Values of personal fields are not shown. */
void sg_route_explain(const struct sg_routes *rs, const struct sg_record *r, enum sg_lang lang,
                      struct sg_buf *out);

#endif
