/* SPDX-License-Identifier: EUPL-1.2 */
/* Values in an expression: read by the type of the field that they are compared with, and put into
 * the program's pools in the form in which they are compared. */
#include "expr_impl.h"

#include "text.h"

#include <stdio.h>
#include <string.h>

enum { CONTENT_MAX = SG_NEEDLE_MAX };

static bool is_value(const struct expr_compiler *c)
{
    return c->token.kind == TOKEN_WORD || c->token.kind == TOKEN_QUOTED;
}

static struct expr_step *step_of(struct expr_compiler *c, const struct expr_subject *s)
{
    return &c->e->step[s->step];
}

/* `unknown` as a value: the field must have it. */
static bool takes_unknown(struct expr_compiler *c, const struct expr_subject *s)
{
    struct expr_step *step = step_of(c, s);
    if (!step->knows_unknown || !sg_expr_is_word(&c->token, "unknown"))
        return false;
    step->or_unknown = true;
    return true;
}

/* ---- codes, countries, yes and no ---- */

const char *sg_expr_code_list(const struct expr_subject *s)
{
    return s->type == SG_T_CODE ? s->field->codes : "country";
}

/* Offers a spelling; when it is the closest so far, *code is what it stands for. */
static void offer(struct sg_near *near, const char *spelling, const struct sg_code *meant,
                  const struct sg_code **code)
{
    const char *before = near->best;
    sg_near_offer(near, spelling);
    if (near->best != before)
        *code = meant;
}

/* The code whose code or label is closest to what was written, or NULL. */
static const struct sg_code *closest_code(const struct sg_profile *p, const char *list,
                                          const char *text)
{
    struct sg_near near;
    const struct sg_code *code, *best = NULL;
    sg_near_begin(&near, text);
    for (size_t i = 0; (code = sg_code_at(p, list, i)) != NULL; i++) {
        offer(&near, code->code, code, &best);
        offer(&near, code->label[SG_NL], code, &best);
        offer(&near, code->label[SG_EN], code, &best);
    }
    return best;
}

/* The codes themselves, when they are few enough to read. */
static void name_codes(const struct sg_profile *p, const char *list, char *out, size_t cap)
{
    enum { A_FEW = 10 };
    const struct sg_code *code;
    size_t n = 0;
    for (size_t i = 0; i < A_FEW && (code = sg_code_at(p, list, i)) != NULL; i++) {
        int k = snprintf(out + n, cap - n, "%s%s", i ? ", " : "; its codes: ", code->code);
        n += k > 0 ? (size_t)k : 0;
        if (n >= cap)
            break;
    }
    if (n >= cap || sg_code_at(p, list, A_FEW))
        out[0] = '\0';
}

static bool no_code(struct expr_compiler *c, const char *list, const char *text, size_t n)
{
    struct sg_fault f;
    char all[160] = "";
    /* A label or an alias is no near miss but exactly right, in the wrong language. */
    const struct sg_code *code = sg_code_typed(c->profile, list, text, n, false, &f);
    if (!code)
        code = closest_code(c->profile, list, text);
    if (!code)
        name_codes(c->profile, list, all, sizeof all);
    return sg_expr_fault(c, &c->token, "%s is no %s%s%s%s%s", sg_expr_show(c, &c->token).s, list,
                         code ? "; did you mean " : "", code ? code->code : "", code ? "?" : "",
                         all);
}

static bool value_code(struct expr_compiler *c, const struct expr_subject *s, const char *text,
                       size_t n)
{
    const char *list = sg_expr_code_list(s);
    const struct sg_code *code = sg_code(c->profile, list, text, n);
    if (!code)
        return no_code(c, list, text, n);
    return sg_expr_add_word(c, step_of(c, s), code->code, strlen(code->code));
}

/* Not a list of the profile: what can be answered is part of the format. */
static bool value_yesno(struct expr_compiler *c, const struct expr_subject *s, const char *text,
                        size_t n)
{
    if (strcmp(text, "yes") != 0 && strcmp(text, "no") != 0)
        return sg_expr_fault(c, &c->token, "%s is not yes, no or unknown",
                             sg_expr_show(c, &c->token).s);
    return sg_expr_add_word(c, step_of(c, s), text, n);
}

/* ---- texts ---- */

static bool value_text(struct expr_compiler *c, const struct expr_subject *s, const char *text,
                       size_t n)
{
    return sg_expr_add_word(c, step_of(c, s), text, n);
}

/* In capitals and without blanks, as it is stored: 3861AB. */
static bool value_postcode(struct expr_compiler *c, const struct expr_subject *s, const char *text,
                           size_t n)
{
    char code[6];
    size_t k = 0;
    bool ok = true;
    for (size_t i = 0; i < n && ok; i++) {
        char ch = text[i] >= 'a' && text[i] <= 'z' ? (char)(text[i] - 'a' + 'A') : text[i];
        if (ch == ' ')
            continue;
        ok = k < 4 ? ch >= '0' && ch <= '9' : k < 6 && ch >= 'A' && ch <= 'Z';
        if (ok)
            code[k++] = ch;
    }
    if (!ok || k != 6)
        return sg_expr_fault(c, &c->token, "this is no postcode such as 3861AB");
    return sg_expr_add_word(c, step_of(c, s), code, k);
}

static bool value_municipality(struct expr_compiler *c, const struct expr_subject *s,
                               const char *text, size_t n)
{
    struct sg_fault f;
    const struct sg_municipality *m = sg_municipality_typed(c->profile, text, n, c->today, &f);
    if (m)
        return sg_expr_add_word(c, step_of(c, s), m->code, strlen(m->code));
    if (c->e->personal)
        return sg_expr_fault(c, &c->token, "this is no municipality");
    return sg_expr_fault(c, &c->token, "%s", f.text);
}

bool sg_expr_needle(struct expr_compiler *c, const struct expr_subject *s)
{
    char text[CONTENT_MAX], folded[CONTENT_MAX];
    size_t n;
    if (!is_value(c))
        return sg_expr_expected(c, "a text to look for");
    if (!sg_expr_content(c, &c->token, text, sizeof text, &n))
        return false;
    size_t k = sg_fold(text, n, folded, sizeof folded);
    if (!k)
        return sg_expr_fault(c, &c->token, "the text to look for is empty");
    if (k > sizeof folded)
        return sg_expr_fault(c, &c->token, "a text of more than %zu bytes", sizeof folded);
    return sg_expr_add_word(c, step_of(c, s), folded, k) && sg_expr_next(c);
}

/* ---- numbers and times ---- */

static bool digits(const char *s, size_t n, size_t most, int64_t *v)
{
    *v = 0;
    for (size_t i = 0; i < n && n <= most; i++) {
        if (s[i] < '0' || s[i] > '9')
            return false;
        *v = *v * 10 + (s[i] - '0');
    }
    return n > 0 && n <= most;
}

static bool value_int(struct expr_compiler *c, const struct expr_subject *s, const char *text,
                      size_t n)
{
    int64_t v;
    if (!digits(text, n, 18, &v))
        return sg_expr_fault(c, &c->token, "%s is no whole number", sg_expr_show(c, &c->token).s);
    return sg_expr_add_span(c, step_of(c, s), v, v);
}

static bool value_time(struct expr_compiler *c, const struct expr_subject *s, const char *text,
                       size_t n)
{
    if (!sg_time_valid(text, n))
        return sg_expr_fault(c, &c->token, "%s is no time such as 14:30",
                             sg_expr_show(c, &c->token).s);
    int64_t minute = sg_expr_minute(text);
    return sg_expr_add_span(c, step_of(c, s), minute, minute);
}

int64_t sg_expr_minute(const char *hh_mm)
{
    return ((hh_mm[0] - '0') * 10 + hh_mm[1] - '0') * 60 + (hh_mm[3] - '0') * 10 + hh_mm[4] - '0';
}

/* ---- dates ---- */

static bool no_date(struct expr_compiler *c, const struct expr_token *t)
{
    struct sg_date d;
    char iso[11];
    struct expr_shown shown = sg_expr_show(c, t);
    static const char form[] = "2024-03-01, 2024-03, 2024 or today";
    if (c->e->personal || !sg_date_typed(t->p, t->n, 0, &d, NULL))
        return sg_expr_fault(c, t, "%s is no date; a date is %s", shown.s, form);
    sg_date_write(d, iso);
    return sg_expr_fault(c, t, "%s is no date; did you mean %s?", shown.s, iso);
}

static bool read_unit(struct expr_compiler *c, size_t *unit)
{
    static const char *const units[] = {"days", "weeks", "months", "years", "day",
                                        "week", "month", "year",   NULL};
    bool ok = true;
    for (size_t i = 0; units[i]; i++)
        if (sg_expr_take_word(c, units[i], &ok)) {
            *unit = i % 4;
            return ok;
        }
    return sg_expr_expected_word(c, "days, weeks, months or years", units);
}

static struct sg_date moved(struct sg_date d, int64_t count, size_t unit)
{
    if (unit < 2)
        return sg_days_date((int32_t)(sg_date_days(d) + count * (unit == 0 ? 1 : 7)));
    return sg_date_add_months(d, (int)(count * (unit == 2 ? 1 : 12)));
}

/* "+ 3 months" or "- 30 days" behind a date. */
static bool move_date(struct expr_compiler *c, struct sg_date *d)
{
    struct expr_token sign = c->token;
    int64_t count;
    size_t unit = 0;
    if (!sg_date_whole(*d))
        return sg_expr_fault(c, &sign, "only a whole date, such as 2024-03-01, can be moved");
    if (!sg_expr_next(c))
        return false;
    if (c->token.kind != TOKEN_WORD || !digits(c->token.p, c->token.n, 6, &count))
        return sg_expr_expected(c, "a number of days, weeks, months or years, at most 999999");
    if (!sg_expr_next(c) || !read_unit(c, &unit))
        return false;
    *d = moved(*d, sign.kind == TOKEN_MINUS ? -count : count, unit);
    return d->y || sg_expr_fault(c, &sign, "this leads outside the years 1000 to 9999");
}

bool sg_expr_date(struct expr_compiler *c, struct sg_date *d)
{
    static const char today_minus[] = "today-";
    const struct expr_token *t = &c->token;
    size_t n = sizeof today_minus - 1;
    if (!is_value(c))
        return sg_expr_expected(c, "a date");
    if (t->kind == TOKEN_WORD && t->n >= n && memcmp(t->p, today_minus, n) == 0)
        return sg_expr_fault(c, t, "write blanks around the -, as in \"today - 30 days\"");
    if (sg_expr_is_word(t, "today"))
        *d = c->today;
    else if (!sg_date_parse(t->p, t->n, d))
        return no_date(c, t);
    if (!sg_expr_next(c))
        return false;
    while (c->token.kind == TOKEN_PLUS || c->token.kind == TOKEN_MINUS)
        if (!move_date(c, d))
            return false;
    return true;
}

/* Not days since an epoch: these need no calendar, and only their order matters. */
static int64_t day_number(struct sg_date d)
{
    return (d.y * 16 + d.m) * 32 + d.d;
}

struct expr_span sg_expr_days(struct sg_date d)
{
    if (d.d)
        return (struct expr_span){day_number(d), day_number(d)};
    return (struct expr_span){day_number(sg_date_first(d)), day_number(sg_date_last(d))};
}

static bool value_date(struct expr_compiler *c, const struct expr_subject *s)
{
    struct sg_date d;
    if (!sg_expr_date(c, &d))
        return false;
    struct expr_span days = sg_expr_days(d);
    return sg_expr_add_span(c, step_of(c, s), days.lo, days.hi);
}

/* ---- any of them ---- */

static bool typed_value(struct expr_compiler *c, const struct expr_subject *s, const char *text,
                        size_t n)
{
    switch (s->type) {
    case SG_T_CODE:
    case SG_T_COUNTRY:
        return value_code(c, s, text, n);
    case SG_T_YESNO:
        return value_yesno(c, s, text, n);
    case SG_T_MUNICIPALITY:
        return value_municipality(c, s, text, n);
    case SG_T_POSTCODE:
        return value_postcode(c, s, text, n);
    case SG_T_TIME:
        return value_time(c, s, text, n);
    case SG_T_INT:
        return value_int(c, s, text, n);
    default:
        return value_text(c, s, text, n);
    }
}

bool sg_expr_value(struct expr_compiler *c, const struct expr_subject *s)
{
    char text[CONTENT_MAX + 1];
    size_t n;
    if (is_value(c) && takes_unknown(c, s))
        return sg_expr_next(c);
    if (step_of(c, s)->leaf == LEAF_DATE || step_of(c, s)->leaf == LEAF_MOMENT)
        return value_date(c, s);
    if (!is_value(c))
        return sg_expr_expected(c, "a value");
    if (step_of(c, s)->leaf == LEAF_REGION)
        return sg_expr_region(c, s);
    if (!sg_expr_content(c, &c->token, text, CONTENT_MAX, &n))
        return false;
    text[n] = '\0';
    return typed_value(c, s, text, n) && sg_expr_next(c);
}
