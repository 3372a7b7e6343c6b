#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# import-sqlite3.sh FILE OUT - rows as JSON objects; names of columns come from the header.
set -eu
pairs=$(head -n 1 "$1" | sed "s/[^;]*/'&', \"&\"/g; s/;/, /g")
exec sqlite3 :memory: -cmd '.mode csv' -cmd '.separator ;' -cmd ".import $1 row" -cmd '.mode list' \
    "SELECT json_object($pairs) FROM row;" >"$2"
