/* SPDX-License-Identifier: EUPL-1.2 */
/* A list as sheets of a workbook: rows of CSV, in words, behind the tables that are about them. */
#include "render_impl.h"

#include "csv.h"

#include <stdlib.h>
#include <string.h>

struct list {
    struct sg_csv *csv;
    struct sg_xlsx *x;
    struct sg_xlsx_list *sheet;
    size_t columns, last;
    bool dutch;
};

static bool bad(struct sg_fault *f, size_t line, const char *text)
{
    sg_fail(f, SG_R_BAD_LIST, "%s", text);
    f->line = line;
    return false;
}

static bool header(struct list *l, const char *name, const struct sg_row *row, struct sg_fault *f)
{
    const char **header = malloc(row->count * sizeof *header);
    if (!header)
        return sg_fail(f, SG_R_MEMORY, "memory ran out");
    for (size_t i = 0; i < row->count; i++)
        header[i] = row->cell[i].p;
    /* Below the last row there is place for the note. */
    const struct sg_xlsx_list_opt opt = {
        .name = name, .header = header, .columns = row->count, .rows = SG_XLSX_ROWS - 2};
    l->sheet = sg_xlsx_list(l->x, &opt);
    l->columns = row->count;
    free(header);
    return true;
}

/* A day as sig-export writes it: dd-mm-jjjj, or ISO. All else is text, whatever it looks like. */
static bool is_day(const char *s, size_t n, struct sg_date *d)
{
    return n == 10 && (s[2] == '-' || s[4] == '-') && sg_date_typed(s, n, 0, d, NULL) &&
           sg_date_whole(*d);
}

static bool put_row(struct list *l, const struct sg_row *row, struct sg_fault *f)
{
    struct sg_date d;
    if (row->count > l->columns)
        return bad(f, row->line, "more cells than the header has");
    l->last = sg_xlsx_list_row(l->sheet);
    for (size_t i = 0; i < row->count; i++) {
        size_t skip = sg_csv_unguard(row->cell[i].p, row->cell[i].n), n = row->cell[i].n - skip;
        const char *s = row->cell[i].p + skip;
        if (sg_xlsx_fitting(s, n) < n)
            return bad(f, row->line, "longer than the 32,767 characters that a cell takes");
        sg_xlsx_list_fit(l->sheet, i, s, n);
        if (is_day(s, n, &d))
            sg_xlsx_date(l->x, l->last, i, d, l->dutch);
        else
            sg_xlsx_text(l->x, l->last, i, memchr(s, '\n', n) ? SG_X_WRAP : SG_X_PLAIN, s, n);
    }
    return true;
}

static bool read_all(struct list *l, const char *name, struct sg_fault *f)
{
    struct sg_row row;
    int got;
    while ((got = sg_csv_next(l->csv, &row, f)) == 1)
        if (!(l->columns ? put_row(l, &row, f) : header(l, name, &row, f)))
            return false;
    if (got == -1) {
        struct sg_fault why = *f;
        return bad(f, why.line, why.text);
    }
    return got == 0 && (l->columns || bad(f, 0, "is empty: a list has at least its header"));
}

bool sg_render_rows(const char *path, const char *name, enum sg_lang lang, struct sg_xlsx *x,
                    struct sg_fault *f)
{
    struct list l = {.x = x, .dutch = lang == SG_NL};
    l.csv = sg_csv_open(path, 0, 0, f);
    bool ok = l.csv && read_all(&l, name, f);
    sg_xlsx_list_end(l.sheet);
    if (ok) {
        const char *note = sg_house_note(lang);
        sg_xlsx_text(x, l.last + 2, 0, SG_X_NOTE, note, strlen(note));
    }
    sg_csv_close(l.csv);
    return ok;
}
