/* SPDX-License-Identifier: EUPL-1.2 */
/* A receiver, made from a row of views.csv or partners.csv. */
#include "share_impl.h"

#include "text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const lefts[] = {
#define SG_X(name, sentence) sentence,
    SG_LEFTS(SG_X)
#undef SG_X
};

const char *sg_left_sentence(enum sg_left why)
{
    return lefts[why];
}

void sg_left_add(struct sg_left_out *sum, const struct sg_left_out *more)
{
    for (size_t i = 0; i < SG_LEFT_COUNT; i++)
        sum->n[i] += more->n[i];
}

/* ---- a row becomes a receiver ---- */

struct reading {
    const struct sg_sheet *sheet;
    size_t row;
    struct sg_fault *f;
};

static void keep_first(void *f, const struct sg_fault *fault)
{
    struct sg_fault *first = f;
    if (first->reason != SG_R_BAD_PROFILE)
        *first = *fault;
}

/* A slip of the pen in a sheet must not let anything out: nothing is shared by faulty ones. */
static bool sound(const struct sg_profile *p, struct sg_fault *f)
{
    struct sg_fault first = {.reason = SG_R_NOTE};
    long faults = sg_share_check(p, keep_first, &first);
    if (faults < 0)
        return sg_fail(f, SG_R_MEMORY, "memory ran out");
    if (faults > 0 && f)
        *f = first;
    return faults == 0;
}

static const char *cell(const struct reading *r, const char *column)
{
    return sg_sheet_cell(r->sheet, r->row, column);
}

/* What is named, less what is excepted; never what is shielded. */
static void read_fields(struct sg_share *s, const struct reading *r)
{
    struct sg_cell_fields c = {s->p, s->sees, true, &s->everything, NULL, NULL};
    sg_cell_fields(&c, cell(r, "fields"));
    c.value = false;
    c.everything = NULL;
    sg_cell_fields(&c, cell(r, "except"));
    for (size_t i = 0; i < sg_field_count; i++) {
        bool hidden = s->identity < SG_NAMED && sg_field_identifies(&sg_fields[i]);
        if (sg_fields[i].flags & SG_F_SHIELDED || hidden || !strcmp(sg_fields[i].path, "seal"))
            s->sees[i] = false;
    }
    s->sees[sg_field_index(sg_field("persons.pseudonym", 17, NULL))] = s->identity == SG_PSEUDONYM;
    sg_cell_groups(s->sees);
}

static struct sg_share *receiver(const struct sg_profile *p, const struct reading *r)
{
    if (!sound(p, r->f))
        return NULL;
    struct sg_share *s = calloc(1, sizeof *s + 2 * sg_field_count * sizeof *s->sees);
    if (!s) {
        sg_fail(r->f, SG_R_MEMORY, "memory ran out");
        return NULL;
    }
    s->p = p;
    s->roles = cell(r, "roles");
    s->withheld = cell(r, "withheld");
    s->restricted = !strcmp(cell(r, "restricted"), "yes");
    s->layout = cell(r, "layout");
    s->identity = SG_NAMED;
    const char *partner = cell(r, "partner"), *consent = cell(r, "consent");
    if (*partner) {
        s->partner = partner;
        s->identity = sg_identity(cell(r, "persons"));
        s->consent = strcmp(consent, "none") ? consent : NULL;
    }
    read_fields(s, r);
    bool *has_members = s->sees + sg_field_count;
    for (size_t i = 0; i < sg_field_count; i++)
        has_members[i] = sg_field_has_members((long)i);
    s->has_members = has_members;
    s->persons = sg_field_index(sg_field("persons", 7, NULL));
    return s;
}

struct sg_share *sg_share_view(const struct sg_profile *p, const char *view, struct sg_fault *f)
{
    struct reading r = {.sheet = sg_profile_sheet(p, "views"), .f = f};
    struct sg_near near;
    r.row = sg_sheet_find(r.sheet, view);
    if (r.row != (size_t)-1)
        return receiver(p, &r);
    sg_near_begin(&near, view);
    for (size_t i = 0; i < sg_sheet_rows(r.sheet); i++)
        sg_near_offer(&near, sg_sheet_cell(r.sheet, i, "view"));
    sg_fail(f, SG_R_USAGE, "the profile has no view of this name%s%s%s",
            near.best ? "; did you mean " : "", near.best ? near.best : "", near.best ? "?" : "");
    return NULL;
}

/* ---- which row: a partner on a ground ---- */

/* The values of one column among the rows whose partner is `partner` (NULL: all), each once. */
static void name_all(const struct sg_sheet *s, const char *partner, const char *column, char *out,
                     size_t cap, struct sg_near *near)
{
    for (size_t i = 0; i < sg_sheet_rows(s); i++) {
        const char *word = sg_sheet_cell(s, i, column);
        size_t n = strlen(out);
        if (partner && strcmp(sg_sheet_cell(s, i, "partner"), partner) != 0)
            continue;
        sg_near_offer(near, word);
        snprintf(out + n, cap - n, "%s%s", n ? ", " : "", word);
    }
}

static void no_partner(const struct sg_profile *p, const struct sg_sheet *s, const char *partner,
                       struct sg_fault *f)
{
    char all[16] = "";
    struct sg_near near;
    const struct sg_code *code = sg_code(p, "partner", partner, strlen(partner));
    sg_near_begin(&near, partner);
    name_all(s, NULL, "partner", all, sizeof all, &near);
    if (code)
        sg_fail(f, SG_R_USAGE, "%s has no row in partners.csv: it may receive nothing", code->code);
    else
        sg_fail(f, SG_R_USAGE, "the profile has no partner of this name%s%s%s",
                near.best ? "; did you mean " : "", near.best ? near.best : "",
                near.best ? "?" : "");
}

static void no_ground(const struct sg_sheet *s, const char *partner, const char *ground,
                      struct sg_fault *f)
{
    char all[160] = "";
    struct sg_near near;
    sg_near_begin(&near, ground);
    name_all(s, partner, "ground", all, sizeof all, &near);
    sg_fail(f, SG_R_USAGE, "%s may receive nothing on this ground%s%s%s (%s)", partner,
            near.best ? "; did you mean " : "", near.best ? near.best : "", near.best ? "?" : "",
            all);
}

struct sg_share *sg_share_partner(const struct sg_profile *p, const char *partner,
                                  const char *ground, struct sg_fault *f)
{
    struct reading r = {.sheet = sg_profile_sheet(p, "partners"), .f = f};
    bool known = false;
    for (r.row = 0; r.row < sg_sheet_rows(r.sheet); r.row++) {
        if (strcmp(cell(&r, "partner"), partner) != 0)
            continue;
        known = true;
        if (!strcmp(cell(&r, "ground"), ground))
            return receiver(p, &r);
    }
    if (known)
        no_ground(r.sheet, partner, ground, f);
    else
        no_partner(p, r.sheet, partner, f);
    return NULL;
}

void sg_share_free(struct sg_share *s)
{
    free(s);
}

/* ---- asked of a receiver ---- */

const char *sg_share_layout(const struct sg_share *s)
{
    return s->layout;
}

bool sg_share_sees(const struct sg_share *s, const struct sg_field *field)
{
    return s->sees[sg_field_index(field)];
}

bool sg_share_sees_all(const struct sg_share *s)
{
    return s->everything;
}

bool sg_share_pseudonymous(const struct sg_share *s)
{
    return s->identity == SG_PSEUDONYM;
}

void sg_share_key(struct sg_share *s, const unsigned char *key)
{
    s->key = key;
}

void sg_share_handing(struct sg_share *s, bool handing)
{
    s->handing = handing;
}
