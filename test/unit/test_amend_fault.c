/* SPDX-License-Identifier: EUPL-1.2 */
/* Whatever fails while a signal is amended, and at whichever call: what was printed is registered,
 * the registry stays sound, and the next change stands on the one before. */
#include "../fault/faulty.h"

#include "registry_help.h"

#include "amend.h"

enum { NTH_MAX = 4000 };

static struct sg_cli cli;

static int amend_setup(void **state)
{
    static char name[] = "test";
    char *argv[] = {name, NULL};
    if (dir_setup(state) != 0 || chdir(dir) != 0)
        return -1;
    setenv("SIG_TODAY", "2024-06-15", 1);
    cli = (struct sg_cli){.program = "test", .usage = ""};
    if (!sg_cli_begin(&cli, SG_C_REGISTRY | SG_C_INPUT, NULL, 1, argv))
        return -1;
    cli.registry = path;
    cli.output = "out";
    cli.threads = 1;
    return freopen("said", "w", stderr) ? 0 : -1;
}

static int amend_teardown(void **state)
{
    sg_cli_end(&cli);
    return chdir("/") == 0 ? dir_teardown(state) : -1;
}

/* A registry with one signal. */
static void begin_again(void)
{
    struct sg_fault f;
    const char *received = "\"received\":\"2024-03-01\"";
    unlink(path);
    struct sg_registry *g = sg_registry_open(path, &plain, &f);
    assert_non_null(g);
    assert_true(sg_registry_add(g, &stamp, received, strlen(received), NULL, NULL, &f));
    assert_true(sg_registry_commit(g, &f));
    sg_registry_close(g);
}

static unsigned occurs(const char *name, const char *what)
{
    char line[1024];
    unsigned n = 0;
    FILE *f = fopen(name, "r");
    while (f && fgets(line, sizeof line, f))
        n += strstr(line, what) != NULL;
    if (f)
        fclose(f);
    return n;
}

static bool on_fault(void *ctx, const struct sg_fault *f)
{
    if (sg_reason_status(f->reason) != SG_DONE)
        ++*(unsigned *)ctx;
    return true;
}

/* One change, which the fault strikes, or does not. */
static void change_once(void)
{
    struct sg_change c = {0};
    struct sg_amend_opt opt = {.by = "", .wait_s = 5};
    bool put = sg_change_put(&c, SG_PART_ID, "NIJ-2024-00001", 14) &&
               sg_change_put(&c, SG_PART_DO, "feedback", 8) &&
               sg_change_put(&c, SG_PART_TAKEN_BY, "who", 3);
    struct sg_amend *a = put ? sg_amend_open(&cli, &opt) : NULL;
    if (a) {
        sg_amend_one(a, &c);
        sg_amend_end(a, false);
    }
    sg_change_free(&c);
}

static void walk(enum faulty_call call, enum faulty_how how, int error)
{
    static const char made[] = "\"by\":\"who\"";
    unsigned n = 1;
    for (bool fired = true; fired && n < NTH_MAX; n++) {
        unsigned faults = 0;
        struct sg_fault f;
        struct sg_verify_opt opt = {.threads = 1};
        unlink("out");
        begin_again();
        faulty_arm(call, n, how, error);
        change_once();
        fired = faulty_disarm();
        unsigned there = occurs(path, made), printed = occurs("out", made);
        assert_true(printed <= there && there <= 1);
        assert_true(fired || printed == 1);
        change_once(); /* the next one stands on what is there, and closes what was left */
        assert_true(sg_registry_verify(path, &opt, on_fault, &faults, NULL, &f) >= 0);
        assert_int_equal(faults, 0);
        assert_int_equal(occurs(path, made), 1);
    }
    assert_true(n > 1 && n < NTH_MAX);
}

static void the_disk_fails(void **state)
{
    (void)state;
    walk(FAULTY_WRITE, FAULTY_ERROR, ENOSPC);
    walk(FAULTY_WRITE, FAULTY_SHORT_FROM, ENOSPC);
    walk(FAULTY_WRITE, FAULTY_SHORT, 0);
    walk(FAULTY_SYNC, FAULTY_ERROR, EIO);
    walk(FAULTY_READ, FAULTY_ERROR, EIO);
    walk(FAULTY_READ, FAULTY_SHORT, 0);
}

static void opening_fails(void **state)
{
    (void)state;
    walk(FAULTY_OPEN, FAULTY_ERROR, EACCES);
    walk(FAULTY_NAME, FAULTY_ERROR, EIO);
    walk(FAULTY_LOCK, FAULTY_ERROR, EIO);
}

static void memory_runs_out(void **state)
{
    (void)state;
    walk(FAULTY_MEMORY, FAULTY_ERROR, ENOMEM);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_disk_fails, amend_setup, amend_teardown),
        cmocka_unit_test_setup_teardown(opening_fails, amend_setup, amend_teardown),
        cmocka_unit_test_setup_teardown(memory_runs_out, amend_setup, amend_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
