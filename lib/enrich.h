/* SPDX-License-Identifier: EUPL-1.2 */
/* enrich - the members that sig-enrich adds: what follows from the signal and the profile (derive),
 * what is known from elsewhere (match), and what is due (due). */
#ifndef SG_ENRICH_H
#define SG_ENRICH_H

#include "buf.h"
#include "due.h"
#include "match.h"
#include "profile.h"
#include "record.h"

/* All members that are ever added; ends with NULL. */
extern const char *const sg_enrich_members[];

/* What all threads share: read-only once made. */
struct sg_enrich;

/* `matcher` NULL: no matches are looked for, and none are added; `plan` NULL: no terms. All are
 * borrowed. What a municipality gives is made once, here. NULL: *f is MEMORY. */
struct sg_enrich *sg_enrich_new(const struct sg_profile *p, const struct sg_matcher *matcher,
                                const struct sg_due_plan *plan, struct sg_fault *f);
void sg_enrich_free(struct sg_enrich *e);

/* One thread's. */
struct sg_enricher;
struct sg_enricher *sg_enricher_new(const struct sg_enrich *e, struct sg_fault *f);
void sg_enricher_free(struct sg_enricher *one);

/* Appends the members of one signal, as `"region":[...],...`: region, safety_region, police_unit
 * and coordinator when its municipality is known; responsible when it was asked; minor when persons
 * are recorded; space when it is one number; matches and terms when they were looked for, also when
 * there are none. false: *f is MEMORY. (A sg_make_fn of filter.h, `enricher` being one thread's.)
 */
bool sg_enrich_add(void *enricher, const struct sg_record *r, struct sg_buf *members,
                   struct sg_fault *f);

#endif
