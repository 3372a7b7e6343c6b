#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# import-mlr.sh FILE OUT - -S: no guessing of numbers; all cells are texts.
set -eu
exec mlr -S --icsv --ifs ';' --ojsonl cat "$1" >"$2"
