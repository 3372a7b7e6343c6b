/* SPDX-License-Identifier: EUPL-1.2 */
/* A workbook from its first sheet to its name. */
#include "xlsx_impl.h"

#include "text.h"

#include <stdlib.h>
#include <string.h>

enum { SHEET_NAME = 31 };

bool sg_xlsx_fail(struct sg_xlsx *x, enum sg_reason reason, const char *text)
{
    if (!x->failed)
        sg_fail(&x->fault, reason, "%s", text);
    x->failed = true;
    return false;
}

bool sg_xlsx_said(struct sg_xlsx *x, lxw_error error)
{
    if (error == LXW_NO_ERROR)
        return true;
    return sg_xlsx_fail(x, error == LXW_ERROR_MEMORY_MALLOC_FAILED ? SG_R_MEMORY : SG_R_IO,
                        "the workbook could not be written; is the disk full?");
}

/* ---- beginning and end ---- */

/* The folder of a file, for files without a name: they hold what the workbook holds. */
static char *folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? strndup(path, slash == path ? 1 : (size_t)(slash - path)) : strdup(".");
}

/* The library's time stamp of the creation, in seconds; it takes 0 for "now". */
static time_t moment_of(struct sg_date d)
{
    if (!sg_date_whole(d))
        d = (struct sg_date){2000, 1, 1};
    return (time_t)sg_date_days(d) * 86400 + 1;
}

static bool begin(struct sg_xlsx *x, const char *path, struct sg_date created, struct sg_fault *f)
{
    x->out = sg_out_open(path, 0600, f);
    if (!x->out)
        return false;
    const char *temp = sg_out_temp(x->out);
    if (!temp)
        return sg_fail(f, SG_R_USAGE, "a workbook needs a file to be written to: -o FILE.xlsx");
    char *folder = folder_of(temp);
    lxw_workbook_options options = {LXW_TRUE, folder, LXW_TRUE};
    x->book = folder ? workbook_new_opt(temp, &options) : NULL;
    free(folder);
    /* Without memory for the format that comes first the library goes on, and each cell would get
     * that of another. */
    if (!x->book || x->book->used_xf_formats->unique_count != 1)
        return sg_fail(f, SG_R_MEMORY, "no memory for a workbook");
    lxw_doc_properties properties = {.created = moment_of(created)};
    if (workbook_set_properties(x->book, &properties) == LXW_NO_ERROR)
        return true;
    x->book = NULL; /* the library would free what it did not get */
    return sg_fail(f, SG_R_MEMORY, "no memory for a workbook");
}

struct sg_xlsx *sg_xlsx_open(const char *path, struct sg_date created, struct sg_fault *f)
{
    struct sg_xlsx *x = calloc(1, sizeof *x);
    if (!x) {
        sg_fail(f, SG_R_MEMORY, "no memory for a workbook");
        return NULL;
    }
    if (begin(x, path, created, f))
        return x;
    sg_xlsx_drop(x);
    return NULL;
}

static void free_all(struct sg_xlsx *x)
{
    sg_buf_free(&x->text);
    free(x->format);
    free(x);
}

void sg_xlsx_drop(struct sg_xlsx *x)
{
    if (!x)
        return;
    if (x->book)
        lxw_workbook_free(x->book);
    sg_out_drop(x->out);
    free_all(x);
}

struct sg_out *sg_xlsx_close(struct sg_xlsx *x, struct sg_fault *f)
{
    if (!x->sheet)
        sg_xlsx_sheet(x, "1");
    if (x->text.failed)
        sg_xlsx_fail(x, SG_R_MEMORY, "no memory for a workbook");
    if (!x->failed) {
        lxw_error closed = workbook_close(x->book); /* frees it too */
        x->book = NULL;
        x->failed =
            !sg_xlsx_said(x, closed) || !sg_xlsx_whole(sg_out_temp(x->out), x->cells, &x->fault);
    }
    if (x->failed) {
        *f = x->fault;
        sg_xlsx_drop(x);
        return NULL;
    }
    struct sg_out *out = x->out;
    free_all(x);
    return out;
}

bool sg_xlsx_end(struct sg_xlsx *x, struct sg_fault *f)
{
    struct sg_out *out = sg_xlsx_close(x, f);
    return out && sg_out_end(out, f);
}

/* ---- sheets ---- */

static bool taken(const struct sg_xlsx *x, const char *name)
{
    char a[4 * SHEET_NAME + 1], b[4 * SHEET_NAME + 1];
    size_t n = sg_fold(name, strlen(name), a, sizeof a);
    lxw_worksheet *s;
    STAILQ_FOREACH(s, x->book->worksheets, list_pointers)
    {
        size_t m = sg_fold(s->name, strlen(s->name), b, sizeof b);
        if (n == m && memcmp(a, b, n < sizeof a ? n : sizeof a) == 0)
            return true;
    }
    return false;
}

/* The first characters of a text, as many as are allowed; *n bytes. */
static void cut(const char *s, size_t units, size_t *n)
{
    while (sg_xlsx_units(s, *n) > units)
        do
            --*n;
        while (*n && ((unsigned char)s[*n] & 0xC0) == 0x80);
}

/* The wanted name with what is not allowed as blanks, and a number when it is taken. */
static void name_sheet(const struct sg_xlsx *x, const char *want, char out[SHEET_NAME * 4 + 16])
{
    char clean[SHEET_NAME * 4 + 1];
    size_t n = strlen(want);
    cut(want, SHEET_NAME, &n);
    memcpy(clean, want, n);
    clean[n] = '\0';
    for (char *p = clean; *p; p++)
        if (strchr("[]:*?/\\", *p) || (p == clean && *p == '\'') || (!p[1] && *p == '\''))
            *p = ' ';
    while (n && clean[n - 1] == ' ')
        clean[--n] = '\0';
    snprintf(out, SHEET_NAME * 4 + 1, "%s", n ? clean : "1");
    for (unsigned i = 2; taken(x, out) && i < 10000; i++) {
        size_t keep = strlen(clean);
        cut(clean, SHEET_NAME - 7, &keep);
        snprintf(out, SHEET_NAME * 4 + 16, "%.*s (%u)", (int)keep, clean, i);
    }
}

void sg_xlsx_sheet(struct sg_xlsx *x, const char *name)
{
    char own[SHEET_NAME * 4 + 16];
    if (x->failed)
        return;
    name_sheet(x, name, own);
    x->sheet = workbook_add_worksheet(x->book, own);
    if (!x->sheet)
        sg_xlsx_fail(x, SG_R_MEMORY, "no memory for a further sheet");
}

void sg_xlsx_width(struct sg_xlsx *x, size_t column, size_t characters)
{
    if (!x->failed && column < SG_XLSX_COLUMNS)
        sg_xlsx_said(x, worksheet_set_column(x->sheet, (lxw_col_t)column, (lxw_col_t)column,
                                             (double)characters + 0.7, NULL));
}

void sg_xlsx_freeze(struct sg_xlsx *x, size_t rows, size_t columns)
{
    if (x->failed)
        return;
    worksheet_freeze_panes(x->sheet, (lxw_row_t)rows, (lxw_col_t)columns);
    if (rows)
        sg_xlsx_said(x, worksheet_repeat_rows(x->sheet, 0, (lxw_row_t)rows - 1));
}

void sg_xlsx_filter(struct sg_xlsx *x, size_t row, size_t last_row, size_t last_column)
{
    if (!x->failed)
        sg_xlsx_said(x, worksheet_autofilter(x->sheet, (lxw_row_t)row, 0, (lxw_row_t)last_row,
                                             (lxw_col_t)last_column));
}

void sg_xlsx_lines(struct sg_xlsx *x, size_t row, size_t lines)
{
    if (!x->failed)
        sg_xlsx_said(x, worksheet_set_row(x->sheet, (lxw_row_t)row,
                                          (double)lines * LXW_DEF_ROW_HEIGHT, NULL));
}

void sg_xlsx_landscape(struct sg_xlsx *x)
{
    if (x->failed)
        return;
    worksheet_set_landscape(x->sheet);
    worksheet_set_paper(x->sheet, 9); /* A4 */
    worksheet_fit_to_pages(x->sheet, 1, 0);
}

void sg_xlsx_page(struct sg_xlsx *x)
{
    sg_xlsx_landscape(x);
    if (!x->failed)
        worksheet_fit_to_pages(x->sheet, 1, 1);
}

void sg_xlsx_pages(struct sg_xlsx *x, size_t pages, size_t repeat)
{
    if (x->failed)
        return;
    worksheet_set_landscape(x->sheet);
    worksheet_set_paper(x->sheet, 9);
    worksheet_fit_to_pages(x->sheet, (uint16_t)(pages < UINT16_MAX ? pages : UINT16_MAX), 0);
    worksheet_repeat_columns(x->sheet, 0, (lxw_col_t)(repeat - 1));
}
