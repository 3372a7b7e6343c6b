#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Many amendments of the same fifty signals at the same moment, some of them killed.

Each process adds feedback by somebody with a name of its own, or changes the owner to such a name
when nobody else did since a revision that it looked at (--base-rev). Afterwards: every addition
that was acknowledged is there, once, in the newest revision; every owner that was acknowledged was
owner, and nobody was put in the place of an owner that its author had not seen; every refusal was
a conflict, and a true one; a killed process left a whole change or none. Usage: amend.py N [SEED].
"""
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time

SIGNALS = 50
many = int(sys.argv[1])
seed = int(sys.argv[2]) if len(sys.argv) > 2 else int(time.time())
rnd = random.Random(seed)
problems = []


def run(*args, **kw):
    return subprocess.run(args, capture_output=True, text=True, **kw)


def prepare():
    lines = "".join('{"received":"2024-03-01","owner":"first"}\n' for _ in range(SIGNALS))
    p = run("sig-add", "-q", "-r", "r.jsonl", input=lines)
    if p.returncode:
        sys.exit(f"amend: sig-add: {p.stderr}")
    with open("r.jsonl", encoding="utf-8") as f:
        return [json.loads(line)["id"] for line in f]


def start(number, ids):
    """One process: what it does, to which signal, and the moment at which it is killed."""
    name, sig = f"w{number}", rnd.choice(ids)
    job = {"name": name, "id": sig, "owner": rnd.random() < 0.5, "base": rnd.choice((1, 1, 2, 3))}
    args = ["sig-amend", "-q", "-r", "r.jsonl", "--wait", "600", "--threads", "1", sig]
    if job["owner"]:
        args += ["-s", f"owner={name}", "--base-rev", str(job["base"])]
    else:
        args += ["feedback", "--on", "2024-03-02", "--taken-by", name]
    job["p"] = subprocess.Popen(args, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    if rnd.random() < 0.2:
        job["kill"] = threading.Timer(rnd.random() * many / 200, job["p"].kill)
        job["kill"].start()
    return job


def history():
    """All revisions of each signal, in the order of the file."""
    revs = {}
    with open("r.jsonl", encoding="utf-8") as f:
        for line in f:
            try:
                r = json.loads(line)
            except ValueError:
                continue  # the rest of a write that was cut off: sig-check looks at those
            revs.setdefault(r["id"], []).append(r)
    for sig, chain in revs.items():
        if [r["rev"] for r in chain] != list(range(1, len(chain) + 1)):
            problems.append(f"{sig}: revisions do not follow each other")
    return revs


def owner(chain, rev):
    return chain[rev - 1].get("owner")


def judge(job, chain):
    code, err, name = job["p"].returncode, job["err"], job["name"]
    by = [i + 1 for i, r in enumerate(chain) if owner(chain, i + 1) == name]
    there = sum(f["by"] == name for f in chain[-1].get("feedback", []))
    if code not in (0, 1, -9):
        problems.append(f"{name}: ended with {code}: {err}")
    if not job["owner"]:
        if there != 1 and (code == 0 or there > 1):
            problems.append(f"{name}: acknowledged feedback is there {there} times")
        if code == 1:
            problems.append(f"{name}: an addition was refused: {err}")
        return
    if code == 0 and not by:
        problems.append(f"{name}: an acknowledged owner never was")
    if by and owner(chain, by[0] - 1) != owner(chain, min(job["base"], len(chain))):
        problems.append(f"{name}: replaced an owner that was not looked at")
    changed = job["base"] <= len(chain) and owner(chain, len(chain)) != owner(chain, job["base"])
    if code == 1 and by:
        problems.append(f"{name}: refused, and there all the same")
    if code == 1 and "[bad-revision]" not in err and not ("[conflict]" in err and changed):
        problems.append(f"{name}: refused without a reason: {err}")


def main():
    ids = prepare()
    jobs = [start(n, ids) for n in range(many)]
    for job in jobs:
        job["err"] = job["p"].communicate()[1]
        if "kill" in job:
            job["kill"].cancel()
    revs = history()
    for job in jobs:
        judge(job, revs[job["id"]])
    p = run("sig-check", "-r", "r.jsonl")
    if p.returncode:
        problems.append(f"sig-check: {p.stderr}")
    codes = [job["p"].returncode for job in jobs]
    print(f"amend: {many} at once on {SIGNALS} signals: {codes.count(0)} acknowledged, "
          f"{codes.count(1)} refused, {codes.count(-9)} killed; seed {seed}")
    for text in problems[:20]:
        print(f"amend: {text}")
    return 1 if problems else 0


with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    status = main()
    os.chdir("/")
sys.exit(status)
