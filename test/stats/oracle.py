# SPDX-License-Identifier: EUPL-1.2
"""oracle.py SECONDS [SEED] - random registries and tables, each cell against SQLite (judge.py)."""
import calendar
import datetime
import itertools
import json
import math
import os
import random
import subprocess
import sys
import tempfile
import time
import unicodedata
from decimal import ROUND_HALF_UP, Decimal

import draw as drawing
import judge as judging

TODAY = judging.TODAY
TOPS = [f"{d}:top{n}" for d in ("nationality", "form", "municipality", "police-unit", "reporter-kind") for n in (1, 3)]
DIMS = [*judging.INNER, *judging.ROLES, *TOPS, *judging.PERIODS, *judging.OF_PERSONS, *judging.OF_PLACES, *judging.LISTS, *judging.SIMPLE,
        "events.teams"]
APART = {"unknown", "other", "several"}
REGIONS = [("driehoek", "GM1980"), ("driehoek", "GM1911"), ("driehoek", "GM1598"), ("noord", "VR10"), ("vallei", "GM0267")]


def profile(folder, coverage, house):
    """A profile of our own on the base nl."""
    columns = ["event", "kind", "on", "number", "teams", "people"]
    rows = [{**x, "event": f"e{i}", "teams": "|".join(x.get("teams", []))} for i, x in enumerate(house)]
    sheets = {"profile": "key;value\nname;x\nbase;nl\nid_prefix;X\nmunicipality;GM0267\n",
              "regions": "region;member;coordinator\n" + "".join(f"{r};{m};\n" for r, m in REGIONS),
              "codes": "list;code;nl;en;aliases;group\n" + "".join(f"region;{r};{r};{r};;\n" for r in ("driehoek", "noord", "vallei")),
              "events": "".join(";".join(r) + "\n" for r in [columns, *([str(x.get(c, "")) for c in columns] for x in rows)]),
              "coverage": "municipality;from;until;source\n" + "".join(f"{c};{a};{b};x\n" for c, a, b in coverage)}
    for name, text in sheets.items():
        with open(f"{folder}/{name}.csv", "w", encoding="utf-8") as f:
            f.write(text)


class Table:
    """What is asked for, as options and for the judge."""

    def __init__(self, draw):
        dims = draw.sample(sorted(DIMS), draw.choice([1, 1, 2, 2, 3]))
        if "week" in dims:
            dims = [d for d in dims if d == "week" or d not in judging.PERIODS]
        if len({d.split(":top")[0] for d in dims}) < len(dims):
            dims = dims[:1]
        cut = draw.randint(0, len(dims))
        self.rows, self.columns = dims[:cut], dims[cut:]
        self.measures = draw.sample(sorted(judging.MEASURES), draw.choice([1, 1, 2, 3]))
        if len(judging.PERIODS.intersection(dims)) > 1:
            self.measures = [m for m in self.measures if m != "open"] or ["signals"]
        if len(self.measures) > 1 or not self.columns or not self.rows:
            side = self.rows if not self.rows else self.columns if not self.columns else draw.choice([self.rows, self.columns])
            side.insert(draw.randint(0, len(side)), "measure")
        self.dims = [d for d in self.rows + self.columns if d != "measure"]
        self.years = draw.choice([None, None, (2021, 2023), (2022, 2022)])
        self.totals = draw.choice([None, "none", "rows", "columns", "both"])
        self.percent = draw.choice([None, None, "table", "row", "column"])
        if (self.percent == "row" and not self.of(self.columns)) or (self.percent == "column" and not self.of(self.rows)):
            self.percent = None
        self.exclusive = draw.random() < .3
        self.then = draw.random() < .3
        self.where = draw.choice([None] * 9 + [*judging.WHERE])

    @staticmethod
    def of(axis):
        return [d for d in axis if d != "measure"]

    def options(self):
        o = []
        for letter, axis in (("-R", self.rows), ("-C", self.columns)):
            if axis:
                o += [letter, ",".join(axis)]
        o += ["-m", ",".join(self.measures)]
        if self.years:
            o += ["--from", str(self.years[0]), "--until", str(self.years[1])]
        for name, value in (("--totals", self.totals), ("--percent", self.percent), ("-w", self.where)):
            o += [name, value] if value else []
        return o + (["--classes", "exclusive"] if self.exclusive else []) + (["--division", "then"] if self.then else [])


def run(args, stdin=None):
    p = subprocess.run(["sig-stats", "-F", "json", *args], input=stdin, capture_output=True, check=False, encoding="utf-8")
    if p.returncode > 1:
        raise AssertionError(f"status {p.returncode}: {p.stderr}")
    return (json.loads(p.stdout) if p.stdout else None), p.stderr


def cells(table, grid):
    """{(measure, class or None of each dimension): cell}; None: a total."""
    out = {}
    for row in grid["rows"]:
        for column, cell in zip(grid["columns"], row["cells"]):
            names = dict(zip(table.rows, [x["code"] for x in row["labels"]])) if table.rows else {}
            codes = column["code"].split("/")
            total = [column.get("total"), row["labels"][0].get("total")]
            if table.columns:
                if total[0]:  # a nested total names itself once
                    named = next((c for c in codes if c != "total"), None)
                    codes = [named if d == "measure" else None for d in table.columns]
                names.update(zip(table.columns, codes))
            for d in table.of(table.rows):
                names[d] = None if total[1] else names[d]
            key = (names.get("measure", table.measures[0]), *(names[d] for d in table.dims))
            assert key not in out, f"twice: {key}"
            out[key] = cell
    return out


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


def folded(name):
    text = unicodedata.normalize("NFKD", name or "")
    return " ".join("".join(c for c in text if not unicodedata.combining(c)).lower().split())


def whole(d):
    return datetime.date.fromisoformat(d) if d and len(d) == 10 else None


def item(how, date, extra):
    """What a unit adds to its cells; None: nothing can be told of it."""
    if how == "distinct":
        name, born = json.loads(extra)
        name = name if name and name[0] in "#@" else folded(name)
        return (name, born) if name and born is not None else object()
    if how == "sum":
        return "lacking" if extra is None else int(extra)
    a, b = whole(extra), whole(date)
    return (b - a).days if a and b and b >= a else None


def figure(how, items):
    """(value, how many it rests on); None: a sum that nobody knows."""
    if how is None or how == "open":
        return items, None
    if how == "distinct":
        return len(set(items)), None
    if how == "sum":
        return (None if "lacking" in items else sum(items)), None
    items = sorted(items)
    middle = (items[(len(items) - 1) // 2] + items[len(items) // 2] + 1) // 2
    return (middle if how == "median" else items[math.ceil(len(items) * .9) - 1]), len(items)


def last_day(d):
    if len(d) == 7:
        return f"{d}-{calendar.monthrange(int(d[:4]), int(d[5:]))[1]}"
    return d + "-12-31" if len(d) == 4 else d


def open_periods(table, dim, date, end):
    """The periods at whose end, or on the day itself, a unit was surely there and not surely gone."""
    since, gone = last_day(date), end and last_day(end)
    out = set()
    for code in all_periods(dim):
        first, end_of = days(table, ("", *(code if d == dim else None for d in table.dims)))
        day = min(end_of, TODAY)
        if first <= TODAY and since <= day and not (gone and gone <= day) and \
                (not table.years or table.years[0] <= int(day[:4]) <= table.years[1]):
            out.add(code)
    return out


def all_periods(dim):
    for y in range(2019, 2025):
        if dim == "week":
            yield from (f"{y}-W{w:02}" for w in range(1, datetime.date(y, 12, 28).isocalendar()[1] + 1))
        else:
            yield from {"year": [f"{y}"], "half-year": [f"{y}-H1", f"{y}-H2"], "quarter": [f"{y}-Q{q}" for q in range(1, 5)],
                        "month": [f"{y}-{m:02}" for m in range(1, 13)]}[dim]


def classes(table, judge, how):
    """By dimension and unit its classes."""
    out = []
    for d in table.dims:
        by = judge.classes(d.split(":top")[0], d != "year" and "year" in table.dims, table.then, table.exclusive)
        if how == "open" and d in judging.PERIODS:
            by = {u: open_periods(table, d, date, end) for u, date, end in judge.db.execute("SELECT u, d, x FROM unit")}
        out.append(by)
    return out


def expected(table, judge, kept):
    """{key: figure} with every total; and how many had no date, how many were not recorded."""
    found, undated, unrecorded = {}, 0, 0
    for m in table.measures:
        how = judging.HOW.get(m, (None,))[0]
        undated += judge.units(m, table.where, table.years)
        by = classes(table, judge, how)
        for u, date, extra in judge.db.execute("SELECT u, d, x FROM unit").fetchall():
            sets = [b[u] for b in by]
            if not all(sets) or (how == "open" and not judging.PERIODS.intersection(table.dims) and
                                 not open_now(date, extra)):
                continue
            if not recorded(table, (m, *(min(s) for s in sets)), judge):
                unrecorded += 1
                continue
            what = item(how, date, extra) if how not in (None, "open") else 1
            if what is None:
                continue
            sets = [{c if d not in kept or c in APART or c in kept[d] else "rest" for c in s} for d, s in zip(table.dims, sets)]
            for key in itertools.product([m], *[s | {None} for s in sets]):
                if how in (None, "open"):
                    found[key] = found.get(key, 0) + 1
                else:
                    found.setdefault(key, []).append(what)
    return {k: figure(judging.HOW.get(k[0], (None,))[0], v) for k, v in found.items()}, undated, unrecorded


def open_now(date, end):
    return last_day(date) <= TODAY and not (end and last_day(end) <= TODAY)


def check_top(table, judge, got):
    """The classes that are shown apart: as many as were asked for, none rarer than those left out."""
    kept = {}
    for i, d in enumerate(table.dims):
        if ":top" not in d:
            continue
        kept[d] = {k[1 + i] for k in got} - APART - {None, "rest"}
    if not kept:
        return kept
    want = expected(table, judge, {})[0]
    for i, d in enumerate(table.dims):
        if d not in kept:
            continue
        only = {k[1 + i]: v for k, v in want.items() if k[0] == table.measures[0] and k[1 + i] is not None and
                all(c is None for j, c in enumerate(k[1:]) if j != i) and k[1 + i] not in APART}
        counts = {c: (v[1] or v[0]) for c, v in only.items()}
        if None in counts.values():
            continue
        counts = {c: n for c, n in counts.items() if n}
        n = int(d.split(":top")[1])
        first = sorted(counts.values(), reverse=True)[:n]
        assert sorted((counts.get(c, 0) for c in kept[d]), reverse=True) == first, f"{d}: {kept[d]} of {counts}"
    return kept


def percent(part, whole):
    return None if whole <= 0 else (Decimal(1000 * part) / whole).quantize(Decimal(1), ROUND_HALF_UP) / 10


def compare(table, judge, grid, said):
    got = cells(table, grid)
    want, undated, unrecorded = expected(table, judge, check_top(table, judge, got))
    over = {"row": table.of(table.columns), "column": table.of(table.rows), "table": table.dims}.get(table.percent)
    for key, cell in got.items():
        how = judging.HOW.get(key[0], (None,))[0]
        n, rests = want.get(key, (0, None))
        total = None in key
        stock = how == "open" and any(d in judging.PERIODS and c is None for d, c in zip(table.dims, key[1:]))
        if stock or (how in ("median", "p90") and not rests) or n is None:
            assert cell["kind"] == ("missing" if n is None and not stock else "blank") or n == 0, f"{key}: {cell}"
            continue
        if cell["kind"] in ("blank", "missing"):
            assert n == 0, f"{key}: {cell} for {n}"
            span = days(table, key)
            later = span is not None and span[0] > TODAY
            assert total or (later if cell["kind"] == "blank" else not recorded(table, key, judge)), f"{key}: {cell}"
            continue
        assert cell["value"] == n and (cell["kind"] == "zero") == (n == 0), f"{key}: {cell}, not {n}"
        assert total or recorded(table, key, judge), f"{key}: {cell} was not recorded"
        if table.percent is None and rests:
            assert cell["rests"] == rests, f"{key}: {cell} rests on {rests}"
        if over is not None:
            of = (key[0], *(None if d in over else c for d, c in zip(table.dims, key[1:])))
            bare = rests or (how == "open" and any(d in judging.PERIODS and d in over for d in table.dims))
            share = None if bare else percent(n, want.get(of, (0,))[0] or 0)
            assert (None if "percent" not in cell else Decimal(str(cell["percent"]))) == share, f"{key}: {cell}, not {share}"
    for key, (n, _) in want.items():
        assert None in key or key in got or n == 0, f"{key}: left out, {n}"
    if table.totals == "both" and got:
        assert any(None in k for k in got) or not table.dims, "no totals"
    for n, words in ((undated, "without the date"), (unrecorded, "were not recorded")):
        assert (f"{n} not counted" in said) if n else words not in said, f"{n} {words}: {said}"


def one(draw, folder):
    lines = drawing.registry(draw, draw.choice([3, 60, 300]))
    coverage = [(c, draw.choice(["2021", "2022-03", "2023-01-01"]), draw.choice(["", "2023"]))
                for c in draw.sample(["GM1598", "GM1980", "GM0267"], draw.randint(0, 2))] if draw.random() < .5 else []
    ours = f"{folder}/profile"
    house = drawing.house(draw)
    os.makedirs(ours, exist_ok=True)
    profile(ours, coverage, house)
    judge = judging.Judge(lines, REGIONS, [(c, a, b) for c, a, b in coverage], house)
    path = f"{folder}/registry.jsonl"
    with open(path, "w", encoding="utf-8") as f:
        f.writelines(x + "\n" for x in lines)
    for _ in range(12):
        table = Table(draw)
        args = ["-p", ours, *table.options()]
        mixed = draw.sample(lines, len(lines))
        stream = draw.random() < .3
        try:
            grid, said = run(args if stream else [*args, path], "".join(x + "\n" for x in mixed) if stream else None)
            compare(table, judge, grid, said)
        except AssertionError as e:
            raise AssertionError(f"sig-stats {' '.join(repr(a) if ' ' in a else a for a in args)} {'<stream' if stream else path}\n  {e}") from None
        yield len(grid["rows"]) * len(grid["columns"])


def main():
    seconds, seed = float(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1
    end, tables, count = time.monotonic() + seconds, 0, 0
    with tempfile.TemporaryDirectory() as folder:
        while time.monotonic() < end:
            try:
                for n in one(random.Random(seed), folder):
                    tables, count = tables + 1, count + n
            except AssertionError as e:
                if os.environ.get("KEEP"):
                    subprocess.run(["cp", "-r", folder, os.environ["KEEP"]], check=True)
                sys.exit(f"seed {seed}: {e}")
            seed += 1
    print(f"{tables} tables, {count} cells: none differs")


main()
