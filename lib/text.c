/* SPDX-License-Identifier: EUPL-1.2 */
/* Words compared and looked through: the near miss, width on a screen, the eleven test. */
#include "text_impl.h"

#include <string.h>
#include <utf8proc.h>

enum { WORD = 128 }; /* bytes of a folded word that are compared */

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

static size_t fold_word(const char *s, char out[WORD])
{
    size_t n = sg_fold(s, strlen(s), out, WORD);
    return n < WORD ? n : WORD;
}

/* Edits between two words, by rows: row[i][j] is what it takes to get from the first i bytes of a
 * to the first j of b; only three rows are needed at a time (optimal string alignment). */
static unsigned align(const char *a, size_t a_n, const char *b, size_t b_n, unsigned limit)
{
    unsigned rows[3][WORD + 1];
    unsigned *above2 = rows[0], *above = rows[1], *row = rows[2];
    unsigned above_best = 0;
    for (size_t j = 0; j <= b_n; j++)
        above[j] = (unsigned)j;
    for (size_t i = 1; i <= a_n; i++) {
        unsigned best = row[0] = (unsigned)i;
        for (size_t j = 1; j <= b_n; j++) {
            row[j] = least(above[j], row[j - 1]) + 1;
            row[j] = least(row[j], above[j - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = least(row[j], above2[j - 2] + 1);
            best = least(best, row[j]);
        }
        /* The next row comes from this one, or by a swap from the one above for one edit more. */
        if (best > limit && above_best >= limit)
            return best;
        above_best = best;
        unsigned *oldest = above2;
        above2 = above;
        above = row;
        row = oldest;
    }
    return above[b_n];
}

unsigned sg_edits(const char *a, const char *b, unsigned limit)
{
    char fa[WORD], fb[WORD];
    size_t a_n = fold_word(a, fa), b_n = fold_word(b, fb);
    size_t apart = a_n > b_n ? a_n - b_n : b_n - a_n;
    if (apart > limit)
        return (unsigned)apart;
    return align(fa, a_n, fb, b_n, limit);
}

void sg_near_begin(struct sg_near *near, const char *word)
{
    char folded[WORD];
    size_t n = fold_word(word, folded);
    /* A word of one letter has no near miss: one edit makes any other letter of it. */
    unsigned limit = n < 2 ? 0 : n < 6 ? 1 : (unsigned)n / 3;
    *near = (struct sg_near){word, NULL, limit + 1};
}

void sg_near_offer(struct sg_near *near, const char *candidate)
{
    if (near->edits == 0)
        return;
    unsigned edits = sg_edits(near->word, candidate, near->edits - 1);
    if (edits < near->edits) {
        near->edits = edits;
        near->best = candidate;
    }
}

size_t sg_width(const char *s, size_t n)
{
    size_t columns = 0;
    for (size_t at = 0; at < n;) {
        utf8proc_int32_t point;
        utf8proc_ssize_t length =
            utf8proc_iterate((const utf8proc_uint8_t *)s + at, (utf8proc_ssize_t)(n - at), &point);
        columns += length > 0 ? (size_t)utf8proc_charwidth(point) : 1;
        at += length > 0 ? (size_t)length : 1;
    }
    return columns;
}
