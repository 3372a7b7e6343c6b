/* SPDX-License-Identifier: EUPL-1.2 */
/* profile - everything that differs between two municipalities, as data: sheets (CSV files, `;`) in
 * layers. See sig-profile(5).
 *
 * A profile is a folder of sheets, or one that is compiled in. It may name a base (a built-in one,
 * or with a '/' a folder, seen from its own); a later layer's row with the same key replaces the
 * row of an earlier one in its place, a row whose key begins with "-" removes the row with that key
 * (or with "'-": a spreadsheet takes "-word" for a formula), other rows are appended. Columns may
 * stand in any order; what is not in the schema (profile_schema.c) is a fault, so that a misspelled
 * column is not silently ignored. Besides sheets a folder may hold notes (*.txt, *.md) and hidden
 * files. Read-only after opening, so any number of threads may use it.
 *
 * Opening a built-in profile takes 2-7 ms (about 1,400 rows, 1 MB): everything is indexed then,
 * since a lookup that builds its index on first use would need a lock. */
#ifndef SG_PROFILE_H
#define SG_PROFILE_H

#include "diag.h"
#include "when.h"

#include <stdbool.h>
#include <stddef.h>

/* ---- opening ---- */

struct sg_profile;

/* name: a built-in profile ("nl", "nijkerk", "dijk-en-waard") or, when it contains a '/', a folder.
 * NULL: *f says why, with file and line when a sheet is at fault (BAD_PROFILE, IO, MEMORY). An
 * unknown built-in name gets the near miss. */
struct sg_profile *sg_profile_open(const char *name, struct sg_fault *f);
void sg_profile_free(struct sg_profile *p);

/* Hands every fault of the profile to `each`, not only the first: what sig-check -p prints. Also
 * cross-checks sheets (a region with an unknown municipality, a label missing in a language, ...).
 * Returns the number of faults, -1 when it could not be read at all (*f says why). */
long sg_profile_check(const char *name, void (*each)(void *ctx, const struct sg_fault *fault),
                      void *ctx, struct sg_fault *f);

/* A value of profile.csv ("id_prefix", "municipality", "name", ...), "" when it has none. */
const char *sg_profile_value(const struct sg_profile *p, const char *key);

/* ---- sheets: rows in order, layers applied ---- */

struct sg_sheet;

/* A sheet by its file name without .csv ("tables"): one that no layer has is empty. NULL: the
 * schema has no such sheet. */
const struct sg_sheet *sg_profile_sheet(const struct sg_profile *p, const char *name);
size_t sg_sheet_rows(const struct sg_sheet *s);
/* A cell, "" when blank or the column does not exist. Borrowed from the profile. */
const char *sg_sheet_cell(const struct sg_sheet *s, size_t row, const char *column);
/* The row whose key (first column; of several key columns all, separated by ';') is `key`, or
 * (size_t)-1. O(1). */
size_t sg_sheet_find(const struct sg_sheet *s, const char *key);
/* Where a row comes from, for messages: file name and line. */
const char *sg_sheet_file(const struct sg_sheet *s, size_t row);
size_t sg_sheet_line(const struct sg_sheet *s, size_t row);

/* Walks the parts of a cell that holds several values separated by '|': "a|b". Start with *at = 0;
 * false at the end. Blank parts are skipped, blanks around a part dropped. */
bool sg_cell_part(const char *cell, size_t *at, const char **part, size_t *n);

/* ---- codes ---- */

enum sg_lang { SG_NL, SG_EN };

struct sg_code {
    const char *list, *code;
    const char *label[2]; /* by enum sg_lang */
    const char *aliases;  /* "a|b": other spellings accepted on input */
    const char *groups;   /* "meldcode|employee": sets it belongs to */
    size_t order;         /* place within its list */
};

/* By its code, exactly; NULL when the list has no such code. O(1). */
const struct sg_code *sg_code(const struct sg_profile *p, const char *list, const char *code,
                              size_t n);
/* As people write it: code, Dutch or English label or alias, folded (sg_fold), hyphens and
 * underscores as blanks, without a full stop at the end ("seks."). Never ambiguous: a profile in
 * which a spelling means two codes of a list does not open. NULL: *f is BAD_CODE, with the near
 * miss or the codes of a short list; what was written is quoted only when `quote`. O(1) when it is
 * found, and with f NULL. */
const struct sg_code *sg_code_typed(const struct sg_profile *p, const char *list, const char *text,
                                    size_t n, bool quote, struct sg_fault *f);
/* The codes of a list in order: i = 0, 1, ...; NULL behind the last. */
const struct sg_code *sg_code_at(const struct sg_profile *p, const char *list, size_t i);
bool sg_code_in_group(const struct sg_code *c, const char *group, size_t n);
/* true when any code of the list belongs to the group. */
bool sg_group_exists(const struct sg_profile *p, const char *list, const char *group, size_t n);
/* The label, or the code itself when the list does not have it. `code` is NUL-terminated. */
const char *sg_label(const struct sg_profile *p, const char *list, const char *code,
                     enum sg_lang lang);

/* ---- municipalities (CBS codes; herindelingen 2018-2026) ---- */

struct sg_municipality {
    char code[8];                                                 /* "GM0267" */
    const char *name;                                             /* today's, or the last it had */
    const char *aliases;                                          /* "a|b" */
    const char *safety_region, *safety_region_name, *police_unit; /* "" for abolished ones */
    struct sg_date until; /* first day on which it no longer existed; y = 0: exists */
};

/* By code, exactly "GM0267"; abolished ones too. NULL: none. O(1). */
const struct sg_municipality *sg_municipality(const struct sg_profile *p, const char *code,
                                              size_t n);
/* As people write it on a date (y = 0: any time): code with or without GM and leading zeros
 * ("267"), name, alias, old name; compared by the letters and digits of the folded form, without
 * "gemeente" in front ("Bergen N.H." is "Bergen (NH.)"). A name that several bore in turn is that
 * of the one that existed on the date. A name that only existed before or after the date is
 * found all the same when it is the only one that fits (Heerhugowaard on 2021-06-01 and on
 * 2023-06-01 is GM0398), unless it was split before the date (Haaren on 2024-03-01: AMBIGUOUS).
 * NULL: *f is BAD_PLACE with the near miss (which takes its time; f NULL: none is sought), or
 * AMBIGUOUS with the candidates (Bergen). */
const struct sg_municipality *sg_municipality_typed(const struct sg_profile *p, const char *text,
                                                    size_t n, struct sg_date on,
                                                    struct sg_fault *f);
/* true when a name or code means the same municipality on every date. */
bool sg_municipality_settled(const struct sg_profile *p, const char *text, size_t n);
/* What became of a municipality on today's division: itself, or its successor (GM0398 -> GM1980),
 * through several mergers. NULL when it was split over several: *f is AMBIGUOUS and names them. */
const struct sg_municipality *sg_municipality_today(const struct sg_profile *p,
                                                    const struct sg_municipality *m,
                                                    struct sg_fault *f);
/* How often the division had changed on a whole date: between two dates with the same number every
 * name means the same. */
size_t sg_division(const struct sg_profile *p, struct sg_date on);
/* In order of code, abolished ones included: i = 0, 1, ...; NULL behind the last. */
const struct sg_municipality *sg_municipality_at(const struct sg_profile *p, size_t i);

/* Membership in a region of regions.csv, a safety region (VR10), a police unit (its folded name
 * with blanks as '-') or a municipality itself (GM0267). Old municipalities belong where their
 * successors do (a split one: where all of them do). `region` must exist. */
bool sg_region_has(const struct sg_profile *p, const char *region, const struct sg_municipality *m);
bool sg_region_exists(const struct sg_profile *p, const char *region);
/* The regions of regions.csv that a municipality is in: i = 0, 1, ...; NULL behind the last. */
const char *sg_region_at(const struct sg_profile *p, const struct sg_municipality *m, size_t i);

/* Days by royal decree from holidays.csv; *n of them. Borrowed. */
const struct sg_date *sg_profile_holidays(const struct sg_profile *p, size_t *n);

#endif
