#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# table-mlr.sh FILE
set -eu
# shellcheck disable=SC2016
exec mlr --ijsonl --ojsonl put -q '
    if (is_absent(@rev[$id]) || $rev > @rev[$id]) {
        @rev[$id] = $rev;
        @year[$id] = substr0(string($received), 0, 3);
        @place[$id] = is_absent($municipality) ? "unknown" : $municipality;
        @forms[$id] = is_absent($forms) ? ["unknown"] : $forms;
    }
    end {
        for (id, rev in @rev) {
            for (form in @forms[id]) {
                key = @year[id] . "\t" . @place[id] . "\t" . form;
                @count[key] = is_absent(@count[key]) ? 1 : @count[key] + 1;
            }
        }
        for (key, count in @count) {
            print key . "\t" . count;
        }
    }' "$1"
