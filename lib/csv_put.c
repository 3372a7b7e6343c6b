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
static const bool delicate[256] = {
    [' '] = true, ['\t'] = true, ['\r'] = true, ['\n'] = true, ['='] = true,
    ['+'] = true, ['-'] = true,  ['@'] = true,  ['\''] = true, [0xEF] = true};

enum { BLOCK = 16 };

/* Whether one of the n bytes at s, where BLOCK more can be read, needs quotes around it. */
#ifdef __SSE2__
static bool has_special(const char *s, size_t n, char delimiter)
{
    for (size_t i = 0; i < n; i += BLOCK) {
        __m128i x = _mm_loadu_si128((const __m128i *)(const void *)(s + i));
        __m128i hits = _mm_or_si128(_mm_cmpeq_epi8(x, _mm_set1_epi8(delimiter)),
                                    _mm_cmpeq_epi8(x, _mm_set1_epi8('"')));
        hits = _mm_or_si128(hits, _mm_cmpeq_epi8(x, _mm_set1_epi8('\n')));
        hits = _mm_or_si128(hits, _mm_cmpeq_epi8(x, _mm_set1_epi8('\r')));
        unsigned bits = (unsigned)_mm_movemask_epi8(hits);
        if (n - i < BLOCK)
            bits &= (1U << (n - i)) - 1;
        if (bits)
            return true;
    }
    return false;
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

/* Most texts stay as they are, which is seen where they were put. */
static bool put_simple(struct sg_buf *b, const char *s, size_t n, char delimiter)
{
    if (delicate[(unsigned char)s[0]] || delicate[(unsigned char)s[n - 1]])
        return false;
    char *to = sg_buf_spare(b, n + BLOCK);
    if (!to)
        return true;
    if (n <= 32)
        sg_copy_short(to, s, n);
    else
        memcpy(to, s, n);
    if (has_special(to, n, delimiter))
        return false;
    b->n += n;
    return true;
}

static bool needs_quotes(const char *s, size_t n, char delimiter)
{
    if (n && (s[0] == ' ' || s[0] == '\t' || s[n - 1] == ' ' || s[n - 1] == '\t'))
        return true;
    for (size_t i = 0; i < n; i++)
        if (s[i] == delimiter || s[i] == '"' || s[i] == '\n' || s[i] == '\r')
            return true;
    return false;
}

void sg_csv_put(struct sg_buf *b, const char *s, size_t n, char delimiter, bool guard)
{
    if (n == 0 || put_simple(b, s, n, delimiter))
        return;
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
