/* SPDX-License-Identifier: EUPL-1.2 */
/* What each column is: what its header says, weighed against what its cells hold. */
#include "guess_impl.h"

#include "import.h"

#include <string.h>

enum { MANY = 9, PART = 10 }; /* nine of ten cells fit */

static bool mostly(const struct sg_column *c)
{
    return c->filled && c->fits * PART >= c->filled * MANY;
}

static bool can_map(const struct sg_field *field)
{
    long group = sg_field_parent(sg_field_index(field));
    bool source = group >= 0 && !strcmp(sg_fields[group].path, "source");
    return field->type != SG_T_GROUP && field->type != SG_T_MOMENT && !source &&
           !(field->flags & (SG_F_DERIVED | SG_F_REGISTRY));
}

/* Of a group that a header names, the member that its cells fit best. */
static const struct sg_field *member(const struct sg_sample *s, size_t column,
                                     const struct sg_field *group)
{
    const struct sg_field *best = NULL;
    size_t most = 0;
    long index = sg_field_index(group);
    for (size_t i = 0; i < sg_field_count; i++) {
        const struct sg_field *field = &sg_fields[i];
        struct sg_column c = {0};
        if (sg_field_parent((long)i) != index || !can_map(field))
            continue;
        sg_guess_count(s, column, field, &c);
        if (c.fits > most) {
            most = c.fits;
            best = field;
        }
    }
    return best;
}

static void judge(struct sg_column *c)
{
    bool half = c->fits * 2 >= c->filled;
    if (!half)
        c->surety = SG_IGNORED;
    else if (!c->filled)
        c->surety = c->fit == SG_FIT_WHOLE ? SG_LIKELY : SG_PERHAPS;
    else if (!mostly(c))
        c->surety = SG_DOUBTFUL;
    else
        c->surety = c->fit == SG_FIT_WHOLE ? SG_SURE : SG_LIKELY;
    if (!half)
        c->note = "its header says a field that its cells do not fit";
}

static bool any_key(const struct sg_sample *s)
{
    for (size_t i = 0; i < s->columns; i++)
        if (s->column[i].key)
            return true;
    return false;
}

/* A number of the row: what other systems call its id. */
static void take_key(struct sg_sample *s, size_t i)
{
    struct sg_column *c = &s->column[i];
    bool join;
    c->field = NULL;
    if (any_key(s)) {
        c->note = "another column is the key already";
    } else if (sg_guess_is_key(s, i, &join)) {
        c->key = true;
        c->join = join;
        c->surety = c->fit == SG_FIT_WHOLE && !join ? SG_SURE : SG_LIKELY;
    } else {
        c->note = "called a number of the row, but blank or not the only one";
    }
}

static void by_header(struct sg_sample *s, size_t i)
{
    struct sg_column *c = &s->column[i];
    c->field = sg_guess_header(s->p, c->header, c->header_n, &c->fit, &c->element);
    if (c->field && !strcmp(c->field->path, "id")) {
        take_key(s, i);
        return;
    }
    if (c->field && c->field->type == SG_T_GROUP)
        c->field = member(s, i, c->field);
    if (c->field && !can_map(c->field))
        c->field = NULL;
    if (!c->field)
        return;
    sg_guess_count(s, i, c->field, c);
    judge(c);
}

/* Fields that cells alone can tell, the more telling first. */
static const char *const telling[] = {
    "received",         "municipality", "places.postcode",       "forms",
    "reporter.kind",    "persons.sex",  "persons.nationalities", "sector",
    "conclusion.value", "about",        "persons.residence",     "circumstances"};

static bool taken(const struct sg_sample *s, const struct sg_field *field)
{
    for (size_t i = 0; i < s->columns; i++)
        if (s->column[i].field == field && s->column[i].surety > SG_IGNORED)
            return true;
    return false;
}

static void by_cells(struct sg_sample *s, size_t i)
{
    struct sg_column *c = &s->column[i];
    for (size_t k = 0; k < sizeof telling / sizeof *telling; k++) {
        const struct sg_field *field = sg_field(telling[k], strlen(telling[k]), NULL);
        struct sg_column try = *c;
        if (!field || taken(s, field))
            continue;
        sg_guess_count(s, i, field, &try);
        if (try.fits < 2 || !mostly(&try))
            continue;
        *c = try;
        c->field = field;
        c->note = NULL;
        c->surety = SG_PERHAPS;
        return;
    }
}

/* Of which element of a list of groups: a header without a number means the first. */
static unsigned element_of(const struct sg_column *c)
{
    return c->element ? c->element : 1;
}

/* Two columns for one value: the surer, then the first; of a list of groups each gives one. */
static void settle(struct sg_sample *s, size_t i)
{
    struct sg_column *c = &s->column[i];
    long group = sg_field_parent(sg_field_index(c->field));
    bool many = group >= 0 && sg_fields[group].flags & SG_F_LIST;
    for (size_t k = 0; k < s->columns; k++) {
        struct sg_column *other = &s->column[k];
        bool same = k != i && other->field == c->field && other->surety > SG_IGNORED &&
                    (!many || element_of(other) == element_of(c));
        if (!same || c->field->flags & SG_F_LIST)
            continue;
        if (other->surety > c->surety || (other->surety == c->surety && k < i)) {
            c->surety = SG_IGNORED;
            c->note = "another column gives the same already";
            return;
        }
    }
}

void sg_guess_columns(struct sg_sample *s)
{
    for (size_t i = 0; i < s->columns; i++) {
        struct sg_column *c = &s->column[i];
        for (size_t k = 0; k < s->columns; k++)
            c->twice |= k != i && c->header_n == s->column[k].header_n &&
                        !memcmp(c->header, s->column[k].header, c->header_n);
        c->bsn = sg_bsn_header(s->p, c->header, c->header_n) || sg_guess_is_bsn(s, i);
        if (c->bsn)
            c->note = "a BSN may not be kept";
        else
            by_header(s, i);
    }
    for (size_t i = 0; i < s->columns; i++) {
        struct sg_column *c = &s->column[i];
        if (!c->bsn && !c->key && c->surety == SG_IGNORED && c->header_n)
            by_cells(s, i);
    }
    for (size_t i = 0; i < s->columns; i++)
        if (s->column[i].field && s->column[i].surety > SG_IGNORED)
            settle(s, i);
}
