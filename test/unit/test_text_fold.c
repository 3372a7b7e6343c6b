/* SPDX-License-Identifier: EUPL-1.2 */
/* Folding: by hand, against utf8proc, and at every length of the output. */
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

static void assert_folds(const char *s, size_t n, const char *want, size_t want_n)
{
    char out[512];
    char *copy = tight(s, n);
    size_t length = sg_fold(copy, n, out, sizeof out);
    free(copy);
    if (length != want_n || memcmp(out, want, want_n) != 0)
        fail_msg("'%.*s' gives '%.*s', not '%.*s'", (int)n, s, (int)length, out, (int)want_n, want);
}

static void test_fold(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"", ""},
        {"   ", ""},
        {"Nijkerk", "nijkerk"},
        {"  Dijk \t en\r\n\vWaard \f", "dijk en waard"},
        {"SÚDWEST-FRYSLÂN", "sudwest-fryslan"},
        {"Sud\xCC\x81west", "sudwest"},
        {"’s-Gravenhage", "'s-gravenhage"},
        {"`s-Gravenhage", "'s-gravenhage"},
        {"´s-Gravenhage", "'s-gravenhage"},
        {"“Ĳmuiden” – ‘ĳ’", "\"ijmuiden\" - 'ij'"},
        {"Ærø Straße ŒUVRE þing Łódź", "aero strasse oeuvre thing lodz"},
        {"Đorđe Iğdır İzmir Ñandú", "dorde igdir izmir nandu"},
        {"Ștefan Țiriac Ǆ", "stefan tiriac dz"},
        {"NO\xC2\xA0"
         "BREAK\xE2\x80\x89thin",
         "no break thin"},
        {"mede\xC2\xADwerker\xEF\xBB\xBF", "medewerker"},
        {"Ｆｕｌｌ ﬁets ½ №", "full fiets 1⁄2 no"},
        {"ΟΔΥΣΣΕΥΣ ς", "οδυσσευσ σ"},
        {"ИЙ Ёлка", "ии елка"},
        {"王小明", "王小明"},
        {"😀", "😀"},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        assert_folds(pairs[i][0], strlen(pairs[i][0]), pairs[i][1], strlen(pairs[i][1]));
}

/* What folding is by definition, one byte at a time: the judge of the eight-byte path. */
static size_t plain_ascii(const char *s, size_t n, char *out)
{
    size_t length = 0;
    bool blank = true;
    for (size_t i = 0; i < n; i++) {
        char c = s[i];
        if (c >= 'A' && c <= 'Z')
            c = (char)(c - 'A' + 'a');
        if (c == '`')
            c = '\'';
        if (c >= '\t' && c <= '\r')
            c = ' ';
        if (c != ' ' || !blank)
            out[length++] = c;
        blank = c == ' ';
    }
    return length - (length > 0 && blank);
}

static void test_fold_ascii(void **state)
{
    (void)state;
    for (int byte = 0; byte < 0x80; byte++) {
        for (size_t at = 0; at < 17; at++) { /* each byte in each place of the eight */
            char s[17], want[17];
            memset(s, 'q', sizeof s);
            s[at] = (char)byte;
            size_t want_n = plain_ascii(s, sizeof s, want);
            assert_folds(s, sizeof s, want, want_n);
        }
    }
    for (int round = 0; round < 200000; round++) {
        static const char alphabet[] = "  aAzZ@[`{09\t\x7F\x1F-";
        char s[40], want[40];
        size_t n = draw(sizeof s);
        for (size_t i = 0; i < n; i++)
            s[i] = alphabet[draw(sizeof alphabet - 1)];
        size_t want_n = plain_ascii(s, n, want);
        assert_folds(s, n, want, want_n);
    }
}

/* What differs from utf8proc on purpose, with what it must be. */
static const struct wanted {
    int point;
    const char *form;
} wanted[] = {
    {0x85, " "},   {0xAB, "\""}, {0xB4, "'"},   {0xBB, "\""},  {0xC6, "ae"},  {0xD0, "d"},
    {0xD8, "o"},   {0xDE, "th"}, {0xE6, "ae"},  {0xF0, "d"},   {0xF8, "o"},   {0xFE, "th"},
    {0x110, "d"},  {0x111, "d"}, {0x126, "h"},  {0x127, "h"},  {0x131, "i"},  {0x138, "k"},
    {0x141, "l"},  {0x142, "l"}, {0x149, "'n"}, {0x14A, "n"},  {0x14B, "n"},  {0x152, "oe"},
    {0x153, "oe"}, {0x166, "t"}, {0x167, "t"},  {0x1E2, "ae"}, {0x1E3, "ae"}, {0x1FC, "ae"},
    {0x1FD, "ae"}, {0x1FE, "o"}, {0x1FF, "o"},
};

/* Every sign that ASCII has one for. */
static void test_fold_typography(void **state)
{
    (void)state;
    static const struct {
        const char *signs, *ascii;
    } rows[] = {
        {"\xC2\x85\xC2\xA0\xE1\x9A\x80\xE2\x80\x80\xE2\x80\x8A\xE2\x80\xA8\xE2\x80\xA9\xE2\x80\xAF"
         "\xE2\x81\x9F\xE3\x80\x80",
         " "},
        {"´ʹʼ‘’‚‛′‹›", "'"},
        {"«»“”„‟″", "\""},
        {"‐‑‒–—―−", "-"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const utf8proc_uint8_t *sign = (const utf8proc_uint8_t *)rows[i].signs;
        utf8proc_int32_t point;
        for (; *sign; sign += utf8proc_iterate(sign, -1, &point)) {
            utf8proc_iterate(sign, -1, &point);
            char s[8], want[3] = {'x', rows[i].ascii[0], 'x'};
            size_t n = between_x(point, s);
            assert_folds(s, n, want, sizeof want);
        }
    }
}

static const char *wanted_form(int point)
{
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        if (wanted[i].point == point)
            return wanted[i].form;
    }
    return NULL;
}

static void test_fold_as_utf8proc(void **state)
{
    (void)state;
    size_t differ = 0;
    for (int point = 0x80; point <= 0x24F; point++) {
        char s[8];
        size_t n = between_x(point, s);
        utf8proc_uint8_t *judge = NULL;
        utf8proc_ssize_t judge_n =
            utf8proc_map((utf8proc_uint8_t *)s, (utf8proc_ssize_t)n, &judge,
                         UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD |
                             UTF8PROC_STRIPMARK | UTF8PROC_IGNORE);
        assert_true(judge_n > 0);
        char want[32];
        const char *form = wanted_form(point);
        int want_n = form ? snprintf(want, sizeof want, "x%sx", form)
                          : snprintf(want, sizeof want, "%.*s", (int)judge_n, (char *)judge);
        differ +=
            form && ((size_t)judge_n != (size_t)want_n || memcmp(judge, want, (size_t)want_n) != 0);
        free(judge);
        assert_folds(s, n, want, (size_t)want_n);
    }
    assert_int_equal(differ, sizeof wanted / sizeof *wanted); /* the list names nothing in vain */
}

static void test_fold_twice(void **state)
{
    (void)state;
    for (int point = 0; point <= 0x10FFFF; point++) {
        if (point >= 0xD800 && point <= 0xDFFF)
            continue;
        char s[8], once[128], twice[128];
        size_t n = between_x(point, s);
        size_t once_n = sg_fold(s, n, once, sizeof once);
        assert_true(once_n <= sizeof once);
        assert_int_equal(sg_utf8_until(once, once_n), once_n);
        size_t twice_n = sg_fold(once, once_n, twice, sizeof twice);
        if (twice_n != once_n || memcmp(once, twice, once_n) != 0)
            fail_msg("U+%04X: '%.*s'", (unsigned)point, (int)once_n, once);
    }
}

static void test_fold_any_bytes(void **state)
{
    (void)state;
    for (int round = 0; round < 100000; round++) {
        char s[48], once[1024], twice[1024];
        size_t n = draw(sizeof s);
        for (size_t i = 0; i < n; i++)
            s[i] = (char)(draw(3) ? 'A' + (int)draw(60) : (int)draw(256));
        size_t once_n = sg_fold(s, n, once, sizeof once);
        size_t twice_n = sg_fold(once, once_n, twice, sizeof twice);
        if (sg_utf8_until(s, n) == n)
            assert_true(twice_n == once_n && memcmp(once, twice, once_n) == 0);
    }
}

/* With less room the beginning is the same, nothing is written behind it, the length is told. */
static void test_fold_cap(void **state)
{
    (void)state;
    static const char s[] = "  De  HEER É. Straßen-Ærø, “Ĳmuiden” en nog wat meer tekst  ";
    char whole[128];
    size_t length = sg_fold(s, sizeof s - 1, whole, sizeof whole);
    for (size_t cap = 0; cap <= length + 9; cap++) {
        char *out = malloc(cap + 1);
        assert_non_null(out);
        out[cap] = '#';
        assert_int_equal(sg_fold(s, sizeof s - 1, out, cap), length);
        assert_memory_equal(out, whole, cap < length ? cap : length);
        assert_int_equal(out[cap], '#');
        free(out);
    }
    assert_int_equal(sg_fold(s, sizeof s - 1, NULL, 0), length);
}

static bool contains(const char *text, const char *needle)
{
    size_t n = strlen(text), needle_n = strlen(needle);
    char *copy = tight(text, n), *needle_copy = tight(needle, needle_n);
    bool found = sg_fold_contains(copy, n, needle_copy, needle_n);
    free(copy);
    free(needle_copy);
    return found;
}

static void test_contains(void **state)
{
    (void)state;
    assert_true(contains("In de SLACHTERIJ  van Ærø", "slachterij van ae"));
    assert_true(contains("Straße", "rasse"));
    assert_true(contains("Straße", "se"));
    assert_true(contains("", ""));
    assert_true(contains("x", ""));
    assert_false(contains("", "x"));
    assert_false(contains("slachteri", "slachterij"));
    assert_true(contains("caf\xE9 noir", "f\xE9 noir")); /* bytes that are no UTF-8 */
    assert_true(contains("aaé", "e"));
    assert_false(contains("王", "x"));
    assert_false(contains("aab", "aaab"));
    assert_true(contains("aaab", "aab"));
    assert_false(sg_fold_contains("abc", 2, "abc", 3));
}

static void test_contains_long_text(void **state)
{
    (void)state;
    enum { TEXT = 12000 };
    char *text = malloc(TEXT), *needle = malloc(SG_NEEDLE_MAX + 1);
    assert_non_null(text);
    assert_non_null(needle);
    memset(needle, 'e', SG_NEEDLE_MAX + 1);
    for (size_t needle_n = 1; needle_n <= SG_NEEDLE_MAX; needle_n += 341) {
        for (size_t at = 3000; at < 9000; at += 61) { /* across the places where the window moves */
            memset(text, 'x', TEXT);
            for (size_t i = 0; i < needle_n; i++)
                memcpy(text + at + 2 * i, "É", 2);
            assert_true(sg_fold_contains(text, TEXT, needle, needle_n));
            text[at + needle_n / 2 * 2] = 'x';
            text[at + needle_n / 2 * 2 + 1] = 'x';
            assert_false(sg_fold_contains(text, TEXT, needle, needle_n));
        }
    }
    memset(text, 'e', TEXT);
    assert_true(sg_fold_contains(text, TEXT, needle, SG_NEEDLE_MAX));
    assert_false(sg_fold_contains(text, TEXT, needle, SG_NEEDLE_MAX + 1));
    free(text);
    free(needle);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fold),
        cmocka_unit_test(test_fold_ascii),
        cmocka_unit_test(test_fold_typography),
        cmocka_unit_test(test_fold_as_utf8proc),
        cmocka_unit_test(test_fold_twice),
        cmocka_unit_test(test_fold_any_bytes),
        cmocka_unit_test(test_fold_cap),
        cmocka_unit_test(test_contains),
        cmocka_unit_test(test_contains_long_text),
    };
    return cmocka_run_group_tests_name("text_fold", tests, NULL, NULL);
}
