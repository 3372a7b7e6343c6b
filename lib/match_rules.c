/* SPDX-License-Identifier: EUPL-1.2 */
/* When two facts that share a key are the same: the rules that sig-enrich(1) publishes. */
#include "match_impl.h"

#include <string.h>

const char *const sg_rule_code[SG_RULE_COUNT] = {"",
#define SG_X(name, code, score) code,
                                                 SG_RULES(SG_X)
#undef SG_X
};
const unsigned char sg_rule_score[SG_RULE_COUNT] = {0,
#define SG_X(name, code, score) score,
                                                    SG_RULES(SG_X)
#undef SG_X
};

/* ---- persons: the same words ---- */

static void date_digits(uint32_t birth, char out[8])
{
    uint32_t number = (birth >> 9) * 10000 + (birth >> 5 & 15) * 100 + (birth & 31);
    for (int i = 7; i >= 0; i--, number /= 10)
        out[i] = (char)('0' + number % 10);
}

/* The day that is written when nobody knows the day. */
static bool is_new_year(uint32_t birth)
{
    return (birth & 0x1FF) == (1 << 5 | 1);
}

/* Two different days: one digit off, two neighbours swapped, or day and month. */
static enum sg_rule near_days(uint32_t a, uint32_t b)
{
    char x[8], y[8];
    if (is_new_year(a) && is_new_year(b))
        return SG_RULE_NONE;
    int off = 0, first = 0, last = 0;
    date_digits(a, x);
    date_digits(b, y);
    for (int i = 0; i < 8; i++)
        if (x[i] != y[i]) {
            first = off++ ? first : i;
            last = i;
        }
    if (off == 1)
        return SG_RULE_BIRTH_DIGIT;
    if (off == 2 && last == first + 1 && x[first] == y[last] && x[last] == y[first])
        return SG_RULE_BIRTH_SWAPPED;
    return a >> 9 == b >> 9 && memcmp(x + 4, y + 6, 2) == 0 && memcmp(x + 6, y + 4, 2) == 0
               ? SG_RULE_BIRTH_SWAPPED
               : SG_RULE_NONE;
}

/* First and last year. */
static void span(uint32_t birth, uint32_t *lo, uint32_t *hi)
{
    if (birth & SG_BIRTH_RANGE) {
        *lo = birth >> 9 & SG_BIRTH_SPAN;
        *hi = birth & SG_BIRTH_SPAN;
    } else {
        *lo = *hi = (birth >> 9) - SG_BIRTH_ERA;
    }
}

/* One of them at least is not known to the day. */
static enum sg_rule near_years(uint32_t a, uint32_t b, bool list)
{
    uint32_t a_lo, a_hi, b_lo, b_hi;
    span(a, &a_lo, &a_hi);
    span(b, &b_lo, &b_hi);
    if (a_hi < b_lo || b_hi < a_lo)
        return SG_RULE_NONE;
    /* a class of ages, or nothing, tells little */
    if (a_hi - a_lo <= 2 && b_hi - b_lo <= 2)
        return SG_RULE_BIRTH_YEAR;
    return list ? SG_RULE_NONE : SG_RULE_NAME_ONLY;
}

static bool sexes_differ(const struct sg_fact *a, const struct sg_fact *b)
{
    return ((a->bits | b->bits) & (SG_SEX_F | SG_SEX_M)) == (SG_SEX_F | SG_SEX_M);
}

static enum sg_rule same_words(const struct sg_fact *a, const char *a_name, const struct sg_fact *b,
                               const char *b_name, bool list)
{
    bool whole = !((a->value | b->value) & SG_BIRTH_RANGE);
    if (whole && a->value == b->value)
        return strcmp(a_name, b_name) == 0 ? SG_RULE_EXACT : SG_RULE_NAME_ORDER;
    if (!(a->bits & SG_FULL_NAME) || sexes_differ(a, b))
        return SG_RULE_NONE;
    return whole ? near_days(a->value, b->value) : near_years(a->value, b->value, list);
}

/* ---- persons: the same day of birth ---- */

/* The words of two names that are not accounted for, and what was found on the way. */
struct rest {
    struct sg_word a[SG_NAME_WORDS], b[SG_NAME_WORDS];
    size_t n, m;
    size_t shared; /* words of three letters or more that are the same, or nearly */
    bool initials, spelling;
};

static bool same_word(const struct sg_word *a, const struct sg_word *b)
{
    return a->n == b->n && memcmp(a->p, b->p, a->n) == 0;
}

static bool initial(const struct sg_word *a, const struct sg_word *b)
{
    return (a->n == 1) != (b->n == 1) && *a->p == *b->p;
}

/* Takes pairs out of the rest; returns how many. */
static size_t pair_off(struct rest *r, bool (*fits)(const struct sg_word *, const struct sg_word *),
                       size_t *long_ones)
{
    size_t pairs = 0, left = 0;
    for (size_t i = 0; i < r->n; i++) {
        size_t j = 0;
        while (j < r->m && !fits(&r->a[i], &r->b[j]))
            j++;
        if (j == r->m) {
            r->a[left++] = r->a[i];
            continue;
        }
        pairs++;
        if (long_ones)
            *long_ones += r->a[i].n >= 3 && r->b[j].n >= 3;
        r->b[j] = r->b[--r->m];
    }
    r->n = left;
    return pairs;
}

/* Ben Ali and Benali. */
static bool same_together(const char *a, const char *b)
{
    while (*a || *b) {
        a += *a == ' ';
        b += *b == ' ';
        if (*a++ != *b++)
            return false;
    }
    return true;
}

/* A slip of one letter in a surname of four or five: enough when the other names are the same,
 * which those of twins are not. Each name ends in its surname, unless somebody put it in front. */
static bool slip_in_surname(const struct rest *r, const struct sg_name *x, const struct sg_name *y)
{
    const struct sg_word *a = &r->a[0], *b = &r->b[0];
    return r->n == 1 && r->m == 1 && r->shared && a->p == x->word[x->words - 1].p &&
           b->p == y->word[y->words - 1].p && sg_slip(a, b);
}

static enum sg_rule same_birth(const struct sg_fact *a, const char *a_name, const struct sg_fact *b,
                               const char *b_name)
{
    struct sg_name x, y;
    struct rest r = {.n = 0};
    if (!sg_letters_fit(a, b) || sexes_differ(a, b))
        return SG_RULE_NONE;
    sg_name_split(a_name, strlen(a_name), &x);
    sg_name_split(b_name, strlen(b_name), &y);
    /* one word alone says little, even on the same day */
    if (x.words < 2 || y.words < 2)
        return SG_RULE_NONE;
    if (x.words != y.words && same_together(a_name, b_name))
        return SG_RULE_SPELLING;
    memcpy(r.a, x.word, (r.n = x.words) * sizeof *r.a);
    memcpy(r.b, y.word, (r.m = y.words) * sizeof *r.b);
    pair_off(&r, same_word, &r.shared);
    if (r.n == 0 && r.m == 0)
        return SG_RULE_NONE; /* the same words: they met by name */
    r.initials = pair_off(&r, initial, NULL) > 0;
    r.spelling = pair_off(&r, sg_alike, &r.shared) > 0;
    if (slip_in_surname(&r, &x, &y))
        return SG_RULE_SPELLING;
    bool part = r.n + r.m > 0;
    if ((r.n && r.m) || r.shared == 0 || (r.spelling && part && r.shared < 2))
        return SG_RULE_NONE;
    return r.spelling ? SG_RULE_SPELLING : r.initials ? SG_RULE_INITIALS : SG_RULE_NAME_PART;
}

/* ---- others ---- */

/* The same house: with the same addition, or one that nobody wrote down. */
static enum sg_rule same_house(const struct sg_fact *a, const struct sg_fact *b, enum sg_rule same)
{
    if (a->value == b->value)
        return same;
    return a->value && b->value ? SG_RULE_NONE : SG_RULE_ADDITION;
}

static enum sg_rule same_firm(const struct sg_fact *a, const struct sg_fact *b, enum sg_rule alike)
{
    if (a->value && a->value == b->value)
        return SG_RULE_NONE; /* they met by number */
    return a->value && b->value ? SG_RULE_OTHER_NUMBER : alike;
}

enum sg_rule sg_rule_of(enum sg_by by, const struct sg_fact *a, const char *a_name,
                        const struct sg_fact *b, const char *b_name, bool list)
{
    switch (by) {
    case SG_BY_NAME:
        return same_words(a, a_name, b, b_name, list);
    case SG_BY_BIRTH:
        return same_birth(a, a_name, b, b_name);
    case SG_BY_POSTCODE:
        return same_house(a, b, SG_RULE_EXACT);
    case SG_BY_STREET: /* two postcodes have been compared */
        return a->bits & b->bits & SG_HAS_POSTCODE ? SG_RULE_NONE
                                                   : same_house(a, b, SG_RULE_STREET);
    case SG_BY_FIRM:
        return same_firm(a, b, SG_RULE_SAME_NAME);
    case SG_BY_SPOKEN:
        return a->text == b->text || (a->value && b->value) ? SG_RULE_NONE : SG_RULE_SOUNDS_ALIKE;
    case SG_BY_HANDLE:
        return a->value == b->value && a->value ? SG_RULE_EXACT : SG_RULE_HANDLE;
    case SG_BY_KVK:
    case SG_BY_PLATE:
    case SG_BY_CONTACT:
        return SG_RULE_EXACT;
    case SG_BY_ID:
        break;
    }
    return SG_RULE_NONE;
}
