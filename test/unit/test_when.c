/* SPDX-License-Identifier: EUPL-1.2 */
/* Dates: by hand where a rule has an edge, and day by day against Python's calendar. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "when.h"

static const char oracle[] = "python3 test/unit/when_oracle.py"; /* run from the top folder */

/* The date written so in ISO 8601; the test's own mistake when there is none. */
static struct sg_date on(const char *iso)
{
    struct sg_date d = {0, 0, 0};
    if (!sg_date_parse(iso, strlen(iso), &d))
        fail_msg("no date: %s", iso);
    return d;
}

#define assert_date(d, iso) assert_written(d, iso, __FILE__, __LINE__)
static void assert_written(struct sg_date d, const char *iso, const char *file, int line)
{
    char text[11];
    sg_date_write(d, text);
    _assert_string_equal(text, iso, file, line);
}

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
        "x024",       "+024-01-01",  "2024-03-01T10:00", "-024",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct sg_date d = {1, 2, 3};
        if (sg_date_parse(bad[i], strlen(bad[i]), &d))
            fail_msg("accepted: %s", bad[i]);
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
                 {"1000-01-01", -1, ""},
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
        int yes = 0, no = 0;
        for (int32_t x = sg_date_days(sg_date_first(a)); x <= sg_date_days(sg_date_last(a)); x++) {
            int32_t from = sg_date_days(sg_date_first(b)), to = sg_date_days(sg_date_last(b));
            for (int32_t y = from; y <= to; y++)
                *(x < y ? &yes : &no) = 1;
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
        int in = 0, out = 0;
        for (int32_t x = sg_date_days(sg_date_first(a)); x <= sg_date_days(sg_date_last(a)); x++)
            *(x >= from && x <= to ? &in : &out) = 1;
        enum sg_truth want = in && out ? SG_UNSURE : in ? SG_YES : SG_NO;
        assert_int_equal(sg_date_same(a, b), want);
    }
    assert_int_equal(sg_date_same(on("2024-03"), on("2024")), SG_YES);
    assert_int_equal(sg_date_same(on("2024"), on("2024-03")), SG_UNSURE);
}

/* ---- as people type it ---- */

struct typed {
    const char *cell, *date, *time;
};

static void check_typed(const struct typed *t, int pivot)
{
    struct sg_date d = {1, 2, 3};
    char time[6] = "?";
    bool read = sg_date_typed(t->cell, strlen(t->cell), pivot, &d, time);
    if (!t->date) {
        if (read || d.y != 1 || strcmp(time, "?") != 0)
            fail_msg("accepted: '%s'", t->cell);
        return;
    }
    char date[11];
    sg_date_write(d, date);
    if (!read || strcmp(date, t->date) != 0 || strcmp(time, t->time ? t->time : "") != 0)
        fail_msg("'%s': %s '%s'", t->cell, read ? date : "refused", read ? time : "");
    assert_true(sg_date_typed(t->cell, strlen(t->cell), pivot, &d, NULL));
}

static void test_typed(void **state)
{
    (void)state;
    static const struct typed cells[] = {
        {"2020-02-01", "2020-02-01", NULL},
        {"2020/2/1", "2020-02-01", NULL},
        {"1-1-2020", "2020-01-01", NULL},
        {"01/02/2020", "2020-02-01", NULL},
        {"01.02.2020", "2020-02-01", NULL},
        {"1 2 2020", "2020-02-01", NULL},
        {" 1 - 2 - 2020 ", "2020-02-01", NULL},
        {"1\xE2\x80\x93"
         "2\xE2\x80\x93"
         "2020",
         "2020-02-01", NULL}, /* en dashes */
        {"\xC2\xA0"
         "1-2-2020\xC2\xA0",
         "2020-02-01", NULL}, /* no-break spaces */
        {"29-02-2024", "2024-02-29", NULL},
        {"3 mrt. 2021", "2021-03-03", NULL},
        {"3 mrt 2021", "2021-03-03", NULL},
        {"3.mrt.2021", "2021-03-03", NULL},
        {"3-MRT-2021", "2021-03-03", NULL},
        {"3mrt2021", "2021-03-03", NULL},
        {"3 maart 2021", "2021-03-03", NULL},
        {"3 March 2021", "2021-03-03", NULL},
        {"3 mei 2021", "2021-05-03", NULL},
        {"3 May 2021", "2021-05-03", NULL},
        {"3 okt 2021", "2021-10-03", NULL},
        {"3 Oct. 2021", "2021-10-03", NULL},
        {"3 sept. 2021", "2021-09-03", NULL},
        {"3 febr. 2021", "2021-02-03", NULL},
        {"3 augustus 2021", "2021-08-03", NULL},
        {"31 december 2021", "2021-12-31", NULL},
        {"vrijdag 1 maart 2024", "2024-03-01", NULL},
        {"Vr. 1-3-2024", "2024-03-01", NULL},
        {"Friday, 1 March 2024", "2024-03-01", NULL},
        {"maart 2021", "2021-03", NULL},
        {"mrt-2021", "2021-03", NULL},
        {"maa 2021", "2021-03", NULL},
        {"03-2021", "2021-03", NULL},
        {"3/2021", "2021-03", NULL},
        {"2021-03", "2021-03", NULL},
        {"2021", "2021", NULL},
        {" 2021\n", "2021", NULL},
    };
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        check_typed(&cells[i], 0);
        check_typed(&cells[i], 30);
    }
}

static void test_typed_refused(void **state)
{
    (void)state;
    static const char *const cells[] = {
        "",
        "  ",
        "31-02-2021",
        "30 februari",
        "30 februari 2021",
        "29-02-2023",
        "02-13-2020", /* the month does not come first */
        "March 3, 2021",
        "1-2",
        "2011/12", /* a school year */
        "2018-2019",
        "2021-3",
        "0-1-2020",
        "1-0-2020",
        "0-2020",
        "2020-00-01",
        "2020-01-00",
        "13-2020",
        "001-1-2020",
        "1-1-0999",
        "1-1-20200",
        "1-1/2020",
        "1-1-2020-",
        "-1-1-2020",
        "1--1-2020",
        "1-1-2020.",
        "44256",
        "20200201",
        "ca. 2020",
        "begin 2020",
        "3e kwartaal 2021",
        "3 mxt 2021",
        "3 ma 2021",
        "3 marts 2021",
        "3 juliana 2021",
        "donderdag 1 maart 2024", /* it was a Friday */
        "ja 1 maart 2024",
        "vrijdag 1 maart",
        "vrijdag",
        "maart",
        "1 maart 2024 en 2 maart 2024",
        "onbekend",
        "?",
        "2020?",
        "1,2021",
        "\xFF\xFE",
        "1-1-2020 1-1-2020 1-1-2020 1-1-2020 1-1-2020 1-1-2020 1-1-2020 1-1-2020",
    };
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++)
        check_typed(&(struct typed){cells[i], NULL, NULL}, 30);
}

static void test_typed_pivot(void **state)
{
    (void)state;
    static const struct typed cells[] = {
        {"1-2-20", "2020-02-01", NULL},
        {"1-2-30", "2030-02-01", NULL},
        {"1-2-31", "1931-02-01", NULL},
        {"20-02-01", "2001-02-20", NULL},
        {"3 mrt '21", "2021-03-03", NULL},
        {"3-mrt-21", "2021-03-03", NULL},
        {"mei \xE2\x80\x99"
         "99",
         "1999-05", NULL},
        {"mrt-21", "2021-03", NULL},
        {"1-3-'24", "2024-03-01", NULL},
        {"1-2-00", "2000-02-01", NULL},
    };
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        check_typed(&cells[i], 30);
        check_typed(&(struct typed){cells[i].cell, NULL, NULL}, 0);
    }
    static const char *const never[] = {"21", "03-21", "21-03", "1-2-2", "1-2-202"};
    for (size_t i = 0; i < sizeof never / sizeof *never; i++)
        check_typed(&(struct typed){never[i], NULL, NULL}, 30);
}

static void test_typed_time(void **state)
{
    (void)state;
    static const struct typed cells[] = {
        {"2020-02-01T10:00", "2020-02-01", "10:00"},
        {"2020-02-01T10:00:59.123", "2020-02-01", "10:00"},
        {"01-03-2024 14:30", "2024-03-01", "14:30"},
        {"01-03-2024, 14:30", "2024-03-01", "14:30"},
        {"1-3-2024 9:05", "2024-03-01", "09:05"},
        {"1 maart 2024 om 9:05 uur", "2024-03-01", "09:05"},
        {"1-3-2024  00:00:00", "2024-03-01", "00:00"},
        {"1-3-2024 23:59", "2024-03-01", "23:59"},
        /* A moment, as the calendar of Amsterdam has it. */
        {"2020-01-31T23:00:00.000Z", "2020-02-01", "00:00"},
        {"2020-07-31T22:30:00Z", "2020-08-01", "00:30"},
        {"2020-07-31T21:59Z", "2020-07-31", "23:59"},
        {"2020-02-01T00:30+01:00", "2020-02-01", "00:30"},
        {"2020-01-01 00:30 +05:30", "2019-12-31", "20:00"},
        {"2019-12-31T19:30-05:00", "2020-01-01", "01:30"},
        {"01-03-2024 24:00", NULL, NULL},
        {"01-03-2024 14:60", NULL, NULL},
        {"01-03-2024 14:30:60", NULL, NULL},
        {"01-03-2024 14:3", NULL, NULL},
        {"01-03-2024 14:", NULL, NULL},
        {"01-03-2024 :30", NULL, NULL},
        {"01-03-2024 2:30 PM", NULL, NULL},
        {"01-03-2024 14:30+01", NULL, NULL},
        {"01-03-2024 14:30+25:00", NULL, NULL},
        {"01-03-2024 14:30 14:30", NULL, NULL},
        {"31-02-2024 14:30", NULL, NULL},
        {"maart 2024 14:30", NULL, NULL},
        {"2024 14:30", NULL, NULL},
        {"14:30", NULL, NULL},
        {"om 14:30", NULL, NULL},
        {":", NULL, NULL},
        {"t1:00", NULL, NULL},
        {"01-03-202414:30", NULL, NULL},
        {"9999-12-31T23:30Z", NULL, NULL},
    };
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++)
        check_typed(&cells[i], 0);
}

/* Whatever the bytes: an answer, and only dates that exist. */
static void test_typed_anything(void **state)
{
    (void)state;
    static const char alphabet[] = "0123456789-/. :,'tzmrtaeiouvdjn+\xC2\xA0\xE2";
    uint32_t seed = 1;
    for (int round = 0; round < 300000; round++) {
        char cell[24];
        size_t n = 0;
        for (size_t length = (seed >> 16) % sizeof cell; n < length; n++) {
            seed = seed * 1664525u + 1013904223u;
            cell[n] = alphabet[(seed >> 16) % (sizeof alphabet - 1)];
        }
        seed = seed * 1664525u + 1013904223u;
        struct sg_date d;
        char time[6];
        if (!sg_date_typed(cell, n, 30, &d, time))
            continue;
        assert_true(sg_date_valid(d));
        assert_true(time[0] == '\0' || sg_time_valid(time, 5));
    }
}

static void test_serial(void **state)
{
    (void)state;
    static const struct {
        int64_t serial;
        const char *date;
    } known[] = {{1, "1900-01-01"},     {59, "1900-02-28"},    {61, "1900-03-01"},
                 {25569, "1970-01-01"}, {45352, "2024-03-01"}, {2958465, "9999-12-31"}};
    struct sg_date d;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        assert_true(sg_date_serial(known[i].serial, &d));
        assert_date(d, known[i].date);
    }
    static const int64_t bad[] = {0, -1, 60, 2958466, INT64_MAX, INT64_MIN};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(sg_date_serial(bad[i], &d));
}

static void test_time(void **state)
{
    (void)state;
    static const char *const good[] = {"00:00", "23:59", "09:05"};
    static const char *const bad[] = {"24:00",  "12:60", "9:05",     "",      "12:3", "12.30",
                                      "12:30 ", "aa:bb", "12:30:00", "-1:00", "1 :00"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_true(sg_time_valid(good[i], strlen(good[i])));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(sg_time_valid(bad[i], strlen(bad[i])));
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
        cmocka_unit_test(test_typed),
        cmocka_unit_test(test_typed_refused),
        cmocka_unit_test(test_typed_pivot),
        cmocka_unit_test(test_typed_time),
        cmocka_unit_test(test_typed_anything),
        cmocka_unit_test(test_serial),
        cmocka_unit_test(test_time),
        cmocka_unit_test(test_amsterdam),
        cmocka_unit_test(test_now),
        cmocka_unit_test(test_holidays),
        cmocka_unit_test(test_extra_days),
        cmocka_unit_test(test_working_days),
        cmocka_unit_test(test_easter),
        cmocka_unit_test(test_days_as_python),
        cmocka_unit_test(test_easter_as_python),
        cmocka_unit_test(test_zone_as_python),
    };
    return cmocka_run_group_tests_name("when", tests, NULL, NULL);
}
