# SPDX-License-Identifier: EUPL-1.2
"""partners.py ROOT PROFILE... - what comes out of `sig-export --for` for every row of the profile's
own partners.csv, in every form, a row a signal and a row an element of each list, against oracle.py; that no token is in a message, the log or a file name; and that the log says
what was given: which signals, which fields, how many bytes of which hash."""
import csv
import hashlib
import json
import os
import re
import subprocess
import sys
import zipfile

import openpyxl

import oracle
import planted

TOKEN = re.compile(r"\btok\d{6}\b|\b7\d{6}\b")
PSEUDONYM = re.compile(r"S[0-9a-f]{32}")


def export(name, row, form, more):
    words = ["sig-export", "-p", name, "--for", row["partner"], "--ground", row["ground"],
             "-F", form, "--by", "tester", "--log", "given.log"] + more + ["planted.jsonl"]
    return subprocess.run(words, capture_output=True, text=True, check=False)


def tokens(text):
    return set(TOKEN.findall(text))


def take_pseudonyms(receiver, got):
    """They are there where they have to be, and no two persons have one."""
    found = [p.pop("pseudonym", None) for s in got for p in s.get("persons", [])]
    if receiver.persons == "pseudonym":
        assert all(f and PSEUDONYM.fullmatch(f) for f in found)
        assert len(set(found)) == len(found)
    else:
        assert not any(found)


def check_log(receiver, want, raw, form):
    """The two lines that this run added: begun with what was given, and done."""
    with open("given.log", encoding="utf-8") as file:
        text = file.read()
    begun, done = [json.loads(line) for line in text.splitlines()[-2:]]
    assert not tokens(text)
    assert (begun["event"], done["event"]) == ("begun", "done") and done["of"] == begun["seal"]["n"]
    assert begun["ids"] == [s["id"] for s in want] and begun["signals"] == len(want)
    assert begun["revs"] == [s["rev"] for s in want]
    assert (begun["to"], begun["ground"], begun["by"], begun["form"]) == \
        (receiver.row["partner"], receiver.row["ground"], "tester", form)
    assert begun["bytes"] == len(raw)
    with open("given.log.key", encoding="ascii") as file:
        key = bytes.fromhex(file.read())
    assert begun["mac"] == hashlib.blake2b(raw, digest_size=32, key=key).hexdigest()
    return begun


def check_json(receiver, signals, run, handing):
    want = [receiver.reduce(s) for s in signals if receiver.takes(s, handing)]
    got = oracle.lines(run.stdout)
    take_pseudonyms(receiver, got)
    assert got == want, receiver.row
    taken = [s for s in signals if receiver.takes(s, handing)]
    begun = check_log(receiver, taken, run.stdout.encode(), "jsonl")
    fields = set(receiver.leaves)
    if receiver.persons == "pseudonym":
        fields.add("persons.pseudonym")
    assert set(begun["fields"]) == fields, (receiver.row, fields ^ set(begun["fields"]))
    return want


def check_book(receiver, taken, name, row, more):
    """A workbook: the tokens of the CSV file and no other in any of its parts, in the same cells."""
    text = export(name, row, "csv", more)
    run = export(name, row, "xlsx", more + ["-o", "list.xlsx"])
    assert text.returncode == run.returncode == 0 and not tokens(run.stderr), (run.stderr, row)
    with open("list.xlsx", "rb") as file:
        begun = check_log(receiver, taken, file.read(), "xlsx")
    with zipfile.ZipFile("list.xlsx") as book:
        parts = "".join(book.read(n).decode() for n in book.namelist())
    assert tokens(parts) == tokens(text.stdout), row
    sheet = openpyxl.load_workbook("list.xlsx").worksheets[0]
    cells = [[c for v in r for c in sorted(tokens(str(v)))] for r in sheet.iter_rows(values_only=True)]
    rows = csv.reader(text.stdout.splitlines(), delimiter=";")
    assert cells == [[c for v in r for c in sorted(tokens(v))] for r in rows], row
    return begun


def check_per(receiver, table, signals, name, row, more):
    """A row for each element: what the oracle leaves of it, under the signal's number and date."""
    given = 0
    for group, words in table.items():
        if not words.startswith("list of groups") or "." in group or "derived" in words:
            continue
        per = more + ["--per", group]
        size = os.path.getsize("given.log")
        run = export(name, row, "jsonl", per)
        if not any(p.startswith(group + ".") for p in receiver.leaves):
            assert run.returncode == 2 and not run.stdout, (group, row)
            assert os.path.getsize("given.log") == size
            continue
        assert run.returncode == 0 and not tokens(run.stderr), run.stderr
        taken, want = [], []
        for s in [s for s in signals if receiver.takes(s, True)]:
            seen = receiver.reduce(s)
            head = {k: seen[k] for k in ("id", "received") if k in seen}
            want += [dict(head, **{group: [e]}) for e in seen.get(group, [])]
            taken += [s] if seen.get(group) else []
        got = oracle.lines(run.stdout)
        take_pseudonyms(receiver, got)
        assert got == want, (group, row)
        assert check_log(receiver, taken, run.stdout.encode(), "jsonl")["per"] == group
        assert check_book(receiver, taken, name, row, per)["per"] == group
        given += len(want)
    return given


class Form:
    """A partner's layout, as sig-profile(5) describes it."""

    def __init__(self, profile, table, codes, name):
        self.columns = [r for r in profile.layouts if r["layout"] == name]
        self.table, self.codes = table, codes
        self.by_person = any(c["field"].startswith("persons.") for c in self.columns)

    def values(self, value, keys):
        if isinstance(value, list):
            return [v for one in value for v in self.values(one, keys)]
        if not keys:
            return [value]
        return self.values(value[keys[0]], keys[1:]) if keys[0] in value else []

    def word(self, column, value):
        known = dict(reversed(p.split("=")) for p in oracle.parts(column["values"]))
        words = re.match(r"(?:list of )?codes? of ([a-z0-9-]+)", self.table[column["field"]])
        if str(value) in known:
            return known[str(value)]
        if words and column["form"] == "words":
            return self.codes.get((words[1], value), str(value))
        return str(value)

    def cell(self, column, signal, person):
        keys = column["field"].split(".")
        if column["field"] == "persons":
            return str(len(signal["persons"])) if signal.get("persons") else ""
        of = (person or {}, keys[1:]) if keys[0] == "persons" else (signal, keys)
        return ", ".join(self.word(column, v) for v in self.values(*of))

    def rows(self, signals):
        for s in signals:
            persons = (s.get("persons") or [None]) if self.by_person else [None]
            for p in persons:
                yield [self.cell(c, s, p) for c in self.columns]


def check_form(form, receiver, want, run):
    got = list(csv.reader(run.stdout.splitlines(), delimiter=";"))
    assert got[0] == [c["column"] for c in form.columns]
    blank = [i for i, c in enumerate(form.columns) if c["field"] == "persons.pseudonym"]
    expected = list(form.rows(want))
    assert len(got) == len(expected) + 1
    for g, w in zip(got[1:], expected):
        for i in blank:
            assert bool(PSEUDONYM.fullmatch(g[i])) == (receiver.persons == "pseudonym") or not g[i]
            g[i] = ""
        assert g == w, (receiver.row, g, w)


def check_row(root, name, profile, table, signals, row, codes):
    receiver = oracle.Receiver(profile, table, row)
    key = f"{row['partner']}.key"
    if receiver.persons == "pseudonym" and not os.path.exists(key):
        subprocess.run(["sig-export", "--new-key", key], check=True)
    more = ["--key", key] if receiver.persons == "pseudonym" else []
    for handing in ([], ["--hand-over", "-w", "received is present"]):
        run = export(name, row, "jsonl", more + handing)
        assert run.returncode == 0 and not tokens(run.stderr), run.stderr
        want = check_json(receiver, signals, run, bool(handing))
    allowed = tokens(json.dumps(want))
    for form in ("csv", "text"):
        run = export(name, row, form, more + handing)
        assert run.returncode == 0 and tokens(run.stdout) <= allowed, (row, form)
        taken = [s for s in signals if receiver.takes(s, True)]
        check_log(receiver, taken, run.stdout.encode(), form)
        if row.get("layout") and form == "csv":
            check_form(Form(profile, table, codes, row["layout"]), receiver, want, run)
        elif form == "csv":
            assert tokens(run.stdout) == allowed, (row, allowed - tokens(run.stdout))
    assert "per" not in check_book(receiver, taken, name, row, more + handing)
    assert check_per(receiver, table, signals, name, row, more + handing) > 20
    return len(want), len(allowed)


def check(root, name):
    profile, table = oracle.Profile(root, name), oracle.field_table(root)
    planter = planted.Planter(table, profile)
    partners = sorted({row["partner"] for row in profile.partners})
    signals = planted.plant(planter, partners)
    codes = {(r["list"], r["code"]): r["nl"] for r in profile.sheet("codes", ["list", "code"])}
    with open("planted.jsonl", "w", encoding="utf-8") as file:
        file.writelines(json.dumps(s) + "\n" for s in signals)
    for row in oracle.read(f"{root}/lib/profile/{name}/partners.csv"):
        count, seen = check_row(root, name, profile, table, signals, row, codes)
        assert 20 < count < len(signals) and 100 < seen < planter.count
        print(f"{name}: {row['partner']}, {row['ground']}")
    assert not any(TOKEN.search(f) for f in os.listdir("."))


root_folder = planted.own_folder(sys.argv[1])
for profile_name in sys.argv[2:]:
    check(root_folder, profile_name)
