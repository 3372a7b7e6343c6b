#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# agenda-extract.sh [--lang nl|en] MEETING PERIOD - what a meeting has to talk about: new, open, due and decided signals,
# with only what that table may see (views.csv). MEETING: local-meeting (ondermijningsoverleg), riec-meeting
# or triangle (gezagsdriehoek); PERIOD: 2024-03, 2024-H1 or 2024. Environment: SIG_REGISTRY, SIG_PROFILE.
# Prints text for an agenda or a mail. Exit status: the worst of the programs; 1: some lines were not read.
set -eu

usage() {
    echo 'usage: agenda-extract.sh [--lang nl|en] local-meeting|riec-meeting|triangle YYYY-MM|YYYY-H1|YYYY-H2|YYYY' >&2
    exit 2
}

lang='nl'
case ${1-} in
--lang) lang=${2-} && shift $(($# > 1 ? 2 : 1)) ;;
--lang=*) lang=${1#--lang=} && shift ;;
esac
case $lang in nl | en) ;; *) usage ;; esac
[ $# = 2 ] || usage
meeting=$1 period=$2

# say DUTCH ENGLISH - in the language that was asked for
say() {
    case $lang in
    nl) printf '%s' "$1" ;;
    en) printf '%s' "$2" ;;
    esac
}

# Which signals are on the table, and which columns it looks at.
where='received is present'
columns=id,received,forms,urgency,owner,conclusion.value
case $meeting in
local-meeting) title=$(say 'Lokaal ondermijningsoverleg' 'Local meeting on subversive crime') ;;
riec-meeting)
    title=$(say 'RIEC-mensenhandeloverleg' 'RIEC meeting on trafficking')
    where='circumstances = escalated or handoffs.to = riec'
    ;;
triangle)
    title=$(say 'Gezagsdriehoek' 'Authority triangle')
    where='conclusion.value in group trafficking'
    columns=id,received,municipality,forms,conclusion.value
    ;;
*) usage ;;
esac

case $period in
[0-9][0-9][0-9][0-9]-H1) first=${period%-H1}-01 last=${period%-H1}-06 ;;
[0-9][0-9][0-9][0-9]-H2) first=${period%-H2}-07 last=${period%-H2}-12 ;;
[0-9][0-9][0-9][0-9]-0[1-9] | [0-9][0-9][0-9][0-9]-1[0-2]) first=$period last=$period ;;
[0-9][0-9][0-9][0-9]) first=$period last=$period ;;
*) usage ;;
esac

worst=0

# seen COMMAND... - runs a command with the view of the meeting; what it prints is in $list. How much stayed out
# of sight is not told: that would be telling of it.
seen() {
    status=0
    "$@" --view "$meeting" --lang "$lang" >"$list" 2>"$messages" || status=$?
    grep -v '\[left-out\]$' "$messages" >&2 || true
    [ $status -le 1 ] || exit $status
    [ $status -eq 0 ] || worst=1
}

# show TITLE HEADS FIRST - $list from line FIRST on, or that there is nothing below HEADS lines
show() {
    printf '\n%s\n\n' "$1"
    if [ "$(wc -l <"$list")" -gt "$2" ]; then
        sed -n "s/ *\$//;s/^/  /;$3,\$p" "$list"
    else
        printf '  %s\n' "$(say 'Niets.' 'Nothing.')"
    fi
}

# section TITLE CONDITION COLUMNS - a list
section() {
    seen sig-export -F text --sort received,id -c "$3" -w "($where) and received <= $last and ($2)"
    show "$1" 1 1
}

umask 077
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
list=$work/list messages=$work/messages

printf '%s: %s %s\n%s\n' "$title" "$(say 'agenda over' 'agenda for')" "$period" "$(say \
    'Voor intern gebruik: niet voor publicatie. Alleen wat aan deze tafel mag worden gezien.' \
    'For internal use: not for publication. Only what this table may see.')"
section "$(say 'Nieuw ontvangen' 'Newly received')" "received >= $first" "$columns"
section "$(say 'Open van eerder' 'Open from before')" "received < $first and closed is absent" "$columns"
section "$(say 'Wacht op antwoord van een partner' 'Waits for the answer of a partner')" \
    'closed is absent and any handoffs (answer is absent or answer = pending)' \
    id,received,handoffs.to,handoffs.on,handoffs.answer
section "$(say 'Besluiten en afsluitingen' 'Decided and closed')" \
    "(conclusion.on >= $first and conclusion.on <= $last) or
    (closed.on >= $first and closed.on <= $last) or any measures (on >= $first and on <= $last)" \
    id,conclusion.value,conclusion.on,measures.kind,measures.on,closed.on,closed.because

# What is due of the open signals, of the kinds that this table is told of (terms.csv); without the title.
seen sig-remind -w "($where) and received <= $last and closed is absent"
show "$(say Termijnen Due)" 0 3
exit $worst
