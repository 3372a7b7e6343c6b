/* SPDX-License-Identifier: EUPL-1.2 */
/* Lots of lines that are made side by side, in the batches that they will be written from. */
#include "par.h"
#include "registry_help.h"

enum { LIMIT = 20000, LOTS = 400, LOT_MAX = 120, ITEMS = LOTS * LOT_MAX };

static struct sg_item items[ITEMS];
static char text[ITEMS][16];

static int all_setup(void **state)
{
    (void)state;
    for (int i = 0; i < ITEMS; i++) {
        snprintf(text[i], sizeof text[i], "\"x\":%d", i);
        items[i] = (struct sg_item){text[i], strlen(text[i]), 2024};
    }
    return 0;
}

/* The file has so many sound lines, with the members of the first items. */
static void expect_items(unsigned count)
{
    struct sg_buf file = {0};
    char want[64];
    expect_sound(count);
    slurp(path, &file);
    char *line = (sg_buf_text(&file), strtok(file.p, "\n"));
    for (unsigned i = 0; i < count; i++, line = strtok(NULL, "\n")) {
        assert_non_null(line);
        snprintf(want, sizeof want, "\"x\":%u,\"seal\":{\"n\":%u,", i, i + 1);
        assert_non_null(strstr(line, want));
    }
    assert_null(line);
    sg_buf_free(&file);
}

/* ---- one thread, in any order that is allowed ---- */

static void make_and_chain(struct sg_registry *g, struct sg_made *const made[], int lots)
{
    for (int i = lots - 1; i >= 0; i--)
        sg_registry_make(made[i], 1);
    for (int i = 0; i < lots; i++) {
        if (sg_registry_turns(g, made[i]))
            assert_true(sg_registry_commit_start(g, NULL));
        assert_true(sg_registry_chain(g, made[i], NULL, NULL));
    }
}

/* Twenty lots have their room before the first is made; some are larger than a batch should be, and
 * some are empty. */
static void test_ahead(void **state)
{
    (void)state;
    enum { AHEAD = 20 };
    struct sg_made *made[AHEAD];
    for (int i = 0; i < AHEAD; i++)
        assert_non_null(made[i] = sg_made_new());
    for (int threads = 0; threads < 2; threads++) {
        struct sg_registry *g = open_good();
        size_t from = sg_registry_count(g), before = from;
        for (int i = 0; i < AHEAD; i++) {
            size_t n = (size_t)(i % 7 == 6 ? 200 : i % 5 == 4 ? 0 : 1 + i * 3);
            assert_true(sg_registry_place(g, &stamp, items + from, n, LIMIT, made[i], NULL));
            from += n;
        }
        assert_int_equal(sg_registry_count(g), before);
        make_and_chain(g, made, AHEAD);
        assert_true(sg_registry_commit(g, NULL));
        assert_int_equal(sg_registry_count(g), from);
        sg_registry_close(g);
        expect_items((unsigned)from);
    }
    for (int i = 0; i < AHEAD; i++)
        sg_made_free(made[i]);
}

/* A lot that has room and is never made: those before it are safe, none gets behind it. */
static void test_left_out(void **state)
{
    (void)state;
    struct sg_fault f = {0};
    struct sg_buf lines = {0};
    struct sg_made *first = sg_made_new(), *never = sg_made_new(), *last = sg_made_new();
    struct sg_registry *g = open_good();
    assert_true(sg_registry_place(g, &stamp, items, 10, LIMIT, first, NULL));
    assert_true(sg_registry_place(g, &stamp, items + 10, 10, LIMIT, never, NULL));
    assert_true(sg_registry_place(g, &stamp, items + 20, 10, LIMIT, last, NULL));
    sg_registry_make(first, 1);
    sg_registry_make(last, 1);
    assert_false(sg_registry_chain(g, last, &lines, &f));
    assert_int_equal(f.reason, SG_R_IO);
    assert_true(sg_registry_chain(g, first, &lines, NULL));
    assert_false(sg_registry_chain(g, last, &lines, NULL));
    assert_false(sg_registry_add(g, &stamp, MEMBERS, strlen(MEMBERS), NULL, NULL, NULL));
    assert_false(sg_registry_add(g, &stamp, MEMBERS, strlen(MEMBERS), NULL, NULL, NULL));
    assert_true(sg_registry_commit(g, NULL));
    assert_false(sg_registry_chain(g, last, NULL, NULL));
    assert_false(sg_registry_chain(g, never, NULL, NULL));
    assert_true(sg_registry_commit(g, NULL));
    sg_registry_close(g);
    expect_items(10);
    struct sg_buf file = {0};
    slurp(path, &file);
    assert_int_equal(file.n, lines.n);
    assert_memory_equal(file.p, lines.p, lines.n);
    sg_buf_free(&file);
    sg_buf_free(&lines);
    sg_made_free(first);
    sg_made_free(never);
    sg_made_free(last);
}

/* What cannot be placed takes no number. */
static void test_refused(void **state)
{
    (void)state;
    struct sg_fault f = {0};
    struct sg_item bad = {"", 0, 2024};
    struct sg_made *made = sg_made_new(), *good = sg_made_new();
    struct sg_registry *g = open_good();
    assert_false(sg_registry_place(g, &stamp, &bad, 1, LIMIT, made, &f));
    assert_int_equal(f.reason, SG_R_MISSING_FIELD);
    assert_true(sg_registry_place(g, &stamp, items, 10, LIMIT, good, NULL));
    sg_registry_make(made, 1); /* of nothing */
    assert_false(sg_registry_turns(g, made));
    assert_true(sg_registry_chain(g, made, NULL, NULL));
    make_and_chain(g, &good, 1);
    assert_true(sg_registry_commit(g, NULL));
    sg_registry_close(g);
    expect_items(10);
    sg_made_free(made);
    sg_made_free(good);
}

/* ---- side by side ---- */

struct run {
    struct sg_registry *g;
    size_t lots, placed, turns;
};

static bool place(void *ctx, void *made)
{
    struct run *r = ctx;
    size_t n = r->lots * 7919 % (LOT_MAX + 1);
    if (r->lots == LOTS)
        return false;
    assert_true(sg_registry_place(r->g, &stamp, items + r->placed, n, LIMIT, made, NULL));
    r->placed += n;
    r->lots++;
    return true;
}

static bool make(void *ctx, void *made)
{
    (void)ctx;
    sg_registry_make(made, 1);
    return true;
}

static bool chain(void *ctx, void *made)
{
    struct run *r = ctx;
    if (sg_registry_turns(r->g, made)) {
        r->turns++;
        assert_true(sg_registry_commit_start(r->g, NULL));
    }
    assert_true(sg_registry_chain(r->g, made, NULL, NULL));
    return true;
}

static void side_by_side(unsigned threads)
{
    enum { BLOCKS = 12 };
    static const struct sg_stage stages[] = {{place, true}, {make, false}, {chain, true}};
    void *made[BLOCKS];
    for (int i = 0; i < BLOCKS; i++)
        assert_non_null(made[i] = sg_made_new());
    struct run r = {.g = open_good()};
    sg_pipe(threads, stages, 3, made, BLOCKS, &r);
    assert_true(sg_registry_commit(r.g, NULL));
    assert_int_equal(sg_registry_count(r.g), r.placed);
    sg_registry_close(r.g);
    assert_true(r.turns > 100);
    expect_items((unsigned)r.placed);
    for (int i = 0; i < BLOCKS; i++)
        sg_made_free(made[i]);
}

static void test_one_thread(void **state)
{
    (void)state;
    side_by_side(1);
}

static void test_five_threads(void **state)
{
    (void)state;
    side_by_side(5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_ahead, dir_setup, dir_teardown),
        cmocka_unit_test_setup_teardown(test_left_out, dir_setup, dir_teardown),
        cmocka_unit_test_setup_teardown(test_refused, dir_setup, dir_teardown),
        cmocka_unit_test_setup_teardown(test_one_thread, dir_setup, dir_teardown),
        cmocka_unit_test_setup_teardown(test_five_threads, dir_setup, dir_teardown),
    };
    return cmocka_run_group_tests(tests, all_setup, NULL);
}
