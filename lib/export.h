/* SPDX-License-Identifier: EUPL-1.2 */
/* export - registration lists: which fields of a signal go out, and in what form.
 *
 * Two ways of writing a value. In words, for people: labels of codes, dates as dd-mm-jjjj, several
 * values with a comma between, a group as how many of it there are; that is read back by a mapping
 * (import.h), as any spreadsheet. As it is stored, `plain`, for programs: codes, ISO dates, and
 * whatever may hold several values as JSON in its cell; that is read back field for field
 * (sg_intake_plain).
 *
 * The shielded contact of a reporter goes out in none of them. Memory does not grow with the
 * signals, but for sorting. */
#ifndef SG_EXPORT_H
#define SG_EXPORT_H

#include "match.h"
#include "profile.h"
#include "record.h"
#include "share.h"
#include "signals.h"
#include "stream.h"
#include "xlsx.h"

enum sg_list_format { SG_LIST_CSV, SG_LIST_JSONL, SG_LIST_TEXT, SG_LIST_TSV, SG_LIST_XLSX };
extern const char *const sg_list_formats[]; /* "csv", "jsonl", ...; ends with NULL */

struct sg_list;

struct sg_list_opt {
    const char *columns; /* paths of the field table, separated by ','; NULL: the usual ones */
    enum sg_list_format format;
    const struct sg_profile *p;
    enum sg_lang lang;             /* of the header and the words */
    const struct sg_share *viewer; /* NULL: everything may be seen */
    /* Instead of columns, for a partner: */
    const char *layout; /* a form of layouts.csv; NULL or "": none; with `per`, no row for others */
    bool all_seen;      /* all that the viewer may see */

    const char *per;      /* rows: the elements of this group ("persons"); NULL: signals */
    bool plain;           /* as stored, ',' between the cells, paths as headers; without `columns`
                             every member, and those that nobody knows in a column "*" */
    bool excel;           /* CSV: a byte order mark in front, by which Excel knows UTF-8 */
    bool unguarded;       /* CSV, TSV: no apostrophe in front of what looks like a formula */
    bool split;           /* XLSX: a text that a cell cannot take goes on in the row below */
    struct sg_xlsx *book; /* XLSX: what the list is written to; borrowed */
};

/* A list with columns as `opt` says. A group is a column too: how many there are. A column that the
 * viewer may not see is refused; of the usual ones it is left out. That the signals themselves hold
 * no more than may be seen is the caller's (share.h). `out` is borrowed and gets the header at
 * once, rows as they come (text: after the first 500 signals, whose widths make the columns); NULL:
 * they stay in sg_list_made. NULL: *f is USAGE (unknown column or group with the near miss, a
 * shielded one, one not to be seen) or MEMORY. */
struct sg_list *sg_list_open(const struct sg_list_opt *opt, struct sg_out *out, struct sg_fault *f);

/* Adds the rows of one signal. false: MEMORY; BAD_VALUE for a text that no cell of a workbook can
 * take: no row was added then. */
bool sg_list_add(struct sg_list *l, const struct sg_record *r, struct sg_fault *f);

/* What was made and not yet written, header first; the caller takes it and clears it. Without `out`
 * only, and not of SG_LIST_TEXT or SG_LIST_XLSX, which are made in one piece. */
struct sg_buf *sg_list_made(struct sg_list *l);

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
 * false: *f, of `each` or MEMORY; UNKNOWN_ID when nothing was kept. */
bool sg_case_each(struct sg_case *c,
                  bool (*each)(void *ctx, const struct sg_record *r, struct sg_fault *f), void *ctx,
                  struct sg_fault *f);
void sg_case_free(struct sg_case *c);

/* ---- sorted ---- */

/* Keeps signals, or their elements, until all are there, and then adds them to lists in the order
 * of some fields: "received,-urgency", '-' for the other way round. Dates by their days, codes by
 * their order in the profile, numbers by their value, texts as people read them, with figures in
 * them as numbers (NIJ-2024-9 before NIJ-2024-10); of several values the first counts; what is not
 * there comes last either way. What is equal stays in the order in which it came. Memory: all
 * signals that are kept. */
struct sg_sort;
/* NULL: *f is USAGE (unknown field with the near miss, one that cannot be seen, more than 8). */
struct sg_sort *sg_sort_open(const struct sg_list_opt *opt, const char *fields, struct sg_fault *f);
bool sg_sort_add(struct sg_sort *s, const struct sg_record *r, struct sg_fault *f);
/* Adds all to the list. false: *f as sg_list_add; the rows that are refused are handed to `refused`
 * and the rest goes on. */
bool sg_sort_into(struct sg_sort *s, struct sg_list *l,
                  void (*refused)(const struct sg_fault *fault), struct sg_fault *f);
void sg_sort_free(struct sg_sort *s);

/* What is kept about one person (article 15 AVG), in words: of each signal that names it exactly,
 * the person itself, what of the signal is about nobody else, and to whom it was handed; then what
 * was left out, and why; and, for a human to look at, the signals that name somebody who may be the
 * same. Never given are other persons, organisations, the reporter, colleagues, free texts (which
 * may name others) and police data (Wpg article 25). */
struct sg_extract;
struct sg_extract_opt {
    const struct sg_profile *p;
    enum sg_lang lang;
    struct sg_date today;
    struct sg_subject *who; /* match.h; borrowed */
};
struct sg_extract *sg_extract(const struct sg_extract_opt *opt, struct sg_fault *f); /* MEMORY */
/* Takes one signal (an sg_record_fn; ctx is the extract). false: MEMORY. */
bool sg_extract_add(void *ctx, const struct sg_record *r, const struct sg_line *line,
                    struct sg_fault *f);
/* Writes it and frees. *found, *near (may be NULL): signals. false: MEMORY. */
bool sg_extract_end(struct sg_extract *x, struct sg_out *out, size_t *found, size_t *near,
                    struct sg_fault *f);

#endif
