/* SPDX-License-Identifier: EUPL-1.2 */
/* record against jansson: the same verdict and the same values on a corpus of hard cases and on
 * mutated lines: 50,000 of them, a million with TEST_LONG, or SG_DIFF_LINES; other ones for another
 * SG_DIFF_SEED. Where we mean to differ stands in `differences`, each with an example that proves
 * it; any other difference is a failure. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "record_corpus.h"
#include "record_oracle.h"

#include <stdio.h>

static void wanted_differences(void **state)
{
    (void)state;
    char deep[LINE_ROOM] = "{\"a\":";
    memset(deep + 5, '[', 64);
    memset(deep + 69, ']', 64);
    deep[133] = '}';
    const struct {
        const char *name;
        enum difference difference;
        bool accept;
        const char *p;
        size_t n;
        const char *why;
    } differences[] = {
        {"bom", D_BOM, true, "\xEF\xBB\xBF{}", 5, "Windows editors put it there"},
        {"nul", D_NUL, false, "{\"a\":1\0}", 8, "RFC 8259 has no NUL; jansson 2.14 skips one"},
        {"nul", D_NUL, false, "{\"a\":true\0}", 11, "the same behind a literal"},
        {"big-number", D_BIG_NUMBER, true, "{\"a\":1e400}", 11, "kept as text, never computed"},
        {"big-number", D_BIG_NUMBER, true, "{\"a\":9223372036854775808}", 25, "the same"},
        {"outermost", D_OUTERMOST, false, "[]", 2, "a record is an object"},
        {"deep", D_DEEP, false, deep, 134, "64 levels are plenty; jansson allows 2048"},
    };
    for (size_t i = 0; i < sizeof differences / sizeof *differences; i++) {
        const char *p = differences[i].p;
        size_t n = differences[i].n;
        if (we_accept(p, n) != differences[i].accept || judge_accepts(p, n, 0) == we_accept(p, n))
            fail_msg("%s is no difference: %s", differences[i].name, differences[i].why);
        assert_true(judge_accepts(p, n, differences[i].difference) == differences[i].accept);
        compare(p, n, true);
    }
}

static void hard_corpus(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof hard_cases / sizeof *hard_cases; i++) {
        const struct hard_case *c = &hard_cases[i];
        if (we_accept(c->p, c->n) != c->accept)
            show(c->p, c->n, c->accept ? "must be accepted" : "must be refused");
        compare(c->p, c->n, true);
        for (size_t n = 0; n < c->n; n++)
            compare(c->p, n, true);
    }
}

/* Every byte at every place of strings of every length around a block, as text and as name. */
static void every_byte_everywhere(void **state)
{
    (void)state;
    char line[128];
    for (size_t length = 1; length <= 18; length++)
        for (size_t at = 0; at < length; at++)
            for (int c = 0; c < 256; c++) {
                bool as_name = (length + at + (size_t)c) % 2;
                size_t n = (size_t)sprintf(line, as_name ? "{\"" : "{\"a\":\"");
                memset(line + n, 'x', length);
                line[n + at] = (char)c;
                n += length;
                n += (size_t)sprintf(line + n, as_name ? "\":0}" : "\"}");
                compare(line, n, c % 16 == 0);
            }
}

/* Quotes, backslashes and brackets at every place around the blocks of 64 that are skipped. */
static void escapes_everywhere(void **state)
{
    (void)state;
    static const char *const hard[] = {
        "\\\"]}{[",      "\\\\\",\"b\":\"\\\\", "\\\\\\\"{{{{", "\",\"b\":[{},\"\\\\\"],\"c\":\"",
        "\\\\\\\\\\\"]", "\\u005c\\\"}",
    };
    struct sg_buf b = {0};
    for (size_t i = 0; i < sizeof hard / sizeof *hard; i++)
        for (size_t pad = 0; pad < 140; pad++) {
            sg_buf_clear(&b);
            sg_buf_str(&b, "{\"o\":[{\"a\":\"");
            for (size_t k = 0; k < pad; k++)
                sg_buf_char(&b, 'x');
            sg_buf_fmt(&b, "%s\"},[2]],\"z\":{\"y\":%zu}}", hard[i], i % 2);
            compare(b.p, b.n, true);
            assert_true(we_accept(b.p, b.n));
        }
    sg_buf_free(&b);
}

/* ---- mutated lines ---- */

static const char *const realistic[] = {
    "{\"sig\":1,\"id\":\"NIJ-2024-00017\",\"rev\":2,\"recorded\":\"2024-03-01T12:00:00Z\","
    "\"received\":"
    "\"2024-02\",\"municipality\":\"GM0267\",\"places\":[{\"role\":\"found\",\"number\":12},{"
    "\"role\":"
    "\"online\"}],\"persons\":[{\"roles\":[\"victim\",\"suspect\"],\"name\":\"J\u00f6rg "
    "\u0141\",\"age\":17}],"
    "\"text\":\"caf\xC3\xA9 \xE2\x80\x99s nachts \\\"geld\\\"\\n\xF0\x9F\x98\x80\"}",
    "{ \"id\" : null , \"forms\" : [ ] , \"estimate\" : { \"min\" : 3, \"max\" : 14 } , \"n\" : "
    "-12.50e+3 }\r",
    "{\"\\u0061b\":{\"x\":[[],[{}],[true,false,null]]},\"\\ud83d\\ude00\":\"\\ud83d\\ude00\","
    "\"q\\\"\":1e400}",
    "\xEF\xBB\xBF{\"a\":{\"a\":{\"a\":{\"a\":0.1}}},\"b\":[1,12,123,1234,18446744073709551616]}",
};

/* What mutations insert: the bytes and tokens where readers go wrong. */
static const char *const tokens[] = {
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "\\",
    "\\\"",
    "\\u0061",
    "\\ud83d",
    "\\ude00",
    "\\u0000",
    "\\u",
    "\\n",
    " ",
    "\t",
    "\r",
    "\n",
    "\x01",
    "\x7f",
    "\x80",
    "\xC3",
    "\xC3\xA9",
    "\xE2\x82",
    "\xED\xA0\x80",
    "\xF0\x9F\x98\x80",
    "\xF4\x90",
    "\xFF",
    "\xEF\xBB\xBF",
    "0",
    "-",
    ".",
    "e",
    "E+",
    "01",
    "1e400",
    "true",
    "null",
    "fals",
    "\"a\":1,",
    ",\"a\":1",
    ",\"b\":{}",
    "{\"a\":1}",
    "[[[[",
    "]]]]",
    "9999999999999999999",
    "\"\":0,",
};

/* xorshift64*: the same lines everywhere for one seed. */
static uint64_t state_of_chance;

static size_t below(size_t n)
{
    state_of_chance ^= state_of_chance >> 12;
    state_of_chance ^= state_of_chance << 25;
    state_of_chance ^= state_of_chance >> 27;
    return (size_t)((state_of_chance * 0x2545F4914F6CDD1DU) >> 33) % n;
}

struct text {
    char p[2 * LINE_ROOM];
    size_t n;
};

static void replace(struct text *t, size_t at, size_t gone, const char *with, size_t n)
{
    if (t->n - gone + n > LINE_ROOM / 2)
        return;
    memmove(t->p + at + n, t->p + at + gone, t->n - at - gone);
    memcpy(t->p + at, with, n);
    t->n += n - gone;
}

static void pick_line(struct text *t)
{
    size_t own = sizeof realistic / sizeof *realistic, all = sizeof hard_cases / sizeof *hard_cases;
    size_t i = below(2 * all);
    const char *p = i < all ? hard_cases[i].p : realistic[i % own];
    t->n = i < all ? hard_cases[i].n : strlen(p);
    memcpy(t->p, p, t->n);
}

/* More members than are indexed, so that mutations reach the ones behind too. */
static void make_many(struct text *t)
{
    size_t members = 60 + below(10);
    t->n = (size_t)sprintf(t->p, "{");
    for (size_t i = 0; i < members; i++)
        t->n += (size_t)sprintf(t->p + t->n, "%s\"%zu\":%s", i ? "," : "", i, i % 3 ? "1" : "{}");
    t->n += (size_t)sprintf(t->p + t->n, "}");
}

static void mutate(struct text *t)
{
    static struct text other;
    size_t at = below(t->n + 1), left = t->n - at, span = left ? below(left < 16 ? left : 16) : 0;
    char copy[16];
    const char *token = tokens[below(sizeof tokens / sizeof *tokens)];
    memcpy(copy, t->p + at, span);
    switch (below(8)) {
    case 0:
        if (left > 0)
            t->p[at] = (char)(t->p[at] ^ (1 << below(8)));
        break;
    case 1:
        if (left > 0)
            t->p[at] = (char)below(256);
        break;
    case 2:
        replace(t, at, span, "", 0);
        break;
    case 3:
        replace(t, below(t->n + 1), 0, copy, span);
        break;
    case 4:
        t->n = below(4) ? t->n : at; /* cut off, not too often */
        break;
    case 5:
        pick_line(&other);
        span = below(other.n + 1);
        replace(t, at, 0, other.p + span, other.n - span);
        break;
    default:
        replace(t, at, below(2) && left > 0 ? 1 : 0, token, strlen(token));
    }
}

static size_t number_from(const char *name, size_t otherwise)
{
    const char *text = getenv(name);
    return text && *text ? (size_t)strtoull(text, NULL, 10) : otherwise;
}

static void mutated_lines(void **state)
{
    (void)state;
    static struct text t;
    size_t lines = number_from("SG_DIFF_LINES", getenv("TEST_LONG") ? 1000000 : 50000),
           accepted = 0;
    state_of_chance = 0x9E3779B97F4A7C15U * (2 * number_from("SG_DIFF_SEED", 1) + 1);
    for (size_t i = 0; i < lines; i++) {
        if (below(16))
            pick_line(&t);
        else
            make_many(&t);
        for (size_t m = below(4); m-- > 0;)
            mutate(&t);
        compare(t.p, t.n, i % 16 == 0);
        accepted += we_accept(t.p, t.n);
    }
    print_message("%zu mutated lines, %zu of them valid\n", lines, accepted);
    assert_true(lines < 1000 || (accepted > lines / 20 && accepted < lines - lines / 20));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wanted_differences),    cmocka_unit_test(hard_corpus),
        cmocka_unit_test(every_byte_everywhere), cmocka_unit_test(escapes_everywhere),
        cmocka_unit_test(mutated_lines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
