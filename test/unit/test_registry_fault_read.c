/* SPDX-License-Identifier: EUPL-1.2 */
/* Whichever call fails while the secret is made or lines are read: the right answer or the right
 * reason. */
#include "../fault/faulty.h"

#include "registry_fault_help.h"

static void test_secret(void **state)
{
    (void)state;
    static const struct kind kinds[] = {
        {FAULTY_WRITE, FAULTY_SHORT_FROM, ENOSPC, SG_R_IO, "No space left"},
        {FAULTY_SYNC, FAULTY_ERROR, EIO, SG_R_IO, "Input/output"},
        {FAULTY_NAME, FAULTY_ERROR, EROFS, SG_R_PERMISSION, "cannot create"},
        {FAULTY_READ, FAULTY_ERROR, EIO, SG_R_IO, "cannot read"},
        {FAULTY_RIGHTS, FAULTY_ERROR, EPERM, SG_R_PERMISSION, "cannot write"},
        {FAULTY_MEMORY, FAULTY_ERROR, ENOMEM, SG_R_MEMORY, "memory"}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        const struct kind *k = &kinds[i];
        bool fired = true;
        for (unsigned nth = 1; fired; nth++) {
            unsigned char key[SG_HASH], again[SG_HASH];
            struct sg_fault f = {0};
            unlink(beside(".key"));
            faulty_arm(k->call, nth, k->how, k->error);
            bool good = sg_registry_key(path, NULL, true, true, key, &f);
            fired = faulty_disarm();
            assert_int_equal(good, !fired);
            if (!good && (f.reason != k->reason || !strstr(f.text, k->word)))
                fail_msg("call %u: %s [%s]", nth, f.text, sg_reason_code(f.reason));
            /* Whole or not there: it can be had afterwards, and is the same when it was had. */
            assert_true(sg_registry_key(path, NULL, true, true, again, NULL));
            assert_true(!good || memcmp(key, again, SG_HASH) == 0);
        }
    }
}

/* Lines with keys and amendments, read under a fault: the right answer or the right reason. */
static bool read_all(unsigned threads, struct sg_fault *f)
{
    struct sg_revisions *v = sg_revisions_read(path, 0, threads, f);
    if (!v)
        return false;
    struct sg_record *r = calloc(1, sizeof *r);
    if (!r) {
        sg_revisions_free(v);
        return sg_fail(f, SG_R_MEMORY, "memory ran out in the test");
    }
    static const char old[] = "{\"sig\":1,\"id\":\"B-150\",\"rev\":1}";
    assert_true(sg_record_read(r, old, sizeof old - 1, NULL, NULL));
    assert_false(sg_revisions_current(v, r));
    free(r);
    sg_revisions_free(v);
    struct sg_keys *k = sg_keys_read(path, 0, threads, f);
    if (!k)
        return false;
    assert_int_equal(sg_keys_count(k), 200);
    sg_keys_free(k);
    const struct sg_verify_opt opt = {.threads = threads};
    struct seen s = {0};
    long faults = sg_registry_verify(path, &opt, note, &s, NULL, f);
    assert_true(faults < 0 || faults == 400);
    return faults >= 0;
}

static void test_readers(void **state)
{
    (void)state;
    static const struct kind kinds[] = {
        {FAULTY_MEMORY, FAULTY_ERROR, ENOMEM, SG_R_MEMORY, "memory"},
        {FAULTY_READ, FAULTY_ERROR, EIO, SG_R_IO, ""},
        {FAULTY_OPEN, FAULTY_ERROR, EACCES, SG_R_PERMISSION, ""}};
    FILE *out = fopen(path, "w");
    for (int i = 0; i < 200; i++)
        for (int rev = 1; rev <= 2; rev++)
            fprintf(out, "{\"sig\":1,\"id\":\"B-%d\",\"rev\":%d,\"source\":{\"key\":\"%032x\"}}\n",
                    i, rev, i);
    fclose(out);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        bool fired = true;
        for (unsigned nth = 1; fired; nth++) {
            struct sg_fault f = {0};
            faulty_arm(kinds[i].call, nth, kinds[i].how, kinds[i].error);
            bool good = read_all(1 + nth % 2, &f);
            fired = faulty_disarm();
            if (!good && f.reason != kinds[i].reason)
                fail_msg("call %u: %s [%s]", nth, f.text, sg_reason_code(f.reason));
            assert_true(good || fired);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(test_secret),
        T(test_readers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
