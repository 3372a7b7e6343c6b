/* SPDX-License-Identifier: EUPL-1.2 */
/* Reading one file of one layer: header, rows, cells; replace, remove, append. */
#include "builtin.h"
#include "csv.h"
#include "profile_load.h"
#include "text.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { HEADER_MAX = 64, PATH_CAP = 4096 };

struct reading {
    struct sg_loading *l;
    struct sg_sheet *sheet;
    struct sg_csv *csv;
    const char *file; /* as messages name it; in the pool */
    unsigned layer;
    int column[HEADER_MAX]; /* of the file -> of the schema, -1: nothing */
    size_t columns;         /* of the header; 0: not read yet */
};

static const struct sg_builtin *builtin_file(const char *profile, const char *file)
{
    for (const struct sg_builtin *b = sg_builtins; b->profile; b++)
        if (strcmp(b->profile, profile) == 0 && strcmp(b->file, file) == 0)
            return b;
    return NULL;
}

/* 1: opened; 0: the layer has no such file; -1: it cannot be read (*l->f). */
static int open_file(struct reading *r, const struct sg_layer *layer, const char *sheet)
{
    char name[64], path[PATH_CAP];
    snprintf(name, sizeof name, "%s.csv", sheet);
    int n = snprintf(path, sizeof path, "%s/%s", layer->name, name);
    r->file = n < 0 ? NULL : sg_pool_text(&r->l->p->pool, path, strlen(path));
    if (!r->file)
        return sg_loading_nomem(r->l), -1;
    if (layer->folder) {
        struct stat st;
        if (stat(path, &st) != 0 && errno == ENOENT)
            return 0;
        r->csv = sg_csv_open(path, ';', 0, r->l->f);
        return r->csv ? 1 : -1;
    }
    const struct sg_builtin *b = builtin_file(layer->name, name);
    if (!b)
        return 0;
    r->csv = sg_csv_bytes(b->bytes, b->n, r->file, ';', r->l->f);
    return r->csv ? 1 : -1;
}

static bool unknown_column(struct reading *r, size_t line, const struct sg_cell_text *cell)
{
    const struct sg_schema *schema = r->sheet->schema;
    if (r->columns == 1 && memchr(cell->p, ',', cell->n))
        return sg_loading_fault(r->l, r->file, line, NULL, "columns are separated by ';'");
    struct sg_near near;
    sg_near_begin(&near, cell->p);
    for (size_t i = 0; i < schema->columns; i++)
        sg_near_offer(&near, schema->column[i].name);
    return sg_loading_fault(r->l, r->file, line, NULL, "\"%s\" is no column of this sheet%s",
                            sg_shown(cell->p, cell->n).text, sg_meant(near.best).text);
}

static bool required_columns(struct reading *r, size_t line, const bool *seen)
{
    const struct sg_schema *schema = r->sheet->schema;
    for (size_t i = 0; i < schema->columns; i++)
        if (schema->column[i].required && !seen[i] &&
            !sg_loading_fault(r->l, r->file, line, schema->column[i].name,
                              "the header lacks this column"))
            return false;
    return true;
}

static bool take_header(struct reading *r, const struct sg_row *row)
{
    bool seen[SG_COLUMNS_MAX] = {false};
    if (row->count > HEADER_MAX)
        return sg_loading_fault(r->l, r->file, row->line, NULL, "more than %d columns", HEADER_MAX);
    r->columns = row->count;
    for (size_t i = 0; i < row->count; i++) {
        const struct sg_cell_text *cell = &row->cell[i];
        int c = sg_schema_column(r->sheet->schema, cell->p, cell->n);
        r->column[i] = c;
        if (c < 0 && cell->n && !unknown_column(r, row->line, cell))
            return false;
        if (c >= 0 && seen[c] &&
            !sg_loading_fault(r->l, r->file, row->line, cell->p, "the header has it twice"))
            return false;
        if (c >= 0)
            seen[c] = true;
    }
    return required_columns(r, row->line, seen);
}

/* Puts the cells of a row under the columns of the schema. *good is false after a fault. */
static bool sort_cells(struct reading *r, const struct sg_row *row, const char **cell, bool *good)
{
    for (size_t i = 0; i < r->sheet->schema->columns; i++)
        cell[i] = "";
    for (size_t i = 0; i < row->count; i++) {
        int c = i < r->columns ? r->column[i] : -1;
        if (!row->cell[i].n)
            continue;
        if (c < 0) {
            *good = false;
            return sg_loading_fault(r->l, r->file, row->line, NULL,
                                    "cell %zu stands under no column of the header", i + 1);
        }
        cell[c] = sg_pool_text(&r->l->p->pool, row->cell[i].p, row->cell[i].n);
        if (!cell[c])
            return sg_loading_nomem(r->l);
    }
    return true;
}

/* "-key" removes; so does "'-key", which a spreadsheet keeps as text instead of taking it as a
 * formula. The mark is cut off. */
static bool take_mark(const char **first)
{
    const char *s = *first;
    s += s[0] == '\'' && s[1] == '-';
    if (s[0] != '-')
        return false;
    *first = s + 1;
    return true;
}

static bool check_cells(struct reading *r, size_t line, const char **cell, bool keys_only,
                        bool *good)
{
    const struct sg_schema *schema = r->sheet->schema;
    size_t n = keys_only ? schema->keys : schema->columns;
    for (size_t i = 0; i < n; i++) {
        const struct sg_column *c = &schema->column[i];
        const char *why;
        if (sg_cell_ok(c, cell[i], &why))
            continue;
        *good = false;
        const char *is = c->kind == SG_C_CHOICE ? "none of" : "no";
        bool on = *cell[i] ? sg_loading_fault(r->l, r->file, line, c->name, "\"%s\" is %s %s",
                                              sg_shown(cell[i], strlen(cell[i])).text, is, why)
                           : sg_loading_fault(r->l, r->file, line, c->name, "must not be blank");
        if (!on)
            return false;
    }
    return true;
}

static const char *join_key(struct reading *r, const char **cell)
{
    size_t n = 0, keys = r->sheet->schema->keys;
    for (size_t i = 0; i < keys; i++)
        n += strlen(cell[i]) + 1;
    char *key = sg_pool_get(&r->l->p->pool, n + 1), *at = key;
    for (size_t i = 0; key && i < keys; i++) {
        size_t len = strlen(cell[i]);
        if (i)
            *at++ = ';';
        memcpy(at, cell[i], len);
        at += len;
    }
    return key;
}

static bool remove_row(struct reading *r, size_t line, const char *key)
{
    size_t i = sg_sheet_lookup(r->sheet, key);
    if (i == (size_t)-1)
        return sg_loading_fault(r->l, r->file, line, NULL, "no base has \"%s\" to remove",
                                sg_shown(key, strlen(key)).text);
    r->sheet->row[i].cell = NULL;
    return true;
}

static bool apply_row(struct reading *r, const struct sg_sheet_row *row)
{
    size_t i = sg_sheet_lookup(r->sheet, row->key);
    if (i == (size_t)-1)
        return sg_sheet_append(r->sheet, &r->l->p->pool, row) || sg_loading_nomem(r->l);
    struct sg_sheet_row *old = &r->sheet->row[i];
    if (old->layer == r->layer)
        return sg_loading_fault(r->l, r->file, row->line, NULL,
                                "the key \"%s\" stands in line %zu already",
                                sg_shown(row->key, strlen(row->key)).text, old->line);
    *old = *row;
    return true;
}

static bool take_row(struct reading *r, const struct sg_row *row)
{
    const struct sg_schema *schema = r->sheet->schema;
    const char **cell = sg_pool_get(&r->l->p->pool, schema->columns * sizeof *cell);
    bool good = true;
    if (!cell)
        return sg_loading_nomem(r->l);
    if (!sort_cells(r, row, cell, &good))
        return false;
    if (!good)
        return true;
    bool removes = take_mark(&cell[0]);
    if (!removes && row->count < r->columns)
        return sg_loading_fault(r->l, r->file, row->line, NULL, "%zu cells, but the header has %zu",
                                row->count, r->columns);
    if (!check_cells(r, row->line, cell, removes, &good))
        return false;
    if (!good)
        return true;
    const char *key = join_key(r, cell);
    if (!key)
        return sg_loading_nomem(r->l);
    if (removes)
        return remove_row(r, row->line, key);
    struct sg_sheet_row entry = {cell, key, r->file, row->line, r->layer};
    return apply_row(r, &entry);
}

static bool read_rows(struct reading *r)
{
    struct sg_row row;
    struct sg_fault why;
    int got;
    while ((got = sg_csv_next(r->csv, &row, &why)) != 0) {
        if (got == -2) {
            *r->l->f = why;
            return false;
        }
        bool on = got < 0      ? sg_loading_fault(r->l, r->file, why.line, NULL, "%s", why.text)
                  : r->columns ? take_row(r, &row)
                               : take_header(r, &row);
        if (!on)
            return false;
    }
    return r->columns || sg_loading_fault(r->l, r->file, 1, NULL, "the sheet has no header row");
}

bool sg_layer_sheet(struct sg_loading *l, const struct sg_layer *layer, unsigned number,
                    struct sg_sheet *sheet)
{
    struct reading r = {.l = l, .sheet = sheet, .layer = number};
    int opened = open_file(&r, layer, sheet->schema->name);
    if (opened <= 0)
        return opened == 0;
    bool ok = read_rows(&r);
    sg_csv_close(r.csv);
    return ok;
}

/* Reads rows of profile.csv until the base is found; whatever is wrong with the sheet is reported
 * when it is read in earnest. */
static bool find_base(struct reading *r, struct sg_base *base)
{
    struct sg_row row;
    struct sg_fault why;
    size_t key = 0, value = 0;
    int got;
    while ((got = sg_csv_next(r->csv, &row, &why)) != 0) {
        if (got == -2) {
            *r->l->f = why;
            return false;
        }
        for (size_t i = 0; got == 1 && key == value && i < row.count; i++) {
            key = strcmp(row.cell[i].p, "key") == 0 ? i : key;
            value = strcmp(row.cell[i].p, "value") == 0 ? i : value;
        }
        if (got != 1 || key >= row.count || value >= row.count ||
            strcmp(row.cell[key].p, "base") != 0 || !row.cell[value].n)
            continue;
        base->name = sg_pool_text(&r->l->p->pool, row.cell[value].p, row.cell[value].n);
        base->file = r->file;
        base->line = row.line;
        return base->name || sg_loading_nomem(r->l);
    }
    return true;
}

bool sg_layer_base(struct sg_loading *l, const struct sg_layer *layer, struct sg_base *base)
{
    struct reading r = {.l = l};
    int opened = open_file(&r, layer, "profile");
    if (opened < 0)
        return false;
    if (opened == 0)
        return sg_loading_fault(l, r.file, 0, NULL, "a profile needs this sheet");
    bool ok = find_base(&r, base);
    sg_csv_close(r.csv);
    return ok;
}
