/* SPDX-License-Identifier: EUPL-1.2 */
/* Batches that are large enough to go around the page cache: the file holds exactly what was told,
 * wherever it began within a block of the disk, and whichever write fails. */
#include "../fault/faulty.h"

#include "registry_help.h"

#include <sys/wait.h>

enum { BLOCK = 4096, ITEMS = 70, MEMBER_BYTES = 30000, NTH_MAX = 60 };

static char member[MEMBER_BYTES + 8];

/* A registry of one line that ends `over` bytes behind a block boundary. */
static void begin(size_t over)
{
    unlink(path);
    fill(1);
    struct sg_buf file = {0};
    slurp(path, &file);
    size_t pad = (over + 2 * BLOCK - file.n % BLOCK) % BLOCK + BLOCK;
    sg_buf_free(&file);
    unlink(path);
    struct sg_buf members = {0};
    sg_buf_str(&members, MEMBERS);
    sg_buf_str(&members, ",\"p\":\"");
    while (members.n < strlen(MEMBERS) + pad - 1)
        sg_buf_char(&members, 'p');
    sg_buf_char(&members, '"');
    struct sg_registry *g = open_good();
    assert_true(sg_registry_add(g, &stamp, members.p, members.n, NULL, NULL, NULL));
    assert_true(sg_registry_commit(g, NULL));
    sg_registry_close(g);
    sg_buf_free(&members);
}

/* Adds a large batch; `lines` gets what was made. */
static bool add_large(struct sg_registry *g, struct sg_buf *lines, struct sg_fault *f)
{
    struct sg_item items[ITEMS];
    memset(member, 'm', sizeof member);
    memcpy(member, "\"m\":\"", 5);
    for (size_t i = 0; i < ITEMS; i++)
        items[i] = (struct sg_item){member, MEMBER_BYTES, 2024};
    member[MEMBER_BYTES - 1] = '"';
    assert_true(sg_registry_add_many(g, &stamp, items, ITEMS, 2, lines, f));
    return sg_registry_commit(g, f);
}

static bool try_large(struct sg_buf *lines, struct sg_fault *f)
{
    struct sg_registry *g = open_good();
    bool safe = true;
    for (int batch = 0; safe && batch < 2; batch++)
        safe = add_large(g, lines, f);
    sg_registry_close(g);
    return safe;
}

static void test_bytes(void **state)
{
    (void)state;
    static const size_t over[] = {0, 1, 511, 512, 2048, BLOCK - 1};
    for (size_t i = 0; i < sizeof over / sizeof *over; i++) {
        struct sg_buf lines = {0}, before = {0}, file = {0};
        struct sg_fault f = {0};
        begin(over[i]);
        slurp(path, &before);
        assert_int_equal(before.n % BLOCK, over[i]);
        assert_true(try_large(&lines, &f));
        slurp(path, &file);
        assert_int_equal(file.n, before.n + lines.n);
        assert_memory_equal(file.p, before.p, before.n);
        assert_memory_equal(file.p + before.n, lines.p, lines.n);
        expect_sound(1 + 2 * ITEMS);
        sg_buf_free(&lines);
        sg_buf_free(&before);
        sg_buf_free(&file);
    }
}

/* Each write in turn; returns how many of them went wrong. */
static unsigned walk(enum faulty_how how, int error, bool harmless)
{
    unsigned nth = 0;
    for (bool fired = true; fired;) {
        assert_true(++nth < NTH_MAX);
        struct sg_buf lines = {0};
        struct sg_fault f = {0};
        begin(100);
        faulty_arm(FAULTY_WRITE, nth, how, error);
        bool safe = try_large(&lines, &f);
        fired = faulty_disarm();
        sg_buf_free(&lines);
        if (safe != (harmless || !fired))
            fail_msg("write %u: %s", nth, safe ? "the failure was not noticed" : f.text);
        if (safe)
            expect_sound(1 + 2 * ITEMS);
        struct seen s = {0};
        assert_int_equal(verify(&s, NULL, NULL), 0);
        fill(1); /* the next writer */
        assert_int_equal(verify(&s, NULL, NULL), 0);
    }
    return nth - 1;
}

static void test_failing_writes(void **state)
{
    (void)state;
    assert_true(walk(FAULTY_ERROR, ENOSPC, false) > 6); /* twice head, blocks, tail */
    walk(FAULTY_SHORT_FROM, EIO, false);
    walk(FAULTY_SHORT, 0, true);
    walk(FAULTY_ERROR, EINTR, true);
}

/* A file system that takes the mode but not the write: the first of each batch goes wrong. */
static void test_no_such_writes(void **state)
{
    (void)state;
    static const int errors[] = {EINVAL, EOPNOTSUPP};
    for (size_t i = 0; i < 2; i++) {
        struct sg_buf lines = {0};
        struct sg_fault f = {0};
        begin(100);
        struct sg_registry *g = open_good();
        faulty_arm(FAULTY_WRITE, 2, FAULTY_ERROR, errors[i]);
        assert_true(add_large(g, &lines, &f));
        assert_true(faulty_disarm());
        sg_registry_close(g);
        expect_sound(1 + ITEMS);
        sg_buf_free(&lines);
    }
}

static void test_killed(void **state)
{
    (void)state;
    int status = 0;
    for (unsigned nth = 1; nth == 1 || WIFSIGNALED(status); nth++) {
        assert_true(nth < NTH_MAX);
        begin(100);
        pid_t child = fork();
        if (child == 0) {
            struct sg_buf lines = {0};
            faulty_arm(FAULTY_WRITE, nth, FAULTY_KILL, EIO);
            _exit(!try_large(&lines, NULL));
        }
        assert_int_equal(waitpid(child, &status, 0), child);
        struct seen s = {0};
        assert_int_equal(verify(&s, NULL, NULL), 0);
        fill(1);
        assert_int_equal(verify(&s, NULL, NULL), 0);
    }
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_bytes, dir_setup, dir_teardown),
        cmocka_unit_test_setup_teardown(test_failing_writes, dir_setup, dir_teardown),
        cmocka_unit_test_setup_teardown(test_no_such_writes, dir_setup, dir_teardown),
        cmocka_unit_test_setup_teardown(test_killed, dir_setup, dir_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
