/* SPDX-License-Identifier: EUPL-1.2 */
/* The terms and retention of the built-in profile nl: when each is told, and what ends it. No day
 * here is near 18 October, which is all that stands on its agenda. */
#define PROFILE_NAME "nl"
#include "due_help.h"

#define S "'id':'A','steps':[{'step':'assessment','on':'2020-01-01'}],"
#define DONE S "'conclusion':{'value':'suspicion','on':'2020-01-01'},"

static const char *terms_on(const char *line)
{
    static char text[1024];
    struct a_record a;
    struct sg_buf out = {0};
    const struct sg_due_opt opt = {.today = today, .ahead = -1};
    struct sg_due_plan *plan = make_plan(profile, &opt);
    read_record(&a, line);
    sg_due_terms(plan, &a.r, &out);
    snprintf(text, sizeof text, "%s", sg_buf_text(&out));
    sg_buf_free(&out);
    sg_due_plan_free(plan);
    return text;
}

#define assert_terms(line, wanted) _assert_string_equal(terms_on(line), wanted, __FILE__, __LINE__)

static void test_reflection(void **state)
{
    (void)state;
    static const struct {
        const char *reflection, *wanted;
    } cases[] = {
        {"'start':'2023-11-30','kind':'standard'", "reflection 2024-02-29"},
        {"'start':'2022-11-30','kind':'standard'", "reflection 2023-02-28"},
        {"'start':'2023-05-17','granted':'2023-05-17','kind':'dublin'", "reflection 2023-08-17"},
        {"'start':'2023-05-18','granted':'2023-05-18','kind':'dublin'", "reflection 2023-08-18"},
        {"'start':'2023-05-19','granted':'2023-05-19','kind':'dublin'",
         "reflection-dublin 2023-06-18"},
        {"'start':'2023-05-17','granted':'2023-05-19','kind':'dublin'",
         "reflection-dublin 2023-06-16"},
        {"'start':'2023-05-18','kind':'dublin'", "reflection 2023-08-18"},
        {"'start':'2023-05-19','kind':'dublin'", "reflection-dublin 2023-06-18"},
        {"'start':'2023-05-19','kind':'unknown'",
         "reflection-kind 2023-06-18,reflection 2023-08-19"},
        {"'start':'2023-05-18'", "reflection 2023-08-18"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char line[512], want[256] = "";
        snprintf(line, sizeof line, "{" DONE "'received':'2020-01-01','reflection':{%s}}",
                 cases[i].reflection);
        const char *got = terms_on(line);
        for (const char *p = cases[i].wanted; p;) { /* each of them, and as many */
            const char *stop = strchr(p, ',');
            char name[64], day[11];
            assert_int_equal(sscanf(p, "%63[a-z-] %10s", name, day), 2);
            snprintf(want, sizeof want, "{\"term\":\"%s\",\"due\":\"%.10s\"}", name, day);
            if (!strstr(got, want))
                fail_msg("%s: %s", line, got);
            p = stop ? stop + 1 : NULL;
        }
        size_t n = 0;
        for (const char *p = got; (p = strstr(p, "\"reflection")) != NULL; p++)
            n++;
        assert_int_equal(n, strchr(cases[i].wanted, ',') ? 2 : 1);
    }
}

/* A complaint ends the wait; that nobody knows of one does not. */
static void test_reflection_ends(void **state)
{
    (void)state;
#define R "{" DONE "'received':'2020-01-01','reflection':{'start':'2023-11-30','kind':'standard'}"
    const char *stands = "[{\"term\":\"reflection\",\"due\":\"2024-02-29\"}]";
    assert_terms(R "}", stands);
    assert_terms(R ",'criminal':{'complaint':'unknown'}}", stands);
    assert_terms(R ",'criminal':{'complaint':'no'}}", stands);
    assert_terms(R ",'criminal':{'complaint':'yes'}}", "[]");
    assert_terms(R ",'b8':{'granted':'2024-01'}}", "[]");
    assert_terms(R ",'closed':{'on':'2024-01-01','because':'other'}}", "[]");
    assert_terms(R ",'closed':{'on':'2024-01-01','because':'other'},'reopened':['2024-01-02']}",
                 stands);
    assert_terms(R ",'closed':{'on':'2024-01-03','because':'other'},'reopened':['2024-01-02']}",
                 "[]");
    assert_terms(R ",'closed':{'on':'2024-01','because':'other'},'reopened':['2024-01-02']}", "[]");
    assert_terms(R ",'reopened':['2024-01-02']}", stands); /* as sig-amend leaves it */
    assert_terms(R ",'erased':{'on':'2024-01-03'}}", "[]");
}

static void test_window(void **state)
{
    (void)state;
    const char *line = R "}";
    assert_due("2024-02-07", line, "");
    assert_due("2024-02-08", line, "reflection 2024-02-29");
    assert_due("2024-02-29", line, "reflection 2024-02-29");
    assert_due("2024-02-12", line, "reflection 2024-02-29");
}

static void test_acute(void **state)
{
    (void)state;
    static const struct {
        const char *rest;
        bool due;
    } cases[] = {
        {"'urgency':'acute'", true},
        {"'urgency':'urgent'", false},
        {"'urgency':'unknown'", false},
        {"'circumstances':['acute']", true},
        {"'circumstances':['life-danger','control-visit']", true},
        {"'circumstances':['control-visit']", false},
        {"'urgency':'acute','steps':[{'step':'receipt','on':'2024-06-15'}]", true},
        {"'urgency':'acute','steps':[{'step':'assessment','on':'2024-06-15'}]", false},
        {"'urgency':'acute','handoffs':[{'to':'avim','on':'2024-06-15','answer':'accepted'}]",
         false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char line[512];
        snprintf(line, sizeof line, "{'id':'A','received':'2024-06-15',%s}", cases[i].rest);
        if ((strstr(due_on("2024-06-15", line), "acute 2024-06-15") != NULL) != cases[i].due)
            fail_msg("%s: %s", line, due_on("2024-06-15", line));
    }
}

static void test_handoffs(void **state)
{
    (void)state;
#define H "{" DONE "'received':'2020-01-01','handoffs':["
    assert_terms(H "{'to':'riec','on':'2024-05-01'}]}",
                 "[{\"term\":\"answer\",\"due\":\"2024-05-16\"}]"); /* over Ascension Day */
    assert_terms(H "{'to':'riec','on':'2024-05-01','answer':'pending'},"
                   "{'to':'nla','on':'2024-06-03'}]}",
                 "[{\"term\":\"answer\",\"due\":\"2024-05-16\"},"
                 "{\"term\":\"answer\",\"due\":\"2024-06-17\"}]");
    assert_terms(H "{'to':'riec','on':'2024-05-01','answer':'returned'}]}", "[]");
    /* Veilig Thuis: five working days, and ten weeks from its answer; the conclusion ended that. */
    assert_terms(
        "{'id':'A','received':'2020-01-01','steps':[{'step':'assessment','on':'2020-01-01'}"
        "],'conclusion':{'value':'further-investigation'},"
        "'handoffs':[{'to':'veilig-thuis','on':'2024-04-26'}]}",
        "[{\"term\":\"vt-triage\",\"due\":\"2024-05-03\"},"
        "{\"term\":\"vt-investigation\",\"due\":\"2024-07-05\"},"
        "{\"term\":\"conclusion\",\"due\":\"2020-02-26\"}]");
    assert_terms(
        "{'id':'A','received':'2020-01-01','steps':[{'step':'assessment','on':'2020-01-01'}"
        "],'handoffs':[{'to':'veilig-thuis','on':'2024-03-01','answer':'accepted',"
        "'answered':'2024-03-11'}]}", /* Whit Monday is ten weeks later */
        "[{\"term\":\"vt-investigation\",\"due\":\"2024-05-21\"},"
        "{\"term\":\"conclusion\",\"due\":\"2020-02-26\"}]");
    assert_terms(H "{'to':'veilig-thuis','on':'2024-04-26','answer':'accepted'}]}", "[]");
}

static void test_feedback(void **state)
{
    (void)state;
#define F "{" DONE "'received':'2024-06-03','reporter':{"
    const char *owed = "[{\"term\":\"feedback\",\"due\":\"2024-07-01\"}]";
    assert_terms(F "'kind':'own-employee'}}", owed);
    assert_terms(F "'kind':'own-employee','feedback':'unknown'}}", owed);
    assert_terms(F "'kind':'own-employee','feedback':'no'}}", "[]");
    assert_terms(F "'kind':'own-employee','feedback':'not-possible'}}", "[]");
    assert_terms(F "'kind':'citizen'}}", "[]");
    assert_terms(F "'kind':'citizen','feedback':'yes'}}", owed);
    assert_terms(F "'kind':'citizen','feedback':'not-possible'}}", "[]");
    assert_terms(F "'kind':'citizen','feedback':'yes','anonymous':'yes'}}", "[]");
    assert_terms(F "'kind':'citizen','feedback':'yes'},'feedback':[{'on':'2024-06-10'}]}", "[]");
    assert_terms(
        F "'kind':'citizen','feedback':'yes'},'closed':{'on':'2024-06-10','because':'other'}}",
        owed);
}

static void test_care(void **state)
{
    (void)state;
#define C "{" DONE "'received':'2023-01-31','care':[{'start':'2023-08-31'}]"
    assert_terms(C "}", "[{\"term\":\"care\",\"due\":\"2024-02-29\"}]");
    assert_terms(C ",'criminal':{'taken_up':'yes'}}", "[]");
    assert_terms(C ",'criminal':{'complaint':'yes'}}", "[]");
    assert_terms(C ",'criminal':{'taken_up':'yes','ended':'2024-03-01'}}",
                 "[{\"term\":\"care\",\"due\":\"2024-09-01\"}]");
    assert_terms(C ",'criminal':{'taken_up':'unknown'}}",
                 "[{\"term\":\"care\",\"due\":\"2024-02-29\"}]");
    assert_terms("{" DONE
                 "'received':'2023-01','care':[{'provider':'care-coordinator'},{'end':'2023-06'}]}",
                 "[{\"term\":\"care\",\"due\":\"2023-07-31\"}]");
}

static void test_retention(void **state)
{
    (void)state;
#define K "{" DONE "'received':'2019-03-01','closed':"
    assert_due("2021-06-02", K "{'on':'2020-07-01','because':'no-trafficking'}}", "");
    assert_due("2021-06-03", K "{'on':'2020-07-01','because':'no-trafficking'}}",
               "no-trafficking 2021-07-01");
    assert_due("2022-06-04", K "{'on':'2020-07-01','because':'too-little'}}",
               "too-little 2022-07-01");
    assert_due("2025-06-05", K "{'on':'2020','because':'elsewhere'}}", "");
    /* only the year is known: not before its end */
    assert_due("2025-12-05", K "{'on':'2020','because':'elsewhere'}}", "closed 2025-12-31");
    assert_due("2024-02-05", "{" DONE "'received':'2019-03-01'}", "open 2024-03-01");
    assert_due("2024-02-05", "{" DONE "'received':'2019-03-01','criminal':{'taken_up':'yes'}}", "");
}

static void test_owner_and_number(void **state)
{
    (void)state;
    struct sg_fault f = {0};
    struct a_record a;
    void *worker[1];
    struct sg_due_list list;
    const struct sg_due_opt opt = {.today = date("2024-06-03"), .ahead = -1};
    struct sg_due_plan *plan = make_plan(profile, &opt);
    assert_true(sg_dues(worker, 1, plan, NULL, &f));
    read_record(&a, "{'received':'2024-06-03','urgency':'acute'}");
    assert_false(sg_due_add(worker[0], &a.r, NULL, &f));
    assert_int_equal(f.reason, SG_R_MISSING_FIELD);
    assert_string_equal(f.field, "id");
    read_record(&a, "{'id':'B','received':'2024-06-03','urgency':'acute'}");
    assert_true(sg_due_add(worker[0], &a.r, NULL, &f));
    read_record(&a, "{'id':'A','received':'2024-06-03','urgency':'acute','owner':'j\\u0064v'}");
    assert_true(sg_due_add(worker[0], &a.r, NULL, &f));
    assert_true(sg_due_finish(worker, 1, &list, &f));
    assert_int_equal(list.n, 2);
    assert_string_equal(list.due[0].owner, "focal-point");
    assert_string_equal(list.due[0].id, "B");
    assert_string_equal(list.due[1].owner, "jdv");
    sg_due_list_free(&list);
    sg_dues_free(worker, 1);
    sg_due_plan_free(plan);
}

/* Of a stream the newest revision counts, in whatever order they come. */
static void test_stream(void **state)
{
    (void)state;
#define REV(n, rest) "{'id':'A','rev':" n ",'received':'2024-06-03'," rest "}"
    static const char *const orders[][4] = {
        {REV("1", "'urgency':'acute'"), REV("2", "'urgency':'normal'"), NULL},
        {REV("2", "'urgency':'normal'"), REV("1", "'urgency':'acute'"), NULL},
        {REV("1", "'urgency':'acute'"), REV("3", "'urgency':'normal'"),
         REV("2", "'urgency':'acute'"), NULL},
    };
    const struct sg_due_opt opt = {.today = date("2024-06-03"), .ahead = -1};
    struct sg_due_plan *plan = make_plan(profile, &opt);
    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++)
        assert_string_equal(due_of(plan, orders[i], true), "");
    const char *const both[] = {REV("1", "'urgency':'normal'"), REV("2", "'urgency':'acute'"),
                                "{'id':'B','rev':1,'received':'2024-06-03','urgency':'acute'}",
                                NULL};
    assert_string_equal(due_of(plan, both, true), "acute 2024-06-03; acute 2024-06-03");
    sg_due_plan_free(plan);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reflection), cmocka_unit_test(test_reflection_ends),
        cmocka_unit_test(test_window),     cmocka_unit_test(test_acute),
        cmocka_unit_test(test_handoffs),   cmocka_unit_test(test_feedback),
        cmocka_unit_test(test_care),       cmocka_unit_test(test_retention),
        cmocka_unit_test(test_stream),     cmocka_unit_test(test_owner_and_number),
    };
    return cmocka_run_group_tests_name("due", tests, open_profile, close_profile);
}
