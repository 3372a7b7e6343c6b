/* SPDX-License-Identifier: EUPL-1.2 */
/* record: what is special in a line, by each way of this processor, beside a definition; and lines
 * of every length, so that the end of what is marked falls on every byte of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../lib/record_impl.h"

#include <stdio.h>
#include <stdlib.h>

enum { WORDS = 5, BYTES = 64 * WORDS };

static unsigned random_below(unsigned n)
{
    static uint64_t x = 88172645463325252U;
    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
    return (unsigned)(x % n);
}

static bool is_special(unsigned char c)
{
    return c < 0x20 || c >= 0x80 || c == '"' || c == '\\';
}

static void check_marker(sg_mark_fn *mark, const char *p)
{
    char marks[WORDS * 8 + 1];
    marks[WORDS * 8] = 'x';
    mark(marks, p, WORDS);
    assert_int_equal(marks[WORDS * 8], 'x');
    for (unsigned i = 0; i < BYTES; i++)
        assert_int_equal((unsigned char)marks[i / 8] >> i % 8 & 1, is_special((unsigned char)p[i]));
}

static void every_way(void **state)
{
    (void)state;
    assert_non_null(sg_marker(SG_MARK_PLAIN));
    for (int by = SG_MARK_PLAIN; by <= SG_MARK_AVX512; by++) {
        sg_mark_fn *mark = sg_marker((enum sg_mark_by)by);
        if (!mark)
            continue;
        for (int round = 0; round < 2000; round++) {
            char bytes[BYTES + 1];
            for (unsigned i = 0; i < sizeof bytes; i++)
                bytes[i] = (char)(round % 2 ? random_below(256) : (unsigned)(round + (int)i));
            check_marker(mark, bytes + round % 2);
        }
    }
}

/* A text of n letters, then members that have to be found behind it. */
static void check_length(size_t n, const char *rest, bool good)
{
    size_t room = n + 64;
    char *line = malloc(room), *text = malloc(n + 1);
    struct sg_record r;
    struct sg_fault f;
    assert_true(line && text);
    memset(text, 'x', n);
    text[n] = '\0';
    size_t len = (size_t)snprintf(line, room, "{\"a\":\"%s\",%s", text, rest);
    char *exact = malloc(len); /* so that a byte behind it is noticed by a sanitizer */
    assert_non_null(exact);
    memcpy(exact, line, len);
    assert_int_equal(sg_record_read(&r, exact, len, &f, NULL), good);
    if (good) {
        assert_int_equal(sg_record_get(&r, "a").n, n);
        assert_true(sg_val_is(sg_record_get(&r, "b"), "c"));
    }
    free(exact);
    free(line);
    free(text);
}

static void every_length(void **state)
{
    (void)state;
    for (size_t n = 0; n < 3 * SG_MARKED;
         n += n < 200 || n % SG_MARKED > SG_MARKED - 100 ? 1 : 37) {
        check_length(n, "\"b\":\"c\"}", true);
        check_length(n, "\"b\":\"c\",\"d\":[1,{\"e\":\"\"}]}", true);
        check_length(n, "\"b\":\"\\u0063\",\"d\":\"\xC3\xA9\"}", true);
        check_length(n, "\"b\":\"c\",\"b\":1}", false);
        check_length(n, "\"b\":\"\x01\"}", false);
        check_length(n, "\"b\":\"c", false);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_way),
        cmocka_unit_test(every_length),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
