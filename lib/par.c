/* SPDX-License-Identifier: EUPL-1.2 */
#include "par.h"

#include <pthread.h>
#include <stdatomic.h>

enum { THREADS_MAX = 64 };

struct job {
    atomic_size_t next;
    size_t n;
    void (*fn)(void *ctx, size_t i);
    void *ctx;
};

static void *work(void *arg)
{
    struct job *job = arg;
    size_t i;
    while ((i = atomic_fetch_add(&job->next, 1)) < job->n)
        job->fn(job->ctx, i);
    return NULL;
}

void sg_par(unsigned threads, size_t n, void (*fn)(void *ctx, size_t i), void *ctx)
{
    struct job job = {.n = n, .fn = fn, .ctx = ctx};
    pthread_t others[THREADS_MAX - 1];
    unsigned started = 0;
    if (threads > THREADS_MAX)
        threads = THREADS_MAX;
    while (started + 1 < threads && started + 1 < n &&
           pthread_create(&others[started], NULL, work, &job) == 0)
        started++;
    work(&job);
    while (started > 0)
        pthread_join(others[--started], NULL);
}
