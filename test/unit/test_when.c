/* SPDX-License-Identifier: EUPL-1.2 */
/* Dates as values: each rule at its edges. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tight.h"
#include "when_help.h"

/* ---- reading and writing ---- */

static void test_parse(void **state)
{
    (void)state;
    static const char *const good[] = {"2024-03-01", "2024-02-29", "2000-02-29", "1000-01-01",
                                       "9999-12-31", "2024-03",    "2024",       "1000"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_date(on(good[i]), good[i]);
    static const char *const bad[] = {
        "",           "2023-02-29",  "1900-02-29",       "2024-04-31", "2024-13-01",
        "2024-00-01", "2024-01-00",  "2024-01-32",       "0999-12-31", "0000",
        "999",        "20240301",    "2024-3-1",         "2024-03-",   "2024-",
        "2024/03/01", "2024-03-01 ", " 2024-03-01",      "2024-03-1x", "2024-00",
        "x024",       "+024-01-01",  "2024-03-01T10:00", "-024",       "202:-01-01",
        "202/-01-01", "2024-0:-01",  "2024-01-0/",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct sg_date d = {1, 2, 3};
        char *s = tight(bad[i], strlen(bad[i]));
        if (sg_date_parse(s, strlen(bad[i]), &d))
            fail_msg("accepted: %s", bad[i]);
        free(s);
        assert_true(d.y == 1 && d.m == 2 && d.d == 3);
    }
}

static void test_parse_stops_at_n(void **state)
{
    (void)state;
    struct sg_date d;
    assert_true(sg_date_parse("2024-03-01", 7, &d));
    assert_date(d, "2024-03");
    assert_false(sg_date_parse("2024-03-01", 9, &d));
    assert_false(sg_date_parse("2024\0-01", 7, &d));
}

static void test_words(void **state)
{
    (void)state;
    char text[32];
    sg_date_words(on("2024-03-01"), true, text);
    assert_string_equal(text, "01-03-2024");
    sg_date_words(on("2024-03"), true, text);
    assert_string_equal(text, "maart 2024");
    sg_date_words(on("2024-03"), false, text);
    assert_string_equal(text, "March 2024");
    sg_date_words(on("2024"), true, text);
    assert_string_equal(text, "2024");
    sg_date_words((struct sg_date){0, 0, 0}, true, text);
    assert_string_equal(text, "");
}

static void test_valid(void **state)
{
    (void)state;
    assert_true(sg_date_whole(on("2024-02-29")));
    assert_false(sg_date_whole(on("2024-02")));
    assert_true(sg_date_valid(on("2024-02")));
    static const struct sg_date bad[] = {{0, 0, 0},     {2024, 0, 1},  {2024, 13, 1},
                                         {2024, -1, 1}, {2024, 1, -1}, {2023, 2, 29},
                                         {999, 1, 1},   {10000, 1, 1}, {-1, 1, 1}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_false(sg_date_valid(bad[i]));
        assert_false(sg_date_whole(bad[i]));
        assert_date(bad[i], "");
    }
}

static void test_reach(void **state)
{
    (void)state;
    assert_date(sg_date_first(on("2024")), "2024-01-01");
    assert_date(sg_date_last(on("2024")), "2024-12-31");
    assert_date(sg_date_first(on("2024-02")), "2024-02-01");
    assert_date(sg_date_last(on("2024-02")), "2024-02-29");
    assert_date(sg_date_last(on("2023-02")), "2023-02-28");
    assert_date(sg_date_last(on("2023-02-03")), "2023-02-03");
    assert_date(sg_date_first((struct sg_date){0, 0, 0}), "");
    assert_date(sg_date_last((struct sg_date){2023, 13, 0}), "");
}

/* ---- counting ---- */

static void test_days_there_and_back(void **state)
{
    (void)state;
    assert_int_equal(sg_date_days(on("1970-01-01")), 0);
    assert_int_equal(sg_date_days(on("2000-03-01")), 11017);
    int32_t first = sg_date_days(on("1000-01-01")), last = sg_date_days(on("9999-12-31"));
    struct sg_date before = {0, 0, 0};
    for (int32_t day = first; day <= last; day++) {
        struct sg_date d = sg_days_date(day);
        if (!sg_date_whole(d) || sg_date_days(d) != day || sg_date_order(before, d) >= 0)
            fail_msg("day %d", (int)day);
        before = d;
    }
    assert_date(sg_days_date(first - 1), "");
    assert_date(sg_days_date(last + 1), "");
    assert_date(sg_days_date(INT32_MIN), "");
    assert_date(sg_days_date(INT32_MAX), "");
}

static void test_no_date_stays_no_date(void **state)
{
    (void)state;
    struct sg_date none = {0, 0, 0};
    assert_int_equal(sg_date_days(none), SG_NO_DAY);
    assert_date(sg_days_date(SG_NO_DAY + 3000000), "");
    assert_int_equal(sg_weekday(none), 0);
    int year = 5;
    assert_int_equal(sg_iso_week(none, &year), 0);
    assert_int_equal(year, 0);
    assert_date(sg_date_add_months(none, 1), "");
    assert_int_equal(sg_age(none, on("2024-01-01")), -1);
    assert_int_equal(sg_age(on("2024-01-01"), none), -1);
    assert_false(sg_holiday(none, NULL, 0));
    assert_false(sg_working_day(none, NULL, 0));
    assert_date(sg_add_working_days(none, 1, NULL, 0), "");
    assert_date(sg_term_end(none, NULL, 0), "");
    assert_int_equal(sg_date_before(none, on("2024")), SG_UNSURE);
    assert_int_equal(sg_date_same(on("2024"), none), SG_UNSURE);
}

static void test_order(void **state)
{
    (void)state;
    static const char *const up[] = {"2023-12-31", "2024",       "2024-01",
                                     "2024-01-01", "2024-02-01", "2024-02-02"};
    for (int i = 0; i < 6; i++) {
        for (int j = 0; j < 6; j++) {
            int order = sg_date_order(on(up[i]), on(up[j]));
            assert_int_equal((order > 0) - (order < 0), (i > j) - (i < j));
        }
    }
}

static void test_weeks(void **state)
{
    (void)state;
    static const struct {
        const char *day;
        int weekday, week, year;
    } known[] = {{"1970-01-01", 4, 1, 1970},  {"2020-12-31", 4, 53, 2020},
                 {"2021-01-03", 7, 53, 2020}, {"2021-01-04", 1, 1, 2021},
                 {"2024-12-30", 1, 1, 2025},  {"2024-02-29", 4, 9, 2024},
                 {"1000-01-01", 3, 1, 1000},  {"9999-12-31", 5, 52, 9999}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        int year;
        assert_int_equal(sg_weekday(on(known[i].day)), known[i].weekday);
        assert_int_equal(sg_iso_week(on(known[i].day), &year), known[i].week);
        assert_int_equal(year, known[i].year);
        assert_int_equal(sg_iso_week(on(known[i].day), NULL), known[i].week);
    }
}

static void test_add_months(void **state)
{
    (void)state;
    static const struct {
        const char *from;
        int months;
        const char *to;
    } known[] = {{"2023-11-30", 3, "2024-02-29"},
                 {"2022-11-30", 3, "2023-02-28"},
                 {"2024-01-31", 1, "2024-02-29"},
                 {"2024-03-31", -1, "2024-02-29"},
                 {"2024-02-29", 12, "2025-02-28"},
                 {"2024-01-15", -1, "2023-12-15"},
                 {"2024-05-05", 0, "2024-05-05"},
                 {"2024-11", 3, "2025-02"},
                 {"2024", 12, "2025"},
                 {"2024", -24, "2022"},
                 {"2024", 1, ""},
                 {"9999-12-01", 1, ""},
                 {"9998-12-31", 12, "9999-12-31"},
                 {"1000-01-01", -1, ""},
                 {"1001-01-01", -12, "1000-01-01"},
                 {"2024-01-01", INT32_MAX, ""},
                 {"2024-01-01", INT32_MIN, ""}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        assert_date(sg_date_add_months(on(known[i].from), known[i].months), known[i].to);
}

static void test_age(void **state)
{
    (void)state;
    static const struct {
        const char *born, *on;
        int age;
    } known[] = {
        {"2006-03-01", "2024-02-29", 17}, {"2006-03-01", "2024-03-01", 18},
        {"2004-02-29", "2022-02-28", 17}, {"2004-02-29", "2022-03-01", 18},
        {"2004-02-29", "2024-02-28", 19}, {"2004-02-29", "2024-02-29", 20},
        {"2024-05-05", "2024-05-05", 0},  {"2024-05-05", "2024-05-04", -1},
        {"2024-05-05", "2023-12-31", -1}, {"1900-01-01", "2024-01-01", 124},
        {"2006-03", "2024-03-01", -1},    {"2006-03-01", "2024", -1},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        assert_int_equal(sg_age(on(known[i].born), on(known[i].on)), known[i].age);
}

static void test_age_range(void **state)
{
    (void)state;
    static const struct {
        const char *born, *on;
        int lo, hi;
    } known[] = {
        {"2006-03-01", "2024-03-01", 18, 18}, {"2006", "2024", 17, 18},
        {"2006-03", "2024-03-15", 17, 18},    {"2006-03", "2024-03-31", 18, 18},
        {"2006-03", "2024-02", 17, 17},       {"2024", "2024", 0, 0},
        {"2024-03", "2024-02", -1, -1},       {"2025", "2024", -1, -1},
        {"2024-03-15", "2024", 0, 0},         {"2006-03-15", "2024", 17, 18},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        int lo = 99, hi = 99;
        sg_age_range(on(known[i].born), on(known[i].on), &lo, &hi);
        if (lo != known[i].lo || hi != known[i].hi)
            fail_msg("%s on %s: %d-%d", known[i].born, known[i].on, lo, hi);
    }
}

/* ---- three-valued comparison ---- */

static const char *const samples[] = {"2023",       "2023-12",    "2023-12-31", "2024",
                                      "2024-01",    "2024-01-01", "2024-01-31", "2024-02",
                                      "2024-02-29", "2025-01-01"};
enum { SAMPLES = sizeof samples / sizeof *samples };

/* What the contract says, by trying each day that both can mean. */
static void test_before_by_trying(void **state)
{
    (void)state;
    for (int i = 0; i < SAMPLES * SAMPLES; i++) {
        struct sg_date a = on(samples[i / SAMPLES]), b = on(samples[i % SAMPLES]);
        bool yes = false, no = false;
        for (int32_t x = sg_date_days(sg_date_first(a)); x <= sg_date_days(sg_date_last(a)); x++) {
            int32_t from = sg_date_days(sg_date_first(b)), to = sg_date_days(sg_date_last(b));
            for (int32_t y = from; y <= to; y++) {
                yes |= x < y;
                no |= x >= y;
            }
        }
        enum sg_truth want = yes && no ? SG_UNSURE : yes ? SG_YES : SG_NO;
        assert_int_equal(sg_date_before(a, b), want);
    }
}

/* A date is the same as a period when each day that it can mean lies in it. */
static void test_same_by_trying(void **state)
{
    (void)state;
    for (int i = 0; i < SAMPLES * SAMPLES; i++) {
        struct sg_date a = on(samples[i / SAMPLES]), b = on(samples[i % SAMPLES]);
        int32_t from = sg_date_days(sg_date_first(b)), to = sg_date_days(sg_date_last(b));
        bool in = false, out = false;
        for (int32_t x = sg_date_days(sg_date_first(a)); x <= sg_date_days(sg_date_last(a)); x++) {
            in |= x >= from && x <= to;
            out |= x < from || x > to;
        }
        enum sg_truth want = in && out ? SG_UNSURE : in ? SG_YES : SG_NO;
        assert_int_equal(sg_date_same(a, b), want);
    }
    assert_int_equal(sg_date_same(on("2024-03"), on("2024")), SG_YES);
    assert_int_equal(sg_date_same(on("2024"), on("2024-03")), SG_UNSURE);
}

/* ---- the clock ---- */

static void test_amsterdam(void **state)
{
    (void)state;
    /* 2024-03-31 01:00 UTC summer time begins; 2024-10-27 01:00 UTC it ends. */
    static const struct {
        int64_t moment;
        const char *day;
    } known[] = {
        {0, "1970-01-01"},
        {1711839599, "2024-03-30"}, /* 03-30 22:59:59 UTC */
        {1711839600, "2024-03-31"}, /* 23:00, winter */
        {1711922399, "2024-03-31"}, /* 03-31 21:59:59 UTC */
        {1711922400, "2024-04-01"}, /* 22:00, summer */
        {1729979999, "2024-10-26"}, /* 10-26 21:59:59 UTC */
        {1729980000, "2024-10-27"}, /* 22:00, summer */
        {1730069999, "2024-10-27"}, /* 10-27 22:59:59 UTC */
        {1730070000, "2024-10-28"}, /* 23:00, winter */
        {INT64_C(253402297199), "9999-12-31"},
        {INT64_C(253402297200), ""},
        {(INT64_C(1) << 32) * 86400, ""},
        {-(INT64_C(1) << 32) * 86400, ""},
        {INT64_MAX / 2, ""},
        {INT64_MIN / 2, ""},
        {INT64_MAX, ""},
        {INT64_MIN, ""},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        assert_date(sg_amsterdam_day(known[i].moment), known[i].day);
}

static void test_now(void **state)
{
    (void)state;
    char now[21];
    sg_now_utc(now);
    assert_int_equal(strlen(now), 20);
    assert_true(now[10] == 'T' && now[13] == ':' && now[16] == ':' && now[19] == 'Z');
    assert_true(sg_time_valid(now + 11, 5));
    struct sg_date utc;
    assert_true(sg_date_parse(now, 10, &utc));
    /* The civil day here is that of UTC or, late in the evening, the next. */
    int32_t ahead = sg_date_days(sg_today()) - sg_date_days(utc);
    assert_true(ahead == 0 || ahead == 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parse),
        cmocka_unit_test(test_parse_stops_at_n),
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_valid),
        cmocka_unit_test(test_reach),
        cmocka_unit_test(test_days_there_and_back),
        cmocka_unit_test(test_no_date_stays_no_date),
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_weeks),
        cmocka_unit_test(test_add_months),
        cmocka_unit_test(test_age),
        cmocka_unit_test(test_age_range),
        cmocka_unit_test(test_before_by_trying),
        cmocka_unit_test(test_same_by_trying),
        cmocka_unit_test(test_amsterdam),
        cmocka_unit_test(test_now),
    };
    return cmocka_run_group_tests_name("when", tests, NULL, NULL);
}
