/* SPDX-License-Identifier: EUPL-1.2 */
/* The clock, and what day it is in Amsterdam when the clock says so. */
#include "when_impl.h"

#include <time.h>

enum { HOUR = 3600 };

int64_t sg_when_day_of(int64_t seconds, int *second)
{
    int64_t day = seconds / SG_WHEN_DAY_SECONDS;
    int rest = (int)(seconds % SG_WHEN_DAY_SECONDS);
    if (rest < 0) {
        rest += SG_WHEN_DAY_SECONDS;
        day--;
    }
    *second = rest;
    return day;
}

/* A moment's UTC day; no date outside the years 1000-9999. */
static struct sg_date utc_day(int64_t unix_seconds, int *second)
{
    int64_t day = sg_when_day_of(unix_seconds, second);
    if (day < INT32_MIN || day > INT32_MAX)
        return (struct sg_date){0, 0, 0};
    return sg_days_date((int32_t)day);
}

/* The moment that summer time begins or ends: the last Sunday of the month, 01:00 UTC. */
static int64_t changeover(int year, int month)
{
    struct sg_date last = {(int16_t)year, (int8_t)month, 31};
    int32_t sunday = sg_date_days(last) - sg_weekday(last) % 7;
    return (int64_t)sunday * SG_WHEN_DAY_SECONDS + HOUR;
}

int64_t sg_when_amsterdam(int64_t unix_seconds)
{
    int second;
    int year = utc_day(unix_seconds, &second).y;
    if (year == 0)
        return unix_seconds;
    bool summer = unix_seconds >= changeover(year, 3) && unix_seconds < changeover(year, 10);
    return unix_seconds + (summer ? 2 * HOUR : HOUR);
}

struct sg_date sg_amsterdam_day(int64_t unix_seconds)
{
    int second;
    return utc_day(sg_when_amsterdam(unix_seconds), &second);
}

struct sg_date sg_today(void)
{
    return sg_amsterdam_day((int64_t)time(NULL));
}

void sg_now_utc(char out[21])
{
    int second;
    struct sg_date day = utc_day((int64_t)time(NULL), &second);
    sg_date_write(day, out);
    out[10] = 'T';
    sg_when_two_digits(second / HOUR, out + 11);
    out[13] = ':';
    sg_when_two_digits(second / 60 % 60, out + 14);
    out[16] = ':';
    sg_when_two_digits(second % 60, out + 17);
    out[19] = 'Z';
    out[20] = '\0';
}

int64_t sg_elapsed_ms(void)
{
    struct timespec t;
    return clock_gettime(CLOCK_MONOTONIC, &t) ? 0 : (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}
