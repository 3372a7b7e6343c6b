/* SPDX-License-Identifier: EUPL-1.2 */
/* Would every named table still count an erased signal as it did? */
#include "remains_impl.h"
#include "share.h"
#include "tally.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct checking {
    const struct sg_profile *p;
    const struct sg_sheet *s;
    size_t row;
    void (*each)(void *ctx, const struct sg_fault *fault);
    void *ctx;
    long faults;
    bool *told; /* by index of the field table: that it is lacking was said of this row */
};

static void say(struct checking *c, const char *column, struct sg_fault *f)
{
    snprintf(f->file, sizeof f->file, "%s", sg_sheet_file(c->s, c->row));
    snprintf(f->field, sizeof f->field, "%s", column);
    f->line = sg_sheet_line(c->s, c->row);
    c->each(c->ctx, f);
    c->faults++;
}

static void no_field(void *ctx, const char *part, size_t n, const char *near, bool set)
{
    struct sg_fault f;
    sg_fail(&f, SG_R_BAD_PROFILE, "\"%.*s\" is no %s%s%s%s", (int)(n < 60 ? n : 60), part,
            set ? "set of fields" : "field", near ? "; did you mean " : "", near ? near : "",
            near ? "?" : "");
    say(ctx, "keeps", &f);
}

/* Fields that are named and can never stay. */
static void check_named(struct checking *c, bool *named)
{
    struct sg_fault f;
    memset(named, 0, sg_field_count * sizeof *named);
    const struct sg_cell_fields fields = {
        .p = c->p, .field = named, .value = true, .each = no_field, .ctx = c};
    sg_cell_fields(&fields, sg_sheet_cell(c->s, c->row, "keeps"));
    for (size_t i = 0; i < sg_field_count; i++)
        if (named[i] && !sg_may_remain(&sg_fields[i])) {
            sg_fail(&f, SG_R_BAD_PROFILE, "%s can never stay of what is erased", sg_fields[i].path);
            say(c, "keeps", &f);
        }
}

/* A group of which a member is needed is told of by that member. */
static bool by_member(size_t index, const bool *needs)
{
    for (size_t i = index + 1; i < sg_field_count; i++)
        if (needs[i] && sg_field_parent((long)i) == (long)index)
            return true;
    return false;
}

/* `needs` is of table `name`. */
static void check_table(struct checking *c, const struct sg_remains *m, const char *name,
                        const bool *needs, unsigned months)
{
    struct sg_fault f;
    if (months == 0 || (months < 12 && !m->month)) {
        sg_fail(&f, SG_R_BAD_PROFILE, "table %.60s counts by %s", name,
                months == 0 ? "week, of which an erased signal knows nothing"
                            : "parts of a year: the precision must be month");
        say(c, "precision", &f);
    }
    for (size_t i = 0; i < sg_field_count; i++)
        if (needs[i] && !m->keep[i] && !c->told[i] && !by_member(i, needs)) {
            c->told[i] = true;
            sg_fail(&f, SG_R_BAD_PROFILE,
                    "table %.60s needs %s: without it an erased signal counts otherwise", name,
                    sg_fields[i].path);
            say(c, "keeps", &f);
        }
}

static bool check_tables(struct checking *c, struct sg_date today, bool *needs, struct sg_fault *f)
{
    const struct sg_sheet *tables = sg_profile_sheet(c->p, "tables");
    struct sg_remains *m = sg_remains_row(c->p, c->row);
    for (size_t i = 0; m && i < sg_sheet_rows(tables); i++) {
        const char *name = sg_sheet_cell(tables, i, "table");
        const struct sg_tally_opt opt = {.table = name, .today = today};
        unsigned months;
        struct sg_fault bad;
        struct sg_tally_plan *plan = sg_tally_plan(c->p, &opt, &bad);
        if (!plan)
            continue; /* not a fault of this sheet */
        sg_tally_needs(plan, needs, &months);
        check_table(c, m, name, needs, months);
        sg_tally_plan_free(plan);
    }
    sg_remains_free(m);
    return m || sg_fail(f, SG_R_MEMORY, "memory ran out");
}

long sg_remains_check(const struct sg_profile *p, struct sg_date today,
                      void (*each)(void *ctx, const struct sg_fault *fault), void *ctx,
                      struct sg_fault *f)
{
    struct checking c = {.p = p, .s = sg_profile_sheet(p, "retention"), .each = each, .ctx = ctx};
    bool *field = calloc(2 * sg_field_count, sizeof *field), good = true;
    if (!field) {
        sg_fail(f, SG_R_MEMORY, "memory ran out");
        return -1;
    }
    c.told = field + sg_field_count;
    for (; good && c.row < sg_sheet_rows(c.s); c.row++) {
        memset(c.told, 0, sg_field_count * sizeof *c.told);
        check_named(&c, field);
        good = check_tables(&c, today, field, f);
    }
    free(field);
    return good ? c.faults : -1;
}
