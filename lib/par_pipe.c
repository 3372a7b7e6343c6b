/* SPDX-License-Identifier: EUPL-1.2 */
#include "par.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>

enum { THREADS_MAX = 64, BLOCKS_MAX = 256, STAGES_MAX = 8 };

/* Where a block is. */
struct place {
    uint64_t nth; /* the order in which blocks were filled */
    size_t stage; /* the next one for it; 0: it is free */
    bool busy;    /* a stage has it */
};

struct pipe {
    const struct sg_stage *stage;
    size_t stages, blocks;
    void *const *block;
    void *ctx;
    pthread_mutex_t lock;
    pthread_cond_t moved;
    struct place at[BLOCKS_MAX];
    uint64_t next[STAGES_MAX]; /* the block that a stage in order gets next */
    bool busy[STAGES_MAX];     /* a stage in order has a block */
    uint64_t last;             /* none behind it goes on */
    bool ended;                /* nothing more is read */
};

/* Whether the next stage of a block can have it now. */
static bool can_go(const struct pipe *p, const struct place *at)
{
    size_t s = at->stage;
    if (at->busy)
        return false;
    return !p->stage[s].in_order || (!p->busy[s] && at->nth == p->next[s]);
}

/* The oldest block that can go on, else a free one that can be filled; NULL: none for now. */
static struct place *choose(struct pipe *p)
{
    struct place *best = NULL, *unused = NULL;
    for (size_t i = 0; i < p->blocks; i++) {
        struct place *at = &p->at[i];
        if (at->stage == 0 && !at->busy)
            unused = at;
        else if (can_go(p, at) && (!best || at->nth < best->nth))
            best = at;
    }
    if (best || !unused || p->ended || p->busy[0])
        return best;
    unused->nth = p->next[0];
    return unused;
}

/* Frees what lies behind the end. */
static void drop_behind(struct pipe *p)
{
    for (size_t i = 0; i < p->blocks; i++)
        if (p->at[i].stage && !p->at[i].busy && p->at[i].nth > p->last)
            p->at[i].stage = 0;
}

/* A stage is done with a block. */
static void move_on(struct pipe *p, struct place *at, bool go_on)
{
    size_t s = at->stage;
    at->busy = p->busy[s] = false;
    if (p->stage[s].in_order)
        p->next[s]++;
    if (!go_on) {
        p->ended = true;
        if (s > 0 && at->nth < p->last)
            p->last = at->nth;
    }
    at->stage = s == 0 && !go_on ? 0 : (s + 1) % p->stages;
    drop_behind(p);
    pthread_cond_broadcast(&p->moved);
}

static bool all_free(const struct pipe *p)
{
    for (size_t i = 0; i < p->blocks; i++)
        if (p->at[i].stage || p->at[i].busy)
            return false;
    return true;
}

static void *work(void *arg)
{
    struct pipe *p = arg;
    pthread_mutex_lock(&p->lock);
    while (!p->ended || !all_free(p)) {
        struct place *at = choose(p);
        if (!at) {
            pthread_cond_wait(&p->moved, &p->lock);
            continue;
        }
        size_t s = at->stage;
        at->busy = true;
        p->busy[s] = p->stage[s].in_order;
        pthread_mutex_unlock(&p->lock);
        bool go_on = p->stage[s].fn(p->ctx, p->block[at - p->at]);
        pthread_mutex_lock(&p->lock);
        move_on(p, at, go_on);
    }
    pthread_mutex_unlock(&p->lock);
    return NULL;
}

void sg_pipe(unsigned threads, const struct sg_stage *stage, size_t stages, void *const *block,
             size_t blocks, void *ctx)
{
    struct pipe p = {.stage = stage, .stages = stages, .block = block, .ctx = ctx};
    pthread_t others[THREADS_MAX - 1];
    unsigned started = 0;
    p.blocks = blocks < BLOCKS_MAX ? blocks : BLOCKS_MAX;
    p.last = UINT64_MAX;
    pthread_mutex_init(&p.lock, NULL);
    pthread_cond_init(&p.moved, NULL);
    while (started + 1 < threads && started + 1 < THREADS_MAX &&
           pthread_create(&others[started], NULL, work, &p) == 0)
        started++;
    work(&p);
    while (started > 0)
        pthread_join(others[--started], NULL);
    pthread_cond_destroy(&p.moved);
    pthread_mutex_destroy(&p.lock);
}
