# SPDX-License-Identifier: EUPL-1.2
"""bytes.py TABLE - the signals of the table and 2000 at random, one a line, oddly spelled.
bytes.py --without FILE - the lines of a file without their last member, "proposals".

A lookup by a regular expression, not by what the program under test does."""
import random
import re
import sys


def without(path):
    with open(path, encoding="utf-8", newline="") as f:
        for line in f:
            at = line.rindex(',"proposals":[') if ',"proposals":[' in line else line.index('"proposals":[')
            tail = re.search(r"\](\s*\}\s*)$", line[at:])
            sys.stdout.write(line[:at] + tail[1])


ODD = ['"x":1.50', '"y":1e400', '"z":"\\u00e9\\/\\ud83d\\ude00"', '"w":[ ]', '"n":-0', '"own":{"proposals":[1]}',
       '"t" : true', '"big":123456789012345678901234567890', '"text":"a\\"b"', '"persons":7', '"forms":{}',
       '"conclusion":[]', '"about":null', '"overrides":[1,{"to":7},{}]', '"handoffs":"x"', '"received":"2024"',
       '"received":"2024-02-30"', '"estimate":[{"min":-1}]', '"places":[{"area":1e3},{"area":12}]',
       '"overrides":[{"to":"\\u006ela","choice":"added"}]', '"circumstances":["acute","\\u0061cute"]']


def at_random(draw):
    for _ in range(2000):
        members = {m.split(":")[0].strip(): m for m in draw.sample(ODD, draw.randint(1, 6))}
        blank = draw.choice(["", " ", "\t"])
        yield "{" + blank + (blank + "," + blank).join(members.values()) + blank + "}" + draw.choice(["", " "])


def signals(path):
    with open(path, encoding="utf-8") as f:
        text = ""
        for line in f:
            if line.startswith(("{", '"')) or (text and not re.match(r"[@=#a-z]|$", line)):
                text += line.strip()
            elif text:
                yield text
                text = ""


if sys.argv[1] == "--without":
    without(sys.argv[2])
else:
    for each in [*signals(sys.argv[1]), *at_random(random.Random(4))]:
        print(each)
