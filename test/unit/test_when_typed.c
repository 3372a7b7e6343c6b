/* SPDX-License-Identifier: EUPL-1.2 */
/* Dates as people type them, and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "tight.h"
#include "when_help.h"

struct typed {
    const char *cell, *date, *time;
};

static void check_typed(const struct typed *t, int pivot)
{
    struct sg_date d = {1, 2, 3};
    char time[6] = "?";
    size_t n = strlen(t->cell);
    char *cell = tight(t->cell, n);
    bool read = sg_date_typed(cell, n, pivot, &d, time);
    free(cell);
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
        "vrijdag 1 maart 2024 x",
        "3 maart 2021 12345",
        "maart?2021",
        "3 maart+2021",
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
        {"1-3-2024 10:00:59,5", "2024-03-01", "10:00"},
        {"1-3-2024 10:00:59.", NULL, NULL},
        {"1-3-2024 10:00:59.z", NULL, NULL},
        {"1-3-2024 10:00:59-5", NULL, NULL},
        {"1-3-2024 10:00 x01:00", NULL, NULL},
        {"1-3-2024 10:00 x", NULL, NULL},
        /* A moment, as the calendar of Amsterdam has it. */
        {"2020-01-31T23:00:00.000Z", "2020-02-01", "00:00"},
        {"2020-07-31T22:30:00Z", "2020-08-01", "00:30"},
        {"2020-07-31T21:59Z", "2020-07-31", "23:59"},
        {"2024-03-31T00:59Z", "2024-03-31", "01:59"}, /* the clock goes forward */
        {"2024-03-31T01:00Z", "2024-03-31", "03:00"},
        {"2024-10-27T00:59Z", "2024-10-27", "02:59"}, /* and back */
        {"2024-10-27T01:00Z", "2024-10-27", "02:00"},
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

/* A cell may take 64 bytes once it is folded; blanks that fold away do not count. */
static void test_typed_length(void **state)
{
    (void)state;
    char cell[200];
    (void)snprintf(cell, sizeof cell, "1-3-2024%80s10:00:00.%046d", "", 0);
    check_typed(&(struct typed){cell, "2024-03-01", "10:00"}, 0);
    (void)snprintf(cell, sizeof cell, "1-3-2024 10:00:00.%047d", 0);
    check_typed(&(struct typed){cell, NULL, NULL}, 0);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_typed),        cmocka_unit_test(test_typed_refused),
        cmocka_unit_test(test_typed_pivot),  cmocka_unit_test(test_typed_time),
        cmocka_unit_test(test_typed_length), cmocka_unit_test(test_typed_anything),
        cmocka_unit_test(test_serial),       cmocka_unit_test(test_time),
    };
    return cmocka_run_group_tests_name("when_typed", tests, NULL, NULL);
}
