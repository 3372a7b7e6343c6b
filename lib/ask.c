/* SPDX-License-Identifier: EUPL-1.2 */
/* The course of the dialogue: which question is next, and what becomes of a line. */
#include "ask_impl.h"

#include "text.h"

#include <stdlib.h>
#include <string.h>

enum outcome { ANSWERED, BACK, OVER };

/* ---- one answer ---- */

/* Words for days, which no spreadsheet has. */
static bool day_word(const struct sg_asking *a, const struct sg_question *q, struct sg_buf *text)
{
    struct sg_fault none;
    char iso[11];
    if (q->field->type != SG_T_DATE && q->field->type != SG_T_DAY)
        return false;
    const struct sg_code *c = sg_code_typed(a->p, "dialogue", a->line.p, a->line.n, false, &none);
    if (!c || (strcmp(c->code, "today") != 0 && strcmp(c->code, "yesterday") != 0))
        return false;
    sg_date_write(sg_days_date(sg_date_days(a->q->today) - (c->code[0] == 'y')), iso);
    sg_buf_str(text, iso);
    return true;
}

/* The parts of a list between commas, each chosen for itself. */
static bool choose_all(struct sg_asking *a, struct sg_slot at, struct sg_buf *text)
{
    struct sg_buf typed = {0};
    bool list = a->q->at[at.question].field->flags & SG_F_LIST, ok = true;
    sg_buf_add(&typed, a->line.p, a->line.n);
    const char *p = sg_buf_text(&typed), *end = p + typed.n;
    while (ok && p < end && !typed.failed) {
        size_t n = list ? strcspn(p, ",;") : (size_t)(end - p), blank = strspn(p, " \t");
        if (blank < n) {
            ok = sg_choose(a, at, p + blank, n - blank, text);
            sg_buf_char(text, ',');
        }
        p += n + 1;
    }
    if (text->n && !list)
        text->n--;
    sg_buf_free(&typed);
    return ok;
}

/* A text of several lines, which ends with an empty one. */
static bool read_on(struct sg_asking *a, struct sg_buf *text)
{
    sg_buf_add(text, a->line.p, a->line.n);
    while (sg_asking_read(a, "  ", NULL)) {
        if (!a->line.n)
            return true;
        sg_buf_char(text, '\n');
        sg_buf_add(text, a->line.p, a->line.n);
    }
    return false;
}

/* Shows what was made of the words typed, when that is not obvious. */
static void show_taken(struct sg_asking *a, struct sg_slot at)
{
    struct sg_buf words = {0}, said = {0};
    sg_draft_words(a->draft, at, a->opt->lang, &words);
    bool same = words.n == a->line.n && (!words.n || !memcmp(words.p, a->line.p, words.n));
    if (a->line.n && words.n && !same && !sg_question_wide(&a->q->at[at.question])) {
        sg_buf_fmt(&said, "= %s", sg_buf_text(&words));
        sg_asking_say(a, sg_buf_text(&said));
    }
    sg_buf_free(&words);
    sg_buf_free(&said);
}

static bool take(struct sg_asking *a, struct sg_slot at, const char *text, size_t n)
{
    struct sg_fault f = {0};
    if (!sg_draft_take(a->draft, at, text, n, &f)) {
        sg_asking_fault(a, &f);
        return false;
    }
    show_taken(a, at);
    return true;
}

/* What was typed becomes the answer; false: it did not, and it was said why. */
static bool take_line(struct sg_asking *a, struct sg_slot at)
{
    const struct sg_question *q = &a->q->at[at.question];
    struct sg_buf text = {0};
    bool ok = true;
    if (sg_question_codes(q) || q->field->type == SG_T_MUNICIPALITY)
        ok = choose_all(a, at, &text);
    else if (sg_question_wide(q))
        ok = read_on(a, &text);
    else if (!day_word(a, q, &text))
        sg_buf_add(&text, a->line.p, a->line.n);
    ok = ok && take(a, at, sg_buf_text(&text), text.n);
    sg_buf_free(&text);
    return ok;
}

/* Enter alone: the answer stays, or becomes what the question says. */
static bool take_enter(struct sg_asking *a, struct sg_slot at)
{
    if (sg_draft_answer(a->draft, at))
        return true;
    const char *text = sg_draft_enter(a->draft, at.question);
    if (!text) {
        sg_asking_say(a, sg_asking_phrase(a, "required"));
        return false;
    }
    return take(a, at, text, strlen(text));
}

static bool take_nothing(struct sg_asking *a, struct sg_slot at)
{
    const struct sg_question *q = &a->q->at[at.question];
    if (q->enter == SG_ENTER_REQUIRED || q->field->flags & SG_F_REQUIRED) {
        sg_asking_say(a, sg_asking_phrase(a, "required"));
        return false;
    }
    return take(a, at, "", 0);
}

static bool line_is(const struct sg_asking *a, const char *word)
{
    return a->line.n == strlen(word) && !memcmp(a->line.p, word, a->line.n);
}

static void trim(struct sg_buf *line)
{
    size_t from = 0;
    while (line->n && (line->p[line->n - 1] == ' ' || line->p[line->n - 1] == '\t'))
        line->n--;
    while (from < line->n && (line->p[from] == ' ' || line->p[from] == '\t'))
        from++;
    if (from)
        memmove(line->p, line->p + from, line->n -= from);
}

static enum outcome ask_one(struct sg_asking *a, struct sg_slot at)
{
    struct sg_at where = {a, at};
    struct sg_completer c = {sg_choice_complete, &where};
    struct sg_buf prompt = {0};
    bool done = false;
    sg_asking_prompt(a, at, &prompt);
    if (!sg_asking_question(a, at))
        a->over = true;
    while (!done && !a->over && sg_asking_read(a, sg_buf_text(&prompt), &c)) {
        trim(&a->line);
        if (line_is(a, "<"))
            break;
        if (line_is(a, "?"))
            sg_asking_help(a, at);
        else if (!a->line.n)
            done = take_enter(a, at);
        else
            done = line_is(a, "-") ? take_nothing(a, at) : take_line(a, at);
    }
    sg_buf_free(&prompt);
    return done ? ANSWERED : a->over ? OVER : BACK;
}

/* ---- all of them ---- */

/* Where in a->slot a question stands; -1: not any more. */
static long find(const struct sg_asking *a, struct sg_slot at)
{
    long i = a->slots - 1;
    while (i >= 0 && (a->slot[i].question != at.question || a->slot[i].element != at.element))
        i--;
    return i;
}

static long first_open(const struct sg_asking *a)
{
    long i = 0;
    while (i < a->slots && sg_draft_answer(a->draft, a->slot[i]))
        i++;
    return i;
}

static bool accept(struct sg_asking *a, enum sg_ask_end *end)
{
    struct sg_buf object = {0}, said = {0};
    struct sg_record *r = malloc(sizeof *r);
    sg_draft_signal(a->draft, &object);
    bool read = r && !object.failed && sg_record_read(r, object.p, object.n, NULL, NULL);
    bool ok = read && a->opt->accept(a->opt->ctx, r, &said);
    *end = ok ? SG_ASK_DONE : SG_ASK_MEMORY;
    if (read)
        sg_asking_say(a, ok ? sg_buf_text(&said) : sg_asking_phrase(a, "failed"));
    free(r);
    sg_buf_free(&object);
    sg_buf_free(&said);
    return ok || !read;
}

/* Asks the question at a place in a->slot. false: input ended. */
static bool step(struct sg_asking *a, long i, long *next)
{
    struct sg_slot at = a->slot[i];
    enum outcome o = ask_one(a, at);
    if (o == BACK && i == 0)
        sg_asking_say(a, sg_asking_phrase(a, "first"));
    a->slots = sg_draft_slots(a->draft, a->slot);
    *next = o == BACK ? (i > 0 ? i - 1 : 0) : first_open(a);
    return o != OVER && a->slots >= 0;
}

static enum sg_ask_end run(struct sg_asking *a)
{
    struct sg_slot at;
    enum sg_ask_end end = SG_ASK_STOPPED;
    long i = 0;
    for (a->slots = sg_draft_slots(a->draft, a->slot); a->slots >= 0;) {
        if (i < a->slots) {
            if (!step(a, i, &i))
                break;
            continue;
        }
        enum sg_review answer = sg_review(a, &at);
        if (answer == SG_REVIEW_YES && accept(a, &end))
            return end;
        if (answer == SG_REVIEW_NO)
            break;
        i = answer == SG_REVIEW_AGAIN ? find(a, at) : a->slots;
    }
    return a->slots < 0 ? SG_ASK_MEMORY : SG_ASK_STOPPED;
}

enum sg_ask_end sg_ask(const struct sg_questions *q, const struct sg_ask_io *io,
                       const struct sg_ask_opt *opt)
{
    struct sg_asking *a = calloc(1, sizeof *a);
    struct sg_draft *draft = a ? sg_draft_new(q) : NULL;
    enum sg_ask_end end = SG_ASK_MEMORY;
    if (draft) {
        *a = (struct sg_asking){.q = q, .p = q->profile, .io = io, .opt = opt, .draft = draft};
        sg_asking_say(a, sg_asking_phrase(a, "intro"));
        end = run(a);
        if (end == SG_ASK_STOPPED)
            sg_asking_say(a, sg_asking_phrase(a, "stopped"));
        sg_buf_free(&a->line);
    }
    sg_draft_free(draft);
    free(a);
    return end;
}
