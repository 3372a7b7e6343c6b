#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# erase.sh - erasures at random of a registry of 2,000 signals; with TEST_LONG 10,000 of 100,000.
set -u
PATH=$(cd "${BIN:-bin}" && pwd):$PATH
ROOT=$(pwd)
export PATH ROOT
unset SIG_REGISTRY SIG_PROFILE SIG_KEY SIG_TODAY SIG_BY
if [ -n "${TEST_LONG-}" ]; then
    exec python3 "$(dirname "$0")/erase.py" 100000 10000 60
fi
exec python3 "$(dirname "$0")/erase.py" 2000 200 10
