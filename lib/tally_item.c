/* SPDX-License-Identifier: EUPL-1.2 */
/* What a unit puts into the bags: who it is, a number, a duration; and when it was open. */
#include "registry.h"
#include "tally_impl.h"

#include <string.h>

enum { NUMBER_MOST = 1000000000, NAME = 1024 };

/* ---- who somebody is ---- */

static size_t folded(struct sg_val v, char *out, size_t cap)
{
    char raw[NAME];
    size_t n = sg_val_text(v, raw, sizeof raw);
    size_t m = n && n <= sizeof raw ? sg_fold(raw, n, out, cap) : 0;
    return m <= cap ? m : 0;
}

/* The same person by name, as it is folded, and day of birth: two people called Ali are not one,
 * nor are two who were born in the same year. Whoever lacks one of them is item 0. A hash of 63
 * bits: among a million persons two are taken for one once in ten million tables. */
static uint64_t person_item(const struct sg_tally_plan *plan, struct sg_val person)
{
    char text[NAME + 32], born[16];
    unsigned char hash[16];
    struct sg_date d;
    uint64_t item = 0;
    size_t n = folded(sg_val_get(person, "name"), text, NAME);
    size_t k = sg_val_text(sg_val_get(person, "born"), born, sizeof born);
    if (!n || !k || k > sizeof born || !sg_date_parse(born, k, &d) || !sg_date_whole(d) ||
        (n == 7 && memcmp(text, "unknown", 7) == 0))
        return 0;
    text[n] = '\0';
    memcpy(text + n + 1, born, k);
    sg_keyed_hash(plan->opt.key ? plan->opt.key : (const unsigned char[SG_HASH]){0}, text,
                  n + 1 + k, hash);
    memcpy(&item, hash, sizeof item);
    return item >> 1 | 1;
}

/* Two events of the same number, or without one of the same day, are one: an inspection that led to
 * three signals. An event without either is item 0. */
static uint64_t event_item(const struct sg_tally_plan *plan, struct sg_val event,
                           struct sg_date date)
{
    char text[NAME];
    unsigned char hash[16];
    uint64_t item = 0;
    size_t n = sg_val_text(sg_val_get(event, "number"), text + 1, sizeof text - 1);
    bool numbered = n && n < sizeof text;
    if (!numbered && !sg_date_whole(date))
        return 0;
    text[0] = numbered ? '#' : '@';
    if (!numbered) {
        sg_date_write(date, text + 1);
        n = strlen(text + 1);
    }
    sg_keyed_hash(plan->opt.key ? plan->opt.key : (const unsigned char[SG_HASH]){0}, text, n + 1,
                  hash);
    memcpy(&item, hash, sizeof item);
    return item >> 1 | 1;
}

/* ---- numbers and durations ---- */

/* Lacking in one, the sum of all is not known either. */
static void number_item(const struct sg_record *r, struct sg_val element,
                        const struct sg_reach *reach, unsigned *hint, uint64_t *item)
{
    struct sg_values values;
    struct sg_val v;
    int64_t n;
    sg_values_begin(&values, r, element, reach, hint);
    bool known = sg_values_next(&values, &v) && sg_val_int(v, &n) && n >= 0 && n <= NUMBER_MOST;
    *item = known ? (uint64_t)n : SG_ITEM_LACKING;
}

bool sg_item_of(struct sg_tally *t, size_t m, const struct sg_record *r, struct sg_val element,
                struct sg_date date, uint64_t *item)
{
    const struct sg_measure *measure = &t->plan->measure[m];
    unsigned *hint = &t->hint[m][SG_DIMS + 1];
    if (measure->how == SG_HOW_DISTINCT) {
        *item = sg_measure_persons(measure) ? person_item(t->plan, element)
                                            : event_item(t->plan, element, date);
        return true;
    }
    if (measure->how == SG_HOW_SUM) {
        number_item(r, element, &measure->with, hint, item);
        return true;
    }
    struct sg_date from = sg_tally_date(r, element, &measure->with, hint);
    if (!sg_date_whole(from) || !sg_date_whole(date) || sg_date_order(date, from) < 0)
        return false;
    *item = (uint64_t)(sg_date_days(date) - sg_date_days(from));
    return true;
}

/* ---- what is open ---- */

/* The day on which a period is looked at: its last, or `at` when that lies in it. */
static struct sg_date looked_at(const struct sg_tally_plan *plan, uint32_t id, bool *begun)
{
    uint32_t ids[SG_DIMS] = {0};
    struct sg_date first, last, at = plan->opt.at;
    ids[plan->period] = id;
    sg_cell_days(plan, ids, &first, &last);
    *begun = sg_date_order(first, at) <= 0;
    return sg_date_order(at, last) < 0 ? at : last;
}

bool sg_open_periods(struct sg_tally *t, struct sg_date from, struct sg_date until)
{
    const struct sg_tally_plan *plan = t->plan;
    struct sg_date since = sg_date_last(from), end = until.y ? sg_date_last(until) : until;
    if (plan->period < 0)
        return sg_date_order(since, plan->opt.at) <= 0 &&
               (!end.y || sg_date_order(end, plan->opt.at) > 0);
    struct sg_ids *ids = &t->ids[plan->period];
    const struct sg_dim *d = &plan->dim[plan->period];
    struct sg_date start = since, first = {(int16_t)plan->from, 1, 1};
    bool begun;
    sg_ids_clear(ids);
    if (plan->from && sg_date_order(start, first) < 0)
        start = first;
    for (uint32_t id = sg_period_id(d, start);; id++) {
        struct sg_date day = looked_at(plan, id, &begun);
        if (!begun || (end.y && sg_date_order(end, day) <= 0) ||
            (plan->until && day.y > plan->until))
            return ids->n > 0;
        if (sg_date_order(since, day) <= 0)
            sg_ids_add(t, ids, id);
    }
}
