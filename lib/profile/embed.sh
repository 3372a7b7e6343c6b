#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# embed.sh FILE.csv ... - prints C: the files as byte arrays and a table of them (see profile.c).
set -eu
echo '#include "builtin.h"'
i=0
for f; do
    printf 'static const unsigned char f%d[] = {\n' "$i"
    od -An -v -tx1 "$f" | sed 's/ *\([0-9a-f][0-9a-f]\)/0x\1,/g'
    printf '0};\n'
    i=$((i + 1))
done
echo 'const struct sg_builtin sg_builtins[] = {'
i=0
for f; do
    dir=$(basename "$(dirname "$f")")
    printf '{"%s", "%s", f%d, sizeof f%d - 1},\n' "$dir" "$(basename "$f")" "$i" "$i"
    i=$((i + 1))
done
printf '{0, 0, 0, 0}};\n'
