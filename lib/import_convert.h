/* SPDX-License-Identifier: EUPL-1.2 */
/* import_convert - one row, or the rows of a case, while they are converted. */
#ifndef SG_IMPORT_CONVERT_H
#define SG_IMPORT_CONVERT_H

#include "import_impl.h"

struct sg_convert {
    const struct sg_map *m;
    const struct sg_row *row;  /* of a case of several: what they say together */
    const struct sg_row *rows; /* of a case */
    size_t n_rows;
    struct sg_typed_opt typed;
    struct sg_keyed *keyed;
    struct sg_recall *recall;
    struct sg_buf *out;
    struct sg_fault *f;
};

/* What a row of the mapping gives: text, and whether it came from a cell. */
struct sg_given {
    const char *p;
    size_t n;
    bool cell;
};

/* What a row of the mapping gives: of its cell, else of its default. */
struct sg_given sg_give(const struct sg_convert *c, const struct sg_map_row *row);
/* Names the column in a fault, as the file calls it; of a constant the field stays. false. */
bool sg_in_column(const struct sg_convert *c, const struct sg_map_row *row);
/* That what must be there is. */
bool sg_put_may(const struct sg_convert *c, const struct sg_map_row *row, struct sg_given g);
/* Appends one value of n bytes. `trial`: another attempt follows. */
bool sg_put_one(const struct sg_convert *c, const struct sg_map_row *row, const char *p, size_t n,
                bool trial);
/* Whether a value makes its group appear; `alone`: the group stands in no list. */
bool sg_counts(const struct sg_map_row *row, struct sg_given g, bool alone);
/* Appends the list that a leaf of the plan makes. *any: it has a value; *cell: one that counts. */
bool sg_put_list(const struct sg_convert *c, const struct sg_plan *n, bool alone, bool *any,
                 bool *cell);

/* ---- import_recall.c ---- */

/* Of which cells it is worth remembering what they became: those with fewer bytes. */
size_t sg_recall_wants(const struct sg_map_row *row);

/* What a leaf of the plan made of a cell. */
struct sg_answer {
    const char *p; /* its name and its value, as `,"sex":"f"` */
    size_t n;
    enum sg_recalled {
        SG_RECALL_KNOWN = 1, /* always */
        SG_RECALL_VALUE = 2, /* there is a value; else n is 0 */
        SG_RECALL_COUNTS = 4 /* it makes its group appear */
    } said;
};

/* Appends what is remembered of a cell, from which SG_PADDED bytes can be read, `first` without the
 * comma; and gives what was said of it, 0 when nothing is remembered. */
unsigned sg_recall_put(const struct sg_convert *c, const struct sg_map_row *row,
                       const struct sg_cell_text *cell, bool first);
/* `always`: the answer is the same on every date. */
void sg_recall_keep(const struct sg_convert *c, const struct sg_map_row *row,
                    const struct sg_cell_text *cell, bool always, const struct sg_answer *answer);

#endif
