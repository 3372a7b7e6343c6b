/* SPDX-License-Identifier: EUPL-1.2 */
/* listing - a list of the signals of the command line, for the house: read, selected, shown.
 *
 * Rows of CSV, TSV and JSON lines are made on all threads and come out in their order; what is
 * measured, sorted, picked or made into a workbook goes through one. With cli->view only what that
 * role may see. Part of the program's voice: complains itself. */
#ifndef SG_LISTING_H
#define SG_LISTING_H

#include "cli.h"
#include "export.h"

struct sg_listing {
    struct sg_list_opt look; /* profile, language, viewer and book are filled in */
    const char *sort;        /* fields; NULL: rows as they come */
    const char *number;      /* of a case: only its signals, in order; NULL: all */
};

void sg_listing(struct sg_cli *cli, struct sg_listing *how);

#endif
