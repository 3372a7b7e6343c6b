/* SPDX-License-Identifier: EUPL-1.2 */
/* Fields out: quoted, guarded, and read back as they were. */
#include "csv_help.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static void check_put(const char *s, bool guard, const char *want)
{
    struct sg_buf b = {0};
    sg_csv_put(&b, s, strlen(s), ';', guard);
    assert_string_equal(sg_buf_text(&b), want);
    sg_buf_free(&b);
}

static void fields_out(void **state)
{
    (void)state;
    check_put("", false, "");
    check_put("plain, text", false, "plain, text");
    check_put("a;b", false, "\"a;b\"");
    check_put("\"", false, "\"\"\"\"");
    check_put("say \"yes\" twice", false, "\"say \"\"yes\"\" twice\"");
    check_put("a\nb\r", false, "\"a\nb\r\"");
    check_put(" a", false, "\" a\"");
    check_put("a\t", false, "\"a\t\"");
    check_put("=1+1", false, "=1+1");
}

static void formula_guard(void **state)
{
    (void)state;
    check_put("=1+1", true, "'=1+1");
    check_put("+31", true, "'+31");
    check_put("-", true, "'-");
    check_put("@x", true, "'@x");
    check_put("\tx", true, "\"'\tx\"");
    check_put("\rx", true, "\"'\rx\"");
    check_put("\nx", true, "\"'\nx\"");
    check_put("\xEF\xBC\x9D", true, "'\xEF\xBC\x9D");
    check_put("\xEF\xBC\x8B;", true, "\"'\xEF\xBC\x8B;\"");
    check_put("\xEF\xBC\x8D", true, "'\xEF\xBC\x8D");
    check_put("\xEF\xBC\xA0", true, "'\xEF\xBC\xA0");
    check_put("\xEF\xBC\x9E", true, "\xEF\xBC\x9E");
    check_put("a=1", true, "a=1");
    check_put("'s-Gravenhage", true, "'s-Gravenhage");
    check_put("'=x", true, "''=x");
    check_put("", true, "");
    check_put("'", true, "'");
}

static void check_unguard(const char *s, size_t want)
{
    assert_int_equal(sg_csv_unguard(s, strlen(s)), want);
}

static void formula_unguard(void **state)
{
    (void)state;
    check_unguard("'=1", 1);
    check_unguard("''=1", 1);
    check_unguard("=1", 0);
    check_unguard("'s-Gravenhage", 0);
    check_unguard("'", 0);
    check_unguard("", 0);
    check_unguard("'\xEF\xBC\x9D", 1);
}

/* What needs quotes is found at every place of texts of every length, and nothing behind them is.
 */
static void every_place(void **state)
{
    (void)state;
    for (size_t n = 1; n < 70; n++) {
        for (size_t at = 0; at <= n; at++) {
            char text[72], want[80];
            memset(text, 'x', sizeof text);
            text[n] = '\0';
            struct sg_buf b = {0};
            sg_buf_add(&b, ";;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;",
                       66);
            sg_buf_clear(&b);
            text[at] = at < n ? ";\n\r"[at % 3] : '\0';
            snprintf(want, sizeof want, at < n ? "\"%s\"" : "%s", text);
            sg_csv_put(&b, text, n, ';', false);
            assert_string_equal(sg_buf_text(&b), want);
            sg_buf_free(&b);
        }
    }
}

/* What is put is read back, and the guard undone, byte for byte. */
static void round_trip(void **state)
{
    (void)state;
    static const char *const pieces[] = {";", "\"", " ", "\t", "\n",           "\r",      "a",
                                         "'", "=",  "-", ",",  "\xEF\xBC\x9D", "\xC3\xA9"};
    for (size_t round = 0; round < 3000; round++) {
        char text[5][20];
        size_t n[5];
        struct sg_buf b = {0};
        struct sg_fault f;
        struct sg_row row;
        bool guard = round & 1;
        for (size_t i = 0; i < 5; i++) {
            n[i] = random_text(text[i], random_below(12), pieces, 13);
            if (i)
                sg_buf_char(&b, ';');
            sg_csv_put(&b, text[i], n[i], ';', guard);
        }
        sg_buf_char(&b, '\n');
        struct sg_csv *c = sg_csv_bytes(b.p, b.n, NULL, ';', &f);
        assert_non_null(c);
        assert_int_equal(sg_csv_next(c, &row, &f), 1);
        assert_int_equal(row.count, 5);
        for (size_t i = 0; i < 5; i++) {
            size_t skip = guard ? sg_csv_unguard(row.cell[i].p, row.cell[i].n) : 0;
            assert_int_equal(row.cell[i].n - skip, n[i]);
            assert_memory_equal(row.cell[i].p + skip, text[i], n[i]);
        }
        sg_csv_close(c);
        sg_buf_free(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_out),      cmocka_unit_test(formula_guard),
        cmocka_unit_test(formula_unguard), cmocka_unit_test(every_place),
        cmocka_unit_test(round_trip),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
