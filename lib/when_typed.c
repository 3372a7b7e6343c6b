/* SPDX-License-Identifier: EUPL-1.2 */
/* Dates as people and spreadsheets write them.
 *
 * A cell is folded first (lower case, one kind of blank, hyphen and quote), then split into the
 * date and a time behind it. The date is read as a row of numbers and words; which of them is the
 * day, the month and the year follows from the shape of that row alone, never from which reading
 * happens to give a date that exists: 02-13-2020 is refused, not read as 13 February. */
#include "text.h"
#include "when_impl.h"

#include <string.h>

enum { CELL = 64, PARTS = 4 };

struct part {
    const char *s; /* into the folded cell */
    size_t n;      /* its bytes; for a number its digits */
    int value;     /* of a number, -1 for a word */
    char before;   /* what stands between it and the part before: - / . or blank, 0 = nothing */
};

struct row {
    struct part part[PARTS];
    char shape[PARTS + 1]; /* a letter a part: 'n' number, 'w' word */
    size_t n;
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return c >= 'a' && c <= 'z';
}

/* ---- words ---- */

/* Which of the n names (from 1) begins with the word, which has at least `least` letters; or 0. */
static int which(const struct part *word, const char *const *names, int n, size_t least)
{
    for (int i = 0; i < n && word->n >= least; i++)
        if (strlen(names[i]) >= word->n && memcmp(names[i], word->s, word->n) == 0)
            return i + 1;
    return 0;
}

/* 1-12, or -1. Three letters tell the months apart in both languages; "mrt" is the one usual
 * abbreviation that is not the beginning of the name. */
static int month_of(const struct part *word)
{
    static const char *const dutch[] = {"januari",   "februari", "maart",    "april",
                                        "mei",       "juni",     "juli",     "augustus",
                                        "september", "oktober",  "november", "december"};
    static const char *const english[] = {"january",   "february", "march",    "april",
                                          "may",       "june",     "july",     "august",
                                          "september", "october",  "november", "december"};
    if (word->n == 3 && memcmp(word->s, "mrt", 3) == 0)
        return 3;
    int month = which(word, dutch, 12, 3);
    month = month > 0 ? month : which(word, english, 12, 3);
    return month > 0 ? month : -1;
}

static bool is_weekday(const struct part *word, struct sg_date d)
{
    static const char *const dutch[] = {"maandag", "dinsdag",  "woensdag", "donderdag",
                                        "vrijdag", "zaterdag", "zondag"};
    static const char *const english[] = {"monday", "tuesday",  "wednesday", "thursday",
                                          "friday", "saturday", "sunday"};
    int day = sg_weekday(d);
    return which(word, dutch, 7, 2) == day || which(word, english, 7, 3) == day;
}

/* ---- the row of parts ---- */

/* Skips what stands between two parts: blanks, and one of - / . at most. A comma is a blank behind
 * a word ("vrijdag, 1 maart"), an apostrophe always ("mei '21"). */
static bool skip_gap(const char *s, size_t n, size_t *at, bool behind_word, char *found)
{
    char sign = 0;
    size_t i = *at;
    for (; i < n && !is_digit(s[i]) && !is_letter(s[i]); i++) {
        bool blank = s[i] == ' ' || s[i] == '\'' || (s[i] == ',' && behind_word);
        bool mark = s[i] == '-' || s[i] == '/' || s[i] == '.';
        if (mark && (sign == 0 || sign == ' '))
            sign = s[i];
        else if (blank && sign == 0)
            sign = ' ';
        else if (!blank)
            return false;
    }
    *at = i;
    *found = sign;
    return true;
}

/* Takes the number or word at *at; a full stop behind a word belongs to it ("mrt."). */
static bool take_part(const char *s, size_t n, size_t *at, struct part *part)
{
    size_t i = *at;
    bool number = i < n && is_digit(s[i]);
    while (i < n && (number ? is_digit(s[i]) : is_letter(s[i])))
        i++;
    part->s = s + *at;
    part->n = i - *at;
    part->value = part->n <= 4 ? sg_when_digits(part->s, part->n) : -1;
    *at = i + (!number && i < n && s[i] == '.');
    return part->n > 0 && (!number || part->n <= 4);
}

static bool split(const char *s, size_t n, struct row *row)
{
    size_t at = 0;
    char before = 0;
    *row = (struct row){0};
    while (at < n) {
        if (row->n == PARTS || !take_part(s, n, &at, &row->part[row->n]))
            return false;
        struct part *part = &row->part[row->n];
        bool word = part->value < 0;
        part->before = before;
        row->shape[row->n++] = word ? 'w' : 'n';
        if (!skip_gap(s, n, &at, word, &before) || (at == n && before))
            return false;
    }
    return true;
}

/* ---- what the parts mean; each gives -1 when it cannot be that ---- */

static int day_or_month(const struct part *p)
{
    return p->n <= 2 && p->value > 0 ? p->value : -1;
}

static int year(const struct part *p, int pivot)
{
    if (p->n == 4)
        return p->value;
    if (p->n != 2 || pivot <= 0)
        return -1;
    return p->value + (p->value <= pivot ? 2000 : 1900);
}

/* Two numbers: 03-2021, or ISO 2021-03. Not 2011/12, which is a school year. */
static bool two_numbers(const struct part *p, struct sg_date *out)
{
    if (p[1].before == ' ')
        return false;
    if (p[0].n == 4 && p[0].s[4] == '-' && p[1].n == 2)
        return sg_when_make(p[0].value, day_or_month(&p[1]), 0, out);
    return sg_when_make(year(&p[1], 0), day_or_month(&p[0]), 0, out);
}

/* Three numbers between the same signs: the year stands last, or first with four digits. */
static bool three_numbers(const struct part *p, int pivot, struct sg_date *out)
{
    if (p[1].before != p[2].before)
        return false;
    const struct part *day = p[0].n == 4 ? &p[2] : &p[0];
    int y = p[0].n == 4 ? p[0].value : year(&p[2], pivot);
    return sg_when_make(y, day_or_month(&p[1]), day_or_month(day), out);
}

static bool compose(const struct part *p, const char *shape, int pivot, struct sg_date *out)
{
    if (strcmp(shape, "n") == 0)
        return sg_when_make(year(&p[0], 0), 0, 0, out);
    if (strcmp(shape, "nn") == 0)
        return two_numbers(p, out);
    if (strcmp(shape, "nnn") == 0)
        return three_numbers(p, pivot, out);
    if (strcmp(shape, "wn") == 0)
        return sg_when_make(year(&p[1], pivot), month_of(&p[0]), 0, out);
    if (strcmp(shape, "nwn") == 0)
        return sg_when_make(year(&p[2], pivot), month_of(&p[1]), day_or_month(&p[0]), out);
    return false;
}

static bool read_date(const char *s, size_t n, int pivot, struct sg_date *out)
{
    struct row row;
    if (!split(s, n, &row))
        return false;
    if (strcmp(row.shape, "wnwn") != 0 && strcmp(row.shape, "wnnn") != 0)
        return compose(row.part, row.shape, pivot, out);
    /* A date with the wrong day of the week is no day that exists. */
    return compose(row.part + 1, row.shape + 1, pivot, out) && is_weekday(&row.part[0], *out);
}

/* ---- the time behind it ---- */

struct clock {
    int minute; /* of the day */
    bool zoned; /* a zone was written: it is a moment, and the day in Amsterdam may be another */
    int offset; /* minutes east of UTC */
};

/* hh:mm of exactly two digits each at s, in minutes; -1 when it is not that. */
static int hours_minutes(const char *s)
{
    int hour = sg_when_digits(s, 2), minute = s[2] == ':' ? sg_when_digits(s + 3, 2) : -1;
    return hour < 0 || hour > 23 || minute < 0 || minute > 59 ? -1 : hour * 60 + minute;
}

bool sg_time_valid(const char *s, size_t n)
{
    return n == 5 && hours_minutes(s) >= 0;
}

/* What may follow the minutes: seconds with a fraction. Returns the bytes taken, 0 also for a
 * second that does not exist: it then stays over and is refused. */
static size_t seconds(const char *s, size_t n)
{
    if (n < 3 || s[0] != ':' || sg_when_digits(s + 1, 2) < 0 || sg_when_digits(s + 1, 2) > 59)
        return 0;
    size_t i = 3;
    if (i + 1 < n && (s[i] == '.' || s[i] == ',') && is_digit(s[i + 1]))
        for (i++; i < n && is_digit(s[i]);)
            i++;
    return i;
}

/* The rest: nothing, "uur", "u", or a zone as ISO 8601 writes it (Z, +01:00). */
static bool read_zone(const char *s, size_t n, struct clock *clock)
{
    static const char *const hour_words[] = {"uur", "uur.", "u", "u."};
    for (size_t i = 0; i < sizeof hour_words / sizeof *hour_words; i++)
        if (strlen(hour_words[i]) == n && memcmp(hour_words[i], s, n) == 0)
            return true;
    if (n == 0)
        return true;
    clock->zoned = true;
    if (n == 1 && s[0] == 'z')
        return true;
    if (n != 6 || (s[0] != '+' && s[0] != '-'))
        return false;
    int offset = hours_minutes(s + 1);
    clock->offset = s[0] == '-' ? -offset : offset;
    return offset >= 0;
}

static bool read_clock(const char *s, size_t n, struct clock *clock)
{
    char padded[CELL + 1] = "0"; /* 9:05 as 09:05 */
    size_t pad = n > 1 && s[1] == ':';
    memcpy(padded + pad, s, n);
    n += pad;
    *clock = (struct clock){0};
    clock->minute = n < 5 ? -1 : hours_minutes(padded);
    if (clock->minute < 0)
        return false;
    size_t at = 5 + seconds(padded + 5, n - 5);
    at += at < n && padded[at] == ' ';
    return read_zone(padded + at, n - at, clock);
}

/* Turns a moment with a zone into the day and minute in Amsterdam. */
static void to_amsterdam(struct sg_date *day, struct clock *clock)
{
    int64_t utc = (int64_t)sg_date_days(*day) * SG_WHEN_DAY_SECONDS;
    utc += (int64_t)(clock->minute - clock->offset) * 60;
    int second;
    int64_t local = sg_when_day_of(sg_when_amsterdam(utc), &second);
    *day = sg_days_date((int32_t)local);
    clock->minute = second / 60;
}

/* The length of the date before a time that starts at `start`: without the T, comma or "om" in
 * between. */
static size_t date_end(const char *s, size_t start)
{
    if (start > 1 && s[start - 1] == 't' && is_digit(s[start - 2]))
        return start - 1;
    if (start == 0 || s[start - 1] != ' ')
        return 0;
    size_t end = start - 1;
    if (end > 3 && memcmp(s + end - 3, " om", 3) == 0)
        end -= 3;
    return end - (end > 0 && s[end - 1] == ',');
}

static bool read_moment(const char *s, size_t n, size_t colon, int pivot, struct sg_date *day,
                        struct clock *clock)
{
    size_t start = colon;
    while (start > 0 && is_digit(s[start - 1]))
        start--;
    if (!read_date(s, date_end(s, start), pivot, day) || !sg_date_whole(*day))
        return false;
    if (!read_clock(s + start, n - start, clock))
        return false;
    if (clock->zoned)
        to_amsterdam(day, clock);
    return day->y != 0;
}

static void write_time(int minute, char time[6])
{
    sg_when_two_digits(minute / 60, time);
    time[2] = ':';
    sg_when_two_digits(minute % 60, time + 3);
    time[5] = '\0';
}

/* dd-mm-yyyy, the form of nearly every cell, without folding it first; or yyyy-mm-dd, of others. */
static bool read_plain(const char *s, size_t n, struct sg_date *out)
{
    static const char form[] = "99-99-9999";
    if (n != sizeof form - 1)
        return false;
    if (s[4] == '-')
        return sg_date_parse(s, n, out);
    for (size_t i = 0; i < n; i++)
        if (form[i] == '9' ? s[i] < '0' || s[i] > '9' : s[i] != form[i])
            return false;
    struct sg_date d = {
        (int16_t)((s[6] - '0') * 1000 + (s[7] - '0') * 100 + (s[8] - '0') * 10 + s[9] - '0'),
        (int8_t)((s[3] - '0') * 10 + s[4] - '0'), (int8_t)((s[0] - '0') * 10 + s[1] - '0')};
    if (!sg_date_valid(d) || !sg_date_whole(d))
        return false;
    *out = d;
    return true;
}

bool sg_date_typed(const char *s, size_t n, int pivot, struct sg_date *out, char time[6])
{
    if (read_plain(s, n, out)) {
        if (time)
            time[0] = '\0';
        return true;
    }
    char cell[CELL];
    size_t length = sg_fold(s, n, cell, sizeof cell);
    if (length > sizeof cell)
        return false;
    const char *colon = memchr(cell, ':', length);
    struct sg_date day;
    struct clock clock;
    bool read = colon ? read_moment(cell, length, (size_t)(colon - cell), pivot, &day, &clock)
                      : read_date(cell, length, pivot, &day);
    if (!read)
        return false;
    *out = day;
    if (time && colon)
        write_time(clock.minute, time);
    else if (time)
        time[0] = '\0';
    return true;
}

bool sg_date_serial(int64_t serial, struct sg_date *out)
{
    enum { PHANTOM = 60, BEFORE = 25568, AFTER = 25569, LAST = 2958465 };
    if (serial < 1 || serial > LAST || serial == PHANTOM)
        return false;
    *out = sg_days_date((int32_t)serial - (serial < PHANTOM ? BEFORE : AFTER));
    return true;
}
