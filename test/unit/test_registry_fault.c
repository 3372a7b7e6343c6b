/* SPDX-License-Identifier: EUPL-1.2 */
/* Whichever call of a writer fails: no line that was acknowledged is lost, the reason is named,
 * nothing crashes, and the next writer closes what was left. */
#include "../fault/faulty.h"

#include "registry_fault_help.h"

static void check_told(const struct kind *k, unsigned nth, bool fired)
{
    bool well = !fired || k->reason == SG_R_NOTE;
    if (k->call == FAULTY_MEMORY && !told->failed)
        well = true; /* memory for a thread, which is done without */
    if (told->failed == well)
        fail_msg("call %u: %s", nth, told->failed ? told->text : "the failure was not noticed");
    if (well) {
        assert_int_equal(told->lines, BATCHES * 3);
        return;
    }
    if (told->reason != k->reason || !strstr(told->text, k->word))
        fail_msg("call %u: %s [%s]", nth, told->text, sg_reason_code(told->reason));
}

/* Walks the n-th call until it no longer comes to it. */
static void walk(const struct kind *k, enum start start)
{
    bool fired = true;
    unsigned nth = 0;
    while (fired) {
        assert_true(++nth < NTH_MAX);
        begin(start);
        faulty_arm(k->call, nth, k->how, k->error);
        writer();
        fired = faulty_disarm();
        check_told(k, nth, fired);
        check_file(nth);
        fill(1); /* the next writer */
        check_file(nth);
    }
    assert_true(nth > 1); /* it fired at least once */
}

static void walk_all(const struct kind *kinds, size_t count)
{
    for (size_t i = 0; i < 2 * count; i++) {
        overlap = i >= count;
        for (enum start start = NOTHING; start < STARTS; start++)
            if (kinds[i % count].call != FAULTY_READ || start != NOTHING) /* nothing to read yet */
                walk(&kinds[i % count], start);
    }
    overlap = false;
}
#define WALK(kinds) walk_all(kinds, sizeof(kinds) / sizeof *(kinds))

static void test_writes(void **state)
{
    (void)state;
    static const struct kind kinds[] = {
        {FAULTY_WRITE, FAULTY_ERROR, ENOSPC, SG_R_IO, "No space left"},
        {FAULTY_WRITE, FAULTY_SHORT_FROM, ENOSPC, SG_R_IO, "No space left"},
        {FAULTY_WRITE, FAULTY_FROM, EIO, SG_R_IO, "writing failed"},
        {FAULTY_WRITE, FAULTY_SHORT, 0, SG_R_NOTE, ""},
        {FAULTY_WRITE, FAULTY_ERROR, EINTR, SG_R_NOTE, ""}};
    WALK(kinds);
}

static void test_syncs(void **state)
{
    (void)state;
    static const struct kind kinds[] = {{FAULTY_SYNC, FAULTY_ERROR, EIO, SG_R_IO, "sync"},
                                        {FAULTY_SYNC, FAULTY_FROM, ENOSPC, SG_R_IO, "sync"}};
    WALK(kinds);
}

static void test_reads(void **state)
{
    (void)state;
    static const struct kind kinds[] = {{FAULTY_READ, FAULTY_ERROR, EIO, SG_R_IO, "cannot read"},
                                        {FAULTY_READ, FAULTY_ERROR, EINTR, SG_R_NOTE, ""},
                                        {FAULTY_READ, FAULTY_SHORT, 0, SG_R_NOTE, ""}};
    WALK(kinds);
}

static void test_opens(void **state)
{
    (void)state;
    static const struct kind kinds[] = {
        {FAULTY_OPEN, FAULTY_ERROR, EMFILE, SG_R_IO, "Too many open files"},
        {FAULTY_OPEN, FAULTY_ERROR, EACCES, SG_R_PERMISSION, "Permission denied"},
        {FAULTY_LOCK, FAULTY_ERROR, EINVAL, SG_R_IO, "cannot lock"},
        {FAULTY_LOCK, FAULTY_ERROR, ENOLCK, SG_R_IO, "cannot lock"},
        {FAULTY_LOCK, FAULTY_ERROR, EAGAIN, SG_R_NOTE, ""},
        {FAULTY_LOCK, FAULTY_ERROR, EINTR, SG_R_NOTE, ""}};
    WALK(kinds);
}

static void test_memory(void **state)
{
    (void)state;
    static const struct kind kinds[] = {
        {FAULTY_MEMORY, FAULTY_ERROR, ENOMEM, SG_R_MEMORY, "memory"},
        {FAULTY_MEMORY, FAULTY_FROM, ENOMEM, SG_R_MEMORY, "memory"}};
    WALK(kinds);
}

/* A failed write or sync is the last word: what is added later is not taken. */
static void test_failure_is_final(void **state)
{
    (void)state;
    static const enum faulty_call calls[] = {FAULTY_WRITE, FAULTY_SYNC};
    for (size_t i = 0; i < 2; i++) {
        begin(SOUND);
        struct sg_fault f = {0};
        struct sg_registry *g = open_good();
        assert_true(sg_registry_add(g, &stamp, "\"a\":1", 5, NULL, NULL, &f));
        faulty_arm(calls[i], 1, FAULTY_ERROR, EIO);
        assert_false(sg_registry_commit(g, &f));
        assert_true(faulty_disarm());
        assert_false(sg_registry_add(g, &stamp, "\"b\":1", 5, NULL, NULL, &f));
        assert_int_equal(f.reason, SG_R_IO);
        assert_false(sg_registry_commit(g, &f));
        assert_int_equal(f.reason, SG_R_IO);
        sg_registry_close(g);
    }
}

/* A new file is safe only when its folder holds its name; an old one needs no more than its data.
 */
static void test_folder_is_synced(void **state)
{
    (void)state;
    for (enum start start = NOTHING; start < STARTS; start++) {
        begin(start);
        struct sg_fault f = {0};
        struct sg_registry *g = open_good();
        assert_true(sg_registry_add(g, &stamp, "\"a\":1", 5, NULL, NULL, &f));
        faulty_arm(FAULTY_SYNC, 2, FAULTY_ERROR, EIO);
        assert_int_equal(sg_registry_commit(g, &f), start != NOTHING);
        assert_int_equal(faulty_disarm(), start == NOTHING);
        assert_true(start != NOTHING || strstr(f.text, "folder"));
        sg_registry_close(g);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TOLD(test_writes),
        TOLD(test_syncs),
        TOLD(test_reads),
        TOLD(test_opens),
        TOLD(test_memory),
        TOLD(test_failure_is_final),
        TOLD(test_folder_is_synced),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
