/* SPDX-License-Identifier: EUPL-1.2 */
/* The agenda: on which days it comes round, and which of them are to be told today. */
#include "due_impl.h"

#include <stdlib.h>

int32_t sg_due_from(const struct sg_due_plan *plan, const struct due_rule *rule, struct sg_date due)
{
    if (plan->opt.ahead >= 0)
        return sg_date_days(due) - plan->opt.ahead;
    return sg_date_days(sg_length_before(due, rule->ahead, plan->holiday, plan->holidays));
}

/* The day of a month that is the same weekday, equally far into the month as `like`: the second
 * Tuesday; of a fifth one the last. */
static struct sg_date same_weekday(struct sg_date like, struct sg_date month)
{
    struct sg_date first = {month.y, month.m, 1};
    int ahead = (sg_weekday(like) - sg_weekday(first) + 7) % 7 + (like.d - 1) / 7 * 7;
    int32_t at = sg_date_days(first) + ahead;
    struct sg_date day = sg_days_date(at);
    return day.m == first.m ? day : sg_days_date(at - 7);
}

/* The k-th time, from 0; y = 0: there is none. */
static struct sg_date time_of(const struct due_rule *rule, uint32_t k)
{
    struct sg_length far = rule->every;
    if (k > 0 && (far.n == 0 || k > 9999999u / (uint32_t)far.n))
        return (struct sg_date){0, 0, 0};
    far.n *= (int)k;
    if (!rule->weekday || far.unit < SG_MONTHS)
        return sg_length_after(rule->first, far, NULL, 0);
    struct sg_date month = {rule->first.y, rule->first.m, 0};
    month = sg_date_add_months(month, far.unit == SG_YEARS ? 12 * far.n : far.n);
    return month.y ? same_weekday(rule->first, month) : month;
}

static bool keep(struct sg_due_plan *plan, const struct due_time *time, struct sg_fault *f)
{
    if (plan->times == plan->times_cap) {
        size_t cap = plan->times_cap ? 2 * plan->times_cap : 16;
        struct due_time *more = realloc(plan->time, cap * sizeof *more);
        if (!more)
            return sg_fail(f, SG_R_MEMORY, "memory ran out");
        plan->time = more;
        plan->times_cap = cap;
    }
    plan->time[plan->times++] = *time;
    return true;
}

/* Is it still to come, or did it come and go since everything was told last? */
static bool to_tell(const struct sg_due_plan *plan, int32_t on)
{
    return on >= plan->today || (plan->opt.since.y && on > sg_date_days(plan->opt.since));
}

static bool times_of(struct sg_due_plan *plan, struct due_rule *rule, struct sg_fault *f)
{
    for (uint32_t k = 0;; k++) {
        struct sg_date on = time_of(rule, k);
        if (!on.y || (rule->until.y && sg_date_order(on, rule->until) > 0) ||
            sg_due_from(plan, rule, on) > plan->today)
            return true;
        int32_t day = sg_date_days(on);
        if (!to_tell(plan, day))
            continue;
        struct due_time time = {rule, k, on};
        if (!keep(plan, &time, f))
            return false;
        if (rule->next == DUE_NEVER && day >= plan->today && rule->bring)
            rule->next = (long)k;
        if (rule->kind.target) {
            rule->from = rule->from ? rule->from : on.y;
            rule->to = on.y;
        }
    }
}

bool sg_due_times(struct sg_due_plan *plan, struct sg_fault *f)
{
    for (size_t i = 0; i < plan->rules; i++) {
        plan->rule[i].next = DUE_NEVER;
        if (plan->rule[i].sheet == DUE_AGENDA && !plan->rule[i].left_out &&
            !times_of(plan, &plan->rule[i], f))
            return false;
    }
    return true;
}
