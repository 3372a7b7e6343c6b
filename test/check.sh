#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# check.sh - runs the tests of a build (environment: BUILD, BIN): unit programs, examples of the
# manual, short stress tests, cases. All of them run even when one fails; the last line counts the
# case folders.
set -u
export BUILD="${BUILD:-build}" BIN="${BIN:-bin}" STRESS_SECONDS="${STRESS_SECONDS:-10}"
# A finding of a sanitizer ends with a status that no command has.
export ASAN_OPTIONS="detect_leaks=1:exitcode=99" UBSAN_OPTIONS="exitcode=99:print_stacktrace=1"

failed=

# A program that did not reach cmocka's closing lines counts as one failed test.
unit() {
    echo "== ${1##*/}"
    "$1" </dev/null
    status=$?
    [ $status = 0 ] && return
    failed="$failed ${1##*/}"
    if [ $status -ge 99 ]; then
        echo "[  FAILED  ] 1 test(s): ${1##*/} ended with status $status"
    fi
}

for source in test/unit/test_*.c; do
    [ -e "$source" ] || continue
    program=${source##*/}
    unit "$BUILD/test/${program%.c}"
done

if [ -e test/run-man.sh ]; then
    echo '== examples of the manual'
    sh test/run-man.sh || failed="$failed run-man"
fi

for script in test/stress/*.sh; do
    [ -x "$script" ] || continue
    echo "== $script ($STRESS_SECONDS s)"
    "$script" </dev/null || failed="$failed ${script##*/}"
done

echo '== cases'
[ -z "$failed" ] || echo "failed outside the cases:$failed"
sh test/run-cases.sh || failed="$failed cases"
[ -z "$failed" ]
