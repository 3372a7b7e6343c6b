# SPDX-License-Identifier: EUPL-1.2
"""memory.py WORK SECONDS SEED

Runs commands while the nth request for memory fails (WORK/nth.so), or all from the nth on. Then a
command says so and ends with status 3; or it did without, and what it printed and wrote is what it
prints and writes otherwise. It never ends by a signal, leaves no temporary file, and the registry
holds. Commands that make workbooks are left out: libxlsxwriter does not survive all of it."""

import os
import random
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
EX = str(ROOT / "examples")
WORK = Path(sys.argv[1])
BASE, RUN, COUNT = WORK / "base", WORK / "run", WORK / "count"
LIMIT, SEED = float(sys.argv[2]), int(sys.argv[3])
MOST = 600  # requests of one command that fail

ENV = {
    "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "HOME": str(RUN), "TMPDIR": str(RUN),
    "SIG_TODAY": "2024-06-15", "SIG_PROFILE": "nijkerk", "SIG_BY": "abk",
}

COMMANDS = """
sig-stats -r r.jsonl moviera
sig-stats -r r.jsonl -R municipality,form -C year
sig-stats -r r.jsonl -F csv -R reporter -C year --totals both
sig-stats -r r.jsonl -F tsv -R form --percent row -C year
sig-stats -r r.jsonl -F json -R form -C year -m signals,victims,unique-victims
sig-stats -r r.jsonl -F md -R form -C year --percent previous
sig-stats -r r.jsonl -F svg -R form -C year
sig-stats -r r.jsonl -F svg -R year -C form --lang en
sig-stats -r r.jsonl vormen --release out
sig-stats -l
sig-route r.jsonl
sig-route -F text --explain r.jsonl
sig-enrich -r r.jsonl r.jsonl
sig-enrich --terms -w urgency=acute r.jsonl
sig-export -r r.jsonl -F csv -o out
sig-export -r r.jsonl -F csv --sort received -c id,received,persons.name
sig-export -r r.jsonl -F jsonl --view social
sig-export -r r.jsonl -F text -w 'forms = sexual'
sig-export -r r.jsonl -F csv --per persons
sig-export -r r.jsonl --history NIJ-2018-00001
sig-export -r r.jsonl -F csv --plain --per handoffs
sig-remind --ahead 90 r.jsonl
sig-remind -F csv r.jsonl
sig-remind -F ics r.jsonl
sig-remind -F jsonl --once state.told r.jsonl
sig-check -r r.jsonl --head
sig-check -r r.jsonl
sig-check --map EX/maps/moviera.csv --csv EX/moviera-2018-2021.csv
sig-add -r r.jsonl -s received=2024-03-01 -s municipality=Nijkerk -s forms=labour
sig-add -r r.jsonl EX/signals.jsonl
sig-add -n EX/signals.jsonl
sig-add -r r.jsonl --csv EX/moviera-2018-2021.csv --map EX/maps/moviera.csv
sig-add -r r.jsonl --csv EX/mma-2023.csv --map EX/maps/mma.csv --rejects rejects
sig-add --guess EX/mma-2023.csv
sig-add --form
sig-add --from-form form
sig-amend -r r.jsonl NIJ-2018-00001 close too-little
sig-amend -r r.jsonl NIJ-2018-00001,NIJ-2018-00002 conclude suspicion
sig-amend -r r.jsonl NIJ-2018-00001 handoff moviera --on 2024-06-01
sig-amend -r r.jsonl --csv changes --rejects rejects
sig-enrich -r r.jsonl --ref persons=persons,map=persons.map r.jsonl
sig-export -r r.jsonl --for moviera --ground nameless --key partner.key -F csv -o out
sig-export -r r.jsonl --about @about
sig-stats -F csv vormen --merge part part.two
sig-erase -r r.jsonl --retention -o list
sig-erase -r r.jsonl NIJ-2018-00001 --ground avg-17
"""

FILES = {
    "changes": "id;change;what;on\nNIJ-2018-00001;handoff;moviera;2024-06-01\n"
               "NIJ-2018-00002;conclude;no such;2024-06-01\nNIJ-2018-00003;close;too-little;\n",
    "persons": "Naam;Geboren\nMaria Voorbeeld;1990-01-01\nJan Voorbeeld;1985-05-05\n",
    "persons.map": "column;field;default\n;@list;persons\n;@date;2024-01-01\n;@ground;bench\n"
                   "Naam;persons.name;\nGeboren;persons.born;\n",
    "about": "Maria Voorbeeld\n1990-01-01\n",
}

# What differs from run to run.
CHANGING = re.compile(rb'"(recorded|salt|chain|key|content)":"[^"]*"|DTSTAMP:\S+|\d+:[0-9a-f]{64}'
                      rb'|[0-9a-f]{64}|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ')


# Locks and secrets; what sig-remind told is sorted by hashes with such a secret.
SECRET = (".lock", ".key", ".told")


def masked(content):
    return CHANGING.sub(b"~", content)


def fresh():
    shutil.rmtree(RUN, ignore_errors=True)
    shutil.copytree(BASE, RUN)


def run(command, nth=0, on=False):
    fresh()
    env = dict(ENV, LD_PRELOAD=str(WORK / "nth.so"), NTH_COUNT=str(COUNT))
    if nth:
        env["NTH"] = str(nth)
    if on:
        env["NTH_FROM"] = "1"
    return subprocess.run(command, cwd=RUN, env=env, capture_output=True, timeout=120, check=False,
                          stdin=subprocess.DEVNULL)


def left():
    """What stands in the folder, by name."""
    return {p.name: masked(p.read_bytes()) for p in RUN.iterdir() if p.suffix not in SECRET}


def sound():
    if (RUN / "r.jsonl").read_bytes() == (BASE / "r.jsonl").read_bytes():
        return True
    check = subprocess.run(["sig-check", "-r", "r.jsonl"], cwd=RUN, env=ENV, capture_output=True,
                           check=False)
    return check.returncode == 0 or check.stderr.decode()


def judge(got, good, files):
    """What is wrong, or None."""
    said = got.stderr.decode(errors="replace")
    if got.returncode < 0:
        return f"signal {-got.returncode}"
    if got.returncode == good.returncode:
        if masked(got.stdout) != masked(good.stdout):
            return "other output, without a word"
        if masked(got.stderr) != masked(good.stderr):
            return "other messages: " + said
        if left() != files:
            return "other files, without a word"
    elif got.returncode != 3:
        return f"status {got.returncode}: {said}"
    elif "memory" not in said and "annot allocate" not in said:
        return f"says nothing of memory: {said}"
    if any(".tmp" in p.name for p in RUN.iterdir()):
        return "leaves a temporary file"
    holds = sound()
    return None if holds is True else f"the registry: {holds}"


def make_base():
    BASE.mkdir()
    whole = BASE / "whole.jsonl"
    subprocess.run(["sig-add", "-q", "-r", str(whole), "--csv", f"{EX}/moviera-2018-2021.csv",
                    "--map", f"{EX}/maps/moviera.csv"], env=ENV, capture_output=True, check=True)
    lines = whole.read_bytes().splitlines(keepends=True)
    (BASE / "r.jsonl").write_bytes(b"".join(lines[:50]))
    (BASE / "r.jsonl").chmod(0o600)
    (BASE / "whole.jsonl.key").rename(BASE / "r.jsonl.key")
    whole.unlink()
    (BASE / "whole.jsonl.lock").unlink()
    for name, text in FILES.items():
        (BASE / name).write_text(text)
    for command in ("sig-export --new-key partner.key", "sig-stats -r r.jsonl vormen --release part",
                    "sig-stats -r r.jsonl vormen --release part.two"):
        subprocess.run(command.split(), env=ENV, cwd=BASE, capture_output=True, check=True)
    form = subprocess.run(["sig-add", "--form"], env=ENV, capture_output=True, check=True).stdout
    (BASE / "form").write_bytes(form.replace(b"Datum ontvangst:", b"Datum ontvangst: 1-3-2024"))


def requests(jobs):
    """Every request of every command, or all from it on, in an order that the seed makes; of
    commands with thousands of them, which load a whole profile, some hundreds."""
    dice = random.Random(SEED)
    every = []
    for job in jobs:
        count = job[-1]
        some = range(1, count + 1) if count <= MOST else dice.sample(range(1, count + 1), MOST)
        every += [(job, nth, on) for nth in some for on in (False, True)]
    dice.shuffle(every)
    return every


def main():
    make_base()
    until = time.monotonic() + LIMIT
    runs, bad, jobs = 0, 0, []
    for text in COMMANDS.strip().splitlines():
        command = re.findall(r"'[^']*'|\S+", text.replace("EX", EX))
        command = [word.strip("'") for word in command]
        good = run(command)
        if good.returncode not in (0, 1):
            sys.exit(f"memory: {text}: ends with {good.returncode}: {good.stderr.decode()}")
        jobs.append((text, command, good, left(), int(COUNT.read_text())))
    for job, nth, on in requests(jobs):
        text, command, good, files, count = job
        wrong = judge(run(command, nth, on), good, files)
        runs += 1
        if wrong:
            bad += 1
            which = f"request {nth}{' and on' if on else ''} of {count}"
            print(f"memory: {text}: {which}: {wrong.strip()}")
        if time.monotonic() > until:
            break
    print(f"{len(jobs)} commands, {runs} runs in which memory ran out (seed {SEED}), {bad} wrong")
    sys.exit(1 if bad else 0)


main()
