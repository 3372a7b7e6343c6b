/* SPDX-License-Identifier: EUPL-1.2 */
/* How dimensions count: unknown, several values, periods, places, persons; and what is refused. */
#include "tally_help.h"

/* A signal counts in each of its values, once in the total; absent, empty and unknown are one. */
static void several_values(void **state)
{
    (void)state;
    struct sum s = {.opt = {.rows = "form"},
                    .lines =
                        "{\"received\":\"2024\",\"forms\":[\"labour\",\"sexual\",\"labour\"]}\n"
                        "{\"received\":\"2024\",\"forms\":[\"unknown\",\"sexual\"]}\n"
                        "{\"received\":\"2024\",\"forms\":[]}\n"
                        "{\"received\":\"2024\",\"forms\":\"labour\"}\n"
                        "{\"received\":\"2024\"}",
                    .format = SG_CSV};
    expect(s, "Vorm van uitbuiting;Aantal ontvangen signalen\nSeksuele uitbuiting;2\n"
              "Arbeidsuitbuiting;2\nOnbekend;3\nTotaal;5\n");
    s.opt.totals = "none";
    s.notes = true;
    char *text = tabulate(&s);
    assert_null(strstr(text, "Totaal"));
    assert_non_null(strstr(text, "\n\"Vorm van uitbuiting: Meer dan één waarde is mogelijk"));
    free(text);
    s.lines = "{\"received\":\"2024\",\"forms\":[\"labour\"]}"; /* nothing overlaps: no note */
    text = tabulate(&s);
    assert_null(strstr(text, "Meer dan"));
    free(text);
}

/* Codes that the profile does not know are shown as they are, behind those it knows. */
static void foreign_codes(void **state)
{
    (void)state;
    struct sum s = {.opt = {.rows = "sector", .lang = SG_EN},
                    .lines = "{\"sector\":\"zoo\"}\n{\"sector\":\"a\\u0062c\"}\n"
                             "{\"sector\":\"unknown\"}\n{\"sector\":\"zoo\"}\n{\"sector\":null}",
                    .format = SG_CSV};
    expect(s, "Sector;Number of signals received\nabc;1\nzoo;2\nUnknown;2\n");
}

static void reduced_dates(void **state)
{
    (void)state;
    struct sum s = {.opt = {.columns = "year"},
                    .lines = "{\"received\":\"2023-12-31\"}\n{\"received\":\"2021\"}\n"
                             "{\"received\":\"2023-02\"}\n{\"received\":\"2023-02-30\"}\n{}",
                    .format = SG_CSV};
    expect(s, "Jaar;2021;2022;2023;Onbekend\nAantal ontvangen signalen;1;0;2;2\n");
    s.opt.columns = "half-year";
    s.opt.lang = SG_EN;
    expect(s, "Half-year;2023 H1;2023 H2;Unknown\nNumber of signals received;1;1;3\n");
    s.opt.lang = SG_NL;
    s.opt = (struct sg_tally_opt){.rows = "year", .columns = "quarter", .from = 2022};
    char *text = tabulate(&s);
    assert_string_equal(text, "Jaar;1e kwartaal;2e kwartaal;3e kwartaal;4e kwartaal\n"
                              "2022;0;0;0;0\n2023;1;0;0;1\n");
    assert_int_equal(s.notices, 1); /* 2021 is placed: out of the years asked for */
    assert_int_equal(s.notice[0].reason, SG_R_UNPLACED);
    assert_non_null(strstr(s.notice[0].text, "2 not counted"));
    free(text);
    s.opt = (struct sg_tally_opt){.rows = "month", .from = 2023, .until = 2023};
    s.lines = "{\"received\":\"2023-02-01\"}\n{\"received\":\"2023\"}";
    text = tabulate(&s);
    assert_non_null(strstr(text, "\n2023 januari;0\n2023 februari;1\n2023 maart;0\n"));
    assert_non_null(strstr(text, "\n2023 december;0\nOnbekend;1\n"));
    free(text);
}

/* Heerhugowaard is Dijk en Waard today; what was split stays what it was. */
static void divisions(void **state)
{
    (void)state;
    struct sum s = {.opt = {.rows = "municipality"},
                    .lines = "{\"municipality\":\"GM0398\"}\n{\"municipality\":\"GM1980\"}\n"
                             "{\"municipality\":\"GM0788\"}\n{\"municipality\":\"unknown\"}\n"
                             "{\"municipality\":\"GM9999\"}\n"
                             "{\"places\":[{\"role\":\"found\",\"municipality\":\"GM0267\"}]}",
                    .format = SG_CSV};
    char *text = tabulate(&s);
    assert_non_null(strstr(text, "\nDijk en Waard;2\n"));
    assert_non_null(strstr(text, "\nNijkerk;1\n"));
    assert_non_null(strstr(text, "\nHaaren;1\n")); /* split over four */
    assert_non_null(strstr(text, "\nGM9999;1\nOnbekend;1\n"));
    free(text);
    s.opt.division = "then";
    text = tabulate(&s);
    assert_non_null(strstr(text, "\nHeerhugowaard;1\n"));
    assert_non_null(strstr(text, "\nDijk en Waard;1\n"));
    free(text);
}

static void areas(void **state)
{
    (void)state;
    struct sum s = {.profile = "dijk-en-waard",
                    .opt = {.rows = "police-unit"},
                    .lines = "{\"municipality\":\"GM0398\"}\n{\"municipality\":\"GM0267\"}\n{}",
                    .format = SG_CSV};
    expect(s, "Politie-eenheid;Aantal ontvangen signalen\nNoord-Holland;1\nOost-Nederland;1\n"
              "Onbekend;1\n");
    s.opt.rows = "regio"; /* as people call it; in two of them, or in none */
    expect(s, "Regio;Aantal ontvangen signalen\nDriehoek Heerhugowaard;1\nNoord-Holland Noord;1\n"
              "Overig;1\nOnbekend;1\nTotaal;3\n");
    s.opt.rows = "places.municipality";
    s.lines = "{\"places\":[{\"municipality\":\"GM0398\"},{\"municipality\":\"GM0267\"}]}";
    char *text = tabulate(&s);
    assert_non_null(strstr(text, "\nNijkerk;1\nDijk en Waard;1\nTotaal;1\n"));
    free(text);
}

/* Victims count one by one; a signal counts once in each class that occurs. */
static void persons(void **state)
{
    (void)state;
    struct sum s = {
        .opt = {.rows = "sex", .columns = "age-class", .measures = "victims", .totals = "both"},
        .lines = "{\"received\":\"2024-06-01\",\"persons\":["
                 "{\"roles\":[\"victim\",\"suspect\"],\"sex\":\"f\",\"born\":\"2006-06-02\"},"
                 "{\"roles\":[\"victim\"],\"sex\":\"f\",\"born\":\"2006-06-01\"},"
                 "{\"roles\":[\"victim\"],\"sex\":\"f\",\"born\":\"2006\"},"
                 "{\"roles\":[\"victim\"],\"age\":40},"
                 "{\"roles\":[\"victim\"],\"sex\":\"unknown\",\"age_class\":\"u18\"},"
                 "{\"roles\":[\"suspect\"],\"sex\":\"m\",\"age\":40}]}",
        .format = SG_CSV};
    expect(s, "Geslacht;Jonger dan 18;18 t/m 22;23 en ouder;Onbekend;Totaal\nVrouw;1;1;0;1;3\n"
              "Onbekend;1;0;1;0;2\nTotaal;2;1;1;1;5\n");
    s.opt = (struct sg_tally_opt){.rows = "persons.sex", .measures = "signals"};
    expect(s,
           "Persoon: geslacht;Aantal ontvangen signalen\nVrouw;1\nMan;1\nOnbekend;1\nTotaal;1\n");
    s.opt = (struct sg_tally_opt){.rows = "minor", .measures = "victims"};
    expect(s, "Minderjarig;(Mogelijke) slachtoffers\nJa;2\nNee;2\nOnbekend;1\n");
}

/* The date of the element decides, wherever it is; other measures keep theirs. */
static void dates_of_elements(void **state)
{
    (void)state;
    struct sum s = {
        .opt = {.rows = "measure",
                .columns = "year",
                .measures = "signals,shelter-placed,handed-off"},
        .lines = "{\"received\":\"2022-12-31\",\"persons\":[{\"roles\":[\"victim\"],\"shelter\":"
                 "{\"placed\":\"2023-01-01\"}},{\"roles\":[\"victim\"],\"shelter\":{\"requested\":"
                 "\"2023\"}}],\"handoffs\":[{\"to\":\"politie\",\"on\":\"2023-02\"},{\"on\":"
                 "\"2024\"},{\"on\":\"2024\"}]}",
        .format = SG_CSV};
    expect(s, "Jaar;2022;2023;2024\nAantal ontvangen signalen;1;0;0\nOpvang slachtoffers;0;1;0\n"
              "Overdrachten aan partners;0;1;2\n");
}

/* Several measures with both axes taken stand as inner rows; nested rows are those that occur. */
static void nested(void **state)
{
    (void)state;
    struct sum s = {.opt = {.rows = "reporter-kind,sector",
                            .columns = "year",
                            .measures = "signals,victims",
                            .totals = "both"},
                    .lines = "{\"received\":\"2024\",\"sector\":\"hospitality\",\"persons\":"
                             "[{\"roles\":[\"victim\"]},{\"roles\":[\"victim\"]}]}\n"
                             "{\"received\":\"2025\",\"reporter\":{\"kind\":\"unknown\"}}",
                    .format = SG_CSV};
    char *text = tabulate(&s);
    assert_non_null(strstr(text, ";Onderwerp;2024;2025;Totaal\n"));
    assert_non_null(strstr(text, ";Aantal ontvangen signalen;1;0;1\n"));
    assert_non_null(strstr(text, ";(Mogelijke) slachtoffers;2;0;2\n"));
    assert_non_null(strstr(text, "\nTotaal;;Aantal ontvangen signalen;1;1;2\n"));
    assert_non_null(strstr(text, "\nTotaal;;(Mogelijke) slachtoffers;2;0;2\n"));
    free(text);
}

static void selected(void **state)
{
    (void)state;
    struct sg_fault f;
    struct sg_profile *p = sg_profile_open("nl", &f);
    struct sg_expr *e =
        sg_expr_compile("sector = hospitality", 20, p, NULL, (struct sg_date){2026, 1, 1}, &f);
    assert_non_null(e);
    struct sum s = {.opt = {.rows = "year", .select = e, .selection = "sector = hospitality"},
                    .lines =
                        "{\"received\":\"2024\",\"sector\":\"hospitality\"}\n"
                        "{\"received\":\"2024\",\"sector\":\"unknown\"}\n{\"received\":\"2024\"}",
                    .format = SG_CSV};
    expect(s, "Jaar;Aantal ontvangen signalen\n2024;1\n");
    s.notes = true;
    char *text = tabulate(&s);
    assert_non_null(strstr(text, "\nSelectie: sector = hospitality\n"));
    free(text);
    s.opt.selection = ""; /* from a file: its text may be personal */
    text = tabulate(&s);
    assert_non_null(strstr(text, "\nAlleen een selectie van de signalen.\n"));
    free(text);
    sg_expr_free(e);
    sg_profile_free(p);
}

static void refused(void **state)
{
    (void)state;
    struct sum s = {.lines = ""};
#define REFUSE(reason, part, ...)               \
    s.opt = (struct sg_tally_opt){__VA_ARGS__}; \
    refuse(s, reason, part)
    REFUSE(SG_R_BAD_TABLE, "did you mean vormen? (jaren, vormen,", .table = "vornen");
    REFUSE(SG_R_BAD_TABLE, "did you mean year? (year, half-year,", .rows = "yeer");
    REFUSE(SG_R_BAD_TABLE, "did you mean Gemeente?", .columns = "gemente");
    REFUSE(SG_R_BAD_TABLE, "did you mean victims? (signals,", .rows = "year",
           .measures = "signals,victim");
    REFUSE(SG_R_BAD_TABLE, "is personal", .rows = "persons.name");
    REFUSE(SG_R_BAD_TABLE, "is no dimension nor", .rows = "region,source.key");
    REFUSE(SG_R_BAD_TABLE, "is no dimension nor", .rows = "responsible"); /* derived */
    REFUSE(SG_R_BAD_TABLE, "twice", .rows = "form", .columns = "form");
    REFUSE(SG_R_BAD_TABLE, "twice", .rows = "measure", .columns = "measure");
    REFUSE(SG_R_BAD_TABLE, "more than 3 dimensions", .rows = "form,sex,year", .columns = "sector");
    REFUSE(SG_R_USAGE, "no table", .measures = "signals");
    REFUSE(SG_R_USAGE, "2024 until 2023", .rows = "form", .from = 2024, .until = 2023);
    REFUSE(SG_R_USAGE, "must not let anybody be recognised", .rows = "form", .audience = "public");
    REFUSE(SG_R_USAGE, "house or public", .rows = "form", .audience = "press");
    REFUSE(SG_R_USAGE, "then or today", .rows = "municipality", .division = "now");
    REFUSE(SG_R_USAGE, "none, rows, columns or both", .rows = "form", .totals = "all");
#undef REFUSE
}

/* A fault in a sheet says where. */
static void bad_sheet(void **state)
{
    (void)state;
    static const char *const sheets[] = {"profile", "measures", NULL};
    char folder[32];
    profile_folder(folder);
    sheet(folder, "profile", "key;value\nname;test\nbase;nl\n");
    sheet(folder, "measures",
          "measure;nl;en;unit;date;condition\n"
          "a;A;;signals;text;\nb;B;;person;received;\nc;C;;signals;received;"
          "forms = sexal\n");
    static const char *const part[] = {"no field with a date", "neither signals nor a list",
                                       "sexual"};
    static const char *const name[] = {"a", "b", "c"};
    for (size_t i = 0; i < 3; i++) {
        struct sum s = {
            .profile = folder, .opt = {.rows = "year", .measures = name[i]}, .lines = ""};
        assert_null(tabulate(&s));
        assert_non_null(strstr(s.fault.text, part[i]));
        assert_non_null(strstr(s.fault.file, "measures.csv"));
        assert_int_equal(s.fault.line, 2 + i);
    }
    remove_folder(folder, sheets);
}

/* 1 January 2021 lies in the last week of 2020; a date of a month lies in no certain week. */
static void weeks(void **state)
{
    (void)state;
    struct sum s = {.opt = {.rows = "week"},
                    .lines = "{\"received\":\"2021-01-01\"}\n{\"received\":\"2020-12-28\"}\n"
                             "{\"received\":\"2021-01-17\"}\n{\"received\":\"2021-01\"}",
                    .format = SG_CSV};
    s.opt.from = 2020;
    char *text = tabulate(&s);
    assert_non_null(text);
    assert_non_null(strstr(text, "2020 week 52;0\n2020 week 53;2\n2021 week 1;0\n2021 week 2;1\n"
                                 "Onbekend;1\n"));
    free(text);
    s.opt = (struct sg_tally_opt){.rows = "week", .lang = SG_EN};
    s.lines = "{\"received\":\"1000-01-01\"}\n{\"received\":\"1000-01-06\"}";
    expect(s, "Week;Number of signals received\n1000 week 1;1\n1000 week 2;1\n");
    s.opt.columns = "year";
    refuse(s, SG_R_BAD_TABLE, "week goes with no other period");
}

static void dutch(void **state)
{
    (void)state;
    struct sum s = {.opt = {.rows = "dutch", .measures = "victims", .totals = "none"},
                    .lines = "{\"received\":\"2024\",\"persons\":["
                             "{\"roles\":[\"victim\"],\"nationalities\":[\"MA\",\"NL\"]},"
                             "{\"roles\":[\"victim\"],\"nationalities\":[\"RO\",\"unknown\"]},"
                             "{\"roles\":[\"victim\"],\"nationalities\":[\"unknown\"]},"
                             "{\"roles\":[\"victim\"]},"
                             "{\"roles\":[\"suspect\"],\"nationalities\":[\"NL\"]}]}",
                    .format = SG_CSV};
    expect(s, "Nederlands of niet;(Mogelijke) slachtoffers\nNederlands;1\nNiet-Nederlands;1\n"
              "Onbekend;2\n");
    s.opt.measures = "signals"; /* a signal counts in each class that occurs among its persons */
    expect(s, "Nederlands of niet;Aantal ontvangen signalen\nNederlands;1\nNiet-Nederlands;1\n"
              "Onbekend;1\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(weeks),
        cmocka_unit_test(dutch),
        cmocka_unit_test(several_values),
        cmocka_unit_test(foreign_codes),
        cmocka_unit_test(reduced_dates),
        cmocka_unit_test(divisions),
        cmocka_unit_test(areas),
        cmocka_unit_test(persons),
        cmocka_unit_test(dates_of_elements),
        cmocka_unit_test(nested),
        cmocka_unit_test(selected),
        cmocka_unit_test(refused),
        cmocka_unit_test(bad_sheet),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
