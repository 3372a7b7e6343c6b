/* SPDX-License-Identifier: EUPL-1.2 */
/* The published tables, and what may be shown: missing, zero, blank, partial. */
#include "tally_help.h"

/* T1: 26 11 22 19 meldingen, of which 20 9 14 13 with care. */
static void t1(void **state)
{
    (void)state;
    static const int all[] = {26, 11, 22, 19}, care[] = {20, 9, 14, 13};
    static const char *const place[] = {"GM0267", "GM0203", "GM0228", "GM0279", "GM0289"};
    struct sg_buf b = {0};
    char day[16];
    for (int y = 0; y < 4; y++) {
        for (int i = 0; i < all[y]; i++) {
            snprintf(day, sizeof day, i % 3 ? "%d-12-31" : "%d", 2018 + y);
            signals(&b, place[i % 5], day, 1,
                    i < care[y] ? MOVIERA
                        ",\"about\":[\"victim\"],\"care\":[{\"start\":\"2022-01-05\"}]"
                                : MOVIERA ",\"persons\":[{\"roles\":[\"suspect\",\"victim\"]}]");
        }
    }
    signals(&b, "GM0200", "2019-01-01", 3, MOVIERA ",\"about\":[\"victim\"]"); /* Apeldoorn */
    signals(&b, "GM0267", "2022-01-01", 3, MOVIERA ",\"about\":[\"victim\"]");
    signals(&b, "GM0267", "2019-01-01", 3, MOVIERA ",\"about\":[\"location\"]");
    struct sum s = {.profile = "nijkerk",
                    .opt = {.table = "moviera"},
                    .lines = sg_buf_text(&b),
                    .format = SG_CSV};
    expect(s, "Jaar;2018;2019;2020;2021\nMeldingen;26;11;22;19\nZorgtrajecten;20;9;14;13\n");
    s.opt.lang = SG_EN;
    s.opt.from = 2020;
    expect(s, "Year;2020;2021\nReports of possible victims;22;19\nCare trajectories;14;13\n");
    sg_buf_free(&b);
}

static void triangle(struct sg_buf *b)
{
    signals(b, "GM1980", "2022-04-01", 1, HVO);
    signals(b, "GM0398", "2022-05", 1, HVO); /* Heerhugowaard */
    signals(b, "GM1980", "2023-04-01", 15, HVO);
    signals(b, "GM1911", "2022", 2, HVO);
    signals(b, "GM1911", "2023-12-31", 2, HVO);
    signals(b, "GM1598", "2023-01-01", 1, HVO);
    signals(b, "GM0361", "2023-01-01", 9, HVO); /* Alkmaar: not in the triangle */
}

/* T3: the members of the region in its order; Koggenland was not recorded in 2022. */
static void t3(void **state)
{
    (void)state;
    struct sg_buf b = {0};
    triangle(&b);
    struct sum s = {.profile = "dijk-en-waard",
                    .opt = {.table = "hvo-driehoek"},
                    .lines = sg_buf_text(&b),
                    .format = SG_CSV};
    expect(s, "Jaar;2022;2023\nDijk en Waard;2;15\nHollands Kroon;2;2\nKoggenland;.;1\n");
    s.opt.totals = "both";
    expect(s, "Jaar;2022;2023;Totaal\nDijk en Waard;2;15;17\nHollands Kroon;2;2;4\n"
              "Koggenland;.;1;1\nTotaal;4;18;22\n");
    s.notes = true;
    char *text = tabulate(&s);
    assert_true(strncmp(text, "Signalen van mensenhandel en -smokkel, ", 39) == 0);
    assert_non_null(strstr(text, "\n2022: 2 van de 3 gemeenten\n"));
    assert_non_null(strstr(text, "\nKoggenland: 1 van de 2 jaren\n"));
    assert_non_null(strstr(text, "\nTotaal: 5 van de 6 cijfers\n"));
    assert_non_null(strstr(text, "\n. = niet geregistreerd\n"));
    assert_non_null(strstr(text, "Bron: HVO-Querido. Stand: 15-06-2026."));
    assert_non_null(strstr(text, "niet voor publicatie"));
    free(text);
    sg_buf_free(&b);
}

/* All members stand there, with 0 where nothing happened; '.' stays '.' */
static void zero_is_not_missing(void **state)
{
    (void)state;
    struct sum s = {.profile = "dijk-en-waard",
                    .opt = {.table = "hvo-driehoek", .totals = "rows"},
                    .lines = "{\"received\":\"2023-01-01\",\"municipality\":\"GM1598\"" HVO "}",
                    .format = SG_CSV};
    expect(s, "Jaar;2022;2023\nDijk en Waard;0;0\nHollands Kroon;0;0\nKoggenland;.;1\n"
              "Totaal;0;1\n");
}

static void no_input(void **state)
{
    (void)state;
    struct sum s = {.profile = "dijk-en-waard",
                    .opt = {.table = "hvo-driehoek", .totals = "both"},
                    .lines = "",
                    .format = SG_CSV};
    char *text = tabulate(&s);
    assert_string_equal(text, "Jaar;2022;2023;Totaal\nDijk en Waard;.;.;.\n"
                              "Hollands Kroon;.;.;.\nKoggenland;.;.;.\nTotaal;.;.;.\n");
    free(text);
    assert_int_equal(s.notices, 1);
    assert_int_equal(s.notice[0].reason, SG_R_NO_INPUT);
    assert_int_equal(sg_reason_status(SG_R_NO_INPUT), SG_REJECTED);
    s.opt = (struct sg_tally_opt){.columns = "year"}; /* nothing is known of the years */
    text = tabulate(&s);
    assert_string_equal(text, "Jaar\nAantal ontvangen signalen\n");
    free(text);
}

/* A record outside the table is input: the cells are zero. */
static void input_elsewhere(void **state)
{
    (void)state;
    struct sum s = {.profile = "nijkerk",
                    .opt = {.table = "moviera", .from = 2021},
                    .lines = "{\"received\":\"1999\",\"municipality\":\"GM0363\"}",
                    .format = SG_CSV};
    expect(s, "Jaar;2021\nMeldingen;0\nZorgtrajecten;0\n");
}

/* Signals in a cell that is said not to be recorded are told, not shown and not added up. */
static void outside_coverage(void **state)
{
    (void)state;
    struct sum s = {.profile = "dijk-en-waard",
                    .opt = {.table = "hvo-driehoek", .totals = "both"},
                    .lines = "{\"received\":\"2022-03\",\"municipality\":\"GM1598\"" HVO "}\n"
                             "{\"received\":\"2022\",\"municipality\":\"GM1598\"" HVO "}\n"
                             "{\"received\":\"2022\",\"municipality\":\"GM1911\"" HVO "}",
                    .format = SG_CSV};
    char *text = tabulate(&s);
    assert_string_equal(text, "Jaar;2022;2023;Totaal\nDijk en Waard;0;0;0\n"
                              "Hollands Kroon;1;0;1\nKoggenland;.;0;0\nTotaal;1;0;1\n");
    free(text);
    assert_int_equal(s.notices, 1);
    assert_int_equal(s.notice[0].reason, SG_R_COVERAGE);
    assert_non_null(strstr(s.notice[0].text, "2 "));
}

static const char *const sheets[] = {"profile", "coverage", "notes", "tables", "measures", NULL};

/* A year of which only a part was recorded is a number, marked; a total over it too. */
static void partly_recorded(void **state)
{
    (void)state;
    char folder[32];
    profile_folder(folder);
    sheet(folder, "profile", "key;value\nname;test\nbase;dijk-en-waard\n");
    sheet(folder, "coverage",
          "municipality;from;until;source\nGM1911;2022-07-01;2022-09-30;x\nGM1911;2023-02;;x\n");
    struct sg_buf b = {0};
    triangle(&b);
    struct sum s = {.profile = folder,
                    .opt = {.table = "hvo-driehoek", .totals = "rows"},
                    .lines = sg_buf_text(&b),
                    .notes = true};
    char *text = tabulate(&s);
    assert_non_null(strstr(text, "\nHollands Kroon     2²     2²\n"));
    assert_non_null(strstr(text, "\nTotaal             4³    18²\n"));
    assert_non_null(strstr(text, "\n² Hollands Kroon: geregistreerd vanaf 01-07-2022 tot en met "
                                 "30-09-2022 en vanaf\n  01-02-2023\n"));
    free(text);
    s.format = SG_JSON;
    text = tabulate(&s);
    assert_non_null(strstr(text, "{\"kind\":\"number\",\"value\":2,\"partial\":{\"covers\":92,"
                                 "\"of\":365}"));
    free(text);
    s.format = SG_CSV;
    s.notes = false;
    s.opt = (struct sg_tally_opt){
        .rows = "municipality", .columns = "quarter", .from = 2022, .until = 2022};
    s.lines = "{\"received\":\"2022-08-01\",\"municipality\":\"GM1911\"" HVO "}\n"
              "{\"received\":\"2022\",\"municipality\":\"GM1911\"" HVO "}";
    expect(s, "Gemeente;2022 1e kwartaal;2022 2e kwartaal;2022 3e kwartaal;2022 4e kwartaal;"
              "Onbekend\nHollands Kroon;.;.;1;.;1\n");
    sg_buf_free(&b);
    remove_folder(folder, sheets);
}

/* What lies ahead cannot have occurred: blank. The year that is not over is provisional. */
static void blank_and_provisional(void **state)
{
    (void)state;
    struct sum s = {.opt = {.columns = "year",
                            .from = 2024,
                            .until = 2027,
                            .totals = "columns",
                            .today = {2025, 3, 1}},
                    .lines = "{\"received\":\"2024\"}\n{\"received\":\"2025\"}",
                    .format = SG_CSV};
    expect(s, "Jaar;2024;2025;2026;2027;Totaal\nAantal ontvangen signalen;1;1;;;2\n");
    s.format = SG_TEXT;
    s.notes = true;
    char *text = tabulate(&s);
    assert_non_null(strstr(text, "Jaar                       2024  2025*  2026  2027  Totaal*\n"));
    assert_non_null(strstr(text, "* = voorlopig cijfer"));
    free(text);
}

static void breaks_and_notes(void **state)
{
    (void)state;
    struct sum s = {.profile = "nijkerk",
                    .opt = {.table = "moviera"},
                    .lines = "{\"received\":\"2018\",\"municipality\":\"GM0267\"}",
                    .notes = true};
    char *text = tabulate(&s);
    assert_non_null(strstr(text, "2020¹  2021²\n"));
    assert_non_null(strstr(text, "\n¹ 2020 (breuk in de reeks): "));
    free(text);
    s.opt.until = 2019; /* notes on years that are not shown stay away */
    text = tabulate(&s);
    assert_null(strstr(text, "breuk"));
    free(text);
    s.opt.until = 0;
    s.format = SG_JSON;
    text = tabulate(&s);
    assert_non_null(strstr(text, "\"break\":true"));
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(t1),
        cmocka_unit_test(t3),
        cmocka_unit_test(zero_is_not_missing),
        cmocka_unit_test(no_input),
        cmocka_unit_test(input_elsewhere),
        cmocka_unit_test(outside_coverage),
        cmocka_unit_test(partly_recorded),
        cmocka_unit_test(blank_and_provisional),
        cmocka_unit_test(breaks_and_notes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
