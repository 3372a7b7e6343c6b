/* SPDX-License-Identifier: EUPL-1.2 */
/* Words compared, numbers found, bytes checked: against plain second versions. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "text.h"
#include "text_help.h"
#include "tight.h"

/* ---- the near miss ---- */

static void test_edits(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
        unsigned edits;
    } known[] = {
        {"", "", 0},
        {"a", "", 1},
        {"Nijkerck", "Nijkerk", 1},
        {"ab", "ba", 1},
        {"ca", "abc", 3}, /* no part is edited twice */
        {"kitten", "sitting", 3},
        {"ÉÉN", "een", 0},
        {"Ede", "ede ", 0},
        {"abcd", "badc", 2},
        {"abc", "xyz", 3},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        assert_int_equal(sg_edits(known[i].a, known[i].b, 100), known[i].edits);
        assert_int_equal(sg_edits(known[i].b, known[i].a, 100), known[i].edits);
        assert_int_equal(sg_edits(known[i].a, known[i].b, UINT32_MAX), known[i].edits);
    }
}

/* The definition, by recursion. */
static unsigned plain_edits(const char *a, size_t n, const char *b, size_t m)
{
    if (n == 0 || m == 0)
        return (unsigned)(n + m);
    unsigned best = plain_edits(a, n - 1, b, m - 1) + (a[n - 1] != b[m - 1]);
    unsigned drop = plain_edits(a, n - 1, b, m) + 1, add = plain_edits(a, n, b, m - 1) + 1;
    best = drop < best ? drop : best;
    best = add < best ? add : best;
    if (n > 1 && m > 1 && a[n - 1] == b[m - 2] && a[n - 2] == b[m - 1]) {
        unsigned swap = plain_edits(a, n - 2, b, m - 2) + 1;
        best = swap < best ? swap : best;
    }
    return best;
}

static void test_edits_as_defined(void **state)
{
    (void)state;
    for (int round = 0; round < 3000; round++) {
        char a[8] = "", b[8] = "";
        size_t n = draw(7), m = draw(7);
        for (size_t i = 0; i < n; i++)
            a[i] = (char)('a' + (int)draw(3));
        for (size_t i = 0; i < m; i++)
            b[i] = (char)('a' + (int)draw(3));
        unsigned edits = plain_edits(a, n, b, m);
        for (unsigned limit = 0; limit < 8; limit++) {
            unsigned bounded = sg_edits(a, b, limit);
            if (edits <= limit ? bounded != edits : bounded <= limit)
                fail_msg("%s %s limit %u: %u, is %u", a, b, limit, bounded, edits);
        }
    }
}

static void test_edits_long(void **state)
{
    (void)state;
    char a[400], b[400];
    memset(a, 'a', sizeof a);
    memset(b, 'a', sizeof b);
    a[399] = b[399] = '\0';
    b[200] = 'x'; /* beyond what is compared */
    assert_int_equal(sg_edits(a, b, 5), 0);
    b[100] = 'x';
    assert_int_equal(sg_edits(a, b, 5), 1);
    assert_int_equal(sg_edits(a, "", 500), 128);
}

static const char *nearest(const char *word, const char *const *candidates, size_t n)
{
    struct sg_near near;
    sg_near_begin(&near, word);
    for (size_t i = 0; i < n; i++)
        sg_near_offer(&near, candidates[i]);
    return near.best;
}

static void test_near(void **state)
{
    (void)state;
    static const char *const places[] = {"Barneveld", "Ede",        "Nijkerk",
                                         "Nijmegen",  "Wageningen", "Nykerk"};
    assert_ptr_equal(nearest("Nijkerck", places, 6), places[2]);
    assert_ptr_equal(nearest("WAGENIGNEN", places, 6), places[4]);
    assert_ptr_equal(nearest("Eed", places, 6), places[1]);
    assert_ptr_equal(nearest("nijkerk", places, 6), places[2]);
    assert_null(nearest("Rotterdam", places, 6));
    assert_null(nearest("", places, 6));
    assert_null(nearest("Nijkerck", places, 0));
    static const char *const letters[] = {"m", "v"};
    assert_null(nearest("x", letters, 2));
    assert_ptr_equal(nearest("V", letters, 2), letters[1]);
    assert_ptr_equal(nearest("Ed", places, 6), places[1]);
    static const char *const tie[] = {"bart", "cart"};
    assert_ptr_equal(nearest("dart", tie, 2), tie[0]);
    static const char *const third[] = {"abcdxx"}, *const more[] = {"abcxxx"};
    assert_non_null(nearest("abcdef", third, 1));
    assert_null(nearest("abcdef", more, 1));
}

static void test_width(void **state)
{
    (void)state;
    static const struct {
        const char *s;
        size_t n, columns;
    } known[] = {
        {"", 0, 0},      {"Nijkerk", 7, 7}, {"é", 2, 1},   {"e\xCC\x81", 3, 1}, {"王", 3, 2},
        {"\xFFz", 2, 2}, {"é", 1, 1},       {"王x", 2, 2}, {"a\tb\n", 4, 2},    {"a\0b", 3, 2},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        char *copy = tight(known[i].s, known[i].n);
        assert_int_equal(sg_width(copy, known[i].n), known[i].columns);
        free(copy);
    }
}

/* ---- the eleven test ---- */

static void assert_bsn(const char *s, bool eight, long at)
{
    char *copy = tight(s, strlen(s));
    long found = (long)sg_bsn_find(copy, strlen(s), eight);
    free(copy);
    if (found != at)
        fail_msg("'%s': %ld, not %ld", s, found, at);
}

static void test_bsn(void **state)
{
    (void)state;
    assert_bsn("123456782", false, 0);
    assert_bsn("BSN 111222333.", false, 4);
    assert_bsn("bsn:123.456.782, zie", false, 4);
    assert_bsn("123 456 782", false, 0);
    assert_bsn("sofinr 1234.56.782", false, 7);
    assert_bsn("1234 56 782", false, 0);
    assert_bsn("op 12 123456782", false, 6);
    assert_bsn("123456789 en 123456782", false, 13);
    assert_bsn("NL123456782B01", false, 2);
    assert_bsn("010000008", false, 0);
    assert_bsn("123.456.782.", false, 0);
    assert_bsn("a 123 456 782 b", false, 2);
}

static void test_no_bsn(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        "000000000",
        "123456781",
        "1123456782",
        "1234567821",
        "0612345678",
        "123.456 782",
        "1.123.456.782",
        "123.456.782.000",
        "06 123 456 782",
        "12.34.56.782",
        "123-456-782",
        "123.456.78",
        "123.456.7821",
        "12345678",
        "123 456 78a",
        "123. 456.782",
        "123.456.",
        "123",
        "1234.5",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_bsn(texts[i], false, -1);
}

static void test_bsn_eight(void **state)
{
    (void)state;
    assert_bsn("10000008", true, 0);
    assert_bsn("10000008", false, -1);
    assert_bsn("(10000008)", true, 1);
    assert_bsn("nr. 10000008.", true, 4);
    assert_bsn("10000005", true, -1);
    assert_bsn("A10000008", true, -1);
    assert_bsn("10000008X", true, -1);
    assert_bsn("Z10000008", true, -1);
    assert_bsn("a10000008", true, -1);
    assert_bsn("10000008z", true, -1);
    assert_bsn("[10000008]", true, 1);
    assert_bsn("{10000008}", true, 1);
    assert_bsn("`10000008@", true, 1);
    assert_bsn("1.10000008", true, -1);
    assert_bsn("10000008,50", true, -1);
    assert_bsn("033-10000008", true, -1);
}

/* Of all numbers one in eleven passes, and none but by the rule. */
static void test_bsn_rule(void **state)
{
    (void)state;
    for (int n = 123450000; n < 123460000; n++) {
        char s[16];
        snprintf(s, sizeof s, "%09d", n);
        int sum = -(n % 10), rest = n / 10;
        for (int weight = 2; weight <= 9; weight++, rest /= 10)
            sum += weight * (rest % 10);
        assert_bsn(s, false, sum % 11 == 0 ? 0 : -1);
    }
}

/* ---- bytes ---- */

static void test_utf8(void **state)
{
    (void)state;
    static const struct {
        const char *s;
        size_t n, until;
    } known[] = {
        {"", 0, 0},
        {"abcdefghijklm", 13, 13},
        {"abcdefgh\xFFijklmnop", 17, 8},
        {"é王😀", 9, 9},
        {"ab\xC3", 3, 2}, /* cut short */
        {"\xE7\x8E", 2, 0},
        {"\xF0\x9F\x98", 3, 0},
        {"\x80", 1, 0},     /* no lead */
        {"\xC0\x80", 2, 0}, /* overlong */
        {"\xC1\xBF", 2, 0},
        {"\xE0\x9F\xBF", 3, 0},
        {"\xF0\x8F\xBF\xBF", 4, 0},
        {"\xE0\xA0\x80", 3, 3},
        {"\xED\x9F\xBF", 3, 3},
        {"\xED\xA0\x80", 3, 0}, /* surrogate */
        {"\xEE\x80\x80", 3, 3},
        {"\xF4\x8F\xBF\xBF", 4, 4},
        {"\xF4\x90\x80\x80", 4, 0}, /* past the end */
        {"\xF5\x80\x80\x80", 4, 0},
        {"\xC3\x28", 2, 0},
        {"\xE7\x28\x8E", 3, 0},
        {"\xF0\x9F\x28\x80", 4, 0},
        {"a\0b", 3, 3},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        char *copy = tight(known[i].s, known[i].n);
        assert_int_equal(sg_utf8_until(copy, known[i].n), known[i].until);
        free(copy);
    }
}

static void test_utf8_all(void **state)
{
    (void)state;
    for (int point = 0; point <= 0x10FFFF; point++) {
        if (point >= 0xD800 && point <= 0xDFFF)
            continue;
        char s[8];
        size_t n = between_x(point, s);
        assert_int_equal(sg_utf8_until(s, n), n);
    }
    /* Three bytes of every kind: the same verdict as utf8proc. */
    for (unsigned bytes = 0; bytes <= 0xFFFFFF; bytes += 7) {
        char s[3] = {(char)(bytes >> 16), (char)(bytes >> 8), (char)bytes};
        utf8proc_int32_t point;
        size_t at = 0;
        for (utf8proc_ssize_t n = 1; at < 3 && n > 0; at += n > 0 ? (size_t)n : 0)
            n = utf8proc_iterate((utf8proc_uint8_t *)s + at, (utf8proc_ssize_t)(3 - at), &point);
        if (sg_utf8_until(s, 3) != at)
            fail_msg("%06X", bytes);
    }
}

static void test_cp1252(void **state)
{
    (void)state;
    char out[32];
    assert_int_equal(sg_from_cp1252("Caf\xE9 \x80 \x93x\x94", 10, out, sizeof out), 17);
    assert_memory_equal(out, "Café € “x”", 17 - 1);
    assert_int_equal(sg_from_cp1252("", 0, NULL, 0), 0);
    assert_int_equal(sg_from_cp1252("a\0b", 3, out, sizeof out), 3);
    static const char undefined[] = "\x81\x8D\x8F\x90\x9D";
    for (int i = 0; i < 5; i++)
        assert_int_equal(sg_from_cp1252(undefined + i, 1, out, sizeof out), -1);
    memset(out, '#', sizeof out);
    assert_int_equal(sg_from_cp1252("\x80", 1, out, 2), 3);
    assert_int_equal(out[2], '#');
    assert_int_equal(sg_from_cp1252("\x80", 1, NULL, 0), 3);
}

static void test_cp1252_all(void **state)
{
    (void)state;
    static const char known[] = "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ";
    char all[27], out[128];
    size_t n = 0;
    for (int byte = 0x80; byte <= 0x9F; byte++) {
        if (!strchr("\x81\x8D\x8F\x90\x9D", byte))
            all[n++] = (char)byte;
    }
    assert_int_equal(n, sizeof all);
    assert_int_equal(sg_from_cp1252(all, n, out, sizeof out), sizeof known - 1);
    assert_memory_equal(out, known, sizeof known - 1);
    for (int byte = 0xA0; byte <= 0xFF; byte++) {
        char c = (char)byte;
        utf8proc_uint8_t want[4];
        assert_int_equal(sg_from_cp1252(&c, 1, out, sizeof out), utf8proc_encode_char(byte, want));
        assert_memory_equal(out, want, 2);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_edits),      cmocka_unit_test(test_edits_as_defined),
        cmocka_unit_test(test_edits_long), cmocka_unit_test(test_near),
        cmocka_unit_test(test_width),      cmocka_unit_test(test_bsn),
        cmocka_unit_test(test_no_bsn),     cmocka_unit_test(test_bsn_eight),
        cmocka_unit_test(test_bsn_rule),   cmocka_unit_test(test_utf8),
        cmocka_unit_test(test_utf8_all),   cmocka_unit_test(test_cp1252),
        cmocka_unit_test(test_cp1252_all),
    };
    return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
