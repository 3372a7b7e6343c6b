/* SPDX-License-Identifier: EUPL-1.2 */
/* The tail that a writer finds: a torn one is closed, a damaged one refused. */
#include "registry_help.h"

/* A line cut off anywhere: the next writer closes it, and all that was acknowledged is there. */
static void test_torn_everywhere(void **state)
{
    (void)state;
    fill(3);
    struct lines l;
    struct seen s = {0};
    struct sg_buf after = {0};
    lines_read(&l);
    for (size_t cut = l.at[2] + 1; cut < l.at[3]; cut++) {
        bool whole = cut == l.at[3] - 1; /* only its newline is missing */
        spill(path, l.b.p, cut);
        fill(1);
        slurp(path, &after);
        assert_memory_equal(after.p, l.b.p, cut);
        assert_int_equal(after.p[cut], '\n');
        struct sg_head head;
        if (verify(&s, NULL, &head) != 0)
            fail_msg("cut at %zu: line %zu: %s", cut, s.at[0].line, s.at[0].text);
        assert_int_equal(s.count, whole ? 0 : 1);
        assert_true(whole || (s.at[0].reason == SG_R_TORN && s.at[0].line == 3));
        assert_int_equal(head.n, whole ? 4 : 3);
    }
    sg_buf_free(&after);
    lines_free(&l);
}

static void test_tail_of_nothing_but_fragments(void **state)
{
    (void)state;
    struct seen s = {0};
    spill(path, "{\"sig\":1,\"id\"\n{\"si\n{", 20);
    fill(2);
    assert_int_equal(verify(&s, NULL, NULL), 0);
    assert_int_equal(s.count, 3);
    assert_int_equal(s.at[2].line, 3);
    struct sg_registry *g = open_good();
    assert_int_equal(sg_registry_count(g), 2);
    sg_registry_close(g);
}

/* After a loss of power the end of an unfinished write may be NULs. */
static void test_tail_of_nuls(void **state)
{
    (void)state;
    fill(2);
    append(path, "{\"sig\":1,\0\0\0\0\0", 14);
    fill(1);
    append(path, "\0\0\0", 3);
    fill(1);
    struct seen s = {0};
    assert_int_equal(verify(&s, NULL, NULL), 0);
    assert_int_equal(s.count, 2);
    assert_int_equal(s.at[0].reason, SG_R_TORN);
    assert_int_equal(s.at[1].line, 5);
}

/* Fragments far longer than what is read at a time, and a last line that is. */
static void test_long_tail(void **state)
{
    (void)state;
    enum { BIG = 3 << 20 };
    char *text = malloc(BIG);
    assert_non_null(text);
    memset(text, 'x', BIG);
    memcpy(text, "\"t\":\"", 5);
    text[BIG - 1] = '"';
    struct sg_registry *g = open_good();
    assert_true(sg_registry_add(g, &stamp, text, BIG, NULL, NULL, NULL));
    assert_true(sg_registry_add(g, &stamp, text, BIG, NULL, NULL, NULL));
    assert_true(sg_registry_commit(g, NULL));
    sg_registry_close(g);
    append(path, "{", 1);
    append(path, text, BIG);
    fill(1);
    append(path, "{", 1);
    g = open_good();
    assert_int_equal(sg_registry_count(g), 3);
    sg_registry_close(g);
    const struct sg_registry_opt small = {.line_max = 1 << 20};
    expect_not_opened(&small, SG_R_TOO_LONG, "1048576");
    free(text);
}

static void test_damaged_tail_refused(void **state)
{
    (void)state;
    static const char *const tails[] = {
        "{\"a\":1}\n", "{\"a\":1}", "garbage\n", "{\"a\" 1", "{\"a\":1,\"seal\":{\"n\":3}}\n",
        "\xff\xfe\n"};
    struct lines l;
    fill(2);
    lines_read(&l);
    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
        spill(path, l.b.p, l.b.n);
        append(path, tails[i], strlen(tails[i]));
        expect_not_opened(&plain, SG_R_BAD_SEAL, "sig-check");
    }
    for (size_t i = l.at[1] + 2; i < l.b.n - 1; i += 7) { /* the last line changed anywhere */
        spill(path, l.b.p, l.b.n);
        FILE *out = fopen(path, "r+b");
        fseek(out, (long)i, SEEK_SET);
        fputc(l.b.p[i] == '1' ? '2' : '1', out);
        fclose(out);
        expect_not_opened(&plain, SG_R_BAD_SEAL, "sig-check");
    }
    char *n = strstr(l.b.p + l.at[1], "{\"n\":2,");
    assert_non_null(n);
    n[5] = '3'; /* its number, which the chain does not hold */
    spill(path, l.b.p, l.b.n);
    expect_not_opened(&plain, SG_R_BAD_SEAL, "sig-check");
    n[5] = '2';
    spill(path, l.b.p + l.at[1], l.at[2] - l.at[1]); /* the line before it missing */
    expect_not_opened(&plain, SG_R_BAD_SEAL, "sig-check");
    lines_free(&l);
}

/* An editor's mark at the start, an empty line at the end: no reason to refuse. */
static void test_harmless_tail(void **state)
{
    (void)state;
    spill(path, "\xEF\xBB\xBF", 3);
    fill(1);
    fill(1);
    append(path, "\n\n", 2);
    fill(1);
    struct sg_registry *g = open_good();
    assert_int_equal(sg_registry_count(g), 3);
    sg_registry_close(g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(test_torn_everywhere), T(test_tail_of_nothing_but_fragments), T(test_tail_of_nuls),
        T(test_long_tail),       T(test_damaged_tail_refused),          T(test_harmless_tail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
