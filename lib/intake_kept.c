/* SPDX-License-Identifier: EUPL-1.2 */
#include "intake_impl.h"

#include <stdlib.h>
#include <string.h>

/* Room for more text, and for what is read behind a cell. When the text has to move, the cells are
 * told where to. */
static bool room_for_text(struct sg_kept *k, size_t more)
{
    struct sg_buf to = {0};
    if (more + SG_PADDED <= k->text.cap - k->text.n)
        return true;
    if (!sg_buf_room(&to, k->text.n + more + SG_PADDED))
        return false;
    sg_buf_add(&to, k->text.p, k->text.n);
    for (size_t i = 0; i < k->cells; i++)
        k->cell[i].p = to.p + (k->cell[i].p - k->text.p);
    sg_buf_free(&k->text);
    k->text = to;
    return true;
}

static bool room_for_cells(struct sg_kept *k, size_t more)
{
    if (more <= k->cell_cap - k->cells)
        return true;
    size_t cap = (k->cells + more) * 2;
    struct sg_cell_text *cell = realloc(k->cell, cap * sizeof *cell);
    if (!cell)
        return false;
    k->cell = cell;
    k->cell_cap = cap;
    return true;
}

bool sg_kept_text(struct sg_kept *k, const char *p, size_t n)
{
    if (!room_for_text(k, n))
        return false;
    sg_buf_add(&k->text, p, n);
    return true;
}

bool sg_kept_cells(struct sg_kept *k, const struct sg_row *row)
{
    if (!room_for_text(k, row->text_n) || !room_for_cells(k, row->count))
        return false;
    const char *to = k->text.p + k->text.n;
    struct sg_cell_text *cell = k->cell + k->cells;
    for (size_t i = 0; i < row->count; i++)
        cell[i] = (struct sg_cell_text){to + (row->cell[i].p - row->text), row->cell[i].n};
    sg_buf_add(&k->text, row->text, row->text_n);
    k->cells += row->count;
    return true;
}

void sg_kept_clear(struct sg_kept *k)
{
    sg_buf_clear(&k->text);
    k->cells = 0;
}

void sg_kept_free(struct sg_kept *k)
{
    sg_buf_free(&k->text);
    free(k->cell);
}
