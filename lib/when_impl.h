/* SPDX-License-Identifier: EUPL-1.2 */
/* Shared by the parts of `when` only. */
#ifndef SG_WHEN_IMPL_H
#define SG_WHEN_IMPL_H

#include "when.h"

enum { SG_WHEN_DAY_SECONDS = 86400 };

/* The date of these parts, as each was read: a part may be 0 (not there) or -1 (unreadable).
 * false: they make no date that exists; *out is then untouched. */
bool sg_when_make(int y, int m, int d, struct sg_date *out);

/* Splits seconds into days (rounded down, also before 1970) and the second within that day. */
int64_t sg_when_day_of(int64_t seconds, int *second);

/* Seconds of local time in Amsterdam since 1970-01-01 00:00 local time. */
int64_t sg_when_amsterdam(int64_t unix_seconds);

/* Writes 0-99 as two digits. */
void sg_when_two_digits(int value, char out[2]);

/* Value of n ASCII digits, n <= 9; -1 when one of them is not a digit. */
int sg_when_digits(const char *s, size_t n);

#endif
