/* SPDX-License-Identifier: EUPL-1.2 */
/* export - registration lists: which fields of a signal go out, and in what form.
 *
 * The shielded contact of a reporter goes out in none of them. */
#ifndef SG_EXPORT_H
#define SG_EXPORT_H

#include "profile.h"
#include "record.h"
#include "share.h"
#include "signals.h"
#include "stream.h"

enum sg_list_format { SG_LIST_CSV, SG_LIST_JSONL, SG_LIST_TEXT };

struct sg_list;

struct sg_list_opt {
    const char *columns; /* paths of the field table, separated by ','; NULL: the usual ones */
    enum sg_list_format format;
    const struct sg_profile *p;
    enum sg_lang lang;             /* of the header and the words */
    const struct sg_share *viewer; /* NULL: everything may be seen */
    /* Instead of columns, for a partner: */
    const char *layout; /* a form of layouts.csv; NULL or "": none */
    bool all_seen;      /* all that the viewer may see */
};

/* A list with columns as `opt` says. A group is a column too: how many there are. A column that the
 * viewer may not see is refused; of the usual ones it is left out. That the signals themselves hold
 * no more than may be seen is the caller's (share.h). `out` is borrowed and gets the header at
 * once, rows as they come (text: after the first 500 signals, whose widths make the columns). NULL:
 * *f is USAGE (unknown column with the near miss, a shielded one, one not to be seen) or MEMORY. */
struct sg_list *sg_list_open(const struct sg_list_opt *opt, struct sg_out *out, struct sg_fault *f);

/* Adds one signal. false: MEMORY. */
bool sg_list_add(struct sg_list *l, const struct sg_record *r, struct sg_fault *f);

/* Appends the fields that the list gives out, as texts of a JSON list without its brackets; "*"
 * when it gives whole signals. */
void sg_list_paths(const struct sg_list *l, struct sg_buf *out);

/* Writes what waits and frees. false: MEMORY, the list is not complete. */
bool sg_list_end(struct sg_list *l, struct sg_fault *f);

/* How a signal came to be as it is: each revision of it in a registry file, with its number, when
 * (in Amsterdam) and by whom, and below that what changed, in words: "+" what came, "-" what went,
 * else the new value and what it was. Shielded values and unknown members only by name. */
struct sg_history_opt {
    const struct sg_profile *p;
    enum sg_lang lang;
    const struct sg_share *viewer; /* NULL: everything may be seen */
    size_t line_max;
    unsigned threads;
};
/* false: *f (UNKNOWN_ID with the near miss, IO, MEMORY); nothing was written then. */
bool sg_history_write(const struct sg_history_opt *opt, const char *path, const char *id,
                      struct sg_out *out, struct sg_fault *f);

/* ---- the signals of one case ---- */

struct sg_case;

/* For the case of that number (case.number, byte for byte; borrowed). NULL: *f is MEMORY. */
struct sg_case *sg_case_new(const char *number, struct sg_fault *f);
/* Keeps a signal that belongs to the case, and passes over any other: memory follows the case.
 * false: *f is MEMORY. */
bool sg_case_add(struct sg_case *c, const struct sg_record *r, struct sg_fault *f);
/* Hands on what was kept, by date of receipt (sg_date_order), then by id, a shorter one first.
 * false: *f, of `each` or MEMORY. */
bool sg_case_each(struct sg_case *c,
                  bool (*each)(void *ctx, const struct sg_record *r, struct sg_fault *f), void *ctx,
                  struct sg_fault *f);
void sg_case_free(struct sg_case *c);

#endif
