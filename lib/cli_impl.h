/* SPDX-License-Identifier: EUPL-1.2 */
/* cli_impl - shared by the parts of the room cli. */
#ifndef SG_CLI_IMPL_H
#define SG_CLI_IMPL_H

#include "cli.h"

enum { SG_CLI_OPTIONS = 64 };

/* All options of one command: its own, then the common ones that it takes. */
struct sg_cli_table {
    struct sg_opt opt[SG_CLI_OPTIONS];
    size_t n;
};

/* Parses argv into the targets of the table; operands are moved to the front of argv and counted.
 * false: complained. */
bool sg_cli_parse(const struct sg_cli_table *table, int argc, char **argv, size_t *operands);

/* Prints "usage: PROGRAM USAGE" and a line an option to standard output. */
void sg_cli_help(const struct sg_cli *cli, const struct sg_cli_table *table);

/* sg_cli_apart of all that the common options and the operands name. */
bool sg_cli_all_apart(const struct sg_cli *cli);

#endif
