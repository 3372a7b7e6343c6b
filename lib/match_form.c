/* SPDX-License-Identifier: EUPL-1.2 */
/* Number plates, addresses, trade register numbers, telephones and profiles in their normal form.
 */
#include "match_impl.h"
#include "text.h"

#include <string.h>

enum { FOLDED = 1024 };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_sign(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

/* Folded, letters and digits only. */
static size_t signs_of(const char *s, size_t n, char *out, size_t cap)
{
    char folded[FOLDED];
    size_t len = sg_fold(s, n < FOLDED ? n : FOLDED, folded, sizeof folded), made = 0;
    for (size_t i = 0; i < len && i < FOLDED && made < cap; i++)
        if (is_sign(folded[i]))
            out[made++] = folded[i];
    return made;
}

size_t sg_plate_form(const char *s, size_t n, char *out, size_t cap)
{
    n = signs_of(s, n, out, cap);
    return n >= 3 ? n : 0;
}

static bool begins(const char *s, size_t n, const char *with)
{
    size_t m = strlen(with);
    return n >= m && memcmp(s, with, m) == 0;
}

static bool ends(const char *s, size_t n, const char *with)
{
    size_t m = strlen(with);
    return n >= m && memcmp(s + n - m, with, m) == 0;
}

/* "2 hoog", "2-hg" and "2e verd." are left apart: nobody knows that they are the same. */
size_t sg_addition_form(const char *s, size_t n, char *out, size_t cap)
{
    n = signs_of(s, n, out, cap);
    if (begins(out, n, "toev")) {
        memmove(out, out + 4, n - 4);
        n -= 4;
    }
    return n;
}

/* Streets are written short at their end ("Dorpsstr."), and with ij or y. */
size_t sg_street_form(const char *s, size_t n, char *out, size_t cap)
{
    static const struct {
        const char *from, *to;
    } tails[] = {{"str", "straat"}, {"ln", "laan"}, {"wg", "weg"}, {"pln", "plein"}};
    n = signs_of(s, n, out, cap);
    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
        size_t m = strlen(tails[i].from), more = strlen(tails[i].to);
        if (n > m + 2 && ends(out, n, tails[i].from) && n - m + more <= cap) {
            memcpy(out + n - m, tails[i].to, more);
            return n - m + more;
        }
    }
    return n;
}

uint32_t sg_kvk_form(const char *s, size_t n)
{
    uint32_t number = 0;
    size_t digits = 0;
    for (size_t i = 0; i < n; i++) {
        if (is_digit(s[i])) {
            number = number * 10 + (uint32_t)(s[i] - '0');
            if (++digits > 8)
                return 0;
        } else if (!strchr(" .-", s[i])) {
            return 0;
        }
    }
    return digits >= 6 ? number : 0;
}

/* ---- contacts ---- */

/* +31 (0)6-1234 5678 and 0031 6... as 06...; other countries with 00 in front. */
static size_t phone_form(const char *s, size_t n, char *out, size_t cap)
{
    size_t made = 0;
    for (size_t i = 0; i < n && made + 2 < cap; i++) {
        if (s[i] == '+' && made == 0) {
            memcpy(out, "00", 2);
            made = 2;
        } else if (is_digit(s[i])) {
            out[made++] = s[i];
        } else if (!strchr(" ()-./", s[i])) {
            return 0;
        }
    }
    if (begins(out, made, "0031")) {
        size_t skip = made > 4 && out[4] == '0' ? 4 : 3; /* (0) */
        memmove(out, out + skip, made - skip);
        made -= skip;
        out[0] = '0';
    }
    return made >= 8 && made <= 17 ? made : 0;
}

static bool account_looks(const char *s, size_t n)
{
    return n >= 15 && n <= 34 && !is_digit(s[0]) && !is_digit(s[1]) && is_digit(s[2]) &&
           is_digit(s[3]);
}

static void copy(char out[SG_NAME_BYTES], const char *s, size_t n)
{
    n = n < SG_NAME_BYTES ? n : SG_NAME_BYTES - 1;
    memcpy(out, s, n);
    out[n] = '\0';
}

/* "www.instagram.com" to "instagram". */
static void site_form(const char *s, size_t n, char site[SG_NAME_BYTES])
{
    static const char *const fronts[] = {"www.", "m.", "nl.", "nl-nl."};
    for (size_t i = 0; i < sizeof fronts / sizeof *fronts; i++)
        if (begins(s, n, fronts[i])) {
            s += strlen(fronts[i]);
            n -= strlen(fronts[i]);
        }
    const char *dot = memchr(s, '.', n);
    copy(site, s, dot ? (size_t)(dot - s) : n);
}

/* An address of a profile or advertisement: what follows the site, without what tracks; else a
 * handle. */
static void profile_form(const char *s, size_t n, char out[SG_NAME_BYTES], char site[SG_NAME_BYTES])
{
    const char *scheme = n > 3 ? memchr(s, ':', n - 2) : NULL;
    bool url = scheme && scheme[1] == '/' && scheme[2] == '/';
    if (url) {
        n -= (size_t)(scheme + 3 - s);
        s = scheme + 3;
    }
    const char *slash = memchr(s, '/', n), *dot = memchr(s, '.', n);
    if (slash && (url || (dot && dot < slash))) {
        site_form(s, (size_t)(slash - s), site);
        n -= (size_t)(slash + 1 - s);
        s = slash + 1;
    }
    for (size_t i = 0; i < n; i++)
        if (s[i] == '?' || s[i] == '#')
            n = i;
    while (n && (s[n - 1] == '/' || s[n - 1] == ' '))
        n--;
    while (n && (*s == '@' || *s == ' ' || *s == '/'))
        s++, n--;
    copy(out, s, n);
}

enum sg_contact sg_contact_form(const char *kind, const char *s, size_t n, char out[SG_NAME_BYTES],
                                char site[SG_NAME_BYTES])
{
    char folded[FOLDED], signs[SG_NAME_BYTES];
    size_t len = sg_fold(s, n < FOLDED ? n : FOLDED, folded, sizeof folded);
    len = len < FOLDED ? len : FOLDED;
    *site = *out = '\0';
    size_t phone = phone_form(folded, len, signs, sizeof signs - 1);
    bool open = !strcmp(kind, "") || !strcmp(kind, "other") || !strcmp(kind, "unknown");
    if (phone && (open || !strcmp(kind, "phone"))) {
        copy(out, signs, phone);
        return SG_AS_PHONE;
    }
    size_t account = signs_of(s, n, signs, sizeof signs - 1);
    if (!strcmp(kind, "bank") || (open && account_looks(signs, account))) {
        copy(out, signs, account);
        return account >= 5 ? SG_AS_ACCOUNT : SG_AS_NOTHING;
    }
    const char *at = memchr(folded, '@', len);
    if (!strcmp(kind, "email") ||
        (open && at && at > folded && memchr(at, '.', len - (size_t)(at - folded)))) {
        copy(out, folded, len);
        return at ? SG_AS_EMAIL : SG_AS_NOTHING;
    }
    if (!strcmp(kind, "phone"))
        return SG_AS_NOTHING;
    profile_form(folded, len, out, site);
    return strlen(out) >= 3 ? SG_AS_PROFILE : SG_AS_NOTHING;
}
