/* SPDX-License-Identifier: EUPL-1.2 */
/* sg_in: lines and bytes one after the other. */
#include "stream_help.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/wait.h>

static void assert_line(const struct sg_line *got, const struct sg_line *want)
{
    assert_int_equal(got->n, want->n);
    assert_memory_equal(got->p, want->p, want->n);
    assert_int_equal(got->ended, want->ended);
    assert_int_equal(got->too_long, want->too_long);
}

static void check_in(struct sg_in *in, const char *p, size_t n, size_t max)
{
    struct lines plain = {.p = p, .n = n, .max = max};
    struct sg_line want, got;
    struct sg_fault f;
    assert_non_null(in);
    while (plain_next(&plain, &want)) {
        assert_int_equal(sg_in_next(in, &got, &f), 1);
        assert_line(&got, &want);
        assert_int_equal(got.no, want.no);
    }
    assert_int_equal(sg_in_next(in, &got, &f), 0);
    assert_int_equal(sg_in_next(in, &got, &f), 0);
    sg_in_close(in);
}

static void check_file(const void *p, size_t n, size_t max)
{
    struct sg_fault f;
    put_file(file, p, n);
    check_in(sg_in_open(file, max, NULL, NULL, &f), p, n, max);
}

static void small_files(void **state)
{
    (void)state;
    static const char *const text[] = {
        "",      "a",          "\n",           "a\n",      "a\nb",
        "\n\n",  "a\r\nb\r\n", "\xEF\xBB\xBF", "\xEF\xBB", "\xEF\nab",
        "12345", "12345\n",    "123456",       "123456\n", "12345678\n1234567890\n123456\n\n1"};
    for (size_t i = 0; i < sizeof text / sizeof *text; i++)
        check_file(text[i], strlen(text[i]), 5);
    check_file("\xEF\xBB\xBF{}\n", 6, 5);
    check_file("\xEF\xBB\xBF\n", 4, 5);
    check_file("\xEF\xBB\xBF\xEF\xBB\xBF\n", 7, 5);
    check_file("a\n\xEF\xBB\xBF\n", 6, 5);
    check_file("\xEF\xBB\xBF"
               "12345",
               8, 5);
    check_file("nul\0in\n\0\n", 9, 50);
}

static void lines_across_reads(void **state)
{
    (void)state;
    seed = 1;
    static const size_t longest[] = {3, 200, 5000, 300000, 900000};
    static const size_t limit[] = {1, 100, 4999, 262144, 1 << 20};
    for (size_t i = 0; i < 5; i++) {
        char *p = random_lines(1500000, longest[i]);
        for (size_t k = 0; k < 5; k++)
            check_file(p, 1500000 - i, limit[k]);
        free(p);
    }
}

/* A line of 64 MiB (a hole in the file) against a limit of 1,000 bytes. */
static void long_line_is_passed_over(void **state)
{
    (void)state;
    int fd = open(file, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    assert_true(fd >= 0);
    assert_int_equal(ftruncate(fd, 64 << 20), 0);
    assert_int_equal(pwrite(fd, "\nend", 4, 64 << 20), 4);
    close(fd);
    struct sg_fault f;
    struct sg_line line;
    struct sg_in *in = sg_in_open(file, 1000, NULL, NULL, &f);
    assert_non_null(in);
    assert_true(sg_in_seekable(in));
    assert_int_equal(sg_in_next(in, &line, &f), 1);
    assert_true(line.too_long && line.ended && line.n == 1000 && line.no == 1);
    assert_int_equal(sg_in_next(in, &line, &f), 1);
    assert_true(!line.too_long && !line.ended && line.n == 3 && line.no == 2);
    assert_int_equal(sg_in_next(in, &line, &f), 0);
    sg_in_close(in);
}

static void count_flush(void *ctx)
{
    ++*(int *)ctx;
}

/* The reader sees each line of a pipe as soon as it is there, and flushes before it waits. */
static void pipe_is_live(void **state)
{
    (void)state;
    int pipes[2], flushes = 0;
    struct sg_fault f;
    struct sg_line line;
    assert_int_equal(pipe(pipes), 0);
    int saved = dup(STDIN_FILENO);
    dup2(pipes[0], STDIN_FILENO);
    struct sg_in *in = sg_in_open("-", 0, count_flush, &flushes, &f);
    assert_non_null(in);
    assert_false(sg_in_seekable(in));
    assert_int_equal(write(pipes[1], "one\ntwo\nth", 10), 10);
    assert_int_equal(sg_in_next(in, &line, &f), 1);
    assert_int_equal(sg_in_next(in, &line, &f), 1);
    assert_int_equal(flushes, 1);
    assert_int_equal(write(pipes[1], "ree\n", 4), 4);
    assert_int_equal(sg_in_next(in, &line, &f), 1);
    assert_int_equal(flushes, 2);
    assert_int_equal(line.n, 5);
    assert_memory_equal(line.p, "three", 5);
    close(pipes[1]);
    assert_int_equal(sg_in_next(in, &line, &f), 0);
    assert_int_equal(flushes, 3);
    sg_in_close(in);
    dup2(saved, STDIN_FILENO);
    close(saved);
    close(pipes[0]);
}

static void on_alarm(int signal_number)
{
    (void)signal_number;
}

/* Tiny writes, a descriptor set to non-blocking, and signals that interrupt reads. */
static void awkward_pipe(void **state)
{
    (void)state;
    seed = 2;
    const size_t n = 20000;
    char *p = random_lines(n, 90);
    int pipes[2];
    assert_int_equal(pipe(pipes), 0);
    struct sigaction act = {.sa_handler = on_alarm}, before;
    sigaction(SIGALRM, &act, &before); /* before there is a child that sends it */
    pid_t child = fork();
    if (child == 0) {
        for (size_t at = 0, step; at < n; at += step) {
            step = 1 + random_below(300);
            step = step < n - at ? step : n - at;
            if (write(pipes[1], p + at, step) < 0 || kill(getppid(), SIGALRM) < 0)
                _exit(1);
        }
        _exit(0);
    }
    close(pipes[1]);
    fcntl(pipes[0], F_SETFL, O_NONBLOCK);
    struct sg_fault f;
    int saved = dup(STDIN_FILENO);
    dup2(pipes[0], STDIN_FILENO);
    check_in(sg_in_open(NULL, 50, NULL, NULL, &f), p, n, 50);
    dup2(saved, STDIN_FILENO);
    close(saved);
    close(pipes[0]);
    int status = 1;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
    assert_int_equal(status, 0);
    sigaction(SIGALRM, &before, NULL);
    free(p);
}

static void bytes_interface(void **state)
{
    (void)state;
    struct sg_fault f;
    size_t n;
    put_file(file, "\xEF\xBB\xBFhello", 8);
    struct sg_in *in = sg_in_open(file, 0, NULL, NULL, &f);
    assert_non_null(in);
    sg_in_held(in, &n);
    assert_int_equal(n, 0);
    assert_int_equal(sg_in_more(in, &f), 1);
    const char *p = sg_in_held(in, &n);
    assert_int_equal(n, 5);
    assert_memory_equal(p, "hello", 5);
    sg_in_take(in, 4);
    assert_int_equal(sg_in_more(in, &f), 0);
    p = sg_in_held(in, &n);
    assert_int_equal(n, 1);
    assert_int_equal(*p, 'o');
    sg_in_close(in);
}

static void cannot_open(void **state)
{
    (void)state;
    struct sg_fault f;
    assert_null(sg_in_open("/nowhere/at/all", 0, NULL, NULL, &f));
    assert_int_equal(f.reason, SG_R_IO);
    assert_string_equal(f.text, "cannot open: No such file or directory");
    assert_null(sg_in_open(folder, 0, NULL, NULL, &f));
    assert_int_equal(f.reason, SG_R_IO);
    assert_string_equal(f.text, "cannot read: Is a directory");
    assert_null(sg_in_open(folder, 0, NULL, NULL, NULL));
    sg_fail_errno(&f, "cannot open", EACCES);
    assert_int_equal(f.reason, SG_R_PERMISSION);
    sg_fail_errno(&f, "cannot open", ENOMEM);
    assert_int_equal(f.reason, SG_R_MEMORY);
    sg_in_close(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(small_files),
        cmocka_unit_test(lines_across_reads),
        cmocka_unit_test(long_line_is_passed_over),
        cmocka_unit_test(pipe_is_live),
        cmocka_unit_test(awkward_pipe),
        cmocka_unit_test(bytes_interface),
        cmocka_unit_test(cannot_open),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
