/* SPDX-License-Identifier: EUPL-1.2 */
#include "enrich.h"

#include "derive.h"

#include <stdlib.h>
#include <string.h>

const char *const sg_enrich_members[] = {
    "region", "safety_region", "police_unit", "coordinator", "responsible",
    "minor",  "space",         "matches",     "terms",       NULL};

enum { CODES = 10000 }; /* GM0000 to GM9999 */

struct sg_enrich {
    const struct sg_matcher *matcher;
    const struct sg_due_plan *plan;
    uint32_t
        place[CODES + 1]; /* what a municipality gives, by its number: place[i] to place[i+1] */
    struct sg_buf places;
};

struct sg_enricher {
    const struct sg_enrich *enrich;
    struct sg_seek *seek;
};

/* ---- municipalities ---- */

/* "GM0267": 267; -1: no code. */
static int number_of(const char *code, size_t n)
{
    int number = 0;
    if (n != 6 || code[0] != 'G' || code[1] != 'M')
        return -1;
    for (size_t i = 2; i < n; i++) {
        if (code[i] < '0' || code[i] > '9')
            return -1;
        number = number * 10 + code[i] - '0';
    }
    return number;
}

static void put_text(struct sg_buf *b, const char *name, const char *text)
{
    if (!*text)
        return;
    sg_buf_fmt(b, ",\"%s\":", name);
    sg_json_text(b, text, strlen(text));
}

/* The coordinator of a region, "" for none: all rows of a region have the same. */
static const char *coordinator_of(const struct sg_profile *p, const char *region)
{
    const struct sg_sheet *sheet = sg_profile_sheet(p, "regions");
    for (size_t i = 0; i < sg_sheet_rows(sheet); i++)
        if (strcmp(sg_sheet_cell(sheet, i, "region"), region) == 0)
            return sg_sheet_cell(sheet, i, "coordinator");
    return "";
}

/* Regions as derive gives them: those of the municipality as recorded; the rest on today's
 * division. */
static void put_place(struct sg_buf *b, const struct sg_profile *p, const struct sg_municipality *m)
{
    struct sg_fault split;
    const char *region, *coordinator = "";
    sg_buf_str(b, "\"region\":[");
    for (size_t i = 0; (region = sg_region_at(p, m, i)); i++) {
        if (i)
            sg_buf_char(b, ',');
        sg_json_text(b, region, strlen(region));
        coordinator = *coordinator ? coordinator : coordinator_of(p, region);
    }
    sg_buf_char(b, ']');
    const struct sg_municipality *today = sg_municipality_today(p, m, &split);
    m = today ? today : m;
    put_text(b, "safety_region", m->safety_region);
    put_text(b, "police_unit", m->police_unit);
    put_text(b, "coordinator", coordinator);
}

static void make_places(struct sg_enrich *e, const struct sg_profile *p)
{
    const struct sg_municipality *m;
    int done = 0;
    for (size_t i = 0; (m = sg_municipality_at(p, i)); i++) {
        int number = number_of(m->code, strlen(m->code));
        if (number < done)
            continue; /* they come in the order of their codes */
        while (done <= number)
            e->place[done++] = (uint32_t)e->places.n;
        put_place(&e->places, p, m);
    }
    while (done <= CODES)
        e->place[done++] = (uint32_t)e->places.n;
}

struct sg_enrich *sg_enrich_new(const struct sg_profile *p, const struct sg_matcher *matcher,
                                const struct sg_due_plan *plan, struct sg_fault *f)
{
    struct sg_enrich *e = calloc(1, sizeof *e);
    if (e) {
        e->matcher = matcher;
        e->plan = plan;
        make_places(e, p);
    }
    if (e && !e->places.failed)
        return e;
    sg_fail(f, SG_R_MEMORY, "memory ran out");
    sg_enrich_free(e);
    return NULL;
}

void sg_enrich_free(struct sg_enrich *e)
{
    if (e)
        sg_buf_free(&e->places);
    free(e);
}

/* ---- one signal ---- */

struct sg_enricher *sg_enricher_new(const struct sg_enrich *e, struct sg_fault *f)
{
    struct sg_enricher *one = calloc(1, sizeof *one);
    if (!one) {
        sg_fail(f, SG_R_MEMORY, "memory ran out");
        return NULL;
    }
    one->enrich = e;
    if (!e->matcher || (one->seek = sg_seek_new(e->matcher, f)))
        return one;
    free(one);
    return NULL;
}

void sg_enricher_free(struct sg_enricher *one)
{
    if (one)
        sg_seek_free(one->seek);
    free(one);
}

static void comma(struct sg_buf *b, size_t start)
{
    if (b->n > start)
        sg_buf_char(b, ',');
}

static void add_places(const struct sg_enrich *e, const struct sg_record *r, struct sg_buf *b,
                       size_t start)
{
    char code[8];
    struct sg_val place = sg_derive_place(r), responsible = sg_derive_responsible(r);
    size_t n = sg_val_text(place, code, sizeof code);
    int number = n <= sizeof code ? number_of(code, n) : -1;
    if (number >= 0)
        sg_buf_add(b, e->places.p + e->place[number], e->place[number + 1] - e->place[number]);
    if (responsible.kind == SG_ABSENT)
        return;
    comma(b, start);
    sg_buf_str(b, "\"responsible\":");
    sg_json_raw(b, responsible);
}

/* A list with at least one element; [ ] has none. */
static bool has_any(struct sg_val list)
{
    return list.kind == SG_ARRAY && 1 + strspn(list.p + 1, " \t\r\n") < list.n - 1;
}

static void add_minor(const struct sg_record *r, struct sg_buf *b, size_t start)
{
    static const char *const words[] = {[SG_NO] = "no", [SG_YES] = "yes", [SG_UNSURE] = "unknown"};
    if (!has_any(sg_record_get(r, "persons")))
        return;
    comma(b, start);
    sg_buf_str(b, "\"minor\":\"");
    sg_buf_str(b, words[sg_derive_minor(r)]);
    sg_buf_char(b, '"');
}

/* Only what is certain: a member holds one number. */
static void add_space(const struct sg_record *r, struct sg_buf *b, size_t start)
{
    struct sg_space space;
    if (sg_derive_space(r, &space) != SG_KNOWN || space.lo != space.hi)
        return;
    comma(b, start);
    sg_buf_str(b, "\"space\":");
    sg_buf_int(b, space.lo);
}

static bool add_matches(struct sg_seek *seek, struct sg_buf *b, size_t start, struct sg_fault *f)
{
    comma(b, start);
    sg_buf_str(b, "\"matches\":[");
    bool good = sg_seek_end(seek, b, f);
    sg_buf_char(b, ']');
    return good;
}

static void add_terms(const struct sg_due_plan *plan, const struct sg_record *r, struct sg_buf *b,
                      size_t start)
{
    comma(b, start);
    sg_buf_str(b, "\"terms\":");
    sg_due_terms(plan, r, b);
}

bool sg_enrich_add(void *enricher, const struct sg_record *r, struct sg_buf *members,
                   struct sg_fault *f)
{
    struct sg_enricher *one = enricher;
    const struct sg_enrich *e = one->enrich;
    size_t start = members->n;
    if (one->seek && !sg_seek_begin(one->seek, r, f))
        return false;
    add_places(e, r, members, start);
    if (one->seek)
        sg_seek_ahead(one->seek);
    add_minor(r, members, start);
    add_space(r, members, start);
    if (one->seek && !add_matches(one->seek, members, start, f))
        return false;
    if (e->plan)
        add_terms(e->plan, r, members, start);
    return true;
}
