/* SPDX-License-Identifier: EUPL-1.2 */
/* memo - what has been told already: a file that lets each reminder go out once.
 *
 *   sig-remind 1 <scope> <day of the last run>
 *   <keyed hash> <due date> <sequence> <t told, g gone><s signal, h house>
 *   end <keyed hash of all bytes before this line>
 *
 * Only keyed hashes (32 hex digits, registry.h) and dates, by format: nobody can tell from it which
 * signals there are. Its secret is FILE.key, made with it, or one that is kept elsewhere. Lines are
 * in the order of their hashes. It is replaced as a whole, and only after what it records is safe:
 * a run that is killed before that tells again, never never. */
#ifndef SG_MEMO_H
#define SG_MEMO_H

#include "diag.h"
#include "when.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SG_MEMO_HASH = 16 };

struct sg_memo;

struct sg_memo_opt {
    const char *path;
    const char *key;   /* file of the secret; NULL: beside it */
    const char *scope; /* what was asked for; a file kept for something else starts anew */
    struct sg_date today;
    unsigned wait_s; /* for another run that has it */
};

/* Takes the lock FILE.lock and reads. A file that is absent is empty. One that is damaged, or of
 * another scope, counts as empty and *notice says so (BAD_STATE, NOTE; else its text is "").
 * NULL: *f (LOCKED: another run has it; IO, also of a file that begins otherwise: it may be a
 * registry, and is never replaced; PERMISSION, MEMORY). */
struct sg_memo *sg_memo_open(const struct sg_memo_opt *opt, struct sg_fault *notice,
                             struct sg_fault *f);
/* The day of the last run; y = 0: there was none, or it is not before today. */
struct sg_date sg_memo_last(const struct sg_memo *m);
/* The secret: names hashed with it are those of this file. */
const unsigned char *sg_memo_key(const struct sg_memo *m);

/* Asks for one reminder, and notes it as told. `sequence` becomes its number in a calendar, which
 * grows with each change: at least the days since 2000-01-01, so that it grows also when the file
 * was lost. false: MEMORY. */
enum sg_memo_news { SG_MEMO_KNOWN, SG_MEMO_NEW, SG_MEMO_MOVED };
bool sg_memo_ask(struct sg_memo *m, const unsigned char hash[SG_MEMO_HASH], int32_t due, bool house,
                 enum sg_memo_news *news, int32_t *sequence, struct sg_fault *f);
/* The same number without a file. */
int32_t sg_memo_sequence(struct sg_date today);

/* Walks those that were told and were not asked for in this run, and notes them as gone: what they
 * were about is done. Start with *at = 0; false at the end. A meeting whose day is past is not
 * gone but over, and passed over. */
struct sg_memo_gone {
    const unsigned char *hash;
    int32_t due, sequence;
};
bool sg_memo_gone(struct sg_memo *m, size_t *at, struct sg_memo_gone *gone);

/* Writes it down: mode 0600, whole or not at all, synced. What is gone is forgotten a year after
 * its date. */
bool sg_memo_save(struct sg_memo *m, struct sg_fault *f);
void sg_memo_close(struct sg_memo *m); /* NULL is fine */

#endif
