#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# cov.sh BUILD - which part of each file of lib/ and cmd/ the tests that ran in BUILD have reached.
set -u
for f in "$1"/lib/*.gcno "$1"/cmd/*.gcno; do
    [ -e "$f" ] && gcov -n -o "${f%/*}" "$f"
done 2>/dev/null | awk '
/^File / { file = substr($2, 2, length($2) - 2) }
/^Lines executed:/ {
    if (file ~ /^(lib|cmd)\/[^\/]*\.c$/) {
        split($2, part, /[:%]/)
        total[file] = $4
        reached[file] = part[2] * $4 / 100
    }
    file = ""
}
END {
    for (f in total) {
        printf "%5.1f %%  %5d lines  %s\n", 100 * reached[f] / total[f], total[f], f | "sort -n"
        n += total[f]
        r += reached[f]
    }
    close("sort -n")
    if (n)
        printf "%5.1f %%  %5d lines  all\n", 100 * r / n, n
}'
