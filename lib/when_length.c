/* SPDX-License-Identifier: EUPL-1.2 */
/* Terms: lengths of time as words, and the day on which one ends. */
#include "when_impl.h"

#include <string.h>

enum { SPAN_MOST = 9999, TWO_WORKING_DAYS = 2 };

/* ---- words ---- */

static bool is_word(const char *s, size_t n, const char *word)
{
    size_t m = strlen(word);
    return n >= m && memcmp(s, word, m) == 0 && (n == m || (n == m + 1 && s[m] == 's'));
}

bool sg_length_parse(const char *s, size_t n, struct sg_length *out)
{
    static const char *const word[] = {
        [SG_WORKING_DAYS] = "working day",
        [SG_DAYS] = "day",
        [SG_WEEKS] = "week",
        [SG_MONTHS] = "month",
        [SG_YEARS] = "year",
    };
    size_t at = 0;
    int count = 0;
    if (n == 7 && memcmp(s, "at once", 7) == 0) {
        *out = (struct sg_length){0, SG_DAYS};
        return true;
    }
    for (; at < n && s[at] >= '0' && s[at] <= '9' && count <= SPAN_MOST; at++)
        count = count * 10 + (s[at] - '0');
    if (at == 0 || count > SPAN_MOST || at == n || s[at] != ' ')
        return false;
    for (size_t i = 0; i < sizeof word / sizeof *word; i++)
        if (is_word(s + at + 1, n - at - 1, word[i])) {
            *out = (struct sg_length){count, (enum sg_unit)i};
            return true;
        }
    return false;
}

/* ---- days ---- */

static struct sg_date step(struct sg_date d, enum sg_unit unit, int n, const struct sg_date *extra,
                           size_t extras)
{
    if (!sg_date_whole(d))
        return (struct sg_date){0, 0, 0};
    switch (unit) {
    case SG_WORKING_DAYS:
        return sg_add_working_days(d, n, extra, extras);
    case SG_DAYS:
        return sg_days_date(sg_date_days(d) + n);
    case SG_WEEKS:
        return sg_days_date(sg_date_days(d) + 7 * n);
    case SG_MONTHS:
        return sg_date_add_months(d, n);
    case SG_YEARS:
        return sg_date_add_months(d, 12 * n);
    }
    return (struct sg_date){0, 0, 0};
}

struct sg_date sg_length_after(struct sg_date d, struct sg_length length,
                               const struct sg_date *extra, size_t extras)
{
    return step(d, length.unit, length.n, extra, extras);
}

struct sg_date sg_length_before(struct sg_date d, struct sg_length length,
                                const struct sg_date *extra, size_t extras)
{
    return step(d, length.unit, -length.n, extra, extras);
}

/* ---- the law ---- */

/* Does the law not hold for a term because it is long? (art. 4, a) */
static bool long_term(struct sg_length length)
{
    static const int most[] = {
        [SG_WORKING_DAYS] = SPAN_MOST,
        [SG_DAYS] = 90,
        [SG_WEEKS] = 12,
        [SG_MONTHS] = 3,
        [SG_YEARS] = 0,
    };
    return length.n > most[length.unit];
}

/* How many working days lie behind a day up to and including another, at most two. */
static int working_days(struct sg_date from, struct sg_date until, const struct sg_date *extra,
                        size_t extras)
{
    int found = 0;
    int32_t last = sg_date_days(until);
    for (int32_t at = sg_date_days(from) + 1; at <= last && found < TWO_WORKING_DAYS; at++)
        found += sg_working_day(sg_days_date(at), extra, extras);
    return found;
}

struct sg_date sg_length_by_law(struct sg_date d, struct sg_length length,
                                const struct sg_date *extra, size_t extras)
{
    struct sg_date end = sg_length_after(d, length, extra, extras);
    if (!end.y || length.n == 0 || long_term(length))
        return end;
    bool lengthens = length.unit > SG_DAYS || (length.unit == SG_DAYS && length.n >= 3);
    int lacking = lengthens ? TWO_WORKING_DAYS - working_days(d, end, extra, extras) : 0;
    if (lacking > 0)
        return sg_add_working_days(end, lacking, extra, extras);
    return sg_term_end(end, extra, extras);
}
