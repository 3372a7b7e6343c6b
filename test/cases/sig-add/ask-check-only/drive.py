# SPDX-License-Identifier: EUPL-1.2
"""Enter to every question, without a registry: the signal is checked and printed."""
import sys

sys.path.insert(0, sys.argv[1])
from terminal import Terminal

t = Terminal(["sig-add", "-p", "dijk-en-waard", "-i"])
while "Klopt het?" not in t.shown:
    t.wait("> ")
    t.type("\r")
    t.read(0.05)
t.type("ja\r")
t.wait("Gecontroleerd, niet vastgelegd")
print("status", t.end())
