/* SPDX-License-Identifier: EUPL-1.2 */
/* derive - what follows from a signal and a profile alone: responsible municipality, regions, age
 * on a day, minor. Computed by every reader for itself and never stored, so that a better rule or
 * a corrected profile is right for old signals too. Members of these names in the input are not
 * looked at. No function allocates; values are borrowed from the record's line. A value of the
 * wrong kind, in a signal that nobody checked, counts as absent. */
#ifndef SG_DERIVE_H
#define SG_DERIVE_H

#include "profile.h"
#include "record.h"

/* ---- municipality ---- */

/* The municipality that is responsible for shelter and care: the first place with role
 * `registration` whose municipality is known, else the first with role `found` (Dijk en Waard,
 * beleidsplan 2024, bijlage 5: that of registration, else where found), else `municipality`, the
 * one the signal came in for. Its code as a string; the string "unknown" when it was asked but
 * nowhere known; SG_ABSENT when it was not asked. */
struct sg_val sg_derive_responsible(const struct sg_record *r);

/* The municipality that the signal's regions go by: `municipality` when that is known, else the
 * responsible one. The results are those of sg_derive_responsible. */
struct sg_val sg_derive_place(const struct sg_record *r);

/* sg_derive_place as the profile knows it, on today's division; the old municipality itself when
 * it was split. NULL: absent, unknown or no municipality. Its safety_region and police_unit are
 * the signal's. */
const struct sg_municipality *sg_derive_municipality(const struct sg_record *r,
                                                     const struct sg_profile *p);

/* The regions of regions.csv that sg_derive_place is in: writes at most cap of them, borrowed from
 * the profile, and returns how many there are. */
size_t sg_derive_regions(const struct sg_record *r, const struct sg_profile *p,
                         const char *region[], size_t cap);

/* ---- age ---- */

enum { SG_AGE_MOST = 150 };

/* Full years, lowest to highest possible, 0..SG_AGE_MOST. */
struct sg_ages {
    int lo, hi;
};

enum sg_asked {
    SG_NOT_ASKED, /* nothing is there: neither age nor born nor age_class */
    SG_NOT_KNOWN, /* something is there, but nothing follows from it */
    SG_KNOWN
};

/* The age of a person of `persons` on the day of receipt (on.y = 0), or on `on`. On the day of
 * receipt, as recorded: `age`; else `born`, of which reduced precision gives a range; else
 * `age_class`, whose code says its range (u18, 18-22, 23plus: the classes of CoMensha's yearly
 * figures). For another day `born` comes first, and an age or a class, which were recorded on
 * receipt, move by the years between: one birthday more or less may lie in there. *ages is set for
 * SG_KNOWN only. */
enum sg_asked sg_derive_age(struct sg_val person, struct sg_date received, struct sg_date on,
                            struct sg_ages *ages);
/* The same of the members that it goes by, for who has found them already. */
struct sg_clues {
    struct sg_val age, born, class;
};
enum sg_asked sg_derive_age_of(const struct sg_clues *c, struct sg_date received, struct sg_date on,
                               struct sg_ages *ages);

/* The range of an age class by its code; false: it says none. */
bool sg_derive_class(const char *code, size_t n, struct sg_ages *ages);
/* The age class of the profile that all of a range lies in; NULL: none. */
const struct sg_code *sg_derive_class_of(const struct sg_profile *p, struct sg_ages ages);

/* ---- space ---- */

/* Square metres for each person, lowest to highest possible. */
struct sg_space {
    int64_t lo, hi;
};

/* How much room those have who stay there: the area of the places that were measured (`area`),
 * divided by the people, rounded down. People are the persons that are or may be victims, and
 * beside them `estimate`, when it is about victims or about nobody in particular: at least `min`,
 * at most `max` more. Places that COA runs (kind azc) do not count: the rule of 12 m2 does not hold
 * there (Omgevingsplan art. 22.16, in Dijk en Waard, beleidsplan 2024, bijlage 2). *space is set
 * for SG_KNOWN only; SG_NOT_KNOWN: nobody says how many people; SG_NOT_ASKED: no place has an area.
 */
enum sg_asked sg_derive_space(const struct sg_record *r, struct sg_space *space);

/* ---- dates ---- */

/* The date of receipt; y = 0: none that exists. And the same of the member itself. */
struct sg_date sg_derive_received(const struct sg_record *r);
struct sg_date sg_derive_day(struct sg_val v);

/* Is a victim under 18 on the day of receipt (art. 1:233 BW: of age is who reached 18)? SG_YES when
 * one certainly is; SG_NO when persons are known and none of them can be one; else SG_UNSURE:
 * nobody is recorded, or it hangs on a role, an age or a birth date that is not known. */
enum sg_truth sg_derive_minor(const struct sg_record *r);

/* ---- what the house did ---- */

/* Appends a row of the sheet `events` as a record: one event, in the municipality of the profile,
 * that is part of no signal. It is to be counted where events are, and as nothing else. */
void sg_derive_event(const struct sg_profile *p, size_t row, struct sg_buf *b);

#endif
