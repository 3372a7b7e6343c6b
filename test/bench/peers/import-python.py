# SPDX-License-Identifier: EUPL-1.2
"""import-python.py FILE OUT"""
import csv
import json
import sys

encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
with open(sys.argv[1], newline="", encoding="utf-8") as rows, open(sys.argv[2], "w") as out:
    for row in csv.DictReader(rows, delimiter=";"):
        out.write(encode(row) + "\n")
