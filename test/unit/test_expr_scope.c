/* SPDX-License-Identifier: EUPL-1.2 */
/* The condition language: dates, ages, and conditions on elements of lists. */
#include "expr_help.h"

/* ---- dates ---- */

static void test_whole_dates(void **state)
{
    (void)state;
    ASK("{'received':'2023-05-02'}", {"received = 2023-05-02", 'y'}, {"received = 2023-05", 'y'},
        {"received = 2023", 'y'}, {"received = 2024", 'n'}, {"received != 2023", 'n'},
        {"received < 2023", 'n'}, {"received < 2023-06", 'y'}, {"received < 2023-05-02", 'n'},
        {"received <= 2023", 'y'}, {"received <= 2023-05-02", 'y'}, {"received <= 2023-05-01", 'n'},
        {"received > 2023", 'n'}, {"received > 2022", 'y'}, {"received >= 2023", 'y'},
        {"received >= 2023-05-02", 'y'}, {"received >= 2023-05-03", 'n'},
        {"received between 2022 and 2023", 'y'}, {"received between 2023-06 and 2024", 'n'},
        {"received between 2023-05-02 and 2023-05-02", 'y'}, {"received in (2022, 2023-05)", 'y'},
        {"received not between 2022 and 2023", 'n'});
}

static void test_reduced_dates(void **state)
{
    (void)state;
    ASK("{'received':'2023-05'}", {"received >= 2023", 'y'}, {"received = 2023-05", 'y'},
        {"received = 2023-05-02", '?'}, {"received < 2023-05-02", '?'},
        {"received < 2023-05-01", 'n'}, {"received <= 2023-05-31", 'y'},
        {"received <= 2023-05-30", '?'}, {"received > 2023-05-31", 'n'},
        {"received > 2023-04-30", 'y'}, {"received between 2023-05-10 and 2024", '?'},
        {"received between 2023-04-10 and 2023-05", 'y'});
    ASK("{'received':'2023'}", {"received < 2023-06", '?'}, {"received = 2023-06", '?'},
        {"received = 2023", 'y'}, {"received >= 2023-01-01", 'y'}, {"received > 2023-01-01", '?'},
        {"received in (2022, 2023)", 'y'}, {"received in (2022, 2023-06)", '?'},
        {"received in (2021, 2022)", 'n'}, {"received != 2023-06", '?'});
    ASK("{'received':'2023-13'}", {"received = 2023", '?'}, {"received is known", 'y'});
    ASK("{'received':2023}", {"received = 2023", '?'});
    ASK("{}", {"received = 2023", '?'}, {"received is absent", 'y'});
    ASK("{'persons':[{'born':'unknown'}]}", {"persons.born < 2000", '?'},
        {"persons.born is unknown", 'y'}, {"persons.born in (1999, unknown)", 'y'});
}

static void test_counted_dates(void **state)
{
    (void)state;
    /* today is 2024-06-15 */
    ASK("{'received':'2024-05-16'}", {"received = today", 'n'}, {"received < today", 'y'},
        {"received >= today - 30 days", 'y'}, {"received >= today - 29 days", 'n'},
        {"received > today - 1 month", 'y'}, {"received = today -30 days", 'y'},
        {"received >= today - 4 weeks", 'n'}, {"received >= today - 5 weeks", 'y'});
}

static void test_moved_dates(void **state)
{
    (void)state;
    ASK("{'received':'2024-02-29'}", {"received = 2023-11-30 + 3 months", 'y'},
        {"received = 2020-02-29 + 4 years", 'y'}, {"received = 2024-03-01 - 1 day", 'y'},
        {"received = 2024-01-01+1 month + 4 weeks", 'y'},
        {"received between 2024-03-15 - 1 month and today", 'y'});
}

static void test_moments_and_times(void **state)
{
    (void)state;
    ASK("{'recorded':'2024-02-29T23:30:00Z','time':'08:15'}", {"recorded = 2024-03-01", 'y'},
        {"recorded >= 2024-03", 'y'}, {"recorded < 2024-03-01", 'n'}, {"time >= 08:00", 'y'},
        {"time < 08:15", 'n'}, {"time between 08:00 and 09:00", 'y'}, {"time = '08:15'", 'y'});
    ASK("{'recorded':'yesterday','time':'25:00'}", {"recorded = 2024-03-01", '?'},
        {"time >= 08:00", '?'});
}

/* ---- ages ---- */

static void test_ages(void **state)
{
    (void)state;
    ASK("{'received':'2023-05-02','persons':[{'roles':['victim'],'born':'2005-05-03'}]}",
        {"persons.age = 17", 'y'}, {"persons.age < 18", 'y'}, {"any persons (age < 18)", 'y'},
        {"any persons (age on 2023-05-03 < 18)", 'n'}, {"any persons (age on today >= 19)", 'y'},
        {"any persons (age on 2023 < 18)", '?'}, {"any persons (age between 17 and 17)", 'y'},
        {"persons.age is known", 'y'}, {"minor = yes", 'y'}, {"minor is known", 'y'});
    ASK("{'received':'2023-05','persons':[{'roles':['victim'],'born':'2005'}]}",
        {"persons.age < 18", '?'}, {"persons.age < 19", 'y'}, {"persons.age >= 17", 'y'},
        {"persons.age in (17, 18)", '?'}, {"minor = yes", '?'}, {"minor is unknown", 'y'},
        {"minor is known", 'n'}, {"minor is present", 'y'});
    ASK("{'received':'2023','persons':[{'age_class':'18-22'},{'age_class':'23plus'}]}",
        {"persons.age < 18", 'n'}, {"persons.age < 20", '?'}, {"any persons (age >= 23)", 'y'},
        {"every persons (age >= 18)", 'y'}, {"count persons (age < 23) = 1", 'y'});
    ASK("{'received':'2023','persons':[{'age':'unknown'}]}", {"persons.age < 18", '?'},
        {"persons.age is unknown", 'y'}, {"persons.age = unknown", 'y'},
        {"persons.age is present", 'y'}, {"persons.age is known", 'n'});
    ASK("{'received':'2023','persons':[{'name':'x'}]}", {"persons.age < 18", '?'},
        {"persons.age is absent", 'y'}, {"persons.age is unknown", 'n'},
        {"persons.age in (17, unknown)", '?'});
    ASK("{'received':'2023'}", {"persons.age < 18", '?'}, {"minor = yes", '?'},
        {"minor is absent", 'y'}, {"persons.age is absent", 'y'});
}

/* ---- lists ---- */

#define TWO_PERSONS                                                            \
    "{'received':'2023-05-02','origin':'police','persons':["                   \
    "{'roles':['victim'],'age':30,'origin':'care',"                            \
    "'consent':[{'for':'care','given':'yes'},{'for':'police','given':'no'}]}," \
    "{'roles':['suspect','victim'],'age':16}]}"

static void test_quantifiers(void **state)
{
    (void)state;
    ASK(TWO_PERSONS, {"any persons (roles = suspect and age < 18)", 'y'},
        {"any persons (roles = suspect and age >= 18)", 'n'},
        {"persons.roles = suspect and persons.age >= 18", 'y'},
        {"every persons (roles = victim)", 'y'}, {"every persons (age < 18)", 'n'},
        {"no persons (roles = witness)", 'y'}, {"no persons (age < 18)", 'n'},
        {"no persons (sex = f)", '?'}, {"every persons (age < 18 or sex = f)", '?'},
        {"count persons = 2", 'y'}, {"count persons (roles = victim) = 2", 'y'},
        {"count persons (age < 18) != 1", 'n'}, {"count persons (sex = f) <= 2", 'y'},
        {"count persons (sex = f) >= 1", '?'}, {"count persons (sex = f) > 2", 'n'},
        {"count persons between 1 and 3", 'y'}, {"count persons in (3, 4)", 'n'},
        {"count persons.roles = 3", 'y'});
    ASK("{'received':'2023'}", {"any persons (roles = victim)", '?'},
        {"every persons (roles = victim)", '?'}, {"no persons (roles = victim)", '?'},
        {"count persons >= 0", 'y'}, {"count persons >= 1", '?'},
        {"count persons (age < 18) = 0", '?'}, {"persons is absent", 'y'},
        {"persons is absent or no persons (roles = victim)", 'y'});
    ASK("{'persons':[]}", {"any persons (roles = victim)", '?'}, {"persons is present", 'n'});
    ASK("{'persons':[{'roles':['suspect']},{}]}", {"any persons (roles = victim)", '?'},
        {"any persons (roles = suspect)", 'y'}, {"persons.roles = victim", '?'},
        {"count persons (roles is absent) = 1", 'y'}, {"persons.roles is absent", 'n'});
}

static void test_nested_scopes(void **state)
{
    (void)state;
    ASK(TWO_PERSONS, {"any persons (any consent (for = care and given = yes))", 'y'},
        {"any persons (any consent (for = police and given = yes))", '?'},
        {"any persons.consent (for = police and given = yes)", '?'},
        {"any persons (age = 30 and any consent (for = police and given = yes))", 'n'},
        {"any persons (age = 30 and count consent (given = yes) = 1)", 'y'},
        {"any persons (every consent (age = 30))", 'y'},
        {"any persons (any consent (roles = victim and origin = care))", 'y'},
        {"any persons (consent.for = police)", 'y'}, {"persons.consent.for = police", 'y'},
        {"count persons.consent >= 2", 'y'}, {"persons.consent is present", 'y'});
    /* the innermost meaning of a name, and the way past it */
    ASK(TWO_PERSONS, {"origin = police", 'y'}, {"any persons (origin = police)", '?'},
        {"any persons (origin = care)", 'y'}, {"any persons (signal.origin = police)", 'y'},
        {"any persons (received = 2023 and age = 16)", 'y'},
        {"any persons (age = 30 and any persons (age = 16))", 'y'});
}

/* An expression about one element, as a measure has it. */
static void test_compiled_for_elements(void **state)
{
    struct sg_fault f;
    struct a_record a;
    static const char text[] =
        "roles = victim and age < 18 and received = 2023 and origin = police";
    static const char wanted[] = "n?"; /* the second has no origin of its own */
    (void)state;
    struct sg_expr *e = sg_expr_compile(text, strlen(text), profile, "persons", today, &f);
    assert_non_null(e);
    read_record(&a, TWO_PERSONS);
    struct sg_val person = {0};
    struct sg_iter it = sg_iter(sg_record_get(&a.r, "persons"));
    for (size_t i = 0; i < 2 && sg_iter_next(&it, NULL, &person); i++)
        assert_int_equal(truth_letter(sg_expr_test(e, &a.r, person)), wanted[i]);
    sg_expr_free(e);

    assert_null(sg_expr_compile(text, strlen(text), profile, "reporter", today, &f));
    assert_string_equal(f.text, "reporter is no list of groups");
    assert_null(sg_expr_compile(text, strlen(text), profile, "forms", today, &f));
    assert_null(sg_expr_compile(text, strlen(text), profile, "none", today, &f));
}

static void test_personal(void **state)
{
    static const struct {
        const char *expr, *field;
    } cases[] = {{"forms = labour and persons.age < 18", NULL},
                 {"persons.name is present and persons.born is known", NULL},
                 {"any persons (name = 'Jan')", "persons.name"},
                 {"text contains x and places.number = 3", "text"},
                 {"forms = labour or persons.born = 1990", "persons.born"},
                 {"places.postcode in (3861AB)", "places.postcode"},
                 {"minor = yes and region = VR10", NULL}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct sg_fault f;
        const char *field = "none";
        struct sg_expr *e =
            sg_expr_compile(cases[i].expr, strlen(cases[i].expr), profile, NULL, today, &f);
        assert_non_null(e);
        assert_int_equal(sg_expr_personal(e, &field), cases[i].field != NULL);
        assert_int_equal(sg_expr_personal(e, NULL), cases[i].field != NULL);
        if (cases[i].field)
            assert_string_equal(field, cases[i].field);
        else
            assert_null(field);
        sg_expr_free(e);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_whole_dates),           cmocka_unit_test(test_reduced_dates),
        cmocka_unit_test(test_counted_dates),         cmocka_unit_test(test_moved_dates),
        cmocka_unit_test(test_moments_and_times),     cmocka_unit_test(test_ages),
        cmocka_unit_test(test_quantifiers),           cmocka_unit_test(test_nested_scopes),
        cmocka_unit_test(test_compiled_for_elements), cmocka_unit_test(test_personal),
    };
    return cmocka_run_group_tests_name("expr scopes", tests, open_profile, close_profile);
}
