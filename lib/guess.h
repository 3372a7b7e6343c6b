/* SPDX-License-Identifier: EUPL-1.2 */
/* guess - a draft of a mapping for a CSV file that nobody described yet.
 *
 * Each column is recognised by its header (labels and aliases of the list "field" of the profile,
 * whole, as a part, or nearly so) and by what its cells hold, by trying them as values of a field.
 * The draft says for each column, in `note`, how sure it is and what it saw, in counts and lines:
 * never what a cell holds. A column that is called BSN, or whose cells pass its eleven test, is
 * ignored. Also seen: a header below a title, its encoding, totals, a number that tells rows apart,
 * rows that seem to be of one case. */
#ifndef SG_GUESS_H
#define SG_GUESS_H

#include "csv.h"
#include "profile.h"

enum { SG_GUESS_ROWS = 2000, SG_GUESS_COLUMNS = 200 }; /* more are not looked at */

struct sg_guess_opt {
    struct sg_date today;
    enum sg_encoding encoding;
    bool given;         /* the delimiter is right */
    const char *source; /* the name of the source */
};

/* What was found, for a word to the user. */
struct sg_guessed {
    size_t columns, rows;                            /* with a header; rows looked at */
    size_t sure, likely, perhaps, doubtful, ignored; /* their sum is columns */
    bool received;                                   /* a column gives it */
};

/* Reads a file that was just opened, and appends the draft, which sg_map_open takes once a row
 * gives `received`. false: *f (NO_INPUT: no header, what sg_csv_next says, MEMORY). */
bool sg_guess(struct sg_csv *csv, const struct sg_profile *p, const struct sg_guess_opt *opt,
              struct sg_buf *out, struct sg_guessed *found, struct sg_fault *f);

#endif
