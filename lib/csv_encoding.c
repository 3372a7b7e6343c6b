/* SPDX-License-Identifier: EUPL-1.2 */
/* What bytes above 127 mean. */
#include "csv_impl.h"

#include "text.h"

#include <stdlib.h>

void sg_csv_encoding(struct sg_csv *c, enum sg_encoding encoding)
{
    bool bom = c->in && sg_in_bom(c->in);
    c->encoding = encoding == SG_ENC_AUTO && bom ? SG_ENC_UTF8 : encoding;
    c->found = SG_ENC_AUTO;
}

enum sg_encoding sg_csv_encoded(const struct sg_csv *c, bool *guessed)
{
    *guessed = c->encoding == SG_ENC_AUTO && c->found != SG_ENC_AUTO;
    return c->encoding == SG_ENC_AUTO ? c->found : c->encoding;
}

static bool refuse_at(struct sg_fault *f, size_t at, const char *why)
{
    sg_fail(f, SG_R_BAD_UTF8, "%s", why);
    if (f)
        f->column = at + 1;
    return false;
}

/* Offset of the first byte that Windows-1252 lacks, or n. */
static size_t cp1252_until(const char *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)p[i] >= 0x80 && sg_from_cp1252(p + i, 1, NULL, 0) < 0)
            return i;
    return n;
}

/* The cells move into a buffer of their own, three bytes for one at most. */
static bool widen(struct sg_csv *c, struct sg_fault *f)
{
    size_t need = 0;
    for (size_t i = 0; i < c->cells; i++)
        need += 3 * c->cell[i].n + 1;
    sg_buf_clear(&c->wide);
    char *to = sg_buf_room(&c->wide, need);
    if (!to)
        return sg_fail(f, SG_R_MEMORY, "memory ran out");
    for (size_t i = 0; i < c->cells; i++) {
        struct sg_cell_text *cell = &c->cell[i];
        long n = sg_from_cp1252(cell->p, cell->n, to, 3 * cell->n);
        *cell = (struct sg_cell_text){to, n < 0 ? 0 : (size_t)n};
        to += cell->n;
        *to++ = '\0';
    }
    c->wide.n = (size_t)(to - c->wide.p);
    c->widened = true;
    return true;
}

static bool as_cp1252(struct sg_csv *c, const struct sg_row *row, struct sg_fault *f)
{
    size_t until = cp1252_until(row->raw, row->raw_n);
    if (until < row->raw_n)
        return refuse_at(f, until, "neither UTF-8 nor Windows-1252");
    c->found = SG_ENC_CP1252;
    return widen(c, f);
}

bool sg_csv_decode(struct sg_csv *c, const struct sg_row *row, struct sg_fault *f)
{
    size_t high = sg_csv_next_high(row->raw, row->raw_n);
    if (high == row->raw_n)
        return true;
    if (c->encoding == SG_ENC_CP1252)
        return as_cp1252(c, row, f);
    size_t valid = sg_csv_utf8_until(row->raw, row->raw_n);
    if (valid == row->raw_n && c->encoding == SG_ENC_AUTO && c->found == SG_ENC_CP1252)
        return refuse_at(f, high, "UTF-8, but the rows before it are Windows-1252");
    if (valid == row->raw_n) {
        c->found = SG_ENC_UTF8;
        return true;
    }
    if (c->encoding == SG_ENC_AUTO && c->found == SG_ENC_UTF8)
        return refuse_at(f, valid, "not UTF-8, as the rows before it (Windows-1252, perhaps)");
    if (c->encoding == SG_ENC_AUTO)
        return as_cp1252(c, row, f);
    return refuse_at(f, valid, "not UTF-8 (Windows-1252, perhaps)");
}
