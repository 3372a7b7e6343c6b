/* SPDX-License-Identifier: EUPL-1.2 */
/* Rows in: what they say, and that they are those of libcsv. */
#include "csv.h"
#include "csv_help.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include <cmocka.h>

static char path[] = "/tmp/test_csv.XXXXXX";

static int make_file(void **state)
{
    (void)state;
    int fd = mkstemp(path);
    return fd < 0 ? -1 : close(fd);
}

static int remove_file(void **state)
{
    (void)state;
    return unlink(path);
}

static void put_file(const void *p, size_t n)
{
    FILE *out = fopen(path, "wb");
    assert_non_null(out);
    assert_int_equal(fwrite(p, 1, n, out), n);
    assert_int_equal(fclose(out), 0);
}

/* What sg_csv_next says about a text, as a text: "LINE[a|b|c]" a row, "LINE(reason)" a fault,
 * "LINE:COLUMN(reason)" when it has one. */
static const char *rows_of(struct sg_csv *c)
{
    static struct sg_buf all;
    struct sg_row row;
    struct sg_fault f;
    int got;
    sg_buf_clear(&all);
    assert_non_null(c);
    while ((got = sg_csv_next(c, &row, &f)) != 0) {
        assert_true(got >= -1);
        sg_buf_fmt(&all, "%zu", row.line);
        if (got < 0) {
            assert_int_equal(f.line, row.line);
            if (f.column)
                sg_buf_fmt(&all, ":%zu", f.column);
            sg_buf_fmt(&all, "(%s)", sg_reason_code(f.reason));
            continue;
        }
        for (size_t i = 0; i < row.count; i++) {
            assert_int_equal(strlen(row.cell[i].p), row.cell[i].n);
            sg_buf_fmt(&all, "%c%s", i ? '|' : '[', row.cell[i].p);
        }
        sg_buf_char(&all, ']');
    }
    assert_int_equal(sg_csv_next(c, &row, &f), 0);
    sg_csv_close(c);
    return sg_buf_text(&all);
}

/* The same from bytes and from a file. */
static void check(char delimiter, const char *text, size_t n, const char *want)
{
    struct sg_fault f;
    assert_string_equal(rows_of(sg_csv_bytes(text, n, NULL, delimiter, &f)), want);
    put_file(text, n);
    assert_string_equal(rows_of(sg_csv_open(path, delimiter, 0, &f)), want);
}

static void check_text(const char *text, const char *want)
{
    check(';', text, strlen(text), want);
}

static void rows_and_lines(void **state)
{
    (void)state;
    check_text("", "");
    check_text("\n\n", "");
    check_text(" \t \r\n\t", "");
    check_text("a", "1[a]");
    check_text("a\n", "1[a]");
    check_text("a;b\nc;d", "1[a|b]2[c|d]");
    check_text("a;b\r\nc;d\r\n", "1[a|b]2[c|d]");
    check_text("a;b\rc;d\r", "1[a|b]2[c|d]");
    check_text("a\n\r\nb\r\rc\r\n\nd", "1[a]3[b]5[c]7[d]");
    check_text("\n  \n\na;b\n", "4[a|b]");
    check_text(";;;\n;\n", "1[|||]2[|]");
    check_text(" a b ;\tc\t; d\n", "1[a b|c|d]");
    check_text(" ; \n", "1[|]");
    check_text("a;", "1[a|]");
    check_text("\xEF\xBB\xBFjaar;n\n", "1[jaar|n]");
    check_text("\xEF\xBB\xBF\"jaar\";n\n", "1[jaar|n]");
    check_text("\xEF\xBB\xBF", "");
    check('\t', "a\t\t b \t\n\t\n", 10, "1[a||b|]2[|]");
    check(',', "a;b,c\n", 6, "1[a;b|c]");
}

static void quotes(void **state)
{
    (void)state;
    check_text("\"a\";b\n", "1[a|b]");
    check_text("\" a \"; b ; \" c\" \n", "1[ a |b| c]");
    check_text("a;\"b\"\"c\";\"\"\"\"\n", "1[a|b\"c|\"]");
    check_text("\"\"\n", "1[]");
    check_text("\"\"", "1[]");
    check_text("a;\"x;y\"\nb\n", "1[a|x;y]2[b]");
    check_text("a;\"x\ny\"\nb\n", "1[a|x\ny]3[b]");
    check_text("a;\"x\r\n\r\ny\"\r\nb\r\n", "1[a|x\r\n\r\ny]4[b]");
    check_text("a;\"x\r\ry\n\n\";z\rb", "1[a|x\r\ry\n\n|z]6[b]");
    check_text("\"a\" ;b\n", "1[a|b]");
    check_text("\"a\"\nb;\"\"\n\nc", "1[a]2[b|]4[c]");
}

static void bad_quotes(void **state)
{
    (void)state;
    check_text("a;b\"c\nd\n", "1:4(bad-csv)2[d]");
    check_text("\"a\"b\nd\n", "1:4(bad-csv)2[d]");
    check_text("\"a\" \"\nd\n", "1:5(bad-csv)2[d]");
    check_text("\"a\nb\nc;d\n", "1(bad-csv)2[b]3[c|d]");
    check_text("\"a", "1(bad-csv)");
    check_text("\"", "1(bad-csv)");
    check_text("a;\"", "1(bad-csv)");
    check_text("a;\"b\r\nc\r\nd", "1(bad-csv)2[c]3[d]");
    check_text("a\n\"b\n\"c\"\n\"d\"\n", "1[a]2(bad-csv)3[c]4[d]");
    check_text("\"a\n\"b\"\"\n", "1(bad-csv)2(bad-csv)");
}

static void text_of_bad_quotes(void **state)
{
    (void)state;
    static const char text[] = "name\na;\"geheim\nb;c\n\"d\";e\n\"f";
    static const char *const want[] = {
        "a quoted field is not closed; the next quote is on line 4",
        "a quoted field is not closed before the end of the file",
    };
    struct sg_fault f;
    struct sg_row row;
    struct sg_csv *c = sg_csv_bytes(text, sizeof text - 1, "steps.csv", 0, &f);
    assert_non_null(c);
    assert_int_equal(sg_csv_delimiter(c), ';');
    assert_int_equal(sg_csv_next(c, &row, &f), 1);
    assert_int_equal(sg_csv_next(c, &row, &f), -1);
    assert_string_equal(f.text, want[0]);
    assert_string_equal(f.file, "steps.csv");
    assert_int_equal(row.raw_n, 9);
    assert_memory_equal(row.raw, "a;\"geheim", 9);
    assert_int_equal(sg_csv_next(c, &row, &f), 1);
    assert_int_equal(sg_csv_next(c, &row, &f), 1);
    assert_int_equal(row.line, 4);
    assert_int_equal(sg_csv_next(c, &row, &f), -1);
    assert_string_equal(f.text, want[1]);
    assert_int_equal(f.line, 5);
    sg_csv_close(c);
    sg_csv_close(NULL);
}

static void bad_bytes(void **state)
{
    (void)state;
    check_text("a;b\xE9r\nc\n", "1:4(bad-utf8)2[c]");
    check_text("a;\xC3\xA9\n\"b\n\xE9\"\nc\xC3\n", "1[a|\xC3\xA9]2:4(bad-utf8)4:2(bad-utf8)");
    check_text("a;\xC3\xA9\xED\xA0\x80\n", "1:5(bad-utf8)");
    check(';', "a\nb;\0\nc\n", 8, "1[a]2:3(nul-byte)3[c]");
    check(';', "abc\n\"b\0\"\nc\n", 11, "1[abc]2:3(nul-byte)3[c]");
    check(';', "abc\n\0", 5, "1[abc]2:1(nul-byte)");
    check(';', "a\0;\0b\0\n\0", 8, "1(utf-16)");
    check(';', "\0a\0;\0b\0\n", 8, "1(utf-16)");
    check(0, "\xFF\xFE\0\1;\0", 6, "1(utf-16)");
    check(0, "\xFE\xFF\1\1", 4, "1(utf-16)");
}

static void finds_delimiter(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        char want;
    } cases[] = {
        {"a;b,c;d\n,,,,\n", ';'},
        {"a,b\n;;;;", ','},
        {"a\tb\tc,d", '\t'},
        {"abc\n,,", ';'},
        {"", ';'},
        {"a;b,c", ';'},
        {"a,b\tc", ';'},
        {"\n \r\na,b", ','},
        {"\";;;\",b", ','},
        {"\"a\n;;\",b\n", ','},
        {"\"a\"\";\",b", ','},
        {"\xEF\xBB\xBF"
         "a,b",
         ','},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct sg_fault f;
        struct sg_csv *c = sg_csv_bytes(cases[i].text, strlen(cases[i].text), NULL, 0, &f);
        assert_non_null(c);
        assert_int_equal(sg_csv_delimiter(c), cases[i].want);
        sg_csv_close(c);
        put_file(cases[i].text, strlen(cases[i].text));
        c = sg_csv_open(path, 0, 0, &f);
        assert_non_null(c);
        assert_int_equal(sg_csv_delimiter(c), cases[i].want);
        sg_csv_close(c);
    }
}

static void rows_too_long(void **state)
{
    (void)state;
    struct sg_fault f;
    static const char text[] = "12345678\n123456789\nx;y\n123;45678\r\n123;456789\r\nz\n"
                               "\"123456789\"\na\n\"1\n2345\n6789\n\"\n1;\"34\n56\"\n123456789";
    put_file(text, sizeof text - 1);
    assert_string_equal(rows_of(sg_csv_open(path, ';', 9, &f)),
                        "1[12345678]2[123456789]3[x|y]4[123|45678]5(too-long)6[z]7(too-long)8[a]"
                        "9(bad-csv)10[2345]11[6789]12(bad-csv)13[1|34\n56]15[123456789]");
}

/* Rows that are refused and whose rest lies several reads away, CRLF behind one of them. */
static void long_rows_across_reads(void **state)
{
    (void)state;
    const size_t n = 4000000;
    struct sg_fault f;
    char *text = malloc(n);
    assert_non_null(text);
    memset(text, 'x', n);
    memcpy(text, "a\n", 2);
    memcpy(text + 2000000, "\r\nb;c\n", 6);
    memcpy(text + n - 4, "\nd;e", 4);
    put_file(text, n);
    assert_string_equal(rows_of(sg_csv_open(path, ';', 0, &f)),
                        "1[a]2(too-long)3[b|c]4(too-long)5[d|e]");
    free(text);
}

static void many_columns(void **state)
{
    (void)state;
    const size_t columns = 10000;
    struct sg_buf b = {0};
    struct sg_fault f;
    struct sg_row row;
    for (size_t i = 0; i < 2 * columns; i++)
        sg_buf_fmt(&b, i < columns ? "%zu%c" : "\"%zu\"%c", i, (i + 1) % columns ? ';' : '\n');
    struct sg_csv *c = sg_csv_bytes(b.p, b.n, NULL, 0, &f);
    assert_non_null(c);
    for (size_t r = 0; r < 2; r++) {
        assert_int_equal(sg_csv_next(c, &row, &f), 1);
        assert_int_equal(row.count, columns);
        for (size_t i = 0; i < columns; i++)
            assert_int_equal(strtoul(row.cell[i].p, NULL, 10), r * columns + i);
    }
    assert_int_equal(sg_csv_next(c, &row, &f), 0);
    sg_csv_close(c);
    sg_buf_free(&b);
}

static void cannot_open(void **state)
{
    (void)state;
    struct sg_fault f;
    assert_null(sg_csv_open("/nowhere/at/all", 0, 0, &f));
    assert_int_equal(f.reason, SG_R_IO);
    assert_null(sg_csv_open("/tmp", ';', 0, &f));
    assert_string_equal(f.text, "cannot read: Is a directory");
}

/* ---- against libcsv ---- */

static void assert_same(struct sg_csv *c, const char *text, size_t n)
{
    struct plain_csv plain = {.p = text, .n = n, .line = 1, .delimiter = sg_csv_delimiter(c)};
    struct sg_row row;
    struct sg_fault f;
    struct sg_buf cells = {0};
    int got, want;
    do {
        got = sg_csv_next(c, &row, &f);
        want = plain_csv_next(&plain);
        assert_int_equal(got, want);
        if (want == 0)
            break;
        assert_int_equal(row.line, plain.row_line);
        assert_int_equal(row.raw_n, plain.raw_n);
        assert_memory_equal(row.raw, plain.raw, plain.raw_n);
        if (want < 0) {
            assert_int_equal(f.reason, SG_R_BAD_CSV);
            continue;
        }
        sg_buf_clear(&cells);
        for (size_t i = 0; i < row.count; i++) {
            sg_buf_fmt(&cells, "%zu:", row.cell[i].n);
            sg_buf_add(&cells, row.cell[i].p, row.cell[i].n);
            assert_int_equal(row.cell[i].p[row.cell[i].n], 0);
        }
        assert_int_equal(cells.n, plain.cells.n);
        assert_memory_equal(cells.p, plain.cells.p, plain.cells.n);
    } while (got);
    sg_buf_free(&cells);
    sg_buf_free(&plain.cells);
    sg_csv_close(c);
}

static void same_as_libcsv(void **state)
{
    (void)state;
    static const char *const wild[] = {";", ";", "\"", " ", "\t", "\n", "\r", "a", "\xC3\xA9", ","};
    static const char *const tidy[] = {";",  ";",      ";",        "\n",     "\r\n",
                                       "\r", "woord",  " twee",    "\"q;\"", "\t\"a\"\"b\" ",
                                       "x",  "\"\n\"", "\"\r\n\"", ";",      "langer woord "};
    static const char delimiters[] = {';', ',', '\t'};
    char text[3000];
    struct sg_fault f;
    for (size_t round = 0; round < 60000; round++) {
        bool tame = round % 3 == 0;
        size_t n = random_text(text, tame ? random_below(700) : random_below(40),
                               tame ? tidy : wild, tame ? 15 : 10);
        struct sg_csv *c = sg_csv_bytes(text, n, NULL, delimiters[random_below(3)], &f);
        assert_non_null(c);
        assert_same(c, text, n);
    }
}

/* The same through a file of several reads, so that rows lie across them. */
static void same_across_reads(void **state)
{
    (void)state;
    static const char *const pieces[] = {";",
                                         ";",
                                         ";a",
                                         "\n",
                                         "\r\n",
                                         "b ",
                                         "\"c\nd\"",
                                         "; \"e\" ",
                                         ";\xE2\x82\xAC",
                                         ";0123456789012345678901234567890123456789"};
    const size_t most = 1500000;
    struct sg_fault f;
    char *text = malloc(most);
    assert_non_null(text);
    for (int round = 0; round < 3; round++) {
        size_t n = random_text(text, most - random_below(1000), pieces, 10);
        put_file(text, n);
        struct sg_csv *c = sg_csv_open(path, ';', 0, &f);
        assert_non_null(c);
        assert_same(c, text, n);
    }
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_and_lines), cmocka_unit_test(quotes),
        cmocka_unit_test(bad_quotes),     cmocka_unit_test(text_of_bad_quotes),
        cmocka_unit_test(bad_bytes),      cmocka_unit_test(finds_delimiter),
        cmocka_unit_test(rows_too_long),  cmocka_unit_test(long_rows_across_reads),
        cmocka_unit_test(many_columns),   cmocka_unit_test(cannot_open),
        cmocka_unit_test(same_as_libcsv), cmocka_unit_test(same_across_reads),
    };
    return cmocka_run_group_tests(tests, make_file, remove_file);
}
