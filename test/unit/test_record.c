/* SPDX-License-Identifier: EUPL-1.2 */
/* record: verdicts with their reason, place and torn mark. What jansson thinks of the same lines is
 * test_record_diff's business. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "record_held.h"

static void refuse(const char *line, size_t n, enum sg_reason reason, size_t column, bool torn)
{
    struct held h = hold(line, n);
    if (h.ok || h.f.reason != reason || h.f.column != column || h.torn != torn)
        fail_msg("%.*s: ok %d, %s at %zu, torn %d", (int)n, line, h.ok, sg_reason_code(h.f.reason),
                 h.f.column, h.torn);
    if (column && strncmp(h.f.text, "at byte ", 8) != 0 && !torn)
        fail_msg("no position: %s", h.f.text);
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
        "{\"a\":\"\x7f \xC2\x80 \xDF\xBF \xE0\xA0\x80 \xED\x9F\xBF \xEE\x80\x80 \xEF\xBF\xBF\"}",
        "{\"a\":\"\xF0\x90\x80\x80 \xF4\x8F\xBF\xBF\"}",
        "{\"caf\\u00e9\":1,\"caf\":2}",
        "{\"\\u0061\":1e999,\"b\":99999999999999999999}",
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        good(lines[i]);
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
        size_t blank = i == 0 ? 4 : 0; /* no object has begun yet, but half a BOM is torn too */
        for (size_t n = 1; n < strlen(lines[i]); n++) {
            if (n < 3 || n > blank)
                refuse(lines[i], n, SG_R_BAD_JSON, n + 1, true);
        }
        good(lines[i]);
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

static void refuse_buf(struct sg_buf *b, enum sg_reason reason, size_t column)
{
    refuse(b->p, b->n, reason, column, false);
}

static void nested(struct sg_buf *b, int depth)
{
    sg_buf_clear(b);
    sg_buf_str(b, "{\"a\":");
    for (int i = 1; i < depth; i++)
        sg_buf_str(b, i % 2 ? "[" : "{\"a\":");
    sg_buf_char(b, '1');
    for (int i = depth - 1; i >= 0; i--)
        sg_buf_char(b, i % 2 ? ']' : '}');
}

static void depth_64_and_65(void **state)
{
    (void)state;
    struct sg_buf b = {0};
    nested(&b, 64);
    good(sg_buf_text(&b));
    nested(&b, 65);
    refuse_buf(&b, SG_R_TOO_DEEP, (size_t)(strchr(sg_buf_text(&b), '1') - b.p) - 4);
    sg_buf_free(&b);
}

static void duplicate_among_many(void **state)
{
    (void)state;
    static const int members[] = {3, 64, 65, 600};
    struct sg_buf b = {0};
    for (size_t c = 0; c < sizeof members / sizeof *members; c++)
        for (int twice = 0; twice < members[c]; twice += 1 + members[c] / 5) {
            many(&b, members[c]);
            sg_buf_fmt(&b, ", \"k%d\":0}", twice);
            refuse_buf(&b, SG_R_DUPLICATE_KEY, b.n - 3);
        }
    sg_buf_free(&b);
}

/* More open names than the pass keeps: 60 in each of 20 nested objects. */
static void many_open_names(void **state)
{
    (void)state;
    struct sg_buf b = {0};
    for (int level = 0; level < 20; level++) {
        sg_buf_char(&b, '{');
        for (int i = 0; i < 60; i++)
            sg_buf_fmt(&b, "\"k%d\":1,", i);
        sg_buf_str(&b, "\"in\":");
    }
    sg_buf_str(&b, "1}}}}}}}}}}}}}}}}}}}}");
    good(sg_buf_text(&b));
    b.n -= 20;
    sg_buf_str(&b, ",\"k59\":2}}}}}}}}}}}}}}}}}}}}");
    refuse_buf(&b, SG_R_DUPLICATE_KEY, b.n - 22);
    sg_buf_free(&b);
}

/* An inner object's names are free again outside: of 30, some share a bit of the bloom word. */
static void names_of_an_inner_object_again(void **state)
{
    (void)state;
    struct sg_buf b = {0};
    sg_buf_str(&b, "{\"in\":{\"x\":0");
    for (int i = 0; i < 60; i++)
        sg_buf_fmt(&b, "%s\"k%d\":1", i == 30 ? "}," : ",", i % 30);
    sg_buf_char(&b, '}');
    good(sg_buf_text(&b));
    sg_buf_free(&b);
}

/* Tags hold the first 8 bytes and the length modulo 256: where those agree, all bytes count. */
static void names_with_one_tag(void **state)
{
    (void)state;
    char far[265] = "abcdefgh";
    memset(far + 8, 'x', 256);
    struct sg_buf b = {0};
    sg_buf_fmt(&b, "{\"%s\":1,\"abcdefgh\":2,\"abcdefgh1\":3,\"abcdefgh2\":4}", far);
    good(sg_buf_text(&b));
    b.n--;
    sg_buf_str(&b, ",\"abcdefgh1\":5}");
    refuse_buf(&b, SG_R_DUPLICATE_KEY, b.n - 3);
    sg_buf_free(&b);
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
        cmocka_unit_test(duplicate_among_many),
        cmocka_unit_test(many_open_names),
        cmocka_unit_test(names_of_an_inner_object_again),
        cmocka_unit_test(names_with_one_tag),
        cmocka_unit_test(no_content_in_messages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
