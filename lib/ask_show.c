/* SPDX-License-Identifier: EUPL-1.2 */
/* What is put on the screen: questions with their choices, help, faults, pages. */
#include "ask_impl.h"

#include "text.h"

#include <string.h>

enum { PROMPT_ANSWER = 40 };

const char *sg_asking_phrase(const struct sg_asking *a, const char *code)
{
    return sg_phrase(a->p, code, a->opt->lang);
}

static unsigned columns(const struct sg_asking *a)
{
    unsigned c = 80, rows = 24;
    a->io->size(a->io->ctx, &c, &rows);
    return c < 20 ? 20 : c;
}

/* Bytes of `text` that fit a line: up to a blank when there is one. */
static size_t fitting(const char *text, size_t n, size_t width)
{
    size_t last = 0, used = 0, i = 0;
    while (i < n && text[i] != '\n') {
        size_t step = 1;
        while (i + step < n && ((unsigned char)text[i + step] & 0xC0) == 0x80)
            step++;
        used += sg_width(text + i, step);
        if (used > width)
            return last ? last : i ? i : step;
        if (text[i] == ' ')
            last = i;
        i += step;
    }
    return i;
}

static void put(const struct sg_asking *a, const char *text, size_t n)
{
    a->io->put(a->io->ctx, text, n);
}

bool sg_asking_line(struct sg_asking *a, const char *text)
{
    unsigned c = 80, rows = 24;
    struct sg_buf prompt = {0};
    bool ok = true;
    a->io->size(a->io->ctx, &c, &rows);
    unsigned taken = 1 + (unsigned)(sg_width(text, strlen(text)) / (c ? c : 80));
    if (a->printed + taken + 1 > rows && rows > 3) {
        sg_buf_fmt(&prompt, "-- %s -- ", sg_asking_phrase(a, "more"));
        ok = sg_asking_read(a, sg_buf_text(&prompt), NULL);
        sg_buf_free(&prompt);
    }
    put(a, text, strlen(text));
    put(a, "\n", 1);
    a->printed += taken;
    return ok;
}

void sg_asking_say(struct sg_asking *a, const char *text)
{
    size_t left = strlen(text), width = columns(a) - 1;
    while (left) {
        size_t n = fitting(text, left, width);
        put(a, text, n);
        put(a, "\n", 1);
        a->printed++;
        text += n;
        left -= n;
        if (left && (*text == ' ' || *text == '\n'))
            text++, left--;
    }
}

/* Nothing that a terminal obeys is part of an answer. */
static void clean(struct sg_buf *line)
{
    size_t to = 0;
    for (size_t i = 0, n; i < line->n; i += n ? n : 1) {
        n = sg_unseen(line->p + i, line->n - i);
        char c = line->p[i];
        line->p[to++] = n == 0 ? c : c == '\t' ? ' ' : '?';
    }
    line->n = to;
}

bool sg_asking_read(struct sg_asking *a, const char *prompt, const struct sg_completer *c)
{
    sg_buf_clear(&a->line);
    a->printed = 0;
    if (!a->over && !a->io->line(a->io->ctx, prompt, c, &a->line))
        a->over = true;
    clean(&a->line);
    return !a->over && !a->line.failed;
}

const char *sg_asking_word(const struct sg_asking *a)
{
    struct sg_fault none;
    const struct sg_code *c = sg_code_typed(a->p, "yesno", a->line.p, a->line.n, false, &none);
    if (!c)
        c = sg_code_typed(a->p, "dialogue", a->line.p, a->line.n, false, &none);
    if (c && !strcmp(c->code, "yes") && !strchr("jJyY", a->line.p[0]))
        return "";
    return c ? c->code : "";
}

/* ---- a question ---- */

/* Choices down the columns of as many as fit. */
static bool put_choices(struct sg_asking *a, const struct sg_choice *c, size_t n)
{
    size_t widest = 0;
    for (size_t i = 0; i < n; i++)
        if (sg_width(c[i].label, strlen(c[i].label)) > widest)
            widest = sg_width(c[i].label, strlen(c[i].label));
    size_t cell = widest + 6, across = (columns(a) - 1) / cell;
    across = across ? across : 1;
    size_t down = (n + across - 1) / across;
    struct sg_buf line = {0};
    bool ok = true;
    for (size_t r = 0; ok && r < down; r++) {
        sg_buf_clear(&line);
        for (size_t i = r; i < n; i += down) {
            sg_buf_fmt(&line, "%3zu %s", i + 1, c[i].label);
            for (size_t k = sg_width(c[i].label, strlen(c[i].label)) + 4; k < cell && i + down < n;
                 k++)
                sg_buf_char(&line, ' ');
        }
        ok = sg_asking_line(a, sg_buf_text(&line));
    }
    sg_buf_free(&line);
    return ok;
}

bool sg_asking_question(struct sg_asking *a, struct sg_slot at)
{
    const struct sg_question *q = &a->q->at[at.question];
    struct sg_choice shown[SG_SHOWN];
    struct sg_buf line = {0};
    if (at.element && !q->asks_list)
        sg_buf_fmt(&line, "%s %u. ", sg_question_one(a->p, q, a->opt->lang), at.element);
    if (q->asks_list && at.element > 1)
        sg_buf_fmt(&line, "%s %u: %s", sg_question_one(a->p, q, a->opt->lang), at.element,
                   sg_asking_phrase(a, "again"));
    else
        sg_buf_str(&line, q->text[a->opt->lang]);
    put(a, "\n", 1);
    sg_asking_say(a, sg_buf_text(&line));
    sg_buf_free(&line);
    return put_choices(a, shown, sg_choices_shown(a, at, shown));
}

/* What Enter alone means, in words. */
static void enter_words(const struct sg_asking *a, struct sg_slot at, struct sg_buf *out)
{
    const struct sg_question *q = &a->q->at[at.question];
    const char *given = sg_draft_answer(a->draft, at);
    const char *text = given ? NULL : sg_draft_enter(a->draft, at.question);
    struct sg_draft *other = text && *text ? sg_draft_new(a->q) : NULL;
    struct sg_fault f;
    if (given)
        sg_draft_words(a->draft, at, a->opt->lang, out);
    else if (other &&
             sg_draft_take(other, (struct sg_slot){at.question, 0}, text, strlen(text), &f))
        sg_draft_words(other, (struct sg_slot){at.question, 0}, a->opt->lang, out);
    else if (q->asks_list)
        sg_buf_str(out, sg_label(a->p, "yesno", "no", a->opt->lang));
    else if (text)
        sg_buf_str(out, sg_asking_phrase(a, "skip"));
    if (given && !*given)
        sg_buf_str(out, sg_asking_phrase(a, "none"));
    sg_draft_free(other);
}

void sg_asking_prompt(const struct sg_asking *a, struct sg_slot at, struct sg_buf *prompt)
{
    struct sg_buf words = {0};
    enter_words(a, at, &words);
    bool shown = words.n && words.n <= PROMPT_ANSWER && !memchr(words.p, '\n', words.n);
    if (words.n)
        sg_buf_fmt(prompt, "[%s] ", shown ? sg_buf_text(&words) : sg_asking_phrase(a, "keep"));
    sg_buf_str(prompt, "> ");
    sg_buf_free(&words);
}

void sg_asking_help(struct sg_asking *a, struct sg_slot at)
{
    const struct sg_question *q = &a->q->at[at.question];
    struct sg_choice shown[SG_SHOWN];
    enum sg_type t = q->field->type;
    size_t n = sg_choices_shown(a, at, shown);
    sg_asking_say(a, q->help[a->opt->lang]);
    if (n)
        sg_asking_say(a, sg_asking_phrase(a, "how-code"));
    else if (t == SG_T_MUNICIPALITY || t == SG_T_COUNTRY)
        sg_asking_say(a, sg_asking_phrase(a, "how-name"));
    else if (q->asks_list)
        sg_asking_say(a, sg_asking_phrase(a, "how-yesno"));
    else if (t == SG_T_DATE || t == SG_T_DAY)
        sg_asking_say(a, sg_asking_phrase(a, "how-day"));
    else if (sg_question_wide(q))
        sg_asking_say(a, sg_asking_phrase(a, "how-text"));
    if (q->field->flags & SG_F_LIST && !q->asks_list)
        sg_asking_say(a, sg_asking_phrase(a, "how-several"));
    sg_asking_say(a, sg_asking_phrase(a, "how-all"));
    if (!put_choices(a, shown, n))
        a->over = true;
}

/* What is wrong, in the user's language; what was typed stands on the screen above it. */
void sg_asking_fault(struct sg_asking *a, const struct sg_fault *f)
{
    const char *code = sg_reason_code(f->reason);
    bool known = sg_code(a->p, "dialogue", code, strlen(code)) != NULL;
    sg_asking_say(a, known ? sg_asking_phrase(a, code) : f->text);
}
