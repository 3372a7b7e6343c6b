/* SPDX-License-Identifier: EUPL-1.2 */
/* What the tests of expr and derive share: one profile, one day, one-line questions. */
#ifndef EXPR_HELP_H
#define EXPR_HELP_H

#include "expr.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#ifndef PROFILE_NAME
#define PROFILE_NAME "nijkerk"
#endif

static struct sg_profile *profile;
static const struct sg_date today = {2024, 6, 15};

static inline int open_profile(void **state)
{
    struct sg_fault f;
    (void)state;
    profile = sg_profile_open(PROFILE_NAME, &f);
    if (!profile)
        print_error("%s:%zu: %s\n", f.file, f.line, f.text);
    return profile ? 0 : -1;
}

static inline int close_profile(void **state)
{
    (void)state;
    sg_profile_free(profile);
    return 0;
}

/* Lines are written with ' for ", so that they can be read here. */
struct a_record {
    char line[4096];
    struct sg_record r;
};

static inline void read_record(struct a_record *a, const char *line)
{
    struct sg_fault f;
    size_t n = strlen(line);
    assert_true(n < sizeof a->line);
    for (size_t i = 0; i <= n; i++)
        a->line[i] = line[i] == '\'' ? '"' : line[i];
    if (!sg_record_read(&a->r, a->line, n, &f, NULL))
        fail_msg("%s: %s", line, f.text);
}

static inline char truth_letter(enum sg_truth t)
{
    return t == SG_YES ? 'y' : t == SG_NO ? 'n' : '?';
}

/* 'y', 'n' or '?' of an expression for a record. */
static inline char ask(const char *text, const char *line)
{
    struct sg_fault f;
    struct a_record a;
    struct sg_val none = {0};
    struct sg_expr *e = sg_expr_compile(text, strlen(text), profile, NULL, today, &f);
    if (!e)
        fail_msg("%s: %s", text, f.text);
    read_record(&a, line);
    char found = truth_letter(sg_expr_test(e, &a.r, none));
    sg_expr_free(e);
    return found;
}

struct question {
    const char *expr;
    char wanted;
};

/* Asks all of one record; names every one that is answered wrongly. */
static inline void ask_all(const char *line, const struct question *q, size_t n)
{
    size_t wrong = 0;
    for (size_t i = 0; i < n; i++) {
        char found = ask(q[i].expr, line);
        if (found == q[i].wanted)
            continue;
        print_error("%s: %c, not %c, of %s\n", q[i].expr, found, q[i].wanted, line);
        wrong++;
    }
    assert_int_equal(wrong, 0);
}

#define ASK(line, ...)                                        \
    do {                                                      \
        static const struct question asked[] = {__VA_ARGS__}; \
        ask_all(line, asked, sizeof asked / sizeof *asked);   \
    } while (0)

#endif
