/* SPDX-License-Identifier: EUPL-1.2 */
/* par - work over a few threads: the same for many numbers, or stage after stage for blocks. */
#ifndef SG_PAR_H
#define SG_PAR_H

#include <stdbool.h>
#include <stddef.h>

/* Calls fn(ctx, i) once for every i in 0..n-1 and returns when all have returned. At most
 * `threads` calls run at a time (0 counts as 1; 64 at most); the calling thread is one of them.
 * Which thread gets which i, and in what order, is open: numbers are handed out one by one, so
 * make each i worth some 20 microseconds. Threads are started and joined within the call (about
 * 20 microseconds each); one that cannot be started is done without, so this never fails. */
void sg_par(unsigned threads, size_t n, void (*fn)(void *ctx, size_t i), void *ctx);

/* ---- blocks through stages ---- */

/* Passes blocks of work through stages: read, convert, write. A stage that is `in_order` gets one
 * block at a time, in the order in which the first stage (which must be in order) filled them; any
 * other gets several at once, from different threads, as they come. One block is with one stage at
 * a time, so neither blocks nor what only one in-order stage touches need locks.
 *
 * A thread that is free takes the oldest block that can go on, and only then starts a new one: a
 * block mostly stays with one thread and in its cache, whichever stage is slowest holds up no more
 * than it must, and `blocks` bounds the memory. Threads are started once for all blocks; make each
 * block worth 100 microseconds or more.
 *
 * A stage returns false to end the run: the first one when there is nothing left (that block is not
 * passed on), another one to say that no block behind this one may reach a stage in order. The
 * block itself goes on, as do those before it. */
struct sg_stage {
    bool (*fn)(void *ctx, void *block);
    bool in_order;
};
/* Returns when no block is left on its way. threads as above, the calling thread being one; at most
 * 8 stages and 256 blocks. */
void sg_pipe(unsigned threads, const struct sg_stage *stage, size_t stages, void *const *block,
             size_t blocks, void *ctx);

#endif
