/* SPDX-License-Identifier: EUPL-1.2 */
/* The rows of a reference list. */
#include "match_impl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One row on its way into the index. */
struct reading {
    const struct sg_ref *ref;
    const struct sg_profile *p;
    struct sg_facts facts;
    struct sg_buf text[SG_AT_CELLS]; /* what the columns give, each NUL-terminated */
    const char *header[SG_AT_CELLS]; /* of the column that gave it */
    struct sg_source at;
    const struct sg_list_report *to; /* a check: of all that is wrong, and nothing is kept */
};

static bool wrong(const struct reading *r, enum sg_cell cell, const char *text, struct sg_fault *f)
{
    return sg_ref_fault(f, SG_R_BAD_LIST, r->ref->file, r->at.rank, r->header[cell], text);
}

static const char *text_at(struct reading *r, enum sg_cell cell)
{
    return sg_buf_text(&r->text[cell]);
}

/* ---- cells ---- */

static unsigned number(const char *s, size_t n)
{
    unsigned v = 0;
    for (size_t i = 0; i < n; i++)
        v = v * 10 + (unsigned)(s[i] - '0');
    return v;
}

/* 19850312 as the base register writes it, with zeros for what is not known; else as people do. */
static bool read_birth(const char *s, size_t n, struct sg_date *d)
{
    *d = (struct sg_date){0};
    if (n != 8 || strspn(s, "0123456789") != 8)
        return sg_date_typed(s, n, 0, d, NULL);
    if (number(s, 8) == 0)
        return true;
    *d = (struct sg_date){
        .y = (int16_t)number(s, 4), .m = (int8_t)number(s + 4, 2), .d = (int8_t)number(s + 6, 2)};
    return sg_date_valid(*d);
}

static uint32_t birth_value(struct sg_date d)
{
    uint32_t year = (uint32_t)d.y - SG_BIRTH_ERA;
    if (d.d)
        return (uint32_t)d.y << 9 | (uint32_t)d.m << 5 | (uint32_t)d.d;
    return !d.y || year > SG_BIRTH_SPAN ? SG_BIRTH_UNKNOWN : SG_BIRTH_RANGE | year << 9 | year;
}

static bool person(struct reading *r, struct sg_fault *f)
{
    struct sg_date born = {0};
    if (r->text[SG_AT_BORN].n && !read_birth(text_at(r, SG_AT_BORN), r->text[SG_AT_BORN].n, &born))
        return wrong(r, SG_AT_BORN, "is no date", f);
    sg_fact_person(&r->facts, &r->at, text_at(r, SG_AT_NAME), r->text[SG_AT_NAME].n,
                   birth_value(born), 0);
    return true;
}

static bool firm(struct reading *r, struct sg_fault *f)
{
    uint32_t kvk = 0;
    size_t n = r->text[SG_AT_KVK].n;
    if (n && !(kvk = sg_kvk_form(text_at(r, SG_AT_KVK), n)))
        return wrong(r, SG_AT_KVK, "is no number of the trade register", f);
    sg_fact_firm(&r->facts, &r->at, text_at(r, SG_AT_FIRM), kvk);
    return true;
}

/* "12a" in the column of the number: 12, and an addition that begins with a. */
static bool house_number(struct reading *r, int64_t *out, struct sg_buf *addition)
{
    const char *s = text_at(r, SG_AT_NUMBER);
    size_t digits = strspn(s, "0123456789");
    *out = digits && digits <= 5 ? (int64_t)number(s, digits) : 0;
    sg_buf_str(addition, s + digits);
    sg_buf_str(addition, text_at(r, SG_AT_ADDITION));
    return *out > 0;
}

static bool municipality(struct reading *r, const char **code, struct sg_fault *f)
{
    struct sg_fault why;
    size_t n = r->text[SG_AT_PLACE].n;
    const struct sg_municipality *m =
        n ? sg_municipality_typed(r->p, text_at(r, SG_AT_PLACE), n, r->ref->date, &why) : NULL;
    *code = m ? m->code : "";
    return m || !n || wrong(r, SG_AT_PLACE, "is no municipality", f);
}

static bool address(struct reading *r, struct sg_fault *f)
{
    struct sg_buf addition = {0};
    struct sg_address a = {.postcode = text_at(r, SG_AT_POSTCODE),
                           .street = text_at(r, SG_AT_STREET)};
    char form[16];
    bool good = true;
    if (!municipality(r, &a.municipality, f))
        return false;
    if (*a.postcode && sg_plate_form(a.postcode, strlen(a.postcode), form, sizeof form) != 6)
        return wrong(r, SG_AT_POSTCODE, "is no postcode", f);
    if (r->text[SG_AT_NUMBER].n) {
        good = house_number(r, &a.number, &addition) ||
               wrong(r, SG_AT_NUMBER, "is no house number", f);
        a.addition = sg_buf_text(&addition);
        if (good)
            sg_fact_address(&r->facts, &r->at, &a);
    }
    r->facts.failed |= addition.failed;
    sg_buf_free(&addition);
    return good;
}

/* ---- rows ---- */

static bool take_cells(struct reading *r, const struct sg_row *row, struct sg_fault *f)
{
    for (size_t i = 0; i < SG_AT_CELLS; i++)
        sg_buf_clear(&r->text[i]);
    for (size_t i = 0; i < r->ref->columns; i++) {
        const struct sg_ref_column *c = &r->ref->column[i];
        const struct sg_cell_text *cell = &row->cell[c->at];
        struct sg_buf *to = &r->text[c->cell];
        r->header[c->cell] = c->header;
        if (cell->n == 0 && c->required)
            return wrong(r, c->cell, "is blank", f);
        if (to->n && cell->n)
            sg_buf_char(to, ' ');
        sg_buf_add(to, cell->p, cell->n);
    }
    return true;
}

static bool take_row(struct reading *r, const struct sg_row *row, size_t width, struct sg_fault *f)
{
    if (sg_csv_blank(row))
        return true;
    r->at.rank = (uint32_t)row->line;
    if (row->count != width)
        return sg_ref_fault(f, SG_R_BAD_LIST, r->ref->file, row->line, "",
                            "has more or fewer cells than the header");
    if (!take_cells(r, row, f))
        return false;
    if (r->ref->kind == SG_REF_PERSONS)
        return person(r, f);
    return firm(r, f) && address(r, f);
}

/* A list is taken whole or not at all; a check tells of each row and goes on. */
static bool go_on(struct reading *r, const struct sg_fault *f)
{
    if (!r->to || f->reason != SG_R_BAD_LIST)
        return false;
    r->to->found(r->to->ctx, f);
    return true;
}

/* One row as it was read: `got` as from sg_csv_next. */
static bool take_next(struct reading *r, const struct sg_row *row, int got, size_t width,
                      struct sg_fault *f)
{
    struct sg_fault why = *f;
    bool good = got == 1 ? take_row(r, row, width, f)
                         : sg_ref_fault(f, SG_R_BAD_LIST, r->ref->file, why.line, "", why.text);
    if (r->facts.failed)
        return sg_fail(f, SG_R_MEMORY, "memory ran out");
    if (r->to)
        sg_facts_clear(&r->facts);
    return good || go_on(r, f);
}

static bool take_rows(struct reading *r, struct sg_ref *ref, struct sg_csv *csv, struct sg_fault *f)
{
    struct sg_row row;
    int got = sg_csv_next(csv, &row, f);
    if (got == 0)
        return sg_ref_fault(f, SG_R_BAD_LIST, ref->file, 1, "", "not even a header row");
    if (got == 1 && !sg_ref_bind(ref, &row, f))
        return false;
    if (got == -1)
        return take_next(r, &row, got, 0, f);
    size_t width = row.count;
    while (got != -2 && (got = sg_csv_next(csv, &row, f)) != 0)
        if (got != -2 && !take_next(r, &row, got, width, f))
            return false;
    if (got == -2)
        snprintf(f->file, sizeof f->file, "%s", ref->file);
    return got == 0;
}

static void member(struct sg_buf *b, const char *name, const char *text)
{
    sg_buf_fmt(b, "\"%s\":", name);
    sg_json_text(b, text, strlen(text));
    sg_buf_char(b, ',');
}

/* What a match says of the list: all but the row. */
static void describe(struct sg_known *k, const struct sg_ref *ref)
{
    char date[11];
    sg_date_write(ref->date, date);
    member(&k->list, "list", ref->name);
    member(&k->list, "date", date);
    member(&k->list, "ground", ref->ground);
}

static struct sg_csv *open_rows(const struct sg_ref *ref, struct sg_fault *f)
{
    struct sg_csv *csv = sg_csv_open(ref->file, 0, 0, f);
    if (csv)
        return csv;
    snprintf(f->file, sizeof f->file, "%s", ref->file);
    if (f->reason != SG_R_IO && f->reason != SG_R_PERMISSION && f->reason != SG_R_MEMORY)
        f->reason = SG_R_BAD_LIST;
    return NULL;
}

static void free_reading(struct reading *r)
{
    for (size_t i = 0; i < SG_AT_CELLS; i++)
        sg_buf_free(&r->text[i]);
    sg_facts_free(&r->facts);
}

void sg_ref_check(struct sg_ref *ref, const struct sg_profile *p, const struct sg_list_report *to)
{
    static const unsigned char no_key[SG_HASH];
    struct sg_fault f;
    struct reading r = {.ref = ref, .p = p, .facts = {.p = p, .key = no_key}, .to = to};
    struct sg_csv *csv = open_rows(ref, &f);
    if (!csv || !take_rows(&r, ref, csv, &f))
        to->found(to->ctx, &f);
    sg_csv_close(csv);
    free_reading(&r);
}

bool sg_known_list(struct sg_known *k, const struct sg_matcher *m, const struct sg_matcher_opt *opt,
                   const char *option, struct sg_fault *f)
{
    struct sg_ref ref;
    struct reading r = {.ref = &ref, .p = m->p, .facts = {.p = m->p, .key = m->key}};
    bool good = sg_ref_open(&ref, option, opt->today, f);
    struct sg_csv *csv = good ? open_rows(&ref, f) : NULL;
    good = csv && take_rows(&r, &ref, csv, f);
    sg_csv_close(csv);
    if (good) {
        struct sg_facts *part[] = {&r.facts};
        k->is_list = true;
        describe(k, &ref);
        good = sg_known_build(k, part, 1, 1, f);
    }
    free_reading(&r);
    sg_ref_free(&ref);
    return good;
}
