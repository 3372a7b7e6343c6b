/* SPDX-License-Identifier: EUPL-1.2 */
#include "stream.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[] = "/tmp/test_stream.XXXXXX";
static char file[64], other[64]; /* two names in it */

static int make_folder(void **state)
{
    (void)state;
    signal(SIGPIPE, SIG_IGN);
    umask(022);
    if (!mkdtemp(folder))
        return -1;
    snprintf(file, sizeof file, "%s/in", folder);
    snprintf(other, sizeof other, "%s/out", folder);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    unlink(file);
    unlink(other);
    return rmdir(folder); /* fails when a temporary file was left behind */
}

static void put_file(const char *path, const void *p, size_t n)
{
    FILE *out = fopen(path, "wb");
    assert_non_null(out);
    assert_int_equal(fwrite(p, 1, n, out), n);
    assert_int_equal(fclose(out), 0);
}

static void assert_file(const char *path, const void *p, size_t n)
{
    FILE *in = fopen(path, "rb");
    assert_non_null(in);
    char *got = malloc(n + 1);
    assert_non_null(got);
    assert_int_equal(fread(got, 1, n + 1, in), n);
    assert_memory_equal(got, p, n);
    free(got);
    fclose(in);
}

/* ---- an obvious reader to compare with ---- */

struct lines {
    const char *p;
    size_t n, at, no, max;
};

static bool plain_next(struct lines *l, struct sg_line *line)
{
    if (l->no == 0 && l->n >= 3 && memcmp(l->p, "\xEF\xBB\xBF", 3) == 0)
        l->at = 3;
    if (l->at == l->n)
        return false;
    size_t end = l->at;
    while (end < l->n && l->p[end] != '\n')
        end++;
    size_t n = end - l->at;
    *line = (struct sg_line){.p = l->p + l->at,
                             .n = n < l->max ? n : l->max,
                             .no = ++l->no,
                             .ended = end<l->n, .too_long = n> l->max};
    l->at = end + line->ended;
    return true;
}

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

/* Repeatable random numbers (xorshift64). */
static uint64_t seed;
static size_t random_below(size_t n)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (size_t)(seed % n);
}

/* Lines of random length below `longest`, some empty; the last one with or without newline. */
static char *random_lines(size_t n, size_t longest)
{
    char *p = malloc(n + 1);
    assert_non_null(p);
    for (size_t i = 0, next = 0; i < n; i++) {
        p[i] = (char)('a' + i % 26);
        if (i == next) {
            p[i] = '\n';
            next = i + 1 + (random_below(4) ? random_below(longest) : 0);
        }
    }
    return p;
}

/* ---- in ---- */

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
    struct sigaction act = {.sa_handler = on_alarm}, before;
    sigaction(SIGALRM, &act, &before);
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

/* ---- out ---- */

static void out_gets_its_name_at_the_end(void **state)
{
    (void)state;
    struct sg_fault f;
    struct stat st;
    unlink(other);
    struct sg_out *o = sg_out_open(other, 0640, &f);
    assert_non_null(o);
    sg_out_str(o, "one\n");
    assert_true(sg_out_flush(o, &f));
    assert_int_equal(stat(other, &st), -1);
    sg_out_add(o, "two\n", 4);
    assert_true(sg_out_end(o, &f));
    assert_file(other, "one\ntwo\n", 8);
    assert_int_equal(stat(other, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0640);
}

static void out_replaces_whole(void **state)
{
    (void)state;
    struct sg_fault f;
    struct stat st;
    put_file(other, "before", 6);
    assert_int_equal(chmod(other, 0600), 0);
    struct sg_out *o = sg_out_open(other, 0644, &f);
    assert_non_null(o);
    sg_out_str(o, "after that");
    sg_out_drop(o);
    assert_file(other, "before", 6);
    o = sg_out_open(other, 0644, &f);
    assert_non_null(o);
    sg_out_str(o, "after");
    assert_true(sg_out_end(o, &f));
    assert_file(other, "after", 5);
    assert_int_equal(stat(other, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    sg_out_drop(NULL);
}

static void out_sizes(void **state)
{
    (void)state;
    struct sg_fault f;
    const size_t n = 400000;
    char *p = random_lines(n, 50);
    seed = 3;
    struct sg_out *o = sg_out_open(other, 0600, &f);
    assert_non_null(o);
    for (size_t at = 0, step; at < n; at += step) {
        step = random_below(random_below(20) ? 3000 : 150000);
        step = step < n - at ? step : n - at;
        sg_out_add(o, p + at, step);
    }
    assert_true(sg_out_end(o, &f));
    assert_file(other, p, n);
    free(p);
}

static void out_through_a_link(void **state)
{
    (void)state;
    struct sg_fault f;
    struct stat st;
    put_file(file, "before", 6);
    unlink(other);
    assert_int_equal(symlink(file, other), 0);
    struct sg_out *o = sg_out_open(other, 0600, &f);
    assert_non_null(o);
    sg_out_str(o, "after");
    assert_true(sg_out_end(o, &f));
    assert_int_equal(lstat(other, &st), 0);
    assert_true(S_ISLNK(st.st_mode));
    assert_file(file, "after", 5);
    unlink(other);
}

/* A name that a dead process left is neither followed nor overwritten. */
static void temporary_name_is_taken(void **state)
{
    (void)state;
    struct sg_fault f;
    char taken[96];
    struct stat st;
    snprintf(taken, sizeof taken, "%s/.out.%ld.tmp", folder, (long)getpid());
    put_file(file, "victim", 6);
    assert_int_equal(symlink(file, taken), 0);
    struct sg_out *o = sg_out_open(other, 0600, &f);
    assert_non_null(o);
    sg_out_str(o, "new");
    assert_true(sg_out_end(o, &f));
    assert_file(other, "new", 3);
    assert_file(file, "victim", 6);
    assert_int_equal(lstat(taken, &st), 0);
    unlink(taken);
}

static void out_to_a_pipe_by_name(void **state)
{
    (void)state;
    struct sg_fault f;
    char got[8];
    unlink(other);
    assert_int_equal(mkfifo(other, 0600), 0);
    int fd = open(other, O_RDONLY | O_NONBLOCK);
    struct sg_out *o = sg_out_open(other, 0600, &f);
    assert_non_null(o);
    sg_out_str(o, "piped");
    assert_true(sg_out_end(o, &f));
    assert_int_equal(read(fd, got, sizeof got), 5);
    assert_memory_equal(got, "piped", 5);
    close(fd);
    unlink(other);
}

static void full_disk(void **state)
{
    (void)state;
    struct sg_fault f;
    struct sg_out *o = sg_out_open("/dev/full", 0600, &f);
    assert_non_null(o);
    sg_out_str(o, "secret");
    assert_false(sg_out_flush(o, &f));
    sg_out_str(o, "more");
    assert_false(sg_out_end(o, &f));
    assert_int_equal(f.reason, SG_R_IO);
    assert_string_equal(f.text, "cannot write: No space left on device");
    assert_string_equal(f.file, "/dev/full");
}

/* Calls sg_out on a standard output that is `fd` (-1: closed) in a child; its text comes back. */
static void standard_output(int fd, const char *path, const char *want)
{
    int pipes[2];
    char got[400] = "";
    assert_int_equal(pipe(pipes), 0);
    pid_t child = fork();
    if (child == 0) {
        if (fd < 0)
            close(STDOUT_FILENO);
        else
            dup2(fd, STDOUT_FILENO);
        struct sg_fault f = {.text = "done"};
        struct sg_out *o = sg_out_open(path, 0600, &f);
        if (o) {
            sg_out_str(o, "text\n");
            sg_out_end(o, &f);
        }
        _exit(!sg_write_all(pipes[1], f.text, strlen(f.text)));
    }
    close(pipes[1]);
    assert_true(read(pipes[0], got, sizeof got - 1) > 0);
    close(pipes[0]);
    int status = 1;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    assert_string_equal(got, want);
}

static void standard_output_fails(void **state)
{
    (void)state;
    int pipes[2];
    standard_output(-1, "-", "cannot write: Bad file descriptor");
    int full = open("/dev/full", O_WRONLY);
    standard_output(full, NULL, "cannot write: No space left on device");
    close(full);
    assert_int_equal(pipe(pipes), 0);
    close(pipes[0]);
    standard_output(pipes[1], "-", "cannot write: Broken pipe");
    close(pipes[1]);
}

/* Standard output under a name is not replaced by another file. */
static void standard_output_by_name(void **state)
{
    (void)state;
    int fd = open(file, O_RDWR | O_CREAT | O_TRUNC, 0600);
    assert_int_equal(write(fd, "first\n", 6), 6);
    standard_output(fd, "/dev/stdout", "done");
    standard_output(fd, file, "done");
    assert_int_equal(write(fd, "last\n", 5), 5);
    close(fd);
    assert_file(file, "first\ntext\ntext\nlast\n", 21);
}

static void cannot_create(void **state)
{
    (void)state;
    struct sg_fault f;
    assert_null(sg_out_open("/nowhere/at/all", 0600, &f));
    assert_int_equal(f.reason, SG_R_IO);
    assert_string_equal(f.text, "cannot write: No such file or directory");
    assert_string_equal(f.file, "/nowhere/at/all");
    assert_null(sg_out_open(folder, 0600, &f));
    assert_string_equal(f.text, "cannot write: Is a directory");
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
        cmocka_unit_test(out_gets_its_name_at_the_end),
        cmocka_unit_test(out_replaces_whole),
        cmocka_unit_test(out_sizes),
        cmocka_unit_test(out_through_a_link),
        cmocka_unit_test(temporary_name_is_taken),
        cmocka_unit_test(out_to_a_pipe_by_name),
        cmocka_unit_test(full_disk),
        cmocka_unit_test(standard_output_fails),
        cmocka_unit_test(standard_output_by_name),
        cmocka_unit_test(cannot_create),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
