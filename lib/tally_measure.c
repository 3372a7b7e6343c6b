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

static bool is_date(const struct sg_field *field)
{
    return field->type == SG_T_DATE || field->type == SG_T_DAY;
}

static bool set_reach(struct sg_reach *reach, const struct sg_tally_plan *plan, const char *text,
                      const char *unit, bool date, struct sg_fault *f)
{
    struct sg_aim aim;
    if (!sg_aim_make(&aim, plan->profile, text, unit, f))
        return false;
    if (date ? !is_date(aim.field) : aim.field->type != SG_T_INT)
        return sg_fail(f, SG_R_BAD_TABLE, "\"%.40s\" is no field with a %s", text,
                       date ? "date" : "number");
    return sg_reach_make(reach, &aim, unit) || sg_fail(f, SG_R_MEMORY, "no memory for a measure");
}

/* How it counts, and the field that this takes besides the date. */
static bool set_how(struct sg_measure *m, const struct sg_tally_plan *plan, const char *counts,
                    const char *field, struct sg_fault *f)
{
    static const char *const word[] = {"each", "distinct", "sum", "median", "p90", "open"};
    size_t i = 0;
    while (*counts && i < sizeof word / sizeof *word && strcmp(word[i], counts) != 0)
        i++;
    if (i == sizeof word / sizeof *word)
        return sg_fail(f, SG_R_BAD_TABLE,
                       "counts \"%.20s\": each, distinct, sum, median, p90 or open", counts);
    m->how = (enum sg_how)i;
    if (m->how == SG_HOW_DISTINCT &&
        (!m->unit || (strcmp(m->unit, "persons") != 0 && strcmp(m->unit, "events") != 0)))
        return sg_fail(f, SG_R_BAD_TABLE, "only persons and events are counted as distinct");
    bool wants = m->how >= SG_HOW_SUM;
    if (wants != (*field != '\0'))
        return sg_fail(f, SG_R_BAD_TABLE, "%s %s a field", word[i],
                       wants ? "needs" : "has no use for");
    return !wants || set_reach(&m->with, plan, field, m->unit, m->how != SG_HOW_SUM, f);
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
    snprintf(key, sizeof key, "%.*s", (int)(n < sizeof key ? n : sizeof key - 1), name);
    size_t row = n < sizeof key ? sg_sheet_find(s, key) : (size_t)-1;
    if (row == (size_t)-1)
        return unknown_measure(s, key, f);
    m->name = sg_sheet_cell(s, row, "measure");
    m->label = sg_sheet_cell(s, row, plan->opt.lang == SG_NL ? "nl" : "en");
    if (!*m->label)
        m->label = sg_sheet_cell(s, row, "nl");
    if (!set_unit(m, sg_sheet_cell(s, row, "unit"), f))
        return in_sheet(f, s, row, "unit");
    if (!set_reach(&m->date, plan, sg_sheet_cell(s, row, "date"), m->unit, true, f))
        return in_sheet(f, s, row, "date");
    m->planned = !(m->date.field->flags & SG_F_PAST);
    if (!set_how(m, plan, sg_sheet_cell(s, row, "counts"), sg_sheet_cell(s, row, "field"), f))
        return in_sheet(f, s, row, "counts");
    if (!set_condition(m, plan, sg_sheet_cell(s, row, "condition"), f))
        return in_sheet(f, s, row, "condition");
    return true;
}

bool sg_measure_persons(const struct sg_measure *m)
{
    return m->how == SG_HOW_DISTINCT && strcmp(m->unit, "persons") == 0;
}

/* A stock at the end of year and month would be counted in months of other years. */
bool sg_measure_fits(const struct sg_tally_plan *plan, const struct sg_measure *m,
                     struct sg_fault *f)
{
    size_t periods = 0;
    for (size_t d = 0; d < plan->dims; d++)
        periods += plan->dim[d].kind == SG_DIM_PERIOD;
    if (sg_measure_persons(m) && plan->opt.keyed && !plan->opt.key)
        return sg_fail(f, SG_R_USAGE,
                       "%s counts different persons: shards need a secret for them (--key)",
                       m->name);
    return m->how != SG_HOW_OPEN || periods < 2 ||
           sg_fail(f, SG_R_BAD_TABLE,
                   "%s is open at the end of a period: of one kind of period only", m->name);
}

bool sg_measure_reach(struct sg_measure *m, const struct sg_tally_plan *plan, struct sg_fault *f)
{
    for (size_t d = 0; d < plan->dims; d++) {
        const struct sg_dim *dim = &plan->dim[d];
        struct sg_aim aim = {dim->field, dim->marker, dim->only};
        if (aim.field && !sg_reach_make(&m->reach[d], &aim, m->unit))
            return sg_fail(f, SG_R_MEMORY, "no memory for a measure");
    }
    return true;
}

void sg_measure_free(struct sg_measure *m)
{
    free(m->unit);
    sg_reach_free(&m->date);
    sg_reach_free(&m->with);
    for (size_t d = 0; d < SG_DIMS; d++)
        sg_reach_free(&m->reach[d]);
    sg_expr_free(m->condition);
}
