/* SPDX-License-Identifier: EUPL-1.2 */
/* Municipalities and regions: every one by every name, every merger, what stays ambiguous. */
#include "profile_help.h"
#include "text.h"

#include <ctype.h>

static struct sg_profile *nl, *nijkerk, *dew;
static const struct sg_date ANY = {0, 0, 0};

static int open_all(void **state)
{
    (void)state;
    nl = open_good("nl");
    nijkerk = open_good("nijkerk");
    dew = open_good("dijk-en-waard");
    return 0;
}

static int close_all(void **state)
{
    (void)state;
    sg_profile_free(nl);
    sg_profile_free(nijkerk);
    sg_profile_free(dew);
    return 0;
}

static struct sg_date date(const char *iso)
{
    struct sg_date d = ANY;
    if (*iso)
        assert_true(sg_date_parse(iso, strlen(iso), &d));
    return d;
}

/* The code of what was typed, or the fault's text. */
static const char *typed_in(const struct sg_profile *p, const char *text, const char *on)
{
    static struct sg_fault f;
    const struct sg_municipality *m = sg_municipality_typed(p, text, strlen(text), date(on), &f);
    return m ? m->code : f.text;
}

static const char *typed(const char *text)
{
    return typed_in(nl, text, "");
}

static void as_people_write_them(void **state)
{
    (void)state;
    static const char *const want[][2] = {
        {"GM0267", "GM0267"},
        {"gm0267", "GM0267"},
        {"GM267", "GM0267"},
        {"267", "GM0267"},
        {"0267", "GM0267"},
        {" 267 ", "GM0267"},
        {"Nijkerk", "GM0267"},
        {"NIJKERK ", "GM0267"},
        {"gemeente Nijkerk", "GM0267"},
        {"Den Haag", "GM0518"},
        {"'s-Gravenhage", "GM0518"},
        {"\xE2\x80\x99s-Gravenhage", "GM0518"},
        {"s Gravenhage", "GM0518"},
        {"Den Bosch", "GM0796"},
        {"S\xC3\xBA"
         "dwest-Frysl\xC3\xA2n",
         "GM1900"},
        {"Sudwest Fryslan", "GM1900"},
        {"S\x75\xCC\x81"
         "dwest-Frysl\x61\xCC\x82n",
         "GM1900"}, /* accents apart */
        {"Bergen (NH.)", "GM0373"},
        {"Bergen NH", "GM0373"},
        {"Bergen (N.H.)", "GM0373"},
        {"Bergen (L.)", "GM0893"},
        {"bergen l", "GM0893"},
        {"Bergen op Zoom", "GM0748"},
        {"Alphen a/d Rijn", "GM0484"},
        {"Nuenen", "GM0820"},
        {"Rijswijk", "GM0603"},
        {"Hengelo", "GM0164"},
        {"IJsselstein", "GM0353"},
        {"\xC4\xB2sselstein", "GM0353"}, /* the ligature */
        {"Dijk & Waard", "GM1980"},
        {"Haren", "GM0017"},
        {"Haaren", "GM0788"},
    };
    for (size_t i = 0; i < sizeof want / sizeof *want; i++)
        assert_string_equal(typed(want[i][0]), want[i][1]);
}

static void what_is_refused(void **state)
{
    (void)state;
    assert_string_equal(typed("Nijkerck"), "\"Nijkerck\" is no municipality; did you mean "
                                           "Nijkerk?");
    assert_string_equal(typed("Bergen"), "\"Bergen\" can be Bergen (NH.) GM0373, "
                                         "Bergen (L.) GM0893");
    assert_string_equal(typed_in(nl, "bergen", "2021-06-01"), "\"bergen\" can be Bergen (NH.) "
                                                              "GM0373, Bergen (L.) GM0893");
    assert_string_equal(typed(""), "\"\" is no municipality");
    assert_string_equal(typed("Parijs"), "\"Parijs\" is no municipality");
    assert_string_equal(typed("9999"), "\"9999\" is no municipality");
    assert_string_equal(typed("00267"), "\"00267\" is no municipality");
    assert_string_equal(typed("gemeente"), "\"gemeente\" is no municipality");
    char text[400];
    memset(text, 'x', sizeof text);
    struct sg_fault f;
    assert_null(sg_municipality_typed(nl, text, sizeof text, ANY, &f));
    assert_int_equal(f.reason, SG_R_BAD_PLACE);
    assert_null(sg_municipality_typed(nl, "Bergen", 6, ANY, &f));
    assert_int_equal(f.reason, SG_R_AMBIGUOUS);
    assert_null(sg_municipality(nl, "GM267", 5));
    assert_null(sg_municipality(nl, "gm0267", 6));
    assert_null(sg_municipality(nl, "GM02-7", 6));
}

static bool is_found(const char *text, size_t n, const struct sg_municipality *want)
{
    struct sg_fault f;
    return sg_municipality_typed(nl, text, n, ANY, &f) == want;
}

/* By code, name, in capitals, without accents, and by each alias but the one that is shared. */
static void every_municipality(void **state)
{
    (void)state;
    const struct sg_municipality *m;
    size_t exist = 0, i = 0;
    for (; (m = sg_municipality_at(nl, i)) != NULL; i++) {
        char text[128], folded[128];
        const char *part;
        size_t at = 0, n = strlen(m->name), len = sg_fold(m->name, n, folded, sizeof folded);
        exist += m->until.y == 0 || m->until.y == 2026;
        assert_ptr_equal(sg_municipality(nl, m->code, 6), m);
        assert_true(is_found(m->code, 6, m));
        assert_true(is_found(m->code + 2 + strspn(m->code + 2, "0"),
                             strlen(m->code + 2 + strspn(m->code + 2, "0")), m));
        assert_true(is_found(m->name, n, m));
        assert_true(is_found(folded, len, m));
        for (size_t k = 0; k < n; k++)
            text[k] = (char)toupper((unsigned char)m->name[k]);
        assert_true(is_found(text, n, m));
        while (sg_cell_part(m->aliases, &at, &part, &n))
            assert_true(is_found(part, n, m) || (n == 6 && memcmp(part, "Bergen", n) == 0));
        assert_true(m->until.y || (*m->safety_region && *m->safety_region_name && *m->police_unit));
    }
    assert_int_equal(exist, 342);
    assert_int_equal(i, 342 + 63);
}

static void every_merger(void **state)
{
    (void)state;
    const struct sg_sheet *s = sg_profile_sheet(nl, "mergers");
    struct sg_fault f;
    for (size_t i = 0; i < sg_sheet_rows(s); i++) {
        const char *old = sg_sheet_cell(s, i, "old_code"), *new = sg_sheet_cell(s, i, "new_code");
        const struct sg_municipality *m = sg_municipality(nl, old, 6), *now;
        const char *name = sg_sheet_cell(s, i, "old_name");
        bool merged = strcmp(sg_sheet_cell(s, i, "kind"), "merged") == 0;
        struct sg_date after = date(sg_sheet_cell(s, i, "date"));
        struct sg_date before = sg_days_date(sg_date_days(after) - 1);
        assert_non_null(m);
        assert_ptr_equal(sg_municipality_typed(nl, name, strlen(name), before, &f), m);
        /* A merged one is still understood; of a split one nobody knows which part is meant. */
        assert_ptr_equal(sg_municipality_typed(nl, name, strlen(name), after, &f),
                         merged ? m : NULL);
        if (!merged) {
            assert_int_equal(f.reason, SG_R_AMBIGUOUS);
            assert_non_null(strstr(f.text, new));
        }
        now = sg_municipality_today(nl, m, &f);
        if (merged) {
            assert_non_null(now);
            assert_string_equal(now->code, new);
        } else {
            assert_null(now);
            assert_int_equal(f.reason, SG_R_AMBIGUOUS);
            assert_non_null(strstr(f.text, new));
        }
    }
    assert_int_equal(sg_sheet_rows(s), 70);
}

static void on_a_date(void **state)
{
    (void)state;
    struct sg_fault f;
    assert_string_equal(typed_in(nl, "Heerhugowaard", "2021-06-01"), "GM0398");
    assert_string_equal(typed_in(nl, "Heerhugowaard", "2023-06-01"), "GM0398");
    assert_string_equal(typed_in(nl, "Dijk en Waard", "2021-06-01"), "GM1980");
    assert_string_equal(typed_in(nl, "Haaren", "2020-12-31"), "GM0788");
    const struct sg_municipality *m = sg_municipality(nl, "GM0398", 6);
    assert_string_equal(sg_municipality_today(nl, m, &f)->code, "GM1980");
    assert_int_equal(m->until.y * 10000 + m->until.m * 100 + m->until.d, 20220101);
    assert_string_equal(m->police_unit, "");
    m = sg_municipality(nl, "GM0267", 6);
    assert_ptr_equal(sg_municipality_today(nl, m, &f), m);
    m = sg_municipality(nl, "GM0788", 6);
    assert_null(sg_municipality_today(nl, m, &f));
    assert_string_equal(f.text, "Haaren GM0788 was split over Oisterwijk GM0824, Vught GM0865, "
                                "Boxtel GM0757, Tilburg GM0855");
}

/* Invented: Oudorp was merged away and a new Oudorp came, later merged in turn, twice over. */
static void same_name_at_different_times(void **state)
{
    (void)state;
    put("x/profile.csv", "key;value\nname;x\n");
    put("x/municipalities.csv", "code;name;aliases;safety_region;safety_region_name;police_unit;"
                                "since\nGM0009;Oudorp;;;;;2022-01-01\nGM0008;Middel;;;;;\n"
                                "GM0007;Nieuw;;VR01;Noord;Eenheid Noord;\n");
    put("x/mergers.csv", "date;old_code;old_name;new_code;new_name;kind\n"
                         "2019-01-01;GM0003;Oudorp;GM0008;Middel;merged\n"
                         "2022-01-01;GM0008;Middel;GM0007;Nieuw;merged\n"
                         "2025-01-01;GM0009;Oudorp;GM0007;Nieuw;merged\n");
    struct sg_profile *p = open_good(in_home("x"));
    struct sg_fault f;
    assert_string_equal(typed_in(p, "oudorp", "2018-12-31"), "GM0003");
    assert_string_equal(typed_in(p, "oudorp", "2018"), "GM0003");
    assert_string_equal(typed_in(p, "oudorp", "2022-01-01"), "GM0009");
    assert_string_equal(typed_in(p, "oudorp", "2022-01"), "GM0009");
    assert_non_null(strstr(typed_in(p, "oudorp", "2020"), "Oudorp GM0003, Oudorp GM0009"));
    assert_non_null(strstr(typed_in(p, "oudorp", ""), "can be"));
    const struct sg_municipality *m = sg_municipality(p, "GM0003", 6);
    assert_string_equal(sg_municipality_today(p, m, &f)->code, "GM0007");
    assert_true(sg_region_has(p, "eenheid-noord", m));
    sg_profile_free(p);
}

static void mergers_in_a_circle(void **state)
{
    (void)state;
    put("x/profile.csv", "key;value\nname;x\n");
    put("x/municipalities.csv", "code;name\nGM0001;Een\nGM0002;Twee\n");
    put("x/mergers.csv", "date;old_code;old_name;new_code;new_name;kind\n"
                         "2019-01-01;GM0001;Een;GM0002;Twee;merged\n"
                         "2022-01-01;GM0002;Twee;GM0001;Een;merged\n");
    open_bad(in_home("x"), "x/mergers.csv", 0, "new_code", "go round in a circle");
    put("x/mergers.csv", "date;old_code;old_name;new_code;new_name;kind\n"
                         "2019-01-01;GM0001;Een;GM0003;Drie;merged\n");
    open_bad(in_home("x"), "x/mergers.csv", 2, "new_code", "GM0003 is no municipality");
}

static bool has(const struct sg_profile *p, const char *region, const char *code)
{
    const struct sg_municipality *m = sg_municipality(p, code, 6);
    assert_non_null(m);
    return sg_region_has(p, region, m);
}

static size_t count(const struct sg_profile *p, const char *region)
{
    const struct sg_municipality *m;
    size_t n = 0;
    assert_true(sg_region_exists(p, region));
    for (size_t i = 0; (m = sg_municipality_at(p, i)) != NULL; i++)
        n += m->until.y == 0 && sg_region_has(p, region, m);
    return n;
}

static void regions(void **state)
{
    (void)state;
    assert_int_equal(count(nijkerk, "west-veluwe-vallei"), 5);
    assert_int_equal(count(dew, "driehoek-heerhugowaard"), 3);
    assert_int_equal(count(dew, "noord-holland-noord"), count(nl, "VR10"));
    assert_int_equal(count(nl, "GM0267"), 1);
    assert_true(has(nijkerk, "west-veluwe-vallei", "GM0289"));
    assert_false(has(nijkerk, "west-veluwe-vallei", "GM0273"));
    assert_true(has(nijkerk, "VR07", "GM0267"));
    assert_true(has(nijkerk, "oost-nederland", "GM0267"));
    assert_true(has(nl, "zeeland-west-brabant", "GM0758"));
    assert_true(has(dew, "driehoek-heerhugowaard", "GM0416")); /* Langedijk: by its successor */
    assert_true(has(dew, "GM1980", "GM0416"));
    assert_true(has(dew, "GM0416", "GM0416"));
    assert_false(has(dew, "GM0416", "GM1980"));
    assert_false(has(nijkerk, "noord-holland-noord", "GM1980")); /* not of this profile */
    assert_false(sg_region_exists(nijkerk, "noord-holland-noord"));
    assert_false(sg_region_exists(nl, "VR99"));
    assert_false(sg_region_exists(nl, "GM9999"));
}

/* A split one is where all its parts are: Winsum in Groningen, Haaren in no safety region. */
static void split_municipalities(void **state)
{
    (void)state;
    assert_true(has(nl, "VR01", "GM0053"));
    assert_false(has(nl, "VR20", "GM0788"));
    assert_false(has(nl, "VR21", "GM0788"));
    assert_false(has(nl, "GM0824", "GM0788"));
    assert_true(has(nl, "GM0788", "GM0788"));
}

static void regions_of_a_municipality(void **state)
{
    (void)state;
    const struct sg_municipality *m = sg_municipality(dew, "GM0398", 6);
    assert_string_equal(sg_region_at(dew, m, 0), "driehoek-heerhugowaard");
    assert_string_equal(sg_region_at(dew, m, 1), "noord-holland-noord");
    assert_null(sg_region_at(dew, m, 2));
    assert_null(sg_region_at(nijkerk, sg_municipality(nijkerk, "GM0398", 6), 0));
    assert_null(sg_region_at(nl, sg_municipality(nl, "GM0267", 6), 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_people_write_them),
        cmocka_unit_test(what_is_refused),
        cmocka_unit_test(every_municipality),
        cmocka_unit_test(every_merger),
        cmocka_unit_test(on_a_date),
        cmocka_unit_test_setup_teardown(same_name_at_different_times, make_home, remove_home),
        cmocka_unit_test_setup_teardown(mergers_in_a_circle, make_home, remove_home),
        cmocka_unit_test(regions),
        cmocka_unit_test(split_municipalities),
        cmocka_unit_test(regions_of_a_municipality),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
