/* SPDX-License-Identifier: EUPL-1.2 */
/* remains - what stays of a signal that is erased: the facts that may still be counted.
 *
 * The row of the sheet `retention` that decides about a signal says which fields stay and how
 * coarse their dates become. Whatever it says, what could tell who somebody is never stays:
 * personal and free texts, days, exact ages (a class of ages may), members that the table does not
 * know. `received` and the keyed hash of an imported row (source.key) always stay: the one because
 * it is counted by, the other so that the row does not come in again. */
#ifndef SG_REMAINS_H
#define SG_REMAINS_H

#include "buf.h"
#include "profile.h"
#include "record.h"

struct sg_remains;

/* By a row of `retention`, by name. The profile must outlive it. NULL: *f (USAGE: no such row;
 * MEMORY). */
struct sg_remains *sg_remains(const struct sg_profile *p, const char *retention,
                              struct sg_fault *f);
void sg_remains_free(struct sg_remains *m);

/* Appends what stays of a sound signal, as members for a registry: without braces, id, rev and the
 * like. Ages become the class that all of a range lies in, on the day of receipt, else "unknown":
 * they count as they did. false: *f (MISSING_FIELD: it has no date of receipt; MEMORY). */
bool sg_remains_of(const struct sg_remains *m, const struct sg_record *r, struct sg_buf *out,
                   struct sg_fault *f);

/* Hands every fault of the sheet's `keeps` and `precision` to `each`: a field that does not exist
 * or can never stay, and each named table (sheet `tables`) that would no longer count an erased
 * signal as it counted it before. Returns their number; -1: *f. */
long sg_remains_check(const struct sg_profile *p, struct sg_date today,
                      void (*each)(void *ctx, const struct sg_fault *fault), void *ctx,
                      struct sg_fault *f);

#endif
