/* SPDX-License-Identifier: EUPL-1.2 */
/* Layers, and what is wrong with a sheet. */
#include "profile_help.h"

#define CODES "list;code;nl;en;aliases;group\n"
#define NAME "key;value\nname;x\n"

static const char *row_text(const struct sg_sheet *s, size_t row)
{
    static char text[256];
    snprintf(text, sizeof text, "%s=%s@%zu", sg_sheet_cell(s, row, "code"),
             sg_sheet_cell(s, row, "nl"), sg_sheet_line(s, row));
    return text;
}

static void layers_replace_remove_append(void **state)
{
    (void)state;
    put("base/profile.csv", "key;value\nname;base\nid_prefix;AAA\n");
    put("base/codes.csv", CODES "fruit;apple;Appel;Apple;;\nfruit;pear;Peer;Pear;;\n"
                                "fruit;plum;Pruim;Plum;;\nfruit;fig;Vijg;Fig;;\n");
    put("top/profile.csv", "key;value\nname;top\nbase;../base\n");
    put("top/codes.csv", CODES "fruit;pear;Handpeer;Pear;peer;\n-fruit;apple;;;;\n"
                               "fruit;kiwi;Kiwi;Kiwi;;\n'-fruit;fig;;;;\n");
    struct sg_profile *p = open_good(in_home("top"));
    const struct sg_sheet *s = sg_profile_sheet(p, "codes");
    assert_int_equal(sg_sheet_rows(s), 3);
    assert_string_equal(row_text(s, 0), "pear=Handpeer@2"); /* in its old place */
    assert_string_equal(row_text(s, 1), "plum=Pruim@4");
    assert_string_equal(row_text(s, 2), "kiwi=Kiwi@4");
    assert_string_equal(sg_sheet_file(s, 1), in_home("top/../base/codes.csv"));
    assert_string_equal(sg_sheet_file(s, 2), in_home("top/codes.csv"));
    assert_int_equal(sg_sheet_find(s, "fruit;plum"), 1);
    assert_int_equal(sg_sheet_find(s, "fruit;apple"), (size_t)-1);
    assert_null(sg_code(p, "fruit", "fig", 3));
    assert_string_equal(sg_profile_value(p, "name"), "top");
    assert_string_equal(sg_profile_value(p, "id_prefix"), "AAA"); /* of the base */
    assert_string_equal(sg_profile_value(p, "municipality"), "");
    sg_profile_free(p);
}

static void removed_row_can_come_back(void **state)
{
    (void)state;
    put("base/profile.csv", NAME);
    put("base/codes.csv", CODES "fruit;apple;Appel;;;\nfruit;pear;Peer;;;\n");
    put("top/profile.csv", "key;value\nname;top\nbase;../base\n");
    put("top/codes.csv", CODES "-fruit;apple\nfruit;apple;Moes;;;\n");
    struct sg_profile *p = open_good(in_home("top"));
    assert_string_equal(row_text(sg_profile_sheet(p, "codes"), 1), "apple=Moes@3");
    sg_profile_free(p);
}

static void folder_on_builtin(void **state)
{
    (void)state;
    put("ede/profile.csv",
        "\xEF\xBB\xBFvalue;key\r\nnl;base\r\nede;name\r\nGM0228;municipality\r\n");
    put("ede/codes.csv", "code;list;nl\nkermis;sector;Kermis\n");
    put("ede/README.txt", "not a sheet");
    struct sg_profile *p = open_good(in_home("ede"));
    assert_non_null(sg_code(p, "sector", "agriculture", 11));
    assert_string_equal(sg_label(p, "sector", "kermis", SG_NL), "Kermis");
    assert_string_equal(sg_label(p, "sector", "kermis", SG_EN), "Kermis"); /* no English */
    assert_string_equal(sg_profile_value(p, "municipality"), "GM0228");
    sg_profile_free(p);
}

static void sheets_without_rows(void **state)
{
    (void)state;
    put("bare/profile.csv", NAME);
    struct sg_profile *p = open_good(in_home("bare"));
    static const char *const names[] = {"profile", "municipalities", "mergers",   "regions",
                                        "codes",   "measures",       "tables",    "coverage",
                                        "notes",   "holidays",       "published", "questions"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const struct sg_sheet *s = sg_profile_sheet(p, names[i]);
        assert_non_null(s);
        assert_int_equal(sg_sheet_rows(s), i == 0);
        assert_string_equal(sg_sheet_cell(s, 7, "value"), "");
    }
    struct sg_fault f;
    size_t n = 1;
    assert_null(sg_code_at(p, "fruit", 0));
    assert_null(sg_code_typed(p, "fruit", "apple", 5, true, &f));
    assert_null(sg_municipality(p, "GM0267", 6));
    assert_null(sg_municipality_at(p, 0));
    assert_false(sg_region_exists(p, "VR10"));
    sg_profile_holidays(p, &n);
    assert_int_equal(n, 0);
    sg_profile_free(p);
}

static void holidays_are_dates(void **state)
{
    (void)state;
    put("x/profile.csv", NAME);
    put("x/holidays.csv", "date;nl;en\n2025-05-05;Bevrijdingsdag;\n2030-06-01;Feest;Feast\n");
    struct sg_profile *p = open_good(in_home("x"));
    size_t n;
    const struct sg_date *day = sg_profile_holidays(p, &n);
    assert_int_equal(n, 2);
    assert_int_equal(day[1].y * 10000 + day[1].m * 100 + day[1].d, 20300601);
    sg_profile_free(p);
}

static void faults_in_the_header(void **state)
{
    (void)state;
    put("x/profile.csv", NAME);
    put("x/codes.csv", "list;code;nl;engels;alias;group\n");
    open_bad(in_home("x"), "x/codes.csv", 1, "", "\"engels\" is no column of this sheet");
    put("x/codes.csv", "list;code;nl;en;aliasses;group\n");
    open_bad(in_home("x"), "x/codes.csv", 1, "", "did you mean aliases?");
    put("x/codes.csv", "list;nl;en\n");
    open_bad(in_home("x"), "x/codes.csv", 1, "code", "the header lacks this column");
    put("x/codes.csv", "list;code;nl;nl\n");
    open_bad(in_home("x"), "x/codes.csv", 1, "nl", "twice");
    put("x/codes.csv", "list,code,nl,en\n");
    open_bad(in_home("x"), "x/codes.csv", 1, "", "columns are separated by ';'");
    put("x/codes.csv", "");
    open_bad(in_home("x"), "x/codes.csv", 1, "", "no header row");
}

static void faults_in_rows(void **state)
{
    (void)state;
    put("x/profile.csv", NAME);
    put("x/codes.csv", CODES "fruit;apple;Appel;Apple;;\nfruit;pear;Peer\n");
    open_bad(in_home("x"), "x/codes.csv", 3, "", "3 cells, but the header has 6");
    put("x/codes.csv", CODES "fruit;apple;Appel;Apple;;;red\n");
    open_bad(in_home("x"), "x/codes.csv", 2, "", "cell 7 stands under no column");
    put("x/codes.csv", CODES "\n\nfruit;;Appel;Apple;;\n");
    open_bad(in_home("x"), "x/codes.csv", 4, "code", "must not be blank");
    put("x/codes.csv", CODES "fruit;apple;;Apple;;\n");
    open_bad(in_home("x"), "x/codes.csv", 2, "nl", "must not be blank");
    put("x/codes.csv", CODES "fruit;red apple;Appel;Apple;;\n");
    open_bad(in_home("x"), "x/codes.csv", 2, "code", "\"red apple\" is no name");
    put("x/codes.csv", CODES "fruit;apple;Appel;;;\nfruit;pear;Peer;;;\nfruit;apple;Moes;;;\n");
    open_bad(in_home("x"), "x/codes.csv", 4, "", "\"fruit;apple\" stands in line 2 already");
    put("x/codes.csv", CODES "-fruit;apple;;;;\n");
    open_bad(in_home("x"), "x/codes.csv", 2, "", "no base has \"fruit;apple\" to remove");
    put("x/codes.csv", CODES "fruit;apple;\"Appel;;;\n");
    open_bad(in_home("x"), "x/codes.csv", 2, "", "quote");
}

static void faults_in_cells(void **state)
{
    (void)state;
    put("x/profile.csv", "key;value\nname;x\nbase;nl\n");
    put("x/mergers.csv", "date;old_code;old_name;new_code;new_name;kind\n"
                         "2024-02-30;GM0267;Nijkerk;GM0228;Ede;merged\n");
    open_bad(in_home("x"), "x/mergers.csv", 2, "date", "\"2024-02-30\" is no date");
    put("x/mergers.csv", "date;old_code;old_name;new_code;new_name;kind\n"
                         "2024-02;GM0267;Nijkerk;GM0228;Ede;merged\n");
    open_bad(in_home("x"), "x/mergers.csv", 2, "date", "is no date (2024-03-01)");
    put("x/mergers.csv", "date;old_code;old_name;new_code;new_name;kind\n"
                         "2024-02-29;267;Nijkerk;GM0228;Ede;merged\n");
    open_bad(in_home("x"), "x/mergers.csv", 2, "old_code", "\"267\" is no municipality code");
    put("x/mergers.csv", "date;old_code;old_name;new_code;new_name;kind\n"
                         "2024-02-29;GM0267;Nijkerk;GM0228;Ede;joined\n");
    open_bad(in_home("x"), "x/mergers.csv", 2, "kind", "\"joined\" is none of merged|split");
    put("x/mergers.csv", "date;old_code;old_name;new_code;new_name;kind\n");
    put("x/coverage.csv", "municipality;from;until;source\nGM9999;2023;;x\n");
    open_bad(in_home("x"), "x/coverage.csv", 2, "municipality", "GM9999 is no municipality");
    put("x/profile.csv", "key;value\nname;x\ntitel;y\n");
    open_bad(in_home("x"), "x/profile.csv", 3, "key", "\"titel\" is none of name|base|");
}

static void faults_between_sheets(void **state)
{
    (void)state;
    static const char tables[] =
        "table;nl;en;rows;columns;measures;where;from;until;totals;audience;source\n";
    char text[512];
    put("x/profile.csv", "key;value\nname;x\nbase;nl\n");
    snprintf(text, sizeof text, "%st;T;T;jear;measure;signals;;;;none;house;\n", tables);
    put("x/tables.csv", text);
    open_bad(in_home("x"), "x/tables.csv", 2, "rows", "did you mean");
    snprintf(text, sizeof text, "%st;T;T;year;measure;signals|victms;;;;none;house;\n", tables);
    put("x/tables.csv", text);
    open_bad(in_home("x"), "x/tables.csv", 2, "measures",
             "\"victms\" is not in measures.csv; did you mean victims?");
    snprintf(text, sizeof text, "%st;T;T;year;measure;signals;;2020;2019;none;house;\n", tables);
    put("x/tables.csv", text);
    open_bad(in_home("x"), "x/tables.csv", 2, "until", "is before from");
    snprintf(text, sizeof text, "%st;T;T;persons.sex;form;signals;;2020;2020;none;public;\n",
             tables);
    put("x/tables.csv", text);
    put("x/notes.csv", "note;table;period;kind;nl;en\nn;t|u;;note;N;N\n");
    open_bad(in_home("x"), "x/notes.csv", 2, "table", "\"u\" is not in tables.csv");
    put("x/notes.csv", "note;table;period;kind;nl;en\nn;t;2020;break;N;N\n");
    put("x/regions.csv", "region;member;coordinator\nr;GM0267;\nr;GM0267x;\n");
    open_bad(in_home("x"), "x/regions.csv", 3, "member", "\"GM0267x\" is neither");
    put("x/regions.csv", "region;member;coordinator\nVR10;GM0267;\n");
    open_bad(in_home("x"), "x/regions.csv", 2, "region", "already");
    put("x/regions.csv", "region;member;coordinator\nr;GM0053;\n");
    open_bad(in_home("x"), "x/regions.csv", 2, "member", "Winsum GM0053 was split over");
    put("x/regions.csv", "region;member;coordinator\nr;GM0267;movira\n");
    open_bad(in_home("x"), "x/regions.csv", 2, "coordinator", "is not in the list partner");
}

static void bases(void **state)
{
    (void)state;
    put("a/profile.csv", "key;value\nname;a\nbase;../b\n");
    put("b/profile.csv", "key;value\nname;b\nbase;../c/../a\n");
    put("c/profile.csv", "key;value\nname;c\nbase;nll\n");
    open_bad(in_home("a"), "a/../b/profile.csv", 3, "value", "goes round in a circle");
    open_bad(in_home("c"), "c/profile.csv", 3, "value", "did you mean nl?");
    put("c/profile.csv", "key;value\nname;c\nbase;../nowhere\n");
    open_bad(in_home("c"), "c/profile.csv", 3, "value", "No such file");
    put("c/profile.csv", "key;value\nname;c\nbase;./\n");
    open_bad(in_home("c"), "c/profile.csv", 3, "value", "goes round in a circle");
    put("c/profile.csv", "key;value\nbase;nl\n-name;\n");
    open_bad(in_home("c"), NULL, 0, "key", "the profile has no name");
}

static void names_of_profiles(void **state)
{
    (void)state;
    struct sg_fault f;
    assert_null(sg_profile_open("nijkrek", &f));
    assert_int_equal(f.reason, SG_R_BAD_PROFILE);
    assert_non_null(strstr(f.text, "did you mean nijkerk?"));
    assert_null(sg_profile_open("", &f));
    assert_null(sg_profile_open("/nowhere/at/all", &f));
    assert_int_equal(f.reason, SG_R_IO);
    put("x/odd", "");
    assert_null(sg_profile_open(in_home("x/odd"), &f));
    assert_int_equal(f.reason, SG_R_BAD_PROFILE);
    open_bad(in_home("x"), "x/profile.csv", 0, "", "a profile needs this sheet");
    assert_null(sg_profile_open("nijkrek", NULL));
}

static void files_that_are_no_sheet(void **state)
{
    (void)state;
    put("x/profile.csv", NAME);
    put("x/.~lock.codes.csv#", "");
    put("x/notes.txt", "");
    sg_profile_free(open_good(in_home("x")));
    put("x/code.csv", CODES);
    open_bad(in_home("x"), "x/code.csv", 0, "", "did you mean codes.csv?");
    put("x/Codes.CSV", CODES); /* sorted in front of code.csv */
    open_bad(in_home("x"), "x/Codes.CSV", 0, "", "did you mean codes.csv?");
}

static void collect(void *ctx, const struct sg_fault *f)
{
    char *all = ctx;
    size_t n = strlen(all);
    snprintf(all + n, 512 - n, "%zu:%s ", f->line, f->field);
}

static void check_finds_all(void **state)
{
    (void)state;
    char all[512] = "";
    struct sg_fault f;
    put("x/profile.csv", NAME);
    put("x/codes.csv", CODES "fruit;apple;Appel;Apple;;\nfruit;;Peer;Pear;;\nfruit;plum;P\n"
                             "fruit;fig;Vijg;;appel;\n");
    assert_int_equal(sg_profile_check(in_home("x"), collect, all, &f), 4);
    assert_string_equal(all, "3:code 4: 5: 5:en ");
    assert_int_equal(sg_profile_check("nowhere", collect, all, &f), -1);
    assert_int_equal(f.reason, SG_R_BAD_PROFILE);
}

static void long_paths_keep_their_end(void **state)
{
    (void)state;
    char name[200] = "x/";
    put("x/profile.csv", "key;valeu\n");
    for (size_t n = 2; n < 120; n += 2)
        memcpy(name + n, "./", 3);
    struct sg_fault f;
    assert_null(sg_profile_open(in_home(name), &f));
    assert_int_equal(strlen(f.file), sizeof f.file - 1);
    assert_string_equal(f.file + strlen(f.file) - 12, "/profile.csv");
}

static void parts_of_a_cell(void **state)
{
    (void)state;
    const char *part;
    size_t at = 0, n;
    const char *cell = "| a b ||c|  ";
    assert_true(sg_cell_part(cell, &at, &part, &n));
    assert_int_equal(n, 3);
    assert_memory_equal(part, "a b", 3);
    assert_true(sg_cell_part(cell, &at, &part, &n));
    assert_int_equal(n, 1);
    assert_memory_equal(part, "c", 1);
    assert_false(sg_cell_part(cell, &at, &part, &n));
}

#define IN_HOME(test) cmocka_unit_test_setup_teardown(test, make_home, remove_home)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_HOME(layers_replace_remove_append),
        IN_HOME(removed_row_can_come_back),
        IN_HOME(folder_on_builtin),
        IN_HOME(sheets_without_rows),
        IN_HOME(holidays_are_dates),
        IN_HOME(faults_in_the_header),
        IN_HOME(faults_in_rows),
        IN_HOME(faults_in_cells),
        IN_HOME(faults_between_sheets),
        IN_HOME(bases),
        IN_HOME(names_of_profiles),
        IN_HOME(files_that_are_no_sheet),
        IN_HOME(check_finds_all),
        IN_HOME(long_paths_keep_their_end),
        cmocka_unit_test(parts_of_a_cell),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
