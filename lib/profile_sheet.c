/* SPDX-License-Identifier: EUPL-1.2 */
/* Sheets: rows in order, found by key. */
#include "profile_impl.h"

#include <string.h>

static const size_t NONE = (size_t)-1;

size_t sg_sheet_lookup(const struct sg_sheet *s, const char *key)
{
    uint32_t hash = sg_pool_hash(SG_HASH, key, strlen(key)), i;
    size_t at = 0;
    while ((i = sg_map_next(&s->by_key, hash, &at)) != SG_MAP_END)
        if (s->row[i].cell && strcmp(s->row[i].key, key) == 0)
            return i;
    return NONE;
}

static bool make_room(struct sg_sheet *s, struct sg_pool *pool)
{
    if (s->rows < s->cap)
        return true;
    size_t cap = s->cap ? 2 * s->cap : 64;
    struct sg_sheet_row *more = sg_pool_get(pool, cap * sizeof *more);
    if (!more)
        return false;
    if (s->rows)
        memcpy(more, s->row, s->rows * sizeof *more);
    s->row = more;
    s->cap = cap;
    return true;
}

bool sg_sheet_append(struct sg_sheet *s, struct sg_pool *pool, const struct sg_sheet_row *row)
{
    uint32_t hash = sg_pool_hash(SG_HASH, row->key, strlen(row->key));
    if (!make_room(s, pool) || !sg_map_put(&s->by_key, pool, hash, (uint32_t)s->rows))
        return false;
    s->row[s->rows++] = *row;
    return true;
}

bool sg_sheet_compact(struct sg_sheet *s, struct sg_pool *pool)
{
    size_t kept = 0;
    while (kept < s->rows && s->row[kept].cell)
        kept++;
    if (kept == s->rows)
        return true; /* nothing was removed: the usual case */
    size_t rows = s->rows;
    s->rows = 0;
    s->by_key = (struct sg_map){0};
    for (size_t i = 0; i < rows; i++)
        if (s->row[i].cell && !sg_sheet_append(s, pool, &s->row[i]))
            return false;
    return true;
}

/* ---- the contract of profile.h ---- */

const struct sg_sheet *sg_profile_sheet(const struct sg_profile *p, const char *name)
{
    for (size_t i = 0; i < sg_schema_count; i++)
        if (strcmp(sg_schemas[i].name, name) == 0)
            return &p->sheet[i];
    return NULL;
}

size_t sg_sheet_rows(const struct sg_sheet *s)
{
    return s->rows;
}

const char *sg_sheet_cell(const struct sg_sheet *s, size_t row, const char *column)
{
    int i = sg_schema_column(s->schema, column, strlen(column));
    return i < 0 || row >= s->rows ? "" : s->row[row].cell[i];
}

size_t sg_sheet_find(const struct sg_sheet *s, const char *key)
{
    return sg_sheet_lookup(s, key);
}

const char *sg_sheet_file(const struct sg_sheet *s, size_t row)
{
    return row < s->rows ? s->row[row].file : "";
}

size_t sg_sheet_line(const struct sg_sheet *s, size_t row)
{
    return row < s->rows ? s->row[row].line : 0;
}

bool sg_cell_part(const char *cell, size_t *at, const char **part, size_t *n)
{
    while (cell[*at]) {
        const char *from = cell + *at;
        size_t len = strcspn(from, "|");
        *at += len + (from[len] == '|');
        while (len && from[0] == ' ')
            from++, len--;
        while (len && from[len - 1] == ' ')
            len--;
        *part = from;
        *n = len;
        if (len)
            return true;
    }
    return false;
}
