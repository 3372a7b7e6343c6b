/* SPDX-License-Identifier: EUPL-1.2 */
/* Checking the numbers of revisions: those that do not follow are found, at their line. */
#include "registry_help.h"

static void test_revisions(void **state)
{
    (void)state;
    struct seen seen = {0};
    fill(3);
    amend("NIJ-2021-00002", 2);
    amend("NIJ-2021-00002", 3);
    assert_int_equal(verify(&seen, NULL, NULL), 0);
    amend("NIJ-2021-00002", 3); /* line 6: twice */
    amend("NIJ-2021-00002", 5); /* 7: skipped */
    amend("NIJ-2021-00002", 6);
    amend("NIJ-2021-00009", 2); /* 9: not there yet */
    amend("NIJ-2021-00004", 2); /* 10: an amendment's line */
    amend("NIJ-2022-00002", 2); /* 11: another year */
    amend("NIJ-2021-00012", 1); /* 12: came in with its line */
    amend("NIJ-2021-00002", 1); /* 13: came in already */
    amend("elsewhere", 2);      /* 14 */
    static const size_t lines[] = {6, 7, 9, 10, 11, 13, 14};
    assert_int_equal(verify(&seen, NULL, NULL), 7);
    for (size_t i = 0; i < 7; i++) {
        assert_int_equal(seen.at[i].reason, SG_R_BAD_REV);
        assert_int_equal(seen.at[i].line, lines[i]);
    }
}

/* A missing line is one fault; the revisions that it takes along are not faults of their own. */
static void test_revisions_after_damage(void **state)
{
    (void)state;
    struct seen seen = {0};
    fill(3);
    amend("NIJ-2021-00002", 2);
    amend("NIJ-2021-00002", 3);
    amend("NIJ-2020-00001", 2);
    struct lines l;
    struct sg_buf damaged = {0};
    lines_read(&l);
    lines_add(&l, 0, 3, &damaged); /* without 4, its revision 2 */
    lines_add(&l, 4, 6, &damaged);
    spill(path, damaged.p, damaged.n);
    verify(&seen, NULL, NULL);
    expect_fault(&seen, SG_R_BAD_CHAIN, 4);
    sg_buf_clear(&damaged);
    lines_add(&l, 0, 1, &damaged);
    lines_add(&l, 2, 3, &damaged); /* nor 2, where it came in */
    lines_add(&l, 4, 6, &damaged);
    spill(path, damaged.p, damaged.n);
    assert_int_equal(verify(&seen, NULL, NULL), 2);
    assert_int_equal(seen.at[0].reason, SG_R_BAD_CHAIN);
    assert_int_equal(seen.at[1].reason, SG_R_BAD_CHAIN);
    sg_buf_free(&damaged);
    lines_free(&l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(test_revisions),
        T(test_revisions_after_damage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
