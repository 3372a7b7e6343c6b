/* SPDX-License-Identifier: EUPL-1.2 */
/* Which cell of a file's rows each row of the mapping means. */
#include "import_impl.h"

#include "text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HEADER_MAX = 256 };

static size_t folded(const char *s, size_t n, char out[HEADER_MAX])
{
    size_t k = sg_fold(s, n, out, HEADER_MAX);
    return k < HEADER_MAX ? k : HEADER_MAX;
}

static bool same(const char *a, size_t an, const char *b, size_t bn)
{
    char x[HEADER_MAX], y[HEADER_MAX];
    size_t xn = folded(a, an, x), yn = folded(b, bn, y);
    return xn == yn && !memcmp(x, y, xn);
}

static bool keep_header(struct sg_map *m, const struct sg_row *header, struct sg_fault *f)
{
    size_t n = 0;
    for (size_t i = 0; i < header->count; i++)
        n += header->cell[i].n + 1;
    free(m->header_text);
    char *to = m->header_text = malloc(n ? n : 1);
    if (!to)
        return sg_fail(f, SG_R_MEMORY, "memory ran out");
    for (size_t i = 0; i < header->count; i++) {
        memcpy(to, header->cell[i].p, header->cell[i].n);
        to += header->cell[i].n;
        *to++ = '\0';
    }
    m->width = header->count;
    return true;
}

static const char *header_at(const struct sg_map *m, size_t i)
{
    const char *p = m->header_text;
    while (i--)
        p += strlen(p) + 1;
    return p;
}

/* The first cell of the header that one of the row's spellings names; -1: none. */
long sg_map_find(const struct sg_map_row *row, const struct sg_row *header)
{
    const char *part;
    size_t n;
    for (size_t at = 0; sg_cell_part(row->columns, &at, &part, &n);)
        for (size_t i = 0; i < header->count; i++)
            if (same(part, n, header->cell[i].p, header->cell[i].n))
                return (long)i;
    return -1;
}

/* Which of two columns of one name is meant, nobody can tell. That the mapping has no use for them
 * does no harm. The fault is the file's, which the caller knows by name. */
static bool only_one(const struct sg_map *m, size_t at, const struct sg_row *header,
                     struct sg_fault *f)
{
    const struct sg_cell_text *cell = &header->cell[at];
    for (size_t i = at + 1; i < header->count; i++)
        if (same(cell->p, cell->n, header->cell[i].p, header->cell[i].n)) {
            sg_map_fault(f, m, 0, header_at(m, at), "the file has this column twice (%zu and %zu)",
                         at + 1, i + 1);
            *f->file = '\0';
            return false;
        }
    return true;
}

static bool bind_row(struct sg_map *m, struct sg_map_row *row, const struct sg_row *header,
                     struct sg_fault *f)
{
    if (!*row->columns)
        return true;
    row->at = sg_map_find(row, header);
    if (row->at >= 0) {
        row->header = header_at(m, (size_t)row->at);
        return only_one(m, (size_t)row->at, header, f);
    }
    if (!row->field && !row->key && !row->skip)
        return true; /* @ignore of a column that is not there */
    struct sg_near near;
    sg_near_begin(&near, row->columns);
    for (size_t i = 0; i < header->count; i++)
        sg_near_offer(&near, header_at(m, i));
    return sg_map_fault(f, m, row->line, "column", "the file has no column \"%s\"%s%s%s",
                        row->columns, near.best ? "; did you mean " : "",
                        near.best ? near.best : "", near.best ? "?" : "");
}

/* The columns of @key, or all that are mapped. */
static void find_key(struct sg_map *m)
{
    m->key_rows = 0;
    for (size_t i = 0; i < m->rows; i++) {
        const struct sg_map_row *row = &m->row[i];
        if (row->at >= 0 && (m->keyed ? row->key : row->field != NULL))
            m->key_row[m->key_rows++] = row;
    }
}

bool sg_map_bind(struct sg_map *m, const struct sg_row *header,
                 void (*unused)(void *ctx, const char *column), void *ctx, struct sg_fault *f)
{
    if (!keep_header(m, header, f))
        return false;
    for (size_t i = 0; i < m->rows; i++)
        if (!bind_row(m, &m->row[i], header, f))
            return false;
    find_key(m);
    for (size_t i = 0; unused && i < m->width; i++) {
        /* What a file of rejects says of its rows is not theirs. */
        bool used = !header->cell[i].n || !strncmp(header->cell[i].p, "sig:", 4);
        for (size_t k = 0; k < m->rows && !used; k++)
            used = m->row[k].at == (long)i;
        if (!used)
            unused(ctx, header_at(m, i));
    }
    return true;
}
