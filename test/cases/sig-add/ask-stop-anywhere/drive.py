# SPDX-License-Identifier: EUPL-1.2
"""Ctrl-C, Ctrl-D, SIGTERM, SIGHUP and a hang-up at every question: never half a signal, and said so."""
import os
import signal
import sys

sys.path.insert(0, sys.argv[1])
from terminal import Terminal

# Answers that bring a question more than Enter would.
ANSWERS = {"Wie meldt het?": "1", "persoon bekend": "ja", "plaats of adres": "ja"}


def ended_at(count, end):
    """Answers that many questions, then ends; returns how it went, and whether there was one more."""
    t = Terminal(["sh", "-c", "exec sig-add -p nijkerk -r r.jsonl -i 2>said"])
    for _ in range(count):
        t.wait("] > ")
        last = t.shown[: t.at]
        question = last[last.rindex("\n\n"):]
        if "is nog een" in question:
            t.type("\r")
            continue
        t.type(next((a for q, a in ANSWERS.items() if q in question), "") + "\r")
    t.wait("> ")
    review = "Klopt het?" in t.shown[-400:] or "Enter voor meer" in t.shown[-400:]
    if end == "hang up":
        t.hang_up()
    elif end.startswith("SIG"):
        os.kill(t.pid, getattr(signal, end))
    else:
        t.type(end)
    try:
        status = t.end()
    except AssertionError as wrong:
        sys.exit(f"question {count}, {end!r}: {wrong}\n{t.shown[-800:]}")
    with open("said", encoding="utf-8") as said:
        text = said.read()
    stopped = "Er is niets vastgelegd." in t.shown or end == "hang up"
    good = status == 1 and stopped and "nothing was registered" in text
    return good and not os.path.exists("r.jsonl"), review


ways = ["\x03", "\x04", "SIGTERM", "SIGHUP", "hang up"]
n = 0
while True:
    results = [ended_at(n, way) for way in (ways if n % 8 == 0 else ["\x03"])]
    if not all(good for good, _ in results):
        print("question", n, results)
        break
    if results[0][1]:
        print("more than 30 questions" if n > 30 else n, "and the review: nothing was registered")
        break
    n += 1
