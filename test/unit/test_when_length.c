/* SPDX-License-Identifier: EUPL-1.2 */
/* Terms: words, the examples that lawyers give, and every day of 23 years against Python's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "when_help.h"

static struct sg_length length(const char *words)
{
    struct sg_length l = {0, SG_DAYS};
    if (!sg_length_parse(words, strlen(words), &l))
        fail_msg("no length: %s", words);
    return l;
}

static void test_words(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",        "5",         "days",       "5days",           "5  days",    " 5 days",
        "5 days ", "-5 days",   "10000 days", "5 Days",          "5 weekends", "1 mont",
        "5 dayss", "5 working", "1.5 days",   "5 working  days",
    };
    struct sg_length l = {7, SG_YEARS};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (sg_length_parse(bad[i], strlen(bad[i]), &l))
            fail_msg("a length: \"%s\"", bad[i]);
    assert_int_equal(l.n, 7);
    l = length("9999 working days");
    assert_int_equal(l.n, 9999);
    assert_int_equal(l.unit, SG_WORKING_DAYS);
    assert_int_equal(length("1 working day").unit, SG_WORKING_DAYS);
    assert_int_equal(length("0 days").unit, SG_DAYS);
    assert_int_equal(length("10 weeks").unit, SG_WEEKS);
    assert_int_equal(length("1 month").unit, SG_MONTHS);
    assert_int_equal(length("at once").n, 0);
    assert_date(sg_length_by_law(on("2024-03-30"), length("at once"), NULL, 0), "2024-03-30");
    assert_int_equal(length("2 years").unit, SG_YEARS);
}

static void assert_ends(const char *begin, const char *words, const char *lawful,
                        const char *calendar)
{
    assert_date(sg_length_by_law(on(begin), length(words), NULL, 0), lawful);
    assert_date(sg_length_after(on(begin), length(words), NULL, 0), calendar);
}

static void test_reflection(void **state)
{
    (void)state;
    assert_ends("2023-11-30", "3 months", "2024-02-29", "2024-02-29");
    assert_ends("2022-11-30", "3 months", "2023-02-28", "2023-02-28");
    assert_ends("2024-11-30", "3 months", "2025-02-28", "2025-02-28");
    assert_ends("2023-05-19", "30 days", "2023-06-19", "2023-06-18"); /* a Sunday */
    assert_ends("2024-02-29", "3 months", "2024-05-29", "2024-05-29");
}

static void test_law(void **state)
{
    (void)state;
    /* Three days from a Thursday: over the weekend, and over Easter Monday. */
    assert_ends("2024-06-06", "3 days", "2024-06-10", "2024-06-09");
    assert_ends("2024-03-28", "3 days", "2024-04-03", "2024-03-31");
    /* Christmas on Thursday and Friday: four days hold one working day only. */
    assert_ends("2025-12-23", "4 days", "2025-12-29", "2025-12-27");
    assert_ends("2025-12-24", "4 days", "2025-12-30", "2025-12-28");
    /* Two days may hold none. */
    assert_ends("2024-06-07", "2 days", "2024-06-10", "2024-06-09");
    /* Long terms stay (art. 4). */
    assert_ends("2024-01-01", "12 weeks", "2024-03-25", "2024-03-25");
    assert_ends("2023-12-31", "91 days", "2024-03-31", "2024-03-31");
    assert_ends("2024-01-01", "90 days", "2024-04-02", "2024-03-31");
    assert_ends("2023-12-31", "4 months", "2024-04-30", "2024-04-30");
    assert_ends("2023-06-01", "1 year", "2024-06-01", "2024-06-01");
    /* No length is the day itself, also a Sunday. */
    assert_ends("2024-06-09", "0 days", "2024-06-09", "2024-06-09");
}

static void test_extra_days_lengthen(void **state)
{
    (void)state;
    const struct sg_date extra[] = {on("2024-06-10"), on("2024-06-11")};
    assert_date(sg_length_by_law(on("2024-06-06"), length("3 days"), extra, 2), "2024-06-12");
}

/* What is counted backwards never moves (art. 1 lid 2). */
static void test_backwards(void **state)
{
    (void)state;
    assert_date(sg_length_before(on("2024-06-10"), length("1 day"), NULL, 0), "2024-06-09");
    assert_date(sg_length_before(on("2024-05-31"), length("3 months"), NULL, 0), "2024-02-29");
    assert_date(sg_length_before(on("2024-12-27"), length("1 working day"), NULL, 0), "2024-12-24");
    assert_date(sg_length_before(on("2024-06"), length("1 day"), NULL, 0), "");
    assert_date(sg_length_after(on("9999-12-31"), length("1 day"), NULL, 0), "");
    assert_date(sg_length_by_law(on("9999-12-31"), length("1 day"), NULL, 0), "");
    assert_date(sg_length_before(on("1000-01-01"), length("9999 years"), NULL, 0), "");
}

static void test_terms_as_python(void **state)
{
    (void)state;
    static const char *const words[] = {
        "5 working days", "1 working day", "1 day",    "2 days",   "3 days",   "4 days",
        "30 days",        "90 days",       "91 days",  "1 week",   "10 weeks", "12 weeks",
        "13 weeks",       "1 month",       "3 months", "4 months", "1 year",
    };
    FILE *answers = popen("python3 test/unit/when_oracle.py terms 2018 2040", "r");
    char date[11], lawful[11], calendar[11];
    int days = 0;
    assert_non_null(answers);
    for (; fscanf(answers, "%10s", date) == 1; days++)
        for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
            assert_int_equal(fscanf(answers, "%10s %10s", lawful, calendar), 2);
            assert_ends(date, words[i], lawful, calendar);
        }
    assert_int_equal(pclose(answers), 0);
    assert_int_equal(days, 8401); /* 23 years, 6 of them leap */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words),     cmocka_unit_test(test_reflection),
        cmocka_unit_test(test_law),       cmocka_unit_test(test_extra_days_lengthen),
        cmocka_unit_test(test_backwards), cmocka_unit_test(test_terms_as_python),
    };
    return cmocka_run_group_tests_name("when_length", tests, NULL, NULL);
}
