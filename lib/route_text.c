/* SPDX-License-Identifier: EUPL-1.2 */
/* Proposals, and why, for a person to read. */
#include "route_impl.h"

#include "derive.h"

#include <string.h>

/* What the parts of one text have in common. */
struct page {
    const struct sg_profile *p;
    const struct sg_record *r;
    enum sg_lang lang;
    struct sg_buf *out;
};

static const char *word(const struct page *page, const char *code)
{
    return sg_label(page->p, "word", code, page->lang);
}

/* Text of a signal, on one line, without what a terminal obeys. */
static void put_seen(struct sg_buf *out, const char *text, size_t n)
{
    for (size_t i = 0; i < n;) {
        size_t bad = sg_unseen(text + i, n - i);
        sg_buf_char(out, bad ? ' ' : text[i]);
        i += bad ? bad : 1;
    }
}

static void put_words(const struct page *page, const struct sg_field *field, struct sg_val v)
{
    struct sg_buf words = {0};
    sg_field_words(field, page->p, page->lang, v, &words);
    put_seen(page->out, sg_buf_text(&words), words.n);
    sg_buf_spend(&words, page->out);
}

static void put_member(const struct page *page, const char *path, struct sg_val v)
{
    put_words(page, sg_field(path, strlen(path), NULL), v);
}

/* NIJ-2021-00083, ontvangen 03-03-2021 */
static void heading(const struct page *page)
{
    struct sg_val id = sg_record_get(page->r, "id");
    if (id.kind == SG_STRING)
        put_member(page, "id", id);
    else
        sg_buf_str(page->out, word(page, "signal"));
    sg_buf_fmt(page->out, ", %s ", word(page, "received"));
    put_member(page, "received", sg_record_get(page->r, "received"));
    sg_buf_char(page->out, '\n');
}

/* ---- proposals ---- */

static void put_date(const struct page *page, struct sg_date d)
{
    char text[32];
    sg_date_words(d, page->lang == SG_NL, text);
    sg_buf_fmt(page->out, "  %-10s  ", d.y ? text : "");
}

static const char *label_of(const char *path, const struct page *page)
{
    return sg_field_label(page->p, sg_field(path, strlen(path), NULL), page->lang);
}

static void put_reason(const struct page *page, const struct sg_reason_why *reason)
{
    sg_buf_fmt(page->out, "              - %s [%s; %s]\n", reason->because[page->lang],
               reason->rule, reason->source);
    if (!reason->unknowns)
        return;
    sg_buf_fmt(page->out, "                %s: %s: ", word(page, "unsure"), word(page, "rests-on"));
    for (size_t i = 0; i < reason->unknowns; i++)
        sg_buf_fmt(page->out, "%s%s", i ? ", " : "", label_of(reason->unknown[i], page));
    sg_buf_char(page->out, '\n');
}

/* Postponed on 01-03-2024 */
static void put_override(const struct page *page, struct sg_val override)
{
    if (override.kind != SG_OBJECT)
        return;
    struct sg_val on = sg_val_get(override, "on");
    sg_buf_str(page->out, "              ! ");
    put_member(page, "overrides.choice", sg_val_get(override, "choice"));
    if (on.kind == SG_STRING) {
        sg_buf_str(page->out, ", ");
        put_member(page, "overrides.on", on);
    }
    sg_buf_char(page->out, '\n');
}

static void put_proposal(const struct page *page, const struct sg_proposal *p)
{
    put_date(page, p->due);
    put_member(page, "handoffs.to", p->to);
    if (!p->certain && p->reasons)
        sg_buf_fmt(page->out, " (%s)", word(page, "unsure"));
    sg_buf_char(page->out, '\n');
    put_override(page, p->override);
    if (p->handed_off.kind == SG_STRING) {
        sg_buf_fmt(page->out, "              ! %s ", word(page, "handed-off"));
        put_member(page, "handoffs.on", p->handed_off);
        sg_buf_char(page->out, '\n');
    }
    for (size_t i = 0; i < p->reasons; i++)
        put_reason(page, &p->reason[i]);
}

void sg_route_text(const struct sg_profile *p, const struct sg_record *r,
                   const struct sg_proposals *ps, enum sg_lang lang, struct sg_buf *out)
{
    struct page page = {p, r, lang, out};
    heading(&page);
    for (size_t i = 0; i < ps->n; i++)
        put_proposal(&page, ps->at[i]);
    if (!ps->n)
        sg_buf_fmt(out, "  %s\n", word(&page, "no-proposals"));
}

/* ---- explain ---- */

static void put_range(const struct page *page, enum sg_asked asked, int64_t lo, int64_t hi)
{
    if (asked == SG_NOT_ASKED)
        sg_buf_str(page->out, word(page, "not-asked"));
    else if (asked == SG_NOT_KNOWN)
        sg_buf_str(page->out, word(page, "unknown"));
    else if (lo == hi)
        sg_buf_int(page->out, lo);
    else
        sg_buf_fmt(page->out, "%lld-%lld", (long long)lo, (long long)hi);
}

/* The ages of all persons, as they follow from what is recorded. */
static void put_ages(const struct page *page)
{
    static const struct sg_date on_receipt;
    struct sg_val person, persons = sg_record_get(page->r, "persons");
    struct sg_iter it = sg_iter(persons);
    bool any = false;
    while (persons.kind == SG_ARRAY && sg_iter_next(&it, NULL, &person)) {
        struct sg_ages ages = {0, 0};
        enum sg_asked asked = sg_derive_age(person, sg_derive_received(page->r), on_receipt, &ages);
        if (any)
            sg_buf_str(page->out, ", ");
        put_range(page, asked, ages.lo, ages.hi);
        any = true;
    }
    if (!any)
        sg_buf_str(page->out, word(page, "not-asked"));
}

/* All values that the path reaches; of a group only that it is there. */
static void put_values(const struct page *page, const struct sg_field *field)
{
    struct sg_path path;
    struct sg_walk walk;
    struct sg_val v;
    bool any = false;
    sg_path_make(&path, field->path, strlen(field->path));
    sg_walk_record(&walk, &path, page->r);
    while (sg_walk_next(&walk, &v)) {
        if (v.kind == SG_ABSENT || v.kind == SG_NULL || (any && field->type == SG_T_GROUP))
            continue;
        if (any)
            sg_buf_str(page->out, ", ");
        if (field->type == SG_T_GROUP)
            sg_buf_str(page->out, word(page, "yes"));
        else
            put_words(page, field, v);
        any = true;
    }
    if (!any)
        sg_buf_str(page->out, word(page, "not-asked"));
}

static void put_found(const struct page *page, const struct sg_field *field)
{
    struct sg_space space = {0, 0};
    if (strcmp(field->path, "persons.age") == 0) {
        put_ages(page);
    } else if (strcmp(field->path, "space") == 0) {
        enum sg_asked asked = sg_derive_space(page->r, &space);
        put_range(page, asked, space.lo, space.hi);
    } else if (field->flags & SG_F_PERSONAL) {
        sg_buf_str(page->out, word(page, "personal"));
    } else if (field->flags & SG_F_DERIVED) {
        sg_buf_str(page->out, word(page, "computed"));
    } else {
        put_values(page, field);
    }
}

static const char *truth_word(const struct page *page, enum sg_truth t)
{
    return word(page, t == SG_YES ? "yes" : t == SG_NO ? "no" : "unsure");
}

/* Of several elements the same is said once. */
static bool said_before(const struct sg_grounds *why, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (why->at[i].field == why->at[n].field && why->at[i].truth == why->at[n].truth &&
            strcmp(why->at[i].said, why->at[n].said) == 0)
            return true;
    return false;
}

static void explain_rule(const struct page *page, const struct route_rule *rule)
{
    static const struct sg_val none;
    struct sg_grounds why = {.n = 0};
    enum sg_truth t = rule->when ? sg_expr_grounds(rule->when, page->r, none, &why) : SG_YES;
    sg_buf_fmt(page->out, "  %s: ", truth_word(page, t));
    sg_buf_fmt(page->out, "%s -> %s", rule->name,
               sg_label(page->p, "partner", rule->to, page->lang));
    if (t == SG_UNSURE && !rule->proposes_unsure)
        sg_buf_fmt(page->out, " (%s)", word(page, "waits"));
    sg_buf_char(page->out, '\n');
    if (!rule->when)
        sg_buf_fmt(page->out, "      %s\n", word(page, "every-signal"));
    for (size_t i = 0; i < why.n; i++) {
        if (said_before(&why, i))
            continue;
        const struct sg_field *field = sg_field(why.at[i].field, strlen(why.at[i].field), NULL);
        sg_buf_fmt(page->out, "      %s: %s (%s: ", why.at[i].said,
                   truth_word(page, why.at[i].truth), sg_field_label(page->p, field, page->lang));
        put_found(page, field);
        sg_buf_str(page->out, ")\n");
    }
}

void sg_route_explain(const struct sg_routes *rs, const struct sg_record *r, enum sg_lang lang,
                      struct sg_buf *out)
{
    struct page page = {rs->p, r, lang, out};
    heading(&page);
    for (size_t i = 0; i < rs->rules; i++)
        if (!rs->rule[i].left_out)
            explain_rule(&page, &rs->rule[i]);
}
