/* SPDX-License-Identifier: EUPL-1.2 */
/* export_impl - shared by the parts of the room export. */
#ifndef SG_EXPORT_IMPL_H
#define SG_EXPORT_IMPL_H

#include "export.h"

enum { SG_LIST_COLUMNS = 256, SG_LIST_SAMPLE = 500 };

struct sg_column {
    const struct sg_field *field; /* NULL: plain, the members that nobody knows; else blank */
    struct sg_path path;
    const char *header;
    size_t width;       /* text: columns of the terminal */
    const char *values; /* a partner's words for codes, WORD=CODE; NULL: none */
    bool stored;        /* as it is stored, not in words */
    bool picklist;      /* nothing but the words of `values`, or codes, with ';' between */
    bool of_element;    /* path starts at the element of the row */
    bool several;       /* plain: there can be more than one value */
    bool stands;        /* the cell is one value of the signal as it stands there */
};

struct sg_list {
    enum sg_list_format format;
    const struct sg_profile *p;
    enum sg_lang lang;
    struct sg_out *out;            /* NULL: rows stay in `row` */
    const struct sg_share *viewer; /* NULL: everything may be seen */
    bool chosen;                   /* jsonl: only the columns; else the whole signal */
    const struct sg_field *per;    /* rows are its elements; NULL: signals */
    bool only;                     /* a signal without elements has no row */
    bool plain, guard, split;
    char delimiter;
    struct sg_column column[SG_LIST_COLUMNS];
    size_t columns;
    struct sg_buf row;
    /* text: the cells of the first signals, each NUL-terminated, until the widths are known */
    struct sg_buf sample;
    size_t sampled;
    bool measured;
    struct sg_xlsx *book;
    struct sg_xlsx_list *sheet;
};

/* What a row is about: a signal, or one element of it (else SG_ABSENT). */
struct sg_about {
    const struct sg_record *r;
    struct sg_val element;
    const struct sg_field *per; /* whose element it is */
};

/* ---- columns ---- */

/* Looks a field up by the name that a user gave it: to be seen by the viewer. NULL: *f; with
 * *hidden (may be NULL) set when it exists and is not for the viewer. */
const struct sg_field *sg_list_field(const struct sg_list_opt *opt, const char *name, size_t n,
                                     bool *hidden, struct sg_fault *f);
/* The group of which a row is an element, by its name: "persons". NULL: *f. */
const struct sg_field *sg_list_per(const char *name, struct sg_fault *f);
/* Makes the path of a field; one of the group `per` (may be NULL) starts at the element. */
void sg_column_path(const struct sg_field *field, const struct sg_field *per, struct sg_path *path,
                    bool *of_element);
/* The first element of the group, then the next; false: there is none. A signal without elements
 * comes once, when not `only`. */
struct sg_rows {
    struct sg_about about;
    struct sg_iter it;
    bool each, begun;
};
void sg_rows(struct sg_rows *rows, const struct sg_record *r, const struct sg_field *per,
             bool only);
bool sg_rows_next(struct sg_rows *rows);

/* Adds a column; NULL: *f is USAGE, there are too many. */
struct sg_column *sg_list_column(struct sg_list *l, const struct sg_field *field,
                                 struct sg_fault *f);
bool sg_list_layout(struct sg_list *l, const char *layout, struct sg_fault *f);
bool sg_list_all_seen(struct sg_list *l, struct sg_fault *f);
bool sg_list_all_plain(struct sg_list *l, struct sg_fault *f);
bool sg_list_all_per(struct sg_list *l, struct sg_fault *f);

/* ---- cells ---- */

/* Appends what stands in a cell: in words, several values joined by ", ", of a group their number;
 * or plain. */
void sg_column_text(const struct sg_list *l, const struct sg_column *c, const struct sg_about *of,
                    struct sg_buf *b);
/* The value of the column, when it has exactly one. */
bool sg_column_one(const struct sg_column *c, const struct sg_about *of, struct sg_val *v);

/* Appends the signal as JSON without its seal and what is shielded, or only its columns; of the
 * group of the rows only the element. */
void sg_list_json(const struct sg_list *l, const struct sg_about *of, struct sg_buf *b);

/* Adds one row. */
bool sg_list_row(struct sg_list *l, const struct sg_about *of, struct sg_fault *f);

/* ---- text: cells under each other ---- */

void sg_list_text_row(struct sg_list *l, const struct sg_about *of);
void sg_list_text_end(struct sg_list *l);

/* ---- sheets ---- */

void sg_list_sheet(struct sg_list *l); /* begins one, with its header */
/* true when every row of the signal can be added: a signal is refused whole. */
bool sg_list_sheet_takes(struct sg_list *l, const struct sg_record *r, const struct sg_field *per,
                         struct sg_fault *f);
bool sg_list_sheet_row(struct sg_list *l, const struct sg_about *of, struct sg_fault *f);
void sg_list_sheets_end(struct sg_list *l); /* and the sheet that explains them */

/* One line of what can be seen: each other character becomes a blank. Returns what is left of n. */
size_t sg_list_flatten(char *p, size_t n);

#endif
