/* SPDX-License-Identifier: EUPL-1.2 */
/* Numbers, true, false and null inside the pass. */
#include "record_impl.h"

static const char *digits(struct sg_pass *s, const char *p)
{
    if (p == s->end || !sg_is_digit(*p))
        return sg_refuse(s, p, SG_R_BAD_JSON, "a number lacks a digit");
    while (p < s->end && sg_is_digit(*p))
        p++;
    return p;
}

static const char *fraction(struct sg_pass *s, const char *p)
{
    if (*p == '.') {
        p = digits(s, p + 1);
        if (!p)
            return NULL;
    }
    if (p < s->end && (*p == 'e' || *p == 'E')) {
        p++;
        if (p < s->end && (*p == '+' || *p == '-'))
            p++;
        p = digits(s, p);
    }
    return p;
}

static const char *number(struct sg_pass *s, const char *p)
{
    if (*p == '-')
        p++;
    if (p < s->end && *p == '0')
        p++; /* no digit may follow: what stands behind the value refuses it */
    else
        p = digits(s, p);
    if (p && p < s->end && (*p == '.' || *p == 'e' || *p == 'E'))
        p = fraction(s, p);
    return p;
}

static const char *literal(struct sg_pass *s, const char *p, const char *word)
{
    for (; *word; word++, p++)
        if (p == s->end || *p != *word)
            return sg_refuse(s, p, SG_R_BAD_JSON, "neither true, false nor null");
    return p;
}

const char *sg_scalar(struct sg_pass *s, const char *p)
{
    if (*p > '0' && *p <= '9') { /* most are whole numbers */
        while (++p < s->end && sg_is_digit(*p))
            ;
        return p < s->end && (*p == '.' || *p == 'e' || *p == 'E') ? fraction(s, p) : p;
    }
    switch (*p) {
    case 't':
        return literal(s, p, "true");
    case 'f':
        return literal(s, p, "false");
    case 'n':
        return literal(s, p, "null");
    default:
        if (*p == '-' || sg_is_digit(*p))
            return number(s, p);
        return sg_refuse(s, p, SG_R_BAD_JSON, "a value is expected");
    }
}
