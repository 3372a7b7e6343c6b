#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Eight writers at once on one registry, killed at random; readers meanwhile never fail.

Some batches are of megabytes, so that a kill also falls in the middle of a write; and a saboteur
leaves the beginning of a line now and then, as a machine that loses its power would.

What a writer printed was acknowledged: it must be in the registry, once, to the byte. All seals
hold, and what a killed writer left behind is named as a notice. Usage: writers.py SECONDS [SEED].
"""
import fcntl
import json
import os
import random
import re
import signal
import struct
import subprocess
import sys
import tempfile
import threading
import time

WRITERS = 8
seconds = float(sys.argv[1])
seed = int(sys.argv[2]) if len(sys.argv) > 2 else int(time.time())
until = time.monotonic() + seconds
lock = threading.Lock()
acknowledged, problems = [], []
count = {"run": 0, "killed": 0, "read": 0}

MAP = "column;field;values;default;options\n;@source;;stress;\nDatum;received;;;\n" \
    "Zaak;case.number;;;\nTekst;text;;;\n"
OFD_SETLKW = 38


def problem(text):
    with lock:
        problems.append(text)


def job(number, kind, rnd):
    """The arguments and standard input of one writer; each signal says which one it is."""
    most = (1, 40, 40, 800)[kind]
    names = [f"{number}-{i}" for i in range(rnd.randint(1, most))]
    if kind == 0:
        return ["-s", "received=2024-03-01", "-s", f"case.number={names[0]}"], "", names
    if kind == 1:
        lines = (json.dumps({"received": "2024-03-01", "case": {"number": n}}) for n in names)
        return ["-"], "".join(line + "\n" for line in lines), names
    words = "tekst " * (1 if kind == 2 else 500)
    rows = "Datum;Zaak;Tekst\n" + "".join(f"01-03-2024;{n};{words}\n" for n in names)
    return ["--csv", "-", "--map", "map.csv"], rows, names


def writer(me):
    rnd = random.Random(seed * 100 + me)
    turn = 0
    while time.monotonic() < until:
        turn += 1
        kind = rnd.choice((0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3))
        args, text, names = job(f"{me}-{turn}", kind, rnd)
        p = subprocess.Popen(["sig-add", "-r", "r.jsonl", "--wait", "60"] + args,
                             stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE, text=True)
        killer = None
        if rnd.random() < 0.5:
            killer = threading.Timer(rnd.expovariate(1 / (0.1 if kind == 3 else 0.02)), p.kill)
            killer.start()
        out, err = p.communicate(text)
        if killer:
            killer.cancel()
        whole = out[:out.rfind("\n") + 1].splitlines()
        with lock:
            count["run"] += 1
            count["killed"] += p.returncode == -signal.SIGKILL
            acknowledged.extend(whole)
        if p.returncode not in (0, -signal.SIGKILL):
            problem(f"writer ended with {p.returncode}: {err}")
        if p.returncode == 0 and len(whole) != len(names):
            problem(f"{len(names)} signals given, {len(whole)} printed: {err}")


def saboteur():
    rnd = random.Random(seed)
    line = b'{"sig":1,"id":"SIG-2024-00001","rev":1,"recorded":"2024-01-01T00:00:00Z","received":"2024'
    while time.monotonic() < until:
        time.sleep(0.3)
        with open("r.jsonl.lock", "r+b") as f:
            fcntl.fcntl(f.fileno(), OFD_SETLKW, struct.pack("hhqqi4x", fcntl.F_WRLCK, 0, 0, 0, 0))
            with open("r.jsonl", "r+b") as r:
                # Behind what a killed writer left, a writer puts a newline before all else.
                r.seek(-1, os.SEEK_END)
                left = r.read(1) != b"\n"
                r.write(b"\n" * left + line[:rnd.randint(1, len(line))])


def reader(command):
    while time.monotonic() < until:
        p = subprocess.run(command, capture_output=True, text=True, check=False)
        with lock:
            count["read"] += 1
        # A line that is being written looks like one that was cut off; nothing else is said.
        said = [s for s in p.stderr.splitlines() if "[torn-line]" not in s]
        if p.returncode != 0 or said:
            problem(f"{command[0]} ended with {p.returncode}: {said[:3]}")
        time.sleep(0.05)


def judge():
    with open("r.jsonl", encoding="utf-8", errors="replace", newline="\n") as f:
        lines = f.read().split("\n")
    seen = {}
    for line in lines:
        seen[line] = seen.get(line, 0) + 1
    for line in acknowledged:
        if seen.get(line) != 1:
            problem(f"acknowledged, and {seen.get(line, 0)} times in the registry: {line[:80]}")
    numbers = re.findall(r'"case":\{"number":"([0-9-]+)"\}[^\n]*"seal":', "\n".join(lines))
    if len(numbers) != len(set(numbers)):
        problem("a signal is there twice")
    sealed = [line.endswith("}}") and '"seal"' in line for line in lines]
    torn = [i + 1 for i, line in enumerate(lines) if line and not sealed[i]]
    p = subprocess.run(["sig-check", "-r", "r.jsonl"], capture_output=True, text=True, check=False)
    named = [int(m) for m in re.findall(r"^sig-check: r\.jsonl:(\d+):.*\[torn-line\]$", p.stderr, re.M)]
    if p.returncode != 0 or named != torn or len(named) != len(p.stderr.splitlines()):
        problem(f"sig-check ended with {p.returncode}; fragments {torn}, named {named}: {p.stderr[:500]}")
    p = subprocess.run(["sig-export", "-c", "id", "-r", "r.jsonl"], capture_output=True, text=True,
                       check=False)
    if p.stdout.count("\n") != sum(sealed) + 1:
        problem(f"{sum(sealed)} sealed lines, {p.stdout.count(chr(10)) - 1} exported")
    return sum(sealed), len(torn)


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        with open("map.csv", "w", encoding="utf-8") as f:
            f.write(MAP)
        subprocess.run(["sig-add", "-q", "-r", "r.jsonl", "-s", "received=2024-03-01"], check=True)
        threads = [threading.Thread(target=writer, args=(i,)) for i in range(WRITERS)]
        threads += [threading.Thread(target=reader, args=(c,)) for c in (
            ["sig-stats", "-R", "year", "-F", "csv", "-r", "r.jsonl"],
            ["sig-export", "-c", "id", "-r", "r.jsonl"])]
        threads.append(threading.Thread(target=saboteur))
        for t in threads:
            t.start()
        for t in threads:
            t.join()
        sealed, torn = judge()
        size = os.path.getsize("r.jsonl")
        os.chdir("/")
    print(f"{count['run']} writers, {count['killed']} killed, {count['read']} readers; "
          f"{len(acknowledged)} acknowledged, {sealed} sealed, {torn} fragments, {size >> 20} MiB")
    for text in problems[:20]:
        print("FAILED:", text)
    if not count["killed"] or not acknowledged or not torn:
        print("FAILED: nobody was killed, nothing acknowledged or nothing torn: nothing was tested")
        problems.append("idle")
    if problems:
        print(f"{len(problems)} problems (seed {seed})")
    return bool(problems)


sys.exit(main())
