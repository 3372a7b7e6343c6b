/* SPDX-License-Identifier: EUPL-1.2 */
/* The facts of a signal. */
#include "derive.h"
#include "match_impl.h"

#include <string.h>

enum { TEXT = 512 }; /* more than any text of a signal that is compared */

/* A text of a signal, decoded when it has to be. */
struct text {
    const char *p;
    size_t n;
    char room[TEXT];
};

static void text_of(struct sg_val v, struct text *t)
{
    t->p = v.p;
    t->n = v.kind == SG_STRING ? v.n : 0;
    if (!v.escaped || v.kind != SG_STRING)
        return;
    t->n = sg_val_text(v, t->room, TEXT);
    t->n = t->n < TEXT ? t->n : TEXT;
    t->p = t->room;
}

/* The same, NUL-terminated. */
static const char *word_of(struct sg_val v, struct text *t)
{
    t->n = v.kind == SG_STRING ? sg_val_text(v, t->room, TEXT - 1) : 0;
    t->n = t->n < TEXT ? t->n : TEXT - 1;
    t->room[t->n] = '\0';
    return t->p = t->room;
}

/* ---- one item ---- */

static uint8_t origin_of(const struct sg_facts *f, struct sg_val v)
{
    char code[40];
    size_t n = v.kind == SG_STRING ? sg_val_text(v, code, sizeof code) : 0;
    const struct sg_code *c = n && n <= sizeof code ? sg_code(f->p, "origin", code, n) : NULL;
    return (uint8_t)(c && c->order < 255 ? c->order + 1 : 0);
}

static uint32_t years(int lo, int hi)
{
    lo = lo < SG_BIRTH_ERA ? 0 : lo - SG_BIRTH_ERA;
    hi = hi - SG_BIRTH_ERA;
    if (hi < lo || lo > SG_BIRTH_SPAN)
        return SG_BIRTH_UNKNOWN;
    hi = hi > SG_BIRTH_SPAN ? SG_BIRTH_SPAN : hi;
    return SG_BIRTH_RANGE | (uint32_t)lo << 9 | (uint32_t)hi;
}

/* From the day of birth, else from what is known of the age. */
static uint32_t birth_of(struct sg_val person, struct sg_val born, struct sg_date received)
{
    char text[10];
    struct sg_date d;
    struct sg_ages ages;
    size_t n = born.kind == SG_STRING ? sg_val_text(born, text, sizeof text) : 0;
    if (n && n <= sizeof text && sg_date_parse(text, n, &d)) {
        if (d.d)
            return (uint32_t)d.y << 9 | (uint32_t)d.m << 5 | (uint32_t)d.d;
        return years(d.y, d.y);
    }
    if (!received.y || sg_derive_age(person, received, (struct sg_date){0}, &ages) != SG_KNOWN)
        return SG_BIRTH_UNKNOWN;
    return years(received.y - ages.hi - 1, received.y - ages.lo);
}

/* Members that are looked for in an object, in one walk over it. */
struct wanted {
    const char *name;
    size_t n;
};
#define WANT(name)             \
    {                          \
        name, sizeof(name) - 1 \
    }

static void note(struct sg_val key, struct sg_val value, const struct wanted *wanted, size_t n,
                 struct sg_val v[])
{
    for (size_t i = 0; i < n; i++)
        if (key.n == wanted[i].n && memcmp(key.p, wanted[i].name, key.n) == 0)
            v[i] = value;
        else if (key.escaped && sg_val_is_n(key, wanted[i].name, wanted[i].n))
            v[i] = value;
}

/* What of an element of a list is compared. */
enum {
    M_NAME,
    M_BORN,
    M_SEX,
    M_ORIGIN,
    M_POSTCODE,
    M_NUMBER,
    M_ADDITION,
    M_STREET,
    M_PLACE,
    M_KVK,
    M_PLATE,
    M_KIND,
    M_VALUE,
    MEMBERS
};

static void read_members(struct sg_val object, struct sg_val v[MEMBERS])
{
    static const struct wanted member[MEMBERS] = {
        WANT("name"),   WANT("born"),     WANT("sex"),    WANT("origin"),       WANT("postcode"),
        WANT("number"), WANT("addition"), WANT("street"), WANT("municipality"), WANT("kvk"),
        WANT("plate"),  WANT("kind"),     WANT("value")};
    struct sg_val key, value;
    struct sg_iter it = sg_iter(object);
    memset(v, 0, MEMBERS * sizeof *v);
    while (it.object && sg_iter_next(&it, &key, &value))
        note(key, value, member, MEMBERS, v);
}

struct signal {
    struct sg_facts *f;
    struct sg_date received;
    uint32_t rank;
    uint8_t origin;
};

static void person(struct signal *s, const struct sg_source *at, struct sg_val object,
                   const struct sg_val v[MEMBERS])
{
    struct text name;
    text_of(v[M_NAME], &name);
    uint8_t sex = sg_val_is(v[M_SEX], "f") ? SG_SEX_F : sg_val_is(v[M_SEX], "m") ? SG_SEX_M : 0;
    if (name.n)
        sg_fact_person(s->f, at, name.p, name.n, birth_of(object, v[M_BORN], s->received), sex);
}

static void place(struct signal *s, const struct sg_source *at, const struct sg_val v[MEMBERS])
{
    struct text postcode, street, addition, municipality;
    struct sg_address a = {.number = 0};
    if (v[M_NUMBER].kind != SG_NUMBER || !sg_val_int(v[M_NUMBER], &a.number))
        return;
    a.postcode = word_of(v[M_POSTCODE], &postcode);
    a.street = word_of(v[M_STREET], &street);
    a.addition = word_of(v[M_ADDITION], &addition);
    a.municipality = word_of(v[M_PLACE], &municipality);
    sg_fact_address(s->f, at, &a);
}

static void organisation(struct signal *s, const struct sg_source *at,
                         const struct sg_val v[MEMBERS])
{
    struct text name, kvk;
    text_of(v[M_KVK], &kvk);
    sg_fact_firm(s->f, at, word_of(v[M_NAME], &name), sg_kvk_form(kvk.p, kvk.n));
}

static void vehicle(struct signal *s, const struct sg_source *at, const struct sg_val v[MEMBERS])
{
    struct text plate;
    text_of(v[M_PLATE], &plate);
    sg_fact_vehicle(s->f, at, plate.p, plate.n);
}

static void contact(struct signal *s, const struct sg_source *at, const struct sg_val v[MEMBERS])
{
    struct text kind, value;
    text_of(v[M_VALUE], &value);
    if (value.n)
        sg_fact_contact(s->f, at, word_of(v[M_KIND], &kind), value.p, value.n);
}

static void items(struct signal *s, enum sg_on on, struct sg_val list)
{
    struct sg_iter it = sg_iter(list);
    struct sg_val object, v[MEMBERS];
    struct sg_source at = {.rank = s->rank};
    while (list.kind == SG_ARRAY && sg_iter_next(&it, NULL, &object)) {
        at.item++;
        read_members(object, v);
        at.origin = v[M_ORIGIN].kind == SG_STRING ? origin_of(s->f, v[M_ORIGIN]) : s->origin;
        if (on == SG_ON_PERSON)
            person(s, &at, object, v);
        else if (on == SG_ON_ADDRESS)
            place(s, &at, v);
        else if (on == SG_ON_ORGANISATION)
            organisation(s, &at, v);
        else if (on == SG_ON_VEHICLE)
            vehicle(s, &at, v);
        else
            contact(s, &at, v);
    }
}

/* What of a signal is looked at: five lists, then what holds for all of it. */
enum { LISTS = 5, S_ORIGIN = LISTS, S_RESTRICTED, S_MEMBERS };

static void read_signal(const struct sg_record *r, struct sg_val v[S_MEMBERS])
{
    static const struct wanted member[S_MEMBERS] = {
        WANT("persons"),  WANT("places"), WANT("organisations"), WANT("vehicles"),
        WANT("contacts"), WANT("origin"), WANT("restricted")};
    memset(v, 0, S_MEMBERS * sizeof *v);
    for (unsigned i = 0; i < r->count; i++)
        note(r->m[i].key, r->m[i].val, member, S_MEMBERS, v);
    for (size_t i = 0; r->more && i < S_MEMBERS; i++)
        v[i] = sg_record_get(r, member[i].name);
}

void sg_facts_one(struct sg_facts *f, const struct sg_record *r, struct sg_val one)
{
    struct sg_val v[MEMBERS];
    struct signal s = {.f = f, .received = sg_derive_received(r)};
    const struct sg_source at = {.item = 1};
    read_members(one, v);
    person(&s, &at, one, v);
}

void sg_facts_of(struct sg_facts *f, const struct sg_record *r, uint32_t rank)
{
    static const enum sg_on on[LISTS] = {SG_ON_PERSON, SG_ON_ADDRESS, SG_ON_ORGANISATION,
                                         SG_ON_VEHICLE, SG_ON_PHONE};
    struct sg_val v[S_MEMBERS];
    read_signal(r, v);
    if (sg_val_is(v[S_RESTRICTED], "yes"))
        return;
    struct signal s = {.f = f, .rank = rank, .received = sg_derive_received(r)};
    s.origin = origin_of(f, v[S_ORIGIN]);
    for (size_t i = 0; i < LISTS; i++)
        items(&s, on[i], v[i]);
}
