/* SPDX-License-Identifier: EUPL-1.2 */
/* signals_impl - shared by the parts of the room signal. */
#ifndef SG_SIGNALS_IMPL_H
#define SG_SIGNALS_IMPL_H

#include "signals.h"

/* "unknown" where the field allows it. */
bool sg_is_unknown(const struct sg_field *field, struct sg_val v);

/* Completes the codes that are allowed, as the list names them, with what the field adds. */
void sg_also_unknown(const struct sg_field *field, struct sg_fault *f);

/* Refuses a personal text with a number that passes the eleven test. */
bool sg_bsn_free(const struct sg_field *field, const char *s, size_t n, struct sg_fault *f);

/* The required fields among the members of a group; i = 0, 1, ...; -1 behind the last. */
long sg_field_required(long group, size_t i);

/* One value of a field that is no group: kind, code, range, date. */
bool sg_value_check(const struct sg_field *field, struct sg_val v, const struct sg_profile *p,
                    struct sg_date today, struct sg_fault *f);

/* The dates and numbers of a group that have an order, among those that are present; of the signal
 * itself (SG_TOP) its closing. The field is filled in only for the signal. */
bool sg_order_check(long group, struct sg_val object, const struct sg_present *present,
                    struct sg_fault *f);

/* Whether a message shows only the form of a refused value: of what is personal; of whatever is
 * about a person, organisation, vehicle or contact, where a wrong mapping may have put a name into
 * a column of codes; and of dates and numbers without a digit. */
bool sg_shy(const struct sg_field *field, const char *s, size_t n);

/* Writes how a value looks without what it says: digits as 9, letters as a, at most 20 bytes;
 * shown for personal fields instead of the value. out holds 32 bytes. */
void sg_masked(const char *s, size_t n, char out[32]);

/* Fills in f->field and keeps the rest. Always false. */
bool sg_in_field(struct sg_fault *f, const struct sg_field *field);

#endif
