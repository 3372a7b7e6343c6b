/* SPDX-License-Identifier: EUPL-1.2 */
/* From what is stored to what people read. */
#include "signals_impl.h"

#include <string.h>

static bool put_code(const struct sg_profile *p, const char *list, enum sg_lang lang,
                     const char *text, size_t n, struct sg_buf *out)
{
    const struct sg_code *c = sg_code(p, list, text, n);
    if (c)
        sg_buf_str(out, c->label[lang]);
    return c != NULL;
}

static bool put_date(enum sg_lang lang, const char *text, size_t n, struct sg_buf *out)
{
    struct sg_date d;
    char words[32];
    if (!sg_date_parse(text, n, &d))
        return false;
    sg_date_words(d, lang == SG_NL, words);
    sg_buf_str(out, words);
    return true;
}

static bool put_place(const struct sg_profile *p, const char *text, size_t n, struct sg_buf *out)
{
    const struct sg_municipality *m = sg_municipality(p, text, n);
    if (m)
        sg_buf_str(out, m->name);
    return m != NULL;
}

/* true when it was a value of the field's type and is written. */
static bool put_words(const struct sg_field *field, const struct sg_profile *p, enum sg_lang lang,
                      const char *text, size_t n, struct sg_buf *out)
{
    switch (field->type) {
    case SG_T_CODE:
        return put_code(p, field->codes, lang, text, n, out);
    case SG_T_YESNO:
        return put_code(p, "yesno", lang, text, n, out);
    case SG_T_COUNTRY:
        return put_code(p, "country", lang, text, n, out);
    case SG_T_DATE:
    case SG_T_DAY:
        return put_date(lang, text, n, out);
    case SG_T_MUNICIPALITY:
        return put_place(p, text, n, out);
    case SG_T_TEXT:
    case SG_T_TIME:
    case SG_T_MOMENT:
    case SG_T_INT:
    case SG_T_POSTCODE:
    case SG_T_GROUP:
        break;
    }
    return false;
}

void sg_field_words(const struct sg_field *field, const struct sg_profile *p, enum sg_lang lang,
                    struct sg_val v, struct sg_buf *out)
{
    char text[128];
    size_t n = sg_val_text(v, text, sizeof text);
    bool fits = v.kind == SG_STRING && n <= sizeof text;
    if (sg_is_unknown(field, v))
        put_code(p, "yesno", lang, "unknown", 7, out);
    else if (v.kind != SG_STRING)
        sg_buf_add(out, v.p, v.n);
    else if (!fits || !put_words(field, p, lang, text, n, out))
        sg_val_text_buf(v, out);
}

/* May an object have a member c? Its bytes are gone through side by side, which is worth it because
 * this is asked of every line: next to no seal has one. */
static bool may_have_c(struct sg_val object)
{
    unsigned char hits = 0;
    for (size_t i = 0; i + 2 < object.n; i++)
        hits |= (unsigned char)(((object.p[i] == '"') & (object.p[i + 1] == 'c') &
                                 (object.p[i + 2] == '"')) |
                                (object.p[i] == '\\'));
    return hits;
}

bool sg_signal_emptied(const struct sg_record *r)
{
    struct sg_val seal = sg_record_get(r, "seal");
    return may_have_c(seal) && sg_val_get(seal, "c").kind != SG_ABSENT;
}

bool sg_signal_erased(const struct sg_record *r)
{
    return sg_record_get(r, "erased").kind != SG_ABSENT || sg_signal_emptied(r);
}

bool sg_id_like(const char *id)
{
    size_t n = strlen(id), digits = 0, dashes = 0;
    while (digits < n && id[n - 1 - digits] >= '0' && id[n - 1 - digits] <= '9')
        digits++;
    for (size_t i = 0; i < n; i++)
        dashes += id[i] == '-';
    return digits > 0 && dashes >= 2;
}
