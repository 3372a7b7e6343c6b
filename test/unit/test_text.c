/* SPDX-License-Identifier: EUPL-1.2 */
/* Words: folding against utf8proc, edits against a plain second version, and hard bytes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <utf8proc.h>

#include "text.h"

static uint32_t seed = 1;

/* A number below n; the same row in each run. */
static size_t draw(size_t n)
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % n;
}

static void assert_folds(const char *s, size_t n, const char *want, size_t want_n)
{
    char out[512];
    size_t length = sg_fold(s, n, out, sizeof out);
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
    for (size_t i = 0; i < n; i++) {
        char c = s[i];
        if (c >= 'A' && c <= 'Z')
            c = (char)(c | 0x20);
        if (c == '`')
            c = '\'';
        if (c == ' ' || (c >= '\t' && c <= '\r'))
            c = ' ';
        if (c == ' ' && (length == 0 || out[length - 1] == ' '))
            continue;
        out[length++] = c;
    }
    return length > 0 && out[length - 1] == ' ' ? length - 1 : length;
}

static void test_fold_ascii(void **state)
{
    (void)state;
    for (int byte = 0; byte < 0x80; byte++) {
        for (size_t at = 0; at < 17; at++) { /* each byte in each place of the eight */
            char s[17], want[17];
            memset(s, 'q', sizeof s);
            s[at] = (char)byte;
            assert_folds(s, sizeof s, want, plain_ascii(s, sizeof s, want));
        }
    }
    for (int round = 0; round < 200000; round++) {
        static const char alphabet[] = "  aAzZ@[`{09\t\x7F\x1F-";
        char s[40], want[40];
        size_t n = draw(sizeof s);
        for (size_t i = 0; i < n; i++)
            s[i] = alphabet[draw(sizeof alphabet - 1)];
        assert_folds(s, n, want, plain_ascii(s, n, want));
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

static const char *wanted_form(int point)
{
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        if (wanted[i].point == point)
            return wanted[i].form;
    }
    return NULL;
}

/* Puts a character between two x, which keep a blank from being one at the end. */
static size_t between_x(int point, char out[8])
{
    out[0] = 'x';
    utf8proc_ssize_t n = utf8proc_encode_char(point, (utf8proc_uint8_t *)out + 1);
    out[n + 1] = 'x';
    return (size_t)n + 2;
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
    return sg_fold_contains(text, strlen(text), needle, strlen(needle));
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
    static const char *const tie[] = {"bart", "cart"};
    assert_ptr_equal(nearest("dart", tie, 2), tie[0]);
    static const char *const third[] = {"abcdxx"}, *const more[] = {"abcxxx"};
    assert_non_null(nearest("abcdef", third, 1));
    assert_null(nearest("abcdef", more, 1));
}

static void test_width(void **state)
{
    (void)state;
    assert_int_equal(sg_width("", 0), 0);
    assert_int_equal(sg_width("Nijkerk", 7), 7);
    assert_int_equal(sg_width("é", 2), 1);
    assert_int_equal(sg_width("e\xCC\x81", 3), 1);
    assert_int_equal(sg_width("王", 3), 2);
    assert_int_equal(sg_width("\xFF"
                              "a",
                              2),
                     2);
    assert_int_equal(sg_width("é", 1), 1);
    assert_int_equal(sg_width("a\tb\n", 4), 2);
}

/* ---- the eleven test ---- */

static void assert_bsn(const char *s, bool eight, long at)
{
    long found = (long)sg_bsn_find(s, strlen(s), eight);
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
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        assert_int_equal(sg_utf8_until(known[i].s, known[i].n), known[i].until);
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
        cmocka_unit_test(test_fold),
        cmocka_unit_test(test_fold_ascii),
        cmocka_unit_test(test_fold_as_utf8proc),
        cmocka_unit_test(test_fold_twice),
        cmocka_unit_test(test_fold_any_bytes),
        cmocka_unit_test(test_fold_cap),
        cmocka_unit_test(test_contains),
        cmocka_unit_test(test_contains_long_text),
        cmocka_unit_test(test_edits),
        cmocka_unit_test(test_edits_as_defined),
        cmocka_unit_test(test_edits_long),
        cmocka_unit_test(test_near),
        cmocka_unit_test(test_width),
        cmocka_unit_test(test_bsn),
        cmocka_unit_test(test_no_bsn),
        cmocka_unit_test(test_bsn_eight),
        cmocka_unit_test(test_bsn_rule),
        cmocka_unit_test(test_utf8),
        cmocka_unit_test(test_utf8_all),
        cmocka_unit_test(test_cp1252),
        cmocka_unit_test(test_cp1252_all),
    };
    return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
