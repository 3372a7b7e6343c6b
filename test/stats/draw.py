# SPDX-License-Identifier: EUPL-1.2
"""Random registries: amendments, unknowns, several values, dates of reduced precision or none that
exist, municipalities that were merged or split, odd spelling of the JSON."""
import json

FORMS = ["sexual", "labour", "criminal", "organ", "smuggling", "unknown", "a-new-one"]
KINDS = ["police", "kmar", "nla", "care", "citizen", "anonymous", "own-employee", "unknown", "étranger"]
PLACES = [*["GM0267", "GM1980", "GM1598"] * 2, "GM0267", "GM0203", "GM1980", "GM0398", "GM0416", "GM1598", "GM1911", "GM0053", "GM0788",
          "GM0140", "GM0014", "GM0361", "GM9999", "unknown"]
LANDS = ["NL", "PL", "RO", "NG", "VN", "UA", "unknown"]
ROLES = ["victim", "suspect", "witness", "unknown"]
NAMES = ["Jan Jansen", "JAN  JANSEN", "Jän Jansen", "An Öz", "An Oz", "Bo", "", "Li Wei", "Li-Wei"]


def maybe(draw, chance, make):
    return make() if draw.random() < chance else None


def day(draw, first=2020, last=2024):
    y, m, d = draw.randint(first, last), draw.randint(1, 12), draw.randint(1, 31)
    return draw.choice([f"{y}-{m:02}-{d:02}"] * 6 + [f"{y}-{m:02}", f"{y}", "2023-02-30", "2023-13"])


def some(draw, values, most=3):
    return [draw.choice(values) for _ in range(draw.randint(0, most))]


def trim(d):
    return {k: v for k, v in d.items() if v is not None}


def shelter(draw):
    return trim({"requested": maybe(draw, .6, lambda: day(draw)), "placed": maybe(draw, .5, lambda: day(draw)),
                 "refused": maybe(draw, .3, lambda: day(draw))})


def person(draw):
    return trim({
        "roles": maybe(draw, .9, lambda: some(draw, ROLES, 2)),
        "name": maybe(draw, .5, lambda: draw.choice(NAMES)),
        "born": maybe(draw, .5, lambda: draw.choice([day(draw, 1998, 2010)] * 9 + ["2001-02-03", "2008-05-06"] * 5 + ["unknown"])),
        "age": maybe(draw, .2, lambda: draw.choice([0, 15, 17, 18, 22, 23, 40])),
        "age_class": maybe(draw, .2, lambda: draw.choice(["u18", "18-22", "23plus", "18plus", "unknown"])),
        "sex": maybe(draw, .7, lambda: draw.choice(["f", "m", "x", "unknown"])),
        "nationalities": maybe(draw, .6, lambda: some(draw, LANDS)),
        "residence": maybe(draw, .3, lambda: draw.choice(["dutch", "none", "b8", "unknown"])),
        "shelter": maybe(draw, .3, lambda: shelter(draw))})


def place(draw):
    return trim({"role": maybe(draw, .9, lambda: draw.choice(["found", "registration", "recruitment", "unknown"])),
                 "municipality": maybe(draw, .8, lambda: draw.choice(PLACES))})


def dated(draw, **more):
    return trim({"on": maybe(draw, .9, lambda: day(draw)), **more})


def event(draw, when):
    return trim({"kind": draw.choice(["control", "ico", "house-visit", "training", "training", "awareness"]), "on": when,
                 "number": maybe(draw, .3, lambda: draw.choice(["C-1", "C-2"])),
                 "teams": maybe(draw, .5, lambda: draw.sample(["youth", "wmo", "safety"], draw.randint(1, 3))),
                 "people": maybe(draw, .8, lambda: draw.randint(1, 40))})


def house(draw):
    """What is part of no signal: rows of the sheet `events`, whose dates a profile checks."""
    whens = [day(draw) for _ in range(draw.choice([0, 0, 3, 12]))]
    return [event(draw, on) for on in whens if on not in ("2023-02-30", "2023-13") and not on.endswith(("-29", "-30", "-31"))]


def breaks(draw):
    return [f"{draw.randint(2020, 2024)}-{draw.randint(1, 12):02}-15"] if draw.random() < .4 else []


def published(draw, items):
    """Two editions, years apart or from one on; a figure, zero, or not recorded."""
    rows = {("eerste", "2021", item): "7" for item in items}
    for _ in range(draw.randint(4, 30)):
        key = (draw.choice(["eerste", "tweede; druk"]), draw.choice(["2021", "2022", "2023", "2024", "2022-"]),
               draw.choice([*items, "victims/GM0267"]))
        rows[key] = draw.choice([".", "0", "3", "41", "1150"])
    return [{"edition": f'"{e}"', "year": y, "item": i, "value": v} for (e, y, i), v in rows.items()]


def people(draw, codes):
    """Inhabitants: of all municipalities, or of most."""
    lacking = draw.choice([0, 0, .02])
    return {c: draw.randint(900, 900000) for c in codes if draw.random() >= lacking}


def signal(draw):
    """One signal without id and rev."""
    return trim({
        "received": maybe(draw, .95, lambda: day(draw)),
        "municipality": maybe(draw, .8, lambda: draw.choice(PLACES)),
        "places": maybe(draw, .4, lambda: [place(draw) for _ in range(draw.randint(0, 3))]),
        "reporter": maybe(draw, .9, lambda: trim({"kind": maybe(draw, .9, lambda: draw.choice(KINDS)),
                                                  "function": draw.choice(["boa", "youth", "unknown"])})),
        "about": maybe(draw, .6, lambda: some(draw, ["victim", "offender", "location", "unknown"], 2)),
        "forms": maybe(draw, .85, lambda: some(draw, FORMS)),
        "persons": maybe(draw, .7, lambda: [person(draw) for _ in range(draw.randint(0, 3))]),
        "estimate": maybe(draw, .3, lambda: trim({"min": maybe(draw, .8, lambda: draw.randint(0, 20)),
                                                  "max": maybe(draw, .6, lambda: draw.randint(5, 30)),
                                                  "role": maybe(draw, .6, lambda: draw.choice(ROLES))})),
        "owner": maybe(draw, .4, lambda: draw.choice(["team 1", "Zoë", "a;b", "=x"])),
        "steps": maybe(draw, .5, lambda: [dated(draw, step=draw.choice(["receipt", "recording", "completion"]))
                                          for _ in range(draw.randint(0, 3))]),
        "conclusion": maybe(draw, .4, lambda: dated(draw, value=draw.choice(["suspicion", "smuggling", "unknown"]))),
        "handoffs": maybe(draw, .3, lambda: [dated(draw, to=draw.choice(["moviera", "comensha"]))
                                             for _ in range(draw.randint(1, 3))]),
        "measures": maybe(draw, .3, lambda: [dated(draw, kind=draw.choice(["bibob", "overcrowding", "unknown"]))
                                             for _ in range(draw.randint(1, 3))]),
        "events": maybe(draw, .3, lambda: [event(draw, maybe(draw, .9, lambda: day(draw)))
                                           for _ in range(draw.randint(1, 3))]),
        "care": maybe(draw, .3, lambda: [trim({"provider": maybe(draw, .5, lambda: "moviera"),
                                               "start": maybe(draw, .6, lambda: day(draw))})]),
        "criminal": maybe(draw, .4, lambda: {"taken_up": draw.choice(["yes", "no", "unknown"])}),
        "feedback": maybe(draw, .4, lambda: [dated(draw) for _ in range(draw.randint(0, 2))]),
        "closed": maybe(draw, .4, lambda: dated(draw))})


def line(draw, s):
    """Members in any order, blanks or none, letters escaped or not."""
    members = list(s.items())
    if draw.random() < .2:
        draw.shuffle(members)
    gaps = draw.choice([(",", ":"), (", ", ": ")])
    return json.dumps(dict(members), ensure_ascii=draw.random() < .5, separators=gaps)


def reduced(s):
    """What stays of an erased signal: no names, no texts, dates as years, an age as its class or none."""
    if isinstance(s, dict):
        left = {k: v for k, v in s.items() if k not in ("name", "born", "age", "owner", "number", "steps", "feedback")}
        return {k: v[:4] if k in ("on", "received", "requested", "placed", "refused", "start") else reduced(v)
                for k, v in left.items()}
    return [reduced(x) for x in s] if isinstance(s, list) else s


def erased(key, rev, s):
    """Every line of the signal is emptied, and a last one has what stays."""
    mark = {"on": "2024-06-01", "ground": "avg-17", "rule": "open", "lines": "ab" * 32}
    empty = [{"sig": 1, "id": key, "rev": n + 1, "seal": {"n": n + 1, "c": "cd" * 32, "chain": "ef" * 32}} for n in range(rev)]
    return [json.dumps(x) for x in [*empty, {"sig": 1, "id": key, "rev": rev + 1, **reduced(s), "erased": mark}]]


def registry(draw, most):
    """Lines of a registry: each id begins at revision 1, and the next comes later. A few have no id;
    some signals were erased, in their place but for the last line."""
    lines, rev, n = [], {}, 0
    for _ in range(draw.randint(1, most)):
        if rev and draw.random() < .25:
            key = draw.choice(list(rev))
            rev[key] += 1
        else:
            n += 1
            key = f"N-{n}"
            rev[key] = 1
        s = signal(draw)
        if rev[key] == 1 and draw.random() < .1:
            del rev[key]
            lines.append((None, line(draw, s)))
        else:
            lines.append((key, line(draw, {"id": key, "rev": rev[key], **s})))
    gone = {k for k in rev if draw.random() < .2} if draw.random() < .4 else set()
    left = {k: erased(k, n, signal(draw)) for k, n in rev.items() if k in gone}
    for i, (key, _) in enumerate(lines):
        if key in gone:
            lines[i] = (key, left[key].pop(0))
    return [text for _, text in lines] + [x for rest in left.values() for x in rest]
