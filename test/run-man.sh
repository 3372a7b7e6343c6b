#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# run-man.sh [PAGE...] - runs the examples of the manual and of the README, and holds the lists in
# the pages against the program (lint-man-*.sh). An example is a transcript:
#
#   $ command        what is typed; "> " continues it
#   what it prints, on standard output or standard error
#
# in a `.Bd -literal` block of a page, or a block ```console of a Markdown file, that begins with
# "$ ". The blocks of a page run in order in one shell, in a fresh folder that has examples/ and, for
# the README, the tree of sources. A command must end with 0 unless `$ echo $?` follows. What differs
# each time (salts, chains, keys, moments) is compared as "#"; in a page, four hex digits and "..."
# stand for it. Environment: BIN (default bin). Ends with "N passed, N failed".
set -u

root=$(cd "$(dirname "$0")/.." && pwd) || exit 1
BIN=$(cd "${BIN:-bin}" 2>/dev/null && pwd) || BIN=/nonexistent
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
passed=0
failed=0

# Writes the transcripts of a page to $work/want.1, .2, ... without the page's own escapes.
extract() {
    awk -v out="$work/want." '
        FNR == 1 { page = FILENAME !~ /\.md$/ }
        !within && (page ? /^\.Bd -literal/ : /^ *```console$/) {
            within = first = 1
            indent = index($0, page ? "." : "`") # a block in a list is indented as its fence is
            next
        }
        within && (page ? /^\.Ed/ : /^ *```$/) { within = 0; if (n) close(file); next }
        !within { next }
        { $0 = substr($0, indent) }
        first { first = 0; taken = /^\$ /; if (taken) file = out (++n) }
        !taken { next }
        page {
            gsub(/\\&/, ""); gsub(/\\-/, "-"); gsub(/\\\(aq/, "\047"); gsub(/\\\(ha/, "^")
            gsub(/\\\(ti/, "~"); gsub(/\\\(ga/, "`"); gsub(/\\e/, "\\")
        }
        { print > file }' "$1"
}

# Makes of a transcript the script that prints it: every command shows itself, then runs. A status
# that nobody asks for is shown too, and so fails the comparison.
script() { # transcript, file for what it prints
    printf "exec >'%s' 2>&1\n" "$2"
    awk '
        function flush() {
            if (shown == "") return
            asked = command ~ /^echo \$\?/
            if (!asked) print "[ \"$st_\" = 0 ] || echo \"[exit $st_]\""
            print "cat <<\047END_OF_COMMAND\047\n" shown "END_OF_COMMAND"
            printf "(exit \"$st_\")\n%sst_=$?\n", command
            shown = command = ""
        }
        BEGIN { print "st_=${st_:-0}" }
        /^\$ / { flush(); shown = $0 "\n"; command = substr($0, 3) "\n"; next }
        /^> / { if (shown != "") { shown = shown $0 "\n"; command = command substr($0, 3) "\n" } }
        END { flush(); print "[ \"$st_\" = 0 ] || echo \"[exit $st_]\"\nst_=0" }' "$1"
}

# What differs each time.
filter() {
    sed -E -e 's/"recorded":"[^"]*"/"recorded":"#"/g' -e 's/[0-9a-f]{32,64}/#/g' \
        -e 's/[0-9a-f]{4}\.\.\./#/g'
}

run() { # script
    mkdir "$work/run" "$work/home" "$work/tmp"
    for name in examples lib; do
        ln -s "$root/$name" "$work/run/$name"
    done
    (
        cd "$work/run" || exit 1
        umask 022
        exec env -i PATH="$BIN:/usr/local/bin:/usr/bin:/bin" LC_ALL=C.UTF-8 HOME="$work/home" \
            TMPDIR="$work/tmp" TZ=Pacific/Kiritimati SIG_TODAY=2024-06-15 \
            ASAN_OPTIONS="${ASAN_OPTIONS-}" UBSAN_OPTIONS="${UBSAN_OPTIONS-}" \
            timeout -k 5 120 sh "$1"
    ) </dev/null >"$work/stray" 2>&1
    cat "$work/stray"
    (cd "$work" && rm -rf run home tmp)
}

compare() { # page, number
    filter <"$work/want.$2" >"$work/want"
    if [ -e "$work/got.$2" ]; then filter <"$work/got.$2"; fi >"$work/got"
    if cmp -s "$work/want" "$work/got"; then
        passed=$((passed + 1))
        return
    fi
    failed=$((failed + 1))
    echo "FAILED $1, example $2:"
    diff -a -u --label "in the page" --label "now" "$work/want" "$work/got"
}

page() {
    rm -f "$work"/want* "$work"/got*
    extract "$1"
    n=0
    : >"$work/script"
    while [ -e "$work/want.$((n + 1))" ]; do
        n=$((n + 1))
        script "$work/want.$n" "$work/got.$n" >>"$work/script"
    done
    [ $n -gt 0 ] || return 0
    run "$work/script"
    i=0
    while [ $i -lt $n ]; do
        i=$((i + 1))
        compare "${1#"$root"/}" $i
    done
}

if [ $# -gt 0 ]; then
    for each; do page "$each"; done
else
    for each in "$root"/man/*.[1-9] "$root"/README.md; do page "$each"; done
    for each in fields options; do
        if sh "$root/test/lint-man-$each.sh"; then
            passed=$((passed + 1))
        else
            failed=$((failed + 1))
        fi
    done
fi
echo "$passed passed, $failed failed"
[ $failed = 0 ]
