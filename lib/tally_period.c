/* SPDX-License-Identifier: EUPL-1.2 */
/* Periods as numbers: 2 + years (halves, quarters, months) since the year 0, or since the start of
 * the year. */
#include "tally_impl.h"

/* The Monday of the week that the years begin in; the 470,000 weeks since fit in an id. */
static int32_t first_monday(void)
{
    struct sg_date first = {1000, 1, 1};
    return sg_date_days(first) - (sg_weekday(first) - 1);
}

struct sg_date sg_week_of(uint32_t id)
{
    return sg_days_date(first_monday() + 7 * (int32_t)(id - SG_ID_FIRST) + 3);
}

uint32_t sg_period_id(const struct sg_dim *d, struct sg_date date)
{
    if (date.y == 0 || (d->months < 12 && date.m == 0))
        return SG_ID_UNKNOWN;
    if (d->months == 0)
        return date.d ? SG_ID_FIRST + (uint32_t)(sg_date_days(date) - first_monday()) / 7
                      : SG_ID_UNKNOWN;
    unsigned months = d->months == 12 ? 0 : (unsigned)date.m - 1;
    if (!d->within)
        months += (unsigned)date.y * 12;
    return SG_ID_FIRST + months / d->months;
}

void sg_period_of(const struct sg_dim *d, uint32_t id, int *year, int *month)
{
    unsigned months = (id - SG_ID_FIRST) * d->months;
    *year = d->within ? 0 : (int)(months / 12);
    *month = (int)(months % 12) + 1;
}

/* The days of `months` months from a month on. */
static void days_of(int year, int month, unsigned months, struct sg_date *first,
                    struct sg_date *last)
{
    int end = month + (int)months - 1;
    *first = (struct sg_date){(int16_t)year, (int8_t)month, 1};
    *last = sg_date_last((struct sg_date){(int16_t)year, (int8_t)end, 0});
}

bool sg_cell_days(const struct sg_tally_plan *plan, const uint32_t id[SG_DIMS],
                  struct sg_date *first, struct sg_date *last)
{
    struct sg_date from = {(int16_t)plan->from, 1, 1}, until = {(int16_t)plan->until, 12, 31};
    *first = plan->from ? from : (struct sg_date){0};
    *last = plan->until ? until : (struct sg_date){0};
    if (plan->period < 0 || id[plan->period] == SG_ID_TOTAL)
        return true;
    if (id[plan->period] == SG_ID_UNKNOWN)
        return false;
    const struct sg_dim *d = &plan->dim[plan->period];
    int year, month, part;
    unsigned months = d->months;
    if (months == 0) {
        int32_t thursday = sg_date_days(sg_week_of(id[plan->period]));
        *first = sg_days_date(thursday - 3);
        *last = sg_days_date(thursday + 3);
        if (!first->y) /* the first week there is begins before the first day */
            *first = (struct sg_date){1000, 1, 1};
        return true;
    }
    sg_period_of(d, id[plan->period], &year, &month);
    for (size_t i = 0; i < plan->dims; i++) {
        const struct sg_dim *inner = &plan->dim[i];
        if (inner->kind != SG_DIM_PERIOD || !inner->within || id[i] < SG_ID_FIRST ||
            inner->months >= months)
            continue;
        months = inner->months;
        sg_period_of(inner, id[i], &part, &month);
    }
    days_of(year, month, months, first, last);
    return true;
}
