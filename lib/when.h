/* SPDX-License-Identifier: EUPL-1.2 */
/* when - civil dates, as people and laws count them: days of Europe/Amsterdam, never seconds.
 *
 * No clock is read here but by sg_today, and no locale: strptime accepts 2023-02-29. */
#ifndef SG_WHEN_H
#define SG_WHEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A date of a day, a month (d = 0) or a year (m = d = 0), years 1000-9999. y = 0: no date. */
struct sg_date {
    int16_t y;
    int8_t m, d;
};

/* ISO 8601 in exactly these forms: 2024-03-01, 2024-03, 2024. false: not a date that exists. */
bool sg_date_parse(const char *s, size_t n, struct sg_date *out);
/* Writes the same form back, NUL-terminated; `out` holds 11 bytes. */
void sg_date_write(struct sg_date d, char out[11]);
/* As people read it: 01-03-2024, maart 2024 / March 2024, 2024. `out` holds 32 bytes. */
void sg_date_words(struct sg_date d, bool dutch, char out[32]);

bool sg_date_whole(struct sg_date d); /* precise to the day */
bool sg_date_valid(struct sg_date d);

/* First and last day that a date of reduced precision can mean. */
struct sg_date sg_date_first(struct sg_date d);
struct sg_date sg_date_last(struct sg_date d);

/* Days since 1970-01-01 (proleptic Gregorian) of a whole date, and back. */
int32_t sg_date_days(struct sg_date d);
struct sg_date sg_days_date(int32_t days);

/* Orders two whole dates: < 0, 0, > 0. */
int sg_date_order(struct sg_date a, struct sg_date b);

/* Three-valued comparison of dates of any precision: is every meaning of a before / equal to every
 * meaning of b? SG_UNSURE when it depends on the missing part. Equal only when both are the same
 * whole date; a date of reduced precision equals a period of the same or coarser precision that
 * contains it (2024-03 = 2024 yes; 2024 = 2024-03 unsure). */
enum sg_truth { SG_NO = 0, SG_YES = 1, SG_UNSURE = 2 };
enum sg_truth sg_date_before(struct sg_date a, struct sg_date b);
enum sg_truth sg_date_same(struct sg_date a, struct sg_date period);

/* Weekday of a whole date, 1 = Monday ... 7 = Sunday; ISO week and its year. */
int sg_weekday(struct sg_date d);
int sg_iso_week(struct sg_date d, int *iso_year);

/* Whole calendar months later; the last day of the month when the day does not exist there
 * (2023-11-30 + 3 months = 2024-02-29). Negative counts go back. */
struct sg_date sg_date_add_months(struct sg_date d, int months);

/* Full years between birth and a day: the age on that day; born on 29 February = a year older on
 * 1 March in other years. -1 when `on` is before birth. With reduced precision: *lo and *hi, the
 * youngest and oldest possible. */
int sg_age(struct sg_date born, struct sg_date on);
void sg_age_range(struct sg_date born, struct sg_date on, int *lo, int *hi);

/* A spreadsheet's date as people type it: ISO, d-m-yyyy with - / . or blanks, month names and
 * abbreviations in Dutch and English ("3 mrt 2021", "maart 2021"), mm-yyyy, yyyy, and with `pivot`
 * > 0 also two-digit years: yy <= pivot is 20yy, else 19yy. Day always comes before month. Time
 * of day behind the date ("01-03-2024 14:30") is split off into *time ("14:30", may be NULL).
 * false: no date that exists. */
bool sg_date_typed(const char *s, size_t n, int pivot, struct sg_date *out, char time[6]);
/* An Excel serial number (1900 system, 1 = 1900-01-01, with its phantom 1900-02-29 = 60, refused).
 */
bool sg_date_serial(int64_t serial, struct sg_date *out);

/* HH:MM, 00:00-23:59. */
bool sg_time_valid(const char *s, size_t n);

/* Today in Europe/Amsterdam by the system clock, and the moment in UTC as 2024-03-01T12:00:00Z.
 * The rule for summer time (last Sunday of March and October, 01:00 UTC; directive 2000/84/EC) is
 * computed, so that neither TZ nor the zone files decide a civil date. */
struct sg_date sg_today(void);
struct sg_date sg_amsterdam_day(int64_t unix_seconds);
void sg_now_utc(char out[21]);

/* Monday-to-Friday working days and recognised holidays (Algemene termijnenwet art. 3). `extra` is
 * a list of whole dates by royal decree. */
bool sg_holiday(struct sg_date d, const struct sg_date *extra, size_t extras);
bool sg_working_day(struct sg_date d, const struct sg_date *extra, size_t extras);
struct sg_date sg_easter(int year); /* Easter Sunday, Gregorian */
struct sg_date sg_add_working_days(struct sg_date d, int days, const struct sg_date *extra,
                                   size_t extras);
/* The day itself when it is a working day, else the next one (Algemene termijnenwet art. 1). */
struct sg_date sg_term_end(struct sg_date d, const struct sg_date *extra, size_t extras);

#endif
