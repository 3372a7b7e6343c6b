/* SPDX-License-Identifier: EUPL-1.2 */
/* remind - what is due, as people and calendars read it: text for a mail, CSV for a
 * spreadsheet, JSON lines, iCalendar.
 *
 * A reminder holds a signal's number, what is due, when, and whose it is: no name, address or text
 * of a signal ever. With a memo, only what it does not know yet is told; a calendar then also gets
 * what moved and what is no longer due. */
#ifndef SG_REMIND_H
#define SG_REMIND_H

#include "due.h"
#include "memo.h"
#include "stream.h"

enum sg_remind_format { SG_REMIND_TEXT, SG_REMIND_JSONL, SG_REMIND_ICS, SG_REMIND_CSV };
extern const char *const sg_remind_formats[]; /* "text", "jsonl", ...; ends with NULL */

struct sg_remind_opt {
    enum sg_remind_format format;
    enum sg_lang lang;
    struct sg_date today;
    const char *owner;        /* only theirs; NULL: everybody's */
    struct sg_memo *memo;     /* NULL: all is told, each time */
    const unsigned char *key; /* SG_HASH bytes that the names of calendar entries are hashed with
                                 when there is no memo; NULL: none, which everybody can compute */
    bool whole; /* every signal was read: what the memo knows and the list does not is done */
};

/* Writes the reminders to `out`; nothing when there is nothing to tell, of CSV
 * its header. false: *f is MEMORY (a
 * failure of `out` stays there). */
bool sg_remind(const struct sg_due_list *list, const struct sg_profile *p,
               const struct sg_remind_opt *opt, struct sg_out *out, struct sg_fault *f);

#endif
