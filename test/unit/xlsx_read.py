#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
"""xlsx_read.py WORKBOOK [EXPECTED]: the cells of a workbook by readers that are not ours (openpyxl,
xlsx2csv). Without EXPECTED prints them, a row a line, sheet by sheet; with it (JSON, a text a line)
column A of the first sheet must hold these texts in both readers, none of them as a formula."""
import csv
import io
import json
import re
import subprocess
import sys

import openpyxl


def unescape(text):
    """Control characters as the format writes them (ECMA-376 part 1, 22.9.2.19)."""
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda m: chr(int(m.group(1), 16)), text)


def show(book):
    for sheet in book:
        charts = ", ".join(type(c).__name__ for c in sheet._charts) or "none"
        print("==", sheet.title, "freeze", sheet.freeze_panes, "pages high", {None: 1}.get(sheet.page_setup.fitToHeight, sheet.page_setup.fitToHeight), "charts:", charts)
        for row in sheet.iter_rows():
            cells = []
            for c in row:
                if c.value is None:
                    cells.append("")
                elif isinstance(c.value, str):
                    cells.append(c.value)
                else:
                    cells.append("%s{%s}" % (c.value, c.number_format))
            print(" | ".join(cells).rstrip(" |"))


def compare(path, book, expected):
    want = [json.loads(line) for line in open(expected, encoding="utf-8")]
    sheet = book.worksheets[0]
    got = [sheet.cell(i + 1, 1) for i in range(len(want))]
    text = subprocess.run(["xlsx2csv", path], capture_output=True, check=True).stdout.decode("utf-8")
    second = [row[0] for row in csv.reader(io.StringIO(text))]
    faults = 0
    for i, text in enumerate(want):
        a, b = unescape(got[i].value or ""), unescape(second[i])
        if got[i].data_type == "f" or a != text:
            print("openpyxl, text %d: %r is %r (%s)" % (i, text, a, got[i].data_type))
            faults += 1
        # xlsx2csv trims blanks and line ends, and blanks some controls: letters must be there.
        if re.sub(r"\s+", "", b) != re.sub(r"\s+", "", text):
            print("xlsx2csv, text %d: %r is %r" % (i, text, b))
            faults += 1
    return faults


book = openpyxl.load_workbook(sys.argv[1])
if len(sys.argv) > 2:
    sys.exit(1 if compare(sys.argv[1], book, sys.argv[2]) else 0)
show(book)
