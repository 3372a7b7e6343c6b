# SPDX-License-Identifier: EUPL-1.2
"""route-sql.py PROFILES PROFILE FILE - the rules of a built-in profile as one query of DuckDB: of each
signal of FILE, newest revision, its id and the partners that the rules propose.

A translation by itself: SQL has three-valued logic, so unsure is NULL here; the grammar is that part of
sig-expr(5) that the rules use."""
import csv
import re
import sys

LISTS = {"about", "forms", "subforms", "circumstances", "wants", "reopened", "persons.roles", "persons.known_to",
         "persons.nationalities", "persons.vulnerable", "organisations.roles"}
GROUPS = {"persons", "organisations", "events", "steps", "places"}
COLUMNS = {
    "id": "VARCHAR", "rev": "INTEGER", "received": "VARCHAR", "urgency": "VARCHAR",
    "reporter": 'STRUCT(kind VARCHAR, "function" VARCHAR)', "about": "VARCHAR[]", "forms": "VARCHAR[]",
    "subforms": "VARCHAR[]", "circumstances": "VARCHAR[]", "wants": "VARCHAR[]", "reopened": "VARCHAR[]",
    "persons": "STRUCT(roles VARCHAR[], age VARCHAR, born VARCHAR, age_class VARCHAR, nationalities VARCHAR[], "
               "residence VARCHAR, guardian VARCHAR, vulnerable VARCHAR[], known_to VARCHAR[], "
               "shelter STRUCT(requested VARCHAR, placed VARCHAR, refused VARCHAR, because VARCHAR))[]",
    "estimate": "STRUCT(min BIGINT, max BIGINT, role VARCHAR)", "organisations": "STRUCT(roles VARCHAR[])[]",
    "places": "STRUCT(kind VARCHAR, area BIGINT)[]", "conclusion": "STRUCT(value VARCHAR)",
    "closed": 'STRUCT("on" VARCHAR)', "steps": "STRUCT(step VARCHAR)[]", "events": "STRUCT(kind VARCHAR)[]",
    "criminal": "STRUCT(complaint VARCHAR)", "b8": "STRUCT(basis VARCHAR)",
}
CODES = {"reporter.kind": "reporter-kind", "reporter.function": "function", "conclusion.value": "conclusion",
         "forms": "form", "b8.basis": "b8-basis", "persons.residence": "residence",
         "persons.nationalities": "country"}


def sheet(folder, profile, name, keys):
    rows = {}
    for layer in ("nl", profile):
        try:
            with open(f"{folder}/{layer}/{name}.csv", encoding="utf-8", newline="") as f:
                for row in csv.DictReader(f, delimiter=";"):
                    rows[tuple(row[k] for k in keys)] = row
        except FileNotFoundError:
            pass
    return rows


class Translator:
    def __init__(self, codes, conditions):
        self.codes, self.conditions = codes, conditions

    def sql(self, text, scope=None):
        self.tokens, self.scope = re.findall(r"[\w.-]+|[<>!]=|[()=<>,]", text), scope
        got = self.either()
        assert not self.tokens, (text, self.tokens)
        return got

    def take(self, *words):
        if self.tokens and self.tokens[0] in words:
            return self.tokens.pop(0)
        return None

    def either(self):
        parts = [self.both()]
        while self.take("or"):
            parts.append(self.both())
        return "(" + " OR ".join(parts) + ")"

    def both(self):
        parts = [self.one()]
        while self.take("and"):
            parts.append(self.one())
        return "(" + " AND ".join(parts) + ")"

    def inner(self):
        assert self.take("(")
        got = self.either()
        assert self.take(")")
        return got

    def one(self):
        if self.take("not"):
            return f"(NOT {self.one()})"
        if self.tokens[0] == "(":
            return self.inner()
        if self.take("surely"):
            return f"coalesce({self.inner()}, false)"
        if self.take("meets"):
            name = self.tokens.pop(0)
            return Translator(self.codes, self.conditions).sql(self.conditions[(name,)]["when"])
        if self.take("any"):
            return self.any(self.tokens.pop(0))
        return self.test(self.tokens.pop(0))

    def any(self, name):
        outer, self.scope = self.scope, name
        each = f"list_transform({name}, e -> {self.inner()})"
        self.scope = outer
        return (f"(CASE WHEN list_contains({each}, true) THEN true WHEN coalesce(len({name}), 0) = 0 OR "
                f"len(list_filter({each}, t -> t IS NULL)) > 0 THEN NULL ELSE false END)")

    def resolve(self, name):
        """The path of the field and its value in SQL."""
        if name.startswith("signal."):
            return name[7:], self.column(name[7:])
        if self.scope and name.split(".")[0] in ("roles", "age", "residence", "guardian", "vulnerable", "shelter",
                                                 "nationalities", "known_to"):
            return f"{self.scope}.{name}", "e." + name.replace("function", '"function"')
        return name, self.column(name)

    @staticmethod
    def column(path):
        head, _, rest = path.partition(".")
        if head not in GROUPS or not rest:
            return ".".join(f'"{p}"' if p in ("function", "on") else p for p in path.split("."))
        each = f"list_transform({head}, e -> e.{rest})"
        if path in LISTS:
            return (f"flatten(list_transform({head}, e -> CASE WHEN coalesce(len(e.{rest}), 0) = 0 "
                    f"THEN [NULL] ELSE e.{rest} END))")
        return each

    def values(self, path):
        if self.take("in"):
            if self.take("group"):
                group = self.tokens.pop(0)
                got = [code for (name, code), row in self.codes.items()
                       if name == CODES[path] and group in row["group"].split("|")]
                return got
            assert self.take("(")
            got = [self.tokens.pop(0)]
            while self.take(","):
                got.append(self.tokens.pop(0))
            assert self.take(")")
            return got
        return [self.tokens.pop(0)]

    def test(self, name):
        path, value = self.resolve(name)
        if self.take("is"):
            return self.state(path, value)
        if path == "persons.age":
            assert self.take("<") and self.tokens.pop(0) == "18"
            return AGE
        if path == "space":
            assert self.take("<") and self.tokens.pop(0) == "12"
            return SPACE
        turned = self.take("not") or self.take("!=")
        if not turned:
            self.take("=")
        words = ", ".join(f"'{w}'" for w in self.values(path))
        if path in LISTS or path.split(".")[0] in GROUPS and not self.scope:
            got = (f"(CASE WHEN list_has_any(coalesce({value}, []), [{words}]) THEN true "
                   f"WHEN coalesce(len({value}), 0) = 0 OR list_contains({value}, 'unknown') OR "
                   f"len(list_filter({value}, x -> x IS NULL)) > 0 THEN NULL ELSE false END)")
        else:
            got = f"(nullif({value}, 'unknown') IN ({words}))"
        return f"(NOT {got})" if turned else got

    def state(self, path, value):
        turned = self.take("not")
        word = self.tokens.pop(0)
        if path == "persons.age":
            got = "(e.age IS NOT NULL OR e.born IS NOT NULL OR e.age_class IS NOT NULL)"
        elif path in LISTS and word == "known":
            got = f"(len(list_filter(coalesce({value}, []), x -> x <> 'unknown')) > 0)"
        elif path in LISTS or path in GROUPS:
            got = f"(coalesce(len({value}), 0) > 0)"
        elif word == "known":
            got = f"(nullif({value}, 'unknown') IS NOT NULL)"
        else:
            got = f"({value} IS NOT NULL)"
        return f"(NOT {got})" if (word == "absent") != bool(turned) else got


def first(date):
    return f"CAST(rpad({date}, 10, '-01-01') AS DATE)"


def last(date):
    """The last day that a date of reduced precision can mean."""
    return (f"(CASE len({date}) WHEN 10 THEN CAST({date} AS DATE) WHEN 7 THEN last_day(CAST({date} || '-01' AS DATE)) "
            f"ELSE CAST({date} || '-12-31' AS DATE) END)")


BORN = "nullif(e.born, 'unknown')"
AGE = (f"(CASE WHEN try_cast(e.age AS INTEGER) IS NOT NULL THEN try_cast(e.age AS INTEGER) < 18 "
       f"WHEN {BORN} IS NOT NULL THEN CASE WHEN datesub('year', {first(BORN)}, r_last) < 18 THEN true "
       f"WHEN datesub('year', {last(BORN)}, r_first) >= 18 THEN false END "
       f"WHEN e.age_class = 'u18' THEN true WHEN e.age_class IN ('18-22', '23plus', '18plus') THEN false END)")
SPACE = "(CASE WHEN space_hi < 12 THEN true WHEN space_lo >= 12 THEN false END)"
PEOPLE = """
    coalesce(list_sum(list_transform(list_filter(places, e -> coalesce(e.kind, '') <> 'azc'), e -> e.area)), 0) AS area,
    len(list_filter(coalesce(persons, []), e -> list_contains(e.roles, 'victim'))) AS victims,
    len(list_filter(coalesce(persons, []), e -> coalesce(len(e.roles), 0) = 0
        OR list_has_any(e.roles, ['victim', 'unknown']))) AS maybe,
    coalesce(estimate.role, 'victim') IN ('victim', 'unknown') AS theirs"""


def main(folder, profile, path):
    codes = sheet(folder, profile, "codes", ["list", "code"])
    conditions = sheet(folder, profile, "conditions", ["condition"])
    targets = {}
    for row in sheet(folder, profile, "routes", ["route"]).values():
        rule = Translator(codes, conditions).sql(row["when"]) if row["when"] else "true"
        unsure = "true" if row["unsure"] == "propose" else "false"
        targets.setdefault(row["to"], []).append(f"coalesce({rule}, {unsure})")
    columns = ", ".join(f'"{name}": \'{kind}\'' for name, kind in COLUMNS.items())
    chosen = ",\n".join(f"CASE WHEN {' OR '.join(rules)} THEN '{to}' END" for to, rules in sorted(targets.items()))
    print(f"""COPY (
WITH line AS (SELECT * FROM read_json('{path}', format = 'newline_delimited', columns = {{{columns}}},
    maximum_object_size = 33554432)),
amended AS (SELECT id, max(rev) AS rev FROM line WHERE rev > 1 GROUP BY id),
newest AS (SELECT line.*, {first('received')} AS r_first, {last('received')} AS r_last, {PEOPLE}
    FROM line LEFT JOIN amended USING (id) WHERE amended.rev IS NULL OR amended.rev = line.rev),
more AS (SELECT *, victims + CASE WHEN theirs THEN coalesce(estimate.min, 0) ELSE 0 END AS least,
    CASE WHEN theirs AND estimate IS NOT NULL THEN estimate.max ELSE 0 END AS beside FROM newest),
roomy AS (SELECT *, CASE WHEN area > 0 AND least > 0 THEN area // least END AS space_hi,
    CASE WHEN area > 0 AND least > 0 THEN
        CASE WHEN beside IS NULL THEN 0 ELSE area // greatest(maybe + beside, least) END END AS space_lo FROM more)
SELECT id, concat_ws(' ',
{chosen})
FROM roomy) TO '/dev/stdout' (FORMAT csv, DELIMITER '\t', HEADER false, QUOTE '')""")


main(*sys.argv[1:])
