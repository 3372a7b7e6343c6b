/* SPDX-License-Identifier: EUPL-1.2 */
/* Bytes before they are text: is it UTF-8, and Windows-1252 made into it. */
#include "text_impl.h"

/* The length of the well-formed sequence at s (Unicode 15, table 3-7); 0 when there is none. */
static size_t sequence(const unsigned char *s, size_t n)
{
    unsigned char lead = s[0], low = 0x80, high = 0xBF;
    if (lead < 0x80)
        return 1;
    if (lead < 0xC2 || lead > 0xF4)
        return 0;
    size_t length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (n < length)
        return 0;
    /* The second byte is where overlong forms, surrogates and what lies past U+10FFFF show. */
    if (lead == 0xE0)
        low = 0xA0;
    else if (lead == 0xED)
        high = 0x9F;
    else if (lead == 0xF0)
        low = 0x90;
    else if (lead == 0xF4)
        high = 0x8F;
    if (s[1] < low || s[1] > high)
        return 0;
    for (size_t i = 2; i < length; i++)
        if ((s[i] & 0xC0) != 0x80)
            return 0;
    return length;
}

size_t sg_utf8_until(const char *s, size_t n)
{
    size_t at = 0;
    while (at < n) {
        if (n - at >= 8 && (sg_text_load8(s + at) & SG_TEXT_HIGH_BITS) == 0) {
            at += 8;
            continue;
        }
        size_t length = sequence((const unsigned char *)s + at, n - at);
        if (length == 0)
            return at;
        at += length;
    }
    return n;
}

/* What 0x80-0x9F mean in Windows-1252 (unicode.org, MAPPINGS/VENDORS/MICSFT/WINDOWS/CP1252.TXT);
 * 0 = undefined. All other bytes are the code point of the same number. */
static const uint16_t windows[32] = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, /* 80 */
    0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017D, 0,      /* 88 */
    0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, /* 90 */
    0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178, /* 98 */
};

/* Writes a code point below U+10000 to out and returns its length. */
static size_t encode(unsigned point, char out[3])
{
    if (point < 0x80) {
        out[0] = (char)point;
        return 1;
    }
    if (point < 0x800) {
        out[0] = (char)(0xC0 | point >> 6);
        out[1] = (char)(0x80 | (point & 0x3F));
        return 2;
    }
    out[0] = (char)(0xE0 | point >> 12);
    out[1] = (char)(0x80 | (point >> 6 & 0x3F));
    out[2] = (char)(0x80 | (point & 0x3F));
    return 3;
}

long sg_from_cp1252(const char *s, size_t n, char *out, size_t cap)
{
    size_t written = 0;
    for (size_t i = 0; i < n; i++) {
        unsigned byte = (unsigned char)s[i];
        unsigned point = byte < 0x80 || byte > 0x9F ? byte : windows[byte - 0x80];
        if (point == 0 && byte != 0)
            return -1;
        char utf8[3];
        size_t length = encode(point, utf8);
        for (size_t k = 0; k < length; k++, written++)
            if (written < cap)
                out[written] = utf8[k];
    }
    return (long)written;
}
