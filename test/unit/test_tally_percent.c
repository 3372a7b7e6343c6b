/* SPDX-License-Identifier: EUPL-1.2 */
/* What stands behind figures: shares, changes, and where there is none; classes that exclude. */
#include "tally_help.h"

static const char signals_of[] = "{\"received\":\"2021-05-01\",\"forms\":[\"labour\"]}\n"
                                 "{\"received\":\"2022-05-01\",\"forms\":[\"labour\",\"sexual\"]}\n"
                                 "{\"received\":\"2022-06-01\",\"forms\":[\"labour\"]}\n"
                                 "{\"received\":\"2022-07-01\",\"forms\":[\"sexual\"]}\n"
                                 "{\"received\":\"2024-07-01\",\"forms\":[\"sexual\"]}\n"
                                 "{\"received\":\"2024-07-02\"}\n"
                                 "{\"received\":\"2024-07-03\"}\n";

static void shares(void **state)
{
    (void)state;
    struct sum s = {.opt = {.rows = "form", .columns = "year", .percent = "column"},
                    .lines = signals_of,
                    .format = SG_MD};
    /* Of who is in several classes the shares add up to more than 100. */
    expect(s, "| Vorm van uitbuiting | 2021 | 2022 | 2023 | 2024 |\n"
              "| --- | ---: | ---: | ---: | ---: |\n"
              "| Seksuele uitbuiting | 0 (0,0%) | 2 (66,7%) | 0 | 1 (33,3%) |\n"
              "| Arbeidsuitbuiting | 1 (100,0%) | 2 (66,7%) | 0 | 0 (0,0%) |\n"
              "| Onbekend | 0 (0,0%) | 0 (0,0%) | 0 | 2 (66,7%) |\n"
              "| **Totaal** | 1 (100,0%) | 3 (100,0%) | 0 | 3 (100,0%) |\n");
    s.opt.percent = "row";
    s.opt.totals = "none";
    s.opt.lang = SG_EN;
    s.format = SG_CSV;
    expect(s, "Form of exploitation;2021;2021 (%);2022;2022 (%);2023;2023 (%);2024;2024 (%)\n"
              "Sexual exploitation;0;0.0;2;66.7;0;0.0;1;33.3\n"
              "Labour exploitation;1;33.3;2;66.7;0;0.0;0;0.0\n"
              "Unknown;0;0.0;0;0.0;0;0.0;2;100.0\n");
    s.opt.percent = "table";
    s.opt.columns = NULL;
    expect(s, "Form of exploitation;Number of signals received;Number of signals received (%)\n"
              "Sexual exploitation;3;42.9\nLabour exploitation;3;42.9\nUnknown;2;28.6\n");
}

/* 1/3, 2/3, 1/8 = 12.5 exactly, 1/16 = 6.25 half up, 15/16 = 93.75 half up. */
static void rounding(void **state)
{
    (void)state;
    struct sg_buf lines = {0};
    for (int i = 0; i < 16; i++)
        sg_buf_fmt(&lines, "{\"received\":\"2024\",\"sector\":\"%s\"}\n", i ? "hotel" : "office");
    struct sum s = {.opt = {.rows = "sector", .percent = "table"},
                    .lines = sg_buf_text(&lines),
                    .format = SG_CSV};
    char *text = tabulate(&s);
    assert_non_null(text);
    assert_non_null(strstr(text, ";1;6,3\n"));
    assert_non_null(strstr(text, ";15;93,8\n"));
    free(text);
    sg_buf_free(&lines);
}

static void changes(void **state)
{
    (void)state;
    struct sum s = {.opt = {.rows = "form", .columns = "year", .percent = "previous"},
                    .lines = signals_of,
                    .format = SG_MD};
    expect(s, "| Vorm van uitbuiting | 2021 | 2022 | 2023 | 2024 |\n"
              "| --- | ---: | ---: | ---: | ---: |\n"
              "| Seksuele uitbuiting | 0 | 2 | 0 (-100,0%) | 1 |\n"
              "| Arbeidsuitbuiting | 1 | 2 (+100,0%) | 0 (-100,0%) | 0 |\n"
              "| Onbekend | 0 | 0 | 0 | 2 |\n"
              "| **Totaal** | 1 | 3 (+200,0%) | 0 (-100,0%) | 3 |\n");
    s.opt.from = 2022; /* nothing is known of 2021 then */
    s.opt.until = 2023;
    s.opt.totals = "none";
    s.format = SG_CSV;
    expect(s, "Vorm van uitbuiting;2022;2022 (%);2023;2023 (%)\n"
              "Seksuele uitbuiting;2;;0;-100,0\nArbeidsuitbuiting;2;;0;-100,0\n");
}

/* No change over a break in the series, nor on what was not recorded. */
static void changes_that_mislead(void **state)
{
    (void)state;
    struct sg_buf lines = {0};
    signals(&lines, "GM0267", "2018", 2, ",\"about\":[\"victim\"]" MOVIERA);
    signals(&lines, "GM0267", "2019", 1, ",\"about\":[\"victim\"]" MOVIERA);
    signals(&lines, "GM0267", "2020", 2, ",\"about\":[\"victim\"]" MOVIERA);
    signals(&lines, "GM0267", "2021", 2, ",\"about\":[\"victim\"]" MOVIERA);
    struct sum s = {.profile = "nijkerk",
                    .opt = {.table = "moviera", .percent = "previous"},
                    .lines = sg_buf_text(&lines),
                    .format = SG_CSV};
    expect(s, "Jaar;2018;2018 (%);2019;2019 (%);2020;2020 (%);2021;2021 (%)\n"
              "Meldingen;2;;1;-50,0;2;;2;\nZorgtrajecten;0;;0;;0;;0;\n");
    sg_buf_clear(&lines);
    signals(&lines, "GM1980", "2022", 4, HVO);
    signals(&lines, "GM1980", "2023", 5, HVO);
    signals(&lines, "GM1598", "2023", 3, HVO);
    s = (struct sum){.profile = "dijk-en-waard",
                     .opt = {.table = "hvo-driehoek", .percent = "previous", .totals = "both"},
                     .lines = sg_buf_text(&lines),
                     .format = SG_CSV};
    expect(s, "Jaar;2022;2022 (%);2023;2023 (%);Totaal;Totaal (%)\n"
              "Dijk en Waard;4;;5;+25,0;9;\nHollands Kroon;0;;0;;0;\nKoggenland;.;;3;;3;\n"
              "Totaal;4;;8;;12;\n");
    sg_buf_free(&lines);
}

static void exclusive(void **state)
{
    (void)state;
    struct sum s = {.opt = {.rows = "form", .columns = "year", .classes = "exclusive"},
                    .lines = signals_of,
                    .format = SG_CSV};
    expect(s, "Vorm van uitbuiting;2021;2022;2023;2024\nSeksuele uitbuiting;0;1;0;1\n"
              "Arbeidsuitbuiting;1;1;0;0\nMeerdere vormen;0;1;0;0\nOnbekend;0;0;0;2\n"
              "Totaal;1;3;0;3\n");
    s.opt.classes = "multiple";
    expect(s, "Vorm van uitbuiting;2021;2022;2023;2024\nSeksuele uitbuiting;0;2;0;1\n"
              "Arbeidsuitbuiting;1;2;0;0\nOnbekend;0;0;0;2\nTotaal;1;3;0;3\n");
}

static void refused(void **state)
{
    (void)state;
    struct sum s = {.opt = {.rows = "form", .percent = "colum"}, .lines = "{}"};
    refuse(s, SG_R_USAGE, "percent \"colum\": none, row, column");
    s.opt.percent = "row";
    refuse(s, SG_R_USAGE, "percent of the row: its cells are of different measures");
    s.opt.percent = "previous";
    refuse(s, SG_R_USAGE, "the table has no periods");
    s.opt = (struct sg_tally_opt){.rows = "form", .classes = "exclusiv"};
    refuse(s, SG_R_USAGE, "classes \"exclusiv\": multiple or exclusive");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shares),    cmocka_unit_test(rounding),
        cmocka_unit_test(changes),   cmocka_unit_test(changes_that_mislead),
        cmocka_unit_test(exclusive), cmocka_unit_test(refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
