/* SPDX-License-Identifier: EUPL-1.2 */
/* The form on paper. */
#include "form_impl.h"

#include "text.h"

#include <string.h>

enum { WIDTH = 72, CHOICES = 64 };

struct printing {
    const struct sg_questions *q;
    const struct sg_draft *d;
    enum sg_lang lang;
    struct sg_buf *out;
};

static void heading(const struct printing *pr, const char *text)
{
    sg_buf_fmt(pr->out, "\n== %s ==\n", text);
}

/* Explains, on lines of at most WIDTH columns that each begin with '#'. */
static void explain(const struct printing *pr, const char *text)
{
    size_t used = WIDTH;
    while (*text) {
        size_t n = strcspn(text, " "), w = sg_width(text, n);
        if (used + 1 + w > WIDTH) {
            sg_buf_str(pr->out, used == WIDTH && pr->out->n && pr->out->p[pr->out->n - 1] == '\n'
                                    ? "#"
                                    : "\n#");
            used = 1;
        }
        sg_buf_char(pr->out, ' ');
        sg_buf_add(pr->out, text, n);
        used += 1 + w;
        text += n;
        text += strspn(text, " ");
    }
    if (used != WIDTH || (pr->out->n && pr->out->p[pr->out->n - 1] != '\n'))
        sg_buf_char(pr->out, '\n');
}

/* The codes to choose from, when there are not too many. */
static void choices(const struct printing *pr, const struct sg_question *q)
{
    const char *list = sg_question_codes(q);
    struct sg_buf text = {0};
    const struct sg_code *c;
    if (!list || sg_code_at(pr->q->profile, list, CHOICES))
        return;
    sg_buf_fmt(&text, "%s: ", sg_phrase(pr->q->profile, "choose", pr->lang));
    for (size_t i = 0; (c = sg_code_at(pr->q->profile, list, i)); i++)
        sg_buf_fmt(&text, "%s%s", i ? ", " : "", c->label[pr->lang]);
    if (q->field->flags & SG_F_UNKNOWN)
        sg_buf_fmt(&text, ", %s", sg_label(pr->q->profile, "yesno", "unknown", pr->lang));
    explain(pr, sg_buf_text(&text));
    sg_buf_spend(&text, pr->out);
}

/* An answer of several lines: each below the other, indented, so that none is taken for a label. */
static void lines(const struct printing *pr, const struct sg_buf *words)
{
    for (size_t i = 0; i < words->n;) {
        const char *end = memchr(words->p + i, '\n', words->n - i);
        size_t n = end ? (size_t)(end - words->p) - i : words->n - i;
        sg_buf_str(pr->out, n ? "  " : "");
        sg_buf_add(pr->out, words->p + i, n);
        sg_buf_char(pr->out, '\n');
        i += n + 1;
    }
}

static void question(const struct printing *pr, struct sg_slot at)
{
    const struct sg_question *q = &pr->q->at[at.question];
    struct sg_buf words = {0};
    if (!pr->d) {
        explain(pr, q->text[pr->lang]);
        explain(pr, q->help[pr->lang]);
        choices(pr, q);
    }
    sg_buf_fmt(pr->out, "%s:", sg_field_label(pr->q->profile, q->field, pr->lang));
    if (pr->d)
        sg_draft_words(pr->d, at, pr->lang, &words);
    bool many = sg_question_wide(q);
    if (words.n && !many)
        sg_buf_fmt(pr->out, " %s", sg_buf_text(&words));
    sg_buf_char(pr->out, '\n');
    if (many)
        lines(pr, &words);
    if (!pr->d)
        sg_buf_char(pr->out, '\n');
    sg_buf_spend(&words, pr->out);
}

/* The block of one element: its heading and the questions about its members. */
static void element(const struct printing *pr, size_t list, unsigned e)
{
    const struct sg_question *q = &pr->q->at[list];
    heading(pr, sg_question_one(pr->q->profile, q, pr->lang));
    if (!pr->d) {
        explain(pr, q->help[pr->lang]);
        explain(pr, sg_phrase(pr->q->profile, "form-again", pr->lang));
    }
    for (size_t i = list + 1; i < pr->q->n && pr->q->at[i].list == q->list; i++)
        question(pr, (struct sg_slot){i, e});
}

static void list(const struct printing *pr, size_t i)
{
    if (!pr->d) {
        element(pr, i, 1);
        return;
    }
    for (unsigned e = 1; e <= SG_ELEMENTS; e++) {
        const char *there = sg_draft_answer(pr->d, (struct sg_slot){i, e});
        if (!there || strcmp(there, "\"yes\"") != 0)
            return;
        element(pr, i, e);
    }
}

/* The questions of the top, in runs between the lists: each run but the first needs a heading of
 * its own, so that nobody takes its answers for those of the last person. */
void sg_form_print(const struct sg_questions *q, const struct sg_draft *d, enum sg_lang lang,
                   struct sg_buf *out)
{
    struct printing pr = {q, d, lang, out};
    bool in_list = false;
    sg_buf_fmt(out, "== %s ==\n", sg_phrase(q->profile, "form-title", lang));
    explain(&pr, sg_phrase(q->profile, "form-how", lang));
    sg_buf_char(out, '\n');
    for (size_t i = 0; i < q->n; i++) {
        bool top = q->at[i].list == SG_TOP;
        if (top && in_list)
            heading(&pr, sg_phrase(q->profile, "form-signal", lang));
        in_list = !top;
        if (q->at[i].asks_list)
            list(&pr, i);
        else if (top)
            question(&pr, (struct sg_slot){i, 0});
    }
    heading(&pr, sg_phrase(q->profile, "form-end", lang));
}
