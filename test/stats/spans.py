# SPDX-License-Identifier: EUPL-1.2
"""The days of a cell, and how much of them its municipality was recorded."""
import calendar
import datetime

import judge as judging


def last_day(d):
    if len(d) == 7:
        return f"{d}-{calendar.monthrange(int(d[:4]), int(d[5:]))[1]}"
    return d + "-12-31" if len(d) == 4 else d


def first_day(d):
    return d + {4: "-01-01", 7: "-01"}.get(len(d), "")


def days(table, key):
    """First and last day of the cell's period; None: unknown or open."""
    periods = {d: c for d, c in zip(table.dims, key[1:]) if d in judging.PERIODS}
    first, last = (f"{table.years[0]}-01-01", f"{table.years[1]}-12-31") if table.years else ("0000", "9999")
    outer = next((d for d in table.dims if d in ("year", *([] if "year" in periods else periods))), None)
    if outer is None or periods[outer] is None:
        return first, last
    if periods[outer] == "unknown":
        return None
    if outer == "week":
        y, w = periods["week"].split("-W")
        monday = datetime.date.fromisocalendar(int(y), int(w), 1)
        return str(monday), str(monday + datetime.timedelta(6))
    text = periods[outer]
    low, high = 1, 12
    finest = [(12, low, high)]
    for d, size in (("half-year", 6), ("quarter", 3), ("month", 1)):
        code = periods.get(d)
        if code in (None, "unknown") or (d != outer and outer != "year"):
            continue
        n = int(code[-2:].lstrip("HQ"))
        finest.append((size, (n - 1) * size + 1, n * size))
    size, low, high = min(finest)
    return f"{text[:4]}-{low:02}-01", last_day(f"{text[:4]}-{high:02}")


def recorded(table, key, judge):
    """Is the cell's municipality recorded on any day of its period?"""
    own = [i for i, d in enumerate(table.dims) if d.split(":top")[0] == "municipality"]
    if not own:
        return True
    code = key[1 + own[0]]
    span = days(table, key)
    spans = judge.db.execute("SELECT first, last FROM coverage WHERE code = ?", (code,)).fetchall()
    return not spans or span is None or any(a <= span[1] and (not b or b + "-99" >= span[0]) for a, b in spans)


def spans_of(table, key, judge):
    """Of the cell, and of the recording of its municipality; None: nothing limits it."""
    own = [i for i, d in enumerate(table.dims) if d.split(":top")[0] == "municipality"]
    span = days(table, key) if own else None
    rows = judge.db.execute("SELECT first, last FROM coverage WHERE code = ?", (key[1 + own[0]],)).fetchall() if own else []
    return (span, rows) if span is not None and rows else None


def is_total(table, key, axis):
    """A total runs over all dimensions of its rows or of its columns."""
    dims = [d for d in axis if d != "measure"]
    return bool(dims) and all(key[1 + table.dims.index(d)] is None for d in dims)


def partial(table, judge, got, key):
    """Is the figure of a part only: of a period that was not recorded to its end, or of a total some
    parts of which were not recorded?"""
    if None not in key:
        both = spans_of(table, key, judge)
        return both is not None and not any(first_day(a) <= both[0][0] and (not b or last_day(b) >= both[0][1])
                                            for a, b in both[1])
    own = [1 + i for i, d in enumerate(table.dims) if d.split(":top")[0] == "municipality"]
    if not own or not judge.covered:
        return False
    parts = [k for k in got if None not in k and k[0] == key[0] and got[k]["kind"] != "blank" and
             (k[own[0]] in judge.today or k[own[0]] in ("rest", "other", "several")) and
             all(c is None or c == d for c, d in zip(key[1:], k[1:]))]
    return any("value" not in got[k] or partial(table, judge, got, k) for k in parts)
