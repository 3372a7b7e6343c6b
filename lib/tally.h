/* SPDX-License-Identifier: EUPL-1.2 */
/* tally - cross tables: what is counted, by what, and what may honestly be shown.
 *
 * A plan is made once from a named table of the profile, or from options; each thread counts into a
 * tally of its own; tallies are merged and become a grid (render.h).
 *
 *   plan  = rows x columns x measures, with the table's condition and years
 *   tally = a hash of cells: one 64-bit key (measure and a class of each dimension) and one 64-bit
 *           count. A class is a small number: codes in the order of the profile, municipalities by
 *           index, periods by their distance. So per record there is no allocation, and a cell
 *           costs one probe (year x municipality x form over 650 MB: about 200 ns a record in all).
 *
 * A count is at most the number of units that were read, which fit in memory or in a file: it
 * cannot overflow 63 bits.
 *
 * Rules (DOMAIN.md 6, the signs of CBS):
 * - A unit (signal, or element of a list) counts in each of its values; a total counts it once. Or,
 *   exclusively, one of several values counts in a class of its own.
 * - A percentage is rounded half up, of units: shares of overlapping classes add up to more than
 *   100. A change over a break in the series, on a period that was not recorded or on zero is left
 *   out.
 * - Absent and "unknown" are the class onbekend, shown when somebody is in it.
 * - A date of a year counts in the year, and stands under onbekend by quarter or month.
 * - A municipality that was not recorded in a period (sheet coverage) is missing there, never 0,
 * and a total over it says how many it covers.
 * - Without any record every cell is missing: an empty input never prints zeros.
 *
 * Kept for later, with a place in the structure: protection against recognition (between
 * sg_tally_merge and sg_tally_grid; until then the audience "public" is refused). */
#ifndef SG_TALLY_H
#define SG_TALLY_H

#include "expr.h"
#include "profile.h"
#include "record.h"
#include "render.h"
#include "stream.h"

enum sg_totals { SG_TOTALS_NONE, SG_TOTALS_ROW, SG_TOTALS_COLUMN, SG_TOTALS_BOTH };

/* What is asked for. Texts are borrowed while the plan lives; NULL or 0 = the table's own, or the
 * default of a free table. */
struct sg_tally_opt {
    const char *table;    /* a row of the sheet `tables`; NULL: a free table */
    const char *rows;     /* "municipality" or "year,form": dimensions or `measure`, outer first */
    const char *columns;  /* likewise */
    const char *measures; /* "signals,victims"; default the measure `signals`, else the first */
    int from, until;      /* years, inclusive */
    const char *totals;   /* none, row(s), column(s), both; free tables: none, but an axis whose
                           * classes can overlap gets its total */
    const char *percent;  /* none, row, column or table: the share of that total; previous: the
                           * change on the period before; inhabitants: per 100,000 of them */
    const char
        *compare; /* a source of the sheet `published`, whose figures stand below; NULL: none */
    const char *classes;  /* of who is in several: multiple (default, counts in each) or exclusive
                           * (in a class "several" only) */
    const char *division; /* today (default) or then: municipalities as they were registered */
    const char *audience; /* house; public is refused until it can be protected */
    enum sg_lang lang;
    struct sg_date today; /* periods after it are blank; the one it lies in is provisional */
    struct sg_date at;    /* what is open is looked at on this day at the latest; y = 0: today */
    const unsigned char *key;     /* SG_HASH bytes for the hashes of persons; NULL: they never leave
                                   * memory, so that zeros do */
    bool keyed;                   /* the hashes will leave memory: different persons need a key */
    const struct sg_expr *select; /* -w, when the loop leaves it to the tally: of a stream the
                                   * newest revision must be known before selecting. NULL: all */
    const char *condition; /* its text, also when it may not be shown: parts must have the same */
    const char *selection; /* its text for a note; "" when it may not be shown (from a file) */
};

/* ---- the plan: read-only, shared by threads ---- */

struct sg_tally_plan;

/* NULL: *f is BAD_TABLE (unknown table, dimension or measure with near miss and list; too many
 * dimensions), BAD_EXPR or BAD_DATE in the sheet with its file and line, USAGE, or MEMORY. The
 * profile must outlive the plan. At most 3 dimensions besides `measure`, and 63 measures. */
struct sg_tally_plan *sg_tally_plan(const struct sg_profile *p, const struct sg_tally_opt *opt,
                                    struct sg_fault *f);
void sg_tally_plan_free(struct sg_tally_plan *plan);

/* What a plan needs to know of each signal: sets field[i] of the field table, and *months to the
 * finest period that it tells apart (12: years; 0: weeks). What stays of an erased signal is held
 * against it (remains.h). */
void sg_tally_needs(const struct sg_tally_plan *plan, bool *field, unsigned *months);

/* Appends what the profile offers: tables, dimensions and measures, as text for people. */
void sg_tally_list(const struct sg_profile *p, enum sg_lang lang, struct sg_buf *out);

/* ---- counting: one tally a thread ---- */

struct sg_tally;

/* streamed: NULL, or a flag that is true while records may be old revisions (loop.h). Then the
 * newest revision of each id counts: what an older one had counted is taken back. That remembers
 * about 100 bytes a signal plus its id and 8 bytes a cell it counted in; with files, nothing.
 * NULL: *f is MEMORY. */
struct sg_tally *sg_tally(const struct sg_tally_plan *plan, const bool *streamed,
                          struct sg_fault *f);
void sg_tally_free(struct sg_tally *t);

/* Counts one record (an sg_record_fn; ctx is the tally). false: *f is BAD_REV, a revision of a
 * stream that was read before. What makes the whole table impossible (memory, too many different
 * values) is kept and told by sg_tally_grid. */
bool sg_tally_add(void *ctx, const struct sg_record *r, const struct sg_line *line,
                  struct sg_fault *f);

/* Adds the counts of `from`, which stays as it is, to `into`; both of the same plan. */
bool sg_tally_merge(struct sg_tally *into, const struct sg_tally *from, struct sg_fault *f);

/* The same for n threads: worker[i] becomes a tally (sg_tally_free frees NULL too, so all n may be
 * freed also after a failure); merging brings all into worker[0]. */
bool sg_tallies(void *worker[], size_t n, const struct sg_tally_plan *plan, const bool *streamed,
                struct sg_fault *f);
bool sg_tallies_merge(void *const worker[], size_t n, struct sg_fault *f);
void sg_tallies_free(void *const worker[], size_t n);

/* Lines that were refused: a note says that the figures lack them. */
void sg_tally_rejected(struct sg_tally *t, size_t lines);

/* The table. NULL: *f is BAD_TABLE (too large), MEMORY. */
struct sg_grid *sg_tally_grid(struct sg_tally *t, struct sg_fault *f);

/* ---- in parts ---- */

/* A shard is personal data: what each signal counted, by id and revision, and keyed hashes of
 * persons; shards add up to the same table as in one go, also when revisions of a signal are in
 * several. A release is counts alone, of one registry, revisions resolved: releases of several
 * registries add up without anybody receiving a signal. Distinct persons cannot be in one: somebody
 * known in two municipalities would count twice, and who it is, is not told. */
enum sg_part { SG_PART_SHARD, SG_PART_RELEASE };

/* Appends the part as lines of JSON. A shard needs a tally whose records were all streamed. false:
 * *f (BAD_TABLE, MEMORY). */
bool sg_tally_write(const struct sg_tally *t, enum sg_part part, struct sg_buf *out,
                    struct sg_fault *f);

/* Adds the part in a file to t. *kind: -1 for the first, then that of the first, for they do not
 * mix. false: *f: BAD_TABLE (another version, profile, table or kind; cut off; no part), BAD_REV (a
 * revision of a signal is in two shards), IO, MEMORY. */
bool sg_tally_read(struct sg_tally *t, const char *path, size_t line_max, int *kind,
                   struct sg_fault *f);

/* What the user has to know besides: NO_INPUT, UNPLACED (units without the date that the years
 * ask for), COVERAGE (units in cells that are said not to be recorded). Returns how many were
 * written to out. */
enum { SG_TALLY_NOTICES = 3 };
size_t sg_tally_notices(const struct sg_tally *t, struct sg_fault out[SG_TALLY_NOTICES]);

#endif
