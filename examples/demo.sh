#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# demo.sh - the main job: spreadsheets in, a sealed registry, the published tables out.
# Run from the top of the source tree (make demo does). BIN: where the commands are.
set -eu
PATH=$(cd "${BIN:-bin}" && pwd):$PATH
export PATH
unset SIG_REGISTRY SIG_PROFILE SIG_KEY

# say TEXT - a heading between the steps
say() { printf '\n== %s\n\n' "$1"; }

# shown COMMAND... - the command as one would type it
shown() {
    for word; do
        case $word in
        *\'*) printf ' "%s"' "$word" ;;
        *[!A-Za-z0-9_./=,:@%+-]*) printf " '%s'" "$word" ;;
        *) printf ' %s' "$word" ;;
        esac
    done
}

# run COMMAND... - shows a command and runs it; bad rows (status 1) do not end the demo
run() {
    printf '$%s\n' "$(shown "$@")"
    "$@" || [ $? -eq 1 ]
}

# only AWK COMMAND... - the same, piped into awk, which leaves a part of it
only() {
    part=$1
    shift
    printf '$%s |\n>   %s\n' "$(shown "$@")" "$(shown awk "$part")"
    "$@" | awk "$part"
}

rm -rf demo
mkdir -p demo/nijkerk demo/dijk-en-waard demo/landelijk
umask 077

say "1. Nijkerk: what Moviera counted, and the municipality's own list"
run sig-add -p nijkerk -r demo/nijkerk/registry.jsonl -q \
    --csv examples/moviera-2018-2021.csv --map examples/maps/moviera.csv
run sig-add -p nijkerk -r demo/nijkerk/registry.jsonl -q \
    --csv examples/nijkerk-register.csv --map examples/maps/nijkerk-register.csv \
    --rejects demo/nijkerk/rejects.csv

say "2. Dijk en Waard: what HVO-Querido counted"
run sig-add -p dijk-en-waard -r demo/dijk-en-waard/registry.jsonl -q \
    --csv examples/hvo-2022-2023.csv --map examples/maps/hvo.csv

say "3. One signal by hand"
run sig-add -p nijkerk -r demo/nijkerk/registry.jsonl -s received=2022-06-14 \
    -s municipality=Nijkerk -s reporter.kind=own-employee -s reporter.function=boa \
    -s forms=labour -s sector=construction -s about=location -s estimate.min=6 \
    -s estimate.role=victim -s circumstances=control-visit

say "4. The same file again adds nothing"
run sig-add -p nijkerk -r demo/nijkerk/registry.jsonl -q \
    --csv examples/moviera-2018-2021.csv --map examples/maps/moviera.csv

say "5. Is it sound? When it is, nothing is said; the head is to be kept elsewhere"
run sig-check -p nijkerk -r demo/nijkerk/registry.jsonl
run sig-check -p dijk-en-waard -r demo/dijk-en-waard/registry.jsonl --head

say "6. The tables as they were published"
run sig-stats -p nijkerk moviera demo/nijkerk/registry.jsonl
printf '\n'
run sig-stats -p dijk-en-waard hvo-regio demo/dijk-en-waard/registry.jsonl
printf '\n'
run sig-stats -p dijk-en-waard hvo-driehoek demo/dijk-en-waard/registry.jsonl

run sig-add -p nl -q -r demo/landelijk/registry.jsonl --csv examples/landelijk.csv \
    --map examples/maps/landelijk.csv
run sig-stats -p nl "slachtoffers-vorm,slachtoffers-vorm-eenmaal,slachtoffers-melder" \
    demo/landelijk/registry.jsonl
run sig-stats -p nl "slachtoffers-leeftijd-vorm,slachtoffers-geslacht-vorm,slachtoffers-minderjarig" \
    demo/landelijk/registry.jsonl
run sig-stats -p nl "slachtoffers-nederlands,slachtoffers-nationaliteit,slachtoffers-eenheid" \
    demo/landelijk/registry.jsonl

say "6a. Trainings are no signals: a sheet of the profile has them, with what was agreed (invented)"
run sig-stats -p ./examples/profile --from 2021 --until 2022 trainingen demo/nijkerk/registry.jsonl
run sig-stats -p ./examples/profile --no-notes --from 2021 --until 2022 --compare afspraak \
    -R measure -C year -m trainings demo/nijkerk/registry.jsonl

say "6b. Two municipalities give their region counts, no signal; the region adds them up"
run sig-stats -p nl vormen --release demo/a.release demo/landelijk/registry.jsonl
run sig-stats -p nl vormen --release demo/b.release demo/dijk-en-waard/registry.jsonl
run sig-stats -p nl --no-notes vormen --merge demo/a.release demo/b.release

say "7. As CSV, for a spreadsheet"
run sig-stats -p nijkerk -F csv --no-notes moviera demo/nijkerk/registry.jsonl
run sig-stats -p dijk-en-waard -F csv --no-notes hvo-driehoek demo/dijk-en-waard/registry.jsonl

say "8. The municipality's own list"
run sig-export -p nijkerk -F text -w "source.name = 'register' or source is absent" \
    -c id,received,municipality,reporter.kind,forms,estimate.min,conclusion.value \
    demo/nijkerk/registry.jsonl

say "9. A new signal: a farm and an address that are known. What is added proposes; people confirm"
cat >demo/nijkerk/new.jsonl <<'END'
{"received":"2022-06-20","municipality":"GM0267","about":["location","organisation"],"organisations":[{"roles":["employer"],"name":"Kwekerij Voorbeeld","kvk":"1234567"}],"places":[{"role":"residence","municipality":"GM0267","street":"Voorbeeldstr.","number":12,"addition":"A"}]}
END
run sig-enrich -p nijkerk -r demo/nijkerk/registry.jsonl -o demo/nijkerk/enriched.jsonl \
    demo/nijkerk/new.jsonl
run sig-export -p nijkerk -F text -c matches.on,matches.sure,matches.signal,matches.case \
    demo/nijkerk/enriched.jsonl
printf '\n'
run sig-export -p nijkerk -F text --case Z-2021-0017 -c id,received,forms,conclusion.value \
    demo/nijkerk/registry.jsonl

say "10. Where should they go? The same three signals in both municipalities (without the reasons)"
only '!/^ *- /' sig-route -p nijkerk -F text examples/signals.jsonl
printf '\n'
only '!/^ *- /' sig-route -p dijk-en-waard -F text examples/signals.jsonl

say "11. Why: of the second of them, the rules that fired, and one that is not sure"
only '/^  [^ ]/ { wanted = /^  Ja/ || /veilig-thuis/ } wanted' \
    sig-route -p nijkerk --explain -w 'reporter.function = youth' examples/signals.jsonl

say "12. What happened since: steps, hand-offs, what partners sent back. What may not be is refused"
run sig-amend -p nijkerk -r demo/nijkerk/registry.jsonl -q --by abk \
    --csv examples/courses/nijkerk.csv --rejects demo/nijkerk/refused.csv
run sig-amend -p nijkerk -r demo/nijkerk/registry.jsonl -q --by abk NIJ-2022-00091 \
    bedenktijd 'drie maanden' --on 20-6-2022 -s 'persons[1].roles=slachtoffer' \
    -s 'persons[1].residence=geen rechtmatig verblijf'
run sig-amend -p dijk-en-waard -r demo/dijk-en-waard/registry.jsonl -q --by jdv \
    --csv examples/courses/dijk-en-waard.csv
run sig-amend -p dijk-en-waard -r demo/dijk-en-waard/registry.jsonl -q --by jdv \
    --csv examples/courses/hvo-terug.csv antwoord hvo
run sig-check -p nijkerk -r demo/nijkerk/registry.jsonl

say "13. Who changed what of one signal"
run sig-export -p nijkerk -r demo/nijkerk/registry.jsonl --history NIJ-2021-00086

say "14. What Moviera may have of what was handed to it without a name; the log knows what left"
run sig-export --new-key demo/nijkerk/moviera.key
run sig-export -p nijkerk -r demo/nijkerk/registry.jsonl --for moviera --ground nameless \
    --key demo/nijkerk/moviera.key --by abk -o demo/nijkerk/moviera.csv
run cut -d ';' -f 1-5,9 demo/nijkerk/moviera.csv
run sig-check --log demo/nijkerk/registry.jsonl.log

say "15. What is due on 1 September 2022, for a mail; and as a calendar for the year that follows"
run sig-remind -p nijkerk --today 2022-09-01 -w "source.name = 'register' or source is absent" \
    demo/nijkerk/registry.jsonl
run sig-remind -p nijkerk --today 2022-09-01 -w "source.name = 'register' or source is absent" \
    -F ics -o demo/nijkerk/due.ics demo/nijkerk/registry.jsonl
run grep -c BEGIN:VEVENT demo/nijkerk/due.ics

say "16. The report of a year: a workbook of tables, charts and open signals, a letter (demo/nijkerk/report/2021)"
here=$PWD
(cd demo/nijkerk && run sh "$here/examples/monthly-report.sh" 2021 nijkerk registry.jsonl && ls report/2021)
(cd demo/nijkerk && run sh "$here/examples/monthly-report.sh" 2021-03 nijkerk registry.jsonl &&
    head -n 10 report/2021-03/agenda-local-meeting.txt)

say "17. Lists of others, as they come: two care coordinators, Meld Misdaad Anoniem, house visits"
# taken PROFILE LIST MAP - what is refused is kept beside the registry, to be mended and fed again
taken() {
    run sig-add -p "$1" -r "demo/$1/registry.jsonl" -q --csv "examples/$2.csv" \
        --map "examples/maps/$3.csv" --rejects "demo/$1/$2-rejects.csv"
    run cut -d "$4" -f 1-5 "demo/$1/$2-rejects.csv"
}
taken nijkerk moviera-2022 moviera ';'
taken dijk-en-waard hvo-2024 hvo ,
taken nijkerk mma-2023 mma ,
taken nijkerk address-quality-2023 address-quality ';'

say "18. The victims in the template of the standard HTCDS: no names, no addresses"
run sig-export -p nijkerk --lang en --per persons --view htcds --layout htcds -F xlsx \
    -o demo/nijkerk/htcds.xlsx demo/nijkerk/registry.jsonl

printf '\nAll of it stands in demo/; the commands are in bin/, and "man man/sig.7" is the manual.\n'
