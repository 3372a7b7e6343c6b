/* SPDX-License-Identifier: EUPL-1.2 */
/* Which members a table rests on. */
#include "tally_impl.h"

static void need(bool *field, const char *path)
{
    long i = sg_field_index(sg_field(path, strlen(path), NULL));
    if (i != SG_TOP)
        field[i] = true;
}

static void need_expr(bool *field, const struct sg_expr *e)
{
    const struct sg_field *asked;
    for (size_t i = 0; e && (asked = sg_expr_asks(e, i)) != NULL; i++)
        field[sg_field_index(asked)] = true;
}

static void need_dim(bool *field, const struct sg_dim *d, unsigned *months)
{
    if (d->kind == SG_DIM_PERIOD)
        *months = d->months < *months ? d->months : *months;
    else
        field[sg_field_index(d->field)] = true;
}

static void need_measure(bool *field, const struct sg_measure *m)
{
    if (m->unit)
        need(field, m->unit);
    field[sg_field_index(m->date.field)] = true;
    if (m->with.field)
        field[sg_field_index(m->with.field)] = true;
    need_expr(field, m->condition);
}

void sg_tally_needs(const struct sg_tally_plan *plan, bool *field, unsigned *months)
{
    for (size_t i = 0; i < sg_field_count; i++)
        field[i] = false;
    *months = 12;
    for (size_t i = 0; i < plan->dims; i++)
        need_dim(field, &plan->dim[i], months);
    for (size_t i = 0; i < plan->measures; i++)
        need_measure(field, &plan->measure[i]);
    need_expr(field, plan->where);
}
