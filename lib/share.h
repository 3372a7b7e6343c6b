/* SPDX-License-Identifier: EUPL-1.2 */
/* share - who may see what: which fields and which items of a signal a receiver gets.
 *
 * A receiver is a role within the house (a view: sheet views.csv) or a partner on a ground (sheet
 * partners.csv), see sig-profile(5). Nothing is decided here by name: the sheets say which fields
 * go, persons in which roles, items of which origin, and whether a person goes by name. What
 * follows from law and not from a sheet is in one place, share_item.c: a shielded contact goes to
 * nobody; a signal under restriction (AVG 18) to no partner; a name only with a consent that was
 * given and not taken back, where the sheet asks for one; a member that the field table does not
 * know only where everything is seen, since nobody can tell what it holds.
 *
 * What was derived of a signal (matches, proposals, minor ...) rests on all of it, and does not
 * tell on what: found in a signal it goes to nobody who does not see everything. A command that
 * derives does so from what the receiver may see, and adds that: sg_share_added.
 *
 * In doubt it stays here: a signal of which it is not known whether it is restricted, an origin
 * that is no code of the profile, a consent of which it is not certain that nothing came after it.
 * Read-only after opening, so that threads may share one; a contract for every reader:
 *
 *     sg_share_reduce(share, record, &line, &left, &f)   gives what may be seen, as a signal. */
#ifndef SG_SHARE_H
#define SG_SHARE_H

#include "profile.h"
#include "record.h"
#include "signals.h"

struct sg_share;

/* The view of a role. NULL: *f is USAGE (no such view, with the near miss) or BAD_PROFILE with the
 * row at fault, or MEMORY. The profile must outlive it. */
struct sg_share *sg_share_view(const struct sg_profile *p, const char *view, struct sg_fault *f);

/* What a partner (a code of the list partner) may receive on a ground (handoff-ground). NULL: *f;
 * USAGE names the near miss, or the grounds on which that partner may receive anything. */
struct sg_share *sg_share_partner(const struct sg_profile *p, const char *partner,
                                  const char *ground, struct sg_fault *f);
void sg_share_free(struct sg_share *s);

const char *sg_share_layout(const struct sg_share *s); /* the partner's layout; "": none */
/* true when the field, or for a group anything in it, may be seen. */
bool sg_share_sees(const struct sg_share *s, const struct sg_field *field);
/* true when everything is seen, also members that the field table does not know. */
bool sg_share_sees_all(const struct sg_share *s);

/* Persons go by pseudonym: `key` (32 bytes, borrowed) has to be given before reducing. The
 * partner's code goes into the hash too, so that the same key given for two partners still
 * makes two pseudonyms. */
bool sg_share_pseudonymous(const struct sg_share *s);
void sg_share_key(struct sg_share *s, const unsigned char *key);

/* A partner gets signals that were handed to it (handoffs.to). With `handing`, also others: those
 * that are being handed now, unless the officer decided otherwise (the last override of that
 * partner: dropped or postponed). */
void sg_share_handing(struct sg_share *s, bool handing);

/* Why something stayed here. */
#define SG_LEFTS(X)                                                             \
    X(UNREGISTERED, "signals that are not registered: they have no id")         \
    X(UNHANDED, "signals that were not handed to it")                           \
    X(OVERRULED, "signals that the officer decided not to hand to it")          \
    X(RESTRICTED, "signals under restriction, or perhaps so (AVG 18)")          \
    X(SIGNAL_ORIGIN, "signals of an origin that it may not have")               \
    X(ITEM_ORIGIN, "items of an origin that it may not have")                   \
    X(ROLE, "persons and estimates in a role that is not for it, or not known") \
    X(CONSENT, "persons without consent")                                       \
    X(NAME, "names of persons without consent")                                 \
    X(SHIELDED, "shielded contacts of reporters")                               \
    X(FIELD, "values of fields that it may not have")                           \
    X(DERIVED, "derived members, which may rest on what it may not see")        \
    X(UNKNOWN, "members of which nobody knows what they hold")

enum sg_left {
#define SG_X(name, sentence) SG_LEFT_##name,
    SG_LEFTS(SG_X)
#undef SG_X
        SG_LEFT_COUNT
};
struct sg_left_out {
    size_t n[SG_LEFT_COUNT];
};
void sg_left_add(struct sg_left_out *sum, const struct sg_left_out *more);
/* What was left out, as messages name it: "signals that were not handed to it". */
const char *sg_left_sentence(enum sg_left why);

/* Appends the signal as the receiver may see it: one JSON object without its seal, members in their
 * order and values to the byte. 1: appended; 0: the signal as a whole is not for the receiver,
 * `out` is as it was; -1: MEMORY. What was left out is added to *left. The record must be a sound
 * line; members of a wrong kind are left out. */
int sg_share_reduce(const struct sg_share *s, const struct sg_record *r, struct sg_buf *out,
                    struct sg_left_out *left, struct sg_fault *f);

/* The same for a signal that was reduced already and to which members were added that were derived
 * from what was left of it: those of them go that the receiver may see. */
int sg_share_added(const struct sg_share *s, const struct sg_record *r, struct sg_buf *out,
                   struct sg_left_out *left, struct sg_fault *f);

/* What one thread needs to show records as a receiver may see them. Zero-initialised = valid. */
struct sg_sight {
    struct sg_record record; /* the signal as it may be seen, until the next one */
    struct sg_left_out left;
    struct sg_buf line;
};
/* Makes the record of a reduced signal: 1, 0 or -1 as sg_share_reduce. */
int sg_share_see(const struct sg_share *s, const struct sg_record *r, struct sg_sight *sight,
                 struct sg_fault *f);
void sg_sight_free(struct sg_sight *sight); /* its memory, not itself */

/* ---- fields that a cell of a sheet names ---- */

/* Walks the fields that a cell names: paths, groups with all in them, sets (`:set`), `*`. `each`
 * (may be NULL) gets every part that is none of these, with the near miss or NULL. */
struct sg_cell_fields {
    const struct sg_profile *p;
    bool *field; /* by index; what is named gets `value` */
    bool value;
    bool *everything; /* set when `*` is named; may be NULL */
    void (*each)(void *ctx, const char *part, size_t n, const char *near, bool set);
    void *ctx;
};
void sg_cell_fields(const struct sg_cell_fields *c, const char *cell);
/* Makes a group seen when anything in it is, and only then. */
void sg_cell_groups(bool *field);
/* false: a value, or a group whose members the table does not tell. */
bool sg_field_has_members(long index);
/* Hands every fault of the sheets views, partners, fieldsets and layouts, and of the column views
 * of terms, retention and agenda, to `each`: a field, code, set or view that does not exist, a name
 * that would go without consent to a care organisation or beside a pseudonym, a partner that would
 * get everything. Returns their number; -1: no memory. */
long sg_share_check(const struct sg_profile *p,
                    void (*each)(void *ctx, const struct sg_fault *fault), void *ctx);

#endif
