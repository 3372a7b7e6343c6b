/* SPDX-License-Identifier: EUPL-1.2 */
/* export - registration lists: which fields of a signal go out, and in what form.
 *
 * The shielded contact of a reporter goes out in none of them. */
#ifndef SG_EXPORT_H
#define SG_EXPORT_H

#include "profile.h"
#include "record.h"
#include "signals.h"
#include "stream.h"

enum sg_list_format { SG_LIST_CSV, SG_LIST_JSONL, SG_LIST_TEXT };

struct sg_list;

/* A list with the columns named in `columns` (paths of the field table, separated by ','; NULL:
 * the usual ones). A group is a column too: how many there are. Header in `lang`. `out` is borrowed
 * and gets the header at once, rows as they come (text: after the first 500 signals, whose widths
 * make the columns). NULL: *f is USAGE (unknown column with the near miss, a shielded one) or
 * MEMORY. */
struct sg_list *sg_list_open(const char *columns, enum sg_list_format format,
                             const struct sg_profile *p, enum sg_lang lang, struct sg_out *out,
                             struct sg_fault *f);

/* Adds one signal. false: MEMORY. */
bool sg_list_add(struct sg_list *l, const struct sg_record *r, struct sg_fault *f);

/* Writes what waits and frees. */
void sg_list_end(struct sg_list *l);

#endif
