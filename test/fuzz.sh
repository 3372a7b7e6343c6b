#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# fuzz.sh FOLDER SECONDS - runs each fuzzer that was built into FOLDER for so long, starting from
# test/fuzz/corpus/NAME when there is one. What it finds is left in FOLDER/NAME.found.
set -u
failed=
for source in test/fuzz/fuzz_*.c; do
    [ -e "$source" ] || continue
    name=$(basename "$source" .c)
    mkdir -p "$1/$name.corpus" "$1/$name.found"
    set -- "$1" "$2" "$1/$name.corpus"
    [ -d "test/fuzz/corpus/$name" ] && set -- "$1" "$2" "$3" "test/fuzz/corpus/$name"
    dir=$1 seconds=$2
    shift 2
    echo "== $name ($seconds s)"
    "$dir/$name" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -verbosity=0 \
        -print_final_stats=1 -artifact_prefix="$dir/$name.found/" "$@" || failed="$failed $name"
    set -- "$dir" "$seconds"
done
[ -z "$failed" ] || { echo "fuzz: failed:$failed" && exit 1; }
