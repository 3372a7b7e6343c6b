/* SPDX-License-Identifier: EUPL-1.2 */
/* Terms of a profile: how they are written, and when they end. */
#include "when.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void test_parse(void **state)
{
    static const struct {
        const char *text;
        struct sg_term term;
    } good[] = {
        {"at once", {0, SG_TERM_AT_ONCE}},
        {"1 working day", {1, SG_TERM_WORKING_DAYS}},
        {"5 working days", {5, SG_TERM_WORKING_DAYS}},
        {"1 day", {1, SG_TERM_DAYS}},
        {"30 days", {30, SG_TERM_DAYS}},
        {"10 weeks", {10, SG_TERM_WEEKS}},
        {"999 months", {999, SG_TERM_MONTHS}},
    };
    static const char *const bad[] = {"",        "0 days",   "1 days",  "2 day",     "5",
                                      "5 ",      "5  days",  "5days",   "-1 days",   "1000 days",
                                      "At once", "at once ", "2 years", "five days", " 5 days"};
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        struct sg_term t = {-1, SG_TERM_DAYS};
        assert_true(sg_term_parse(good[i].text, strlen(good[i].text), &t));
        assert_int_equal(t.n, good[i].term.n);
        assert_int_equal(t.unit, good[i].term.unit);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct sg_term t = {-1, SG_TERM_DAYS};
        assert_false(sg_term_parse(bad[i], strlen(bad[i]), &t));
        assert_int_equal(t.n, -1);
    }
}

static void ends(const char *from, const char *term, const char *due)
{
    static const struct sg_date decreed[] = {{2024, 5, 10}};
    struct sg_date d = {0};
    struct sg_term t;
    char text[11];
    sg_date_parse(from, strlen(from), &d);
    assert_true(sg_term_parse(term, strlen(term), &t));
    sg_date_write(sg_term_due(d, t, decreed, 1), text);
    assert_string_equal(text, due);
}

static void test_due(void **state)
{
    (void)state;
    ends("2024-03-30", "at once", "2024-03-30");       /* a Saturday: acute is acute */
    ends("2024-03-28", "1 working day", "2024-04-02"); /* Good Friday, Easter Monday */
    ends("2024-12-24", "5 working days", "2025-01-03");
    ends("2024-03-28", "1 day", "2024-04-02");
    ends("2024-03-27", "1 day", "2024-03-28");
    ends("2024-03-02", "2 weeks", "2024-03-18"); /* a Saturday: the Monday after */
    ends("2024-01-31", "1 month", "2024-02-29");
    ends("2024-04-09", "1 month", "2024-05-13"); /* Ascension Day, a decreed day, a weekend */
    ends("2024-03", "5 working days", "");
    ends("2024", "at once", "");
    ends("", "1 month", "");
    ends("9999-12-31", "1 month", "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_parse), cmocka_unit_test(test_due)};
    return cmocka_run_group_tests_name("when: terms", tests, NULL, NULL);
}
