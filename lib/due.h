/* SPDX-License-Identifier: EUPL-1.2 */
/* due - what is due, for a signal and for the house: a function of signals, profile and today.
 *
 * Three sheets of the profile say what there is to remember (sig-profile(5)): `terms` of a signal
 * or of one of its hand-offs, care trajectories and the like; `retention`, of which the first row
 * that holds decides; `agenda`, what the house does at set times. A term stands while its condition
 * is certain (SG_YES) and what ends it (`unless`) is not: what is unsure never silences a reminder.
 *
 * Dates are civil dates. A term that begins on a date of reduced precision begins on the last day
 * that can be meant, so that nobody is told too early that it is over.
 *
 * A plan is made once; each thread collects into a worker of its own; sg_due_finish puts all in
 * order. A reminder takes 32 bytes and its number while collecting, 96 bytes more afterwards. */
#ifndef SG_DUE_H
#define SG_DUE_H

#include "expr.h"
#include "profile.h"
#include "record.h"
#include "share.h"
#include "stream.h"

/* ---- the plan: read-only, shared by threads ---- */

struct sg_due_opt {
    struct sg_date today;
    int ahead; /* what is due within so many days of today, 0-3660; -1: what each row's own `ahead`
                  says */
    struct sg_date since; /* house: what came and went behind this day is told too; y = 0: what lies
                             before today is not */
    const struct sg_expr *select; /* -w, for a stream: applied once the newest revision is known */
    const struct sg_share
        *view;             /* only the rows for `view_name`, and of each signal only what it may
                              see: a stream's newest revision that is hidden hides the older */
    const char *view_name; /* in the column `views` of the sheets; NULL: all rows */
    const char *kinds;     /* only these rows of the sheets, by name, separated by ','; NULL: all */
};

struct sg_due_plan;

/* NULL: *f is BAD_PROFILE with sheet, line and column (unknown unit or date, a condition that does
 * not compile), USAGE for a kind that there is not, with the near miss, or MEMORY. The profile must
 * outlive the plan. */
struct sg_due_plan *sg_due_plan(const struct sg_profile *p, const struct sg_due_opt *opt,
                                struct sg_fault *f);
void sg_due_plan_free(struct sg_due_plan *plan);
/* Appends the terms that stand for one signal, also those far ahead, as the JSON value of the
 * derived member `terms`: [{"term":"reflection","due":"2024-02-29"},...]. Returns how many. */
size_t sg_due_terms(const struct sg_due_plan *plan, const struct sg_record *r, struct sg_buf *out);

/* The row of `retention` that decides about a signal: the first whose state and condition fit, of
 * those that nothing ends (`unless`); when all are ended, the first of them. *due: when its period
 * is over; y = 0: it is ended, or its date is not known. NULL: no row fits, or the signal was
 * erased. Rows that `kinds` leaves out decide too. */
const struct sg_due_kind *sg_due_retention(const struct sg_due_plan *plan,
                                           const struct sg_record *r, struct sg_date *due);

/* ---- collecting: one worker a thread ---- */

/* streamed: NULL, or a flag that is true while records may be old revisions (loop.h): then the
 * newest revision of each id counts. Makes n workers (all or none; *f is MEMORY). */
bool sg_dues(void *worker[], size_t n, const struct sg_due_plan *plan, const bool *streamed,
             struct sg_fault *f);
void sg_dues_free(void *worker[], size_t n); /* they are NULL then, which is fine here too */

/* Takes one record (an sg_record_fn; ctx is the worker). false: *f is MISSING_FIELD (a signal
 * without a number cannot be named in a reminder) or MEMORY. */
bool sg_due_add(void *ctx, const struct sg_record *r, const struct sg_line *line,
                struct sg_fault *f);

/* ---- what is due ---- */

/* A row of a sheet. */
struct sg_due_kind {
    const char *name;                /* "reflection" */
    const char *label[2], *bring[2]; /* by enum sg_lang; bring: of the agenda */
    const char *owner, *category;    /* "" for none; category: of retention */
    unsigned urgency;                /* place in the list `urgency`: 0 is the most urgent */
    int target;                      /* of the agenda: to be counted in a year; 0: none */
    bool house;                      /* of the agenda */
};

/* What a meeting takes with it. */
struct sg_due_house {
    const char *const *id; /* open signals to bring, by number, in order */
    size_t ids;
    long done; /* counted so far in the year of the date; only with kind->target */
};

struct sg_due {
    const struct sg_due_kind *kind;
    const char *id;                   /* of the signal; "" for the house */
    const char *owner;                /* of the signal, else of the row; "" for nobody; the same
                                         owner is the same pointer */
    uint64_t number;                  /* the digits at the end of the id */
    const struct sg_due_house *house; /* NULL for a signal */
    int32_t due;                      /* sg_date_days */
    uint32_t at; /* which element of its list, or which time of the agenda, from 0 */
};

struct sg_due_list {
    const struct sg_due
        *due; /* by owner; of one owner the most urgent first, then by date and number */
    size_t n;
    size_t longest; /* bytes of the longest id */
    struct sg_due_own *own;
};

/* Puts what the workers (1-64) found, and what is on the agenda, in order. Borrowed from the plan
 * and the workers, which are not to be added to any more. false: *f is MEMORY. */
bool sg_due_finish(void *const worker[], size_t n, struct sg_due_list *list, struct sg_fault *f);
void sg_due_list_free(struct sg_due_list *list);

#endif
