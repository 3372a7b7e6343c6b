/* SPDX-License-Identifier: EUPL-1.2 */
/* The way to a value: the path of a field, from the element that is counted or from the signal;
 * or, with a colon behind it, through those elements of a list that have a certain code. */
#include "tally_impl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *copy(const char *s, size_t n)
{
    char *c = malloc(n + 1);
    if (c) {
        memcpy(c, s, n);
        c[n] = '\0';
    }
    return c;
}

/* What an element is, not how it is described. */
static bool is_name(const char *member)
{
    static const char *const name[] = {"role", "step", "kind", "to"};
    for (size_t i = 0; i < sizeof name / sizeof *name; i++)
        if (strcmp(member, name[i]) == 0)
            return true;
    return false;
}

/* The first single code of the list that a field is in: the role of a place, the kind of a measure.
 */
const struct sg_field *sg_aim_member(const struct sg_field *field)
{
    size_t n = strcspn(field->path, ".");
    const struct sg_field *list = field->path[n] ? sg_field(field->path, n, NULL) : NULL;
    if (!list || list->type != SG_T_GROUP || !(list->flags & SG_F_LIST))
        return NULL;
    for (size_t i = 0; i < sg_field_count; i++) {
        const char *path = sg_fields[i].path;
        if (strncmp(path, list->path, n) == 0 && path[n] == '.' && !strchr(path + n + 1, '.') &&
            is_name(path + n + 1))
            return &sg_fields[i];
    }
    return NULL;
}

static bool set_only(struct sg_aim *aim, const struct sg_profile *p, const char *code,
                     struct sg_fault *f)
{
    aim->member = sg_aim_member(aim->field);
    if (!aim->member)
        return sg_fail(f, SG_R_BAD_TABLE,
                       "%s:%s: only what is in a list of places, steps, events, measures or "
                       "hand-offs goes by their kind",
                       aim->field->path, code);
    const struct sg_code *c = sg_code_typed(p, aim->member->codes, code, strlen(code), true, f);
    if (!c) {
        f->reason = SG_R_BAD_TABLE;
        return false;
    }
    aim->only = c->code;
    return true;
}

bool sg_aim_make(struct sg_aim *aim, const struct sg_profile *p, const char *text, const char *unit,
                 struct sg_fault *f)
{
    char inner[128];
    size_t n = strcspn(text, ":");
    *aim = (struct sg_aim){0};
    int m = unit && !text[n] ? snprintf(inner, sizeof inner, "%s.%s", unit, text) : 0;
    if (m > 0 && (size_t)m < sizeof inner)
        aim->field = sg_field(inner, (size_t)m, NULL);
    if (!aim->field)
        aim->field = sg_field(text, n, NULL);
    if (!aim->field)
        return sg_fail(f, SG_R_BAD_TABLE, "\"%.40s\" is no field", text);
    return !text[n] || set_only(aim, p, text + n + 1, f);
}

bool sg_reach_make(struct sg_reach *r, const struct sg_aim *aim, const char *unit)
{
    const char *path = aim->field->path;
    r->field = aim->field;
    size_t skip = unit ? strlen(unit) : 0;
    r->inside = unit && !aim->only && strncmp(path, unit, skip) == 0 && path[skip] == '.';
    if (r->inside)
        path += skip + 1;
    r->top_n = strcspn(path, ".");
    r->top = copy(path, r->top_n);
    r->text = path[r->top_n] ? copy(path + r->top_n + 1, strlen(path + r->top_n + 1)) : NULL;
    r->deeper = path[r->top_n] != '\0';
    r->only = aim->only;
    r->member = aim->only ? strchr(aim->member->path, '.') + 1 : NULL;
    return r->top && (!r->deeper || (r->text && sg_path_make(&r->rest, r->text, strlen(r->text))));
}

void sg_reach_free(struct sg_reach *r)
{
    free((char *)r->top);
    free((char *)r->text);
}
