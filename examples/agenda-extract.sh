#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# agenda-extract.sh MEETING PERIOD - what a meeting has to talk about: new, open, due and decided signals,
# with only what that table may see (views.csv). MEETING: local-meeting (ondermijningsoverleg), riec-meeting
# or triangle (gezagsdriehoek); PERIOD: 2024-03, 2024-H1 or 2024. Environment: SIG_REGISTRY, SIG_PROFILE.
# Prints text for an agenda or a mail. Exit status: the worst of the programs; 1: some lines were not read.
set -eu

usage() {
    echo 'usage: agenda-extract.sh local-meeting|riec-meeting|triangle YYYY-MM|YYYY-H1|YYYY-H2|YYYY' >&2
    exit 2
}

[ $# = 2 ] || usage
meeting=$1 period=$2

# Which signals are on the table, and which columns it looks at.
where='received is present'
columns=id,received,forms,urgency,owner,conclusion.value
case $meeting in
local-meeting) title='Lokaal ondermijningsoverleg' ;;
riec-meeting)
    title='RIEC-mensenhandeloverleg'
    where='circumstances = escalated or handoffs.to = riec'
    ;;
triangle)
    title='Gezagsdriehoek'
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

# note STATUS - remembers the worst exit status; a fault beyond 1 ends all
note() {
    [ "$1" -le 1 ] || exit "$1"
    [ "$1" -eq 0 ] || worst=1
}

# section TITLE CONDITION COLUMNS - a list, or that there is nothing
section() {
    status=0
    sig-export --view "$meeting" -F text --sort received,id -c "$3" \
        -w "($where) and received <= $last and ($2)" >"$list" 2>"$messages" || status=$?
    grep -v '\[left-out\]$' "$messages" >&2 || true
    note $status
    printf '\n%s\n\n' "$1"
    if [ "$(wc -l <"$list")" -gt 1 ]; then sed 's/^/  /' "$list"; else echo '  Niets.'; fi
}

umask 077
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
list=$work/list messages=$work/messages

printf '%s: agenda over %s\n' "$title" "$period"
printf 'Voor intern gebruik: niet voor publicatie. Alleen wat aan deze tafel mag worden gezien.\n'
section 'Nieuw ontvangen' "received >= $first" "$columns"
section 'Open van eerder' "received < $first and closed is absent" "$columns"
section 'Wacht op antwoord van een partner' \
    'closed is absent and any handoffs (answer is absent or answer = pending)' \
    id,received,handoffs.to,handoffs.on,handoffs.answer
section 'Besluiten en afsluitingen' "(conclusion.on >= $first and conclusion.on <= $last) or
    (closed.on >= $first and closed.on <= $last) or any measures (on >= $first and on <= $last)" \
    id,conclusion.value,conclusion.on,measures.kind,measures.on,closed.on,closed.because

# Terms of the open signals that this table may see. sig-remind looks at the whole signal, so only those that
# tell nothing of the reporter, of care or of a procedure of residence.
terms=acute,step-assessment,answer,conclusion
status=0
sig-export --view "$meeting" --plain -c id -w "($where) and received <= $last and closed is absent" \
    >"$list" 2>"$messages" || status=$?
note $status
ids=$(sed "1d;s/.*/'&'/" "$list" | paste -sd, -)
printf 'id in (%s)\n' "$ids" >"$list.where"
: >"$list"
if [ -n "$ids" ]; then sig-remind -k $terms -w "@$list.where" >"$list" || note $?; fi
printf '\nTermijnen\n\n'
# Without the title that sig-remind gives.
if [ -s "$list" ]; then sed '1,2d;s/^/  /;s/ *$//' "$list"; else echo '  Niets.'; fi
exit $worst
