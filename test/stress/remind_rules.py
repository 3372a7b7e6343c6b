# SPDX-License-Identifier: EUPL-1.2
"""Signals that live, and what is due for them: the rules of the profiles nl and nijkerk once more,
written from the manual and not from the C code. For remind-years.py."""
import datetime as dt
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "unit"))
from when_oracle import ONE, add_months, lawful_end, work_days  # noqa: E402

WEEK = 7 * ONE


# ---- signals, and what happens to them ----

class Signal:
    """Facts by the day on which they become known; `facts` is what is known today."""

    def __init__(self, number, day, rnd):
        self.rnd = rnd
        self.id = f"NIJ-{day.year}-{number:05}"
        self.facts = {"id": self.id, "rev": 1, "received": str(day)}
        self.plan = []  # (day, function of the facts)
        self.gone = None
        self.think(day)

    def later(self, day, least, most, change):
        on = day + ONE * self.rnd.randint(least, most)
        self.plan.append((on, lambda facts: change(facts, str(on))))
        return on

    def think(self, day):
        facts = self.facts
        if self.rnd.random() < 0.25:
            facts["urgency"] = self.rnd.choice(["acute", "normal", "unknown"])
        if self.rnd.random() < 0.5:
            facts["owner"] = self.rnd.choice(["jdv", "pvd"])
        if self.rnd.random() < 0.4:
            facts["reporter"] = {"kind": self.rnd.choice(["own-employee", "citizen"])}
            wish = self.rnd.choice([None, "yes", "no", "not-possible", "unknown"])
            if wish:
                facts["reporter"]["feedback"] = wish
            self.later(day, 5, 60, lambda f, on: f.update(feedback=[{"on": on}]))
        if self.rnd.random() < 0.8:
            self.later(day, 0, 30, lambda f, on: f.setdefault("steps", []).append(
                {"step": "assessment", "on": on}))
        if self.rnd.random() < 0.4:
            self.hand_off(day)
        if self.rnd.random() < 0.2:
            self.reflect(day)
        if self.rnd.random() < 0.3:
            self.care(day)
        if self.rnd.random() < 0.2:
            self.later(day, 0, 40, lambda f, on: f.setdefault("events", []).append(
                {"kind": "control", "on": on, **({"number": on[:7]} if self.rnd.random() < 0.5 else {})}))
        if self.rnd.random() < 0.8:
            value = self.rnd.choice(["suspicion", "no-trafficking", "further-investigation"])
            self.later(day, 3, 90, lambda f, on: f.update(conclusion={"value": value, "on": on}))
        self.close(day)

    def hand_off(self, day):
        for _ in range(self.rnd.randint(1, 2)):
            to = self.rnd.choice(["riec", "veilig-thuis"])
            entry = {"to": to}

            def give(facts, on, entry=entry):
                entry["on"] = on
                facts.setdefault("handoffs", []).append(entry)
            given = self.later(day, 0, 20, give)

            def answer(_, on, entry=entry):
                entry.update(answer=self.rnd.choice(["accepted", "returned", "pending"]), answered=on)
            if self.rnd.random() < 0.7:
                self.later(given, 1, 60, answer)

    def reflect(self, day):
        kind = self.rnd.choice(["standard", "dublin", None])

        def start(facts, on):
            facts["reflection"] = {"start": on, "granted": on, **({"kind": kind} if kind else {})}
        begun = self.later(day, 0, 10, start)
        if self.rnd.random() < 0.4:  # it was another day
            self.plan.append((begun + ONE * self.rnd.randint(1, 40), lambda facts: facts["reflection"].update(
                start=str(begun + ONE * self.rnd.randint(-3, 3)))))
        if self.rnd.random() < 0.5:
            answer = self.rnd.choice(["yes", "no", "unknown"])
            self.later(begun, 5, 110, lambda f, on: f.setdefault("criminal", {}).update(
                complaint=answer, complaint_on=on))

    def care(self, day):
        entry = {}

        def begin(facts, on):
            entry["start"] = on
            facts["care"] = [entry]
        begun = self.later(day, 0, 30, begin)
        if self.rnd.random() < 0.3:
            self.later(begun, 0, 60, lambda f, on: f.setdefault("criminal", {}).update(taken_up="yes"))
            self.later(begun, 90, 500, lambda f, on: f["criminal"].update(ended=on)
                       if "criminal" in f else None)
        if self.rnd.random() < 0.5:
            self.later(begun, 30, 400, lambda f, on: entry.update(end=on))

    def close(self, day):
        because = self.rnd.choice(["no-trafficking", "too-little", "elsewhere"])

        def shut(facts, on):
            facts["closed"] = {"on": on, "because": because}

        def again(facts, on):  # as sig-amend does
            del facts["closed"]
            facts["reopened"] = [on]
        on = self.later(day, 20, 500, shut)
        if self.rnd.random() < 0.1:
            on = self.later(on, 1, 60, again)
            on = self.later(on, 1, 100, shut)
        self.gone = on + 2200 * ONE  # erased

    def live(self, day):
        """Lets happen what is planned up to a day; true when something did."""
        happened = [x for x in self.plan if x[0] <= day]
        self.plan = [x for x in self.plan if x[0] > day]
        for _, change in sorted(happened, key=lambda x: x[0]):
            change(self.facts)
        if happened:
            self.facts["rev"] += 1
        return bool(happened)


# ---- the rules of the profile, once more ----

def date(text):
    return dt.date.fromisoformat(text)


def is_open(facts):
    return "closed" not in facts


def terms(facts):
    """(kind, element, last day, day from which it is told)."""
    received = date(facts["received"])
    steps = facts.get("steps", [])
    conclusion = facts.get("conclusion", {}).get("value")
    concluded = conclusion in ("suspicion", "no-trafficking")
    reporter = facts.get("reporter", {})
    wish = reporter.get("feedback")
    if (wish == "yes" or (reporter.get("kind") == "own-employee" and wish in (None, "unknown"))) and \
            "feedback" not in facts:
        yield "feedback", 0, received + 4 * WEEK, 0 * ONE
    if not is_open(facts):
        return
    if facts.get("urgency") == "acute" and not steps and "handoffs" not in facts:
        yield "acute", 0, received, 0 * ONE
    if not steps and not conclusion:
        due = work_days(received, 10)
        yield "step-assessment", 0, due, due - work_days(due, -2)
    for at, entry in enumerate(facts.get("handoffs", [])):
        yield from hand_off_terms(at, entry, concluded)
    yield from reflection_terms(facts)
    if not concluded:
        yield "conclusion", 0, received + 8 * WEEK, 0 * ONE
    yield from care_terms(facts)


def hand_off_terms(at, entry, concluded):
    on, answer = date(entry["on"]), entry.get("answer")
    answered = answer in ("accepted", "returned")
    if entry["to"] != "veilig-thuis":
        if not answered:
            yield "answer", at, work_days(on, 10), 0 * ONE
        return
    if not answered:
        due = work_days(on, 5)
        yield "vt-triage", at, due, due - work_days(due, -1)
    if answer != "returned" and not concluded:
        begin = date(entry["answered"]) if "answered" in entry else on
        yield "vt-investigation", at, lawful_end(begin, 10, "weeks"), WEEK


def reflection_terms(facts):
    reflection = facts.get("reflection")
    if not reflection or facts.get("criminal", {}).get("complaint") == "yes":
        return
    start, kind = date(reflection["start"]), reflection.get("kind")
    late = date(reflection["granted"]) > dt.date(2023, 5, 18)
    if kind == "dublin" and late:
        yield "reflection-dublin", 0, start + 30 * ONE, 10 * ONE
    else:
        yield "reflection", 0, add_months(start, 3), 3 * WEEK
    if kind is None and late:
        yield "reflection-kind", 0, start + 30 * ONE, 10 * ONE


def care_terms(facts):
    criminal = facts.get("criminal", {})
    running = "yes" in (criminal.get("taken_up"), criminal.get("complaint")) and "ended" not in criminal
    for at, entry in enumerate(facts.get("care", [])):
        if "end" not in entry and not running:
            yield "care", at, add_months(date(criminal.get("ended", entry["start"])), 6), 0 * ONE


def retention(facts):
    if is_open(facts):
        criminal = facts.get("criminal", {})
        if not (criminal.get("taken_up") == "yes" and "ended" not in criminal):
            yield "open", 0, add_months(date(facts["received"]), 60), 4 * WEEK
        return
    kind, years = {"no-trafficking": ("no-trafficking", 1), "too-little": ("too-little", 2),
                   "elsewhere": ("closed", 5)}[facts["closed"]["because"]]
    yield kind, 0, add_months(date(facts["closed"]["on"]), 12 * years), 4 * WEEK


def weekday_of(first, year, month):
    """The same weekday, equally far into the month; of a fifth the last."""
    days = [dt.date(year, month, d) for d in range(1, 32) if d <= (add_months(
        dt.date(year, month, 1), 1) - ONE).day and dt.date(year, month, d).weekday() == first.weekday()]
    return days[min((first.day - 1) // 7, len(days) - 1)]


def agenda(until):
    """(kind, which time, day, day from which it is told)."""
    for kind, first, months, weekday, ahead in (
            ("european-day", dt.date(2007, 10, 18), 12, False, 2 * WEEK),
            ("local-meeting", dt.date(2023, 1, 10), 1, True, WEEK),
            ("riec-meeting", dt.date(2023, 1, 19), 2, True, WEEK),
            ("triangle", dt.date(2023, 3, 14), 6, True, 3 * WEEK),
            ("moviera-figures", dt.date(2023, 3, 1), 4, False, 2 * WEEK),
            ("controls", dt.date(2023, 3, 31), 3, False, 3 * WEEK)):
        k, on = 0, first
        while on <= until:
            yield kind, k, on, on - ahead
            k += 1
            month = add_months(first.replace(day=1), k * months)
            on = weekday_of(first, month.year, month.month) if weekday else add_months(first, k * months)


def controls_done(signals, year, today):
    found = {e.get("number", e["on"]) for s in signals for e in s.facts.get("events", [])
             if e["on"][:4] == str(year) and date(e["on"]) <= today}
    return len(found)
