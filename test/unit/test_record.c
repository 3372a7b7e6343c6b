/* SPDX-License-Identifier: EUPL-1.2 */
/* record: verdicts with their reason and place, members, paths, decoding, writing. What jansson
 * thinks of the same lines is test_record_diff's business. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "record.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define N(literal) (literal), sizeof(literal) - 1

/* The line in memory of exactly its size, so that ASan sees a read beyond it. */
struct held {
    char *copy;
    struct sg_record r;
    struct sg_fault f;
    bool ok, torn;
};

static struct held hold(const char *line, size_t n)
{
    struct held h = {.copy = malloc(n ? n : 1)};
    assert_non_null(h.copy);
    memcpy(h.copy, line, n);
    h.ok = sg_record_read(&h.r, h.copy, n, &h.f, &h.torn);
    return h;
}

static struct held good(const char *line)
{
    struct held h = hold(line, strlen(line));
    if (!h.ok)
        fail_msg("refused: %s: %s", line, h.f.text);
    assert_false(h.torn);
    return h;
}

static void drop(struct held *h)
{
    free(h->copy);
}

static void accept(const char *line)
{
    struct held h = good(line);
    drop(&h);
}

static void refuse(const char *line, size_t n, enum sg_reason reason, size_t column, bool torn)
{
    struct held h = hold(line, n);
    if (h.ok || h.f.reason != reason || h.f.column != column || h.torn != torn)
        fail_msg("%.*s: ok %d, %s at %zu, torn %d", (int)n, line, h.ok, sg_reason_code(h.f.reason),
                 h.f.column, h.torn);
    if (column && strncmp(h.f.text, "at byte ", 8) != 0 && !torn)
        fail_msg("no position: %s", h.f.text);
    drop(&h);
}

/* ---- verdicts ---- */

static void accepted(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "{}",
        " \t{ \t} \r",
        "{\"a\":1}\r",
        "\xEF\xBB\xBF{\"a\":1}",
        "\xEF\xBB\xBF {\"a\":1}\r",
        "{\"a\":{\"a\":{\"a\":1},\"b\":1},\"b\":[{\"a\":1},{\"a\":1}]}",
        "{\"a\":1e400,\"b\":123456789012345678901234567890,\"c\":-0,\"d\":0.0e-0}",
        "{\"\":1,\" \":2}",
        "{\"a\":\"\\uD83D\\uDE00 \\ud83d\\ude00 \\\" \\\\ \\/ \\b\\f\\n\\r\\t\"}",
        "{\"a\":\"\x7f \xC2\x80 \xDF\xBF \xE0\xA0\x80 \xED\x9F\xBF \xEE\x80\x80 \xEF\xBF\xBF "
        "\xF0\x90\x80\x80 \xF4\x8F\xBF\xBF\"}",
        "{\"caf\\u00e9\":1,\"caf\":2}",
        "{\"\\u0061\":1e999,\"b\":99999999999999999999}",
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        accept(lines[i]);
}

static void reasons_and_columns(void **state)
{
    (void)state;
    refuse(N(""), SG_R_EMPTY_LINE, 0, false);
    refuse(N(" \t\r"), SG_R_EMPTY_LINE, 0, false);
    refuse(N("\xEF\xBB\xBF"), SG_R_EMPTY_LINE, 0, false);
    refuse(N("[1]"), SG_R_BAD_JSON, 1, false);
    refuse(N("{} x"), SG_R_BAD_JSON, 4, false);
    refuse(N("{}{}"), SG_R_BAD_JSON, 3, false);
    refuse(N("{\"a\":01}"), SG_R_BAD_JSON, 7, false);
    refuse(N("{\"a\":1,}"), SG_R_BAD_JSON, 8, false);
    refuse(N("{,}"), SG_R_BAD_JSON, 2, false);
    refuse(N("{\"a\":}"), SG_R_BAD_JSON, 6, false);
    refuse(N("{\"a\":[}"), SG_R_BAD_JSON, 7, false);
    refuse(N("{\"a\":[1}"), SG_R_BAD_JSON, 8, false);
    refuse(N("{\"a\":\"\t\"}"), SG_R_BAD_JSON, 7, false);
    refuse(N("{\"a\":\"\\x\"}"), SG_R_BAD_JSON, 8, false);
    refuse(N("{\"a\":\"\xC3(\"}"), SG_R_BAD_UTF8, 8, false);
    refuse(N("{\"a\":\"\xED\xA0\x80\"}"), SG_R_BAD_UTF8, 8, false);
    refuse(N("{\"a\":\"\x80\"}"), SG_R_BAD_UTF8, 7, false);
    refuse(N("{\"a\":\xFF}"), SG_R_BAD_UTF8, 6, false);
    refuse(N("{\"a\":\xC3\xA9}"), SG_R_BAD_JSON, 6, false);
    refuse(N("{\"a\":1\0}"), SG_R_NUL_BYTE, 7, false);
    refuse(N("{\"a\":\"\0\"}"), SG_R_NUL_BYTE, 7, false);
    refuse(N("{\"a\":1}\0"), SG_R_NUL_BYTE, 8, false);
    refuse(N("{\"a\":\"\\u0000\"}"), SG_R_NUL_BYTE, 12, false);
    refuse(N("{\"a\":\"\\ud800\"}"), SG_R_BAD_JSON, 13, false);
    refuse(N("{\"a\":\"\\ud800\\u0041\"}"), SG_R_BAD_JSON, 15, false);
    refuse(N("{\"a\":\"\\udc00\"}"), SG_R_BAD_JSON, 10, false);
    refuse(N("{\"a\":1,\"a\":2}"), SG_R_DUPLICATE_KEY, 10, false);
    refuse(N("{\"x\":[{\"a\":1,\"a\":2}]}"), SG_R_DUPLICATE_KEY, 16, false);
    refuse(N("{\"a\":1,\"\\u0061\":2}"), SG_R_DUPLICATE_KEY, 15, false);
    refuse(N("\xEF\xBB\xBF{\"a\":1e999,\"\\u0061\":2}"), SG_R_DUPLICATE_KEY, 22, false);
}

static void utf16_is_named(void **state)
{
    (void)state;
    refuse(N("\xFF\xFE{\0}\0"), SG_R_UTF16, 1, false);
    refuse(N("\xFE\xFF\0{\0}"), SG_R_UTF16, 1, false);
    refuse(N("{\0\"\0a\0"), SG_R_UTF16, 2, false);
    refuse(N("\0{\0\"\0a"), SG_R_UTF16, 1, false);
    refuse(N("\xFF\xFE"), SG_R_UTF16, 1, false);
    refuse(N("{\0\"a"), SG_R_NUL_BYTE, 2, false);
    refuse(N("\0\0\0\0"), SG_R_NUL_BYTE, 1, false);
}

/* Every proper beginning of a valid object is torn, and of nothing else. */
static void every_cut_is_torn(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "\xEF\xBB\xBF {\"a\" : [ 1 , -2.5e+10 , true,false,null , {} , [] ] , \"b\":{\"c\":\"d\"}}",
        "{\"t\":\"\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80 \\u00e9 \\uD83D\\uDE00 \\n \\\\ \\\"\"}",
        "{\"\\u0061\":[1e400,{\"b\\n\":true,\"b\":{}}],\"c\\\"\":null, \"d\":false}",
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        size_t blank = i == 0 ? 4 : 0; /* BOM and blank: only then has an object begun */
        for (size_t n = 1; n < strlen(lines[i]); n++) {
            if (n < 3 || n > blank)
                refuse(lines[i], n, SG_R_BAD_JSON, n + 1, true);
        }
        accept(lines[i]);
    }
}

static void what_cannot_go_on_is_not_torn(void **state)
{
    (void)state;
    refuse(N("{\"a\":\"\\udc"), SG_R_BAD_JSON, 10, false);
    refuse(N("{\"a\":\"\\u0000"), SG_R_NUL_BYTE, 12, false);
    refuse(N("{\"a\":\"\\ud83d\\ud"), SG_R_BAD_JSON, 16, true);
    refuse(N("{\"a\":\"\\ud83d\\u00"), SG_R_BAD_JSON, 15, false);
    refuse(N("{\"a\":\"\xE0\x80"), SG_R_BAD_UTF8, 8, false);
    refuse(N("{\"a\":00"), SG_R_BAD_JSON, 7, false);
    refuse(N("{\"a\":1,\"a\""), SG_R_DUPLICATE_KEY, 10, false);
    refuse(N("{\"a\":1,\"\\u0061\""), SG_R_DUPLICATE_KEY, 15, false);
    refuse(N("{\"a\":1,\"\\u0061"), SG_R_BAD_JSON, 15, true);
    refuse(N("{\"a\":1,\"\\u0061\":2,\"b\":[{\"c\":nul"), SG_R_DUPLICATE_KEY, 15, false);
}

static void nested(char *out, int depth)
{
    strcpy(out, "{\"a\":");
    for (int i = 1; i < depth; i++)
        strcat(out, i % 2 ? "[" : "{\"a\":");
    strcat(out, "1");
    for (int i = depth - 1; i > 0; i--)
        strcat(out, i % 2 ? "]" : "}");
    strcat(out, "}");
}

static void depth_64_and_65(void **state)
{
    (void)state;
    char line[1024];
    nested(line, 64);
    accept(line);
    nested(line, 65);
    struct held h = hold(line, strlen(line));
    assert_false(h.ok);
    assert_int_equal(h.f.reason, SG_R_TOO_DEEP);
    assert_false(h.torn);
    drop(&h);
}

/* ---- members ---- */

static void many(char *out, int members)
{
    strcpy(out, "{");
    for (int i = 0; i < members; i++)
        sprintf(out + strlen(out), "%s\"k%d\" : [%d, {\"x\":\"]\"}]", i ? " , " : "", i, i);
    strcat(out, " }");
}

static void members_64_65_and_more(void **state)
{
    (void)state;
    static const int counts[] = {1, 63, 64, 65, 66, 600};
    static char line[32000];
    for (size_t c = 0; c < sizeof counts / sizeof *counts; c++) {
        many(line, counts[c]);
        struct held h = good(line);
        assert_int_equal(h.r.count, counts[c] < 64 ? counts[c] : 64);
        assert_int_equal(h.r.more, counts[c] > 64);
        for (int i = 0; i < counts[c]; i++) {
            char key[16], text[32];
            sprintf(key, "k%d", i);
            sprintf(text, "[%d, {\"x\":\"]\"}]", i);
            struct sg_val v = sg_record_get(&h.r, key);
            assert_int_equal(v.kind, SG_ARRAY);
            assert_int_equal(v.n, strlen(text));
            assert_memory_equal(v.p, text, v.n);
        }
        assert_int_equal(sg_record_get(&h.r, "k").kind, SG_ABSENT);
        assert_int_equal(sg_record_get(&h.r, "k600").kind, SG_ABSENT);
        drop(&h);
    }
}

static void duplicate_among_many(void **state)
{
    (void)state;
    static char line[32000];
    static const int members[] = {3, 64, 65, 600};
    for (size_t c = 0; c < sizeof members / sizeof *members; c++)
        for (int twice = 0; twice < members[c]; twice += 1 + members[c] / 5) {
            many(line, members[c]);
            size_t n = strlen(line);
            sprintf(line + n - 2, ", \"k%d\":0}", twice);
            struct held h = hold(line, strlen(line));
            assert_false(h.ok);
            assert_int_equal(h.f.reason, SG_R_DUPLICATE_KEY);
            assert_int_equal(line[h.f.column - 1], '"');
            assert_int_equal(h.f.column, strlen(line) - 3);
            drop(&h);
        }
}

/* More open names than the pass keeps: 60 in each of 20 nested objects. */
static void many_open_names(void **state)
{
    (void)state;
    static char line[32000];
    char *p = line;
    for (int level = 0; level < 20; level++) {
        p += sprintf(p, "{");
        for (int i = 0; i < 60; i++)
            p += sprintf(p, "\"k%d\":1,", i);
        p += sprintf(p, "\"in\":");
    }
    p += sprintf(p, "1");
    char *tail = p;
    for (int level = 0; level < 20; level++)
        p += sprintf(p, "}");
    accept(line);
    strcpy(tail, ",\"k59\":2");
    for (int level = 0; level < 20; level++)
        strcat(tail, "}");
    struct held h = hold(line, strlen(line));
    assert_int_equal(h.f.reason, SG_R_DUPLICATE_KEY);
    drop(&h);
}

static void values_by_name(void **state)
{
    (void)state;
    struct held h = good(" {\"s\" : \"x\\ty\" , \"n\":-12.5e3 ,\"t\":true,\"f\":false,\"z\":null,"
                         "\"o\":{\"a\":{\"b\":\"]}\\\"\"}, \"c\":[]},\"caf\\u00e9\":7} ");
    struct sg_val s = sg_record_get(&h.r, "s"), o = sg_record_get(&h.r, "o");
    assert_true(s.kind == SG_STRING && s.escaped && s.n == 4);
    assert_true(sg_val_is(s, "x\ty") && !sg_val_is(s, "x\\ty") && !sg_val_is(s, "x\ty "));
    assert_true(!sg_val_is(s, "x") && !sg_val_is(s, "") && !sg_val_is(o, "x"));
    assert_int_equal(sg_record_get(&h.r, "n").n, 7);
    assert_int_equal(sg_record_get(&h.r, "t").kind, SG_TRUE);
    assert_int_equal(sg_record_get(&h.r, "f").kind, SG_FALSE);
    assert_int_equal(sg_record_get(&h.r, "z").kind, SG_NULL);
    assert_int_equal(sg_record_get(&h.r, "caf\xC3\xA9").kind, SG_NUMBER);
    assert_int_equal(sg_record_get(&h.r, "A").kind, SG_ABSENT);
    struct sg_val inner = sg_val_get(sg_val_get(o, "a"), "b");
    assert_true(sg_val_is(inner, "]}\""));
    assert_int_equal(sg_val_get(o, "c").kind, SG_ARRAY);
    assert_int_equal(sg_val_get(o, "b").kind, SG_ABSENT);
    assert_int_equal(sg_val_get(s, "b").kind, SG_ABSENT);
    struct sg_val raw = sg_val_raw(s), all = sg_record_val(&h.r);
    assert_true(raw.n == 6 && !memcmp(raw.p, "\"x\\ty\"", 6));
    assert_true(all.kind == SG_OBJECT && all.p[0] == '{' && all.p[all.n - 1] == '}');
    assert_int_equal(all.n, h.r.n - 2);
    drop(&h);
}

static void iteration(void **state)
{
    (void)state;
    struct held h = good("{\"l\":[ 1 , \"two\",[3],{\"f\":4} , null ],\"e\":[ ],\"o\":{ \"a\" : 1 ,"
                         "\"b\":[2] },\"n\":5}");
    static const enum sg_kind kinds[] = {SG_NUMBER, SG_STRING, SG_ARRAY, SG_OBJECT, SG_NULL};
    struct sg_iter it = sg_iter(sg_record_get(&h.r, "l"));
    struct sg_val key, val;
    unsigned n = 0;
    while (sg_iter_next(&it, NULL, &val))
        assert_int_equal(val.kind, kinds[n++]);
    assert_int_equal(n, 5);
    assert_false(sg_iter_next(&it, NULL, &val));
    it = sg_iter(sg_record_get(&h.r, "o"));
    assert_true(sg_iter_next(&it, &key, &val) && sg_val_is(key, "a") && val.kind == SG_NUMBER);
    assert_true(sg_iter_next(&it, &key, &val) && sg_val_is(key, "b") && val.kind == SG_ARRAY);
    assert_false(sg_iter_next(&it, &key, &val));
    static const char *const none[] = {"e", "n", "absent"};
    for (unsigned i = 0; i < 3; i++) {
        it = sg_iter(sg_record_get(&h.r, none[i]));
        assert_false(sg_iter_next(&it, &key, &val));
    }
    drop(&h);
}

/* ---- paths ---- */

static void paths_made(void **state)
{
    (void)state;
    struct sg_path path;
    assert_true(sg_path_make(&path, N("a.bc.d")));
    assert_int_equal(path.n, 3);
    assert_true(path.key[1].n == 2 && !memcmp(path.key[1].p, "bc", 2));
    assert_true(sg_path_make(&path, N("a.b.c.d.e.f")));
    static const char *const bad[] = {"", ".", "a.", ".a", "a..b", "a.b.c.d.e.f.g"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(sg_path_make(&path, bad[i], strlen(bad[i])));
}

/* All values a path reaches, raw, with a blank between. */
static void reach(const struct sg_record *r, const char *text, const char *expected)
{
    struct sg_path path;
    struct sg_walk w;
    struct sg_val v;
    struct sg_buf inside = {0}, outside = {0};
    assert_true(sg_path_make(&path, text, strlen(text)));
    sg_walk_record(&w, &path, r);
    while (sg_walk_next(&w, &v)) {
        sg_json_raw(&inside, v);
        sg_buf_char(&inside, ' ');
    }
    assert_false(sg_walk_next(&w, &v));
    assert_string_equal(sg_buf_text(&inside), expected);
    sg_walk(&w, &path, sg_record_val(r));
    while (sg_walk_next(&w, &v)) {
        sg_json_raw(&outside, v);
        sg_buf_char(&outside, ' ');
    }
    assert_string_equal(sg_buf_text(&outside), expected);
    sg_buf_free(&inside);
    sg_buf_free(&outside);
}

static void paths_through_lists(void **state)
{
    (void)state;
    struct held h = good(
        "{\"id\":\"x\",\"persons\":[{\"roles\":[\"a\",\"b\"],\"age\":1},{\"age\":2},{\"roles\":[]},"
        "{\"roles\":\"c\"},7,{\"roles\":[[\"d\"],[[ ]],[ [\"e\"] , \"f\" ]]}],\"o\":{\"p\":{\"q\":"
        "[{\"r\":[{\"s\":{\"t\":1}},[{\"s\":{\"t\":[2,3]}}],{\"s\":[]}]}]}},\"z\":null,\"e\":{},"
        "\"m\":[[{\"n\":1}],{\"n\":{\"n\":2}}]}");
    reach(&h.r, "id", "\"x\" ");
    reach(&h.r, "persons.roles", "\"a\" \"b\" \"c\" \"d\" \"e\" \"f\" ");
    reach(&h.r, "persons.age", "1 2 ");
    reach(&h.r, "persons.none", "");
    reach(&h.r, "persons.age.none", "");
    reach(&h.r, "o.p.q.r.s.t", "1 2 3 ");
    reach(&h.r, "z", "null ");
    reach(&h.r, "z.y", "");
    reach(&h.r, "e", "{} ");
    reach(&h.r, "absent.too", "");
    reach(&h.r, "m.n", "1 {\"n\":2} ");
    reach(&h.r, "m.n.n", "2 ");
    drop(&h);
    h = good(
        "{\"a\":[[[[[[[[[[[[[[[[[[[[[{\"b\":[[[[[[[[[[[[[[[[[[1],2]]]]]]]]]]]]]]]]]}]]]]],3]]]]]]"
        "]]]]]]]]]]}");
    reach(&h.r, "a.b", "1 2 ");
    drop(&h);
}

static void walk_from_a_list(void **state)
{
    (void)state;
    struct held h = good("{\"l\":[{\"a\":1},{\"a\":[2,{\"a\":3}]},[{\"a\":4}]]}");
    struct sg_path path;
    struct sg_walk w;
    struct sg_val v;
    unsigned n = 0;
    assert_true(sg_path_make(&path, N("a")));
    sg_walk(&w, &path, sg_record_get(&h.r, "l"));
    while (sg_walk_next(&w, &v))
        n++;
    assert_int_equal(n, 4);
    sg_walk(&w, &path, (struct sg_val){0});
    assert_false(sg_walk_next(&w, &v));
    drop(&h);
}

/* ---- values ---- */

static void decoding(void **state)
{
    (void)state;
    static const char text[] = "\xF0\x9F\x98\x80|\xF0\x9F\x98\x80|\xE2\x82\xAC|\xC3\xA9|A|"
                               "\xEF\xBF\xBF|\xC2\x80|\x7f|\b\f\n\r\t/\\\"|\x01";
    struct held h =
        good("{\"a\":\"\\uD83D\\uDE00|\xF0\x9F\x98\x80|\\u20aC|\\u00E9|\\u0041|\\uffff|\\u0080|"
             "\\u007f|\\b\\f\\n\\r\\t\\/\\\\\\\"|\\u0001\",\"e\":\"\",\"n\":1}");
    struct sg_val v = sg_record_get(&h.r, "a");
    char out[sizeof text];
    size_t n = sizeof text - 1;
    for (size_t cap = 0; cap <= n; cap++) {
        memset(out, '#', sizeof out);
        assert_int_equal(sg_val_text(v, out, cap), n);
        assert_memory_equal(out, text, cap);
        assert_int_equal(out[cap], '#');
    }
    assert_true(sg_val_is(v, text));
    struct sg_buf b = {0};
    sg_val_text_buf(v, &b);
    assert_string_equal(sg_buf_text(&b), text);
    sg_buf_free(&b);
    assert_int_equal(sg_val_text(sg_record_get(&h.r, "e"), out, 1), 0);
    assert_int_equal(sg_val_text(sg_record_get(&h.r, "n"), out, 1), 0);
    assert_true(sg_val_is(sg_record_get(&h.r, "e"), ""));
    drop(&h);
}

static void whole_numbers(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool ok;
        int64_t value;
    } cases[] = {
        {"0", true, 0},
        {"-0", true, 0},
        {"7", true, 7},
        {"-7", true, -7},
        {"9223372036854775807", true, INT64_MAX},
        {"9223372036854775808", false, 0},
        {"-9223372036854775808", true, INT64_MIN},
        {"-9223372036854775809", false, 0},
        {"18446744073709551616", false, 0},
        {"99999999999999999999999999", false, 0},
        {"1.0", false, 0},
        {"1e2", false, 0},
        {"\"1\"", false, 0},
        {"true", false, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char line[64];
        int64_t got = 0;
        sprintf(line, "{\"n\":%s}", cases[i].text);
        struct held h = good(line);
        assert_int_equal(sg_val_int(sg_record_get(&h.r, "n"), &got), cases[i].ok);
        assert_true(got == cases[i].value);
        drop(&h);
    }
}

static void utf8(void **state)
{
    (void)state;
    static const char *const valid[] = {
        "", "a", "\xC2\x80", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF",
    };
    static const char *const invalid[] = {
        "\x80",         "\xC0\x80", "\xC1\xBF",         "\xC2",     "\xE0\x9F\xBF",     "\xE2\x82",
        "\xED\xA0\x80", "\xF0\x8F", "\xF4\x90\x80\x80", "\xF5\x80", "\xF0\x9F\x98\x7F", "\xFF",
    };
    char line[128];
    for (size_t pad = 0; pad < 40; pad++) {
        memset(line, 'x', pad);
        for (size_t i = 0; i < sizeof valid / sizeof *valid; i++) {
            strcpy(line + pad, valid[i]);
            assert_true(sg_utf8_valid(line, strlen(line)));
            strcat(line, "yyyyyyyyyyyyyyyyyyyyyyyyyy");
            assert_true(sg_utf8_valid(line, strlen(line)));
        }
        for (size_t i = 0; i < sizeof invalid / sizeof *invalid; i++) {
            strcpy(line + pad, invalid[i]);
            assert_false(sg_utf8_valid(line, strlen(line)));
            strcat(line, "yyyyyyyyyyyyyyyyyyyyyyyyyy");
            assert_false(sg_utf8_valid(line, strlen(line)));
        }
    }
}

/* ---- writing ---- */

static void text_is_written_and_read_back(void **state)
{
    (void)state;
    char every[0x90], out[0x90];
    size_t n = 0;
    for (int c = 1; c < 0x80; c++)
        every[n++] = (char)c;
    memcpy(every + n, "\xC3\xA9\xF0\x9F\x98\x80", 6);
    n += 6;
    struct sg_buf b = {0};
    sg_buf_str(&b, "{\"a\":");
    sg_json_text(&b, every, n);
    sg_buf_str(&b, ",\"b\":");
    sg_json_text(&b, N("\"\\\n\x1f\x10/\x7f\xC3\xA9"));
    sg_buf_str(&b, ",\"c\":");
    sg_json_text(&b, "", 0);
    sg_buf_char(&b, '}');
    struct held h = good(sg_buf_text(&b));
    assert_int_equal(sg_val_text(sg_record_get(&h.r, "a"), out, sizeof out), n);
    assert_memory_equal(out, every, n);
    sg_buf_clear(&b);
    sg_json_raw(&b, sg_record_get(&h.r, "b"));
    assert_string_equal(sg_buf_text(&b), "\"\\\"\\\\\\n\\u001f\\u0010/\x7f\xC3\xA9\"");
    assert_true(sg_val_is(sg_record_get(&h.r, "c"), ""));
    sg_buf_free(&b);
    drop(&h);
}

static void splice(const char *line, const char *members, const char *expected)
{
    struct held h = good(line);
    struct sg_buf b = {0};
    sg_buf_char(&b, '>');
    sg_splice(&b, &h.r, members, strlen(members));
    assert_string_equal(sg_buf_text(&b) + 1, expected);
    sg_buf_free(&b);
    drop(&h);
}

static void splicing(void **state)
{
    (void)state;
    splice("{}", "\"a\":1", "{\"a\":1}");
    splice(" { } ", "\"a\":1", " { \"a\":1} ");
    splice("{}", "", "{}");
    splice("{\"x\":1.50}", "", "{\"x\":1.50}");
    splice("{\"x\":1.50}", "\"a\":1", "{\"x\":1.50,\"a\":1}");
    splice("{\"x\":1 \t}\r", "\"a\":1,\"b\":2", "{\"x\":1 \t,\"a\":1,\"b\":2}\r");
    splice("\xEF\xBB\xBF{\"x\":{\"y\":\"}\"}} ", "\"a\":1",
           "\xEF\xBB\xBF{\"x\":{\"y\":\"}\"},\"a\":1} ");
    static char line[32000], expected[32000];
    many(line, 65);
    strcpy(expected, line);
    strcpy(expected + strlen(line) - 1, ",\"a\":1}");
    splice(line, "\"a\":1", expected);
}

static void no_content_in_messages(void **state)
{
    (void)state;
    static const char *const lines[] = {"{\"Zeynep\":Zeynep}",
                                        "{\"Zeynep\":1,\"Zeynep\":2}",
                                        "{\"Zeynep\":1,\"\\u005aeynep\":2}",
                                        "{\"a\":\"Zeynep\\q\"}",
                                        "{\"a\":\"Zeynep\"",
                                        "Zeynep",
                                        "{\"a\":\"Zeynep\xFF\"}",
                                        "{\"a\":trueZeynep}",
                                        "{} Zeynep",
                                        "{\"a\":\"Zeynep\\ud800\"}"};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct held h = hold(lines[i], strlen(lines[i]));
        assert_false(h.ok);
        assert_null(strstr(h.f.text, "eynep"));
        assert_true(h.f.text[0] && !h.f.field[0]);
        drop(&h);
    }
    struct sg_record r;
    assert_false(sg_record_read(&r, N("{"), NULL, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(accepted),
        cmocka_unit_test(reasons_and_columns),
        cmocka_unit_test(utf16_is_named),
        cmocka_unit_test(every_cut_is_torn),
        cmocka_unit_test(what_cannot_go_on_is_not_torn),
        cmocka_unit_test(depth_64_and_65),
        cmocka_unit_test(members_64_65_and_more),
        cmocka_unit_test(duplicate_among_many),
        cmocka_unit_test(many_open_names),
        cmocka_unit_test(values_by_name),
        cmocka_unit_test(iteration),
        cmocka_unit_test(paths_made),
        cmocka_unit_test(paths_through_lists),
        cmocka_unit_test(walk_from_a_list),
        cmocka_unit_test(decoding),
        cmocka_unit_test(whole_numbers),
        cmocka_unit_test(utf8),
        cmocka_unit_test(text_is_written_and_read_back),
        cmocka_unit_test(splicing),
        cmocka_unit_test(no_content_in_messages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
