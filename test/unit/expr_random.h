/* SPDX-License-Identifier: EUPL-1.2 */
/* Random records and random conditions on them, for the trial in test_expr_diff.c. */
#ifndef EXPR_RANDOM_H
#define EXPR_RANDOM_H

#include "expr_naive.h"

enum { NODES = 400 };

/* ---- chance ---- */

static uint64_t seed;

static unsigned below(unsigned n)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (unsigned)((seed >> 11) % n);
}

static bool one_in(unsigned n)
{
    return below(n) == 0;
}

#define PICK(list) (list)[below(sizeof(list) / sizeof *(list))]

/* ---- records ---- */

static const char *const forms[] = {"labour", "sexual", "criminal", "smuggling", "unknown"};
static const char *const roles[] = {"victim", "victim", "suspect", "facilitator", "unknown"};
static const char *const sexes[] = {"f", "m", "unknown"};
static const char *const places[] = {"GM0267", "GM0203", "GM1980", "GM0398", "unknown", "GM0228"};
static const char *const place_roles[] = {"registration", "found", "residence"};
static const char *const yes_no[] = {"yes", "no", "unknown"};
static const char *const consents[] = {"care", "police"};
static const char *const classes[] = {"u18", "18-22", "23plus", "unknown"};
static const char *const texts[] = {"Een Ka\xC3\xADs\xC3\xA9r", "\"x\" \\ kaas", "niets"};

static json_t *random_date(int from, int years)
{
    char text[32];
    int y = from + (int)below((unsigned)years), m = 1 + (int)below(12), d = 1 + (int)below(28);
    if (one_in(12))
        snprintf(text, sizeof text, "%d-02-29", y - y % 4);
    else if (one_in(3))
        snprintf(text, sizeof text, "%d", y);
    else if (one_in(3))
        snprintf(text, sizeof text, "%d-%02d", y, m);
    else
        snprintf(text, sizeof text, "%d-%02d-%02d", y, m, d);
    return json_string(text);
}

/* Now and then what no signal should have. */
static json_t *odd(void)
{
    switch (below(5)) {
    case 0:
        return json_null();
    case 1:
        return json_array();
    case 2:
        return json_integer(7);
    case 3:
        return json_object();
    default:
        return json_string("2023-99");
    }
}

static void put(json_t *object, const char *key, json_t *v)
{
    if (one_in(40)) {
        json_decref(v);
        v = odd();
    }
    if (one_in(5))
        json_decref(v);
    else
        json_object_set_new(object, key, v);
}

static json_t *list_of(const char *const *words, unsigned n)
{
    json_t *list = json_array();
    for (unsigned i = below(4); i > 0; i--)
        json_array_append_new(list, json_string(words[below(n)]));
    return list;
}

static json_t *random_person(void)
{
    json_t *p = json_object(), *consent = json_array();
    put(p, "roles", list_of(roles, 5));
    put(p, "sex", json_string(PICK(sexes)));
    if (one_in(3))
        put(p, "age", one_in(6) ? json_string("unknown") : json_integer(10 + below(30)));
    if (one_in(2))
        put(p, "born", one_in(6) ? json_string("unknown") : random_date(1996, 16));
    if (one_in(3))
        put(p, "age_class", json_string(PICK(classes)));
    for (unsigned i = below(3); i > 0; i--) {
        json_t *c = json_object();
        put(c, "for", json_string(PICK(consents)));
        put(c, "given", json_string(below(2) ? "yes" : "no"));
        json_array_append_new(consent, c);
    }
    put(p, "consent", consent);
    put(p, "origin", json_string(below(2) ? "police" : "care"));
    return p;
}

static json_t *random_record(void)
{
    json_t *r = json_object(), *group = json_object(), *list = json_array();
    put(r, "received", random_date(2020, 5));
    put(r, "municipality", json_string(PICK(places)));
    for (unsigned i = below(3); i > 0; i--) {
        json_t *place = json_object();
        put(place, "role", json_string(PICK(place_roles)));
        put(place, "municipality", json_string(PICK(places)));
        json_array_append_new(list, place);
    }
    put(r, "places", list);
    put(r, "forms", list_of(forms, 5));
    put(r, "text", json_string(PICK(texts)));
    put(r, "origin", json_string(below(2) ? "police" : "care"));
    put(group, "min", json_integer(below(6)));
    put(r, "estimate", group);
    group = json_object();
    put(group, "taken_up", json_string(PICK(yes_no)));
    put(group, "ended", random_date(2022, 3));
    put(r, "criminal", group);
    list = json_array();
    for (unsigned i = below(4); i > 0; i--)
        json_array_append_new(list, one_in(30) ? odd() : random_person());
    put(r, "persons", list);
    return r;
}

/* ---- expressions ---- */

/* What the lists around an expression are: 'p' persons, 'c' consent. */
static char around[4];
static int levels;

static struct node pool[NODES];
static size_t nodes;
static struct {
    char around[4];
    int levels;
} place[NODES];

static struct node *new_node(enum what what)
{
    assert_true(nodes < NODES);
    pool[nodes] = (struct node){.what = what};
    memcpy(place[nodes].around, around, sizeof around);
    place[nodes].levels = levels;
    return &pool[nodes++];
}

/* Now and then a comparison or a list of before, from a place like this one; else NULL. */
static struct node *again(bool list)
{
    size_t i = nodes ? below((unsigned)nodes) : 0;
    enum what what = nodes ? pool[i].what : W_NOT;
    if (what == W_NOT || what == W_SURELY || what == W_AND || what == W_OR)
        return NULL;
    if ((what == W_LIST) != list || place[i].levels != levels)
        return NULL;
    return memcmp(place[i].around + 1, around + 1, (size_t)levels) == 0 ? &pool[i] : NULL;
}

/* Fields by the kind of their list: 0 the signal, 1 persons, 2 their consent. */
struct known {
    const char *name;
    enum what what;
    const char *const *words;
    unsigned n;
    const char *list; /* code list, for groups */
};
static const struct known of_signal[] = {
    {"forms", W_WORDS, forms, 5, "form"},
    {"persons.roles", W_WORDS, roles, 5, NULL},
    {"persons.sex", W_WORDS, sexes, 3, NULL},
    {"persons.consent.for", W_WORDS, consents, 2, NULL},
    {"criminal.taken_up", W_WORDS, yes_no, 3, NULL},
    {"minor", W_WORDS, yes_no, 3, NULL},
    {"municipality", W_WORDS, places, 6, NULL},
    {"municipality", W_REGION, NULL, 0, NULL},
    {"places.municipality", W_REGION, NULL, 0, NULL},
    {"received", W_DATES, NULL, 0, NULL},
    {"criminal.ended", W_DATES, NULL, 0, NULL},
    {"persons.born", W_DATES, NULL, 0, NULL},
    {"estimate.min", W_NUMBERS, NULL, 0, NULL},
    {"persons.age", W_AGES, NULL, 0, NULL},
    {"text", W_CONTAINS, NULL, 0, NULL},
    {"persons", W_STATE, NULL, 0, NULL},
};
static const struct known of_person[] = {
    {"roles", W_WORDS, roles, 5, NULL},
    {"sex", W_WORDS, sexes, 3, NULL},
    {"consent.given", W_WORDS, yes_no, 2, NULL},
    {"born", W_DATES, NULL, 0, NULL},
    {"age", W_AGES, NULL, 0, NULL},
    {"age", W_AGES, NULL, 0, NULL},
    {"consent", W_STATE, NULL, 0, NULL},
};
static const struct known of_consent[] = {
    {"for", W_WORDS, consents, 2, NULL},
    {"given", W_WORDS, yes_no, 2, NULL},
};

static void random_field(struct node *n, struct known *f)
{
    int level = levels && !one_in(4) ? 1 + (int)below((unsigned)levels) : 0;
    /* an inner list of the same kind hides the outer */
    for (int i = level + 1; level && i <= levels; i++)
        if (around[i] == around[level])
            level = i;
    *f = !level ? PICK(of_signal) : around[level] == 'p' ? PICK(of_person) : PICK(of_consent);
    n->scope = level;
    n->name = f->name;
    n->what = f->what;
    n->age = f->what == W_AGES;
}

static struct naive_date random_literal(void)
{
    struct naive_date d;
    json_t *v = random_date(2019, 6);
    read_date(v, &d);
    json_decref(v);
    return d;
}

static void random_values(struct node *n, const struct known *f)
{
    static const char *const regions[] = {"west-veluwe-vallei", "VR10", "oost-nederland", "GM1980"};
    static const char *const needles[] = {"kaiser", "\\ k", "zzz", "e"};
    static const char *const raw[] = {"'K\xC3\xA4ISER'", "'\\  K'", "zzz", "E"};
    n->count = n->relation == R_IN ? 1 + (int)below(3) : n->relation == R_BETWEEN ? 2 : 1;
    for (int i = 0; i < n->count; i++) {
        n->word[i] = f->n ? f->words[below(f->n)] : NULL;
        n->number[i] = f->what == W_AGES ? 12 + (int)below(20) : (int)below(6);
        n->date[i] = random_literal();
    }
    if (n->number[1] < n->number[0] && n->relation == R_BETWEEN)
        n->number[1] = n->number[0];
    if (n->relation == R_BETWEEN &&
        number_of(last_of(n->date[1])) < number_of(first_of(n->date[0])))
        n->date[1] = n->date[0];
    if (n->what == W_REGION)
        n->word[0] = PICK(regions);
    if (n->what == W_CONTAINS) {
        unsigned which = below(4);
        n->folded = needles[which];
        n->word[0] = raw[which];
    }
    if (n->age && one_in(3))
        n->on = random_literal();
}

static struct node *random_test(void)
{
    static const char *const states[] = {"known", "unknown", "present", "absent"};
    struct node *n = again(false);
    if (n)
        return n;
    n = new_node(W_STATE);
    struct known f;
    random_field(n, &f);
    bool state = n->what == W_STATE || one_in(6);
    if (state && n->what != W_REGION) {
        n->what = W_STATE;
        n->relation = R_EQ;
        n->word[0] = PICK(states);
        n->not = one_in(3);
        return n;
    }
    bool ordered = n->what == W_DATES || n->what == W_NUMBERS || n->what == W_AGES;
    if (ordered)
        n->relation = (int)below(R_IN + 1);
    else if (n->what == W_WORDS)
        n->relation = one_in(2) ? R_IN : (int)below(2);
    else
        n->relation = R_EQ;
    n->not = (n->relation >= R_BETWEEN || !(ordered || n->what == W_WORDS)) && one_in(3);
    random_values(n, &f);
    if (f.list && one_in(3)) {
        n->what = W_GROUP;
        n->relation = R_EQ;
        n->word[0] = "trafficking";
        n->word[1] = f.list;
    }
    return n;
}

static struct node *random_tree(unsigned depth);

/* any persons (...), count persons > 2 */
static struct node *random_list(unsigned depth)
{
    static const char *const quantifiers[] = {"any", "every", "no", "count"};
    struct node *n = again(true);
    if (n)
        return n;
    n = new_node(W_LIST);
    bool inner = levels > 0 && around[levels] == 'p' && !one_in(4);
    n->scope = inner ? levels : 0;
    n->name = inner ? "consent" : "persons";
    n->word[0] = PICK(quantifiers);
    bool counts = n->word[0][0] == 'c';
    n->relation = counts ? (int)below(R_IN + 1) : R_EQ;
    n->count = n->relation == R_IN ? 3 : 2;
    n->number[0] = (int)below(3);
    n->number[1] = n->number[0] + (int)below(2);
    n->number[2] = 3;
    if (counts && one_in(3))
        return n;
    around[++levels] = inner ? 'c' : 'p';
    n->left = random_tree(depth);
    levels--;
    return n;
}

static struct node *random_tree(unsigned depth)
{
    unsigned kind = below(8);
    if (!depth || kind < 2)
        return random_test();
    if (kind == 2 && levels < 3)
        return random_list(depth - 1);
    enum what unary = one_in(2) ? W_NOT : W_SURELY;
    struct node *n = new_node(kind < 5 ? W_AND : kind < 7 ? W_OR : unary);
    n->left = random_tree(depth - 1);
    n->right = n->what == unary ? NULL : random_tree(depth - 1);
    return n;
}

#endif
