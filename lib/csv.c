/* SPDX-License-Identifier: EUPL-1.2 */
#include "csv_impl.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROW_MAX = 1 << 20, BOM_SIZE = 3, PEEK = 64 << 10 };

int sg_csv_more(struct sg_csv *c, struct sg_fault *f)
{
    if (c->eof)
        return 0;
    int more = sg_in_more(c->in, f);
    c->p = sg_in_held(c->in, &c->n);
    c->eof = more == 0;
    return more;
}

static void take(struct sg_csv *c, size_t n)
{
    c->p += n;
    c->n -= n;
    c->passed += n;
    if (c->in)
        sg_in_take(c->in, n);
}

/* ---- opening ---- */

/* A UTF-16 BOM, or a character of which one half is zero. */
static bool looks_utf16(const char *p, size_t n)
{
    if (n < 2)
        return false;
    return memcmp(p, "\xFF\xFE", 2) == 0 || memcmp(p, "\xFE\xFF", 2) == 0 || !p[0] != !p[1];
}

/* An archive (.xlsx, .ods) or an OLE file (.xls): how they begin, no row of cells does. */
static bool looks_workbook(const char *p, size_t n)
{
    return n >= BOM_SIZE &&
           (!memcmp(p, "PK\x03", BOM_SIZE) || !memcmp(p, "\xD0\xCF\x11", BOM_SIZE));
}

/* Counts delimiters outside quotes on the first line with something on it. false: more must be
 * read to see its end. */
static bool count_delimiters(const struct sg_csv *c, size_t count[3])
{
    bool quoted = false, begun = false;
    for (size_t i = 0; i < c->n; i++) {
        char ch = c->p[i];
        if (ch == '"')
            quoted = !quoted;
        if (!quoted && (ch == '\n' || ch == '\r')) {
            if (begun)
                return true;
        } else {
            begun |= ch != ' ' && ch != '\t';
            if (!quoted) {
                count[0] += ch == ';';
                count[1] += ch == ',';
                count[2] += ch == '\t';
            }
        }
    }
    return c->eof;
}

/* A line of tabs alone is blank with every delimiter but the tab; it decides nothing. */
static bool find_delimiter(struct sg_csv *c, struct sg_fault *f)
{
    size_t count[3];
    for (;;) {
        memset(count, 0, sizeof count);
        if (count_delimiters(c, count) || c->n > c->row_max)
            break;
        if (sg_csv_more(c, f) < 0)
            return false;
    }
    c->delimiter = ';';
    if (count[1] > count[0] && count[1] > count[2])
        c->delimiter = ',';
    if (count[2] > count[0] && count[2] > count[1])
        c->delimiter = '\t';
    return true;
}

static struct sg_csv *begin(struct sg_csv *c, struct sg_fault *f)
{
    c->line = 1;
    int more = 1;
    while (c->n < BOM_SIZE && more > 0)
        more = sg_csv_more(c, f);
    if (more >= 0) {
        c->utf16 = looks_utf16(c->p, c->n);
        c->workbook = looks_workbook(c->p, c->n);
        if (c->delimiter || c->utf16 || c->workbook || find_delimiter(c, f))
            return c;
    }
    sg_csv_close(c);
    return NULL;
}

static struct sg_csv *new_csv(char delimiter, size_t row_max, struct sg_fault *f)
{
    struct sg_csv *c = calloc(1, sizeof *c);
    if (!c) {
        sg_fail_errno(f, "cannot open", ENOMEM);
        return NULL;
    }
    c->delimiter = delimiter;
    c->row_max = row_max ? row_max : ROW_MAX;
    return c;
}

struct sg_csv *sg_csv_open(const char *path, char delimiter, size_t row_max, struct sg_fault *f)
{
    struct sg_csv *c = new_csv(delimiter, row_max, f);
    if (!c)
        return NULL;
    c->in = sg_in_open(path, 0, NULL, NULL, f);
    if (c->in)
        return begin(c, f);
    free(c);
    return NULL;
}

struct sg_csv *sg_csv_bytes(const void *p, size_t n, const char *name, char delimiter,
                            struct sg_fault *f)
{
    struct sg_csv *c = new_csv(delimiter, 0, f);
    if (!c)
        return NULL;
    c->name = name;
    c->p = p;
    c->n = n;
    c->eof = true;
    if (n >= BOM_SIZE && memcmp(p, "\xEF\xBB\xBF", BOM_SIZE) == 0)
        take(c, BOM_SIZE);
    return begin(c, f);
}

const char *sg_csv_peek(struct sg_csv *c, size_t *n, struct sg_fault *f)
{
    int more = 1;
    while (c->n < PEEK && more > 0)
        more = sg_csv_more(c, f);
    *n = c->n;
    return more < 0 ? NULL : c->p;
}

void sg_csv_delimit(struct sg_csv *c, char delimiter)
{
    c->delimiter = delimiter;
}

size_t sg_csv_taken(const struct sg_csv *c)
{
    return c->passed;
}

char sg_csv_delimiter(const struct sg_csv *c)
{
    return c->delimiter;
}

void sg_csv_close(struct sg_csv *c)
{
    if (!c)
        return;
    sg_in_close(c->in);
    if (c->parsing)
        csv_free(&c->parser);
    sg_buf_free(&c->text);
    sg_buf_free(&c->wide);
    free(c->mark);
    free(c->cell);
    free(c);
}

/* ---- rows ---- */

/* Reads over the rest of a row that was too long, up to its terminator. */
static bool pass_over(struct sg_csv *c, struct sg_fault *f)
{
    for (;;) {
        size_t end = sg_csv_line_end(c->p, c->n);
        bool found = end < c->n;
        c->after_cr = found && c->p[end] == '\r';
        take(c, end + found);
        int more = found ? 0 : sg_csv_more(c, f);
        if (more <= 0)
            return more == 0;
    }
}

/* Moves to the first byte of the next row. */
static bool begin_row(struct sg_csv *c, struct sg_fault *f)
{
    take(c, c->taken);
    c->line += c->lines;
    c->taken = c->lines = 0;
    if (c->passing && !pass_over(c, f))
        return false;
    c->passing = false;
    if (!c->n && sg_csv_more(c, f) < 0)
        return false;
    if (c->after_cr && c->n && *c->p == '\n')
        take(c, 1);
    c->after_cr = false;
    c->seen = c->marks = 0;
    c->nul = c->high = c->widened = false;
    return true;
}

/* The row was found: it takes its bytes and its terminator. */
static void take_row(struct sg_csv *c, struct sg_row *row)
{
    bool terminated = c->end < c->n && !c->passing;
    c->taken = c->end + terminated;
    c->after_cr = terminated && c->p[c->end] == '\r';
    *row = (struct sg_row){.line = c->line, .raw = c->p, .raw_n = c->end};
}

static int refuse(const struct sg_csv *c, const struct sg_row *row, struct sg_fault *f)
{
    if (!f)
        return -1;
    f->line = row->line;
    if (c->name)
        snprintf(f->file, sizeof f->file, "%s", c->name);
    return -1;
}

static int refuse_long(struct sg_csv *c, struct sg_row *row, struct sg_fault *f)
{
    c->end = c->row_max;
    c->lines = 1;
    c->passing = true;
    take_row(c, row);
    sg_fail(f, SG_R_TOO_LONG, "the row is longer than %zu bytes", c->row_max);
    return refuse(c, row, f);
}

/* The whole file is one fault. */
static int refuse_whole(struct sg_csv *c, struct sg_row *row, struct sg_fault *f)
{
    *row = (struct sg_row){.line = 1, .raw = c->p};
    if (c->utf16)
        sg_fail(f, SG_R_UTF16, "the file is UTF-16; convert it to UTF-8 first");
    else
        sg_fail(f, SG_R_BAD_CSV,
                "this is a workbook; save its sheet as CSV, or make it CSV with xlsx2csv");
    c->utf16 = c->workbook = false;
    c->eof = true;
    c->n = 0;
    return refuse(c, row, f);
}

static int deliver(struct sg_csv *c, struct sg_row *row, struct sg_fault *f)
{
    take_row(c, row);
    const char *nul = c->nul ? memchr(row->raw, '\0', row->raw_n) : NULL;
    if (nul) {
        sg_fail(f, SG_R_NUL_BYTE, "a NUL byte");
        if (f)
            f->column = (size_t)(nul - row->raw) + 1;
        return refuse(c, row, f);
    }
    if (c->high && !sg_csv_decode(c, row, f))
        return refuse(c, row, f);
    row->cell = c->cell;
    row->count = c->cells;
    row->text = c->widened ? c->wide.p : c->text.p;
    row->text_n = c->widened ? c->wide.n : c->text.n;
    return 1;
}

static enum sg_csv_found find_row(struct sg_csv *c, struct sg_fault *f)
{
    if (!begin_row(c, f))
        return SG_CSV_FAILED;
    enum sg_csv_found found = sg_csv_search(c, f);
    if (found == SG_CSV_ROW) {
        c->lines = 1;
        if (!sg_csv_split(c, c->marks, c->end)) {
            sg_fail_errno(f, "cannot read", ENOMEM);
            return SG_CSV_FAILED;
        }
    } else if (found == SG_CSV_QUOTE) {
        found = sg_csv_quoted(c, f);
        c->nul = c->high = true; /* not looked at yet */
    }
    return found;
}

int sg_csv_next(struct sg_csv *c, struct sg_row *row, struct sg_fault *f)
{
    *row = (struct sg_row){0};
    if (c->utf16 || c->workbook)
        return refuse_whole(c, row, f);
    for (;;) {
        switch (find_row(c, f)) {
        case SG_CSV_END:
            return 0;
        case SG_CSV_LONG:
            return refuse_long(c, row, f);
        case SG_CSV_BAD:
            take_row(c, row);
            return refuse(c, row, f);
        case SG_CSV_FAILED:
        case SG_CSV_QUOTE:
            return -2;
        case SG_CSV_ROW:
            break;
        }
        /* Blank: one field of nothing, not even quotes. */
        bool blank =
            c->marks == 0 && c->cells == 1 && c->cell[0].n == 0 && !memchr(c->p, '"', c->end);
        if (!blank)
            return deliver(c, row, f);
        take_row(c, row);
    }
}

bool sg_cell_blanks(const struct sg_cell_text *cell)
{
    for (size_t i = 0; i < cell->n; i++) {
        char c = cell->p[i];
        if (c == '\xC2' && cell->p[i + 1] == '\xA0')
            i++;
        else if (c != ' ' && c != '\t' && c != '\n' && c != '\r')
            return false;
    }
    return true;
}

bool sg_csv_blank(const struct sg_row *row)
{
    for (size_t i = 0; i < row->count; i++)
        if (!sg_cell_blank(&row->cell[i]))
            return false;
    return true;
}
