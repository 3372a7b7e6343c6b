#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# amend.sh - many who amend the same fifty signals at once: a hundred, or with TEST_LONG=1 a thousand.
set -u
PATH=$(cd "${BIN:-bin}" && pwd):$PATH
export PATH SIG_TODAY=2024-06-15
unset SIG_REGISTRY SIG_PROFILE SIG_KEY SIG_BY
exec python3 "$(dirname "$0")/amend.py" "$([ "${TEST_LONG:-}" ] && echo 1000 || echo 100)"
