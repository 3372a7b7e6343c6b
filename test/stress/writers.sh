#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# writers.sh - eight writers at once, killed at random, for STRESS_SECONDS (default 10).
set -u
PATH=$(cd "${BIN:-bin}" && pwd):$PATH
export PATH SIG_TODAY=2024-06-15
unset SIG_REGISTRY SIG_PROFILE SIG_KEY SIG_BY
exec python3 "$(dirname "$0")/writers.py" "${STRESS_SECONDS:-10}"
