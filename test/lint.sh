#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# lint.sh - what must hold of the sources without running them. make lint compiles them first, with
# every warning an error (BUILT says whether that went well), then calls this. (Not with gcc 12's
# -fanalyzer: it was wrong each time.) All checks run, or those that are named; each that fails shows
# what it found.
# Environment: JOBS.
set -u
JOBS=${JOBS:-2}
failed=

# Runs a function as the check NAME.
check() { # name
    start=$(date +%s)
    found=$("check_$1" 2>&1)
    status=$?
    took=$(($(date +%s) - start))
    if [ $status = 0 ]; then
        echo "lint: $1 ok ($took s)"
    else
        printf '%s\nlint: %s FAILED (%s s)\n' "$found" "$1" "$took"
        failed="$failed $1"
    fi
}

# Files under version control, and new ones that are not ignored.
files() { # pattern ...
    git ls-files -co --exclude-standard -- "$@" | while IFS= read -r f; do
        [ -e "$f" ] && printf '%s\n' "$f"
    done
}

if [ -z "$(files Makefile)" ]; then
    echo 'lint: git does not tell which files are ours' >&2
    exit 1
fi

scripts() {
    files '*.sh' '*.bash' .ci | grep -v '^test/cases/'
}

check_warnings() {
    [ "${BUILT-}" = ok ]
}

check_format() {
    files '*.c' '*.h' | xargs -r clang-format --dry-run -Werror
}

# clang-tidy counts what it left out on standard error: shown only when it found something.
check_tidy() {
    mkdir -p build/tidy
    files 'lib/*.c' 'cmd/*.c' 'test/unit/*.c' 'test/fuzz/*.c' | xargs -r -P "$JOBS" -n 1 sh -c '
        passed=build/tidy/$(echo "$1" | tr / -)
        newer=$(find "$1" .clang-tidy test/unit/.clang-tidy lib cmd test/unit -newer "$passed" \
            \( -path "$1" -o -name "*.h" -o -name .clang-tidy \) 2>&1)
        [ -n "$newer" ] || exit 0
        found=$(clang-tidy --quiet "$1" -- -std=c11 -D_POSIX_C_SOURCE=200809L \
            -DSG_VERSION="\"0\"" -iquote lib -iquote test/unit -Wall -Wextra -Wpedantic 2>&1) &&
            : >"$passed" && exit 0
        printf "%s\n" "$found" | grep -v "warnings* generated"
        exit 1' tidy
}

check_cppcheck() {
    mkdir -p build/cppcheck
    files 'lib/*.c' 'cmd/*.c' 'test/unit/*.c' 'test/fuzz/*.c' >build/cppcheck.files
    cppcheck -q -j "$JOBS" --std=c11 --enable=warning,performance,portability --inline-suppr \
        --suppressions-list=test/lint/cppcheck.txt --cppcheck-build-dir=build/cppcheck \
        --error-exitcode=1 -I lib --file-list=build/cppcheck.files
}

check_shell() {
    scripts | xargs -r shellcheck || return 1
    # A case does odd things on purpose: only what cannot be meant counts.
    files 'test/cases/*/cmd' 'test/cases/*.sh' | xargs -r shellcheck -s sh -S error
}

check_manual() {
    found=$(files 'man/*.[1-9]' | xargs -r mandoc -T lint -W warning)
    printf '%s\n' "$found"
    [ -z "$found" ]
}

check_rooms() {
    sh test/lint/rooms.sh
}

check_size() {
    sh test/lint/size.sh
}

# Cases are data of the tests; everything else that can carry a comment names its licence.
check_licence() {
    files '*.[ch]' '*.sh' '*.yml' 'man/*.[1-9]' Makefile .ci .clang-tidy .shellcheckrc | grep -v '^test/cases/' |
        while IFS= read -r f; do
            head -n 5 "$f" | grep -q 'SPDX-License-Identifier: EUPL-1\.2' ||
                echo "$f: no SPDX line in its first five"
        done | fails_when_any
}

# Nothing may name a machine that it was made on.
check_paths() {
    files . | xargs grep -InE '/(home|root|Users)/' | fails_when_any
}

# Passes its input on; true when there is none.
fails_when_any() {
    ! grep .
}

[ $# -gt 0 ] || set -- warnings format tidy cppcheck shell manual rooms size licence paths
for name; do
    check "$name"
done
[ -z "$failed" ] || { echo "lint: failed:$failed" && exit 1; }
