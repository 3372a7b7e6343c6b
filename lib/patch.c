/* SPDX-License-Identifier: EUPL-1.2 */
#include "patch_impl.h"

#include <stdlib.h>
#include <string.h>

/* ---- the bag ---- */

/* Where the text stands, + 1; 0: no memory. */
static size_t keep(struct sg_change *c, const char *p, size_t n)
{
    size_t at = c->text.n;
    sg_buf_add(&c->text, p, n);
    sg_buf_char(&c->text, '\0');
    return c->text.failed ? 0 : at + 1;
}

bool sg_change_put(struct sg_change *c, enum sg_part part, const char *p, size_t n)
{
    if (n == 0)
        return true;
    size_t at = keep(c, p, n);
    if (at)
        c->part[part] = at;
    return at != 0;
}

const char *sg_change_get(const struct sg_change *c, enum sg_part part)
{
    return c->part[part] ? c->text.p + c->part[part] - 1 : "";
}

bool sg_change_assign(struct sg_change *c, enum sg_assign_how how, const char *path, size_t path_n,
                      const char *value, size_t n, struct sg_fault *f)
{
    if (c->assigns == SG_ASSIGNS)
        return sg_fail(f, SG_R_USAGE, "more than %zu values in one change", (size_t)SG_ASSIGNS);
    size_t at = keep(c, path, path_n), value_at = keep(c, value, n);
    if (!at || !value_at)
        return sg_fail(f, SG_R_MEMORY, "memory ran out");
    c->assign[c->assigns++] = (struct sg_assign){how, at - 1, value_at - 1};
    return true;
}

void sg_change_clear(struct sg_change *c)
{
    sg_buf_clear(&c->text);
    memset(c->part, 0, sizeof c->part);
    c->assigns = 0;
}

void sg_change_free(struct sg_change *c)
{
    sg_buf_free(&c->text);
    *c = (struct sg_change){0};
}

/* ---- applying ---- */

static bool given_by_registry(struct sg_val key)
{
    long i = key.escaped ? -1 : sg_field_child(SG_TOP, key.p, key.n);
    return i >= 0 && sg_fields[i].flags & (SG_F_REGISTRY | SG_F_DERIVED);
}

static void put_members(const struct sg_record *r, struct sg_buf *out)
{
    struct sg_iter it = sg_iter(sg_record_val(r));
    struct sg_val key = {0}, v = {0};
    bool first = true;
    while (sg_iter_next(&it, &key, &v)) {
        if (given_by_registry(key))
            continue;
        if (!first)
            sg_buf_char(out, ',');
        first = false;
        sg_json_raw(out, key);
        sg_buf_char(out, ':');
        sg_json_raw(out, v);
    }
}

/* Whoever was sound before must be sound after; a fault that was there already, because codes of
 * the profile changed or the line came from elsewhere, does not hold up a change. */
static bool still_sound(struct sg_patch *x)
{
    struct sg_fault before;
    struct sg_check_opt opt = {x->opt->today, true, true};
    if (sg_signal_check(x->scratch, x->p, &opt, x->f))
        return true;
    return !sg_signal_check(x->now, x->p, &opt, &before);
}

/* White space and order, which nobody changed, make no revision. */
static bool finish(struct sg_patch *x, struct sg_buf *members)
{
    struct sg_buf before = {0};
    const size_t start = members->n;
    if (!sg_patch_read(x) || !still_sound(x))
        return false;
    put_members(x->now, &before);
    put_members(x->scratch, members);
    size_t n = members->n - start;
    bool whole = !before.failed && !members->failed;
    bool same = whole && before.n == n && (n == 0 || memcmp(before.p, members->p + start, n) == 0);
    sg_buf_free(&before);
    if (!whole)
        return sg_fail(x->f, SG_R_MEMORY, "memory ran out");
    if (same)
        members->n = start;
    return !same || sg_fail(x->f, SG_R_PRESENT, "the signal says so already");
}

bool sg_patch_apply(const struct sg_change *c, const struct sg_profile *p,
                    const struct sg_patch_opt *opt, const struct sg_record *now,
                    const struct sg_record *base, struct sg_buf *members, struct sg_fault *f)
{
    struct sg_fault none;
    struct sg_patch x = {.c = c, .p = p, .opt = opt, .now = now, .base = base, .f = f ? f : &none};
    struct sg_val received = sg_record_get(now, "received");
    const char *name = sg_change_get(c, SG_PART_DO);
    if (received.kind != SG_STRING || !sg_date_parse(received.p, received.n, &x.received))
        x.received = (struct sg_date){0, 0, 0};
    if (*name && !(x.verb = sg_verb_typed(p, name, x.f)))
        return false;
    x.scratch = malloc(sizeof *x.scratch);
    struct sg_val whole = sg_record_val(now);
    sg_buf_add(&x.object, whole.p, whole.n);
    bool ok = x.scratch && !x.object.failed ? sg_patch_allowed(&x)
                                            : sg_fail(x.f, SG_R_MEMORY, "memory ran out");
    ok = ok && sg_patch_do(&x) && sg_patch_values(&x) && finish(&x, members);
    free(x.scratch);
    sg_buf_free(&x.object);
    return ok;
}
