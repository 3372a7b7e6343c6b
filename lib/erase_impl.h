/* SPDX-License-Identifier: EUPL-1.2 */
/* erase_impl - shared by the parts of the room erase. */
#ifndef SG_ERASE_IMPL_H
#define SG_ERASE_IMPL_H

#include "csv.h"
#include "due.h"
#include "erase.h"
#include "registry.h"

/* The ground of what is erased because its time is over. */
#define SG_ERASE_RETENTION "retention"

/* One signal that is to be erased. Texts begin at an offset in erase.text. */
struct sg_doomed {
    char id[SG_ID_MAX];
    int64_t rev;
    const struct sg_due_kind *kind; /* the row of retention that says what stays */
    const struct sg_code *ground;
    struct sg_date due; /* y = 0: none */
    size_t partners;    /* "moviera 2021-03-04|...", who was told of it */
    size_t members, members_n, mark, mark_n;
};

struct sg_told;

struct sg_eraser {
    struct sg_cli *cli;
    const struct sg_eraser_opt *opt;
    struct sg_due_plan *plan;
    struct sg_latest *latest;
    struct sg_record *record;
    struct sg_doomed *list;
    size_t count, cap;
    struct sg_buf text;
    size_t refused;
    struct sg_told *told;
    size_t told_count, told_cap;
};

/* A signal that somebody asked to erase. */
struct sg_plea {
    char id[SG_ID_MAX];
    size_t line; /* of the list; 0: an operand */
    int64_t rev; /* that was approved; 0: whichever is the newest */
    const struct sg_code *ground;
    char rule[64]; /* that was approved; "": whichever decides */
    bool twice;    /* it was asked for before */
    size_t told;   /* the last of the disclosures of it, in eraser.told, from 1; 0: none */
};
/* One disclosure. */
struct sg_told {
    char entry[64]; /* "moviera 2021-03-04" */
    size_t next;    /* of the same signal */
};
/* Finds the disclosures of signals that are asked for in the log (opt->log, else beside the
 * registry, where there may be none). false: *f. */
bool sg_eraser_log(struct sg_eraser *e, struct sg_plea *plea, size_t n, struct sg_fault *f);
/* Marks those that come again. false: memory ran out. */
bool sg_pleas_twice(struct sg_plea *plea, size_t n);

/* false: complained. */
bool sg_eraser_begin(struct sg_eraser *e, struct sg_cli *cli, const struct sg_eraser_opt *opt);
void sg_eraser_end(struct sg_eraser *e);

/* Can the signal be erased, and what would be? Adds it to the list; e->latest holds all of its
 * revisions. false: *f (UNKNOWN_ID, ERASED, RESTRICTED, BAD_VALUE: no row of retention fits;
 * CONFLICT: it is asked for twice, or not what was approved, or its time is not over though that is
 * the ground; MEMORY). */
bool sg_eraser_take(struct sg_eraser *e, const struct sg_plea *plea, struct sg_fault *f);
/* Reads all revisions of the signals that are asked for, then takes those that can be erased and
 * complains of the others; `file` (may be NULL) is where they stand. false: *f; nothing is erased.
 */
bool sg_eraser_pleas(struct sg_eraser *e, const char *file, struct sg_plea *plea, size_t n,
                     struct sg_fault *f);
/* Complains of a signal that is not erased. */
void sg_eraser_refuse(struct sg_eraser *e, const char *file, size_t line, struct sg_fault *f);

/* The words of the list and the declaration: list erase-word. */
const char *sg_erase_word(const struct sg_eraser *e, const char *code);
const char *sg_erase_label(const struct sg_eraser *e, const struct sg_code *c);
const char *sg_erase_rule(const struct sg_eraser *e, const struct sg_doomed *d);
/* Appends the partners in words: "Moviera 04-03-2021, RIEC 01-04-2021". */
void sg_erase_partners(const struct sg_eraser *e, const struct sg_doomed *d, struct sg_buf *out);

/* erase_told.c: the declaration of what was erased. */
void sg_erase_declare(const struct sg_eraser *e, const struct sg_erased *done, struct sg_buf *out);

#endif
