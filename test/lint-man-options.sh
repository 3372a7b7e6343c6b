#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# lint-man-options.sh - holds the options of the pages against those of the programs (environment:
# BIN): each option that -h names stands in the program's page, or among the common ones of sig(7);
# each that the page's list names exists, and the page names the same letter.
set -u
cd "$(dirname "$0")/.." || exit 1
BIN=${BIN:-bin}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

# "-x --long" or "--long", one an option.
told() {
    "$1" -h </dev/null | sed -n 's/^  \(-.\), --\([a-z-]*\).*/\1 --\2/p; s/^      --\([a-z-]*\).*/--\1/p'
}

# The same from a page: ".It Fl x , -long" or ".It Fl -long".
listed() {
    sed -n 's/^\.It Fl \([A-Za-z]\) , -\([a-z-]*\).*/-\1 --\2/p; s/^\.It Fl -\([a-z-]*\).*/--\1/p' "$1"
}

bad=0
listed man/sig.7 | sort >"$work/common"
for page in man/sig-*.1; do
    name=${page##*/}
    name=${name%.1}
    told "$BIN/$name" | sort >"$work/told"
    listed "$page" | sort >"$work/listed"
    [ -s "$work/told" ] || { echo "lint-man-options: $name -h says nothing" && bad=1; }
    sort -u "$work/common" "$work/listed" | comm -13 - "$work/told" >"$work/missing"
    comm -23 "$work/listed" "$work/told" >"$work/extra"
    sed "s|^|lint-man-options: $page lacks |" "$work/missing"
    sed "s|^|lint-man-options: $name has no option |" "$work/extra"
    if [ -s "$work/missing" ] || [ -s "$work/extra" ]; then bad=1; fi
done
for command in cmd/sig-*.c; do
    name=${command#cmd/}
    [ -e "man/${name%.c}.1" ] || { echo "lint-man-options: ${name%.c} has no page" && bad=1; }
done
exit $bad
