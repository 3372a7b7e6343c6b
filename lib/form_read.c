/* SPDX-License-Identifier: EUPL-1.2 */
/* From the lines of a form to answers. */
#include "form_impl.h"

#include "text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct answer {
    struct sg_slot at;
    size_t line;
    char *text;
};

struct reading {
    struct sg_draft *d;
    const struct sg_questions *q;
    void (*each)(void *ctx, const struct sg_fault *fault);
    void *ctx;
    size_t faults;
    bool no_memory;

    struct sg_labels labels;
    unsigned element[SG_QUESTIONS]; /* of each question about a list: how many there are */
    bool fresh[SG_QUESTIONS];       /* its heading came, and no answer yet */

    size_t open;          /* the question whose answer is going on, q->n for none */
    size_t open_line;     /* where it began */
    struct sg_buf value;  /* so far */
    struct answer *found; /* all answers, in order */
    size_t n, cap;
};

static void say(struct reading *r, size_t line, enum sg_reason reason, const char *text)
{
    struct sg_fault f;
    sg_fail(&f, reason, "%s", text);
    f.line = line;
    r->each(r->ctx, &f);
    r->faults += sg_reason_status(reason) != SG_DONE;
}

/* The same about a question, by its label. */
static void say_of(struct reading *r, size_t question, size_t line, struct sg_fault *f)
{
    const struct sg_field *field = r->q->at[question].field;
    snprintf(f->field, sizeof f->field, "%s", sg_field_label(r->q->profile, field, SG_NL));
    f->line = line;
    r->each(r->ctx, f);
    r->faults++;
}

/* ---- answers ---- */

/* The question about the list that a question's member is in. */
static size_t list_of(const struct reading *r, size_t question)
{
    size_t i = question;
    while (!r->q->at[i].asks_list)
        i--;
    return i;
}

static bool has_answer(const struct reading *r, struct sg_slot at)
{
    for (size_t i = 0; i < r->n; i++)
        if (r->found[i].at.question == at.question && r->found[i].at.element == at.element)
            return true;
    return false;
}

/* Where an answer belongs: of a list in the element that is going on, or in the next one when a
 * heading came, or that one has this answer already. false: there is no room, said so. */
static bool place(struct reading *r, size_t question, struct sg_slot *at)
{
    *at = (struct sg_slot){question, 0};
    if (r->q->at[question].list == SG_TOP) {
        if (!has_answer(r, *at))
            return true;
        struct sg_fault f;
        sg_fail(&f, SG_R_DUPLICATE_KEY, "is answered twice");
        say_of(r, question, r->open_line, &f);
        return false;
    }
    size_t list = list_of(r, question);
    at->element = r->element[list];
    if (!at->element || r->fresh[list] || has_answer(r, *at)) {
        if (at->element == SG_ELEMENTS) {
            struct sg_fault f;
            sg_fail(&f, SG_R_BAD_VALUE, "more than %d of them", SG_ELEMENTS);
            say_of(r, question, r->open_line, &f);
            return false;
        }
        at->element = ++r->element[list];
        r->fresh[list] = false;
    }
    return true;
}

static void keep(struct reading *r, struct sg_slot at)
{
    if (r->n == r->cap) {
        size_t cap = r->cap ? 2 * r->cap : 64;
        struct answer *grown = realloc(r->found, cap * sizeof *grown);
        if (!grown) {
            r->no_memory = true;
            return;
        }
        r->found = grown;
        r->cap = cap;
    }
    const char *value = sg_buf_text(&r->value);
    char *text = r->value.failed ? NULL : strdup(value);
    r->no_memory |= !text;
    if (text)
        r->found[r->n++] = (struct answer){at, r->open_line, text};
}

/* Ends the answer that is going on. */
static void finish(struct reading *r)
{
    struct sg_slot at;
    size_t question = r->open;
    r->open = r->q->n;
    r->no_memory |= r->value.failed;
    while (r->value.n && strchr(" \t\n", r->value.p[r->value.n - 1]))
        r->value.n--;
    if (question < r->q->n && r->value.n && place(r, question, &at))
        keep(r, at);
    sg_buf_clear(&r->value);
}

static void add_words(struct reading *r, const char *p, size_t n)
{
    bool wide = sg_question_wide(&r->q->at[r->open]);
    size_t skip = strspn(p, " \t");
    if (wide && r->value.n)
        sg_buf_char(&r->value, '\n');
    else if (r->value.n && skip < n)
        sg_buf_char(&r->value, ' ');
    if (wide && skip > 2 && r->value.n)
        skip = 2;
    if (skip < n)
        sg_buf_add(&r->value, p + skip, n - skip);
}

/* ---- lines ---- */

static void open_question(struct reading *r, size_t question, size_t number)
{
    finish(r);
    r->open = question;
    r->open_line = number;
    sg_buf_clear(&r->labels.comment);
}

/* A line with a heading inside the form; true: the form ends here. */
static bool take_heading(struct reading *r, const char *folded, size_t number)
{
    finish(r);
    sg_buf_clear(&r->labels.comment);
    if (sg_heading_is(&r->labels, folded, "form-end"))
        return true;
    size_t list = sg_heading_list(&r->labels, folded);
    if (list < r->q->n)
        r->fresh[list] = true;
    else if (sg_heading_is(&r->labels, folded, "form-title"))
        say(r, number, SG_R_BAD_VALUE, "a second form begins here: a file holds one");
    else if (!sg_heading_is(&r->labels, folded, "form-signal"))
        say(r, number, SG_R_BAD_VALUE, "a heading that the form does not have");
    return false;
}

static void misunderstood(struct reading *r, const char *p, size_t n, size_t number)
{
    const char *near = NULL;
    char text[200];
    for (size_t i = n < SG_LABEL ? n : SG_LABEL; i && !near; i--)
        near = p[i - 1] == ':' ? sg_label_near(&r->labels, p, i - 1) : NULL;
    snprintf(text, sizeof text, "is no question of the form, and no answer goes on here%s%s%s",
             near ? "; did you mean \"" : "", near ? near : "", near ? "\"?" : "");
    say(r, number, SG_R_BAD_FIELD, text);
}

/* A line that is neither heading, label nor explanation. */
static void take_plain(struct reading *r, const char *p, size_t n, size_t number)
{
    bool wide = r->open < r->q->n && sg_question_wide(&r->q->at[r->open]);
    if (wide || (r->open < r->q->n && n && !sg_label_like(p, n))) {
        add_words(r, p, n);
    } else if (!n) {
        return;
    } else if (!sg_explains(&r->labels, p, n)) {
        finish(r);
        misunderstood(r, p, n, number);
    }
}

/* true: the form ends with this line. */
static bool take_line(struct reading *r, const char *p, size_t n, size_t number)
{
    char folded[SG_LABEL];
    size_t value = 0, indent = strspn(p, " ");
    bool wide = r->open < r->q->n && sg_question_wide(&r->q->at[r->open]);
    bool words = wide && indent >= 2 && n > indent;
    bool head = !words && sg_heading(p, n, folded) && (*folded || !wide);
    if (head) /* signs alone: the end of one that was wrapped */
        return *folded && take_heading(r, folded, number);
    size_t question = words ? r->q->n : sg_label_find(&r->labels, p, n, &value);
    if (question < r->q->n) {
        open_question(r, question, number);
        if (value < n)
            add_words(r, p + value, n - value);
    } else if (n && p[indent] == '#' && !words &&
               sg_explanation(&r->labels, p + indent + 1, n - indent - 1, wide)) {
        finish(r);
    } else if (!n && r->value.n && !wide) {
        finish(r);
    } else {
        take_plain(r, p, n, number);
    }
    return false;
}

/* Where the form begins: behind its title; 0 when it has none. */
static size_t beginning(const struct reading *r, const struct sg_form_lines *lines)
{
    char folded[SG_LABEL];
    for (size_t i = 0; i < lines->n; i++) {
        const char *p = lines->text.p + lines->line[i].at;
        if (sg_heading(p, lines->line[i].n, folded) &&
            sg_heading_is(&r->labels, folded, "form-title"))
            return i + 1;
    }
    return 0;
}

static void outside(struct reading *r, const struct sg_form_lines *lines, size_t from, size_t to)
{
    char text[80];
    size_t n = 0, first = 0;
    for (size_t i = from; i < to; i++)
        if (lines->line[i].n && !n++)
            first = lines->line[i].number;
    if (!n)
        return;
    snprintf(text, sizeof text, "%zu line%s outside of the form %s not read", n, n == 1 ? "" : "s",
             n == 1 ? "is" : "are");
    say(r, first, SG_R_NOTE, text);
}

static void take_lines(struct reading *r, const struct sg_form_lines *lines)
{
    size_t from = beginning(r, lines), i = from;
    if (from)
        outside(r, lines, 0, from - 1);
    for (bool end = false; i < lines->n && !end; i++) {
        char *line = strndup(lines->text.p + lines->line[i].at, lines->line[i].n);
        r->no_memory |= !line;
        end = !line || take_line(r, line, lines->line[i].n, lines->line[i].number);
        free(line);
    }
    finish(r);
    outside(r, lines, i, lines->n);
}

/* ---- from answers to the draft ---- */

static void take_answer(struct reading *r, const struct answer *a)
{
    struct sg_fault f;
    if (a->at.element)
        r->no_memory |= !sg_draft_take(
            r->d, (struct sg_slot){list_of(r, a->at.question), a->at.element}, "yes", 3, &f);
    if (!sg_draft_take(r->d, a->at, a->text, strlen(a->text), &f))
        say_of(r, a->at.question, a->line, &f);
}

/* The date of receipt decides what names of municipalities mean: it goes first. */
static void take_answers(struct reading *r)
{
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < r->n; i++) {
            const char *path = r->q->at[r->found[i].at.question].field->path;
            if (!strcmp(path, "received") == (pass == 0))
                take_answer(r, &r->found[i]);
        }
}

size_t sg_form_read(struct sg_draft *d, const char *text, size_t n,
                    void (*each)(void *ctx, const struct sg_fault *fault), void *ctx)
{
    struct reading *r = calloc(1, sizeof *r);
    struct sg_form_lines lines;
    struct sg_fault f;
    if (!r) {
        sg_fail(&f, SG_R_MEMORY, "memory ran out");
        each(ctx, &f);
        return 1;
    }
    *r = (struct reading){.d = d, .q = sg_draft_questions(d), .each = each, .ctx = ctx};
    r->open = r->q->n;
    if (!sg_form_lines(text, n, &lines, &f)) {
        r->faults++;
        each(ctx, &f);
    } else {
        if (lines.converted)
            say(r, 0, SG_R_ENCODING, "not UTF-8: read as Windows-1252");
        r->no_memory |= !sg_labels_learn(&r->labels, r->q);
        take_lines(r, &lines);
        take_answers(r);
    }
    if (r->no_memory)
        say(r, 0, SG_R_MEMORY, "memory ran out");
    size_t faults = r->faults;
    for (size_t i = 0; i < r->n; i++)
        free(r->found[i].text);
    free(r->found);
    sg_labels_free(&r->labels);
    sg_buf_free(&r->value);
    sg_form_lines_free(&lines);
    free(r);
    return faults;
}
