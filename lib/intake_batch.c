/* SPDX-License-Identifier: EUPL-1.2 */
/* Batches: while one is on its way to the disk the next is made (sg_registry_commit_start). The
 * wait for the disk is the longest part of an import; this hides the work behind it. */
#include "intake_impl.h"

#include "when.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Signals on their way to a batch. */
struct sg_ready {
    const struct sg_item *items;
    size_t n;
    struct sg_made *made;
    struct sg_buf lines;  /* without a registry: what is to be printed */
    struct sg_fault *why; /* they could not be made; NULL: they could */
    struct sg_fault fault;
};

struct sg_batches {
    struct sg_intake *in;
    /* signals that came one by one */
    struct sg_buf members;
    struct sg_waiting *waiting;
    struct sg_item *items;
    size_t n;
    struct sg_ready *singles;
    /* the batch that is being filled */
    size_t filled;
    struct sg_buf lines;
    /* the batch that is on its way: how many, and what to print once they are safe */
    size_t sent;
    struct sg_buf sent_lines;
};

struct sg_ready *sg_ready_new(void)
{
    struct sg_ready *r = calloc(1, sizeof *r);
    if (r && (r->made = sg_made_new()))
        return r;
    free(r);
    return NULL;
}

void sg_ready_free(struct sg_ready *r)
{
    if (!r)
        return;
    sg_made_free(r->made);
    sg_buf_free(&r->lines);
    free(r);
}

struct sg_batches *sg_batches_new(struct sg_intake *in)
{
    struct sg_batches *b = calloc(1, sizeof *b);
    if (!b)
        return NULL;
    b->in = in;
    b->waiting = calloc(SG_BATCH_ITEMS, sizeof *b->waiting);
    b->items = calloc(SG_BATCH_ITEMS, sizeof *b->items);
    b->singles = sg_ready_new();
    if (b->waiting && b->items && b->singles)
        return b;
    sg_batches_free(b);
    return NULL;
}

void sg_batches_free(struct sg_batches *b)
{
    if (!b)
        return;
    sg_buf_free(&b->members);
    sg_buf_free(&b->lines);
    sg_buf_free(&b->sent_lines);
    sg_ready_free(b->singles);
    free(b->waiting);
    free(b->items);
    free(b);
}

/* Nothing more is taken after this. */
static bool give_up(struct sg_batches *b, const char *name, const struct sg_fault *f)
{
    sg_complain(name, 0, f);
    b->in->broken = true;
    return false;
}

static bool no_memory(struct sg_batches *b)
{
    struct sg_fault f;
    sg_fail(&f, SG_R_MEMORY, "memory ran out");
    return give_up(b, b->in->cli->registry, &f);
}

/* Says first what matters to whoever would otherwise add the signal again. */
static void unprinted(struct sg_fault *f)
{
    char why[sizeof f->text];
    memcpy(why, f->text, sizeof why);
    snprintf(f->text, sizeof f->text, "added, not printed: %.*s", (int)sizeof why - 24, why);
}

/* Prints lines that are safe, or never need to be. A reader that went away ends the printing, not
 * the registering. */
static bool print(struct sg_batches *b, struct sg_buf *lines)
{
    struct sg_intake *in = b->in;
    struct sg_fault f;
    bool ok = true;
    if (lines->failed)
        return no_memory(b);
    if (in->caught) {
        sg_buf_add(in->caught, lines->p, lines->n);
    } else if (lines->n && !in->unprinted) {
        sg_out_buf(in->out, lines);
        in->unprinted = !sg_out_flush(in->out, &f);
        if (in->unprinted && in->registry) {
            unprinted(&f);
            sg_complain(NULL, 0, &f);
        } else if (in->unprinted) {
            ok = give_up(b, NULL, &f);
        }
    }
    sg_buf_clear(lines);
    return ok;
}

/* Waits until the batch on its way is safe, and prints it. */
static bool arrive(struct sg_batches *b)
{
    struct sg_fault f;
    if (!b->sent)
        return true;
    if (!sg_registry_commit_wait(b->in->registry, &f))
        return give_up(b, b->in->cli->registry, &f);
    b->in->added += b->sent;
    b->sent = 0;
    return print(b, &b->sent_lines);
}

/* Sends the filled batch on its way, after the one before has arrived. */
static bool send_off(struct sg_batches *b)
{
    struct sg_fault f;
    if (!b->filled)
        return true;
    if (!arrive(b))
        return false;
    if (!sg_registry_commit_start(b->in->registry, &f))
        return give_up(b, b->in->cli->registry, &f);
    struct sg_buf empty = b->sent_lines;
    b->sent_lines = b->lines;
    b->lines = empty;
    b->sent = b->filled;
    b->filled = 0;
    return true;
}

/* ---- many at a time ---- */

void sg_batches_place(struct sg_batches *b, struct sg_ready *r, const struct sg_item *items,
                      size_t n)
{
    const struct sg_intake *in = b->in;
    char recorded[21];
    r->items = items;
    r->n = n;
    r->why = NULL;
    if (!in->registry)
        return;
    sg_now_utc(recorded);
    struct sg_stamp stamp = {
        sg_profile_value(in->cli->profile, "id_prefix"), 0, NULL, 1, recorded, in->opt.by};
    if (!sg_registry_place(in->registry, &stamp, items, n, SG_BATCH_BYTES, r->made, &r->fault))
        r->why = &r->fault;
}

static bool make_unregistered(struct sg_ready *r)
{
    sg_buf_clear(&r->lines);
    for (size_t i = 0; i < r->n; i++) {
        sg_buf_fmt(&r->lines, "{\"sig\":%d,", SG_FORMAT_VERSION);
        sg_buf_add(&r->lines, r->items[i].members, r->items[i].n);
        sg_buf_add(&r->lines, "}\n", 2);
    }
    return !r->lines.failed || sg_fail(&r->fault, SG_R_MEMORY, "memory ran out");
}

void sg_batches_make(const struct sg_batches *b, struct sg_ready *r, unsigned threads)
{
    const struct sg_intake *in = b->in;
    if (in->registry && !r->why)
        sg_registry_make(r->made, threads);
    else if (!in->registry && !in->opt.dry_run && !in->opt.quiet && !make_unregistered(r))
        r->why = &r->fault;
}

static bool take_registered(struct sg_batches *b, const struct sg_ready *r)
{
    struct sg_registry *g = b->in->registry;
    struct sg_fault f;
    if (sg_registry_turns(g, r->made) && !send_off(b))
        return false;
    if (!sg_registry_chain(g, r->made, b->in->opt.quiet ? NULL : &b->lines, &f))
        return give_up(b, b->in->cli->registry, &f);
    b->filled += r->n;
    return true;
}

bool sg_batches_take(struct sg_batches *b, struct sg_ready *r)
{
    struct sg_intake *in = b->in;
    if (in->broken)
        return false;
    if (r->why)
        return give_up(b, in->cli->registry, r->why);
    if (in->registry)
        return take_registered(b, r);
    in->added += r->n;
    return in->opt.dry_run || in->opt.quiet || print(b, &r->lines);
}

/* ---- one by one ---- */

static bool finish(struct sg_batches *b)
{
    if (b->in->broken)
        return false;
    for (size_t i = 0; i < b->n; i++)
        b->items[i] =
            (struct sg_item){b->members.p + b->waiting[i].at, b->waiting[i].n, b->waiting[i].year};
    sg_batches_place(b, b->singles, b->items, b->n);
    sg_batches_make(b, b->singles, (unsigned)b->in->cli->threads);
    bool ok = sg_batches_take(b, b->singles);
    sg_buf_clear(&b->members);
    b->n = 0;
    return ok && send_off(b);
}

bool sg_batches_add(struct sg_batches *b, const char *members, size_t n, int year)
{
    if ((b->n == SG_BATCH_ITEMS || b->members.n > SG_BATCH_BYTES) && !finish(b))
        return false;
    if (b->in->broken)
        return false;
    b->waiting[b->n] = (struct sg_waiting){b->members.n, n, year};
    sg_buf_add(&b->members, members, n);
    if (b->members.failed)
        return no_memory(b);
    b->n++;
    return true;
}

bool sg_batches_flush(struct sg_batches *b)
{
    return finish(b) && arrive(b);
}
