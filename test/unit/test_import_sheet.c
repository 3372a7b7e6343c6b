/* SPDX-License-Identifier: EUPL-1.2 */
/* What a mapping says of the file: its header, its encoding, rows that are no signals, rows that
 * belong together; and the forms of dates and numbers that spreadsheets make. */
#include "import_help.h"

static const char source[] = "\"source\":{\"name\":\"t\"}";

static void serial_dates(void **state)
{
    (void)state;
    static const struct {
        const char *option, *cell, *date;
    } good[] = {{"serial", "44256", "2021-03-01"},
                {"serial", "44256,75", "2021-03-01"},
                {"serial", "44256.0", "2021-03-01"},
                {"serial=1904", "42794", "2021-03-01"},
                {"serial", "2021", "2021"},
                {"serial", "1899", "1905-03-13"},
                {"serial", "1-3-2021", "2021-03-01"},
                {"serial pivot=30", "1-3-21", "2021-03-01"},
                {"serial=1904", "0", "1904-01-01"},
                {"serial", "59", "1900-02-28"},
                {"serial", " \t44256", "2021-03-01"},
                {"serial", "44256,25 ", "2021-03-01"},
                {"serial", "1899\xC2\xA0", "1905-03-13"}};
    static const char *const bad[] = {"60", "0", "99999999", "44256,7,5", "-1", "44256x"};
    char map[64], want[128];
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        snprintf(map, sizeof map, "D;received;;;%s\n", good[i].option);
        snprintf(want, sizeof want, "\"received\":\"%s\",%s", good[i].date, source);
        wants(map, "D", good[i].cell, want);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        refuses("D;received;;;serial\n", "D", bad[i], SG_R_BAD_DATE, "D");
    refuses("D;received;;;\n", "D", "44256", SG_R_BAD_DATE, "D");
    refuses("D;received;;;serial\n", "D", "45600", SG_R_FUTURE_DATE, "D");
}

static void numbers(void **state)
{
    (void)state;
    static const char *const good[][2] = {
        {"14", "14"},    {"1.234", "1234"},   {"1 234", "1234"},   {"12,0", "12"}, {"12.0", "12"},
        {"12,00", "12"}, {"12.000", "12000"}, {"1.234,0", "1234"}, {"007", "7"}};
    static const char *const bad[] = {
        "12,5",  "1,234",  "12,000", "1.23", "1.2345", "1.234.5",  "12,",       ",0", "1.234.0",
        "0.500", "12.0.0", "ca. 14", "1e3",  "12,000", "1234.567", "1.234 567", "+14"};
    char want[160], row[40];
    const char *map = "D;received;;;\nN;estimate.min;;;\n";
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        snprintf(want, sizeof want, "\"received\":\"2024\",%s,\"estimate\":{\"min\":%s}", source,
                 good[i][1]);
        snprintf(row, sizeof row, "2024;%s", good[i][0]);
        wants(map, "D;N", row, want);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        snprintf(row, sizeof row, "2024;%s", bad[i]);
        refuses(map, "D;N", row, SG_R_BAD_NUMBER, "N");
    }
}

/* The members that a mapping makes of a case of several rows; NULL with *f. */
static const char *made_of(const char *map, const char *header, const char *const *rows, size_t n,
                           struct sg_fault *f)
{
    static char text[2048];
    struct sg_row row[8];
    struct sg_buf members = {0}, key = {0};
    struct sg_row_opt opt = {.today = today, .rows = n};
    struct sg_date received;
    char whole[512];
    snprintf(whole, sizeof whole, HEAD ";@source;;t;\n%s", map);
    struct sg_map *m = open_text(whole, f);
    assert_non_null(m);
    assert_true(sg_map_bind(m, row_of(header), NULL, NULL, f));
    static char cells[8][256];
    static struct sg_cell_text cell[8][16];
    for (size_t i = 0; i < n; i++) {
        const struct sg_row *r = row_of(rows[i]);
        row[i] = (struct sg_row){.cell = cell[i], .count = r->count, .line = 2 + i};
        char *to = cells[i];
        for (size_t k = 0; k < r->count; k++) {
            memcpy(to, r->cell[k].p, r->cell[k].n);
            to[r->cell[k].n] = '\0';
            cell[i][k] = (struct sg_cell_text){to, r->cell[k].n};
            to += r->cell[k].n + 1;
        }
    }
    bool ok = sg_map_row(m, row, &opt, &members, &key, &received, f);
    snprintf(text, sizeof text, "%s", sg_buf_text(&members));
    sg_buf_free(&members);
    sg_buf_free(&key);
    sg_map_free(m);
    return ok ? text : NULL;
}

#define CASE                                                                       \
    "Nr;@key;;;join\nD;received;;;\nF;forms;;unknown;\nA;persons[1].name;;;each\n" \
    "S;persons[1].sex;;;\n;persons[1].roles;;victim;\nB;persons[2].name;;;\nT;text;;;\n"

static void cases_of_rows(void **state)
{
    (void)state;
    static const char *const three[] = {"1;2024;arbeid;a;m;z;", "1;;seks, arbeid;b;v;;verhaal",
                                        ";2024;;c;;z;"};
    static const char *const blank[] = {"1;2024;;;;;", ";;;b;;;", ";;;;;;"};
    struct sg_fault f;
    char want[512];
    snprintf(want, sizeof want,
             "\"received\":\"2024\",%s,\"forms\":[\"labour\",\"sexual\"],\"persons\":["
             "{\"roles\":[\"victim\"],\"name\":\"a\",\"sex\":\"m\"},{\"name\":\"z\"},"
             "{\"roles\":[\"victim\"],\"name\":\"b\",\"sex\":\"f\"},"
             "{\"roles\":[\"victim\"],\"name\":\"c\"}],\"text\":\"verhaal\"",
             source);
    const char *got = made_of(CASE, "Nr;D;F;A;S;B;T", three, 3, &f);
    assert_non_null(got);
    assert_string_equal(got, want);
    snprintf(want, sizeof want,
             "\"received\":\"2024\",%s,\"forms\":[\"unknown\"],\"persons\":["
             "{\"roles\":[\"victim\"],\"name\":\"b\"}]",
             source);
    got = made_of(CASE, "Nr;D;F;A;S;B;T", blank, 3, &f);
    assert_non_null(got);
    assert_string_equal(got, want);
}

static void cases_refused(void **state)
{
    (void)state;
    static const struct {
        const char *rows[2];
        enum sg_reason reason;
        const char *field;
        size_t line;
    } bad[] = {{{"1;2024;;;;;", "1;2023;;;;;"}, SG_R_BAD_VALUE, "D", 3},
               {{"1;2024;;;;z;", "1;;;;;y;"}, SG_R_BAD_VALUE, "B", 3},
               {{"1;2024;;;;;", "1;;zoiets;;;;"}, SG_R_BAD_CODE, "F", 3},
               {{"1;2024;;;;;", "1;;;;man of vrouw;;"}, SG_R_BAD_CODE, "S", 3},
               {{"1;2024;;;;;", "1;;"}, SG_R_BAD_ROW, "", 3},
               {{";2024;;;;;", ";;;;;;"}, SG_R_MISSING_FIELD, "Nr", 0}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct sg_fault f = {0};
        const char *got = made_of(CASE, "Nr;D;F;A;S;B;T", bad[i].rows, 2, &f);
        if (got || f.reason != bad[i].reason || strcmp(f.field, bad[i].field) != 0 ||
            f.line != bad[i].line)
            fail_msg("%s: %s; %zu:%s [%s] %s", bad[i].rows[1], got ? got : "", f.line, f.field,
                     sg_reason_code(f.reason), f.text);
    }
}

static void which_rows_continue(void **state)
{
    (void)state;
    struct sg_fault f;
    struct sg_buf last = {0};
    struct sg_map *m = open_text(HEAD "Nr;@key;;;join\nD;received;;;\n", &f);
    assert_non_null(m);
    assert_true(sg_map_joins(m) && sg_map_bind(m, row_of("Nr;D"), NULL, NULL, &f));
    static const struct {
        const char *row;
        bool more;
    } rows[] = {{";2024", false}, {"1;2024", false}, {"1;", true},
                {";", true},      {"2;", false},     {"1;", false}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_int_equal(sg_map_continues(m, row_of(rows[i].row), &last), rows[i].more);
    sg_map_free(m);
    sg_buf_free(&last);
}

static void rows_passed_over(void **state)
{
    (void)state;
    struct sg_fault f;
    struct sg_map *m =
        open_text(HEAD "D;received;;;\nNr;@skip;Eind;;\n;@skip;Totaal*|Subtotaal;;\n", &f);
    assert_non_null(m);
    assert_true(sg_map_bind(m, row_of("D;Nr;X"), NULL, NULL, &f));
    static const char *const rows[][2] = {{"TOTAAL 2021;;", "Totaal*"}, {";;totaal", "Totaal*"},
                                          {";subtotaal;", "Subtotaal"}, {"Subtotaal 2;;", NULL},
                                          {"2024;eind;", "Eind"},       {"Eind;;", NULL},
                                          {"2024;;Totaal", NULL},       {"Tot", NULL},
                                          {"totaal", "Totaal*"},        {"", NULL}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *word = sg_map_skip(m, row_of(rows[i][0]));
        if (!word != !rows[i][1] || (word && strcmp(word, rows[i][1]) != 0))
            fail_msg("%s: %s", rows[i][0], word ? word : "none");
    }
    sg_map_free(m);
}

static void headers_found(void **state)
{
    (void)state;
    static const struct {
        const char *at, *file;
        size_t line, above;
        char delimiter;
    } good[] = {
        {"find", "D;N\n2024;1\n", 1, 0, ';'},
        {"find", "Titel, met, komma's\n\nD;N\n2024;1\n", 3, 1, ';'},
        {"find", "D\nx\nN\tD\t\n1\t2024\t\n", 3, 2, '\t'},
        {"find", "\"twee\nregels\",;;;;\nD,N\n2024,1\n", 3, 1, ','},
        {"2", "x;y\nD,N\n2024,1\n", 2, 1, ','},
        {"3", "sig:line;sig:column;sig:reason;D;N\n4;D;bad-date;2024;1\n", 1, 0, ';'},
    };
    char map[128];
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        struct sg_fault f = {0};
        struct sg_row header;
        size_t above = 99;
        struct sg_map_open_opt opt = {0};
        snprintf(map, sizeof map, HEAD "D;received;;;\nN;@key;;;\n;@header;;%s;\n", good[i].at);
        struct sg_map *m = open_text(map, &f);
        struct sg_csv *csv = sg_csv_bytes(good[i].file, strlen(good[i].file), NULL, 0, &f);
        if (!sg_map_header(m, csv, &opt, &header, &above, &f) || header.line != good[i].line ||
            above != good[i].above || sg_csv_delimiter(csv) != good[i].delimiter)
            fail_msg("%s: line %zu, %zu above: %s", good[i].file, header.line, above, f.text);
        sg_csv_close(csv);
        sg_map_free(m);
    }
}

static void headers_not_found(void **state)
{
    (void)state;
    static const char *const bad[][2] = {
        {"find", "a;b\nc;d\n"}, {"find", "D;x\n2024;1\n"}, {"2", "D;N\n2024;1\n"}, {"9", "D;N\n"}};
    char map[128];
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct sg_fault f = {0};
        struct sg_row header;
        size_t above;
        struct sg_map_open_opt opt = {0};
        snprintf(map, sizeof map, HEAD "D;received;;;\nN;@key;;;\n;@header;;%s;\n", bad[i][0]);
        struct sg_map *m = open_text(map, &f);
        struct sg_csv *csv = sg_csv_bytes(bad[i][1], strlen(bad[i][1]), NULL, 0, &f);
        assert_false(sg_map_header(m, csv, &opt, &header, &above, &f));
        if (f.reason != SG_R_BAD_MAP)
            fail_msg("%s: [%s] %s", bad[i][1], sg_reason_code(f.reason), f.text);
        sg_csv_close(csv);
        sg_map_free(m);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(serial_dates),        cmocka_unit_test(numbers),
        cmocka_unit_test(cases_of_rows),       cmocka_unit_test(cases_refused),
        cmocka_unit_test(which_rows_continue), cmocka_unit_test(rows_passed_over),
        cmocka_unit_test(headers_found),       cmocka_unit_test(headers_not_found),
    };
    return cmocka_run_group_tests(tests, open_nl, close_nl);
}
