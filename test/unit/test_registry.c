/* SPDX-License-Identifier: EUPL-1.2 */
/* Writing: the form of a line, the lock, the rights, the torn tail. */
#include "registry_help.h"

#include <errno.h>
#include <signal.h>
#include <sodium.h>
#include <sys/wait.h>
#include <time.h>

/* ---- the form of a line ---- */

static void unhex(const char *hex, unsigned char *out, size_t n)
{
    size_t got;
    assert_int_equal(sodium_hex2bin(out, n, hex, 2 * n, NULL, &got, NULL), 0);
    assert_int_equal(got, n);
}

/* Checks one line against the words of registry.h, with libsodium alone. */
static void check_line(const char *line, unsigned n, unsigned char chain[32])
{
    char head[64];
    snprintf(head, sizeof head, ",\"seal\":{\"n\":%u,\"salt\":\"", n);
    const char *seal = strstr(line, head);
    assert_non_null(seal);
    const char *salt = seal + strlen(head), *said = salt + 32 + strlen("\",\"chain\":\"");
    assert_int_equal(strncmp(said - 11, "\",\"chain\":\"", 11), 0);
    assert_string_equal(said + 64, "\"}}");
    unsigned char bytes[4096], c[32], both[64], want[32];
    unhex(salt, bytes, 16);
    memcpy(bytes + 16, line, (size_t)(seal - line));
    crypto_generichash(c, 32, bytes, 16 + (size_t)(seal - line), NULL, 0);
    memcpy(both, chain, 32);
    memcpy(both + 32, c, 32);
    crypto_generichash(chain, 32, both, 64, NULL, 0);
    unhex(said, want, 32);
    assert_memory_equal(chain, want, 32);
}

static void test_line(void **state)
{
    (void)state;
    unsigned char chain[32] = {0};
    struct sg_buf line = {0}, file = {0};
    char id[SG_ID_MAX];
    struct sg_registry *g = open_good();
    struct sg_stamp nameless = stamp, again = stamp;
    nameless.by = "";
    again.id = "NIJ-2024-00001";
    again.rev = 2;
    assert_true(sg_registry_add(g, &stamp, "\"a\":1", 5, &line, id, NULL));
    assert_string_equal(id, "NIJ-2024-00001");
    assert_ptr_equal(strstr(sg_buf_text(&line),
                            "{\"sig\":1,\"id\":\"NIJ-2024-00001\",\"rev\":1,\"recorded\":"
                            "\"2024-03-01T12:00:00Z\",\"by\":\"m.jansen\",\"a\":1,\"seal\":{"),
                     line.p);
    check_line(sg_buf_text(&line), 1, chain);
    sg_buf_clear(&line);
    assert_true(sg_registry_add(g, &nameless, "\"a\":1", 5, &line, NULL, NULL));
    assert_non_null(strstr(sg_buf_text(&line), "00002\",\"rev\":1,\"recorded\":"
                                               "\"2024-03-01T12:00:00Z\",\"a\":1,\"seal\""));
    check_line(sg_buf_text(&line), 2, chain);
    sg_buf_clear(&line);
    assert_true(sg_registry_add(g, &again, "\"a\":2", 5, &line, id, NULL));
    assert_string_equal(id, "NIJ-2024-00001");
    assert_non_null(strstr(sg_buf_text(&line), "\"id\":\"NIJ-2024-00001\",\"rev\":2,"));
    check_line(sg_buf_text(&line), 3, chain);
    assert_int_equal(sg_registry_count(g), 3);
    slurp(path, &file);
    assert_int_equal(file.n, 0); /* nothing before the commit */
    assert_true(sg_registry_commit(g, NULL));
    slurp(path, &file);
    assert_true(file.n > line.n && file.p[file.n - 1] == '\n');
    assert_memory_equal(file.p + file.n - 1 - line.n, line.p, line.n);
    sg_registry_close(g);
    expect_sound(3);
    sg_buf_free(&line);
    sg_buf_free(&file);
}

static void test_by_is_escaped(void **state)
{
    (void)state;
    struct sg_buf line = {0};
    struct sg_stamp odd = stamp;
    odd.by = "a\"b\\";
    struct sg_registry *g = open_good();
    assert_true(sg_registry_add(g, &odd, MEMBERS, strlen(MEMBERS), &line, NULL, NULL));
    assert_non_null(strstr(sg_buf_text(&line), "\"by\":\"a\\\"b\\\\\","));
    struct sg_record r;
    assert_true(sg_record_read(&r, line.p, line.n, NULL, NULL));
    sg_registry_close(g);
    sg_buf_free(&line);
}

/* add_many gives the lines that as many calls of add would, but for the salts. */
static void test_many(void **state)
{
    (void)state;
    enum { COUNT = 1000 };
    static struct sg_item items[COUNT];
    static char text[COUNT][24];
    struct sg_buf lines = {0}, file = {0};
    for (int i = 0; i < COUNT; i++) {
        snprintf(text[i], sizeof text[i], "\"x\":%d", i * i);
        items[i] = (struct sg_item){text[i], strlen(text[i]), 1990 + i % 40};
    }
    struct sg_registry *g = open_good();
    assert_true(sg_registry_add(g, &stamp, MEMBERS, strlen(MEMBERS), NULL, NULL, NULL));
    assert_true(sg_registry_commit(g, NULL));
    assert_true(sg_registry_add_many(g, &stamp, items, 0, 2, NULL, NULL));
    assert_true(sg_registry_add_many(g, &stamp, items, COUNT, 3, &lines, NULL));
    assert_true(sg_registry_commit(g, NULL));
    assert_int_equal(sg_registry_count(g), COUNT + 1);
    sg_registry_close(g);
    slurp(path, &file);
    assert_memory_equal(file.p + file.n - lines.n, lines.p, lines.n);
    unsigned char chain[32] = {0};
    char *line = (sg_buf_text(&file), strtok(file.p, "\n")), want[64];
    check_line(line, 1, chain);
    for (int i = 0; i < COUNT; i++) {
        line = strtok(NULL, "\n");
        assert_non_null(line);
        check_line(line, (unsigned)i + 2, chain);
        snprintf(want, sizeof want, "{\"sig\":1,\"id\":\"NIJ-%d-%05d\",\"rev\":1,", 1990 + i % 40,
                 i + 2);
        assert_ptr_equal(strstr(line, want), line);
        const char *members = strstr(line, text[i]);
        assert_non_null(members);
        assert_int_equal(strncmp(members + strlen(text[i]), ",\"seal\"", 7), 0);
    }
    expect_sound(COUNT + 1);
    sg_buf_free(&lines);
    sg_buf_free(&file);
}

/* Batches made while others are on their way to the disk, and a close that does not wait. */
static void test_commit_beside(void **state)
{
    (void)state;
    struct sg_registry *g = open_good();
    assert_true(sg_registry_commit_wait(g, NULL)); /* nothing on its way */
    assert_true(sg_registry_commit_start(g, NULL));
    for (int i = 0; i < 50; i++) {
        for (int k = 0; k < i; k++)
            assert_true(sg_registry_add(g, &stamp, MEMBERS, strlen(MEMBERS), NULL, NULL, NULL));
        assert_true(sg_registry_commit_start(g, NULL));
    }
    assert_int_equal(sg_registry_count(g), 1225);
    sg_registry_close(g);
    expect_sound(1225);
}

static void expect_refused(const struct sg_stamp *s, const char *members, enum sg_reason reason)
{
    struct sg_fault f = {0};
    struct sg_registry *g = open_good();
    assert_false(sg_registry_add(g, s, members, strlen(members), NULL, NULL, &f));
    assert_int_equal(f.reason, reason);
    assert_int_equal(sg_registry_count(g), 0);
    assert_true(sg_registry_commit(g, NULL)); /* nothing to write */
    sg_registry_close(g);
}

static void test_refused(void **state)
{
    (void)state;
    struct sg_stamp s = stamp;
    s.prefix = "A B";
    expect_refused(&s, MEMBERS, SG_R_BAD_PROFILE);
    s.prefix = "";
    expect_refused(&s, MEMBERS, SG_R_BAD_PROFILE);
    s.prefix = "ABCDEFGHIJKLMNOPQ";
    expect_refused(&s, MEMBERS, SG_R_BAD_PROFILE);
    s = stamp;
    s.year = 0;
    expect_refused(&s, MEMBERS, SG_R_BAD_DATE);
    expect_refused(&stamp, "", SG_R_MISSING_FIELD);
    s = stamp;
    s.id = "NIJ-2024-00001";
    s.rev = 0;
    expect_refused(&s, MEMBERS, SG_R_BAD_VALUE);
    s.rev = 2;
    s.id = "0123456789012345678901234567890123456789";
    expect_refused(&s, MEMBERS, SG_R_BAD_VALUE);
    expect_sound(0);
}

/* A line that readers would refuse must not get in; what was in the batch stays. */
static void test_line_max(void **state)
{
    (void)state;
    struct sg_fault f = {0};
    struct sg_registry_opt opt = plain;
    opt.line_max = 300;
    struct sg_registry *g = sg_registry_open(path, &opt, &f);
    assert_non_null(g);
    char long_text[400];
    snprintf(long_text, sizeof long_text, "\"text\":\"%0200d\"", 0);
    struct sg_item items[2] = {{"\"a\":1", 5, 2024}, {long_text, strlen(long_text), 2024}};
    assert_true(sg_registry_add_many(g, &stamp, items, 1, 1, NULL, &f));
    assert_false(sg_registry_add_many(g, &stamp, items, 2, 1, NULL, &f));
    assert_int_equal(f.reason, SG_R_TOO_LONG);
    assert_non_null(strstr(f.text, "signal 2 "));
    assert_true(sg_registry_commit(g, &f));
    sg_registry_close(g);
    expect_sound(1);
}

/* ---- who may, and who is first ---- */

static void expect_not_opened(const struct sg_registry_opt *opt, enum sg_reason reason,
                              const char *word)
{
    struct sg_fault f = {0};
    assert_null(sg_registry_open(path, opt, &f));
    assert_int_equal(f.reason, reason);
    if (!strstr(f.text, word))
        fail_msg("\"%s\" does not say \"%s\"", f.text, word);
}

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

/* ---- the torn tail ---- */

/* A line cut off anywhere: the next writer closes it, and all that was acknowledged is there. */
static void test_torn_everywhere(void **state)
{
    (void)state;
    fill(3);
    struct lines l;
    struct seen s = {0};
    struct sg_buf after = {0};
    lines_read(&l);
    for (size_t cut = l.at[2] + 1; cut < l.at[3]; cut++) {
        bool whole = cut == l.at[3] - 1; /* only its newline is missing */
        spill(path, l.b.p, cut);
        fill(1);
        slurp(path, &after);
        assert_memory_equal(after.p, l.b.p, cut);
        assert_int_equal(after.p[cut], '\n');
        struct sg_head head;
        if (verify(&s, NULL, &head) != 0)
            fail_msg("cut at %zu: line %zu: %s", cut, s.at[0].line, s.at[0].text);
        assert_int_equal(s.count, whole ? 0 : 1);
        assert_true(whole || (s.at[0].reason == SG_R_TORN && s.at[0].line == 3));
        assert_int_equal(head.n, whole ? 4 : 3);
    }
    sg_buf_free(&after);
    lines_free(&l);
}

static void test_tail_of_nothing_but_fragments(void **state)
{
    (void)state;
    struct seen s = {0};
    spill(path, "{\"sig\":1,\"id\"\n{\"si\n{", 20);
    fill(2);
    assert_int_equal(verify(&s, NULL, NULL), 0);
    assert_int_equal(s.count, 3);
    assert_int_equal(s.at[2].line, 3);
    struct sg_registry *g = open_good();
    assert_int_equal(sg_registry_count(g), 2);
    sg_registry_close(g);
}

/* After a loss of power the end of an unfinished write may be NULs. */
static void test_tail_of_nuls(void **state)
{
    (void)state;
    fill(2);
    append(path, "{\"sig\":1,\0\0\0\0\0", 14);
    fill(1);
    append(path, "\0\0\0", 3);
    fill(1);
    struct seen s = {0};
    assert_int_equal(verify(&s, NULL, NULL), 0);
    assert_int_equal(s.count, 2);
    assert_int_equal(s.at[0].reason, SG_R_TORN);
    assert_int_equal(s.at[1].line, 5);
}

/* Fragments far longer than what is read at a time, and a last line that is. */
static void test_long_tail(void **state)
{
    (void)state;
    enum { BIG = 3 << 20 };
    char *text = malloc(BIG);
    assert_non_null(text);
    memset(text, 'x', BIG);
    memcpy(text, "\"t\":\"", 5);
    text[BIG - 1] = '"';
    struct sg_registry *g = open_good();
    assert_true(sg_registry_add(g, &stamp, text, BIG, NULL, NULL, NULL));
    assert_true(sg_registry_add(g, &stamp, text, BIG, NULL, NULL, NULL));
    assert_true(sg_registry_commit(g, NULL));
    sg_registry_close(g);
    append(path, "{", 1);
    append(path, text, BIG);
    fill(1);
    append(path, "{", 1);
    g = open_good();
    assert_int_equal(sg_registry_count(g), 3);
    sg_registry_close(g);
    const struct sg_registry_opt small = {.line_max = 1 << 20};
    expect_not_opened(&small, SG_R_TOO_LONG, "1048576");
    free(text);
}

static void test_damaged_tail_refused(void **state)
{
    (void)state;
    static const char *const tails[] = {
        "{\"a\":1}\n", "{\"a\":1}", "garbage\n", "{\"a\" 1", "{\"a\":1,\"seal\":{\"n\":3}}\n",
        "\xff\xfe\n"};
    struct lines l;
    fill(2);
    lines_read(&l);
    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
        spill(path, l.b.p, l.b.n);
        append(path, tails[i], strlen(tails[i]));
        expect_not_opened(&plain, SG_R_BAD_SEAL, "sig-check");
    }
    for (size_t i = l.at[1] + 2; i < l.b.n - 1; i += 7) { /* the last line changed anywhere */
        spill(path, l.b.p, l.b.n);
        FILE *out = fopen(path, "r+b");
        fseek(out, (long)i, SEEK_SET);
        fputc(l.b.p[i] == '1' ? '2' : '1', out);
        fclose(out);
        expect_not_opened(&plain, SG_R_BAD_SEAL, "sig-check");
    }
    char *n = strstr(l.b.p + l.at[1], "{\"n\":2,");
    assert_non_null(n);
    n[5] = '3'; /* its number, which the chain does not hold */
    spill(path, l.b.p, l.b.n);
    expect_not_opened(&plain, SG_R_BAD_SEAL, "sig-check");
    n[5] = '2';
    spill(path, l.b.p + l.at[1], l.at[2] - l.at[1]); /* the line before it missing */
    expect_not_opened(&plain, SG_R_BAD_SEAL, "sig-check");
    lines_free(&l);
}

/* An editor's mark at the start, an empty line at the end: no reason to refuse. */
static void test_harmless_tail(void **state)
{
    (void)state;
    spill(path, "\xEF\xBB\xBF", 3);
    fill(1);
    fill(1);
    append(path, "\n\n", 2);
    fill(1);
    struct sg_registry *g = open_good();
    assert_int_equal(sg_registry_count(g), 3);
    sg_registry_close(g);
}

#define T(test) cmocka_unit_test_setup_teardown(test, dir_setup, dir_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {T(test_line),
                                       T(test_by_is_escaped),
                                       T(test_many),
                                       T(test_refused),
                                       T(test_commit_beside),
                                       T(test_line_max),
                                       T(test_rights),
                                       T(test_not_a_file),
                                       T(test_symlink),
                                       T(test_lock_waits),
                                       T(test_replaced_while_waiting),
                                       T(test_lock_file_link),
                                       T(test_two_processes),
                                       T(test_killed_holder),
                                       T(test_torn_everywhere),
                                       T(test_tail_of_nothing_but_fragments),
                                       T(test_tail_of_nuls),
                                       T(test_long_tail),
                                       T(test_damaged_tail_refused),
                                       T(test_harmless_tail)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
