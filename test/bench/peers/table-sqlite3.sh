#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# table-sqlite3.sh FILE - one text column a line, taken apart by the JSON functions. Of a group with
# max(), SQLite takes the other columns from the row with the maximum.
set -eu
exec sqlite3 :memory: -cmd 'CREATE TABLE line (j TEXT);' -cmd '.mode ascii' \
    -cmd '.separator "\037" "\n"' -cmd ".import $1 line" -cmd '.mode tabs' '
    WITH newest AS (
        SELECT json_extract(j, "$.id") AS id, max(json_extract(j, "$.rev")) AS rev, j
        FROM line GROUP BY 1)
    SELECT substr(json_extract(j, "$.received"), 1, 4),
           coalesce(json_extract(j, "$.municipality"), "unknown"),
           form.value, count(*)
    FROM newest, json_each(coalesce(json_extract(j, "$.forms"), json_array("unknown"))) AS form
    GROUP BY 1, 2, 3;'
