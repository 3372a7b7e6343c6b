/* SPDX-License-Identifier: EUPL-1.2 */
#include "loop_impl.h"
#include "signals.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool sg_input_at(const struct sg_cli *cli, const struct sg_loop *loop, size_t i,
                 struct sg_input *in)
{
    const char *path, *registry = loop->writes ? NULL : cli->registry;
    if (cli->operand_count)
        path = i < cli->operand_count ? cli->operands[i] : NULL;
    else
        path = i ? NULL : registry ? registry : "-";
    if (!path)
        return false;
    in->name = path;
    in->path = strcmp(path, "-") ? path : NULL;
    in->registry = cli->registry && !strcmp(path, cli->registry);
    return true;
}

bool sg_gate_line(struct sg_gate *g, const struct sg_line *line, struct sg_fault *f)
{
    if (line->too_long)
        return sg_fail(f, SG_R_TOO_LONG, "the line is longer than %ld bytes (--line-max)",
                       g->cli->line_max);
    bool torn = false;
    if (g->revisions)
        sg_revisions_expect(g->revisions, line->p, line->n);
    if (!sg_record_read(&g->record, line->p, line->n, f, &torn)) {
        if (torn && g->registry)
            return sg_fail(f, SG_R_TORN, "a write that was cut off; it was never acknowledged");
        return false;
    }
    if (g->revisions && !sg_revisions_current(g->revisions, &g->record))
        return true;
    if (!g->loop->erased && sg_signal_erased(&g->record))
        return true;
    static const struct sg_val none;
    const struct sg_record *r = &g->record;
    int shown = 1;
    if (g->cli->view) {
        shown = sg_share_see(g->cli->view, r, &g->sight, f);
        r = &g->sight.record;
    }
    if (shown != 1)
        return shown == 0;
    if (g->cli->select && sg_expr_test(g->cli->select, r, none) != SG_YES)
        return true;
    if (!g->fn(g->ctx, r, line, f))
        return false;
    g->given++;
    return true;
}

/* The gate is zeroed. */
static void begin_gate(struct sg_gate *g, const struct sg_cli *cli,
                       const struct sg_revisions *revisions, bool registry, sg_record_fn fn,
                       void *ctx, const struct sg_loop *loop)
{
    g->cli = cli;
    g->revisions = revisions;
    g->registry = registry;
    g->fn = fn;
    g->ctx = ctx;
    g->loop = loop;
}

static void end_gate(struct sg_gate *g, struct sg_loop *loop)
{
    loop->records += g->given;
    sg_left_add(&loop->left, &g->sight.left);
    sg_sight_free(&g->sight);
}

/* A command that cannot write or has no memory will not take the next line either. */
static bool fatal(const struct sg_fault *f)
{
    return sg_reason_status(f->reason) == SG_BROKEN;
}

/* Tells the user of one bad line or notice; false when the input ends with it: with -x, when
 * nothing more can be taken, and when it is UTF-16, of which every line is the same fault. */
static bool tell(const struct sg_cli *cli, struct sg_loop *loop, const char *name,
                 const struct sg_fault *f)
{
    sg_complain(name, f->line, f);
    if (sg_reason_status(f->reason) == SG_DONE)
        return true;
    loop->rejected++;
    loop->by_reason[f->reason]++;
    return !cli->stop_first && f->reason != SG_R_UTF16 && !fatal(f);
}

static bool stuck(const char *name, struct sg_fault *f)
{
    if (!*f->file)
        sg_complain(name, 0, f);
    else
        sg_complain(NULL, 0, f);
    return false;
}

static bool regular(const struct sg_input *in)
{
    struct stat st;
    return in->path && !stat(in->path, &st) && S_ISREG(st.st_mode);
}

/* The first pass: *out stays NULL where every line counts; *made is what is to be freed of it. */
static bool resolve(const struct sg_cli *cli, const struct sg_loop *loop, const struct sg_input *in,
                    const struct sg_revisions **out, struct sg_revisions **made)
{
    struct sg_fault f;
    *out = *made = NULL;
    if (cli->all_revisions || !regular(in))
        return true;
    if (loop->known && sg_revisions_of(loop->known, in->path))
        *out = loop->known;
    else
        *out = *made =
            sg_revisions_read(in->path, (size_t)cli->line_max, (unsigned)cli->threads, &f);
    return *out || stuck(in->name, &f);
}

/* Writes what was made so far; false: the output failed, so there is no use in more. */
static bool write_made(void *ctx, struct sg_buf *made)
{
    struct sg_loop *loop = ctx;
    sg_out_buf(loop->out, made);
    sg_buf_clear(made);
    return sg_out_sound(loop->out);
}

static bool lines(struct sg_cli *cli, struct sg_loop *loop, const struct sg_input *in,
                  struct sg_gate *gate, struct sg_rejects *rejects)
{
    struct sg_fault f;
    struct sg_in *from =
        sg_in_open(in->path, (size_t)cli->line_max, loop->flush, loop->flush_ctx, &f);
    if (!from)
        return stuck(in->name, &f);
    struct sg_line line;
    int got;
    bool go_on = true, broken = false;
    size_t rejected = loop->rejected;
    while (go_on && (got = sg_in_next(from, &line, &f)) > 0) {
        loop->lines++;
        bool taken = sg_gate_line(gate, &line, &f);
        broken = loop->made && !write_made(loop, loop->made(gate->ctx));
        go_on = !broken;
        if (taken)
            continue;
        f.line = line.no;
        if (rejects && sg_reason_status(f.reason) != SG_DONE)
            sg_rejects_add(rejects, in->name, &line, &f);
        go_on = tell(cli, loop, in->name, &f) && go_on;
        broken = fatal(&f) || broken;
    }
    bool ok = !go_on || got == 0 || stuck(in->name, &f);
    sg_in_close(from);
    return ok && !broken && !(cli->stop_first && loop->rejected > rejected);
}

static bool one_input(struct sg_cli *cli, struct sg_loop *loop, const struct sg_input *in,
                      sg_record_fn fn, void *ctx, struct sg_rejects *rejects)
{
    const struct sg_revisions *revisions;
    struct sg_revisions *made;
    loop->name = in->name;
    if (!resolve(cli, loop, in, &revisions, &made))
        return false;
    if (!revisions)
        loop->streamed = true;
    struct sg_gate *gate = calloc(1, sizeof *gate);
    bool ok = false;
    if (gate) {
        begin_gate(gate, cli, revisions, in->registry, fn, ctx, loop);
        ok = lines(cli, loop, in, gate, rejects);
        end_gate(gate, loop);
    } else {
        struct sg_fault f;
        sg_fail(&f, SG_R_MEMORY, "memory ran out");
        stuck(in->name, &f);
    }
    free(gate);
    sg_revisions_free(made);
    return ok;
}

/* The same file among the inputs before the i-th: its signals would count twice. */
static bool again(const struct sg_cli *cli, const struct sg_loop *loop, size_t i)
{
    struct sg_input in, other;
    struct stat a, b;
    sg_input_at(cli, loop, i, &in);
    if (!in.path || stat(in.path, &a) || !S_ISREG(a.st_mode))
        return false;
    while (i-- > 0 && sg_input_at(cli, loop, i, &other))
        if (other.path && !stat(other.path, &b) && a.st_dev == b.st_dev && a.st_ino == b.st_ino)
            return true;
    return false;
}

/* false: complained. */
static bool usable(const struct sg_cli *cli, const struct sg_loop *loop)
{
    struct sg_input in;
    for (size_t i = 0; sg_input_at(cli, loop, i, &in); i++) {
        if (!in.path && isatty(STDIN_FILENO))
            return sg_cli_wrong("no input: name a file, %spipe signals in; -h shows all ways",
                                loop->writes || cli->registry ? "or " : "or -r REGISTRY, or ");
        if (again(cli, loop, i))
            return sg_cli_wrong("%s is named twice: its signals would count twice", in.name);
    }
    return true;
}

bool sg_loop(struct sg_cli *cli, struct sg_loop *loop, sg_record_fn fn, void *ctx)
{
    struct sg_fault f;
    struct sg_input in;
    struct sg_rejects *rejects = NULL;
    if (!usable(cli, loop))
        return false;
    if (cli->rejects && !(rejects = sg_rejects_open(cli->rejects, &f)))
        return stuck(cli->rejects, &f);
    bool ok = true;
    for (size_t i = 0; ok && sg_input_at(cli, loop, i, &in); i++)
        ok = one_input(cli, loop, &in, fn, ctx, rejects);
    if (!sg_rejects_end(rejects, &f))
        ok = stuck(cli->rejects, &f);
    return ok;
}

/* ---- threads ---- */

struct scan {
    const struct sg_cli *cli;
    struct sg_loop *loop;
    const char *name;
    bool broken; /* what was made is not whole */
};

static bool scan_line(void *worker, const struct sg_line *line, struct sg_fault *f)
{
    return sg_gate_line(worker, line, f);
}

static bool scan_report(void *ctx, const struct sg_fault *f)
{
    struct scan *s = ctx;
    s->broken |= fatal(f);
    return tell(s->cli, s->loop, s->name, f);
}

static struct sg_buf *scan_made(void *gate)
{
    const struct sg_gate *g = gate;
    return g->loop->made(g->ctx);
}

static bool scan_take(void *ctx, struct sg_buf *made)
{
    struct scan *s = ctx;
    return write_made(s->loop, made);
}

static bool scan_input(struct sg_cli *cli, struct sg_loop *loop, const struct sg_input *in,
                       sg_record_fn fn, void *const worker[])
{
    const struct sg_revisions *revisions;
    struct sg_revisions *made;
    struct sg_fault f;
    if (!resolve(cli, loop, in, &revisions, &made))
        return false;
    size_t threads = (size_t)cli->threads, count = 0;
    struct sg_gate *gates = calloc(threads, sizeof *gates);
    void **each = calloc(threads, sizeof *each);
    struct scan s = {cli, loop, in->name, false};
    struct sg_scan how = {scan_line, scan_report, loop->made ? scan_made : NULL, scan_take, &s};
    bool ok = gates && each;
    if (!ok)
        sg_fail(&f, SG_R_MEMORY, "memory ran out");
    for (size_t i = 0; ok && i < threads; i++) {
        begin_gate(&gates[i], cli, revisions, in->registry, fn, worker[i], loop);
        each[i] = &gates[i];
    }
    size_t rejected = loop->rejected;
    ok = ok && sg_scan(in->path, (size_t)cli->line_max, (unsigned)threads, each, &how, &count, &f);
    if (!ok)
        stuck(in->name, &f);
    for (size_t i = 0; gates && i < threads; i++)
        end_gate(&gates[i], loop);
    loop->lines += count;
    free(each);
    free(gates);
    sg_revisions_free(made);
    return ok && !s.broken && !(cli->stop_first && loop->rejected > rejected) &&
           !(loop->made && !sg_out_sound(loop->out));
}

bool sg_loop_threads(struct sg_cli *cli, struct sg_loop *loop, sg_record_fn fn,
                     void *const worker[])
{
    struct sg_input in;
    if (!usable(cli, loop))
        return false;
    /* Kept lines are kept in order, a stream has only one reader, and what is made of the lines
     * before the first bad one must not depend on the number of threads. */
    bool one = cli->rejects || cli->all_revisions || (cli->stop_first && loop->made);
    for (size_t i = 0; sg_input_at(cli, loop, i, &in); i++)
        if (one || !regular(&in)) {
            loop->streamed = !cli->all_revisions;
            return sg_loop(cli, loop, fn, worker[0]);
        }
    for (size_t i = 0; sg_input_at(cli, loop, i, &in); i++)
        if (!scan_input(cli, loop, &in, fn, worker))
            return false;
    return true;
}

void sg_loop_end(const struct sg_cli *cli, const struct sg_loop *loop, bool ok, struct sg_out *out)
{
    struct sg_fault f;
    if (ok && !loop->lines)
        sg_say(SG_R_NO_INPUT, "no signal at all was read");
    if (!ok && sg_out_sound(out) && (cli->output || sg_status(SG_DONE) == SG_USAGE))
        sg_out_drop(out);
    else if (!sg_out_end(out, &f))
        sg_complain(NULL, 0, &f);
    if (cli->view)
        sg_cli_left(cli->view_name, &loop->left);
}
