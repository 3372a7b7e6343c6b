# SPDX-License-Identifier: EUPL-1.2
"""relations.py SECONDS [SEED] - tables that must hang together, whatever the right figures are:
order of lines, several files, threads, one signal more, year and year, two classes made one."""
import json
import os
import random
import subprocess
import sys
import tempfile
import time

import draw as drawing

MEASURES = ["signals", "meldingen", "victims", "handed-off", "closed", "feedback"]
DIMS = ["form", "reporter-kind", "sex", "municipality", "police-unit", "nationality", "age-class", "owner"]


def table(lines, args, files=1, to_file=True):
    """The bytes of the table in JSON."""
    with tempfile.TemporaryDirectory() as folder:
        names = [f"{folder}/{i}" for i in range(files)]
        for i, name in enumerate(names):
            with open(name, "w", encoding="utf-8") as f:
                f.writelines(x + "\n" for x in lines[i::files])
        stdin = None if to_file else "".join(x + "\n" for x in lines)
        p = subprocess.run(["sig-stats", "-p", "nijkerk", "-F", "json", *args, *(names if to_file else [])], input=stdin,
                           capture_output=True, check=False, encoding="utf-8")
        assert p.returncode < 2, p.stderr
        return p.stdout


def figures(text):
    grid = json.loads(text)
    return {(*(x["code"] for x in row["labels"]), column["code"]): cell["value"]
            for row in grid["rows"] for column, cell in zip(grid["columns"], row["cells"])
            if cell.get("value")}


def plus(a, b):
    both = {k: a.get(k, 0) + b.get(k, 0) for k in a.keys() | b.keys()}
    return {k: n for k, n in both.items() if n}


def renamed(lines, path, old, new):
    out = []
    for x in lines:
        s = json.loads(x)
        at = s
        for name in path[:-1]:
            at = at.get(name, {})
        if at.get(path[-1]) == old:
            at[path[-1]] = new
        out.append(json.dumps(s))
    return out


def once(draw):
    """Lines with one revision each."""
    return [drawing.line(draw, {"id": f"N-{i}", "rev": 1, **drawing.signal(draw)}) for i in range(draw.choice([5, 50, 200]))]


def order(draw, lines, args):
    amended = drawing.registry(draw, 60)
    mixed = draw.sample(amended, len(amended))
    assert table(amended, args, to_file=False) == table(mixed, args, to_file=False), "order of a stream"
    assert table(amended, args) == table(amended, args, to_file=False), "file and stream"
    assert table(lines, args) == table(draw.sample(lines, len(lines)), args), "order of a file"


def splitting(draw, lines, args):
    assert table(lines, args) == table(lines, args, files=draw.randint(2, 5)), "several files"


def threads(_, lines, args):
    text = [x for i in range(6000 // len(lines)) for x in (y.replace('"N-', f'"N-{i}x') for y in lines)]
    one = table(text, [*args, "--threads", "1"])
    assert one == table(text, [*args, "--threads", "4"]) == table(text, [*args, "--threads", "2"]), "threads"


def in_parts(draw, lines, args):
    """Shards of a registry whose revisions are spread over them; releases of whole registries."""
    amended = drawing.registry(draw, 80)
    at = args.index("-m")
    args = args[:at] + args[at + 2:]
    if draw.random() < .4:
        args[1] = draw.choice(["nationality:top2,sex", "form:top1", "municipality:top2,form:top2"])
    with tempfile.TemporaryDirectory() as folder:
        key = f"{folder}/key"
        with open(os.open(key, os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="ascii") as f:
            f.write("5a" * 32 + "\n")
        more = [*args, "-m", ",".join(draw.sample(["unique-victims", "feedback-median", "open", "estimated-most", "signals"], 2))]
        shards = [f"{folder}/{i}" for i in range(draw.randint(1, 4))]
        for name in shards:
            part = [x for x in amended if random.Random(x + folder).randrange(len(shards)) == shards.index(name)]
            table(part, [*more, "--key", key, "--shard", name], to_file=False)
            assert os.stat(name).st_mode & 0o777 == 0o600, "mode"
        draw.shuffle(shards)
        merged = table([], [*more, "--key", key, "--merge", *shards], files=0)
        assert merged == table(amended, more, to_file=False), "shards"
        more = [*args, "-m", "signals,feedback-p90,estimated-least"]
        names = [f"{folder}/r{i}" for i in range(3)]
        for i, name in enumerate(names):
            table(lines[i::3], [*more, "--release", name])
        assert table([], [*more, "--merge", *names], files=0) == table(lines, more), "releases"


def adding(draw, lines, args):
    more = drawing.line(draw, drawing.signal(draw))
    assert figures(table([*lines, more], args)) == plus(figures(table(lines, args)), figures(table([more], args))), "one more"


def years(_, lines, args):
    a, b, both = (figures(table(lines, [*args, "--from", x, "--until", y]))
                  for x, y in (("2021", "2021"), ("2022", "2022"), ("2021", "2022")))
    assert plus(a, b) == both, "year and year"


def merging(_, lines, args):
    m = args[args.index("-m") + 1]
    for dim, path, a, b in (("reporter-kind", ["reporter", "kind"], "police", "kmar"), ("owner", ["owner"], "Zoë", "team 1")):
        before = figures(table(lines, ["-R", dim, "-m", m]))
        after = figures(table(renamed(lines, path, a, b), ["-R", dim, "-m", m]))
        assert after.get((b, m), 0) == before.get((a, m), 0) + before.get((b, m), 0) and (a, m) not in after, f"merged {dim}"
    assert figures(table(lines, args)) == figures(table(renamed(lines, ["municipality"], "GM0398", "GM1980"), args)), "GM0398"


def main():
    end, seed, held = time.monotonic() + float(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1, 0
    while time.monotonic() < end:
        draw = random.Random(seed)
        lines = once(draw)
        args = ["-R", ",".join(draw.sample(DIMS, draw.randint(1, 2))), "-m", draw.choice(MEASURES),
                "--totals", draw.choice(["none", "both"]), "--classes", draw.choice(["multiple", "exclusive"])]
        for relation in (order, splitting, in_parts, adding, years, merging, *([threads] if seed % 5 == 1 else [])):
            try:
                relation(draw, lines, args)
            except AssertionError as e:
                sys.exit(f"seed {seed}: {' '.join(args)}: {e}")
            held += 1
        seed += 1
    print(f"{held} relations hold")


main()
