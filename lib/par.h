/* SPDX-License-Identifier: EUPL-1.2 */
/* par - the same work for many numbers, over a few threads. */
#ifndef SG_PAR_H
#define SG_PAR_H

#include <stddef.h>

/* Calls fn(ctx, i) once for every i in 0..n-1 and returns when all have returned. At most
 * `threads` calls run at a time (0 counts as 1; 64 at most); the calling thread is one of them.
 * Which thread gets which i, and in what order, is open: numbers are handed out one by one, so
 * make each i worth some 20 microseconds. Threads are started and joined within the call (about
 * 20 microseconds each); one that cannot be started is done without, so this never fails. */
void sg_par(unsigned threads, size_t n, void (*fn)(void *ctx, size_t i), void *ctx);

#endif
