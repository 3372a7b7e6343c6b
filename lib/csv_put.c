/* SPDX-License-Identifier: EUPL-1.2 */
#include "csv.h"

#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* Bytes of the character at s with which a spreadsheet begins a formula; 0: it is another. */
static bool begins_formula(const char *s, size_t n)
{
    static const char wide[][4] = {"\xEF\xBC\x9D", "\xEF\xBC\x8B", "\xEF\xBC\x8D", "\xEF\xBC\xA0"};
    if (n && *s && strchr("=+-@\t\r\n", *s))
        return true;
    for (size_t i = 0; n >= 3 && i < sizeof wide / sizeof *wide; i++)
        if (memcmp(s, wide[i], 3) == 0)
            return true;
    return false;
}

/* Apostrophes in front count as part of it, so that taking one away undoes the guard exactly. */
bool sg_csv_formula(const char *s, size_t n)
{
    while (n && *s == '\'') {
        s++;
        n--;
    }
    return begins_formula(s, n);
}

size_t sg_csv_unguard(const char *s, size_t n)
{
    return n && *s == '\'' && sg_csv_formula(s, n);
}

/* ---- quotes ---- */

/* At an end of a text, what makes it one to be looked at closely: a blank, or what may begin a
 * formula. */
static const bool may_be_delicate[256] = {
    [' '] = true, ['\t'] = true, ['\r'] = true, ['\n'] = true, ['='] = true,
    ['+'] = true, ['-'] = true,  ['@'] = true,  ['\''] = true, [0xEF] = true};

/* Whether one of the n > 0 bytes at s needs quotes around them. */
#ifdef __SSE2__
static inline unsigned special_of(__m128i x, char delimiter)
{
    __m128i hits = _mm_or_si128(_mm_cmpeq_epi8(x, _mm_set1_epi8(delimiter)),
                                _mm_cmpeq_epi8(x, _mm_set1_epi8('"')));
    hits = _mm_or_si128(hits, _mm_cmpeq_epi8(x, _mm_set1_epi8('\n')));
    hits = _mm_or_si128(hits, _mm_cmpeq_epi8(x, _mm_set1_epi8('\r')));
    return (unsigned)_mm_movemask_epi8(hits);
}

static inline __m128i load16(const char *s)
{
    return _mm_loadu_si128((const __m128i *)(const void *)s);
}

/* Sixteen bytes: all of n < 16, some twice, and zeros. */
static inline __m128i load_short(const char *s, size_t n)
{
    uint64_t from = 0, to = 0;
    uint32_t half[2];
    if (n >= 8) {
        memcpy(&from, s, 8);
        memcpy(&to, s + n - 8, 8);
    } else if (n >= 4) {
        memcpy(&half[0], s, 4);
        memcpy(&half[1], s + n - 4, 4);
        from = half[0] | (uint64_t)half[1] << 32;
    } else {
        from = (unsigned char)s[0] | (unsigned)(unsigned char)s[n / 2] << 8 |
               (unsigned)(unsigned char)s[n - 1] << 16;
    }
    return _mm_set_epi64x((long long)to, (long long)from);
}

static bool has_special(const char *s, size_t n, char delimiter)
{
    if (n < 16)
        return special_of(load_short(s, n), delimiter);
    for (size_t i = 0; i < n - 16; i += 16)
        if (special_of(load16(s + i), delimiter))
            return true;
    return special_of(load16(s + n - 16), delimiter);
}
#else
static bool has_special(const char *s, size_t n, char delimiter)
{
    for (size_t i = 0; i < n; i++)
        if (s[i] == delimiter || s[i] == '"' || s[i] == '\n' || s[i] == '\r')
            return true;
    return false;
}
#endif

static bool needs_quotes(const char *s, size_t n, char delimiter)
{
    return s[0] == ' ' || s[0] == '\t' || s[n - 1] == ' ' || s[n - 1] == '\t' ||
           has_special(s, n, delimiter);
}

void sg_csv_put(struct sg_buf *b, const char *s, size_t n, char delimiter, bool guard)
{
    if (n == 0)
        return;
    bool delicate =
        may_be_delicate[(unsigned char)s[0]] || may_be_delicate[(unsigned char)s[n - 1]];
    if (!delicate && !has_special(s, n, delimiter)) {
        sg_buf_add(b, s, n);
        return;
    }
    char *to = sg_buf_room(b, 2 * n + 3), *const from = to;
    if (!to)
        return;
    bool quotes = needs_quotes(s, n, delimiter);
    if (quotes)
        *to++ = '"';
    if (guard && sg_csv_formula(s, n))
        *to++ = '\'';
    for (size_t i = 0; i < n; i++) {
        if (s[i] == '"')
            *to++ = '"';
        *to++ = s[i];
    }
    if (quotes)
        *to++ = '"';
    b->n += (size_t)(to - from);
}
