/* SPDX-License-Identifier: EUPL-1.2 */
/* sg_scan: the lines of sg_in_next whatever the number of threads, and faults in their order. */
#include "stream_help.h"

#include <errno.h>

/* Both readers must hand out the same bytes; a sum that minds their places is enough. */
static uint64_t sum_of(const char *p, size_t n)
{
    uint64_t sum = n, part;
    for (; n >= sizeof part; p += sizeof part, n -= sizeof part) {
        memcpy(&part, p, sizeof part);
        sum = (sum ^ part) * 1099511628211u;
    }
    while (n)
        sum = (sum ^ (unsigned char)p[--n]) * 1099511628211u;
    return sum;
}

static void describe(const struct sg_line *line, struct sg_fault *f)
{
    sg_fail(f, SG_R_NOTE, "%zu %016llx %d %d", line->n,
            (unsigned long long)sum_of(line->p, line->n), line->ended, line->too_long);
}

/* Every line comes back as a fault that describes it ... */
static bool each_described(void *worker, const struct sg_line *line, struct sg_fault *f)
{
    ++*(size_t *)worker;
    describe(line, f);
    snprintf(f->field, sizeof f->field, "%zu", line->n % 10);
    f->column = line->n;
    return false;
}

/* ... and must be the next one of the plain reader. */
static bool report_described(void *ctx, const struct sg_fault *f)
{
    struct sg_line line = {0};
    struct sg_fault want;
    assert_true(plain_next(ctx, &line));
    describe(&line, &want);
    assert_string_equal(f->text, want.text);
    assert_string_equal(f->file, "");
    assert_int_equal(f->field[0], '0' + line.n % 10);
    assert_int_equal(f->column, line.n);
    assert_int_equal(f->line, line.no);
    return true;
}

static void check_scan(const char *p, size_t n, size_t max, unsigned threads)
{
    struct lines plain = {.p = p, .n = n, .max = max};
    struct sg_line line;
    struct sg_fault f;
    size_t lines = 99, seen[8] = {0}, sum = 0;
    void *worker[8];
    for (int i = 0; i < 8; i++)
        worker[i] = &seen[i];
    const struct sg_scan how = {.each = each_described, .report = report_described, .ctx = &plain};
    assert_true(sg_scan(file, max, threads, worker, &how, &lines, &f));
    assert_false(plain_next(&plain, &line));
    for (int i = 0; i < 8; i++)
        sum += seen[i];
    assert_int_equal(lines, plain.no);
    assert_int_equal(sum, plain.no);
}

static void scan_small_files(void **state)
{
    (void)state;
    static const char *const text[] = {"",
                                       "a",
                                       "\n",
                                       "a\n",
                                       "a\nb",
                                       "\n\n",
                                       "\xEF\xBB\xBF",
                                       "\xEF\xBB",
                                       "\xEF\xBB\xBFy\nz\n",
                                       "123456\n123\n"};
    for (size_t i = 0; i < sizeof text / sizeof *text; i++) {
        put_file(file, text[i], strlen(text[i]));
        check_scan(text[i], strlen(text[i]), 5, 1);
        check_scan(text[i], strlen(text[i]), 5, 4);
    }
}

/* Lines from empty ones (a million in a block, so that it must wait for its report) to ones that
 * span several blocks, limits around both, sizes around the block's. */
static void scan_blocks(void **state)
{
    (void)state;
    static const struct {
        size_t n, longest;
    } shape[] = {{5 << 18, 1},           {(2 << 20) + 1, 40},      {5 << 20, 1000},
                 {(6 << 20) - 1, 90000}, {(9 << 20) + 7, 3 << 20}, {(1 << 20) + 1, 2 << 20}};
    static const size_t limit[] = {10, 5000, 1 << 20, 16 << 20};
    seed = 4;
    for (size_t i = 0; i < sizeof shape / sizeof *shape; i++) {
        char *p = random_lines(shape[i].n, shape[i].longest);
        put_file(file, p, shape[i].n);
        for (unsigned k = i & 1; k < 4; k += 2)
            check_scan(p, shape[i].n, limit[k], k == 3 ? 8 : k + 1);
        free(p);
    }
}

static void scan_newline_at_block_edge(void **state)
{
    (void)state;
    const size_t block = 1 << 20, n = 3 << 20;
    char *p = malloc(n);
    assert_non_null(p);
    for (size_t bom = 0; bom <= 3; bom += 3)
        for (size_t edge = block - 3; edge <= block + 3; edge++) {
            memset(p, 'x', n);
            if (bom)
                memcpy(p, "\xEF\xBB\xBF", 3);
            p[bom + edge] = p[bom + edge + block] = '\n';
            put_file(file, p, n);
            check_scan(p, n, n, 2);
            check_scan(p, n, 1000, 2);
        }
    free(p);
}

static bool each_fault(void *worker, const struct sg_line *line, struct sg_fault *f)
{
    (void)worker;
    if (line->n == 0 || line->p[0] != '!')
        return true;
    return sg_fail(f, SG_R_BAD_JSON, "bad");
}

static bool report_until_third(void *ctx, const struct sg_fault *f)
{
    size_t *got = ctx;
    got[got[0]] = f->line;
    return got[0]++ < 3;
}

static void scan_ends_early(void **state)
{
    (void)state;
    const size_t n = 30 << 20;
    char *p = malloc(n);
    assert_non_null(p);
    memset(p, '\n', n);
    for (size_t line = 1000000; line < n; line += 1000000)
        p[line + line / 1000000 - 2] = '!'; /* each mark takes a byte from the lines before */
    put_file(file, p, n);
    for (unsigned threads = 1; threads <= 3; threads++) {
        size_t got[5] = {1}, lines = 0;
        void *worker[3] = {NULL};
        struct sg_fault f;
        const struct sg_scan how = {.each = each_fault, .report = report_until_third, .ctx = got};
        assert_true(sg_scan(file, 0, threads, worker, &how, &lines, &f));
        assert_int_equal(got[0], 4);
        assert_int_equal(got[1], 1000000);
        assert_int_equal(got[2], 2000000);
        assert_int_equal(got[3], 3000000);
        assert_int_equal(lines, 3000000);
    }
    free(p);
}

/* The file changes while it is read: at the first line, by the first thread that sees one. */
struct change {
    off_t size;
    bool done; /* only one thread is used */
};

static bool each_changing(void *worker, const struct sg_line *line, struct sg_fault *f)
{
    struct change *change = worker;
    (void)line;
    (void)f;
    if (!change->done && truncate(file, change->size) != 0)
        return sg_fail_errno(f, "truncate", errno);
    change->done = true;
    return true;
}

static bool report_none(void *ctx, const struct sg_fault *f)
{
    (void)ctx;
    fail_msg("%s", f->text);
    return false;
}

static void scan_of_a_changing_file(void **state)
{
    (void)state;
    const size_t n = 4 << 20;
    struct sg_fault f;
    size_t lines = 0;
    char *p = malloc(n);
    assert_non_null(p);
    memset(p, 'x', n);
    for (size_t i = 99; i < n; i += 100)
        p[i] = '\n';
    put_file(file, p, n);
    free(p);
    const struct sg_scan how = {.each = each_changing, .report = report_none};
    struct change grows = {.size = 9 << 20}, shrinks = {.size = 2500000};
    void *worker[1] = {&grows};
    assert_true(sg_scan(file, 0, 1, worker, &how, &lines, &f));
    assert_int_equal(lines, (n + 99) / 100);
    worker[0] = &shrinks;
    assert_true(sg_scan(file, 0, 1, worker, &how, &lines, &f));
    assert_int_equal(lines, 25000);
}

/* ---- what is made comes in the order of the lines ---- */

static bool each_copied(void *worker, const struct sg_line *line, struct sg_fault *f)
{
    (void)f;
    sg_buf_add(worker, line->p, line->n);
    sg_buf_char(worker, '\n');
    return true;
}

static struct sg_buf *made_by(void *worker)
{
    return worker;
}

struct taken {
    const char *rest; /* of the file, what was not taken yet */
    size_t n, blocks;
};

static bool take_in_order(void *ctx, struct sg_buf *made)
{
    struct taken *t = ctx;
    assert_true(made->n <= t->n);
    assert_memory_equal(made->p ? made->p : "", t->rest, made->n);
    t->rest += made->n;
    t->n -= made->n;
    return --t->blocks > 0;
}

static void scan_makes_in_order(void **state)
{
    (void)state;
    const size_t n = 9 << 20;
    seed = 5;
    char *p = random_lines(n, 3000);
    p[n - 1] = '\n';
    put_file(file, p, n);
    for (unsigned threads = 1; threads <= 4; threads++) {
        struct sg_buf made[4] = {{0}};
        void *worker[4] = {&made[0], &made[1], &made[2], &made[3]};
        struct sg_fault f;
        struct taken all = {p, n, 100}, some = {p, n, 3};
        struct sg_scan how = {each_copied, report_none, made_by, take_in_order, &all};
        assert_true(sg_scan(file, 0, threads, worker, &how, NULL, &f));
        assert_int_equal(all.n, 0);
        assert_int_equal(all.blocks, 91);
        how.ctx = &some;
        assert_true(sg_scan(file, 0, threads, worker, &how, NULL, &f));
        assert_int_equal(some.blocks, 0);
        for (int i = 0; i < 4; i++)
            sg_buf_free(&made[i]);
    }
    free(p);
}

static void scan_refuses(void **state)
{
    (void)state;
    struct sg_fault f;
    const struct sg_scan how = {.each = each_fault, .report = report_none};
    void *worker[1] = {NULL};
    assert_false(sg_scan("/nowhere/at/all", 0, 1, worker, &how, NULL, &f));
    assert_string_equal(f.text, "cannot open: No such file or directory");
    assert_false(sg_scan("/dev/null", 0, 1, worker, &how, NULL, &f));
    assert_int_equal(f.reason, SG_R_IO);
    assert_string_equal(f.text, "cannot read: not a regular file");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scan_small_files),
        cmocka_unit_test(scan_blocks),
        cmocka_unit_test(scan_newline_at_block_edge),
        cmocka_unit_test(scan_ends_early),
        cmocka_unit_test(scan_of_a_changing_file),
        cmocka_unit_test(scan_makes_in_order),
        cmocka_unit_test(scan_refuses),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
