/* SPDX-License-Identifier: EUPL-1.2 */
#include "intake_impl.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
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
    struct stat st;
    in->had_signals = in->cli->registry && !stat(in->cli->registry, &st) && st.st_size > 0;
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
    sg_batches_free(in->batches);
    sg_registry_close(in->registry);
    sg_keys_free(in->keys);
    sg_alike_free(in->alike);
    free(in->by_year);
    sg_seen_free(&in->seen);
    free(in);
}

struct sg_intake *sg_intake_open(struct sg_cli *cli, const struct sg_intake_opt *opt)
{
    struct sg_intake *in = calloc(1, sizeof *in);
    if (!in) {
        sg_say(SG_R_MEMORY, "memory ran out");
        return NULL;
    }
    in->cli = cli;
    in->opt = *opt;
    in->watched = sg_progress_seen();
    in->by_year = opt->dry_run ? calloc(SG_YEAR_SLOTS, sizeof *in->by_year) : NULL;
    in->batches = sg_batches_new(in);
    if (!in->batches || (opt->dry_run && !in->by_year))
        no_memory(in);
    else if (open_registry(in) && open_output(in))
        return in;
    dispose(in);
    return NULL;
}

/* ---- what is there already ---- */

void sg_key_write(char *at, const unsigned char key[SG_KEY])
{
    sg_hex(at, key, SG_KEY);
}

/* A registry that holds keys has a secret somewhere: with a new one its rows would not be
 * recognised and come in twice, so one is made only where there are none yet. */
static bool find_secret(struct sg_intake *in, struct sg_fault *f)
{
    bool fresh = sg_keys_count(in->keys) == 0;
    if (sg_registry_key(in->cli->registry, in->opt.key_file, fresh && !in->opt.dry_run,
                        in->opt.group, in->secret, f))
        return true;
    /* A dry run on a registry without keys needs none that lasts. */
    return fresh && in->opt.dry_run;
}

bool sg_intake_keys(struct sg_intake *in)
{
    struct sg_fault f;
    const struct sg_cli *cli = in->cli;
    if (in->keyed)
        return true;
    in->keys = sg_keys_read(cli->registry, (size_t)cli->line_max, (unsigned)cli->threads, &f);
    if (!in->keys || !find_secret(in, &f))
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
        k->again = before > 0;
        if (before) {
            uint64_t nth = (uint64_t)before;
            memcpy(again, k->key, SG_KEY);
            memcpy(again + SG_KEY, &nth, sizeof nth);
            sg_keyed_hash(in->secret, again, sizeof again, k->key);
        }
    }
    static const unsigned char not_kept[SG_KEY];
    const char *there = sg_keys_find(in->keys, k->key, content);
    if (there && (!k->has_content || !memcmp(content, not_kept, SG_KEY) ||
                  !memcmp(content, k->content, SG_KEY))) {
        k->again = !*there;
        return 0;
    }
    if (there) {
        if (*there)
            sg_fail(f, SG_R_CONFLICT, "it is registered as %s, with other content", there);
        else
            sg_fail(f, SG_R_CONFLICT, "it came before in this run, with other content");
        return -1;
    }
    memset(content, 0, sizeof content);
    if (!sg_keys_add(in->keys, k->key, k->has_content ? k->content : content)) {
        sg_fail(f, SG_R_MEMORY, "memory ran out");
        return -1;
    }
    return 1;
}

void sg_intake_near(const struct sg_intake *in, const struct sg_row_key *k)
{
    sg_keys_near(in->keys, k->key);
    if (!k->has_content)
        sg_seen_near(&in->seen, k->key);
}

/* ---- the end of a batch, and of all ---- */

bool sg_intake_flush(struct sg_intake *in)
{
    return sg_batches_flush(in->batches);
}

void sg_intake_end(struct sg_intake *in, bool tell)
{
    struct sg_fault f;
    sg_intake_flush(in);
    if (!sg_out_end(in->out, &f) && !in->unprinted)
        sg_complain(NULL, 0, &f);
    if (in->derived)
        sg_say(SG_R_DERIVED,
               "derived members (region, minor, proposals, ...) of %zu signal%s are "
               "not taken: they are computed again when needed",
               in->derived, in->derived == 1 ? "" : "s");
    if (tell)
        sg_tell_counts(in);
    dispose(in);
}
