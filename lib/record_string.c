/* SPDX-License-Identifier: EUPL-1.2 */
#include "record_impl.h"

/* The range of the second byte by the first (RFC 3629 §4): what keeps overlong forms, surrogates
 * and everything above U+10FFFF out. */
static bool second_fits(unsigned char lead, unsigned char c)
{
    switch (lead) {
    case 0xE0:
        return c >= 0xA0 && c <= 0xBF;
    case 0xED:
        return c >= 0x80 && c <= 0x9F;
    case 0xF0:
        return c >= 0x90 && c <= 0xBF;
    case 0xF4:
        return c >= 0x80 && c <= 0x8F;
    default:
        return c >= 0x80 && c <= 0xBF;
    }
}

int sg_utf8_step(const char *p, size_t left)
{
    unsigned char lead = (unsigned char)p[0];
    if (lead < 0x80)
        return 1;
    if (lead < 0xC2 || lead > 0xF4)
        return 0;
    int length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    for (int i = 1; i < length; i++) {
        if ((size_t)i == left)
            return -i;
        unsigned char c = (unsigned char)p[i];
        if (i == 1 ? !second_fits(lead, c) : (c & 0xC0) != 0x80)
            return -i;
    }
    return length;
}

static const char *plain_until(const char *p, const char *end)
{
    for (; end - p >= SG_BLOCK; p += SG_BLOCK) {
        unsigned k = sg_special(p);
        if (k < SG_BLOCK)
            return p + k;
    }
    while (p < end && *p >= ' ' && *p != '"' && *p != '\\' && (unsigned char)*p < 0x80)
        p++;
    return p;
}

bool sg_utf8_valid(const char *p, size_t n)
{
    const char *end = p + n;
    while (p < end) {
        p = plain_until(p, end);
        if (p == end)
            break;
        int length = sg_utf8_step(p, (size_t)(end - p));
        if (length <= 0)
            return false;
        p += length;
    }
    return true;
}

static int hex_digit(char c)
{
    if (sg_is_digit(c))
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The four digits behind \u. Refused at the first digit that makes a valid character impossible:
 * D8-DB must not come where a low half is due, nor DC-DF where it is not, nor a final 0000. */
static const char *hex4(struct sg_pass *s, const char *p, bool low_due, unsigned *code)
{
    *code = 0;
    for (int i = 0; i < 4; i++, p++) {
        if (p == s->end)
            return sg_refuse(s, p, SG_R_BAD_JSON, "");
        int digit = hex_digit(*p);
        if (digit < 0)
            return sg_refuse(s, p, SG_R_BAD_JSON, "\\u needs four hexadecimal digits");
        *code = *code << 4 | (unsigned)digit;
        bool low = (i == 0 && *code == 0xD) || (i == 1 && *code >= 0xDC && *code <= 0xDF) || i > 1;
        if (low_due ? !low : i == 1 && *code >= 0xDC && *code <= 0xDF)
            return sg_refuse(s, p, SG_R_BAD_JSON, "half of a surrogate pair");
    }
    return *code ? p : sg_refuse(s, p - 1, SG_R_NUL_BYTE, "\\u0000 in a string");
}

/* From the backslash to behind the escape. A high half must be followed by its low half. */
static const char *escape(struct sg_pass *s, const char *p)
{
    if (++p == s->end)
        return sg_refuse(s, p, SG_R_BAD_JSON, "");
    if (*p != 'u')
        return *p && strchr("\"\\/bfnrt", *p) ? p + 1
                                              : sg_refuse(s, p, SG_R_BAD_JSON, "unknown escape");
    unsigned code;
    p = hex4(s, p + 1, false, &code);
    if (!p || (code & 0xFC00) != 0xD800)
        return p;
    for (const char *must = "\\u"; *must; must++, p++)
        if (p == s->end || *p != *must)
            return sg_refuse(s, p, SG_R_BAD_JSON, "half of a surrogate pair");
    return hex4(s, p, true, &code);
}

const char *sg_string_rest(struct sg_pass *s, const char *p)
{
    while (p) {
        p = plain_until(p, s->end);
        if (p == s->end)
            return sg_refuse(s, p, SG_R_BAD_JSON, "");
        if (*p == '"')
            return p;
        if (*p == '\\') {
            s->escaped = true;
            p = escape(s, p);
        } else if ((unsigned char)*p < 0x20) {
            return sg_refuse(s, p, SG_R_BAD_JSON, "a raw control character in a string");
        } else {
            int length = sg_utf8_step(p, (size_t)(s->end - p));
            if (length <= 0)
                return sg_refuse(s, p - length, SG_R_BAD_UTF8, "a byte that is not UTF-8");
            p += length;
        }
    }
    return NULL;
}
