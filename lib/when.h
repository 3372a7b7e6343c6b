/* SPDX-License-Identifier: EUPL-1.2 */
/* when - civil dates, as people and laws count them: days of Europe/Amsterdam, never seconds.
 *
 * No clock is read here but by sg_today and sg_now_utc, and no locale. Dates are read by hand:
 * strptime accepts 2023-02-29. Years 1000-9999, Gregorian throughout, also before 1582.
 *
 * Every function takes every value: what asks for a whole date and gets none, or leaves the years
 * 1000-9999, answers "no date" (y = 0), 0, -1 or SG_NO_DAY as said below, so that a chain of calls
 * needs one check at its end. Functions that return false leave *out as it was. */
#ifndef SG_WHEN_H
#define SG_WHEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A date of a day, a month (d = 0) or a year (m = d = 0). y = 0: no date. */
struct sg_date {
    int16_t y;
    int8_t m, d;
};

/* ISO 8601 in exactly these forms: 2024-03-01, 2024-03, 2024. false: not a date that exists. */
bool sg_date_parse(const char *s, size_t n, struct sg_date *out);
/* Writes the same form back, NUL-terminated; `out` holds 11 bytes. "" for no date. */
void sg_date_write(struct sg_date d, char out[11]);
/* As people read it: 01-03-2024, maart 2024 / March 2024, 2024. `out` holds 32 bytes. "" for no
 * date. */
void sg_date_words(struct sg_date d, bool dutch, char out[32]);

bool sg_date_whole(struct sg_date d); /* precise to the day */
bool sg_date_valid(struct sg_date d);

/* First and last day that a date of reduced precision can mean. */
struct sg_date sg_date_first(struct sg_date d);
struct sg_date sg_date_last(struct sg_date d);

/* Days since 1970-01-01 of a whole date (of the first day, when it is of reduced precision), and
 * back. SG_NO_DAY stands for no date: so far off that days added to it or taken from it still give
 * no date. */
enum { SG_NO_DAY = -1000000000 };
int32_t sg_date_days(struct sg_date d);
struct sg_date sg_days_date(int32_t days);

/* Orders two dates: < 0, 0, > 0. A date of reduced precision comes before all that it contains; no
 * date comes first. */
int sg_date_order(struct sg_date a, struct sg_date b);

/* Three-valued comparison of dates of any precision: is every meaning of a before / equal to every
 * meaning of b? SG_UNSURE when it depends on the missing part. Equal only when both are the same
 * whole date; a date of reduced precision equals a period of the same or coarser precision that
 * contains it (2024-03 = 2024 yes; 2024 = 2024-03 unsure). No date: SG_UNSURE. */
enum sg_truth { SG_NO = 0, SG_YES = 1, SG_UNSURE = 2 };
enum sg_truth sg_date_before(struct sg_date a, struct sg_date b);
enum sg_truth sg_date_same(struct sg_date a, struct sg_date period);

/* Weekday of a whole date, 1 = Monday ... 7 = Sunday; ISO 8601 week (1-53) and the year that it
 * belongs to (may be NULL). 0 for no date. */
int sg_weekday(struct sg_date d);
int sg_iso_week(struct sg_date d, int *iso_year);

/* Whole calendar months later; the last day of the month when the day does not exist there
 * (2023-11-30 + 3 months = 2024-02-29). Negative counts go back. The precision stays: a month gives
 * a month, a year takes whole years only (12, -24, ...; other counts give no date). */
struct sg_date sg_date_add_months(struct sg_date d, int months);

/* Full years between birth and a day: the age on that day; born on 29 February = a year older on
 * 1 March in other years (Dutch civil practice: the year of age is full when the birthday begins,
 * and before 1 March there was none). -1 when `on` is before birth or one of them is not whole.
 * With reduced precision: *lo and *hi, the youngest and oldest possible; who can have been born by
 * then is at least 0. Both -1 when every meaning of `on` is before birth, and for no date. */
int sg_age(struct sg_date born, struct sg_date on);
void sg_age_range(struct sg_date born, struct sg_date on, int *lo, int *hi);

/* A spreadsheet's date as people type it, blanks around it and letters of either case ignored:
 *   2020-02-01  2020/2/1     the year first, with four digits
 *   1-2-2020  01.02.2020     day, month, year between the same signs: - / . or blanks
 *   3 mrt. 2021  3-mei-2021  a Dutch or English month, or its first three letters or more, or "mrt"
 *   maart 2021  03-2021  2021-03  2021          reduced precision
 *   vrijdag 1 maart 2024     with its day of the week, which must be the right one
 * Day always comes before month: 02-13-2020 is refused, and so are 1-2 and 2011/12 (a school year).
 * With `pivot` > 0 a year behind a day or a month's name may have two digits: yy <= pivot is 20yy,
 * else 19yy.
 * A time of day behind a whole date ("01-03-2024 14:30", "2020-02-01T10:00:00", "1-3-2024 om 9:05
 * uur") is checked and split off into *time ("14:30"; "" when there is none; may be NULL). With a
 * zone (Z, +01:00) it is a moment, and date and time are those of Amsterdam then.
 * false: no date that exists. */
bool sg_date_typed(const char *s, size_t n, int pivot, struct sg_date *out, char time[6]);
/* An Excel serial number (1900 system, 1 = 1900-01-01, with its phantom 1900-02-29 = 60, refused)
 * up to 2958465 = 9999-12-31. */
bool sg_date_serial(int64_t serial, struct sg_date *out);
enum { SG_FROM_1904 = 1462 }; /* added to a serial number of the 1904 system */

/* HH:MM, 00:00-23:59. */
bool sg_time_valid(const char *s, size_t n);

/* Today in Europe/Amsterdam by the system clock, and the moment in UTC as 2024-03-01T12:00:00Z.
 * The rule for summer time (last Sunday of March and October, 01:00 UTC; directive 2000/84/EC) is
 * computed, so that neither TZ nor the zone files decide a civil date; it holds from 1996 on. */
struct sg_date sg_today(void);
/* Milliseconds since some moment that stays the same: for how long something takes, not for dates.
 */
int64_t sg_elapsed_ms(void);
struct sg_date sg_amsterdam_day(int64_t unix_seconds);
void sg_now_utc(char out[21]);

/* Recognised holidays (Algemene termijnenwet art. 3): New Year's Day, Good Friday, Easter Monday,
 * King's Day (27 April, the 26th when that is a Sunday; until 2013 Queen's Day: 30 April, then the
 * 29th), 5 May, Ascension Day, Whit Monday, 25 and 26 December, and `extra`, whole dates by royal
 * decree. Right for 2000 and later; earlier years are given by the same rules, which were others
 * then. */
bool sg_holiday(struct sg_date d, const struct sg_date *extra, size_t extras);
/* Monday to Friday and no holiday. */
bool sg_working_day(struct sg_date d, const struct sg_date *extra, size_t extras);
struct sg_date sg_easter(int year); /* Easter Sunday, Gregorian; no date before 1583 */
/* The days-th working day after d, which itself does not count; negative: before it; 0: d itself,
 * whatever day it is. */
struct sg_date sg_add_working_days(struct sg_date d, int days, const struct sg_date *extra,
                                   size_t extras);
/* The day itself when it is a working day, else the next one (Algemene termijnenwet art. 1). Not
 * for terms counted backwards (art. 1 lid 2), nor does it lengthen a term of three days or more
 * that holds fewer than two working days (art. 2): sg_length_by_law does. */
struct sg_date sg_term_end(struct sg_date d, const struct sg_date *extra, size_t extras);

/* A length of time as a profile writes it: "5 working days", "1 week", "3 months"; "at once" is no
 * day at all. */
enum sg_unit { SG_WORKING_DAYS, SG_DAYS, SG_WEEKS, SG_MONTHS, SG_YEARS };
struct sg_length {
    int n; /* 0-9999 */
    enum sg_unit unit;
};
/* Exactly such words between single blanks; singular or plural. false: no length. */
bool sg_length_parse(const char *s, size_t n, struct sg_length *out);
/* The last day of a term of that length which begins with a whole date, the first day itself not
 * counted: 2023-11-30 + 3 months = 2024-02-29. */
struct sg_date sg_length_after(struct sg_date d, struct sg_length length,
                               const struct sg_date *extra, size_t extras);
/* The same counted backwards; a term counted backwards never moves (Algemene termijnenwet art. 1
 * lid 2). */
struct sg_date sg_length_before(struct sg_date d, struct sg_length length,
                                const struct sg_date *extra, size_t extras);
/* The last day of such a term when a law or a general administrative order sets it: moved to the
 * next working day (Algemene termijnenwet art. 1), and lengthened until two working days are in it
 * when it is three days or more (art. 2). Terms of more than 90 days, 12 weeks or 3 months, and of
 * years, stay as they are (art. 4). */
struct sg_date sg_length_by_law(struct sg_date d, struct sg_length length,
                                const struct sg_date *extra, size_t extras);

#endif
