/* SPDX-License-Identifier: EUPL-1.2 */
#include "record_impl.h"

static const char bom[] = "\xEF\xBB\xBF";

const char *sg_refuse(struct sg_pass *s, const char *at, enum sg_reason reason, const char *wrong)
{
    s->at = at;
    s->reason = reason;
    s->wrong = wrong;
    return NULL;
}

/* ---- scalars ---- */

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

static const char *scalar(struct sg_pass *s, const char *p)
{
    switch (*p) {
    case '"':
        p = sg_string(s, p + 1);
        return p ? p + 1 : NULL;
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

/* ---- names ---- */

/* The first 8 bytes and the length of a name, well mixed in the upper bits. */
static inline uint64_t key_tag(const char *p, size_t n, const char *end)
{
    uint64_t x = 0;
    if (end - p >= 8)
        x = sg_load8(p);
    else
        for (size_t i = 0; i < n; i++)
            x |= (uint64_t)(unsigned char)p[i] << 8 * i;
    if (n < 8)
        x &= ~(~UINT64_C(0) << 8 * n);
    return (x ^ n << 56) * 0x9E3779B97F4A7C15U;
}

/* Adds a name to the innermost open object. false: it has that name already. */
static inline bool key_new(struct sg_pass *s, const char *p, size_t n)
{
    struct sg_level *level = &s->level[s->depth];
    if (s->judge || s->escaped || s->keys == level->limit) {
        s->judge = true;
        return true;
    }
    struct sg_key *key = &s->key[s->keys];
    key->tag = key_tag(p, n, s->end);
    key->p = p;
    key->n = n;
    uint64_t bit = UINT64_C(1) << (key->tag >> 58);
    if ((level->bloom & bit) && sg_key_among(s, key))
        return false;
    level->bloom |= bit;
    s->keys++;
    return true;
}

/* From the opening quote of a name to its closing quote. */
static inline const char *name(struct sg_pass *s, const char *p)
{
    if (p == s->end || *p != '"')
        return sg_refuse(s, p, SG_R_BAD_JSON, "a name in quotes is expected");
    const char *quote = sg_string(s, p + 1);
    if (quote && !key_new(s, p + 1, (size_t)(quote - p - 1)))
        return sg_refuse(s, quote, SG_R_DUPLICATE_KEY, "an object has this name twice");
    return quote;
}

/* From the closing quote of a name to the value of its member. */
static inline const char *after_name(struct sg_pass *s, const char *p)
{
    p = sg_blanks(p + 1, s->end);
    if (p == s->end || *p != ':')
        return sg_refuse(s, p, SG_R_BAD_JSON, "a colon is expected");
    p = sg_blanks(p + 1, s->end);
    return p < s->end ? p : sg_refuse(s, p, SG_R_BAD_JSON, "");
}

/* ---- objects and arrays ---- */

/* From the opening bracket to what stands first behind it. */
static inline const char *open_level(struct sg_pass *s, const char *p)
{
    if (s->depth == SG_DEPTH)
        return sg_refuse(s, p, SG_R_TOO_DEEP, "objects and lists nested more than 64 deep");
    s->depth++;
    s->closer[s->depth] = *p == '{' ? '}' : ']';
    unsigned limit = s->keys + SG_MEMBERS;
    s->level[s->depth] = (struct sg_level){0, s->keys, limit < SG_KEYS ? limit : SG_KEYS};
    p = sg_blanks(p + 1, s->end);
    return p < s->end ? p : sg_refuse(s, p, SG_R_BAD_JSON, "");
}

static inline const char *close_level(struct sg_pass *s, const char *p)
{
    s->keys = s->level[s->depth--].first;
    return p + 1;
}

static const char *no_end(struct sg_pass *s, const char *p)
{
    return sg_refuse(s, p, SG_R_BAD_JSON, "a comma or a closing bracket is expected");
}

/* From behind a value, over all that ends there, to what follows a comma, or to behind the
 * container at depth `base` + 1. */
static inline const char *behind(struct sg_pass *s, const char *p, unsigned base)
{
    do {
        p = sg_blanks(p, s->end);
        if (p == s->end)
            return no_end(s, p);
        if (*p == ',')
            return sg_blanks(p + 1, s->end);
        if (*p != s->closer[s->depth])
            return no_end(s, p);
        p = close_level(s, p);
    } while (s->depth > base);
    return p;
}

/* From what follows a bracket or comma to the value that begins there or behind a name. */
static inline const char *element(struct sg_pass *s, const char *p)
{
    if (s->closer[s->depth] == '}') {
        p = name(s, p);
        return p ? after_name(s, p) : NULL;
    }
    return p < s->end ? p : sg_refuse(s, p, SG_R_BAD_JSON, "");
}

/* From the first byte of a value to behind it. */
static const char *value(struct sg_pass *s, const char *p)
{
    const unsigned base = s->depth;
    for (;;) {
        if (*p == '{' || *p == '[') {
            p = open_level(s, p);
            if (!p)
                return NULL;
            if (*p != s->closer[s->depth]) {
                p = element(s, p);
                if (!p)
                    return NULL;
                continue;
            }
            p = close_level(s, p);
        } else {
            p = scalar(s, p);
        }
        if (p && s->depth > base)
            p = behind(s, p, base);
        if (!p || s->depth == base)
            return p;
        p = element(s, p);
        if (!p)
            return NULL;
    }
}

/* From the opening brace of the outermost object to behind its closing one; indexes its members. */
static const char *outermost(struct sg_pass *s, const char *p)
{
    struct sg_record *r = s->r;
    p = open_level(s, p);
    if (p && *p == '}')
        return close_level(s, p);
    while (p && s->depth) {
        const char *key = p + 1, *quote = name(s, p);
        bool escaped = s->escaped;
        const char *start = quote ? after_name(s, quote) : NULL;
        p = start ? value(s, start) : NULL;
        if (!p)
            return NULL;
        if (r->count < SG_MEMBERS)
            r->m[r->count++] = (struct sg_member){
                {key, (size_t)(quote - key), SG_STRING, escaped},
                sg_span(start, p, s->escaped),
            };
        else
            r->more = true;
        p = behind(s, p, 0);
    }
    return p;
}

/* ---- the line ---- */

/* A NUL in every other byte, or the mark of either byte order. */
static bool is_utf16(const char *p, size_t n)
{
    if (n >= 2 && (!memcmp(p, "\xFF\xFE", 2) || !memcmp(p, "\xFE\xFF", 2)))
        return true;
    return n >= 4 && !p[0] == !p[2] && !p[1] == !p[3] && !p[0] != !p[1];
}

/* From the start of the line, over a BOM and blanks, to behind the object and blanks. */
static const char *whole_line(struct sg_pass *s, const char *p)
{
    if (s->end - p >= 3 && !memcmp(p, bom, 3))
        p += 3;
    else if (s->end > p && s->end - p < 3 && !memcmp(p, bom, (size_t)(s->end - p)))
        return sg_refuse(s, s->end, SG_R_BAD_JSON, "");
    p = sg_blanks(p, s->end);
    if (p == s->end)
        return sg_refuse(s, p, SG_R_EMPTY_LINE, "the line is empty");
    if (*p != '{')
        return sg_refuse(s, p, SG_R_BAD_JSON, "an object is expected");
    p = outermost(s, p);
    if (!p)
        return NULL;
    s->r->close = (size_t)(p - 1 - s->r->p);
    p = sg_blanks(p, s->end);
    return p == s->end ? p : sg_refuse(s, p, SG_R_BAD_JSON, "nothing may follow the object");
}

/* Lets jansson decide about names; of a line that was cut off too. */
static bool judged(struct sg_pass *s)
{
    const char *line = s->r->p;
    size_t skip = line[0] == bom[0] ? 3 : 0, at = 0;
    switch (sg_judge(line + skip, s->r->n - skip, &at)) {
    case SG_UNIQUE:
        return true;
    case SG_TWICE:
        sg_refuse(s, line + skip + at - 1, SG_R_DUPLICATE_KEY, "an object has this name twice");
        return false;
    case SG_NO_MEMORY:
        sg_refuse(s, line, SG_R_MEMORY, "memory ran out");
        return false;
    default:
        sg_refuse(s, line, SG_R_BAD_JSON, "jansson refuses the line");
        return false;
    }
}

/* What stands at the fault says more than what was expected there. */
static void look_closer(struct sg_pass *s)
{
    const char *p = s->at;
    if (is_utf16(s->r->p, s->r->n)) {
        sg_refuse(s, p, SG_R_UTF16, "UTF-16; convert it to UTF-8 first");
    } else if (p < s->end && !*p) {
        sg_refuse(s, p, SG_R_NUL_BYTE, "a NUL byte");
    } else if (p < s->end && s->reason == SG_R_BAD_JSON && (unsigned char)*p >= 0x80 &&
               sg_utf8_step(p, (size_t)(s->end - p)) <= 0) {
        sg_refuse(s, p, SG_R_BAD_UTF8, "a byte that is not UTF-8");
    }
}

static bool refused(struct sg_pass *s, struct sg_fault *f, bool *torn)
{
    bool cut = s->at == s->end && s->reason != SG_R_EMPTY_LINE;
    if (cut && s->judge)
        cut = judged(s);
    if (cut)
        s->reason = SG_R_BAD_JSON;
    look_closer(s);
    if (torn)
        *torn = cut;
    size_t column = (size_t)(s->at - s->r->p) + 1;
    if (s->reason == SG_R_EMPTY_LINE || s->reason == SG_R_MEMORY)
        return sg_fail(f, s->reason, "%s", s->wrong);
    if (cut)
        sg_fail(f, s->reason, "the line is cut off after byte %zu", column - 1);
    else
        sg_fail(f, s->reason, "at byte %zu: %s", column, s->wrong);
    if (f)
        f->column = column;
    return false;
}

bool sg_record_read(struct sg_record *r, const char *line, size_t n, struct sg_fault *f, bool *torn)
{
    /* Not `= {0}`: the stacks are 15 KiB, and filled before they are read. */
    struct sg_pass s;
    s.end = line + n;
    s.at = line;
    s.reason = SG_R_BAD_JSON;
    s.wrong = "";
    s.r = r;
    s.escaped = s.judge = false;
    s.depth = s.keys = 0;
    r->p = line;
    r->n = n;
    r->close = 0;
    r->count = 0;
    r->more = false;
    if (torn)
        *torn = false;
    if (!whole_line(&s, line))
        return refused(&s, f, torn);
    return !s.judge || judged(&s) || refused(&s, f, torn);
}
