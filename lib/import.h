/* SPDX-License-Identifier: EUPL-1.2 */
/* import - rows of any spreadsheet to signals, by a mapping that is itself a spreadsheet.
 *
 * A mapping (sig-map(5)) is a CSV file with the columns
 *
 *   column   header of the source, several spellings with '|'; blank: no cell, only `default`
 *   field    where it goes: "received", "reporter.kind", "forms", "persons[2].name" (of a list
 *            the first element when no number stands there), or a directive: @source (name of the
 *            source), @key (this column is part of the row's key, which is
 *            not to be blank), @ignore (known, not taken)
 *   values   "Ja=yes|n.v.t.=": replacements, compared folded; nothing behind '=': as a blank cell
 *   default  taken for a blank cell
 *   options  words: required (a blank cell rejects the row), always (a default or constant that
 *            makes its group appear), split=CHARS (where a cell holds several values; default for
 *            lists ",;/|+" and newline), pivot=NN (two-digit years)
 *
 * A group (persons[1], reporter, ...) appears when one of its cells has a value or a row of it says
 * always; one that is no list also by the default of a column. Cells are converted by
 * sg_field_typed. Read-only once bound: threads may share it. */
#ifndef SG_IMPORT_H
#define SG_IMPORT_H

#include "csv.h"
#include "profile.h"
#include "signals.h"

struct sg_map;

/* Reads a mapping. NULL: *f is BAD_MAP with file, line and column (unknown field with the near
 * miss, unknown option, a field that two rows give, no row that gives `received`, ...), IO or
 * MEMORY. */
struct sg_map *sg_map_open(const char *path, const struct sg_profile *p, struct sg_fault *f);

/* The same from texts "FIELD=VALUE" (constants, all of them standing by themselves): how a signal
 * is made of options. An "@" in front of the value means nothing here. NULL: *f is USAGE. */
struct sg_map *sg_map_constants(const char *const *texts, size_t n, const struct sg_profile *p,
                                struct sg_fault *f);
void sg_map_free(struct sg_map *m);

/* The name of the source: @source, else the mapping's file name without folder and ending. */
const char *sg_map_source(const struct sg_map *m);

/* Binds the mapping to the header row of a file, compared folded. Columns of the file that no
 * mapping row names are handed to `unused` (may be NULL). false: *f is BAD_MAP: a column of the
 * mapping that the file lacks (with the near miss), or has twice (f->file is then blank: the fault
 * is the CSV file's). A map of constants needs no binding and takes rows without cells. */
bool sg_map_bind(struct sg_map *m, const struct sg_row *header,
                 void (*unused)(void *ctx, const char *column), void *ctx, struct sg_fault *f);

/* Room for the key of a row, kept in `source.key` and `source.content` of its signal. */
enum { SG_KEY_HEX = 32 };
struct sg_keyed {
    size_t key_at;     /* where in `members` the 32 hex digits go; 0: not asked for */
    size_t content_at; /* likewise; 0: the mapping has no @key */
};

/* What cells became, remembered by one thread for the rows that follow; NULL is allowed wherever
 * one is taken, and only slower. new gives NULL without memory. */
struct sg_memo;
struct sg_memo *sg_memo_new(void);
void sg_memo_free(struct sg_memo *memo);

/* How rows are converted. */
struct sg_row_opt {
    struct sg_date today;   /* later dates are refused where the past is meant */
    bool allow_bsn;         /* accept numbers in texts that pass the eleven test */
    struct sg_memo *memo;   /* NULL: none */
    struct sg_keyed *keyed; /* NULL: `source` gets no key */
};

/* Converts one row (as many cells as the header has) into a signal that sg_signal_check accepts:
 * appends its members without braces to `members`; and to `key` the bytes that identify the row,
 * the cells of @key, or all mapped cells when there is none. opt->keyed: `source` gets a key (and
 * a content) of zeros, to be filled in by the caller, who knows the secret. *received is the date
 * of receipt. f is not NULL. false: *f with the CSV column's name as field (BAD_ROW, all of
 * sg_field_typed and sg_group_check). */
bool sg_map_row(const struct sg_map *m, const struct sg_row *row, const struct sg_row_opt *opt,
                struct sg_buf *members, struct sg_buf *key, struct sg_date *received,
                struct sg_fault *f);

/* true when the mapping has @key columns: the same key with other content is then a conflict. */
bool sg_map_keyed(const struct sg_map *m);

#endif
