/* SPDX-License-Identifier: EUPL-1.2 */
/* The signals of one case, in order. */
#include "derive.h"
#include "export.h"

#include <stdlib.h>
#include <string.h>

struct kept {
    char *line, *id;
    size_t n;
    struct sg_date received;
};

struct sg_case {
    const char *number;
    struct kept *kept;
    size_t n, cap;
};

struct sg_case *sg_case_new(const char *number, struct sg_fault *f)
{
    struct sg_case *c = calloc(1, sizeof *c);
    if (c)
        c->number = number;
    else
        sg_fail(f, SG_R_MEMORY, "memory ran out");
    return c;
}

static bool make_room(struct sg_case *c)
{
    if (c->n < c->cap)
        return true;
    size_t cap = c->cap ? 2 * c->cap : 16;
    struct kept *grown = realloc(c->kept, cap * sizeof *grown);
    if (!grown)
        return false;
    c->kept = grown;
    c->cap = cap;
    return true;
}

bool sg_case_add(struct sg_case *c, const struct sg_record *r, struct sg_fault *f)
{
    struct sg_buf id = {0};
    if (!sg_val_is(sg_val_get(sg_record_get(r, "case"), "number"), c->number))
        return true;
    if (!make_room(c))
        return sg_fail(f, SG_R_MEMORY, "memory ran out");
    struct kept *k = &c->kept[c->n];
    sg_val_text_buf(sg_record_get(r, "id"), &id);
    *k = (struct kept){.line = malloc(r->n + 1),
                       .id = strdup(sg_buf_text(&id)),
                       .n = r->n,
                       .received = sg_derive_received(r)};
    bool good = k->line && k->id && !id.failed;
    c->n++;
    sg_buf_free(&id);
    if (!good)
        return sg_fail(f, SG_R_MEMORY, "memory ran out");
    memcpy(k->line, r->p, r->n);
    return true;
}

static int in_order(const void *a, const void *b)
{
    const struct kept *x = a, *y = b;
    int order = sg_date_order(x->received, y->received);
    size_t n = strlen(x->id), m = strlen(y->id);
    if (order || n != m)
        return order ? order : n < m ? -1 : 1;
    order = strcmp(x->id, y->id);
    return order ? order : (x > y) - (x < y);
}

bool sg_case_each(struct sg_case *c,
                  bool (*each)(void *ctx, const struct sg_record *r, struct sg_fault *f), void *ctx,
                  struct sg_fault *f)
{
    struct sg_record r;
    bool good = true;
    if (!c->n)
        return sg_fail(f, SG_R_UNKNOWN_ID, "no signal that was read has that case number");
    qsort(c->kept, c->n, sizeof *c->kept, in_order);
    for (size_t i = 0; good && i < c->n; i++)
        good = sg_record_read(&r, c->kept[i].line, c->kept[i].n, f, NULL) && each(ctx, &r, f);
    return good;
}

void sg_case_free(struct sg_case *c)
{
    if (!c)
        return;
    for (size_t i = 0; i < c->n; i++) {
        free(c->kept[i].line);
        free(c->kept[i].id);
    }
    free(c->kept);
    free(c);
}
