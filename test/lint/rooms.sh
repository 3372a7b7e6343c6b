#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# rooms.sh [TREE] - checks the dependency rule of rooms.txt on the #include lines of lib/ and cmd/.
set -u
cd "${1:-.}" || exit 2

program='
BEGIN {
    n = split(headers, list, " ")
    for (i = 1; i <= n; i++)
        exists[list[i]] = 1
}
function fault(text) {
    printf "%s:%d: %s\n", FILENAME, FNR, text
    bad = 1
}
function room_of(path) {
    sub(/.*\//, "", path)
    sub(/[_.].*/, "", path)
    return path
}

FILENAME ~ /rooms\.txt$/ {
    sub(/#.*/, "")
    if (NF == 0)
        next
    name = $1
    if (sub(/:$/, "", name) == 0)
        fault("expected \"room: rooms\"")
    if (name in known)
        fault(name " is here twice")
    for (i = 2; i <= NF; i++) {
        if (!($i in known))
            fault(name " may not use " $i ", which does not stand above it")
        may[name, $i] = 1
    }
    known[name] = 1
    next
}

FNR == 1 {
    cmd = FILENAME ~ /^cmd\//
    room = cmd ? "cmd" : room_of(FILENAME)
    if (!cmd && !(room in known))
        fault("room " room " is not in rooms.txt")
}

/^[ \t]*#[ \t]*include[ \t]*</ {
    match($0, /<[^>]*>/)
    header = substr($0, RSTART, RLENGTH)
    if (header in known && !((header, room) in may))
        fault(room " may not include " header)
}

/^[ \t]*#[ \t]*include[ \t]*"/ {
    match($0, /"[^"]*"/)
    header = substr($0, RSTART + 1, RLENGTH - 2)
    target = room_of(header)
    if (!(header in exists))
        fault("no header lib/" header)
    else if (target != room && header ~ /_impl\.h$/)
        fault(header " is private to its room")
    else if (!cmd && target != room && !((room, target) in may))
        fault("room " room " may not use room " target)
}

END { exit bad }
'

set -- test/lint/rooms.txt
headers=
for f in lib/*.h lib/*.c cmd/*.c; do
    [ -e "$f" ] || continue
    set -- "$@" "$f"
    case $f in *.h) headers="$headers ${f#lib/}" ;; esac
done
awk -v headers="$headers" "$program" "$@"
