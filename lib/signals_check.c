/* SPDX-License-Identifier: EUPL-1.2 */
/* Is this a signal? One walk over the members, guided by the field table. */
#include "signals_impl.h"

#include "text.h"

#include <stdio.h>
#include <string.h>

bool sg_is_unknown(const struct sg_field *field, struct sg_val v)
{
    return field->flags & SG_F_UNKNOWN && sg_val_is(v, "unknown");
}

/* Copies a short string value; false when it is no string or longer than `out` takes. */
static bool short_text(struct sg_val v, char *out, size_t cap, size_t *n)
{
    if (v.kind != SG_STRING)
        return false;
    *n = sg_val_text(v, out, cap);
    return *n <= cap;
}

static bool check_text(const struct sg_field *field, struct sg_val v, struct sg_fault *f)
{
    size_t most = field->max ? (size_t)field->max : 65536;
    if (v.kind != SG_STRING)
        return sg_fail(f, SG_R_BAD_FIELD, "must be a text");
    if (v.n > most && sg_val_text(v, NULL, 0) > most)
        return sg_fail(f, SG_R_BAD_FIELD, "is longer than %zu bytes", most);
    return true;
}

void sg_also_unknown(const struct sg_field *field, struct sg_fault *f)
{
    size_t n = f ? strlen(f->text) : 0;
    if (n && field->flags & SG_F_UNKNOWN && strstr(f->text, "; allowed: "))
        snprintf(f->text + n, sizeof f->text - n, ", unknown");
}

static bool check_code(const struct sg_field *field, const char *list, struct sg_val v,
                       const struct sg_profile *p, struct sg_fault *f)
{
    char text[128];
    size_t n;
    if (!short_text(v, text, sizeof text, &n))
        return sg_fail(f, SG_R_BAD_CODE, "must be a code of the list \"%s\"", list);
    if (sg_code(p, list, text, n))
        return true;
    /* A label or alias that a person typed leads to its code. */
    bool shy = sg_shy(field, text, n);
    const struct sg_code *meant = sg_code_typed(p, list, text, n, !shy, f);
    if (meant && shy)
        sg_fail(f, SG_R_BAD_CODE, "must be a code, not its label");
    else if (meant)
        sg_fail(f, SG_R_BAD_CODE, "\"%.*s\" is no code; did you mean \"%s\"?", (int)n, text,
                meant->code);
    else
        sg_also_unknown(field, f);
    return false;
}

static bool check_date(const struct sg_field *field, struct sg_val v, struct sg_date today,
                       struct sg_fault *f)
{
    char text[16], shown[32];
    size_t n;
    struct sg_date d;
    if (!short_text(v, text, sizeof text, &n))
        return sg_fail(f, SG_R_BAD_DATE, "must be a date such as 2024-03-01, 2024-03 or 2024");
    if (!sg_date_parse(text, n, &d)) {
        if (!sg_shy(field, text, n))
            return sg_fail(f, SG_R_BAD_DATE, "\"%.*s\" is no date", (int)n, text);
        sg_masked(text, n, shown);
        return sg_fail(f, SG_R_BAD_DATE, "a value of the form %s is no date", shown);
    }
    if (field->type == SG_T_DAY && !sg_date_whole(d))
        return sg_fail(f, SG_R_BAD_DATE, "must be a day such as 2024-03-01");
    if (field->flags & SG_F_PAST && sg_date_order(sg_date_first(d), today) > 0)
        return sg_fail(f, SG_R_FUTURE_DATE, "a date after today");
    return true;
}

static bool check_int(const struct sg_field *field, struct sg_val v, struct sg_fault *f)
{
    int64_t i;
    bool ok = sg_val_int(v, &i) && i >= field->min && i <= field->max;
    if (!ok && field->min == field->max)
        return sg_fail(f, SG_R_BAD_NUMBER, "must be %d", field->min);
    if (!ok)
        return sg_fail(f, SG_R_BAD_NUMBER, "must be a whole number from %d to %d", field->min,
                       field->max);
    return true;
}

static bool check_municipality(struct sg_val v, const struct sg_profile *p, struct sg_fault *f)
{
    char text[128];
    size_t n;
    static const struct sg_date any;
    if (!short_text(v, text, sizeof text, &n))
        return sg_fail(f, SG_R_BAD_PLACE, "must be a code such as GM0267");
    if (sg_municipality(p, text, n))
        return true;
    const struct sg_municipality *meant = sg_municipality_typed(p, text, n, any, f);
    if (meant)
        sg_fail(f, SG_R_BAD_PLACE, "must be a code; did you mean %s (%s)?", meant->code,
                meant->name);
    return false;
}

static bool check_postcode(struct sg_val v, struct sg_fault *f)
{
    bool ok = v.kind == SG_STRING && v.n == 6 && v.p[0] >= '1' && v.p[0] <= '9';
    for (size_t i = 1; ok && i < 4; i++)
        ok = v.p[i] >= '0' && v.p[i] <= '9';
    for (size_t i = 4; ok && i < 6; i++)
        ok = v.p[i] >= 'A' && v.p[i] <= 'Z';
    return ok || sg_fail(f, SG_R_BAD_VALUE, "must be a postcode such as 3861AB");
}

static bool check_moment(struct sg_val v, struct sg_fault *f)
{
    struct sg_date d;
    bool ok = v.kind == SG_STRING && v.n == 20 && v.p[10] == 'T' && v.p[19] == 'Z' &&
              sg_date_parse(v.p, 10, &d) && sg_time_valid(v.p + 11, 5) && v.p[16] == ':' &&
              v.p[17] >= '0' && v.p[17] <= '5' && v.p[18] >= '0' && v.p[18] <= '9';
    return ok || sg_fail(f, SG_R_BAD_DATE, "must be a moment such as 2024-03-01T12:00:00Z");
}

bool sg_value_check(const struct sg_field *field, struct sg_val v, const struct sg_profile *p,
                    struct sg_date today, struct sg_fault *f)
{
    if (v.kind == SG_NULL || v.kind == SG_TRUE || v.kind == SG_FALSE)
        return sg_fail(f, SG_R_BAD_FIELD,
                       "null, true and false are not used: leave out what was not asked, write "
                       "\"unknown\" for asked and not known, \"yes\" or \"no\"");
    if (sg_is_unknown(field, v))
        return true;
    switch (field->type) {
    case SG_T_TEXT:
        return check_text(field, v, f);
    case SG_T_CODE:
        return check_code(field, field->codes, v, p, f);
    case SG_T_YESNO:
        return sg_val_is(v, "yes") || sg_val_is(v, "no") || sg_val_is(v, "unknown") ||
               sg_fail(f, SG_R_BAD_CODE, "must be yes, no or unknown");
    case SG_T_DATE:
    case SG_T_DAY:
        return check_date(field, v, today, f);
    case SG_T_TIME:
        return (v.kind == SG_STRING && sg_time_valid(v.p, v.n)) ||
               sg_fail(f, SG_R_BAD_VALUE, "must be a time such as 14:30");
    case SG_T_MOMENT:
        return check_moment(v, f);
    case SG_T_INT:
        return check_int(field, v, f);
    case SG_T_MUNICIPALITY:
        return check_municipality(v, p, f);
    case SG_T_COUNTRY:
        return check_code(field, "country", v, p, f);
    case SG_T_POSTCODE:
        return check_postcode(v, f);
    case SG_T_GROUP:
        break;
    }
    return true;
}

bool sg_bsn_free(const struct sg_field *field, const char *s, size_t n, struct sg_fault *f)
{
    return !(field->flags & SG_F_PERSONAL) || sg_bsn_none(s, n, f);
}

bool sg_bsn_none(const char *s, size_t n, struct sg_fault *f)
{
    if (n < 9)
        return true;
    size_t at = sg_bsn_find(s, n, false);
    if (at == (size_t)-1)
        return true;
    return sg_fail(f, SG_R_BSN,
                   "at character %zu stands a number that passes the eleven test of a BSN; "
                   "no BSN may be kept here (--allow-bsn-in-text when it is none)",
                   at + 1);
}

/* ---- the walk ---- */

struct walk {
    const struct sg_profile *p;
    const struct sg_check_opt *opt;
    struct sg_fault *f;
};

static bool check_group(const struct walk *w, long group, struct sg_val object);

/* Looks at what a text says, not at how its digits are spelled: \u0031 is a 1. */
static bool check_bsn(const struct walk *w, const struct sg_field *field, struct sg_val v)
{
    if (w->opt->allow_bsn || field->type != SG_T_TEXT || !(field->flags & SG_F_PERSONAL))
        return true;
    if (!v.escaped)
        return sg_bsn_free(field, v.p, v.n, w->f);
    struct sg_buf text = {0};
    sg_val_text_buf(v, &text);
    bool ok = text.failed ? sg_fail(w->f, SG_R_MEMORY, "memory ran out")
                          : sg_bsn_free(field, sg_buf_text(&text), text.n, w->f);
    sg_buf_free(&text);
    return ok;
}

static bool check_single(const struct walk *w, long index, struct sg_val v)
{
    const struct sg_field *field = &sg_fields[index];
    bool ok;
    if (field->type == SG_T_GROUP)
        ok = v.kind == SG_OBJECT ? check_group(w, index, v)
                                 : sg_fail(w->f, SG_R_BAD_FIELD, "must be an object");
    else
        ok = sg_value_check(field, v, w->p, w->opt->today, w->f) && check_bsn(w, field, v);
    return ok || sg_in_field(w->f, field);
}

/* Lists are short (SG_LIST_MAX): every pair is compared. */
static bool twice(struct sg_val list, struct sg_val v, const char *until)
{
    struct sg_iter it = sg_iter(list);
    struct sg_val other;
    while (sg_iter_next(&it, NULL, &other) && other.p < until)
        if (other.n == v.n && !memcmp(other.p, v.p, v.n))
            return true;
    return false;
}

static bool check_list(const struct walk *w, long index, struct sg_val list)
{
    const struct sg_field *field = &sg_fields[index];
    struct sg_iter it = sg_iter(list);
    struct sg_val v;
    if (list.kind != SG_ARRAY)
        return sg_fail(w->f, SG_R_BAD_FIELD, "must be a list: [...]") || sg_in_field(w->f, field);
    if (field->type != SG_T_GROUP && list.n > SG_LIST_MAX + 2)
        return sg_fail(w->f, SG_R_BAD_FIELD, "is longer than %d bytes", SG_LIST_MAX) ||
               sg_in_field(w->f, field);
    while (sg_iter_next(&it, NULL, &v)) {
        if (!check_single(w, index, v))
            return false;
        if (field->type != SG_T_GROUP && twice(list, v, v.p))
            return sg_fail(w->f, SG_R_BAD_FIELD, "names a value twice") || sg_in_field(w->f, field);
    }
    return true;
}

/* Not everybody who registers is named; a seal is the business of the registry that has it, and of
 * nobody once the line has left; few signals are erased. */
static bool optional(const char *path)
{
    return !strcmp(path, "by") || !strcmp(path, "seal") || !strcmp(path, "erased");
}

static bool check_required(long group, bool stored, const struct sg_present *present,
                           struct sg_fault *f)
{
    long i;
    for (size_t k = 0; (i = sg_field_required(group, k)) >= 0; k++) {
        bool wanted =
            sg_fields[i].flags & SG_F_REQUIRED || (stored && !optional(sg_fields[i].path));
        if (wanted && !(present->bit[i / 64] >> i % 64 & 1))
            return sg_fail(f, SG_R_MISSING_FIELD, "is missing") || sg_in_field(f, &sg_fields[i]);
    }
    return true;
}

/* The field that a key names within a group; -1: not in the table. */
static long member(long group, struct sg_val key)
{
    char name[64];
    size_t n = key.escaped ? sg_val_text(key, name, sizeof name) : key.n;
    return n <= sizeof name ? sg_field_child(group, key.escaped ? name : key.p, n) : -1;
}

static bool check_member(const struct walk *w, long group, struct sg_val key, struct sg_val v,
                         struct sg_present *present)
{
    long i = member(group, key);
    if (i < 0 || sg_fields[i].flags & SG_F_DERIVED)
        return true;
    sg_present_add(present, i);
    return sg_fields[i].flags & SG_F_LIST ? check_list(w, i, v) : check_single(w, i, v);
}

static bool check_whole(long group, struct sg_val object, bool stored,
                        const struct sg_present *present, struct sg_fault *f)
{
    if (!check_required(group, stored, present, f))
        return false;
    return sg_order_check(group, object, present, f) ||
           (group != SG_TOP && sg_in_field(f, &sg_fields[group]));
}

static bool check_group(const struct walk *w, long group, struct sg_val object)
{
    struct sg_present present = {{0}};
    struct sg_iter it = sg_iter(object);
    struct sg_val key, v;
    while (sg_iter_next(&it, &key, &v))
        if (!check_member(w, group, key, v, &present))
            return false;
    return check_whole(group, object, w->opt->stored, &present, w->f);
}

bool sg_group_check_known(const struct sg_field *group, struct sg_val object,
                          const struct sg_present *present, struct sg_fault *f)
{
    return check_whole(sg_field_index(group), object, false, present, f);
}

bool sg_group_check(const struct sg_field *group, struct sg_val object, struct sg_fault *f)
{
    struct sg_present present = {{0}};
    struct sg_iter it = sg_iter(object);
    struct sg_val key, v;
    while (sg_iter_next(&it, &key, &v)) {
        long i = member(sg_field_index(group), key);
        if (i >= 0)
            sg_present_add(&present, i);
    }
    return sg_group_check_known(group, object, &present, f);
}

bool sg_signal_check(const struct sg_record *r, const struct sg_profile *p,
                     const struct sg_check_opt *opt, struct sg_fault *f)
{
    struct sg_fault none;
    struct walk w = {p, opt, f ? f : &none};
    return check_group(&w, SG_TOP, sg_record_val(r));
}
