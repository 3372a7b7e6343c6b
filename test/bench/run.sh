#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# run.sh - how fast the commands are, beside others that do the same work on the same data. First
# all of them must give the same answers. See README.md here.
# Environment: BENCH_LINES (1000000), BENCH_ROUNDS (5), BENCH_SEED (1), BENCH_ANSWERS (set: compare
# the answers only); BUILD, BIN.
set -eu
cd "$(dirname "$0")/../.."
BUILD=${BUILD:-build} BIN=${BIN:-bin}
lines=${BENCH_LINES:-1000000} rounds=${BENCH_ROUNDS:-5} seed=${BENCH_SEED:-1}
dir=$BUILD/bench
data=$dir/data out=$dir/out peers=test/bench/peers
duckdb=@duckdb/node-api@1.5.6-r.1
today=2026-01-15
mkdir -p "$data" "$out"
export LC_ALL=C.UTF-8 SIG_TODAY=$today NODE_PATH="$PWD/$dir/node_modules"

# ---- data: made again when the generator, the profile or a number changed ----

# Makes LINES.jsonl, LINES.csv and LINES.persons.csv.
make_data() { # lines
    stamp=$(cat test/bench/gen* lib/profile/nl/codes.csv lib/profile/nl/municipalities.csv | cksum)
    stamp="$stamp $seed $(cat lib/profile/*/routes.csv lib/profile/*/conditions.csv $peers/route-sql.py | cksum)"
    if [ -e "$data/$1.stamp" ] && [ "$stamp" = "$(cat "$data/$1.stamp")" ]; then return; fi
    echo "bench: making $1 lines of data" >&2
    rm -f "$data/$1".*
    "$dir/generate" registry "$data/$1.jsonl" "$1" "$seed"
    "$dir/generate" rows "$data/$1.csv" "$1" "$seed"
    python3 $peers/route-sql.py lib/profile nijkerk "$data/$1.jsonl" >"$data/$1.route.sql"
    "$dir/generate" persons "$data/$1.persons.csv" "$1" "$seed"
    echo "$stamp" >"$data/$1.stamp"
}

# ---- peers: who is here ----

have_duckdb() {
    command -v node >/dev/null || return 1
    node -e 'require("@duckdb/node-api")' 2>/dev/null && return
    command -v npm >/dev/null && npm install --silent --no-save --prefix "$dir" $duckdb >/dev/null 2>&1
}

find_peers() {
    fast='' slow='' missing=''
    if have_duckdb; then fast='duckdb-2 duckdb-1'; else missing=' DuckDB (node, npm)'; fi
    for tool in python3 sqlite3 jq mlr; do
        if command -v $tool >/dev/null; then slow="$slow $tool"; else missing="$missing $tool"; fi
    done
    [ -z "$missing" ] || echo "bench: not here, left out:$missing"
}

# ---- the works: the command of a tool ----

table_command() { # tool lines
    file=$data/$2.jsonl
    case $1 in
    sig-*) echo "exec $BIN/sig-stats --threads ${1#sig-} -p nl -R municipality,form -C year -F json $file" ;;
    duckdb-*) echo "exec node $peers/duckdb.js table ${1#duckdb-} $file" ;;
    python3) echo "exec python3 $peers/table-python.py $file" ;;
    *) echo "exec sh $peers/table-$1.sh $file" ;;
    esac
}

import_command() { # tool lines
    file=$data/$2.csv to=$out/$2-import-$1
    case $1 in
    sig-*) echo "exec $BIN/sig-add --threads ${1#sig-} -p nl -q -r $to --csv $file" \
        "--map test/bench/import.map.csv 2>$to.log" ;;
    duckdb-*) echo "exec node $peers/duckdb.js import ${1#duckdb-} $file $to" ;;
    python3) echo "exec python3 $peers/import-python.py $file $to" ;;
    jq) ;; # reads no CSV
    *) echo "exec sh $peers/import-$1.sh $file $to" ;;
    esac
}

# The rules of Nijkerk as one query: made with the data, not timed.
route_command() { # tool lines
    file=$data/$2.jsonl
    case $1 in
    sig-*) echo "exec $BIN/sig-route --threads ${1#sig-} -p nijkerk $file" ;;
    duckdb-*) echo "exec node $peers/duckdb.js query ${1#duckdb-} $data/$2.route.sql" ;;
    esac
}

join_command() { # tool lines
    file=$data/$2.jsonl
    case $1 in
    sig-*) echo "exec $BIN/sig-enrich --threads ${1#sig-} -p nl $file" ;;
    duckdb-*) echo "exec node $peers/duckdb.js join ${1#duckdb-} $file" ;;
    esac
}

known_command() { # tool lines
    file=$data/$2.jsonl list=$data/$2.persons.csv
    case $1 in
    sig-*) echo "exec $BIN/sig-enrich --threads ${1#sig-} -p nl -r $file" \
        "--ref persons=$list,map=test/bench/persons.map.csv $file" ;;
    duckdb-*) echo "exec node $peers/duckdb.js known ${1#duckdb-} $file $list" ;;
    esac
}

# A registration list of eight columns, as they are stored; and as a workbook, of which there is no peer.
list_command() { # tool lines
    file=$data/$2.jsonl
    columns=id,received,municipality,reporter.kind,forms,conclusion.value,owner,closed.on
    case $1 in
    sig-xlsx) echo "exec $BIN/sig-export -p nl -F xlsx -o $out/$2.xlsx -c $columns $file" ;;
    sig-*) echo "exec $BIN/sig-export --plain --threads ${1#sig-} -p nl -c $columns $file" ;;
    duckdb-*) echo "exec node $peers/duckdb.js list ${1#duckdb-} $file" ;;
    esac
}

# ---- the answers ----

# Runs a work with each tool and compares.
compare() { # work kind lines tool ...
    work=$1 kind=$2 name=$3
    shift 3
    files=''
    for tool; do
        command=$("${work}_command" "$tool" "$name")
        [ -n "$command" ] || continue
        to=$out/$name-$work-$tool
        files="$files $to"
        rm -f "$to" "$to.key" "$to.lock"
        if [ "$work" != import ]; then sh -c "$command" >"$to"; else sh -c "$command"; fi
    done
    # shellcheck disable=SC2086
    python3 test/bench/answer.py "$kind" lib/profile/nl $files
    # shellcheck disable=SC2086
    echo "bench: $work: $(echo $files | wc -w) times the same answer for $name lines"
}

# ---- measuring ----

case_line() { # work name runs data output before command
    printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$@"
}

table_cases() { # lines tool ...
    name=$1
    shift
    for tool; do
        case_line 'cross table: year x municipality x form, newest revisions' "$(title "$tool" stats)" \
            "$rounds" "$data/$name.jsonl" "$out/$name-table-$tool" '' \
            "$(table_command "$tool" "$name")"
    done
}

route_cases() { # lines tool ...
    name=$1
    shift
    for tool; do
        case_line 'routes: all rules of Nijkerk, newest revisions (sig-route: every signal with reasons)' \
            "$(title "$tool" route)" "$rounds" "$data/$name.jsonl" /dev/null '' \
            "$(route_command "$tool" "$name")"
    done
}

enrich_cases() { # work title lines tool ...
    work=$1 what=$2 name=$3
    shift 3
    for tool; do
        case_line "$what" "$(title "$tool" enrich)" "$rounds" "$data/$name.jsonl" \
            /dev/null '' "$("${work}_command" "$tool" "$name")"
    done
}

list_cases() { # lines tool ...
    name=$1
    shift
    for tool; do
        case_line 'list of eight columns, newest revisions: CSV (sig-export -F xlsx: a workbook)' \
            "$(title "$tool" export)" "$rounds" "$data/$name.jsonl" /dev/null '' \
            "$(list_command "$tool" "$name")"
    done
}

import_cases() { # lines tool ...
    name=$1
    shift
    for tool; do
        command=$(import_command "$tool" "$name") to=$out/$name-import-$tool
        [ -n "$command" ] || continue
        case_line 'CSV import: rows to JSON lines in a file (sig-add: a sealed registry, synced)' \
            "$(title "$tool" add)" "$rounds" "$data/$name.csv" /dev/null \
            "rm -f $to $to.key $to.lock; sync" "$command"
    done
}

title() { # tool command
    case $1 in
    sig-1) echo "sig-$2, 1 thread" ;;
    sig-xlsx) echo "sig-$2 -F xlsx" ;;
    sig-*) echo "sig-$2, ${1#sig-} threads" ;;
    duckdb-1) echo 'DuckDB, 1 thread' ;;
    duckdb-*) echo "DuckDB, ${1#duckdb-} threads" ;;
    mlr) echo 'Miller' ;;
    python3) echo 'Python' ;;
    *) echo "$1" ;;
    esac
}

# One addition to an empty registry, and to one of all the lines.
one_cases() {
    one="-q -s received=2025-03-01 -s municipality=GM0267 -s forms=labour -s about=victim"
    one="$one -s source.name=bench"
    cp "$data/$lines.jsonl" "$out/grown"
    case_line 'one addition, synced (20 runs)' 'sig-add, empty' 20 - /dev/null \
        "rm -f $out/empty*" "exec $BIN/sig-add -p nl $one -r $out/empty"
    case_line 'one addition, synced (20 runs)' 'sig-add, full' 20 - /dev/null \
        '' "exec $BIN/sig-add -p nl $one -r $out/grown"
}

# What is due over a registry with a revision for each signal, most of them closed, beside a table.
due_cases() {
    for tool in stats remind; do
        if [ $tool = stats ]; then args='-R municipality,form -C year -F json'; else args=''; fi
        case_line 'reminders: newest revisions of twice as many lines' "sig-$tool, 2 threads" \
            "$rounds" "$data/course.jsonl" "$out/due-$tool" '' \
            "exec $BIN/sig-$tool --threads 2 -p nl $args $data/course.jsonl"
    done
}

# All signals as the list that people read, beside a table of the same signals.
export_cases() {
    work='registration list: every signal as a row of CSV, newest revisions'
    for threads in 2 1; do
        case_line "$work" "$(title "sig-$threads" export)" "$rounds" "$data/$lines.jsonl" \
            /dev/null '' "exec $BIN/sig-export --threads $threads -p nl -F csv $data/$lines.jsonl"
        case_line "$work" "$(title "sig-$threads" stats)" "$rounds" "$data/$lines.jsonl" \
            /dev/null '' "$(table_command "sig-$threads" "$lines")"
    done
}

make_course() {
    if cmp -s "$data/$lines.stamp" "$data/course.stamp"; then return; fi
    rm -f "$data/course".*
    "$dir/generate" registry "$data/course.jsonl" $((2 * lines)) "$seed" 67 95
    cp "$data/$lines.stamp" "$data/course.stamp"
}

# One amendment of a signal in the middle of all the lines, and a hundred in one run, beside one
# reading pass. The file is that of the additions.
amend_cases() {
    work='amendments, synced: one, and a hundred at once (10 runs)'
    id=$(sed -n "$((lines / 2)){s/.*\"id\":\"\([^\"]*\)\".*/\1/p;q}" "$data/$lines.jsonl")
    one="exec $BIN/sig-amend -p nl -q -r $out/grown"
    echo 'id;on' >"$out/hundred.csv"
    awk -v n="$lines" 'NR % int(n / 100) == 1' "$data/$lines.jsonl" |
        sed -n 's/.*"id":"\([^"]*\)".*/\1;2026-01-10/p' >>"$out/hundred.csv"
    case_line "$work" 'limit wc -l' 10 "$data/$lines.jsonl" /dev/null \
        '' "exec wc -l $data/$lines.jsonl"
    for threads in 2 1; do
        case_line "$work" "sig-amend, one, $threads threads" 10 "$data/$lines.jsonl" /dev/null \
            '' "$one --threads $threads --again $id feedback"
        case_line "$work" "sig-amend, hundred, $threads threads" 10 "$data/$lines.jsonl" \
            /dev/null '' "$one --threads $threads --again --csv $out/hundred.csv feedback 2>/dev/null"
    done
}

limit_cases() {
    for command in 'wc -l' cat; do
        case_line 'only reading' "limit $command" "$rounds" "$data/$lines.jsonl" /dev/null \
            '' "exec $command $data/$lines.jsonl"
    done
}

small=10000 tenth=$((lines / 10))
make_data $small
find_peers
# shellcheck disable=SC2086
{
    compare table table $small sig-2 sig-1 $fast $slow
    compare import rows $small sig-2 sig-1 $fast $slow
    compare route routes $small sig-2 sig-1 $fast
    compare join join $small sig-2 sig-1 $fast
    compare list lists $small sig-2 sig-1 $fast
    compare known known $small sig-2 sig-1 $fast
}
[ -z "${BENCH_ANSWERS-}" ] || exit 0

make_data "$lines"
make_data "$tenth"
make_course
# shellcheck disable=SC2086
{
    table_cases $lines sig-2 sig-1 $fast
    table_cases $tenth $slow
    route_cases $lines sig-2 sig-1 $fast
    list_cases $lines sig-2 sig-1 sig-xlsx $fast
    import_cases $lines sig-2 sig-1 $fast
    import_cases $tenth $slow
    enrich_cases join 'one column joined: signals with their police unit (sig-enrich: all it derives but terms)' \
        $lines sig-2 sig-1 $fast
    enrich_cases known 'who is known: a registry and a list of as many persons (DuckDB: exact ones only)' \
        $lines sig-2 sig-1 $fast
    one_cases
    due_cases
    export_cases
    amend_cases
    limit_cases
} >"$dir/cases"
python3 test/bench/measure.py "$dir/cases" "$dir/result" "$dir/timed"
# shellcheck disable=SC2086
{
    compare table table $lines sig-2 $fast
    compare table table $tenth sig-2 $slow
}
for file in "$out/$lines"-import-sig-2 "$out/$lines"-import-duckdb-*; do
    [ -e "$file" ] || continue
    [ "$(wc -l <"$file")" = "$lines" ] || { echo "bench: $file: not $lines lines" && exit 1; }
done
rm -rf "$out"
