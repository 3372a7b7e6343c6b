# SPDX-License-Identifier: EUPL-1.2
"""property.py [FILE ...] - sig-enrich changes nothing but what it adds.

Of lines made at random, odd in every way that JSON allows, and of those in FILEs: what comes out is
the line that went in, with members put before its closing brace; where members of these names stood
already, the others are the same bytes in the same order; the output fed again stays as it is; and it
is the same with one thread and with several, from a file and from a pipe. Each run looks in a
registry and in a list too, and for terms. Prints what was wrong, at most the number of its line; then "done".
"""
import json
import random
import subprocess
import sys

OWN = {"region", "safety_region", "police_unit", "coordinator", "responsible", "minor", "space",
       "matches", "terms"}
LINES = 3000
rnd = random.Random(4)


def enrich(*args, text=None):
    run = subprocess.run(["sig-enrich", "-p", "nijkerk", *args], input=text, check=False,
                         capture_output=True)
    if run.returncode or run.stderr:
        print(run.returncode, run.stderr.decode())
    return run.stdout


# ---- lines ----

def space():
    return rnd.choice(["", "", "", " ", "  ", "\t", " \r "])


def text():
    return '"' + "".join(rnd.choice(["a", "Jan ", "\\u00e9", "é", "\\/", "\\\"", "\\\\", "}", "{", ",",
                                     ":", "日", "\\ud83d\\ude00", "'", "]"])
                         for _ in range(rnd.randrange(6))) + '"'


def number():
    return rnd.choice(["0", "-0", "1.50", "1e400", "12345678901234567890", "3.0E-2", "7"])


def value(depth=0):
    kind = rnd.randrange(6 if depth < 3 else 4)
    if kind == 0:
        return number()
    if kind == 1:
        return rnd.choice(["true", "false", "null"])
    if kind < 4:
        return text()
    inside = [value(depth + 1) for _ in range(rnd.randrange(4))]
    if kind == 4:
        return "[" + space() + (space() + "," + space()).join(inside) + space() + "]"
    names = rnd.sample(["matches", "a", "region", "b", "\\u0061b", "minor"], len(inside))
    return "{" + ",".join(f'{space()}"{n}"{space()}:{space()}{v}'
                          for n, v in zip(names, inside)) + space() + "}"


def known():
    """A member that is looked at, sound or not."""
    name = rnd.choice(["Jan de Vries", "Vries, J. de", "Anna Bakker", "Ånna  B\\u0061kker", ""])
    return rnd.choice([
        ("persons", f'[{{"name":"{name}","born":"1990-05-0{rnd.randrange(1, 6)}"}}]'),
        ("places", f'[ {{"role":"found","municipality":"GM0267","postcode":"3861AB","number":'
                   f'{rnd.choice(["12", "12.0", "0", "-3"])}}} ]'),
        ("places", '[{"role":"found","area":48}]'), ("estimate", '{"min":4,"max":4}'),
        ("municipality", rnd.choice(['"GM0267"', '"GM1980"', '"unknown"', '"GM0398"', "7"])),
        ("received", rnd.choice(['"2024-01-02"', '"2023"', '"2023-02-31"', "[]"])),
        ("contacts", '[{"kind":"phone","value":"06-12345678"},{"value":"@jan"}]'),
        ("organisations", '[{"name":"Kwekerij B.V.","kvk":"01234567"}]'),
        ("vehicles", '[{"plate":"AB-12-CD"},{},7]'), ("id", '"NIJ-2023-00001"'),
        ("persons", value()), ("restricted", '"yes"')])


def line(stale):
    members = {}
    for _ in range(rnd.randrange(9)):
        name, v = known() if rnd.randrange(2) else (rnd.choice("uvwxyz") + str(rnd.randrange(99)),
                                                    value())
        members[name] = v
    if stale:
        for name in rnd.sample(sorted(OWN), rnd.randrange(1, 4)):
            members[name] = value()
    order = list(members.items())
    rnd.shuffle(order)
    inside = (space() + ",").join(f'{space()}"{n}"{space()}:{space()}{v}' for n, v in order)
    return space() + "{" + inside + space() + "}" + space()


# ---- what must hold ----

def top_members(s):
    """The members of the outermost object as they are written, name to bytes, in order."""
    depth, quoted, begin, i, found = 0, False, 0, 0, []
    for i, c in enumerate(s):
        if quoted:
            quoted = c != '"' or escaped
            escaped = c == "\\" and not escaped
            continue
        quoted, escaped = c == '"', False
        if c in "{[":
            depth += 1
            begin = i + 1 if depth == 1 else begin
        if depth == 1 and c in ",}":
            found.append(s[begin:i].strip())
            begin = i + 1
        depth -= c in "}]"
    return [(json.loads(m[:m.index('"', 1) + 1]), m) for m in found if m]


def check(lines, out, stale):
    got = out.decode().split("\n")[:-1]
    if len(got) != len(lines):
        print("lines:", len(lines), len(got))
    for i, (a, b) in enumerate(zip(lines, got), 1):
        json.loads(b)
        close = a.rindex("}")
        tail = len(a) - close
        kept = stale or (b[:close] == a[:close] and b[len(b) - tail:] == a[close:])
        if not kept or ([m for m in top_members(a) if m[0] not in OWN] !=
                        [m for m in top_members(b) if m[0] not in OWN]):
            print("changed: line", i)
        names = [m[0] for m in top_members(b)]
        if len(names) != len(set(names)):
            print("a name twice: line", i)


def prove(lines, stale, *where):
    data = "".join(s + "\n" for s in lines).encode()
    with open("lines.jsonl", "wb") as f:
        f.write(data)
    for options in (), where:
        out = enrich(*options, "--all-revisions", "--threads", "1", "lines.jsonl")
        check(lines, out, stale)
        if out != enrich(*options, text=data):
            print("from a pipe it differs", options)
        for threads in "1", "3":
            with open("again.jsonl", "wb") as f:
                f.write(out)
            if out != enrich(*options, "--all-revisions", "--threads", threads, "again.jsonl"):
                print("fed again it differs", options)


def main():
    where = ["--terms", "-r", "known.jsonl", "--ref", "persons=list.csv,map=map.csv"]
    for stale in False, True:
        prove([line(stale) for _ in range(LINES)], stale, *where)
    for name in sys.argv[1:]:
        with open(name, encoding="utf-8") as f:
            prove(f.read().split("\n")[:-1], False, *where)
    print("done")


main()
