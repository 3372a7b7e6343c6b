/* SPDX-License-Identifier: EUPL-1.2 */
/* Working days: the recognised holidays of the Algemene termijnenwet and terms that end on one. */
#include "when_impl.h"

enum { SATURDAY = 6, SUNDAY = 7 };

/* Days of a year counted from Easter Sunday. */
enum { GOOD_FRIDAY = -2, EASTER_MONDAY = 1, ASCENSION_DAY = 39, WHIT_MONDAY = 50 };

/* The rule of the Gregorian calendar: Easter is the Sunday after the full moon on or after 21
 * March, where the moon is the Church's (a cycle of 19 years, corrected once in a while). This is
 * the closed form known as the anonymous or Meeus/Jones/Butcher algorithm, by its parts. */
struct sg_date sg_easter(int year)
{
    if (year < 1583 || year > 9999)
        return (struct sg_date){0, 0, 0};
    int golden = year % 19;
    int century = year / 100, in_century = year % 100;
    int moon_correction = (century - (century + 8) / 25 + 1) / 3;
    int epact = (19 * golden + century - century / 4 - moon_correction + 15) % 30;
    int to_sunday = (32 + 2 * (century % 4) + 2 * (in_century / 4) - epact - in_century % 4) % 7;
    int late = (golden + 11 * epact + 22 * to_sunday) / 451;
    int days = epact + to_sunday - 7 * late + 114;
    return (struct sg_date){(int16_t)year, (int8_t)(days / 31), (int8_t)(days % 31 + 1)};
}

/* King's Day since 2014 (27 April), Queen's Day before (30 April); the day before on a Sunday. */
static bool royal_day(struct sg_date d)
{
    if (d.m != 4)
        return false;
    struct sg_date feast = {d.y, 4, d.y >= 2014 ? 27 : 30};
    if (sg_weekday(feast) == SUNDAY)
        feast.d--;
    return d.d == feast.d;
}

static bool fixed_day(struct sg_date d)
{
    return (d.m == 1 && d.d == 1) || (d.m == 5 && d.d == 5) ||
           (d.m == 12 && (d.d == 25 || d.d == 26));
}

static bool moving_day(struct sg_date d)
{
    if (d.m < 3 || d.m > 6)
        return false;
    struct sg_date easter = sg_easter(d.y);
    if (easter.y == 0)
        return false;
    int32_t after = sg_date_days(d) - sg_date_days(easter);
    return after == GOOD_FRIDAY || after == EASTER_MONDAY || after == ASCENSION_DAY ||
           after == WHIT_MONDAY;
}

static bool listed(struct sg_date d, const struct sg_date *extra, size_t extras)
{
    for (size_t i = 0; i < extras; i++)
        if (sg_date_order(d, extra[i]) == 0)
            return true;
    return false;
}

bool sg_holiday(struct sg_date d, const struct sg_date *extra, size_t extras)
{
    if (!sg_date_whole(d))
        return false;
    return fixed_day(d) || royal_day(d) || moving_day(d) || listed(d, extra, extras);
}

bool sg_working_day(struct sg_date d, const struct sg_date *extra, size_t extras)
{
    return sg_date_whole(d) && sg_weekday(d) < SATURDAY && !sg_holiday(d, extra, extras);
}

struct sg_date sg_add_working_days(struct sg_date d, int days, const struct sg_date *extra,
                                   size_t extras)
{
    if (!sg_date_whole(d))
        return (struct sg_date){0, 0, 0};
    int step = days < 0 ? -1 : 1;
    int32_t at = sg_date_days(d);
    while (days != 0 && d.y != 0) {
        at += step;
        d = sg_days_date(at);
        days -= sg_working_day(d, extra, extras) ? step : 0;
    }
    return d;
}

struct sg_date sg_term_end(struct sg_date d, const struct sg_date *extra, size_t extras)
{
    if (sg_working_day(d, extra, extras))
        return d;
    return sg_add_working_days(d, 1, extra, extras);
}
