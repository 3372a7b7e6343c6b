# SPDX-License-Identifier: EUPL-1.2
"""Who may see what, worked out a second time: from the sheets of a profile and from sig-signal(5),
without a line of the programs. Nothing here is fast or clever, so that it can be read and believed."""
import csv
import json
import re


class Profile:
    """The sheets of a profile with their layers applied, as sig-profile(5) says."""

    def __init__(self, root, name):
        self.layers = []
        while name:
            folder = f"{root}/lib/profile/{name}"
            self.layers.insert(0, folder)
            rows = read(f"{folder}/profile.csv")
            name = next((r["value"] for r in rows if r["key"] == "base"), None)
        self.groups = {}
        for row in self.sheet("codes", ["list", "code"]):
            self.groups[row["list"], row["code"]] = parts(row["group"])
        self.sets = {r["set"]: parts(r["fields"]) for r in self.sheet("fieldsets", ["set"])}
        self.views = self.sheet("views", ["view"])
        self.partners = self.sheet("partners", ["partner", "ground"])
        self.layouts = self.sheet("layouts", ["layout", "column"])

    def sheet(self, name, keys):
        rows = {}
        for folder in self.layers:
            for row in read(f"{folder}/{name}.csv"):
                key = tuple(row[k] for k in keys)
                if key[0].startswith("-"):
                    del rows[(key[0][1:],) + key[1:]]
                else:
                    rows[key] = row
        return list(rows.values())


def read(path):
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file, delimiter=";"))
    except FileNotFoundError:
        return []


def parts(cell):
    return [p.strip() for p in (cell or "").split("|") if p.strip()]


def field_table(root):
    """Paths of sig-signal(5) in order, each with its words: 'text, 200 bytes at most; personal'."""
    page = open(f"{root}/man/sig-signal.5", encoding="utf-8").read()
    members = page[page.index(".Sh MEMBERS"):page.index(".Sh REVISIONS")]
    return dict(re.findall(r"^\.It Va (\S+) Pq (.*)$", members, re.M))


class Receiver:
    def __init__(self, profile, table, row):
        self.profile, self.table, self.row = profile, table, row
        self.partner = row.get("partner")
        self.persons = row.get("persons", "name")
        self.all = "*" in parts(row["fields"])
        goes = self.named(row["fields"]) - self.named(row["except"])
        for path, words in table.items():
            who = path in ("persons.name", "persons.born")
            if "shielded" in words or path == "seal" or path.startswith("seal."):
                goes.discard(path)
            if who and self.persons in ("none", "pseudonym"):
                goes.discard(path)
        goes.discard("persons.pseudonym")
        self.leaves = {p for p in goes if not self.members(p)}

    def members(self, path):
        return [p for p in self.table if p.startswith(path + ".")]

    def named(self, cell):
        found = set()
        for part in parts(cell):
            names = self.profile.sets[part[1:]] if part.startswith(":") else [part]
            for name in names:
                if name == "*":
                    found |= set(self.table)
                else:
                    assert name in self.table, name
                    found |= {name} | set(self.members(name))
        return found

    def withheld(self, origin):
        """May an item of this origin not go? None: it says nothing of where it comes from."""
        listed = parts(self.row["withheld"])
        if listed == ["none"] or origin is None:
            return False
        if ("origin", origin) not in self.profile.groups:
            return True
        return origin in listed or bool(set(self.profile.groups["origin", origin]) & set(listed))

    def wpg_reporter(self, signal):
        reporter = signal.get("reporter", {})
        of = [("reporter-kind", reporter.get("kind")), ("capacity", reporter.get("capacity"))]
        return "wpg" in parts(self.row["withheld"]) and any(
            "wpg" in self.profile.groups.get(code, []) for code in of)

    def takes(self, signal, handing):
        if self.partner:
            if not isinstance(signal.get("id"), str):
                return False
            if self.partner not in [h["to"] for h in signal.get("handoffs", [])]:
                over = [o["choice"] for o in signal.get("overrides", []) if o["to"] == self.partner]
                if not handing or (over and over[-1] != "added"):
                    return False
        if self.row.get("restricted") != "yes" and signal.get("restricted", "no") != "no":
            return False
        if "origin" in signal:
            return not self.withheld(signal["origin"])
        return not self.wpg_reporter(signal)

    def role_goes(self, role):
        return parts(self.row["roles"]) == ["all"] or role in parts(self.row["roles"])

    def any_role(self, roles):
        return any(map(self.role_goes, roles or ["unknown"]))

    def consents(self, person):
        purpose = self.row.get("consent", "none")
        if purpose == "none":
            return True
        said = [c for c in person.get("consent", []) if c["for"] == purpose]
        for yes in [c for c in said if c["given"] == "yes"]:
            surely_before = [c for c in said if c["given"] != "yes" and c.get("on", "") and
                             yes.get("on", "") and c["on"] < yes["on"]]
            if len(surely_before) == len([c for c in said if c["given"] != "yes"]):
                return True
        return False

    def item_goes(self, path, item):
        if path + ".origin" in self.table and self.withheld(item.get("origin")):
            return False
        if path == "estimate":
            return self.any_role([item["role"]] if "role" in item else [])
        if path == "persons":
            return self.any_role(item.get("roles")) and (
                self.persons != "consenting" or self.consents(item))
        return True

    def reduce(self, value, path=""):
        out = {}
        for key, v in value.items():
            at = f"{path}.{key}" if path else key
            if at not in self.table:
                if self.all:
                    out[key] = v
            elif "derived" in self.table[at] and not self.all:
                continue  # made of the whole signal: nobody can tell what it rests on
            elif self.members(at) and at != "seal":
                if any(p in self.leaves for p in self.members(at)):
                    self.put_group(out, key, at, v)
            elif at in self.leaves:
                if at in ("persons.name", "persons.born") and not self.consents(value):
                    continue
                out[key] = [r for r in v if self.role_goes(r)] if at == "persons.roles" else v
        return out

    def put_group(self, out, key, path, value):
        if isinstance(value, list):
            out[key] = [self.reduce(v, path) for v in value if self.item_goes(path, v)]
        elif self.item_goes(path, value):
            out[key] = self.reduce(value, path)


def lines(text):
    return [json.loads(line) for line in text.splitlines()]
