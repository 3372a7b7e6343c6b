#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# lint-man-fields.sh [--list] - holds sig-signal(5) against the field table, and sig-profile(5)
# against the schema of the sheets: a member or column that the page lacks, or that only the page
# has, or that the page says something else about, is a fault. --list prints the lines as they must
# stand in sig-signal(5), to paste when the table has changed.
set -u
cd "$(dirname "$0")/.." || exit 1
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

# The heading of each member: ".It Va path Pq kind; marks".
fields() {
    sed -n 's/^    {"\([a-z0-9_.]*\)", \("[^"]*"\|NULL\), SG_T_\([A-Z]*\), \([A-Z0-9_ |]*\), \([0-9]*\), \([0-9A-Z_]*\)},$/\1;\2;\3;\4;\5;\6/p' \
        lib/signals_table.c |
        awk -F';' '
        function has(mark) { return (" " marks " ") ~ (" " mark " ") }
        BEGIN {
            one["TEXT"] = "text"; many["TEXT"] = "texts"
            one["YESNO"] = "yes, no or unknown"
            one["DATE"] = "date"; many["DATE"] = "dates"
            one["DAY"] = "day"; one["TIME"] = "time"; one["MOMENT"] = "moment"
            one["INT"] = "number,"
            one["MUNICIPALITY"] = "municipality"; one["COUNTRY"] = "country"
            many["COUNTRY"] = "countries"
            one["POSTCODE"] = "postcode"; one["GROUP"] = "group"; many["GROUP"] = "groups"
        }
        {
            marks = $4
            gsub(/\|/, " ", marks)
            list = $2
            gsub(/"/, "", list)
            if ($3 == "CODE") text = (has("L") ? "list of " : "") "codes of " list
            else if (has("L")) text = "list of " many[$3]
            else text = one[$3]
            if ($3 == "CODE" && !has("L")) text = "code of " list
            if ($3 == "INT") text = text " " ($5 == $6 || $6 !~ /^[0-9]/ ? $5 : $5 " to " $6)
            if ($3 == "TEXT" && !has("D")) text = text ", " ($6 ? $6 : 65536) " bytes at most"
            if (has("U") && $3 != "YESNO") text = text ", or unknown"
            if (has("PAST")) text = text "; not after today"
            if (has("Q")) text = text "; required"
            if (has("SG_F_SHIELDED")) text = text "; personal and shielded"
            else if (has("P")) text = text "; personal"
            if (has("R")) text = text "; by the registry"
            if (has("D")) text = text "; derived"
            print ".It Va " $1 " Pq " text
        }'
}

# Every sheet and its columns: "sheet.column".
columns() {
    awk '
        /^static const struct sg_column [a-z]*_columns\[\]/ {
            sheet = $5; sub(/_columns.*/, "", sheet); next
        }
        /^};/ { sheet = "" }
        sheet != "" {
            while (match($0, /(TEXT|NEED|OF|ONE_OF|MAY_BE)\("[a-z0-9_]*"/)) {
                column = substr($0, RSTART, RLENGTH)
                sub(/.*\("/, "", column); sub(/"/, "", column)
                print sheet "." column
                $0 = substr($0, RSTART + RLENGTH)
            }
        }' lib/profile_schema.c
}

# The same from the page: ".It Va column" below ".Ss sheet.csv".
page_columns() {
    awk '
        /^\.S[sh] / { sheet = ""; if ($2 ~ /\.csv$/) { sheet = $2; sub(/\.csv/, "", sheet) } }
        sheet != "" && /^\.It Va / { print sheet "." $3 }' man/sig-profile.5
}

same() { # what, wanted, in the page
    [ -s "$2" ] || { echo "lint-man-fields: no $1 found in the sources"; return 1; }
    cmp -s "$2" "$3" && return 0
    echo "lint-man-fields: $1 differ (- the program, + the page)"
    diff -u "$2" "$3" | sed '1,2d'
    return 1
}

fields >"$work/fields"
if [ "${1-}" = --list ]; then
    cat "$work/fields"
    exit 0
fi
grep -c '^    {"' lib/signals_table.c >"$work/count"
[ "$(cat "$work/count")" = "$(wc -l <"$work/fields" | tr -d ' ')" ] || {
    echo 'lint-man-fields: the field table has rows of another form'
    exit 1
}
grep '^\.It Va .* Pq ' man/sig-signal.5 >"$work/page"
columns | sort >"$work/columns"
page_columns | sort >"$work/page_columns"
bad=0
same 'members of a signal' "$work/fields" "$work/page" || bad=1
same 'columns of the sheets' "$work/columns" "$work/page_columns" || bad=1
exit $bad
