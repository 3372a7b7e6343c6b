/* SPDX-License-Identifier: EUPL-1.2 */
/* Opening: who may, and who is first. */
#include "registry_help.h"

#include <signal.h>
#include <sys/wait.h>
#include <time.h>

static unsigned mode_of(const char *file)
{
    struct stat st;
    assert_int_equal(stat(file, &st), 0);
    return st.st_mode & 0777;
}

static void test_rights(void **state)
{
    (void)state;
    const struct sg_registry_opt group = {.group = true};
    fill(1);
    assert_int_equal(mode_of(path), 0600);
    assert_int_equal(mode_of(beside(".lock")), 0600);
    chmod(path, 0640);
    expect_not_opened(&plain, SG_R_PERMISSION, "0640");
    struct sg_registry *g = sg_registry_open(path, &group, NULL);
    assert_non_null(g);
    sg_registry_close(g);
    for (unsigned mode = 0601; mode <= 0607; mode++) {
        chmod(path, mode);
        expect_not_opened(&group, SG_R_PERMISSION, "o-rwx");
    }
    unlink(path);
    unlink(beside(".lock"));
    umask(077);
    g = sg_registry_open(path, &group, NULL);
    assert_non_null(g);
    sg_registry_close(g);
    assert_int_equal(mode_of(path), 0660);
    assert_int_equal(mode_of(beside(".lock")), 0660);
}

static void test_not_a_file(void **state)
{
    (void)state;
    struct sg_registry_opt must = plain;
    must.must_exist = true;
    expect_not_opened(&must, SG_R_IO, "No such file");
    mkdir(path, 0700);
    expect_not_opened(&plain, SG_R_IO, "not a regular file");
    rmdir(path);
    mkfifo(path, 0600);
    expect_not_opened(&plain, SG_R_IO, "not a regular file");
    unlink(path);
    assert_int_equal(symlink("nowhere", path), 0);
    expect_not_opened(&plain, SG_R_IO, "link");
    unlink(path);
    snprintf(path, sizeof path, "%s/no/registry", dir);
    expect_not_opened(&plain, SG_R_IO, "No such file");
    snprintf(path, sizeof path, "%s/", dir);
    expect_not_opened(&plain, SG_R_IO, "not a regular file");
    strcpy(path, "/dev/null");
    expect_not_opened(&plain, SG_R_IO, "not a regular file");
    unlink("/dev/null.lock");
}

/* However it is reached, it is one file with one lock. */
static void test_symlink(void **state)
{
    (void)state;
    fill(1);
    char real[sizeof path];
    strcpy(real, path);
    snprintf(path, sizeof path, "%s/link", dir);
    assert_int_equal(symlink("registry.jsonl", path), 0);
    struct sg_registry *g = open_good();
    assert_int_equal(sg_registry_count(g), 1);
    strcpy(path, real);
    const struct sg_registry_opt now = {0};
    expect_not_opened(&now, SG_R_LOCKED, "another writer");
    sg_registry_close(g);
}

static void test_lock_waits(void **state)
{
    (void)state;
    struct sg_registry *g = open_good();
    struct timespec from, to;
    const struct sg_registry_opt second = {.wait_s = 1};
    clock_gettime(CLOCK_MONOTONIC, &from);
    expect_not_opened(&second, SG_R_LOCKED, "another writer");
    clock_gettime(CLOCK_MONOTONIC, &to);
    double waited = (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9;
    assert_true(waited >= 1 && waited < 3);
    sg_registry_close(g);
    g = sg_registry_open(path, &second, NULL);
    assert_non_null(g);
    sg_registry_close(g);
}

/* A writer that waited while the file was replaced under the lock writes into the new one. */
static void test_replaced_while_waiting(void **state)
{
    (void)state;
    fill(3);
    int go[2];
    char x = 'x';
    assert_int_equal(pipe(go), 0);
    pid_t child = fork(); /* before the lock is taken, which a child would share */
    if (child == 0) {
        struct sg_registry *mine =
            read(go[0], &x, 1) == 1 ? sg_registry_open(path, &plain, NULL) : NULL;
        bool good = mine && sg_registry_add(mine, &stamp, "\"late\":1", 8, NULL, NULL, NULL) &&
                    sg_registry_commit(mine, NULL);
        _exit(good ? 0 : 1);
    }
    struct sg_registry *g = open_good();
    assert_int_equal(write(go[1], &x, 1), 1);
    const struct timespec tenth = {.tv_nsec = 100000000};
    nanosleep(&tenth, NULL); /* it waits now; were it late, the test would still hold */
    struct sg_buf file = {0};
    slurp(path, &file);
    char fresh[96];
    snprintf(fresh, sizeof fresh, "%s/fresh", dir);
    spill(fresh, file.p, file.n);
    assert_int_equal(rename(fresh, path), 0);
    sg_registry_close(g);
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    slurp(path, &file);
    assert_non_null(strstr(sg_buf_text(&file), "\"late\":1"));
    expect_sound(4);
    close(go[0]);
    close(go[1]);
    sg_buf_free(&file);
}

/* The lock file is nobody's link to somewhere else. */
static void test_lock_file_link(void **state)
{
    (void)state;
    char target[96];
    snprintf(target, sizeof target, "%s/target", dir);
    assert_int_equal(symlink(target, beside(".lock")), 0);
    expect_not_opened(&plain, SG_R_IO, "lock file");
    assert_int_equal(access(target, F_OK), -1);
}

static void test_two_processes(void **state)
{
    (void)state;
    enum { WRITERS = 4, EACH = 50 };
    pid_t child[WRITERS];
    for (int w = 0; w < WRITERS; w++) {
        child[w] = fork();
        if (child[w] != 0)
            continue;
        for (int i = 0; i < EACH; i++) {
            struct sg_registry *g = sg_registry_open(path, &plain, NULL);
            if (!g || !sg_registry_add(g, &stamp, MEMBERS, strlen(MEMBERS), NULL, NULL, NULL) ||
                !sg_registry_commit(g, NULL))
                _exit(1);
            sg_registry_close(g);
        }
        _exit(0);
    }
    for (int w = 0; w < WRITERS; w++) {
        int status;
        assert_int_equal(waitpid(child[w], &status, 0), child[w]);
        assert_int_equal(status, 0);
    }
    expect_sound((uint64_t)WRITERS * EACH);
}

static void test_killed_holder(void **state)
{
    (void)state;
    int ready[2];
    assert_int_equal(pipe(ready), 0);
    pid_t child = fork();
    if (child == 0) {
        struct sg_registry *g = sg_registry_open(path, &plain, NULL);
        _exit(!g || write(ready[1], "x", 1) != 1 || pause());
    }
    char x;
    assert_int_equal(read(ready[0], &x, 1), 1);
    const struct sg_registry_opt now = {0};
    expect_not_opened(&now, SG_R_LOCKED, "another writer");
    kill(child, SIGKILL);
    assert_int_equal(waitpid(child, NULL, 0), child);
    fill(1); /* the lock died with its holder */
    expect_sound(1);
    close(ready[0]);
    close(ready[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(test_rights),
        T(test_not_a_file),
        T(test_symlink),
        T(test_lock_waits),
        T(test_replaced_while_waiting),
        T(test_lock_file_link),
        T(test_two_processes),
        T(test_killed_holder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
