# SPDX-License-Identifier: EUPL-1.2
"""make_pairs.py - the pairs made by rule: pairs.csv, to standard output.

Each pair is two descriptions of persons and whether they mean the same one. The mistakes are those
that people make at a desk; they know nothing of the rules of sig-enrich, and many are beyond them.
Names and dates are invented; the same bytes come out each time.
"""
import datetime
import random

GIVEN = {
    "m": "Jan Pieter Hendrik Willem Thomas Daniel Mehmet Mustafa Ibrahim Ahmed Krzysztof Tomasz "
         "Andrei Mihai Georgi Ivaylo Bogdan Viktor Emmanuel Samuel Rachid Khalid Sander Jeroen "
         "Wouter Matthijs Sebastiaan Alexandru Dragomir Chukwuemeka".split(),
    "f": "Anna Maria Johanna Elisabeth Sanne Femke Fatima Khadija Aleksandra Katarzyna Ioana "
         "Gabriela Desislava Svetlana Blessing Precious Marijke Willemijn Annelies Charlotte "
         "Yasemin Zeynep Mihaela Cristina Oksana Tatiana Nadia Roxana Magdalena Bogumiła".split(),
}
SURNAME = ("de Vries|van den Berg|van der Meer|Bakker|Visser|Mulder|Schouten|Hoekstra|Dijkstra|"
           "van Dijk|de Graaf|Brouwer|Thijssen|Wouters|van 't Hof|in 't Veld|Schröder|Müller|"
           "Kowalski|Wiśniewski|Nowak|Lewandowski|Popescu|Ionescu|Dumitrescu|Dimitrov|Georgiev|"
           "Petrović|Yılmaz|Öztürk|Çelik|Kaya|El Khatib|Amrani|Benali|Bouzid|Okafor|Osagie|"
           "Adeyemi|Nguyễn|Hernández|García|Kovács|Szabó|Shevchenko|Kravchenko").split("|")
COMMON = ("Jan de Vries|Jan Jansen|Maria Bakker|Piet Visser|Mohamed Ali|Ahmed Hassan|Fatima Ahmed|"
          "Ali Yılmaz|Anna Nowak|Maria Popescu|Peter de Jong|Johannes Smit").split("|")
LOOKS_LIKE = [("sch", "s"), ("ck", "k"), ("c", "k"), ("th", "t"), ("v", "f"), ("f", "v"),
              ("z", "s"), ("s", "z"), ("ie", "i"), ("ou", "au"), ("ei", "ij"), ("ij", "ei"),
              ("w", "v"), ("ss", "s"), ("tt", "t"), ("kk", "k"), ("x", "ks"), ("d", "t")]
PLAIN = str.maketrans("ëéèüöçşńśłćğıăâîșțőóáíñễÖÇŁŞŚ", "eeeuocsnslcgiaaistooaineOCLSS")

rnd = random.Random(20240615)


def day(first=1950, last=2008):
    start = datetime.date(first, 1, 2)
    return start + datetime.timedelta(rnd.randrange((last - first) * 365))


def person():
    sex = rnd.choice("mf")
    return rnd.choice(GIVEN[sex]), rnd.choice(SURNAME), day(), sex


def typing(word):
    """One letter wrong, missing, doubled or in the wrong place."""
    i = rnd.randrange(1, len(word))
    return rnd.choice([
        word[:i] + word[i + 1:],
        word[:i] + word[i] + word[i:],
        word[:i] + rnd.choice("aeiourstnlk") + word[i + 1:],
        word[:i - 1] + word[i] + word[i - 1] + word[i + 1:] if i > 1 else word + word[-1],
    ])


def by_ear(word):
    fits = [(a, b) for a, b in LOOKS_LIKE if a in word.lower()[1:]]
    if not fits:
        return typing(word)
    a, b = rnd.choice(fits)
    at = word.lower().index(a, 1)
    return word[:at] + b + word[at + len(a):]


def mistyped_day(d):
    while True:
        digits = list(d.strftime("%Y%m%d"))
        i = rnd.randrange(2, 8)
        digits[i] = rnd.choice("0123456789")
        try:
            other = datetime.datetime.strptime("".join(digits), "%Y%m%d").date()
        except ValueError:
            continue
        if other != d:
            return other


def prefix(surname):
    for long, short in (("van den ", "v.d. "), ("van der ", "v/d "), ("van 't ", "van het "),
                        ("in 't ", "in het "), ("van ", "v. "), ("de ", "De "), ("El ", "")):
        if surname.startswith(long):
            return short + surname[len(long):]
    return surname.upper()


def last_word(surname, change):
    front, _, last = surname.rpartition(" ")
    return (front + " " + change(last)).strip()


def comma(given, surname):
    front, _, last = surname.rpartition(" ")
    return f"{last}, {given} {front}".strip()


def same(given, surname, born, sex):
    """The same person as somebody else wrote it down, in each way that goes wrong."""
    second = rnd.choice(GIVEN[sex])
    other = rnd.choice(SURNAME)
    yield f"{given} {surname}".translate(PLAIN), born, "accents"
    yield f"{given} {prefix(surname)}", born, "prefix"
    yield comma(given, surname), born, "comma"
    yield f"{surname} {given}", born, "order"
    yield f"{given[0]}. {surname}", born, "initial"
    yield f"{given[0]}.{second[0]}. {surname}", born, "initials"
    yield f"{given} {second} {surname}", born, "second name"
    yield f"{given} {surname}-{other.split()[-1]}", born, "double name"
    yield f"{given} {last_word(surname, typing)}", born, "typing"
    yield f"{typing(given)} {surname}", born, "typing, first name"
    yield f"{given} {last_word(surname, by_ear)}", born, "by ear"
    yield f"{by_ear(given)} {surname}", born, "by ear, first name"
    yield f"{given} {surname}", mistyped_day(born), "digit"
    yield f"{given} {surname}", str(born.year), "year"
    yield f"{given} {other}", born, "married name"
    yield f"{typing(given)} {last_word(surname, typing)}", born, "typing twice"
    if born.day <= 12 and born.day != born.month:
        yield f"{given} {surname}", born.replace(day=born.month, month=born.day), "day and month"


def others(given, surname, born, sex):
    """Somebody else who looks like it."""
    brother = rnd.choice([g for g in GIVEN["m"] + GIVEN["f"] if g != given])
    parent = born.replace(year=born.year - rnd.randrange(18, 38), day=1 + rnd.randrange(28),
                          month=1 + rnd.randrange(12))
    stranger = rnd.choice([s for s in SURNAME if s != surname])
    yield f"{brother} {surname}", born, "twins"
    yield f"{given} {surname}", parent, "parent and child"
    yield f"{brother} {surname}", day(), "family"
    yield f"{given} {stranger}", born, "same day and first name"
    yield f"{brother} {stranger}", born, "same day"


def hardest():
    """Somebody else, though what is written down fits: what no rule can tell apart."""
    given, surname, born, sex = person()
    twin = rnd.choice([g for g in GIVEN["m"] + GIVEN["f"] if g != given and g[0] == given[0]]
                      or ["Xander"])
    yield f"{given[0]}. {surname}", born, f"{twin} {surname}", born, "twins with one initial"
    name, born = rnd.choice(COMMON), day()
    yield name, born, name, mistyped_day(born), "common name, near days"
    yield name, born, name, str(born.year), "common name, same year"


def line(*cells):
    print(";".join(str(c) for c in cells))


def main():
    line("same", "a_name", "a_born", "a_sex", "b_name", "b_born", "b_sex", "why")
    for _ in range(20):
        given, surname, born, sex = person()
        for name, on, why in same(given, surname, born, sex):
            line("yes", f"{given} {surname}", born, sex, name, on, rnd.choice([sex, ""]), why)
    for _ in range(50):
        given, surname, born, sex = person()
        for name, on, why in others(given, surname, born, sex):
            line("no", f"{given} {surname}", born, sex, name, on, "", why)
    for _ in range(10):
        for a_name, a_born, b_name, b_born, why in hardest():
            line("no", a_name, a_born, "", b_name, b_born, "", why)
    for _ in range(100):
        name = rnd.choice(COMMON)
        line("no", name, day(), "", name, day(), "", "common name")
        year = rnd.randrange(1970, 2004)
        line("no", name, f"{year}-01-01", "", name, f"{year + rnd.randrange(1, 9)}-01-01", "",
             "unknown days of birth")


main()
