/* SPDX-License-Identifier: EUPL-1.2 */
/* The answers so far, which questions they leave, and the signal that they make. */
#include "questions.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct sg_draft {
    const struct sg_questions *q;
    char *answer[SG_QUESTIONS][SG_ELEMENTS + 1]; /* JSON, owned */
    bool asked[SG_QUESTIONS][SG_ELEMENTS + 1];   /* one of the last sg_draft_slots */
    struct sg_record record;                     /* of the answers, for conditions */
    char enter[16];
};

struct sg_draft *sg_draft_new(const struct sg_questions *q)
{
    struct sg_draft *d = calloc(1, sizeof *d);
    if (d)
        d->q = q;
    return d;
}

void sg_draft_free(struct sg_draft *d)
{
    if (!d)
        return;
    for (size_t i = 0; i < SG_QUESTIONS; i++)
        for (size_t e = 0; e <= SG_ELEMENTS; e++)
            free(d->answer[i][e]);
    free(d);
}

const struct sg_questions *sg_draft_questions(const struct sg_draft *d)
{
    return d->q;
}

const char *sg_draft_answer(const struct sg_draft *d, struct sg_slot at)
{
    return d->answer[at.question][at.element];
}

void sg_draft_forget(struct sg_draft *d, struct sg_slot at)
{
    free(d->answer[at.question][at.element]);
    d->answer[at.question][at.element] = NULL;
}

struct sg_date sg_draft_received(const struct sg_draft *d)
{
    struct sg_date on = {0};
    for (size_t i = 0; i < d->q->n; i++) {
        const char *json = d->answer[i][0];
        if (json && *json && !strcmp(d->q->at[i].field->path, "received"))
            sg_date_parse(json + 1, strlen(json) - 2, &on);
    }
    return on;
}

/* ---- taking an answer ---- */

/* Whether there is one (more): a word for yes or no. */
static bool take_list(const struct sg_draft *d, const char *text, size_t n, struct sg_buf *json,
                      struct sg_fault *f)
{
    const struct sg_code *c = n ? sg_code_typed(d->q->profile, "yesno", text, n, false, f) : NULL;
    if (n && !c)
        return false;
    sg_buf_str(json, c && !strcmp(c->code, "yes") ? "\"yes\"" : "\"no\"");
    return true;
}

static bool between(char c)
{
    return c == ',' || c == ';' || c == '\n' || c == '\r';
}

/* true when the list, "[..." without its end, has the value behind `from` already. */
static bool repeated(const struct sg_buf *list, size_t from)
{
    const char *p = list->p + 1, *end = list->p + from;
    size_t n = list->n - from;
    while (p < end) {
        const char *comma = p;
        for (bool in = false; comma < end && (in || *comma != ','); comma++)
            if (*comma == '"')
                in = !in;
        if ((size_t)(comma - p) == n && !memcmp(p, end, n))
            return true;
        p = comma + 1;
    }
    return false;
}

static bool take_values(const struct sg_draft *d, const struct sg_field *field,
                        const struct sg_typed_opt *opt, const char *text, size_t n,
                        struct sg_buf *json, struct sg_fault *f)
{
    sg_buf_char(json, '[');
    for (size_t i = 0, part; i < n; i = part + 1) {
        size_t from = json->n, a = i;
        for (part = i; part < n && !between(text[part]);)
            part++;
        while (a < part && (text[a] == ' ' || text[a] == '\t'))
            a++;
        if (a == part)
            continue;
        if (from > 1)
            sg_buf_char(json, ',');
        size_t value = json->n;
        if (!sg_field_typed(field, d->q->profile, text + a, part - a, opt, json, f))
            return false;
        if (!json->failed && repeated(json, value))
            json->n = from;
    }
    sg_buf_char(json, ']');
    return true;
}

static bool take(const struct sg_draft *d, const struct sg_question *q, const char *text, size_t n,
                 struct sg_buf *json, struct sg_fault *f)
{
    struct sg_date on = sg_draft_received(d);
    struct sg_typed_opt opt = {
        .on = on.y ? on : d->q->today, .today = d->q->today, .allow_bsn = d->q->allow_bsn};
    if (q->asks_list)
        return take_list(d, text, n, json, f);
    if (n == 0)
        return true;
    if (q->field->flags & SG_F_LIST)
        return take_values(d, q->field, &opt, text, n, json, f);
    return sg_field_typed(q->field, d->q->profile, text, n, &opt, json, f);
}

/* What means nothing at the ends of an answer: commas only of a list. */
static bool dispensable(char c, bool list)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || (list && between(c));
}

bool sg_draft_take(struct sg_draft *d, struct sg_slot at, const char *text, size_t n,
                   struct sg_fault *f)
{
    struct sg_buf json = {0};
    bool list = d->q->at[at.question].field->flags & SG_F_LIST;
    while (n && dispensable(text[n - 1], list))
        n--;
    while (n && dispensable(*text, list))
        text++, n--;
    bool ok = take(d, &d->q->at[at.question], text, n, &json, f);
    char *answer = ok && !json.failed ? strdup(sg_buf_text(&json)) : NULL;
    sg_buf_free(&json);
    if (ok && !answer)
        return sg_fail(f, SG_R_MEMORY, "memory ran out");
    if (ok) {
        sg_draft_forget(d, at);
        d->answer[at.question][at.element] = answer;
    }
    return ok;
}

const char *sg_draft_enter(struct sg_draft *d, size_t question)
{
    const struct sg_question *q = &d->q->at[question];
    switch (q->enter) {
    case SG_ENTER_REQUIRED:
        return NULL;
    case SG_ENTER_UNKNOWN:
        return "unknown";
    case SG_ENTER_TODAY:
        sg_date_write(d->q->today, d->enter);
        return d->enter;
    case SG_ENTER_OWN:
        snprintf(d->enter, sizeof d->enter, "%s", sg_profile_value(d->q->profile, "municipality"));
        return *d->enter ? d->enter : "unknown";
    case SG_ENTER_VALUE:
        return q->preset;
    case SG_ENTER_SKIP:
        break;
    }
    return "";
}

/* ---- the signal ---- */

static bool said_yes(const struct sg_draft *d, size_t question, unsigned element)
{
    const char *json = d->answer[question][element];
    return json && !strcmp(json, "\"yes\"");
}

/* The question about a field, d->q->n for none. */
static size_t about(const struct sg_draft *d, const struct sg_field *field)
{
    size_t i = 0;
    while (i < d->q->n && d->q->at[i].field != field)
        i++;
    return i;
}

static size_t put_group(const struct sg_draft *d, long group, unsigned element, struct sg_buf *out);

/* The elements of a list that were said to exist. */
static bool put_elements(const struct sg_draft *d, long list, struct sg_buf *out)
{
    size_t q = about(d, &sg_fields[list]);
    unsigned e = 1;
    if (q == d->q->n)
        return false;
    for (; e <= SG_ELEMENTS && d->asked[q][e] && said_yes(d, q, e); e++) {
        sg_buf_str(out, e == 1 ? "[{" : ",{");
        put_group(d, list, e, out);
        sg_buf_char(out, '}');
    }
    if (e > 1)
        sg_buf_char(out, ']');
    return e > 1;
}

static bool put_inner(const struct sg_draft *d, long group, unsigned element, struct sg_buf *out)
{
    sg_buf_char(out, '{');
    size_t n = put_group(d, group, element, out);
    sg_buf_char(out, '}');
    return n > 0;
}

static bool put_answer(const struct sg_draft *d, long field, unsigned element, struct sg_buf *out)
{
    size_t q = about(d, &sg_fields[field]);
    if (q == d->q->n || !d->asked[q][element] || !d->answer[q][element])
        return false;
    sg_buf_str(out, d->answer[q][element]);
    return *d->answer[q][element];
}

/* Appends the members of a group that have answers; returns how many. */
static size_t put_group(const struct sg_draft *d, long group, unsigned element, struct sg_buf *out)
{
    size_t n = 0;
    for (long i = 0; i < (long)sg_field_count; i++) {
        const struct sg_field *field = &sg_fields[i];
        size_t from = out->n;
        if (sg_field_parent(i) != group)
            continue;
        sg_buf_fmt(out, "%s\"%s\":", n ? "," : "", sg_field_leaf(i));
        bool put = field->type != SG_T_GROUP  ? put_answer(d, i, element, out)
                   : field->flags & SG_F_LIST ? put_elements(d, i, out)
                                              : put_inner(d, i, element, out);
        if (!put && !out->failed)
            out->n = from;
        n += put;
    }
    return n;
}

void sg_draft_signal(const struct sg_draft *d, struct sg_buf *object)
{
    sg_buf_char(object, '{');
    put_group(d, SG_TOP, 0, object);
    sg_buf_char(object, '}');
}

/* ---- which questions there are ---- */

/* The element of a list in the record of the answers so far. */
static struct sg_val element_of(const struct sg_draft *d, long list, unsigned element)
{
    struct sg_val v = {0}, key;
    struct sg_iter it = sg_iter(sg_record_get(&d->record, sg_fields[list].path));
    for (unsigned e = 0; e < element; e++)
        if (!sg_iter_next(&it, &key, &v))
            return (struct sg_val){0};
    return v;
}

/* 1, 0; -1: memory. */
static int applies(struct sg_draft *d, struct sg_slot at)
{
    const struct sg_question *q = &d->q->at[at.question];
    struct sg_buf object = {0};
    struct sg_val element = {0};
    if (!q->when || d->q->all)
        return 1;
    sg_draft_signal(d, &object);
    int is = -1;
    if (!object.failed && sg_record_read(&d->record, object.p, object.n, NULL, NULL)) {
        if (at.element && !q->asks_list)
            element = element_of(d, q->list, at.element);
        is = sg_expr_test(q->when, &d->record, element) == SG_YES;
    }
    sg_buf_free(&object);
    return is;
}

/* One question, if there is reason to ask it. false: memory. */
static bool offer(struct sg_draft *d, struct sg_slot at, struct sg_slot *slot, long *n)
{
    int is = applies(d, at);
    if (is == 1 && *n < SG_SLOTS) {
        d->asked[at.question][at.element] = true;
        slot[(*n)++] = at;
    }
    return is >= 0;
}

/* The questions about a list and its members, which end before `end`. */
static bool offer_list(struct sg_draft *d, size_t first, size_t end, struct sg_slot *slot, long *n)
{
    for (unsigned e = 1; e <= SG_ELEMENTS; e++) {
        if (!offer(d, (struct sg_slot){first, e}, slot, n))
            return false;
        if (!d->asked[first][e] || !said_yes(d, first, e))
            break;
        for (size_t i = first + 1; i < end; i++)
            if (!offer(d, (struct sg_slot){i, e}, slot, n))
                return false;
    }
    return true;
}

long sg_draft_slots(struct sg_draft *d, struct sg_slot slot[SG_SLOTS])
{
    const struct sg_questions *q = d->q;
    long n = 0;
    memset(d->asked, 0, sizeof d->asked);
    for (size_t i = 0, end; i < q->n; i = end) {
        end = i + 1;
        while (q->at[i].list != SG_TOP && end < q->n && q->at[end].list == q->at[i].list)
            end++;
        bool ok = q->at[i].list == SG_TOP ? offer(d, (struct sg_slot){i, 0}, slot, &n)
                                          : offer_list(d, i, end, slot, &n);
        if (!ok)
            return -1;
    }
    return n;
}

/* ---- for people ---- */

void sg_draft_words(const struct sg_draft *d, struct sg_slot at, enum sg_lang lang,
                    struct sg_buf *out)
{
    const char *json = sg_draft_answer(d, at);
    const struct sg_question *q = &d->q->at[at.question];
    struct sg_record *r = json && *json ? malloc(sizeof *r) : NULL;
    struct sg_buf object = {0};
    struct sg_val v, key;
    if (!r)
        return;
    sg_buf_fmt(&object, "{\"v\":%s}", json);
    if (!object.failed && sg_record_read(r, object.p, object.n, NULL, NULL)) {
        v = sg_record_get(r, "v");
        struct sg_iter it = sg_iter(v);
        if (q->asks_list)
            sg_buf_str(out, sg_label(d->q->profile, "yesno", json[1] == 'y' ? "yes" : "no", lang));
        else if (v.kind != SG_ARRAY)
            sg_field_words(q->field, d->q->profile, lang, v, out);
        for (bool more = false; v.kind == SG_ARRAY && sg_iter_next(&it, &key, &v); more = true) {
            sg_buf_str(out, more ? ", " : "");
            sg_field_words(q->field, d->q->profile, lang, v, out);
            v.kind = SG_ARRAY;
        }
    }
    free(r);
    sg_buf_free(&object);
}
