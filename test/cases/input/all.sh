# SPDX-License-Identifier: EUPL-1.2
# shellcheck shell=sh
# Feeds standard input to each command and tells how it ended. Personal fields of the input hold
# "Zeldzaam" or 55501234, which house/nothing-personal looks for in all that is said.
cat >input
for command in 'sig-add' 'sig-export -c received,municipality' \
    'sig-stats -R year -C measure -F csv --no-notes' 'sig-check'; do
    $command <input
    echo "-- $command: $?"
done
