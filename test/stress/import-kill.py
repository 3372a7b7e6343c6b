#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""An import killed at random moments and run again until it is done: always the signals of an
undisturbed import, each row exactly once. Usage: import-kill.py TIMES SECONDS [SEED]."""
import os
import random
import re
import subprocess
import sys
import tempfile
import time

times, most = int(sys.argv[1]), float(sys.argv[2])
seed = int(sys.argv[3]) if len(sys.argv) > 3 else int(time.time())
rnd = random.Random(seed)
ROWS, MOST = 3000, 4
WHOLE = ROWS * 1800  # about the bytes of the registry
MAP = """column;field;values;default;options
;@source;;stress;
{key}Datum;received;;;
Gemeente;municipality;;;
Vorm;forms;;unknown;
Verhaal;text;;;
"""


def rows():
    """Some rows are equal: they stay as many as they are. Some are bad, and rejected each time."""
    yield "Nr;Datum;Gemeente;Vorm;Verhaal"
    for i in range(ROWS):
        if i % 500 == 77:
            yield f"{i};30-02-2024;Nijkerk;;"
        else:
            j = i // 2  # two by two the same, but for the number
            yield f"{i};{1 + j % 28:02}-0{1 + j % 5}-2024;Nijkerk;arbeid;verhaal {j // 3} " + "x" * 1500


def content(path):
    """What the registry did not give, sorted; and every line sealed."""
    with open(path, encoding="utf-8") as f:
        lines = [line for line in f.read().split("\n") if line.endswith("}}")]
    return sorted(re.sub(r'"id":"[^"]*","rev":1,"recorded":"[^"]*",|"(key|content)":"[^"]*"|,"seal":.*', "",
                         line) for line in lines)


def command(registry, map_name):
    return ["sig-add", "-q", "-r", registry, "--csv", "rows.csv", "--map", map_name]


def size(path):
    try:
        return os.stat(path).st_size
    except FileNotFoundError:
        return 0


def wait(p, registry, longest):
    """Until it is to be killed: at a random moment, or when a random part of it is written."""
    until = time.monotonic() + rnd.uniform(0, longest)
    enough = rnd.uniform(size(registry), WHOLE) if rnd.random() < 0.7 else 2 * WHOLE
    if enough < 2 * WHOLE:
        until += longest
    while p.poll() is None and size(registry) <= enough and time.monotonic() < until:
        pass
    p.kill()


def run(registry, map_name, took):
    """One import: killed until it is done, at most MOST times. Returns how often it was killed, how
    often in the middle of what it writes, and what it said."""
    middle = 0
    for tries in range(MOST + 1):
        p = subprocess.Popen(command(registry, map_name), stderr=subprocess.PIPE, text=True)
        if tries < MOST:
            wait(p, registry, took * 1.2)
        said = p.communicate()[1]
        if p.returncode == 1:  # the bad rows
            return tries, middle, said
        if p.returncode != -9:
            sys.exit(f"FAILED: import ended with {p.returncode}: {said[:500]}")
        middle += os.path.exists(registry) and 0 < len(content(registry)) < ROWS - 6
    sys.exit("FAILED: the import never ended")


def sound(registry):
    p = subprocess.run(["sig-check", "-r", registry], capture_output=True, text=True, check=False)
    other = [s for s in p.stderr.splitlines() if not s.endswith("[torn-line]")]
    return p.returncode == 0 and not other, p.stderr


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        with open("rows.csv", "w", encoding="utf-8") as f:
            f.write("\n".join(rows()) + "\n")
        want, took = {}, 0.0
        for name, key in (("keyed.csv", "Nr;@key;;;\n"), ("plain.csv", "")):
            with open(name, "w", encoding="utf-8") as f:
                f.write(MAP.format(key=key))
            start = time.monotonic()
            subprocess.run(command("good." + name, name), capture_output=True, check=False)
            took = max(took, time.monotonic() - start)
            want[name] = content("good." + name)
            if len(want[name]) != ROWS - 6:
                sys.exit(f"FAILED: {len(want[name])} signals of an undisturbed import")
        done = killed = between = 0
        start = time.monotonic()
        while (killed < times or not between) and time.monotonic() - start < most:
            name = rnd.choice(list(want))
            registry = f"r{done}.jsonl"
            tries, middle, said = run(registry, name, took)
            killed, between = killed + tries, between + middle
            good, complaint = sound(registry)
            if content(registry) != want[name] or not good:
                sys.exit(f"FAILED (seed {seed}): {name}, killed {tries} times, "
                         f"{len(content(registry))} signals: {said[-300:]} {complaint[:300]}")
            done += 1
        os.chdir("/")
    print(f"{done} imports of {ROWS} rows, killed {killed} times, {between} of them half-way: "
          "the same signals each time")
    if not between:
        sys.exit("FAILED: no import was killed half-way: nothing was tested")


main()
