#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""1,048,600 signals to a workbook by sig-export, and the same list by sig-stats --sheet: each row is there
once, in order, on as many sheets as it needs and no more, each with its header; memory stays small."""
import os
import re
import resource
import subprocess
import tempfile
import zipfile

ROWS = 1048600
LIMIT = 1048576  # of a sheet, its header among them
CELL = re.compile(rb'<c r="A(\d+)"[^>]*><is><t[^>]*>([^<]*)</t>')
bin_dir = os.path.abspath(os.environ.get("BIN", "bin"))


def run(program, *words):
    subprocess.run([f"{bin_dir}/{program}", "-p", "nl", *words], check=True)


def column(book, sheet):
    """The texts of column A of a sheet: (row, text), read as a stream."""
    with book.open(f"xl/worksheets/sheet{sheet}.xml") as file:
        rest = b""
        while block := file.read(1 << 20):
            rest += block
            cut = rest.rfind(b"</row>") + 1
            yield from ((int(n), text.decode()) for n, text in CELL.findall(rest[:cut]))
            rest = rest[cut:]
        yield from ((int(n), text.decode()) for n, text in CELL.findall(rest))


def check(path, most, below):
    """most: rows of a sheet; below: what stands under the list, on its last sheet."""
    with zipfile.ZipFile(path) as book:
        names = re.findall(rb'<sheet name="([^"]*)"', book.read("xl/workbook.xml"))
        want, sheet = 1, first_of(names)
        while want <= ROWS:
            cells = column(book, sheet)
            assert next(cells) == (1, "Signaalnummer"), (path, sheet)
            row = 1
            for row, text in cells:
                if want > ROWS:
                    assert text == below, text
                    break
                assert (row, text) == ((want - 1) % (most - 1) + 2, f"A-{want:07d}"), (row, text, want)
                want += 1
            assert want > ROWS or row == most, (path, sheet, row)
            sheet += 1
        assert sheet == len(names) + (path == "t.xlsx"), (path, names)


def first_of(names):
    return 1 + min(i for i, n in enumerate(names) if n in (b"Signalen", b"lijst"))


with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    with open("s.jsonl", "w", encoding="ascii") as out:
        out.writelines(f'{{"id":"A-{i:07d}","received":"2024"}}\n' for i in range(1, ROWS + 1))
    run("sig-export", "-F", "xlsx", "-c", "id", "-o", "e.xlsx", "s.jsonl")
    check("e.xlsx", LIMIT, None)
    run("sig-export", "-c", "id", "-o", "list.csv", "s.jsonl")
    run("sig-stats", "-F", "xlsx", "-o", "t.xlsx", "--sheet", "lijst=list.csv", "-R", "year", "s.jsonl")
    check("t.xlsx", LIMIT - 2, "Voor intern gebruik: niet voor publicatie.")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    assert peak < 64, f"{peak} MiB"
    print(f"sheets: {ROWS} rows on further sheets, {peak} MiB at most")
