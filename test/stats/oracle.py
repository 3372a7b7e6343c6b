# SPDX-License-Identifier: EUPL-1.2
"""oracle.py SECONDS [SEED] - random registries and tables, each cell against SQLite (judge.py)."""
import itertools
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from decimal import ROUND_HALF_UP, Decimal

import draw as drawing
import judge as judging

TODAY = "2024-06-15"
DIMS = [*judging.PERIODS, *judging.OF_PERSONS, *judging.OF_PLACES, *judging.LISTS, *judging.SIMPLE]
REGIONS = [("driehoek", "GM1980"), ("driehoek", "GM1911"), ("driehoek", "GM1598"), ("noord", "VR10"), ("vallei", "GM0267")]


def profile(folder, coverage):
    """A profile of our own on the base nl."""
    sheets = {"profile": "key;value\nname;x\nbase;nl\nid_prefix;X\nmunicipality;GM0267\n",
              "regions": "region;member;coordinator\n" + "".join(f"{r};{m};\n" for r, m in REGIONS),
              "codes": "list;code;nl;en;aliases;group\n" + "".join(f"region;{r};{r};{r};;\n" for r in ("driehoek", "noord", "vallei")),
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
        cut = draw.randint(0, len(dims))
        self.rows, self.columns = dims[:cut], dims[cut:]
        self.measures = draw.sample(sorted(judging.MEASURES), draw.choice([1, 1, 2, 3]))
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
        import datetime
        monday = datetime.date.fromisocalendar(int(y), int(w), 1)
        return str(monday), str(monday + datetime.timedelta(6))
    text = periods[outer]
    low, high = 1, 12
    finest = [(12, low, high)]
    for d, size in (("half-year", 6), ("quarter", 3), ("month", 1)):
        code = periods.get(d)
        if code in (None, "unknown"):
            continue
        n = int(code[-2:].lstrip("HQ"))
        finest.append((size, (n - 1) * size + 1, n * size))
    size, low, high = min(finest)
    end = ["31", "29" if int(text[:4]) % 4 == 0 else "28", "31", "30", "31", "30", "31", "31", "30", "31", "30", "31"][high - 1]
    return f"{text[:4]}-{low:02}-01", f"{text[:4]}-{high:02}-{end}"


def recorded(table, key, judge):
    """Is the cell's municipality recorded on any day of its period?"""
    if "municipality" not in table.dims:
        return True
    code = key[1 + table.dims.index("municipality")]
    span = days(table, key)
    spans = judge.db.execute("SELECT first, last FROM coverage WHERE code = ?", (code,)).fetchall()
    return not spans or span is None or any(a <= span[1] and (not b or b + "-99" >= span[0]) for a, b in spans)


def expected(table, judge):
    """{key: count} with every total; and how many had no date, how many were not recorded."""
    out, undated, unrecorded = {}, 0, 0
    for m in table.measures:
        undated += judge.units(m, table.where, table.years)
        by = [judge.classes(d, d != "year" and "year" in table.dims, table.then, table.exclusive) for d in table.dims]
        for u in (by[0] if by else []):
            sets = [b[u] for b in by]
            if not recorded(table, (m, *(min(s) for s in sets)), judge):
                unrecorded += 1
                continue
            for key in itertools.product([m], *[s | {None} for s in sets]):
                out[key] = out.get(key, 0) + 1
    return out, undated, unrecorded


def percent(part, whole):
    return None if whole <= 0 else (Decimal(1000 * part) / whole).quantize(Decimal(1), ROUND_HALF_UP) / 10


def compare(table, judge, grid, said):
    want, undated, unrecorded = expected(table, judge)
    got = cells(table, grid)
    over = {"row": table.of(table.columns), "column": table.of(table.rows), "table": table.dims}.get(table.percent)
    for key, cell in got.items():
        n = want.get(key, 0)
        total = None in key
        if cell["kind"] in ("blank", "missing"):
            assert n == 0, f"{key}: {cell} for {n}"
            span = days(table, key)
            later = span is not None and span[0] > TODAY
            assert total or (later if cell["kind"] == "blank" else not recorded(table, key, judge)), f"{key}: {cell}"
            continue
        assert cell["value"] == n and (cell["kind"] == "zero") == (n == 0), f"{key}: {cell}, not {n}"
        assert total or recorded(table, key, judge), f"{key}: {cell} was not recorded"
        if over is not None:
            whole = want.get((key[0], *(None if d in over else c for d, c in zip(table.dims, key[1:]))), 0)
            share = percent(n, whole)
            assert (None if "percent" not in cell else Decimal(str(cell["percent"]))) == share, f"{key}: {cell}, not {share}"
    for key, n in want.items():
        assert None in key or key in got, f"{key}: left out, {n}"
    if table.totals == "both" and got:
        assert any(None in k for k in got) or not table.dims, "no totals"
    for n, words in ((undated, "without the date"), (unrecorded, "were not recorded")):
        assert (f"{n} not counted" in said) if n else words not in said, f"{n} {words}: {said}"


def one(draw, folder):
    lines = drawing.registry(draw, draw.choice([3, 60, 300]))
    coverage = [(c, draw.choice(["2021", "2022-03", "2023-01-01"]), draw.choice(["", "2023"]))
                for c in draw.sample(["GM1598", "GM1980", "GM0267"], draw.randint(0, 2))] if draw.random() < .5 else []
    ours = f"{folder}/profile"
    os.makedirs(ours, exist_ok=True)
    profile(ours, coverage)
    judge = judging.Judge(lines, REGIONS, [(c, a, b) for c, a, b in coverage])
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
