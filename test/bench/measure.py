# SPDX-License-Identifier: EUPL-1.2
"""measure.py CASES RESULT TIMED - runs commands in turns and tells how long they took.

CASES: one a line, cells between tabs: work, name, runs, data file, output, before, command. Each
round runs every case once, so that whatever the machine does meanwhile hits all of them; `before`
is not timed. A work's cases are compared by bytes of data a second, medians of their runs; those
whose name begins with "sig-" and those called "limit ..." are no peers. The table goes to standard
output, all figures to RESULT.json, the table too to RESULT.txt. TIMED is the program timed.c.
"""
import json
import os
import platform
import statistics
import subprocess
import sys


class Case:
    def __init__(self, line):
        cells = line.rstrip("\n").split("\t")
        self.work, self.name, runs, self.data, self.output, self.before, self.command = cells
        self.left = int(runs)
        self.megabytes = os.path.getsize(self.data) / 1e6 if self.data != "-" else 0
        self.wall, self.cpu, self.peak = [], [], []

    def run(self):
        if self.before:
            subprocess.run(["sh", "-c", self.before], check=True)
        report = sys.argv[2] + ".one"
        with open(self.output, "wb") as out:
            status = subprocess.run([sys.argv[3], report, "sh", "-c", self.command], check=False,
                                    stdin=subprocess.DEVNULL, stdout=out).returncode
        with open(report, encoding="utf-8") as one:
            wall, cpu, kib = one.read().split()
        os.remove(report)
        self.wall.append(float(wall))
        self.cpu.append(float(cpu))
        self.peak.append(int(kib) / 1024)
        self.left -= 1
        if status != 0:
            sys.exit(f"measure: {self.work}: {self.name} ended with status {status}")

    def speed(self):
        return self.megabytes / statistics.median(self.wall)

    def peer(self):
        return not self.name.startswith(("sig-", "limit "))

    def figures(self):
        return {"work": self.work, "name": self.name, "runs": len(self.wall),
                "megabytes": round(self.megabytes, 1),
                "wall": statistics.median(self.wall), "wall_min": min(self.wall),
                "wall_max": max(self.wall), "cpu": statistics.median(self.cpu),
                "peak_mb": statistics.median(self.peak)}


def machine():
    name = platform.processor() or platform.machine()
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as info:
            name = next(x.split(":", 1)[1].strip() for x in info if x.startswith("model name"))
    except (OSError, StopIteration):
        pass
    return f"{os.cpu_count()} x {name}"


def table_of(work, cases):
    """The rows of one work, fastest first; ratios against the fastest peer."""
    peers = [c.speed() for c in cases if c.peer() and c.megabytes]
    best = max(peers) if peers else 0
    lines = ["", work, f"  {'':22} {'data MB':>8} {'wall s':>8} {'min':>8} {'max':>8} {'cpu s':>8} "
             f"{'peak MB':>8} {'MB/s':>8} {'ratio':>7}"]
    for c in sorted(cases, key=lambda c: -c.speed() if c.megabytes else 0):
        f = c.figures()
        rate = f"{c.speed():8.0f}" if c.megabytes else f"{'':8}"
        ratio = f"{c.speed() / best:7.2f}" if best and c.megabytes else f"{'':7}"
        lines.append(f"  {c.name:22} {f['megabytes']:8.1f} {f['wall']:8.3f} {f['wall_min']:8.3f} "
                     f"{f['wall_max']:8.3f} {f['cpu']:8.3f} {f['peak_mb']:8.0f} {rate} {ratio}")
    if not any(c.megabytes for c in cases):
        low, high = (statistics.median(c.wall) for c in cases[:2])
        lines.append(f"  {cases[1].name} / {cases[0].name}: {high / low:.2f}")
    return lines


def main():
    with open(sys.argv[1], encoding="utf-8") as lines:
        cases = [Case(line) for line in lines if line.strip()]
    rounds = max(c.left for c in cases)
    for i in range(rounds):
        print(f"bench: round {i + 1} of {rounds}", file=sys.stderr)
        for c in cases:
            if c.left:
                c.run()
    works = list(dict.fromkeys(c.work for c in cases))
    text = [f"{machine()}; medians of runs in turns; ratio: speed against the fastest peer"]
    for work in works:
        text += table_of(work, [c for c in cases if c.work == work])
    text = "\n".join(text) + "\n"
    print(text, end="")
    with open(sys.argv[2] + ".txt", "w", encoding="utf-8") as out:
        out.write(text)
    with open(sys.argv[2] + ".json", "w", encoding="utf-8") as out:
        json.dump({"machine": machine(), "cases": [c.figures() for c in cases]}, out, indent=1)


main()
