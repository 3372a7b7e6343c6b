/* SPDX-License-Identifier: EUPL-1.2 */
/* What the parts of stream share; for this room only. */
#ifndef SG_STREAM_IMPL_H
#define SG_STREAM_IMPL_H

#include "stream.h"

#include <poll.h>
#include <sys/stat.h>

enum { SG_BOM_SIZE = 3 };

/* Opens for reading ("-" or NULL: standard input) and looks what it is. -1: *f says why. */
int sg_open_in(const char *path, struct stat *st, struct sg_fault *f);
/* Closes what sg_open_in opened; standard input stays open. */
void sg_close_in(int fd);

/* The limit to use: 0 means SG_LINE_MAX, and sums with it must not overflow. */
size_t sg_line_max(size_t wanted);

/* Length of the UTF-8 BOM at p: 3 or 0. */
size_t sg_bom(const char *p, size_t n);

/* After a failed read or write: true when errno says to try again (interrupted, or a descriptor
 * that somebody set to non-blocking: waits until `events` are possible). */
bool sg_try_again(int fd, short events);

/* ---- a regular file, one block of lines at a time ---- */

/* 1 MiB with its copy stays in the cache of a core, and is enough to make the cost of claiming
 * and reporting a block disappear. */
enum { SG_BLOCK = 1 << 20 };

/* A file as it was when the scan began. What is appended later is not seen; when it shrinks, it
 * ends there. */
struct sg_source {
    int fd;
    off_t begin, end; /* behind the BOM; the size */
    size_t line_max;
};

/* One block and the buffer it is read into, reused for the next. Zero-initialised = empty. A line
 * belongs to the block in which it starts. */
struct sg_block {
    const struct sg_source *source;
    char *buf; /* owned: free it */
    size_t n, cap;
    size_t at, stop; /* next line; lines that start here or later belong to the next block */
    off_t pos;       /* where in the file the next read begins */
};

/* Begins with block `k`. false: errno is set. */
bool sg_block_open(struct sg_block *b, const struct sg_source *source, size_t k);
/* 1: a line (line->no is 0); 0: the end of the block; -1: errno is set. */
int sg_block_next(struct sg_block *b, struct sg_line *line);

#endif
