/* SPDX-License-Identifier: EUPL-1.2 */
/* The signal in plain words, before it is registered. */
#include "ask_impl.h"

#include <string.h>

/* "Persoon 2", or what the question is about, with its answer. */
static void put_words(const struct sg_asking *a, struct sg_slot at, bool said, struct sg_buf *line)
{
    const struct sg_question *q = &a->q->at[at.question];
    if (q->asks_list)
        sg_buf_fmt(line, "%s %u", sg_question_one(a->p, q, a->opt->lang), at.element);
    else
        sg_buf_str(line, sg_field_label(a->p, q->field, a->opt->lang));
    if (q->asks_list && said)
        return;
    sg_buf_str(line, ": ");
    sg_draft_words(a->draft, at, a->opt->lang, line);
}

/* A question and its answer on a line; with no answer only when all are wanted. */
static bool put_answer(struct sg_asking *a, long i, bool all)
{
    struct sg_slot at = a->slot[i];
    const char *json = sg_draft_answer(a->draft, at);
    struct sg_buf line = {0};
    bool no = a->q->at[at.question].asks_list && json && !strcmp(json, "\"no\"");
    bool said = json && *json && !no;
    if (!all && !said)
        return true;
    sg_buf_fmt(&line, "%3ld ", i + 1);
    put_words(a, at, said, &line);
    for (size_t k = 0; k < line.n; k++) /* a text is told in one paragraph */
        if (line.p[k] == '\n')
            line.p[k] = ' ';
    bool ok = sg_asking_line(a, sg_buf_text(&line));
    sg_buf_free(&line);
    return ok;
}

static bool put_all(struct sg_asking *a, bool all)
{
    a->printed = 0;
    bool ok = sg_asking_line(a, "") && sg_asking_line(a, sg_asking_phrase(a, "review"));
    for (long i = 0; ok && i < a->slots; i++)
        ok = put_answer(a, i, all);
    return ok;
}

/* A number of the list, 1..slots; 0: none. */
static long number(const struct sg_asking *a)
{
    long v = 0;
    for (size_t i = 0; i < a->line.n; i++) {
        if (a->line.p[i] < '0' || a->line.p[i] > '9' || i > 3)
            return 0;
        v = v * 10 + (a->line.p[i] - '0');
    }
    return v <= a->slots ? v : 0;
}

enum sg_review sg_review(struct sg_asking *a, struct sg_slot *at)
{
    bool ok = put_all(a, false);
    while (ok) {
        sg_asking_say(a, "");
        sg_asking_say(a, sg_asking_phrase(a, "confirm"));
        ok = sg_asking_read(a, "> ", NULL);
        long i = ok ? number(a) : 0;
        if (ok && a->line.n == 1 && a->line.p[0] == '<')
            i = a->slots;
        if (i) {
            *at = a->slot[i - 1];
            return SG_REVIEW_AGAIN;
        }
        const char *said = ok && a->line.n ? sg_asking_word(a) : "";
        if (!strcmp(said, "yes"))
            return SG_REVIEW_YES;
        if (!strcmp(said, "no"))
            return SG_REVIEW_NO;
        if (ok && !strcmp(said, "all"))
            ok = put_all(a, true);
    }
    return SG_REVIEW_NO;
}
