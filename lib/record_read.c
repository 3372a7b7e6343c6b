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

/* ---- names ---- */

/* The first bytes of a name, well mixed in the upper bits. `eight`: what begins with the name, at
 * least 8 bytes of it. A table, because a branch on the length was mispredicted too often. */
static inline uint64_t key_tag(uint64_t eight, size_t n)
{
    static const uint64_t keep[] = {0,
                                    0xFF,
                                    0xFFFF,
                                    0xFFFFFF,
                                    0xFFFFFFFF,
                                    0xFFFFFFFFFF,
                                    0xFFFFFFFFFFFF,
                                    0xFFFFFFFFFFFFFF,
                                    0xFFFFFFFFFFFFFFFF};
    return (eight & keep[n < 8 ? n : 8]) * 0xFF51AFD7ED558CCDU;
}

/* Adds a name to the innermost open object, with its tag. false: it has that name already. */
static inline bool key_new(struct sg_pass *s, const char *p, size_t n, uint64_t tag)
{
    struct sg_level *level = s->in;
    struct sg_key *key = s->top;
    if (key == level->limit)
        return s->judge = true;
    *key = (struct sg_key){tag, p, n};
    uint64_t bit = UINT64_C(1) << (tag >> 58);
    if ((level->bloom & bit) && sg_key_among(s, key))
        return s->judge;
    level->bloom |= bit;
    s->top++;
    return true;
}

static bool any_key_new(struct sg_pass *s, const char *p, size_t n)
{
    char eight[8] = {0};
    memcpy(eight, p, n < sizeof eight ? n : sizeof eight);
    return key_new(s, p, n, key_tag(sg_load8(eight), n));
}

static const char *twice(struct sg_pass *s, const char *quote)
{
    return sg_refuse(s, quote, SG_R_DUPLICATE_KEY, "an object has this name twice");
}

/* The same as member() for whatever may stand there. */
static const char *any_member(struct sg_pass *s, const char *p, const char **key, size_t *n)
{
    if (p >= s->plenty)
        sg_mark(s, p);
    p = sg_blanks(p, s->end);
    if (p == s->end || *p != '"')
        return sg_refuse(s, p, SG_R_BAD_JSON, "a name in quotes is expected");
    *key = p + 1;
    s->escaped = false;
    p = sg_string(s, p + 1);
    if (!p)
        return NULL;
    *n = (size_t)(p - *key);
    s->judge |= s->escaped;
    if (!any_key_new(s, *key, *n))
        return twice(s, p);
    p = sg_blanks(p + 1, s->end);
    if (p == s->end || *p != ':')
        return sg_refuse(s, p, SG_R_BAD_JSON, "a colon is expected");
    p = sg_blanks(p + 1, s->end);
    return p < s->end ? p : sg_refuse(s, p, SG_R_BAD_JSON, "");
}

/* From where a member begins to its value; tells its name and sets s->escaped. The usual member has
 * a short, plain name, no blanks, and more behind it. */
static inline const char *member(struct sg_pass *s, const char *p, const char **key, size_t *n)
{
    if (p >= s->plenty || *p != '"')
        return any_member(s, p, key, n);
    const char *name = p + 1;
    uint64_t marks = sg_marks_at(s, name);
    if (!marks)
        return any_member(s, p, key, n);
    const char *quote = name + __builtin_ctzll(marks);
    if (memcmp(quote, "\":", 2) != 0 || (unsigned char)quote[2] <= ' ')
        return any_member(s, p, key, n);
    s->escaped = false;
    *key = name;
    *n = (size_t)(quote - name);
    return key_new(s, name, *n, key_tag(sg_load8(name), *n)) ? quote + 2 : twice(s, quote);
}

/* ---- objects and arrays ---- */

/* From the opening bracket to behind it. */
static inline const char *open_level(struct sg_pass *s, const char *p)
{
    if (s->in == s->level + SG_DEPTH)
        return sg_refuse(s, p, SG_R_TOO_DEEP, "objects and lists nested more than 64 deep");
    struct sg_level *in = ++s->in;
    in->bloom = 0;
    in->first = s->top;
    in->limit = s->top < s->key + SG_KEYS - SG_MEMBERS ? s->top + SG_MEMBERS : s->key + SG_KEYS;
    in->closer = (char)(*p + 2); /* in ASCII ] and } stand two behind [ and { */
    return p + 1;
}

static inline const char *close_level(struct sg_pass *s, const char *p)
{
    s->top = s->in->first;
    s->in--;
    return p + 1;
}

/* From behind a value, over all that ends there, to behind a comma, or to behind the container
 * within `base`. */
static inline const char *behind(struct sg_pass *s, const char *p, const struct sg_level *base)
{
    do {
        if (p == s->end)
            break;
        if (*p == ',')
            return p + 1;
        if (*p == s->in->closer)
            p = close_level(s, p);
        else if (sg_is_blank(*p))
            p++;
        else
            break;
    } while (s->in > base);
    if (s->in == base)
        return p;
    return sg_refuse(s, p, SG_R_BAD_JSON, "a comma or a closing bracket is expected");
}

/* From what follows a bracket or comma to the value that begins there or behind a name. */
static inline const char *element(struct sg_pass *s, const char *p)
{
    const char *key;
    size_t n;
    if (s->in->closer == '}')
        return member(s, p, &key, &n);
    p = sg_blanks(p, s->end);
    return p < s->end ? p : sg_refuse(s, p, SG_R_BAD_JSON, "");
}

/* From behind an opening bracket to behind the closing one when there is nothing else but blanks;
 * NULL: there is. */
static inline const char *empty(struct sg_pass *s, const char *p)
{
    p = sg_blanks(p, s->end);
    return p < s->end && *p == s->in->closer ? close_level(s, p) : NULL;
}

/* From an opening bracket to the first value within, or to behind an empty container. */
static inline const char *enter(struct sg_pass *s, const char *p)
{
    p = open_level(s, p);
    if (!p)
        return NULL;
    const char *closed = empty(s, p);
    return closed ? closed : element(s, p);
}

/* From the first byte of a value to behind it. */
static const char *value(struct sg_pass *s, const char *p)
{
    const struct sg_level *const base = s->in;
    while (p) {
        const struct sg_level *outer = s->in;
        if (*p == '"') {
            p = sg_string(s, p + 1);
            if (p)
                p++;
        } else if (*p == '{' || *p == '[') {
            p = enter(s, p);
            if (s->in > outer)
                continue;
        } else {
            p = sg_scalar(s, p);
        }
        if (!p || s->in == base)
            return p;
        if (p < s->end && *p == ',')
            p++;
        else
            p = behind(s, p, base);
        if (!p || s->in == base)
            return p;
        p = element(s, p);
    }
    return NULL;
}

/* So that the member is found again. */
static inline void note_name(struct sg_record *r, const struct sg_member *m)
{
    unsigned tag = sg_name_tag(m->key.p, m->key.n);
    r->names |= m->key.escaped ? UINT64_MAX : sg_name_bit(tag);
    if (!r->more)
        r->tag[r->count - 1] = (unsigned char)tag;
}

/* From the opening brace of the outermost object to behind its closing one; indexes its members. */
static const char *outermost(struct sg_pass *s, const char *p)
{
    struct sg_record *r = s->r;
    struct sg_member beyond; /* what there is no room for */
    p = open_level(s, p);
    const char *closed = empty(s, p);
    if (closed)
        return closed;
    while (p && s->in > s->level) {
        r->more = r->count == SG_MEMBERS;
        struct sg_member *m = r->more ? &beyond : &r->m[r->count++];
        const char *start = member(s, p, &m->key.p, &m->key.n);
        m->key.kind = SG_STRING;
        m->key.escaped = s->escaped;
        if (start)
            note_name(r, m);
        s->escaped = false;
        p = start ? value(s, start) : NULL;
        if (!p)
            return NULL;
        m->val = sg_span(start, p, s->escaped);
        p = behind(s, p, s->level);
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
        return sg_refuse(s, p, SG_R_BAD_JSON, "an object is expected; CSV is for sig-add --csv");
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
    s.in = s.level;
    s.top = s.key;
    r->p = line;
    r->n = n;
    r->close = 0;
    r->count = 0;
    r->names = 0;
    r->more = false;
    memset(r->tag, 0, sizeof r->tag);
    if (torn)
        *torn = false;
    sg_mark(&s, line);
    if (!whole_line(&s, line))
        return refused(&s, f, torn);
    return !s.judge || judged(&s) || refused(&s, f, torn);
}
