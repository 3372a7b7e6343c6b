# SPDX-License-Identifier: EUPL-1.2
"""oracle.py SECONDS [SEED] - random registries and tables, each cell against SQLite (judge.py)."""
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
from decimal import Decimal

import behind
import draw as drawing
import judge as judging
from spans import days, last_day, partial, recorded

TODAY = judging.TODAY
TOPS = [f"{d}:top{n}" for d in ("nationality", "form", "municipality", "police-unit", "reporter-kind") for n in (1, 3)]
DIMS = [*judging.INNER, *judging.ROLES, *TOPS, *judging.PERIODS, *judging.OF_PERSONS, *judging.OF_PLACES, *judging.LISTS, *judging.SIMPLE,
        "events.teams"]
APART = {"unknown", "other", "several"}
REGIONS = [("driehoek", "GM1980"), ("driehoek", "GM1911"), ("driehoek", "GM1598"), ("noord", "VR10"), ("vallei", "GM0267")]


def profile(folder, coverage, house, others):
    """A profile of our own on the base nl."""
    breaks, published, people = others
    known = judging.rows_of(judging.ROOT + "municipalities.csv")
    told = [";".join([*known[0], "inhabitants"])] + [";".join([*m.values(), str(people.get(m["code"], ""))]) for m in known]
    columns = ["event", "kind", "on", "number", "teams", "people"]
    rows = [{**x, "event": f"e{i}", "teams": "|".join(x.get("teams", []))} for i, x in enumerate(house)]
    sheets = {"profile": "key;value\nname;x\nbase;nl\nid_prefix;X\nmunicipality;GM0267\n",
              "regions": "region;member;coordinator\n" + "".join(f"{r};{m};\n" for r, m in REGIONS),
              "codes": "list;code;nl;en;aliases;group\n" + "".join(f"region;{r};{r};{r};;\n" for r in ("driehoek", "noord", "vallei")),
              "events": "".join(";".join(r) + "\n" for r in [columns, *([str(x.get(c, "")) for c in columns] for x in rows)]),
              "coverage": "municipality;from;until;source\n" + "".join(f"{c};{a};{b};x\n" for c, a, b in coverage)}
    sheets["municipalities"] = "\n".join(told) + "\n"
    sheets["notes"] = "note;table;period;kind;nl;en\n" + "".join(f"b{i};;{day};break;Breuk;Break\n" for i, day in enumerate(breaks))
    sheets["published"] = "source;edition;year;item;value\n" + "".join(";".join(["Bron É", *r.values()]) + "\n" for r in published)
    for name, text in sheets.items():
        with open(f"{folder}/{name}.csv", "w", encoding="utf-8") as f:
            f.write(text)


class Table:
    """What is asked for, as options and for the judge."""

    def __init__(self, draw):
        often = draw.choice([*[None] * 7, ["year"], ["year", "municipality"], ["year", "form"]])  # what compares
        dims = often or draw.sample(sorted(DIMS), draw.choice([1, 1, 2, 2, 3]))
        if "week" in dims:
            dims = [d for d in dims if d == "week" or d not in judging.PERIODS]
        if len({d.split(":top")[0] for d in dims}) < len(dims):
            dims = dims[:1]
        cut = draw.randint(0, len(dims))
        self.rows, self.columns = (dims[1:], dims[:1]) if often else (dims[:cut], dims[cut:])
        self.measures = draw.sample(sorted(judging.PUBLISHED if often and draw.random() < .7 else judging.MEASURES),
                                    draw.choice([1, 1, 2, 3]))
        if len(judging.PERIODS.intersection(dims)) > 1:
            self.measures = [m for m in self.measures if m != "open"] or ["signals"]
        if len(self.measures) > 1 or not self.columns or not self.rows:
            side = self.rows if not self.rows or often else self.columns if not self.columns else draw.choice([self.rows, self.columns])
            side.insert(draw.randint(0, len(side)), "measure")
        self.dims = [d for d in self.rows + self.columns if d != "measure"]
        self.years = draw.choice([None, None, (2021, 2023), (2022, 2022)])
        self.totals = draw.choice([None, "none", "rows", "columns", "both"])
        self.percent = draw.choice([None, None, "table", "row", "column", "previous", "previous", "inhabitants"])
        if often and draw.random() < .4:
            self.percent = "previous"
        self.compare = None
        places = [d for d in self.dims if d.split(":")[0] in judging.OF_PLACES]
        if (self.percent == "previous" and not judging.PERIODS.intersection(self.dims)) or \
                (self.percent == "inhabitants" and len(places) != 1):
            self.percent = None
        if self.columns == ["year"] and draw.random() < .7 and any(m in judging.PUBLISHED for m in self.measures) and \
                not any(judging.HOW.get(m, (None,))[0] in ("median", "p90") for m in self.measures):
            self.percent, self.compare = None, "Bron É"
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
        for name, value in (("--totals", self.totals), ("--percent", self.percent), ("-w", self.where), ("--compare", self.compare)):
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
        if row["labels"][0]["code"] == "published":
            continue
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
            if how == "open":
                sets = [{c for c in s if recorded(table, (m, *(c if e == d else min(t) for e, t in zip(table.dims, sets))), judge)}
                        if d in judging.PERIODS else s for d, s in zip(table.dims, sets)]
            if not all(sets) or not recorded(table, (m, *(min(s) for s in sets)), judge):
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


def compare(table, judge, grid, said):
    got = cells(table, grid)
    want, undated, unrecorded = expected(table, judge, check_top(table, judge, got))
    if table.compare:
        behind.published(table, judge, grid, want)
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
        assert ("partial" in cell) == partial(table, judge, got, key), f"{key}: {cell}: partial?"
        name, part = behind.behind(table, judge, got, want, key, n, rests)
        if not table.compare:
            assert (Decimal(str(cell[name])) if name in cell else None) == part, f"{key}: {cell}, {name} is {part}"
    for key, (n, _) in want.items():
        assert None in key or key in got or n == 0, f"{key}: left out, {n}"
    if table.totals == "both" and got:
        assert any(None in k for k in got) or not table.dims, "no totals"
    for n, words in ((undated, "without the date"), (unrecorded, "were not recorded")):
        assert (f"{n} not counted" in said) if n else words not in said, f"{n} {words}: {said}"


def one(draw, folder):
    lines = drawing.registry(draw, draw.choice([3, 60, 300]))
    coverage = [(c, draw.choice(["2021", "2022-03", "2022-10-16", "2023-01-01"]), draw.choice(["", "2023"]))
                for c in draw.sample(["GM1598", "GM1980", "GM0267"], draw.randint(1, 3))] if draw.random() < .6 else []
    ours = f"{folder}/profile"
    house = drawing.house(draw)
    os.makedirs(ours, exist_ok=True)
    others = drawing.breaks(draw), drawing.published(draw, judging.PUBLISHED), drawing.people(draw, judging.codes())
    profile(ours, coverage, house, others)
    judge = judging.Judge(lines, REGIONS, [(c, a, b) for c, a, b in coverage], house)
    judge.breaks, judge.published, judge.people = others
    judge.published = [{k: v.strip('"') for k, v in r.items()} for r in judge.published]
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
