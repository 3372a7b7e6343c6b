/* SPDX-License-Identifier: EUPL-1.2 */
/* text - words as people write them: folding, the near miss, width on a screen, the eleven test.
 *
 * Folding has a small table for Latin letters (what names and labels here consist of); utf8proc
 * does the rest and is the judge of the table in the tests. */
#ifndef SG_TEXT_H
#define SG_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* Writes the folded form of n bytes of UTF-8 to out: lower case, without accents (é -> e, ø -> o,
 * ß -> ss, æ -> ae, ij ligature -> ij), compatibility forms as what they stand for (full-width
 * letters, ligatures), quotes (also ` and ´), dashes and minus as ASCII, runs of white space (also
 * no-break, tab, newline) as one blank, none at the ends, soft hyphens and other invisible
 * characters gone. Bytes that are not UTF-8 stay as they are. Returns the length of the whole
 * folded form; it did not fit when that is > cap, and out then holds its first cap bytes. Not
 * NUL-terminated. `out` must not overlap `s`. Folding twice changes nothing. Up to 11 bytes come
 * out for one that goes in; for names, almost never more than went in. */
size_t sg_fold(const char *s, size_t n, char *out, size_t cap);

/* true when folded `needle` occurs in the folded form of the text (needle is already folded, of at
 * most SG_NEEDLE_MAX bytes: a longer one is never found; an empty one always). Allocates nothing.
 */
enum { SG_NEEDLE_MAX = 1024 };
bool sg_fold_contains(const char *s, size_t n, const char *needle, size_t needle_n);

/* Edits (insert, delete, replace, swap of neighbours) between two texts in bytes of their folded
 * form, or a number above `limit` as soon as it is certain. No part is edited twice (optimal
 * string alignment). At most the first 128 bytes of each are compared. */
unsigned sg_edits(const char *a, const char *b, unsigned limit);

/* The near miss: offer candidates one by one; `best` ends as the closest within a third of the
 * word's folded length (at least 1 edit; none for a single letter), or NULL. Ties go to the first
 * offered. */
struct sg_near {
    const char *word; /* what was written */
    const char *best; /* borrowed from the candidate */
    unsigned edits;
};
void sg_near_begin(struct sg_near *near, const char *word);
void sg_near_offer(struct sg_near *near, const char *candidate);

/* Columns that n bytes of UTF-8 take on a terminal (wide characters 2, combining marks and control
 * characters 0, a byte that is no UTF-8 1). */
size_t sg_width(const char *s, size_t n);

/* Finds a number that passes the eleven test of the burgerservicenummer (9a + 8b + ... + 2h - i
 * divisible by 11, not all zero): 9 digits together, or as 123.456.782 or 1234.56.782 between
 * points or blanks, not part of a longer number; with `eight` also 8 digits standing alone, which
 * lost their zero. Returns its byte offset, or (size_t)-1. One number of nine digits in eleven
 * passes by chance. */
size_t sg_bsn_find(const char *s, size_t n, bool eight);

/* Where UTF-8 (Unicode table 3-7: no overlong forms, no surrogates) stops being valid: the offset
 * of the first sequence that is not, or n. */
size_t sg_utf8_until(const char *s, size_t n);

/* Windows-1252 to UTF-8: each byte >= 0x80 becomes 2 or 3. Returns the length of the whole result,
 * of which the first cap bytes are in out; -1 when a byte is undefined (81 8D 8F 90 9D). */
long sg_from_cp1252(const char *s, size_t n, char *out, size_t cap);

#endif
