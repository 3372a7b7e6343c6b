/* SPDX-License-Identifier: EUPL-1.2 */
/* Blocks through stages: each once through each, in order where asked, an end that is one. */
#include "par.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { STAGES = 5, BLOCKS = 7, RUN = 3000 };

struct block {
    int nth;
    int stage; /* how far it is */
    atomic_int users;
};

/* What the stages see; those in order without locks. */
static struct {
    int want;              /* so many blocks are there to read */
    int stop_stage, stop;  /* this stage ends the run at this block; -1: none does */
    int next[STAGES];      /* of the stages in order */
    atomic_int at[STAGES]; /* calls at a time, and in all */
    atomic_int done[STAGES], most[STAGES];
    atomic_bool wrong;
} run;

static void waste(int n)
{
    for (volatile int i = 0; i < n % 7 * 300; i++)
        ;
}

static bool stage(void *ctx, struct block *b, int s, bool in_order)
{
    if (ctx != &run || atomic_fetch_add(&b->users, 1) != 0 || b->stage != s)
        atomic_store(&run.wrong, true);
    int now = atomic_fetch_add(&run.at[s], 1) + 1;
    if (now > atomic_load(&run.most[s]))
        atomic_store(&run.most[s], now);
    if (in_order && run.next[s]++ != b->nth)
        atomic_store(&run.wrong, true);
    waste(b->nth * 31 + s);
    b->stage = s + 1;
    atomic_fetch_add(&run.done[s], 1);
    atomic_fetch_sub(&run.at[s], 1);
    atomic_fetch_sub(&b->users, 1);
    return !(s == run.stop_stage && b->nth == run.stop);
}

static bool read_block(void *ctx, void *block)
{
    struct block *b = block;
    if (run.next[0] == run.want)
        return false;
    b->nth = run.next[0];
    b->stage = 0;
    return stage(ctx, b, 0, true);
}

static bool first(void *ctx, void *b)
{
    return stage(ctx, b, 1, false);
}
static bool second(void *ctx, void *b)
{
    return stage(ctx, b, 2, true);
}
static bool third(void *ctx, void *b)
{
    return stage(ctx, b, 3, false);
}
static bool fourth(void *ctx, void *b)
{
    return stage(ctx, b, 4, true);
}

static const struct sg_stage stages[STAGES] = {
    {read_block, true}, {first, false}, {second, true}, {third, false}, {fourth, true}};

static void go(unsigned threads, size_t blocks, int want, int stop_stage, int stop)
{
    static struct block block[BLOCKS];
    void *pointer[BLOCKS];
    memset(&run, 0, sizeof run);
    run.want = want;
    run.stop_stage = stop_stage;
    run.stop = stop;
    for (size_t i = 0; i < BLOCKS; i++) {
        block[i].stage = 0;
        pointer[i] = &block[i];
    }
    sg_pipe(threads, stages, STAGES, pointer, blocks, &run);
    if (atomic_load(&run.wrong))
        fail_msg("%u threads, %zu blocks: out of order, or two at once", threads, blocks);
    for (int s = 0; s < STAGES; s++) {
        assert_int_equal(atomic_load(&run.at[s]), 0);
        assert_true(!stages[s].in_order || atomic_load(&run.most[s]) <= 1);
    }
}

static void test_all_pass(void **state)
{
    (void)state;
    static const unsigned threads[] = {0, 1, 2, 3, 8};
    for (size_t t = 0; t < sizeof threads / sizeof *threads; t++)
        for (size_t blocks = 1; blocks <= BLOCKS; blocks += 3)
            for (int want = 0; want <= RUN; want = want * 9 + 1) {
                go(threads[t], blocks, want, -1, -1);
                for (int s = 0; s < STAGES; s++)
                    assert_int_equal(atomic_load(&run.done[s]), want);
            }
}

/* A stage that ends the run at block 50: that one and those before it pass through all stages; of
 * those behind it none reaches a stage in order any more. */
static void test_stages_end_the_run(void **state)
{
    (void)state;
    enum { STOP = 50 };
    for (unsigned threads = 1; threads <= 4; threads++)
        for (int s = 1; s < STAGES; s++) {
            go(threads, BLOCKS, RUN, s, STOP);
            assert_true(atomic_load(&run.done[0]) <= STOP + 1 + BLOCKS);
            assert_int_equal(atomic_load(&run.done[STAGES - 1]), STOP + 1);
            for (int later = s + 1; later < STAGES; later++)
                assert_int_equal(atomic_load(&run.done[later]), STOP + 1);
            if (stages[s].in_order)
                assert_int_equal(atomic_load(&run.done[s]), STOP + 1);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_all_pass),
                                       cmocka_unit_test(test_stages_end_the_run)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
