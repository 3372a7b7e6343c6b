/* SPDX-License-Identifier: EUPL-1.2 */
/* Terms as the sheets of a profile write them. */
#include "when.h"

#include <string.h>

static const struct {
    const char *name; /* behind the number and a blank; an "s" at the end may be missing for 1 */
    enum sg_term_unit unit;
} units[] = {
    {"working days", SG_TERM_WORKING_DAYS},
    {"days", SG_TERM_DAYS},
    {"weeks", SG_TERM_WEEKS},
    {"months", SG_TERM_MONTHS},
};

static bool is(const char *s, size_t n, const char *word, size_t k)
{
    return n == k && memcmp(s, word, k) == 0;
}

bool sg_term_parse(const char *s, size_t n, struct sg_term *out)
{
    int number = 0;
    size_t i = 0;
    if (is(s, n, "at once", 7)) {
        *out = (struct sg_term){0, SG_TERM_AT_ONCE};
        return true;
    }
    for (; i < n && i < 3 && s[i] >= '0' && s[i] <= '9'; i++)
        number = number * 10 + (s[i] - '0');
    if (!i || !number || i == n || s[i] != ' ')
        return false;
    s += i + 1;
    n -= i + 1;
    for (size_t k = 0; k < sizeof units / sizeof *units; k++) {
        size_t plural = strlen(units[k].name);
        if (is(s, n, units[k].name, number == 1 ? plural - 1 : plural)) {
            *out = (struct sg_term){number, units[k].unit};
            return true;
        }
    }
    return false;
}

struct sg_date sg_term_due(struct sg_date from, struct sg_term term, const struct sg_date *extra,
                           size_t extras)
{
    if (!sg_date_whole(from))
        return (struct sg_date){0, 0, 0};
    switch (term.unit) {
    case SG_TERM_WORKING_DAYS:
        return sg_add_working_days(from, term.n, extra, extras);
    case SG_TERM_DAYS:
        return sg_term_end(sg_days_date(sg_date_days(from) + term.n), extra, extras);
    case SG_TERM_WEEKS:
        return sg_term_end(sg_days_date(sg_date_days(from) + 7 * term.n), extra, extras);
    case SG_TERM_MONTHS:
        return sg_term_end(sg_date_add_months(from, term.n), extra, extras);
    case SG_TERM_AT_ONCE:
        break;
    }
    return from;
}
