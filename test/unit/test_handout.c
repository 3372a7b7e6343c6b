/* SPDX-License-Identifier: EUPL-1.2 */
/* Whatever fails while a list is given out, and at whichever call: what is under its final name is
 * whole and in the log; what the log says is true, or says that it is not known; who was told
 * "done" has both; nothing is left lying about. Each attempt is a process of its own, so that it
 * can be killed. */
#include "../fault/faulty.h"

#include "handout.h"
#include "registry_log.h"

#include "registry_help.h"

#include <sys/wait.h>

enum { NTH_MAX = 2000, KILLED = 32, FIRED = 64 };

static struct sg_cli cli = {.program = "sig-export"};
static char list[64], log_file[64], key_file[68], input[64];
static struct sg_buf good; /* what is given out */
static struct sg_list_opt look = {.columns = "id,persons.name"};
/* The library of workbooks, 1.1.4, does not bear a want of memory: in places it crashes, which is a
 * kill like any other, in others it leaves out what is no cell (a filter, a format). */
static bool careless;
static unsigned step = 1; /* from one call that fails to the next */

static const char signals[] =
    "{\"id\":\"NIJ-2024-00001\",\"rev\":1,\"received\":\"2024-01-01\",\"persons\":[{\"roles\":["
    "\"victim\"],\"name\":\"A\",\"consent\":[{\"for\":\"care\",\"given\":\"yes\"}]}],"
    "\"handoffs\":[{\"to\":\"moviera\",\"on\":\"2024-01-02\"}]}\n"
    "{\"id\":\"NIJ-2024-00002\",\"rev\":1,\"received\":\"2024-01-01\"}\n";
static const char old[] = "what was there before\n";

/* Tries to give the list out, with a fault armed; the exit status, and FIRED when it came to it. */
static int attempt(enum faulty_call call, enum faulty_how how, unsigned nth, int error)
{
    pid_t child = fork();
    if (child == 0) {
        struct sg_handout h = {.to = "moviera",
                               .ground = "consent",
                               .look = look,
                               .log = log_file,
                               .by = "tester",
                               .writing = {.wait_s = 1}};
        signal(SIGSEGV, SIG_DFL); /* cmocka would go on with the tests */
        signal(SIGABRT, SIG_DFL);
        if (!freopen("/dev/null", "w", stderr))
            _exit(FIRED - 1);
        if (nth)
            faulty_arm(call, nth, how, error);
        sg_handout(&cli, &h);
        bool fired = faulty_disarm();
        _exit((int)sg_status(SG_DONE) | (fired ? FIRED : 0));
    }
    int status;
    assert_true(child > 0 && waitpid(child, &status, 0) == child);
    if (WIFSIGNALED(status) && (WTERMSIG(status) == SIGKILL || careless))
        return FIRED | KILLED;
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static size_t count(const struct sg_buf *b, const char *word)
{
    size_t n = strlen(word), found = 0;
    for (size_t i = 0; i + n <= b->n; i++)
        found += memcmp(b->p + i, word, n) == 0;
    return found;
}

static bool print_fault(void *ctx, const struct sg_fault *f)
{
    (void)ctx;
    if (sg_reason_status(f->reason) != SG_DONE)
        print_error("log:%zu: %s\n", f->line, f->text);
    return true;
}

/* Files that waited for a name: how many; they are removed. */
static size_t sweep(void)
{
    DIR *d = opendir(dir);
    char name[512];
    size_t n = 0;
    for (struct dirent *e; d && (e = readdir(d));) {
        if (strncmp(e->d_name, ".list", 5) != 0 &&
            (strncmp(e->d_name, "x.log.", 6) != 0 || !strcmp(e->d_name, "x.log.lock") ||
             !strcmp(e->d_name, "x.log.key")))
            continue;
        snprintf(name, sizeof name, "%s/%s", dir, e->d_name);
        unlink(name);
        n++;
    }
    closedir(d);
    return n;
}

/* As the log has it. */
static const char *hash_of_list(void)
{
    static char member[2 * SG_HASH + 16];
    unsigned char hash[SG_HASH];
    uint64_t bytes;
    struct sg_fault f;
    struct sg_buf hex = {0};
    unsigned char key[SG_HASH];
    int fd = open(list, O_RDONLY);
    assert_true(sg_registry_key(log_file, NULL, false, false, key, &f));
    assert_true(fd >= 0 && sg_file_hash(fd, key, hash, &bytes, &f));
    close(fd);
    sg_buf_hex(&hex, hash, sizeof hash);
    snprintf(member, sizeof member, "\"mac\":\"%s\"", sg_buf_text(&hex));
    sg_buf_free(&hex);
    return member;
}

/* What holds after an attempt, `before` disclosures having been in the log. */
static void judge(int status, size_t before)
{
    struct sg_buf now = {0}, text = {0};
    struct sg_verify_opt opt = {.threads = 1};
    struct sg_fault f;
    slurp(list, &now);
    bool given = now.n != sizeof old - 1 || memcmp(now.p, old, now.n) != 0;
    if (given && !careless)
        assert_true(now.n == good.n && memcmp(now.p, good.p, good.n) == 0);
    if (access(log_file, F_OK) == 0) {
        slurp(log_file, &text);
        assert_int_equal(sg_log_verify(log_file, &opt, print_fault, NULL, NULL, &f), 0);
    }
    size_t begun = count(&text, "\"event\":\"begun\"") - before;
    size_t done = count(&text, "\"event\":\"done\"") - before;
    size_t failed = count(&text, "\"event\":\"failed\"");
    assert_true(begun <= 1 && done + failed <= begun);
    assert_true(!given || (begun == 1 && count(&text, hash_of_list()) > 0));
    assert_true(!done || given);
    if ((status & ~FIRED) == SG_DONE)
        assert_true(given && done == 1);
    size_t left = sweep();
    assert_true(left == 0 || status & KILLED);
    sg_buf_free(&now);
    sg_buf_free(&text);
}

static int setup(void **state)
{
    static const char *argv[] = {"sig-export", "-p", "nijkerk", "-o", list,
                                 "--threads",  "1",  input,     NULL};
    if (dir_setup(state) != 0)
        return -1;
    snprintf(list, sizeof list, "%s/list.csv", dir);
    snprintf(input, sizeof input, "%s/in.jsonl", dir);
    snprintf(path, sizeof path, "%s/x.log", dir);
    memcpy(log_file, path, sizeof log_file);
    snprintf(key_file, sizeof key_file, "%s.key", log_file);
    spill(input, signals, sizeof signals - 1);
    if (!sg_cli_begin(&cli, SG_C_READER, NULL, 8, (char **)argv))
        return -1;
    return 0;
}

static int teardown(void **state)
{
    sg_cli_end(&cli);
    sg_buf_free(&good);
    return dir_teardown(state);
}

/* A log with one disclosure in it, and the file that it gives. */
static void test_good(void **state)
{
    (void)state;
    assert_int_equal(attempt(FAULTY_WRITE, FAULTY_ERROR, 0, 0), SG_DONE);
    slurp(list, &good);
    assert_string_equal(sg_buf_text(&good), "Signaalnummer;Persoon: naam\nNIJ-2024-00001;A\n");
    judge(SG_DONE, 0);
}

/* Every call of a kind, until there is none left; with no log and no secret of it yet, and with
 * one.
 */
static void walk(enum faulty_call call, enum faulty_how how, int error)
{
    struct sg_buf kept = {0};
    unsigned fired[2] = {0, 0};
    slurp(log_file, &kept);
    for (size_t before = 0; before < 2; before++) {
        int status = FIRED;
        for (unsigned nth = 1; nth < NTH_MAX && status & FIRED; nth += step) {
            unlink(log_file);
            if (before)
                spill(log_file, kept.p, kept.n);
            else
                unlink(key_file);
            spill(list, old, sizeof old - 1);
            status = attempt(call, how, nth, error);
            judge(status, before);
            fired[before] += (status & FIRED) != 0;
        }
        assert_true(!(status & FIRED));
    }
    assert_true(fired[0] > 1 && fired[1] > 1);
    unlink(log_file);
    spill(log_file, kept.p, kept.n);
    sg_buf_free(&kept);
}

static void test_full_disk(void **state)
{
    (void)state;
    walk(FAULTY_WRITE, FAULTY_ERROR, ENOSPC);
    walk(FAULTY_WRITE, FAULTY_SHORT, ENOSPC);
    walk(FAULTY_WRITE, FAULTY_SHORT_FROM, ENOSPC);
}

static void test_disk_and_folder(void **state)
{
    (void)state;
    walk(FAULTY_SYNC, FAULTY_ERROR, EIO);
    walk(FAULTY_SYNC, FAULTY_FROM, EIO);
    walk(FAULTY_READ, FAULTY_ERROR, EIO);
    walk(FAULTY_OPEN, FAULTY_ERROR, EACCES);
}

static void test_name_and_lock(void **state)
{
    (void)state;
    walk(FAULTY_LOCK, FAULTY_ERROR, EINVAL);
    struct sg_buf kept = {0};
    slurp(log_file, &kept);
    spill(list, old, sizeof old - 1);
    int status = attempt(FAULTY_NAME, FAULTY_ERROR, 1, EACCES);
    assert_int_equal(status, FIRED | SG_BROKEN);
    judge(status, 1);
    slurp(log_file, &good);
    assert_int_equal(count(&good, "\"event\":\"failed\",\"of\":3"), 1);
    spill(log_file, kept.p, kept.n);
    sg_buf_free(&kept);
}

static void test_memory(void **state)
{
    (void)state;
    walk(FAULTY_MEMORY, FAULTY_ERROR, ENOMEM);
}

static void test_killed(void **state)
{
    (void)state;
    walk(FAULTY_WRITE, FAULTY_KILL, 0);
    walk(FAULTY_SYNC, FAULTY_KILL, 0);
}

/* The same with a workbook, a row a person, which a library writes by calls of its own: what fails
 * of those is tried in test_xlsx.c and by a case with a limit on the size of files. */
static void test_book(void **state)
{
    (void)state;
    struct sg_buf text = {0};
    look = (struct sg_list_opt){.per = "persons", .format = SG_LIST_XLSX};
    spill(list, old, sizeof old - 1);
    assert_int_equal(attempt(FAULTY_WRITE, FAULTY_ERROR, 0, 0), SG_DONE);
    slurp(list, &good);
    assert_true(good.n > 1000 && memcmp(good.p, "PK", 2) == 0);
    judge(SG_DONE, 1);
    /* of the second signal, which has no persons, nothing was given */
    slurp(log_file, &text);
    assert_int_equal(count(&text, "\"per\":\"persons\""), 1);
    assert_int_equal(count(&text, "\"ids\":[\"NIJ-2024-00001\"],\"revs\":[1],\"signals\":1"), 2);
    sg_buf_free(&text);
    unlink(log_file);
    assert_int_equal(attempt(FAULTY_WRITE, FAULTY_ERROR, 0, 0), SG_DONE);
    walk(FAULTY_WRITE, FAULTY_ERROR, ENOSPC);
    walk(FAULTY_WRITE, FAULTY_KILL, 0);
    walk(FAULTY_SYNC, FAULTY_ERROR, EIO);
    walk(FAULTY_SYNC, FAULTY_KILL, 0);
    walk(FAULTY_READ, FAULTY_ERROR, EIO);
    walk(FAULTY_OPEN, FAULTY_ERROR, EACCES);
#ifndef __SANITIZE_ADDRESS__
    careless = true;
    step = getenv("TEST_LONG") ? 1 : 11;
    walk(FAULTY_MEMORY, FAULTY_ERROR, ENOMEM);
    step = 1;
    careless = false;
#endif
    test_name_and_lock(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good),
        cmocka_unit_test(test_full_disk),
        cmocka_unit_test(test_disk_and_folder),
        cmocka_unit_test(test_memory),
        cmocka_unit_test(test_killed),
        cmocka_unit_test(test_name_and_lock),
        cmocka_unit_test(test_book),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
