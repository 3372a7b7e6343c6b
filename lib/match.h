/* SPDX-License-Identifier: EUPL-1.2 */
/* match - is this person, address, organisation, vehicle, telephone or profile known already?
 *
 * What is known is put into an index of facts: those of the signals of a registry, and the rows of
 * reference lists. A signal's own facts are looked up there. Facts meet when they share a *key*:
 * the keyed hash (128 bits, with a secret that is drawn for each run and never leaves memory) of a
 * normal form, such as the sorted words of a name, or a day of birth. What decides then is the
 * *rule* of that key (match_rules.c, published in sig-enrich(1)): the facts are the same (exact),
 * near with a score and a reason, or not the same. A name is kept as its normal form, because near
 * names have to be compared; of all else the hash is enough.
 *
 * Memory: 32 bytes for each key of a fact and 4 to 8 for finding it; a person has one key, two with
 * a whole day of birth, and its name (some 15 bytes); a signal of the registry 32 + 8 bytes, its id
 * and its case number. Twice that while the index is made. Nothing for the signals that are looked
 * up. The cost of a lookup does not grow with the index but for what shares the key. */
#ifndef SG_MATCH_H
#define SG_MATCH_H

#include "buf.h"
#include "profile.h"
#include "record.h"
#include "registry.h"
#include "share.h"

struct sg_matcher;

/* Where to look. A list is given as an option names it,
 * KIND=FILE,map=MAP[,date=DATE][,ground=TEXT], KIND being persons, organisations, addresses or
 * permits; its mapping is described in sig-map(5), and the option's date and ground take the place
 * of the mapping's. */
enum { SG_LISTS_MOST = 64 };
struct sg_matcher_opt {
    const struct sg_profile *profile; /* borrowed, must live on */
    const char *registry;             /* a regular file; NULL: none */
    size_t line_max;                  /* of the registry's lines */
    const char *const *lists;
    size_t list_count;    /* at most SG_LISTS_MOST */
    struct sg_date today; /* no list is of a later date */
    unsigned threads;
    const struct sg_share *view; /* of the registry, what this receiver may see; NULL: all */
};

/* Reads all of them, side by side. Of the registry the newest revisions are known; what is
 * superseded or restricted (article 18 AVG) is not, and a line that is no signal is passed over
 * (sig-check names it). With a view the facts of each are those that the receiver may see: a match
 * rests on no other, its being there tells of no other, and `more` counts no other. A list is taken
 * whole or not at all. NULL: *f is the first fault: USAGE (an option), BAD_MAP (a mapping) or
 * BAD_LIST (a row), both with file, line and column and a text that quotes no cell; IO (also a file
 * that is not there), PERMISSION, MEMORY. */
struct sg_matcher *sg_matcher_open(const struct sg_matcher_opt *opt, struct sg_fault *f);
void sg_matcher_free(struct sg_matcher *m);
/* Which revisions of the registry count, borrowed; NULL: none was given. */
const struct sg_revisions *sg_matcher_revisions(const struct sg_matcher *m);

/* The file that a list's option names, or its mapping; to be freed. NULL: it names none, or no
 * memory. */
char *sg_list_path(const char *option, bool map);

/* Looks up the facts of a signal, in three steps between which the caller may do other things for
 * as long as it takes memory to answer: reads the facts; looks ahead; and appends the matches as
 * the elements of a JSON array, without brackets (matches in sig-signal(5)); nothing when there are
 * none, or when the signal is restricted. Per item of the signal and per source the
 * SG_MATCHES_SHOWN best are written, and how many more there are. A signal that stands in the
 * registry (by its id) meets only earlier ones: received earlier, or on the same date with a lower
 * number in its id; never itself or another revision of it. One that does not stand there meets
 * all. Threads may share m, each with its own `seek`. false: *f is MEMORY. */
enum { SG_MATCHES_SHOWN = 10, SG_MATCHES_LOOKED_AT = 4096 };
struct sg_seek;
struct sg_seek *sg_seek_new(const struct sg_matcher *m, struct sg_fault *f);
bool sg_seek_begin(struct sg_seek *s, const struct sg_record *r, struct sg_fault *f);
void sg_seek_ahead(struct sg_seek *s);
bool sg_seek_end(struct sg_seek *s, struct sg_buf *out, struct sg_fault *f);
void sg_seek_free(struct sg_seek *s);

/* ---- a list by itself (sig-check) ---- */

/* Whether a mapping is that of a reference list, and not of an import: it has @list, @date or
 * @ground, or it gives no `received`, which every import gives, and nothing but fields of lists.
 * false also for what cannot be read. */
bool sg_list_mapping(const char *map);
/* Checks such a mapping and, when file is not NULL, every row of that file. Of which kind it is
 * follows from its fields. Each fault goes to `found`, with file, line and column, and a text that
 * quotes no cell; so does a notice for a day or a ground that is left to the option. */
struct sg_list_report {
    void (*found)(void *ctx, const struct sg_fault *fault);
    void *ctx;
};
void sg_list_check(const struct sg_profile *p, struct sg_date today, const char *map,
                   const char *file, const struct sg_list_report *to);

/* ---- one person, compared with the persons of signals (article 15 AVG) ---- */

/* By name and whole day of birth. NULL: *f (BAD_VALUE: no name; MEMORY). One thread. */
struct sg_subject;
struct sg_subject *sg_subject(const struct sg_profile *p, const char *name, size_t n,
                              struct sg_date born, struct sg_fault *f);
/* Is it this person of the signal? 100: exactly, the same words and the same day; 1-99: perhaps,
 * *why (static) is the rule, as published in sig-enrich(1); 0: no; -1: memory ran out. Restricted
 * signals too: a person may see what is kept of it. */
int sg_subject_is(struct sg_subject *s, const struct sg_record *r, struct sg_val person,
                  const char **why);
void sg_subject_free(struct sg_subject *s);

#endif
