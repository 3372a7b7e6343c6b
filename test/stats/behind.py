# SPDX-License-Identifier: EUPL-1.2
"""What stands behind a figure or below a table, worked out a second time: shares, the change on the
period before, figures per 100,000 inhabitants, and what others published."""
import datetime
from decimal import ROUND_HALF_UP, Decimal

import judge as judging
from spans import days, partial

NAMES = {"share": "percent", "previous": "change", "inhabitants": "per_100000"}


def tenths(part, whole):
    """One decimal, half away from zero; None: of nothing there is no share."""
    return None if whole is None or whole <= 0 else (Decimal(1000 * part) / whole).quantize(Decimal(1), ROUND_HALF_UP) / 10


def share(table, want, key, how, n, rests):
    over = {"row": table.of(table.columns), "column": table.of(table.rows), "table": table.dims}[table.percent]
    if rests or (how == "open" and any(d in judging.PERIODS and d in over for d in table.dims)):
        return None
    of = (key[0], *(None if d in over else c for d, c in zip(table.dims, key[1:])))
    return tenths(n, want.get(of, (0,))[0])


# ---- the period before ----

def period_of(table):
    """The dimension that changes are along: the year, else the first period."""
    if "year" in table.dims:
        return "year"
    return next((d for d in table.dims if d in judging.PERIODS), None)


def code_before(dim, code):
    if dim == "year":
        return str(int(code) - 1)
    if dim == "week":
        y, w = code.split("-W")
        iso = (datetime.date.fromisocalendar(int(y), int(w), 1) - datetime.timedelta(7)).isocalendar()
        return f"{iso[0]}-W{iso[1]:02}"
    many = {"half-year": 2, "quarter": 4, "month": 12}[dim]
    letter = {"half-year": "H", "quarter": "Q", "month": ""}[dim]
    at = int(code[:4]) * many + int(code[5:].lstrip("HQ")) - 2
    return f"{at // many}-{letter}{at % many + 1:0{2 if dim == 'month' else 1}}"


def breaks_in(table, key, day):
    """Does the break lie in the period that the label of the row or column tells?"""
    dim = period_of(table)
    axis = table.rows if dim in table.rows else table.columns
    span = days(table, (key[0], *(c if d in axis else None for d, c in zip(table.dims, key[1:]))))
    return span is not None and span[0] <= day <= span[1]


def change(table, judge, got, key, n):
    dim = period_of(table)
    at = 1 + table.dims.index(dim)
    if key[at] in (None, "unknown"):
        return None
    old = (*key[:at], code_before(dim, key[at]), *key[at + 1:])
    if old not in got or "value" not in got[old] or any(breaks_in(table, key, b) for b in judge.breaks):
        return None
    if partial(table, judge, got, key) or partial(table, judge, got, old):
        return None
    return tenths(n - got[old]["value"], got[old]["value"])


# ---- inhabitants ----

def rate(table, judge, key, n, rests):
    """Of all municipalities of today in the place, when all of them are known."""
    dim, code = next((d.split(":")[0], c) for d, c in zip(table.dims, key[1:]) if d.split(":")[0] in judging.OF_PLACES)
    where = {"municipality": "code = ?", "region": "code IN (SELECT code FROM region WHERE region = ?)",
             "police-unit": "unit = ?", "safety-region": "safety = ?"}[dim]
    if rests or code in (None, "unknown", "other", "several", "rest"):
        return None
    people = [judge.people.get(c) for (c,) in judge.db.execute(f"SELECT code FROM place WHERE {where}", (code,)) if c in judge.now]
    return None if None in people else tenths(1000 * n, sum(people))


def behind(table, judge, got, want, key, n, rests):
    """The name of what stands behind a number, and what it must be."""
    how = judging.HOW.get(key[0], (None,))[0]
    if table.percent is None:
        return "rests", rests
    if table.percent == "previous":
        return "change", change(table, judge, got, key, n)
    if table.percent == "inhabitants":
        return "per_100000", rate(table, judge, key, n, rests)
    return "percent", share(table, want, key, how, n, rests)


# ---- what others published ----

def covers(cell, year):
    return cell == year or (cell.endswith("-") and cell[:-1] <= year)


def published(table, judge, grid, want):
    """The rows below the table, each edition of each measure one, and the own share of each."""
    years = [None if c.get("total") or c["code"] == "unknown" else c["code"] for c in grid["columns"]]
    found = [r for r in grid["rows"] if r["labels"][0]["code"] == "published"]
    editions = []
    for row in judge.published:
        if row["item"] in table.measures and (row["edition"], row["item"]) not in editions:
            editions.append((row["edition"], row["item"]))
    expected = []
    for edition, item in editions:
        rows = [r for r in judge.published if (r["edition"], r["item"]) == (edition, item)]
        values = [next((r["value"] for r in rows if y and covers(r["year"], y)), "") for y in years]
        if any(values):
            expected.append((edition, item, values))
    assert len(found) == len(expected), f"{len(found)} published rows, not {len(expected)}"
    for row, (edition, item, values) in zip(found, expected):
        label = f"{table.compare}, {edition}" + (f": {judge.labels[item]}" if len(table.measures) > 1 else "")
        assert row["labels"][0]["label"] == label, f"{row['labels']}, not {label}"
        for year, value, cell in zip(years, values, row["cells"]):
            kind = {"": "blank", ".": "missing", "0": "zero"}.get(value, "number")
            assert cell["kind"] == kind, f"{label} {year}: {cell}, not {value}"
            if kind in ("blank", "missing"):
                continue
            own = want.get((item, *(year if d == "year" else None for d in table.dims)), (0,))[0]
            part = None if own is None else tenths(own, int(value))
            assert cell["value"] == int(value), f"{label} {year}: {cell}, not {value}"
            assert (None if "percent" not in cell else Decimal(str(cell["percent"]))) == part, f"{label} {year}: {cell}, not {part}"
    return {r["labels"][0]["label"] for r in found}
