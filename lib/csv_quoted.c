/* SPDX-License-Identifier: EUPL-1.2 */
/* Rows with unusual quotes, by libcsv.
 *
 * It gets the row from the first field that has such a quote on, one physical line at a time, until
 * it reports the row: so we know where the row ends, and a quote that is never closed is noticed.
 * It is strict; after an error it is set up anew (csv_fini would then report a row that never was).
 * The fields before go through our own splitting: a parser at the start of a row and one at the
 * start of a field differ only in what they do with an empty line, and this is none. */
#include "csv_impl.h"

#include <errno.h>

enum { PARSER_STEP = 4096 }; /* by which libcsv's buffer grows; its own 128 is slow for texts */

static void on_field(void *p, size_t n, void *ctx)
{
    struct sg_csv *c = ctx;
    if (!sg_csv_add_cell(c, p, n))
        c->text.failed = true;
}

static void on_row(int terminator, void *ctx)
{
    (void)terminator;
    ((struct sg_csv *)ctx)->complete = true;
}

/* Room for all cells of a row: its bytes, a NUL in the place of each delimiter and of the end.
 * Makes the cells before the field that libcsv begins with. */
static bool begin_cells(struct sg_csv *c)
{
    sg_buf_clear(&c->text);
    c->cells = 0;
    if (!sg_buf_room(&c->text, c->row_max + 2))
        return false;
    return c->marks == 0 || sg_csv_split(c, c->marks - 1, c->mark[c->marks - 1]);
}

static bool set_up(struct sg_csv *c)
{
    c->complete = false;
    if (c->parsing)
        return true;
    c->parsing = csv_init(&c->parser, CSV_STRICT) == 0;
    csv_set_delim(&c->parser, (unsigned char)c->delimiter);
    csv_set_blk_size(&c->parser, PARSER_STEP);
    return c->parsing;
}

/* Parses bytes at `from`; *at gets where an error lies. */
static enum sg_csv_found parse(struct sg_csv *c, const char *p, size_t n, size_t *at)
{
    *at = csv_parse(&c->parser, p, n, on_field, on_row, c);
    if (c->text.failed)
        return SG_CSV_FAILED;
    if (*at == n)
        return SG_CSV_ROW;
    return csv_error(&c->parser) == CSV_EPARSE ? SG_CSV_BAD : SG_CSV_FAILED;
}

/* Sets c->end to where the physical line that goes through `from` ends: n when the file ends first,
 * or when it is already longer than a row may be. -1: reading failed. */
static int find_line_end(struct sg_csv *c, size_t from, struct sg_fault *f)
{
    for (;;) {
        c->end = from + sg_csv_line_end(c->p + from, c->n - from);
        if (c->end < c->n || c->n > c->row_max)
            return 1;
        from = c->end;
        int more = sg_csv_more(c, f);
        if (more <= 0)
            return more;
    }
}

/* One more physical line from `fed` on. SG_CSV_END: the row goes on in the next. */
static enum sg_csv_found parse_line(struct sg_csv *c, size_t fed, struct sg_fault *f)
{
    size_t at;
    bool last = c->end == c->n;
    enum sg_csv_found found = parse(c, c->p + fed, c->end + !last - fed, &at);
    if (found == SG_CSV_ROW && last)
        found = parse(c, "\n", 1, &at); /* instead of csv_fini, which knows no way back */
    else
        at += fed;
    if (found == SG_CSV_FAILED) {
        sg_fail_errno(f, "cannot read", ENOMEM);
    } else if (found == SG_CSV_BAD && c->lines > 1) {
        sg_fail(f, SG_R_BAD_CSV, "a quoted field is not closed; the next quote is on line %zu",
                c->line + c->lines - 1);
    } else if (found == SG_CSV_BAD) {
        sg_fail(f, SG_R_BAD_CSV,
                "a quote inside a field without quotes, or text behind a closing quote");
        if (f)
            f->column = at + 1;
    } else if (!c->complete) {
        found = SG_CSV_END;
        if (last) {
            sg_fail(f, SG_R_BAD_CSV, "a quoted field is not closed before the end of the file");
            found = SG_CSV_BAD;
        }
    }
    return found;
}

/* The lines of the row. `*first` gets the end of the first. */
static enum sg_csv_found parse_row(struct sg_csv *c, size_t *first, struct sg_fault *f)
{
    size_t fed = c->marks ? c->mark[c->marks - 1] + 1 : 0;
    for (size_t from = c->quote;; from = fed) {
        if (find_line_end(c, from, f) < 0)
            return SG_CSV_FAILED;
        bool of_crlf = c->lines && c->end == fed && c->end < c->n && c->p[c->end] == '\n' &&
                       c->p[c->end - 1] == '\r';
        if (!c->lines)
            *first = c->end;
        c->lines += !of_crlf;
        if (c->end > c->row_max) {
            sg_fail(f, SG_R_BAD_CSV, "a quoted field is not closed within %zu bytes", c->row_max);
            return c->lines > 1 ? SG_CSV_BAD : SG_CSV_LONG;
        }
        enum sg_csv_found found = parse_line(c, fed, f);
        if (found != SG_CSV_END)
            return found;
        fed = c->end + 1;
    }
}

enum sg_csv_found sg_csv_quoted(struct sg_csv *c, struct sg_fault *f)
{
    if (!set_up(c) || !begin_cells(c)) {
        sg_fail_errno(f, "cannot read", ENOMEM);
        return SG_CSV_FAILED;
    }
    size_t first = 0;
    c->lines = 0;
    enum sg_csv_found found = parse_row(c, &first, f);
    if (found != SG_CSV_ROW) {
        csv_free(&c->parser);
        c->parsing = false;
        c->end = first;
        c->lines = 1;
    }
    return found;
}
