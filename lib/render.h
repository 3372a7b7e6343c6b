/* SPDX-License-Identifier: EUPL-1.2 */
/* render - a table as text, CSV, TSV, Markdown, JSON, XLSX or SVG.
 *
 * A grid is a finished table: labels in their final language, cells with their sign, notes. What
 * the figures mean was decided by whoever filled it (tally); here is decided how it looks, by the
 * signs of Dutch official tables (CBS): blank = cannot occur, . = not recorded, 0 = zero,
 * * = provisional, ** = revised provisional; 31.415 with a point for thousands.
 *
 * The same grid gives the same bytes: no clock, no locale. */
#ifndef SG_RENDER_H
#define SG_RENDER_H

#include "buf.h"
#include "diag.h"
#include "profile.h"
#include "xlsx.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum sg_grid_kind {
    SG_CELL_BLANK,  /* cannot occur */
    SG_CELL_NUMBER, /* a count; 0 is a count */
    SG_CELL_MISSING /* not recorded: "." */
};
enum {
    SG_MARK_PROVISIONAL = 1, /* the period is not over, or the figure can still change */
    SG_MARK_REVISED = 2,     /* provisional, and changed since it was first published */
    SG_MARK_PARTIAL = 4      /* rests on `covers` of `of` cells only */
};

/* What stands behind a figure, in tenths of a percent: "329 (31,0%)". */
enum sg_percent {
    SG_PERCENT_NONE,
    SG_PERCENT_SHARE,
    SG_PERCENT_CHANGE,
    SG_PERCENT_RATE, /* per 100,000 inhabitants, in tenths: "14 (2,3)" */
    SG_PERCENT_RESTS /* not a percentage: how many the figure rests on, "14 (n=8)" */
};
enum { SG_NO_PERCENT = INT32_MIN };

/* 24 bytes: a table may have ten thousand columns. */
struct sg_grid_cell {
    int64_t value;
    int32_t percent;     /* with grid.percent; SG_NO_PERCENT: there is none */
    uint8_t kind;        /* enum sg_grid_kind */
    uint8_t marks;       /* SG_MARK_... */
    uint16_t note;       /* 1-based place of a note, 0: none */
    uint16_t covers, of; /* with SG_MARK_PARTIAL; 65535 = that many or more */
};

enum { SG_LABEL_NOTES = 4 };
struct sg_grid_label {
    const char *text; /* as people read it */
    const char *code; /* what a script matches: "GM0267", "2018", "sexual" */
    uint16_t note[SG_LABEL_NOTES];
    uint8_t marks; /* the period or class as a whole is provisional or revised */
    bool total;    /* a total over the other rows or columns */
};

struct sg_grid_note {
    const char *about; /* what it is about ("2020"), or "" for the whole table */
    const char *text;
    bool breaks;     /* a break in the series: figures before and after do not compare */
    bool behind;     /* about what stands behind the figures, which charts do not show */
    uint16_t number; /* the mark that labels and cells carry, 1, 2, ...; 0: none refers to it */
};

/* One table. Texts and arrays belong to the grid (sg_grid_text), which is read-only once filled. */
struct sg_grid {
    const char *name, *title; /* "": none */
    enum sg_lang lang;        /* of the fixed words and of the thousands sign */
    size_t heads;             /* label columns in front of the cells: at least 1 */
    size_t rows, columns;
    const char **corner;                /* heads: what stands above each label column */
    struct sg_grid_label *row_label;    /* rows * heads, row by row */
    struct sg_grid_label *column_label; /* columns */
    struct sg_grid_cell *cell;          /* rows * columns, row by row */
    struct sg_grid_note *note;
    size_t notes;
    const char *source;      /* "": none */
    struct sg_date date;     /* state of the data; y = 0: none */
    bool house;              /* for the house: "not for publication" stands below it */
    enum sg_percent percent; /* what the cells' percent is */
    struct sg_grid_own *own;
};

/* Makes an empty grid: cells blank, labels "". NULL: *f is BAD_TABLE (more than 20 million cells:
 * the text names how many) or MEMORY. */
struct sg_grid *sg_grid_new(size_t heads, size_t rows, size_t columns, struct sg_fault *f);
void sg_grid_free(struct sg_grid *g);

/* Copies n bytes of UTF-8 into the grid; NUL-terminated, control characters and the like
 * (sg_unseen) as blanks (a label must not break a line or move a cursor). NULL when memory ran out,
 * which the grid remembers: a caller fills on and asks sg_grid_sound once. */
const char *sg_grid_text(struct sg_grid *g, const char *s, size_t n);
/* The same of a buffer; one that failed fails the grid. */
const char *sg_grid_text_buf(struct sg_grid *g, const struct sg_buf *b);
/* Adds a note (texts are copied) and returns its place, 1-based; 0 when memory ran out or 65535
 * notes are there. A note that is there already, word for word, keeps its place. */
uint16_t sg_grid_note(struct sg_grid *g, const char *about, const char *text);
/* Hang a note on a label (a fifth one of the same label is left out; it still stands below) or on a
 * cell (the last one wins). Notes are numbered in the order in which they are first hung. */
void sg_grid_mark(struct sg_grid *g, struct sg_grid_label *label, uint16_t note);
void sg_grid_mark_cell(struct sg_grid *g, struct sg_grid_cell *cell, uint16_t note);
/* Remembers that memory ran out while a table was filled. */
void sg_grid_fail(struct sg_grid *g);
bool sg_grid_sound(const struct sg_grid *g, struct sg_fault *f);

enum sg_table_format { SG_TEXT, SG_CSV, SG_TSV, SG_MD, SG_JSON, SG_SVG, SG_XLSX };
extern const char *const sg_table_formats[]; /* "text", "csv", ...; ends with NULL */

struct sg_render_opt {
    bool no_title; /* leave out the title */
    bool no_notes; /* nothing but the table: no title, notes, legend, source or date */
};

/* Appends the table to `out`, in any format but SG_XLSX. JSON ignores the options: it is for
 * programs, which skip what they do not need. false: *f is MEMORY, or BAD_TABLE for a chart of more
 * series than can be told apart.
 *
 * CSV: delimiter ';', no thousands sign, header row; percentages in a column of their own, "31,0";
 * title above and notes below, each apart by an empty line and in the first column only; no note
 * marks within the table. */
bool sg_render(const struct sg_grid *g, enum sg_table_format format,
               const struct sg_render_opt *opt, struct sg_buf *out, struct sg_fault *f);

/* Adds the table to a workbook, as a sheet that has its name: numbers are numbers, with their marks
 * as part of their format; a chart stands beside it when it can be read. What goes wrong, the
 * workbook keeps (xlsx.h). */
void sg_render_sheet(const struct sg_grid *g, const struct sg_render_opt *opt, struct sg_xlsx *x);

/* Adds a list behind the tables: rows of a CSV file ("-": standard input) as sig-export writes it
 * in words, under a header of its own, as a sheet `name`, or several when one is full. Days are
 * dates, all else is text; the guard of formulas is undone. false: *f is BAD_LIST with the line,
 * IO, PERMISSION or MEMORY; what goes wrong with the workbook, that keeps. */
bool sg_render_rows(const char *path, const char *name, enum sg_lang lang, struct sg_xlsx *x,
                    struct sg_fault *f);

#endif
