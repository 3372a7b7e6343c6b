/* SPDX-License-Identifier: EUPL-1.2 */
#include "handout.h"

#include "loop.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct giving {
    struct sg_cli *cli;
    const struct sg_handout *h;
    struct sg_share *partner;     /* owned; NULL: a look */
    const struct sg_share *share; /* what the receiver may see; NULL: everything */
    unsigned char key[SG_HASH];
    char *log;
    int spool;          /* what is given out, before anybody sees it */
    struct sg_out *out; /* where it goes */
    struct sg_list *list;
    struct sg_sight sight;
    struct sg_buf fields, ids, revs;
    uint64_t signals;
    struct sg_log_entry entry;
    char at[21];
};

/* ---- what is asked for ---- */

/* The file that a fault is about. Always returns false. */
static bool named(struct sg_fault *f, const char *file)
{
    snprintf(f->file, sizeof f->file, "%s", file);
    return false;
}

static bool ask_key(struct giving *g, struct sg_fault *f)
{
    if (!sg_share_pseudonymous(g->partner))
        return true;
    if (!g->h->key)
        return sg_fail(
            f, SG_R_USAGE,
            "persons go to %s by pseudonym: name its key with --key FILE (--new-key FILE "
            "makes one)",
            g->h->to);
    if (!sg_registry_key(NULL, g->h->key, false, false, g->key, f))
        return named(f, g->h->key);
    sg_share_key(g->partner, g->key);
    return true;
}

static bool ask_receiver(struct giving *g, struct sg_fault *f)
{
    const struct sg_cli *cli = g->cli;
    g->share = cli->view;
    if (!g->h->to)
        return true;
    g->partner = sg_share_partner(cli->profile, g->h->to, g->h->ground, f);
    if (!g->partner || !ask_key(g, f))
        return false;
    sg_share_handing(g->partner, g->h->handing);
    g->share = g->partner;
    return true;
}

static bool ask_log(struct giving *g, struct sg_fault *f)
{
    if (g->h->log) {
        g->log = strdup(g->h->log);
        if (!g->log)
            sg_fail(f, SG_R_MEMORY, "memory ran out");
    } else if (g->cli->registry) {
        g->log = sg_registry_beside(g->cli->registry, ".log", f);
        if (!g->log)
            named(f, g->cli->registry);
    } else {
        sg_fail(f, SG_R_USAGE,
                "what leaves is written down beside the registry: -r FILE, or --log FILE");
    }
    return g->log != NULL;
}

/* ---- making it ---- */

/* A file that has no name any more when the program ends, however it ends. Beside the log, which
 * is as private as the registry; a temporary folder is not. */
static bool open_spool(const char *log, int *spool, struct sg_fault *f)
{
    size_t n = strlen(log);
    char *name = malloc(n + sizeof ".XXXXXX");
    if (!name)
        return sg_fail(f, SG_R_MEMORY, "memory ran out");
    memcpy(name, log, n);
    memcpy(name + n, ".XXXXXX", sizeof ".XXXXXX");
    *spool = mkstemp(name);
    if (*spool < 0)
        sg_fail_errno(f, "cannot make a file beside the log", errno);
    else
        (void)unlink(name);
    free(name);
    return *spool >= 0;
}

static struct sg_list *open_list(struct giving *g, struct sg_out *to, struct sg_fault *f)
{
    struct sg_list_opt opt = {.columns = g->h->columns,
                              .format = g->h->format,
                              .p = g->cli->profile,
                              .lang = g->cli->lang,
                              .viewer = g->share};
    bool own = g->partner && !g->h->columns;
    if (own && g->h->format != SG_LIST_JSONL)
        opt.layout = sg_share_layout(g->partner);
    opt.all_seen = own && !(opt.layout && *opt.layout);
    return sg_list_open(&opt, to, f);
}

static bool note(struct giving *g, const struct sg_record *r, struct sg_fault *f)
{
    int64_t rev = 0;
    struct sg_val id = sg_record_get(r, "id");
    if (g->signals++) {
        sg_buf_char(&g->ids, ',');
        sg_buf_char(&g->revs, ',');
    }
    if (id.kind == SG_STRING)
        sg_json_raw(&g->ids, id);
    else
        sg_buf_str(&g->ids, "\"\"");
    sg_val_int(sg_record_get(r, "rev"), &rev);
    sg_buf_int(&g->revs, rev);
    return (!g->ids.failed && !g->revs.failed) || sg_fail(f, SG_R_MEMORY, "memory ran out");
}

static bool give(void *ctx, const struct sg_record *r, const struct sg_line *line,
                 struct sg_fault *f)
{
    struct giving *g = ctx;
    (void)line;
    int shown = g->share ? sg_share_see(g->share, r, &g->sight, f) : 1;
    if (shown != 1)
        return shown == 0;
    return note(g, r, f) && sg_list_add(g->list, g->share ? &g->sight.record : r, f);
}

/* Everything into the spool. false: complained. */
static bool make(struct giving *g)
{
    struct sg_fault f;
    struct sg_loop loop = {0};
    struct sg_out *to = NULL;
    if (open_spool(g->log, &g->spool, &f) && !(to = sg_out_fd(g->spool, g->log)))
        sg_fail(&f, SG_R_MEMORY, "memory ran out");
    g->list = to ? open_list(g, to, &f) : NULL;
    if (!g->list) {
        sg_complain(g->spool < 0 ? g->log : NULL, 0, &f);
        sg_out_drop(to);
        return false;
    }
    bool ok = sg_loop(g->cli, &loop, give, g);
    sg_left_add(&g->sight.left, &loop.left);
    sg_list_paths(g->list, &g->fields);
    bool whole = sg_list_end(g->list, &f);
    if (ok && !loop.lines)
        sg_say(SG_R_NO_INPUT, "no signal at all was read");
    if (!sg_out_end(to, whole ? &f : NULL) || !whole) {
        sg_complain(NULL, 0, &f);
        return false;
    }
    return ok && loop.lines && sg_status(SG_DONE) < SG_USAGE;
}

/* ---- giving it ---- */

static bool copy(struct giving *g, struct sg_fault *f)
{
    char block[16384];
    off_t at = 0;
    ssize_t got;
    while ((got = pread(g->spool, block, sizeof block, at)) != 0) {
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return sg_fail_errno(f, "cannot be read back", errno);
        sg_out_add(g->out, block, (size_t)got);
        at += got;
    }
    return sg_out_flush(g->out, f);
}

static void fill_entry(struct giving *g)
{
    struct sg_log_entry *e = &g->entry;
    sg_now_utc(g->at);
    e->what = g->h->to ? "disclosure" : "read";
    e->at = g->at;
    e->by = g->h->by;
    e->to = g->h->to;
    e->ground = g->h->ground;
    e->view = g->h->to ? NULL : g->cli->view_name;
    e->form = sg_list_formats[g->h->format];
    if (g->partner && !g->h->columns && g->h->format != SG_LIST_JSONL)
        e->layout = sg_share_layout(g->partner);
    e->fields = &g->fields;
    e->ids = &g->ids;
    e->revs = &g->revs;
    e->signals = g->signals;
}

/* The end of `out`, whatever happened, and the line in the log that says how it was. */
static void finish(struct giving *g, uint64_t number, bool good, struct sg_fault *f)
{
    struct sg_fault why;
    if (good)
        good = sg_out_end(g->out, f);
    else
        sg_out_drop(g->out);
    g->out = NULL;
    if (!good)
        sg_complain(NULL, 0, f);
    sg_now_utc(g->at);
    if (sg_log_end(g->log, &g->h->writing, number, good, g->at, &why))
        return;
    sg_complain(g->log, 0, &why);
    sg_say(SG_R_IO, "%s, but the log says only that it was begun (n=%llu)",
           good ? "it was given out" : "it failed", (unsigned long long)number);
}

static void give_out(struct giving *g)
{
    struct sg_fault f;
    uint64_t number;
    bool waits = sg_out_temp(g->out) != NULL;
    fill_entry(g);
    if (!sg_file_hash(g->spool, g->entry.hash, &g->entry.bytes, &f) || (waits && !copy(g, &f))) {
        sg_complain(NULL, 0, &f);
        return;
    }
    if (!sg_log_begin(g->log, &g->h->writing, &g->entry, &number, &f)) {
        sg_complain(g->log, 0, &f);
        return;
    }
    finish(g, number, waits || copy(g, &f), &f);
}

/* ---- all of it ---- */

static void tell(struct giving *g)
{
    const char *receiver = g->h->to ? g->h->to : g->cli->view_name;
    if (g->share)
        sg_cli_left(receiver, &g->sight.left);
}

void sg_handout(struct sg_cli *cli, const struct sg_handout *h)
{
    struct sg_fault f = {.reason = SG_R_NOTE};
    struct giving *g = calloc(1, sizeof *g);
    if (!g) {
        sg_fail(&f, SG_R_MEMORY, "memory ran out");
        sg_complain(NULL, 0, &f);
        return;
    }
    g->cli = cli;
    g->h = h;
    g->spool = -1;
    signal(SIGPIPE, SIG_IGN); /* a reader that goes away is a failure that the log has to say */
    if (!ask_receiver(g, &f) || !ask_log(g, &f) || !(g->out = sg_out_open(cli->output, 0600, &f))) {
        sg_complain(NULL, 0, &f);
    } else if (make(g)) {
        give_out(g);
        tell(g);
    }
    sg_out_drop(g->out);
    if (g->spool >= 0)
        close(g->spool);
    sg_share_free(g->partner);
    sg_sight_free(&g->sight);
    sg_buf_free(&g->fields);
    sg_buf_free(&g->ids);
    sg_buf_free(&g->revs);
    free(g->log);
    sg_key_forget(g->key);
    free(g);
}
