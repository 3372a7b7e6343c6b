/* SPDX-License-Identifier: EUPL-1.2 */
/* The proposals for one signal. */
#include "route_impl.h"

#include "derive.h"

#include <stdlib.h>
#include <string.h>

/* Signals of the same day share their dates. The place of a day is its number modulo DAYS, so that
 * eleven years have a place each. */
enum { DAYS = 4096 };

bool sg_proposals_init(struct sg_proposals *out, const struct sg_routes *rs, struct sg_fault *f)
{
    out->n = 0;
    out->store = calloc(SG_ROUTE_TARGETS, sizeof *out->store);
    out->at = calloc(SG_ROUTE_TARGETS, sizeof *out->at);
    out->days = calloc(DAYS * (1 + (size_t)rs->terms), sizeof *out->days);
    out->seen = sg_expr_seen(rs->shared, f);
    if (!out->store || !out->at || !out->days || !out->seen) {
        sg_proposals_free(out);
        return sg_fail(f, SG_R_MEMORY, "memory ran out");
    }
    for (size_t i = 0; i < SG_ROUTE_TARGETS; i++)
        out->at[i] = &out->store[i];
    return true;
}

void sg_proposals_free(struct sg_proposals *out)
{
    sg_expr_seen_free(out->seen);
    free(out->days);
    free(out->store);
    free(out->at);
    out->seen = NULL;
    out->days = NULL;
    out->store = NULL;
    out->at = NULL;
}

static bool sees_all(const struct sg_share *view, const struct sg_expr *when)
{
    const struct sg_field *field;
    for (size_t i = 0; when && (field = sg_expr_asks(when, i)); i++)
        if (!sg_share_sees(view, field))
            return false;
    return true;
}

size_t sg_routes_view(struct sg_routes *rs, const struct sg_share *view)
{
    size_t out = 0;
    for (size_t i = 0; i < rs->rules; i++)
        out += rs->rule[i].left_out = !sees_all(view, rs->rule[i].when);
    return out;
}

/* The days on which the terms end for signals of one day: behind that day, one for each term. */
static const struct sg_date *dues(const struct sg_routes *rs, struct sg_date received,
                                  struct sg_proposals *out)
{
    unsigned day = (unsigned)sg_date_days(received);
    struct sg_date *at = out->days + day % DAYS * (1 + (size_t)rs->terms);
    if (sg_date_order(at[0], received) != 0) {
        at[0] = received;
        for (int i = 0; i < rs->terms; i++)
            at[1 + i] = sg_length_by_law(received, rs->term[i], rs->holiday, rs->holidays);
    }
    return at + 1;
}

/* a before b; no date is the last. */
static bool sooner(struct sg_date a, struct sg_date b)
{
    return a.y != 0 && (b.y == 0 || sg_date_order(a, b) < 0);
}

/* ---- rules ---- */

static bool has(const struct sg_reason_why *reason, const char *path)
{
    for (size_t i = 0; i < reason->unknowns; i++)
        if (reason->unknown[i] == path)
            return true;
    return false;
}

/* The fields that made the condition unsure, each once. */
static void find_unknown(const struct sg_expr *when, const struct sg_record *r,
                         struct sg_reason_why *reason)
{
    struct sg_grounds why;
    sg_expr_grounds(when, r, (struct sg_val){0}, &why);
    for (size_t i = 0; i < why.n && reason->unknowns < SG_ROUTE_UNKNOWN; i++)
        if (!has(reason, why.at[i].field))
            reason->unknown[reason->unknowns++] = why.at[i].field;
}

/* Adds what a rule says to the proposal of its target, if it says anything. */
static void apply(const struct route_rule *rule, struct sg_expr_seen *seen,
                  const struct sg_record *r, const struct sg_date *due, struct sg_proposal *to)
{
    static const struct sg_date never;
    if (rule->left_out)
        return;
    enum sg_truth t = rule->when ? sg_expr_test_seen(rule->when, seen) : SG_YES;
    if (t == SG_NO || (t == SG_UNSURE && !rule->proposes_unsure))
        return;
    struct sg_reason_why *reason = &to->reason[to->reasons++];
    reason->rule = rule->name;
    reason->because[SG_NL] = rule->because[SG_NL];
    reason->because[SG_EN] = rule->because[SG_EN];
    reason->source = rule->source;
    reason->due = rule->term < 0 ? never : due[rule->term];
    for (int lang = SG_NL; lang <= SG_EN; lang++)
        reason->json[lang] =
            (struct sg_val){rule->json[lang].p, rule->json[lang].n, SG_OBJECT, false};
    reason->unknowns = 0;
    if (t == SG_UNSURE)
        find_unknown(rule->when, r, reason);
    to->certain |= t == SG_YES;
    if (sooner(reason->due, to->due))
        to->due = reason->due;
}

static void begin(struct sg_proposal *to, struct sg_val partner)
{
    static const struct sg_val none;
    static const struct sg_date never;
    to->to = partner;
    to->due = never;
    to->certain = false;
    to->reasons = 0;
    to->override = to->handed_off = none;
}

/* ---- what the officer decided and did ---- */

static bool same(struct sg_val a, struct sg_val b)
{
    char text[128];
    size_t n = sg_val_text(a, text, sizeof text);
    return a.kind == SG_STRING && n <= sizeof text && sg_val_is_n(b, text, n);
}

static struct sg_proposal *find(struct sg_proposals *out, struct sg_val partner)
{
    for (size_t i = 0; i < out->n; i++)
        if (same(partner, out->at[i]->to))
            return out->at[i];
    return NULL;
}

/* The last decision about a partner counts. One that the officer added is a proposal without rules;
 * a decision about a partner that no rule names, and nobody added, has nothing to be shown with. */
static void add_overrides(const struct sg_record *r, struct sg_proposals *out)
{
    struct sg_val override, overrides = sg_record_get(r, "overrides");
    struct sg_iter it = sg_iter(overrides);
    while (overrides.kind == SG_ARRAY && sg_iter_next(&it, NULL, &override)) {
        struct sg_val to = sg_val_get(override, "to");
        struct sg_proposal *p = find(out, to);
        if (!p && to.kind == SG_STRING && out->n < SG_ROUTE_TARGETS &&
            sg_val_is(sg_val_get(override, "choice"), "added"))
            begin(p = out->at[out->n++], to);
        if (p)
            p->override = override;
    }
}

static void add_handoffs(const struct sg_record *r, struct sg_proposals *out)
{
    struct sg_val handoff, handoffs = sg_record_get(r, "handoffs");
    struct sg_iter it = sg_iter(handoffs);
    while (handoffs.kind == SG_ARRAY && sg_iter_next(&it, NULL, &handoff)) {
        struct sg_proposal *p = find(out, sg_val_get(handoff, "to"));
        if (p)
            p->handed_off = sg_val_get(handoff, "on");
    }
}

/* ---- all of them ---- */

/* By date; few enough for insertion, which keeps the order of equals. */
static void sort(struct sg_proposals *out)
{
    for (size_t i = 1; i < out->n; i++)
        for (size_t k = i; k > 0 && sooner(out->at[k]->due, out->at[k - 1]->due); k--) {
            struct sg_proposal *p = out->at[k];
            out->at[k] = out->at[k - 1];
            out->at[k - 1] = p;
        }
}

void sg_route(const struct sg_routes *rs, const struct sg_record *r, struct sg_proposals *out)
{
    const struct sg_date *due = dues(rs, sg_derive_received(r), out);
    sg_expr_seen_begin(out->seen, r);
    out->n = 0;
    for (size_t i = 0; i < rs->targets; i++) {
        const struct route_target *target = &rs->target[i];
        struct sg_proposal *to = out->at[out->n];
        begin(to, target->to);
        for (size_t k = 0; k < target->rules; k++)
            apply(&rs->rule[target->rule[k]], out->seen, r, due, to);
        out->n += to->reasons != 0;
    }
    sort(out);
    add_overrides(r, out);
    add_handoffs(r, out);
}
