/* SPDX-License-Identifier: EUPL-1.2 */
/* What the form says itself, and so is no answer: headings, labels, explanations. */
#include "form_impl.h"

#include "text.h"

#include <string.h>

/* A label takes fewer bytes than FAR, however it is typed. */
enum { LIKE = 40, EXPLAINED = 10, FAR = 8 * SG_LABEL };

static void fold_to(const char *text, size_t n, char *to, size_t cap)
{
    size_t k = sg_fold(text, n, to, cap - 1);
    to[k < cap ? k : 0] = '\0'; /* what does not fit matches nothing */
}

static void add_folded(struct sg_buf *to, const char *text, size_t n)
{
    char *room = sg_buf_room(to, 11 * n + 2);
    if (!room)
        return;
    if (to->n)
        *room++ = ' ', to->n++;
    to->n += sg_fold(text, n, room, 11 * n);
}

/* The explanations of the empty form, as one text: a line of it that was wrapped in a mail is no
 * answer. */
static void learn(struct sg_labels *l, enum sg_lang lang)
{
    struct sg_buf form = {0};
    sg_form_print(l->q, NULL, lang, &form);
    const char *p = sg_buf_text(&form);
    for (size_t n; *p; p += n + (p[n] == '\n')) {
        n = strcspn(p, "\n");
        if (*p == '#')
            add_folded(&l->form, p + 1, n - 1);
    }
    sg_buf_spend(&form, &l->form);
    for (size_t i = 0; i < l->q->n; i++) {
        const char *label = sg_field_label(l->q->profile, l->q->at[i].field, lang);
        fold_to(label, strlen(label), l->label[i][lang], SG_LABEL);
    }
}

bool sg_heading_is(const struct sg_labels *l, const char *folded, const char *code)
{
    char phrase[SG_LABEL];
    for (int lang = SG_NL; lang <= SG_EN; lang++) {
        const char *text = sg_phrase(l->q->profile, code, (enum sg_lang)lang);
        fold_to(text, strlen(text), phrase, sizeof phrase);
        if (*phrase && !strcmp(phrase, folded))
            return true;
    }
    return false;
}

bool sg_heading(const char *p, size_t n, char folded[SG_LABEL])
{
    size_t at = 0;
    while (at < n && (p[at] == ' ' || p[at] == '*'))
        at++;
    size_t signs = at;
    while (at < n && p[at] == '=')
        at++;
    if (at - signs < 2)
        return false;
    while (n > at && (p[n - 1] == '=' || p[n - 1] == ' ' || p[n - 1] == '*'))
        n--;
    fold_to(p + at, n - at, folded, SG_LABEL);
    return true;
}

size_t sg_heading_list(const struct sg_labels *l, const char *folded)
{
    char name[SG_LABEL];
    for (size_t i = 0; i < l->q->n; i++)
        for (int lang = SG_NL; lang <= SG_EN && l->q->at[i].asks_list; lang++) {
            const char *one = sg_question_one(l->q->profile, &l->q->at[i], (enum sg_lang)lang);
            fold_to(one, strlen(one), name, sizeof name);
            if (!strcmp(name, folded))
                return i;
        }
    return l->q->n;
}

size_t sg_label_find(const struct sg_labels *l, const char *p, size_t n, size_t *value)
{
    size_t best = l->q->n, longest = 0, from = 0;
    char folded[SG_LABEL];
    while (from < n && strchr(" \t*", p[from]))
        from++;
    for (size_t i = from; i < n && i - from < FAR; i++) { /* each colon may be the one */
        if (p[i] != ':')
            continue;
        size_t end = i;
        while (end > from && strchr(" \t*", p[end - 1]))
            end--;
        fold_to(p + from, end - from, folded, sizeof folded);
        for (size_t k = 0; *folded && k < l->q->n; k++) {
            bool is = !l->q->at[k].asks_list &&
                      (!strcmp(folded, l->label[k][SG_NL]) || !strcmp(folded, l->label[k][SG_EN]));
            if (is && end > longest) {
                best = k;
                longest = end;
                *value = i + 1;
            }
        }
    }
    while (best < l->q->n && *value < n && p[*value] == '*')
        ++*value;
    return best;
}

bool sg_label_like(const char *p, size_t n)
{
    size_t i = 0;
    while (i < n && i < LIKE && p[i] != ':' && p[i] != '\t' && !(p[i] >= '0' && p[i] <= '9'))
        i++;
    return i > 2 && i < n && p[i] == ':' && (i + 1 == n || p[i + 1] == ' ');
}

/* ---- explanations ---- */

bool sg_explanation(struct sg_labels *l, const char *p, size_t n, bool strict)
{
    sg_buf_clear(&l->comment);
    add_folded(&l->comment, p, n);
    bool known =
        !l->comment.failed && !l->form.failed &&
        sg_fold_contains(l->form.p, l->form.n, l->comment.p ? l->comment.p : "", l->comment.n);
    return !strict || (known && l->comment.n >= EXPLAINED);
}

bool sg_explains(struct sg_labels *l, const char *p, size_t n)
{
    size_t before = l->comment.n;
    if (!before)
        return false;
    add_folded(&l->comment, p, n);
    bool is = !l->comment.failed && !l->form.failed &&
              sg_fold_contains(l->form.p, l->form.n, l->comment.p, l->comment.n);
    if (!is)
        l->comment.n = before;
    return is;
}

/* ---- near misses ---- */

const char *sg_label_near(const struct sg_labels *l, const char *p, size_t n)
{
    struct sg_near near;
    char word[SG_LABEL];
    fold_to(p, n, word, sizeof word);
    sg_near_begin(&near, word);
    for (size_t i = 0; i < l->q->n; i++)
        for (int lang = SG_NL; lang <= SG_EN && !l->q->at[i].asks_list; lang++)
            sg_near_offer(&near, l->label[i][lang]);
    return near.best;
}

bool sg_labels_learn(struct sg_labels *l, const struct sg_questions *q)
{
    l->q = q;
    learn(l, SG_NL);
    learn(l, SG_EN);
    return !l->form.failed;
}

void sg_labels_free(struct sg_labels *l)
{
    sg_buf_free(&l->form);
    sg_buf_free(&l->comment);
}
