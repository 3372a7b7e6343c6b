/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry_impl.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool fail_open(struct sg_fault *f)
{
    bool rights = errno == EACCES || errno == EPERM || errno == EROFS;
    return sg_fail(f, rights ? SG_R_PERMISSION : SG_R_IO,
                   "cannot open the registry for writing: %s", strerror(errno));
}

/* Opens what the path names now that the lock is held: a writer that waited while the file was
 * replaced gets the new one. */
static bool open_file(struct sg_registry *g, const struct sg_registry_opt *opt, struct stat *st,
                      struct sg_fault *f)
{
    const int flags = O_RDWR | O_APPEND | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;
    if (stat(g->path, st) == 0) {
        if (!sg_reg_mode_check(st, opt->group, "it", f))
            return false;
        g->fd = open(g->path, flags);
    } else if (errno == ENOENT && !opt->must_exist) {
        g->fd = open(g->path, flags | O_CREAT | O_EXCL, 0600);
        if (g->fd >= 0 && opt->group && fchmod(g->fd, 0660) != 0)
            return fail_open(f);
    }
    if (g->fd < 0 || fstat(g->fd, st) != 0)
        return fail_open(f);
    return sg_reg_mode_check(st, opt->group, "it", f);
}

/* What is added goes behind a newline when the file does not end in one. false: no memory. */
static bool close_tail(struct sg_registry *g, size_t size, bool open)
{
    char *newline;
    if (!sg_reg_batches_begin(g, size))
        return false;
    struct sg_batch *batch = open ? sg_reg_batch_place(g, 1, 0, SIZE_MAX, &newline) : NULL;
    if (batch) {
        *newline = '\n';
        sg_reg_batch_filled(g, batch, 1);
    }
    return batch || !open;
}

static bool begin(struct sg_registry *g, const struct sg_registry_opt *opt, struct sg_fault *f)
{
    struct stat st;
    struct sg_tail tail;
    /* No lock file beside what does not exist; it is replaced by renaming, so never absent between.
     */
    if (opt->must_exist && stat(g->path, &st) != 0)
        return fail_open(f);
    g->lock = sg_reg_lock_take(g->path, opt->group, opt->wait_s, f);
    if (g->lock < 0 || !open_file(g, opt, &st, f) ||
        !sg_reg_tail_read(g->fd, st.st_size, g->line_max, &tail, f))
        return false;
    g->n = g->numbered = tail.n;
    memcpy(g->chain, tail.chain, SG_HASH);
    if (st.st_size == 0 && (g->folder = sg_reg_folder_open(g->path, f)) < 0)
        return false;
    return close_tail(g, (size_t)st.st_size, tail.open) ||
           sg_fail(f, SG_R_MEMORY, "memory ran out");
}

struct sg_registry *sg_registry_open(const char *path, const struct sg_registry_opt *opt,
                                     struct sg_fault *f)
{
    if (!sg_reg_sodium_ready(f))
        return NULL;
    struct sg_registry *g = malloc(sizeof *g);
    if (!g) {
        sg_fail(f, SG_R_MEMORY, "memory ran out");
        return NULL;
    }
    *g = (struct sg_registry){.fd = -1, .lock = -1, .folder = -1};
    pthread_mutex_init(&g->guard, NULL);
    g->line_max = opt->line_max ? opt->line_max : SG_LINE_MAX;
    g->path = sg_reg_path_resolve(path, f);
    if (g->path && begin(g, opt, f))
        return g;
    sg_registry_close(g);
    return NULL;
}

uint64_t sg_registry_count(const struct sg_registry *g)
{
    return g->n;
}

void sg_registry_close(struct sg_registry *g)
{
    if (!g)
        return;
    sg_registry_commit_wait(g, NULL);
    sg_reg_batches_free(g);
    pthread_mutex_destroy(&g->guard);
    sg_made_free(g->made);
    if (g->fd >= 0)
        close(g->fd);
    if (g->folder >= 0)
        close(g->folder);
    if (g->lock >= 0)
        close(g->lock); /* last: this gives the lock away */
    free(g->path);
    free(g);
}
