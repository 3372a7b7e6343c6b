#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# stats.sh - tables of random registries against SQLite, and tables against each other, for
# STRESS_SECONDS (default 10).
set -u
PATH=$(cd "${BIN:-bin}" && pwd):$PATH
export PATH SIG_TODAY=2024-06-15
unset SIG_REGISTRY SIG_PROFILE SIG_KEY SIG_BY
seconds=${STRESS_SECONDS:-10}
here=$(dirname "$0")/../stats
python3 "$here/relations.py" $((seconds / 3)) && exec python3 "$here/oracle.py" $((seconds - seconds / 3))
