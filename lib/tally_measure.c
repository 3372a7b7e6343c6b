/* SPDX-License-Identifier: EUPL-1.2 */
/* Measures: what is counted, which date decides, and where the values of the dimensions are. */
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

/* The way to a field: from the element when the field lies in the list that is counted. */
static bool reach_make(struct sg_reach *r, const char *path, const char *unit)
{
    size_t skip = unit ? strlen(unit) : 0;
    r->inside = unit && strncmp(path, unit, skip) == 0 && path[skip] == '.';
    if (r->inside)
        path += skip + 1;
    r->top_n = strcspn(path, ".");
    r->top = copy(path, r->top_n);
    r->text = path[r->top_n] ? copy(path + r->top_n + 1, strlen(path + r->top_n + 1)) : NULL;
    r->deeper = path[r->top_n] != '\0';
    return r->top && (!r->deeper || (r->text && sg_path_make(&r->rest, r->text, strlen(r->text))));
}

static void reach_free(struct sg_reach *r)
{
    free((char *)r->top);
    free((char *)r->text);
}

static bool in_sheet(struct sg_fault *f, const struct sg_sheet *s, size_t row, const char *column)
{
    snprintf(f->file, sizeof f->file, "%s", sg_sheet_file(s, row));
    f->line = sg_sheet_line(s, row);
    snprintf(f->field, sizeof f->field, "%s", column);
    return false;
}

static bool unknown_measure(const struct sg_sheet *s, const char *name, struct sg_fault *f)
{
    struct sg_names names = {0};
    sg_names_begin(&names, name);
    for (size_t i = 0; i < sg_sheet_rows(s); i++)
        sg_names_add(&names, sg_sheet_cell(s, i, "measure"));
    return sg_names_fail(&names, "measure of this profile", f);
}

/* The unit: `signals`, or a list of objects of the field table. */
static bool set_unit(struct sg_measure *m, const char *unit, struct sg_fault *f)
{
    const struct sg_field *field = sg_field(unit, strlen(unit), NULL);
    if (strcmp(unit, "signals") == 0)
        return true;
    if (!field || field->type != SG_T_GROUP || !(field->flags & SG_F_LIST))
        return sg_fail(f, SG_R_BAD_TABLE, "the unit \"%.40s\" is neither signals nor a list", unit);
    m->unit = copy(unit, strlen(unit));
    if (!m->unit || !sg_path_make(&m->elements, m->unit, strlen(m->unit)))
        return sg_fail(f, SG_R_MEMORY, "no memory for a measure");
    return true;
}

/* The date: a member of the element when there is one of that name, else of the signal. */
static bool set_date(struct sg_measure *m, const char *date, struct sg_fault *f)
{
    char inner[128];
    const struct sg_field *field = NULL;
    if (m->unit) {
        int n = snprintf(inner, sizeof inner, "%s.%s", m->unit, date);
        field = sg_field(inner, (size_t)n, NULL);
    }
    if (!field)
        field = sg_field(date, strlen(date), NULL);
    if (!field || (field->type != SG_T_DATE && field->type != SG_T_DAY))
        return sg_fail(f, SG_R_BAD_TABLE, "\"%.40s\" is no field with a date", date);
    return reach_make(&m->date, field->path, m->unit) ||
           sg_fail(f, SG_R_MEMORY, "no memory for a measure");
}

static bool set_condition(struct sg_measure *m, const struct sg_tally_plan *plan, const char *text,
                          struct sg_fault *f)
{
    if (!*text)
        return true;
    m->condition = sg_expr_compile(text, strlen(text), plan->profile, m->unit, plan->opt.today, f);
    return m->condition != NULL;
}

bool sg_measure_make(struct sg_measure *m, const struct sg_tally_plan *plan, const char *name,
                     size_t n, struct sg_fault *f)
{
    const struct sg_sheet *s = sg_profile_sheet(plan->profile, "measures");
    char key[64] = "";
    snprintf(key, sizeof key, "%.*s", (int)(n < sizeof key ? n : 0), name);
    size_t row = sg_sheet_find(s, key);
    if (row == (size_t)-1)
        return unknown_measure(s, key, f);
    m->name = sg_sheet_cell(s, row, "measure");
    m->label = sg_sheet_cell(s, row, plan->opt.lang == SG_NL ? "nl" : "en");
    if (!*m->label)
        m->label = sg_sheet_cell(s, row, "nl");
    if (!set_unit(m, sg_sheet_cell(s, row, "unit"), f))
        return in_sheet(f, s, row, "unit");
    if (!set_date(m, sg_sheet_cell(s, row, "date"), f))
        return in_sheet(f, s, row, "date");
    if (!set_condition(m, plan, sg_sheet_cell(s, row, "condition"), f))
        return in_sheet(f, s, row, "condition");
    return true;
}

bool sg_measure_reach(struct sg_measure *m, const struct sg_tally_plan *plan, struct sg_fault *f)
{
    for (size_t d = 0; d < plan->dims; d++) {
        const struct sg_field *field = plan->dim[d].field;
        if (field && !reach_make(&m->reach[d], field->path, m->unit))
            return sg_fail(f, SG_R_MEMORY, "no memory for a measure");
    }
    return true;
}

void sg_measure_free(struct sg_measure *m)
{
    free(m->unit);
    reach_free(&m->date);
    for (size_t d = 0; d < SG_DIMS; d++)
        reach_free(&m->reach[d]);
    sg_expr_free(m->condition);
}
