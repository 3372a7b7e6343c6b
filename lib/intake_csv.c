/* SPDX-License-Identifier: EUPL-1.2 */
/* Rows of a CSV file: read in blocks, converted side by side, taken in order. */
#include "intake_impl.h"

#include "par.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK = 64 }; /* rows that one thread converts at a time */

/* One row of a block: where it stands, and what became of it. */
struct block_row {
    size_t cell, count; /* its cells in block.cells */
    size_t raw, raw_n;  /* its bytes in block.text */
    size_t line;
    size_t at, n;              /* its object in the chunk's buffer */
    size_t key_at, content_at; /* within the object */
    int year;
    struct sg_row_key key;
    struct sg_fault *fault; /* NULL: converted */
};

/* What one thread needs for converting; lent for a chunk at a time. */
struct bench {
    struct sg_memo *memo;
    struct sg_buf key;
    struct bench *next;
};

struct block {
    struct sg_intake *in;
    struct bench *free; /* guarded by lock */
    pthread_mutex_t lock;
    const struct sg_map *map;
    bool registering;
    struct block_row row[SG_ROWS];
    size_t rows;
    struct sg_buf text;         /* cells, each NUL-terminated, and raw rows */
    struct sg_cell_text *cells; /* of all rows; p is set when the block is full */
    size_t *cell_at;            /* where each stands in text */
    size_t cells_n, cells_cap;
    struct sg_buf made[SG_ROWS / CHUNK];
};

static void keep_fault(struct block_row *row, const struct sg_fault *f)
{
    row->fault = malloc(sizeof *row->fault);
    if (row->fault)
        *row->fault = *f;
}

static bool room_for(struct block *b, size_t more)
{
    if (b->cells_n + more <= b->cells_cap)
        return true;
    size_t cap = (b->cells_n + more) * 2;
    struct sg_cell_text *cells = realloc(b->cells, cap * sizeof *cells);
    if (cells)
        b->cells = cells;
    size_t *at = cells ? realloc(b->cell_at, cap * sizeof *at) : NULL;
    if (!at)
        return false;
    b->cell_at = at;
    b->cells_cap = cap;
    return true;
}

static bool keep_cells(struct block *b, const struct sg_row *row)
{
    if (!room_for(b, row->count))
        return false;
    for (size_t i = 0; i < row->count; i++) {
        b->cell_at[b->cells_n] = b->text.n;
        b->cells[b->cells_n++].n = row->cell[i].n;
        sg_buf_add(&b->text, row->cell[i].p, row->cell[i].n);
        sg_buf_char(&b->text, '\0');
    }
    return true;
}

static bool keep_row(struct block *b, const struct sg_row *row, bool rejects,
                     const struct sg_fault *fault)
{
    struct block_row *r = &b->row[b->rows++];
    *r = (struct block_row){.cell = b->cells_n, .count = row->count, .line = row->line};
    if (fault)
        keep_fault(r, fault);
    else if (!keep_cells(b, row))
        return false;
    r->raw = b->text.n;
    if (rejects) {
        r->raw_n = row->raw_n;
        sg_buf_add(&b->text, row->raw, row->raw_n);
    }
    return !b->text.failed;
}

/* ---- side by side ---- */

/* As many benches are made as there are ever threads at work at once. */
static struct bench *borrow(struct block *b)
{
    pthread_mutex_lock(&b->lock);
    struct bench *bench = b->free;
    if (bench)
        b->free = bench->next;
    pthread_mutex_unlock(&b->lock);
    if (!bench && (bench = calloc(1, sizeof *bench)))
        bench->memo = sg_memo_new();
    return bench;
}

static void give_back(struct block *b, struct bench *bench)
{
    pthread_mutex_lock(&b->lock);
    bench->next = b->free;
    b->free = bench;
    pthread_mutex_unlock(&b->lock);
}

static void drop_benches(struct bench *bench)
{
    while (bench) {
        struct bench *next = bench->next;
        sg_memo_free(bench->memo);
        sg_buf_free(&bench->key);
        free(bench);
        bench = next;
    }
}

static bool convert(const struct block *b, struct block_row *r, struct sg_buf *made,
                    struct bench *bench, struct sg_fault *f)
{
    const struct sg_intake *in = b->in;
    struct sg_row row = {b->cells + r->cell, r->count, r->line, NULL, 0};
    struct sg_buf *key = &bench->key;
    struct sg_keyed keyed = {0, 0};
    r->at = made->n;
    sg_buf_char(made, '{');
    sg_buf_clear(key);
    if (b->registering) {
        sg_buf_str(key, sg_map_source(b->map));
        sg_buf_char(key, '\0');
    }
    struct sg_row_opt opt = {in->cli->today, in->opt.allow_bsn, bench->memo,
                             b->registering ? &keyed : NULL};
    struct sg_date received;
    if (!sg_map_row(b->map, &row, &opt, made, key, &received, f))
        return false;
    sg_buf_char(made, '}');
    if (made->failed)
        return sg_fail(f, SG_R_MEMORY, "memory ran out");
    r->n = made->n - r->at;
    r->year = received.y;
    if (b->registering) {
        r->key.has_content = keyed.content_at != 0;
        sg_keyed_hash(in->secret, key->p, key->n, r->key.key);
        if (r->key.has_content)
            sg_keyed_hash(in->secret, made->p + r->at, r->n, r->key.content);
        r->key_at = keyed.key_at - r->at;
        r->content_at = keyed.content_at - r->at;
    }
    return true;
}

static void convert_chunk(void *ctx, size_t chunk)
{
    struct block *b = ctx;
    struct sg_fault f;
    struct sg_buf *made = &b->made[chunk];
    struct bench *bench = borrow(b);
    sg_buf_clear(made);
    for (size_t i = chunk * CHUNK; i < b->rows && i < (chunk + 1) * CHUNK; i++) {
        struct block_row *r = &b->row[i];
        if (r->fault)
            continue;
        if (!bench)
            sg_fail(&f, SG_R_MEMORY, "memory ran out");
        if (!bench || !convert(b, r, made, bench, &f))
            keep_fault(r, &f);
    }
    if (bench)
        give_back(b, bench);
}

/* ---- in order ---- */

static bool take_row(struct block *b, struct block_row *r, char *object, struct sg_fault *f)
{
    struct sg_intake *in = b->in;
    if (r->fault) {
        *f = *r->fault;
        return false;
    }
    if (b->registering) {
        int known = sg_intake_known(in, &r->key, f);
        if (known <= 0) {
            in->present += known == 0;
            return known == 0;
        }
        sg_key_write(object + r->key_at, r->key.key);
        if (r->key.has_content)
            sg_key_write(object + r->content_at, r->key.content);
    }
    return sg_batches_add(in->batches, object + 1, r->n - 2, r->year) ||
           sg_fail(f, SG_R_IO, "the batch could not be registered");
}

struct csv_run {
    const char *name;
    struct sg_csv *csv;
    struct sg_row_rejects *rejects;
};

/* false: the run ends here. */
static bool take_block(struct block *b, const struct csv_run *run)
{
    struct sg_intake *in = b->in;
    struct sg_fault f;
    bool go_on = true;
    for (size_t i = 0; i < b->rows; i++) {
        struct block_row *r = &b->row[i];
        char *object = b->made[i / CHUNK].p ? b->made[i / CHUNK].p + r->at : NULL;
        in->read += go_on;
        if (go_on && !take_row(b, r, object, &f)) {
            in->rejected++;
            sg_row_rejects_add(run->rejects, b->text.p + r->raw, r->raw_n, r->line, &f);
            sg_complain(run->name, r->line, &f);
            go_on = !in->cli->stop_first && !in->broken;
        }
        free(r->fault);
    }
    return go_on;
}

static bool do_block(struct block *b, const struct csv_run *run)
{
    for (size_t i = 0; i < b->cells_n; i++)
        b->cells[i].p = b->text.p + b->cell_at[i];
    sg_par((unsigned)b->in->cli->threads, (b->rows + CHUNK - 1) / CHUNK, convert_chunk, b);
    bool go_on = take_block(b, run);
    b->rows = b->cells_n = 0;
    sg_buf_clear(&b->text);
    return go_on;
}

/* ---- the file ---- */

static bool stuck(const char *name, const struct sg_fault *f)
{
    sg_complain(name, 0, f);
    return false;
}

static void unused(void *ctx, const char *column)
{
    sg_say(SG_R_NOTE, "%s: column \"%s\" is not in the mapping and is left out",
           ((const struct csv_run *)ctx)->name, column);
}

static bool bind(struct csv_run *run, struct sg_intake *in, struct sg_map *m)
{
    struct sg_fault f;
    struct sg_row header;
    int got = sg_csv_next(run->csv, &header, &f);
    if (got == 0)
        sg_fail(&f, SG_R_NO_INPUT, "the file is empty: not even a header row");
    if (got != 1)
        return stuck(run->name, &f);
    if (!sg_map_bind(m, &header, unused, run, &f))
        return stuck(run->name, &f);
    if (in->cli->rejects && !(run->rejects = sg_row_rejects_open(in->cli->rejects, &header,
                                                                 sg_csv_delimiter(run->csv), &f)))
        return stuck(in->cli->rejects, &f);
    return true;
}

static bool rows(struct block *b, const struct csv_run *run)
{
    struct sg_row row;
    struct sg_fault f;
    int got;
    bool ok = true;
    while (ok && (got = sg_csv_next(run->csv, &row, &f)) != 0) {
        if (got == -2)
            return stuck(run->name, &f);
        if (got == 1 && sg_csv_blank(&row))
            continue;
        ok = keep_row(b, &row, run->rejects != NULL, got < 0 ? &f : NULL);
        if (!ok) {
            sg_fail(&f, SG_R_MEMORY, "memory ran out");
            stuck(run->name, &f);
        } else if (b->rows == SG_ROWS) {
            ok = do_block(b, run);
        }
    }
    return ok && do_block(b, run);
}

static struct block *new_block(struct sg_intake *in, const struct sg_map *m)
{
    struct block *b = calloc(1, sizeof *b);
    if (!b)
        return NULL;
    b->in = in;
    b->map = m;
    b->registering = in->cli->registry != NULL;
    pthread_mutex_init(&b->lock, NULL);
    return b;
}

static void free_block(struct block *b)
{
    if (!b)
        return;
    for (size_t i = 0; i < SG_ROWS / CHUNK; i++)
        sg_buf_free(&b->made[i]);
    drop_benches(b->free);
    pthread_mutex_destroy(&b->lock);
    sg_buf_free(&b->text);
    free(b->cells);
    free(b->cell_at);
    free(b);
}

bool sg_intake_csv(struct sg_intake *in, const char *path, struct sg_map *m, char delimiter)
{
    struct sg_fault f;
    struct csv_run run = {path, NULL, NULL};
    if (!sg_cli_apart(in->cli, path))
        return false;
    run.csv = sg_csv_open(path, delimiter, 0, &f);
    if (!run.csv)
        return stuck(path, &f);
    struct block *b = new_block(in, m);
    if (!b)
        sg_fail(&f, SG_R_MEMORY, "memory ran out");
    bool ok = b ? bind(&run, in, m) && (!b->registering || sg_intake_keys(in)) && rows(b, &run)
                : stuck(path, &f);
    free_block(b);
    ok = sg_intake_flush(in) && ok;
    if (!sg_row_rejects_end(run.rejects, &f))
        ok = stuck(in->cli->rejects, &f);
    sg_csv_close(run.csv);
    return ok;
}
