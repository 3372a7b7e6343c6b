/* SPDX-License-Identifier: EUPL-1.2 */
/* A mapping, and what the rows of a file become by it. */
#include "audit.h"

#include "import.h"
#include "match.h"
#include "signals.h"

#include <stdlib.h>
#include <string.h>

struct check {
    const struct sg_cli *cli;
    struct sg_map *m;
    struct sg_csv *csv;
    const char *name;
    struct sg_record *record;
    struct sg_buf object, key, last;
    struct sg_row *row; /* of one case, copied */
    size_t rows, cap;
};

static void unmapped(void *ctx, const char *column)
{
    sg_say(SG_R_NOTE, "%s: column \"%s\" is not in the mapping", (const char *)ctx, column);
}

/* The cells and their bytes in one piece; NULL: no memory. */
static struct sg_cell_text *copy_cells(const struct sg_row *row)
{
    size_t bytes = 0;
    for (size_t i = 0; i < row->count; i++)
        bytes += row->cell[i].n + 1;
    struct sg_cell_text *cells = malloc(row->count * sizeof *cells + bytes + 1);
    char *to = cells ? (char *)(cells + row->count) : NULL;
    for (size_t i = 0; cells && i < row->count; i++) {
        memcpy(to, row->cell[i].p, row->cell[i].n + 1);
        cells[i] = (struct sg_cell_text){to, row->cell[i].n};
        to += row->cell[i].n + 1;
    }
    return cells;
}

static bool keep(struct check *c, const struct sg_row *row)
{
    if (c->rows == c->cap) {
        size_t cap = c->cap ? 2 * c->cap : 4;
        struct sg_row *grown = realloc(c->row, cap * sizeof *grown);
        if (!grown)
            return false;
        c->row = grown;
        c->cap = cap;
    }
    struct sg_cell_text *cells = copy_cells(row);
    if (!cells)
        return false;
    c->row[c->rows] = *row;
    c->row[c->rows++].cell = cells;
    return true;
}

/* What the rows of the case that was kept become. */
static void check_case(struct check *c)
{
    struct sg_fault f;
    struct sg_date received;
    struct sg_check_opt opt = {c->cli->today, false, false};
    struct sg_row_opt how = {.today = c->cli->today, .rows = c->rows};
    if (!c->rows)
        return;
    sg_buf_clear(&c->object);
    sg_buf_clear(&c->key);
    sg_buf_char(&c->object, '{');
    bool ok = sg_map_row(c->m, c->row, &how, &c->object, &c->key, &received, &f);
    sg_buf_char(&c->object, '}');
    ok = ok && sg_record_read(c->record, c->object.p, c->object.n, &f, NULL) &&
         sg_signal_check(c->record, c->cli->profile, &opt, &f);
    if (!ok)
        sg_found(c->name, c->row->line, &f);
    while (c->rows)
        free((void *)c->row[--c->rows].cell);
}

static bool check_row(struct check *c, const struct sg_row *row)
{
    struct sg_fault none;
    bool more = sg_map_joins(c->m) && sg_map_fits(c->m, row, &none) &&
                sg_map_continues(c->m, row, &c->last);
    if (!more)
        check_case(c);
    return keep(c, row);
}

static bool check_rows(struct check *c, struct sg_fault *f)
{
    struct sg_row row;
    int got;
    while ((got = sg_csv_next(c->csv, &row, f)) != 0) {
        if (got == -2)
            return false;
        if (got == -1)
            sg_found(c->name, row.line, f);
        else if (!sg_csv_blank(&row) && !sg_map_skip(c->m, &row) && !check_row(c, &row))
            return sg_fail(f, SG_R_MEMORY, "memory ran out");
    }
    check_case(c);
    return true;
}

static bool check_file(struct check *c, char delimiter, struct sg_fault *f)
{
    struct sg_row header;
    size_t above;
    struct sg_map_open_opt opt = {NULL, delimiter != 0, unmapped, (void *)c->name};
    c->csv = sg_csv_open(c->name, delimiter, 0, f);
    c->record = malloc(sizeof *c->record);
    bool ok = c->csv && (c->record || sg_fail(f, SG_R_MEMORY, "memory ran out")) &&
              sg_map_header(c->m, c->csv, &opt, &header, &above, f) && check_rows(c, f);
    free(c->record);
    free(c->row);
    sg_buf_free(&c->object);
    sg_buf_free(&c->key);
    sg_buf_free(&c->last);
    sg_csv_close(c->csv);
    return ok;
}

/* What a mapping may leave out, and what that costs: notices. */
static void say_missing(const struct sg_map *m, const char *name)
{
    static const char *const wanted[] = {"municipality", "forms", "reporter.kind"};
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        if (!sg_map_gives(m, wanted[i]))
            sg_say(SG_R_NOTE, "%s: no row gives \"%s\": tables will show it as not asked", name,
                   wanted[i]);
    if (!sg_map_keyed(m))
        sg_say(SG_R_NOTE,
               "%s: no @key: a row whose spelling is changed later comes in as a new signal", name);
}

static void list_fault(void *ctx, const struct sg_fault *f)
{
    (void)ctx;
    sg_found(NULL, 0, f);
}

void sg_audit_map(struct sg_cli *cli, const char *map, const char *csv_name, char delimiter)
{
    static const struct sg_list_report to = {.found = list_fault};
    if (sg_list_mapping(map)) {
        sg_list_check(cli->profile, cli->today, map, csv_name, &to);
        return;
    }
    struct sg_fault f;
    struct check c = {.cli = cli, .name = csv_name};
    c.m = sg_map_open(map, cli->profile, &f);
    if (c.m)
        say_missing(c.m, map);
    if (!c.m)
        sg_found(NULL, 0, &f);
    else if (csv_name && !check_file(&c, delimiter, &f))
        sg_found(csv_name, 0, &f);
    sg_map_free(c.m);
}
