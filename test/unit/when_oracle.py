#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Answers of Python's own calendar, which test_when_calendar.c compares with those of `when`.

Written from the rules, not from the C code: Easter from the Church's tables of golden numbers and
epacts, the holidays as a set per year, months by clamping, ages by counting birthdays.

  days FROM TO   a line a day: date, weekday, ISO year, ISO week, holiday, working day, the 1st and
                 5th working day after, the 3rd before, end of a term, +1, +3 and -1 month, ages of
                 the BORN
  terms FROM TO  a line a day: date, and the last day of each of the TERMS that begins on it, by
                 the Algemene termijnenwet and by the calendar alone
  easter FROM TO a line a year: Easter Sunday
  zone FROM TO   moments (Unix seconds) around each change of the clock, and the day in Amsterdam;
                 exit 77 where no zone files are installed
"""
import datetime as dt
import sys
import zoneinfo

ONE = dt.timedelta(days=1)
BORN = [dt.date(2004, 2, 29), dt.date(1990, 7, 15), dt.date(1972, 12, 31)]


def easter(year):
    """The Sunday after the Paschal full moon, from Clavius's tables."""
    golden = year % 19 + 1
    century = year // 100 + 1
    solar = 3 * century // 4 - 12
    lunar = (8 * century + 5) // 25 - 5
    epact = (11 * golden + 20 + lunar - solar) % 30
    if epact == 24 or (epact == 25 and golden > 11):
        epact += 1
    moon = dt.date(year, 3, 1) + dt.timedelta(days=44 - epact - 1)
    if moon < dt.date(year, 3, 21):
        moon += dt.timedelta(days=30)
    day = moon + ONE
    while day.isoweekday() != 7:
        day += ONE
    return day


def holidays(year):
    sunday = easter(year)
    days = {dt.date(year, 1, 1), dt.date(year, 5, 5), dt.date(year, 12, 25), dt.date(year, 12, 26)}
    days |= {sunday + dt.timedelta(days=n) for n in (-2, 1, 39, 50)}
    feast = dt.date(year, 4, 27) if year >= 2014 else dt.date(year, 4, 30)
    days.add(feast - ONE if feast.isoweekday() == 7 else feast)
    return days


HOLIDAYS = {}


def is_holiday(day):
    if day.year not in HOLIDAYS:
        HOLIDAYS[day.year] = holidays(day.year)
    return day in HOLIDAYS[day.year]


def works(day):
    return day.isoweekday() <= 5 and not is_holiday(day)


def work_days(day, count):
    step = ONE if count > 0 else -ONE
    for _ in range(abs(count)):
        day += step
        while not works(day):
            day += step
    return day


def term_end(day):
    while not works(day):
        day += ONE
    return day


def add_months(day, months):
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return dt.date(year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError


def birthday(born, year):
    try:
        return born.replace(year=year)
    except ValueError:
        return dt.date(year, 3, 1)


def age(born, on):
    if on < born:
        return -1
    return sum(1 for year in range(born.year + 1, on.year + 1) if birthday(born, year) <= on)


def days(first, last):
    day = dt.date(first, 1, 1)
    while day.year <= last:
        iso = day.isocalendar()
        yield (day, day.isoweekday(), iso[0], iso[1], int(is_holiday(day)), int(works(day)),
               work_days(day, 1), work_days(day, 5), work_days(day, -3), term_end(day),
               add_months(day, 1), add_months(day, 3), add_months(day, -1),
               *(age(born, day) for born in BORN))
        day += ONE


TERMS = [(5, "working days"), (1, "working day"), (1, "day"), (2, "days"), (3, "days"), (4, "days"),
         (30, "days"), (90, "days"), (91, "days"), (1, "week"), (10, "weeks"), (12, "weeks"),
         (13, "weeks"), (1, "month"), (3, "months"), (4, "months"), (1, "year")]


def calendar_end(day, count, unit):
    if unit.startswith("working"):
        return work_days(day, count)
    if unit.startswith("month"):
        return add_months(day, count)
    if unit.startswith("year"):
        return add_months(day, 12 * count)
    return day + ONE * count * (7 if unit.startswith("week") else 1)


def lawful_end(day, count, unit):
    """Article 4 first, then the shortest term that satisfies both article 1 and article 2."""
    end = calendar_end(day, count, unit)
    short = (unit.startswith("day") and count <= 90) or (unit.startswith("week") and count <= 12) \
        or (unit.startswith("month") and count <= 3)
    if not short:
        return end
    three = (end - day).days >= 3
    while True:
        inside = sum(works(day + ONE * n) for n in range(1, min((end - day).days, 20) + 1))
        if works(end) and (not three or inside >= 2):
            return end
        end += ONE


def terms(first, last):
    day = dt.date(first, 1, 1)
    while day.year <= last:
        yield (day, *(f(day, *term) for term in TERMS for f in (lawful_end, calendar_end)))
        day += ONE


def zone(first, last):
    amsterdam = zoneinfo.ZoneInfo("Europe/Amsterdam")
    utc = dt.timezone.utc
    for year in range(first, last + 1):
        for month in range(1, 13):
            for day in (1, *range(24, 32)):
                try:
                    noon = dt.datetime(year, month, day, 22, 0, 0, tzinfo=utc)
                except ValueError:
                    continue
                for second in (-1, 0, 3599, 3600, 7199, 7200):
                    moment = noon + dt.timedelta(seconds=second)
                    yield int(moment.timestamp()), moment.astimezone(amsterdam).date()


def main():
    what, first, last = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    if what == "days":
        lines = days(first, last)
    elif what == "terms":
        lines = terms(first, last)
    elif what == "easter":
        lines = ((easter(year),) for year in range(first, last + 1))
    elif "Europe/Amsterdam" in zoneinfo.available_timezones():
        lines = zone(first, last)
    else:
        sys.exit(77)
    sys.stdout.writelines(" ".join(map(str, line)) + "\n" for line in lines)


if __name__ == "__main__":
    main()
