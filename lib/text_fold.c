/* SPDX-License-Identifier: EUPL-1.2 */
/* Folding: what is left of a text when case, accents and typography do not count.
 *
 * Three ways, the fastest that fits: eight ASCII bytes at a time, a table for U+00C0-U+024F (the
 * letters of European names), utf8proc for all else. */
#include "text_impl.h"

#include <string.h>
#include <utf8proc.h>

enum {
    LATIN_FIRST = 0xC0,
    LATIN_LAST = 0x24F,
    DECOMPOSED = 32, /* code points of one decomposed; Unicode's longest has 18 */
    GROWTH = 4 * DECOMPOSED,
    WINDOW = 4096
};

/* Each byte of a word set to b (below 0x80). */
#define EACH(b) ((uint64_t)(b)*UINT64_C(0x0101010101010101))

struct fold {
    char *out;
    size_t cap;
    size_t n;   /* bytes of the folded form so far, also those that did not fit */
    bool blank; /* ends in a blank (or is empty): another one is not written */
};

/* clang-format off */
static const char latin[LATIN_LAST - LATIN_FIRST + 1][3] = {
    "a", "a", "a", "a", "a", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i", "i", /* 00C0 */
    "d", "n", "o", "o", "o", "o", "o", "", "o", "u", "u", "u", "u", "y", "th", "ss", /* 00D0 */
    "a", "a", "a", "a", "a", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i", "i", /* 00E0 */
    "d", "n", "o", "o", "o", "o", "o", "", "o", "u", "u", "u", "u", "y", "th", "y", /* 00F0 */
    "a", "a", "a", "a", "a", "a", "c", "c", "c", "c", "c", "c", "c", "c", "d", "d", /* 0100 */
    "d", "d", "e", "e", "e", "e", "e", "e", "e", "e", "e", "e", "g", "g", "g", "g", /* 0110 */
    "g", "g", "g", "g", "h", "h", "h", "h", "i", "i", "i", "i", "i", "i", "i", "i", /* 0120 */
    "i", "i", "ij", "ij", "j", "j", "k", "k", "k", "l", "l", "l", "l", "l", "l", "", /* 0130 */
    "", "l", "l", "n", "n", "n", "n", "n", "n", "'n", "n", "n", "o", "o", "o", "o", /* 0140 */
    "o", "o", "oe", "oe", "r", "r", "r", "r", "r", "r", "s", "s", "s", "s", "s", "s", /* 0150 */
    "s", "s", "t", "t", "t", "t", "t", "t", "u", "u", "u", "u", "u", "u", "u", "u", /* 0160 */
    "u", "u", "u", "u", "w", "w", "y", "y", "y", "z", "z", "z", "z", "z", "z", "s", /* 0170 */
    "", "", "", "", "", "", "", "", "", "", "", "", "", "", "", "", /* 0180 */
    "", "", "", "", "", "", "", "", "", "", "", "", "", "", "", "", /* 0190 */
    "o", "o", "", "", "", "", "", "", "", "", "", "", "", "", "", "u", /* 01A0 */
    "u", "", "", "", "", "", "", "", "", "", "", "", "", "", "", "", /* 01B0 */
    "", "", "", "", "dz", "dz", "dz", "lj", "lj", "lj", "nj", "nj", "nj", "a", "a", "i", /* 01C0 */
    "i", "o", "o", "u", "u", "u", "u", "u", "u", "u", "u", "u", "u", "", "a", "a", /* 01D0 */
    "a", "a", "ae", "ae", "", "", "g", "g", "k", "k", "o", "o", "o", "o", "", "", /* 01E0 */
    "j", "dz", "dz", "dz", "g", "g", "", "", "n", "n", "a", "a", "ae", "ae", "o", "o", /* 01F0 */
    "a", "a", "a", "a", "e", "e", "e", "e", "i", "i", "i", "i", "o", "o", "o", "o", /* 0200 */
    "r", "r", "r", "r", "u", "u", "u", "u", "s", "s", "t", "t", "", "", "h", "h", /* 0210 */
    "", "", "", "", "", "", "a", "a", "e", "e", "o", "o", "o", "o", "o", "o", /* 0220 */
    "o", "o", "y", "y", "", "", "", "", "", "", "", "", "", "", "", "", /* 0230 */
    "", "", "", "", "", "", "", "", "", "", "", "", "", "", "", "", /* 0240 */
};
/* clang-format on */

static void put(struct fold *f, char c)
{
    if (c == ' ' && f->blank)
        return;
    if (f->n < f->cap)
        f->out[f->n] = c;
    f->n++;
    f->blank = c == ' ';
}

static char fold_ascii(char c)
{
    if (c >= 'A' && c <= 'Z')
        return (char)((unsigned char)c | 0x20);
    if (c >= '\t' && c <= '\r')
        return ' ';
    if (c == '`')
        return '\'';
    return c;
}

/* Folds eight bytes at once when they are ASCII, without control characters, grave accents or two
 * blanks in a row. With every byte below 0x80, adding (0x80 - k) sets the high bit of just those
 * bytes that are at least k, and carries nothing into the next. */
static bool fold8(struct fold *f, const char *s)
{
    uint64_t x = sg_text_load8(s);
    if (x & SG_TEXT_HIGH_BITS)
        return false;
    uint64_t printable = x + EACH(0x80 - ' ');
    uint64_t not_blank = (x ^ EACH(' ')) + EACH(0x7F);
    uint64_t not_grave = (x ^ EACH('`')) + EACH(0x7F);
    uint64_t blank = ~not_blank & SG_TEXT_HIGH_BITS;
    uint64_t behind_blank = blank << 8 | (f->blank ? 0x80 : 0);
    if ((~(printable & not_grave) & SG_TEXT_HIGH_BITS) | (blank & behind_blank))
        return false;
    uint64_t capital = (x + EACH(0x80 - 'A')) & ~(x + EACH(0x80 - 'Z' - 1)) & SG_TEXT_HIGH_BITS;
    sg_text_store8(f->out + f->n, x | capital >> 2); /* 0x80 >> 2 = 'a' - 'A' */
    f->n += 8;
    f->blank = blank >> 63;
    return true;
}

/* White space, quotes, dashes and accents that stand for ASCII ones, in the order of
 * the code points. */
static const struct {
    uint16_t first, last;
    char ascii;
} typography[] = {
    {0x0085, 0x0085, ' '},  {0x00A0, 0x00A0, ' '},  {0x00AB, 0x00AB, '"'},  {0x00B4, 0x00B4, '\''},
    {0x00BB, 0x00BB, '"'},  {0x02B9, 0x02B9, '\''}, {0x02BC, 0x02BC, '\''}, {0x1680, 0x1680, ' '},
    {0x2000, 0x200A, ' '},  {0x2010, 0x2015, '-'},  {0x2018, 0x201B, '\''}, {0x201C, 0x201F, '"'},
    {0x2028, 0x2029, ' '},  {0x202F, 0x202F, ' '},  {0x2032, 0x2032, '\''}, {0x2033, 0x2033, '"'},
    {0x2039, 0x203A, '\''}, {0x205F, 0x205F, ' '},  {0x2212, 0x2212, '-'},  {0x3000, 0x3000, ' '},
};

/* The ASCII character that a code point stands for; 0 when there is none. */
static char typographic(utf8proc_int32_t point)
{
    enum { ROWS = sizeof typography / sizeof *typography };
    for (size_t i = 0; i < ROWS && point >= typography[i].first; i++) {
        if (point <= typography[i].last)
            return typography[i].ascii;
    }
    return '\0';
}

/* Folds a code point that needs no decomposing; false when it may need it. */
static bool fold_simple(struct fold *f, utf8proc_int32_t point)
{
    if (point < 0x80) {
        put(f, fold_ascii((char)point));
        return true;
    }
    if (point >= 0x300 && point <= 0x36F) /* combining marks */
        return true;
    if (point >= LATIN_FIRST && point <= LATIN_LAST && latin[point - LATIN_FIRST][0]) {
        for (const char *c = latin[point - LATIN_FIRST]; *c; c++)
            put(f, *c);
        return true;
    }
    char ascii = typographic(point);
    if (ascii)
        put(f, ascii);
    return ascii != 0;
}

static void fold_point(struct fold *f, utf8proc_int32_t point)
{
    if (fold_simple(f, point))
        return;
    utf8proc_int32_t parts[DECOMPOSED];
    int boundary = UTF8PROC_BOUNDCLASS_START;
    utf8proc_ssize_t n =
        utf8proc_decompose_char(point, parts, DECOMPOSED,
                                UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD |
                                    UTF8PROC_STRIPMARK | UTF8PROC_IGNORE,
                                &boundary);
    for (utf8proc_ssize_t i = 0; i < n && i < DECOMPOSED; i++) {
        if (fold_simple(f, parts[i]))
            continue;
        utf8proc_uint8_t bytes[4];
        utf8proc_ssize_t length = utf8proc_encode_char(parts[i], bytes);
        for (utf8proc_ssize_t k = 0; k < length; k++)
            put(f, (char)bytes[k]);
    }
}

/* Folds what stands at s, eight bytes or one character, and returns how many bytes that were. A
 * byte that is no UTF-8 stays as it is. */
static size_t fold_next(struct fold *f, const char *s, size_t n)
{
    if (n >= 8 && f->n + 8 <= f->cap && fold8(f, s))
        return 8;
    if ((unsigned char)*s < 0x80) {
        put(f, fold_ascii(*s));
        return 1;
    }
    utf8proc_int32_t point;
    utf8proc_ssize_t length =
        utf8proc_iterate((const utf8proc_uint8_t *)s, (utf8proc_ssize_t)n, &point);
    if (length <= 0) {
        put(f, *s);
        return 1;
    }
    fold_point(f, point);
    return (size_t)length;
}

size_t sg_fold(const char *s, size_t n, char *out, size_t cap)
{
    struct fold f = {.cap = cap, .blank = true};
    f.out = out;
    for (size_t at = 0; at < n;)
        at += fold_next(&f, s + at, n - at);
    return f.n - (f.n > 0 && f.blank);
}

static bool occurs(const char *s, size_t n, const char *needle, size_t needle_n)
{
    while (n >= needle_n) {
        const char *first = memchr(s, needle[0], n - needle_n + 1);
        if (!first)
            return false;
        if (memcmp(first, needle, needle_n) == 0)
            return true;
        n -= (size_t)(first + 1 - s);
        s = first + 1;
    }
    return false;
}

/* The folded form passes by in a window, of which so much is kept at each step as the beginning of
 * a needle may take. Blanks at the ends do not matter: no folded needle begins or ends in one. */
bool sg_fold_contains(const char *s, size_t n, const char *needle, size_t needle_n)
{
    if (needle_n == 0 || needle_n > SG_NEEDLE_MAX)
        return needle_n == 0;
    char window[WINDOW];
    struct fold f = {window, sizeof window, 0, true};
    for (size_t at = 0; at < n;) {
        while (at < n && f.n + GROWTH <= f.cap)
            at += fold_next(&f, s + at, n - at);
        if (occurs(window, f.n, needle, needle_n))
            return true;
        size_t keep = f.n < needle_n ? f.n : needle_n - 1;
        memmove(window, window + f.n - keep, keep);
        f.n = keep;
    }
    return false;
}
