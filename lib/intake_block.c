/* SPDX-License-Identifier: EUPL-1.2 */
#include "intake_block.h"

#include <stdlib.h>
#include <string.h>

struct sg_block *sg_block_new(void)
{
    struct sg_block *b = calloc(1, sizeof *b);
    if (b && (b->ready = sg_ready_new()))
        return b;
    free(b);
    return NULL;
}

/* Stands for a fault for which there was no memory. */
static struct sg_fault forgotten = {.reason = SG_R_MEMORY, .text = "memory ran out"};

void sg_block_fault(struct sg_block_row *row, const struct sg_fault *f)
{
    row->fault = malloc(sizeof *row->fault);
    if (row->fault)
        *row->fault = *f;
    else
        row->fault = &forgotten;
}

static void forget_fault(struct sg_block_row *row)
{
    if (row->fault != &forgotten)
        free(row->fault);
    row->fault = NULL;
}

static void forget(struct sg_block *b)
{
    for (size_t i = 0; i < b->rows; i++)
        forget_fault(&b->row[i]);
    b->rows = 0;
    sg_kept_clear(&b->kept);
    sg_buf_clear(&b->made);
    sg_buf_clear(&b->keys);
}

void sg_block_free(struct sg_block *b)
{
    if (!b)
        return;
    forget(b);
    sg_ready_free(b->ready);
    sg_kept_free(&b->kept);
    sg_buf_free(&b->made);
    sg_buf_free(&b->keys);
    free(b);
}

/* ---- filling ---- */

void sg_block_begin(struct sg_block *b)
{
    forget(b);
}

bool sg_block_full(const struct sg_block *b)
{
    return b->rows == SG_BLOCK_ROWS || b->kept.text.n >= SG_BLOCK_BYTES;
}

bool sg_block_crammed(const struct sg_block *b)
{
    return b->rows == SG_BLOCK_ROWS || b->kept.text.n >= SG_CASE_BYTES;
}

bool sg_block_half(const struct sg_block *b)
{
    return b->rows >= SG_BLOCK_ROWS / 2 || b->kept.text.n >= SG_BLOCK_BYTES / 2;
}

bool sg_block_empty(const struct sg_block *b)
{
    return b->rows == 0;
}

bool sg_block_keep(struct sg_block *b, const struct sg_row *row, bool rejects,
                   const struct sg_fault *fault)
{
    struct sg_block_row *r = &b->row[b->rows];
    *r = (struct sg_block_row){.cell = b->kept.cells, .count = row->count, .line = row->line};
    if (fault)
        sg_block_fault(r, fault);
    else if (!sg_kept_cells(&b->kept, row))
        return false;
    r->raw = b->kept.text.n;
    r->raw_n = rejects ? row->raw_n : 0;
    if (rejects && !sg_kept_text(&b->kept, row->raw, row->raw_n)) {
        forget_fault(r);
        return false;
    }
    b->rows++;
    return true;
}

void sg_block_drop_case(struct sg_block *b)
{
    size_t last = b->rows;
    while (last && (b->row[last - 1].joined || b->row[last - 1].skip))
        last--;
    if (!last)
        return;
    for (size_t i = last - 1; i < b->rows; i++)
        forget_fault(&b->row[i]);
    b->rows = last - 1;
}

void sg_block_taken(struct sg_block *b, size_t bytes)
{
    b->taken = bytes;
}

void sg_block_skip(struct sg_block *b, const char *word)
{
    b->row[b->rows - 1].skip = word;
}

void sg_case_too_long(struct sg_fault *f)
{
    sg_fail(f, SG_R_TOO_LONG, "a case of more than %d rows", SG_CASE_ROWS);
}

static void refuse(struct sg_block_row *first)
{
    struct sg_fault f = {0};
    sg_case_too_long(&f);
    if (!first->fault)
        sg_block_fault(first, &f);
}

bool sg_block_cut(struct sg_block *b)
{
    struct sg_block_row *first = &b->row[b->rows - 1];
    bool cut = first->joined;
    for (; cut && (first->joined || first->skip); first--)
        ;
    if (cut)
        refuse(first);
    return cut;
}

void sg_block_join(struct sg_block *b)
{
    struct sg_block_row *last = &b->row[b->rows - 1], *first = last;
    do
        first--;
    while (first->joined || first->skip);
    last->joined = true;
    first->more = (size_t)(last - first);
    if (++first->joins >= SG_CASE_ROWS)
        refuse(first);
    if (last->fault && !first->fault) {
        first->fault = last->fault;
        last->fault = NULL;
        if (first->fault != &forgotten)
            first->fault->line = last->line;
    }
}

struct sg_ready *sg_block_ready(const struct sg_block *b)
{
    return b->ready;
}
