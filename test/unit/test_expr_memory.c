/* SPDX-License-Identifier: EUPL-1.2 */
/* The condition language and memory: compiling survives every allocation that fails, evaluating
 * makes none. */
#include "../fault/faulty.h"

#include "expr_help.h"

static const char text[] =
    "region = west-veluwe-vallei and received between 2020 and today - 3 days\n"
    "or (any persons (roles = victim and age < 18) and forms not in (labour, sexual, unknown))\n"
    "or text contains 'k\xC3\xA4s' or minor = yes or count persons.roles >= 2\n"
    "or places.municipality in region VR10 or responsible in (Ede, Nijkerk) or time > 08:00";

static const char line[] =
    "{'received':'2019','municipality':'GM1980','text':'\\u006b','time':'07:00',"
    "'persons':[{'roles':['suspect'],'born':'1990-05'},{'roles':['unknown']}],'forms':['labour']}";

static void test_every_allocation_fails(void **state)
{
    unsigned failed = 0;
    (void)state;
    for (unsigned n = 1;; n++) {
        struct sg_fault f = {.reason = SG_R_NOTE};
        faulty_arm(FAULTY_MEMORY, n, FAULTY_ERROR, ENOMEM);
        struct sg_expr *e = sg_expr_compile(text, sizeof text - 1, profile, NULL, today, &f);
        bool fired = faulty_disarm();
        assert_int_equal(e == NULL, fired);
        sg_expr_free(e);
        if (!fired)
            break;
        assert_int_equal(f.reason, SG_R_MEMORY);
        failed++;
    }
    assert_true(failed > 5);
}

static void test_evaluating_allocates_nothing(void **state)
{
    struct sg_fault f;
    struct a_record a;
    struct sg_val none = {0};
    (void)state;
    struct sg_expr *e = sg_expr_compile(text, sizeof text - 1, profile, NULL, today, &f);
    assert_non_null(e);
    read_record(&a, line);
    faulty_arm(FAULTY_MEMORY, 1, FAULTY_FROM, ENOMEM);
    enum sg_truth t = sg_expr_test(e, &a.r, none);
    assert_false(faulty_disarm());
    assert_int_equal(t, SG_UNSURE);
    sg_expr_free(e);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_allocation_fails),
        cmocka_unit_test(test_evaluating_allocates_nothing),
    };
    return cmocka_run_group_tests_name("expr and memory", tests, open_profile, close_profile);
}
