/* SPDX-License-Identifier: EUPL-1.2 */
/* stream - lines in, bytes out.
 *
 * Lines come from files or standard input in large reads (mmap measured 10-20 % faster, but lets
 * memory follow the file and turns a truncated file into a signal). Nothing here knows JSON. */
#ifndef SG_STREAM_H
#define SG_STREAM_H

#include "buf.h"
#include "diag.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum { SG_LINE_MAX = 16 << 20 }; /* default limit of a line in bytes */

/* One line, borrowed until the next call. */
struct sg_line {
    const char *p; /* without its newline */
    size_t n;
    size_t no;     /* 1-based within its file */
    bool ended;    /* a newline followed it; false only for the last line of a file */
    bool too_long; /* longer than the limit: p, n hold only its beginning */
};

/* Fills *f from an errno value: "WHAT: No space left on device" as PERMISSION (EACCES, EPERM),
 * MEMORY (ENOMEM) or IO. For threads too. Always returns false. */
bool sg_fail_errno(struct sg_fault *f, const char *what, int err);

/* ---- one after the other ---- */

struct sg_in;

/* Opens a file ("-" or NULL: standard input). line_max 0: SG_LINE_MAX. Before a read that may
 * block, `flush` (may be NULL) is called with `ctx`, so that a live pipe shows what is done.
 * A UTF-8 BOM at the start is skipped. NULL: *f says why (IO, PERMISSION; a directory is IO). */
struct sg_in *sg_in_open(const char *path, size_t line_max, void (*flush)(void *ctx), void *ctx,
                         struct sg_fault *f);
/* 1: a line; 0: the end; -1: reading failed, *f says why. */
int sg_in_next(struct sg_in *in, struct sg_line *line, struct sg_fault *f);
bool sg_in_seekable(const struct sg_in *in); /* a regular file: can be read twice, or by sg_scan */
bool sg_in_bom(const struct sg_in *in);      /* a BOM was skipped, as far as was read */
void sg_in_close(struct sg_in *in);          /* NULL is fine */

/* The same input as bytes, for a reader that finds its own ends (csv); not to be mixed with
 * sg_in_next. `more` reads at least a byte behind what is held (1; 0: the end; -1: *f); `held` is
 * all that was read and not yet taken, borrowed until the next `more`; `take` drops its first n.
 * The reader bounds the memory: it must take, or give up, when it holds too much. */
int sg_in_more(struct sg_in *in, struct sg_fault *f);
const char *sg_in_held(const struct sg_in *in, size_t *n);
void sg_in_take(struct sg_in *in, size_t n);

/* ---- side by side ---- */

/* Calls `each` for every line of a regular file, from `threads` threads at once (1-64; 1 = on the
 * calling thread), each with its own `worker[i]`; the file is cut into blocks at line ends, and one
 * block's lines come in order from one thread. line->no is 0: a thread does not know it. When
 * `each` returns false its *fault is kept and handed to `report` on the calling thread, in the
 * order of the lines, while the scan goes on, with fault->line set; `report` returning false ends
 * the scan early (not a failure). A fault whose `reason` has status SG_DONE is a notice and travels
 * the same way. Lines are those of sg_in_next (BOM skipped, empty file = no line) in the file as
 * it was at the start: what is appended meanwhile is not seen.
 * `*lines` (may be NULL) gets the number of lines; after an early end, that of the last report.
 *
 * What a thread makes of its lines can be put in their order again: `made` (NULL: nothing is made)
 * gives the buffer that a worker adds to, and `take` gets what stands in it on the calling thread,
 * block after block, and may change it; false ends the scan early.
 *
 * Memory: per thread a block of 1 MiB and the longest line, at most 256 KiB of faults (a thread
 * with more waits for the report), and what was made of four blocks. false: reading failed, *f says
 * why. */
typedef bool (*sg_each_fn)(void *worker, const struct sg_line *line, struct sg_fault *fault);
struct sg_scan {
    sg_each_fn each;
    bool (*report)(void *ctx, const struct sg_fault *fault);
    struct sg_buf *(*made)(void *worker);
    bool (*take)(void *ctx, struct sg_buf *made);
    void *ctx; /* of report and take */
};
bool sg_scan(const char *path, size_t line_max, unsigned threads, void *const worker[],
             const struct sg_scan *how, size_t *lines, struct sg_fault *f);

/* ---- out ---- */

/* A buffered writer on a descriptor. The first failure is kept and everything after it ignored:
 * a caller writes on and asks at the end. Its faults name the file in fault->file. */
struct sg_out;

/* On an open descriptor, `name` for messages. It is borrowed: sg_out_end leaves it open, except
 * standard output. NULL: no memory. */
struct sg_out *sg_out_fd(int fd, const char *name);
/* A file under its final name only when sg_out_end succeeds: written beside it as ".NAME.PID.tmp"
 * (mode `mode`, never wider than that of the file it replaces), then synced and renamed. A symbolic
 * link stays one and its target is replaced. What is not a regular file (a pipe, a device, also
 * /dev/stdout) is written to directly. "-" or NULL is standard output. NULL: *f says why. */
struct sg_out *sg_out_open(const char *path, mode_t mode, struct sg_fault *f);
/* The path of the file that waits for its name, for a library that opens files itself: it must
 * write into that file, not replace it. NULL: what is written to is not a regular file. */
const char *sg_out_temp(const struct sg_out *o);
void sg_out_add(struct sg_out *o, const void *p, size_t n);
void sg_out_str(struct sg_out *o, const char *s);
/* What a buffer holds; when that failed, so has the output, which says so at its end. */
void sg_out_buf(struct sg_out *o, const struct sg_buf *b);
bool sg_out_flush(struct sg_out *o, struct sg_fault *f);
bool sg_out_sound(const struct sg_out *o); /* nothing failed so far */
/* Flushes and waits until the bytes are on the disk; a pipe or a terminal has none. */
bool sg_out_sync(struct sg_out *o, struct sg_fault *f);
/* Flushes, closes (standard output too, so that a full disk is noticed) and frees; a file opened
 * by sg_out_open gets its name when all went well, else is removed. false: *f says why. */
bool sg_out_end(struct sg_out *o, struct sg_fault *f);
/* Gives up: frees, and removes an unfinished file. NULL is fine. */
void sg_out_drop(struct sg_out *o);

/* Writes all n bytes to fd, over short writes and EINTR. false: errno is set. */
bool sg_write_all(int fd, const void *p, size_t n);

#endif
