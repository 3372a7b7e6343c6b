/* SPDX-License-Identifier: EUPL-1.2 */
/* The condition language: logic, and every operator on values of every state. */
#include "expr_help.h"

/* Conditions of a known truth about RECORD. */
#define RECORD "{'received':'2023-05-02','about':['victim']}"
static const char *const truth[] = {"about = victim", "about = location", "urgency = acute"};

/* ---- logic ---- */

static char joined(size_t a, const char *word, size_t b)
{
    char text[100];
    snprintf(text, sizeof text, "%s %s %s", truth[a], word, truth[b]);
    return ask(text, RECORD);
}

static void test_truth_tables(void **state)
{
    static const char and[3][4] = {"yn?", "nnn", "?n?"}, or [3][4] = {"yyy", "yn?", "y??"};
    (void)state;
    for (size_t a = 0; a < 3; a++) {
        char text[60];
        snprintf(text, sizeof text, "not %s", truth[a]);
        assert_int_equal(ask(text, RECORD), "ny?"[a]);
        for (size_t b = 0; b < 3; b++) {
            assert_int_equal(joined(a, "and", b), and[a][b]);
            assert_int_equal(joined(a, "or", b), or [a][b]);
        }
    }
}

/* Text with Y, N and U for the three conditions. */
static void spell(const char *short_text, char *out, size_t cap)
{
    size_t n = 0;
    for (const char *s = short_text; *s; s++) {
        size_t which = *s == 'Y' ? 0 : *s == 'N' ? 1 : *s == 'U' ? 2 : 3;
        n += (size_t)(which < 3 ? snprintf(out + n, cap - n, "%s", truth[which])
                                : snprintf(out + n, cap - n, "%c", *s));
    }
}

static void test_precedence(void **state)
{
    static const struct question cases[] = {
        {"N and N or Y", 'y'},
        {"Y or N and N", 'y'},
        {"(Y or N) and N", 'n'},
        {"not N or Y", 'y'},
        {"not (N or Y)", 'n'},
        {"not N and N", 'n'},
        {"not not Y", 'y'},
        {"not not not U", '?'},
        {"N or U or Y", 'y'},
        {"Y and U and N", 'n'},
        {"U and Y or N", '?'},
        {"not Y or not N", 'y'},
        {"N or (N or (N or Y))", 'y'},
        {"Y and (N or U and Y)", '?'},
        {"U or U and N or Y", 'y'},
        {"not (U and N)", 'y'},
        {"((Y))", 'y'},
        {"N and Y or U and Y or Y", 'y'},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[400];
        spell(cases[i].expr, text, sizeof text);
        if (ask(text, RECORD) != cases[i].wanted)
            fail_msg("%s is not %c", cases[i].expr, cases[i].wanted);
    }
}

static void test_layout(void **state)
{
    (void)state;
    ASK(RECORD, {"about=victim", 'y'}, {"# a comment\n about = victim # and one more", 'y'},
        {"about\n  =\r\n\tvictim", 'y'}, {"\n\nabout = victim\n", 'y'}, {"about = 'victim'", 'y'},
        {"about = \"victim\"", 'y'}, {"(about=victim)and(about!=location)", 'y'},
        {"about\xC2\xA0=\xC2\xA0victim", 'y'}, {"received>=2023 and about=victim", 'y'});
}

/* ---- one value ---- */

static void test_codes(void **state)
{
    (void)state;
    ASK("{'sector':'agriculture','sex':'unknown'}", {"sector = agriculture", 'y'},
        {"sector != agriculture", 'n'}, {"sector = construction", 'n'},
        {"sector != construction", 'y'}, {"sector in (construction, agriculture)", 'y'},
        {"sector not in (construction, agriculture)", 'n'}, {"sector in (construction)", 'n'},
        {"sector = unknown", 'n'}, {"sector != unknown", 'y'},
        {"sector in (construction, unknown)", 'n'}, {"sector not in (construction, unknown)", 'y'},
        {"sector is known", 'y'}, {"sector is unknown", 'n'}, {"sector is absent", 'n'},
        {"sector is present", 'y'}, {"sector is not known", 'n'}, {"sector is not absent", 'y'});
    ASK("{'sector':'unknown'}", {"sector = agriculture", '?'}, {"sector != agriculture", '?'},
        {"sector in (construction, agriculture)", '?'}, {"sector not in (construction)", '?'},
        {"sector = unknown", 'y'}, {"sector != unknown", 'n'},
        {"sector in (construction, unknown)", 'y'}, {"sector not in (construction, unknown)", 'n'},
        {"sector is known", 'n'}, {"sector is unknown", 'y'}, {"sector is absent", 'n'},
        {"sector is present", 'y'});
    ASK("{}", {"sector = agriculture", '?'}, {"sector != agriculture", '?'},
        {"sector in (construction)", '?'}, {"sector = unknown", 'n'}, {"sector != unknown", 'y'},
        {"sector in (construction, unknown)", '?'}, {"sector is known", 'n'},
        {"sector is unknown", 'n'}, {"sector is absent", 'y'}, {"sector is present", 'n'});
}

static void test_lists(void **state)
{
    (void)state;
    ASK("{'forms':['labour','criminal']}", {"forms = labour", 'y'}, {"forms = criminal", 'y'},
        {"forms = sexual", 'n'}, {"forms != labour", 'n'}, {"forms != sexual", 'y'},
        {"forms in (sexual, criminal)", 'y'}, {"forms in group trafficking", 'y'},
        {"forms is known", 'y'}, {"forms is unknown", 'n'}, {"count forms = 2", 'y'},
        {"count forms > 2", 'n'});
    ASK("{'forms':['labour','unknown']}", {"forms = labour", 'y'}, {"forms = sexual", '?'},
        {"forms != labour", 'n'}, {"forms != sexual", '?'}, {"forms is known", 'y'},
        {"forms is unknown", 'y'}, {"forms = unknown", 'y'}, {"count forms = 1", '?'},
        {"count forms >= 1", 'y'}, {"count forms < 1", 'n'});
    ASK("{'forms':['unknown']}", {"forms = labour", '?'}, {"forms is known", 'n'},
        {"forms is unknown", 'y'}, {"forms is present", 'y'}, {"count forms >= 0", 'y'},
        {"count forms >= 1", '?'});
    ASK("{'forms':[]}", {"forms = labour", '?'}, {"forms is absent", 'y'},
        {"forms is present", 'n'}, {"forms is known", 'n'}, {"count forms = 0", '?'});
    ASK("{'forms':['smuggling']}", {"forms in group trafficking", 'n'},
        {"forms not in group trafficking", 'y'});
}

static void test_yesno(void **state)
{
    (void)state;
    ASK("{'criminal':{'taken_up':'yes','arrest':'unknown'}}", {"criminal.taken_up = yes", 'y'},
        {"criminal.taken_up = no", 'n'}, {"criminal.taken_up != no", 'y'},
        {"criminal.arrest = yes", '?'}, {"criminal.arrest = unknown", 'y'},
        {"criminal.complaint = yes", '?'}, {"criminal.complaint is absent", 'y'},
        {"criminal is present", 'y'}, {"criminal is absent", 'n'}, {"care is absent", 'y'},
        {"criminal is known", 'y'}, {"criminal is unknown", 'n'});
    /* a word of a text field is a text, also when it is "unknown" */
    ASK("{'owner':'unknown'}", {"owner = unknown", 'y'}, {"owner = piet", 'n'},
        {"owner is known", 'y'}, {"owner is unknown", 'n'});
}

static void test_numbers(void **state)
{
    (void)state;
    ASK("{'estimate':{'min':10,'max':14}}", {"estimate.min = 10", 'y'}, {"estimate.min != 10", 'n'},
        {"estimate.min < 10", 'n'}, {"estimate.min <= 10", 'y'}, {"estimate.min > 9", 'y'},
        {"estimate.min >= 11", 'n'}, {"estimate.max between 10 and 14", 'y'},
        {"estimate.max between 15 and 20", 'n'}, {"estimate.max not between 15 and 20", 'y'},
        {"estimate.min in (9, 10)", 'y'}, {"estimate.min in (11, 12)", 'n'});
    ASK("{'estimate':{'min':1.5,'max':'unknown'}}", {"estimate.min = 1", '?'},
        {"estimate.max = 1", '?'});
    ASK("{}", {"estimate.min > 5", '?'}, {"estimate.min between 1 and 2", '?'});
}

static void test_texts(void **state)
{
    (void)state;
    ASK("{'text':'Werkt in een k\\u00e4sboerderij te  \\u2019s-Gravenhage','owner':'o\\u0022x'}",
        {"text contains KASBOER", 'y'}, {"text contains 'een   K\xC3\x84Sboer'", 'y'},
        {"text contains \"'s-gravenhage\"", 'y'}, {"text contains '''s-grav'", 'y'},
        {"text contains kippen", 'n'}, {"text not contains kippen", 'y'}, {"owner = 'o\"x'", 'y'},
        {"owner = \"o\"\"x\"", 'y'}, {"owner = ox", 'n'}, {"by contains x", '?'});
    ASK("{'text':'Süd-Fryslân'}", {"text contains 'sud-fryslan'", 'y'}, {"text contains süd", 'y'});
    ASK("{'vehicles':[{'plate':'1-ABC-23'},{'description':'rood'}]}",
        {"vehicles.plate = '1-ABC-23'", 'y'}, {"vehicles.plate = x", '?'},
        {"vehicles.description contains ROOD", 'y'});
    ASK("{'places':[{'postcode':'3861AB','number':12}]}", {"places.postcode = 3861AB", 'y'},
        {"places.postcode = '3861 ab'", 'y'}, {"places.postcode contains 3861", 'y'},
        {"places.number = 12", 'y'});
}

/* A text of n bytes and an escape in front, then the word. */
static char ask_long(const char *expr, size_t n, const char *filler)
{
    struct sg_fault f;
    struct sg_record r;
    struct sg_buf b = {0};
    struct sg_val none = {0};
    sg_buf_str(&b, "{\"text\":\"\\\"");
    while (b.n < n)
        sg_buf_str(&b, filler);
    sg_buf_str(&b, "zwaluw\"}");
    struct sg_expr *e = sg_expr_compile(expr, strlen(expr), profile, NULL, today, &f);
    assert_non_null(e);
    assert_true(sg_record_read(&r, b.p, b.n, &f, NULL));
    char found = truth_letter(sg_expr_test(e, &r, none));
    sg_expr_free(e);
    sg_buf_free(&b);
    return found;
}

/* Texts with escapes are looked at up to the length that a text may have. */
static void test_long_texts(void **state)
{
    (void)state;
    assert_int_equal(ask_long("text contains zwaluw", 60000, "x"), 'y');
    assert_int_equal(ask_long("text contains merel", 60000, "x"), 'n');
    assert_int_equal(ask_long("text contains zwaluw", 70000, "x"), '?');
    assert_int_equal(ask_long("text not contains merel", 70000, "\xC3\xA9"), '?');
    assert_int_equal(ask_long("text contains eee", 70000, "\xC3\xA9"), 'y');
    assert_int_equal(ask_long("text contains xex", 70000, "x\xC3\xA9"), 'y');
}

/* ---- municipalities and regions ---- */

static void test_municipalities(void **state)
{
    (void)state;
    ASK("{'municipality':'GM0267'}", {"municipality = Nijkerk", 'y'},
        {"municipality = GM0267", 'y'}, {"municipality = 'nijkerk'", 'y'},
        {"municipality = Ede", 'n'}, {"municipality in (Ede, Nijkerk)", 'y'},
        {"municipality in region west-veluwe-vallei", 'y'}, {"municipality in region VR10", 'n'},
        {"municipality in region oost-nederland", 'y'}, {"municipality not in region VR10", 'y'},
        {"municipality in region GM0267", 'y'}, {"municipality in region 'Gelderland-Midden'", 'y'},
        {"region = west-veluwe-vallei", 'y'}, {"region = VR10", 'n'},
        {"region in (VR10, west-veluwe-vallei)", 'y'}, {"region != west-veluwe-vallei", 'n'},
        {"police_unit = 'Oost-Nederland'", 'y'}, {"police_unit = noord-holland", 'n'},
        {"safety_region = VR07", 'y'}, {"safety_region = gelderland-midden", 'y'},
        {"safety_region != VR10", 'y'}, {"region is known", 'y'}, {"responsible = Nijkerk", 'y'});
    ASK("{'municipality':'unknown'}", {"municipality = Nijkerk", '?'}, {"region = VR10", '?'},
        {"municipality in region VR10", '?'}, {"region is known", 'n'}, {"region is unknown", 'y'},
        {"responsible is unknown", 'y'}, {"region = unknown", 'y'},
        {"region in (VR10, unknown)", 'y'});
    ASK("{}", {"region = VR10", '?'}, {"region is absent", 'y'}, {"responsible = Ede", '?'});
    ASK("{'municipality':'GM0267','places':[{'role':'found','municipality':'GM0228'},"
        "{'role':'residence','municipality':'GM1980'}]}",
        {"responsible = Ede", 'y'}, {"responsible in region west-veluwe-vallei", 'y'},
        {"places.municipality in region VR10", 'y'}, {"region = VR10", 'n'},
        {"any places (role = found and municipality = Ede)", 'y'},
        {"any places (role = found and signal.municipality = Nijkerk)", 'y'},
        {"any places (role = found and municipality = Nijkerk)", 'n'});
    /* an old municipality is in the regions of its successor */
    ASK("{'municipality':'GM0398'}", {"municipality in region VR10", 'y'},
        {"municipality = Heerhugowaard", 'y'}, {"municipality = 'Dijk en Waard'", 'n'},
        {"municipality in region GM1980", 'y'});
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_truth_tables), cmocka_unit_test(test_precedence),
        cmocka_unit_test(test_layout),       cmocka_unit_test(test_codes),
        cmocka_unit_test(test_lists),        cmocka_unit_test(test_yesno),
        cmocka_unit_test(test_numbers),      cmocka_unit_test(test_texts),
        cmocka_unit_test(test_long_texts),   cmocka_unit_test(test_municipalities),
    };
    return cmocka_run_group_tests_name("expr", tests, open_profile, close_profile);
}
