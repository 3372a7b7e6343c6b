#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# size.sh [TREE] - no file of code above 400 lines, no function of C above 60, from its opening to its
# closing brace, both at the left margin as .clang-format sets them. What must be longer stands in
# size.txt with its reason.
set -u
cd "${1:-.}" || exit 2

allowed=test/lint/size.txt
set --
for f in lib/*.[ch] cmd/*.[ch] test/*/*.[ch] .ci/* test/*.sh test/*/*.sh lib/profile/*.sh \
    examples/*.sh; do
    [ -e "$f" ] && set -- "$@" "$f"
done

awk -v file_max=400 -v function_max=60 '
function fault(text) {
    print text
    bad = 1
}
function close_file() {
    if (lines > file_max && !(name in allowed))
        fault(name ": " lines " lines, at most " file_max)
}
FILENAME ~ /size\.txt$/ {
    if ($0 ~ /^[^#]/) {
        allowed[$1] = 1
        if (NF < 2)
            fault(FILENAME ":" FNR ": no reason given")
    }
    next
}
FNR == 1 {
    close_file()
    name = FILENAME
    header = ""
    start = 0
}
{ lines = FNR }
FILENAME !~ /\.[ch]$/ { next }
$0 == "{" { start = FNR }
$0 == "}" && start {
    n = FNR - start + 1
    match(header, /[A-Za-z_0-9]+\(/)
    called = substr(header, RSTART, RLENGTH - 1)
    if (n > function_max && !((name ":" called) in allowed))
        fault(name ":" start ": " called "() has " n " lines, at most " function_max)
    start = 0
}
/^[A-Za-z].*\(/ { header = $0 }
END {
    close_file()
    exit bad
}
' "$allowed" "$@"
