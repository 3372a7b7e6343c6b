/* SPDX-License-Identifier: EUPL-1.2 */
/* text - words as people write them: folding, the near miss, width on a screen, the eleven test.
 *
 * Folding has a small table for Latin letters (what names and labels here consist of); utf8proc
 * does the rest and is the judge of the table in the tests. */
#ifndef SG_TEXT_H
#define SG_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* Writes the folded form of n bytes of valid UTF-8 to out: lower case, without accents (é -> e,
 * ø -> o, ß -> ss, æ -> ae, ij ligature -> ij), typographic quotes and dashes as ASCII, runs of
 * white space (also no-break) as one blank, none at the ends. Returns the length of the whole
 * folded form; it did not fit when that is > cap. Not NUL-terminated. Folding twice changes
 * nothing. */
size_t sg_fold(const char *s, size_t n, char *out, size_t cap);

/* true when folded `needle` occurs in the folded form of the text (needle is already folded). */
bool sg_fold_contains(const char *s, size_t n, const char *needle, size_t needle_n);

/* Edits (insert, delete, replace, swap of neighbours) between two texts in bytes of their folded
 * form, or a number above `limit` as soon as it is certain. At most 128 bytes of each are used. */
unsigned sg_edits(const char *a, const char *b, unsigned limit);

/* The near miss: offer candidates one by one; `best` ends as the closest within a third of the
 * word's length (at least 1 edit), or NULL. Ties go to the first offered. */
struct sg_near {
    const char *word; /* what was written */
    const char *best; /* borrowed from the candidate */
    unsigned edits;
};
void sg_near_begin(struct sg_near *near, const char *word);
void sg_near_offer(struct sg_near *near, const char *candidate);

/* Columns that n bytes of UTF-8 take on a terminal (wide characters 2, combining marks 0). */
size_t sg_width(const char *s, size_t n);

/* Finds a number of 9 digits (also written with points or blanks as 123.456.782, or 8 digits
 * standing alone when `eight`) that passes the eleven test of the burgerservicenummer (Besluit
 * BSN: 9a+8b+...+2h-i divisible by 11, not all zero) and is not part of a longer number. Returns
 * its byte offset, or (size_t)-1. */
size_t sg_bsn_find(const char *s, size_t n, bool eight);

/* The first invalid byte's offset, or n. Windows-1252 to UTF-8: each byte >= 0x80 becomes 2-3
 * bytes; returns the length of the whole result; bytes 81 8D 8F 90 9D are undefined: -1. */
size_t sg_utf8_until(const char *s, size_t n);
long sg_from_cp1252(const char *s, size_t n, char *out, size_t cap);

#endif
