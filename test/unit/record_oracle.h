/* SPDX-License-Identifier: EUPL-1.2 */
/* What jansson says of a line, and whether record says the same: verdict, every value, and the torn
 * mark (a line is torn when something completes it). compare() fails the running test if not. */
#ifndef RECORD_ORACLE_H
#define RECORD_ORACLE_H

#include "record.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_ROOM = 4096 };

/* ---- the judge ---- */

enum difference {
    D_BOM = 1,
    D_NUL = 2,
    D_BIG_NUMBER = 4,
    D_OUTERMOST = 8,
    D_DEEP = 16,
    D_ALL = 31
};

static int depth_of(json_t *v)
{
    int deepest = 0, d;
    if (json_is_array(v)) {
        for (size_t i = 0; i < json_array_size(v); i++)
            if ((d = depth_of(json_array_get(v, i))) > deepest)
                deepest = d;
    } else if (json_is_object(v)) {
        for (void *i = json_object_iter(v); i; i = json_object_iter_next(v, i))
            if ((d = depth_of(json_object_iter_value(i))) > deepest)
                deepest = d;
    } else {
        return 0;
    }
    return deepest + 1;
}

static size_t digits_at(const char *p, const char *end)
{
    const char *from = p;
    while (p < end && *p >= '0' && *p <= '9')
        p++;
    return (size_t)(p - from);
}

/* Length of the number at p, as a lexer takes it. */
static size_t number_at(const char *p, const char *end)
{
    const char *from = p;
    p += p < end && *p == '-';
    p += digits_at(p, end);
    if (p < end && *p == '.')
        p += 1 + digits_at(p + 1, end);
    if (p < end && (*p == 'e' || *p == 'E')) {
        p++;
        p += p < end && (*p == '+' || *p == '-');
        p += digits_at(p, end);
    }
    return (size_t)(p - from);
}

/* Makes the number that ends at p[end] a 0 with blanks behind it. Other numbers may stand right
 * before it, when the line is wrong. */
static void neutralise(char *p, size_t end)
{
    size_t from = end, n;
    while (from > 0 && p[from - 1] && strchr("+-.eE0123456789", p[from - 1]))
        from--;
    while (from < end && from + (n = number_at(p + from, p + end)) < end)
        from += n ? n : 1;
    from += p[from] == '-';
    memset(p + from, ' ', end - from);
    p[from] = '0';
}

/* jansson's tree of a line, or NULL when it refuses; read with the wanted differences in `with`. */
static json_t *judge(const char *line, size_t n, unsigned with)
{
    static char copy[LINE_ROOM];
    assert_true(n <= sizeof copy);
    if ((with & D_NUL) && memchr(line, 0, n))
        return NULL;
    size_t skip = (with & D_BOM) && n >= 3 && !memcmp(line, "\xEF\xBB\xBF", 3) ? 3 : 0;
    memcpy(copy, line + skip, n - skip);
    json_error_t e;
    json_t *tree;
    while (!(tree = json_loadb(copy, n - skip, JSON_REJECT_DUPLICATES, &e)) &&
           (with & D_BIG_NUMBER) && json_error_code(&e) == json_error_numeric_overflow)
        neutralise(copy, (size_t)e.position);
    if (tree && (((with & D_OUTERMOST) && !json_is_object(tree)) ||
                 ((with & D_DEEP) && depth_of(tree) > SG_DEPTH))) {
        json_decref(tree);
        return NULL;
    }
    return tree;
}

static bool judge_accepts(const char *line, size_t n, unsigned with)
{
    json_t *tree = judge(line, n, with);
    json_decref(tree);
    return tree != NULL;
}

static bool we_accept(const char *line, size_t n)
{
    struct sg_record r;
    return sg_record_read(&r, line, n, NULL, NULL);
}

/* ---- values ---- */

static void show(const char *line, size_t n, const char *what)
{
    print_error("%s: ", what);
    for (size_t i = 0; i < n; i++)
        print_error(line[i] >= ' ' && line[i] < 0x7f ? "%c" : "\\x%02X", (unsigned char)line[i]);
    fail_msg("%s", what);
}

static bool same_text(const json_t *t, struct sg_val v)
{
    struct sg_buf b = {0}, again = {0};
    size_t n = json_string_length(t);
    sg_val_text_buf(v, &b);
    bool same = v.kind == SG_STRING && b.n == n && (!n || !memcmp(b.p, json_string_value(t), n)) &&
                sg_val_is_n(v, json_string_value(t), n) && sg_val_text(v, NULL, 0) == n &&
                sg_utf8_valid(json_string_value(t), n);
    sg_json_text(&again, json_string_value(t), n); /* what we write, jansson reads as the same */
    json_t *read = json_loadb(again.p, again.n, JSON_DECODE_ANY, NULL);
    same = same && json_equal(read, t);
    json_decref(read);
    sg_buf_free(&again);
    sg_buf_free(&b);
    return same;
}

static bool same_number(const json_t *t, struct sg_val v)
{
    char text[LINE_ROOM];
    int64_t whole;
    if (v.kind != SG_NUMBER || v.n >= sizeof text)
        return false;
    memcpy(text, v.p, v.n);
    text[v.n] = 0;
    if (json_is_real(t))
        return !sg_val_int(v, &whole) && strtod(text, NULL) == json_real_value(t);
    if (sg_val_int(v, &whole))
        return whole == json_integer_value(t);
    /* A number that jansson had to be spared. */
    return json_integer_value(t) == 0 &&
           (strpbrk(text, ".eE") ? isinf(strtod(text, NULL)) != 0 : v.n >= 19);
}

static bool same_value(const json_t *t, struct sg_val v);

static bool same_object(const json_t *t, struct sg_val v)
{
    struct sg_iter it = sg_iter(v);
    struct sg_val key, member;
    size_t count = 0;
    while (sg_iter_next(&it, &key, &member)) {
        char name[LINE_ROOM];
        size_t n = sg_val_text(key, name, sizeof name - 1);
        name[n] = 0; /* no NUL inside: \u0000 is refused */
        const json_t *tm = json_object_get(t, name);
        if (!tm || !same_value(tm, member) || sg_val_get(v, name).p != member.p)
            return false;
        count++;
    }
    return v.kind == SG_OBJECT && count == json_object_size(t);
}

static bool same_array(const json_t *t, struct sg_val v)
{
    struct sg_iter it = sg_iter(v);
    struct sg_val element;
    size_t count = 0;
    while (sg_iter_next(&it, NULL, &element))
        if (!same_value(json_array_get(t, count++), element))
            return false;
    return v.kind == SG_ARRAY && count == json_array_size(t);
}

static bool same_value(const json_t *t, struct sg_val v)
{
    switch (t ? json_typeof(t) : (json_type)-1) {
    case JSON_OBJECT:
        return same_object(t, v);
    case JSON_ARRAY:
        return same_array(t, v);
    case JSON_STRING:
        return same_text(t, v);
    case JSON_INTEGER:
    case JSON_REAL:
        return same_number(t, v);
    case JSON_TRUE:
        return v.kind == SG_TRUE && v.n == 4;
    case JSON_FALSE:
        return v.kind == SG_FALSE && v.n == 5;
    case JSON_NULL:
        return v.kind == SG_NULL && v.n == 4;
    default:
        return false;
    }
}

static bool same_index(const json_t *t, const struct sg_record *r)
{
    size_t all = json_object_size(t);
    if (r->count != (all < SG_MEMBERS ? all : SG_MEMBERS) || r->more != (all > SG_MEMBERS))
        return false;
    struct sg_iter it = sg_iter(sg_record_val(r));
    struct sg_val key, val;
    for (unsigned i = 0; sg_iter_next(&it, &key, &val); i++) {
        char name[LINE_ROOM];
        name[sg_val_text(key, name, sizeof name - 1)] = 0;
        struct sg_val got = sg_record_get(r, name);
        if (got.p != val.p || got.n != val.n || got.kind != val.kind || got.escaped != val.escaped)
            return false;
    }
    return r->p[r->close] == '}';
}

/* ---- torn ---- */

/* Ways to finish what a line may have been cut off in, with a name that no line has; the closing
 * brackets come behind. */
static const char *const endings[] = {
    "",
    "0",
    ":0",
    "\"~&~\":0",
    "~&~\"",
    "~&~\":0",
    "\"~&~\"",
    "\"~&~",
    "\\~&~\"",
    "n~&~\"",
    "n~&~\":0",
    "\\~&~\":0",
    "0041~&~\"",
    "041~&~\"",
    "41~&~\"",
    "1~&~\"",
    "0041~&~\":0",
    "041~&~\":0",
    "41~&~\":0",
    "1~&~\":0",
    "00\\udc00\"",
    "0\\udc00\"",
    "\\udc00\"",
    "udc00\"",
    "dc00\"",
    "c00\"",
    "00\"",
    "0\"",
    "00\\udc00~&~\":0",
    "0\\udc00~&~\":0",
    "\\udc00~&~\":0",
    "udc00~&~\":0",
    "dc00~&~\":0",
    "c00~&~\":0",
    "00~&~\":0",
    "0~&~\":0",
    "\x80~&~\"",
    "\x80\x80~&~\"",
    "\x80\x80\x80~&~\"",
    "\xA0\x80~&~\"",
    "\x90\x80\x80~&~\"",
    "\x80~&~\":0",
    "\x80\x80~&~\":0",
    "\x80\x80\x80~&~\":0",
    "\xA0\x80~&~\":0",
    "\x90\x80\x80~&~\":0",
    "rue",
    "ue",
    "e",
    "alse",
    "lse",
    "se",
    "ull",
    "ll",
    "l",
    "{}",
};

/* The brackets that are open at the end, innermost first. */
static size_t closers(const char *line, size_t n, char *out)
{
    char stack[LINE_ROOM] = {0};
    size_t depth = 0;
    bool quoted = false;
    for (size_t i = 0; i < n; i++) {
        if (line[i] == '"')
            quoted = !quoted;
        else if (quoted)
            i += line[i] == '\\';
        else if (line[i] == '{' || line[i] == '[')
            stack[depth++] = line[i] == '{' ? '}' : ']';
        else if ((line[i] == '}' || line[i] == ']') && depth > 0)
            depth--;
    }
    for (size_t i = 0; i < depth; i++)
        out[i] = stack[depth - 1 - i];
    return depth;
}

static bool can_be_completed(const char *line, size_t n)
{
    static char whole[2 * LINE_ROOM];
    char tail[LINE_ROOM];
    size_t open = closers(line, n, tail);
    memcpy(whole, line, n);
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        size_t k = strlen(endings[i]);
        memcpy(whole + n, endings[i], k);
        memcpy(whole + n + k, tail, open);
        if (n + k + open <= LINE_ROOM && judge_accepts(whole, n + k + open, D_ALL))
            return true;
    }
    return n < 3 && !memcmp(line, "\xEF\xBB\xBF", n);
}

/* ---- one line ---- */

/* `thorough`: also whether a line that is not torn could be completed after all, which costs as
 * many readings as there are endings. */
static void compare(const char *line, size_t n, bool thorough)
{
    static char room[LINE_ROOM];
    char *held = room + sizeof room - n; /* so that ASan sees a read beyond it */
    assert_true(n <= sizeof room);
    memcpy(held, line, n);
    struct sg_record r;
    struct sg_fault f;
    bool torn, ours = sg_record_read(&r, held, n, &f, &torn);
    json_t *tree = judge(line, n, D_ALL);
    if (ours != (tree != NULL))
        show(line, n, ours ? "we accept, jansson refuses" : "we refuse, jansson accepts");
    if (ours && (!same_value(tree, sg_record_val(&r)) || !same_index(tree, &r)))
        show(line, n, "values differ");
    if (ours && torn)
        show(line, n, "accepted and torn");
    if (!ours && f.reason != SG_R_EMPTY_LINE && (torn || thorough) &&
        torn != can_be_completed(line, n))
        show(line, n, torn ? "torn, but nothing completes it" : "not torn, but can be completed");
    if (!ours && (!f.text[0] || f.column > n + 1))
        show(line, n, "no message, or a column outside the line");
    json_decref(tree);
}

#endif
