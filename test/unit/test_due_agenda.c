/* SPDX-License-Identifier: EUPL-1.2 */
/* The agenda: which day comes round, when it is told, what it brings and counts; and sheets with a
 * fault. */
#include "due.h"
#include "due_help.h"
#include "profile_help.h"

#define HEAD \
    "item;nl;en;first;every;on;until;ahead;bring_nl;bring_en;bring;counts;target;owner;source\n"

static struct sg_profile *with_agenda(const char *rows)
{
    char sheet[4096];
    put("x/profile.csv", "key;value\nname;x\nbase;nl\n");
    snprintf(sheet, sizeof sheet, "%s-european-day;;;;;;;;;;;;;;\n%s", HEAD, rows);
    put("x/agenda.csv", sheet);
    return open_good(in_home("x"));
}

static const char *agenda_on(struct sg_profile *p, const char *on, int ahead, const char *since,
                             const char *const *lines)
{
    static const char *const nothing[] = {NULL};
    struct sg_due_opt opt = {.today = date(on), .ahead = ahead};
    if (since)
        opt.since = date(since);
    struct sg_due_plan *plan = make_plan(p, &opt);
    const char *text = due_of(plan, lines ? lines : nothing, false);
    sg_due_plan_free(plan);
    return text;
}

#define assert_agenda(p, on, ahead, wanted) \
    _assert_string_equal(agenda_on(p, on, ahead, NULL, NULL), wanted, __FILE__, __LINE__)

static void test_window(void **state)
{
    (void)state;
    struct sg_profile *p = with_agenda("m;M;M;2024-01-09;1 month;weekday;;1 week;;;;;;;\n");
    assert_agenda(p, "2023-06-01", -1, "");
    assert_agenda(p, "2024-01-01", -1, "");
    assert_agenda(p, "2024-01-02", -1, "m 2024-01-09");
    assert_agenda(p, "2024-01-09", -1, "m 2024-01-09");
    assert_agenda(p, "2024-01-10", -1, "");
    assert_agenda(p, "2024-02-06", -1, "m 2024-02-13");
    assert_agenda(p, "2024-02-13", 28, "m 2024-02-13; m 2024-03-12");
    /* what came and went since the last run is told; what that run told is not told again */
    assert_string_equal(agenda_on(p, "2024-04-20", -1, "2024-02-13", NULL),
                        "m 2024-03-12; m 2024-04-09");
    assert_string_equal(agenda_on(p, "2024-04-20", -1, "2024-04-09", NULL), "");
    sg_profile_free(p);
}

static void test_recurrence(void **state)
{
    (void)state;
    struct sg_profile *p = with_agenda("a;A;A;2024-01-31;1 month;date;2024-06-30;0 days;;;;;;;\n"
                                       "b;B;B;2024-01-31;1 month;weekday;2024-06-30;0 days;;;;;;;\n"
                                       "c;C;C;2024-02-29;1 year;date;2030-01-01;0 days;;;;;;;\n"
                                       "d;D;D;2024-01-01;2 weeks;date;2024-02-01;0 days;;;;;;;\n"
                                       "e;E;E;2024-05-01;;date;;0 days;;;;;;;\n"
                                       "f;F;F;2024-05-02;0 days;date;;0 days;;;;;;;\n");
    /* the last day of shorter months; the fifth Wednesday, else the last one */
    assert_agenda(p, "2024-01-01", 3660,
                  "d 2024-01-01; d 2024-01-15; d 2024-01-29; a 2024-01-31; b 2024-01-31; "
                  "b 2024-02-28; a 2024-02-29; c 2024-02-29; b 2024-03-27; a 2024-03-31; "
                  "b 2024-04-24; a 2024-04-30; e 2024-05-01; f 2024-05-02; b 2024-05-29; "
                  "a 2024-05-31; b 2024-06-26; a 2024-06-30; c 2025-02-28; c 2026-02-28; "
                  "c 2027-02-28; c 2028-02-29; c 2029-02-28");
    sg_profile_free(p);
}

#define SIGNAL(id, rest) "{'id':'" id "','received':'2024-03-01'," rest "}"

/* Open signals, by number, with the next time only. */
static void test_bring(void **state)
{
    (void)state;
    struct sg_profile *p = with_agenda("m;M;M;2024-03-05;1 week;date;2024-03-19;1 week;wat;what;"
                                       "circumstances = escalated;;;;\n");
    static const char *const lines[] = {
        SIGNAL("B", "'circumstances':['escalated']"),
        SIGNAL("C", "'circumstances':['control-visit']"),
        SIGNAL("A", "'circumstances':['escalated']"),
        SIGNAL("D", "'circumstances':['escalated'],'closed':{'on':'2024-03-02','because':'other'}"),
        NULL};
    const char *got = agenda_on(p, "2024-03-06", 13, NULL, lines);
    assert_non_null(strstr(got, "m 2024-03-12 A B; "));
    got = strstr(got, "m 2024-03-19");
    assert_non_null(got);
    assert_true(!got[12] || got[12] == ';');
    sg_profile_free(p);
}

#define EVENTS(id, list) SIGNAL(id, "'events':[" list "]")
#define CONTROL(on, number) "{'kind':'control','on':'" on "'" number "}"

static void test_target(void **state)
{
    (void)state;
    struct sg_profile *p = with_agenda("c;C;C;2023-03-31;3 months;date;;1 week;;;;controls;4;;\n");
    static const char *const lines[] = {
        EVENTS("A", CONTROL("2024-01-10", ",'number':'N1'") "," CONTROL("2024-01-11", "")),
        EVENTS("B", CONTROL("2024-01-10", ",'number':'N1'") "," CONTROL("2024-01-11", "")),
        EVENTS("C", CONTROL("2023-12-31", "") "," CONTROL("2024-06-30", "")), /* planned */
        EVENTS("D", "{'kind':'house-visit','on':'2024-01-12'}"), NULL};
    assert_non_null(strstr(agenda_on(p, "2024-03-28", -1, NULL, lines), "c 2024-03-31 2/4"));
    assert_non_null(strstr(agenda_on(p, "2024-06-30", -1, NULL, lines), "c 2024-06-30 3/4"));
    assert_non_null(strstr(agenda_on(p, "2023-12-31", -1, NULL, lines), "c 2023-12-31 1/4"));
    /* a target that was reached is not told */
    static const char *const enough[] = {
        EVENTS("A", CONTROL("2024-01-10", "") "," CONTROL("2024-01-11", "")),
        EVENTS("B", CONTROL("2024-01-12", "") "," CONTROL("2024-02", "")), NULL};
    assert_null(strstr(agenda_on(p, "2024-03-31", -1, NULL, enough), "c 2024"));
    sg_profile_free(p);
}

/* A fault in a sheet has its line and column. */
static void plan_bad(const char *sheet, const char *text, const char *field, const char *words)
{
    struct sg_fault f = {0};
    char name[64];
    snprintf(name, sizeof name, "x/%s.csv", sheet);
    put("x/profile.csv", "key;value\nname;x\nbase;nl\n");
    put(name, text);
    struct sg_profile *p = open_good(in_home("x"));
    const struct sg_due_opt opt = {.today = today, .ahead = -1};
    struct sg_due_plan *plan = sg_due_plan(p, &opt, &f);
    if (plan || f.reason != SG_R_BAD_PROFILE || f.line != 2 || strcmp(f.field, field) != 0 ||
        !strstr(f.text, words) || !strstr(f.file, sheet))
        fail_msg("[%s] %s:%zu: %s: %s", sg_reason_code(f.reason), f.file, f.line, f.field, f.text);
    sg_profile_free(p);
    assert_int_equal(remove(in_home(name)), 0);
    made_count--;
}

static void test_faults(void **state)
{
    (void)state;
#define TERMS "term;nl;en;unit;date;within;law;state;condition;unless;ahead;urgency;owner;source\n"
    plan_bad("terms", TERMS "a;A;A;signal;received;1 day;no;open;;;0 days;normal;;\n", "unit",
             "neither signals nor a list");
    plan_bad("terms", TERMS "a;A;A;reflection;start;1 day;no;open;;;0 days;normal;;\n", "unit",
             "neither signals nor a list");
    plan_bad("terms", TERMS "a;A;A;signals;recieved;1 day;no;open;;;0 days;normal;;\n", "date",
             "is no date");
    plan_bad("terms", TERMS "a;A;A;signals;handoffs.on;1 day;no;open;;;0 days;normal;;\n", "date",
             "is no date");
    plan_bad("terms", TERMS "a;A;A;signals;reopened;1 day;no;open;;;0 days;normal;;\n", "date",
             "is no date");
    plan_bad("terms", TERMS "a;A;A;signals;received;1 day;no;open;form = labour;;0 days;normal;;\n",
             "condition", "did you mean forms");
    plan_bad("terms", TERMS "a;A;A;handoffs;on;1 day;no;open;;answr = pending;0 days;normal;;\n",
             "unless", "did you mean answer");
    plan_bad("agenda", HEAD "a;A;A;2024-01-01;1 day;date;;0 days;;;forms = labor;;;;\n", "bring",
             "did you mean labour");
    plan_bad("agenda", HEAD "a;A;A;2024-01-01;1 day;date;;0 days;;;;signals;3;;\n", "counts",
             "whose unit is a list");
}

static void test_sheet_faults(void **state)
{
    (void)state;
    put("x/profile.csv", "key;value\nname;x\nbase;nl\n");
    put("x/terms.csv", TERMS "a;A;A;signals;received;1 dag;no;open;;;0 days;normal;;\n");
    open_bad(in_home("x"), "x/terms.csv", 2, "within", "is no length of time");
    put("x/terms.csv", TERMS "a;A;A;signals;received;1 day;maybe;open;;;0 days;normal;;\n");
    open_bad(in_home("x"), "x/terms.csv", 2, "law", "is none of yes|no");
    put("x/terms.csv", TERMS "a;A;A;signals;received;1 day;no;open;;;0 days;soon;;\n");
    open_bad(in_home("x"), "x/terms.csv", 2, "urgency", "urgency");
    put("x/terms.csv", TERMS);
    put("x/agenda.csv", HEAD "a;A;A;2024-01-01;1 day;date;;0 days;;;;controls;;;\n");
    open_bad(in_home("x"), "x/agenda.csv", 2, "target", "needs a measure");
    put("x/agenda.csv", HEAD "a;A;A;2024-01-01;1 day;date;;0 days;;;;control;5;;\n");
    open_bad(in_home("x"), "x/agenda.csv", 2, "counts", "did you mean controls");
    put("x/agenda.csv", HEAD "a;A;A;2024-01-01;1 day;date;;0 days;;;;controls;0;;\n");
    open_bad(in_home("x"), "x/agenda.csv", 2, "target", "is no number from 1");
}

int main(void)
{
#define T(test) cmocka_unit_test_setup_teardown(test, make_home, remove_home)
    const struct CMUnitTest tests[] = {
        T(test_window), T(test_recurrence), T(test_bring),
        T(test_target), T(test_faults),     T(test_sheet_faults),
    };
    return cmocka_run_group_tests_name("due_agenda", tests, open_profile, close_profile);
}
