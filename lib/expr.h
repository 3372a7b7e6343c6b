/* SPDX-License-Identifier: EUPL-1.2 */
/* expr - the one condition language: -w, measures, routes. See sig-expr(5) for the grammar.
 *
 * Compiled once into a flat program; evaluated without allocating and without changing the
 * expression, so that threads may share one. Three-valued: what rests on something not asked
 * or not known is SG_UNSURE; a selection takes SG_YES only, `is unknown` asks. */
#ifndef SG_EXPR_H
#define SG_EXPR_H

#include "profile.h"
#include "record.h"
#include "signals.h"

struct sg_expr;

/* Compiles n bytes of UTF-8. Names are checked against the field table and the profile's codes
 * and regions; the profile is not needed any more afterwards. scope: NULL, or the path of a list of
 * groups ("persons", "persons.consent"): the expression is then about one of its elements, and a
 * name is looked for among the element's members first, then among the signal's. `today` is the
 * value of `today`. NULL: *f is MEMORY, or BAD_EXPR with a text that begins with the position,
 * "line 1, column 9: ..." (columns in bytes, from 1), and names the near miss; f->line and f->file
 * are left to the caller, because an expression is often a cell or an option. The text quotes
 * nothing that may be personal. Nesting at most 32, lists within lists at most 5, program at most
 * 4096 steps. A named condition (`meets NAME`, sheet conditions) becomes part of the program; a
 * fault in it says so. */
struct sg_expr *sg_expr_compile(const char *text, size_t n, const struct sg_profile *p,
                                const char *scope, struct sg_date today, struct sg_fault *f);
void sg_expr_free(struct sg_expr *e);

/* For a signal; `element` is the list element when compiled with a scope, else ignored. Members of
 * the wrong kind, in a record that nobody checked, count as not known. */
enum sg_truth sg_expr_test(const struct sg_expr *e, const struct sg_record *r,
                           struct sg_val element);

/* ---- many expressions about one signal ---- */

/* What the comparisons found in one signal, so that none is made twice, and the objects in it, so
 * that none is walked twice. One for each thread. */
struct sg_expr_seen;

/* Finds the comparisons that stand more than once in n expressions (NULL, and those with a scope,
 * are passed over), and marks them. To be called once, before threads share the expressions.
 * *shared is how many there are. false: *f is MEMORY. */
bool sg_expr_share(struct sg_expr *const e[], size_t n, size_t *shared, struct sg_fault *f);

/* Room for what is seen by expressions that were shared together. NULL: *f is MEMORY. */
struct sg_expr_seen *sg_expr_seen(size_t shared, struct sg_fault *f);
void sg_expr_seen_free(struct sg_expr_seen *seen);

/* Forgets everything; from now on the signal is r, which must stay as it is until the next one. */
void sg_expr_seen_begin(struct sg_expr_seen *seen, const struct sg_record *r);

/* What sg_expr_test says of the signal; without scope. */
enum sg_truth sg_expr_test_seen(const struct sg_expr *e, struct sg_expr_seen *seen);

/* ---- why ---- */

/* One comparison that the answer rests on. */
struct sg_ground {
    const char *field;   /* path of the field that it asks */
    const char *said;    /* as written, "forms = labour"; borrowed from the expression */
    enum sg_truth truth; /* its own answer */
};
enum { SG_GROUNDS = 48 };
struct sg_grounds {
    size_t n;
    bool more; /* there were others, for which there was no room */
    struct sg_ground at[SG_GROUNDS];
    enum sg_truth body[SG_GROUNDS]; /* the room's own */
};

/* As sg_expr_test, and says why: the comparisons that made the answer what it is, in the order of
 * the expression. What did not matter is left out: of `a and b` that is no, the side that is yes or
 * unsure; of a quantifier, the elements that did not decide. So when the answer is SG_UNSURE, *why
 * has exactly the comparisons that were unsure and that could have decided it: their fields are the
 * unknown members on which it rests (a list of which nobody asked stands for its elements). Several
 * times slower than sg_expr_test. */
enum sg_truth sg_expr_grounds(const struct sg_expr *e, const struct sg_record *r,
                              struct sg_val element, struct sg_grounds *why);

/* The i-th field that the expression asks, each once, in order; NULL behind the last. */
const struct sg_field *sg_expr_asks(const struct sg_expr *e, size_t i);

/* ---- what can come of it ---- */

/* true when both are built of the same comparisons in the same way; the order of what `and` and
 * `or` join, of values behind `in`, and what stands twice, make no difference. NULL is the
 * condition that always holds. false also when memory runs out. */
bool sg_expr_equal(const struct sg_expr *a, const struct sg_expr *b);

/* Which answers an expression can have at all, of a valid signal. `false` is proved, `true` means
 * that no proof was found. Proved are contradictions among the comparisons that must hold together,
 * about one member of one element (of a list, about the values that one of them may have): codes
 * that exclude each other, numbers, dates and ages that leave nothing between them, a member that
 * must be absent and have a value. Every way to satisfy `or` is tried, up to a limit. Not looked
 * at: regions, `contains`, counts, and what one member has to do with another. */
struct sg_outcomes {
    bool yes, no, unsure;
};
/* p: the profile it was compiled with. false: *f is MEMORY. */
bool sg_expr_outcomes(const struct sg_expr *e, const struct sg_profile *p,
                      struct sg_outcomes *reach, struct sg_fault *f);

/* true when the expression compares with the content of a personal field (such conditions come
 * from a file, never from an option); `is present` and its kin do not. *field (may be NULL) is the
 * first one's path. */
bool sg_expr_personal(const struct sg_expr *e, const char **field);

#endif
