# SPDX-License-Identifier: EUPL-1.2
"""Signals with a token of its own in every field of sig-signal(5): with each origin, each consent,
each role, handed or not. A token that comes out where it may not betrays the field it stood in."""
import atexit
import itertools
import os
import tempfile

PURPOSES = ["care", "police", "registration", "comensha", "contact"]


def own_folder(root):
    """Goes to work in a folder that is gone when the program ends. Returns the way to root there."""
    folder = tempfile.TemporaryDirectory()
    atexit.register(folder.cleanup)
    root = os.path.abspath(root)
    os.chdir(folder.name)
    return root


class Planter:
    def __init__(self, table, profile):
        self.table, self.profile, self.count = table, profile, 0
        self.origins = [code for kind, code in profile.groups if kind == "origin"]
        self.roles = [code for kind, code in profile.groups if kind == "role"]

    def token(self, path):
        """Text that stands nowhere else; a number where the field has one."""
        self.count += 1
        if self.table[path].startswith("number"):
            return 7000000 + self.count
        return f"tok{self.count:06d}"

    def group(self, path, without=()):
        """A group with every member of it, and one that no table knows."""
        out = {}
        for p, words in self.table.items():
            parent, _, leaf = p.rpartition(".")
            if parent != path or p in without or p == "persons.pseudonym":
                continue
            if words.startswith("list of groups"):
                out[leaf] = [self.group(p), self.group(p)]
            elif words.startswith("group"):
                out[leaf] = self.group(p)
            else:
                out[leaf] = [self.token(p), self.token(p)] if words.startswith("list") \
                    else self.token(p)
        self.count += 1
        out["unheard_of"] = {"deep": [f"tok{self.count:06d}"]}
        return out

    def person(self, roles=("victim",), origin=None, consent=None):
        out = self.group("persons", ("persons.roles", "persons.origin", "persons.consent"))
        if roles is not None:
            out["roles"] = list(roles)
        if origin:
            out["origin"] = origin
        if consent is not None:
            out["consent"] = [dict(c, more=f"tok{self.next():06d}") for c in consent]
        return out

    def next(self):
        self.count += 1
        return self.count

    def consents(self):
        """Every way to have said yes or no, for every purpose."""
        ways = [[("yes", None)], [("no", None)], [("withdrawn", None)],
                [("yes", "2023-01-01"), ("withdrawn", "2023-06-01")],
                [("no", "2023-01-01"), ("yes", "2023-06-01")],
                [("yes", "2023"), ("withdrawn", "2023-06-01")],
                [("no", None), ("yes", "2023-06-01")],
                [("yes", "2023-06-01"), ("no", "2023-06-01")],
                [("withdrawn", "2023-06-01"), ("yes", "2023-06-02"), ("yes", None)]]
        for purpose, way in itertools.product(PURPOSES, ways):
            yield [dict({"for": purpose, "given": given}, **({"on": on} if on else {}))
                   for given, on in way]

    def few_persons(self):
        yield self.person(consent=[{"for": p, "given": "yes"} for p in PURPOSES])
        yield self.person(["suspect"])
        yield self.person(origin="police")

    def persons(self):
        everything = [{"for": p, "given": "yes"} for p in PURPOSES]
        yield from (self.person(origin=o, consent=everything)
                    for o in [None, "no-such-origin"] + self.origins)
        yield from (self.person(roles, consent=everything) for roles in
                    [[r] for r in self.roles] +
                    [["unknown"], [], None, ["victim", "suspect"], ["suspect", "witness"]])
        yield from (self.person(consent=c) for c in self.consents())
        yield self.person()

    def items(self, path, all_origins):
        out = []
        for origin in [None, "no-such-origin"] + (self.origins if all_origins else []):
            item = self.group(path, (f"{path}.origin",))
            out.append(dict(item, **({"origin": origin} if origin else {})))
        return out

    def signal(self, number, **marks):
        """Everything that a signal can hold; marks decide over the whole of it. The first one has
        every person and item; what holds for those is not asked again of the others."""
        gates = ("id", "origin", "restricted", "persons", "places", "organisations", "steps",
                 "handoffs", "overrides", "seal", "erased")
        out = self.group("", gates)
        full = number == 1
        for path in ("places", "organisations", "steps"):
            out[path] = self.items(path, full)
        out["persons"] = list(self.persons() if full else self.few_persons())
        out["estimate"]["role"] = "victim"
        out.update({k: v for k, v in marks.items() if v is not None})
        if number:
            out["id"] = f"NIJ-2024-{number:05d}"
            out["rev"] = number
        return out


def handed(planter, partners):
    return [dict(planter.group("handoffs", ("handoffs.to",)), to=p) for p in partners]


def plant(planter, partners):
    """A signal for everything that decides over a signal as a whole."""
    to = handed(planter, partners)
    marks = [{}]
    marks += [{"origin": o} for o in planter.origins + ["no-such-origin"]]
    marks += [{"restricted": r} for r in ("yes", "no", "unknown")]
    marks += [{"reporter": {"kind": k, "contact": planter.token("text")}}
              for k in ("police", "kmar", "nla", "citizen")]
    marks += [{"reporter": {"kind": "own-employee", "capacity": c}}
              for c in ("investigation", "supervision")]
    marks += [{"reporter": {"kind": "police"}, "origin": "municipal"}]
    marks += [{"estimate": {"min": 7999999, "role": r}} for r in planter.roles + ["unknown"]]
    signals = [planter.signal(i + 1, handoffs=to, **m) for i, m in enumerate(marks)]
    at = len(signals)
    signals.append(planter.signal(at + 1))
    for choice in (["dropped"], ["added"], ["postponed", "added"], ["added", "dropped"]):
        at += 1
        signals.append(planter.signal(at + 1, overrides=[
            dict(planter.group("overrides", ("overrides.to", "overrides.choice")), to=p, choice=c)
            for p in partners for c in choice]))
    signals.append(planter.signal(None, handoffs=to))
    return signals
