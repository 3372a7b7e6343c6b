/* SPDX-License-Identifier: EUPL-1.2 */
/* Which rows of a block are new, which there already, and which are refused. */
#include "intake_block.h"

#include <stdio.h>
#include <string.h>

/* Keys of rows that will be taken soon are fetched meanwhile. */
static void announce(const struct sg_block *b, size_t i, const struct sg_converting *how)
{
    enum { AHEAD = 12 };
    if (how->registering && i + AHEAD < b->rows && !b->row[i + AHEAD].fault)
        sg_intake_near(how->in, &b->row[i + AHEAD].key);
}

/* 1: it is to be added; 0: it is there already; -1: refused (*f). */
static int take_row(struct sg_block *b, struct sg_block_row *r, const struct sg_converting *how,
                    struct sg_fault *f)
{
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
static void reject(const struct sg_block *b, const struct sg_block_row *r, struct sg_intake *in,
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
static bool set_aside(const struct sg_block_row *r, struct sg_intake *in, const char *name)
{
    if (r->skip) {
        in->read++, in->passed++;
        sg_say(SG_R_NOTE, "%s:%zu: passed over, by @skip %s", name, r->line, r->skip);
    }
    return r->skip || r->joined;
}

void sg_block_expect(const struct sg_block *b, const struct sg_converting *how)
{
    if (how->registering && b->taken)
        sg_keys_expect(how->in->keys, how->size / b->taken * b->rows);
}

/* What is told of a row that is new, or there already. */
static void tell_row(const struct sg_block *b, const struct sg_block_row *r,
                     const struct sg_converting *how, const char *name, bool new)
{
    const struct sg_row_at at = {name, r->line, b->made.p + r->at, r->n};
    if (how->registering && (new || r->key.again))
        sg_tell_row(how->in, &at, new, r->key.again);
}

bool sg_block_take(struct sg_block *b, const struct sg_converting *how, const char *name,
                   struct sg_row_rejects *rejects, bool *spent)
{
    struct sg_intake *in = how->in;
    struct sg_fault f;
    size_t n = 0;
    bool go_on = true;
    for (size_t i = 0; go_on && i < b->rows; i++) {
        struct sg_block_row *r = &b->row[i];
        announce(b, i, how);
        if (set_aside(r, in, name))
            continue;
        int new = take_row(b, r, how, &f);
        size_t more = r->joins;
        if (new < 0 && f.reason == SG_R_MEMORY) { /* not the row's fault */
            sg_complain(name, r->line, &f);
            *spent = true;
            go_on = false;
            break;
        }
        in->read += 1 + more;
        in->present += new == 0;
        if (new > 0)
            b->item[n++] = (struct sg_item){b->made.p + r->at + 1, r->n - 2, r->year};
        if (new > 0 && in->by_year)
            in->by_year[r->year]++;
        if (new >= 0) {
            tell_row(b, r, how, name, new > 0);
            in->joined += more;
        } else {
            reject(b, r, in, name, rejects, &f);
            go_on = !in->cli->stop_first;
        }
    }
    sg_tell_progress(in, b->taken, how->size);
    sg_batches_place(in->batches, b->ready, b->item, n);
    return go_on;
}
