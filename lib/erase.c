/* SPDX-License-Identifier: EUPL-1.2 */
/* Which signals can be erased, and what is to be known of each. */
#include "erase_impl.h"
#include "remains.h"
#include "signals.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool sg_eraser_begin(struct sg_eraser *e, struct sg_cli *cli, const struct sg_eraser_opt *opt)
{
    struct sg_fault f;
    const struct sg_due_opt due = {.today = cli->today, .ahead = 0};
    *e = (struct sg_eraser){.cli = cli, .opt = opt};
    sg_fail(&f, SG_R_MEMORY, "memory ran out");
    e->latest = sg_latest_new();
    e->record = malloc(sizeof *e->record);
    e->plan = e->latest && e->record ? sg_due_plan(cli->profile, &due, &f) : NULL;
    if (e->plan)
        return true;
    sg_complain(NULL, 0, &f);
    sg_eraser_end(e);
    return false;
}

void sg_eraser_end(struct sg_eraser *e)
{
    sg_due_plan_free(e->plan);
    sg_latest_free(e->latest);
    sg_buf_free(&e->text);
    free(e->record);
    free(e->told);
    free(e->list);
}

void sg_eraser_refuse(struct sg_eraser *e, const char *file, size_t line, struct sg_fault *f)
{
    e->refused++;
    sg_complain(file, line, f);
}

/* ---- words ---- */

const char *sg_erase_word(const struct sg_eraser *e, const char *code)
{
    return sg_label(e->cli->profile, "erase-word", code, e->cli->lang);
}

const char *sg_erase_label(const struct sg_eraser *e, const struct sg_code *c)
{
    return c->label[e->cli->lang];
}

const char *sg_erase_rule(const struct sg_eraser *e, const struct sg_doomed *d)
{
    return d->kind->label[e->cli->lang];
}

void sg_erase_partners(const struct sg_eraser *e, const struct sg_doomed *d, struct sg_buf *out)
{
    const char *part, *all = e->text.p + d->partners;
    size_t at = 0, n;
    bool first = true;
    while (sg_cell_part(all, &at, &part, &n)) {
        char code[64], words[32] = "";
        struct sg_date on;
        size_t name = 0;
        while (name < n && part[name] != ' ')
            name++;
        snprintf(code, sizeof code, "%.*s", (int)name, part);
        if (name < n && sg_date_parse(part + name + 1, n - name - 1, &on))
            sg_date_words(on, e->cli->lang == SG_NL, words);
        if (!first)
            sg_buf_str(out, ", ");
        first = false;
        sg_buf_fmt(out, "%s %s", sg_label(e->cli->profile, "partner", code, e->cli->lang), words);
    }
}

/* ---- one signal ---- */

/* Is it in the text behind `start` already? */
static bool told(struct sg_eraser *e, size_t start, const char *entry)
{
    const char *part, *all = sg_buf_text(&e->text);
    size_t at = 0, n, len = strlen(entry);
    while (!e->text.failed && sg_cell_part(all + start, &at, &part, &n))
        if (n == len && !memcmp(part, entry, n))
            return true;
    return false;
}

static void add_partner(struct sg_eraser *e, size_t start, const char *entry)
{
    if (told(e, start, entry))
        return;
    if (e->text.n > start)
        sg_buf_char(&e->text, '|');
    sg_buf_str(&e->text, entry);
}

static void add_partners(struct sg_eraser *e, size_t start, const struct sg_record *r)
{
    struct sg_iter it = sg_iter(sg_record_get(r, "handoffs"));
    struct sg_val v;
    while (sg_iter_next(&it, NULL, &v)) {
        char to[48], on[16], entry[80];
        size_t to_n = sg_val_text(sg_val_get(v, "to"), to, sizeof to);
        size_t on_n = sg_val_text(sg_val_get(v, "on"), on, sizeof on);
        if (to_n == 0 || to_n > sizeof to || on_n > sizeof on)
            continue;
        snprintf(entry, sizeof entry, "%.*s %.*s", (int)to_n, to, (int)on_n, on);
        add_partner(e, start, entry);
    }
}

/* Whoever got the signal, whichever revision says so: one that was taken back was told too. */
static void gather_partners(struct sg_eraser *e, struct sg_doomed *d, const struct sg_plea *plea)
{
    size_t n;
    d->partners = e->text.n;
    for (int64_t rev = 1; rev <= d->rev; rev++) {
        const char *line = sg_latest_line(e->latest, d->id, strlen(d->id), rev, &n, NULL);
        if (line && sg_record_read(e->record, line, n, NULL, NULL))
            add_partners(e, d->partners, e->record);
    }
    for (size_t i = plea->told; i; i = e->told[i - 1].next)
        add_partner(e, d->partners, e->told[i - 1].entry);
    sg_buf_char(&e->text, '\0');
}

static bool no_time(const struct sg_eraser *e, const struct sg_doomed *d)
{
    return !d->due.y || sg_date_order(d->due, e->cli->today) > 0;
}

static bool judge(struct sg_eraser *e, struct sg_doomed *d, struct sg_fault *f)
{
    const struct sg_record *r = e->record;
    if (sg_signal_erased(r))
        return sg_fail(f, SG_R_ERASED, "%s: it was erased before", d->id);
    if (sg_val_is(sg_record_get(r, "restricted"), "yes"))
        return sg_fail(f, SG_R_RESTRICTED,
                       "%s: it is restricted (AVG 18): somebody may need it as it is; \"sig-amend "
                       "%s lift\" first",
                       d->id, d->id);
    d->kind = sg_due_retention(e->plan, r, &d->due);
    if (!d->kind)
        return sg_fail(f, SG_R_BAD_VALUE,
                       "%s: no row of the sheet retention says what stays of such a signal", d->id);
    if (!strcmp(d->ground->code, SG_ERASE_RETENTION) && no_time(e, d))
        return sg_fail(f, SG_R_CONFLICT, "%s: its retention is not over", d->id);
    return true;
}

/* What the registry will hold of it. */
static bool prepare(struct sg_eraser *e, struct sg_doomed *d, struct sg_fault *f)
{
    char today[11];
    sg_date_write(e->cli->today, today);
    struct sg_remains *m = sg_remains(e->cli->profile, d->kind->name, f);
    d->members = e->text.n;
    bool ok = m && sg_remains_of(m, e->record, &e->text, f);
    sg_remains_free(m);
    d->members_n = e->text.n - d->members;
    d->mark = e->text.n;
    sg_buf_fmt(&e->text, "\"on\":\"%s\",\"ground\":\"%s\",\"rule\":", today, d->ground->code);
    sg_json_text(&e->text, d->kind->name, strlen(d->kind->name));
    d->mark_n = e->text.n - d->mark;
    return ok;
}

static bool room(struct sg_eraser *e)
{
    if (e->count < e->cap)
        return true;
    size_t cap = e->cap ? 2 * e->cap : 64;
    struct sg_doomed *list = realloc(e->list, cap * sizeof *list);
    if (!list)
        return false;
    e->list = list;
    e->cap = cap;
    return true;
}

/* What was approved is what would be erased. */
static bool approved(const struct sg_doomed *d, const struct sg_plea *plea, struct sg_fault *f)
{
    if (plea->rev && plea->rev != d->rev)
        return sg_fail(f, SG_R_CONFLICT,
                       "%s: it was amended since the list was made (revision %lld then, %lld now): "
                       "make the list again",
                       d->id, (long long)plea->rev, (long long)d->rev);
    if (*plea->rule && strcmp(plea->rule, d->kind->name) != 0)
        return sg_fail(f, SG_R_CONFLICT,
                       "%s: another row of retention decides about it now: make the list again",
                       d->id);
    return true;
}

bool sg_eraser_take(struct sg_eraser *e, const struct sg_plea *plea, struct sg_fault *f)
{
    struct sg_doomed d = {.ground = plea->ground};
    size_t n, id_n = strlen(plea->id);
    const char *line = sg_latest_line(e->latest, plea->id, id_n, 0, &n, &d.rev);
    if (!line)
        return sg_id_like(plea->id)
                   ? sg_fail(f, SG_R_UNKNOWN_ID, "%s is not in the registry", plea->id)
                   : sg_fail(f, SG_R_UNKNOWN_ID, "what stands there is no id such as %s-2024-00017",
                             sg_profile_value(e->cli->profile, "id_prefix"));
    memcpy(d.id, plea->id, id_n + 1);
    if (plea->twice)
        return sg_fail(f, SG_R_CONFLICT, "%s: it is asked for twice", d.id);
    if (!sg_record_read(e->record, line, n, f, NULL) || !judge(e, &d, f) ||
        !approved(&d, plea, f) || !prepare(e, &d, f))
        return false;
    gather_partners(e, &d, plea);
    if (e->text.failed || !room(e))
        return sg_fail(f, SG_R_MEMORY, "memory ran out");
    e->list[e->count++] = d;
    return true;
}

/* ---- asked for twice ---- */

static int by_id(const void *a, const void *b)
{
    const struct sg_plea *x = *(const struct sg_plea *const *)a;
    const struct sg_plea *y = *(const struct sg_plea *const *)b;
    int order = strcmp(x->id, y->id);
    return order ? order : (x > y) - (x < y);
}

bool sg_pleas_twice(struct sg_plea *plea, size_t n)
{
    struct sg_plea **sorted = malloc((n ? n : 1) * sizeof *sorted);
    for (size_t i = 0; sorted && i < n; i++)
        sorted[i] = &plea[i];
    if (sorted)
        qsort(sorted, n, sizeof *sorted, by_id);
    for (size_t i = 1; sorted && i < n; i++)
        sorted[i]->twice = !strcmp(sorted[i]->id, sorted[i - 1]->id);
    free(sorted);
    return sorted != NULL;
}

bool sg_eraser_pleas(struct sg_eraser *e, const char *file, struct sg_plea *plea, size_t n,
                     struct sg_fault *f)
{
    const struct sg_cli *cli = e->cli;
    bool ok = sg_pleas_twice(plea, n);
    for (size_t i = 0; ok && i < n; i++)
        ok = sg_latest_want(e->latest, plea[i].id, strlen(plea[i].id), true);
    if (!ok)
        return sg_fail(f, SG_R_MEMORY, "memory ran out");
    if (!sg_latest_read(e->latest, cli->registry, (size_t)cli->line_max, (unsigned)cli->threads, f))
        return false;
    if (!sg_eraser_log(e, plea, n, f))
        return false;
    for (size_t i = 0; i < n; i++) {
        struct sg_fault why;
        if (sg_eraser_take(e, &plea[i], &why))
            continue;
        sg_eraser_refuse(e, file, plea[i].line, &why);
        if (sg_reason_status(why.reason) == SG_BROKEN)
            return sg_fail(f, why.reason, "nothing was erased");
    }
    return true;
}
