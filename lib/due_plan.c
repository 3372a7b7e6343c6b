/* SPDX-License-Identifier: EUPL-1.2 */
/* The plan: rows of the sheets as rules, checked and compiled. */
#include "due_impl.h"
#include "signals.h"
#include "text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One row on its way to a rule. */
struct row {
    struct sg_due_plan *plan;
    const struct sg_sheet *sheet;
    size_t number;
    struct due_rule *rule;
    struct sg_fault *f;
};

bool sg_due_in_sheet(struct sg_fault *f, const struct sg_sheet *s, size_t row, const char *column)
{
    if (f->reason != SG_R_MEMORY)
        f->reason = SG_R_BAD_PROFILE;
    snprintf(f->file, sizeof f->file, "%s", sg_sheet_file(s, row));
    snprintf(f->field, sizeof f->field, "%s", column);
    f->line = sg_sheet_line(s, row);
    return false;
}

static const char *cell(const struct row *row, const char *column)
{
    return sg_sheet_cell(row->sheet, row->number, column);
}

static bool wrong(const struct row *row, const char *column)
{
    return sg_due_in_sheet(row->f, row->sheet, row->number, column);
}

/* ---- cells ---- */

static struct sg_length length(const struct row *row, const char *column)
{
    struct sg_length out = {0, SG_DAYS};
    const char *text = cell(row, column);
    sg_length_parse(text, strlen(text), &out); /* the schema has checked it */
    return out;
}

static struct sg_date day(const struct row *row, const char *column)
{
    struct sg_date d = {0, 0, 0};
    const char *text = cell(row, column);
    sg_date_parse(text, strlen(text), &d);
    return d;
}

static enum due_state state(const struct row *row)
{
    const char *text = cell(row, "state");
    return strcmp(text, "open") == 0 ? DUE_OPEN : strcmp(text, "any") == 0 ? DUE_ANY : DUE_CLOSED;
}

/* An expression; a blank cell is none. */
static bool expression(const struct row *row, const char *column, const char *text,
                       struct sg_expr **out)
{
    const char *unit = row->rule->unit;
    if (!*text)
        return true;
    *out = sg_expr_compile(text, strlen(text), row->plan->profile, *unit ? unit : NULL,
                           row->plan->opt.today, row->f);
    return *out || wrong(row, column);
}

/* A list of the signal, or the signal itself. */
static bool set_unit(const struct row *row, const char *unit, const char *column)
{
    const struct sg_field *field = sg_field(unit, strlen(unit), NULL);
    row->rule->unit[0] = '\0';
    if (strcmp(unit, "signals") == 0)
        return true;
    if (!field || field->type != SG_T_GROUP || !(field->flags & SG_F_LIST) || strchr(unit, '.') ||
        strlen(unit) >= DUE_WORD) {
        sg_fail(row->f, SG_R_BAD_PROFILE, "\"%.40s\" is neither signals nor a list of the signal",
                unit);
        return wrong(row, column);
    }
    snprintf(row->rule->unit, sizeof row->rule->unit, "%s", unit);
    return true;
}

static const struct sg_field *date_field(const char *path)
{
    const struct sg_field *field = sg_field(path, strlen(path), NULL);
    return field && (field->type == SG_T_DATE || field->type == SG_T_DAY) ? field : NULL;
}

/* One of the dates that a term may begin with: a member of the element, else of the signal; no list
 * lies on the way. */
static bool make_way(const struct row *row, const char *name, struct due_way *way)
{
    char inner[2 * DUE_WORD + 2];
    snprintf(inner, sizeof inner, "%s.%s", row->rule->unit, name);
    way->inside = *row->rule->unit && date_field(inner);
    const struct sg_field *field = date_field(way->inside ? inner : name);
    const char *dot = strchr(name, '.');
    size_t top = dot ? (size_t)(dot - name) : strlen(name);
    if (!field || (field->flags & SG_F_LIST) || (dot && strchr(dot + 1, '.')))
        return false;
    snprintf(way->top, sizeof way->top, "%.*s", (int)top, name);
    snprintf(way->rest, sizeof way->rest, "%s", dot ? dot + 1 : "");
    snprintf(inner, sizeof inner, "%s", way->top);
    const struct sg_field *group = sg_field(inner, strlen(inner), NULL);
    return way->inside || !dot || (group && !(group->flags & SG_F_LIST));
}

static bool set_dates(const struct row *row)
{
    const char *part, *text = cell(row, "date");
    size_t at = 0, n;
    struct due_rule *rule = row->rule;
    while (sg_cell_part(text, &at, &part, &n)) {
        char name[DUE_WORD];
        bool fits = n < sizeof name && rule->dates < DUE_DATES;
        snprintf(name, sizeof name, "%.*s", (int)(fits ? n : 0), part);
        if (!fits || !make_way(row, name, &rule->date[rule->dates++])) {
            sg_fail(row->f, SG_R_BAD_PROFILE, "\"%.40s\" is no date of the signal or of its unit",
                    name);
            return wrong(row, "date");
        }
    }
    return true;
}

/* ---- rows ---- */

static void common(const struct row *row, const char *key)
{
    struct sg_due_kind *kind = &row->rule->kind;
    kind->name = cell(row, key);
    kind->label[SG_NL] = cell(row, "nl");
    kind->label[SG_EN] = *cell(row, "en") ? cell(row, "en") : kind->label[SG_NL];
    kind->owner = cell(row, "owner");
    kind->category = kind->bring[SG_NL] = kind->bring[SG_EN] = "";
    while (sg_code_at(row->plan->profile, "urgency", kind->urgency))
        kind->urgency++; /* behind all that have one */
    row->rule->ahead = length(row, "ahead");
}

static bool conditions(const struct row *row)
{
    return expression(row, "condition", cell(row, "condition"), &row->rule->condition) &&
           expression(row, "unless", cell(row, "unless"), &row->rule->unless);
}

static bool take_term(const struct row *row)
{
    struct due_rule *rule = row->rule;
    const char *urgency = cell(row, "urgency");
    common(row, "term");
    rule->sheet = DUE_TERM;
    rule->state = state(row);
    rule->within = length(row, "within");
    rule->law = strcmp(cell(row, "law"), "yes") == 0;
    const struct sg_code *code = sg_code(row->plan->profile, "urgency", urgency, strlen(urgency));
    if (code)
        rule->kind.urgency = (unsigned)code->order;
    return set_unit(row, cell(row, "unit"), "unit") && set_dates(row) && conditions(row);
}

static bool take_retention(const struct row *row)
{
    struct due_rule *rule = row->rule;
    common(row, "retention");
    rule->sheet = DUE_RETENTION;
    rule->state = state(row);
    rule->within = length(row, "period");
    rule->kind.category = cell(row, "category");
    return set_dates(row) && conditions(row);
}

/* What is counted: a measure whose unit is a list and whose date is one of its element. */
static bool take_count(const struct row *row)
{
    const char *name = cell(row, "counts");
    const struct sg_sheet *s = sg_profile_sheet(row->plan->profile, "measures");
    size_t at = *name ? sg_sheet_find(s, name) : (size_t)-1;
    if (at == (size_t)-1)
        return true;
    struct row measure = {row->plan, s, at, row->rule, row->f};
    if (strcmp(cell(&measure, "unit"), "signals") == 0) {
        sg_fail(row->f, SG_R_BAD_PROFILE, "a target takes a measure whose unit is a list");
        return wrong(row, "counts");
    }
    if (!set_unit(row, cell(&measure, "unit"), "counts") || !set_dates(&measure) ||
        !expression(&measure, "condition", cell(&measure, "condition"), &row->rule->counted))
        return false;
    if (!row->rule->date[0].inside || *row->rule->date[0].rest || row->rule->dates != 1) {
        sg_fail(row->f, SG_R_BAD_PROFILE, "a target takes a measure whose date is in its list");
        return wrong(row, "counts");
    }
    row->rule->kind.target = (int)strtol(cell(row, "target"), NULL, 10);
    return true;
}

static bool take_agenda(const struct row *row)
{
    struct due_rule *rule = row->rule;
    common(row, "item");
    rule->sheet = DUE_AGENDA;
    rule->kind.house = true;
    rule->kind.bring[SG_NL] = cell(row, "bring_nl");
    rule->kind.bring[SG_EN] =
        *cell(row, "bring_en") ? cell(row, "bring_en") : cell(row, "bring_nl");
    rule->first = day(row, "first");
    rule->until = day(row, "until");
    rule->every = length(row, "every");
    rule->weekday = strcmp(cell(row, "on"), "weekday") == 0;
    return expression(row, "bring", cell(row, "bring"), &rule->bring) && take_count(row);
}

/* ---- the kinds that are wanted ---- */

static bool is_listed(const char *list, const char *word)
{
    const char *part = list;
    for (size_t n = strlen(word); *part; part += *part == ',') {
        size_t m = strcspn(part, ",");
        if (m == n && memcmp(part, word, n) == 0)
            return true;
        part += m;
    }
    return false;
}

static bool unknown_kind(const char *name, const struct sg_near *near, struct sg_fault *f)
{
    const char *best = near->best;
    return sg_fail(f, SG_R_USAGE, "--kinds: the profile has no \"%s\"%s%s%s", name,
                   best ? "; did you mean " : "", best ? best : "", best ? "?" : "");
}

/* Every kind that was asked for is a row. */
static bool kinds_exist(const struct sg_due_plan *plan, struct sg_fault *f)
{
    for (const char *part = plan->opt.kinds; part && *part; part += *part == ',') {
        char name[64];
        struct sg_near near;
        bool found = false;
        size_t n = strcspn(part, ",");
        snprintf(name, sizeof name, "%.*s", (int)n, part);
        sg_near_begin(&near, name);
        for (size_t i = 0; i < plan->rules; i++) {
            found |= strcmp(plan->rule[i].kind.name, name) == 0;
            sg_near_offer(&near, plan->rule[i].kind.name);
        }
        if (!found)
            return unknown_kind(name, &near, f);
        part += n;
    }
    return true;
}

/* A role that does not see everything is told of what names it, and no more. */
static bool hidden(const struct row *row)
{
    const struct sg_due_opt *opt = &row->plan->opt;
    const char *part;
    size_t at = 0, n;
    if (!opt->view || sg_share_sees_all(opt->view))
        return false;
    while (sg_cell_part(cell(row, "views"), &at, &part, &n))
        if (strlen(opt->view_name) == n && memcmp(part, opt->view_name, n) == 0)
            return false;
    return true;
}

static bool take_sheet(struct sg_due_plan *plan, const char *name, bool (*take)(const struct row *),
                       struct sg_fault *f)
{
    const struct sg_sheet *s = sg_profile_sheet(plan->profile, name);
    for (size_t i = 0; i < sg_sheet_rows(s); i++) {
        struct row row = {plan, s, i, &plan->rule[plan->rules++], f};
        if (!take(&row))
            return false;
        row.rule->left_out =
            (plan->opt.kinds && !is_listed(plan->opt.kinds, row.rule->kind.name)) || hidden(&row);
    }
    return true;
}

struct sg_due_plan *sg_due_plan(const struct sg_profile *p, const struct sg_due_opt *opt,
                                struct sg_fault *f)
{
    static const char *const sheets[] = {"terms", "retention", "agenda"};
    size_t rows = 1; /* a profile may have none at all */
    for (size_t i = 0; i < sizeof sheets / sizeof *sheets; i++)
        rows += sg_sheet_rows(sg_profile_sheet(p, sheets[i]));
    struct sg_due_plan *plan = calloc(1, sizeof *plan);
    if (plan)
        plan->rule = calloc(rows, sizeof *plan->rule);
    if (!plan || !plan->rule) {
        free(plan);
        sg_fail(f, SG_R_MEMORY, "memory ran out");
        return NULL;
    }
    plan->profile = p;
    plan->opt = *opt;
    plan->today = sg_date_days(opt->today);
    plan->holiday = sg_profile_holidays(p, &plan->holidays);
    if (take_sheet(plan, "terms", take_term, f) &&
        take_sheet(plan, "retention", take_retention, f) &&
        take_sheet(plan, "agenda", take_agenda, f) && kinds_exist(plan, f) && sg_due_times(plan, f))
        return plan;
    sg_due_plan_free(plan);
    return NULL;
}

void sg_due_plan_free(struct sg_due_plan *plan)
{
    for (size_t i = 0; plan && i < plan->rules; i++) {
        sg_expr_free(plan->rule[i].condition);
        sg_expr_free(plan->rule[i].unless);
        sg_expr_free(plan->rule[i].bring);
        sg_expr_free(plan->rule[i].counted);
    }
    if (plan) {
        free(plan->rule);
        free(plan->time);
    }
    free(plan);
}
