# SPDX-License-Identifier: EUPL-1.2
"""table-python.py FILE"""
import collections
import json
import sys

newest = {}
with open(sys.argv[1], "rb") as lines:
    for line in lines:
        s = json.loads(line)
        known = newest.get(s["id"])
        if known is None or s["rev"] > known[0]:
            newest[s["id"]] = (s["rev"], s["received"][:4], s.get("municipality", "unknown"),
                               s.get("forms", ["unknown"]))

count = collections.Counter()
for _, year, place, forms in newest.values():
    for form in forms:
        count[year, place, form] += 1
for (year, place, form), n in count.items():
    print(year, place, form, n, sep="\t")
