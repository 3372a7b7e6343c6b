/* SPDX-License-Identifier: EUPL-1.2 */
/* A filter that adds the number of a signal's members: what comes out, in which order, and when it
 * stops. */
#include "filter.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { THREADS = 4 };
static char dir[] = "/tmp/test_filter.XXXXXX";
static struct sg_cli cli;
static const char *operand = "in";
static size_t calls[THREADS];
static void *const worker[THREADS] = {&calls[0], &calls[1], &calls[2], &calls[3]};

static int setup(void **state)
{
    (void)state;
    static char name[] = "test";
    char *argv[] = {name, NULL};
    strcpy(dir + sizeof dir - 7, "XXXXXX");
    if (!mkdtemp(dir) || chdir(dir) != 0)
        return -1;
    cli = (struct sg_cli){.program = "test", .usage = ""};
    setenv("SIG_TODAY", "2024-06-15", 1);
    if (!sg_cli_begin(&cli, SG_C_READER, NULL, 1, argv))
        return -1;
    cli.operands = &operand;
    cli.operand_count = 1;
    cli.output = "out";
    memset(calls, 0, sizeof calls);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    unlink("in");
    unlink("out");
    unlink("said");
    sg_cli_end(&cli);
    return chdir("/") == 0 && rmdir(dir) == 0 ? 0 : -1;
}

/* `count` of the members there are besides; refuses what has none. */
static bool count_members(void *worker_of, const struct sg_record *r, struct sg_buf *members,
                          struct sg_fault *f)
{
    unsigned n = r->count - (sg_record_get(r, "count").kind != SG_ABSENT);
    ++*(size_t *)worker_of;
    sg_buf_fmt(members, "\"count\":%u", n);
    return n > 0 || sg_fail(f, SG_R_BAD_VALUE, "nothing in it");
}

static void put(const char *name, const struct sg_buf *b)
{
    int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    assert_true(fd >= 0 && write(fd, b->p, b->n) == (ssize_t)b->n && close(fd) == 0);
}

static void get(const char *name, struct sg_buf *b)
{
    int fd = open(name, O_RDONLY);
    ssize_t n;
    sg_buf_clear(b);
    assert_true(fd >= 0);
    while ((n = read(fd, sg_buf_room(b, 1 << 16), 1 << 16)) > 0)
        b->n += (size_t)n;
    close(fd);
}

/* Runs with the messages going to a file. */
static void run(unsigned threads)
{
    static const char *const own[] = {"count", NULL};
    int kept = dup(2), to = open("said", O_WRONLY | O_CREAT | O_TRUNC, 0600);
    assert_true(kept >= 0 && to >= 0 && dup2(to, 2) == 2);
    cli.threads = threads;
    sg_filter(&cli, own, count_members, worker, NULL);
    assert_true(dup2(kept, 2) == 2);
    close(to);
    close(kept);
}

/* Lines of very different length, some bad; what must come of them. */
static void make_lines(struct sg_buf *in, struct sg_buf *want)
{
    for (int i = 0; i < 40000; i++) {
        if (i % 10000 == 77) {
            sg_buf_str(in, i % 20000 == 77 ? "{}\n" : "{\"a\":\n");
            continue;
        }
        size_t from = in->n;
        sg_buf_fmt(in, "{ \"nr\":%d.50 ,\"x\":\"", i);
        for (int k = i * 7919 % 300; k > 0; k--)
            sg_buf_str(in, "\\u0041b");
        sg_buf_str(in, "\"");
        sg_buf_add(want, in->p + from, in->n - from);
        sg_buf_str(in, "}\n");
        sg_buf_str(want, ",\"count\":2}\n");
    }
}

static void in_order_whatever_the_threads(void **state)
{
    (void)state;
    struct sg_buf in = {0}, want = {0}, out = {0};
    make_lines(&in, &want);
    put("in", &in);
    for (unsigned threads = 1; threads <= THREADS; threads++) {
        run(threads);
        get("out", &out);
        assert_int_equal(out.n, want.n);
        assert_memory_equal(out.p, want.p, want.n);
        get("said", &out);
        assert_string_equal(sg_buf_text(&out),
                            "test: in:78: nothing in it [bad-value]\n"
                            "test: in:10078: the line is cut off after byte 5 [bad-json]\n"
                            "test: in:20078: nothing in it [bad-value]\n"
                            "test: in:30078: the line is cut off after byte 5 [bad-json]\n");
    }
    put("in", &want); /* its own output again */
    run(2);
    get("out", &out);
    assert_int_equal(out.n, want.n);
    assert_memory_equal(out.p, want.p, want.n);
    sg_buf_free(&in);
    sg_buf_free(&want);
    sg_buf_free(&out);
}

static void stops_when_nobody_takes_it(void **state)
{
    (void)state;
    struct sg_buf in = {0}, want = {0}, said = {0};
    for (int i = 0; i < 4; i++)
        make_lines(&in, &want);
    put("in", &in);
    cli.output = "/dev/full";
    for (unsigned threads = 1; threads <= THREADS; threads += 3) {
        memset(calls, 0, sizeof calls);
        run(threads);
        assert_true(calls[0] + calls[1] + calls[2] + calls[3] < 100000);
        get("said", &said);
        assert_non_null(strstr(sg_buf_text(&said), "/dev/full: cannot write: No space left"));
    }
    assert_int_equal(sg_status(SG_DONE), SG_BROKEN);
    sg_buf_free(&in);
    sg_buf_free(&want);
    sg_buf_free(&said);
}

static void empty_input_is_told(void **state)
{
    (void)state;
    struct sg_buf b = {0};
    put("in", &b);
    run(2);
    get("said", &b);
    assert_string_equal(sg_buf_text(&b), "test: no signal at all was read [no-input]\n");
    get("out", &b);
    assert_int_equal(b.n, 0);
    sg_buf_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(in_order_whatever_the_threads, setup, teardown),
        cmocka_unit_test_setup_teardown(empty_input_is_told, setup, teardown),
        cmocka_unit_test_setup_teardown(stops_when_nobody_takes_it, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
