#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# memory.sh - all commands, while one request for memory fails, or all from one on: as many of them as
# there is time for; with TEST_LONG all. Not for commands with a sanitizer, which has its own memory.
set -u
here=$(dirname "$0")
PATH=$(cd "${BIN:-bin}" && pwd):$PATH
export PATH
unset SIG_REGISTRY SIG_PROFILE SIG_KEY SIG_BY
! ldd "$(command -v sig-add)" | grep -q 'lib[a-z]*san\.so' || exit 0
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
"${CC:-cc}" -O1 -shared -fPIC -o "$work/nth.so" "$here/../fault/nth.c" || exit 1
seconds=${STRESS_SECONDS:-10}
[ -z "${TEST_LONG-}" ] || seconds=1800
/usr/bin/python3 "$here/memory.py" "$work" "$seconds" 1
