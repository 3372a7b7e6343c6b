# SPDX-License-Identifier: EUPL-1.2
"""views.py ROOT - what comes out of `sig-export --view` for every view of every built-in profile,
against oracle.py: the same members, no other token, none in a message. Seen a second time, nothing
is left to leave out."""
import json
import re
import subprocess
import sys

import oracle
import planted

TOKEN = re.compile(r"\btok\d{6}\b|\b7\d{6}\b")


def check(root, name):
    profile, table = oracle.Profile(root, name), oracle.field_table(root)
    planter = planted.Planter(table, profile)
    signals = planted.plant(planter, ["riec"])
    with open("planted.jsonl", "w", encoding="utf-8") as file:
        file.writelines(json.dumps(s) + "\n" for s in signals)
    for row in profile.views:
        receiver = oracle.Receiver(profile, table, row)
        want = [receiver.reduce(s) for s in signals if receiver.takes(s, False)]
        run = subprocess.run(["sig-export", "-p", name, "--view", row["view"], "-F", "jsonl",
                              "planted.jsonl"], capture_output=True, text=True, check=False)
        got = oracle.lines(run.stdout)
        assert run.returncode == 0, run.stderr
        assert len(got) == len(want), (row["view"], len(got), len(want))
        for i, (g, w) in enumerate(zip(got, want)):
            assert g == w, (name, row["view"], i, [k for k in w if g.get(k) != w[k]])
        assert not TOKEN.search(run.stderr), run.stderr
        tokens = len(set(TOKEN.findall(run.stdout)))
        assert tokens == len(set(TOKEN.findall(json.dumps(want))))
        again = subprocess.run(["sig-export", "-p", name, "--view", row["view"], "-F", "jsonl", "-"],
                               input=run.stdout, capture_output=True, text=True, check=False)
        assert again.stdout == run.stdout and again.stderr == ""
        assert len(want) > 20 and 100 < tokens < planter.count
        print(f"{name}: {row['view']}")


root_folder = planted.own_folder(sys.argv[1])
for profile_name in ("nl", "nijkerk", "dijk-en-waard"):
    check(root_folder, profile_name)
