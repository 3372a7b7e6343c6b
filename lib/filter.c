/* SPDX-License-Identifier: EUPL-1.2 */
#include "filter.h"

#include "loop.h"
#include "signals.h"

#include <stdlib.h>

/* One thread's share. */
struct part {
    const char *const *own;
    sg_make_fn make;
    void *worker;
    struct sg_buf members, lines;
    const struct sg_share *view; /* NULL: everything may be seen */
    struct sg_record whole;
    struct sg_buf shown;
    struct sg_left_out left;
};

/* The signal came in as the role may see it (loop.h): of what was added behind `before`, what it
 * may see. */
static bool show(struct part *p, size_t before, struct sg_fault *f)
{
    sg_buf_clear(&p->shown);
    int shown = sg_record_read(&p->whole, p->lines.p + before, p->lines.n - before, f, NULL)
                    ? sg_share_added(p->view, &p->whole, &p->shown, &p->left, f)
                    : -1;
    p->lines.n = before;
    sg_buf_add(&p->lines, p->shown.p, p->shown.n);
    return shown >= 0;
}

static bool pass(void *part, const struct sg_record *r, const struct sg_line *line,
                 struct sg_fault *f)
{
    struct part *p = part;
    (void)line;
    sg_buf_clear(&p->members);
    if (!sg_signal_erased(r) && !p->make(p->worker, r, &p->members, f))
        return false;
    size_t before = p->lines.n;
    if (!p->members.failed)
        sg_splice_over(&p->lines, r, p->own, p->members.p, p->members.n);
    if (p->view && !p->members.failed && !p->lines.failed && !show(p, before, f))
        return false;
    if (p->lines.n > before)
        sg_buf_char(&p->lines, '\n');
    if (!p->members.failed && !p->lines.failed)
        return true;
    p->lines.n = before;
    return sg_fail(f, SG_R_MEMORY, "memory ran out");
}

static struct sg_buf *made(void *part)
{
    struct part *p = part;
    return &p->lines;
}

static void flush(void *out)
{
    sg_out_flush(out, NULL);
}

static void free_parts(struct part *parts, void **each, size_t n)
{
    for (size_t i = 0; parts && i < n; i++) {
        sg_buf_free(&parts[i].members);
        sg_buf_free(&parts[i].lines);
        sg_buf_free(&parts[i].shown);
    }
    free(parts);
    free(each);
}

void sg_filter(struct sg_cli *cli, const char *const own[], sg_make_fn make, void *const worker[],
               const struct sg_revisions *known)
{
    struct sg_fault f;
    size_t n = (size_t)cli->threads;
    struct part *parts = calloc(n, sizeof *parts);
    void **each = calloc(n, sizeof *each);
    struct sg_out *out = NULL;
    if (!parts || !each)
        sg_fail(&f, SG_R_MEMORY, "memory ran out");
    else
        out = sg_out_open(cli->output, 0600, &f);
    if (out) {
        struct sg_loop loop = {.erased = true,
                               .flush = flush,
                               .flush_ctx = out,
                               .made = made,
                               .out = out,
                               .known = known};
        for (size_t i = 0; i < n; i++) {
            parts[i].own = own;
            parts[i].make = make;
            parts[i].worker = worker[i];
            parts[i].view = cli->view;
            each[i] = &parts[i];
        }
        bool ok = sg_loop_threads(cli, &loop, pass, each);
        for (size_t i = 0; i < n; i++)
            sg_left_add(&loop.left, &parts[i].left);
        sg_loop_end(cli, &loop, ok, out);
    } else {
        sg_complain(NULL, 0, &f);
    }
    free_parts(parts, each, n);
}
