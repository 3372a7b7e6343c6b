/* SPDX-License-Identifier: EUPL-1.2 */
/* The naive judge's idea of dates and ages: every day that may be meant is tried. */
#ifndef EXPR_NAIVE_WHEN_H
#define EXPR_NAIVE_WHEN_H

#include "expr_help.h"

#include <jansson.h>

enum { NO, UNSURE, YES };

enum what {
    W_AND,
    W_OR,
    W_NOT,
    W_SURELY,
    W_WORDS,
    W_DATES,
    W_NUMBERS,
    W_AGES,
    W_CONTAINS,
    W_REGION,
    W_GROUP,
    W_STATE,
    W_LIST
};
enum { R_EQ, R_NE, R_LT, R_LE, R_GT, R_GE, R_BETWEEN, R_IN };

struct naive_date {
    int y, m, d; /* m, d = 0: not precise */
};

struct node {
    enum what what;
    struct node *left, *right;
    int scope;        /* which element the name is a member of; 0: the signal */
    const char *name; /* path from there */
    bool age;         /* the derived age of the person that the path reaches */
    bool not ;        /* "not in", "is not" */
    int relation;
    int count;                     /* of values */
    const char *word[3];           /* codes, texts, a region, a group, a state, a quantifier */
    int number[3];                 /* numbers, ages */
    struct naive_date date[3], on; /* on.y = 0: the day of receipt */
    const char *folded;            /* W_CONTAINS */
};

struct naive {
    json_t *signal, *element[4];
    int level;
};

static int least(int a, int b)
{
    return a < b ? a : b;
}

static int most(int a, int b)
{
    return a > b ? a : b;
}

/* ---- days ---- */

static int month_length(int y, int m)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return m == 2 && ((y % 4 == 0 && y % 100 != 0) || y % 400 == 0) ? 29 : days[m - 1];
}

static struct naive_date next_day(struct naive_date d)
{
    if (++d.d <= month_length(d.y, d.m))
        return d;
    d.d = 1;
    if (++d.m > 12) {
        d.m = 1;
        d.y++;
    }
    return d;
}

/* 20240301: orders days. */
static int number_of(struct naive_date d)
{
    return d.y * 10000 + d.m * 100 + d.d;
}

static struct naive_date first_of(struct naive_date d)
{
    return (struct naive_date){d.y, d.m ? d.m : 1, d.d ? d.d : 1};
}

static struct naive_date last_of(struct naive_date d)
{
    int m = d.m ? d.m : 12;
    return (struct naive_date){d.y, m, d.d ? d.d : month_length(d.y, m)};
}

static bool read_date(json_t *v, struct naive_date *d)
{
    const char *s = json_string_value(v);
    *d = (struct naive_date){0, 0, 0};
    return s && sscanf(s, "%d-%d-%d", &d->y, &d->m, &d->d) >= 1 && d->y >= 1000 && d->m <= 12 &&
           (!d->m || d->d <= month_length(d->y, d->m));
}

/* Born on a day, how old on another? Who is born on 29 February has a birthday on 1 March. */
static int age_of(struct naive_date born, struct naive_date on)
{
    int years = on.y - born.y;
    return on.m * 100 + on.d < born.m * 100 + born.d ? years - 1 : years;
}

/* ---- comparing ---- */

/* Is a number so related to the values lo[0]..hi[0] and, for between, ..hi[1]? */
static bool related(int relation, int v, int lo, int hi, int hi2)
{
    switch (relation) {
    case R_LT:
        return v < lo;
    case R_LE:
        return v <= hi;
    case R_GT:
        return v > hi;
    case R_GE:
        return v >= lo;
    case R_BETWEEN:
        return v >= lo && v <= hi2;
    default:
        return v >= lo && v <= hi;
    }
}

/* Counts worlds: in how many of them is it so? */
struct worlds {
    int yes, no;
};

static void one_world(struct worlds *w, bool yes)
{
    w->yes += yes;
    w->no += !yes;
}

static int verdict_of(struct worlds w)
{
    return w.yes && !w.no ? YES : w.no && !w.yes ? NO : UNSURE;
}

static bool says_unknown(json_t *v)
{
    return json_is_string(v) && strcmp(json_string_value(v), "unknown") == 0;
}

static bool asks_unknown(const struct node *n)
{
    bool asked = false;
    for (int i = 0; i < n->count && n->what == W_WORDS; i++)
        asked = asked || strcmp(n->word[i], "unknown") == 0;
    return asked;
}

static bool asks_nothing_else(const struct node *n)
{
    int asked = 0;
    for (int i = 0; i < n->count && n->what == W_WORDS; i++)
        asked += strcmp(n->word[i], "unknown") == 0;
    return asked && asked == n->count;
}

static int words_verdict(const struct node *n, json_t *v)
{
    if (says_unknown(v))
        return asks_unknown(n) ? YES : UNSURE;
    if (!json_is_string(v))
        return UNSURE;
    for (int i = 0; i < n->count; i++)
        if (strcmp(n->word[i], json_string_value(v)) == 0)
            return YES;
    return NO;
}

static int dates_verdict(const struct node *n, json_t *v)
{
    struct naive_date d;
    int best = NO;
    if (!read_date(v, &d))
        return UNSURE;
    for (int i = 0; i < (n->relation == R_IN ? n->count : 1); i++) {
        struct worlds w = {0, 0};
        int lo = number_of(first_of(n->date[i])), hi = number_of(last_of(n->date[i]));
        int hi2 = n->relation == R_BETWEEN ? number_of(last_of(n->date[1])) : 0;
        for (struct naive_date day = first_of(d);; day = next_day(day)) {
            one_world(&w, related(n->relation, number_of(day), lo, hi, hi2));
            if (number_of(day) == number_of(last_of(d)))
                break;
        }
        best = most(best, verdict_of(w));
    }
    return best;
}

/* The numbers from lo to hi, each as one that it may be. */
static int range_verdict(const struct node *n, int lo, int hi)
{
    int best = NO;
    for (int i = 0; i < (n->relation == R_IN ? n->count : 1); i++) {
        struct worlds w = {0, 0};
        for (int v = lo; v <= hi; v++)
            one_world(&w, related(n->relation, v, n->number[i], n->number[i], n->number[1]));
        best = most(best, verdict_of(w));
    }
    return best;
}

static int numbers_verdict(const struct node *n, json_t *v)
{
    if (!json_is_integer(v))
        return UNSURE;
    return range_verdict(n, (int)json_integer_value(v), (int)json_integer_value(v));
}

/* ---- ages ---- */

struct ages {
    int lo, hi; /* lo > hi: none found yet */
};

static void may_be(struct ages *a, int age)
{
    if (age < 0)
        return;
    a->lo = least(a->lo, age);
    a->hi = most(a->hi, age);
}

/* Every birth date in a period, every day of another (its months' ends will do). */
static void ages_of_born(struct naive_date born, struct naive_date on, struct ages *a)
{
    for (struct naive_date b = first_of(born);; b = next_day(b)) {
        for (struct naive_date d = first_of(on);; d = next_day(d)) {
            bool last = number_of(d) == number_of(last_of(on));
            if (last || d.d == 1 || number_of(d) == number_of(first_of(on)))
                may_be(a, age_of(b, d));
            if (last)
                break;
        }
        if (number_of(b) == number_of(last_of(born)))
            return;
    }
}

/* Everybody who was `age` on the day of receipt, as old as on another day. */
static void ages_of_age(int age, struct naive_date received, struct naive_date on, struct ages *a)
{
    for (struct naive_date r = first_of(received);; r = next_day(r)) {
        bool last = number_of(r) == number_of(last_of(received));
        struct naive_date b = {r.y - age - 1, r.m, 1};
        for (int day = 0; day < 400 && (last || r.d == 1); day++, b = next_day(b))
            if (age_of(b, r) == age) {
                may_be(a, age_of(b, first_of(on)));
                may_be(a, age_of(b, last_of(on)));
            }
        if (last)
            return;
    }
}

static bool class_range(json_t *v, int *lo, int *hi)
{
    static const struct {
        const char *code;
        int lo, hi;
    } classes[] = {{"u18", 0, 17}, {"18-22", 18, 22}, {"23plus", 23, 60}};
    for (size_t i = 0; json_is_string(v) && i < 3; i++)
        if (strcmp(json_string_value(v), classes[i].code) == 0) {
            *lo = classes[i].lo;
            *hi = classes[i].hi;
            return true;
        }
    return false;
}

static struct ages ages_of_person(const struct naive *e, const struct node *n, json_t *person)
{
    struct ages a = {1000, -1};
    struct naive_date received, born;
    json_t *age = json_object_get(person, "age");
    bool has_received = read_date(json_object_get(e->signal, "received"), &received);
    bool has_born = read_date(json_object_get(person, "born"), &born);
    bool same = n->on.y == 0 ||
                (has_received && number_of(n->on) == number_of(received)); /* the same period */
    struct naive_date on = same ? received : n->on;
    int lo = 0, hi = -1;
    if (json_is_integer(age) && same)
        may_be(&a, (int)json_integer_value(age));
    if (a.hi < 0 && has_born && (has_received || !same))
        ages_of_born(born, on, &a);
    if (a.hi >= 0)
        return a;
    if (json_is_integer(age))
        lo = hi = (int)json_integer_value(age);
    else if (!class_range(json_object_get(person, "age_class"), &lo, &hi))
        return a;
    for (int years = lo; years <= hi; years++) {
        if (same)
            may_be(&a, years);
        else if (has_received)
            ages_of_age(years, received, on, &a);
    }
    return a;
}

static bool is_there(json_t *v)
{
    return v && !json_is_null(v);
}

static int ages_verdict(const struct naive *e, const struct node *n, json_t *person)
{
    struct ages a = ages_of_person(e, n, person);
    bool asked = is_there(json_object_get(person, "age")) ||
                 is_there(json_object_get(person, "born")) ||
                 is_there(json_object_get(person, "age_class"));
    if (n->what != W_STATE)
        return a.hi < 0 ? UNSURE : range_verdict(n, a.lo, a.hi);
    if (strcmp(n->word[0], "known") == 0)
        return a.hi >= 0 ? YES : NO;
    return strcmp(n->word[0], "unknown") != 0 || a.hi < 0 ? (asked ? YES : NO) : NO;
}

#endif
