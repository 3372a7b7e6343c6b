# SPDX-License-Identifier: EUPL-1.2
"""run.py TABLE ROUTES... - do signals go where the table says? Prints what differs and how many did
as they should; then the rules of the sheets ROUTES (routes.csv) that no signal of the table fires.
The format stands at the top of the table; sig-route must be in PATH."""
import csv
import json
import re
import subprocess
import sys


def blocks(path):
    """name, signal, {profile: expected}, each with its line."""
    words, name, text, wanted, start = {}, None, "", {}, 0
    with open(path, encoding="utf-8") as f:
        for number, line in enumerate(f, 1):
            line = line.rstrip("\n")
            macro = re.match(r"(@\w+) = (.*)", line)
            want = re.match(r"([a-z-]+):(.*)", line)
            if macro:
                words[macro[1]] = macro[2].split()
            elif line.startswith("= "):
                if name:
                    yield start, name, text, wanted
                name, text, wanted, start = line[2:], "", {}, number
            elif want:
                parts = [words.get(w, [w]) for w in want[2].split()]
                wanted[want[1]] = {w for part in parts for w in part}
            elif name and not line.startswith("#"):
                text += line
    yield start, name, text, wanted


def seen(proposal):
    """A proposal as the table writes it."""
    text = proposal["to"]
    if proposal["certain"] == "no":
        unknown = []
        for reason in proposal["reasons"]:
            unknown += [u for u in reason["unknown"] if u not in unknown]
        text += "?" + ",".join(unknown)
    if "override" in proposal:
        text += "!" + proposal["override"]["choice"]
    return text


def main(table, *sheets):
    rows, fired = list(blocks(table)), set()
    good = total = 0
    for profile in ("nl", "nijkerk", "dijk-en-waard"):
        mine = [row for row in rows if profile in row[3]]
        signals = "".join(json.dumps(json.loads(row[2])) + "\n" for row in mine)
        out = subprocess.run(["sig-route", "-p", profile, "-"], input=signals, text=True,
                             capture_output=True, check=True).stdout.splitlines()
        assert len(out) == len(mine)
        for (line, name, _, wanted), got in zip(mine, out):
            proposals = json.loads(got)["proposals"]
            fired |= {reason["rule"] for p in proposals for reason in p["reasons"]}
            got, want = {seen(p) for p in proposals}, wanted[profile]
            total += 1
            good += got == want
            if got != want or len(got) != len(proposals):
                print(f"line {line}, {profile}: {name}\n  missing: {' '.join(sorted(want - got))}"
                      f"\n  not expected: {' '.join(sorted(got - want))}")
    print(f"{good} of {total} as expected" if good < total else "all as expected"
          if total >= 80 else f"only {total} rows")
    for sheet in sheets:
        with open(sheet, encoding="utf-8", newline="") as f:
            for row in csv.DictReader(f, delimiter=";"):
                if row["route"] not in fired:
                    print(f"{sheet}: no signal fires {row['route']}")


main(*sys.argv[1:])
