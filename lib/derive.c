/* SPDX-License-Identifier: EUPL-1.2 */
#include "derive.h"

#include <string.h>

/* ---- municipality ---- */

static bool is_known(struct sg_val v)
{
    return v.kind == SG_STRING && !sg_val_is(v, "unknown");
}

/* The better of two answers: known over unknown over not asked; of equals the first. */
static struct sg_val better(struct sg_val a, struct sg_val b)
{
    if (is_known(a) || b.kind != SG_STRING)
        return a;
    return is_known(b) || a.kind != SG_STRING ? b : a;
}

static struct sg_val text_only(struct sg_val v)
{
    return v.kind == SG_STRING ? v : (struct sg_val){0};
}

struct sg_val sg_derive_responsible(const struct sg_record *r)
{
    struct sg_val place, registered = {0}, found = {0};
    struct sg_iter it = sg_iter(sg_record_get(r, "places"));
    while (!is_known(registered) && sg_iter_next(&it, NULL, &place)) {
        struct sg_val role = sg_val_get(place, "role");
        struct sg_val *best = sg_val_is(role, "registration") ? &registered
                              : sg_val_is(role, "found")      ? &found
                                                              : NULL;
        if (best)
            *best = better(*best, sg_val_get(place, "municipality"));
    }
    return better(better(registered, found), text_only(sg_record_get(r, "municipality")));
}

struct sg_val sg_derive_place(const struct sg_record *r)
{
    struct sg_val own = text_only(sg_record_get(r, "municipality"));
    return is_known(own) ? own : better(own, sg_derive_responsible(r));
}

/* The municipality as recorded; the code of one has no escapes worth decoding. */
static const struct sg_municipality *recorded(const struct sg_record *r, const struct sg_profile *p)
{
    struct sg_val v = sg_derive_place(r);
    char code[8];
    size_t n = sg_val_text(v, code, sizeof code);
    return n && n <= sizeof code ? sg_municipality(p, code, n) : NULL;
}

const struct sg_municipality *sg_derive_municipality(const struct sg_record *r,
                                                     const struct sg_profile *p)
{
    const struct sg_municipality *m = recorded(r, p);
    struct sg_fault split;
    const struct sg_municipality *today = m ? sg_municipality_today(p, m, &split) : NULL;
    return today ? today : m;
}

size_t sg_derive_regions(const struct sg_record *r, const struct sg_profile *p,
                         const char *region[], size_t cap)
{
    const struct sg_municipality *m = recorded(r, p);
    const char *name;
    size_t n = 0;
    for (; m && (name = sg_region_at(p, m, n)) != NULL; n++)
        if (n < cap)
            region[n] = name;
    return n;
}

/* ---- age ---- */

/* Full years from a to b, both whole; `up`: a begun year counts. Negative when b is before a. */
static int years(struct sg_date a, struct sg_date b, bool up)
{
    if (sg_date_order(b, a) < 0)
        return -years(b, a, !up);
    int n = sg_age(a, b);
    return n + (up && sg_date_order(sg_date_add_months(a, 12 * n), b) != 0);
}

/* Moves ages as they were in `from` to `to`. */
static bool move_ages(struct sg_ages *ages, struct sg_date from, struct sg_date to)
{
    if (!from.y || !to.y)
        return false;
    if (sg_date_order(from, to) == 0)
        return true; /* the same period: the same day is meant */
    ages->lo += years(sg_date_last(from), sg_date_first(to), false);
    ages->hi += years(sg_date_first(from), sg_date_last(to), true);
    return true;
}

static bool from_age(struct sg_val v, struct sg_ages *ages)
{
    int64_t n;
    if (v.kind != SG_NUMBER || !sg_val_int(v, &n) || n < 0 || n > SG_AGE_MOST)
        return false;
    *ages = (struct sg_ages){(int)n, (int)n};
    return true;
}

struct sg_date sg_derive_day(struct sg_val v)
{
    struct sg_date d = {0};
    char text[10];
    const char *p = v.escaped ? text : v.p;
    size_t n = v.escaped ? sg_val_text(v, text, sizeof text) : v.n;
    if (v.kind != SG_STRING || n > sizeof text || !sg_date_parse(p, n, &d))
        d.y = 0;
    return d;
}

static bool from_born(struct sg_val v, struct sg_date on, struct sg_ages *ages)
{
    struct sg_date born = sg_derive_day(v);
    if (!born.y || !on.y)
        return false;
    sg_age_range(born, on, &ages->lo, &ages->hi);
    return ages->hi >= 0;
}

/* Reads at most three digits; returns how many. */
static size_t small_number(const char *s, size_t n, int *out)
{
    size_t i = 0;
    for (*out = 0; i < n && i < 3 && s[i] >= '0' && s[i] <= '9'; i++)
        *out = *out * 10 + (s[i] - '0');
    return i;
}

/* u18: under 18. 18-22: from 18 up to and including 22. 23plus: 23 and over. 18plus: broad, for
 * whom it is not known which of these. */
bool sg_derive_class(const char *s, size_t n, struct sg_ages *ages)
{
    int first = 0, last = 0;
    if (n && s[0] == 'u') {
        size_t k = small_number(s + 1, n - 1, &last);
        *ages = (struct sg_ages){0, last - 1};
        return k && k == n - 1 && last > 0;
    }
    size_t k = small_number(s, n, &first);
    if (k && n - k == 4 && memcmp(s + k, "plus", 4) == 0) {
        *ages = (struct sg_ages){first, SG_AGE_MOST};
        return true;
    }
    if (!k || k == n || s[k] != '-')
        return false;
    size_t rest = n - k - 1, l = small_number(s + k + 1, rest, &last);
    *ages = (struct sg_ages){first, last};
    return l && l == rest && first <= last;
}

const struct sg_code *sg_derive_class_of(const struct sg_profile *p, struct sg_ages ages)
{
    const struct sg_code *c;
    struct sg_ages of;
    for (size_t i = 0; (c = sg_code_at(p, "age-class", i)) != NULL; i++)
        if (sg_derive_class(c->code, strlen(c->code), &of) && ages.lo >= of.lo && ages.hi <= of.hi)
            return c;
    return NULL;
}

static bool from_class(struct sg_val v, struct sg_ages *ages)
{
    char s[16];
    size_t n = sg_val_text(v, s, sizeof s);
    return n <= sizeof s && sg_derive_class(s, n, ages);
}

/* One walk over the members: three searches would be three. */
static struct sg_clues clues_of(struct sg_val person)
{
    struct sg_clues clues = {0};
    struct sg_val key, v;
    struct sg_iter it = sg_iter(person);
    while (it.object && sg_iter_next(&it, &key, &v)) {
        if (!key.escaped && *key.p != 'a' && *key.p != 'b')
            continue;
        if (sg_val_is_n(key, "age", 3))
            clues.age = v;
        else if (sg_val_is_n(key, "born", 4))
            clues.born = v;
        else if (sg_val_is_n(key, "age_class", 9))
            clues.class = v;
    }
    return clues;
}

static bool asked(struct sg_val v)
{
    return v.kind != SG_ABSENT && v.kind != SG_NULL;
}

enum sg_asked sg_derive_age_of(const struct sg_clues *c, struct sg_date received, struct sg_date on,
                               struct sg_ages *ages)
{
    bool on_receipt = !on.y || sg_date_order(on, received) == 0;
    struct sg_ages found = {0, 0};
    bool known = on_receipt && from_age(c->age, &found);
    if (!known)
        known = from_born(c->born, on_receipt ? received : on, &found);
    if (!known && (from_age(c->age, &found) || from_class(c->class, &found)))
        known = on_receipt || move_ages(&found, received, on);
    known = known && found.hi >= 0 && found.lo <= SG_AGE_MOST;
    if (!known)
        return asked(c->age) || asked(c->born) || asked(c->class) ? SG_NOT_KNOWN : SG_NOT_ASKED;
    ages->lo = found.lo < 0 ? 0 : found.lo;
    ages->hi = found.hi > SG_AGE_MOST ? SG_AGE_MOST : found.hi;
    return SG_KNOWN;
}

enum sg_asked sg_derive_age(struct sg_val person, struct sg_date received, struct sg_date on,
                            struct sg_ages *ages)
{
    struct sg_clues c = clues_of(person);
    return sg_derive_age_of(&c, received, on, ages);
}

struct sg_date sg_derive_received(const struct sg_record *r)
{
    return sg_derive_day(sg_record_get(r, "received"));
}

/* ---- minor ---- */

/* YES over UNSURE over NO: one such person is enough. */
static enum sg_truth either(enum sg_truth a, enum sg_truth b)
{
    if (a == SG_YES || b == SG_YES)
        return SG_YES;
    return a == SG_UNSURE || b == SG_UNSURE ? SG_UNSURE : SG_NO;
}

static enum sg_truth is_victim(struct sg_val role)
{
    if (role.kind != SG_STRING || sg_val_is(role, "unknown"))
        return SG_UNSURE;
    return sg_val_is(role, "victim") ? SG_YES : SG_NO;
}

static enum sg_truth victim(struct sg_val person)
{
    struct sg_val role, roles = sg_val_get(person, "roles");
    struct sg_iter it = sg_iter(roles);
    if (roles.kind != SG_ARRAY || !sg_iter_next(&it, NULL, &role))
        return is_victim(roles);
    enum sg_truth t = is_victim(role);
    while (t != SG_YES && sg_iter_next(&it, NULL, &role))
        t = either(t, is_victim(role));
    return t;
}

static enum sg_truth under_18(struct sg_val person, struct sg_date received)
{
    struct sg_ages ages;
    if (sg_derive_age(person, received, (struct sg_date){0}, &ages) != SG_KNOWN)
        return SG_UNSURE;
    return ages.hi < 18 ? SG_YES : ages.lo >= 18 ? SG_NO : SG_UNSURE;
}

static enum sg_truth minor_victim(struct sg_val person, struct sg_date received)
{
    enum sg_truth role = victim(person);
    if (role == SG_NO)
        return SG_NO;
    enum sg_truth young = under_18(person, received);
    return young == SG_NO ? SG_NO : role == SG_YES ? young : SG_UNSURE;
}

enum sg_truth sg_derive_minor(const struct sg_record *r)
{
    struct sg_val person, persons = sg_record_get(r, "persons");
    struct sg_date received = sg_derive_received(r);
    if (persons.kind != SG_ARRAY)
        return SG_UNSURE;
    struct sg_iter it = sg_iter(persons);
    enum sg_truth t = sg_iter_next(&it, NULL, &person) ? minor_victim(person, received) : SG_UNSURE;
    while (t != SG_YES && sg_iter_next(&it, NULL, &person))
        t = either(t, minor_victim(person, received));
    return t;
}

/* ---- space ---- */

/* The area of all places that have one; 0: none. */
static int64_t measured(const struct sg_record *r)
{
    int64_t sum = 0, area;
    struct sg_val place;
    struct sg_iter it = sg_iter(sg_record_get(r, "places"));
    while (sg_iter_next(&it, NULL, &place))
        if (sg_val_int(sg_val_get(place, "area"), &area) && area > 0 && area <= 1000000 &&
            !sg_val_is(sg_val_get(place, "kind"), "azc"))
            sum += area;
    return sum;
}

/* Persons who stay there: those that certainly are victims, and those that may be. */
static void residents(const struct sg_record *r, int64_t *least, int64_t *most)
{
    struct sg_val person, persons = sg_record_get(r, "persons");
    struct sg_iter it = sg_iter(persons);
    while (persons.kind == SG_ARRAY && sg_iter_next(&it, NULL, &person)) {
        enum sg_truth t = victim(person);
        *least += t == SG_YES;
        *most += t != SG_NO;
    }
}

/* The number in a member of estimate; -1: none. */
static int64_t estimated(struct sg_val estimate, const char *key)
{
    int64_t n;
    return sg_val_int(sg_val_get(estimate, key), &n) && n >= 0 && n <= 100000 ? n : -1;
}

enum sg_asked sg_derive_space(const struct sg_record *r, struct sg_space *space)
{
    int64_t area = measured(r), least = 0, most = 0;
    if (!area)
        return SG_NOT_ASKED;
    residents(r, &least, &most);
    struct sg_val estimate = sg_record_get(r, "estimate"), role = sg_val_get(estimate, "role");
    bool theirs = role.kind != SG_STRING || is_victim(role) != SG_NO;
    int64_t min = theirs ? estimated(estimate, "min") : 0;
    int64_t max = theirs && estimate.kind == SG_OBJECT ? estimated(estimate, "max") : 0;
    least += min > 0 ? min : 0;
    if (!least)
        return SG_NOT_KNOWN;
    space->hi = area / least;
    space->lo = max < 0 ? 0 : area / (most + max > least ? most + max : least);
    return SG_KNOWN;
}
