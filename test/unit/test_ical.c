/* SPDX-License-Identifier: EUPL-1.2 */
#include "ical.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const char *one_line(const char *name, const char *value, bool text)
{
    static char out[4096];
    struct sg_buf b = {0};
    sg_ical_line(&b, name, value, text);
    assert_false(b.failed);
    assert_true(b.n < sizeof out);
    memcpy(out, sg_buf_text(&b), b.n + 1);
    sg_buf_free(&b);
    return out;
}

static void test_escapes(void **state)
{
    (void)state;
    assert_string_equal(one_line("SUMMARY", "a;b,c\\d\ne", true), "SUMMARY:a\\;b\\,c\\\\d\\ne\r\n");
    assert_string_equal(one_line("SUMMARY", "a;b,c\\d", false), "SUMMARY:a;b,c\\d\r\n");
    assert_string_equal(one_line("SUMMARY", "a\r\t\x7f\x01z", true), "SUMMARY:az\r\n");
    assert_string_equal(one_line("SUMMARY", "", true), "SUMMARY:\r\n");
}

/* No line is longer than 75 octets, none is broken within a character or an escape, and unfolded
 * it is what went in. */
static void check_folded(const char *value)
{
    const char *folded = one_line("X", value, true);
    char unfolded[4096];
    size_t line = 0, n = 0;
    for (const char *p = folded; *p; p++) {
        if (p[0] == '\r' && p[1] == '\n' && p[2] == ' ') {
            assert_true(line <= 75);
            assert_int_not_equal((unsigned char)p[3] & 0xC0, 0x80);
            assert_true(n == 0 || unfolded[n - 1] != '\\' || (n > 1 && unfolded[n - 2] == '\\'));
            line = 1;
            p += 2;
            continue;
        }
        line += *p != '\r' && *p != '\n';
        unfolded[n++] = *p;
    }
    assert_true(line <= 75);
    unfolded[n] = '\0';
    assert_true(n > 4 && memcmp(unfolded, "X:", 2) == 0);
    assert_memory_equal(unfolded + n - 2, "\r\n", 2);
    if (!strpbrk(value, "\\;,\n"))
        assert_memory_equal(unfolded + 2, value, strlen(value));
}

static void test_folding(void **state)
{
    (void)state;
    static const char *const unit[] = {"a", "é", "€", "\xF0\x9F\x98\x80", ";", "\\", "a€;"};
    for (size_t u = 0; u < sizeof unit / sizeof *unit; u++)
        for (size_t n = 1; n < 200; n++) {
            char value[2048] = "";
            for (size_t i = 0; i < n; i++)
                memcpy(value + i * strlen(unit[u]), unit[u], strlen(unit[u]) + 1);
            check_folded(value);
        }
    /* exactly 75 octets need no fold */
    char value[80];
    memset(value, 'x', 73);
    value[73] = '\0';
    assert_null(strstr(one_line("X", value, true), "\r\n "));
    memset(value, 'x', 74);
    value[74] = '\0';
    assert_non_null(strstr(one_line("X", value, true), "\r\n "));
}

static void test_event(void **state)
{
    (void)state;
    struct sg_buf b = {0};
    struct sg_ical_event e = {.uid = "1@x",
                              .sequence = 3,
                              .on = {2024, 2, 29},
                              .stamp = {2024, 1, 2},
                              .summary = "s",
                              .description = "",
                              .priority = 5};
    sg_ical_begin(&b, "EN");
    sg_ical_event(&b, &e);
    e.cancelled = true;
    e.priority = 0;
    e.on = (struct sg_date){9999, 12, 31};
    e.description = "d";
    sg_ical_event(&b, &e);
    sg_ical_end(&b);
    assert_string_equal(sg_buf_text(&b),
                        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//sig//sig-remind//EN\r\n"
                        "CALSCALE:GREGORIAN\r\n"
                        "BEGIN:VEVENT\r\nUID:1@x\r\nDTSTAMP:20240102T000000Z\r\n"
                        "DTSTART;VALUE=DATE:20240229\r\nDTEND;VALUE=DATE:20240301\r\n"
                        "SEQUENCE:3\r\nSTATUS:CONFIRMED\r\nSUMMARY:s\r\nPRIORITY:5\r\n"
                        "CLASS:PRIVATE\r\nTRANSP:TRANSPARENT\r\nEND:VEVENT\r\n"
                        "BEGIN:VEVENT\r\nUID:1@x\r\nDTSTAMP:20240102T000000Z\r\n"
                        "DTSTART;VALUE=DATE:99991231\r\n"
                        "SEQUENCE:3\r\nSTATUS:CANCELLED\r\nSUMMARY:s\r\nDESCRIPTION:d\r\n"
                        "CLASS:PRIVATE\r\nTRANSP:TRANSPARENT\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n");
    sg_buf_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_escapes),
        cmocka_unit_test(test_folding),
        cmocka_unit_test(test_event),
    };
    return cmocka_run_group_tests_name("ical", tests, NULL, NULL);
}
