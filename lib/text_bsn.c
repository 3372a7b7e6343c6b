/* SPDX-License-Identifier: EUPL-1.2 */
/* Numbers in a text that may be somebody's burgerservicenummer. */
#include "text_impl.h"

#include <string.h>

enum { BSN_DIGITS = 9 };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* 9a + 8b + ... + 2h - i is divisible by 11, and not every digit is 0. */
static bool eleven(const char digits[BSN_DIGITS])
{
    int sum = 0, any = 0;
    for (int i = 0; i < BSN_DIGITS; i++) {
        int weight = i < BSN_DIGITS - 1 ? BSN_DIGITS - i : -1;
        sum += weight * (digits[i] - '0');
        any |= digits[i] - '0';
    }
    return any && sum % 11 == 0;
}

static bool joined_left(const char *s, size_t at, char sign)
{
    return at >= 2 && s[at - 1] == sign && is_digit(s[at - 2]);
}

static bool joined_right(const char *s, size_t n, size_t at, char sign)
{
    return at + 1 < n && s[at] == sign && is_digit(s[at + 1]);
}

/* Three groups between the same signs, points or blanks, that are not part of a longer row:
 * 123.456.782 or, as on old papers, 1234.56.782. */
static bool take_groups(const char *s, size_t n, size_t at, size_t run, char digits[BSN_DIGITS])
{
    /* The second sign is the eighth byte in both ways of grouping. */
    size_t end = at + BSN_DIGITS + 2, second = at + 7;
    if ((run != 3 && run != 4) || end > n)
        return false;
    char sign = s[at + run];
    if ((sign != '.' && sign != ' ') || s[second] != sign)
        return false;
    size_t taken = 0;
    for (size_t i = at; i < end; i++) {
        if (i == at + run || i == second)
            continue;
        if (!is_digit(s[i]))
            return false;
        digits[taken++] = s[i];
    }
    bool longer = end < n && is_digit(s[end]);
    return !longer && !joined_left(s, at, sign) && !joined_right(s, n, end, sign);
}

/* Eight digits that no letter or sign ties to something longer, with the zero that was lost. */
static bool take_eight(const char *s, size_t n, size_t at, char digits[BSN_DIGITS])
{
    size_t end = at + BSN_DIGITS - 1;
    if ((at > 0 && is_letter(s[at - 1])) || (end < n && is_letter(s[end])))
        return false;
    for (const char *sign = ".,-/"; *sign; sign++)
        if (joined_left(s, at, *sign) || joined_right(s, n, end, *sign))
            return false;
    digits[0] = '0';
    memcpy(digits + 1, s + at, BSN_DIGITS - 1);
    return true;
}

/* The nine digits that the run of digits at `at` is, or begins. */
static bool take(const char *s, size_t n, size_t at, size_t run, bool eight,
                 char digits[BSN_DIGITS])
{
    if (run == BSN_DIGITS) {
        memcpy(digits, s + at, BSN_DIGITS);
        return true;
    }
    if (run == BSN_DIGITS - 1)
        return eight && take_eight(s, n, at, digits);
    return take_groups(s, n, at, run, digits);
}

/* The first digit from `at` on, or n. Nearly all of a text is none: eight bytes at a time. */
static size_t next_digit(const char *s, size_t at, size_t n)
{
    const uint64_t high = SG_TEXT_HIGH_BITS, zeros = UINT64_C(0x3030303030303030),
                   to_high = UINT64_C(0x7676767676767676); /* 128 - 10 */
    for (; at + 8 <= n; at += 8) {
        uint64_t x = sg_text_load8(s + at) ^ zeros; /* digits are below 10 now */
        if (~(((x & ~high) + to_high) | x) & high)
            break;
    }
    while (at < n && !is_digit(s[at]))
        at++;
    return at;
}

size_t sg_bsn_find(const char *s, size_t n, bool eight)
{
    for (size_t at = next_digit(s, 0, n); at < n; at = next_digit(s, at, n)) {
        size_t run = 0;
        while (at + run < n && is_digit(s[at + run]))
            run++;
        char digits[BSN_DIGITS];
        if (take(s, n, at, run, eight, digits) && eleven(digits))
            return at;
        at += run;
    }
    return (size_t)-1;
}
