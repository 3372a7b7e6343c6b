#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# sheet.sh ROWS [OPTION...] - what the cases below test/cases/sheets have in common. Imports
# $CASE/rows.csv by $CASE/map.csv and prints the signals and the rejects. ROWS is how many rows the
# file has below its header, counted by hand: each must be accounted for, by the totals and by what
# came out. The same import again must add nothing; with a sed script $CASE/mend the rejects are
# mended and fed again, and all of them must go in.
set -u
rows=$1
shift
failed=0

import() { # file, options
    file=$1
    shift
    sig-add --csv "$file" --map "$CASE/map.csv" "$@"
}

wrong() {
    echo "sheet: $*"
    failed=1
}

sum() { # file of messages: every row read is somewhere
    read -r read new present rejected joined passed <<END
$(sed -n 's/^sig-add: \(.* read: .*\) \[note\]$/\1/p' "$1" | tail -n 1 | awk -F', ' '{
    split($1, a, " "); printf "%d %d ", a[1], a[3]
    present = rejected = joined = passed = 0
    for (i = 2; i <= NF; i++) {
        n = $i + 0
        if ($i ~ /already there$/) present = n
        else if ($i ~ /rejected$/) rejected = n
        else if ($i ~ /joined to the row above$/) joined = n
        else if ($i ~ /passed over$/) passed = n
        else if ($i !~ /not registered$/) print "?"
    }
    printf "%d %d %d %d\n", present, rejected, joined, passed }')
END
    [ "$read" = $((new + present + rejected + joined + passed)) ] ||
        wrong "$read rows are not $new + $present + $rejected + $joined + $passed"
}

import "$CASE/rows.csv" "$@" --rejects left.csv >made.jsonl 2>said
status=$?
cat made.jsonl
cat said >&2
sum said
[ "$read" = "$rows" ] || wrong "$read rows were read of $rows"
[ "$(wc -l <made.jsonl)" = "$new" ] || wrong "$new signals, and other lines"
kept=0
if [ -e left.csv ]; then
    # A row of rejects begins with the number of its line; a header stands above them.
    kept=$(grep -ac '^[0-9][0-9]*[;,	][^;,	]*[;,	][a-z]' left.csv)
    if [ "$kept" -gt 0 ]; then
        echo '-- rejects'
        cat left.csv
    fi
fi
[ "$kept" = "$rejected" ] || wrong "$kept rows in the file of rejects, $rejected rejected"

if [ "$new" -gt 0 ]; then
    import "$CASE/rows.csv" "$@" -q -r r.jsonl 2>said
    sum said
    grep 'equal to' said >&2
    first=$new known=$present
    import "$CASE/rows.csv" "$@" -q -r r.jsonl 2>said
    sum said
    [ "$new $present" = "0 $((first + known))" ] || wrong "again: $new added, $present there"
fi
if [ -e "$CASE/mend" ]; then
    LC_ALL=C sed -f "$CASE/mend" left.csv >mended.csv
    import mended.csv "$@" -q -r r.jsonl 2>said || cat said
    sum said
    [ "$read $((new + joined))" = "$kept $kept" ] || wrong "mended: $new added of $kept"
fi
[ $failed = 0 ] || exit 9
exit $status
