#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Many erasures at random: no planted token is left in any byte beside the registry, all tables of
the profile are as they were, a run that is killed leaves the old registry or the new one, and
writers that wait meanwhile lose nothing.

Usage: erase.py SIGNALS ERASED KILLS [SEED]"""
import csv
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time

signals, erased, kills = (int(a) for a in sys.argv[1:4])
seed = int(sys.argv[4]) if len(sys.argv) > 4 else int(time.time())
rnd = random.Random(seed)
TABLES = [row["table"] for p in ("nl", "nijkerk") for row in
          csv.DictReader(open(f"{os.environ['ROOT']}/lib/profile/{p}/tables.csv", encoding="utf-8"), delimiter=";")]


def fail(text):
    sys.exit(f"FAILED (seed {seed}): {text}")


def run(*args, **kw):
    return subprocess.run(args, capture_output=True, text=True, check=False, **kw)


def good(*args, **kw):
    p = run(*args, **kw)
    if p.returncode != 0:
        fail(f"{args[0]}: {p.returncode}: {p.stderr[:600]}")
    return p.stdout


def token(i, what):
    return f"tk{i:06d}q{what}"


def date(first=2015, last=2023):
    day = f"{rnd.randint(first, last)}-{rnd.randint(1, 12):02}-{rnd.randint(1, 28):02}"
    return day[:rnd.choice([4, 7, 10, 10, 10])]


def person(i):
    p = {"roles": rnd.choice([["victim"], ["suspect"], ["victim", "suspect"], ["unknown"]]),
         "name": token(i, "name")}
    p.update(rnd.choice([{}, {"born": date(1975, 2010)}, {"age": rnd.randint(10, 60)},
                         {"age_class": rnd.choice(["u18", "18-22", "23plus", "18plus", "unknown"])}]))
    if rnd.random() < .7:
        p["sex"] = rnd.choice(["f", "m", "unknown"])
    if rnd.random() < .5:
        p["nationalities"] = rnd.sample(["NL", "BG", "RO", "NG"], rnd.randint(1, 2))
    if rnd.random() < .2:
        p["shelter"] = {"placed": date(2023, 2023)[:4]}
    return p


def signal(i):
    s = {"received": date(), "municipality": rnd.choice(["GM0267", "GM0203", "unknown"]),
         "reporter": {"kind": rnd.choice(["police", "citizen", "care"]), "team": token(i, "team"),
                      "contact": token(i, "mail")},
         "source": {"name": rnd.choice(["moviera", "list"]), "key": token(i, "key")},
         "forms": rnd.sample(["labour", "sexual", "criminal"], rnd.randint(1, 2)),
         "persons": [person(i) for _ in range(rnd.randint(0, 3))], "text": token(i, "text"),
         token(i, "member"): [token(i, "value")]}
    if rnd.random() < .3:
        s["about"] = ["victim"]
    if rnd.random() < .3:
        s["conclusion"] = {"value": "suspicion"}
    if rnd.random() < .3:
        s["care"] = [{"provider": "moviera", "start": "2023"}]
    if rnd.random() < .2:
        s["measures"] = [{"kind": "closure-apv", "on": "2023-12-01", "object": token(i, "object")}]
    if rnd.random() < .2:
        s["events"] = [{"kind": "control", "on": "2023-12-02", "number": token(i, "event")}]
    if rnd.random() < .2:
        s["criminal"] = {"taken_up": "yes"}
    if rnd.random() < .3:
        s["closed"] = {"on": "2024", "because": "resolved"}
    return json.dumps(s)


def tables():
    return {t: good("sig-stats", t, "-F", "csv", "--no-notes", "--until", "2023") for t in TABLES}


def everything():
    return {name: open(name, "rb").read() for name in os.listdir(".") if name.startswith("r.jsonl")}


def no_tokens(gone):
    """Not one, of whichever kind, in whatever file."""
    for name, data in everything().items():
        left = {int(m) for m in re.findall(rb"tk(\d{6})q", data)} & gone
        if left:
            fail(f"{name} still holds {len(left)} of them, the first {min(left)}")


def sound(head):
    good("sig-check", "--expect", head)


def erase_killed(took):
    """Kills an erasure at a random moment; then it was done wholly or not at all."""
    before = open("r.jsonl", "rb").read()
    p = subprocess.Popen(["sig-erase", "--approved", "list.csv", "--by", "stress"], stdout=subprocess.DEVNULL,
                         stderr=subprocess.DEVNULL)
    time.sleep(rnd.uniform(0, took))
    p.kill()
    p.wait()
    now = open("r.jsonl", "rb").read()
    if now == before:
        return False
    if len(re.findall(rb'"erased":\{"on"', now)) != erased:
        fail("a killed run left neither the old registry nor the new one")
    return True


def erase_among_writers():
    """Writers that add all the while: what each was told to be there is there."""
    writers = [subprocess.Popen(["sh", "-c", f'for i in 1 2 3 4 5 6; do echo "{{\\"received\\":\\"2024\\",'
                                 f'\\"own\\":\\"w{w}-$i\\"}}" | sig-add --wait 300 || exit 1; done'],
                                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) for w in range(3)]
    time.sleep(rnd.uniform(0, .2))
    declared = good("sig-erase", "--approved", "list.csv", "--by", "stress", "--wait", "300")
    told = [line for w in writers for line in w.communicate()[0].splitlines()]
    if any(w.returncode for w in writers) or len(told) != 18:
        fail("a writer was refused")
    there = set(open("r.jsonl", encoding="utf-8").read().splitlines())
    lost = [line for line in told if line not in there]
    if lost:
        fail(f"{len(lost)} acknowledged lines are lost")
    return declared


def main():
    env = {"SIG_REGISTRY": "r.jsonl", "SIG_PROFILE": "nijkerk", "SIG_TODAY": "2024-06-15"}
    os.environ.update(env)
    good("sig-add", "-q", "--by", "stress", input="\n".join(signal(i) for i in range(signals)) + "\n")
    ids = re.findall(r'"id":"([^"]*)"', open("r.jsonl", encoding="utf-8").read())
    number = {ident: i for i, ident in enumerate(ids)}
    doomed = rnd.sample(ids, erased)
    some = doomed[:max(1, erased // 10)]
    if run("sig-amend", "-q", "--by", "stress", "--json", "-", input="".join(
            json.dumps({"id": ident, "set": {"text": token(number[ident], "again")}}) + "\n"
            for ident in some)).returncode > 1:  # those that are closed take none
        fail("sig-amend")
    with open("r.jsonl", "ab") as f:
        f.write(f'{{"sig":1,"id":"x","text":"{token(number[doomed[0]], "torn")}'.encode())
    good("sig-add", "-q", "--by", "stress", input='{"received":"2024-01-02"}\n')
    head = good("sig-check", "--head").strip()
    before = tables()
    with open("list.csv", "w", encoding="utf-8") as f: # as sig-erase prints it
        for k in range(0, erased, 500):
            part = good("sig-erase", *doomed[k:k + 500], "--ground", "avg-17")
            f.write(part if k == 0 else part.split("\n", 1)[1])
    start = time.monotonic()
    good("sig-erase", "-n", "--approved", "list.csv", "--by", "stress")
    took = 2 * (time.monotonic() - start)
    whole, done, middle = open("r.jsonl", "rb").read(), 0, 0
    for _ in range(kills):
        if erase_killed(took):
            done += 1
            sound(head)
            with open("r.jsonl", "wb") as f:
                f.write(whole)
        middle += os.path.exists("r.jsonl.erasing")
    start = time.monotonic()
    erase_among_writers()
    took = time.monotonic() - start
    no_tokens({number[ident] for ident in doomed})
    sound(head)
    if os.path.exists("r.jsonl.erasing"):
        fail("a file was left")
    after = tables()
    for t in TABLES:
        if after[t] != before[t]:
            fail(f"table {t} changed")
    print(f"{erased} of {signals} signals erased in {took:.1f} s, {kills} killed runs before "
          f"({middle} in the middle, {done} done): no token left, {len(TABLES)} tables as before")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        main()
