/* SPDX-License-Identifier: EUPL-1.2 */
/* Working days by hand, and the calendar day by day against Python's (when_oracle.py). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "when_help.h"

/* ---- working days ---- */

static void test_holidays(void **state)
{
    (void)state;
    static const char *const days[] = {
        "2024-01-01", "2024-03-29", "2024-04-01", "2024-04-27", "2024-05-05",
        "2024-05-09", "2024-05-20", "2024-12-25", "2024-12-26", "2014-04-26",
        "2025-04-26", "2013-04-30", "2006-04-29", "2000-04-29", "2008-05-01", /* Ascension Day */
        "2008-03-21",                                                         /* Good Friday */
    };
    static const char *const none[] = {
        "2024-03-31", "2024-04-30", "2014-04-27", "2014-04-30", "2025-04-27",
        "2006-04-30", "2013-04-27", "2024-05-04", "2024-12-24", "2024-12-31",
        "2024-05-19", "2024-05",    "2024",
    };
    for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
        if (!sg_holiday(on(days[i]), NULL, 0))
            fail_msg("no holiday: %s", days[i]);
    }
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        if (sg_holiday(on(none[i]), NULL, 0))
            fail_msg("a holiday: %s", none[i]);
    }
}

static void test_extra_days(void **state)
{
    (void)state;
    struct sg_date extra[] = {on("2024-06-03"), on("2024-06-04")};
    assert_true(sg_working_day(on("2024-06-03"), NULL, 0));
    assert_true(sg_working_day(on("2024-06-04"), extra, 1));
    assert_false(sg_working_day(on("2024-06-04"), extra, 2));
    assert_date(sg_term_end(on("2024-06-01"), extra, 2), "2024-06-05");
    assert_date(sg_add_working_days(on("2024-05-31"), 1, extra, 2), "2024-06-05");
}

static void test_working_days(void **state)
{
    (void)state;
    /* Christmas 2024 was a Wednesday and a Thursday. */
    assert_date(sg_add_working_days(on("2024-12-24"), 1, NULL, 0), "2024-12-27");
    assert_date(sg_add_working_days(on("2024-12-20"), 5, NULL, 0), "2024-12-31");
    assert_date(sg_add_working_days(on("2024-12-27"), -1, NULL, 0), "2024-12-24");
    assert_date(sg_add_working_days(on("2024-12-25"), 0, NULL, 0), "2024-12-25");
    assert_date(sg_term_end(on("2024-03-29"), NULL, 0), "2024-04-02");
    assert_date(sg_term_end(on("2024-04-02"), NULL, 0), "2024-04-02");
    assert_date(sg_add_working_days(on("9999-12-31"), 1, NULL, 0), "");
    assert_date(sg_add_working_days(on("2024-12-31"), INT32_MAX, NULL, 0), "");
    assert_date(sg_add_working_days(on("2024-12-31"), INT32_MIN, NULL, 0), "");
    assert_date(sg_term_end(on("2024-05"), NULL, 0), "");
}

static void test_easter(void **state)
{
    (void)state;
    assert_date(sg_easter(2000), "2000-04-23");
    assert_date(sg_easter(2008), "2008-03-23");
    assert_date(sg_easter(1818), "1818-03-22"); /* the earliest there is */
    assert_date(sg_easter(2038), "2038-04-25"); /* the latest */
    assert_date(sg_easter(1582), "");
    assert_date(sg_easter(10000), "");
    assert_date(sg_easter(-1), "");
}

/* ---- against Python ---- */

static const char oracle[] = "python3 test/unit/when_oracle.py"; /* run from the top folder */

/* Starts the oracle; its exit status must be 0 at the end, so that a missing python3 is no pass. */
static FILE *ask(const char *question)
{
    char command[128];
    snprintf(command, sizeof command, "%s %s", oracle, question);
    FILE *answers = popen(command, "r");
    assert_non_null(answers);
    return answers;
}

struct answer {
    char date[11], next[11], fifth[11], back3[11], term[11], month1[11], month3[11], less1[11];
    int weekday, year, week, holiday, works, age[3];
};

static void check_day(const struct answer *a)
{
    struct sg_date d = on(a->date);
    int year;
    assert_int_equal(sg_weekday(d), a->weekday);
    assert_int_equal(sg_iso_week(d, &year), a->week);
    assert_int_equal(year, a->year);
    assert_int_equal(sg_holiday(d, NULL, 0), a->holiday);
    assert_int_equal(sg_working_day(d, NULL, 0), a->works);
    assert_date(sg_add_working_days(d, 1, NULL, 0), a->next);
    assert_date(sg_add_working_days(d, 5, NULL, 0), a->fifth);
    assert_date(sg_add_working_days(d, -3, NULL, 0), a->back3);
    assert_date(sg_term_end(d, NULL, 0), a->term);
    assert_date(sg_date_add_months(d, 1), a->month1);
    assert_date(sg_date_add_months(d, 3), a->month3);
    assert_date(sg_date_add_months(d, -1), a->less1);
    static const char *const born[3] = {"2004-02-29", "1990-07-15", "1972-12-31"};
    for (int i = 0; i < 3; i++)
        assert_int_equal(sg_age(on(born[i]), d), a->age[i]);
}

static void test_days_as_python(void **state)
{
    (void)state;
    FILE *answers = ask("days 1990 2050");
    struct answer a;
    int lines = 0;
    while (fscanf(answers, "%10s %d %d %d %d %d %10s %10s %10s %10s %10s %10s %10s %d %d %d",
                  a.date, &a.weekday, &a.year, &a.week, &a.holiday, &a.works, a.next, a.fifth,
                  a.back3, a.term, a.month1, a.month3, a.less1, &a.age[0], &a.age[1],
                  &a.age[2]) == 16) {
        check_day(&a);
        lines++;
    }
    assert_int_equal(pclose(answers), 0);
    assert_int_equal(lines, 22280); /* 61 years, 15 of them leap */
}

static void test_easter_as_python(void **state)
{
    (void)state;
    FILE *answers = ask("easter 1583 9999");
    char date[11];
    int year = 1583;
    for (; fscanf(answers, "%10s", date) == 1; year++)
        assert_date(sg_easter(year), date);
    assert_int_equal(pclose(answers), 0);
    assert_int_equal(year, 10000);
}

static void test_zone_as_python(void **state)
{
    (void)state;
    FILE *answers = ask("zone 1996 2050");
    long long moment;
    char date[11];
    int lines = 0;
    for (; fscanf(answers, "%lld %10s", &moment, date) == 2; lines++)
        assert_date(sg_amsterdam_day(moment), date);
    int status = pclose(answers);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 77)
        skip(); /* no zone files here; test_amsterdam has the edges */
    assert_int_equal(status, 0);
    assert_true(lines > 30000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_holidays),       cmocka_unit_test(test_extra_days),
        cmocka_unit_test(test_working_days),   cmocka_unit_test(test_easter),
        cmocka_unit_test(test_days_as_python), cmocka_unit_test(test_easter_as_python),
        cmocka_unit_test(test_zone_as_python),
    };
    return cmocka_run_group_tests_name("when_calendar", tests, NULL, NULL);
}
