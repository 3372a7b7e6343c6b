#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# sheets.sh - more rows than a sheet takes, for real: with TEST_LONG only, for it takes half a minute. What it
# does with sheets of four rows is tried by test_xlsx.c each time.
set -eu
[ -n "${TEST_LONG-}" ] || exit 0
exec /usr/bin/python3 "$(dirname "$0")/sheets.py"
