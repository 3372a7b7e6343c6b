/* SPDX-License-Identifier: EUPL-1.2 */
/* The approved list, read and done. */
#include "erase_columns.h"
#include "erase_impl.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct reading {
    struct sg_eraser *e;
    const char *name;
    size_t at[SG_ERASE_COLUMNS]; /* + 1; 0: the list does not have it */
    struct sg_plea *plea;
    size_t n, cap;
};

/* ---- rows ---- */

/* Which column is which, by their words in either language. */
static bool read_header(struct reading *r, const struct sg_row *row, struct sg_fault *f)
{
    const struct sg_profile *p = r->e->cli->profile;
    for (size_t i = 0; i < row->count; i++) {
        const struct sg_code *c =
            sg_code_typed(p, "erase-column", row->cell[i].p, row->cell[i].n, false, f);
        for (size_t k = 0; c && k < SG_ERASE_COLUMNS; k++)
            if (!strcmp(c->code, sg_erase_columns[k]))
                r->at[k] = i + 1;
    }
    for (size_t k = SG_ERASE_ID; k <= SG_ERASE_RULE; k++)
        if (!r->at[k])
            return sg_fail(f, SG_R_MISSING_FIELD, "the list has no column \"%s\": %s",
                           sg_label(p, "erase-column", sg_erase_columns[k], SG_NL),
                           "give back the list that sig-erase printed");
    return true;
}

static struct sg_cell_text cell(const struct reading *r, const struct sg_row *row,
                                enum sg_erase_column column)
{
    size_t i = r->at[column];
    if (!i || i > row->count)
        return (struct sg_cell_text){"", 0};
    struct sg_cell_text c = row->cell[i - 1];
    size_t skip = sg_csv_unguard(c.p, c.n);
    return (struct sg_cell_text){c.p + skip, c.n - skip};
}

static bool copy(const struct reading *r, const struct sg_row *row, enum sg_erase_column column,
                 char *out, size_t cap, struct sg_fault *f)
{
    struct sg_cell_text c = cell(r, row, column);
    if (c.n == 0 || c.n >= cap)
        return sg_fail(f, SG_R_BAD_VALUE, "column \"%s\" is empty or too long",
                       sg_erase_columns[column]);
    memcpy(out, c.p, c.n);
    out[c.n] = '\0';
    return true;
}

static bool read_row(const struct reading *r, const struct sg_row *row, struct sg_plea *p,
                     struct sg_fault *f)
{
    char rev[20], *end;
    struct sg_cell_text ground = cell(r, row, SG_ERASE_GROUND);
    *p = (struct sg_plea){.line = row->line};
    if (!copy(r, row, SG_ERASE_ID, p->id, sizeof p->id, f) ||
        !copy(r, row, SG_ERASE_RULE, p->rule, sizeof p->rule, f) ||
        !copy(r, row, SG_ERASE_REV, rev, sizeof rev, f))
        return false;
    p->rev = strtoll(rev, &end, 10);
    if (*end || p->rev < 1)
        return sg_fail(f, SG_R_BAD_NUMBER, "the revision is no number from 1");
    p->ground = sg_code_typed(r->e->cli->profile, "erase-ground", ground.p, ground.n, false, f);
    return p->ground != NULL;
}

static bool room(struct reading *r)
{
    if (r->n < r->cap)
        return true;
    size_t cap = r->cap ? 2 * r->cap : 64;
    struct sg_plea *p = realloc(r->plea, cap * sizeof *p);
    if (!p)
        return false;
    r->plea = p;
    r->cap = cap;
    return true;
}

/* false: *f, the list cannot be used. */
static bool read_rows(struct reading *r, struct sg_csv *csv, struct sg_fault *f)
{
    struct sg_row row;
    int got = sg_csv_next(csv, &row, f);
    if (got == 0)
        return sg_fail(f, SG_R_NO_INPUT, "the list is empty: not even a header row");
    if (got != 1 || !read_header(r, &row, f))
        return false;
    while ((got = sg_csv_next(csv, &row, f)) != 0) {
        if (got == -2)
            return false;
        if (got == 1 && sg_csv_blank(&row))
            continue;
        if (!room(r))
            return sg_fail(f, SG_R_MEMORY, "memory ran out");
        if (got == 1 && read_row(r, &row, &r->plea[r->n], f))
            r->n++;
        else
            sg_eraser_refuse(r->e, r->name, row.line, f);
    }
    return true;
}

static bool read_list(struct reading *r, struct sg_fault *f)
{
    struct sg_csv *csv = sg_csv_open(r->name, 0, 0, f);
    bool ok = csv && read_rows(r, csv, f);
    sg_csv_close(csv);
    return ok;
}

/* ---- doing it ---- */

static bool erase(struct sg_eraser *e, struct sg_registry *g, struct sg_erased *done,
                  struct sg_fault *f)
{
    char recorded[21];
    struct sg_erase *what = calloc(e->count, sizeof *what);
    if (!what)
        return sg_fail(f, SG_R_MEMORY, "memory ran out");
    for (size_t i = 0; i < e->count; i++) {
        const struct sg_doomed *d = &e->list[i];
        what[i] = (struct sg_erase){
            d->id, d->rev, e->text.p + d->members, d->members_n, e->text.p + d->mark, d->mark_n};
    }
    sg_now_utc(recorded);
    bool ok = sg_registry_erase(g, what, e->count, recorded, e->opt->by, (unsigned)e->cli->threads,
                                done, f);
    free(what);
    return ok;
}

/* What was erased cannot be unsaid: when it cannot be printed, that is told. */
static void print(const struct sg_eraser *e, const struct sg_erased *done)
{
    struct sg_fault f;
    struct sg_buf text = {0};
    char why[sizeof f.text];
    sg_erase_declare(e, done, &text);
    struct sg_out *out = sg_out_open(e->cli->output, 0600, &f);
    bool ok = out != NULL;
    if (text.failed)
        ok = sg_fail(&f, SG_R_MEMORY, "memory ran out");
    if (out && ok)
        sg_out_buf(out, &text);
    if (out)
        ok = sg_out_end(out, &f) && ok;
    sg_buf_free(&text);
    if (ok)
        return;
    memcpy(why, f.text, sizeof why);
    snprintf(f.text, sizeof f.text, "erased, the declaration was not printed: %.*s",
             (int)sizeof why - 44, why);
    sg_complain(NULL, 0, &f);
}

/* Under the lock from before the signals are read until the registry is replaced. false: *f. */
static bool work(struct sg_eraser *e, struct reading *r, struct sg_registry *g, struct sg_fault *f)
{
    struct sg_erased done = {0};
    if (!sg_eraser_pleas(e, r->name, r->plea, r->n, f))
        return false;
    if (e->count == 0 || e->opt->dry_run || (e->refused && e->cli->stop_first)) {
        bool would = e->opt->dry_run && !(e->refused && e->cli->stop_first);
        sg_say(SG_R_NOTE, "%zu would be erased, %zu refused; nothing was erased",
               would ? e->count : 0, e->refused);
        return true;
    }
    if (!erase(e, g, &done, f))
        return false;
    sg_say(SG_R_NOTE, "%zu erased, %zu refused", e->count, e->refused);
    print(e, &done);
    return true;
}

void sg_erase_approved(struct sg_cli *cli, const struct sg_eraser_opt *opt, const char *list)
{
    struct sg_fault f;
    struct sg_eraser e;
    const struct sg_registry_opt how = {opt->group, opt->wait_s, true, (size_t)cli->line_max};
    if (!sg_eraser_begin(&e, cli, opt))
        return;
    struct reading r = {.e = &e, .name = list};
    struct sg_registry *g = NULL;
    if (!read_list(&r, &f)) {
        sg_complain(list, f.line, &f);
    } else {
        signal(SIGPIPE, SIG_IGN); /* who reads the declaration may go away; the erasure goes on */
        bool ok = opt->dry_run || (g = sg_registry_open(cli->registry, &how, &f));
        if (!ok || !work(&e, &r, g, &f))
            sg_complain(cli->registry, 0, &f);
    }
    sg_registry_close(g);
    free(r.plea);
    sg_eraser_end(&e);
}
