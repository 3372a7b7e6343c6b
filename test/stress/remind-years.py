#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Years of sig-remind --once from cron: missed, doubled and killed runs, leap days, both changes of
the clock. Each run must tell exactly what rules and calendar of our own expect: nothing lost,
nothing early, a repeat only of what a killed run told and did not record.

Usage: remind-years.py DAYS FIRST-DAY [SEED] - the rules are those of remind_rules.py. cron runs at
02:30 in Amsterdam, which the clock skips once a year and has twice once; the commands see that time
through a small library in place of time(2), or --today where none can be made.
"""
import collections
import datetime as dt
import json
import os
import random
import subprocess
import sys
import tempfile
import time
import zoneinfo

sys.dont_write_bytecode = True
from remind_rules import ONE, Signal, agenda, controls_done, retention, terms  # noqa: E402

DAYS = int(sys.argv[1])
FIRST = dt.date.fromisoformat(sys.argv[2])
SEED = int(sys.argv[3]) if len(sys.argv) > 3 else int(time.time())
rnd = random.Random(SEED)
BEGIN = 20  # signals on the first day
SHIM = """
#include <stdlib.h>
#include <time.h>
time_t time(time_t *t)
{
    const char *now = getenv("SIG_TEST_TIME");
    time_t at = now ? (time_t)atoll(now) : 0;
    if (t)
        *t = at;
    return at;
}
"""


# ---- cron ----

def moments():
    """Each time that cron runs a job of 02:30: (moment, day). The wall clock has that time once a
    day, but for the days on which it changes."""
    zone = zoneinfo.ZoneInfo("Europe/Amsterdam")
    for number in range(DAYS):
        day = FIRST + ONE * number
        found = set()
        for fold in (0, 1):
            at = dt.datetime(day.year, day.month, day.day, 2, 30, tzinfo=zone, fold=fold)
            there = at.astimezone(dt.timezone.utc)
            if there.astimezone(zone).replace(tzinfo=None) == at.replace(tzinfo=None):
                found.add(there)
        yield day, [int(x.timestamp()) for x in sorted(found)]


class Cron:
    def __init__(self, folder):
        self.clock = self.make_clock(folder)
        self.told = {}   # key -> date, as the file of what was told has it
        self.last = None  # the day of the last run in it
        self.count = dict.fromkeys(("runs", "missed", "doubled", "together", "killed", "unrecorded",
                                    "told", "repeated"), 0)
        self.takes = 0.01  # seconds that a run takes, of late
        self.open = {}   # told by runs that were killed before they recorded it

    @staticmethod
    def make_clock(folder):
        source, library = os.path.join(folder, "clock.c"), os.path.join(folder, "clock.so")
        with open(source, "w", encoding="utf-8") as f:
            f.write(SHIM)
        if os.environ.get("BUILD", "").endswith("asan"):
            return None  # a sanitizer wants to come first
        made = subprocess.run([os.environ.get("CC", "cc"), "-shared", "-fPIC", "-o", library, source],
                              check=False, capture_output=True).returncode == 0
        return library if made else None

    def start(self, moment, day, output):
        env = {k: v for k, v in os.environ.items() if k not in ("SIG_TODAY", "SIG_REGISTRY", "SIG_KEY")}
        if self.clock:
            env.update(LD_PRELOAD=self.clock, SIG_TEST_TIME=str(moment))
        else:
            env["SIG_TODAY"] = str(day)
        with open(output, "wb") as out:
            return subprocess.Popen(["sig-remind", "-p", "nijkerk", "-F", "jsonl", "--once", "told",
                                     "registry.jsonl"], env=env, stdout=out, stderr=subprocess.PIPE)

    def expect(self, signals, wants, meetings, day):
        """What a run tells, and what it takes as told from then on."""
        now = {}
        for signal in signals:
            for kind, at, due, start in wants[signal.id]:
                if start <= day:
                    now[(kind, signal.id, at)] = due
        for kind, k, on, start in meetings:
            if start <= day and (on >= day or (self.last and on > self.last)):
                if kind != "controls" or controls_done(signals, on.year, day) < 5:
                    now[(kind, "", k)] = on
        new = {key: due for key, due in now.items() if self.told.get(key) != due}
        return new, now


def read(output):
    """The whole lines that were written: (kind, signal, date)."""
    with open(output, encoding="utf-8") as f:
        text = f.read()
    lines = text[:text.rfind("\n") + 1].splitlines()
    told = [json.loads(line) for line in lines]
    return [(x["kind"], x.get("signal", ""), x["due"]) for x in told]


def state():
    try:
        with open("told", "rb") as f:
            return f.read()
    except FileNotFoundError:
        return b""


def fail(text):
    sys.exit(f"FAILED (seed {SEED}): {text}")


def flat(new):
    return sorted((kind, who, str(due)) for (kind, who, _), due in new.items())


def run_once(cron, moment, day, expected, kill):
    """One run; (what it told, whether it was recorded)."""
    new, now = expected
    before, begun = state(), time.monotonic()
    p = cron.start(moment, day, "out")
    if kill:
        # most often when something is being written, which is near the end
        time.sleep(cron.takes * rnd.triangular(0, 1.3, 1))
        p.kill()
    said = p.communicate()[1].decode()
    if not kill:
        cron.takes += (time.monotonic() - begun - cron.takes) / 8
    told = read("out")
    cron.count["runs"] += 1
    if p.returncode == 0:
        if sorted(told) != flat(new):
            fail(f"{day}: told {sorted(set(told) - set(flat(new)))[:5]} that was not due, "
                 f"or not {sorted(set(flat(new)) - set(told))[:5]}, {len(told)} of {len(new)}; {said}")
    elif p.returncode != -9 or said:
        fail(f"{day}: ended with {p.returncode}: {said[:300]}")
    elif collections.Counter(told) - collections.Counter(flat(new)):
        fail(f"{day}: killed, told what was not due")
    recorded = p.returncode == 0 or state() != before
    if p.returncode != 0:
        cron.count["killed"] += 1
        cron.count["unrecorded"] += not recorded
        if recorded and sorted(told) != flat(new):
            fail(f"{day}: recorded before all was written")
    return told, recorded


def note(cron, told, recorded, day, now):
    """Counts what was told; a repeat must have been told by a killed run."""
    for x in told:
        if x in cron.open:
            cron.count["repeated"] += 1
    cron.count["told"] += len(told)
    for x in told:
        cron.open[x] = True
    if recorded:
        cron.open = {}
        cron.told = now
        cron.last = max(cron.last or day, day)


def both(cron, moment, day, expected):
    """Two runs at the same time tell it once between them."""
    new, now = expected
    runs = [cron.start(moment, day, f"out{i}") for i in range(2)]
    for p in runs:
        said = p.communicate()[1].decode()
        if p.returncode != 0:
            fail(f"{day}: together: {p.returncode} {said[:300]}")
    told = read("out0") + read("out1")
    cron.count["together"] += 1
    cron.count["runs"] += 2
    if sorted(told) != flat(new):
        fail(f"{day}: two runs at once told {len(told)}, due were {len(new)}")
    note(cron, told, True, day, now)


def day_of_runs(cron, day, times, world):
    signals, wants, meetings = world
    for moment in times:
        if rnd.random() < 0.08:
            cron.count["missed"] += 1
            continue
        expected = cron.expect(signals, wants, meetings, day)
        chance = rnd.random()
        if chance < 0.05:
            both(cron, moment, day, expected)
            continue
        told, recorded = run_once(cron, moment, day, expected, kill=chance < 0.3)
        note(cron, told, recorded, day, expected[1])
        if chance > 0.9:
            cron.count["doubled"] += 1
            expected = cron.expect(signals, wants, meetings, day)
            if expected[0]:
                fail(f"{day}: the second run would tell {flat(expected[0])[:3]}")
            told, recorded = run_once(cron, moment, day, expected, kill=False)
            note(cron, told, recorded, day, expected[1])


def simulate(folder):
    os.chdir(folder)
    cron = Cron(folder)
    signals, wants, number = [], {}, 0
    meetings = [x for x in agenda(FIRST + (DAYS + 366) * ONE)
                if x[2] >= FIRST - 31 * ONE]
    away = dt.date.min
    changed = True
    for day, times in moments():
        cron.count["missed"] += len(times) == 0
        cron.count["doubled"] += len(times) == 2
        for _ in range(BEGIN if day == FIRST else rnd.random() < 0.2):
            number += 1
            signals.append(Signal(number, day, rnd))
            wants[signals[-1].id] = None
        for signal in signals:
            if signal.live(day) or wants[signal.id] is None:
                wants[signal.id] = [(kind, at, due, due - ahead) for kind, at, due, ahead in
                                    (*terms(signal.facts), *retention(signal.facts))]
                changed = True
        kept = [s for s in signals if s.gone > day]
        changed = changed or len(kept) != len(signals)
        signals = kept
        if changed:
            with open("registry.jsonl", "w", encoding="utf-8") as f:
                f.writelines(json.dumps(s.facts) + "\n" for s in signals)
        changed = False
        if rnd.random() < 0.004:  # the machine is off for weeks
            away = day + ONE * rnd.randint(5, 50)
        if day < away or not signals:
            cron.count["missed"] += len(times)
            continue
        day_of_runs(cron, day, times, (signals, wants, meetings))
    return cron, number


def main():
    with tempfile.TemporaryDirectory() as folder:
        cron, number = simulate(folder)
        os.chdir("/")
    count = cron.count
    print(f"{DAYS} days from {FIRST}, {number} signals, "
          + ", ".join(f"{v} {k}" for k, v in count.items())
          + ("; by the clock" if cron.clock else "; by --today"))
    needed = ("told", "missed", "together", "killed", "repeated") if DAYS > 300 else ("told",)
    if not all(count[x] for x in needed):
        fail("nothing was tested")


main()
