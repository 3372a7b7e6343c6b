/* SPDX-License-Identifier: EUPL-1.2 */
/* intake_block - a block of rows on its way through the stages of an import (intake_csv.c): filled
 * (intake_block.c), converted on any thread (intake_convert.c), taken in the order of the rows
 * (intake_take.c); then made into lines on any thread, and registered in order (intake_batch.c). */
#ifndef SG_INTAKE_BLOCK_H
#define SG_INTAKE_BLOCK_H

#include "intake_impl.h"

/* One row of a block: where it stands, and what became of it. */
struct sg_block_row {
    size_t cell, count; /* its cells, in block.kept */
    size_t raw, raw_n;  /* its bytes, in the text of that */
    size_t line;
    size_t more;               /* rows below it that are of the same case */
    size_t joins;              /* how many of those are of it, others being passed over */
    bool joined;               /* it is one of those */
    const char *skip;          /* no signal, by this word of @skip; NULL: one */
    size_t at, n;              /* its object in block.made */
    size_t key_at, content_at; /* within the object */
    size_t id, id_n;           /* what tells it from others, in block.keys */
    int year;
    struct sg_row_key key;
    struct sg_fault *fault; /* NULL: converted; see sg_block_fault */
};

struct sg_block {
    struct sg_block_row row[SG_BLOCK_ROWS];
    size_t rows;
    struct sg_kept kept; /* cells of all rows, and raw rows */
    struct sg_buf made;  /* "{members}" of all rows */
    struct sg_buf keys;  /* what tells them apart */
    struct sg_item item[SG_BLOCK_ROWS];
    struct sg_ready *ready;
    size_t taken;
};

/* Keeps a fault of a row; when there is no memory for it, that that is so. */
void sg_block_fault(struct sg_block_row *row, const struct sg_fault *f);

#endif
