# SPDX-License-Identifier: EUPL-1.2
"""answer.py table|rows|routes|join|known PROFILE FILE FILE ... - do all files give the same answer?

table: the JSON of sig-stats, or lines of year, municipality, form, count between tabs.
rows:  a registry, or JSON lines of the spreadsheet's cells. Those are turned into what the registry
       ought to hold here, independently of the toolkit, with the labels of the folder PROFILE.
routes: signals with proposals, or lines of id and partners between a tab and blanks.
join:  signals with their police unit.
known: signals with their matches, of which those of persons are looked at that are exact.

The order of rows is nobody's promise, so it is not compared. Names the files that differ; exit 1.
"""
import collections
import csv
import json
import sys


def sheet(profile, name):
    with open(f"{profile}/{name}.csv", encoding="utf-8", newline="") as rows:
        return list(csv.DictReader(rows, delimiter=";"))


# ---- the cross table ----

def table_of_json(grid):
    years = [column["code"] for column in grid["columns"]]
    for row in grid["rows"]:
        if row["labels"][0].get("total"):
            continue
        place, form = (label["code"] for label in row["labels"])
        for year, cell in zip(years, row["cells"]):
            if cell.get("value"):
                yield year, place, form, cell["value"]


def table(path, _):
    with open(path, encoding="utf-8") as f:
        text = f.read()
    if text.startswith("{"):
        return collections.Counter(table_of_json(json.loads(text)))
    lines = (line.split("\t") for line in text.splitlines())
    return collections.Counter((y, place, form, int(n)) for y, place, form, n in lines)


# ---- the import ----

class Labels:
    def __init__(self, profile):
        self.code = {(r["list"], r["nl"]): r["code"] for r in sheet(profile, "codes")}
        self.place = {r["name"]: r["code"] for r in sheet(profile, "municipalities")}

    def of(self, name, label, blank=None):
        return self.code[name, label] if label else blank


def iso(text):
    return "-".join(reversed(text.split("-")))


def of_cells(cell, labels):
    care = cell["Zorgtraject"] == "ja"
    return {
        "received": iso(cell["Datum melding"]),
        "municipality": labels.place[cell["Gemeente"]],
        "reporter": labels.of("reporter-kind", cell["Melder"], "unknown"),
        "forms": [labels.of("form", x.strip(), "unknown") for x in cell["Vorm(en)"].split(";")],
        "sector": labels.of("sector", cell["Sector"]),
        "sex": {"V": "f", "M": "m", "onbekend": "unknown"}[cell["Geslacht"]],
        "age": int(cell["Leeftijd"]) if cell["Leeftijd"] else "unknown",
        "nationalities": [labels.of("country", cell["Nationaliteit"], "unknown")],
        "residence": labels.of("residence", cell["Verblijfsstatus"]),
        "urgency": {"ja": "acute", "nee": "normal"}[cell["Spoed"]],
        "care": "care-coordinator" if care else None,
        "start": iso(cell["Start zorg"]) if cell["Start zorg"] else None,
        "text": cell["Opmerking"] or None,
    }


def of_signal(signal):
    person, care = signal["persons"][0], signal.get("care", [{}])[0]
    return {
        "received": signal["received"],
        "municipality": signal["municipality"],
        "reporter": signal["reporter"]["kind"],
        "forms": signal["forms"],
        "sector": signal.get("sector"),
        "sex": person["sex"],
        "age": person["age"],
        "nationalities": person["nationalities"],
        "residence": person.get("residence"),
        "urgency": signal["urgency"],
        "care": care.get("provider"),
        "start": care.get("start"),
        "text": signal.get("text"),
    }


def rows(path, labels):
    count = collections.Counter()
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if "sig" in row:
                row = of_signal(row)
            else:
                row = of_cells({k: v or "" for k, v in row.items()}, labels)
            count[json.dumps(row, ensure_ascii=False)] += 1
    return count


# ---- the routes ----

def proposed(line):
    if not line.startswith("{"):
        return tuple(line.rstrip("\n").split("\t"))
    signal = json.loads(line)
    return signal["id"], " ".join(sorted(p["to"] for p in signal["proposals"] if p["reasons"]))


def routes(path, _):
    with open(path, encoding="utf-8") as lines:
        return collections.Counter(map(proposed, lines))


# ---- the joins ----

def join(path, _):
    with open(path, encoding="utf-8") as lines:
        signals = (json.loads(line) for line in lines)
        return collections.Counter((s["id"], s["rev"], s.get("police_unit")) for s in signals)


def lists(path, _):
    """The rows of a list, in any order."""
    with open(path, encoding="utf-8", newline="") as file:
        header, *body = csv.reader(file)
        return [header] + sorted(body)


def found(signal):
    return tuple(sorted({str(m.get("signal") or m["row"]) for m in signal["matches"]
                         if m["on"] == "person" and m.get("sure") == "exact"}))


def known(path, _):
    with open(path, encoding="utf-8") as lines:
        signals = (json.loads(line) for line in lines)
        return collections.Counter((s["id"], found(s)) for s in signals)


def main():
    kind = {"table": table, "rows": rows, "routes": routes, "join": join, "lists": lists,
            "known": known}[sys.argv[1]]
    labels = Labels(sys.argv[2])
    first, *others = sys.argv[3:]
    wanted = kind(first, labels)
    bad = 0
    for other in others:
        got = kind(other, labels)
        if got != wanted:
            bad = 1
            print(f"bench: {other} differs from {first}: {(got - wanted).total()} here only, "
                  f"{(wanted - got).total()} there only")
    if not wanted:
        bad = 1
        print(f"bench: {first} holds no answer")
    sys.exit(bad)


main()
