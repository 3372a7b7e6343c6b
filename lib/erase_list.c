/* SPDX-License-Identifier: EUPL-1.2 */
/* The list for approval: what would be erased, and why. */
#include "erase_columns.h"
#include "erase_impl.h"
#include "loop.h"
#include "signals.h"

#include <stdlib.h>
#include <string.h>

/* ---- whose time is over ---- */

struct search {
    struct sg_eraser *e;
    struct sg_plea *plea;
    size_t n, cap;
    size_t restricted; /* over, but restricted */
};

static bool add_plea(struct search *s, const char *id, size_t n)
{
    if (s->n == s->cap) {
        size_t cap = s->cap ? 2 * s->cap : 256;
        struct sg_plea *p = realloc(s->plea, cap * sizeof *p);
        if (!p)
            return false;
        s->plea = p;
        s->cap = cap;
    }
    struct sg_plea *p = &s->plea[s->n++];
    *p = (struct sg_plea){.line = 0};
    memcpy(p->id, id, n);
    p->ground = sg_code(s->e->cli->profile, "erase-ground", SG_ERASE_RETENTION,
                        sizeof SG_ERASE_RETENTION - 1);
    return true;
}

static bool look(void *ctx, const struct sg_record *r, const struct sg_line *line,
                 struct sg_fault *f)
{
    struct search *s = ctx;
    struct sg_date due;
    char id[SG_ID_MAX];
    size_t n = sg_val_text(sg_record_get(r, "id"), id, sizeof id);
    (void)line;
    if (n == 0 || n >= sizeof id)
        return true; /* it is not registered */
    if (!sg_due_retention(s->e->plan, r, &due) || !due.y ||
        sg_date_order(due, s->e->cli->today) > 0)
        return true;
    if (sg_val_is(sg_record_get(r, "restricted"), "yes")) {
        s->restricted++;
        return true;
    }
    return add_plea(s, id, n) || sg_fail(f, SG_R_MEMORY, "memory ran out");
}

/* false: complained. */
static bool find_over(struct search *s)
{
    struct sg_cli *cli = s->e->cli;
    struct sg_loop loop = {0};
    cli->operand_count = 0;
    if (!sg_loop(cli, &loop, look, s))
        return false;
    if (s->restricted)
        sg_say(SG_R_NOTE, "%zu more are over and restricted (AVG 18)", s->restricted);
    return true;
}

/* ---- those that are named ---- */

static bool take_named(struct search *s)
{
    const struct sg_eraser *e = s->e;
    const struct sg_cli *cli = e->cli;
    struct sg_fault f;
    const struct sg_code *ground = sg_code_typed(cli->profile, "erase-ground", e->opt->ground,
                                                 strlen(e->opt->ground), true, &f);
    if (!ground) {
        f.reason = SG_R_USAGE;
        sg_complain(NULL, 0, &f);
        return false;
    }
    for (size_t i = 0; i < cli->operand_count; i++) {
        size_t n = strlen(cli->operands[i]);
        if (n == 0 || n >= SG_ID_MAX)
            return sg_cli_wrong("an operand is no id such as %s-2024-00017",
                                sg_profile_value(cli->profile, "id_prefix"));
        if (!add_plea(s, cli->operands[i], n)) {
            sg_fail(&f, SG_R_MEMORY, "memory ran out");
            sg_complain(NULL, 0, &f);
            return false;
        }
        s->plea[s->n - 1].ground = ground;
    }
    return true;
}

/* ---- the list ---- */

static void cell(struct sg_buf *out, const char *text, bool last)
{
    sg_csv_put(out, text, strlen(text), ';', true);
    sg_buf_str(out, last ? "\n" : ";");
}

static void put_header(const struct sg_eraser *e, struct sg_buf *out)
{
    for (unsigned i = 0; i < SG_ERASE_COLUMNS; i++)
        cell(out, sg_label(e->cli->profile, "erase-column", sg_erase_columns[i], e->cli->lang),
             i + 1 == SG_ERASE_COLUMNS);
}

static void put_row(const struct sg_eraser *e, const struct sg_doomed *d, struct sg_buf *out)
{
    struct sg_buf partners = {0};
    char due[32] = "";
    if (d->due.y)
        sg_date_words(d->due, e->cli->lang == SG_NL, due);
    sg_erase_partners(e, d, &partners);
    cell(out, d->id, false);
    sg_buf_fmt(out, "%lld;", (long long)d->rev);
    cell(out, sg_erase_label(e, d->ground), false);
    cell(out, d->kind->name, false);
    cell(out, d->kind->category, false);
    cell(out, due, false);
    cell(out, sg_buf_text(&partners), true);
    sg_buf_spend(&partners, out);
}

static bool print_list(const struct sg_eraser *e, struct sg_fault *f)
{
    struct sg_buf text = {0};
    put_header(e, &text);
    for (size_t i = 0; i < e->count; i++)
        put_row(e, &e->list[i], &text);
    if (text.failed) {
        sg_buf_free(&text);
        return sg_fail(f, SG_R_MEMORY, "memory ran out");
    }
    struct sg_out *out = sg_out_open(e->cli->output, 0600, f);
    if (out)
        sg_out_buf(out, &text);
    sg_buf_free(&text);
    return out && sg_out_end(out, f);
}

void sg_erase_propose(struct sg_cli *cli, const struct sg_eraser_opt *opt)
{
    struct sg_fault f;
    struct sg_eraser e;
    if (!sg_eraser_begin(&e, cli, opt))
        return;
    struct search s = {.e = &e};
    if (cli->operand_count ? take_named(&s) : find_over(&s)) {
        if (!sg_eraser_pleas(&e, NULL, s.plea, s.n, &f))
            sg_complain(cli->registry, 0, &f);
        else if (!print_list(&e, &f))
            sg_complain(NULL, 0, &f);
        else
            sg_say(SG_R_NOTE, "%zu to be approved, %zu refused; nothing was erased", e.count,
                   e.refused);
    }
    free(s.plea);
    sg_eraser_end(&e);
}
