#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# monthly-report.sh [--lang nl|en] PERIOD [PROFILE [REGISTRY]] - the report of a month (2024-03), of half a year for the
# driehoek (2024-H1) or of a year for college and council (2024), in the folder report/PERIOD: report.xlsx (a
# sheet a table, with chart and notes; the open signals; what is due), the tables as CSV and charts as SVG,
# report.md for a mail, and what the meetings have to talk about. From cron, on the first of a month:
#
#   15 6 1 * *  cd /srv/sig && sh monthly-report.sh "$(date -d yesterday +\%Y-\%m)" nijkerk
#
# The same registry gives the same bytes. A report that cannot be made whole is not made. Nothing in it is
# for publication. Exit status: 0, 1 (some lines could not be read), 2 (usage), 3.
set -eu

usage() {
    echo 'usage: monthly-report.sh [--lang nl|en] YYYY-MM|YYYY-H1|YYYY-H2|YYYY [PROFILE [REGISTRY]]' >&2
    exit 2
}

lang='nl'
case ${1-} in
--lang) lang=${2-} && shift $(($# > 1 ? 2 : 1)) ;;
--lang=*) lang=${1#--lang=} && shift ;;
esac
case $lang in nl | en) ;; *) usage ;; esac
case $# in [123]) ;; *) usage ;; esac
here=$(cd "$(dirname "$0")" && pwd)
period=$1 year=${1%%-*}
SIG_PROFILE=${2:-${SIG_PROFILE-}} SIG_REGISTRY=${3:-${SIG_REGISTRY:-registry.jsonl}}
export SIG_PROFILE SIG_REGISTRY

# say DUTCH ENGLISH - in the language that was asked for
say() {
    case $lang in
    nl) printf '%s' "$1" ;;
    en) printf '%s' "$2" ;;
    esac
}

# ---- what each period shows; add tables of your own profile here ----

tables='vormen melders conclusies maatregelen'
meetings='local-meeting riec-meeting'
case $period in
[0-9][0-9][0-9][0-9]-H1) first=$year-01 last=$year-06 after=$year-07-01 name=$(say "eerste halfjaar $year" "first half of $year") ;;
[0-9][0-9][0-9][0-9]-H2) first=$year-07 last=$year-12 after=$((year + 1))-01-01 name=$(say "tweede halfjaar $year" "second half of $year") ;;
[0-9][0-9][0-9][0-9]-0[1-9] | [0-9][0-9][0-9][0-9]-1[0-2])
    month=${period#*-} month=${month#0}
    first=$period last=$period after=$(printf '%s-%02d-01' "$year" $((month + 1)))
    [ "$month" -ne 12 ] || after=$((year + 1))-01-01
    # shellcheck disable=SC2046,SC2086
    set -- $(say 'januari februari maart april mei juni juli augustus september oktober november december' \
        'January February March April May June July August September October November December')
    shift $((month - 1))
    name="$1 $year"
    ;;
[0-9][0-9][0-9][0-9]) first=$period last=$period after=$((year + 1))-01-01 name=$(say "het jaar $year" "the year $year") ;;
*) usage ;;
esac
case $period in
*-H[12]) meetings='triangle' tables="jaren $tables gemeenten" ;;
????) meetings='' tables="jaren $tables gemeenten slachtoffers-leeftijd slachtoffers-geslacht" ;;
esac

# The day behind the period: what was known then counts, whenever the report is made.
SIG_TODAY=${SIG_TODAY:-$after}
export SIG_TODAY
until="received <= $last"

# ---- the parts ----

day=${SIG_TODAY#????-} # as people read it: dd-mm-yyyy
day=${day#*-}-${day%-*}-${SIG_TODAY%%-*}

worst=0
note() { # status of a program: 1 is remembered, more ends all
    [ "$1" -le 1 ] || exit "$1"
    [ "$1" -eq 0 ] || worst=1
}

run() { "$@" || note $?; }

# What is counted: all up to the end of the year; within a year, what was received until then.
stats() {
    case $last in
    *-12 | ????) sig-stats --lang "$lang" --until "$year" "$@" ;;
    *) sig-stats --lang "$lang" --until "$year" -w "@$work/until" "$@" ;; # a file: no note tells of it
    esac
}

count() { # condition: how many signals
    sig-export --plain -c id -w "($until) and ($1)" >"$work/count" || note $?
    echo $(($(wc -l <"$work/count") - 1))
}

fenced() { # command: what it prints, as it stands
    run "$@" >"$work/fenced"
    printf '```\n'
    cat "$work/fenced"
    printf '```\n'
}

letter() {
    printf '# %s: %s\n\n' "$(say 'Signalen van mensenhandel' 'Signals of human trafficking')" "$name"
    printf '**%s** %s: %s.\n\n' "$(say 'Voor intern gebruik: niet voor publicatie.' \
        'For internal use: not for publication.')" "$(say Stand 'State of the data')" "$day"
    printf -- '- %s: %s\n' "$(say 'Nieuw ontvangen' 'Newly received')" "$(count "received >= $first")"
    printf -- '- %s: %s\n' "$(say Afgesloten Closed)" "$(count "closed.on >= $first and closed.on <= $last")"
    printf -- '- %s: %s, %s: %s\n' "$(say Open Open)" "$(count 'closed is absent')" \
        "$(say 'waarvan zonder conclusie' 'of which without a conclusion')" \
        "$(count 'closed is absent and (conclusion.value is not known or conclusion.value in group open)')"
    printf -- '- %s: %s\n' "$(say 'Overgedragen aan een partner' 'Handed to a partner')" \
        "$(count "any handoffs (on >= $first and on <= $last)")"
    [ "$period" = "$year" ] || printf '\n%s\n' "$(say \
        'Een signaal waarvan alleen het jaar van ontvangst bekend is, telt bij een maand niet als nieuw.' \
        'A signal of which only the year of receipt is known does not count as new in a month.')"
    printf '\n## %s\n\n' "$(say Tabellen Tables)"
    fenced stats "$list"
    printf '\n## %s\n\n' "$(say 'Wat er ligt' 'What is to be done')"
    run sig-remind --lang "$lang" -F jsonl -w "$until" >"$work/due.jsonl"
    if [ -s "$work/due.jsonl" ]; then
        sed 's/.*"label":"\([^"]*\)".*/\1/' "$work/due.jsonl" | LC_ALL=C sort | uniq -c |
            LC_ALL=C sort -k1,1nr -k2 | sed 's/^ *\([0-9]*\) \(.*\)/- \2: \1/'
        printf '\n%s\n' "$(say 'Welke signalen dat zijn, staat in report.xlsx, op het blad Termijnen.' \
            'Which signals these are stands in report.xlsx, on the sheet Due.')"
    else
        say 'Er staat niets open.' 'Nothing is open.'
        echo
    fi
    printf '\n%s' "$(say \
        'Bijlagen: report.xlsx (tabellen, grafieken, open signalen, termijnen), CSV en SVG per tabel' \
        'Attached: report.xlsx (tables, charts, open signals, what is due), CSV and SVG of each table')"
    [ -z "$meetings" ] || say ', agenda per overleg' ', an agenda for each meeting'
    printf '.\n'
}

list=$(echo "$tables" | tr ' ' ',')
umask 077
mkdir -p report
work=$(mktemp -d report/.new.XXXXXX)
trap 'rm -rf "$work"' EXIT
new=$work/$period
mkdir "$new"
printf '%s\n' "$until" >"$work/until"

run sig-export --lang "$lang" -o "$work/open.csv" --sort received,id -w "($until) and closed is absent" \
    -c id,received,urgency,owner,forms,steps.step,steps.on,conclusion.value,handoffs.to,handoffs.answer
run sig-remind --lang "$lang" -F csv -o "$work/due.csv" -w "$until"
run stats -F xlsx -o "$new/report.xlsx" \
    --sheet "$(say 'Open signalen' 'Open signals')=$work/open.csv" \
    --sheet "$(say Termijnen Due)=$work/due.csv" "$list"
for table in $tables; do
    run stats -F csv -o "$new/$table.csv" "$table"
    # A table that no chart can show has none.
    stats -F svg -o "$new/$table.svg" "$table" 2>/dev/null ||
        rm -f "$new/$table.svg"
done
for meeting in $meetings; do
    run sh "$here/agenda-extract.sh" --lang "$lang" "$meeting" "$period" >"$new/agenda-$meeting.txt"
done
letter >"$new/report.md"
rm -rf "report/${period:?}"
mv "$new" "report/$period"
exit $worst
