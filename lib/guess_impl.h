/* SPDX-License-Identifier: EUPL-1.2 */
/* guess_impl - shared by the parts of the room guess. */
#ifndef SG_GUESS_IMPL_H
#define SG_GUESS_IMPL_H

#include "guess.h"
#include "signals.h"

enum sg_surety { SG_IGNORED, SG_DOUBTFUL, SG_PERHAPS, SG_LIKELY, SG_SURE };

/* A header that means a field, and how it says so. */
enum sg_fit { SG_FIT_NOT, SG_FIT_NEAR, SG_FIT_PART, SG_FIT_WHOLE };

/* One column of the file. */
struct sg_column {
    const char *header; /* in the sheet's texts */
    size_t header_n;
    const struct sg_field *field; /* NULL: none */
    unsigned element;             /* of a list of groups, from 1 */
    enum sg_fit fit;
    enum sg_surety surety;
    size_t filled, fits; /* cells with something in them; those that are values of the field */
    size_t misfit[3];    /* lines of the first that are not */
    bool key, join, bsn, twice;
    bool serial;
    int pivot;
    const char *note; /* why it is not taken; NULL: what was seen is told */
};

/* The part of the file that is looked at. */
struct sg_sample {
    const struct sg_profile *p;
    struct sg_date today;
    struct sg_buf text;  /* cells, each NUL-terminated */
    size_t *cell, *size; /* rows x columns: where each begins, and its bytes */
    size_t *line;        /* of each row */
    size_t rows, columns;
    size_t header_line;
    bool totals;
    struct sg_column *column;
};

const char *sg_sample_cell(const struct sg_sample *s, size_t row, size_t column, size_t *n);

/* ---- guess_header.c ---- */

/* The field of which a header is a name, as sg_guess_header; NULL: none. Quick. */
const struct sg_field *sg_guess_named(const struct sg_profile *p, const char *text, size_t n,
                                      unsigned *element);
/* The field that a header means; of a group, the group. *element gets a number behind it, else 0.
 * NULL: none. */
const struct sg_field *sg_guess_header(const struct sg_profile *p, const char *text, size_t n,
                                       enum sg_fit *fit, unsigned *element);

/* ---- guess_cells.c ---- */

/* Counts in c which cells of a column are values of a field; dates choose their options. */
void sg_guess_count(const struct sg_sample *s, size_t column, const struct sg_field *field,
                    struct sg_column *c);
/* How far the cells are BSNs, tell rows from each other, or repeat and stay blank as those of a
 * case over several rows do. */
bool sg_guess_is_bsn(const struct sg_sample *s, size_t column);
bool sg_guess_is_key(const struct sg_sample *s, size_t column, bool *join);

/* ---- guess_columns.c ---- */

/* Decides what each column is. */
void sg_guess_columns(struct sg_sample *s);

#endif
