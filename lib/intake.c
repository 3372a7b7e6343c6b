/* SPDX-License-Identifier: EUPL-1.2 */
#include "intake_impl.h"

#include "when.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool complain(const struct sg_cli *cli, const struct sg_fault *f)
{
    sg_complain(cli->registry, 0, f);
    return false;
}

static bool no_memory(const struct sg_intake *in)
{
    struct sg_fault f;
    sg_fail(&f, SG_R_MEMORY, "memory ran out");
    return complain(in->cli, &f);
}

static bool open_registry(struct sg_intake *in)
{
    struct sg_fault f;
    struct sg_registry_opt opt = {
        .group = in->opt.group, .wait_s = in->opt.wait_s, .line_max = (size_t)in->cli->line_max};
    if (!in->cli->registry || in->opt.dry_run)
        return true;
    /* A reader that goes away must not take a half-written batch with it. */
    signal(SIGPIPE, SIG_IGN);
    in->registry = sg_registry_open(in->cli->registry, &opt, &f);
    return in->registry || complain(in->cli, &f);
}

static bool open_output(struct sg_intake *in)
{
    struct sg_fault f;
    in->out = sg_out_open(in->cli->output, 0600, &f);
    if (!in->out)
        sg_complain(NULL, 0, &f);
    return in->out != NULL;
}

static void dispose(struct sg_intake *in)
{
    sg_registry_close(in->registry);
    sg_keys_free(in->keys);
    sg_seen_free(&in->seen);
    sg_buf_free(&in->members);
    sg_buf_free(&in->lines);
    free(in->waiting);
    free(in->items);
    free(in);
}

struct sg_intake *sg_intake_open(struct sg_cli *cli, const struct sg_intake_opt *opt)
{
    struct sg_intake *in = calloc(1, sizeof *in);
    if (!in)
        return NULL;
    in->cli = cli;
    in->opt = *opt;
    in->waiting = calloc(SG_BATCH_ITEMS, sizeof *in->waiting);
    in->items = calloc(SG_BATCH_ITEMS, sizeof *in->items);
    if (!in->waiting || !in->items)
        no_memory(in);
    else if (open_registry(in) && open_output(in))
        return in;
    dispose(in);
    return NULL;
}

/* ---- what is there already ---- */

bool sg_intake_keys(struct sg_intake *in)
{
    struct sg_fault f;
    const struct sg_cli *cli = in->cli;
    if (in->keyed)
        return true;
    if (!sg_registry_key(cli->registry, in->opt.key_file, !in->opt.dry_run, in->opt.group,
                         in->secret, &f))
        return complain(cli, &f);
    in->keys = sg_keys_read(cli->registry, (size_t)cli->line_max, (unsigned)cli->threads, &f);
    if (!in->keys)
        return complain(cli, &f);
    return in->keyed = true;
}

int sg_intake_known(struct sg_intake *in, struct sg_row_key *k, struct sg_fault *f)
{
    unsigned char content[SG_KEY], again[SG_KEY + 8];
    if (!k->has_content) {
        long before = sg_seen_add(&in->seen, k->key);
        if (before < 0)
            return sg_fail(f, SG_R_MEMORY, "memory ran out") ? 1 : -1;
        if (before) {
            uint64_t nth = (uint64_t)before;
            memcpy(again, k->key, SG_KEY);
            memcpy(again + SG_KEY, &nth, sizeof nth);
            sg_keyed_hash(in->secret, again, sizeof again, k->key);
        }
    }
    const char *there = sg_keys_find(in->keys, k->key, content);
    if (there && (!k->has_content || !memcmp(content, k->content, SG_KEY)))
        return 0;
    if (there) {
        if (*there)
            sg_fail(f, SG_R_CONFLICT, "it is registered as %s, with other content", there);
        else
            sg_fail(f, SG_R_CONFLICT, "it came before in this run, with other content");
        return -1;
    }
    memset(content, 0, sizeof content);
    if (!sg_keys_add(in->keys, k->key, k->has_content ? k->content : content, "")) {
        sg_fail(f, SG_R_MEMORY, "memory ran out");
        return -1;
    }
    return 1;
}

/* ---- batches ---- */

bool sg_intake_wait(struct sg_intake *in, const char *members, size_t n, int year)
{
    if (in->broken)
        return false;
    if ((in->waiting_n == SG_BATCH_ITEMS || in->members.n > SG_BATCH_BYTES) && !sg_intake_flush(in))
        return false;
    in->waiting[in->waiting_n++] = (struct sg_waiting){in->members.n, n, year};
    sg_buf_add(&in->members, members, n);
    return !in->members.failed || no_memory(in);
}

static bool register_batch(struct sg_intake *in)
{
    struct sg_fault f;
    char recorded[21];
    struct sg_buf *lines = in->opt.quiet ? NULL : &in->lines;
    sg_now_utc(recorded);
    struct sg_stamp stamp = {
        sg_profile_value(in->cli->profile, "id_prefix"), 0, NULL, 1, recorded, in->opt.by};
    for (size_t i = 0; i < in->waiting_n; i++)
        in->items[i] = (struct sg_item){in->members.p + in->waiting[i].at, in->waiting[i].n,
                                        in->waiting[i].year};
    if (sg_registry_add_many(in->registry, &stamp, in->items, in->waiting_n,
                             (unsigned)in->cli->threads, lines, &f) &&
        sg_registry_commit(in->registry, &f))
        return true;
    in->broken = true;
    return complain(in->cli, &f);
}

static void unregistered(struct sg_intake *in)
{
    for (size_t i = 0; i < in->waiting_n; i++) {
        const struct sg_waiting *w = &in->waiting[i];
        sg_buf_fmt(&in->lines, "{\"sig\":%d,", SG_FORMAT_VERSION);
        sg_buf_add(&in->lines, in->members.p + w->at, w->n);
        sg_buf_add(&in->lines, "}\n", 2);
    }
}

bool sg_intake_flush(struct sg_intake *in)
{
    struct sg_fault f;
    bool ok = !in->broken;
    if (ok && in->waiting_n) {
        if (in->registry)
            ok = register_batch(in);
        else if (!in->opt.dry_run && !in->opt.quiet)
            unregistered(in);
        if (ok)
            in->added += in->waiting_n;
    }
    if (ok && in->lines.n) {
        sg_out_add(in->out, in->lines.p, in->lines.n);
        if (!sg_out_flush(in->out, &f)) {
            snprintf(f.field, sizeof f.field, "%s", in->registry ? "added, not printed" : "");
            sg_complain(NULL, 0, &f);
            in->opt.quiet = true;
            ok = in->registry != NULL; /* the rest is still registered */
        }
    }
    sg_buf_clear(&in->lines);
    sg_buf_clear(&in->members);
    in->waiting_n = 0;
    return ok;
}

void sg_intake_end(struct sg_intake *in, bool tell)
{
    struct sg_fault f;
    bool printed = sg_intake_flush(in) && !in->opt.quiet;
    if (!sg_out_end(in->out, &f) && printed)
        sg_complain(NULL, 0, &f);
    if (tell)
        sg_say(SG_R_NOTE, "%zu read: %zu %s, %zu already there, %zu rejected", in->read, in->added,
               in->opt.dry_run ? "would be added"
               : in->registry  ? "added"
                               : "made, not registered",
               in->present, in->rejected);
    dispose(in);
}
