/* SPDX-License-Identifier: EUPL-1.2 */
/* Rows of a spreadsheet as changes: what a partner sends back. */
#include "amend_impl.h"

#include "csv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS = 256 };

/* What each column is; SG_PARTS: nothing that is taken. */
struct columns {
    enum sg_part part[COLUMNS];
    size_t count;
};

static bool bind_column(struct sg_amend *a, const char *path, const struct sg_cell_text *cell,
                        struct columns *c, struct sg_fault *f)
{
    size_t skip = sg_csv_unguard(cell->p, cell->n);
    enum sg_part part = sg_part_typed(a->cli->profile, cell->p + skip, cell->n - skip, f);
    for (size_t i = 0; part != SG_PARTS && i < c->count; i++)
        if (c->part[i] == part)
            return sg_fail(f, SG_R_BAD_MAP, "two columns are \"%s\"", sg_part_names[part]);
    c->part[c->count++] = part;
    if (part == SG_PARTS && cell->n && strncmp(cell->p, "sig:", 4) != 0)
        sg_say(SG_R_NOTE, "%s: column \"%s\" is no part of a change and is left out", path,
               cell->p);
    return true;
}

static bool bind(struct sg_amend *a, const char *path, const struct sg_row *header,
                 const struct sg_change *constants, struct columns *c, struct sg_fault *f)
{
    bool addressed = *sg_change_get(constants, SG_PART_ID) != '\0';
    c->count = 0;
    if (header->count > COLUMNS)
        return sg_fail(f, SG_R_BAD_MAP, "more than %d columns", COLUMNS);
    for (size_t i = 0; i < header->count; i++) {
        if (!bind_column(a, path, &header->cell[i], c, f))
            return false;
        addressed |= c->part[i] == SG_PART_ID || c->part[i] == SG_PART_CASE;
    }
    return addressed ||
           sg_fail(f, SG_R_BAD_MAP,
                   "no column says which signal: \"id\" (signaalnummer) or \"case\" (zaaknummer)");
}

static void take(struct sg_amend *a, const struct sg_row *row, const struct columns *c,
                 const struct sg_change *constants)
{
    struct sg_fault f;
    struct sg_job *job = sg_amend_slot(a, constants, row->line, row->raw, row->raw_n);
    bool ok = true;
    if (!job)
        return;
    if (row->count != c->count)
        ok = sg_fail(&f, SG_R_BAD_ROW, "%zu cells where the header has %zu", row->count, c->count);
    for (size_t i = 0; ok && i < row->count; i++) {
        const struct sg_cell_text *cell = &row->cell[i];
        size_t skip = sg_csv_unguard(cell->p, cell->n);
        if (c->part[i] != SG_PARTS &&
            !sg_change_put(&job->change, c->part[i], cell->p + skip, cell->n - skip))
            ok = sg_fail(&f, SG_R_MEMORY, "memory ran out");
    }
    if (ok) {
        sg_amend_taken(a, job);
        return;
    }
    sg_amend_wrong(a, job, &f);
}

static void bad_row(struct sg_amend *a, const struct sg_row *row, const struct sg_fault *f)
{
    static const struct sg_change none;
    struct sg_job *job = sg_amend_slot(a, &none, row->line, row->raw, row->raw_n);
    if (job)
        sg_amend_wrong(a, job, f);
}

static bool begin(struct sg_amend *a, const char *path, struct sg_csv *csv,
                  const struct sg_change *constants, struct columns *c, struct sg_fault *f)
{
    struct sg_row header;
    int got = sg_csv_next(csv, &header, f);
    if (got == 0)
        sg_fail(f, SG_R_NO_INPUT, "the file is empty: not even a header row");
    if (got != 1 || !bind(a, path, &header, constants, c, f))
        return false;
    if (!a->cli->rejects)
        return true;
    a->rows = sg_row_rejects_open(a->cli->rejects, &header, sg_csv_delimiter(csv), f);
    return a->rows != NULL;
}

void sg_amend_rows(struct sg_amend *a, const char *path, char delimiter,
                   const struct sg_change *constants)
{
    struct sg_fault f;
    struct sg_row row;
    struct columns c;
    int got = 1;
    struct sg_csv *csv = sg_csv_open(path, delimiter, 0, &f);
    a->name = path;
    if (!csv || !begin(a, path, csv, constants, &c, &f)) {
        sg_amend_stuck(a, &f);
        sg_csv_close(csv);
        return;
    }
    while (!a->ended && (got = sg_csv_next(csv, &row, &f)) != 0 && got != -2) {
        if (got == -1)
            bad_row(a, &row, &f);
        else if (!sg_csv_blank(&row))
            take(a, &row, &c, constants);
    }
    if (got == -2)
        sg_amend_stuck(a, &f);
    sg_csv_close(csv);
}
