#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
"""readers.py EXAMPLES - tables as workbook, CSV and TSV, read back by readers that are not ours: openpyxl
and xlsx2csv, Python's csv and sqlite3's import. Each title, label, figure, percentage, note and date
must be that of the JSON, whose cells the oracle judges."""
import csv
import io
import json
import re
import subprocess
import sys

import openpyxl

EXAMPLES = sys.argv[1]
MARKS = "¹²³⁴⁵⁶⁷⁸⁹⁰"
BEHIND = ("percent", "change", "per_100000", "rests")
OWNERS = ["Zoë Ærøskøbing-Łódź", "=SUM(A1:A2)", "+31", "-1", "@x", 'a;b "c"', "Straße; 'één'", "  rand ", "٣", "😀 team"]


def stats(*args):
    p = subprocess.run(["sig-stats", *args], capture_output=True, check=False)
    assert p.returncode < 2, f"{args}: {p.stderr.decode()}"
    return p.stdout.decode("utf-8")


def registry(profile, name, *more):
    path = f"{name}.jsonl"
    subprocess.run(["sig-add", "-q", "-p", profile, "-r", path, "--csv", f"{EXAMPLES}/{more[0]}", "--map",
                    f"{EXAMPLES}/maps/{more[1]}"], check=True, capture_output=True)
    return path


class Table:
    """The JSON, as the cells that a reader must find."""

    def __init__(self, args):
        self.args = args
        self.grid = g = json.loads(stats("-F", "json", *args))
        self.comma = "," if g["language"] == "nl" else "."
        self.heads = len(g["rows"][0]["labels"]) if g["rows"] else len(g["corner"])
        self.named = next((b for b in BEHIND if any(b in c for r in g["rows"] for c in r["cells"])), None)

    def labels(self, row):
        return [x["label"] for x in row["labels"]]

    def figures(self, row):
        """Of each column what stands in it, and what stands behind it: numbers, "." or None."""
        return [({"missing": "."}.get(c["kind"], c.get("value")), c.get(self.named)) for c in row["cells"]]

    def lines(self):
        return [(self.labels(r), self.figures(r)) for r in self.grid["rows"]]

    def has_behind(self):
        return "--percent" in self.args or "--compare" in self.args or self.named is not None

    def notes(self):
        return [n["text"] for n in self.grid["notes"]]

    def day(self):
        y, m, d = self.grid["date"].split("-")
        return f"{d}-{m}-{y}"


def same(what, got, want):
    assert got == want, f"{what}\n  got  {got}\n  want {want}"


def bare(text):
    """A label without its marks."""
    return re.sub(rf"[{MARKS}]+(?: [{MARKS}]+)*$", "", text or "").rstrip("*")


def words(table, what, text):
    """Title, notes, source and date stand there, each whole."""
    assert table.grid["title"] in text, f"{what}: no title"
    for note in table.notes():
        assert any(x.endswith(note) for x in text), f"{what}: no note {note!r} in {text}"
    assert any(table.day() in x for x in text), f"{what}: no date"


# ---- CSV and TSV ----

def number(text, comma):
    if text in ("", "."):
        return text or None
    return float(text.replace(comma, ".")) if comma in text or "." in text else int(text)


def unquoted(label):
    """An apostrophe keeps a spreadsheet from taking a label for a formula."""
    return label[1:] if re.match("'[-=+@\t\r]", label) else label


def check_rows(table, what, rows, csv_):
    head, body = rows[0], rows[1:]
    step = 2 if table.has_behind() else 1
    columns = [x["label"] for x in table.grid["columns"]]
    same(f"{what}: columns", head[table.heads::step], columns)
    if step == 2:
        assert all(h.startswith(c + " (") for h, c in zip(head[table.heads + 1::2], columns)), head
    same(f"{what}: rows", len(body), len(table.lines()))
    for row, (labels, figures) in zip(body, table.lines()):
        got = [unquoted(x) if csv_ else x for x in row[:table.heads]]
        same(f"{what}: labels", got, labels)
        cells = [number(x, table.comma) for x in row[table.heads:]]
        same(f"{what}: {labels}", cells[::step], [f for f, _ in figures])
        if step == 2:
            same(f"{what}: behind {labels}", cells[1::2], [b for _, b in figures])


def by_python(text, delimiter):
    return list(csv.reader(io.StringIO(text), delimiter=delimiter))


def by_sqlite(text):
    with open("table.csv", "w", encoding="utf-8") as f:
        f.write(text)
    script = '.mode csv\n.separator ";" "\\n"\ncreate table t(' + ",".join(f"c{i}" for i in range(text.split("\n", 1)[0].count(";") + 1)) + \
        ');\n.import table.csv t\n.mode json\nselect * from t;\n'
    out = subprocess.run(["sqlite3"], input=script.encode(), capture_output=True, check=True)
    assert not out.stderr, out.stderr
    return [list(r.values()) for r in json.loads(out.stdout)]


def check_csv(table):
    bare_csv = stats("-F", "csv", "--no-notes", *table.args)
    check_rows(table, "csv", by_python(bare_csv, ";"), True)
    check_rows(table, "sqlite3", by_sqlite(bare_csv), True)
    check_rows(table, "tsv", by_python(stats("-F", "tsv", "--no-notes", *table.args), "\t"), True)
    full = by_python(stats("-F", "csv", *table.args), ";")
    words(table, "csv", [r[0] for r in full if r])
    check_rows(table, "csv with words", full[2:2 + 1 + len(table.lines())], True)


# ---- the workbook ----

def check_book(table, name):
    stats("-F", "xlsx", "-o", name, *table.args)
    sheet = openpyxl.load_workbook(name).worksheets[0]
    second = list(csv.reader(io.StringIO(subprocess.run(["xlsx2csv", "-i", name], capture_output=True, check=True).stdout.decode())))
    cells = [list(r) for r in sheet.iter_rows()]
    words(table, "xlsx", [r[0].value for r in cells if isinstance(r[0].value, str)])
    words(table, "xlsx2csv", [r[0] for r in second if r])
    n, heads = len(table.grid["columns"]), table.heads
    columns = [bare(c.value) for c in cells[2][heads:heads + n]]
    same("xlsx: columns", columns, [x["label"] for x in table.grid["columns"]])
    second = [r for r in second if any(r)]  # it leaves out what is blank
    for i, (labels, figures) in enumerate(table.lines()):
        row = cells[3 + i]
        assert all(c.data_type in "sn" for c in row), f"{labels}: a formula"
        same("xlsx: labels", [bare(c.value) for c in row[:heads]], labels)
        same(f"xlsx: {labels}", [bare(c.value) if isinstance(c.value, str) else c.value for c in row[heads:heads + n]],
             [f for f, _ in figures])
        other = second[2 + i]
        same("xlsx2csv: labels", [bare(x).strip() for x in other[:heads]], [x.strip() for x in labels])
        same(f"xlsx2csv: {labels}", [number(bare(x), ".") for x in other[heads:heads + n]], [f for f, _ in figures])
        if table.has_behind():
            same(f"xlsx: behind {labels}", [c.value for c in row[heads + n:heads + 2 * n]], [b for _, b in figures])
            same(f"xlsx2csv: behind {labels}", [number(x, ".") for x in other[heads + n:heads + 2 * n]], [b for _, b in figures])


def made():
    """Labels that a format could take for something else, zero and nothing, a missing sum."""
    with open("odd.jsonl", "w", encoding="utf-8") as f:
        for i, owner in enumerate(OWNERS * 40):
            s = {"received": f"{2022 + i % 3}-0{1 + i % 9}-11", "owner": owner, "municipality": ["GM1598", "GM1980"][i % 2], "forms": ["labour"],
                 "estimate": {"max": 5000 * i} if i % 7 else {"min": 1}, "feedback": [{"on": f"{2022 + i % 3}-12-{10 + i % 17}"}] if i % 3 else []}
            f.write(json.dumps(s, ensure_ascii=False) + "\n")
    return "odd.jsonl"


def main():
    nijkerk = registry("nijkerk", "n", "moviera-2018-2021.csv", "moviera.csv")
    hvo = registry("dijk-en-waard", "d", "hvo-2022-2023.csv", "hvo.csv")
    land = registry("nl", "l", "landelijk.csv", "landelijk.csv")
    odd = made()
    tables = [["-p", "nijkerk", "moviera", nijkerk],
              ["-p", "nijkerk", "--percent", "previous", "moviera", nijkerk],
              ["-p", "nijkerk", "--compare", "Moviera", "moviera", nijkerk],
              ["-p", "dijk-en-waard", "hvo-regio", hvo],
              ["-p", "dijk-en-waard", "--totals", "both", "hvo-driehoek", hvo],
              ["-p", "dijk-en-waard", "--compare", "HVO-Querido", "hvo-regio", hvo],
              ["-p", "dijk-en-waard", "-R", "form", "-C", "year,quarter", hvo],
              *[["-p", "nl", f"slachtoffers-{t}", land] for t in ("vorm", "vorm-eenmaal", "melder", "leeftijd-vorm", "geslacht-vorm",
                                                                 "minderjarig", "nederlands", "nationaliteit", "eenheid")],
              ["-p", "nl", "--lang", "en", "--percent", "row", "slachtoffers-melder", land],
              ["-p", "nl", "--compare", "CoMensha", "slachtoffers-vorm", land],
              ["-p", "nl", "-R", "owner", "-C", "year", "--percent", "table", odd],
              ["-p", "dijk-en-waard", "-R", "municipality,measure", "-C", "year", "-m", "signals,estimated-most,feedback-median,open",
               "--from", "2021", "--until", "2025", odd]]
    count = 0
    for i, args in enumerate(tables):
        table = Table(args)
        try:
            check_csv(table)
            check_book(table, f"t{i}.xlsx")
        except AssertionError as e:
            sys.exit(f"sig-stats {' '.join(args)}: {e}")
        count += sum(len(r["cells"]) for r in table.grid["rows"])
    print(f"{len(tables)} tables, {count} cells: all readers agree")


main()
