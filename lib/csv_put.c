/* SPDX-License-Identifier: EUPL-1.2 */
#include "csv.h"

#include <string.h>

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
    bool quotes = needs_quotes(s, n, delimiter);
    if (quotes)
        sg_buf_char(b, '"');
    if (guard && sg_csv_formula(s, n))
        sg_buf_char(b, '\'');
    while (quotes && n) {
        const char *quote = memchr(s, '"', n);
        size_t part = quote ? (size_t)(quote - s) + 1 : n;
        sg_buf_add(b, s, part);
        if (quote)
            sg_buf_char(b, '"');
        s += part;
        n -= part;
    }
    sg_buf_add(b, s, n);
    if (quotes)
        sg_buf_char(b, '"');
}
