/* SPDX-License-Identifier: EUPL-1.2 */
/* erase - from a list for approval to the declaration of destruction. What sig-erase does.
 *
 * Nothing is erased that nobody approved: the list of what would be erased is printed, somebody who
 * may decide takes rows away, and what is left is given back. Each row is judged again then, under
 * the lock: a signal that changed since the list was made is not the one that was approved.
 *
 * Part of the program's voice: complains of each refusal itself. */
#ifndef SG_ERASE_H
#define SG_ERASE_H

#include "cli.h"

struct sg_eraser_opt {
    const char *ground; /* of the signals named: a code of erase-ground, as people write it */
    const char *by;     /* who erases */
    const char *log;    /* the disclosure log; NULL: beside the registry, where there may be none */
    unsigned wait_s;    /* for another writer */
    bool group;         /* access for the group */
    bool dry_run;       /* do all but replace the registry */
};

/* Prints the list: of the signals that the operands name, on opt->ground; or, when there are none,
 * of all whose retention is over. Complains of those that cannot be erased. */
void sg_erase_propose(struct sg_cli *cli, const struct sg_eraser_opt *opt);

/* Erases what a list holds, all at once, and prints the declaration. A row that is refused stays
 * out of it; with -x nothing is erased then. */
void sg_erase_approved(struct sg_cli *cli, const struct sg_eraser_opt *opt, const char *list);

#endif
