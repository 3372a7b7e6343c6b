/* SPDX-License-Identifier: EUPL-1.2 */
/* Signals on their way into a registry, through the header alone. */
#include "intake_help.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

static struct sg_intake_opt opt;

static int registry_setup(void **state)
{
    if (setup(state) != 0)
        return -1;
    cli.registry = "r.jsonl";
    opt = (struct sg_intake_opt){.by = "", .wait_s = 5};
    return 0;
}

static void save_text(const char *name, const char *text)
{
    save(name, text, strlen(text));
}

/* How many lines of a file contain a text ("" counts all). */
static int count(const char *name, const char *text)
{
    char line[8192];
    int n = 0;
    FILE *f = fopen(name, "r");
    while (f && fgets(line, sizeof line, f))
        n += strstr(line, text) != NULL;
    if (f)
        fclose(f);
    return n;
}

static bool take(struct sg_intake *in, const char *line, struct sg_fault *f)
{
    memset(f, 0, sizeof *f);
    return sg_intake_signal(in, record(line), f);
}

static void printed_only_when_safe(void **state)
{
    (void)state;
    struct sg_fault f;
    struct sg_intake *in = sg_intake_open(&cli, &opt);
    assert_non_null(in);
    assert_true(take(in, "{\"received\":\"2024\"}", &f));
    assert_true(take(in, "{\"received\":\"2023-05\"}", &f));
    assert_int_equal(count("r.jsonl", ""), 0); /* it waits for its batch */
    assert_true(sg_intake_flush(in));
    assert_int_equal(count("r.jsonl", "\"seal\""), 2);
    assert_true(sg_intake_flush(in)); /* nothing waits: nothing happens */
    sg_intake_end(in, false);
    assert_int_equal(count("out", ""), 2);
    assert_int_equal(count("out", "SIG-2023-00002"), 1);
    assert_int_equal(sg_status(SG_DONE), SG_DONE);
}

static void refused_signals(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        enum sg_reason reason;
    } bad[] = {
        {"{}", SG_R_MISSING_FIELD},
        {"{\"received\":\"2025\"}", SG_R_FUTURE_DATE},
        {"{\"received\":\"2024\",\"id\":\"x\"}", SG_R_BAD_FIELD},
        {"{\"received\":\"2024\",\"id\":null}", SG_R_BAD_FIELD},
        {"{\"received\":\"2024\",\"text\":\"123456782\"}", SG_R_BSN},
        {"{\"received\":\"2024\",\"forms\":[\"labour\",\"arbeid\"]}", SG_R_BAD_FIELD},
    };
    struct sg_fault f;
    struct sg_intake *in = sg_intake_open(&cli, &opt);
    assert_non_null(in);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (take(in, bad[i].line, &f) || f.reason != bad[i].reason)
            fail_msg("%s: [%s] %s", bad[i].line, sg_reason_code(f.reason), f.text);
    sg_intake_end(in, false);
    assert_int_equal(count("r.jsonl", ""), 0);
    opt.allow_bsn = true;
    in = sg_intake_open(&cli, &opt);
    assert_true(take(in, bad[4].line, &f));
    sg_intake_end(in, false);
    assert_int_equal(count("r.jsonl", "123456782"), 1);
}

/* Lines of a named source are known again, those of another are others; equal lines stay as many
 * as they are; a key that a signal brings along is its own. */
static void sources(void **state)
{
    (void)state;
    static const char *const names[] = {"a", "a", "b", NULL, "a"};
    static const int after[] = {3, 3, 6, 9, 9};
    struct sg_fault f;
    for (size_t i = 0; i < 5; i++) {
        opt.source = names[i];
        struct sg_intake *in = sg_intake_open(&cli, &opt);
        assert_non_null(in);
        assert_true(take(in, "{\"received\":\"2024\"}", &f));
        assert_true(take(in, "{\"received\":\"2024\"}", &f));
        assert_true(take(in, "{\"received\":\"2024-01\"}", &f));
        sg_intake_end(in, false);
        assert_int_equal(count("r.jsonl", ""), after[i]);
    }
    struct sg_intake *in = sg_intake_open(&cli, &opt);
    for (int i = 0; i < 3; i++)
        assert_true(take(in,
                         "{\"received\":\"2024\",\"source\":{\"name\":\"z\",\"key\":"
                         "\"0123456789abcdef0123456789abcdef\"}}",
                         &f));
    sg_intake_end(in, false);
    assert_int_equal(count("r.jsonl", ""), 10);
}

static void dry_run_writes_nothing(void **state)
{
    (void)state;
    struct sg_fault f;
    opt.dry_run = true;
    opt.source = "a";
    struct sg_intake *in = sg_intake_open(&cli, &opt);
    assert_non_null(in);
    assert_true(take(in, "{\"received\":\"2024\"}", &f));
    assert_false(take(in, "{\"received\":\"2024-02-30\"}", &f));
    sg_intake_end(in, false);
    assert_int_equal(access("r.jsonl", F_OK), -1);
    assert_int_equal(access("r.jsonl.key", F_OK), -1);
    assert_int_equal(access("r.jsonl.lock", F_OK), -1);
    assert_int_equal(count("out", ""), 0);
}

/* More than a block and more than a batch, over several threads: in the order of the file. */
static void many_rows_in_order(void **state)
{
    (void)state;
    enum { ROWS = 40000 };
    FILE *f = fopen("rows.csv", "w");
    assert_non_null(f);
    fputs("D;N\n", f);
    for (int i = 0; i < ROWS; i++)
        fprintf(f, "%s;%d\n", i % 9000 == 7 ? "30-2-2024" : "1-3-2024", i);
    fclose(f);
    save_text("map.csv", "column;field\nD;received\nN;case.number\n");
    cli.threads = 4;
    cli.rejects = "rejects";
    struct sg_fault fault;
    for (int again = 0; again < 2; again++) {
        struct sg_map *m = sg_map_open("map.csv", cli.profile, &fault);
        struct sg_intake *in = sg_intake_open(&cli, &opt);
        assert_true(m && in);
        overhear(true);
        assert_true(sg_intake_csv(in, "rows.csv", m, 0));
        sg_intake_end(in, true);
        sg_map_free(m);
        overhear(false);
        assert_int_equal(count("said", "[bad-date]"), 5);
        assert_int_equal(
            count("said", again ? "40000 read: 0 added, 39995 already there, 5 rejected"
                                : "40000 read: 39995 added, 0 already there, 5 rejected"),
            1);
        assert_int_equal(count("rejects", "bad-date"), 5);
    }
    char line[1024], want[64];
    int n = 0;
    f = fopen("r.jsonl", "r");
    for (int i = 0; i < ROWS; i++) {
        if (i % 9000 == 7)
            continue;
        assert_non_null(fgets(line, sizeof line, f));
        snprintf(want, sizeof want, "\"number\":\"%d\"}", i);
        assert_non_null(strstr(line, want));
        snprintf(want, sizeof want, "\"seal\":{\"n\":%d,", ++n);
        assert_non_null(strstr(line, want));
    }
    fclose(f);
    assert_int_equal(sg_status(SG_DONE), SG_REJECTED);
}

/* The disk is full in the middle: said once, nothing acknowledged that is not there, and the run
 * ends with "broken". */
static void full_disk(void **state)
{
    (void)state;
    enum { ROWS = 40000 };
    FILE *f = fopen("rows.csv", "w");
    assert_non_null(f);
    fputs("D\n", f);
    for (int i = 0; i < ROWS; i++)
        fputs("1-3-2024\n", f);
    fclose(f);
    save_text("map.csv", "column;field\nD;received\n");
    struct rlimit was, small = {5000000, RLIM_INFINITY};
    getrlimit(RLIMIT_FSIZE, &was);
    small.rlim_max = was.rlim_max;
    signal(SIGXFSZ, SIG_IGN);
    struct sg_fault fault;
    struct sg_map *m = sg_map_open("map.csv", cli.profile, &fault);
    struct sg_intake *in = sg_intake_open(&cli, &opt);
    assert_true(m && in);
    overhear(true);
    setrlimit(RLIMIT_FSIZE, &small);
    assert_false(sg_intake_csv(in, "rows.csv", m, 0));
    sg_intake_end(in, true);
    setrlimit(RLIMIT_FSIZE, &was);
    overhear(false);
    sg_map_free(m);
    assert_int_equal(count("said", "[input-output]"), 1);
    assert_int_equal(sg_status(SG_DONE), SG_BROKEN);
    assert_true(count("out", "") <= count("r.jsonl", "\"seal\""));
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, registry_setup, teardown)
    const struct CMUnitTest tests[] = {
        T(printed_only_when_safe), T(refused_signals),    T(sources),
        T(dry_run_writes_nothing), T(many_rows_in_order), T(full_disk),
    };
    return cmocka_run_group_tests(tests, open_nl, close_nl);
}
