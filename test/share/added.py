# SPDX-License-Identifier: EUPL-1.2
"""added.py ROOT FILE... - what sig-enrich, sig-route and sig-remind say with --view, for every view
of every built-in profile, of signals with a token in every field and of those in FILE...

The judge is oracle.py and the same command without --view: given what the oracle says that the role
may see (registry and input), it knows nothing else, so whatever it says rests on nothing else. With
--view, given everything, a command must say just that, less the members and the rules whose fields
the role does not see; sig-remind only of the kinds that the sheets give the role."""
import json
import re
import subprocess
import sys

import oracle
import planted

TOKEN = re.compile(r"\btok\d{6}\b|\b7\d{6}\b")


def tokens(text):
    return set(TOKEN.findall(text))


def save(name, signals):
    with open(name, "w", encoding="utf-8") as file:
        file.writelines(json.dumps(s) + "\n" for s in signals)


def say(*words):
    """What a command says; nothing of a signal in its messages."""
    run = subprocess.run(words, capture_output=True, text=True, check=False)
    assert run.returncode == 0 and not tokens(run.stderr), (words, run.stderr)
    return run.stdout


def seen(receiver, signals):
    return [receiver.reduce(s) for s in signals if receiver.takes(s, False)]


def added(receiver, signals):
    """Of what was derived of reduced signals, that which the role sees."""
    if receiver.all:
        return signals
    return [{k: v for k, v in s.items() if "derived" not in receiver.table[k] or
             any(p == k or p.startswith(k + ".") for p in receiver.leaves)} for s in signals]


def check_enrich(name, receiver):
    words = ["sig-enrich", "-p", name, "-r"]
    whole = say(*words, "known.jsonl", "--view", receiver.row["view"], "new.jsonl")
    judge = oracle.lines(say(*words, "known-seen.jsonl", "new-seen.jsonl"))
    assert oracle.lines(whole) == added(receiver, judge), (name, receiver.row["view"])
    with open("new-seen.jsonl", encoding="utf-8") as file:
        assert tokens(whole) <= tokens(file.read())
    return sum(len(s.get("matches", [])) for s in oracle.lines(whole))


def fields_of(text, conditions, table):
    """Every member of the table that a condition names, those of named conditions with it."""
    for inner in re.findall(r"meets ([\w-]+)", text):
        text += " " + fields_of(conditions[inner], conditions, table)
    return text


def blind_rules(profile, receiver):
    """Rules that ask for a field which the role does not see: a second reading of the sheets, good
    enough for the built-in ones, whose elements stand as `any LIST (MEMBER ...)`."""
    conditions = {c["condition"]: c["when"] for c in profile.sheet("conditions", ["condition"])}
    blind = set()
    for route in profile.sheet("routes", ["route"]):
        text = fields_of(route["when"], conditions, receiver.table)
        text = re.sub(r"meets [\w-]+", "", text)
        lists = re.findall(r"any (\w+) \(", text)
        for word in re.findall(r"[a-z][\w.-]*", text):
            word = word.removeprefix("signal.")
            paths = [word] + [f"{one}.{word}" for one in lists]
            known = [p for p in paths if p in receiver.table]
            if known and not receiver.all and not any(
                    leaf == p or leaf.startswith(p + ".")
                    for p in known for leaf in receiver.leaves):
                blind.add(route["route"])
    return blind


def check_route(name, profile, receiver):
    words = ["sig-route", "-p", name]
    view = ["--view", receiver.row["view"]]
    if not receiver.all and "proposals" not in receiver.leaves:
        run = subprocess.run(words + view + ["new.jsonl"], capture_output=True, text=True,
                             check=False)
        assert run.returncode == 2 and not run.stdout and "does not see proposals" in run.stderr
        return
    blind = blind_rules(profile, receiver)
    judge = oracle.lines(say(*words, "new-seen.jsonl"))
    got = oracle.lines(say(*words, *view, "new.jsonl"))
    assert len(got) == len(judge)
    for g, j in zip(got, judge):
        want = [(p["to"], r) for p in j["proposals"] for r in p["reasons"]
                if r["rule"] not in blind]
        assert sorted(map(str, want)) == sorted(
            str((p["to"], r)) for p in g["proposals"] for r in p["reasons"]), (name, want)
        del g["proposals"], j["proposals"]
        assert g == {k: v for k, v in j.items()}
    for form in (["--explain"], ["-F", "text"]):
        text = say(*words, *view, *form, "new.jsonl")
        plain = say(*words, *form, "new-seen.jsonl")
        assert set(text.splitlines()) <= set(plain.splitlines())
        assert not any(re.search(rf"(: {rule} ->|\[{rule};)", text) for rule in blind)
        assert receiver.all or blind


def check_remind(name, profile, receiver):
    words = ["sig-remind", "-p", name, "--today", "2024-06-15", "-F"]
    view = receiver.row["view"]
    kinds = [row[key] for sheet, key in (("terms", "term"), ("retention", "retention"),
                                         ("agenda", "item")) for row in profile.sheet(sheet, [key])
             if receiver.all or view in oracle.parts(row["views"])]
    for form in ("text", "ics", "jsonl"):
        got = say(*words, form, "--view", view, "known.jsonl")
        assert got == say(*words, form, "-k", ",".join(kinds), "known-seen.jsonl"), (name, view)
    return len(got.splitlines())


def check(root, name, examples):
    profile, table = oracle.Profile(root, name), oracle.field_table(root)
    planter = planted.Planter(table, profile)
    known = [s for s in planted.plant(planter, ["riec"]) + examples if "id" in s]
    new = [{k: v for k, v in s.items() if k not in ("id", "rev")} for s in known]
    save("known.jsonl", known)
    save("new.jsonl", new)
    counts = {}
    for row in profile.views:
        receiver = oracle.Receiver(profile, table, row)
        save("known-seen.jsonl", seen(receiver, known))
        save("new-seen.jsonl", seen(receiver, new))
        counts[row["view"]] = check_enrich(name, receiver), check_remind(name, profile, receiver)
        check_route(name, profile, receiver)
    most = counts["coordinator"]
    for view in ("social", "safety"):
        matches, reminders = counts[view]
        assert 0 < matches < most[0] and 0 < reminders < most[1], (view, counts)
    print(name)


signals = [json.loads(line) for path in sys.argv[2:] for line in open(path, encoding="utf-8")]
root_folder = planted.own_folder(sys.argv[1])
for profile_name in ("nl", "nijkerk", "dijk-en-waard"):
    check(root_folder, profile_name, signals)
