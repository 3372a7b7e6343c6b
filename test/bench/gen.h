/* SPDX-License-Identifier: EUPL-1.2 */
/* gen - signals that nobody ever reported, for measuring.
 *
 * Everything is a function of a seed: the same seed and count give the same bytes, on any machine.
 * Each signal and each row draws from a stream of its own, so that a later revision of a signal can
 * be made again from its number alone. Codes and municipalities come from the profile `nl`. */
#ifndef GEN_H
#define GEN_H

#include "buf.h"
#include "profile.h"

#include <stdbool.h>
#include <stdint.h>

/* The code lists that are drawn from. */
enum gen_list {
    GEN_ABOUT,
    GEN_AGE_CLASS,
    GEN_AVG6,
    GEN_AVG9,
    GEN_CIRCUMSTANCE,
    GEN_CONCLUSION,
    GEN_CONTACT_KIND,
    GEN_COUNTRY,
    GEN_FORM,
    GEN_FUNCTION,
    GEN_GROUND,
    GEN_ORGANISATION_ROLE,
    GEN_PARTNER,
    GEN_PLACE_KIND,
    GEN_PLACE_ROLE,
    GEN_REPORTER,
    GEN_RESIDENCE,
    GEN_ROLE,
    GEN_SECTOR,
    GEN_SEX,
    GEN_STEP,
    GEN_SUBFORM,
    GEN_TEAM,
    GEN_URGENCY,
    GEN_VULNERABLE,
    GEN_WANT,
    GEN_LISTS
};

enum { GEN_CODES = 256, GEN_PLACES = 400 };

/* What all signals draw from; read-only once made. */
struct gen_pool {
    const struct sg_profile *profile;
    const struct sg_code *code[GEN_LISTS][GEN_CODES];
    unsigned codes[GEN_LISTS];
    const struct sg_municipality *place[GEN_PLACES]; /* today's 342 */
    unsigned places;
};

struct gen {
    const struct gen_pool *pool;
    struct sg_buf *out;
    uint64_t state;
    unsigned closed; /* percent of the signals that were closed in the end; 0: not asked */
};

/* false: the profile lacks a list, or has more than there is room for. */
bool gen_pool_fill(struct gen_pool *pool, const struct sg_profile *profile);

/* ---- drawing ---- */

/* Starts the stream of one thing: `kind` tells signals, revisions and rows apart. */
void gen_start(struct gen *g, uint64_t seed, uint64_t kind, uint64_t number);
unsigned gen_below(struct gen *g, unsigned n); /* 0 .. n-1 */
bool gen_chance(struct gen *g, unsigned percent);
const struct sg_code *gen_code(struct gen *g, enum gen_list list);
/* One of the first `few` codes of a list mostly, any of it sometimes: few kinds are common. */
const struct sg_code *gen_common(struct gen *g, enum gen_list list, unsigned few);
const struct sg_municipality *gen_place(struct gen *g);

/* Days are counted as if each month had 28, so that any sum of them is a date that exists. */
unsigned gen_received(struct gen *g); /* 2015 to June 2025, more in later years */
int gen_year(unsigned day);

/* ---- words: appended as plain text ---- */

const char *gen_first_name(struct gen *g);
const char *gen_last_name(struct gen *g);
void gen_surname(struct gen *g, struct sg_buf *to); /* one of some ten thousand */
const char *gen_street(struct gen *g);
void gen_sentence(struct gen *g, struct sg_buf *to, unsigned count);
void gen_day_iso(struct sg_buf *to, unsigned day);   /* 2021-03-09 */
void gen_day_dutch(struct sg_buf *to, unsigned day); /* 09-03-2021 */

/* ---- the two kinds of data ---- */

/* Appends the members of signal number `id` in the canonical form, as of its revision `rev`; *year
 * of receipt. Later revisions go on in the course, and some correct a form or a municipality. */
void gen_signal(struct gen *g, uint64_t seed, uint64_t id, unsigned rev, int *year);

/* The spreadsheet of import.map.csv: its header, and row `number`. */
void gen_header(struct sg_buf *to);
void gen_row(struct gen *g, uint64_t seed, uint64_t number);

/* A list of persons as an extract of a register: its header, and row `number`. One in ten is a
 * person of a signal. */
void gen_person_header(struct sg_buf *to);
void gen_person_row(struct gen *g, uint64_t seed, uint64_t number);

#endif
