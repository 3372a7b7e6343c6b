/* SPDX-License-Identifier: EUPL-1.2 */
/* Whatever fails while a list of the house is made, and at whichever call, in every form: under its
 * name stands what was there before or the whole list; who was told "done" has the list; nothing is
 * left lying about. Each attempt is a process of its own, so that it can be killed. */
#include "../fault/faulty.h"

#include "export.h"
#include "listing.h"
#include "loop.h"

#include "registry_help.h"

#include <sys/wait.h>

enum { NTH_MAX = 3000, KILLED = 32, FIRED = 64 };

static struct sg_cli cli = {.program = "sig-export"};
static char list[64], input[64];
static struct sg_buf good; /* what is to stand under the name */

static const char old[] = "what was there before\n";
static const char signals[] =
    "{\"id\":\"A-2\",\"rev\":1,\"received\":\"2024-01-02\",\"case\":{\"number\":\"Z\"},"
    "\"forms\":[\"labour\"],\"persons\":[{\"roles\":[\"victim\"],\"name\":\"Ali\",\"born\":"
    "\"1990-01-02\",\"sex\":\"m\"},{\"roles\":[\"suspect\"],\"name\":\"B\"}],"
    "\"reporter\":{\"kind\":\"police\",\"contact\":\"06\"},\"more\":{\"x\":1}}\n"
    "{\"id\":\"A-1\",\"rev\":1,\"received\":\"2024-01-01\",\"case\":{\"number\":\"Z\"}}\n"
    "{\"id\":\"A-1\",\"rev\":2,\"received\":\"2024-01-01\",\"case\":{\"number\":\"Z\"},"
    "\"text\":\"=1\",\"steps\":[{\"step\":\"receipt\",\"on\":\"2024-01-03\"}]}\n";

/* ---- what can be made ---- */

static void make_list(struct sg_listing how)
{
    sg_listing(&cli, &how);
}

static void make_csv(void)
{
    make_list((struct sg_listing){.look = {.columns = "id,persons.name,text"}});
}

static void make_json(void)
{
    make_list((struct sg_listing){.look = {.format = SG_LIST_JSONL}});
}

static void make_text(void)
{
    make_list((struct sg_listing){.look = {.format = SG_LIST_TEXT}});
}

static void make_plain(void)
{
    make_list((struct sg_listing){.look = {.plain = true}});
}

static void make_sorted(void)
{
    make_list((struct sg_listing){.look = {.per = "persons", .format = SG_LIST_TSV},
                                  .sort = "-received,persons.name"});
}

static void make_case(void)
{
    make_list((struct sg_listing){.number = "Z"});
}

static void make_view(void)
{
    struct sg_fault f;
    struct sg_share *view = sg_share_view(cli.profile, "social", &f);
    if (!view) {
        sg_complain(NULL, 0, &f);
        return;
    }
    cli.view = view;
    cli.view_name = "social";
    make_list((struct sg_listing){.look = {.format = SG_LIST_JSONL}});
    cli.view = NULL;
    sg_share_free(view);
}

static void make_layout(void)
{
    make_list((struct sg_listing){.look = {.per = "persons", .layout = "htcds"}});
}

static void make_book(void)
{
    make_list((struct sg_listing){.look = {.format = SG_LIST_XLSX}});
}

/* As sig-export does it. */
static void finish(struct sg_out *out, bool ok, struct sg_fault *f)
{
    if (out && !ok)
        sg_out_drop(out);
    if (!ok || !sg_out_end(out, f))
        sg_complain(NULL, 0, f);
}

static void make_history(void)
{
    struct sg_fault f;
    struct sg_history_opt opt = {cli.profile, SG_NL, NULL, 1 << 20, 1};
    struct sg_out *out = sg_out_open(list, 0600, &f);
    finish(out, out && sg_history_write(&opt, input, "A-1", out, &f), &f);
}

static void make_extract(void)
{
    struct sg_fault f;
    struct sg_loop loop = {0};
    struct sg_date born = {1990, 1, 2};
    size_t found = 0;
    struct sg_subject *who = sg_subject(cli.profile, "Ali", 3, born, &f);
    struct sg_extract_opt opt = {cli.profile, SG_NL, cli.today, who};
    struct sg_extract *x = who ? sg_extract(&opt, &f) : NULL;
    struct sg_out *out = x ? sg_out_open(list, 0600, &f) : NULL;
    if (!out)
        sg_complain(NULL, 0, &f);
    bool ok = out && sg_loop(&cli, &loop, sg_extract_add, x);
    if (out && !sg_extract_end(x, out, &found, NULL, &f)) {
        sg_complain(NULL, 0, &f);
        ok = false;
    }
    if (out)
        sg_loop_end(&cli, &loop, ok, out);
    sg_subject_free(who);
}

/* ---- attempts ---- */

static int attempt(void (*make)(void), enum faulty_call call, enum faulty_how how, unsigned nth,
                   int error)
{
    pid_t child = fork();
    if (child == 0) {
        signal(SIGSEGV, SIG_DFL); /* cmocka would go on with the tests */
        signal(SIGABRT, SIG_DFL);
        if (!freopen("/dev/null", "w", stderr))
            _exit(FIRED - 1);
        if (nth)
            faulty_arm(call, nth, how, error);
        make();
        bool fired = faulty_disarm();
        _exit((int)sg_status(SG_DONE) | (fired ? FIRED : 0));
    }
    int status;
    assert_true(child > 0 && waitpid(child, &status, 0) == child);
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL)
        return FIRED | KILLED;
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

/* Files that waited for a name: how many; they are removed. */
static size_t sweep(void)
{
    DIR *d = opendir(dir);
    char name[512];
    size_t n = 0;
    for (struct dirent *e; d && (e = readdir(d));) {
        snprintf(name, sizeof name, "%s/%s", dir, e->d_name);
        if (strcmp(name, list) != 0 && strcmp(name, input) != 0 && unlink(name) == 0)
            n++;
    }
    closedir(d);
    return n;
}

static bool holds(const struct sg_buf *b, const char *p, size_t n)
{
    return b->n == n && memcmp(b->p, p, n) == 0;
}

static void judge(int status)
{
    struct sg_buf now = {0};
    slurp(list, &now);
    bool made = holds(&now, good.p, good.n);
    assert_true(made || holds(&now, old, sizeof old - 1));
    assert_true(made || (status & ~FIRED) != SG_DONE);
    size_t left = sweep();
    assert_true(left == 0 || status & KILLED);
    sg_buf_free(&now);
}

/* Every call of a kind, until there is none left. */
static void walk(void (*make)(void), enum faulty_call call, enum faulty_how how, int error)
{
    int status = FIRED;
    unsigned nth = 0;
    while (status & FIRED && nth < NTH_MAX) {
        spill(list, old, sizeof old - 1);
        status = attempt(make, call, how, ++nth, error);
        judge(status);
    }
    assert_true(nth > 1 && !(status & FIRED));
}

static void begin(void (*make)(void))
{
    spill(list, old, sizeof old - 1);
    assert_int_equal(attempt(make, FAULTY_WRITE, FAULTY_ERROR, 0, 0), SG_DONE);
    slurp(list, &good);
    assert_false(holds(&good, old, sizeof old - 1));
    assert_int_equal(sweep(), 0);
}

static void (*const forms[])(void) = {make_csv,     make_json,   make_text, make_plain,
                                      make_sorted,  make_case,   make_view, make_layout,
                                      make_history, make_extract};
enum { FORMS = sizeof forms / sizeof *forms };

static void test_memory(void **state)
{
    (void)state;
    for (size_t i = 0; i < FORMS; i++) {
        begin(forms[i]);
        walk(forms[i], FAULTY_MEMORY, FAULTY_ERROR, ENOMEM);
    }
}

static void test_full_disk(void **state)
{
    (void)state;
    for (size_t i = 0; i < FORMS; i++) {
        begin(forms[i]);
        walk(forms[i], FAULTY_WRITE, FAULTY_ERROR, ENOSPC);
        walk(forms[i], FAULTY_WRITE, FAULTY_SHORT_FROM, ENOSPC);
    }
}

static void test_disk_folder_and_name(void **state)
{
    (void)state;
    for (size_t i = 0; i < FORMS; i++) {
        begin(forms[i]);
        walk(forms[i], FAULTY_SYNC, FAULTY_ERROR, EIO);
        walk(forms[i], FAULTY_READ, FAULTY_ERROR, EIO);
        walk(forms[i], FAULTY_OPEN, FAULTY_ERROR, EACCES);
        walk(forms[i], FAULTY_NAME, FAULTY_ERROR, EACCES);
    }
}

static void test_killed(void **state)
{
    (void)state;
    for (size_t i = 0; i < FORMS; i++) {
        begin(forms[i]);
        walk(forms[i], FAULTY_WRITE, FAULTY_KILL, 0);
        walk(forms[i], FAULTY_SYNC, FAULTY_KILL, 0);
        walk(forms[i], FAULTY_NAME, FAULTY_KILL, 0);
    }
}

/* Its rows are written by a library, by calls of its own: see test_xlsx.c. */
static void test_book(void **state)
{
    (void)state;
    begin(make_book);
    walk(make_book, FAULTY_SYNC, FAULTY_ERROR, EIO);
    walk(make_book, FAULTY_OPEN, FAULTY_ERROR, EACCES);
    walk(make_book, FAULTY_NAME, FAULTY_ERROR, EACCES);
    walk(make_book, FAULTY_SYNC, FAULTY_KILL, 0);
}

static int setup(void **state)
{
    static const char *argv[] = {"sig-export", "-p", "nijkerk", "-o", list,
                                 "--threads",  "1",  input,     NULL};
    if (dir_setup(state) != 0)
        return -1;
    snprintf(list, sizeof list, "%s/list", dir);
    snprintf(input, sizeof input, "%s/in.jsonl", dir);
    spill(input, signals, sizeof signals - 1);
    return sg_cli_begin(&cli, SG_C_READER, NULL, 8, (char **)argv) ? 0 : -1;
}

static int teardown(void **state)
{
    sg_cli_end(&cli);
    sg_buf_free(&good);
    return dir_teardown(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_memory),
        cmocka_unit_test(test_full_disk),
        cmocka_unit_test(test_disk_folder_and_name),
        cmocka_unit_test(test_killed),
        cmocka_unit_test(test_book),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
