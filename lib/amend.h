/* SPDX-License-Identifier: EUPL-1.2 */
/* amend - changes on their way into a registry: one from the command line, many from a spreadsheet
 * or lines of JSON. Each is applied under the lock to the newest revision of its signal, registered
 * as the next one, synced, and only then printed. A change that is refused costs nothing but
 * itself. Changes are taken in batches of SG_AMEND_BATCH: each opens the registry, finds the
 * signals in one pass, writes, syncs and gives the lock away.
 *
 * Part of the program's voice: complains of each refusal itself. */
#ifndef SG_AMEND_H
#define SG_AMEND_H

#include "cli.h"
#include "patch.h"

enum { SG_AMEND_BATCH = 16384 };

/* The parts of a change as given on a command line (NULL: not given), and its values by path
 * ("FIELD=VALUE"; of UNSET "FIELD"). A value "@FILE" is the content of the file, which is the only
 * way for what is personal. false: complained. */
bool sg_change_parts(struct sg_change *c, const struct sg_profile *p,
                     const char *const part[SG_PARTS]);
bool sg_change_texts(struct sg_change *c, enum sg_assign_how how, const struct sg_texts *texts);
/* How many signals a change names. */
size_t sg_amend_ids(const struct sg_change *c);

struct sg_amend_opt {
    const char *by;  /* who registers; "" for nobody */
    unsigned wait_s; /* for another writer */
    bool group;      /* access for the group */
    bool allow_bsn;
    bool again;   /* an entry that is there already is added once more */
    bool quiet;   /* do not print the signals */
    bool dry_run; /* do all but write */
};

struct sg_amend;
/* For the registry cli->registry, which must be named. NULL: complained. */
struct sg_amend *sg_amend_open(struct sg_cli *cli, const struct sg_amend_opt *opt);

/* The change of the signals "ID" or "ID,ID" of its part `id`. */
void sg_amend_one(struct sg_amend *a, const struct sg_change *c);

/* A change for each row: the columns are parts by their Dutch or English name, and what a row
 * leaves blank is taken from `c`. Other columns are told of and left out. delimiter 0: the one its
 * header shows. */
void sg_amend_rows(struct sg_amend *a, const char *path, char delimiter, const struct sg_change *c);

/* A change for each line of JSON: {"id":"...","do":"step","what":"receipt","on":"2024-03-01"},
 * with "set" and "add" {path: value} and "unset" [path]. */
void sg_amend_lines(struct sg_amend *a, const char *path, const struct sg_change *c);

/* Registers and prints what waits, says what was done when `tell`, frees. */
void sg_amend_end(struct sg_amend *a, bool tell);

#endif
