/* SPDX-License-Identifier: EUPL-1.2 */
/* record: members, elements, paths, decoding, numbers, writing, splicing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "record_held.h"

/* ---- members ---- */

static void members_64_65_and_more(void **state)
{
    (void)state;
    static const int counts[] = {1, 63, 64, 65, 66, 600};
    struct sg_buf b = {0};
    for (size_t c = 0; c < sizeof counts / sizeof *counts; c++) {
        many(&b, counts[c]);
        sg_buf_str(&b, " }");
        struct held h = good(sg_buf_text(&b));
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
    }
    sg_buf_free(&b);
}

/* What stands behind the index is searched from behind the last indexed value. */
static void search_behind_the_index(void **state)
{
    (void)state;
    struct sg_buf b = {0};
    many(&b, 63);
    sg_buf_str(&b, ", \"last\":\"v\", \"behind\":\"w\"}");
    struct held h = good(sg_buf_text(&b));
    assert_true(h.r.count == 64 && h.r.more);
    assert_int_equal(sg_record_get(&h.r, "v").kind, SG_ABSENT);
    assert_int_equal(sg_record_get(&h.r, "w").kind, SG_ABSENT);
    assert_true(sg_val_is(sg_record_get(&h.r, "behind"), "w"));
    sg_buf_free(&b);
}

/* Names of one tag, and names with escapes, whose tag is not that of what they stand for. */
static void names_of_one_tag(void **state)
{
    (void)state;
    assert_int_equal(sg_name_tag("b", 1), sg_name_tag("aaaaaa", 6));
    struct held h = good("{\"aaaaaa\":1,\"\":3,\"c\":4,\"b\":2}");
    assert_int_equal(*sg_record_get(&h.r, "aaaaaa").p, '1');
    assert_int_equal(*sg_record_get(&h.r, "b").p, '2');
    assert_int_equal(*sg_record_get(&h.r, "").p, '3');
    assert_int_equal(sg_record_get(&h.r, "aaaaab").kind, SG_ABSENT);
    h = good("{\"aaaaaa\":1,\"\\u0062\":2}");
    assert_int_equal(*sg_record_get(&h.r, "b").p, '2');
    assert_int_equal(sg_record_get(&h.r, "\\u0062").kind, SG_ABSENT);
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
    struct sg_val first = sg_path_first(&path, r);
    assert_int_equal(first.kind == SG_ABSENT, *expected == '\0');
    sg_walk_record(&w, &path, r);
    while (sg_walk_next(&w, &v)) {
        assert_true(inside.n || (v.p == first.p && v.n == first.n && v.kind == first.kind));
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
    h = good(
        "{\"a\":[[[[[[[[[[[[[[[[[[[[[{\"b\":[[[[[[[[[[[[[[[[[[1],2]]]]]]]]]]]]]]]]]}]]]]],3]]]]]]"
        "]]]]]]]]]]}");
    reach(&h.r, "a.b", "1 2 ");
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
    }
}

static bool valid_between(struct sg_buf *b, size_t pad, const char *text, size_t tail)
{
    sg_buf_clear(b);
    while (b->n < pad)
        sg_buf_char(b, 'x');
    sg_buf_str(b, text);
    while (tail-- > 0)
        sg_buf_char(b, 'y');
    return sg_utf8_valid(b->p, b->n);
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
    struct sg_buf b = {0};
    for (size_t pad = 0; pad < 40; pad++)
        for (size_t tail = 0; tail < 40; tail += 13) {
            for (size_t i = 0; i < sizeof valid / sizeof *valid; i++)
                assert_true(valid_between(&b, pad, valid[i], tail));
            for (size_t i = 0; i < sizeof invalid / sizeof *invalid; i++)
                assert_false(valid_between(&b, pad, invalid[i], tail));
        }
    sg_buf_free(&b);
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
}

static void splice(const char *line, const char *members, const char *expected)
{
    struct held h = good(line);
    struct sg_buf b = {0};
    sg_buf_char(&b, '>');
    sg_splice(&b, &h.r, members, strlen(members));
    assert_string_equal(sg_buf_text(&b) + 1, expected);
    sg_buf_free(&b);
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
    struct sg_buf line = {0}, expected = {0};
    many(&line, 65);
    sg_buf_add(&expected, line.p, line.n);
    sg_buf_str(&line, " }");
    sg_buf_str(&expected, " ,\"a\":1}");
    splice(sg_buf_text(&line), "\"a\":1", sg_buf_text(&expected));
    sg_buf_free(&line);
    sg_buf_free(&expected);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(members_64_65_and_more),
        cmocka_unit_test(search_behind_the_index),
        cmocka_unit_test(names_of_one_tag),
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
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
