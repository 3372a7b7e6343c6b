/* SPDX-License-Identifier: EUPL-1.2 */
/* export_impl - shared by the parts of the room export. */
#ifndef SG_EXPORT_IMPL_H
#define SG_EXPORT_IMPL_H

#include "export.h"

enum { SG_LIST_COLUMNS = 256, SG_LIST_SAMPLE = 500 };

struct sg_column {
    const struct sg_field *field;
    struct sg_path path;
    const char *header;
    size_t width;       /* text: columns of the terminal */
    const char *values; /* a partner's words for codes, WORD=CODE; NULL: none */
    bool stored;        /* as it is stored, not in words */
    bool of_person;     /* path starts at the person of the row */
};

struct sg_list {
    enum sg_list_format format;
    const struct sg_profile *p;
    enum sg_lang lang;
    struct sg_out *out;
    const struct sg_share *viewer; /* NULL: everything may be seen */
    bool chosen;                   /* jsonl: only the columns; else the whole signal */
    bool per_person;               /* rows */
    struct sg_column column[SG_LIST_COLUMNS];
    size_t columns;
    struct sg_buf row;
    /* text: the cells of the first signals, each NUL-terminated, until the widths are known */
    struct sg_buf sample;
    size_t sampled;
    bool measured;
};

/* Adds a column; NULL: *f is USAGE, there are too many. */
struct sg_column *sg_list_column(struct sg_list *l, const struct sg_field *field,
                                 struct sg_fault *f);
bool sg_list_layout(struct sg_list *l, const char *layout, struct sg_fault *f);
bool sg_list_all_seen(struct sg_list *l, struct sg_fault *f);

/* What a row is about: a signal, or one person of it (else SG_ABSENT). */
struct sg_about {
    const struct sg_record *r;
    struct sg_val person;
};
/* Appends the words of a column to b: several values joined by ", ", of a group their number. */
void sg_column_words(const struct sg_list *l, const struct sg_column *c, const struct sg_about *of,
                     struct sg_buf *b);

/* Appends the signal as JSON without its seal and what is shielded, or only its columns. */
void sg_list_json(const struct sg_list *l, const struct sg_record *r, struct sg_buf *b);

/* One line of what can be seen: each other character becomes a blank. Returns what is left of n. */
size_t sg_list_flatten(char *p, size_t n);

#endif
