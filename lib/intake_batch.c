/* SPDX-License-Identifier: EUPL-1.2 */
/* Batches: while one is written and synced by a thread of its own, the next is filled. The wait for
 * the disk is the longest part of an import; this hides the work behind it. One signal by hand
 * never starts the thread. */
#include "intake_impl.h"

#include "when.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

struct sg_batch {
    struct sg_buf members, lines;
    struct sg_waiting *waiting;
    struct sg_item *items;
    size_t n;
};

enum state { IDLE, WORK, DONE, QUIT };

struct sg_batches {
    struct sg_intake *in;
    struct sg_batch batch[2];
    unsigned filling; /* the one that takes signals; the other may be with the writer */
    bool threaded;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    enum state state; /* of the writer */

    /* what the writer found out, read when it is idle */
    bool failed, unprinted;
    struct sg_fault fault;
    size_t added;
};

struct sg_batches *sg_batches_new(struct sg_intake *in)
{
    struct sg_batches *b = calloc(1, sizeof *b);
    if (!b)
        return NULL;
    b->in = in;
    pthread_mutex_init(&b->lock, NULL);
    pthread_cond_init(&b->changed, NULL);
    for (int i = 0; i < 2; i++) {
        b->batch[i].waiting = calloc(SG_BATCH_ITEMS, sizeof *b->batch[i].waiting);
        b->batch[i].items = calloc(SG_BATCH_ITEMS, sizeof *b->batch[i].items);
        if (!b->batch[i].waiting || !b->batch[i].items) {
            sg_batches_free(b);
            return NULL;
        }
    }
    return b;
}

/* ---- the work on a full batch ---- */

static bool register_batch(struct sg_batches *b, struct sg_batch *batch)
{
    const struct sg_intake *in = b->in;
    char recorded[21];
    sg_now_utc(recorded);
    struct sg_stamp stamp = {
        sg_profile_value(in->cli->profile, "id_prefix"), 0, NULL, 1, recorded, in->opt.by};
    for (size_t i = 0; i < batch->n; i++)
        batch->items[i] = (struct sg_item){batch->members.p + batch->waiting[i].at,
                                           batch->waiting[i].n, batch->waiting[i].year};
    return sg_registry_add_many(in->registry, &stamp, batch->items, batch->n,
                                (unsigned)in->cli->threads, in->opt.quiet ? NULL : &batch->lines,
                                &b->fault) &&
           sg_registry_commit(in->registry, &b->fault);
}

static void unregistered(struct sg_batch *batch)
{
    for (size_t i = 0; i < batch->n; i++) {
        const struct sg_waiting *w = &batch->waiting[i];
        sg_buf_fmt(&batch->lines, "{\"sig\":%d,", SG_FORMAT_VERSION);
        sg_buf_add(&batch->lines, batch->members.p + w->at, w->n);
        sg_buf_add(&batch->lines, "}\n", 2);
    }
}

static void print(struct sg_batches *b, struct sg_batch *batch)
{
    struct sg_intake *in = b->in;
    sg_out_add(in->out, batch->lines.p, batch->lines.n);
    if (batch->lines.failed)
        sg_fail(&b->fault, SG_R_MEMORY, "memory ran out");
    if (!batch->lines.failed && sg_out_flush(in->out, &b->fault))
        return;
    b->unprinted = true;
    b->failed = !in->registry; /* what is to be registered still is */
}

static void work(struct sg_batches *b, struct sg_batch *batch)
{
    const struct sg_intake *in = b->in;
    if (!b->failed && batch->n) {
        if (in->registry)
            b->failed = !register_batch(b, batch);
        else if (!in->opt.dry_run && !in->opt.quiet)
            unregistered(batch);
        if (!b->failed)
            b->added += batch->n;
    }
    if (!b->failed && batch->lines.n && !b->unprinted)
        print(b, batch);
    sg_buf_clear(&batch->lines);
    sg_buf_clear(&batch->members);
    batch->n = 0;
}

/* ---- the writer's thread ---- */

static void set_state(struct sg_batches *b, enum state state)
{
    pthread_mutex_lock(&b->lock);
    b->state = state;
    pthread_cond_signal(&b->changed);
    pthread_mutex_unlock(&b->lock);
}

static enum state await(struct sg_batches *b, enum state one, enum state other)
{
    pthread_mutex_lock(&b->lock);
    while (b->state != one && b->state != other)
        pthread_cond_wait(&b->changed, &b->lock);
    enum state now = b->state;
    pthread_mutex_unlock(&b->lock);
    return now;
}

static void *writer(void *ctx)
{
    struct sg_batches *b = ctx;
    while (await(b, WORK, QUIT) == WORK) {
        work(b, &b->batch[!b->filling]);
        set_state(b, DONE);
    }
    return NULL;
}

static void complain_unprinted(struct sg_batches *b)
{
    static const char added[] = "added, not printed: ";
    struct sg_fault f = b->fault;
    if (b->in->registry)
        snprintf(f.text, sizeof f.text, "%s%.*s", added, (int)(sizeof f.text - sizeof added),
                 b->fault.text);
    sg_complain(NULL, 0, &f);
}

/* Takes what the idle writer found out, complains of it once. */
static bool outcome(struct sg_batches *b)
{
    struct sg_intake *in = b->in;
    in->added += b->added;
    b->added = 0;
    if (b->unprinted && !in->unprinted) {
        in->unprinted = true;
        complain_unprinted(b);
    }
    if (b->failed && !in->broken && !(b->unprinted && !in->registry))
        sg_complain(in->cli->registry, 0, &b->fault);
    in->broken |= b->failed;
    return !in->broken;
}

static bool settle(struct sg_batches *b)
{
    if (b->threaded) {
        await(b, DONE, IDLE);
        set_state(b, IDLE);
    }
    return outcome(b);
}

/* The batch is full: it goes to the writer, and the other one is filled. */
static bool hand_over(struct sg_batches *b)
{
    if (!b->threaded) {
        b->threaded = b->in->registry && b->in->cli->threads > 1 &&
                      pthread_create(&b->thread, NULL, writer, b) == 0;
        if (!b->threaded) {
            work(b, &b->batch[b->filling]);
            return outcome(b);
        }
    }
    if (!settle(b))
        return false;
    b->filling = !b->filling;
    set_state(b, WORK);
    return true;
}

bool sg_batches_add(struct sg_batches *b, const char *members, size_t n, int year)
{
    struct sg_batch *batch = &b->batch[b->filling];
    if (b->in->broken)
        return false;
    if (batch->n == SG_BATCH_ITEMS || batch->members.n > SG_BATCH_BYTES) {
        if (!hand_over(b))
            return false;
        batch = &b->batch[b->filling];
    }
    batch->waiting[batch->n++] = (struct sg_waiting){batch->members.n, n, year};
    sg_buf_add(&batch->members, members, n);
    if (!batch->members.failed)
        return true;
    struct sg_fault f;
    sg_fail(&f, SG_R_MEMORY, "memory ran out");
    sg_complain(b->in->cli->registry, 0, &f);
    return !(b->in->broken = true);
}

bool sg_batches_flush(struct sg_batches *b)
{
    if (!settle(b))
        return false;
    work(b, &b->batch[b->filling]);
    return outcome(b);
}

void sg_batches_free(struct sg_batches *b)
{
    if (!b)
        return;
    if (b->threaded) {
        await(b, DONE, IDLE);
        set_state(b, QUIT);
        pthread_join(b->thread, NULL);
    }
    for (int i = 0; i < 2; i++) {
        sg_buf_free(&b->batch[i].members);
        sg_buf_free(&b->batch[i].lines);
        free(b->batch[i].waiting);
        free(b->batch[i].items);
    }
    pthread_mutex_destroy(&b->lock);
    pthread_cond_destroy(&b->changed);
    free(b);
}
