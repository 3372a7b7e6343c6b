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

/* Members that are looked for in one walk over an object. Each stands in a slot that follows from
 * its name's first letter and length, with a factor that gives no two of them the same (the
 * compiler warns): of most names nothing has to be compared. */
enum { SLOTS = 32 };
#define SLOT(first, n) (((first)*4U + (n)) % SLOTS)
#define WANT(index, first, name) [SLOT(first, sizeof(name) - 1)] = {name, sizeof(name) - 1, index}

struct wanted {
    const char *name; /* NULL: nobody's slot */
    unsigned char n, at;
};

/* The name is looked for: where its value goes; -1: it is not. */
static inline int place_of(struct sg_val key, const struct wanted wanted[SLOTS])
{
    const struct wanted *w = &wanted[SLOT((unsigned char)*key.p, key.n)];
    if (!key.escaped)
        return w->name && w->n == key.n && memcmp(key.p, w->name, key.n) == 0 ? w->at : -1;
    for (w = wanted; w < wanted + SLOTS; w++)
        if (w->name && sg_val_is_n(key, w->name, w->n))
            return w->at;
    return -1;
}

static void read_members(struct sg_val object, const struct wanted wanted[SLOTS], struct sg_val v[],
                         size_t n)
{
    struct sg_val key, value;
    struct sg_iter it = sg_iter(object);
    memset(v, 0, n * sizeof *v);
    while (it.object && sg_iter_next(&it, &key, &value)) {
        int at = place_of(key, wanted);
        if (at >= 0)
            v[at] = value;
    }
}

struct signal {
    struct sg_facts *f;
    struct sg_date received;
    uint32_t rank;
    uint8_t origin;
};

/* Whose an element is comes first of what of it is looked at; behind it what is compared. */
enum { M_ORIGIN, MEMBERS = 8 };

enum { P_NAME = M_ORIGIN + 1, P_SEX, P_BORN, P_AGE, P_CLASS, P_MEMBERS };
static const struct wanted person_members[SLOTS] = {
    WANT(M_ORIGIN, 'o', "origin"), WANT(P_NAME, 'n', "name"), WANT(P_SEX, 's', "sex"),
    WANT(P_BORN, 'b', "born"),     WANT(P_AGE, 'a', "age"),   WANT(P_CLASS, 'a', "age_class"),
};

/* From the day of birth, else from what is known of the age. */
static uint32_t birth_of(const struct sg_val v[], struct sg_date received)
{
    struct text born;
    struct sg_date d;
    struct sg_ages ages;
    const struct sg_clues clues = {.age = v[P_AGE], .born = v[P_BORN], .class = v[P_CLASS]};
    text_of(v[P_BORN], &born);
    if (born.n && sg_date_parse(born.p, born.n, &d)) {
        if (d.d)
            return (uint32_t)d.y << 9 | (uint32_t)d.m << 5 | (uint32_t)d.d;
        return years(d.y, d.y);
    }
    if (!received.y || sg_derive_age_of(&clues, received, (struct sg_date){0}, &ages) != SG_KNOWN)
        return SG_BIRTH_UNKNOWN;
    return years(received.y - ages.hi - 1, received.y - ages.lo);
}

static void person(struct signal *s, const struct sg_source *at, const struct sg_val v[])
{
    struct text name;
    text_of(v[P_NAME], &name);
    uint8_t sex = sg_val_is(v[P_SEX], "f") ? SG_SEX_F : sg_val_is(v[P_SEX], "m") ? SG_SEX_M : 0;
    if (name.n)
        sg_fact_person(s->f, at, name.p, name.n, birth_of(v, s->received), sex);
}

enum { A_NUMBER = M_ORIGIN + 1, A_POSTCODE, A_ADDITION, A_STREET, A_PLACE, A_MEMBERS };
static const struct wanted place_members[SLOTS] = {
    WANT(M_ORIGIN, 'o', "origin"),     WANT(A_NUMBER, 'n', "number"),
    WANT(A_POSTCODE, 'p', "postcode"), WANT(A_ADDITION, 'a', "addition"),
    WANT(A_STREET, 's', "street"),     WANT(A_PLACE, 'm', "municipality"),
};

static void place(struct signal *s, const struct sg_source *at, const struct sg_val v[])
{
    struct text postcode, street, addition, municipality;
    struct sg_address a = {.number = 0};
    if (v[A_NUMBER].kind != SG_NUMBER || !sg_val_int(v[A_NUMBER], &a.number))
        return;
    a.postcode = word_of(v[A_POSTCODE], &postcode);
    a.street = word_of(v[A_STREET], &street);
    a.addition = word_of(v[A_ADDITION], &addition);
    a.municipality = word_of(v[A_PLACE], &municipality);
    sg_fact_address(s->f, at, &a);
}

enum { O_NAME = M_ORIGIN + 1, O_KVK, O_MEMBERS };
static const struct wanted organisation_members[SLOTS] = {
    WANT(M_ORIGIN, 'o', "origin"),
    WANT(O_NAME, 'n', "name"),
    WANT(O_KVK, 'k', "kvk"),
};

static void organisation(struct signal *s, const struct sg_source *at, const struct sg_val v[])
{
    struct text name, kvk;
    text_of(v[O_KVK], &kvk);
    sg_fact_firm(s->f, at, word_of(v[O_NAME], &name), sg_kvk_form(kvk.p, kvk.n));
}

enum { V_PLATE = M_ORIGIN + 1, V_MEMBERS };
static const struct wanted vehicle_members[SLOTS] = {
    WANT(M_ORIGIN, 'o', "origin"),
    WANT(V_PLATE, 'p', "plate"),
};

static void vehicle(struct signal *s, const struct sg_source *at, const struct sg_val v[])
{
    struct text plate;
    text_of(v[V_PLATE], &plate);
    sg_fact_vehicle(s->f, at, plate.p, plate.n);
}

enum { C_VALUE = M_ORIGIN + 1, C_KIND, C_MEMBERS };
static const struct wanted contact_members[SLOTS] = {
    WANT(M_ORIGIN, 'o', "origin"),
    WANT(C_VALUE, 'v', "value"),
    WANT(C_KIND, 'k', "kind"),
};

static void contact(struct signal *s, const struct sg_source *at, const struct sg_val v[])
{
    struct text kind, value;
    text_of(v[C_VALUE], &value);
    if (value.n)
        sg_fact_contact(s->f, at, word_of(v[C_KIND], &kind), value.p, value.n);
}

/* What of a signal is looked at: lists whose elements are compared, then what holds for all of it.
 */
enum {
    S_PERSONS,
    S_PLACES,
    S_ORGANISATIONS,
    S_VEHICLES,
    S_CONTACTS,
    LISTS,
    S_ORIGIN = LISTS,
    S_RESTRICTED,
    S_RECEIVED,
    S_MEMBERS
};
static const struct wanted signal_members[SLOTS] = {
    WANT(S_PERSONS, 'p', "persons"),
    WANT(S_PLACES, 'p', "places"),
    WANT(S_ORGANISATIONS, 'o', "organisations"),
    WANT(S_VEHICLES, 'v', "vehicles"),
    WANT(S_CONTACTS, 'c', "contacts"),
    WANT(S_ORIGIN, 'o', "origin"),
    WANT(S_RESTRICTED, 'r', "restricted"),
    WANT(S_RECEIVED, 'r', "received"),
};

static const struct kind {
    const struct wanted *wanted;
    size_t n;
    void (*take)(struct signal *s, const struct sg_source *at, const struct sg_val v[]);
} kinds[LISTS] = {
    [S_PERSONS] = {person_members, P_MEMBERS, person},
    [S_PLACES] = {place_members, A_MEMBERS, place},
    [S_ORGANISATIONS] = {organisation_members, O_MEMBERS, organisation},
    [S_VEHICLES] = {vehicle_members, V_MEMBERS, vehicle},
    [S_CONTACTS] = {contact_members, C_MEMBERS, contact},
};

static void read_signal(const struct sg_record *r, struct sg_val v[S_MEMBERS])
{
    memset(v, 0, S_MEMBERS * sizeof *v);
    for (unsigned i = 0; i < r->count; i++) {
        int at = place_of(r->m[i].key, signal_members);
        if (at >= 0)
            v[at] = r->m[i].val;
    }
    if (r->more) /* more members than are indexed */
        read_members(sg_record_val(r), signal_members, v, S_MEMBERS);
}

static void items(struct signal *s, const struct kind *kind, struct sg_val list)
{
    struct sg_iter it = sg_iter(list);
    struct sg_val object, v[MEMBERS];
    struct sg_source at = {.rank = s->rank};
    while (list.kind == SG_ARRAY && sg_iter_next(&it, NULL, &object)) {
        at.item++;
        read_members(object, kind->wanted, v, kind->n);
        at.origin = v[M_ORIGIN].kind == SG_STRING ? origin_of(s->f, v[M_ORIGIN]) : s->origin;
        kind->take(s, &at, v);
    }
}

void sg_facts_one(struct sg_facts *f, const struct sg_record *r, struct sg_val one)
{
    struct sg_val v[MEMBERS];
    struct signal s = {.f = f, .received = sg_derive_received(r)};
    const struct sg_source at = {.item = 1};
    read_members(one, person_members, v, P_MEMBERS);
    person(&s, &at, v);
}

struct sg_date sg_facts_of(struct sg_facts *f, const struct sg_record *r, uint32_t rank)
{
    struct sg_val v[S_MEMBERS];
    read_signal(r, v);
    struct signal s = {.f = f, .rank = rank, .received = sg_derive_day(v[S_RECEIVED])};
    if (sg_val_is(v[S_RESTRICTED], "yes"))
        return s.received;
    s.origin = origin_of(f, v[S_ORIGIN]);
    for (size_t i = 0; i < LISTS; i++)
        items(&s, &kinds[i], v[i]);
    return s.received;
}
