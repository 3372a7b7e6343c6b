/* SPDX-License-Identifier: EUPL-1.2 */
/* profile_impl - how a profile is laid out in memory; private to profile*.c.
 *
 * All that a profile holds is allocated from one pool and freed at once: rows are small, are never
 * changed after opening and live as long as the profile. Names are found through hash tables whose
 * hash (FNV-1a) depends on the bytes alone, so that nothing differs between two runs. */
#ifndef SG_PROFILE_IMPL_H
#define SG_PROFILE_IMPL_H

#include "profile.h"

#include <stdarg.h>
#include <stdint.h>

/* ---- memory (profile_pool.c) ---- */

struct sg_pool {
    struct sg_pool_block *block; /* newest first */
};

/* n zeroed bytes, aligned for any type, that live as long as the pool; NULL: memory ran out. */
void *sg_pool_get(struct sg_pool *pool, size_t n);
/* A NUL-terminated copy of n bytes. */
char *sg_pool_text(struct sg_pool *pool, const char *s, size_t n);
void sg_pool_free(struct sg_pool *pool);

/* FNV-1a, to be continued over several pieces: start with SG_HASH. */
#define SG_HASH 2166136261u
uint32_t sg_pool_hash(uint32_t h, const char *s, size_t n);

/* Numbers by hash; the caller compares what stands behind a number. The same hash may be put many
 * times; numbers come back in the order in which they were put. */
struct sg_map {
    uint32_t *hash, *number; /* number + 1; 0 = free */
    size_t cap, n;           /* cap is a power of two, at least twice n */
};
#define SG_MAP_END UINT32_MAX
bool sg_map_put(struct sg_map *m, struct sg_pool *pool, uint32_t hash, uint32_t number);
/* The next number put under the hash, or SG_MAP_END. Start with *at = 0. */
uint32_t sg_map_next(const struct sg_map *m, uint32_t hash, size_t *at);

/* ---- the schema (profile_schema.c) ---- */

enum sg_cell_kind {
    SG_C_TEXT,
    SG_C_DATE,   /* day, month or year */
    SG_C_DAY,    /* whole date */
    SG_C_YEAR,   /* 1000-9999 */
    SG_C_PLACE,  /* the shape of a CBS code: GM and four digits */
    SG_C_LENGTH, /* a length of time, see sg_length_parse */
    SG_C_COUNT,  /* 1-9999 */
    SG_C_PEOPLE, /* 1-99999999 */
    SG_C_FIGURE, /* a number of at most 12 digits; or "." */
    SG_C_YEARS,  /* 2019, 2019-2021 or 2023- */
    SG_C_CHOICE, /* one of `choices` */
    SG_C_NAME    /* a name that others refer to: no blank, quote or separator in it */
};

struct sg_column {
    const char *name;
    enum sg_cell_kind kind;
    bool required;       /* the header must have it, and no row may leave it blank */
    const char *choices; /* "a|b" */
};

struct sg_schema {
    const char *name; /* "tables": the sheet is tables.csv */
    const struct sg_column *column;
    size_t columns, keys; /* the first `keys` columns make the key */
};

extern const struct sg_schema sg_schemas[];
extern const size_t sg_schema_count;

enum { SG_COLUMNS_MAX = 16 };

/* Index of a column by name, or -1. */
int sg_schema_column(const struct sg_schema *s, const char *name, size_t n);
/* Is the cell what its column asks for? false: *why (borrowed) completes "... is no ". */
bool sg_cell_ok(const struct sg_column *c, const char *cell, const char **why);

/* ---- sheets (profile_sheet.c) ---- */

struct sg_sheet_row {
    const char **cell; /* schema->columns of them; NULL: removed by a layer */
    const char *key, *file;
    size_t line;
    unsigned layer; /* 0 = the base */
};

struct sg_sheet {
    const struct sg_schema *schema;
    struct sg_sheet_row *row;
    size_t rows, cap;
    struct sg_map by_key;
};

/* The row with the key, removed ones left out; (size_t)-1: none. */
size_t sg_sheet_lookup(const struct sg_sheet *s, const char *key);
bool sg_sheet_append(struct sg_sheet *s, struct sg_pool *pool, const struct sg_sheet_row *row);
/* Drops removed rows and numbers the others anew. */
bool sg_sheet_compact(struct sg_sheet *s, struct sg_pool *pool);

/* ---- codes (profile_codes.c) ---- */

struct sg_code_list {
    const char *name;
    uint32_t hash; /* of "name;", to go on from */
    const struct sg_code **code;
    size_t codes;
};

struct sg_typed {
    const char *key; /* a spelling, folded (see code_key) */
    size_t n;
    const struct sg_code_list *list;
    uint32_t code;
};

struct sg_codes {
    struct sg_code *code; /* in the order of the rows of codes.csv */
    struct sg_code_list *list;
    size_t lists;
    struct sg_map by_list, by_typed;
    struct sg_typed *typed;
    size_t typeds;
};

/* ---- municipalities and regions (profile_places.c, profile_regions.c) ---- */

enum { SG_PLACE_NUMBERS = 10000 };

struct sg_place {
    struct sg_municipality m; /* first, so that one is the other */
    struct sg_date since;     /* first day on which it existed; y = 0: before 2018 */
    const uint32_t *leaf;     /* what it is on today's division: itself or its successors */
    size_t leaves;
};

struct sg_place_name {
    const char *key; /* letters and digits of the folded name */
    size_t n;
    uint32_t place;
};

struct sg_places {
    struct sg_place *place; /* in order of code */
    size_t places;
    uint16_t by_number[SG_PLACE_NUMBERS]; /* number of the code -> place + 1 */
    struct sg_map by_name;
    struct sg_place_name *name;
    size_t names;
    int32_t *change; /* days on which the division changed, ascending, each once */
    size_t changes;
};

struct sg_region {
    const char *name;
    uint8_t *has; /* by place, those that exist today */
    bool own;     /* from regions.csv, not a safety region or police unit */
};

struct sg_regions {
    struct sg_region *region;
    size_t regions;
    struct sg_map by_name;
};

struct sg_profile {
    struct sg_pool pool;
    struct sg_sheet *sheet; /* in the order of sg_schemas */
    struct sg_codes codes;
    struct sg_places places;
    struct sg_regions regions;
    struct sg_date *holiday;
    size_t holidays;
};

enum { SG_PLACE_KEY = 256 };
/* What is compared of a municipality's name: letters and digits of the folded form, without
 * "gemeente" in front. So "Bergen N.H.", "Bergen (NH)" and "gemeente Bergen (NH.)" are the same.
 * Returns its length; 0: nothing is left, or it is too long to be a name. */
size_t sg_place_key(const char *s, size_t n, char out[SG_PLACE_KEY]);
/* The place behind a code as people write it ("267", "GM0267", folded to letters and digits). */
const struct sg_place *sg_place_by_number(const struct sg_profile *p, const char *s, size_t n);
const struct sg_place *sg_place_of(const struct sg_profile *p, const struct sg_municipality *m);

/* ---- loading (profile_load.c and the indexes) ---- */

struct sg_loading {
    struct sg_profile *p;
    void (*each)(void *ctx, const struct sg_fault *fault); /* NULL: the first fault ends it */
    void *ctx;
    struct sg_fault *f;       /* the fault that ended it */
    struct sg_fault unwanted; /* where it goes when nobody asks */
    long faults;
};

/* Reports a fault in a sheet. true: go on (all faults are wanted); false: stop. file may be NULL:
 * the profile as a whole. */
bool sg_loading_fault(struct sg_loading *l, const char *file, size_t line, const char *column,
                      const char *format, ...) __attribute__((format(printf, 5, 6)));
/* The same at a row of a sheet. */
bool sg_row_fault(struct sg_loading *l, const struct sg_sheet *s, size_t row, const char *column,
                  const char *format, ...) __attribute__((format(printf, 5, 6)));
bool sg_loading_nomem(struct sg_loading *l);

bool sg_profile_load(struct sg_loading *l, const char *name); /* sheets, layers applied */
bool sg_codes_index(struct sg_loading *l);
bool sg_places_index(struct sg_loading *l);
bool sg_regions_index(struct sg_loading *l);
bool sg_profile_cross(struct sg_loading *l); /* what one sheet says about another */

/* ---- words in messages ---- */

/* Copies what was written for a message: cut to 40 bytes, control characters as '?'. */
struct sg_shown {
    char text[48];
};
struct sg_shown sg_shown(const char *s, size_t n);
/* Writes "; did you mean X?" or "" to out. */
struct sg_meant {
    char text[96];
};
struct sg_meant sg_meant(const char *best);

#endif
