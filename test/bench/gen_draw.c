/* SPDX-License-Identifier: EUPL-1.2 */
/* Chance (splitmix64), codes, places and days. */
#include "gen.h"

static const char *const list_name[GEN_LISTS] = {
    [GEN_ABOUT] = "about",
    [GEN_AGE_CLASS] = "age-class",
    [GEN_AVG6] = "avg6",
    [GEN_AVG9] = "avg9",
    [GEN_CIRCUMSTANCE] = "circumstance",
    [GEN_CONCLUSION] = "conclusion",
    [GEN_CONTACT_KIND] = "contact-kind",
    [GEN_COUNTRY] = "country",
    [GEN_FORM] = "form",
    [GEN_FUNCTION] = "function",
    [GEN_GROUND] = "handoff-ground",
    [GEN_ORGANISATION_ROLE] = "organisation-role",
    [GEN_PARTNER] = "partner",
    [GEN_PLACE_KIND] = "place-kind",
    [GEN_PLACE_ROLE] = "place-role",
    [GEN_REPORTER] = "reporter-kind",
    [GEN_RESIDENCE] = "residence",
    [GEN_ROLE] = "role",
    [GEN_SECTOR] = "sector",
    [GEN_SEX] = "sex",
    [GEN_STEP] = "step",
    [GEN_SUBFORM] = "subform",
    [GEN_TEAM] = "team",
    [GEN_URGENCY] = "urgency",
    [GEN_VULNERABLE] = "vulnerable",
    [GEN_WANT] = "want",
};

static bool fill_codes(struct gen_pool *pool, enum gen_list list)
{
    const struct sg_code *code;
    unsigned n = 0;
    for (size_t i = 0; (code = sg_code_at(pool->profile, list_name[list], i)); i++) {
        if (n == GEN_CODES)
            return false;
        pool->code[list][n++] = code;
    }
    pool->codes[list] = n;
    return n > 1;
}

bool gen_pool_fill(struct gen_pool *pool, const struct sg_profile *profile)
{
    const struct sg_municipality *m;
    *pool = (struct gen_pool){.profile = profile};
    for (enum gen_list list = 0; list < GEN_LISTS; list++)
        if (!fill_codes(pool, list))
            return false;
    for (size_t i = 0; (m = sg_municipality_at(profile, i)); i++) {
        if (m->until.y != 0)
            continue;
        if (pool->places == GEN_PLACES)
            return false;
        pool->place[pool->places++] = m;
    }
    return pool->places > 0;
}

/* ---- chance ---- */

static uint64_t next(struct gen *g)
{
    uint64_t z = g->state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

void gen_start(struct gen *g, uint64_t seed, uint64_t kind, uint64_t number)
{
    g->state = seed;
    g->state = next(g) + kind;
    g->state = next(g) + number;
}

unsigned gen_below(struct gen *g, unsigned n)
{
    return (unsigned)((next(g) >> 32) * n >> 32);
}

bool gen_chance(struct gen *g, unsigned percent)
{
    return gen_below(g, 100) < percent;
}

const struct sg_code *gen_code(struct gen *g, enum gen_list list)
{
    return g->pool->code[list][gen_below(g, g->pool->codes[list])];
}

const struct sg_code *gen_common(struct gen *g, enum gen_list list, unsigned few)
{
    if (gen_chance(g, 20) || few > g->pool->codes[list])
        return gen_code(g, list);
    return g->pool->code[list][gen_below(g, few)];
}

/* The first in the table are not the largest, but some have to be. */
const struct sg_municipality *gen_place(struct gen *g)
{
    unsigned n = g->pool->places;
    unsigned a = gen_below(g, n), b = gen_below(g, n);
    return g->pool->place[a < b ? a : b];
}

/* ---- days ---- */

enum { MONTH = 28, YEAR = 12 * MONTH, FIRST_YEAR = 2015, YEARS = 10 };

unsigned gen_received(struct gen *g)
{
    unsigned span = YEARS * YEAR + YEAR / 2;
    unsigned a = gen_below(g, span), b = gen_below(g, span);
    return gen_chance(g, 50) ? a : a > b ? a : b;
}

int gen_year(unsigned day)
{
    return FIRST_YEAR + (int)(day / YEAR);
}

void gen_day_iso(struct sg_buf *to, unsigned day)
{
    sg_buf_fmt(to, "%d-%02u-%02u", gen_year(day), day % YEAR / MONTH + 1, day % MONTH + 1);
}

void gen_day_dutch(struct sg_buf *to, unsigned day)
{
    sg_buf_fmt(to, "%02u-%02u-%d", day % MONTH + 1, day % YEAR / MONTH + 1, gen_year(day));
}
