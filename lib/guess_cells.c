/* SPDX-License-Identifier: EUPL-1.2 */
/* What the cells of a column hold. */
#include "guess_impl.h"

#include "text.h"

#include <string.h>

const char *sg_sample_cell(const struct sg_sample *s, size_t row, size_t column, size_t *n)
{
    size_t at = row * s->columns + column;
    *n = s->size[at];
    return s->text.p + s->cell[at];
}

static bool typed(const struct sg_sample *s, const struct sg_field *field, const char *p, size_t n,
                  const struct sg_typed_opt *opt, struct sg_buf *scratch)
{
    struct sg_fault none;
    sg_buf_clear(scratch);
    return sg_field_typed(field, s->p, p, n, opt, scratch, &none);
}

/* A list's cell: one value, or several by the separators that a mapping takes by default. */
static bool fits(const struct sg_sample *s, const struct sg_field *field, const char *p, size_t n,
                 const struct sg_typed_opt *opt, struct sg_buf *scratch)
{
    if (typed(s, field, p, n, opt, scratch))
        return true;
    bool any = false;
    for (size_t i = 0; field->flags & SG_F_LIST && i < n;) {
        size_t k = 0;
        while (i + k < n && !strchr(",;/|+\n", p[i + k]))
            k++;
        size_t blank = strspn(p + i, " ");
        if (k > blank && !typed(s, field, p + i + blank, k - blank, opt, scratch))
            return false;
        any |= k > blank;
        i += k + 1;
    }
    return any;
}

static void count(const struct sg_sample *s, size_t column, const struct sg_field *field,
                  const struct sg_typed_opt *opt, struct sg_column *c)
{
    struct sg_buf scratch = {0};
    size_t misfits = 0;
    c->filled = c->fits = 0;
    memset(c->misfit, 0, sizeof c->misfit);
    for (size_t i = 0; i < s->rows; i++) {
        size_t n;
        const char *p = sg_sample_cell(s, i, column, &n);
        if (!n)
            continue;
        c->filled++;
        if (fits(s, field, p, n, opt, &scratch))
            c->fits++;
        else if (misfits < 3)
            c->misfit[misfits++] = s->line[i];
    }
    sg_buf_free(&scratch);
}

void sg_guess_count(const struct sg_sample *s, size_t column, const struct sg_field *field,
                    struct sg_column *c)
{
    struct sg_typed_opt opt = {.today = s->today, .trial = true};
    count(s, column, field, &opt, c);
    c->pivot = 0;
    c->serial = false;
    bool date = field->type == SG_T_DATE || field->type == SG_T_DAY;
    for (int way = 1; date && way < 4 && c->fits < c->filled; way++) {
        struct sg_column other = *c;
        opt.pivot = way & 1 ? s->today.y % 100 : 0;
        opt.serial = way & 2 ? 1900 : 0;
        count(s, column, field, &opt, &other);
        if (other.fits > c->fits) {
            *c = other;
            c->pivot = opt.pivot;
            c->serial = opt.serial != 0;
        }
    }
}

static bool all_digits(const char *p, size_t n)
{
    return strspn(p, "0123456789.") >= n && n >= 8 && n <= 11;
}

bool sg_guess_is_bsn(const struct sg_sample *s, size_t column)
{
    size_t filled = 0, found = 0;
    for (size_t i = 0; i < s->rows; i++) {
        size_t n;
        const char *p = sg_sample_cell(s, i, column, &n);
        filled += n > 0;
        found += all_digits(p, n) && sg_bsn_find(p, n, true) == 0;
    }
    /* One number in eleven passes by chance. */
    return found >= 2 && found * 2 > filled;
}

/* Whether a row above has the same cell. */
static bool seen(const struct sg_sample *s, size_t row, size_t column)
{
    size_t n, k;
    const char *p = sg_sample_cell(s, row, column, &n), *q;
    for (size_t i = 0; i < row; i++) {
        q = sg_sample_cell(s, i, column, &k);
        if (k == n && !memcmp(p, q, n))
            return true;
    }
    return false;
}

bool sg_guess_is_key(const struct sg_sample *s, size_t column, bool *join)
{
    size_t n, k;
    *join = false;
    for (size_t i = 0; i < s->rows; i++) {
        const char *p = sg_sample_cell(s, i, column, &n);
        const char *above = i ? sg_sample_cell(s, i - 1, column, &k) : NULL;
        bool again = above && (!n || (n == k && !memcmp(p, above, n)));
        if (!n && !i)
            return false;
        if (again)
            *join = true;
        else if (seen(s, i, column))
            return false;
    }
    return s->rows > 0;
}
