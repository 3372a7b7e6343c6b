/* SPDX-License-Identifier: EUPL-1.2 */
/* Values by path: --set, --unset. */
#include "patch_impl.h"

#include <string.h>

static bool typed(struct sg_patch *x, const struct sg_field *field, const char *text, size_t n,
                  struct sg_buf *out)
{
    struct sg_typed_opt opt = {
        .on = x->received, .today = x->opt->today, .allow_bsn = x->opt->allow_bsn};
    size_t at = out->n;
    return sg_field_typed(field, x->p, text, n, &opt, out, x->f) &&
           (!out->failed || sg_fail(x->f, SG_R_MEMORY, "memory ran out")) &&
           sg_patch_dated(x, field, out->p + at, out->n - at);
}

/* true when the list, "[..." so far, has the value at its end, from `at` on, already. */
static bool twice(const struct sg_buf *list, size_t at)
{
    size_t n = list->n - at;
    for (size_t i = 1; i + n < at; i++)
        if ((i == 1 || list->p[i - 1] == ',') && list->p[i + n] == ',' &&
            !memcmp(list->p + i, list->p + at, n))
            return true;
    return false;
}

/* Appends the values of a text that names several, separated by ',', to a list that begins in
 * `out`. */
static bool several(struct sg_patch *x, const struct sg_field *field, const char *text,
                    struct sg_buf *out)
{
    while (*text) {
        size_t n = strcspn(text, ","), before = out->n;
        if (out->n > 1)
            sg_buf_char(out, ',');
        size_t at = out->n;
        if (strspn(text, " ") < n && !typed(x, field, text, n, out))
            return false;
        if (out->n == at || twice(out, at))
            out->n = before;
        text += n + (text[n] == ',');
    }
    return true;
}

static bool list_value(struct sg_patch *x, const struct sg_spot *s, const char *text, bool more,
                       struct sg_buf *out)
{
    struct sg_val there = sg_spot_get(s, x->scratch);
    sg_buf_char(out, '[');
    if (more && there.kind == SG_ARRAY)
        sg_buf_add(out, there.p + 1, there.n - 2);
    if (!several(x, s->field, text, out))
        return false;
    sg_buf_char(out, ']');
    return !out->failed || sg_fail(x->f, SG_R_MEMORY, "memory ran out");
}

static bool value(struct sg_patch *x, const struct sg_spot *s, enum sg_assign_how how,
                  const char *text, struct sg_buf *out)
{
    bool list = s->field->flags & SG_F_LIST && !s->at[s->n - 1].item;
    if (s->field->type == SG_T_GROUP)
        return sg_fail(x->f, SG_R_USAGE, "%s is a group: name one of its members", s->field->path);
    if (how == SG_ASSIGN_ADD && !list)
        return sg_fail(x->f, SG_R_USAGE, "%s is no list: it is set, not added to", s->field->path);
    return list ? list_value(x, s, text, how == SG_ASSIGN_ADD, out)
                : typed(x, s->field, text, strlen(text), out);
}

/* The group that the value is a member of is whole, and the rules hold that look at it. */
static bool look_again(struct sg_patch *x, const struct sg_spot *s)
{
    long parent = sg_field_parent(sg_field_index(s->field));
    if (!sg_patch_read(x))
        return false;
    if (!strncmp(s->field->path, "conclusion", 10)) {
        struct sg_val conclusion = sg_record_get(x->scratch, "conclusion");
        if (conclusion.kind == SG_OBJECT && !sg_patch_concluded(x, conclusion))
            return false;
    }
    if (parent == SG_TOP)
        return true;
    struct sg_spot up = *s;
    up.n--;
    up.field = &sg_fields[parent];
    struct sg_val group = sg_spot_get(&up, x->scratch);
    return group.kind != SG_OBJECT || sg_group_check(up.field, group, x->f);
}

static bool assign(struct sg_patch *x, const struct sg_assign *a)
{
    const char *path = x->c->text.p + a->path;
    struct sg_spot s;
    struct sg_buf out = {0};
    if (!sg_spot_parse(&s, path, strlen(path), x->f) || !sg_patch_read(x) ||
        !sg_patch_free(x, &s, a->how == SG_ASSIGN_UNSET))
        return false;
    bool ok;
    if (a->how == SG_ASSIGN_UNSET)
        ok = sg_patch_replace(x, &s, NULL, 0);
    else
        ok = value(x, &s, a->how, x->c->text.p + a->value, &out) &&
             (a->how == SG_ASSIGN_ADD ? sg_spot_put(&s, &x->object, out.p, out.n, x->f)
                                      : sg_patch_replace(x, &s, out.p, out.n));
    sg_buf_free(&out);
    return ok;
}

bool sg_patch_values(struct sg_patch *x)
{
    struct sg_spot s;
    for (size_t i = 0; i < x->c->assigns; i++)
        if (!assign(x, &x->c->assign[i]))
            return false;
    /* Two values can make one group whole. */
    for (size_t i = 0; i < x->c->assigns; i++) {
        const char *path = x->c->text.p + x->c->assign[i].path;
        if (!sg_spot_parse(&s, path, strlen(path), x->f) || !look_again(x, &s))
            return false;
    }
    return true;
}
