/* SPDX-License-Identifier: EUPL-1.2 */
/* xlsx - workbooks as spreadsheet programs open them: sheets of typed cells, and charts.
 *
 * Rows are written once, from top to bottom; a row that is finished leaves memory for a temporary
 * file without a name beside the workbook, so that memory does not grow with the rows. The workbook
 * gets its name only when it is whole: it is read back before that, because the library that makes
 * it (libxlsxwriter 1.1.4) does not notice a disk that fills up in the middle.
 *
 * The same calls give the same bytes. A text is always a text, never a formula, whatever it begins
 * with. What fails is kept; a caller writes on and asks sg_xlsx_end, as with sg_out. */
#ifndef SG_XLSX_H
#define SG_XLSX_H

#include "buf.h"
#include "diag.h"
#include "stream.h"
#include "when.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    SG_XLSX_ROWS = 1048576, /* rows and columns of a sheet, as the format has them */
    SG_XLSX_COLUMNS = 16384,
    SG_XLSX_TEXT = 32767 /* characters of a cell, as UTF-16 units */
};

/* How a cell looks. */
enum sg_xlsx_style {
    SG_X_PLAIN,
    SG_X_TITLE,
    SG_X_HEAD,       /* above a column of words */
    SG_X_HEAD_RIGHT, /* above a column of figures */
    SG_X_LABEL,
    SG_X_TOTAL, /* words of a total row */
    SG_X_FIGURE,
    SG_X_FIGURE_TOTAL,
    SG_X_NOTE,
    SG_X_WRAP, /* several lines in one cell */
    SG_X_DATE,
    SG_XLSX_STYLES
};

struct sg_xlsx;

/* Begins the workbook `path`, a file that exists or not (mode 0600; a pipe or device is refused).
 * `created` is the day that its properties tell; y = 0: 1 January 2000. NULL: *f (IO, PERMISSION,
 * MEMORY, USAGE). */
struct sg_xlsx *sg_xlsx_open(const char *path, struct sg_date created, struct sg_fault *f);

/* Begins a further sheet; what is written goes there. The name is made one that is allowed: at most
 * 31 characters, none of []:*?/\, not used before ("name (2)"). */
void sg_xlsx_sheet(struct sg_xlsx *x, const char *name);
void sg_xlsx_width(struct sg_xlsx *x, size_t column, size_t characters);
/* A row so many lines high: not every spreadsheet finds that out for itself. */
void sg_xlsx_lines(struct sg_xlsx *x, size_t row, size_t lines);
/* What stays in view; the rows stand on every printed page too. */
void sg_xlsx_freeze(struct sg_xlsx *x, size_t rows, size_t columns);
void sg_xlsx_filter(struct sg_xlsx *x, size_t row, size_t last_row, size_t last_column);
void sg_xlsx_landscape(struct sg_xlsx *x); /* printed on its side, one page wide */
void sg_xlsx_page(struct sg_xlsx *x);      /* the same, on one page */
/* Printed on its side, so many pages wide, the first `repeat` columns on each. */
void sg_xlsx_pages(struct sg_xlsx *x, size_t pages, size_t repeat);

/* Cells, rows and columns from 0. A text has n bytes of UTF-8 and at most SG_XLSX_TEXT characters
 * (sg_xlsx_units counts them); an empty one leaves the cell empty. A figure keeps `suffix` ("*",
 * "¹") behind its digits, as part of its format: the cell stays a number. `parts` is what the
 * figure is divided by: 1, or 10 for one decimal, 100 for two. A date of a day is a date of the
 * spreadsheet, a month or year a text. */
void sg_xlsx_text(struct sg_xlsx *x, size_t row, size_t column, enum sg_xlsx_style style,
                  const char *s, size_t n);
void sg_xlsx_text_buf(struct sg_xlsx *x, size_t row, size_t column, enum sg_xlsx_style style,
                      const struct sg_buf *b); /* one that failed fails the workbook */
void sg_xlsx_figure(struct sg_xlsx *x, size_t row, size_t column, enum sg_xlsx_style style,
                    int64_t value, int parts, const char *suffix);
void sg_xlsx_integer(struct sg_xlsx *x, size_t row, size_t column, int64_t value); /* no point */
void sg_xlsx_date(struct sg_xlsx *x, size_t row, size_t column, struct sg_date d, bool dutch);
size_t sg_xlsx_units(const char *s, size_t n);
/* Bytes of the longest beginning that a cell can take, at a character. */
size_t sg_xlsx_fitting(const char *s, size_t n);

/* Rows under a header, over as many sheets as they need; on each the header stays in view and has
 * filters, and the columns are as wide as what stands in them, up to a page. Nothing else is
 * written to the workbook between the first row and the end. */
struct sg_xlsx_list;
struct sg_xlsx_list_opt {
    const char *name; /* of the sheets */
    const char *const *header;
    size_t columns;
    size_t fixed; /* columns in front that stay in view */
    size_t rows;  /* of a sheet at most, its header among them; 0: SG_XLSX_ROWS */
};
/* Copies what it is told. NULL, which the others take for a list without rows: the workbook failed
 * for want of memory. */
struct sg_xlsx_list *sg_xlsx_list(struct sg_xlsx *x, const struct sg_xlsx_list_opt *opt);
size_t sg_xlsx_list_row(struct sg_xlsx_list *l); /* where the next row goes */
/* Makes the column wide enough for a text of several lines that is written there. */
void sg_xlsx_list_fit(struct sg_xlsx_list *l, size_t column, const char *s, size_t n);
void sg_xlsx_list_end(struct sg_xlsx_list *l); /* frees it */

/* A chart of figures of the sheet: series[i] has its name and its values in one row or column. */
struct sg_xlsx_range {
    size_t row, column, last_row, last_column;
};
struct sg_xlsx_series {
    struct sg_xlsx_range name, values;
};
struct sg_xlsx_chart {
    bool lines;  /* else bars */
    bool across; /* bars that lie: for long labels */
    const char *title;
    struct sg_xlsx_range labels; /* of the points of every series */
    const struct sg_xlsx_series *series;
    size_t count;
    size_t row, column; /* its upper left corner */
};
void sg_xlsx_chart(struct sg_xlsx *x, const struct sg_xlsx_chart *chart);

/* Finishes the workbook: its file is whole and waits for its name, which sg_out_end gives it. NULL:
 * nothing was left, *f says why (IO, PERMISSION, MEMORY). */
struct sg_out *sg_xlsx_close(struct sg_xlsx *x, struct sg_fault *f);
/* Finishes the workbook and gives it its name. false: nothing was left under it, *f says why (IO,
 * PERMISSION, MEMORY). */
bool sg_xlsx_end(struct sg_xlsx *x, struct sg_fault *f);
/* Gives up and leaves nothing. NULL is fine. */
void sg_xlsx_drop(struct sg_xlsx *x);

#endif
