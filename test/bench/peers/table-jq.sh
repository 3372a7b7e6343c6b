#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# table-jq.sh FILE - jq takes the members out; awk, which is far faster at it, keeps and counts.
set -eu
jq -r '[.id, .rev, .received[:4], .municipality // "unknown", (.forms // ["unknown"])[]] | @tsv' \
    "$1" | awk -F '\t' '
    $2 > rev[$1] { rev[$1] = $2; line[$1] = $0 }
    END {
        for (id in line) {
            n = split(line[id], cell, FS)
            for (i = 5; i <= n; i++)
                count[cell[3] FS cell[4] FS cell[i]]++
        }
        for (key in count)
            print key FS count[key]
    }'
