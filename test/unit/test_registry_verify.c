/* SPDX-License-Identifier: EUPL-1.2 */
/* Checking: every way to damage a registry is found, at its line. */
#include "registry_help.h"

enum { LINES = 1000 };

/* A registry of 1,000 lines, read once for all tests (each spills its own damaged copy). */
static struct lines whole;
static struct sg_buf damaged;
static struct seen seen;

static int whole_setup(void **state)
{
    if (dir_setup(state) != 0)
        return -1;
    fill(LINES);
    lines_read(&whole);
    return 0;
}

static int whole_teardown(void **state)
{
    lines_free(&whole);
    sg_buf_free(&damaged);
    return dir_teardown(state);
}

static void lines_put(size_t from, size_t to)
{
    lines_add(&whole, from, to, &damaged);
}

static void spill_damaged(void)
{
    spill(path, damaged.p, damaged.n);
    sg_buf_clear(&damaged);
}

static char *line_in_damaged(size_t i)
{
    return damaged.p + whole.at[i];
}

/* ---- every line, one byte ---- */

/* A byte of line i (from 0), at a share of its length, becomes something else of the same kind. */
static void change(size_t i, size_t at)
{
    lines_put(0, LINES);
    char *p = line_in_damaged(i) + at;
    if (*p >= '0' && *p <= '9')
        *p = *p == '7' ? '3' : '7';
    else if (*p >= 'a' && *p <= 'z')
        *p = *p == 'c' ? 'd' : 'c';
    else
        *p ^= 1;
    spill_damaged();
}

static void test_change_every_line(void **state)
{
    (void)state;
    for (size_t i = 0; i < LINES; i++) {
        size_t n = whole.at[i + 1] - whole.at[i] - 1;
        change(i, i * 7919 % n);
        verify(&seen, NULL, NULL);
        if (seen.count == 1 && seen.at[0].reason == SG_R_TORN && i == LINES - 1)
            continue; /* looks like a torn tail; found by the head */
        expect_fault(&seen, SG_R_BAD_SEAL, i + 1);
    }
}

/* Every byte of one line, the newline too (which joins two lines). */
static void test_change_every_byte(void **state)
{
    (void)state;
    for (size_t at = 0; at < whole.at[500] - whole.at[499] - 1; at++) {
        change(499, at);
        verify(&seen, NULL, NULL);
        expect_fault(&seen, SG_R_BAD_SEAL, 500);
    }
}

static void test_joined(void **state)
{
    (void)state;
    lines_put(0, 500);
    damaged.p[damaged.n - 1] = ' ';
    lines_put(500, LINES);
    spill_damaged();
    verify(&seen, NULL, NULL);
    assert_true(seen.count >= 1);
    assert_int_equal(seen.at[0].line, 500);
    assert_int_not_equal(sg_reason_status(seen.at[0].reason), SG_DONE);
}

/* ---- whole lines ---- */

static void test_delete(void **state)
{
    (void)state;
    char want[64];
    for (size_t i = 0; i < LINES - 1; i++) {
        lines_put(0, i);
        lines_put(i + 1, LINES);
        spill_damaged();
        verify(&seen, NULL, NULL);
        expect_fault(&seen, SG_R_BAD_CHAIN, i + 1);
        snprintf(want, sizeof want, "line n=%zu is missing before", i + 1);
        assert_non_null(strstr(seen.at[0].text, want));
    }
}

static void test_delete_several(void **state)
{
    (void)state;
    lines_put(0, 100);
    lines_put(150, LINES);
    spill_damaged();
    verify(&seen, NULL, NULL);
    expect_fault(&seen, SG_R_BAD_CHAIN, 101);
    assert_non_null(strstr(seen.at[0].text, "lines n=101 to 150 are missing"));
    lines_put(LINES - 1, LINES);
    spill_damaged();
    verify(&seen, NULL, NULL);
    expect_fault(&seen, SG_R_BAD_CHAIN, 1);
}

/* The end cut off at a line: only a head can tell. */
static void test_delete_last(void **state)
{
    (void)state;
    struct sg_head head, ignored;
    spill(path, whole.b.p, whole.b.n);
    assert_int_equal(verify(&seen, NULL, &head), 0);
    assert_int_equal(head.n, LINES);
    assert_int_equal(verify(&seen, &head, NULL), 0);
    lines_put(0, LINES - 1);
    spill_damaged();
    assert_int_equal(verify(&seen, NULL, &ignored), 0);
    verify(&seen, &head, NULL);
    expect_fault(&seen, SG_R_BAD_HEAD, LINES - 1);
    assert_non_null(strstr(seen.at[0].text, "n=999"));
}

static void test_swap_neighbours(void **state)
{
    (void)state;
    for (size_t i = 0; i < LINES - 1; i++) {
        lines_put(0, i);
        lines_put(i + 1, i + 2);
        lines_put(i, i + 1);
        lines_put(i + 2, LINES);
        spill_damaged();
        verify(&seen, NULL, NULL);
        expect_fault(&seen, SG_R_BAD_CHAIN, i + 1);
    }
}

/* Both places are named, nothing else. */
static void test_swap_far(void **state)
{
    (void)state;
    for (size_t i = 0; i < 400; i += 20) {
        size_t k = LINES - 3 - i;
        lines_put(0, i);
        lines_put(k, k + 1);
        lines_put(i + 1, k);
        lines_put(i, i + 1);
        lines_put(k + 1, LINES);
        spill_damaged();
        assert_int_equal(verify(&seen, NULL, NULL), 2);
        size_t last = seen.count - 1;
        assert_int_equal(seen.at[0].line, i + 1);
        assert_int_equal(seen.at[0].reason, SG_R_BAD_CHAIN);
        for (size_t s = 1; s < last; s++)
            assert_int_equal(seen.at[s].reason, SG_R_NOTE);
        assert_int_equal(seen.at[last].line, k + 1);
        assert_int_equal(seen.at[last].reason, SG_R_BAD_CHAIN);
    }
}

static void test_insert_copy(void **state)
{
    (void)state;
    for (size_t i = 0; i <= LINES; i++) {
        size_t copied = (i * 31 + 7) % LINES;
        if (copied == i)
            continue;
        lines_put(0, i);
        lines_put(copied, copied + 1);
        lines_put(i, LINES);
        spill_damaged();
        verify(&seen, NULL, NULL);
        expect_fault(&seen, SG_R_BAD_CHAIN, i + 1);
    }
}

static void insert_text(size_t before, const char *text, enum sg_reason reason)
{
    lines_put(0, before);
    sg_buf_str(&damaged, text);
    lines_put(before, LINES);
    spill_damaged();
    verify(&seen, NULL, NULL);
    if (sg_reason_status(reason) != SG_DONE) {
        expect_fault(&seen, reason, before + 1);
        return;
    }
    assert_int_equal(seen.count, 1);
    assert_int_equal(seen.at[0].reason, reason);
    assert_int_equal(seen.at[0].line, before + 1);
}

static void test_insert_text(void **state)
{
    (void)state;
    for (size_t i = 0; i <= LINES; i += 50) {
        insert_text(i, "{\"sig\":1,\"id\":\"NIJ-2024-00001\",\"rev\":2}\n", SG_R_NO_SEAL);
        insert_text(i, "{\"sig\":1,\"seal\":{\"n\":1}}\n", SG_R_BAD_SEAL);
        insert_text(i, "not JSON\n", SG_R_BAD_JSON);
        insert_text(i, "{\"a\":\"\xff\"}\n", SG_R_BAD_UTF8);
        insert_text(i, "\n", SG_R_EMPTY_LINE);
        insert_text(i, "{\"sig\":1,\"id\n", SG_R_TORN);
    }
}

/* A line that is no longer JSON is damage when a number is missing, not a torn write. */
static void test_replaced(void **state)
{
    (void)state;
    static const char *const texts[] = {"garbage\n", "{\"sig\":1,\"id\n", "\n", "{\"a\":1}\n"};
    for (size_t i = 0; i < LINES - 1; i += 30) {
        lines_put(0, i);
        sg_buf_str(&damaged, texts[i % 4]);
        lines_put(i + 1, LINES);
        spill_damaged();
        verify(&seen, NULL, NULL);
        expect_fault(&seen, SG_R_BAD_SEAL, i + 1);
    }
}

/* ---- several at once, and what must not make it go on for ever ---- */

static void test_neighbours_changed(void **state)
{
    (void)state;
    lines_put(0, LINES);
    for (size_t i = 300; i < 305; i++)
        *strstr(line_in_damaged(i), "2024-03") = '1';
    *strstr(line_in_damaged(700), "2024-03") = '1';
    spill_damaged();
    assert_int_equal(verify(&seen, NULL, NULL), 6);
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(seen.at[i].line, 301 + i);
    assert_int_equal(seen.at[5].line, 701);
}

static void test_rubbish(void **state)
{
    (void)state;
    lines_put(0, 10);
    for (size_t i = 0; i < 5000; i++)
        sg_buf_str(&damaged, i % 3 ? "{\"torn\n" : "rubbish\n");
    lines_put(10, LINES);
    spill_damaged();
    assert_int_equal(verify(&seen, NULL, NULL), 1667);
    assert_int_equal(seen.count, 5000);
    seen.stop_after = 3;
    verify(&seen, NULL, NULL);
    assert_int_equal(seen.count, 3);
    seen.stop_after = 0;
}

/* Another registry altogether, appended. */
static void test_foreign_lines(void **state)
{
    (void)state;
    unlink(path);
    fill(20);
    struct lines other;
    lines_read(&other);
    lines_put(0, 50);
    lines_add(&other, 0, 20, &damaged);
    spill_damaged();
    assert_int_equal(verify(&seen, NULL, NULL), 20);
    assert_int_equal(seen.at[0].line, 51);
    lines_put(0, 50);
    lines_add(&other, 0, 20, &damaged);
    lines_put(50, LINES);
    spill_damaged();
    struct sg_head head;
    assert_int_equal(verify(&seen, NULL, &head), 20);
    assert_int_equal(head.n, LINES); /* it finds back */
    lines_free(&other);
}

/* A block of lines cut out and pasted in further up: its lines or those it passed are named. */
static void test_block_moved(void **state)
{
    (void)state;
    struct sg_head head;
    lines_put(0, 50);
    lines_put(99, 120);
    lines_put(50, 99);
    lines_put(120, LINES);
    spill_damaged();
    assert_int_equal(verify(&seen, NULL, &head), 50);
    assert_int_equal(seen.at[0].line, 51);
    assert_int_equal(seen.at[1].line, 72);
    assert_int_equal(seen.at[49].line, 120);
    assert_int_equal(head.n, LINES);
}

static void test_no_file(void **state)
{
    (void)state;
    const struct sg_verify_opt opt = {.threads = 1};
    struct sg_fault f = {0};
    unlink(path);
    assert_int_equal(sg_registry_verify(path, &opt, note, &seen, NULL, &f), -1);
    assert_int_equal(f.reason, SG_R_IO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_change_every_line),
        cmocka_unit_test(test_change_every_byte),
        cmocka_unit_test(test_joined),
        cmocka_unit_test(test_delete),
        cmocka_unit_test(test_delete_several),
        cmocka_unit_test(test_delete_last),
        cmocka_unit_test(test_swap_neighbours),
        cmocka_unit_test(test_swap_far),
        cmocka_unit_test(test_insert_copy),
        cmocka_unit_test(test_insert_text),
        cmocka_unit_test(test_replaced),
        cmocka_unit_test(test_neighbours_changed),
        cmocka_unit_test(test_rubbish),
        cmocka_unit_test(test_foreign_lines),
        cmocka_unit_test(test_block_moved),
        cmocka_unit_test(test_no_file),
    };
    return cmocka_run_group_tests(tests, whole_setup, whole_teardown);
}
