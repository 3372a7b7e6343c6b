/* SPDX-License-Identifier: EUPL-1.2 */
/* What the parts of csv share; for this room only. <csv.h> is libcsv's, "csv.h" ours. */
#ifndef SG_CSV_IMPL_H
#define SG_CSV_IMPL_H

#include "csv.h"
#include "stream.h"

#include <csv.h> /* NOLINT(readability-duplicate-include): another file than "csv.h" */

/* A row is worked on where it was read: p is its first byte, all offsets count from there. */
struct sg_csv {
    struct sg_in *in; /* NULL: all bytes are held from the start */
    const char *name; /* for faults, borrowed; NULL: none */
    const char *p;
    size_t n;             /* bytes held, of this row and what follows it */
    bool eof;             /* nothing follows what is held */
    bool utf16, workbook; /* found when opened, to be told by the first sg_csv_next */
    char delimiter;
    size_t row_max;

    size_t line;   /* number of the line that begins at p */
    size_t end;    /* length of the row without its terminator */
    size_t lines;  /* physical lines it takes */
    size_t taken;  /* bytes it takes, dropped when the next row is asked for */
    bool after_cr; /* a CR ended the row before: a LF at p belongs to it */
    bool passing;  /* a row was too long: its rest is still to be passed over */

    size_t seen;  /* so many bytes were searched */
    size_t *mark; /* where delimiters were found */
    size_t marks, mark_cap;
    size_t quote;   /* where the first unusual quote was found */
    bool nul, high; /* there is a NUL, a byte above 127 */

    struct sg_cell_text *cell;
    size_t cells, cell_cap;
    struct sg_buf text; /* the cells' bytes, each with a NUL behind it */

    enum sg_encoding encoding, found; /* as told; as the rows so far had it */
    struct sg_buf wide;               /* cells turned into UTF-8 */
    bool widened;                     /* those of this row */
    size_t passed;                    /* bytes taken so far */

    struct csv_parser parser;
    bool parsing;  /* the parser was set up */
    bool complete; /* it delivered the row */
};

enum sg_csv_found {
    SG_CSV_END,   /* no further row */
    SG_CSV_ROW,   /* a row without unusual quotes: marks and end are set */
    SG_CSV_QUOTE, /* an unusual quote: marks before it and quote are set */
    SG_CSV_LONG,  /* more than row_max bytes */
    SG_CSV_BAD,   /* quotes that break the rules: *f says why, end is that of the first line */
    SG_CSV_FAILED /* reading failed or memory ran out: *f says why */
};

/* Reads more behind what is held (p may move). 1; 0: the end; -1: *f. */
int sg_csv_more(struct sg_csv *c, struct sg_fault *f);

/* ---- csv_split.c: rows without unusual quotes ---- */

/* Searches from p on until it knows what kind of row it is. */
enum sg_csv_found sg_csv_search(struct sg_csv *c, struct sg_fault *f);
/* Makes cells of the first n bytes of the row, in which the first `marks` delimiters lie: fields
 * that begin with a quote end with their second. false: no memory. */
bool sg_csv_split(struct sg_csv *c, size_t marks, size_t n);
/* Appends a cell. c->text has room for all of a row already, since cells must not move. */
bool sg_csv_add_cell(struct sg_csv *c, const char *p, size_t n);
/* Offset of the first CR or LF among n bytes, or n. */
size_t sg_csv_line_end(const char *p, size_t n);
/* As sg_utf8_until, fast where most is ASCII. */
size_t sg_csv_utf8_until(const char *p, size_t n);

/* Offset of the first byte above 127, or n. */
size_t sg_csv_next_high(const char *p, size_t n);

/* ---- csv_encoding.c ---- */

/* Looks at a row with bytes above 127, and turns its cells into UTF-8 when they are not. false: *f
 * is BAD_UTF8 with its column, or MEMORY. */
bool sg_csv_decode(struct sg_csv *c, const struct sg_row *row, struct sg_fault *f);

/* ---- csv_quoted.c: rows with unusual quotes, by libcsv ---- */

/* Reads the row on from the field in which search found a quote. */
enum sg_csv_found sg_csv_quoted(struct sg_csv *c, struct sg_fault *f);

#endif
