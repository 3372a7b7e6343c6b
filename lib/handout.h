/* SPDX-License-Identifier: EUPL-1.2 */
/* handout - giving a list out: to a partner, or to whoever looks, with a line in the log first.
 *
 * The order, which is what it is for:
 *
 *   1. everything is made, in a file without a name beside the log (a workbook, which needs one:
 *      where it waits for its name); nobody has seen anything
 *   2. it is hashed, with the secret of the log, and where a file is to be made it is copied to
 * where that waits for its name: a full disk shows here, and nothing has happened
 *   3. `begun` is written to the log and synced
 *   4. the file gets its name, or standard output is written
 *   5. `done` or `failed` is written to the log and synced
 *
 * Part of the program's voice: complains itself. */
#ifndef SG_HANDOUT_H
#define SG_HANDOUT_H

#include "cli.h"
#include "export.h"
#include "registry_log.h"

struct sg_handout {
    const char *to, *ground; /* a partner and the ground; NULL: a look by the house itself */
    struct sg_list_opt look; /* columns, format, per, split; without columns and per the partner's
                                layout, else all that it may have */
    const char *key;         /* file of the partner's key; NULL: none */
    const char *log;         /* NULL: beside the registry */
    const char *by;
    bool handing;              /* also what is handed over now, see sg_share_handing */
    struct sg_log_opt writing; /* of the log */
};

/* Reads the inputs of the command line and gives them out. */
void sg_handout(struct sg_cli *cli, const struct sg_handout *h);

#endif
