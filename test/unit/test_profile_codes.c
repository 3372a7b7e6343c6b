/* SPDX-License-Identifier: EUPL-1.2 */
/* Codes as stored and as typed; that the built-in profiles say what the field table needs. */
#include "profile_help.h"
#include "signals.h"

static const char *const builtin[] = {"nl", "nijkerk", "dijk-en-waard"};
enum { BUILTINS = 3 };
static struct sg_profile *profile[BUILTINS];

static int open_all(void **state)
{
    (void)state;
    for (size_t i = 0; i < BUILTINS; i++)
        profile[i] = open_good(builtin[i]);
    return 0;
}

static int close_all(void **state)
{
    (void)state;
    for (size_t i = 0; i < BUILTINS; i++)
        sg_profile_free(profile[i]);
    return 0;
}

static void no_fault(void *ctx, const struct sg_fault *f)
{
    (void)ctx;
    fail_msg("%s:%zu: %s: %s", f->file, f->line, f->field, f->text);
}

static void builtins_are_sound(void **state)
{
    (void)state;
    struct sg_fault f;
    for (size_t i = 0; i < BUILTINS; i++)
        assert_int_equal(sg_profile_check(builtin[i], no_fault, NULL, &f), 0);
}

static const char *typed(const char *list, const char *text)
{
    struct sg_fault f = {0};
    const struct sg_code *c = sg_code_typed(profile[1], list, text, strlen(text), true, &f);
    if (c)
        return c->code;
    assert_int_equal(f.reason, SG_R_BAD_CODE);
    return "";
}

static void codes_as_typed(void **state)
{
    (void)state;
    static const char *const want[][3] = {
        {"form", "sexual", "sexual"},
        {"form", "Seksuele uitbuiting", "sexual"},
        {"form", " SEKSUELE  UITBUITING ", "sexual"},
        {"form", "Sexual exploitation", "sexual"},
        {"form", "seks.", "sexual"},
        {"form", "sexuele uitbuiting", "sexual"},
        {"form", "arbeid", "labour"},
        {"reporter-kind", "own_employee", "own-employee"},
        {"reporter-kind", "Zorgcoordinatie", "care-coordinator"},
        {"sex", "V", "f"},
        {"sex", "v.", "f"},
        {"sex", "m", "m"},
        {"age-class", "<18", "u18"},
        {"age-class", "18 t/m 22", "18-22"},
        {"age-class", "18-22", "18-22"},
        {"age-class", "23+", "23plus"},
        {"country", "NL", "NL"},
        {"country", "nl", "NL"},
        {"country", "Roemeense", "RO"},
        {"country", "Oekraine", "UA"},
        {"country", "Turkey", "TR"},
        {"country", "Cote d'Ivoire", "CI"},
        {"country", "Staatloos", "stateless"},
        {"country", "Nigeria", "NG"},
        {"country", "Niger", "NE"},
        {"yesno", "JA", "yes"},
        {"yesno", "n", "no"},
        {"yesno", "?", "unknown"},
        {"partner", "Moviera", "moviera"},
        {"partner", "HVO-Querido", ""}, /* no partner of Nijkerk */
        {"form", "", ""},
        {"form", "onbekend", ""},
        {"no-such-list", "x", ""},
    };
    for (size_t i = 0; i < sizeof want / sizeof *want; i++)
        assert_string_equal(typed(want[i][0], want[i][1]), want[i][2]);
}

static void near_misses(void **state)
{
    (void)state;
    struct sg_fault f;
    assert_null(sg_code_typed(profile[0], "form", "arbeidsuitbuitng", 16, true, &f));
    assert_string_equal(f.text, "\"arbeidsuitbuitng\" is not in the list form; did you mean "
                                "Arbeidsuitbuiting?");
    assert_null(sg_code_typed(profile[0], "sex", "Vrouww (22)", 11, true, &f));
    assert_non_null(strstr(f.text, "; allowed: f, m, x"));
    assert_null(sg_code_typed(profile[0], "form", "Jan Jansen", 10, false, &f));
    assert_string_equal(
        f.text, "the value is not in the list form; allowed: sexual, labour, criminal, organ, "
                "smuggling");
    char text[700];
    memset(text, 'a', sizeof text);
    text[0] = '\n';
    assert_null(sg_code_typed(profile[0], "form", text, sizeof text, true, &f));
    assert_memory_equal(f.text, "\"?aaa", 5);
    assert_non_null(strstr(f.text, "aaa...\" is not in the list form"));
}

static void quoted_in_whole_letters(void **state)
{
    (void)state;
    struct sg_fault f;
    char text[80] = "a";
    for (size_t i = 1; i + 2 < sizeof text; i += 2)
        memcpy(text + i, "\xC3\xAB", 3); /* e with diaeresis */
    assert_null(sg_code_typed(profile[0], "form", text, strlen(text), true, &f));
    assert_non_null(strstr(f.text, "\xC3\xAB...\""));
}

static void groups(void **state)
{
    (void)state;
    const struct sg_profile *p = profile[0];
    const struct sg_code *c;
    assert_true(sg_code_in_group(sg_code(p, "form", "labour", 6), "trafficking", 11));
    assert_false(sg_code_in_group(sg_code(p, "form", "smuggling", 9), "trafficking", 11));
    assert_false(sg_code_in_group(sg_code(p, "form", "labour", 6), "traffick", 8));
    assert_true(sg_code_in_group(sg_code(p, "function", "youth", 5), "meldcode", 8));
    assert_false(sg_code_in_group(sg_code(p, "function", "boa", 3), "meldcode", 8));
    assert_false(sg_code_in_group(sg_code(p, "function", "civil-affairs", 13), "meldcode", 8));
    assert_true(sg_group_exists(p, "country", "eu", 2));
    assert_false(sg_group_exists(p, "country", "e", 1));
    assert_false(sg_group_exists(p, "fruit", "eu", 2));
    size_t eu = 0, all = 0;
    for (; (c = sg_code_at(p, "country", all)) != NULL; all++) {
        eu += sg_code_in_group(c, "eu", 2);
        assert_int_equal(c->order, all);
        assert_ptr_equal(sg_code(p, "country", c->code, strlen(c->code)), c);
    }
    assert_int_equal(all, 249 + 1);
    assert_int_equal(eu, 27);
    for (size_t i = 0; (c = sg_code_at(p, "subform", i)) != NULL; i++)
        assert_non_null(sg_code(p, "form", c->groups, strlen(c->groups)));
}

/* Each kind of reporter falls under one heading of the national registry. */
static void reporters_of_the_registry(void **state)
{
    (void)state;
    const struct sg_code *c;
    for (size_t i = 0; (c = sg_code_at(profile[0], "reporter-kind", i)) != NULL; i++) {
        const char *part;
        size_t at = 0, n, headings = 0;
        while (sg_cell_part(c->groups, &at, &part, &n))
            headings += n > 9 && memcmp(part, "comensha-", 9) == 0;
        assert_int_equal(headings, 1);
    }
}

/* By every spelling that the sheet gives, each code of each list is found. */
static void every_spelling(void **state)
{
    (void)state;
    struct sg_fault f;
    for (size_t k = 0; k < BUILTINS; k++) {
        const struct sg_profile *p = profile[k];
        const struct sg_sheet *s = sg_profile_sheet(p, "codes");
        for (size_t i = 0; i < sg_sheet_rows(s); i++) {
            const char *list = sg_sheet_cell(s, i, "list"), *code = sg_sheet_cell(s, i, "code");
            const struct sg_code *c = sg_code(p, list, code, strlen(code));
            const char *part;
            size_t at = 0, n;
            assert_non_null(c);
            assert_ptr_equal(
                sg_code_typed(p, list, c->label[SG_NL], strlen(c->label[SG_NL]), true, &f), c);
            assert_ptr_equal(
                sg_code_typed(p, list, c->label[SG_EN], strlen(c->label[SG_EN]), true, &f), c);
            while (sg_cell_part(c->aliases, &at, &part, &n))
                assert_ptr_equal(sg_code_typed(p, list, part, n, true, &f), c);
        }
    }
}

static void every_list_of_the_field_table(void **state)
{
    (void)state;
    for (size_t k = 0; k < BUILTINS; k++)
        for (size_t i = 0; i < sg_field_count; i++) {
            const char *list = sg_fields[i].codes;
            if (sg_fields[i].type == SG_T_CODE && !sg_code_at(profile[k], list, 1))
                fail_msg("%s: list %s of %s", builtin[k], list, sg_fields[i].path);
            /* "unknown" is the field's, not the list's: it would be counted twice */
            assert_true(!list || !sg_code(profile[k], list, "unknown", 7));
        }
    assert_non_null(sg_code(profile[0], "yesno", "unknown", 7));
}

static void every_field_has_its_label(void **state)
{
    (void)state;
    const struct sg_code *c;
    for (size_t i = 0; i < sg_field_count; i++) {
        const char *path = sg_fields[i].path;
        c = sg_code(profile[0], "field", path, strlen(path));
        if (!c) {
            fail_msg("no label for %s", path);
            return;
        }
        assert_string_not_equal(c->label[SG_NL], c->code);
        assert_true(*c->label[SG_EN]);
    }
    size_t labels = 0;
    while (sg_code_at(profile[0], "field", labels))
        labels++;
    assert_int_equal(labels, sg_field_count); /* and none for a field that is not there */
}

static void units_and_dates_of_measures(void **state)
{
    (void)state;
    const struct sg_sheet *s = sg_profile_sheet(profile[0], "measures");
    for (size_t i = 0; i < sg_sheet_rows(s); i++) {
        const char *unit = sg_sheet_cell(s, i, "unit"), *cell = sg_sheet_cell(s, i, "date");
        char path[128], date[64]; /* "steps.on:completion" */
        snprintf(date, sizeof date, "%.*s", (int)strcspn(cell, ":"), cell);
        const struct sg_field *unit_field = NULL, *date_field = NULL;
        snprintf(path, sizeof path, "%s.%s", unit, date);
        for (size_t k = 0; k < sg_field_count; k++) {
            if (strcmp(sg_fields[k].path, unit) == 0)
                unit_field = &sg_fields[k];
            if (strcmp(sg_fields[k].path, path) == 0 || strcmp(sg_fields[k].path, date) == 0)
                date_field = &sg_fields[k];
        }
        assert_true(strcmp(unit, "signals") == 0 || (unit_field && unit_field->flags & SG_F_LIST));
        assert_true(date_field && (date_field->type == SG_T_DATE || date_field->type == SG_T_DAY));
    }
}

static void alias_collision(void **state)
{
    (void)state;
    put("x/profile.csv", "key;value\nname;x\nbase;nl\n");
    put("x/codes.csv", "list;code;nl;en;aliases;group\n"
                       "form;forced-marriage;Huwelijksdwang;Forced marriage;arbeid;\n");
    open_bad(in_home("x"), "x/codes.csv", 2, "",
             "\"arbeid\" already means labour in the list form");
    put("x/codes.csv", "list;code;nl;en;aliases;group\n"
                       "form;forced-marriage;Huwelijksdwang;Forced marriage;huwelijk;\n");
    struct sg_profile *p = open_good(in_home("x"));
    assert_string_equal(sg_label(p, "form", "forced-marriage", SG_NL), "Huwelijksdwang");
    assert_string_equal(sg_label(p, "form", "nothing", SG_NL), "nothing");
    sg_profile_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(builtins_are_sound),
        cmocka_unit_test(codes_as_typed),
        cmocka_unit_test(near_misses),
        cmocka_unit_test(quoted_in_whole_letters),
        cmocka_unit_test(groups),
        cmocka_unit_test(reporters_of_the_registry),
        cmocka_unit_test(every_spelling),
        cmocka_unit_test(every_list_of_the_field_table),
        cmocka_unit_test(every_field_has_its_label),
        cmocka_unit_test(units_and_dates_of_measures),
        cmocka_unit_test_setup_teardown(alias_collision, make_home, remove_home),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
