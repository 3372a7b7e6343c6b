/* SPDX-License-Identifier: EUPL-1.2 */
/* Does what comes later in a signal lie behind what comes before it? */
#include "signals_impl.h"

#include <string.h>

/* The start and end of each thing that lasts, and the two ends of an estimate. */
static const struct {
    const char *group, *start, *end;
} spans[] = {
    {"care", "start", "end"},
    {"measures", "on", "until"},
    {"handoffs", "on", "answered"},
    {"persons.shelter", "requested", "placed"},
    {"persons.shelter", "requested", "refused"},
    {"criminal", "taken_up_on", "ended"},
    {"b8", "requested", "granted"},
};

bool sg_group_checked(long group)
{
    if (sg_field_required(group, 0) >= 0 || !strcmp(sg_fields[group].path, "estimate"))
        return true;
    for (size_t i = 0; i < sizeof spans / sizeof *spans; i++)
        if (!strcmp(spans[i].group, sg_fields[group].path))
            return true;
    return false;
}

static bool has(const struct sg_present *present, long group, const char *member)
{
    long i = sg_field_child(group, member, strlen(member));
    return i >= 0 && present->bit[i / 64] >> i % 64 & 1;
}

bool sg_closing_check(struct sg_val closed, struct sg_val reopened, struct sg_fault *f)
{
    struct sg_date on, again;
    struct sg_val v, end = sg_val_get(closed, "on");
    struct sg_iter it = sg_iter(reopened);
    if (end.kind != SG_STRING || !sg_date_parse(end.p, end.n, &on))
        return true;
    while (reopened.kind == SG_ARRAY && sg_iter_next(&it, NULL, &v))
        if (v.kind == SG_STRING && sg_date_parse(v.p, v.n, &again) &&
            sg_date_before(on, again) == SG_YES)
            return sg_fail(f, SG_R_BAD_VALUE, "lies before \"reopened\": then it is not closed") ||
                   sg_in_field(f, sg_field("closed.on", 9, NULL));
    return true;
}

bool sg_order_check(long group, struct sg_val object, const struct sg_present *present,
                    struct sg_fault *f)
{
    const char *name = group == SG_TOP ? "" : sg_fields[group].path;
    struct sg_date a, b;
    int64_t lo, hi;
    for (size_t i = 0; i < sizeof spans / sizeof *spans; i++) {
        if (strcmp(spans[i].group, name) != 0 || !has(present, group, spans[i].start) ||
            !has(present, group, spans[i].end))
            continue;
        struct sg_val start = sg_val_get(object, spans[i].start),
                      end = sg_val_get(object, spans[i].end);
        if (start.kind == SG_STRING && end.kind == SG_STRING &&
            sg_date_parse(start.p, start.n, &a) && sg_date_parse(end.p, end.n, &b) &&
            sg_date_before(b, a) == SG_YES)
            return sg_fail(f, SG_R_BAD_VALUE, "\"%s\" lies before \"%s\"", spans[i].end,
                           spans[i].start);
    }
    if (!strcmp(name, "estimate") && sg_val_int(sg_val_get(object, "min"), &lo) &&
        sg_val_int(sg_val_get(object, "max"), &hi) && hi < lo)
        return sg_fail(f, SG_R_BAD_VALUE, "\"max\" is less than \"min\"");
    if (group == SG_TOP && has(present, group, "closed") && has(present, group, "reopened"))
        return sg_closing_check(sg_val_get(object, "closed"), sg_val_get(object, "reopened"), f);
    return true;
}
