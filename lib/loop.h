/* SPDX-License-Identifier: EUPL-1.2 */
/* loop - the one input loop: a command is a function of one record.
 *
 * Inputs are the operands, else the registry (-r, SIG_REGISTRY), else standard input, refused when
 * that is a terminal. Of a regular file only the newest revision of each signal is shown (first a
 * pass that collects the amended ids, see registry.h) unless --all-revisions; a stream is taken as
 * it comes. With --view (SG_C_VIEW) all that follows, -w first, gets a signal as the role may see
 * it, and none of which it may see nothing. -w selects after that. A bad line is complained of and,
 * with --rejects, kept; the rest goes on unless -x. In a registry a torn line is a notice. Part of
 * the program's voice. */
#ifndef SG_LOOP_H
#define SG_LOOP_H

#include "cli.h"
#include "record.h"

/* What a command does with one record. `line` is the line it stands on. false: the line is
 * rejected with *f (or, when its reason has status 0, a notice is printed). */
typedef bool (*sg_record_fn)(void *ctx, const struct sg_record *r, const struct sg_line *line,
                             struct sg_fault *f);

struct sg_loop {
    bool erased; /* what is left of erased signals is given too, else it is passed over */
    bool writes; /* the registry is what the command writes, not what it reads by default */
    void (*flush)(void *ctx); /* before a read that may block; may be NULL */
    void *flush_ctx;
    /* What a worker makes of its records, in the order of the lines: `made` (may be NULL) gives the
     * buffer that it adds to, whose content goes to `out`. A failed output ends the loop. */
    struct sg_buf *(*made)(void *worker);
    struct sg_out *out;
    /* The revisions of a file that was read before (may be NULL): if it is an input too and did not
     * change since, it is spared the first pass. */
    const struct sg_revisions *known;
    size_t lines;                      /* out: lines read */
    size_t records;                    /* out: records given to the command */
    size_t rejected;                   /* out: lines complained of */
    size_t by_reason[SG_REASON_COUNT]; /* out: the same, by reason */
    const char *name;                  /* out: the input that is read, as messages name it */
    bool streamed;                     /* out: some input could not be read twice */
    struct sg_left_out left;           /* out: what --view left out; sg_loop_end says it */
};

/* Runs over all inputs in order. true: everything was read (lines may have been rejected: that is
 * in the exit status). false: ended early (-x, input/output), already complained of. */
bool sg_loop(struct sg_cli *cli, struct sg_loop *loop, sg_record_fn fn, void *ctx);

/* The same over several threads: worker[i] is the context of thread i (count of them as
 * cli->threads). Records of one regular file come in no order and only to one worker each; streams
 * go to worker 0 in order, each record marked by loop->streamed being true before the first. */
bool sg_loop_threads(struct sg_cli *cli, struct sg_loop *loop, sg_record_fn fn,
                     void *const worker[]);

/* The end of a command that writes what it read to cli->output: `ok` as the loop gave it. Says when
 * no line at all was read; ends `out`, complaining when it failed, or drops it, when a file would
 * be half or nothing was to be done. */
void sg_loop_end(const struct sg_cli *cli, const struct sg_loop *loop, bool ok, struct sg_out *out);

/* Rejected lines, kept as they were in FILE, with line, reason and text in FILE.reasons.csv: what
 * the loop does with --rejects, for commands with a loop of their own. */
struct sg_rejects;
struct sg_rejects *sg_rejects_open(const char *path, struct sg_fault *f);
void sg_rejects_add(struct sg_rejects *j, const char *file, const struct sg_line *line,
                    const struct sg_fault *why);
bool sg_rejects_end(struct sg_rejects *j, struct sg_fault *f); /* NULL: nothing to do */

#endif
