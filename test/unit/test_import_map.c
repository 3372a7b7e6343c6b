/* SPDX-License-Identifier: EUPL-1.2 */
/* Mappings that are refused, and mappings of constants. */
#include "import_help.h"

static void mappings_refused(void **state)
{
    (void)state;
    static const char *const maps[] = {"",
                                       "x;y\n",
                                       HEAD,
                                       HEAD "D;recieved;;;\n",
                                       HEAD "D;received;;;\nE;received;;;\n",
                                       HEAD "D;received;;;\nE;persons;;;\n",
                                       HEAD "D;received;;;\nE;persons[1];;;\n",
                                       HEAD "D;received;;;\nE;persons[x].name;;;\n",
                                       HEAD "D;received;;;\nE;persons[99999999999].name;;;\n",
                                       HEAD "D;received;;;\nE;persons[1.name;;;\n",
                                       HEAD "D;received;;;\nE;[1][1][1][1][1]text;;;\n",
                                       HEAD "D;received;;;\nE;seal;;;\n",
                                       HEAD "D;received;;;\nE;region;;;\n",
                                       HEAD "D;received;;;\nE;source.key;;;\n",
                                       HEAD "D;received;;;\nE;@;;;\n",
                                       HEAD "D;received;;;\nE;;;;\n",
                                       HEAD "D;received;;;\n;text;;;\n",
                                       HEAD "D;received;a;;\n",
                                       HEAD "D;received;;;split=\n",
                                       HEAD "D;received;;;pivot=100\n",
                                       HEAD "D;received;;;often\n",
                                       HEAD "D;received;;;join\n",
                                       HEAD "D;received;;;each\n",
                                       HEAD "D;received;;;\nE;text;;;serial\n",
                                       HEAD "D;received;;;serial=1905\n",
                                       HEAD "D;received;;;\n;@header;;0;\n",
                                       HEAD "D;received;;;\n;@header;;1001;\n",
                                       HEAD "D;received;;;\n;@header;;seek;\n",
                                       HEAD "D;received;;;\n;@encoding;;latin;\n",
                                       HEAD "D;received;;;\n;@skip;;;\n",
                                       HEAD "D;received;;;\nBSN;text;;;\n",
                                       HEAD "D;received;;;\nBSN;@key;;;\n",
                                       HEAD "D;received;;;\nNr|Burgerservicenummer;@key;;;\n",
                                       HEAD "D;received;;;\nbsn_kind;persons.name;;;\n",
                                       HEAD "D;received;;;\nSofi-nr.;text;;;\n"};
    for (size_t i = 0; i < sizeof maps / sizeof *maps; i++) {
        struct sg_fault f = {0};
        struct sg_map *m = open_text(maps[i], &f);
        if (m || f.reason != SG_R_BAD_MAP || !*f.text || strcmp(f.file, map_file) != 0)
            fail_msg("%s: %s [%s] %s", maps[i], f.file, sg_reason_code(f.reason), f.text);
    }
}

static void headers_refused(void **state)
{
    (void)state;
    const char *map = "D;received;;;\nE;text;;;\nF;@ignore;;;\n";
    refuses(map, "D", "2024", SG_R_BAD_MAP, "column");
    refuses(map, "D;E;e", "2024;;", SG_R_BAD_MAP, "E");
    refuses(map, "D;E;D", "2024;;", SG_R_BAD_MAP, "D");
    struct sg_fault f;
    assert_non_null(made(HEAD "D;received;;;\n", "D;x;x;;;F", "2024;;;;;", &f));
    assert_non_null(made(HEAD "D;received;;;\nF;@ignore;;;\n", "D", "2024", &f));
}

static void constants(void **state)
{
    (void)state;
    static const char *const good[] = {"received=2024", "persons[2].sex=vrouw", "source.name=a=b"};
    static const char *const bad[][2] = {
        {"received", ""},           {"=x", ""},       {"received=2024", "received=2023"},
        {"received=2024", "text="}, {"@key=x", ""},   {"received=2024", "id=x"},
        {"forms=labour", ""},       {"received=", ""}};
    struct sg_fault f;
    struct sg_buf b = {0}, key = {0};
    struct sg_row none = {0};
    struct sg_row_opt opt = {.today = today};
    struct sg_date received;
    struct sg_map *m = sg_map_constants(good, 3, nl, &f);
    assert_non_null(m);
    assert_true(sg_map_row(m, &none, &opt, &b, &key, &received, &f));
    assert_string_equal(sg_buf_text(&b), "\"received\":\"2024\",\"source\":{\"name\":\"a=b\"},"
                                         "\"persons\":[{\"sex\":\"f\"}]");
    sg_map_free(m);
    sg_buf_free(&b);
    sg_buf_free(&key);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        m = sg_map_constants(bad[i], *bad[i][1] ? 2 : 1, nl, &f);
        if (m || f.reason != SG_R_USAGE)
            fail_msg("%s %s [%s]", bad[i][0], bad[i][1], sg_reason_code(f.reason));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mappings_refused),
        cmocka_unit_test(headers_refused),
        cmocka_unit_test(constants),
    };
    return cmocka_run_group_tests(tests, open_nl, close_nl);
}
