/* SPDX-License-Identifier: EUPL-1.2 */
/* From the members of a signal to classes: finding values, and what they count as. */
#include "derive.h"
#include "tally_impl.h"

#include <stdlib.h>
#include <string.h>

/* ---- finding values ---- */

/* Lines of one source have their members in one order: look where it stood last time. */
static struct sg_val outermost(const struct sg_record *r, const struct sg_reach *reach,
                               unsigned *hint)
{
    static const struct sg_val absent;
    for (unsigned i = *hint, tried = 0; tried < r->count; tried++, i++) {
        if (i >= r->count)
            i = 0;
        const struct sg_val *key = &r->m[i].key;
        if (key->n == reach->top_n && memcmp(key->p, reach->top, key->n) == 0) {
            *hint = i;
            return r->m[i].val;
        }
    }
    return r->more ? sg_record_get(r, reach->top) : absent;
}

void sg_values_begin(struct sg_values *v, const struct sg_record *r, struct sg_val element,
                     const struct sg_reach *reach, unsigned *hint)
{
    v->whole = reach->inside ? sg_val_get(element, reach->top) : outermost(r, reach, hint);
    if (v->whole.kind == SG_ABSENT) {
        v->how = SG_VALUES_DONE;
    } else if (reach->only) {
        v->how = SG_VALUES_ONLY;
        v->reach = reach;
        v->within = false;
        v->list = sg_iter(v->whole);
    } else if (reach->deeper) {
        v->how = SG_VALUES_WALK;
        sg_walk(&v->walk, &reach->rest, v->whole);
    } else if (v->whole.kind == SG_ARRAY) {
        v->how = SG_VALUES_LIST;
        v->list = sg_iter(v->whole);
    } else {
        v->how = SG_VALUES_ONE;
    }
}

/* Of the elements of a list with a certain code. */
static bool next_only(struct sg_values *v, struct sg_val *out)
{
    struct sg_val element;
    for (;;) {
        if (v->within && sg_walk_next(&v->walk, out))
            return true;
        v->within = false;
        if (!sg_iter_next(&v->list, NULL, &element))
            return false;
        v->within = sg_val_is(sg_val_get(element, v->reach->member), v->reach->only);
        if (v->within)
            sg_walk(&v->walk, &v->reach->rest, element);
    }
}

bool sg_values_next(struct sg_values *v, struct sg_val *out)
{
    switch (v->how) {
    case SG_VALUES_ONLY:
        return next_only(v, out);
    case SG_VALUES_ONE:
        *out = v->whole;
        v->how = SG_VALUES_DONE;
        return true;
    case SG_VALUES_LIST:
        return sg_iter_next(&v->list, NULL, out);
    case SG_VALUES_WALK:
        return sg_walk_next(&v->walk, out);
    case SG_VALUES_DONE:
        break;
    }
    return false;
}

/* ---- classes of a unit ---- */

/* Room for the id in both arrays. */
static bool ids_room(struct sg_ids *ids, uint32_t id)
{
    if (ids->n == ids->cap) {
        size_t cap = ids->cap ? 2 * ids->cap : 16;
        uint32_t *more = realloc(ids->id, cap * sizeof *more);
        if (!more)
            return false;
        ids->id = more;
        ids->cap = cap;
    }
    if (id >= ids->seen_cap) {
        size_t cap = 2 * (size_t)id + 64;
        uint32_t *more = realloc(ids->seen, cap * sizeof *more);
        if (!more)
            return false;
        memset(more + ids->seen_cap, 0, (cap - ids->seen_cap) * sizeof *more);
        ids->seen = more;
        ids->seen_cap = cap;
    }
    return true;
}

void sg_ids_clear(struct sg_ids *ids)
{
    ids->n = 0;
    if (++ids->round == 0) { /* after 4 billion units the marks of the first would come back */
        memset(ids->seen, 0, ids->seen_cap * sizeof *ids->seen);
        ids->round = 1;
    }
}

/* Each class once, whatever the length of a list: a mark instead of a search. */
void sg_ids_add(struct sg_tally *t, struct sg_ids *ids, uint32_t id)
{
    if (id < ids->seen_cap && ids->seen[id] == ids->round)
        return;
    if (!ids_room(ids, id)) {
        sg_tally_stuck(t, SG_R_MEMORY, "no memory for the values of a signal");
        return;
    }
    ids->seen[id] = ids->round;
    ids->id[ids->n++] = id;
}

/* A value that the profile does not know is a class of its own, told apart by its text. */
static void ids_extra(struct sg_tally *t, size_t dim, const char *p, size_t n)
{
    uint32_t id = sg_words_put(&t->extra[dim], p, n);
    if (id == SG_NO_WORD)
        sg_tally_stuck(t, SG_R_MEMORY, "no memory for the values of a dimension");
    else if (id + SG_ID_FIRST + t->plan->dim[dim].classes >= SG_ID_LIMIT)
        sg_tally_stuck(t, SG_R_BAD_TABLE, "a dimension has more than 500,000 different values");
    else
        sg_ids_add(t, &t->ids[dim], SG_ID_FIRST + (uint32_t)t->plan->dim[dim].classes + id);
}

static void ids_text(struct sg_tally *t, size_t dim, const char *p, size_t n)
{
    const struct sg_dim *d = &t->plan->dim[dim];
    uint32_t word = sg_words_find(&d->words, p, n);
    if (n == 7 && memcmp(p, "unknown", 7) == 0) {
        sg_ids_add(t, &t->ids[dim], SG_ID_UNKNOWN);
    } else if (word == SG_NO_WORD && d->other) {
        sg_ids_add(t, &t->ids[dim], d->other);
    } else if (word == SG_NO_WORD) {
        ids_extra(t, dim, p, n);
    } else if (!d->span) {
        sg_ids_add(t, &t->ids[dim], SG_ID_FIRST + word);
    } else {
        for (uint32_t i = 0; i < d->span[word].n; i++)
            sg_ids_add(t, &t->ids[dim], d->ids[d->span[word].first + i]);
    }
}

/* Texts count, numbers and the like too as they are written; null, objects and "" do not. */
static void ids_value(struct sg_tally *t, size_t dim, struct sg_val v)
{
    char decoded[512];
    bool text = v.kind == SG_STRING && v.n;
    if (text && v.escaped) {
        size_t n = sg_val_text(v, decoded, sizeof decoded);
        ids_text(t, dim, decoded, n < sizeof decoded ? n : sizeof decoded);
    } else if (text || v.kind == SG_NUMBER || v.kind == SG_TRUE || v.kind == SG_FALSE) {
        ids_text(t, dim, v.p, v.n);
    }
}

static bool known_text(struct sg_val v)
{
    return v.kind == SG_STRING && v.n && !sg_val_is_n(v, "unknown", 7);
}

/* The code of the age class ("u18", "18-22", "23plus") that holds all ages of a range. */
static void age_class(struct sg_tally *t, size_t dim, struct sg_ages ages)
{
    const struct sg_dim *d = &t->plan->dim[dim];
    for (size_t i = 0; i < d->classes; i++) {
        const char *code = d->class_[i].code;
        struct sg_ages of;
        if (sg_derive_class(code, strlen(code), &of) && ages.lo >= of.lo && ages.hi <= of.hi) {
            sg_ids_add(t, &t->ids[dim], SG_ID_FIRST + (uint32_t)i);
            return;
        }
    }
    sg_ids_add(t, &t->ids[dim], SG_ID_UNKNOWN);
}

/* By art. 1:233 BW of age is who reached 18. */
static uint32_t minor_id(struct sg_ages ages)
{
    enum { YES = SG_ID_FIRST, NO };
    return ages.hi < 18 ? YES : ages.lo >= 18 ? NO : SG_ID_UNKNOWN;
}

static void ids_age(struct sg_tally *t, size_t dim, struct sg_val person, struct sg_date received)
{
    struct sg_ages ages;
    if (sg_derive_age(person, received, (struct sg_date){0}, &ages) != SG_KNOWN)
        sg_ids_add(t, &t->ids[dim], SG_ID_UNKNOWN);
    else if (t->plan->dim[dim].kind == SG_DIM_MINOR)
        sg_ids_add(t, &t->ids[dim], minor_id(ages));
    else
        age_class(t, dim, ages);
}

/* Who has the Dutch nationality among others is Dutch; only unknown ones tell nothing. */
static void ids_dutch(struct sg_tally *t, size_t dim, struct sg_val person)
{
    enum { DUTCH = SG_ID_FIRST, NOT_DUTCH };
    uint32_t id = SG_ID_UNKNOWN;
    struct sg_val v, all = sg_val_get(person, "nationalities");
    struct sg_iter it = sg_iter(all);
    while (id != DUTCH && sg_iter_next(&it, NULL, &v))
        if (known_text(v))
            id = sg_val_is_n(v, "NL", 2) ? DUTCH : NOT_DUTCH;
    sg_ids_add(t, &t->ids[dim], id);
}

/* What follows from a person as a whole. */
static void persons_of(struct sg_tally *t, size_t dim, const struct sg_record *r,
                       struct sg_val element, bool inside)
{
    bool dutch = t->plan->dim[dim].kind == SG_DIM_DUTCH;
    struct sg_date received = sg_derive_received(r);
    struct sg_val persons = sg_record_get(r, "persons"), person = element;
    struct sg_iter it = sg_iter(persons);
    while (inside || sg_iter_next(&it, NULL, &person)) {
        if (dutch)
            ids_dutch(t, dim, person);
        else
            ids_age(t, dim, person, received);
        if (inside)
            return;
    }
}

/* Fills the classes of one dimension of a unit; values of the signal once a record. */
void sg_tally_classes(struct sg_tally *t, size_t m, size_t dim, const struct sg_record *r,
                      struct sg_val element, struct sg_date date)
{
    const struct sg_dim *d = &t->plan->dim[dim];
    const struct sg_reach *reach = &t->plan->measure[m].reach[dim];
    struct sg_ids *ids = &t->ids[dim];
    struct sg_values values;
    struct sg_val v;
    if (ids->kept && !reach->inside) /* another measure may have kept those of the signal */
        return;
    sg_ids_clear(ids);
    if (d->kind == SG_DIM_PERIOD) {
        sg_ids_add(t, ids, sg_period_id(d, date));
        return;
    }
    if (d->kind == SG_DIM_AGE || d->kind == SG_DIM_MINOR || d->kind == SG_DIM_DUTCH) {
        persons_of(t, dim, r, element, reach->inside);
    } else {
        sg_values_begin(&values, r, element, reach, &t->hint[m][dim]);
        bool outer = d->kind == SG_DIM_PLACE && !reach->inside && !reach->deeper;
        if (outer && !known_text(values.whole)) {
            values.how = SG_VALUES_ONE; /* as derive has it: else the responsible municipality */
            values.whole = sg_derive_place(r);
        }
        while (sg_values_next(&values, &v))
            ids_value(t, dim, v);
    }
    if (ids->n == 0)
        sg_ids_add(t, ids, SG_ID_UNKNOWN);
    if (ids->n > 1 && d->several) {
        sg_ids_clear(ids);
        sg_ids_add(t, ids, d->several);
    }
    ids->kept = !reach->inside;
}
