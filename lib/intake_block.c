/* SPDX-License-Identifier: EUPL-1.2 */
/* A block of rows on its way through the stages of an import (intake_csv.c): converted on any
 * thread, taken in the order of the rows, made into lines on any thread, registered in order. */
#include "intake_impl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One row of a block: where it stands, and what became of it. */
struct block_row {
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
    struct sg_fault *fault; /* NULL: converted; see keep_fault */
};

struct sg_block {
    struct block_row row[SG_BLOCK_ROWS];
    size_t rows;
    struct sg_kept kept; /* cells of all rows, and raw rows */
    struct sg_buf made;  /* "{members}" of all rows */
    struct sg_buf keys;  /* what tells them apart */
    struct sg_item item[SG_BLOCK_ROWS];
    struct sg_ready *ready;
    size_t taken;
};

struct sg_block *sg_block_new(void)
{
    struct sg_block *b = calloc(1, sizeof *b);
    if (b && (b->ready = sg_ready_new()))
        return b;
    free(b);
    return NULL;
}

/* Stands for a fault for which there was no memory. */
static struct sg_fault forgotten;

static void keep_fault(struct block_row *row, const struct sg_fault *f)
{
    row->fault = malloc(sizeof *row->fault);
    if (row->fault)
        *row->fault = *f;
    else
        row->fault = &forgotten;
}

static void forget(struct sg_block *b)
{
    for (size_t i = 0; i < b->rows; i++)
        if (b->row[i].fault != &forgotten)
            free(b->row[i].fault);
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
    struct block_row *r = &b->row[b->rows++];
    *r = (struct block_row){.cell = b->kept.cells, .count = row->count, .line = row->line};
    if (fault)
        keep_fault(r, fault);
    else if (!sg_kept_cells(&b->kept, row))
        return false;
    r->raw = b->kept.text.n;
    r->raw_n = rejects ? row->raw_n : 0;
    return !rejects || sg_kept_text(&b->kept, row->raw, row->raw_n);
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

static void refuse(struct block_row *first)
{
    struct sg_fault f = {0};
    sg_case_too_long(&f);
    if (!first->fault)
        keep_fault(first, &f);
}

bool sg_block_cut(struct sg_block *b)
{
    struct block_row *first = &b->row[b->rows - 1];
    bool cut = first->joined;
    for (; cut && (first->joined || first->skip); first--)
        ;
    if (cut)
        refuse(first);
    return cut;
}

void sg_block_join(struct sg_block *b)
{
    struct block_row *last = &b->row[b->rows - 1], *first = last;
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

/* ---- converting ---- */

/* Notes where the bytes of a row's key stand, and where its digits are to go. */
static void keep_key(struct block_row *r, size_t key, size_t key_n, const struct sg_keyed *keyed)
{
    r->id = key;
    r->id_n = key_n;
    r->key.has_content = keyed->content_at != 0;
    r->key_at = keyed->key_at - r->at;
    r->content_at = keyed->content_at - r->at;
}

static struct sg_row row_of(const struct sg_block *b, const struct block_row *r)
{
    return (struct sg_row){.cell = b->kept.cell + r->cell, .count = r->count, .line = r->line};
}

static bool convert_one(struct sg_block *b, const struct block_row *r,
                        const struct sg_converting *how, struct sg_row_opt *opt, struct sg_buf *key,
                        struct sg_date *received, struct sg_fault *f)
{
    const struct sg_row row = row_of(b, r);
    return sg_map_row(how->map, &row, opt, &b->made, key, received, f);
}

/* The rows of a case. */
static bool convert_case(struct sg_block *b, const struct block_row *r,
                         const struct sg_converting *how, struct sg_row_opt *opt,
                         struct sg_buf *key, struct sg_date *received, struct sg_fault *f)
{
    struct sg_row row[SG_BLOCK_ROWS];
    row[0] = row_of(b, r);
    opt->rows = 1;
    for (size_t i = 1; i <= r->more; i++)
        if (r[i].joined)
            row[opt->rows++] = row_of(b, &r[i]);
    return sg_map_row(how->map, row, opt, &b->made, key, received, f);
}

static bool convert(struct sg_block *b, struct block_row *r, const struct sg_converting *how,
                    struct sg_bench *bench, struct sg_fault *f)
{
    const struct sg_intake *in = how->in;
    struct sg_buf *key = &b->keys, *made = &b->made;
    struct sg_keyed keyed = {0, 0};
    size_t key_from = key->n;
    r->at = made->n;
    sg_buf_char(made, '{');
    if (how->registering) {
        sg_buf_str(key, sg_map_source(how->map));
        sg_buf_char(key, '\0');
    }
    struct sg_row_opt opt = {.today = in->cli->today,
                             .allow_bsn = in->opt.allow_bsn,
                             .recall = bench->recall,
                             .keyed = how->registering ? &keyed : NULL};
    struct sg_date received;
    if (!(r->more ? convert_case : convert_one)(b, r, how, &opt, key, &received, f))
        return false;
    sg_buf_char(made, '}');
    if (made->failed)
        return sg_fail(f, SG_R_MEMORY, "memory ran out");
    r->n = made->n - r->at;
    r->year = received.y;
    if (how->registering)
        keep_key(r, key_from, key->n - key_from, &keyed);
    return true;
}

/* The keys of all rows, by the secret. */
static void make_keys(struct sg_block *b, const unsigned char secret[SG_HASH])
{
    struct sg_hashed key[SG_BLOCK_ROWS], content[SG_BLOCK_ROWS];
    size_t keys = 0, contents = 0;
    for (size_t i = 0; i < b->rows; i++) {
        struct block_row *r = &b->row[i];
        if (r->fault || r->joined || r->skip)
            continue;
        key[keys++] = (struct sg_hashed){b->keys.p + r->id, r->id_n, r->key.key};
        if (r->key.has_content)
            content[contents++] = (struct sg_hashed){b->made.p + r->at, r->n, r->key.content};
    }
    sg_keyed_hash_many(secret, key, keys);
    sg_keyed_hash_many(secret, content, contents);
}

void sg_block_convert(struct sg_block *b, const struct sg_converting *how, struct sg_bench *bench)
{
    struct sg_fault f;
    for (size_t i = 0; i < b->rows; i++) {
        struct block_row *r = &b->row[i];
        if (r->fault || r->joined || r->skip)
            continue;
        if (!bench)
            sg_fail(&f, SG_R_MEMORY, "memory ran out");
        if (!bench || !convert(b, r, how, bench, &f))
            keep_fault(r, &f);
    }
    if (how->registering)
        make_keys(b, how->in->secret);
}

/* ---- taking ---- */

/* Keys of rows that will be taken soon are fetched meanwhile. */
static void announce(const struct sg_block *b, size_t i, const struct sg_converting *how)
{
    enum { AHEAD = 12 };
    if (how->registering && i + AHEAD < b->rows && !b->row[i + AHEAD].fault)
        sg_intake_near(how->in, &b->row[i + AHEAD].key);
}

/* 1: it is to be added; 0: it is there already; -1: refused (*f). */
static int take_row(struct sg_block *b, struct block_row *r, const struct sg_converting *how,
                    struct sg_fault *f)
{
    if (r->fault == &forgotten)
        return sg_fail(f, SG_R_MEMORY, "memory ran out") - 1;
    if (r->fault) {
        *f = *r->fault;
        return -1;
    }
    if (!how->registering)
        return 1;
    char *object = b->made.p + r->at;
    int known = sg_intake_known(how->in, &r->key, f);
    if (known == 1) {
        sg_key_write(object + r->key_at, r->key.key);
        if (r->key.has_content)
            sg_key_write(object + r->content_at, r->key.content);
    }
    return known;
}

/* Every row of a case that is refused is kept, so that it can be mended as a whole. */
static void reject(const struct sg_block *b, const struct block_row *r, struct sg_intake *in,
                   const char *name, struct sg_row_rejects *rejects, struct sg_fault *f)
{
    for (size_t i = 0; i <= r->more; i++)
        if (!i || r[i].joined) {
            in->rejected++;
            in->by_reason[f->reason]++;
            sg_row_rejects_add(rejects, b->kept.text.p + r[i].raw, r[i].raw_n, r[i].line, f);
        }
    size_t n = strlen(f->text);
    if (r->more)
        snprintf(f->text + n, sizeof f->text - n, " (lines %zu to %zu are one case)", r->line,
                 r[r->more].line);
    sg_complain(name, r->line, f);
}

/* A row that is none, by the mapping's rule, or that is part of the one above. */
static bool set_aside(const struct block_row *r, struct sg_intake *in, const char *name)
{
    if (r->skip) {
        in->read++, in->passed++;
        sg_say(SG_R_NOTE, "%s:%zu: passed over, by @skip %s", name, r->line, r->skip);
    }
    return r->skip || r->joined;
}

void sg_block_announce(const struct sg_block *b, const struct sg_converting *how)
{
    if (how->registering && b->taken)
        sg_keys_expect(how->in->keys, how->size / b->taken * b->rows);
}

bool sg_block_take(struct sg_block *b, const struct sg_converting *how, const char *name,
                   struct sg_row_rejects *rejects)
{
    struct sg_intake *in = how->in;
    struct sg_fault f;
    size_t n = 0;
    bool go_on = true;
    for (size_t i = 0; go_on && i < b->rows; i++) {
        struct block_row *r = &b->row[i];
        announce(b, i, how);
        if (set_aside(r, in, name))
            continue;
        int new = take_row(b, r, how, &f);
        size_t more = r->joins;
        in->read += 1 + more;
        in->present += new == 0;
        if (new > 0)
            b->item[n++] = (struct sg_item){b->made.p + r->at + 1, r->n - 2, r->year};
        if (new > 0 && in->by_year)
            in->by_year[r->year]++;
        if (new >= 0 && how->registering && (new || r->key.again))
            sg_tell_row(in, &(struct sg_row_at){name, r->line, b->made.p + r->at, r->n}, new > 0,
                        r->key.again);
        if (new >= 0) {
            in->joined += more;
            continue;
        }
        reject(b, r, in, name, rejects, &f);
        go_on = !in->cli->stop_first;
    }
    sg_tell_progress(in, b->taken, how->size);
    sg_batches_place(in->batches, b->ready, b->item, n);
    return go_on;
}

struct sg_ready *sg_block_ready(const struct sg_block *b)
{
    return b->ready;
}
