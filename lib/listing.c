/* SPDX-License-Identifier: EUPL-1.2 */
#include "listing.h"

#include "loop.h"

#include <stdlib.h>

/* What one thread makes. */
struct worker {
    struct sg_list *list;
    struct sg_sort *sort; /* NULL: rows as they come */
};

enum { WORKERS = 64 };

struct listing {
    struct sg_cli *cli;
    struct sg_listing *how;
    struct worker worker[WORKERS];
    size_t workers;
    struct sg_out *out;
    struct sg_xlsx *book;
};

static bool add(void *ctx, const struct sg_record *r, const struct sg_line *line,
                struct sg_fault *f)
{
    struct worker *w = ctx;
    (void)line;
    return w->sort ? sg_sort_add(w->sort, r, f) : sg_list_add(w->list, r, f);
}

static struct sg_buf *made(void *ctx)
{
    return sg_list_made(((struct worker *)ctx)->list);
}

static void flush(void *out)
{
    if (out)
        sg_out_flush(out, NULL);
}

/* Rows of text lines are made side by side; sheets, columns that are measured and rows that are
 * sorted in one go. */
static bool side_by_side(const struct sg_listing *how)
{
    enum sg_list_format format = how->look.format;
    return !how->sort && !how->number && format != SG_LIST_TEXT && format != SG_LIST_XLSX;
}

static bool open_worker(struct listing *l, size_t i, struct sg_fault *f)
{
    struct worker *w = &l->worker[i];
    w->list = sg_list_open(&l->how->look, side_by_side(l->how) ? NULL : l->out, f);
    if (!w->list)
        return false;
    l->workers = i + 1;
    if (side_by_side(l->how) && i == 0)
        sg_out_buf(l->out, made(w));
    sg_buf_clear(made(w));
    return !l->how->sort || (w->sort = sg_sort_open(&l->how->look, l->how->sort, f)) != NULL;
}

static bool open_all(struct listing *l, struct sg_fault *f)
{
    size_t n = side_by_side(l->how) ? (size_t)l->cli->threads : 1;
    if (l->how->look.format == SG_LIST_XLSX)
        l->how->look.book = l->book = sg_xlsx_open(l->cli->output, l->cli->today, f);
    else
        l->out = sg_out_open(l->cli->output, 0600, f);
    bool ok = l->book || l->out;
    for (size_t i = 0; ok && i < n; i++)
        ok = open_worker(l, i, f);
    return ok;
}

static void refused(const struct sg_fault *f)
{
    sg_complain(NULL, 0, f);
}

static bool keep(void *of_case, const struct sg_record *r, const struct sg_line *line,
                 struct sg_fault *f)
{
    (void)line;
    return sg_case_add(of_case, r, f);
}

static bool add_kept(void *worker, const struct sg_record *r, struct sg_fault *f)
{
    return add(worker, r, NULL, f);
}

/* The signals of one case, when all of it is known. false: complained. */
static bool read_case(struct listing *l, struct sg_loop *loop)
{
    struct sg_fault f;
    struct sg_case *of_case = sg_case_new(l->how->number, &f);
    bool ok = of_case && sg_loop(l->cli, loop, keep, of_case);
    if (!of_case || (ok && !sg_case_each(of_case, add_kept, &l->worker[0], &f))) {
        sg_complain(NULL, 0, &f);
        ok = false;
    }
    sg_case_free(of_case);
    return ok;
}

static bool read_all(struct listing *l, struct sg_loop *loop)
{
    struct sg_fault f;
    void *worker[WORKERS];
    for (size_t i = 0; i < l->workers; i++)
        worker[i] = &l->worker[i];
    bool ok = l->how->number         ? read_case(l, loop)
              : side_by_side(l->how) ? sg_loop_threads(l->cli, loop, add, worker)
                                     : sg_loop(l->cli, loop, add, worker[0]);
    struct worker *w = &l->worker[0];
    if (ok && w->sort && !sg_sort_into(w->sort, w->list, refused, &f)) {
        sg_complain(NULL, 0, &f);
        return false;
    }
    return ok;
}

static void end_book(struct listing *l, const struct sg_loop *loop, bool ok)
{
    struct sg_fault f;
    if (ok && !loop->lines)
        sg_say(SG_R_NO_INPUT, "no signal at all was read");
    if (!ok)
        sg_xlsx_drop(l->book);
    else if (!sg_xlsx_end(l->book, &f))
        sg_complain(NULL, 0, &f);
    if (l->cli->view)
        sg_cli_left(l->cli->view_name, &loop->left);
}

static void end_all(struct listing *l, struct sg_loop *loop, bool ok)
{
    struct sg_fault f;
    for (size_t i = 0; i < l->workers; i++) {
        struct worker *w = &l->worker[i];
        sg_sort_free(w->sort);
        if (!sg_list_end(w->list, &f)) {
            sg_complain(NULL, 0, &f);
            ok = false;
        }
    }
    if (l->book)
        end_book(l, loop, ok);
    else
        sg_loop_end(l->cli, loop, ok, l->out);
}

static void run(struct listing *l)
{
    struct sg_fault f;
    if (!open_all(l, &f)) {
        sg_complain(NULL, 0, &f);
        for (size_t i = 0; i < l->workers; i++)
            sg_list_end(l->worker[i].list, &f);
        sg_xlsx_drop(l->book);
        sg_out_drop(l->out);
        return;
    }
    struct sg_loop loop = {.flush = flush, .flush_ctx = l->out, .out = l->out};
    if (side_by_side(l->how))
        loop.made = made;
    bool ok = read_all(l, &loop);
    end_all(l, &loop, ok);
}

void sg_listing(struct sg_cli *cli, struct sg_listing *how)
{
    struct listing *l = calloc(1, sizeof *l);
    if (!l) {
        struct sg_fault f;
        sg_fail(&f, SG_R_MEMORY, "memory ran out");
        sg_complain(NULL, 0, &f);
        return;
    }
    l->cli = cli;
    l->how = how;
    how->look.p = cli->profile;
    how->look.lang = cli->lang;
    how->look.viewer = cli->view;
    run(l);
    free(l);
}
