# SPDX-License-Identifier: EUPL-1.2
"""Cross tables by SQLite: another reading of sig-stats(1) and of the sheet `measures`, which shares
no code with the program. Units are rows of `unit`, their classes rows of `class`."""
import csv
import json
import sqlite3

ROOT = "lib/profile/nl/"
TODAY = "2024-06-15"
FIRST = "(CASE length({0}) WHEN 4 THEN {0}||'-01-01' WHEN 7 THEN {0}||'-01' ELSE {0} END)"
LAST = "(CASE length({0}) WHEN 4 THEN {0}||'-12-31' WHEN 7 THEN date({0}||'-01','+1 month','-1 day') ELSE {0} END)"
LIKE_A_DATE = " OR ".join("{0} GLOB '" + "[0-9]" * 4 + "-[0-9][0-9]" * n + "'" for n in range(3))


def valid(d):
    """There and back again: date() alone takes 30 February as it is."""
    return f"(({LIKE_A_DATE.format(d)}) AND date({FIRST.format(d)},'+1 day','-1 day') = {FIRST.format(d)})"


def clean(d):
    return f"CASE WHEN {valid(d)} THEN {d} END"


def has(j, path, value):
    return f"EXISTS (SELECT 1 FROM json_each({j},'$.{path}') WHERE value='{value}')"


def known(j, path):
    return f"coalesce({j}->>'$.{path}','unknown') <> 'unknown'"


def inner(path, condition):
    return f"EXISTS (SELECT 1 FROM json_each(j,'$.{path}') p WHERE p.type='object' AND {condition})"


VICTIM = f"({has('j','about','victim')} OR {inner('persons', has('p.value','roles','victim'))})"
CARE = f"({inner('care', known('p.value','start'))} OR {inner('care', known('p.value','provider'))})"
# name: list or None, date (of the element when it begins with e), condition
MEASURES = {
    "signals": (None, "j->>'$.received'", "1"),
    "meldingen": (None, "j->>'$.received'", VICTIM),
    "zorgtrajecten": (None, "j->>'$.received'", f"{VICTIM} AND {CARE}"),
    "victims": ("persons", "j->>'$.received'", has("e", "roles", "victim")),
    "suspects": ("persons", "j->>'$.received'", has("e", "roles", "suspect")),
    "taken-up": (None, "j->>'$.received'", "j->>'$.criminal.taken_up' = 'yes'"),
    "shelter-placed": ("persons", "e->>'$.shelter.placed'",
                       f"{has('e','roles','victim')} AND {known('e','shelter.placed')}"),
    "shelter-refused": ("persons", "e->>'$.shelter.refused'",
                        f"{has('e','roles','victim')} AND {known('e','shelter.refused')}"),
    "handed-off": ("handoffs", "e->>'$.on'", "1"),
    "comensha": ("handoffs", "e->>'$.on'", "e->>'$.to' = 'comensha'"),
    "measures": ("measures", "e->>'$.on'", known("e", "on")),
    "controls": ("events", "e->>'$.on'", "e->>'$.kind' = 'control'"),
    "unique-controls": ("events", "e->>'$.on'", "e->>'$.kind' = 'control'"),
    "trainings": ("events", "e->>'$.on'", "e->>'$.kind' = 'training'"),
    "trained": ("events", "e->>'$.on'", "e->>'$.kind' = 'training'"),
    "awareness": ("events", "e->>'$.on'", "e->>'$.kind' = 'awareness'"),
    "feedback": ("feedback", "e->>'$.on'", "1"),
    "closed": (None, "j->>'$.closed.on'", known("j", "closed.on")),
}
OF_ESTIMATE = "(j->>'$.estimate.role' = 'victim' OR coalesce(j->>'$.estimate.role','unknown') = 'unknown')"
FEEDBACK = f"""(SELECT p.value->>'$.on' FROM json_each(j,'$.feedback') p WHERE {valid("p.value->>'$.on'")}
    ORDER BY {FIRST.format("(p.value->>'$.on')")} LIMIT 1)"""
COMPLETED = f"""(SELECT p.value->>'$.on' FROM json_each(j,'$.steps') p WHERE p.value->>'$.step' = 'completion'
    AND {valid("p.value->>'$.on'")} ORDER BY {FIRST.format("(p.value->>'$.on')")} LIMIT 1)"""
RECEIVED = clean("j->>'$.received'")
MEASURES.update({
    "unique-victims": ("persons", "j->>'$.received'", has("e", "roles", "victim")),
    "estimated-least": (None, "j->>'$.received'", f"j->>'$.estimate.min' IS NOT NULL AND {OF_ESTIMATE}"),
    "estimated-most": (None, "j->>'$.received'", f"json_array_length(json_array(j->'$.estimate')) AND j->'$.estimate' IS NOT NULL AND {OF_ESTIMATE}"),
    "feedback-median": (None, FEEDBACK, "json_array_length(j,'$.feedback') > 0"),
    "feedback-p90": (None, FEEDBACK, "json_array_length(j,'$.feedback') > 0"),
    "completion-median": (None, COMPLETED, inner("steps", "p.value->>'$.step' = 'completion'")),
    "riec": ("handoffs", "e->>'$.on'", "e->>'$.to' = 'riec'"),
    "ico-requests": ("events", "e->>'$.on'", "e->>'$.kind' = 'ico'"),
    "open": (None, "j->>'$.received'", "1"),
})
# How they count, and what they take besides the date.
HOW = {"unique-victims": ("distinct", "json_array(e->>'$.name', CASE WHEN length(e->>'$.born') = 10 THEN "
                                      + clean("e->>'$.born'") + " END)"),
       "unique-controls": ("distinct", "json_array(coalesce(nullif('#'||(e->>'$.number'),'#'), '@'||CASE WHEN length(e->>'$.on') = 10 THEN "
                                       + clean("e->>'$.on'") + " END), '')"),
       "trained": ("sum", "e->>'$.people'"), "estimated-least": ("sum", "j->>'$.estimate.min'"), "estimated-most": ("sum", "j->>'$.estimate.max'"),
       "feedback-median": ("median", RECEIVED), "feedback-p90": ("p90", RECEIVED),
       "completion-median": ("median", RECEIVED), "open": ("open", clean("j->>'$.closed.on'"))}
PUBLISHED = ["signals", "victims", "unique-victims", "controls", "trained", "estimated-most", "open"]
# Selections and when they hold for certain.
WHERE = {
    "forms = labour": has("j", "forms", "labour"),
    "not (forms = labour)": f"json_array_length(j,'$.forms') > 0 AND NOT {has('j','forms','labour')} "
                            f"AND NOT {has('j','forms','unknown')}",
    "reporter.kind = police": "j->>'$.reporter.kind' = 'police'",
    "received >= 2022": f"{valid(chr(106)+'->>'+chr(39)+'$.received'+chr(39))} AND j->>'$.received' >= '2022'",
    "criminal.taken_up = yes": "j->>'$.criminal.taken_up' = 'yes'",
    "any persons (roles = victim and sex = f)":
        inner("persons", has("p.value", "roles", "victim") + " AND p.value->>'$.sex' = 'f'"),
    "owner is absent": "j->'$.owner' IS NULL",
}
ROLES = {"municipality:recruitment": "recruitment", "region:found": "found"}
PERIODS = {"year", "half-year", "quarter", "month", "week"}
PART = {"half-year": "'H'||((substr(d,6,2)+5)/6)", "quarter": "'Q'||((substr(d,6,2)+2)/3)", "month": "substr(d,6,2)"}
THURSDAY = "date(d,'-3 days','weekday 4')"
RESPONSIBLE = """coalesce(
 CASE WHEN {known} THEN j->>'$.municipality' END,
 (SELECT p.value->>'$.municipality' FROM json_each(j,'$.places') p WHERE p.value->>'$.role'='registration'
   AND {place} ORDER BY p.key LIMIT 1),
 (SELECT p.value->>'$.municipality' FROM json_each(j,'$.places') p WHERE p.value->>'$.role'='found'
   AND {place} ORDER BY p.key LIMIT 1))""".format(known=known("j", "municipality"), place=known("p.value", "municipality"))
AGES = f"""SELECT u, p, CASE
  WHEN json_type(p,'$.age')='integer' AND p->>'$.age' BETWEEN 0 AND 150 THEN p->>'$.age'
  WHEN b IS NOT NULL AND r IS NOT NULL AND years(b1,r2) >= 0 THEN max(years(b2,r1),0) END lo,
 CASE WHEN json_type(p,'$.age')='integer' AND p->>'$.age' BETWEEN 0 AND 150 THEN p->>'$.age'
  WHEN b IS NOT NULL AND r IS NOT NULL AND years(b1,r2) >= 0 THEN years(b1,r2) END hi, p->>'$.age_class' c
 FROM (SELECT *, {FIRST.format('b')} b1, {LAST.format('b')} b2, {FIRST.format('r')} r1, {LAST.format('r')} r2
  FROM (SELECT u, p, {clean("p->>'$.born'")} b, {clean("j->>'$.received'")} r FROM someone))"""
SIMPLE = {"reporter-kind": "j->>'$.reporter.kind'", "conclusion": "j->>'$.conclusion.value'", "owner": "j->>'$.owner'",
          "function": "j->>'$.reporter.function'", "criminal.taken_up": "j->>'$.criminal.taken_up'"}
LISTS = {"form": "$.forms", "about": "$.about"}
INNER = {"target": ("handoffs", "to"), "step": ("steps", "step"), "measure-kind": ("measures", "kind"),
         "events.kind": ("events", "kind")}
MANY = {"form", "about", "region", "events.teams", *INNER, *ROLES}
OF_PERSONS = {"sex", "nationality", "age-class", "minor", "dutch", "residence"}
OF_PLACES = {"municipality", "police-unit", "safety-region", "region"}


def full(a, b):
    """Full years; who was born on 29 February has the birthday on 1 March in other years."""
    y = int(b[:4]) - int(a[:4]) - (b[5:] < a[5:])
    return y


def rows_of(path):
    with open(path, encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f, delimiter=";"))


def codes():
    return [m["code"] for m in rows_of(ROOT + "municipalities.csv")]


class Judge:
    def __init__(self, lines, regions, coverage, house=()):
        self.db = db = sqlite3.connect(":memory:")
        db.create_function("years", 2, full, deterministic=True)
        db.execute("CREATE TABLE line(n INTEGER PRIMARY KEY, j TEXT)")
        db.executemany("INSERT INTO line(j) VALUES(?)", [(x,) for x in lines])
        db.execute("""CREATE TABLE latest AS SELECT n, j FROM line a WHERE j->'$.id' IS NULL OR NOT EXISTS
            (SELECT 1 FROM line b WHERE b.j->>'$.id' = a.j->>'$.id' AND b.j->>'$.rev' > a.j->>'$.rev')""")
        db.execute("CREATE TABLE house(j TEXT)")
        db.executemany("INSERT INTO house VALUES(?)", [(json.dumps({"municipality": "GM0267", "events": [x]}),) for x in house])
        self.places(regions)
        self.covered = bool(coverage)
        self.now = {m["code"] for m in rows_of(ROOT + "municipalities.csv") if m["safety_region"]}
        self.labels = {m["measure"]: m["nl"] for m in rows_of(ROOT + "measures.csv")}
        db.execute("CREATE TABLE coverage(code, first, last)")
        db.executemany("INSERT INTO coverage VALUES(?,?,?)", coverage)

    def places(self, regions):
        """place: every code, what it is today, its unit and safety region; region: its members."""
        now = {m["code"]: m for m in rows_of(ROOT + "municipalities.csv")}
        became = {}
        for m in rows_of(ROOT + "mergers.csv"):
            became.setdefault(m["old_code"], []).append(m)

        def ends(code):
            if code in now or code not in became:
                return {code}
            return set().union(*(ends(m["new_code"]) for m in became[code]))
        self.today = {c: (min(ends(c)) if len(ends(c)) == 1 else c) for c in [*now, *became]}
        empty = {"police_unit": "", "safety_region": ""}
        rows = [(c, t, now.get(t, empty)["police_unit"] or "other", now.get(t, empty)["safety_region"] or "other")
                for c, t in self.today.items()]
        self.db.execute("CREATE TABLE place(code PRIMARY KEY, today, unit, safety)")
        self.db.executemany("INSERT INTO place VALUES(?,?,?,?)", rows)
        self.db.execute("CREATE TABLE region(code, region)")
        inside = {(e, r) for r, member in regions for e in now if member in (e, now[e]["safety_region"])}
        self.db.executemany("INSERT INTO region VALUES(?,?)", [
            (c, r) for c in self.today for r in {r for r, _ in regions} if all((e, r) in inside for e in ends(c))])

    def units(self, measure, where, years):
        """Fills `unit`; returns how many had no date although years were asked for."""
        of, date, condition = MEASURES[measure]
        signals = "(SELECT n, j FROM latest UNION ALL SELECT NULL, j FROM house)" if of == "events" else "latest"
        source = f"{signals}, json_each(j,'$.{of}') x" if of else signals
        element = "x.value" if of else "NULL"
        self.inside = of == "persons"
        self.of = of
        how, extra = HOW.get(measure, (None, "NULL"))
        db = self.db
        db.execute("DROP TABLE IF EXISTS unit")
        db.execute(f"""CREATE TABLE unit AS SELECT row_number() OVER () u, n, j, e, {clean('d')} d, {extra} x FROM
            (SELECT n, j, e, {date} d FROM (SELECT n, j, {element} e FROM {source}
             {"WHERE x.type='object'" if of else ""}) WHERE ({condition}) AND ({WHERE.get(where, "1")}))""")
        if of == "events":  # what is planned has not happened
            db.execute(f"DELETE FROM unit WHERE {FIRST.format('d')} > ?", (TODAY,))
        if not years and how != "open":
            return 0
        missing = db.execute("SELECT count(*) FROM unit WHERE d IS NULL").fetchone()[0]
        if how == "open":
            db.execute("DELETE FROM unit WHERE d IS NULL")
            return missing
        db.execute("DELETE FROM unit WHERE d IS NULL OR substr(d,1,4)+0 NOT BETWEEN ? AND ?", years)
        return missing

    def period(self, dim, within):
        if dim == "year":
            return "SELECT u, substr(d,1,4) c FROM unit"
        if dim == "week":
            return (f"SELECT u, CASE WHEN length(d)=10 THEN strftime('%Y',{THURSDAY})||'-W'||"
                    f"printf('%02d',(strftime('%j',{THURSDAY})-1)/7+1) END c FROM unit")
        year = "" if within else "substr(d,1,4)||'-'||"
        return f"SELECT u, CASE WHEN length(d)>4 THEN {year}{PART[dim]} END c FROM unit"

    def place(self, dim, then):
        base = f"(SELECT u, {RESPONSIBLE} m FROM unit)"
        if dim in ROLES:
            base = f"""(SELECT u, p.value->>'$.municipality' m FROM unit,
                json_each(j,'$.places') p WHERE p.value->>'$.role' = '{ROLES[dim]}')"""
            dim = dim.split(":")[0]
        if dim == "municipality":
            return f"SELECT u, m c FROM {base}" if then else \
                f"SELECT u, coalesce(today, m) c FROM {base} LEFT JOIN place ON code = m"
        if dim == "region":
            return f"""SELECT u, CASE WHEN m IS NULL OR m = 'unknown' THEN m ELSE coalesce(region,'other') END c
                FROM {base} LEFT JOIN region ON code = m"""
        column = "unit" if dim == "police-unit" else "safety"
        return f"SELECT u, CASE WHEN m IS NULL OR m = 'unknown' THEN m ELSE coalesce({column},'other') END c FROM {base} " \
               f"LEFT JOIN place ON code = m"

    def person(self, dim):
        if dim in ("sex", "residence"):
            return f"SELECT u, p->>'$.{dim}' c FROM someone"
        if dim == "nationality":
            return "SELECT u, x.value c FROM someone, json_each(p,'$.nationalities') x"
        if dim == "dutch":
            return """SELECT u, CASE WHEN EXISTS (SELECT 1 FROM json_each(p,'$.nationalities') WHERE value='NL')
                THEN 'dutch' WHEN EXISTS (SELECT 1 FROM json_each(p,'$.nationalities') WHERE value<>'unknown')
                THEN 'not-dutch' ELSE 'unknown' END c FROM someone"""
        if dim == "minor":
            return f"""SELECT u, CASE WHEN hi < 18 OR (hi IS NULL AND c='u18') THEN 'yes'
                WHEN lo >= 18 OR (lo IS NULL AND c IN ('18-22','23plus','18plus')) THEN 'no' ELSE 'unknown' END c FROM ({AGES})"""
        return f"""SELECT u, CASE WHEN hi < 18 THEN 'u18' WHEN lo >= 18 AND hi < 23 THEN '18-22'
            WHEN lo >= 23 THEN '23plus' WHEN lo IS NULL THEN coalesce(nullif(c,'18plus'),'unknown') ELSE 'unknown' END c FROM ({AGES})"""

    def classes(self, dim, within, then, exclusive):
        """The rows of `class`, as a query: every unit at least once."""
        db = self.db
        if dim in PERIODS:
            q = self.period(dim, within)
        elif dim in OF_PLACES or dim in ROLES:
            q = self.place(dim, then)
        elif dim in OF_PERSONS:
            db.execute("DROP TABLE IF EXISTS someone")
            db.execute("CREATE TABLE someone AS SELECT u, j, e p FROM unit" if self.inside else
                       "CREATE TABLE someone AS SELECT u, j, x.value p FROM unit, json_each(j,'$.persons') x")
            q = self.person(dim)
        elif dim in INNER:
            of, name = INNER[dim]
            q = f"SELECT u, e->>'$.{name}' c FROM unit" if of == self.of else \
                f"SELECT u, x.value->>'$.{name}' c FROM unit, json_each(j,'$.{of}') x"
        elif dim == "events.teams":
            q = "SELECT u, x.value c FROM unit, json_each(e,'$.teams') x" if self.of == "events" else \
                "SELECT u, x.value c FROM unit, json_each(j,'$.events') v, json_each(v.value,'$.teams') x"
        elif dim in LISTS:
            q = f"SELECT u, x.value c FROM unit, json_each(j,'{LISTS[dim]}') x"
        else:
            q = f"SELECT u, {SIMPLE[dim]} c FROM unit"
        rows = db.execute(f"SELECT DISTINCT u, c FROM ({q}) WHERE c IS NOT NULL AND c <> ''").fetchall()
        out = {u: set() for (u,) in db.execute("SELECT u FROM unit")}
        for u, c in rows:
            out[u].add(str(c))
        several = exclusive and (dim in MANY or dim in OF_PERSONS)
        return {u: ({"unknown"} if not cs else {"several"} if several and len(cs) > 1 else cs)
                for u, cs in out.items()}
