/* SPDX-License-Identifier: EUPL-1.2 */
/* Dates as values: reading, writing, ordering, counting. */
#include "when_impl.h"

#include <stdio.h>
#include <string.h>

enum {
    EPOCH = 719162, /* days from 0001-01-01 to 1970-01-01 */
    DAYS_400_YEARS = 146097,
    FIRST_DAY = -354285, /* 1000-01-01 */
    LAST_DAY = 2932896,  /* 9999-12-31 */
};

static const struct sg_date no_date = {0, 0, 0};

static bool leap(int y)
{
    return y % 4 == 0 && (y % 100 != 0 || y % 400 == 0);
}

static int month_days(int y, int m)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return m == 2 && leap(y) ? 29 : days[m - 1];
}

bool sg_when_make(int y, int m, int d, struct sg_date *out)
{
    if (y < 1000 || y > 9999 || m < 0 || m > 12 || d < 0)
        return false;
    if (d > (m == 0 ? 0 : month_days(y, m)))
        return false;
    *out = (struct sg_date){(int16_t)y, (int8_t)m, (int8_t)d};
    return true;
}

bool sg_date_valid(struct sg_date d)
{
    struct sg_date same;
    return sg_when_make(d.y, d.m, d.d, &same);
}

bool sg_date_whole(struct sg_date d)
{
    return d.d > 0 && sg_date_valid(d);
}

int sg_when_digits(const char *s, size_t n)
{
    int value = 0;
    for (size_t i = 0; i < n; i++) {
        if (s[i] < '0' || s[i] > '9')
            return -1;
        value = value * 10 + (s[i] - '0');
    }
    return value;
}

/* The two digits behind the hyphen at s; -1 when it is not that, or zero. */
static int behind_hyphen(const char *s)
{
    int value = s[0] == '-' ? sg_when_digits(s + 1, 2) : -1;
    return value == 0 ? -1 : value;
}

bool sg_date_parse(const char *s, size_t n, struct sg_date *out)
{
    if (n != 4 && n != 7 && n != 10)
        return false;
    int y = sg_when_digits(s, 4);
    int m = n > 4 ? behind_hyphen(s + 4) : 0;
    int d = n > 7 ? behind_hyphen(s + 7) : 0;
    return sg_when_make(y, m, d, out);
}

void sg_when_two_digits(int value, char out[2])
{
    out[0] = (char)('0' + value / 10);
    out[1] = (char)('0' + value % 10);
}

void sg_date_write(struct sg_date d, char out[11])
{
    if (!sg_date_valid(d)) {
        out[0] = '\0';
        return;
    }
    sg_when_two_digits(d.y / 100, out);
    sg_when_two_digits(d.y % 100, out + 2);
    out[4] = out[7] = '-';
    sg_when_two_digits(d.m, out + 5);
    sg_when_two_digits(d.d, out + 8);
    out[d.d > 0 ? 10 : d.m > 0 ? 7 : 4] = '\0';
}

/* dd-mm-yyyy; without snprintf, since a list has a few of them in each of its rows. */
static void write_day(struct sg_date d, char out[11])
{
    memcpy(out, "dd-mm-yyyy", 11);
    sg_when_two_digits(d.d, out);
    sg_when_two_digits(d.m, out + 3);
    sg_when_two_digits(d.y / 100, out + 6);
    sg_when_two_digits(d.y % 100, out + 8);
}

void sg_date_words(struct sg_date d, bool dutch, char out[32])
{
    static const char *const names[2][12] = {
        {"January", "February", "March", "April", "May", "June", "July", "August", "September",
         "October", "November", "December"},
        {"januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september",
         "oktober", "november", "december"},
    };
    if (!sg_date_valid(d))
        out[0] = '\0';
    else if (d.d > 0)
        write_day(d, out);
    else if (d.m > 0)
        (void)snprintf(out, 32, "%s %d", names[dutch][d.m - 1], d.y);
    else
        (void)snprintf(out, 32, "%d", d.y);
}

struct sg_date sg_date_first(struct sg_date d)
{
    if (!sg_date_valid(d))
        return no_date;
    if (d.m == 0)
        d.m = 1;
    if (d.d == 0)
        d.d = 1;
    return d;
}

struct sg_date sg_date_last(struct sg_date d)
{
    if (!sg_date_valid(d))
        return no_date;
    if (d.m == 0)
        d.m = 12;
    if (d.d == 0)
        d.d = (int8_t)month_days(d.y, d.m);
    return d;
}

/* Days from 0001-01-01 to 1 January of year y. */
static int32_t year_start(int32_t y)
{
    int32_t full = y - 1;
    return full * 365 + full / 4 - full / 100 + full / 400;
}

int32_t sg_date_days(struct sg_date d)
{
    static const int16_t before[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
    d = sg_date_first(d);
    if (d.y == 0)
        return SG_NO_DAY;
    int32_t in_year = before[d.m - 1] + (d.m > 2 && leap(d.y)) + d.d - 1;
    return year_start(d.y) + in_year - EPOCH;
}

struct sg_date sg_days_date(int32_t days)
{
    if (days < FIRST_DAY || days > LAST_DAY)
        return no_date;
    int32_t n = days + EPOCH;
    /* The mean year puts it in the right year or a neighbour of it. */
    int y = (int)((int64_t)n * 400 / DAYS_400_YEARS) + 1;
    y += year_start(y + 1) <= n;
    y -= year_start(y) > n;

    int rest = n - year_start(y);
    int m = 1;
    while (rest >= month_days(y, m))
        rest -= month_days(y, m++);
    return (struct sg_date){(int16_t)y, (int8_t)m, (int8_t)(rest + 1)};
}

int sg_date_order(struct sg_date a, struct sg_date b)
{
    if (a.y != b.y)
        return a.y - b.y;
    return a.m != b.m ? a.m - b.m : a.d - b.d;
}

enum sg_truth sg_date_before(struct sg_date a, struct sg_date b)
{
    if (!sg_date_valid(a) || !sg_date_valid(b))
        return SG_UNSURE;
    if (sg_date_order(sg_date_last(a), sg_date_first(b)) < 0)
        return SG_YES;
    return sg_date_order(sg_date_first(a), sg_date_last(b)) >= 0 ? SG_NO : SG_UNSURE;
}

enum sg_truth sg_date_same(struct sg_date a, struct sg_date period)
{
    if (!sg_date_valid(a) || !sg_date_valid(period))
        return SG_UNSURE;
    struct sg_date first = sg_date_first(a), last = sg_date_last(a);
    struct sg_date from = sg_date_first(period), to = sg_date_last(period);
    if (sg_date_order(last, from) < 0 || sg_date_order(first, to) > 0)
        return SG_NO;
    bool inside = sg_date_order(from, first) <= 0 && sg_date_order(last, to) <= 0;
    return inside ? SG_YES : SG_UNSURE;
}

int sg_weekday(struct sg_date d)
{
    int32_t n = sg_date_days(d);
    /* 0001-01-01 was a Monday. */
    return n == SG_NO_DAY ? 0 : (n + EPOCH) % 7 + 1;
}

int sg_iso_week(struct sg_date d, int *iso_year)
{
    int weekday = sg_weekday(d);
    /* A week belongs to the year that holds its Thursday (ISO 8601). */
    struct sg_date thursday = sg_days_date(sg_date_days(d) - weekday + 4);
    if (iso_year)
        *iso_year = thursday.y;
    if (thursday.y == 0)
        return 0;
    struct sg_date new_year = {thursday.y, 1, 1};
    return (sg_date_days(thursday) - sg_date_days(new_year)) / 7 + 1;
}

struct sg_date sg_date_add_months(struct sg_date d, int months)
{
    if (!sg_date_valid(d) || (d.m == 0 && months % 12 != 0))
        return no_date;
    int64_t total = (int64_t)d.y * 12 + (d.m > 0 ? d.m - 1 : 0) + months;
    int64_t y = total / 12;
    if (y < 1000 || y > 9999)
        return no_date;
    d.y = (int16_t)y;
    if (d.m == 0)
        return d;
    d.m = (int8_t)(total % 12 + 1);
    int last = month_days(d.y, d.m);
    if (d.d > last)
        d.d = (int8_t)last;
    return d;
}

int sg_age(struct sg_date born, struct sg_date on)
{
    if (!sg_date_whole(born) || !sg_date_whole(on) || sg_date_order(on, born) < 0)
        return -1;
    bool had_birthday = on.m != born.m ? on.m > born.m : on.d >= born.d;
    return on.y - born.y - !had_birthday;
}

void sg_age_range(struct sg_date born, struct sg_date on, int *lo, int *hi)
{
    *lo = sg_age(sg_date_last(born), sg_date_first(on));
    *hi = sg_age(sg_date_first(born), sg_date_last(on));
    if (*lo < 0 && *hi >= 0)
        *lo = 0;
}
