/* SPDX-License-Identifier: EUPL-1.2 */
#include "amend_impl.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void stop(struct sg_amend *a, const char *name, const struct sg_fault *f)
{
    sg_complain(name, 0, f);
    a->ended = true;
}

static void no_memory(struct sg_amend *a)
{
    struct sg_fault f;
    sg_fail(&f, SG_R_MEMORY, "memory ran out");
    stop(a, NULL, &f);
}

static void dispose(struct sg_amend *a)
{
    for (size_t i = 0; i < a->used; i++) {
        sg_change_free(&a->jobs[i].change);
        free(a->jobs[i].raw);
        free(a->jobs[i].fault);
    }
    sg_latest_free(a->latest);
    sg_amend_cases_free(a->cases);
    sg_buf_free(&a->members);
    sg_buf_free(&a->line);
    sg_buf_free(&a->made);
    free(a->jobs);
    free(a->now);
    free(a->base);
    free(a);
}

struct sg_amend *sg_amend_open(struct sg_cli *cli, const struct sg_amend_opt *opt)
{
    struct sg_fault f;
    struct sg_amend *a = calloc(1, sizeof *a);
    if (!a) {
        sg_fail(&f, SG_R_MEMORY, "memory ran out");
        sg_complain(NULL, 0, &f);
        return NULL;
    }
    a->cli = cli;
    a->opt = *opt;
    a->jobs = calloc(SG_AMEND_BATCH, sizeof *a->jobs);
    a->now = malloc(sizeof *a->now);
    a->base = malloc(sizeof *a->base);
    if (!a->jobs || !a->now || !a->base)
        no_memory(a);
    else if (!(a->out = sg_out_open(cli->output, 0600, &f)))
        stop(a, NULL, &f);
    else
        return a;
    dispose(a);
    return NULL;
}

/* ---- the queue ---- */

const char *sg_amend_id(const struct sg_change *c, size_t i, size_t *n)
{
    const char *p = sg_change_get(c, SG_PART_ID);
    for (;;) {
        p += strspn(p, " ,\t");
        *n = strcspn(p, " ,\t");
        if (*n == 0 || i-- == 0)
            return *n ? p : NULL;
        p += *n;
    }
}

size_t sg_amend_ids(const struct sg_change *c)
{
    size_t n, i = 0;
    while (sg_amend_id(c, i, &n))
        i++;
    return i;
}

void sg_amend_refuse(struct sg_amend *a, const struct sg_job *job, struct sg_fault *f)
{
    if (job->line && f->reason == SG_R_USAGE)
        f->reason = SG_R_BAD_FIELD; /* one line of many is no wrong usage */
    struct sg_line line = {.p = job->raw, .n = job->raw_n, .no = job->line, .ended = true};
    sg_complain(a->name, job->line, f);
    if (sg_reason_status(f->reason) == SG_DONE) {
        a->present++;
        return;
    }
    a->rejected++;
    if (a->lines && job->raw)
        sg_rejects_add(a->lines, a->name, &line, f);
    if (a->rows && job->raw)
        sg_row_rejects_add(a->rows, job->raw, job->raw_n, job->line, f);
    a->ended |= a->cli->stop_first || sg_reason_status(f->reason) == SG_BROKEN;
}

static bool constants_of(struct sg_change *c, const struct sg_change *from)
{
    bool ok = true;
    for (unsigned i = 0; ok && i < SG_PARTS; i++) {
        const char *text = sg_change_get(from, (enum sg_part)i);
        ok = sg_change_put(c, (enum sg_part)i, text, strlen(text));
    }
    for (size_t i = 0; ok && i < from->assigns; i++) {
        const struct sg_assign *x = &from->assign[i];
        const char *path = from->text.p + x->path, *value = from->text.p + x->value;
        ok = sg_change_assign(c, x->how, path, strlen(path), value, strlen(value), NULL);
    }
    return ok;
}

struct sg_job *sg_amend_slot(struct sg_amend *a, const struct sg_change *constants, size_t line,
                             const char *raw, size_t raw_n)
{
    if (a->ended)
        return NULL;
    struct sg_job *job = &a->jobs[a->count];
    if (a->used == a->count)
        a->used++;
    sg_change_clear(&job->change);
    free(job->raw);
    free(job->fault);
    job->raw = NULL;
    job->fault = NULL;
    job->line = line;
    job->raw_n = raw_n;
    bool ok = constants_of(&job->change, constants);
    if (a->lines || a->rows) {
        job->raw = malloc(raw_n + 1);
        ok = ok && job->raw;
        if (job->raw)
            memcpy(job->raw, raw, raw_n);
    }
    if (!ok)
        no_memory(a);
    return ok ? job : NULL;
}

/* ---- a batch ---- */

static bool want(struct sg_amend *a, struct sg_fault *f)
{
    bool ok = true;
    for (size_t i = 0; ok && i < a->count; i++) {
        const struct sg_change *c = &a->jobs[i].change;
        bool all = *sg_change_get(c, SG_PART_BASE) != '\0';
        size_t n;
        const char *id;
        for (size_t k = 0; ok && (id = sg_amend_id(c, k, &n)); k++)
            ok = n >= SG_ID_MAX || sg_latest_want(a->latest, id, n, all);
    }
    return ok || sg_fail(f, SG_R_MEMORY, "memory ran out");
}

static bool open_batch(struct sg_amend *a, struct sg_fault *f)
{
    const struct sg_cli *cli = a->cli;
    struct sg_registry_opt opt = {.group = a->opt.group,
                                  .wait_s = a->opt.wait_s,
                                  .must_exist = true,
                                  .line_max = (size_t)cli->line_max};
    if (!a->opt.dry_run) {
        /* A reader that goes away must not take a half-written batch with it. */
        signal(SIGPIPE, SIG_IGN);
        if (!(a->registry = sg_registry_open(cli->registry, &opt, f)))
            return false;
    }
    sg_latest_free(a->latest);
    if (!(a->latest = sg_latest_new()))
        return sg_fail(f, SG_R_MEMORY, "memory ran out");
    return want(a, f) && sg_amend_cases_want(a, f) &&
           sg_latest_read(a->latest, cli->registry, (size_t)cli->line_max, (unsigned)cli->threads,
                          f) &&
           sg_amend_cases_read(a, f);
}

static void print(struct sg_amend *a)
{
    struct sg_fault f;
    char why[sizeof f.text];
    if (a->made.failed)
        no_memory(a);
    if (!a->made.n || a->made.failed || a->unprinted)
        return;
    sg_out_buf(a->out, &a->made);
    if (sg_out_flush(a->out, &f))
        return;
    a->unprinted = true;
    memcpy(why, f.text, sizeof why);
    snprintf(f.text, sizeof f.text, "amended, not printed: %.*s", (int)sizeof why - 26, why);
    sg_complain(NULL, 0, &f);
}

static void work(struct sg_amend *a)
{
    struct sg_fault f;
    size_t before = a->amended;
    sg_buf_clear(&a->made);
    if (!open_batch(a, &f)) {
        stop(a, a->cli->registry, &f);
    } else {
        for (size_t i = 0; i < a->count && !a->ended; i++)
            sg_amend_job(a, &a->jobs[i]);
        if (a->registry && !sg_registry_commit(a->registry, &f)) {
            a->amended = before;
            stop(a, a->cli->registry, &f);
        } else {
            print(a);
        }
    }
    sg_registry_close(a->registry);
    a->registry = NULL;
    a->count = 0;
}

static void queue(struct sg_amend *a)
{
    if (++a->count == SG_AMEND_BATCH)
        work(a);
}

void sg_amend_wrong(struct sg_amend *a, struct sg_job *job, const struct sg_fault *f)
{
    job->fault = malloc(sizeof *job->fault);
    if (!job->fault) {
        no_memory(a);
        return;
    }
    *job->fault = *f;
    queue(a);
}

void sg_amend_taken(struct sg_amend *a, struct sg_job *job)
{
    struct sg_fault f;
    size_t ids = sg_amend_ids(&job->change);
    bool addressed = ids || *sg_change_get(&job->change, SG_PART_CASE);
    bool ok = addressed || sg_fail(&f, SG_R_MISSING_FIELD, "no signal is named (id)");
    if (ok && sg_change_check(&job->change, a->cli->profile, ids, &f))
        queue(a);
    else
        sg_amend_wrong(a, job, &f);
}

void sg_amend_stuck(struct sg_amend *a, const struct sg_fault *f)
{
    if (a->count)
        work(a);
    stop(a, a->name, f);
}

void sg_amend_one(struct sg_amend *a, const struct sg_change *c)
{
    struct sg_job *job = sg_amend_slot(a, c, 0, "", 0);
    if (job)
        sg_amend_taken(a, job);
}

void sg_amend_end(struct sg_amend *a, bool tell)
{
    struct sg_fault f;
    if (a->count)
        work(a);
    if (!sg_rejects_end(a->lines, &f) || !sg_row_rejects_end(a->rows, &f))
        sg_complain(a->cli->rejects, 0, &f);
    if (!sg_out_end(a->out, &f) && !a->unprinted)
        sg_complain(NULL, 0, &f);
    if (tell)
        sg_say(SG_R_NOTE, "%zu read: %zu %s, %zu already there, %zu rejected", a->read, a->amended,
               a->opt.dry_run ? "would be amended" : "amended", a->present, a->rejected);
    dispose(a);
}
