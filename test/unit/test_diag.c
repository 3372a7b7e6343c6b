/* SPDX-License-Identifier: EUPL-1.2 */
/* What a process says and how it ends, watched from outside: each voice speaks in a child. */
#include "diag.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

/* Runs `speak` in a child, with what it writes to standard error put into `said`; returns the
 * status that the child ends with. */
static int child(int (*speak)(void), char *said, size_t size)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    fflush(NULL);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        close(ends[0]);
        dup2(ends[1], 2);
        _exit(speak());
    }
    close(ends[1]);
    size_t n = 0;
    ssize_t got;
    while (n + 1 < size && (got = read(ends[0], said + n, size - 1 - n)) > 0)
        n += (size_t)got;
    said[n] = '\0';
    close(ends[0]);
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

/* ---- faults ---- */

static void fail_fills_and_returns_false(void **state)
{
    (void)state;
    struct sg_fault f;
    memset(&f, 'x', sizeof f);
    assert_false(sg_fail(&f, SG_R_BAD_DATE, "%s has no day %d", "February", 30));
    assert_int_equal(f.reason, SG_R_BAD_DATE);
    assert_string_equal(f.text, "February has no day 30");
    assert_string_equal(f.file, "");
    assert_string_equal(f.field, "");
    assert_int_equal(f.line, 0);
    assert_int_equal(f.column, 0);
    assert_false(sg_fail(NULL, SG_R_IO, "nobody asks"));
}

static void fail_cuts_a_text_that_is_too_long(void **state)
{
    (void)state;
    struct sg_fault f;
    sg_fail(&f, SG_R_NOTE, "%01000d", 7);
    assert_int_equal(strlen(f.text), sizeof f.text - 1);
}

static void reasons_are_unique_and_sorted_by_status(void **state)
{
    (void)state;
    for (int i = 0; i < SG_REASON_COUNT; i++) {
        enum sg_reason r = (enum sg_reason)i;
        assert_true(*sg_reason_code(r) && *sg_reason_sentence(r));
        assert_int_equal(strspn(sg_reason_code(r), "abcdefghijklmnopqrstuvwxyz0123456789-"),
                         strlen(sg_reason_code(r)));
        if (i > 0)
            assert_true(sg_reason_status((enum sg_reason)(i - 1)) <= sg_reason_status(r));
        for (int k = 0; k < i; k++)
            assert_string_not_equal(sg_reason_code(r), sg_reason_code((enum sg_reason)k));
    }
}

static const char *manual(void)
{
    static char text[1 << 16];
    FILE *f = fopen("man/sig.7", "r"); /* tests run at the top of the source tree */
    assert_non_null(f);
    size_t n = fread(text, 1, sizeof text - 1, f);
    fclose(f);
    assert_true(n < sizeof text - 1);
    text[n] = '\0';
    return text;
}

/* Each reason stands in the overview as a row "code<TAB>status<TAB>sentence", and no other does. */
static void manual_lists_each_reason(void **state)
{
    (void)state;
    const char *text = manual();
    for (int i = 0; i < SG_REASON_COUNT; i++) {
        enum sg_reason r = (enum sg_reason)i;
        char row[200];
        snprintf(row, sizeof row, "\n.It %s Ta %d Ta %s\n", sg_reason_code(r),
                 (int)sg_reason_status(r), sg_reason_sentence(r));
        for (char *p = row; (p = strstr(p, "\\u")); p += 3) /* a backslash is \e in mdoc */
            memmove(p + 2, p + 1, strlen(p)), p[1] = 'e';
        if (!strstr(text, row))
            fail_msg("man/sig.7 lacks the row: %s", row + 1);
    }
    int rows = 0;
    for (const char *p = text; (p = strstr(p, " Ta ")); p++)
        rows++;
    assert_int_equal(rows, 2 * SG_REASON_COUNT);
}

/* ---- messages ---- */

static int every_form(void)
{
    struct sg_fault f;
    sg_diag_begin("sig-test");
    sg_say(SG_R_NOTE, "%d lines", 3);
    sg_fail(&f, SG_R_BAD_JSON, "not an object");
    sg_complain(NULL, 0, &f);
    sg_complain("a.jsonl", 0, &f);
    sg_complain("a.jsonl", 7, &f);
    snprintf(f.field, sizeof f.field, "forms");
    sg_complain("a.jsonl", 7, &f);
    sg_complain(NULL, 0, &f);
    f.line = 2; /* the fault knows better than its caller */
    sg_complain("a.jsonl", 7, &f);
    snprintf(f.file, sizeof f.file, "codes.csv");
    sg_complain("a.jsonl", 7, &f);
    return (int)sg_status(SG_DONE);
}

static void complaints_name_what_they_know(void **state)
{
    (void)state;
    char said[2000];
    assert_int_equal(child(every_form, said, sizeof said), SG_REJECTED);
    assert_string_equal(said, "sig-test: 3 lines [note]\n"
                              "sig-test: not an object [bad-json]\n"
                              "sig-test: a.jsonl: not an object [bad-json]\n"
                              "sig-test: a.jsonl:7: not an object [bad-json]\n"
                              "sig-test: a.jsonl:7:forms: not an object [bad-json]\n"
                              "sig-test: forms: not an object [bad-json]\n"
                              "sig-test: a.jsonl:2:forms: not an object [bad-json]\n"
                              "sig-test: codes.csv:2:forms: not an object [bad-json]\n");
}

static int long_path(void)
{
    struct sg_fault f;
    char path[3000];
    memset(path, 'd', sizeof path);
    path[sizeof path - 1] = '\0';
    sg_diag_begin("sig-test");
    sg_fail(&f, SG_R_IO, "cannot be read");
    sg_complain(path, 0, &f);
    return (int)sg_status(SG_DONE);
}

/* However long the path: scripts look for the code and for the end of the line. */
static void a_long_path_leaves_the_reason_whole(void **state)
{
    (void)state;
    char said[8000];
    assert_int_equal(child(long_path, said, sizeof said), SG_BROKEN);
    const char *end = ": cannot be read [input-output]\n";
    assert_true(strlen(said) > strlen(end));
    assert_string_equal(said + strlen(said) - strlen(end), end);
}

/* ---- the end ---- */

static int worst_wins(void)
{
    struct sg_fault f;
    sg_diag_begin("sig-test");
    int wrong = sg_status(SG_DONE) != SG_DONE;
    sg_say(SG_R_NOTE, "a notice");
    wrong |= sg_status(SG_DONE) != SG_DONE;
    sg_fail(&f, SG_R_BAD_MAP, "no such column");
    sg_complain(NULL, 0, &f);
    wrong |= sg_status(SG_DONE) != SG_USAGE;
    sg_fail(&f, SG_R_BAD_DATE, "no date");
    sg_complain(NULL, 0, &f);
    wrong |= sg_status(SG_REJECTED) != SG_USAGE;
    return wrong;
}

static void the_worst_status_wins(void **state)
{
    (void)state;
    char said[500];
    assert_int_equal(child(worst_wins, said, sizeof said), 0);
}

static int all_closed(void)
{
    for (int fd = 0; fd <= 2; fd++)
        close(fd);
    sg_diag_begin("sig-test");
    int opened = open("/dev/null", O_RDWR);
    /* What was closed stays unusable for its purpose: a lost output must be noticed. */
    char c = 0;
    bool writes = write(1, &c, 1) == 1 || write(2, &c, 1) == 1;
    bool reads = read(0, &c, 1) >= 0;
    return opened >= 3 && !writes && !reads ? 0 : 1;
}

static int output_closed(void)
{
    close(1);
    sg_diag_begin("sig-test");
    return open("/dev/null", O_RDWR) >= 3 ? 0 : 1;
}

static void no_file_becomes_a_standard_descriptor(void **state)
{
    (void)state;
    char said[100];
    assert_int_equal(child(all_closed, said, sizeof said), 0);
    assert_int_equal(child(output_closed, said, sizeof said), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fail_fills_and_returns_false),
        cmocka_unit_test(fail_cuts_a_text_that_is_too_long),
        cmocka_unit_test(reasons_are_unique_and_sorted_by_status),
        cmocka_unit_test(manual_lists_each_reason),
        cmocka_unit_test(complaints_name_what_they_know),
        cmocka_unit_test(a_long_path_leaves_the_reason_whole),
        cmocka_unit_test(the_worst_status_wins),
        cmocka_unit_test(no_file_becomes_a_standard_descriptor),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
