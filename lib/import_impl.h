/* SPDX-License-Identifier: EUPL-1.2 */
/* import_impl - how a mapping is kept. */
#ifndef SG_IMPORT_IMPL_H
#define SG_IMPORT_IMPL_H

#include "import.h"

enum { SG_MAP_ROWS = 256, SG_MAP_ELEMENTS = 20 };
#define SG_MAP_FIND ((size_t)-1) /* the header is where its columns are */

/* Columns of a mapping. */
enum {
    SG_MAP_COLUMN,
    SG_MAP_FIELD,
    SG_MAP_VALUES,
    SG_MAP_DEFAULT,
    SG_MAP_OPTIONS,
    SG_MAP_NOTE,
    SG_MAP_COLUMNS
};

/* One replacement of `values`: folded text to raw text; of @skip, one word. */
struct sg_swap {
    char *from, *to;
    size_t from_n;
};

/* One row of the mapping. */
struct sg_map_row {
    char *columns; /* "a|b"; "" for a constant */
    char *dflt, *split;
    size_t dflt_n;
    size_t line;                  /* in the mapping, for messages */
    const struct sg_field *field; /* NULL: directive */
    unsigned element[4];          /* numbers of the lists on the path, 1-based, outermost first */
    struct sg_swap *swap;
    size_t swaps;
    bool required, always, key;
    bool each; /* of several rows of a case each gives an element */
    bool join; /* of a key: rows with the same one are a case */
    bool skip;
    bool repeats; /* part of an element that each row of a case gives */
    int pivot, serial;
    long at;            /* cell of the row, bound by the header; -1: none */
    const char *header; /* spelling found in the file, borrowed from header_text; "" */
};

/* The plan: a tree in the order of the field table; siblings linked, leaves name a map row. */
struct sg_plan {
    long field;                       /* index in the field table */
    unsigned element;                 /* of a list, 1-based; 0: no list */
    struct sg_map_row *row, *more[8]; /* leaf: the rows that feed it (a list may have several) */
    size_t rows;
    bool group, list;
    size_t recalled; /* leaf: cells with fewer bytes are remembered, with what they became */
    bool each;       /* every row of a case gives this element anew */
    bool checked;    /* a group of which more than its values is checked */
    size_t lead_n;
    struct sg_plan *child, *next;
    char lead[1 + SG_PADDED]; /* ,"leaf": as it stands in front of the value */
};

struct sg_map {
    const struct sg_profile *p;
    char *file;
    char *source;
    struct sg_map_row *row;
    size_t rows;
    bool keyed, joins, skips;
    enum sg_encoding encoding;
    size_t header; /* line of the header, 0: the first row; or SG_MAP_FIND */
    struct sg_plan *plan;
    size_t width;                                  /* cells of the header */
    const struct sg_map_row *key_row[SG_MAP_ROWS]; /* whose cells tell rows apart */
    size_t key_rows;
    long received;     /* index of the map row that gives `received`: its date decides names */
    long source_field; /* index of the group `source` */
    long closed_field, reopened_field;
    struct sg_buf source_json; /* {"name":...,"key":"0...","content":"0..."}, see put_source */
    size_t name_n;             /* without the last brace, its part without key and content */
    struct sg_keyed keyed_at;  /* places in it; content 0: the mapping has no @key */
    bool constants;            /* made by sg_map_constants */
    char *header_text;         /* the header's cells, each NUL-terminated */
};

/* The cells of one row, as many as SG_MAP_COLUMNS; false: *f. */
bool sg_map_cells(struct sg_map *m, struct sg_map_row *row, const char *const cell[],
                  struct sg_fault *f);
/* Adds one part of `values`. */
bool sg_map_swap(struct sg_map_row *row, const char *part, size_t n, struct sg_fault *f);
/* The first cell of a header that one of the row's spellings names; -1: none. */
long sg_map_find(const struct sg_map_row *row, const struct sg_row *header);

/* Builds the plan of all rows; false: memory, or a field that two rows give. */
bool sg_plan_build(struct sg_map *m, struct sg_fault *f);
void sg_plan_free(struct sg_plan *plan);

bool sg_map_fault(struct sg_fault *f, const struct sg_map *m, size_t line, const char *column,
                  const char *format, ...) __attribute__((format(printf, 5, 6)));

#endif
