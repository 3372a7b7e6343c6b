/* SPDX-License-Identifier: EUPL-1.2 */
/* Reading the sheet `questions`. */
#include "questions.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One row of the sheet on its way to a question. */
struct reading {
    struct sg_questions *q;
    const struct sg_sheet *sheet;
    size_t row;
    struct sg_fault *f;
};

static const char *cell(const struct reading *r, const char *column)
{
    return sg_sheet_cell(r->sheet, r->row, column);
}

/* Puts a fault at its row; its text is there already. */
static bool at_row(const struct reading *r, const char *column)
{
    r->f->reason = SG_R_BAD_PROFILE;
    snprintf(r->f->file, sizeof r->f->file, "%s", sg_sheet_file(r->sheet, r->row));
    snprintf(r->f->field, sizeof r->f->field, "%s", column);
    r->f->line = sg_sheet_line(r->sheet, r->row);
    return false;
}

/* A field by the path in a cell. */
static const struct sg_field *field_at(const struct reading *r, const char *column)
{
    const char *near, *path = cell(r, column);
    const struct sg_field *field = sg_field(path, strlen(path), &near);
    if (field)
        return field;
    sg_fail(r->f, SG_R_BAD_PROFILE, "\"%.60s\" is no field%s%s%s", path,
            near ? "; did you mean " : "", near ? near : "", near ? "?" : "");
    at_row(r, column);
    return NULL;
}

/* The list of groups that a field is in, SG_TOP; -2: a list within a list. */
static long list_of(const struct sg_field *field)
{
    long list = SG_TOP;
    for (long i = sg_field_index(field); i != SG_TOP; i = sg_field_parent(i)) {
        if (sg_fields[i].type != SG_T_GROUP || !(sg_fields[i].flags & SG_F_LIST))
            continue;
        if (list != SG_TOP)
            return -2;
        list = i;
    }
    return list;
}

static bool read_field(const struct reading *r, struct sg_question *to)
{
    to->field = field_at(r, "field");
    if (!to->field)
        return false;
    to->list = list_of(to->field);
    to->asks_list = to->field->type == SG_T_GROUP;
    bool given = to->field->flags & (SG_F_DERIVED | SG_F_REGISTRY);
    if (given || to->field->type == SG_T_MOMENT)
        return sg_fail(r->f, SG_R_BAD_PROFILE, "%s is not asked: it is given by the programs",
                       to->field->path) ||
               at_row(r, "field");
    if (to->list == -2 || (to->asks_list && !(to->field->flags & SG_F_LIST)))
        return sg_fail(r->f, SG_R_BAD_PROFILE,
                       "%s: a question is about a member, or about a list of groups that is not "
                       "in another list",
                       to->field->path) ||
               at_row(r, "field");
    for (size_t i = 0; i < r->q->n; i++)
        if (r->q->at[i].field == to->field)
            return sg_fail(r->f, SG_R_BAD_PROFILE, "%s is asked already by the question %s",
                           to->field->path, r->q->at[i].name) ||
                   at_row(r, "field");
    return true;
}

/* Of a list, first whether there is one, then all of its members. */
static bool read_place(const struct reading *r, const struct sg_question *to)
{
    const struct sg_question *before = r->q->n ? &r->q->at[r->q->n - 1] : NULL;
    if (to->list == SG_TOP || to->asks_list || (before && before->list == to->list))
        return true;
    return sg_fail(r->f, SG_R_BAD_PROFILE,
                   "%s must follow the question about %s, or another one about its members",
                   to->field->path, sg_fields[to->list].path) ||
           at_row(r, "field");
}

static bool read_choices(const struct reading *r, struct sg_question *to)
{
    if (!*cell(r, "choices"))
        return true;
    to->choices = field_at(r, "choices");
    if (!to->choices)
        return false;
    if (to->choices->type == SG_T_CODE && to->field->type == SG_T_CODE &&
        list_of(to->choices) == SG_TOP)
        return true;
    return sg_fail(r->f, SG_R_BAD_PROFILE,
                   "choices: both members must have codes, and this one must not be in a list") ||
           at_row(r, "choices");
}

/* A preset answer must be one. */
static bool preset_ok(const struct reading *r, const struct sg_question *to)
{
    struct sg_typed_opt opt = {.on = r->q->today, .today = r->q->today};
    struct sg_buf json = {0};
    bool ok =
        sg_field_typed(to->field, r->q->profile, to->preset, strlen(to->preset), &opt, &json, r->f);
    sg_buf_free(&json);
    return ok || at_row(r, "enter");
}

static bool read_enter(const struct reading *r, struct sg_question *to)
{
    static const char *const words[] = {"skip", "unknown", "required", "today", "own"};
    const char *word = cell(r, "enter");
    enum sg_type type = to->field->type;
    bool unknown = to->field->flags & SG_F_UNKNOWN || type == SG_T_YESNO;
    if (*word == '=' && !to->asks_list) {
        to->enter = SG_ENTER_VALUE;
        to->preset = word + 1;
        return preset_ok(r, to);
    }
    size_t i = 0;
    while (i < 5 && strcmp(word, words[i]) != 0)
        i++;
    to->enter = (enum sg_enter)i;
    bool fits = i < 5;
    fits = fits && (i != SG_ENTER_UNKNOWN || unknown);
    fits = fits && (i != SG_ENTER_TODAY || type == SG_T_DATE || type == SG_T_DAY);
    fits = fits && (i != SG_ENTER_OWN || (type == SG_T_MUNICIPALITY && unknown));
    fits = fits && (i == SG_ENTER_SKIP || !to->asks_list);
    fits = fits && (i != SG_ENTER_SKIP || !(to->field->flags & SG_F_REQUIRED));
    return fits ||
           sg_fail(r->f, SG_R_BAD_PROFILE,
                   "\"%.40s\" does not fit %s: skip, unknown (where it can be), required, today (a "
                   "date), own (a municipality) or =VALUE",
                   word, to->field->path) ||
           at_row(r, "enter");
}

static bool read_when(const struct reading *r, struct sg_question *to)
{
    const char *text = cell(r, "when");
    const char *scope = to->list == SG_TOP || to->asks_list ? NULL : sg_fields[to->list].path;
    if (!*text)
        return true;
    to->when = sg_expr_compile(text, strlen(text), r->q->profile, scope, r->q->today, r->f);
    if (!to->when && r->f->reason != SG_R_MEMORY)
        at_row(r, "when");
    return to->when != NULL;
}

static bool read_question(const struct reading *r)
{
    if (r->q->n == SG_QUESTIONS)
        return sg_fail(r->f, SG_R_BAD_PROFILE, "more than %d questions", SG_QUESTIONS) ||
               at_row(r, "question");
    struct sg_question *to = &r->q->at[r->q->n];
    *to = (struct sg_question){.name = cell(r, "question"),
                               .text = {cell(r, "nl"), cell(r, "en")},
                               .help = {cell(r, "help"), cell(r, "help_en")}};
    if (!*to->text[SG_EN])
        to->text[SG_EN] = to->text[SG_NL];
    if (!*to->help[SG_EN])
        to->help[SG_EN] = to->help[SG_NL];
    if (!read_field(r, to) || !read_place(r, to) || !read_choices(r, to) || !read_enter(r, to))
        return false;
    bool ok = read_when(r, to);
    r->q->n += ok;
    return ok;
}

/* A signal needs its date of receipt. */
static bool complete(const struct sg_questions *q, struct sg_fault *f)
{
    for (size_t i = 0; i < q->n; i++)
        if (!strcmp(q->at[i].field->path, "received") && !q->at[i].when)
            return true;
    sg_fail(f, SG_R_BAD_PROFILE, "no question, or only one with a condition, asks for received");
    snprintf(f->file, sizeof f->file, "questions.csv");
    return false;
}

static struct sg_questions *create(const struct sg_profile *p, struct sg_date today,
                                   struct sg_fault *f)
{
    struct sg_questions *q = calloc(1, sizeof *q);
    if (q) {
        q->profile = p;
        q->today = today;
    } else {
        sg_fail(f, SG_R_MEMORY, "memory ran out");
    }
    return q;
}

struct sg_questions *sg_questions_open(const struct sg_profile *p, struct sg_date today,
                                       struct sg_fault *f)
{
    struct sg_questions *q = create(p, today, f);
    struct reading r = {q, sg_profile_sheet(p, "questions"), 0, f};
    bool ok = q != NULL;
    for (; ok && r.row < sg_sheet_rows(r.sheet); r.row++)
        ok = read_question(&r);
    if (ok && complete(q, f))
        return q;
    sg_questions_free(q);
    return NULL;
}

long sg_questions_check(const struct sg_profile *p, struct sg_date today,
                        void (*each)(void *ctx, const struct sg_fault *fault), void *ctx)
{
    struct sg_fault f;
    struct sg_questions *q = create(p, today, &f);
    struct reading r = {q, sg_profile_sheet(p, "questions"), 0, &f};
    long faults = 0;
    for (; q && r.row < sg_sheet_rows(r.sheet); r.row++)
        if (!read_question(&r)) {
            each(ctx, &f);
            faults++;
            q->n += q->n < SG_QUESTIONS && q->at[q->n].field; /* what follows may lean on it */
        }
    if (!q || (r.row && !faults && !complete(q, &f))) {
        each(ctx, &f);
        faults++;
    }
    sg_questions_free(q);
    return faults;
}

void sg_questions_free(struct sg_questions *q)
{
    for (size_t i = 0; q && i < q->n; i++)
        sg_expr_free(q->at[i].when);
    free(q);
}

const char *sg_question_codes(const struct sg_question *q)
{
    if (q->asks_list)
        return NULL;
    return q->field->type == SG_T_CODE      ? q->field->codes
           : q->field->type == SG_T_COUNTRY ? "country"
           : q->field->type == SG_T_YESNO   ? "yesno"
                                            : NULL;
}

bool sg_question_wide(const struct sg_question *q)
{
    return q->field->type == SG_T_TEXT && !q->field->max && !(q->field->flags & SG_F_LIST);
}

const char *sg_question_one(const struct sg_profile *p, const struct sg_question *q,
                            enum sg_lang lang)
{
    const char *path = sg_fields[q->list].path;
    return sg_code(p, "dialogue", path, strlen(path))
               ? sg_phrase(p, path, lang)
               : sg_field_label(p, &sg_fields[q->list], lang);
}

const char *sg_phrase(const struct sg_profile *p, const char *code, enum sg_lang lang)
{
    return sg_label(p, "dialogue", code, lang);
}
