/* SPDX-License-Identifier: EUPL-1.2 */
#include "share_impl.h"

#include "text.h"

#include <string.h>

bool sg_cell_has(const char *cell, const char *word, size_t n)
{
    const char *part;
    size_t at = 0, len;
    while (sg_cell_part(cell, &at, &part, &len))
        if (len == n && memcmp(part, word, n) == 0)
            return true;
    return false;
}

enum sg_identity sg_identity(const char *word)
{
    return !strcmp(word, "name")         ? SG_NAMED
           : !strcmp(word, "consenting") ? SG_CONSENTING
           : !strcmp(word, "pseudonym")  ? SG_PSEUDONYM
                                         : SG_NAMELESS;
}

bool sg_field_identifies(const struct sg_field *field)
{
    long parent = sg_field_parent(sg_field_index(field));
    return field->flags & SG_F_PERSONAL && parent >= 0 &&
           strcmp(sg_fields[parent].path, "persons") == 0;
}

static void take(const struct sg_cell_fields *c, long index)
{
    c->field[index] = c->value;
    for (size_t i = (size_t)index + 1; i < sg_field_count; i++)
        if (sg_field_parent((long)i) == index)
            take(c, (long)i);
}

static void take_all(const struct sg_cell_fields *c)
{
    for (size_t i = 0; i < sg_field_count; i++)
        c->field[i] = c->value;
    if (c->everything)
        *c->everything = true;
}

static void refuse(const struct sg_cell_fields *c, const char *part, size_t n, const char *near,
                   bool set)
{
    if (c->each)
        c->each(c->ctx, part, n, near, set);
}

static void take_path(const struct sg_cell_fields *c, const char *part, size_t n)
{
    const char *near = NULL;
    const struct sg_field *field = sg_field(part, n, &near);
    if (field)
        take(c, sg_field_index(field));
    else if (n == 1 && *part == '*')
        take_all(c);
    else
        refuse(c, part, n, near, false);
}

/* A set names fields, no other set: who reads a row has one more place to look, not many. */
static void take_set(const struct sg_cell_fields *c, const char *part, size_t n)
{
    const struct sg_sheet *sets = sg_profile_sheet(c->p, "fieldsets");
    struct sg_near near;
    char name[64] = "";
    memcpy(name, part, n < sizeof name ? n : sizeof name - 1);
    size_t row = sg_sheet_find(sets, name), at = 0;
    sg_near_begin(&near, name);
    for (size_t i = 0; i < sg_sheet_rows(sets); i++)
        sg_near_offer(&near, sg_sheet_cell(sets, i, "set"));
    if (row == (size_t)-1)
        refuse(c, part, n, near.best, true);
    while (row != (size_t)-1 && sg_cell_part(sg_sheet_cell(sets, row, "fields"), &at, &part, &n))
        take_path(c, part, n);
}

void sg_cell_fields(const struct sg_cell_fields *c, const char *cell)
{
    const char *part;
    size_t at = 0, n;
    while (sg_cell_part(cell, &at, &part, &n)) {
        if (*part == ':')
            take_set(c, part + 1, n - 1);
        else
            take_path(c, part, n);
    }
}

bool sg_field_has_members(long index)
{
    for (size_t i = (size_t)index + 1; i < sg_field_count; i++)
        if (sg_field_parent((long)i) == index)
            return true;
    return false;
}

/* Members stand behind their group in the table. */
void sg_cell_groups(bool *field)
{
    for (size_t i = 0; i < sg_field_count; i++)
        if (sg_field_has_members((long)i))
            field[i] = false;
    for (size_t i = sg_field_count; i-- > 0;) {
        long parent = sg_field_parent((long)i);
        if (field[i] && parent >= 0)
            field[parent] = true;
    }
}
