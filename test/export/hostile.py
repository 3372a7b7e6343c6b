# SPDX-License-Identifier: EUPL-1.2
"""hostile.py - texts that break spreadsheets, through sig-add, a registry, sig-export in every form, two
readers that are not ours each, and back: the same text, and no cell that a spreadsheet would run.
Runs in an empty folder with the commands in PATH; prints what it did and every difference."""
import csv
import io
import json
import random
import re
import subprocess
import sys

import openpyxl

csv.field_size_limit(1 << 24)
FORMULA = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"
PIECES = ["=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20", "'", '"', ";", ",",
          " ", "\u00a0", "\u200f", "\u202e", "\u2066", "é", "e\u0301", "ß", "Ǆ", "ﬁ", "中", "😀", "👩‍👩‍👧", "\u0001",
          "\u001b[31m", "\u007f", "\u0085", "\u2028", "\ufeff", "\ufffe", "\uffff", "\U0001ffff", "_x0041_", "_x005F_",
          "<b>", "&amp;", "]]>", "{", "[1]", "null", "1-5", "007", "1e5", "TRUE", "cmd|' /C calc'!A0",
          "HYPERLINK(\"http://x\")", "\\", "\\n", "%0A", "${x}", "sig:line"]


def texts():
    rng = random.Random(7)
    made = [p for p in PIECES] + [p + "1+1" for p in PIECES] + ["a" + p for p in PIECES] + [p + p for p in PIECES]
    made += ["''" + p + "x" for p in PIECES] + ["", " ", "  blank at both ends  ", '""', '"x"']
    while len(made) < 620:
        made.append("".join(rng.choice(PIECES) for _ in range(rng.randint(2, 9))))
    made += ["x" * 32767, "😀" * 16000, "'=" * 16000]
    return made


LONG = ["y" * 32768 + "\n=end", "é" * 30000 + "=" * 5000, "a" + "😀" * 16384]


def signals(made):
    for i, t in enumerate(made):
        s = {"received": "2024-01-%02d" % (i % 28 + 1), "owner": t[:20] if len(t.encode()) < 60 else "o",
             "text": t}
        short = t if len(t.encode()) <= 200 else "n"
        s["persons"] = [{"roles": ["victim"], "name": short}, {"roles": ["witness"], "name": "B" + short[:40]}]
        s["steps"] = [{"step": "receipt", "on": "2024-02-01", "because": short}]
        yield s


def run(*command, status=0, stdin=None):
    done = subprocess.run(command, input=stdin, capture_output=True, check=False)
    if done.returncode != status:
        print("ended with", done.returncode, command, done.stderr.decode()[:300])
    return done.stdout


def lines(data):
    return [json.loads(x) for x in data.decode("utf-8").split("\n") if x]


def same(what, want, got):
    wrong = [i for i, (a, b) in enumerate(zip(want, got)) if a != b]
    if len(want) != len(got) or wrong:
        print("%s: %d of %d, different: %s" % (what, len(got), len(want), wrong[:9]))
        for i in wrong[:2]:
            print("   %.120r\n   %.120r" % (want[i], got[i]))
    else:
        print("%s: %d the same" % (what, len(want)))


def harmless(what, cells):
    """No cell begins a formula, unless it is a number."""
    bad = [c for c in cells if c and c[0] in FORMULA and not re.fullmatch(r"[-+]?[0-9.,]+", c)]
    print("%s: %d cells a spreadsheet would run%s" % (what, len(bad), "".join(" %.40r" % c for c in bad[:3])))


def unguard(cell):
    bare = cell.lstrip("'")
    return cell[1:] if cell[:1] == "'" and bare[:1] and bare[0] in FORMULA else cell


def rows(data, delimiter):
    return list(csv.reader(io.StringIO(data.decode("utf-8"), newline=""), delimiter=delimiter, strict=True))


def unescape(text):
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda m: chr(int(m.group(1), 16)), text or "")


def cells_of(path):
    out = []
    for row in openpyxl.load_workbook(path).worksheets[0].iter_rows():
        if any(c.data_type == "f" for c in row):
            print("%s: a formula" % path)
        out.append([unescape(c.value) if isinstance(c.value, str) else "" if c.value is None else str(c.value)
                    for c in row])
    return out


def content(s):
    return {k: v for k, v in s.items() if k not in ("id", "rev", "recorded", "by", "sig", "seal")}


def main():
    made = texts()
    given = list(signals(made))
    with open("in.jsonl", "w", encoding="utf-8") as f:
        f.writelines(json.dumps(s, ensure_ascii=i % 2 == 0) + "\n" for i, s in enumerate(given))
    run("sig-add", "-q", "-r", "r.jsonl", "in.jsonl")
    stored = lines(run("sig-export", "-F", "jsonl", "r.jsonl"))
    same("registry", given, [content(s) for s in stored])

    for form, options, delimiter in (("csv", [], ";"), ("csv", ["--excel"], ";"), ("tsv", [], "\t")):
        data = run("sig-export", "-F", form, "-c", "id,text,persons.name", *options, "r.jsonl")
        name = " ".join([form] + options)
        if options and not data.startswith(b"\xef\xbb\xbf"):
            print("no mark")
        table = rows(data.removeprefix(b"\xef\xbb\xbf"), delimiter)[1:]
        harmless(name, [c for r in table for c in r])
        same(name, made, [unguard(r[1]) for r in table])
    data = run("sig-export", "--no-guard", "-c", "id,text", "r.jsonl")
    same("csv --no-guard", made, [r[1] for r in rows(data, ";")[1:]])
    names = [p["name"] for s in given for p in s["persons"]]
    data = run("sig-export", "--per", "persons", "-c", "persons.name", "r.jsonl")
    same("csv --per persons", names, [unguard(r[0]) for r in rows(data, ";")[1:]])

    for form, delimiter in (("csv", ","), ("tsv", "\t")):
        data = run("sig-export", "--plain", "-F", form, "r.jsonl")
        harmless("plain " + form, [c for r in rows(data, delimiter) for c in r])
        back = lines(run("sig-add", "--csv", "-", "--map", "@plain", stdin=data))
        same("plain " + form, given, [content(s) for s in back])

    run("sig-export", "-F", "xlsx", "-c", "id,text", "-o", "w.xlsx", "r.jsonl")
    same("xlsx", made, [r[1] for r in cells_of("w.xlsx")[1:]])
    # xlsx2csv drops blanks and line ends, and of very long texts the beginning.
    second = rows(run("xlsx2csv", "w.xlsx"), ",")[1:]
    blank = r"[\s\x00-\x20\x7f-\xa0\ufeff]"
    same("xlsx, second reader", [re.sub(blank, "", t) for t in made if len(t) < 5000],
         [re.sub(blank, "", unescape(r[1])) for r in second[:-3]])
    run("sig-export", "--plain", "-F", "xlsx", "-o", "p.xlsx", "r.jsonl")
    again = io.StringIO(newline="")
    csv.writer(again, quoting=csv.QUOTE_ALL).writerows(cells_of("p.xlsx"))
    back = lines(run("sig-add", "--csv", "-", "--map", "@plain", stdin=again.getvalue().encode("utf-8")))
    same("plain xlsx", given, [content(s) for s in back])

    with open("long.jsonl", "w", encoding="utf-8") as f:
        f.writelines(json.dumps(s) + "\n" for s in signals(LONG))
    run("sig-export", "-F", "xlsx", "-c", "received,text", "-o", "l.xlsx", "long.jsonl", status=1)
    print("long, refused: %d rows" % (len(cells_of("l.xlsx")) - 1))
    run("sig-export", "-F", "xlsx", "--split", "-c", "received,text", "-o", "l.xlsx", "long.jsonl")
    parts = {}
    for day, text in cells_of("l.xlsx")[1:]:
        parts[day] = parts.get(day, "") + text
    same("long, split", LONG, list(parts.values()))
    return 0


sys.exit(main())
