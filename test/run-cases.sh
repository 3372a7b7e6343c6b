#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# run-cases.sh [--accept] [NAME...] - runs the cases below test/cases, or those that are named (a
# group's name stands for all in it). A case is a folder of plain files:
#
#   cmd      shell script, run by sh -u in a fresh folder, with BIN first in PATH
#   in       standard input (default: none)
#   out err  what must come out, to the byte (default: nothing)
#   status   the exit status (default: 0)
#   filter   sed script that out and err pass before they are compared, for what differs each time
#
# The script finds the case's folder as $CASE, its own folder as $TMP and the source tree as $ROOT;
# in out and err these paths read CASE, TMP and ROOT. With --accept, what comes out now becomes what
# must come out. Environment: BIN (default bin), JOBS. Ends with "N passed, N failed".
set -u

cases=$(cd "$(dirname "$0")/cases" && pwd) || exit 1
root=${cases%/test/cases}
BIN=$(cd "${BIN:-bin}" 2>/dev/null && pwd) || BIN=/nonexistent
JOBS=${JOBS:-2}
export BIN

# Runs the case in $work/run and leaves got.out, got.err and got.status in $work.
run() {
    mkdir "$work/run" "$work/home" "$work/tmp"
    input=/dev/null
    [ -e "$dir/in" ] && input=$dir/in
    (
        cd "$work/run" || exit 1
        umask 022
        exec env -i PATH="$BIN:/usr/local/bin:/usr/bin:/bin" LC_ALL=C.UTF-8 HOME="$work/home" \
            TMPDIR="$work/tmp" TZ=Pacific/Kiritimati SIG_TODAY=2024-06-15 \
            CASE="$dir" TMP="$work/run" ROOT="$root" BIN="$BIN" \
            ASAN_OPTIONS="${ASAN_OPTIONS-}" UBSAN_OPTIONS="${UBSAN_OPTIONS-}" \
            timeout -k 5 300 sh -u "$dir/cmd" # only what hangs; machines can be slow
    ) <"$input" >"$work/raw.out" 2>"$work/raw.err"
    echo $? >"$work/got.status"
    for stream in out err; do
        sed -e "s|$work/run|TMP|g" -e "s|$dir|CASE|g" -e "s|$root|ROOT|g" "$work/raw.$stream" |
            if [ -e "$dir/filter" ]; then sed -f "$dir/filter"; else cat; fi >"$work/got.$stream"
    done
}

# What the case wants, with its defaults made explicit.
want() {
    for stream in out err; do
        if [ -e "$dir/$stream" ]; then cat "$dir/$stream"; fi >"$work/want.$stream"
    done
    if [ -e "$dir/status" ]; then cat "$dir/status"; else echo 0; fi >"$work/want.status"
}

crashed() {
    status=$(cat "$work/got.status")
    [ "$status" -ge 99 ] || grep -q 'Sanitizer\|: runtime error:' "$work/raw.err"
}

judge() {
    want
    bad=
    for part in status out err; do
        cmp -s "$work/want.$part" "$work/got.$part" || bad="$bad $part"
    done
    if crashed; then bad="$bad crash"; fi
    [ -z "$bad" ] && return 0
    {
        echo "FAILED $name:$bad"
        for part in status out err; do
            diff -a -u --label "want $part" --label "got $part" \
                "$work/want.$part" "$work/got.$part"
        done
    } >"$work/report"
    cat "$work/report" # in one piece, so that two jobs do not mix
    return 1
}

accept() {
    if crashed; then
        echo "$name: crashed with status $status, not accepted"
        return 1
    fi
    for part in out err status; do
        rm -f "$dir/$part"
    done
    for stream in out err; do
        [ -s "$work/got.$stream" ] && cp "$work/got.$stream" "$dir/$stream"
    done
    [ "$status" = 0 ] || cp "$work/got.status" "$dir/status"
    echo "accepted $name"
}

one() { # mode, folder
    dir=$2 name=${2#"$cases"/}
    work=$(mktemp -d) || exit 1
    trap 'chmod -R u+rwX "$work" && rm -rf "$work"' EXIT
    run
    "$1" && echo passed >>"$TALLY" || echo "$name" >>"$TALLY"
}

# The folders with a cmd below the given names, or below all cases.
list() {
    [ $# -gt 0 ] || set -- .
    for name; do
        found=$(cd "$cases" && find "$name" -name cmd -type f 2>/dev/null | sort)
        if [ -z "$found" ]; then
            echo "run-cases: no case $name" >&2
            return 2
        fi
        printf '%s\n' "$found" | sed -n "s|^\(\./\)*\(.*\)/cmd\$|$cases/\2|p"
    done
}

mode=judge
case ${1-} in
--one)
    one "$2" "$3"
    exit 0
    ;;
--accept)
    mode=accept
    shift
    if [ $# = 0 ]; then
        echo 'run-cases: --accept needs the name of a case' >&2
        exit 2
    fi
    ;;
esac

TALLY=$(mktemp) || exit 1
export TALLY
trap 'rm -f "$TALLY"' EXIT
chosen=$(list "$@") || exit 2
printf '%s\n' "$chosen" | xargs -r -P "$JOBS" -n 1 sh "$0" --one "$mode"

passed=$(grep -cx passed "$TALLY")
failed=$(grep -cvx passed "$TALLY")
[ "$failed" = 0 ] || { echo 'failed:' && grep -vx passed "$TALLY" | sort | sed 's/^/  /'; }
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
