/* SPDX-License-Identifier: EUPL-1.2 */
#include "buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void holds(struct sg_buf *b, const char *expected)
{
    assert_false(b->failed);
    assert_int_equal(b->n, strlen(expected));
    assert_string_equal(sg_buf_text(b), expected);
}

static void empty_is_valid(void **state)
{
    (void)state;
    struct sg_buf b = {0};
    holds(&b, "");
    sg_buf_free(&b);
    sg_buf_free(&b); /* freeing twice does no harm */
    assert_null(b.p);
}

static void pieces_follow_each_other(void **state)
{
    (void)state;
    struct sg_buf b = {0};
    sg_buf_str(&b, "a");
    sg_buf_str(&b, "");
    sg_buf_add(&b, NULL, 0);
    sg_buf_char(&b, ',');
    sg_buf_add(&b, "bcd", 2);
    sg_buf_fmt(&b, "<%s|%03d>", "é", 7);
    sg_buf_hex(&b, (const unsigned char *)"\x00\x7f\xff", 3);
    holds(&b, "a,bc<é|007>007fff");
    sg_buf_free(&b);
}

static void text_does_not_become_content(void **state)
{
    (void)state;
    struct sg_buf b = {0};
    sg_buf_str(&b, "one");
    assert_string_equal(sg_buf_text(&b), "one");
    sg_buf_str(&b, "two");
    holds(&b, "onetwo");
    sg_buf_free(&b);
}

static void nul_bytes_are_content(void **state)
{
    (void)state;
    struct sg_buf b = {0};
    sg_buf_add(&b, "a\0b", 3);
    assert_int_equal(b.n, 3);
    assert_memory_equal(b.p, "a\0b", 3);
    sg_buf_free(&b);
}

static void integers_to_the_limits(void **state)
{
    (void)state;
    static const struct {
        int64_t v;
        const char *text;
    } cases[] = {{0, "0"},
                 {-1, "-1"},
                 {10, "10"},
                 {INT64_MAX, "9223372036854775807"},
                 {INT64_MIN, "-9223372036854775808"}};
    struct sg_buf b = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        sg_buf_clear(&b);
        sg_buf_int(&b, cases[i].v);
        holds(&b, cases[i].text);
    }
    sg_buf_free(&b);
}

static void grows_past_every_boundary(void **state)
{
    (void)state;
    struct sg_buf b = {0};
    for (size_t i = 0; i < 5000; i++)
        sg_buf_char(&b, (char)('a' + i % 26));
    sg_buf_fmt(&b, "%300d", 1); /* longer than what is left at once */
    assert_false(b.failed);
    assert_int_equal(b.n, 5300);
    for (size_t i = 0; i < 5000; i++)
        assert_int_equal(b.p[i], 'a' + i % 26);
    assert_int_equal(b.p[5299], '1');
    sg_buf_free(&b);
}

static void room_is_for_the_caller_to_fill(void **state)
{
    (void)state;
    struct sg_buf b = {0};
    sg_buf_str(&b, "x");
    char *to = sg_buf_room(&b, 1000);
    assert_non_null(to);
    assert_ptr_equal(to, b.p + 1);
    assert_int_equal(b.n, 1);
    assert_true(b.cap >= 1001);
    memset(to, 'y', 1000);
    b.n += 1000;
    assert_int_equal(sg_buf_text(&b)[1000], 'y');
    sg_buf_free(&b);
}

/* NULL means failure, so even no room at all is somewhere. */
static void no_room_is_not_failure(void **state)
{
    (void)state;
    struct sg_buf b = {0};
    assert_non_null(sg_buf_room(&b, 0));
    sg_buf_hex(&b, (const unsigned char *)"", 0);
    holds(&b, "");
    sg_buf_free(&b);
}

static void failure_sticks_until_cleared(void **state)
{
    (void)state;
    struct sg_buf b = {0};
    sg_buf_str(&b, "kept");
    assert_null(sg_buf_room(&b, SIZE_MAX));
    assert_true(b.failed);
    sg_buf_str(&b, "ignored");
    sg_buf_fmt(&b, "%d", 1);
    sg_buf_int(&b, 1);
    sg_buf_hex(&b, (const unsigned char *)"a", 1);
    assert_int_equal(b.n, 4);
    assert_string_equal(sg_buf_text(&b), "");

    sg_buf_clear(&b);
    sg_buf_str(&b, "again");
    holds(&b, "again");
    sg_buf_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(empty_is_valid),
        cmocka_unit_test(pieces_follow_each_other),
        cmocka_unit_test(text_does_not_become_content),
        cmocka_unit_test(nul_bytes_are_content),
        cmocka_unit_test(integers_to_the_limits),
        cmocka_unit_test(grows_past_every_boundary),
        cmocka_unit_test(room_is_for_the_caller_to_fill),
        cmocka_unit_test(no_room_is_not_failure),
        cmocka_unit_test(failure_sticks_until_cleared),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
