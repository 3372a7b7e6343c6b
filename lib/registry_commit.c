/* SPDX-License-Identifier: EUPL-1.2 */
/* The only place where a registry is written. A disk takes longer over a batch than the next one
 * takes to make, so the writing can go on beside it; one batch is on its way at a time. */
#include "registry_impl.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static bool write_batch(struct sg_registry *g, struct sg_fault *f)
{
    if (!sg_reg_batch_write(g->fd, g->handed))
        return sg_fail(f, SG_R_IO, "writing failed: %s", strerror(errno));
    if (fdatasync(g->fd) != 0)
        return sg_fail(f, SG_R_IO, "syncing failed: %s", strerror(errno));
    if (g->folder < 0)
        return true;
    bool good = sg_reg_folder_sync(g->folder, f);
    close(g->folder);
    g->folder = -1;
    return good;
}

static void *writer(void *arg)
{
    struct sg_registry *g = arg;
    if (write_batch(g, &g->why))
        g->why.reason = SG_R_NOTE;
    return NULL;
}

/* Hands the first batch over. false: there is none, or there may be none (*f; *good says which). */
static bool hand_over(struct sg_registry *g, bool *good, struct sg_fault *f)
{
    *good = sg_registry_commit_wait(g, f);
    if (!*good)
        return false;
    if (!sg_reg_batch_take(g, &g->handed))
        *good = sg_fail(f, SG_R_MEMORY, "memory ran out");
    g->writing = g->handed != NULL;
    return g->writing;
}

bool sg_registry_commit_start(struct sg_registry *g, struct sg_fault *f)
{
    bool good;
    if (!hand_over(g, &good, f))
        return good;
    g->beside = pthread_create(&g->writer, NULL, writer, g) == 0;
    if (!g->beside)
        writer(g);
    return true;
}

bool sg_registry_commit_wait(struct sg_registry *g, struct sg_fault *f)
{
    if (g->broken)
        return sg_fail(f, SG_R_IO, "an earlier write failed; nothing more is written");
    if (!g->writing)
        return true;
    if (g->beside)
        pthread_join(g->writer, NULL);
    g->writing = g->beside = false;
    sg_reg_batch_back(g, g->handed);
    g->handed = NULL;
    g->broken = g->why.reason != SG_R_NOTE;
    if (g->broken && f)
        *f = g->why;
    return !g->broken;
}

bool sg_registry_commit(struct sg_registry *g, struct sg_fault *f)
{
    bool good;
    while (hand_over(g, &good, f)) {
        writer(g);
        if (!sg_registry_commit_wait(g, f))
            return false;
    }
    return good;
}
