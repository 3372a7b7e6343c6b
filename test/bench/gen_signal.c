/* SPDX-License-Identifier: EUPL-1.2 */
/* One signal, in the order of the field table. */
#include "gen.h"

#include "record.h"

#include <string.h>

enum { KIND_SIGNAL = 1, KIND_REVISION = 2 };

/* ---- members ---- */

/* A comma, unless an object or a list has just begun. */
static void comma(struct gen *g)
{
    char last = g->out->n ? g->out->p[g->out->n - 1] : '{';
    if (last != '{' && last != '[')
        sg_buf_char(g->out, ',');
}

static void key(struct gen *g, const char *name)
{
    comma(g);
    sg_buf_fmt(g->out, "\"%s\":", name);
}

static void open_list(struct gen *g, const char *name)
{
    key(g, name);
    sg_buf_char(g->out, '[');
}

static void open_item(struct gen *g)
{
    comma(g);
    sg_buf_char(g->out, '{');
}

static void close(struct gen *g, char with)
{
    sg_buf_char(g->out, with);
}

static void text(struct gen *g, const char *name, const char *value)
{
    key(g, name);
    sg_json_text(g->out, value, strlen(value));
}

static void number(struct gen *g, const char *name, unsigned value)
{
    key(g, name);
    sg_buf_int(g->out, value);
}

static void code(struct gen *g, const char *name, enum gen_list list, unsigned few)
{
    text(g, name, gen_common(g, list, few)->code);
}

static void day(struct gen *g, const char *name, unsigned value)
{
    key(g, name);
    sg_buf_char(g->out, '"');
    gen_day_iso(g->out, value);
    sg_buf_char(g->out, '"');
}

/* One code of a list, or two different ones. */
static void codes(struct gen *g, const char *name, enum gen_list list, unsigned few, unsigned two)
{
    const char *one = gen_common(g, list, few)->code, *other = gen_common(g, list, few)->code;
    open_list(g, name);
    sg_buf_fmt(g->out, "\"%s\"", one);
    if (one != other && gen_chance(g, two))
        sg_buf_fmt(g->out, ",\"%s\"", other);
    close(g, ']');
}

static void sentence(struct gen *g, const char *name, unsigned words)
{
    struct sg_buf plain = {0};
    gen_sentence(g, &plain, words);
    text(g, name, sg_buf_text(&plain));
    sg_buf_free(&plain);
}

static void full_name(struct gen *g, const char *name)
{
    struct sg_buf plain = {0};
    sg_buf_fmt(&plain, "%s ", gen_first_name(g));
    gen_surname(g, &plain);
    text(g, name, sg_buf_text(&plain));
    sg_buf_free(&plain);
}

/* ---- groups ---- */

static void received(struct gen *g, unsigned on)
{
    key(g, "received");
    unsigned coarse = gen_below(g, 100);
    size_t at = g->out->n;
    sg_buf_char(g->out, '"');
    gen_day_iso(g->out, on);
    if (coarse < 6)
        g->out->n = at + 1 + (coarse < 2 ? strlen("2021") : strlen("2021-03"));
    sg_buf_char(g->out, '"');
}

static void places(struct gen *g)
{
    open_list(g, "places");
    for (unsigned i = 1 + gen_below(g, 2); i > 0; i--) {
        open_item(g);
        code(g, "role", GEN_PLACE_ROLE, 5);
        text(g, "municipality", gen_place(g)->code);
        code(g, "kind", GEN_PLACE_KIND, 6);
        if (gen_chance(g, 40)) {
            text(g, "street", gen_street(g));
            key(g, "postcode");
            sg_buf_fmt(g->out, "\"%u%c%c\"", 1000 + gen_below(g, 9000),
                       (int)('A' + gen_below(g, 26)), (int)('A' + gen_below(g, 26)));
            number(g, "number", 1 + gen_below(g, 250));
        }
        close(g, '}');
    }
    close(g, ']');
}

static void reporter(struct gen *g)
{
    key(g, "reporter");
    close(g, '{');
    code(g, "kind", GEN_REPORTER, 8);
    if (gen_chance(g, 40))
        code(g, "function", GEN_FUNCTION, 9);
    text(g, "feedback", gen_chance(g, 80) ? "yes" : "not-possible");
    if (gen_chance(g, 12))
        full_name(g, "contact");
    close(g, '}');
}

static void source(struct gen *g)
{
    key(g, "source");
    sg_buf_str(g->out, "{\"name\":\"meldpunt\",\"key\":\"");
    for (int i = 0; i < 4; i++)
        sg_buf_fmt(g->out, "%08x", gen_below(g, UINT32_MAX));
    sg_buf_str(g->out, "\"}");
}

/* An age, a class of ages, a day of birth or nothing: whatever the reporter could tell. */
static void age(struct gen *g)
{
    switch (gen_below(g, 4)) {
    case 0:
        key(g, "born");
        sg_buf_fmt(g->out, "\"%u-%02u-%02u\"", 1960 + gen_below(g, 50), 1 + gen_below(g, 12),
                   1 + gen_below(g, 28));
        break;
    case 1:
        number(g, "age", 12 + gen_below(g, 50));
        break;
    case 2:
        code(g, "age_class", GEN_AGE_CLASS, 3);
        break;
    default:
        text(g, "age", "unknown");
    }
}

static void person(struct gen *g)
{
    open_item(g);
    codes(g, "roles", GEN_ROLE, 3, 10);
    if (gen_chance(g, 60))
        full_name(g, "name");
    age(g);
    text(g, "sex", gen_chance(g, 8) ? "unknown" : gen_common(g, GEN_SEX, 2)->code);
    codes(g, "nationalities", GEN_COUNTRY, 30, 4);
    if (gen_chance(g, 30))
        code(g, "residence", GEN_RESIDENCE, 4);
    if (gen_chance(g, 20))
        codes(g, "vulnerable", GEN_VULNERABLE, 6, 30);
    if (gen_chance(g, 20))
        codes(g, "known_to", GEN_TEAM, 5, 10);
    close(g, '}');
}

/* Known persons, or an estimate of how many unknown ones. */
static void persons(struct gen *g)
{
    static const unsigned char often[] = {0, 0, 0, 0, 1, 1, 1, 1, 1, 2};
    unsigned count = often[gen_below(g, sizeof often)];
    if (count > 0) {
        open_list(g, "persons");
        while (count-- > 0)
            person(g);
        close(g, ']');
    } else if (gen_chance(g, 60)) {
        unsigned min = 1 + gen_below(g, 14);
        key(g, "estimate");
        sg_buf_fmt(g->out, "{\"min\":%u,\"max\":%u,\"role\":\"victim\"}", min,
                   min + gen_below(g, 10));
    }
}

static void organisation(struct gen *g)
{
    open_list(g, "organisations");
    open_item(g);
    codes(g, "roles", GEN_ORGANISATION_ROLE, 4, 10);
    struct sg_buf name = {0};
    gen_surname(g, &name);
    sg_buf_str(&name, " & Zn. B.V.");
    text(g, "name", sg_buf_text(&name));
    sg_buf_free(&name);
    close(g, '}');
    close(g, ']');
}

static void steps(struct gen *g, unsigned on, unsigned count)
{
    open_list(g, "steps");
    for (unsigned i = 0; i < count; i++) {
        open_item(g);
        text(g, "step", g->pool->code[GEN_STEP][i < 5 ? i : 3]->code);
        day(g, "on", on += gen_below(g, 12));
        text(g, "by", gen_chance(g, 50) ? "avandijk" : "coord2");
        close(g, '}');
    }
    close(g, ']');
}

static void conclusion(struct gen *g, unsigned on)
{
    key(g, "conclusion");
    close(g, '{');
    code(g, "value", GEN_CONCLUSION, 4);
    day(g, "on", on + gen_below(g, 60));
    close(g, '}');
}

static void handoffs(struct gen *g, unsigned on, unsigned count)
{
    open_list(g, "handoffs");
    while (count-- > 0) {
        open_item(g);
        code(g, "to", GEN_PARTNER, 8);
        day(g, "on", on += gen_below(g, 20));
        code(g, "ground", GEN_GROUND, 4);
        if (gen_chance(g, 60)) {
            text(g, "answer", "accepted");
            day(g, "answered", on + gen_below(g, 20));
        }
        close(g, '}');
    }
    close(g, ']');
}

/* What the officers add: more of it in each revision. */
static void course(struct gen *g, unsigned on, unsigned rev)
{
    if (gen_chance(g, 20) || rev > 1)
        steps(g, on, gen_below(g, 3) + rev);
    if (gen_chance(g, 20) || rev > 2)
        conclusion(g, on);
    if (gen_chance(g, 12) || rev > 1)
        handoffs(g, on, 1 + gen_below(g, 2));
    if (gen_chance(g, 12)) {
        key(g, "care");
        sg_buf_str(g->out, "[{\"provider\":\"care-coordinator\"");
        day(g, "start", on + gen_below(g, 90));
        sg_buf_str(g->out, "}]");
    }
    if (g->closed && gen_chance(g, g->closed)) {
        open_list(g, "feedback");
        open_item(g);
        day(g, "on", on + 10 + gen_below(g, 10));
        sg_buf_str(g->out, "}]");
        key(g, "closed");
        close(g, '{');
        day(g, "on", on + 20 + gen_below(g, 200));
        text(g, "because", gen_chance(g, 50) ? "elsewhere" : "no-trafficking");
        close(g, '}');
    }
}

/* ---- the whole ---- */

/* A stream that goes its own way from the second revision on: what may have been corrected. */
static struct gen corrected(const struct gen *g, uint64_t seed, uint64_t id, unsigned rev,
                            unsigned often)
{
    struct gen other = *g;
    gen_start(&other, seed, KIND_REVISION, id);
    if (rev > 1 && gen_chance(&other, often))
        gen_start(&other, seed, KIND_REVISION + 8 * (uint64_t)rev, id);
    return other;
}

static void what(struct gen *g, struct gen *forms)
{
    if (gen_chance(g, 70))
        codes(g, "about", GEN_ABOUT, 4, 20);
    if (gen_chance(g, 4))
        sg_buf_str(g->out, ",\"forms\":[\"unknown\"]");
    else if (!gen_chance(g, 3))
        codes(forms, "forms", GEN_FORM, 3, 22);
    if (gen_chance(g, 20))
        codes(g, "subforms", GEN_SUBFORM, 8, 15);
    if (gen_chance(g, 30))
        code(g, "sector", GEN_SECTOR, 6);
    if (gen_chance(g, 20))
        codes(g, "circumstances", GEN_CIRCUMSTANCE, 6, 30);
    if (gen_chance(g, 10))
        codes(g, "wants", GEN_WANT, 3, 10);
    if (gen_chance(g, 60))
        code(g, "urgency", GEN_URGENCY, 3);
    persons(g);
    if (gen_chance(g, 12))
        organisation(g);
    if (gen_chance(g, 50))
        sentence(g, "text", 3 + gen_below(g, 12));
}

void gen_signal(struct gen *g, uint64_t seed, uint64_t id, unsigned rev, int *year)
{
    struct gen fact = corrected(g, seed, id, rev, 30);
    gen_start(g, seed, KIND_SIGNAL, id);
    unsigned on = gen_received(g);
    *year = gen_year(on);
    received(g, on);
    if (gen_chance(g, 5))
        text(g, "time", "14:30");
    /* Without a municipality, a signal would belong to the one where somebody was found. */
    bool placed = !gen_chance(g, 3);
    if (placed)
        text(g, "municipality", gen_place(&fact)->code);
    else if (gen_chance(g, 50))
        text(g, "municipality", "unknown");
    if (placed && gen_chance(g, 15))
        places(g);
    reporter(g);
    if (gen_chance(g, 25))
        source(g);
    what(g, &fact);
    if (gen_chance(g, 12)) {
        key(g, "ground");
        sg_buf_str(g->out, "{\"avg6\":\"public-task\"");
        code(g, "avg9", GEN_AVG9, 2);
        close(g, '}');
    }
    course(g, on, rev);
}
