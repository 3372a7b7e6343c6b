/* SPDX-License-Identifier: EUPL-1.2 */
/* Any bytes as CSV: the same rows, faults and lines as libcsv alone, and what is read can be
 * written and read again. The first byte chooses the delimiter. */
#include "../unit/csv_help.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds)
        abort();
}

static void compare(const struct sg_row *row, const struct plain_csv *plain)
{
    struct sg_buf cells = {0};
    for (size_t i = 0; i < row->count; i++) {
        sg_buf_fmt(&cells, "%zu:", row->cell[i].n);
        sg_buf_add(&cells, row->cell[i].p, row->cell[i].n);
        must(row->cell[i].p[row->cell[i].n] == '\0');
    }
    must(cells.p && plain->cells.p && cells.n == plain->cells.n);
    must(memcmp(cells.p, plain->cells.p, cells.n) == 0);
    sg_buf_free(&cells);
}

static const char bom[] = "\xEF\xBB\xBF"; /* taken for that of the file */

static bool begins(const char *p, size_t n, const char *with)
{
    return n >= 3 && memcmp(p, with, 3) == 0;
}

/* A workbook is refused as a whole. */
static bool workbook(const char *p, size_t n)
{
    return begins(p, n, "PK\x03") || begins(p, n, "\xD0\xCF\x11");
}

/* Writes a row, guarded, and reads it back. */
static void round_trip(const struct sg_row *row, char delimiter)
{
    struct sg_buf b = {0};
    struct sg_fault f;
    struct sg_row again;
    for (size_t i = 0; i < row->count; i++) {
        if (i)
            sg_buf_char(&b, delimiter);
        sg_csv_put(&b, row->cell[i].p, row->cell[i].n, delimiter, true);
    }
    sg_buf_char(&b, '\n');
    struct sg_csv *c = sg_csv_bytes(b.p, b.n, NULL, delimiter, &f);
    must(c != NULL);
    bool nothing = row->count == 1 && row->cell[0].n == 0;
    if (!nothing && !begins(b.p, b.n, bom) && !workbook(b.p, b.n)) {
        must(sg_csv_next(c, &again, &f) == 1 && again.count == row->count);
        for (size_t i = 0; i < row->count; i++) {
            size_t skip = sg_csv_unguard(again.cell[i].p, again.cell[i].n);
            must(again.cell[i].n - skip == row->cell[i].n);
            must(memcmp(again.cell[i].p + skip, row->cell[i].p, row->cell[i].n) == 0);
        }
        must(sg_csv_next(c, &again, &f) == 0);
    }
    sg_csv_close(c);
    sg_buf_free(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    const char *text = (const char *)data + 1;
    struct sg_fault f = {0};
    struct sg_row row;
    struct sg_csv *c = sg_csv_bytes(text, size - 1, "fuzz", ";,\t"[*data % 4], &f);
    must(c != NULL);
    struct plain_csv plain = {.p = text, .n = size - 1, .line = 1};
    plain.delimiter = sg_csv_delimiter(c);
    if (begins(text, plain.n, bom))
        plain.at = 3;
    int got;
    while ((got = sg_csv_next(c, &row, &f)) != 0) {
        if (got < 0 && (f.reason == SG_R_UTF16 || workbook(text, plain.n)))
            break;
        int want = plain_csv_next(&plain);
        bool bad_bytes = got < 0 && (f.reason == SG_R_NUL_BYTE || f.reason == SG_R_BAD_UTF8);
        must(got == want || (bad_bytes && want == 1));
        must(row.line == plain.row_line && row.raw_n == plain.raw_n && row.raw == plain.raw);
        if (got > 0) {
            compare(&row, &plain);
            round_trip(&row, plain.delimiter);
        }
    }
    must(got < 0 || plain_csv_next(&plain) == 0);
    sg_csv_close(c);
    sg_buf_free(&plain.cells);
    return 0;
}
