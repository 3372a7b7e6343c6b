/* SPDX-License-Identifier: EUPL-1.2 */
/* remains_impl - shared by the parts of the room remains. */
#ifndef SG_REMAINS_IMPL_H
#define SG_REMAINS_IMPL_H

#include "remains.h"
#include "signals.h"

struct sg_remains {
    const struct sg_profile *p;
    bool month;  /* dates by month, else by year */
    bool keep[]; /* by index of the field table; a group: when anything in it stays */
};

/* false: a field that can never stay. */
bool sg_may_remain(const struct sg_field *field);

/* As sg_remains, of a row of the sheet. NULL: memory ran out. */
struct sg_remains *sg_remains_row(const struct sg_profile *p, size_t row);

#endif
