/* SPDX-License-Identifier: EUPL-1.2 */
#include "derive.h"
#include "expr_help.h"

/* ---- municipality ---- */

/* The responsible municipality and the one that regions go by, as "A B"; "-" for absent. */
static const char *both_places(const char *line)
{
    static char out[64];
    struct a_record a;
    read_record(&a, line);
    struct sg_val v[] = {sg_derive_responsible(&a.r), sg_derive_place(&a.r)};
    for (size_t i = 0; i < 2; i++)
        if (v[i].kind == SG_ABSENT)
            v[i] = (struct sg_val){"-", 1, SG_STRING, false};
    snprintf(out, sizeof out, "%.*s %.*s", (int)v[0].n, v[0].p, (int)v[1].n, v[1].p);
    return out;
}

#define PLACE(role, municipality) "{'role':'" role "','municipality':'" municipality "'}"

static void test_places(void **state)
{
    static const struct {
        const char *line, *wanted;
    } cases[] = {
        {"{}", "- -"},
        {"{'municipality':'GM0267'}", "GM0267 GM0267"},
        {"{'municipality':'unknown'}", "unknown unknown"},
        {"{'municipality':'GM0267','places':[" PLACE("found", "GM0228") "]}", "GM0228 GM0267"},
        {"{'municipality':'GM0267','places':[" PLACE("found", "GM0228") "," PLACE("registration",
                                                                                  "GM0203") "]}",
         "GM0203 GM0267"},
        {"{'places':[" PLACE("registration", "unknown") "," PLACE("found", "GM0228") "]}",
         "GM0228 GM0228"},
        {"{'places':[" PLACE("registration", "unknown") "," PLACE("registration", "GM0228") "]}",
         "GM0228 GM0228"},
        {"{'municipality':'unknown','places':[" PLACE("found", "GM0228") "," PLACE("found",
                                                                                   "GM0203") "]}",
         "GM0228 GM0228"},
        {"{'places':[" PLACE("registration", "unknown") "]}", "unknown unknown"},
        {"{'places':[" PLACE("residence", "GM0228") "]}", "- -"},
        {"{'places':[{'role':'found'},{'role':'found','municipality':7}]}", "- -"},
        {"{'municipality':7,'places':'GM0228','responsible':'GM0001'}", "- -"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(both_places(cases[i].line), cases[i].wanted);
}

static void test_regions(void **state)
{
    struct a_record a;
    const char *region[2] = {"", ""};
    (void)state;
    read_record(&a, "{'municipality':'GM0267'}");
    assert_int_equal(sg_derive_regions(&a.r, profile, region, 2), 1);
    assert_string_equal(region[0], "west-veluwe-vallei");
    assert_int_equal(sg_derive_regions(&a.r, profile, NULL, 0), 1);
    assert_string_equal(sg_derive_municipality(&a.r, profile)->safety_region, "VR07");
    /* an old one is what became of it */
    read_record(&a, "{'municipality':'GM0398'}");
    assert_string_equal(sg_derive_municipality(&a.r, profile)->code, "GM1980");
    assert_int_equal(sg_derive_regions(&a.r, profile, region, 2), 0);
    /* a split one stays itself */
    read_record(&a, "{'municipality':'GM0053'}");
    assert_string_equal(sg_derive_municipality(&a.r, profile)->code, "GM0053");
    static const char *const none[] = {"{}", "{'municipality':'unknown'}",
                                       "{'municipality':'GM9999'}",
                                       "{'municipality':'GM0267 and more'}"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        read_record(&a, none[i]);
        assert_null(sg_derive_municipality(&a.r, profile));
        assert_int_equal(sg_derive_regions(&a.r, profile, region, 2), 0);
    }
}

/* ---- age ---- */

/* "17", "17-18", "not asked", "not known". */
static const char *age_of(const char *person, const char *received, const char *on)
{
    static char out[32];
    struct a_record a;
    struct sg_ages ages;
    struct sg_date r = {0}, o = {0};
    sg_date_parse(received, strlen(received), &r);
    sg_date_parse(on, strlen(on), &o);
    read_record(&a, person);
    enum sg_asked asked = sg_derive_age(sg_record_val(&a.r), r, o, &ages);
    if (asked != SG_KNOWN)
        return asked == SG_NOT_ASKED ? "not asked" : "not known";
    snprintf(out, sizeof out, ages.lo == ages.hi ? "%d" : "%d-%d", ages.lo, ages.hi);
    return out;
}

static const struct {
    const char *person, *received, *on, *wanted;
} ages_of[] = {
    {"{'born':'2005-05-03'}", "2023-05-02", "", "17"},
    {"{'born':'2005-05-03'}", "2023-05-03", "", "18"},
    {"{'born':'2005-05-03'}", "2023-05", "", "17-18"},
    {"{'born':'2005'}", "2023-05-02", "", "17-18"},
    {"{'born':'2005'}", "2023-12-31", "", "18"},
    {"{'born':'2005-02'}", "2023", "", "17-18"},
    {"{'born':'2004-02-29'}", "2022-02-28", "", "17"},
    {"{'born':'2004-02-29'}", "2022-03-01", "", "18"},
    {"{'born':'2005-05-03'}", "2023-05-02", "2024-05-02", "18"},
    {"{'born':'2023-05'}", "2023-05-10", "", "0"},
    {"{'born':'2024'}", "2023-05-10", "", "not known"},
    {"{'born':'2005'}", "", "", "not known"},
    {"{'born':'2005'}", "", "2023-12-31", "18"},
    /* what is recorded on receipt is of receipt */
    {"{'age':17,'born':'1990','age_class':'23plus'}", "2023-05-02", "", "17"},
    {"{'age':17,'born':'1990'}", "2023-05-02", "2023-05-03", "32-33"},
    {"{'age':'unknown','born':'1990-01-01'}", "2023-05-02", "", "33"},
    {"{'age':17}", "2023", "", "17"},
    {"{'age':17}", "", "", "17"},
    {"{'age':17}", "2023-05-02", "2023-05-02", "17"},
    {"{'age':17}", "2023-05-02", "2023-05-03", "17-18"},
    {"{'age':17}", "2023-05-02", "2024-05-02", "18"},
    {"{'age':17}", "2023-05-02", "2024-05-01", "17-18"},
    {"{'age':17}", "2023-05-02", "2024-05-03", "18-19"},
    {"{'age':17}", "2023-05-02", "2022-05-02", "16"},
    {"{'age':17}", "2023-05-02", "2023-05-01", "16-17"},
    {"{'age':17}", "2023-05-02", "2022-05-01", "15-16"},
    {"{'age':17}", "2023", "2023", "17"},
    {"{'age':17}", "2023", "2024", "17-19"},
    {"{'age':17}", "", "2024", "not known"},
    {"{'age':1}", "2023-05-02", "2020-01-01", "not known"},
    {"{'age':151}", "2023", "", "not known"},
    {"{'age':-1}", "2023", "", "not known"},
    {"{'age':17.5}", "2023", "", "not known"},
    {"{'age_class':'u18'}", "2023", "", "0-17"},
    {"{'age_class':'18-22'}", "2023", "", "18-22"},
    {"{'age_class':'23plus'}", "2023", "", "23-150"},
    {"{'age_class':'18-22'}", "2023-05-02", "2025-05-02", "20-24"},
    {"{'age_class':'23plus'}", "2023-05-02", "2025-05-02", "25-150"},
    {"{'age_class':'unknown'}", "2023", "", "not known"},
    {"{'age_class':'22-18'}", "2023", "", "not known"},
    {"{'age_class':'u0'}", "2023", "", "not known"},
    {"{'age_class':'u'}", "2023", "", "not known"},
    {"{'age_class':'18-'}", "2023", "", "not known"},
    {"{'age_class':'18'}", "2023", "", "not known"},
    {"{'age_class':'a-very-long-class-indeed'}", "2023", "", "not known"},
    {"{'age_class':7}", "2023", "", "not known"},
    {"{'born':'2005-02-30'}", "2023", "", "not known"},
    {"{'born':20050203}", "2023", "", "not known"},
    {"{'age':null}", "2023", "", "not asked"},
    {"{'name':'x'}", "2023", "", "not asked"},
};

static void test_ages(void **state)
{
    size_t wrong = 0;
    (void)state;
    for (size_t i = 0; i < sizeof ages_of / sizeof *ages_of; i++) {
        const char *found = age_of(ages_of[i].person, ages_of[i].received, ages_of[i].on);
        if (strcmp(found, ages_of[i].wanted) == 0)
            continue;
        print_error("%s on '%s' '%s' is %s, not %s\n", ages_of[i].person, ages_of[i].received,
                    ages_of[i].on, found, ages_of[i].wanted);
        wrong++;
    }
    assert_int_equal(wrong, 0);
}

/* ---- minor ---- */

#define PERSONS(list) "{'received':'2023-05-02','persons':[" list "]}"
#define ADULT "{'roles':['victim'],'age':18}"
#define CHILD "{'roles':['suspect','victim'],'age':17}"
#define MAYBE "{'roles':['victim'],'born':'2005'}"

static void test_minor(void **state)
{
    static const struct {
        const char *line;
        enum sg_truth wanted;
    } cases[] = {
        {"{'received':'2023-05-02'}", SG_UNSURE},
        {PERSONS(""), SG_UNSURE},
        {PERSONS(ADULT), SG_NO},
        {PERSONS(CHILD), SG_YES},
        {PERSONS(ADULT "," CHILD), SG_YES},
        {PERSONS(MAYBE), SG_UNSURE},
        {PERSONS(MAYBE "," CHILD), SG_YES},
        {PERSONS(ADULT "," MAYBE), SG_UNSURE},
        {PERSONS("{'roles':['suspect'],'age':17}"), SG_NO},
        {PERSONS("{'roles':['unknown'],'age':17}"), SG_UNSURE},
        {PERSONS("{'roles':['unknown'],'age':18}"), SG_NO},
        {PERSONS("{'roles':['suspect','unknown'],'age':17}"), SG_UNSURE},
        {PERSONS("{'roles':[],'age':17}"), SG_UNSURE},
        {PERSONS("{'age':17}"), SG_UNSURE},
        {PERSONS("{'roles':['victim']}"), SG_UNSURE},
        {PERSONS("{'roles':['victim'],'age_class':'u18'}"), SG_YES},
        {"{'received':'2023','minor':'yes','persons':[" ADULT "]}", SG_NO},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct a_record a;
        read_record(&a, cases[i].line);
        if (sg_derive_minor(&a.r) != cases[i].wanted)
            fail_msg("%s: %c", cases[i].line, truth_letter(sg_derive_minor(&a.r)));
        /* the definition, in the condition language */
        assert_int_equal(truth_letter(cases[i].wanted),
                         ask("any persons (roles = victim and age < 18)", cases[i].line));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_places),
        cmocka_unit_test(test_regions),
        cmocka_unit_test(test_ages),
        cmocka_unit_test(test_minor),
    };
    return cmocka_run_group_tests_name("derive", tests, open_profile, close_profile);
}
