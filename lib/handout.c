/* SPDX-License-Identifier: EUPL-1.2 */
#include "handout.h"

#include "loop.h"

#include <errno.h>
#include <fcntl.h>
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
    int spool;            /* what is given out, before anybody sees it */
    struct sg_out *out;   /* where it goes */
    struct sg_xlsx *book; /* becomes `out` when it is whole */
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

/* The partner's own form; NULL or "": none is asked for, or it has none. */
static const char *layout_of(const struct giving *g)
{
    const struct sg_list_opt *look = &g->h->look;
    bool own = g->partner && !look->columns && !look->per && look->format != SG_LIST_JSONL;
    return own ? sg_share_layout(g->partner) : NULL;
}

static struct sg_list *open_list(struct giving *g, struct sg_out *to, struct sg_fault *f)
{
    struct sg_list_opt opt = g->h->look;
    opt.p = g->cli->profile;
    opt.lang = g->cli->lang;
    opt.viewer = g->share;
    opt.book = g->book;
    opt.layout = layout_of(g);
    opt.all_seen = g->partner && !opt.columns && !opt.per && !(opt.layout && *opt.layout);
    return sg_list_open(&opt, to, f);
}

/* Is anything of the signal in the list? Else nothing of it was given. */
static bool has_row(const struct giving *g, const struct sg_record *r)
{
    struct sg_val element;
    if (!g->h->look.per)
        return true;
    struct sg_iter it = sg_iter(sg_record_get(r, g->h->look.per));
    return sg_iter_next(&it, NULL, &element);
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
    const struct sg_record *seen = g->share ? &g->sight.record : r;
    return sg_list_add(g->list, seen, f) && (!has_row(g, seen) || note(g, r, f));
}

/* The list from its first row to its last. false: complained. */
static bool fill(struct giving *g, struct sg_out *to)
{
    struct sg_fault f;
    struct sg_loop loop = {0};
    g->list = open_list(g, to, &f);
    if (!g->list) {
        sg_complain(NULL, 0, &f);
        return false;
    }
    bool ok = sg_loop(g->cli, &loop, give, g);
    sg_left_add(&g->sight.left, &loop.left);
    sg_list_paths(g->list, &g->fields);
    if (!sg_list_end(g->list, &f)) {
        sg_complain(NULL, 0, &f);
        return false;
    }
    if (ok && !loop.lines)
        sg_say(SG_R_NO_INPUT, "no signal at all was read");
    return ok && loop.lines && sg_status(SG_DONE) < SG_USAGE;
}

/* Everything into the spool. false: complained. */
static bool make(struct giving *g)
{
    struct sg_fault f;
    struct sg_out *to = NULL;
    if (!open_spool(g->log, &g->spool, &f) || !(to = sg_out_fd(g->spool, g->log))) {
        if (g->spool >= 0)
            sg_fail(&f, SG_R_MEMORY, "memory ran out");
        sg_complain(g->spool < 0 ? g->log : NULL, 0, &f);
        return false;
    }
    if (!fill(g, to)) {
        sg_out_drop(to);
        return false;
    }
    if (sg_out_end(to, &f))
        return true;
    sg_complain(NULL, 0, &f);
    return false;
}

/* A workbook is read back from where it waits for its name. false: complained. */
static bool make_book(struct giving *g)
{
    struct sg_fault f;
    if (!fill(g, NULL))
        return false;
    struct sg_xlsx *book = g->book;
    g->book = NULL;
    g->out = sg_xlsx_close(book, &f);
    if (g->out && (g->spool = open(sg_out_temp(g->out), O_RDONLY | O_CLOEXEC)) < 0)
        sg_fail_errno(&f, "cannot be read back", errno);
    if (g->spool < 0)
        sg_complain(NULL, 0, &f);
    return g->spool >= 0;
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
    e->form = sg_list_formats[g->h->look.format];
    e->layout = layout_of(g);
    e->per = g->h->look.per;
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

static bool hash(struct giving *g, struct sg_fault *f)
{
    unsigned char key[SG_HASH];
    if (!sg_registry_key(g->log, NULL, true, g->h->writing.group, key, f))
        return named(f, g->log);
    bool good = sg_file_hash(g->spool, key, g->entry.mac, &g->entry.bytes, f);
    sg_key_forget(key);
    return good;
}

static void give_out(struct giving *g)
{
    struct sg_fault f;
    uint64_t number;
    bool book = g->h->look.format == SG_LIST_XLSX, waits = sg_out_temp(g->out) != NULL;
    fill_entry(g);
    if (!hash(g, &f) || (waits && !book && !copy(g, &f))) {
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

/* Where it goes is known to be possible before anything is made. */
static bool open_goal(struct giving *g, struct sg_fault *f)
{
    if (g->h->look.format == SG_LIST_XLSX)
        return (g->book = sg_xlsx_open(g->cli->output, g->cli->today, f)) != NULL;
    return (g->out = sg_out_open(g->cli->output, 0600, f)) != NULL;
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
    if (!ask_receiver(g, &f) || !ask_log(g, &f) || !open_goal(g, &f)) {
        sg_complain(NULL, 0, &f);
    } else if (g->book ? make_book(g) : make(g)) {
        give_out(g);
        tell(g);
    }
    sg_xlsx_drop(g->book);
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
