/* SPDX-License-Identifier: EUPL-1.2 */
/* Normal forms: what is the same thing written in another way, and what is not. */
#include "match_impl.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const unsigned char key[SG_HASH] = "forms";

static const char *name_of(const char *text)
{
    static char out[2][SG_NAME_BYTES];
    static int turn;
    struct sg_name name;
    sg_name_form(text, strlen(text), &name);
    turn = !turn;
    memcpy(out[turn], name.text, sizeof name.text);
    return out[turn];
}

static void test_names(void **state)
{
    static const char *const forms[][2] = {
        {"Jan de Vries", "jan vries"},
        {"Vries, Jan de", "jan vries"},
        {"Dhr. J.P. v.d. Berg", "j p berg"},
        {"Berg, J.P. van der", "j p berg"},
        {"J.P. v/d Berg", "j p berg"},
        {"V. Dijk", "v dyk"},
        {"Anna v. Dijk", "anna dyk"},
        {"Marĳke DIJKSTRA", "maryke dykstra"},
        {"Anna in 't Veld", "anna veld"},
        {"Anna in ’t Veld", "anna veld"},
        {"Mohammed El Khatib", "mohammed khatib"},
        {"Sean O'Brien", "sean obrien"},
        {"Pieter Vandenberg", "pieter berg"},
        {"Zoë  Müller-Đorđević ", "zoe muller dordevic"},
        {"van der", "van der"}, /* nothing else is left */
        {"de", "de"},
        {",", ""},
        {"", ""},
        {" - ' . ", ""},
        {"李 小龙", "李 小龙"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        assert_string_equal(name_of(forms[i][0]), forms[i][1]);
    /* a form is its own form, and long ones are cut off, not written behind their end */
    char text[2000];
    for (size_t n = 0; n < sizeof text; n += 37) {
        for (size_t i = 0; i < n; i++)
            text[i] = i % 11 == 10 ? ' ' : (char)('a' + i % 7);
        text[n] = '\0';
        const char *form = name_of(text);
        assert_true(strlen(form) < SG_NAME_BYTES);
        assert_string_equal(name_of(form), form);
    }
}

static void test_firms(void **state)
{
    static const struct {
        const char *a, *b;
        bool plain, spoken; /* the same */
    } pairs[] = {
        {"Kwekerij Voorbeeld B.V.", "KWEKERIJ VOORBEELD", true, true},
        {"Kwekerij Voorbeeld", "Kwekery-Voorbeeld bv", true, true},
        {"Jansen & Zn. V.O.F.", "Jansen Zn", true, true},
        {"Uitzendbureau Zon", "Uitzendburo Zon", false, true},
        {"Schilders Express", "Schilders Ekspres", false, true},
        {"Kwekerij Voorbeeld", "Kwekerij Voorbeeld 2", false, false},
        {"Zon BV", "Maan BV", false, false},
    };
    char a[SG_NAME_BYTES], b[SG_NAME_BYTES], x[SG_NAME_BYTES], y[SG_NAME_BYTES];
    (void)state;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        sg_firm_form(pairs[i].a, strlen(pairs[i].a), a, x);
        sg_firm_form(pairs[i].b, strlen(pairs[i].b), b, y);
        assert_int_equal(strcmp(a, b) == 0, pairs[i].plain);
        assert_int_equal(strcmp(x, y) == 0, pairs[i].spoken);
    }
}

static void test_contacts(void **state)
{
    static const struct {
        const char *kind, *text;
        enum sg_contact as;
        const char *form, *site;
    } cases[] = {
        {"phone", "+31 (0)6-1234 5678", SG_AS_PHONE, "0612345678", ""},
        {"phone", "0031612345678", SG_AS_PHONE, "0612345678", ""},
        {"", "06 12.34.56.78", SG_AS_PHONE, "0612345678", ""},
        {"phone", "+48 601 234 567", SG_AS_PHONE, "0048601234567", ""},
        {"phone", "1234567", SG_AS_NOTHING, "", ""},
        {"phone", "onbekend", SG_AS_NOTHING, "", ""},
        {"email", "Jan@Example.org", SG_AS_EMAIL, "jan@example.org", ""},
        {"", "jan@example.org", SG_AS_EMAIL, "jan@example.org", ""},
        {"bank", "NL91 ABNA 0417 1643 00", SG_AS_ACCOUNT, "nl91abna0417164300", ""},
        {"", "nl91abna0417164300", SG_AS_ACCOUNT, "nl91abna0417164300", ""},
        {"online", "https://www.instagram.com/Jan_X/?hl=nl", SG_AS_PROFILE, "jan_x", "instagram"},
        {"online", "instagram.com/jan_x", SG_AS_PROFILE, "jan_x", "instagram"},
        {"online", "@Jan_X", SG_AS_PROFILE, "jan_x", ""},
        {"advertisement", "https://example.org/a/12#top", SG_AS_PROFILE, "a/12", "example"},
        {"online", "@x", SG_AS_NOTHING, "x", ""},
        {"online", "", SG_AS_NOTHING, "", ""},
    };
    char form[SG_NAME_BYTES], site[SG_NAME_BYTES];
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        enum sg_contact as =
            sg_contact_form(cases[i].kind, cases[i].text, strlen(cases[i].text), form, site);
        assert_int_equal(as, cases[i].as);
        if (as != SG_AS_NOTHING)
            assert_string_equal(form, cases[i].form);
        assert_string_equal(site, cases[i].site);
    }
}

static void test_numbers(void **state)
{
    char out[32];
    (void)state;
    assert_int_equal(sg_kvk_form("01234567", 8), 1234567);
    assert_int_equal(sg_kvk_form("1234567", 7), 1234567);
    assert_int_equal(sg_kvk_form("12 34.56-78", 11), 12345678);
    assert_int_equal(sg_kvk_form("123456789", 9), 0);
    assert_int_equal(sg_kvk_form("1234x567", 8), 0);
    assert_int_equal(sg_kvk_form("", 0), 0);
    assert_int_equal(sg_plate_form("AB-12-cd", 8, out, sizeof out), 6);
    assert_memory_equal(out, "ab12cd", 6);
    assert_int_equal(sg_plate_form("--", 2, out, sizeof out), 0);
    assert_int_equal(sg_street_form("Dorpsstr.", 9, out, sizeof out), 11);
    assert_memory_equal(out, "dorpsstraat", 11);
    assert_int_equal(sg_addition_form("toev. 2-A", 9, out, sizeof out), 2);
    assert_memory_equal(out, "2a", 2);
}

/* ---- addresses ---- */

static enum sg_rule meet(const struct sg_address *a, const struct sg_address *b)
{
    const struct sg_source at = {.item = 1};
    struct sg_facts x = {.key = key, .marked = true}, y = x;
    enum sg_rule best = SG_RULE_NONE;
    sg_fact_address(&x, &at, a);
    sg_fact_address(&y, &at, b);
    for (size_t i = 0; i < x.n; i++)
        for (size_t j = 0; j < y.n; j++)
            if (memcmp(x.at[i].key, y.at[j].key, sizeof x.at[i].key) == 0) {
                enum sg_rule rule =
                    sg_rule_of((enum sg_by)x.mark[i].by, &x.at[i], "", &y.at[j], "", false);
                best = sg_rule_score[rule] > sg_rule_score[best] ? rule : best;
            }
    sg_facts_free(&x);
    sg_facts_free(&y);
    return best;
}

static void test_addresses(void **state)
{
    static const struct {
        struct sg_address a, b;
        enum sg_rule rule;
    } cases[] = {
        {{"3861AB", "", "", "", 12}, {"3861 ab", "Kerkstraat", "", "GM0267", 12}, SG_RULE_EXACT},
        {{"3861AB", "", "a", "", 12}, {"3861AB", "", "A", "", 12}, SG_RULE_EXACT},
        {{"3861AB", "", "a", "", 12}, {"3861AB", "", "", "", 12}, SG_RULE_ADDITION},
        {{"3861AB", "", "a", "", 12}, {"3861AB", "", "b", "", 12}, SG_RULE_NONE},
        {{"3861AB", "", "", "", 12}, {"3861AB", "", "", "", 13}, SG_RULE_NONE},
        {{"3861AB", "", "", "", 0}, {"3861AB", "", "", "", 0}, SG_RULE_NONE},
        {{"", "Dorpsstr.", "", "GM0267", 7}, {"", "Dorpsstraat", "", "GM0267", 7}, SG_RULE_STREET},
        {{"", "Dorpsstr", "", "GM0267", 7},
         {"3861AB", "dorpsstraat", "", "GM0267", 7},
         SG_RULE_STREET},
        /* two villages of one municipality have a Kerkstraat */
        {{"3861AB", "Kerkstraat", "", "GM0267", 7},
         {"3871XX", "Kerkstraat", "", "GM0267", 7},
         SG_RULE_NONE},
        {{"", "Dorpsstraat", "", "GM0267", 7}, {"", "Dorpsstraat", "", "GM0203", 7}, SG_RULE_NONE},
        {{"", "Dorpsstraat", "", "unknown", 7},
         {"", "Dorpsstraat", "", "unknown", 7},
         SG_RULE_NONE},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(meet(&cases[i].a, &cases[i].b), cases[i].rule);
        assert_int_equal(meet(&cases[i].b, &cases[i].a), cases[i].rule);
    }
}

/* ---- the codes of the rules are those that the profile has labels for ---- */

static void test_codes(void **state)
{
    struct sg_fault f;
    struct sg_profile *p = sg_profile_open("nl", &f);
    (void)state;
    assert_non_null(p);
    for (int rule = SG_RULE_EXACT + 1; rule < SG_RULE_COUNT; rule++) {
        assert_non_null(sg_code(p, "match-reason", sg_rule_code[rule], strlen(sg_rule_code[rule])));
        assert_in_range(sg_rule_score[rule], 1, 99);
    }
    assert_null(sg_code_at(p, "match-reason", SG_RULE_COUNT - SG_RULE_EXACT - 1));
    sg_profile_free(p);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),     cmocka_unit_test(test_firms),
        cmocka_unit_test(test_contacts),  cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_addresses), cmocka_unit_test(test_codes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
