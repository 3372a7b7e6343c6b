/* SPDX-License-Identifier: EUPL-1.2 */
/* What was told: known, moved, gone; damage anywhere in the file is found. */
#include "memo.h"

#include "profile_help.h"

#include <fcntl.h>
#include <stdint.h>

static const struct sg_date day1 = {2024, 6, 15}, day2 = {2024, 6, 16}, far = {2026, 1, 1};

static struct sg_memo *open_on(struct sg_date today, const char *scope, struct sg_fault *notice)
{
    struct sg_fault f = {0};
    char path[256];
    snprintf(path, sizeof path, "%s", in_home("told"));
    const struct sg_memo_opt opt = {path, NULL, scope, today, 0};
    struct sg_memo *m = sg_memo_open(&opt, notice, &f);
    if (!m)
        fail_msg("%s", f.text);
    return m;
}

static void name(unsigned char hash[SG_MEMO_HASH], int number)
{
    memset(hash, number, SG_MEMO_HASH);
}

static enum sg_memo_news ask(struct sg_memo *m, int number, int32_t due, bool house,
                             int32_t *sequence)
{
    struct sg_fault f;
    enum sg_memo_news news;
    unsigned char hash[SG_MEMO_HASH];
    name(hash, number);
    assert_true(sg_memo_ask(m, hash, due, house, &news, sequence, &f));
    return news;
}

static void save(struct sg_memo *m)
{
    struct sg_fault f = {0};
    if (!sg_memo_save(m, &f))
        fail_msg("%s", f.text);
    sg_memo_close(m);
    remember(in_home("told"));
    remember(in_home("told.key"));
    remember(in_home("told.lock"));
}

static void test_once(void **state)
{
    (void)state;
    struct sg_fault notice;
    int32_t first, sequence;
    struct sg_memo *m = open_on(day1, "a", &notice);
    assert_string_equal(notice.text, "");
    assert_int_equal(sg_memo_last(m).y, 0);
    assert_int_equal(ask(m, 7, 100, false, &first), SG_MEMO_NEW);
    assert_int_equal(ask(m, 3, 200, true, &sequence), SG_MEMO_NEW);
    assert_int_equal(first, sg_memo_sequence(day1));
    save(m);
    struct stat st;
    assert_int_equal(stat(in_home("told"), &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);

    m = open_on(day2, "a", &notice);
    assert_int_equal(sg_date_order(sg_memo_last(m), day1), 0);
    assert_int_equal(ask(m, 3, 200, true, &sequence), SG_MEMO_KNOWN);
    assert_int_equal(ask(m, 7, 101, false, &sequence), SG_MEMO_MOVED);
    assert_true(sequence > first);
    save(m);
    /* again on the same day: higher still */
    m = open_on(day2, "a", &notice);
    first = sequence;
    assert_int_equal(ask(m, 7, 102, false, &sequence), SG_MEMO_MOVED);
    assert_int_equal(sequence, first + 1);
    sg_memo_close(m);
}

static void test_gone(void **state)
{
    (void)state;
    struct sg_fault notice;
    struct sg_memo_gone gone;
    int32_t sequence;
    int32_t past = sg_date_days(day1), future = past + 30;
    struct sg_memo *m = open_on(day1, "a", &notice);
    ask(m, 1, past - 10, false, &sequence);
    ask(m, 2, past, true, &sequence);   /* a meeting today */
    ask(m, 3, future, true, &sequence); /* one that is called off */
    save(m);

    m = open_on(day2, "a", &notice);
    size_t at = 0;
    assert_true(sg_memo_gone(m, &at, &gone));
    assert_int_equal(gone.hash[0], 1);
    assert_int_equal(gone.due, past - 10);
    assert_int_equal(gone.sequence, sg_memo_sequence(day2));
    assert_true(sg_memo_gone(m, &at, &gone));
    assert_int_equal(gone.hash[0], 3);
    assert_false(sg_memo_gone(m, &at, &gone)); /* the meeting of yesterday is over, not off */
    save(m);

    m = open_on(day2, "a", &notice);
    at = 0;
    assert_false(sg_memo_gone(m, &at, &gone));                             /* said once */
    assert_int_equal(ask(m, 1, past - 10, false, &sequence), SG_MEMO_NEW); /* back again */
    assert_int_equal(sequence, sg_memo_sequence(day2) + 1);
    save(m);

    /* what is gone is forgotten in the end, what was told is not */
    m = open_on(far, "a", &notice);
    ask(m, 1, past - 10, false, &sequence);
    save(m);
    FILE *file = fopen(in_home("told"), "r");
    char line[256];
    int lines = 0;
    assert_non_null(file);
    while (fgets(line, sizeof line, file))
        lines++;
    fclose(file);
    assert_int_equal(lines, 3);
}

static void test_scope(void **state)
{
    (void)state;
    struct sg_fault notice;
    int32_t sequence;
    struct sg_memo *m = open_on(day1, "a", &notice);
    ask(m, 1, 100, false, &sequence);
    save(m);
    m = open_on(day1, "b", &notice);
    assert_int_equal(notice.reason, SG_R_NOTE);
    assert_string_not_equal(notice.text, "");
    assert_int_equal(ask(m, 1, 100, false, &sequence), SG_MEMO_NEW);
    sg_memo_close(m);
}

/* A day before the last run: nothing is taken back, and the next missed meeting is still found. */
static void test_clock_back(void **state)
{
    (void)state;
    struct sg_fault notice;
    struct sg_memo *m = open_on(day2, "a", &notice);
    save(m);
    m = open_on(day1, "a", &notice);
    assert_int_equal(sg_memo_last(m).y, 0);
    save(m);
    m = open_on(far, "a", &notice);
    assert_int_equal(sg_date_order(sg_memo_last(m), day2), 0);
    sg_memo_close(m);
}

static size_t read_file(char *out, size_t cap)
{
    FILE *file = fopen(in_home("told"), "rb");
    assert_non_null(file);
    size_t n = fread(out, 1, cap, file);
    fclose(file);
    return n;
}

static void write_file(const char *p, size_t n)
{
    FILE *file = fopen(in_home("told"), "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(p, 1, n, file), n);
    assert_int_equal(fclose(file), 0);
}

/* It says so, and everything is told again. */
static void expect_damaged(const char *p, size_t n)
{
    struct sg_fault notice;
    int32_t sequence;
    write_file(p, n);
    struct sg_memo *m = open_on(day2, "a", &notice);
    if (notice.reason != SG_R_BAD_STATE)
        fail_msg("taken as sound: %zu bytes", n);
    assert_int_equal(sg_memo_last(m).y, 0);
    assert_int_equal(ask(m, 5, 100, false, &sequence), SG_MEMO_NEW);
    sg_memo_close(m);
}

/* What is not ours is never replaced. */
static void expect_foreign(const char *p, size_t n)
{
    struct sg_fault notice, f;
    char path[256];
    write_file(p, n);
    snprintf(path, sizeof path, "%s", in_home("told"));
    const struct sg_memo_opt opt = {path, NULL, "a", day2, 0};
    assert_null(sg_memo_open(&opt, &notice, &f));
    assert_int_equal(f.reason, SG_R_IO);
}

static void test_damage(void **state)
{
    (void)state;
    struct sg_fault notice;
    int32_t sequence;
    char good[1024], bad[1024];
    struct sg_memo *m = open_on(day1, "a", &notice);
    ask(m, 5, 100, false, &sequence);
    ask(m, 2, 100, true, &sequence);
    save(m);
    size_t n = read_file(good, sizeof good);
    assert_true(n > 100 && n < sizeof good);
    for (size_t cut = 0; cut < n; cut++)
        expect_damaged(good, cut);
    for (size_t i = 0; i < n; i++) {
        memcpy(bad, good, n);
        bad[i] ^= 1;
        if (i < strlen("sig-remind 1 "))
            expect_foreign(bad, n);
        else
            expect_damaged(bad, n);
    }
    write_file(good, n);
    m = open_on(day2, "a", &notice);
    assert_int_equal(ask(m, 5, 100, false, &sequence), SG_MEMO_KNOWN);
    sg_memo_close(m);
    /* the secret is lost */
    assert_int_equal(remove(in_home("told.key")), 0);
    expect_damaged(good, n);
}

static void test_refused(void **state)
{
    (void)state;
    struct sg_fault notice, f;
    struct sg_memo *m = open_on(day1, "a", &notice);
    char path[256];
    snprintf(path, sizeof path, "%s", in_home("told"));
    const struct sg_memo_opt opt = {path, NULL, "a", day1, 0};
    assert_null(sg_memo_open(&opt, &notice, &f));
    assert_int_equal(f.reason, SG_R_LOCKED);
    save(m);
    const struct sg_memo_opt nowhere = {"/nonexistent/told", NULL, "a", day1, 0};
    assert_null(sg_memo_open(&nowhere, &notice, &f));
    assert_int_equal(f.reason, SG_R_IO);
}

int main(void)
{
#define T(test) cmocka_unit_test_setup_teardown(test, make_home, remove_home)
    const struct CMUnitTest tests[] = {
        T(test_once),       T(test_gone),   T(test_scope),
        T(test_clock_back), T(test_damage), T(test_refused),
    };
    return cmocka_run_group_tests_name("memo", tests, NULL, NULL);
}
