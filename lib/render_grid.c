/* SPDX-License-Identifier: EUPL-1.2 */
/* Making a grid: its arrays, its texts, its notes. */
#include "render.h"

#include <stdlib.h>
#include <string.h>

enum { CELLS_MAX = 20 * 1000 * 1000, NOTES_MAX = 65535, BLOCK = 16384 };

/* Texts live in blocks that never move, so labels can point into them. */
struct block {
    struct block *next;
    size_t used, size;
    char at[];
};

struct sg_grid_own {
    struct block *texts;
    size_t note_cap;
    uint16_t numbered;
    bool failed;
};

static void *grid_array(size_t n, size_t size)
{
    return calloc(n ? n : 1, size);
}

static bool grid_alloc(struct sg_grid *g)
{
    g->own = calloc(1, sizeof *g->own);
    g->corner = grid_array(g->heads, sizeof *g->corner);
    g->row_label = grid_array(g->rows * g->heads, sizeof *g->row_label);
    g->column_label = grid_array(g->columns, sizeof *g->column_label);
    g->cell = grid_array(g->rows * g->columns, sizeof *g->cell);
    return g->own && g->corner && g->row_label && g->column_label && g->cell;
}

static void grid_empty_texts(struct sg_grid *g)
{
    g->name = g->title = g->source = "";
    for (size_t i = 0; i < g->heads; i++)
        g->corner[i] = "";
    for (size_t i = 0; i < g->rows * g->heads; i++)
        g->row_label[i].text = g->row_label[i].code = "";
    for (size_t i = 0; i < g->columns; i++)
        g->column_label[i].text = g->column_label[i].code = "";
}

struct sg_grid *sg_grid_new(size_t heads, size_t rows, size_t columns, struct sg_fault *f)
{
    size_t across = columns > heads ? columns : heads;
    if (across && rows > CELLS_MAX / across) {
        sg_fail(f, SG_R_BAD_TABLE,
                "a table of %zu rows and %zu columns is more than anybody can read; take a coarser "
                "dimension or select with -w",
                rows, columns);
        return NULL;
    }
    struct sg_grid *g = calloc(1, sizeof *g);
    if (!g) {
        sg_fail(f, SG_R_MEMORY, "no memory for the table");
        return NULL;
    }
    g->heads = heads;
    g->rows = rows;
    g->columns = columns;
    if (!grid_alloc(g)) {
        sg_grid_free(g);
        sg_fail(f, SG_R_MEMORY, "no memory for a table of %zu rows and %zu columns", rows, columns);
        return NULL;
    }
    grid_empty_texts(g);
    return g;
}

void sg_grid_free(struct sg_grid *g)
{
    if (!g)
        return;
    for (struct block *b = g->own ? g->own->texts : NULL, *next; b; b = next) {
        next = b->next;
        free(b);
    }
    free(g->own);
    free(g->corner);
    free(g->row_label);
    free(g->column_label);
    free(g->cell);
    free(g->note);
    free(g);
}

static struct block *grid_block(struct sg_grid *g, size_t need)
{
    struct block *b = g->own->texts;
    if (b && b->size - b->used >= need)
        return b;
    size_t size = need > BLOCK ? need : BLOCK;
    b = malloc(sizeof *b + size);
    if (!b)
        return NULL;
    b->used = 0;
    b->size = size;
    b->next = g->own->texts;
    g->own->texts = b;
    return b;
}

const char *sg_grid_text(struct sg_grid *g, const char *s, size_t n)
{
    struct block *b = grid_block(g, n + 1);
    if (!b) {
        g->own->failed = true;
        return "";
    }
    char *at = b->at + b->used;
    size_t to = 0;
    for (size_t i = 0; i < n;) {
        size_t bad = sg_unseen(s + i, n - i);
        at[to++] = bad ? ' ' : s[i];
        i += bad ? bad : 1;
    }
    at[to] = '\0';
    b->used += n + 1;
    return at;
}

const char *sg_grid_text_buf(struct sg_grid *g, const struct sg_buf *b)
{
    g->own->failed |= b->failed;
    return sg_grid_text(g, b->p, b->failed ? 0 : b->n);
}

static bool note_room(struct sg_grid *g)
{
    if (g->notes < g->own->note_cap)
        return true;
    size_t cap = g->own->note_cap ? 2 * g->own->note_cap : 8;
    struct sg_grid_note *more = realloc(g->note, cap * sizeof *more);
    if (!more) {
        g->own->failed = true;
        return false;
    }
    g->note = more;
    g->own->note_cap = cap;
    return true;
}

uint16_t sg_grid_note(struct sg_grid *g, const char *about, const char *text)
{
    for (size_t i = 0; i < g->notes; i++) {
        if (strcmp(g->note[i].about, about) == 0 && strcmp(g->note[i].text, text) == 0)
            return (uint16_t)(i + 1);
    }
    if (g->notes >= NOTES_MAX || !note_room(g))
        return 0;
    g->note[g->notes++] = (struct sg_grid_note){.about = sg_grid_text(g, about, strlen(about)),
                                                .text = sg_grid_text(g, text, strlen(text))};
    return (uint16_t)g->notes;
}

static void note_number(struct sg_grid *g, uint16_t note)
{
    if (g->note[note - 1].number == 0)
        g->note[note - 1].number = ++g->own->numbered;
}

void sg_grid_mark(struct sg_grid *g, struct sg_grid_label *label, uint16_t note)
{
    if (note == 0)
        return;
    for (size_t i = 0; i < SG_LABEL_NOTES && label->note[i] != note; i++) {
        if (label->note[i] == 0) {
            label->note[i] = note;
            note_number(g, note);
            return;
        }
    }
}

void sg_grid_mark_cell(struct sg_grid *g, struct sg_grid_cell *cell, uint16_t note)
{
    if (note == 0)
        return;
    cell->note = note;
    note_number(g, note);
}

void sg_grid_fail(struct sg_grid *g)
{
    g->own->failed = true;
}

bool sg_grid_sound(const struct sg_grid *g, struct sg_fault *f)
{
    return !g->own->failed || sg_fail(f, SG_R_MEMORY, "no memory for the table's texts");
}
