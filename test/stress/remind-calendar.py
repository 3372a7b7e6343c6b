#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Calendars of sig-remind, day after day: whether each is iCalendar by a strict reader of our own, by
icalendar (Python) and by libical, and whether who applies what changed (--once) has the same calendar
as who reads all of it. Usage: remind-calendar.py DAYS [SEED]. A reader that is not installed is named."""
import ctypes
import ctypes.util
import datetime as dt
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time

DAYS = int(sys.argv[1])
SEED = int(sys.argv[2]) if len(sys.argv) > 2 else int(time.time())
rnd = random.Random(SEED)
ONE = dt.timedelta(days=1)
FIRST = dt.date(2024, 2, 20)
# Owners that want escaping and folding; of a control nothing may be left.
OWNERS = ["jdv", "a;b,c\\d:\"e\"", "é" * 31, "€" * 21, "regel\neinde", "\t\u0085x\u202e", "w " * 30]


def fail(text):
    sys.exit(f"FAILED (seed {SEED}): {text}")


# ---- readers: each gives {uid: (sequence, date, status, summary, description)} ----

LINE = re.compile(rb"[\x20-\x7E\x80-\xFF]{1,75}\r\n")
NAME = re.compile(r"([A-Z][A-Z-]*)((?:;[A-Z-]+=[A-Z]+)*):(.*)", re.S)
WANTED = {"UID": 1, "DTSTAMP": 1, "DTSTART": 1, "DTEND": 1, "SEQUENCE": 1, "STATUS": 1, "SUMMARY": 1,
          "DESCRIPTION": 0, "PRIORITY": 0, "CLASS": 1, "TRANSP": 1}


def unescape(value):
    if re.search(r"(?<!\\)(?:\\\\)*[;,]", value) or re.search(r"(?<!\\)(?:\\\\)*\\(?![\\;,nN])", value):
        fail(f"not escaped: {value!r}")
    return re.sub(r"\\(.)", lambda m: "\n" if m[1] in "nN" else m[1], value)


def content_lines(data):
    """RFC 5545, 3.1: lines of at most 75 octets, CRLF, folded between characters."""
    at, lines = 0, []
    while at < len(data):
        line = LINE.match(data, at)
        if not line:
            fail(f"a line that is none at octet {at}: {data[at:at + 90]!r}")
        at = line.end()
        text = line[0][:-2].decode()  # strict: a fold within a character fails here
        if text[0] == " ":
            lines[-1] += text[1:]
        else:
            lines.append(text)
    return lines


def strict(data):
    lines = content_lines(data)
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//sig//sig-remind//NL", "CALSCALE:GREGORIAN"]
    if lines[:4] != head or lines[-1] != "END:VCALENDAR" or len(lines) < 7:
        fail(f"not a calendar: {lines[:6]} ... {lines[-1]}")
    events, event = {}, None
    for line in lines[4:-1]:
        name, parameters, value = NAME.fullmatch(line).groups()
        if line == "BEGIN:VEVENT" and event is None:
            event = {}
        elif line == "END:VEVENT" and event:
            events.update(strict_event(event, events))
            event = None
        elif event is None or name not in WANTED or name in event or \
                parameters != (";VALUE=DATE" if name in ("DTSTART", "DTEND") else ""):
            fail(f"misplaced: {line}")
        else:
            event[name] = value
    if event is not None:
        fail("an event without an end")
    return events


def strict_event(event, events):
    lacking = [name for name, needed in WANTED.items() if needed and name not in event]
    if lacking or event["UID"] in events or not re.fullmatch(r"[0-9a-f]{32}@sig-remind", event["UID"]):
        fail(f"{lacking} {event}")
    start, end = (dt.datetime.strptime(event[x], "%Y%m%d").date() for x in ("DTSTART", "DTEND"))
    dt.datetime.strptime(event["DTSTAMP"], "%Y%m%dT000000Z")
    if end != start + ONE or not re.fullmatch(r"\d{1,10}", event["SEQUENCE"]) or \
            event["STATUS"] not in ("CONFIRMED", "CANCELLED") or event["CLASS"] != "PRIVATE" or \
            event["TRANSP"] != "TRANSPARENT" or not re.fullmatch(r"[1-9]", event.get("PRIORITY", "1")):
        fail(f"{event}")
    return {event["UID"]: (int(event["SEQUENCE"]), start, event["STATUS"], unescape(event["SUMMARY"]),
                           unescape(event.get("DESCRIPTION", "")))}


def by_icalendar():
    sys.path.append("/usr/lib/python3/dist-packages")  # Debian's, also for another python3
    try:
        import icalendar
    except ImportError:
        return None

    def read(data):
        events = {}
        for event in icalendar.Calendar.from_ical(data).walk("VEVENT"):
            if event.errors:
                fail(f"icalendar: {event.errors}")
            events[str(event["UID"])] = (int(event["SEQUENCE"]), event["DTSTART"].dt,
                                         str(event["STATUS"]), str(event["SUMMARY"]),
                                         str(event.get("DESCRIPTION", "")))
        return events
    return read


def by_libical():
    name = ctypes.util.find_library("ical")
    if not name:
        return None
    lib = ctypes.CDLL(name)
    for function, result in (("icalparser_parse_string", ctypes.c_void_p),
                             ("icalcomponent_get_first_component", ctypes.c_void_p),
                             ("icalcomponent_get_next_component", ctypes.c_void_p),
                             ("icalcomponent_get_first_property", ctypes.c_void_p),
                             ("icalproperty_get_value_as_string", ctypes.c_char_p),
                             ("icalcomponent_get_uid", ctypes.c_char_p),
                             ("icalcomponent_get_summary", ctypes.c_char_p),
                             ("icalcomponent_get_description", ctypes.c_char_p),
                             ("icalcomponent_as_ical_string", ctypes.c_char_p)):
        getattr(lib, function).restype = result
    kind = lib.icalcomponent_string_to_kind

    def value(event, name):
        of = lib.icalcomponent_get_first_property(event, lib.icalproperty_string_to_kind(name))
        return lib.icalproperty_get_value_as_string(ctypes.c_void_p(of)).decode()

    def read(data):
        calendar = ctypes.c_void_p(lib.icalparser_parse_string(data))
        errors = not calendar or lib.icalcomponent_count_errors(calendar)
        if errors or not lib.icalrestriction_check(calendar):
            text = lib.icalcomponent_as_ical_string(calendar) if calendar else b""
            fail(f"libical refuses the calendar, {errors} errors: "
                 f"{re.findall(rb'X-LIC-ERROR.*', text)[:3]}")
        events, vevent = {}, kind(b"VEVENT")
        at = lib.icalcomponent_get_first_component(calendar, vevent)
        while at:
            event = ctypes.c_void_p(at)
            events[lib.icalcomponent_get_uid(event).decode()] = (
                lib.icalcomponent_get_sequence(event),
                dt.datetime.strptime(value(event, b"DTSTART"), "%Y%m%d").date(),
                value(event, b"STATUS"),
                lib.icalcomponent_get_summary(event).decode(),
                (lib.icalcomponent_get_description(event) or b"").decode())
            at = lib.icalcomponent_get_next_component(calendar, vevent)
        lib.icalcomponent_free(calendar)
        return events
    return read


READERS = {"icalendar": by_icalendar(), "libical": by_libical()}


def trimmed(events):
    """libical drops blanks at the end of a text."""
    return {uid: (*x[:4], x[4].rstrip()) for uid, x in events.items()}


def read(data):
    """What a calendar holds, all readers agreeing; no output is no calendar."""
    if not data:
        return {}
    events = trimmed(strict(data))
    for name, reader in READERS.items():
        other = trimmed(reader(data)) if reader else events
        if other != events:
            fail(f"{name} reads {[(other.get(x), events[x]) for x in events if other.get(x) != events[x]][:2]}")
    return events


# ---- days ----

def new_signal(number, day):
    facts = {"id": f"NIJ-{day.year}-{number:05}", "rev": 1, "received": str(day),
             "owner": rnd.choice(OWNERS)}
    if rnd.random() < 0.3:
        facts["urgency"] = "acute"
    if rnd.random() < 0.5:
        facts["reflection"] = {"start": str(day), "kind": rnd.choice(["standard", "dublin"])}
    return facts


def change(facts, day):
    what = rnd.choice(["steps", "start", "complaint", "withdrawn", "closed", "reopened", "owner"])
    if what == "steps":
        facts["steps"] = [{"step": "assessment", "on": str(day)}]
    elif what == "start" and "reflection" in facts:
        facts["reflection"]["start"] = str(day - ONE * rnd.randint(0, 20))
    elif what == "complaint":
        facts["criminal"] = {"complaint": "yes"}
    elif what == "withdrawn":
        facts.pop("criminal", None)
    elif what == "closed":
        facts["closed"] = {"on": str(day), "because": "no-trafficking"}
    elif what == "reopened" and "closed" in facts:
        del facts["closed"]
        facts["reopened"] = [str(day)]
    elif what == "owner":
        facts["owner"] = rnd.choice(OWNERS)
    facts["rev"] += 1


def remind(day, *options):
    p = subprocess.run(["sig-remind", "-p", "nijkerk", "-F", "ics", "--today", str(day), *options,
                        "registry.jsonl"], check=False, capture_output=True)
    if p.returncode or p.stderr:
        fail(f"{day}: {p.returncode} {p.stderr}")
    return p.stdout


def apply(held, news, day, count):
    for uid, (sequence, on, status, *_) in news.items():
        if uid in held and sequence <= held[uid][0]:
            fail(f"{day}: {uid}: sequence {sequence} after {held[uid][0]}")
        moved = uid in held and held[uid][1] != on
        count["cancelled" if status == "CANCELLED" else "moved" if moved else "new"] += 1
        if status == "CANCELLED" and (uid not in held or held[uid][2] == "CANCELLED"):
            fail(f"{day}: {uid} is cancelled and was not there")
        held[uid] = (sequence, on, status)


def main():
    signals, held = [], {}
    count = {"new": 0, "moved": 0, "cancelled": 0}
    for n in range(DAYS):
        day = FIRST + ONE * n
        if rnd.random() < 0.4 or not signals:
            signals.append(new_signal(len(signals) + 1, day))
        for facts in rnd.sample(signals, min(len(signals), rnd.randint(0, 2))):
            change(facts, day)
        with open("registry.jsonl", "w", encoding="utf-8") as f:
            f.writelines(json.dumps(facts) + "\n" for facts in signals)
        if rnd.random() < 0.1:
            continue  # a missed day
        apply(held, read(remind(day, "--once", "told")), day, count)
        whole = read(remind(day, "--key", "told.key"))
        if remind(day, "--once", "told"):
            fail(f"{day}: told twice")
        want = {uid: x[1] for uid, x in whole.items()}
        have = {uid: x[1] for uid, x in held.items() if x[2] == "CONFIRMED"}
        over = {uid for uid, on in have.items() if uid not in want and on < day}  # meetings that were
        if {uid: on for uid, on in have.items() if uid not in over} != want:
            fail(f"{day}: the calendar that follows changes differs from the whole one")
    names = ["our strict reader"] + [x for x, reader in READERS.items() if reader]
    absent = "".join(f"; {x} is not installed: left out" for x, reader in READERS.items() if not reader)
    print(f"{DAYS} days of calendars, {count}, read alike by {', '.join(names)}{absent}")
    if not all(count.values()):
        fail("nothing was tested")


with tempfile.TemporaryDirectory() as home:
    os.chdir(home)
    main()
    os.chdir("/")
