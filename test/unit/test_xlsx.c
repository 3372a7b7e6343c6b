/* SPDX-License-Identifier: EUPL-1.2 */
/* Workbooks: the same bytes each time, texts that stay texts, and nothing left when it fails. */
#include "record.h"
#include "xlsx.h"

#include <dirent.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char dir[] = "/tmp/test_xlsx.XXXXXX", source[4096];
static const struct sg_date day = {2024, 3, 1};

static int setup(void **state)
{
    (void)state;
    signal(SIGXFSZ, SIG_IGN);
    return getcwd(source, sizeof source) && mkdtemp(dir) && chdir(dir) == 0 ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    unlink("a.xlsx");
    unlink("b.xlsx");
    unlink("want");
    return chdir("/") == 0 && rmdir(dir) == 0 ? 0 : -1; /* fails when anything else was left */
}

static size_t files(void)
{
    size_t n = 0;
    DIR *d = opendir(".");
    assert_non_null(d);
    while (readdir(d))
        n++;
    closedir(d);
    return n - 2;
}

static struct sg_xlsx *open_book(const char *path)
{
    struct sg_fault f;
    struct sg_xlsx *x = sg_xlsx_open(path, day, &f);
    assert_non_null(x);
    return x;
}

static void text(struct sg_xlsx *x, size_t row, size_t column, const char *s)
{
    sg_xlsx_text(x, row, column, SG_X_PLAIN, s, strlen(s));
}

static void write_all(const char *path)
{
    struct sg_fault f;
    struct sg_xlsx *x = open_book(path);
    sg_xlsx_sheet(x, "Eén [blad]: met/zonder?");
    sg_xlsx_width(x, 0, 20);
    sg_xlsx_freeze(x, 1, 0);
    text(x, 0, 0, "naam");
    text(x, 0, 1, "=1+1");
    sg_xlsx_figure(x, 1, 0, SG_X_FIGURE, 1234567, 1, "*");
    sg_xlsx_figure(x, 1, 1, SG_X_FIGURE_TOTAL, -310, 10, "");
    sg_xlsx_integer(x, 1, 2, 267);
    sg_xlsx_date(x, 1, 3, day, true);
    sg_xlsx_date(x, 1, 4, (struct sg_date){2024, 3, 0}, true);
    sg_xlsx_date(x, 1, 5, (struct sg_date){1899, 12, 31}, true);
    sg_xlsx_filter(x, 0, 1, 5);
    sg_xlsx_landscape(x);
    sg_xlsx_sheet(x, "eén  blad   met zonder");
    const struct sg_xlsx_series series = {{0, 0, 0, 0}, {1, 0, 1, 1}};
    struct sg_xlsx_chart chart = {
        .title = "t", .labels = {0, 0, 0, 1}, .series = &series, .count = 1, .row = 3};
    sg_xlsx_chart(x, &chart);
    assert_true(sg_xlsx_end(x, &f));
}

static char *bytes(const char *path, size_t *n)
{
    struct stat st;
    int fd = open(path, O_RDONLY);
    assert_true(fd >= 0 && fstat(fd, &st) == 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    char *p = malloc((size_t)st.st_size);
    assert_true(p && read(fd, p, (size_t)st.st_size) == st.st_size);
    *n = (size_t)st.st_size;
    close(fd);
    return p;
}

static void equal_calls_give_equal_bytes(void **state)
{
    (void)state;
    size_t n, m;
    write_all("a.xlsx");
    sleep(2); /* as coarse as the times in a zip file */
    write_all("b.xlsx");
    char *a = bytes("a.xlsx", &n), *b = bytes("b.xlsx", &m);
    assert_int_equal(n, m);
    assert_memory_equal(a, b, n);
    free(a);
    free(b);
}

static int python(const char *arguments)
{
    char command[8192];
    snprintf(command, sizeof command, "/usr/bin/python3 %s/test/unit/xlsx_read.py %s", source,
             arguments);
    return system(command); /* NOLINT(cert-env33-c): a fixed program on files of this test */
}

static void others_read_what_was_written(void **state)
{
    (void)state;
    char line[512], all[4096] = "";
    write_all("a.xlsx");
    assert_int_equal(python("a.xlsx > want"), 0);
    FILE *f = fopen("want", "r");
    assert_non_null(f);
    while (fgets(line, sizeof line, f))
        strcat(all, line);
    fclose(f);
    assert_string_equal(
        all, "== Eén  blad   met zonder freeze A2 pages high 0 charts: none\n"
             "naam | =1+1\n"
             "1234567{#,##0\"*\"} | -31{#,##0.0} | 267{0} | "
             "2024-03-01 00:00:00{dd-mm-yyyy} | maart 2024 | 31-12-1899\n"
             "== eén  blad   met zonder (2) freeze None pages high 1 charts: BarChart\n");
}

static void hostile_texts_stay_texts(void **state)
{
    (void)state;
    static const char rtl[] = {'\xE2', '\x80', '\xAE', 'a', 'b', 'c', 0};
    static const char *const texts[] = {"=cmd|'/c calc'!A1",
                                        "+1",
                                        "-1",
                                        "@SUM(A1)",
                                        "\t=1",
                                        "{=1}",
                                        "＝1",
                                        "'=1",
                                        " voor en na ",
                                        "regel\nregel",
                                        "_x0041_ en _x000a_",
                                        "_x005F_x0041_",
                                        "\x01\x1F",
                                        "<a>&\"'</a>",
                                        "]]>",
                                        "Ĳsbrand Łukasz 張偉 👩‍👧",
                                        rtl,
                                        "00123",
                                        "1-5",
                                        "TRUE"};
    struct sg_xlsx *x = open_book("a.xlsx");
    struct sg_fault f;
    FILE *want = fopen("want", "w");
    assert_non_null(want);
    sg_xlsx_sheet(x, "t");
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct sg_buf json = {0};
        text(x, i, 0, texts[i]);
        sg_json_text(&json, texts[i], strlen(texts[i]));
        fprintf(want, "%s\n", sg_buf_text(&json));
        sg_buf_free(&json);
    }
    assert_int_equal(fclose(want), 0);
    assert_true(sg_xlsx_end(x, &f));
    assert_int_equal(python("a.xlsx want"), 0);
}

static void what_does_not_fit_is_refused(void **state)
{
    (void)state;
    struct sg_fault f;
    size_t before = files();
    struct sg_xlsx *x = open_book("c.xlsx");
    char *s = malloc(SG_XLSX_TEXT + 4);
    assert_non_null(s);
    memset(s, 'x', SG_XLSX_TEXT + 4);
    memcpy(s, "\xF0\x9F\x91\xA9", 4); /* counts as two */
    assert_int_equal(sg_xlsx_units(s, SG_XLSX_TEXT + 2), SG_XLSX_TEXT);
    sg_xlsx_sheet(x, "t");
    sg_xlsx_text(x, 0, 0, SG_X_PLAIN, s, SG_XLSX_TEXT + 2);
    sg_xlsx_text(x, 1, 0, SG_X_PLAIN, s, SG_XLSX_TEXT + 3);
    assert_false(sg_xlsx_end(x, &f));
    assert_int_equal(f.reason, SG_R_BAD_VALUE);
    free(s);
    x = open_book("c.xlsx");
    sg_xlsx_sheet(x, "t");
    text(x, SG_XLSX_ROWS, 0, "x");
    text(x, 0, SG_XLSX_COLUMNS, "x");
    assert_false(sg_xlsx_end(x, &f));
    assert_int_equal(f.reason, SG_R_BAD_TABLE);
    sg_xlsx_drop(open_book("c.xlsx"));
    assert_null(sg_xlsx_open("/dev/null", day, &f));
    assert_int_equal(f.reason, SG_R_USAGE);
    assert_null(sg_xlsx_open("/nowhere/c.xlsx", day, &f));
    assert_int_equal(f.reason, SG_R_IO);
    assert_int_equal(files(), before);
}

/* Seven rows in sheets of four: the format's own 1,048,576 is tried by a case that takes long. */
static void what_a_sheet_cannot_take_goes_on_in_a_further_one(void **state)
{
    (void)state;
    struct sg_fault f;
    char line[512], all[4096] = "";
    const char *const header[] = {"nummer", "tekst"};
    const struct sg_xlsx_list_opt opt = {
        .name = "lijst", .header = header, .columns = 2, .fixed = 1, .rows = 4};
    struct sg_xlsx *x = open_book("a.xlsx");
    struct sg_xlsx_list *l = sg_xlsx_list(x, &opt);
    for (int64_t i = 0; i < 7; i++) {
        size_t row = sg_xlsx_list_row(l);
        assert_int_equal(row, i % 3 + 1);
        sg_xlsx_integer(x, row, 0, i);
        sg_xlsx_list_fit(l, 1, "x", 1);
        text(x, row, 1, "x");
    }
    sg_xlsx_list_end(l);
    assert_true(sg_xlsx_end(x, &f));
    assert_int_equal(python("a.xlsx > want"), 0);
    FILE *want = fopen("want", "r");
    assert_non_null(want);
    while (fgets(line, sizeof line, want))
        strcat(all, line);
    fclose(want);
    assert_string_equal(
        all, "== lijst freeze B2 pages high 0 charts: none\nnummer | tekst\n"
             "0{0} | x\n1{0} | x\n2{0} | x\n"
             "== lijst (2) freeze B2 pages high 0 charts: none\nnummer | tekst\n"
             "3{0} | x\n4{0} | x\n5{0} | x\n"
             "== lijst (3) freeze B2 pages high 0 charts: none\nnummer | tekst\n6{0} | x\n");
}

static void a_cell_takes_so_many_characters(void **state)
{
    (void)state;
    enum { LONG = 2 * SG_XLSX_TEXT };
    char *s = calloc(1, 2 * LONG);
    assert_non_null(s);
    memset(s, 'x', LONG);
    assert_int_equal(sg_xlsx_fitting(s, SG_XLSX_TEXT), SG_XLSX_TEXT);
    assert_int_equal(sg_xlsx_fitting(s, SG_XLSX_TEXT + 1), SG_XLSX_TEXT);
    /* one of two units, of four bytes, at the end: whole or not at all */
    memcpy(s + SG_XLSX_TEXT - 2, "\xF0\x9F\x91\xA9", 4);
    assert_int_equal(sg_xlsx_fitting(s, SG_XLSX_TEXT + 2), SG_XLSX_TEXT + 2);
    memmove(s + 1, s, SG_XLSX_TEXT + 2);
    assert_int_equal(sg_xlsx_fitting(s, SG_XLSX_TEXT + 3), SG_XLSX_TEXT - 1);
    for (size_t i = 0; i < LONG; i += 2)
        memcpy(s + i, "\xC3\xA9", 2); /* one of two bytes */
    assert_int_equal(sg_xlsx_fitting(s, LONG), LONG);
    memcpy(s + LONG, "\xC3\xA9", 2);
    assert_int_equal(sg_xlsx_fitting(s, LONG + 2), LONG);
    free(s);
}

/* A disk that is full after so many bytes a file: of the rows, of the sheet, of the workbook. */
static void a_full_disk_is_noticed(void **state)
{
    (void)state;
    struct sg_fault f;
    size_t before = files();
    for (rlim_t most = 1024; most <= 4 << 20; most *= 2) {
        struct rlimit old, full = {most, RLIM_INFINITY};
        struct sg_xlsx *x = open_book("c.xlsx");
        assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
        full.rlim_max = old.rlim_max;
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &full), 0);
        sg_xlsx_sheet(x, "t");
        for (size_t i = 0; i < 20000; i++) {
            sg_xlsx_integer(x, i, 0, (int64_t)i * 7919);
            text(x, i, 1, "steeds hetzelfde, dat gaat klein in een zip");
        }
        bool ok = sg_xlsx_end(x, &f);
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
        assert_true(!ok || most >= 2 << 20);
        assert_true(ok || f.reason == SG_R_IO);
        if (ok)
            unlink("c.xlsx");
        assert_int_equal(files(), before);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_calls_give_equal_bytes),
        cmocka_unit_test(others_read_what_was_written),
        cmocka_unit_test(hostile_texts_stay_texts),
        cmocka_unit_test(what_does_not_fit_is_refused),
        cmocka_unit_test(what_a_sheet_cannot_take_goes_on_in_a_further_one),
        cmocka_unit_test(a_cell_takes_so_many_characters),
        cmocka_unit_test(a_full_disk_is_noticed),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
