/* SPDX-License-Identifier: EUPL-1.2 */
/* sg_out: under its final name only when all is well; every failure is told. */
#include "stream_help.h"

#include <fcntl.h>
#include <sys/wait.h>

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
