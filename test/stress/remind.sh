#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# remind.sh - sig-remind from cron: days around a leap day and both changes of the clock; with
# TEST_LONG 20 years. Then its calendars, by three readers.
set -u
PATH=$(cd "${BIN:-bin}" && pwd):$PATH
export PATH
unset SIG_REGISTRY SIG_PROFILE SIG_KEY SIG_TODAY
here=$(dirname "$0")
if [ -n "${TEST_LONG-}" ]; then
    python3 "$here/remind-years.py" 7305 2020-01-01 && python3 "$here/remind-calendar.py" 730
else
    python3 "$here/remind-years.py" 60 2024-02-10 &&
        python3 "$here/remind-years.py" 40 2023-10-10 &&
        python3 "$here/remind-calendar.py" 60
fi
