/* SPDX-License-Identifier: EUPL-1.2 */
/* From what people type to what is stored. */
#include "signals_impl.h"

#include "text.h"

#include <stdio.h>
#include <string.h>

static void put_text(struct sg_buf *out, const char *s)
{
    sg_json_text(out, s, strlen(s));
}

/* Blanks, tabs and no-break spaces at both ends mean nothing. */
static void trim(const char **s, size_t *n)
{
    while (*n && ((*s)[0] == ' ' || (*s)[0] == '\t' || (*s)[0] == '\n' || (*s)[0] == '\r'))
        ++*s, --*n;
    while (*n && ((*s)[*n - 1] == ' ' || (*s)[*n - 1] == '\t' || (*s)[*n - 1] == '\n' ||
                  (*s)[*n - 1] == '\r'))
        --*n;
    while (*n >= 2 && !memcmp(*s, "\xC2\xA0", 2))
        *s += 2, *n -= 2;
    while (*n >= 2 && !memcmp(*s + *n - 2, "\xC2\xA0", 2))
        *n -= 2;
}

/* Refuses a value, showing it, or only its form when it is personal. */
static bool refuse(const struct sg_field *field, enum sg_reason reason, const char *s, size_t n,
                   const char *what, struct sg_fault *f)
{
    char shown[32];
    if (sg_shy(field, s, n)) {
        sg_masked(s, n, shown);
        return sg_fail(f, reason, "a value of the form %s %s", shown, what);
    }
    return sg_fail(f, reason, "\"%.*s\" %s", (int)(n < 60 ? n : 60), s, what);
}

static bool typed_code(const struct sg_field *field, const char *list, const struct sg_profile *p,
                       const char *s, size_t n, bool trial, struct sg_buf *out, struct sg_fault *f)
{
    const struct sg_code *c = sg_code_typed(p, list, s, n, !sg_shy(field, s, n), trial ? NULL : f);
    if (c) {
        put_text(out, c->code);
        return true;
    }
    if (field->flags & SG_F_UNKNOWN) {
        const struct sg_code *word = sg_code_typed(p, "yesno", s, n, false, NULL);
        if (word && !strcmp(word->code, "unknown")) {
            put_text(out, "unknown");
            return true;
        }
    }
    if (trial)
        return sg_fail(f, SG_R_BAD_CODE, "is not in its list");
    sg_also_unknown(field, f);
    return false;
}

/* Days, and a part of a day behind a comma or point. */
static bool serial_date(const char *s, size_t n, int system, struct sg_date *out)
{
    int64_t v = 0;
    size_t i = 0;
    for (; i < n && i < 8 && s[i] >= '0' && s[i] <= '9'; i++)
        v = v * 10 + (s[i] - '0');
    bool year = i == 4 && v >= 1900 && v <= 2100;
    if (!i || year)
        return false;
    if (i < n && (s[i] == ',' || s[i] == '.'))
        for (i++; i < n && s[i] >= '0' && s[i] <= '9';)
            i++;
    return i == n && sg_date_serial(system == 1904 ? v + SG_FROM_1904 : v, out);
}

bool sg_typed_date(const char *s, size_t n, const struct sg_typed_opt *opt, struct sg_date *out)
{
    trim(&s, &n);
    return (opt->serial && serial_date(s, n, opt->serial, out)) || sg_date_parse(s, n, out) ||
           sg_date_typed(s, n, opt->pivot, out, NULL);
}

static bool typed_date(const struct sg_field *field, const char *s, size_t n,
                       const struct sg_typed_opt *opt, struct sg_buf *out, struct sg_fault *f)
{
    struct sg_date d = opt->read;
    char iso[1 + 11] = "\""; /* in quotes; nothing in it needs an escape */
    if (!d.y && !sg_typed_date(s, n, opt, &d))
        return refuse(field, SG_R_BAD_DATE, s, n, "is no date", f);
    if (field->type == SG_T_DAY && !sg_date_whole(d))
        return refuse(field, SG_R_BAD_DATE, s, n, "is no day", f);
    if (opt->today.y && field->flags & SG_F_PAST && sg_date_order(sg_date_first(d), opt->today) > 0)
        return sg_fail(f, SG_R_FUTURE_DATE, "a date after today");
    sg_date_write(d, iso + 1);
    size_t length = strlen(iso);
    iso[length] = '"';
    sg_buf_add(out, iso, length + 1);
    return true;
}

static size_t digits(const char *s, size_t n, int64_t *v)
{
    size_t i = 0;
    for (; i < n && i < 9 && s[i] >= '0' && s[i] <= '9'; i++)
        *v = *v * 10 + (s[i] - '0');
    return i;
}

/* 14; 1.234 or 1 234, by thousands; 14,0 or 14.0, a spreadsheet's whole number. 12,5 is none, and
 * 1,234 could be two. */
static bool whole(const char *s, size_t n, int64_t *v)
{
    *v = 0;
    size_t i = digits(s, n, v), first = i;
    char by = '\0';
    while (first && first <= 3 && *s != '0' && i + 4 <= n && i < 9 &&
           (s[i] == '.' || s[i] == ' ') && (!by || s[i] == by)) {
        by = s[i];
        if (digits(s + i + 1, 3, v) != 3)
            return false;
        i += 4;
    }
    if (i + 1 < n && (s[i] == ',' || (s[i] == '.' && !by)) && n - i <= 3)
        for (i++; i < n && s[i] == '0';)
            i++;
    return first && first < 10 && i == n;
}

static bool typed_int(const struct sg_field *field, const char *s, size_t n,
                      const struct sg_typed_opt *opt, struct sg_buf *out, struct sg_fault *f)
{
    int64_t v = 0;
    bool number = opt->digits ? n && digits(s, n, &v) == n : whole(s, n, &v);
    if (!number || v < field->min || v > field->max) {
        char what[80];
        snprintf(what, sizeof what, "is no whole number from %d to %d", field->min, field->max);
        return refuse(field, SG_R_BAD_NUMBER, s, n, what, f);
    }
    sg_buf_int(out, v);
    return true;
}

static bool typed_postcode(const struct sg_field *field, const char *s, size_t n,
                           struct sg_buf *out, struct sg_fault *f)
{
    char code[7];
    size_t k = 0;
    for (size_t i = 0; i < n && k < 7; i++) {
        char c = s[i];
        bool letter = (c | 32) >= 'a' && (c | 32) <= 'z', digit = c >= '0' && c <= '9';
        if (c == ' ' || c == '\t')
            continue;
        if (k < 4 ? !digit : !letter)
            k = 7;
        else
            code[k++] = letter ? (char)(c & ~32) : c;
    }
    if (k != 6 || code[0] == '0')
        return refuse(field, SG_R_BAD_VALUE, s, n, "is no postcode such as 3861AB", f);
    sg_json_text(out, code, 6);
    return true;
}

/* 14:30, 9:05, 14.30, 14u30. */
static bool typed_time(const struct sg_field *field, const char *s, size_t n, struct sg_buf *out,
                       struct sg_fault *f)
{
    char t[6] = "00:00";
    size_t hours = n == 4 || n == 5 ? n - 3 : 0;
    if (hours && !memchr(":.uh", s[hours], 4))
        hours = 0;
    if (hours) {
        memcpy(t + 2 - hours, s, hours);
        memcpy(t + 3, s + hours + 1, 2);
    }
    if (!hours || !sg_time_valid(t, 5))
        return refuse(field, SG_R_BAD_VALUE, s, n, "is no time such as 14:30", f);
    put_text(out, t);
    return true;
}

static bool typed_municipality(const struct sg_field *field, const struct sg_profile *p,
                               const char *s, size_t n, const struct sg_typed_opt *opt,
                               struct sg_buf *out, struct sg_fault *f)
{
    const struct sg_municipality *m =
        sg_municipality_typed(p, s, n, opt->on, opt->trial ? NULL : f);
    const struct sg_code *word;
    if (m)
        put_text(out, m->code);
    else if (field->flags & SG_F_UNKNOWN && (word = sg_code_typed(p, "yesno", s, n, false, NULL)) &&
             !strcmp(word->code, "unknown"))
        put_text(out, "unknown");
    else
        return opt->trial && sg_fail(f, SG_R_BAD_PLACE, "is no municipality");
    return true;
}

static bool typed_text(const struct sg_field *field, const char *s, size_t n,
                       const struct sg_typed_opt *opt, struct sg_buf *out, struct sg_fault *f)
{
    size_t most = field->max ? (size_t)field->max : 65536;
    if (!opt->allow_bsn && !sg_bsn_free(field, s, n, f))
        return false;
    if (n > most)
        return sg_fail(f, SG_R_BAD_FIELD, "is longer than %zu bytes", most);
    sg_json_text(out, s, n);
    return true;
}

static bool typed(const struct sg_field *field, const struct sg_profile *p, const char *s, size_t n,
                  const struct sg_typed_opt *opt, struct sg_buf *out, struct sg_fault *f)
{
    switch (field->type) {
    case SG_T_TEXT:
        return typed_text(field, s, n, opt, out, f);
    case SG_T_CODE:
        return typed_code(field, field->codes, p, s, n, opt->trial, out, f);
    case SG_T_YESNO:
        return typed_code(field, "yesno", p, s, n, opt->trial, out, f);
    case SG_T_COUNTRY:
        return typed_code(field, "country", p, s, n, opt->trial, out, f);
    case SG_T_DATE:
    case SG_T_DAY:
        return typed_date(field, s, n, opt, out, f);
    case SG_T_TIME:
        return typed_time(field, s, n, out, f);
    case SG_T_INT:
        return typed_int(field, s, n, opt, out, f);
    case SG_T_MUNICIPALITY:
        return typed_municipality(field, p, s, n, opt, out, f);
    case SG_T_POSTCODE:
        return typed_postcode(field, s, n, out, f);
    case SG_T_MOMENT:
    case SG_T_GROUP:
        break;
    }
    return sg_fail(f, SG_R_BAD_FIELD, "cannot be typed in");
}

bool sg_field_typed(const struct sg_field *field, const struct sg_profile *p, const char *s,
                    size_t n, const struct sg_typed_opt *opt, struct sg_buf *out,
                    struct sg_fault *f)
{
    trim(&s, &n);
    /* "unknown" is a value of dates, numbers and municipalities too, in any of its spellings. */
    if (field->flags & SG_F_UNKNOWN && n == 7 && !memcmp(s, "unknown", 7)) {
        put_text(out, "unknown");
        return true;
    }
    if (typed(field, p, s, n, opt, out, f))
        return true;
    const struct sg_code *word;
    bool may = field->flags & SG_F_UNKNOWN && field->type != SG_T_CODE &&
               field->type != SG_T_COUNTRY && field->type != SG_T_MUNICIPALITY;
    if (may && (word = sg_code_typed(p, "yesno", s, n, false, NULL)) &&
        !strcmp(word->code, "unknown")) {
        put_text(out, "unknown");
        return true;
    }
    return sg_in_field(f, field);
}
