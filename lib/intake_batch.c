/* SPDX-License-Identifier: EUPL-1.2 */
/* Batches: while one is on its way to the disk the next is made (sg_registry_commit_start). The
 * wait for the disk is the longest part of an import; this hides the work behind it. */
#include "intake_impl.h"

#include "when.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct sg_batches {
    struct sg_intake *in;
    /* the batch that is being filled */
    struct sg_buf members;
    struct sg_waiting *waiting;
    struct sg_item *items;
    size_t n;
    struct sg_buf lines;
    /* the batch that is on its way: how many, and what to print once they are safe */
    size_t sent;
    struct sg_buf sent_lines;
};

struct sg_batches *sg_batches_new(struct sg_intake *in)
{
    struct sg_batches *b = calloc(1, sizeof *b);
    if (!b)
        return NULL;
    b->in = in;
    b->waiting = calloc(SG_BATCH_ITEMS, sizeof *b->waiting);
    b->items = calloc(SG_BATCH_ITEMS, sizeof *b->items);
    if (b->waiting && b->items)
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
    if (lines->n && !in->unprinted) {
        sg_out_add(in->out, lines->p, lines->n);
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

static bool make_lines(struct sg_batches *b, struct sg_fault *f)
{
    const struct sg_intake *in = b->in;
    char recorded[21];
    sg_now_utc(recorded);
    struct sg_stamp stamp = {
        sg_profile_value(in->cli->profile, "id_prefix"), 0, NULL, 1, recorded, in->opt.by};
    for (size_t i = 0; i < b->n; i++)
        b->items[i] =
            (struct sg_item){b->members.p + b->waiting[i].at, b->waiting[i].n, b->waiting[i].year};
    return sg_registry_add_many(in->registry, &stamp, b->items, b->n, (unsigned)in->cli->threads,
                                in->opt.quiet ? NULL : &b->lines, f);
}

/* Sends the filled batch on its way, after the one before has arrived. */
static bool send_off(struct sg_batches *b)
{
    struct sg_fault f;
    bool made = make_lines(b, &f);
    if (!arrive(b))
        return false;
    if (!made || !sg_registry_commit_start(b->in->registry, &f))
        return give_up(b, b->in->cli->registry, &f);
    struct sg_buf empty = b->sent_lines;
    b->sent_lines = b->lines;
    b->lines = empty;
    b->sent = b->n;
    return true;
}

static bool unregistered(struct sg_batches *b)
{
    for (size_t i = 0; i < b->n; i++) {
        const struct sg_waiting *w = &b->waiting[i];
        sg_buf_fmt(&b->lines, "{\"sig\":%d,", SG_FORMAT_VERSION);
        sg_buf_add(&b->lines, b->members.p + w->at, w->n);
        sg_buf_add(&b->lines, "}\n", 2);
    }
    b->in->added += b->n;
    return print(b, &b->lines);
}

static bool finish(struct sg_batches *b)
{
    const struct sg_intake *in = b->in;
    bool ok = !in->broken;
    if (ok && b->n && in->registry)
        ok = send_off(b);
    else if (ok && b->n && (in->opt.dry_run || in->opt.quiet))
        b->in->added += b->n;
    else if (ok && b->n)
        ok = unregistered(b);
    sg_buf_clear(&b->members);
    b->n = 0;
    return ok;
}

bool sg_batches_add(struct sg_batches *b, const char *members, size_t n, int year)
{
    if ((b->n == SG_BATCH_ITEMS || b->members.n > SG_BATCH_BYTES) && !finish(b))
        return false;
    if (b->in->broken)
        return false;
    b->waiting[b->n++] = (struct sg_waiting){b->members.n, n, year};
    sg_buf_add(&b->members, members, n);
    return !b->members.failed || no_memory(b);
}

bool sg_batches_flush(struct sg_batches *b)
{
    return finish(b) && arrive(b);
}
