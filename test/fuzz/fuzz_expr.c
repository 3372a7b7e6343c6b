/* SPDX-License-Identifier: EUPL-1.2 */
/* libFuzzer: an expression and, behind a NUL, a record. Compiling and evaluating must not fail in
 * any way but by a fault with a position, and "not (E)" must be the opposite of E, also when both
 * share what they see of the record. */
#include "expr.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct sg_date today = {2024, 6, 15};

/* What is evaluated when the input brings no record of its own. */
static const char usual[] =
    "{\"received\":\"2023-05\",\"municipality\":\"GM0267\",\"forms\":[\"labour\",\"unknown\"],"
    "\"places\":[{\"role\":\"found\",\"municipality\":\"GM0398\"}],\"estimate\":{\"min\":3},"
    "\"persons\":[{\"roles\":[\"victim\"],\"born\":\"2005\",\"consent\":[{\"for\":\"care\"}]},"
    "{\"age\":41},{\"age_class\":\"u18\",\"roles\":[]}],\"text\":\"een k\\u00e4s\",\"time\":null}";

static const struct sg_profile *the_profile(void)
{
    static struct sg_profile *p;
    struct sg_fault f;
    if (!p)
        p = sg_profile_open("nijkerk", &f);
    if (!p)
        abort();
    return p;
}

static void check_fault(const struct sg_fault *f)
{
    if (f->reason != SG_R_BAD_EXPR || strncmp(f->text, "line ", 5) != 0)
        abort();
}

/* The truth of a text, or -1 when it is refused. */
static int truth_of(const char *text, size_t n, const char *scope, const struct sg_record *r)
{
    struct sg_fault f = {.reason = SG_R_NOTE};
    struct sg_val element = {0}, persons = sg_record_get(r, "persons");
    struct sg_iter it = sg_iter(persons);
    struct sg_expr *e = sg_expr_compile(text, n, the_profile(), scope, today, &f);
    if (!e) {
        check_fault(&f);
        return -1;
    }
    if (persons.kind != SG_ARRAY || !sg_iter_next(&it, NULL, &element))
        element = (struct sg_val){0};
    int found = (int)sg_expr_test(e, r, element);
    sg_expr_free(e);
    return found;
}

/* The truths of two texts that compile, sharing what they see. */
static void truths_of(const char *const text[2], const size_t n[2], const struct sg_record *r,
                      int found[2])
{
    struct sg_fault f;
    struct sg_expr *e[2];
    size_t shared;
    for (int i = 0; i < 2; i++)
        if (!(e[i] = sg_expr_compile(text[i], n[i], the_profile(), NULL, today, &f)))
            abort();
    struct sg_expr_seen *seen = sg_expr_share(e, 2, &shared, &f) ? sg_expr_seen(shared, &f) : NULL;
    if (!seen)
        abort();
    sg_expr_seen_begin(seen, r);
    for (int i = 0; i < 2; i++) {
        found[i] = (int)sg_expr_test_seen(e[i], seen);
        sg_expr_free(e[i]);
    }
    sg_expr_seen_free(seen);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sg_record r;
    struct sg_fault f;
    const char *text = (const char *)data;
    const char *end = size ? memchr(text, '\0', size) : NULL;
    size_t n = end ? (size_t)(end - text) : size;
    if (!end || !sg_record_read(&r, end + 1, size - n - 1, &f, NULL))
        if (!sg_record_read(&r, usual, sizeof usual - 1, &f, NULL))
            abort();
    int found = truth_of(text, n, NULL, &r);
    truth_of(text, n, "persons", &r);

    char *turned = malloc(n + 8);
    if (!turned)
        return 0;
    int k = snprintf(turned, n + 8, "not (%.*s\n)", (int)n, text);
    int opposite = found < 0 ? -1 : truth_of(turned, (size_t)k, NULL, &r);
    static const int wanted[] = {SG_YES, SG_NO, SG_UNSURE};
    if (opposite >= 0) {
        int beside[2];
        truths_of((const char *const[]){text, turned}, (size_t[]){n, (size_t)k}, &r, beside);
        if (opposite != wanted[found] || beside[0] != found || beside[1] != opposite)
            abort();
    }
    free(turned);
    return 0;
}
