/* SPDX-License-Identifier: EUPL-1.2 */
/* The condition language: what is refused, where, and with which words. */
#include "expr_help.h"

static const struct {
    const char *expr, *fault;
} cases[] = {
    {"", "column 1: the expression is empty"},
    {"# only a comment", "column 17: the expression is empty"},
    {"forms = labor", "column 9: \"labor\" is no form; did you mean labour?"},
    {"forms = arbeidsuitbuiting",
     "column 9: \"arbeidsuitbuiting\" is no form; did you mean labour?"},
    {"forms = \"seksuele uitbuiting\"",
     "column 9: \"seksuele uitbuiting\" is no form; did you mean sexual?"},
    {"forms = zzz",
     "column 9: \"zzz\" is no form; its codes: sexual, labour, criminal, organ, smuggling"},
    {"forms == labour", "column 7: \"==\" has no meaning here; did you mean =?"},
    {"forms = labour && about = victim",
     "column 16: \"&&\" has no meaning here; did you mean and?"},
    {"!forms = labour", "column 1: \"!\" has no meaning here; did you mean not?"},
    {"forms <> labour", "column 7: \"<>\" has no meaning here; did you mean !=?"},
    {"forms < labour", "column 7: forms has no order: use = or in"},
    {"forms ~ labour", "column 7: \"~\" has no meaning here; did you mean contains?"},
    {"forms = 'labour", "column 9: this quote is not closed on its line"},
    {"text contains \xE2\x80\x98x\xE2\x80\x99",
     "column 15: a typographic quote; write ' or \" instead"},
    {"text contains \xE2\x80\x9Cx\xE2\x80\x9D",
     "column 15: a typographic quote; write ' or \" instead"},
    {"form = labour", "column 1: \"form\" is no field; did you mean forms?"},
    {"roles = victim", "column 1: \"roles\" is no field; did you mean persons.roles?"},
    {"municipalty = Nijkerk", "column 1: \"municipalty\" is no field; did you mean municipality?"},
    {"municipality = Nijkerck",
     "column 16: \"Nijkerck\" is no municipality; did you mean Nijkerk?"},
    {"municipality = Bergen",
     "column 16: \"Bergen\" can be Bergen (NH.) GM0373, Bergen (L.) GM0893"},
    {"municipality in region westveluwe",
     "column 24: \"westveluwe\" is no region; its regions: west-veluwe-vallei"},
    {"municipality in region west-veluwe-valei",
     "column 24: \"west-veluwe-valei\" is no region; did you mean west-veluwe-vallei?"},
    {"municipality in regio VR10",
     "column 17: expected a list between ( and ), region or group; did you mean region?"},
    {"municipality in group x", "column 17: municipality has no codes, so it is in no group"},
    {"forms in region VR10", "column 10: forms is no municipality, so it is in no region"},
    {"forms in group traficking",
     "column 16: \"traficking\" is no group of the list form; did you mean trafficking?"},
    {"region = west-veluwe-vallie",
     "column 10: \"west-veluwe-vallie\" is no region; did you mean west-veluwe-vallei?"},
    {"safety_region = west-veluwe-vallei", "column 17: \"west-veluwe-vallei\" is no safety_region"},
    {"police_unit = oost-nederlan",
     "column 15: \"oost-nederlan\" is no police_unit; did you mean oost-nederland?"},
    {"received = 2023-02-29",
     "column 12: \"2023-02-29\" is no date; a date is 2024-03-01, 2024-03, 2024 or today"},
    {"received = 01-03-2020", "column 12: \"01-03-2020\" is no date; did you mean 2020-03-01?"},
    {"received = yesterday",
     "column 12: \"yesterday\" is no date; a date is 2024-03-01, 2024-03, 2024 or today"},
    {"received = today-30 days", "column 12: write blanks around the -, as in \"today - 30 days\""},
    {"received >= today - 30", "column 23: expected days, weeks, months or years, found the end"},
    {"received >= today - 30 dagen",
     "column 24: expected days, weeks, months or years, found a word"},
    {"received >= today - 30 dys",
     "column 24: expected days, weeks, months or years; did you mean days?"},
    {"received >= today - x days",
     "column 21: expected a number of days, weeks, months or years, at most 999999, found a word"},
    {"received >= 2024 - 30 days",
     "column 18: only a whole date, such as 2024-03-01, can be moved"},
    {"received >= today + 999999 years", "column 19: this leads outside the years 1000 to 9999"},
    {"received between 2023", "column 22: expected \"and\" with a second value, found the end"},
    {"received between 2024 and 2023",
     "column 10: between goes from the lower value to the higher"},
    {"received between 2024 or 2023",
     "column 23: expected \"and\" with a second value, found a word"},
    {"forms between a and b", "column 7: forms has no order: use = or in"},
    {"estimate.min = ten", "column 16: \"ten\" is no whole number"},
    {"estimate.min = 99999999999999999999",
     "column 16: \"99999999999999999999\" is no whole number"},
    {"estimate.min = -3", "column 16: expected a value, found -"},
    {"time > 8:00", "column 8: \"8:00\" is no time such as 14:30"},
    {"time > 25:00", "column 8: \"25:00\" is no time such as 14:30"},
    {"reporter.anonymous = ja", "column 22: \"ja\" is not yes, no or unknown"},
    {"persons = victim", "column 1: persons is a group: ask \"is present\", or one of its members"},
    {"persons contains x",
     "column 1: persons is a group: ask \"is present\", or one of its members"},
    {"reporter contains x",
     "column 1: reporter is a group: ask \"is present\", or one of its members"},
    {"any reporter (kind = police)", "column 5: reporter is no list"},
    {"any forms (x = y)", "column 5: forms is a list of plain values: ask \"forms = ...\", which "
                          "is true when one of them is"},
    {"any persons roles = victim",
     "column 13: expected \"(\" with a condition on each element, found a word"},
    {"any persons ()", "column 14: expected a condition, found )"},
    {"any persons (roles = victim", "column 28: expected \"and\", \"or\" or \")\", found the end"},
    {"any persons (rolls = victim)", "column 14: \"rolls\" is no field; did you mean roles?"},
    {"count persons", "column 14: expected =, <, in, between, contains or is, found the end"},
    {"count persons is known", "column 15: a count is a number: compare it with =, < or >"},
    {"count persons > unknown", "column 17: \"unknown\" is no whole number"},
    {"count forms (x)", "column 13: forms is a list of plain values, which have no members"},
    {"count persons > 1 2", "column 19: expected \"and\", \"or\" or the end, found a word"},
    {"persons.age < unknown", "column 15: unknown has no order: ask \"is unknown\""},
    {"estimate.role < victim", "column 15: estimate.role has no order: use = or in"},
    {"sector < unknown", "column 8: sector has no order: use = or in"},
    {"text contains ''", "column 15: the text to look for is empty"},
    {"text contain x",
     "column 6: expected =, <, in, between, contains or is; did you mean contains?"},
    {"forms contains lab", "column 7: forms is no text to look in: use = or in"},
    {"forms is knwon",
     "column 10: expected known, unknown, present or absent; did you mean known?"},
    {"forms is", "column 9: expected known, unknown, present or absent, found the end"},
    {"forms", "column 6: expected =, <, in, between, contains or is, found the end"},
    {"forms in labour",
     "column 10: expected a list between ( and ), region or group, found a word"},
    {"forms in (labour", "column 17: expected a comma or \")\", found the end"},
    {"forms in (labour,)", "column 18: expected a value, found )"},
    {"forms in ()", "column 11: expected a value, found )"},
    {"forms = labour adn about = victim",
     "column 16: expected \"and\", \"or\" or the end; did you mean and?"},
    {"forms = labour AND about = victim",
     "column 16: expected \"and\", \"or\" or the end; did you mean and?"},
    {"forms = labour about = victim",
     "column 16: expected \"and\", \"or\" or the end, found a word"},
    {"and forms = labour", "column 1: expected a condition, found a word"},
    {"forms = labour and", "column 19: expected a condition, found the end"},
    {"forms = labour or or about = victim", "column 19: expected a condition, found a word"},
    {"(forms = labour", "column 16: expected \"and\", \"or\" or \")\", found the end"},
    {"forms = labour)", "column 15: expected \"and\", \"or\" or the end, found )"},
    {"not", "column 4: expected a condition, found the end"},
    {"age < 18", "column 1: \"age\" is no field; did you mean persons.age?"},
    {"age on 2024 < 18", "column 1: \"age\" is no field; did you mean persons.age?"},
    {"matches is present", "column 1: matches is computed elsewhere and cannot be asked here"},
    {"proposals.to = x", "column 1: \"proposals.to\" is no field; did you mean proposals?"},
    {"coordinator = avim", "column 1: coordinator is computed elsewhere and cannot be asked here"},
    {"forms = labour ; drop", "column 16: \";\" has no meaning here"},
    {"forms = labour @", "column 16: \"@\" has no meaning here"},
    {"persons.name = Jan or Pieter = 3", "column 23: this is no field"},
    {"persons.born = 1-1-2000 or persons.born = Pietersen",
     "column 16: this is no date; a date is 2024-03-01, 2024-03, 2024 or today"},
    {"places.postcode = Jansen", "column 19: this is no postcode such as 3861AB"},
    {"text contains jan Jansen", "column 19: expected \"and\", \"or\" or the end, found a word"},
    {"text contains Jan and municipality = Jansen", "column 38: this is no municipality"},
    {"reporter.kind = politie", "column 17: \"politie\" is no reporter-kind; did you mean police?"},
    {"persons.nationalities = nl", "column 25: \"nl\" is no country; did you mean NL?"},
    {"persons.nationalities = Roemenie", "column 25: \"Roemenie\" is no country; did you mean RO?"},
    {"id = ", "column 6: expected a value, found the end"},
    {"x is is", "column 1: this is no field"},
    {"care.start is not", "column 18: expected known, unknown, present or absent, found the end"},
    {"forms not labour", "column 11: expected in, between or contains, found a word"},
    {"forms not is known", "column 11: write \"is not\" instead"},
    {"signal.forms = labor", "column 16: \"labor\" is no form; did you mean labour?"},
    {"signal.signal.forms = labour", "column 1: this is no field"},
    {"any persons (any persons (any persons (any persons (any persons (any persons (roles = "
     "victim))))))",
     "column 70: more than 5 lists within each other"},
};

/* Compiles what must be refused. */
static void refuse(const char *text, size_t n, struct sg_fault *f)
{
    struct sg_expr *e = sg_expr_compile(text, n, profile, NULL, today, f);
    sg_expr_free(e);
    if (e)
        fail_msg("%.*s is accepted", (int)n, text);
    assert_int_equal(f->reason, SG_R_BAD_EXPR);
    assert_int_equal(f->line, 0);
    assert_string_equal(f->file, "");
}

static void test_faults(void **state)
{
    size_t wrong = 0;
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct sg_fault f;
        char wanted[400];
        snprintf(wanted, sizeof wanted, "line 1, %s", cases[i].fault);
        refuse(cases[i].expr, strlen(cases[i].expr), &f);
        if (strcmp(f.text, wanted) != 0) {
            print_error("%s\n  gives  %s\n  not    %s\n", cases[i].expr, f.text, wanted);
            wrong++;
        }
    }
    assert_int_equal(wrong, 0);
}

static void refuse_as(const char *text, size_t n, const char *fault)
{
    struct sg_fault f;
    refuse(text, n, &f);
    assert_string_equal(f.text, fault);
}

static void test_lines_and_bytes(void **state)
{
    (void)state;
#define REFUSE(text, fault) refuse_as(text, sizeof(text) - 1, fault)
    REFUSE(
        "forms = labour # a comment\n  and about = x",
        "line 2, column 15: \"x\" is no about; its codes: victim, offender, facilitator, location, "
        "organisation");
    REFUSE("\r\n\r\n forms = labour and\r\n",
           "line 4, column 1: expected a condition, found the end");
    REFUSE("\"a\nb\"", "line 1, column 1: this quote is not closed on its line");
    REFUSE("forms = labour\n\n and text = '\xFFx'", "line 3, column 14: bytes that are not UTF-8");
    REFUSE("forms = labour\0", "line 1, column 15: a control character has no meaning here");
    REFUSE("\x1B[0m", "line 1, column 1: a control character has no meaning here");
    REFUSE("forms = '\x1B[2J'", "line 1, column 9: \"?[2J\" is no form; its codes: sexual, labour, "
                                "criminal, organ, smuggling");
    REFUSE(
        "forms = a-word-that-is-much-too-long-to-be-shown-in-full-by-a-message",
        "line 1, column 9: \"a-word-that-is-much-too-long-to-be-shown...\" is no form; its codes: "
        "sexual, labour, criminal, organ, smuggling");
#undef REFUSE
}

/* ---- limits ---- */

static char *repeat(const char *open, size_t n, const char *middle, const char *close)
{
    size_t size = n * (strlen(open) + strlen(close)) + strlen(middle) + 1;
    char *text = malloc(size);
    assert_non_null(text);
    text[0] = '\0';
    char *to = text;
    for (size_t i = 0; i < n; i++)
        to = stpcpy(to, open);
    to = stpcpy(to, middle);
    for (size_t i = 0; i < n; i++)
        to = stpcpy(to, close);
    return text;
}

/* NULL when it is accepted, else what its fault has behind the position. */
static const char *verdict(char *text)
{
    static struct sg_fault f;
    struct sg_expr *e = sg_expr_compile(text, strlen(text), profile, NULL, today, &f);
    sg_expr_free(e);
    free(text);
    return e ? NULL : strchr(f.text, ':') + 2;
}

static void test_limits(void **state)
{
    static const char deep[] = "nested more than 32 deep";
    static const char lists[] = "more than 5 lists within each other";
    static const char test[] = "forms = labour";
    (void)state;
    assert_null(verdict(repeat("(", 32, test, ")")));
    assert_string_equal(verdict(repeat("(", 33, test, ")")), deep);
    assert_null(verdict(repeat("not ", 32, test, "")));
    assert_string_equal(verdict(repeat("not ", 33, test, "")), deep);
    assert_string_equal(verdict(repeat("(", 100000, test, ")")), deep);
    assert_string_equal(verdict(repeat("not ", 100000, test, "")), deep);
    assert_null(verdict(repeat("any persons (", 5, "roles = victim", ")")));
    assert_string_equal(verdict(repeat("any persons (", 6, "roles = victim", ")")), lists);
    /* an operand takes a step and its `or` two more */
    assert_null(verdict(repeat("forms = labour or ", 1365, test, "")));
    assert_string_equal(verdict(repeat("forms = labour or ", 1366, test, "")),
                        "an expression of more than 4096 steps");
    /* the deepest stack: an operand of `or` and one of `and` wait at every level */
    assert_null(verdict(repeat("forms = organ or about = victim and (", 32, test, ")")));
    char *longest = repeat("x", 1024, "", "");
    assert_null(verdict(repeat("by = ", 1, longest, "")));
    free(longest);
    longest = repeat("x", 1025, "", "");
    assert_string_equal(verdict(repeat("by = ", 1, longest, "")), "a text of more than 1024 bytes");
    free(longest);
}

/* ---- personal content ---- */

/* Whatever is left out of such an expression, the message does not tell the name. */
static void test_nothing_leaks(void **state)
{
    static const char *const texts[] = {
        "persons.name = 'Zwaluw' and forms = labour",
        "persons.name = Zwaluw and forms = labour",
        "any persons (name = Zwaluw or name in (Zwaluw, 'Zwaluw Zwaluw')) and age < 18",
        "text = Zwaluw or text contains Zwaluw Zwaluw or municipality = Zwaluw",
        "persons.born = Zwaluw or received >= Zwaluw",
        "places.postcode = Zwaluw and places.number = Zwaluw",
        "text = Zwaluw and text contains Zwaluw and forms in group Zwaluw",
        "text != Zwaluw and region = Zwaluw and time = Zwaluw",
    };
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        size_t n = strlen(texts[i]);
        for (size_t from = strcspn(texts[i], "!="); from < n; from++) {
            for (size_t to = from; to <= n; to++) {
                struct sg_fault f = {.reason = SG_R_NOTE};
                char text[200];
                snprintf(text, sizeof text, "%.*s%s", (int)from, texts[i], texts[i] + to);
                sg_expr_free(sg_expr_compile(text, strlen(text), profile, NULL, today, &f));
                if (strstr(f.text, "Zwaluw"))
                    fail_msg("%s: %s", text, f.text);
            }
        }
    }
}

static void test_no_fault_wanted(void **state)
{
    (void)state;
    assert_null(sg_expr_compile("", 0, profile, NULL, today, NULL));
    assert_null(sg_expr_compile("zzz", 3, profile, NULL, today, NULL));
    sg_expr_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_faults),          cmocka_unit_test(test_lines_and_bytes),
        cmocka_unit_test(test_limits),          cmocka_unit_test(test_nothing_leaks),
        cmocka_unit_test(test_no_fault_wanted),
    };
    return cmocka_run_group_tests_name("expr faults", tests, open_profile, close_profile);
}
