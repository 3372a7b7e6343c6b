/* SPDX-License-Identifier: EUPL-1.2 */
/* import - rows of any spreadsheet to signals, by a mapping that is itself a spreadsheet.
 *
 * A mapping (sig-map(5)) is a CSV file with the columns
 *
 *   column   header of the source, several spellings with '|'; blank: no cell, only `default`
 *   field    where it goes: "received", "reporter.kind", "forms", "persons[2].name" (of a list
 *            the first element when no number stands there), or a directive: @key (this column is
 *            part of the row's key, which is not to be blank), @ignore (known, not taken); and of
 *            the file: @source, @encoding, @header (line of the header, or "find"), each with its
 *            value in `default`, and @skip (rows with a word of `values` in this column, or in
 *            their first cell with something in it, are no signals)
 *   values   "Ja=yes|n.v.t.=": replacements, compared folded; nothing behind '=': as a blank cell
 *   default  taken for a blank cell
 *   options  words: required (a blank cell rejects the row), always (a default or constant that
 *            makes its group appear), split=CHARS (where a cell holds several values; default for
 *            lists ",;/|+" and newline), pivot=NN (two-digit years), serial, serial=1904 (dates as
 *            a spreadsheet counts them); of @key: join (rows below each other with the same key, or
 *            none, are one signal); of a member of a list: each (every such row gives an element)
 *   note     for people
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

/* The same from bytes, with the name that faults get. */
struct sg_map *sg_map_text(const char *text, size_t n, const char *name, const struct sg_profile *p,
                           struct sg_fault *f);

/* The same from texts "FIELD=VALUE" (constants, all of them standing by themselves): how a signal
 * is made of options. An "@" in front of the value means nothing here. NULL: *f is USAGE. */
struct sg_map *sg_map_constants(const char *const *texts, size_t n, const struct sg_profile *p,
                                struct sg_fault *f);
void sg_map_free(struct sg_map *m);

/* The name of the source: @source, else the mapping's file name without folder and ending. */
const char *sg_map_source(const struct sg_map *m);

/* A column called so would hold a BSN: a mapping that takes it is refused. The words are those of
 * the profile (list "word", code bsn). */
bool sg_bsn_header(const struct sg_profile *p, const char *text, size_t n);

/* "utf-8", "windows-1252" or "auto". */
bool sg_map_encoding_of(const char *text, enum sg_encoding *encoding);

/* Reads a file that was just opened up to its header, and binds: sets its encoding (SG_ENC_AUTO
 * when the mapping names none) unless `encoding` does (NULL: it does not), finds the header where
 * @header says and, when the delimiter was not `given`, what it is parted by. A file of rejects has
 * it on top. *above: rows passed over. false: *f; of the file when f->file is blank. */
struct sg_map_open_opt {
    const enum sg_encoding *encoding;
    bool given; /* the delimiter is right */
    void (*unused)(void *ctx, const char *column);
    void *ctx;
};
bool sg_map_header(struct sg_map *m, struct sg_csv *csv, const struct sg_map_open_opt *opt,
                   struct sg_row *header, size_t *above, struct sg_fault *f);

/* The word of @skip for which a row is passed over, as the mapping has it; NULL: none. */
const char *sg_map_skip(const struct sg_map *m, const struct sg_row *row);

/* Whether the mapping puts rows together (join). continues: the row is of the same case as the row
 * before it, whose key `last` (empty at first) keeps; when that has failed afterwards, memory ran
 * out and nobody knows. */
bool sg_map_joins(const struct sg_map *m);
bool sg_map_continues(const struct sg_map *m, const struct sg_row *row, struct sg_buf *last);

/* That a row has the cells of the header; more of them may be there when they are blank. */
bool sg_map_fits(const struct sg_map *m, const struct sg_row *row, struct sg_fault *f);

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

/* What cells became, remembered by one thread for the rows that follow, of one mapping on one day;
 * NULL is allowed wherever one is taken, and only slower. new gives NULL without memory. */
struct sg_recall;
struct sg_recall *sg_recall_new(void);
void sg_recall_free(struct sg_recall *r);

/* How rows are converted. */
struct sg_row_opt {
    struct sg_date today;     /* later dates are refused where the past is meant */
    bool allow_bsn;           /* accept numbers in texts that pass the eleven test */
    struct sg_recall *recall; /* NULL: none; else SG_PADDED bytes can be read from each cell on */
    struct sg_keyed *keyed;   /* NULL: `source` gets no key */
    size_t rows;              /* that make the case, 0 or 1: one; `row` is their first */
};

/* Converts one row, or the rows of a case, of which each fits, into a signal that sg_signal_check
 * accepts: appends its members without braces to `members`; and to `key` the bytes that identify
 * the row, the cells of @key, or all mapped cells when there is none. opt->keyed: `source` gets a
 * key (and a content) of zeros, to be filled in by the caller, who knows the secret. *received is
 * the date of receipt. f is not NULL. false: *f with the CSV column's name as field (BAD_ROW, all
 * of sg_field_typed and sg_group_check). */
bool sg_map_row(const struct sg_map *m, const struct sg_row *row, const struct sg_row_opt *opt,
                struct sg_buf *members, struct sg_buf *key, struct sg_date *received,
                struct sg_fault *f);

/* true when a row of the mapping gives the member, by its path. */
bool sg_map_gives(const struct sg_map *m, const char *path);

/* true when the mapping has @key columns: the same key with other content is then a conflict. */
bool sg_map_keyed(const struct sg_map *m);

#endif
