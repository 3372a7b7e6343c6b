/* SPDX-License-Identifier: EUPL-1.2 */
/* amend_impl - shared by the parts of the room amend. */
#ifndef SG_AMEND_IMPL_H
#define SG_AMEND_IMPL_H

#include "amend.h"
#include "intake.h"
#include "loop.h"
#include "registry.h"

struct sg_cases;

/* One change that waits, and where it came from. */
struct sg_job {
    struct sg_change change;
    size_t line;  /* 0: the command line */
    size_t raw_n; /* the row or line, kept when there is a file for rejects */
    char *raw;
    struct sg_fault *fault; /* what is wrong with it whatever the signal: told in its turn */
};

struct sg_amend {
    struct sg_cli *cli;
    struct sg_amend_opt opt;
    struct sg_out *out;
    struct sg_job *jobs;      /* SG_AMEND_BATCH of them */
    size_t count;             /* that wait */
    size_t used;              /* that ever did: the others were never touched */
    const char *name;         /* of the input, for messages; NULL: the command line */
    struct sg_rejects *lines; /* at most one of both */
    struct sg_row_rejects *rows;
    bool ended;     /* nothing more is taken: a write failed, or -x */
    bool unprinted; /* the reader of our output went away */
    unsigned asked; /* unknown ids that the near one was looked for of */

    /* while a batch is worked at */
    struct sg_registry *registry; /* NULL: dry run */
    struct sg_latest *latest;
    struct sg_cases *cases;
    struct sg_record *now, *base;
    struct sg_buf members, line, made; /* made: what is printed when it is safe */

    size_t read, amended, present, rejected;
};

/* The slot for the next change, empty; NULL: nothing more is taken. `taken` puts it in the queue;
 * a full queue is worked at. */
struct sg_job *sg_amend_slot(struct sg_amend *a, const struct sg_change *constants, size_t line,
                             const char *raw, size_t raw_n);
void sg_amend_taken(struct sg_amend *a, struct sg_job *job);
/* The same of one that is wrong already. */
void sg_amend_wrong(struct sg_amend *a, struct sg_job *job, const struct sg_fault *f);

/* The input failed: what was read of it is worked at, nothing more is taken. */
void sg_amend_stuck(struct sg_amend *a, const struct sg_fault *f);

/* Complains of a refusal and keeps what was refused. */
void sg_amend_refuse(struct sg_amend *a, const struct sg_job *job, struct sg_fault *f);

/* amend_job.c: applies one change to all its signals. */
void sg_amend_job(struct sg_amend *a, struct sg_job *job);

/* The i-th id of "ID, ID": its bytes; NULL behind the last. */
const char *sg_amend_id(const struct sg_change *c, size_t i, size_t *n);

/* amend_case.c: jobs with a case number and no id. want: asks `latest` for the ids that may be
 * meant, before it is read; read: notes the numbers that they have now; id: gives a job the id of
 * the one signal with its number. */
bool sg_amend_cases_want(struct sg_amend *a, struct sg_fault *f);
bool sg_amend_cases_read(struct sg_amend *a, struct sg_fault *f);
bool sg_amend_case_id(const struct sg_amend *a, struct sg_job *job, struct sg_fault *f);
void sg_amend_cases_free(struct sg_cases *c);

#endif
