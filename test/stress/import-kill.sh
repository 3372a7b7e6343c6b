#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# import-kill.sh - an import killed at random and run again; 20 kills, with TEST_LONG 200.
set -u
PATH=$(cd "${BIN:-bin}" && pwd):$PATH
export PATH SIG_TODAY=2024-06-15
unset SIG_REGISTRY SIG_PROFILE SIG_KEY SIG_BY
times=20
[ -z "${TEST_LONG-}" ] || times=200
exec python3 "$(dirname "$0")/import-kill.py" "$times" 120
