/* SPDX-License-Identifier: EUPL-1.2 */
/* Lines are read in blocks; those of a block are hashed side by side, then judged in order. */
#include "par.h"
#include "registry_impl.h"

#include <stdlib.h>
#include <string.h>

enum {
    BLOCK_BYTES = 4 << 20,
    BLOCK_LINES = 8192,
    CHUNK = 64 /* lines that one thread looks at in one go */
};

struct block {
    char *bytes;
    size_t used, cap;
    struct sg_exhibit *x;
    size_t count;
};

/* ---- one line on its own ---- */

/* The number at the end of an id and a hash of the whole. */
static void note_id(struct sg_exhibit *x, const char *id, size_t n)
{
    uint32_t hash = sg_reg_hash(id, n);
    x->id = hash ? hash : 1;
    size_t at = n;
    while (at > 0 && n - at < SG_SEAL_DIGITS && id[at - 1] >= '0' && id[at - 1] <= '9')
        at--;
    for (x->number = 0; at < n; at++)
        x->number = x->number * 10 + (uint64_t)(id[at] - '0');
}

static void find_revision(struct sg_exhibit *x)
{
    size_t id, id_n;
    int64_t rev;
    if (sg_reg_line_begins(x->p, x->n, &id, &id_n, &rev)) {
        note_id(x, x->p + id, id_n);
        x->rev = rev;
        return;
    }
    struct sg_record r;
    if (!sg_record_read(&r, x->p, x->n, NULL, NULL))
        return;
    char text[SG_ID_MAX];
    struct sg_val v = sg_record_get(&r, "id");
    size_t n = sg_val_text(v, text, sizeof text);
    if (v.kind != SG_STRING || n > sizeof text)
        return;
    note_id(x, text, n);
    if (!sg_val_int(sg_record_get(&r, "rev"), &x->rev) || x->rev == 0)
        x->rev = -1; /* an id without a revision */
}

/* true: its c is still wanted. */
static bool look_at(struct sg_exhibit *x)
{
    struct sg_fault f = {.reason = SG_R_BAD_JSON};
    if (x->too_long) {
        x->kind = SG_LINE_GARBAGE;
        x->why = SG_R_TOO_LONG;
        return false;
    }
    x->kind = sg_reg_line_kind(x->p, x->n, &x->seal, &f);
    x->why = f.reason;
    if (x->kind != SG_LINE_SEALED)
        return false;
    find_revision(x);
    x->mark = sg_reg_mark_find(x->p, x->n, x->seal.body, x->lines);
    if (x->seal.emptied)
        memcpy(x->c, x->seal.c, SG_HASH);
    return !x->seal.emptied;
}

static void look_at_chunk(void *ctx, size_t chunk)
{
    struct block *b = ctx;
    struct sg_content content[CHUNK];
    size_t sealed = 0;
    for (size_t i = chunk * CHUNK; i < b->count && i < (chunk + 1) * CHUNK; i++) {
        struct sg_exhibit *x = &b->x[i];
        if (look_at(x))
            content[sealed++] = (struct sg_content){x->seal.salt, x->p, x->seal.body, x->c};
    }
    sg_reg_seal_hash_lines(content, sealed);
}

/* ---- blocks ---- */

static bool block_finish(struct block *b, unsigned threads, struct sg_judge *j)
{
    bool more = true;
    sg_par(threads, (b->count + CHUNK - 1) / CHUNK, look_at_chunk, b);
    for (size_t i = 0; i < b->count && more; i++)
        more = sg_reg_judge_line(j, &b->x[i]);
    b->count = b->used = 0;
    return more;
}

/* Only an empty block grows: pointers into it stay good. */
static bool block_room(struct block *b, size_t n)
{
    if (n <= b->cap - b->used)
        return true;
    char *p = realloc(b->bytes, n);
    if (!p)
        return false;
    b->bytes = p;
    b->cap = n;
    return true;
}

static void block_put(struct block *b, const struct sg_line *line)
{
    char *to = b->bytes + b->used;
    memcpy(to, line->p, line->n);
    b->used += line->n;
    b->x[b->count++] =
        (struct sg_exhibit){.p = to, .n = line->n, .no = line->no, .too_long = line->too_long};
}

/* Reads and judges all lines. false: reading or memory failed. */
static bool run(struct sg_in *in, struct block *b, unsigned threads, struct sg_judge *j,
                size_t *lines, struct sg_fault *f)
{
    struct sg_line line;
    int got;
    while ((got = sg_in_next(in, &line, f)) > 0) {
        bool full = b->count == BLOCK_LINES || line.n > b->cap - b->used;
        if (full && !block_finish(b, threads, j))
            return true;
        if (!block_room(b, line.n))
            return sg_fail(f, SG_R_MEMORY, "memory ran out");
        block_put(b, &line);
        *lines = line.no;
    }
    if (got == 0)
        block_finish(b, threads, j);
    return got == 0;
}

long sg_registry_verify(const char *path, const struct sg_verify_opt *opt,
                        bool (*each)(void *ctx, const struct sg_fault *fault), void *ctx,
                        struct sg_head *head, struct sg_fault *f)
{
    if (!sg_reg_sodium_ready(f))
        return -1;
    struct sg_in *in = sg_in_open(path, opt->line_max, NULL, NULL, f);
    if (!in)
        return -1;
    struct block b = {.bytes = malloc(BLOCK_BYTES), .cap = BLOCK_BYTES};
    b.x = malloc(BLOCK_LINES * sizeof *b.x);
    struct sg_judge *j = sg_reg_judge_new(opt->expect, each, ctx);
    size_t lines = 0;
    long faults = -1;
    if (!b.bytes || !b.x || !j)
        sg_fail(f, SG_R_MEMORY, "memory ran out");
    else if (run(in, &b, opt->threads, j, &lines, f))
        faults = sg_reg_judge_end(j, lines, head, f);
    sg_reg_judge_free(j);
    free(b.bytes);
    free(b.x);
    sg_in_close(in);
    return faults;
}
