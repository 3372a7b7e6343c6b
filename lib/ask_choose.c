/* SPDX-License-Identifier: EUPL-1.2 */
/* Answers out of a list: numbers, abbreviations, near misses, completion. */
#include "ask_impl.h"

#include "text.h"

#include <string.h>

enum { FOLDED = 128, SHOW_MOST = 12 };

bool sg_choice_at(const struct sg_asking *a, struct sg_slot at, size_t i, struct sg_choice *c)
{
    const struct sg_question *q = &a->q->at[at.question];
    const char *list = sg_question_codes(q);
    if (q->asks_list || (!list && q->field->type != SG_T_MUNICIPALITY))
        return false;
    if (!list) {
        const struct sg_municipality *m = sg_municipality_at(a->p, i);
        if (m)
            *c = (struct sg_choice){m->until.y ? "" : m->code, m->name, m->aliases};
        return m != NULL;
    }
    const struct sg_code *code = sg_code_at(a->p, list, i);
    if (!code && q->field->flags & SG_F_UNKNOWN && (i == 0 || sg_code_at(a->p, list, i - 1)))
        code = sg_code(a->p, "yesno", "unknown", 7);
    if (code)
        *c = (struct sg_choice){code->code, code->label[a->opt->lang], code->aliases};
    return code != NULL;
}

/* Is the code in a group that the other question was answered with? */
static bool offered(const struct sg_asking *a, const struct sg_question *q, const char *code)
{
    const struct sg_code *c = sg_code(a->p, sg_question_codes(q), code, strlen(code));
    struct sg_slot other = {0, 0};
    while (other.question < a->q->n && a->q->at[other.question].field != q->choices)
        other.question++;
    const char *json = other.question < a->q->n ? sg_draft_answer(a->draft, other) : NULL;
    bool any = false;
    for (const char *p = json ? strchr(json, '"') : NULL; p; p = strchr(p, '"')) {
        size_t n = strcspn(++p, "\"");
        if (c && sg_code_in_group(c, p, n))
            return true;
        any |= sg_group_exists(a->p, sg_question_codes(q), p, n);
        p += n + 1;
    }
    return !any;
}

size_t sg_choices_shown(const struct sg_asking *a, struct sg_slot at,
                        struct sg_choice shown[SG_SHOWN])
{
    const struct sg_question *q = &a->q->at[at.question];
    struct sg_choice c;
    size_t n = 0;
    if (q->field->type == SG_T_MUNICIPALITY)
        return 0;
    for (size_t i = 0; sg_choice_at(a, at, i, &c); i++) {
        if (q->choices && !offered(a, q, c.code))
            continue;
        if (n == SG_SHOWN)
            return 0;
        shown[n++] = c;
    }
    return n;
}

/* ---- beginnings ---- */

static bool begins(const char *word, size_t word_n, const char *folded, size_t n)
{
    char f[FOLDED];
    size_t k = sg_fold(word, word_n, f, sizeof f);
    return n <= k && n <= sizeof f && !memcmp(f, folded, n);
}

/* Does the label, the code or an alias begin like this? */
static bool fits(const struct sg_choice *c, const char *folded, size_t n)
{
    const char *part;
    size_t at = 0, part_n;
    if (!*c->code)
        return false;
    if (begins(c->label, strlen(c->label), folded, n) ||
        begins(c->code, strlen(c->code), folded, n))
        return true;
    while (sg_cell_part(c->aliases, &at, &part, &part_n))
        if (begins(part, part_n, folded, n))
            return true;
    return false;
}

/* How many choices begin like this; *one is the first of them, `names` (may be NULL) gets at most
 * `most`, with `between` between them. Of labels, when any fits: an alias is no abbreviation of
 * what has a label of its own. */
static size_t beginning(const struct sg_asking *a, struct sg_slot at, const char *part, size_t n,
                        size_t most, const char *between, struct sg_choice *one,
                        struct sg_buf *names)
{
    char folded[FOLDED];
    struct sg_choice c = {"", "", ""};
    size_t k = sg_fold(part, n, folded, sizeof folded), found = 0;
    for (int labels = 1; k && k <= sizeof folded && !found && labels >= 0; labels--)
        for (size_t i = 0; sg_choice_at(a, at, i, &c); i++) {
            if (!*c.code ||
                !(labels ? begins(c.label, strlen(c.label), folded, k) : fits(&c, folded, k)))
                continue;
            if (names && found < most)
                sg_buf_fmt(names, "%s%s", found ? between : "", c.label);
            if (!found++)
                *one = c;
        }
    if (names && found > most)
        sg_buf_fmt(names, "%s...", between);
    return found;
}

/* ---- near misses ---- */

/* Offers one spelling; true when it is the nearest so far. */
static bool nearer(struct sg_near *near, const char *spelling, size_t n)
{
    char word[FOLDED];
    struct sg_near before = *near;
    if (n >= sizeof word)
        return false;
    memcpy(word, spelling, n);
    word[n] = '\0';
    sg_near_offer(near, word);
    bool is = near->best && (!before.best || near->edits < before.edits);
    near->best = is ? "" : before.best; /* only whether there is one is asked of it */
    return is;
}

static bool nearest(const struct sg_asking *a, struct sg_slot at, const char *word,
                    struct sg_choice *best)
{
    struct sg_near near;
    struct sg_choice c = {"", "", ""};
    sg_near_begin(&near, word);
    for (size_t i = 0; sg_choice_at(a, at, i, &c); i++) {
        const char *part;
        size_t from = 0, n;
        if (*c.code && nearer(&near, c.label, strlen(c.label)))
            *best = c;
        while (*c.code && sg_cell_part(c.aliases, &from, &part, &n))
            if (nearer(&near, part, n))
                *best = c;
    }
    return near.best != NULL;
}

/* Asks whether that was meant. */
static bool confirmed(struct sg_asking *a, const struct sg_choice *c)
{
    struct sg_buf prompt = {0};
    const char *said = "";
    sg_buf_fmt(&prompt, "%s %s? (%s) > ", sg_asking_phrase(a, "meant"), c->label,
               sg_asking_phrase(a, "yes-or-no"));
    while (!*said && sg_asking_read(a, sg_buf_text(&prompt), NULL) && a->line.n)
        said = sg_asking_word(a);
    sg_buf_free(&prompt);
    return !strcmp(said, "yes");
}

/* ---- choosing ---- */

/* Says which there are; false, as the answer is not one of them yet. */
static bool several(struct sg_asking *a, const struct sg_buf *names)
{
    struct sg_buf said = {0};
    sg_buf_fmt(&said, "%s: %.*s", sg_asking_phrase(a, "could-be"), (int)names->n, names->p);
    sg_asking_say(a, sg_buf_text(&said));
    sg_buf_free(&said);
    return false;
}

static bool by_number(const struct sg_asking *a, struct sg_slot at, const char *part, size_t n,
                      struct sg_buf *text)
{
    struct sg_choice shown[SG_SHOWN];
    size_t count = sg_choices_shown(a, at, shown), v = 0;
    for (size_t i = 0; i < n; i++) {
        if (part[i] < '0' || part[i] > '9' || n > 2)
            return false;
        v = v * 10 + (size_t)(part[i] - '0');
    }
    if (v < 1 || v > count)
        return false;
    sg_buf_str(text, shown[v - 1].code);
    return true;
}

/* As it is written, by the rules of the field. */
static bool as_typed(const struct sg_asking *a, const struct sg_question *q, const char *part,
                     size_t n, struct sg_buf *text, struct sg_fault *f)
{
    struct sg_buf json = {0};
    struct sg_date on = sg_draft_received(a->draft);
    struct sg_typed_opt opt = {.on = on.y ? on : a->q->today, .today = a->q->today};
    bool ok = sg_field_typed(q->field, a->p, part, n, &opt, &json, f);
    if (ok && json.n > 2)
        sg_buf_add(text, json.p + 1, json.n - 2); /* a code, without its quotes */
    sg_buf_free(&json);
    return ok;
}

static bool by_near_miss(struct sg_asking *a, struct sg_slot at, const char *part, size_t n,
                         struct sg_buf *text, const struct sg_fault *f)
{
    struct sg_buf word = {0};
    struct sg_choice c = {"", "", ""};
    sg_buf_add(&word, part, n);
    bool near = nearest(a, at, sg_buf_text(&word), &c);
    sg_buf_free(&word);
    if (!near) {
        sg_asking_fault(a, f);
        return false;
    }
    if (!confirmed(a, &c))
        return false;
    sg_buf_str(text, c.code);
    return true;
}

bool sg_choose(struct sg_asking *a, struct sg_slot at, const char *part, size_t n,
               struct sg_buf *text)
{
    struct sg_fault f = {0};
    struct sg_choice one = {"", "", ""};
    struct sg_buf names = {0};
    while (n && (part[n - 1] == ' ' || part[n - 1] == '\t'))
        n--;
    if (by_number(a, at, part, n, text) || as_typed(a, &a->q->at[at.question], part, n, text, &f))
        return true;
    size_t count = beginning(a, at, part, n, SHOW_MOST, ", ", &one, &names);
    bool ok = count == 1;
    if (ok)
        sg_buf_str(text, one.code);
    else
        ok = count ? several(a, &names) : by_near_miss(a, at, part, n, text, &f);
    sg_buf_free(&names);
    return ok;
}

/* ---- completing ---- */

/* Shortens `common` to what it shares with the label, whatever the case. */
static void share(struct sg_buf *common, const char *label)
{
    size_t i = 0;
    while (i < common->n && label[i] && (common->p[i] | 32) == (label[i] | 32))
        i++;
    while (i && i < common->n && ((unsigned char)common->p[i] & 0xC0) == 0x80)
        i--; /* not in the middle of a letter */
    common->n = i;
}

void sg_choice_complete(void *ctx, const char *typed, size_t n, struct sg_buf *better,
                        struct sg_buf *list)
{
    const struct sg_at *where = ctx;
    const struct sg_asking *a = where->a;
    struct sg_choice one = {"", "", ""}, c = one;
    struct sg_buf common = {0};
    char folded[FOLDED];
    size_t from = n;
    bool lists = a->q->at[where->slot.question].field->flags & SG_F_LIST;
    while (lists && from && typed[from - 1] != ',' && typed[from - 1] != ';')
        from--;
    from = lists ? from : 0;
    while (from < n && typed[from] == ' ')
        from++;
    size_t found =
        beginning(a, where->slot, typed + from, n - from, 2 * (size_t)SHOW_MOST, "\n", &one, list);
    size_t k = sg_fold(typed + from, n - from, folded, sizeof folded);
    if (!found)
        return;
    sg_buf_str(&common, one.label);
    for (size_t i = 0; found > 1 && sg_choice_at(a, where->slot, i, &c); i++)
        if (*c.code && begins(c.label, strlen(c.label), folded, k))
            share(&common, c.label);
    if (found == 1)
        sg_buf_clear(list);
    if (found == 1 || common.n > n - from) {
        sg_buf_add(better, typed, from);
        sg_buf_add(better, common.p, common.n);
    }
    sg_buf_free(&common);
}
