/* SPDX-License-Identifier: EUPL-1.2 */
/* loop_impl - shared by the parts of the room loop. */
#ifndef SG_LOOP_IMPL_H
#define SG_LOOP_IMPL_H

#include "loop.h"
#include "registry.h"

/* One input of a run. */
struct sg_input {
    const char *path; /* for opening; NULL: standard input */
    const char *name; /* for messages */
    bool registry;    /* named by -r or SIG_REGISTRY: torn lines are notices */
};

/* The i-th input of the command line; false behind the last. */
bool sg_input_at(const struct sg_cli *cli, const struct sg_loop *loop, size_t i,
                 struct sg_input *in);

/* Decides one line: reads it into *r, drops what is superseded, what the role of --view may not see
 * and what is not selected, hands the rest to fn. true: done with it (or passed over); false: *f.
 * *given counts what fn accepted. */
struct sg_gate {
    const struct sg_cli *cli;
    const struct sg_revisions *revisions; /* NULL: all lines count */
    bool registry;
    sg_record_fn fn;
    void *ctx;
    const struct sg_loop *loop;
    size_t given;
    struct sg_record record;
    struct sg_sight sight;
};
bool sg_gate_line(struct sg_gate *g, const struct sg_line *line, struct sg_fault *f);

#endif
