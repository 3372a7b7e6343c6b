/* SPDX-License-Identifier: EUPL-1.2 */
/* csv - rows in and out; the only room that includes libcsv.
 *
 * libcsv parses whatever is unusual about quotes (one that is doubled, not closed on its line, not
 * at the edges of its field) and what follows on that row; all else is split here (libcsv takes a
 * callback a field and a test a byte), by the same rules: blanks and tabs
 * around an unquoted field are dropped, rows of nothing are skipped, CR, LF and CRLF end a row, a
 * row of delimiters alone is one. The tests hold both against each other. What libcsv lacks is
 * added: line numbers (through quoted newlines), a BOM, an unclosed quote that does not swallow the
 * file, a size limit, NUL refused, UTF-8 checked. */
#ifndef SG_CSV_H
#define SG_CSV_H

#include "buf.h"
#include "diag.h"

#include <stdbool.h>
#include <stddef.h>

/* One field, borrowed until the next row; valid UTF-8. Also NUL-terminated. */
struct sg_cell_text {
    const char *p;
    size_t n;
};

struct sg_row {
    const struct sg_cell_text *cell;
    size_t count;
    size_t line;     /* of its first byte, 1-based */
    const char *raw; /* its bytes as they stood in the file, without the final newline */
    size_t raw_n;
    const char *text; /* all its cells lie in these bytes: who keeps a row copies them at once */
    size_t text_n;
};

struct sg_csv;

/* What bytes above 127 mean. UTF-8 is the default. */
enum sg_encoding { SG_ENC_UTF8, SG_ENC_CP1252, SG_ENC_AUTO };

/* Opens rows of a file ("-": standard input), or of bytes that must outlive the reader, with the
 * name that its faults get in fault->file (NULL: none).
 * delimiter: ';' ',' '\t', or 0 = the one that the first line with something on it has most of
 * outside quotes; ';' when two have as many. Reads the first line.
 * row_max: most bytes of a row, 0 = 1 MiB. NULL: *f says why. */
struct sg_csv *sg_csv_open(const char *path, char delimiter, size_t row_max, struct sg_fault *f);
struct sg_csv *sg_csv_bytes(const void *p, size_t n, const char *name, char delimiter,
                            struct sg_fault *f);
/* 1: a row; 0: the end; -1: this row is bad, *f says why with line and, where one byte is to
 * blame, its column (the byte within the row), and row->raw holds what was passed over: call again
 * to go on behind it. BAD_CSV: a quote that is not closed, or stray; costs one physical line, so
 * that what follows it is not lost. BAD_UTF8, NUL_BYTE cost the row. TOO_LONG: a line above
 * row_max, raw is its beginning. UTF16: told once, raw is empty, the end follows. -2: reading
 * failed. */
int sg_csv_next(struct sg_csv *c, struct sg_row *row, struct sg_fault *f);
/* true when a cell holds nothing, or blanks only: also no-break ones, which people cannot tell. */
bool sg_cell_blanks(const struct sg_cell_text *cell);
static inline bool sg_cell_blank(const struct sg_cell_text *cell)
{
    /* The first byte of nearly every cell tells. */
    unsigned char first = cell->n ? (unsigned char)*cell->p : ' ';
    return (first <= ' ' || first == 0xC2) && sg_cell_blanks(cell);
}
/* true when no cell holds anything: spreadsheets end in rows of nothing but delimiters. */
bool sg_csv_blank(const struct sg_row *row);
char sg_csv_delimiter(const struct sg_csv *c);

/* Says, before the first row, how bytes above 127 are meant. SG_ENC_CP1252: Windows-1252, turned
 * into UTF-8 (row->raw keeps its bytes); 81 8D 8F 90 and 9D, which it lacks, make a row BAD_UTF8.
 * SG_ENC_AUTO: a BOM says UTF-8; else the first row with such a byte decides for the file: UTF-8
 * when it is valid UTF-8, else Windows-1252 when that has all its bytes. A later row that does not
 * fit what was decided is BAD_UTF8: nothing is taken for what it may not be without a word. */
void sg_csv_encoding(struct sg_csv *c, enum sg_encoding encoding);
/* What the rows so far were read as, SG_ENC_AUTO when none of them tells. *guessed: the bytes alone
 * said so, and would have been valid in the other encoding as well, or were not UTF-8. */
enum sg_encoding sg_csv_encoded(const struct sg_csv *c, bool *guessed);

/* Before the first row: the beginning of the file, at least 64 KiB or all of it, and its length;
 * what comes of it when it is read with another delimiter can be tried with sg_csv_bytes. Borrowed
 * until the first row. NULL: reading failed, *f. */
const char *sg_csv_peek(struct sg_csv *c, size_t *n, struct sg_fault *f);
void sg_csv_delimit(struct sg_csv *c, char delimiter);
size_t sg_csv_taken(const struct sg_csv *c); /* bytes of the file that the rows so far took */
void sg_csv_close(struct sg_csv *c);

/* Appends a field, quoted when it needs it (delimiter, quote, CR, LF, blank or tab at an end): what
 * sg_csv_next reads back is the same bytes; only a row of one empty field is not a row. With
 * `guard`, a text that a spreadsheet would take as a formula (first character = + - @ TAB CR LF or
 * the full-width twins of the first four, also behind apostrophes) gets an apostrophe in front.
 * Numbers are written with sg_buf_int. */
void sg_csv_put(struct sg_buf *b, const char *s, size_t n, char delimiter, bool guard);
/* true for a text that gets one. */
bool sg_csv_formula(const char *s, size_t n);
/* Bytes to skip at the start of a field to undo the guard exactly: 1 or 0. */
size_t sg_csv_unguard(const char *s, size_t n);

#endif
