/* SPDX-License-Identifier: EUPL-1.2 */
/* filter - a command that adds what it computed to each signal and passes the signal on.
 *
 * What is left of an erased signal passes as it is. What
 * it does not own it copies byte for byte: other members, their order, the spelling of
 * numbers, escapes, blanks. Members that it owns and finds in the input are replaced in their
 * place, so that its own output fed to it again comes out unchanged. One line out for each line in,
 * in their order whatever the number of threads; a line that cannot be used is complained of
 * (loop.h) and does not come out. Part of the program's voice.
 *
 * With --view (SG_C_VIEW) `make` gets a signal as its role may see it (loop.h), so that what it
 * adds rests on nothing else; of that, what the role may see comes out. What was left out is said.
 *
 * Regular files are read by cli->threads threads; memory is a few MiB a thread, whatever the size
 * of the file. */
#ifndef SG_FILTER_H
#define SG_FILTER_H

#include "cli.h"
#include "record.h"

/* Appends the members of one signal, as `"a":1,"b":[]` without braces or outer commas; may add
 * nothing. `worker` is used by one thread at a time. false: the line is rejected with *f. */
typedef bool (*sg_make_fn)(void *worker, const struct sg_record *r, struct sg_buf *members,
                           struct sg_fault *f);

struct sg_revisions;

/* Passes all inputs of the command line on to its output (-o, else standard output) with the
 * members that `make` gives; `own` are the names of all that it ever gives, and ends with NULL.
 * worker[i] is the context of thread i, cli->threads of them; a stream is read by worker[0].
 * `known`: revisions that were read before (loop.h); NULL: none.
 * Complains itself, also when no line was read at all. */
void sg_filter(struct sg_cli *cli, const char *const own[], sg_make_fn make, void *const worker[],
               const struct sg_revisions *known);

#endif
