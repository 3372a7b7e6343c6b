/* SPDX-License-Identifier: EUPL-1.2 */
/* Reading: which revisions count, the keys of imported rows, the secret, threads. */
#include "par.h"
#include "registry_help.h"

#include <stdatomic.h>
#include <sys/wait.h>

/* ---- revisions ---- */

static struct sg_revisions *revisions(void)
{
    static unsigned calls;
    struct sg_fault f = {0};
    struct sg_revisions *v = sg_revisions_read(path, 0, 1 + calls++ % 3, &f);
    if (!v)
        fail_msg("%s", f.text);
    return v;
}

static bool current(const struct sg_revisions *v, const char *line)
{
    struct sg_record r;
    assert_true(sg_record_read(&r, line, strlen(line), NULL, NULL));
    return sg_revisions_current(v, &r);
}

static void test_no_amendments(void **state)
{
    (void)state;
    fill(100);
    struct sg_revisions *v = revisions();
    assert_true(current(v, "{\"sig\":1,\"id\":\"NIJ-2020-00001\",\"rev\":1}"));
    assert_true(current(v, "{}"));
    sg_revisions_free(v);
    sg_revisions_free(NULL);
}

static void test_amendments(void **state)
{
    (void)state;
    fill(100);
    for (int rev = 2; rev <= 5; rev++) {
        amend("NIJ-2021-00002", rev);
        fill(10);
    }
    amend("NIJ-2022-00003", 2);
    struct sg_revisions *v = revisions();
    for (int rev = 1; rev <= 6; rev++) {
        char line[80];
        snprintf(line, sizeof line, "{\"sig\":1,\"id\":\"NIJ-2021-00002\",\"rev\":%d}", rev);
        assert_int_equal(current(v, line), rev >= 5);
    }
    assert_false(current(v, "{\"rev\":1,\"id\":\"NIJ-2022-00003\"}"));
    assert_false(current(v, "{\"rev\":1,\"id\":\"NIJ-2022-0000\\u0033\"}"));
    assert_true(current(v, "{\"rev\":2,\"id\":\"NIJ-2022-00003\"}"));
    assert_true(current(v, "{\"rev\":1,\"id\":\"NIJ-2023-00004\"}"));
    assert_true(current(v, "{\"rev\":1}"));
    assert_true(current(v, "{\"id\":\"NIJ-2022-00003\"}"));
    assert_true(current(v, "{\"id\":7,\"rev\":1}"));
    sg_revisions_free(v);
}

/* Lines that others wrote: other orders and spellings count, broken ones do not. */
static void test_unusual_lines(void **state)
{
    (void)state;
    static const char lines[] =
        "{\"rev\": 2, \"id\": \"a\"}\n"
        "{\"sig\":1,\"id\":\"b\\u0031\",\"rev\":2}\n"
        "{\"sig\":1,\"id\":\"c\",\"rev\":2\n" /* torn */
        "{\"sig\":1,\"id\":\"d\",\"rev\":2,\"rev\":1}\n"
        "{\"sig\":1,\"id\":\"e\",\"rev\":10,\"x\":[]}\n"
        "{\"sig\":1,\"id\":\"f-0123456789012345678901234567890123456789-a\",\"rev\":2,\"x\":1}\n"
        "\n"
        "{\"sig\":1,\"id\":\"g\",\"rev\":1e0,\"x\":1}\n"
        "{\"sig\":1,\"id\":\"h\",\"rev\":2}";
    spill(path, lines, strlen(lines));
    struct sg_revisions *v = revisions();
    assert_false(current(v, "{\"id\":\"a\",\"rev\":1}"));
    assert_false(current(v, "{\"id\":\"b1\",\"rev\":1}"));
    assert_true(current(v, "{\"id\":\"c\",\"rev\":1}"));
    assert_true(current(v, "{\"id\":\"d\",\"rev\":1}"));
    assert_false(current(v, "{\"id\":\"e\",\"rev\":9}"));
    assert_true(current(v, "{\"id\":\"e\",\"rev\":10}"));
    assert_false(current(v, "{\"id\":\"f-0123456789012345678901234567890123456789-a\",\"rev\":1}"));
    assert_true(current(v, "{\"id\":\"f-0123456789012345678901234567890123456789-b\",\"rev\":1}"));
    assert_true(current(v, "{\"id\":\"g\",\"rev\":1}"));
    assert_false(current(v, "{\"id\":\"h\",\"rev\":1}"));
    sg_revisions_free(v);
}

static void test_many_amendments(void **state)
{
    (void)state;
    enum { COUNT = 20000 };
    FILE *out = fopen(path, "w");
    for (int rev = 1; rev <= 3; rev++)
        for (int i = 0; i < COUNT; i++)
            if (i % 3 + 1 >= rev)
                fprintf(out, "{\"sig\":1,\"id\":\"X-2024-%05d\",\"rev\":%d,\"a\":1}\n", i, rev);
    fclose(out);
    struct sg_revisions *v = revisions();
    for (int i = 0; i < COUNT; i += 7) {
        for (int rev = 1; rev <= 3; rev++) {
            char line[80];
            snprintf(line, sizeof line, "{\"id\":\"X-2024-%05d\",\"rev\":%d}", i, rev);
            assert_int_equal(current(v, line), rev >= i % 3 + 1);
        }
    }
    sg_revisions_free(v);
}

/* What was read holds for this very file, unchanged, under whichever name. */
static void test_same_file(void **state)
{
    (void)state;
    char other[4200];
    snprintf(other, sizeof other, "%s.other", path);
    fill(3);
    struct sg_revisions *v = revisions();
    assert_true(sg_revisions_of(v, path));
    assert_false(sg_revisions_of(v, other));
    assert_int_equal(link(path, other), 0);
    assert_true(sg_revisions_of(v, other));
    fill(1); /* something is added */
    assert_false(sg_revisions_of(v, path));
    assert_false(sg_revisions_of(v, dir));
    sg_revisions_free(v);
    v = revisions();
    assert_int_equal(unlink(path), 0);
    assert_true(sg_revisions_of(v, other));
    fill(4); /* another file of the same size takes its place */
    assert_false(sg_revisions_of(v, path));
    sg_revisions_free(v);
}

static void test_no_such_file(void **state)
{
    (void)state;
    struct sg_fault f = {0};
    assert_null(sg_revisions_read(path, 0, 2, &f));
    assert_int_equal(f.reason, SG_R_IO);
    assert_null(sg_keys_read(dir, 0, 2, &f)); /* a folder */
    assert_int_equal(f.reason, SG_R_IO);
}

/* ---- keys ---- */

/* A key or content that is easy to write: the number, big-endian, behind a letter. */
static void number(unsigned char out[16], char letter, unsigned i)
{
    memset(out, letter, 12);
    for (int b = 0; b < 4; b++)
        out[12 + b] = (unsigned char)(i >> (24 - 8 * b));
}

static void put_source(FILE *out, const char *id, int rev, unsigned key, unsigned content)
{
    fprintf(out, "{\"sig\":1,\"id\":\"%s\",\"rev\":%d,\"source\":{\"name\":\"x\",\"key\":\"", id,
            rev);
    for (int i = 0; i < 12; i++)
        fprintf(out, "6b");
    fprintf(out, "%08x\",\"content\":\"", key);
    for (int i = 0; i < 12; i++)
        fprintf(out, "63");
    fprintf(out, "%08x\"}}\n", content);
}

static void expect_key(const struct sg_keys *k, unsigned key, const char *id, unsigned content)
{
    unsigned char want[16], wanted[16], got[16];
    number(want, 'k', key);
    number(wanted, 'c', content);
    const char *found = sg_keys_find(k, want, got);
    if (!id) {
        assert_null(found);
        return;
    }
    assert_non_null(found);
    assert_string_equal(found, id);
    assert_memory_equal(got, wanted, 16);
}

static void test_keys(void **state)
{
    (void)state;
    enum { COUNT = 30000 };
    struct sg_keys *k = sg_keys_read(path, 0, 2, NULL);
    assert_non_null(k); /* no file yet */
    assert_int_equal(sg_keys_count(k), 0);
    expect_key(k, 0, NULL, 0);
    sg_keys_free(k);
    FILE *out = fopen(path, "w");
    char id[32];
    for (unsigned i = 0; i < COUNT; i++) {
        snprintf(id, sizeof id, "NIJ-2024-%05u", i + 1);
        put_source(out, id, 1, i * 3, i);
        if (i % 10 == 0)
            put_source(out, id, 3, i * 3, i + 7); /* the newest revision counts ... */
        if (i % 10 == 0)
            put_source(out, id, 2, i * 3, i + 5); /* ... wherever it stands */
        fprintf(out, "{\"sig\":1,\"id\":\"NIJ-2024-9%05u\",\"rev\":1,\"a\":1}\n", i);
    }
    put_source(out, "ZZZ", 1, 0, 99); /* the same key on another signal: the lesser id */
    put_source(out, "AAA", 1, 3, 99);
    fputs("{\"id\":\"x\",\"source\":{\"key\":\"short\"}}\n{\"id\":\"x\",\"source\":7}\ntorn", out);
    fclose(out);
    k = sg_keys_read(path, 0, 3, NULL);
    assert_non_null(k);
    assert_int_equal(sg_keys_count(k), COUNT);
    expect_key(k, 3, "AAA", 99);
    expect_key(k, 0, "NIJ-2024-00001", 7);
    for (unsigned i = 2; i < COUNT; i++) {
        snprintf(id, sizeof id, "NIJ-2024-%05u", i + 1);
        expect_key(k, i * 3, id, i % 10 ? i : i + 7);
        expect_key(k, i * 3 + 1, NULL, 0);
    }
    sg_keys_free(k);
    sg_keys_free(NULL);
}

static void test_keys_add(void **state)
{
    (void)state;
    struct sg_keys *k = sg_keys_read(path, 0, 1, NULL);
    unsigned char key[16], content[16];
    for (unsigned i = 0; i < 1000; i++) {
        number(key, 'k', i);
        number(content, 'c', i);
        if (i == 300)
            sg_keys_expect(k, 10); /* fewer than come */
        if (i == 600)
            sg_keys_expect(k, 5000);
        assert_true(sg_keys_add(k, key, content));
    }
    number(content, 'c', 77);
    assert_true(sg_keys_add(k, key, content)); /* what is there stays */
    assert_int_equal(sg_keys_count(k), 1000);
    expect_key(k, 999, "", 999);
    expect_key(k, 4, "", 4);
    expect_key(k, 1000, NULL, 0);
    sg_keys_free(k);
}

/* ---- the secret ---- */

static void expect_no_key(const char *file, bool group, enum sg_reason reason, const char *word)
{
    unsigned char key[SG_HASH];
    struct sg_fault f = {0};
    assert_false(sg_registry_key(path, file, false, group, key, &f));
    assert_int_equal(f.reason, reason);
    if (!strstr(f.text, word))
        fail_msg("\"%s\" does not say \"%s\"", f.text, word);
}

static void test_key_file(void **state)
{
    (void)state;
    unsigned char key[SG_HASH], again[SG_HASH], zero[SG_HASH] = {0};
    struct sg_buf text = {0};
    struct stat st;
    expect_no_key(NULL, false, SG_R_IO, "No such file");
    assert_true(sg_registry_key(path, NULL, true, false, key, NULL));
    assert_memory_not_equal(key, zero, SG_HASH);
    assert_int_equal(stat(beside(".key"), &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_int_equal(st.st_size, 65);
    assert_true(sg_registry_key(path, NULL, true, false, again, NULL));
    assert_memory_equal(key, again, SG_HASH);
    assert_true(sg_registry_key("elsewhere", beside(".key"), false, false, again, NULL));
    assert_memory_equal(key, again, SG_HASH);
    slurp(beside(".key"), &text);
    assert_true(text.n == 65 && text.p[64] == '\n');
    static const struct {
        unsigned mode;
        bool group, good;
    } modes[] = {{0640, false, false}, {0640, true, true},  {0604, true, false},
                 {0601, true, false},  {0400, false, true}, {0620, false, false}};
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
        chmod(beside(".key"), modes[i].mode);
        if (modes[i].good)
            assert_true(sg_registry_key(path, NULL, false, modes[i].group, again, NULL));
        else
            expect_no_key(NULL, modes[i].group, SG_R_PERMISSION, "chmod");
    }
    unlink(beside(".key"));
    assert_true(sg_registry_key(path, NULL, true, true, again, NULL));
    assert_int_equal(stat(beside(".key"), &st), 0);
    assert_int_equal(st.st_mode & 0777, 0640);
    assert_memory_not_equal(key, again, SG_HASH);
    sg_buf_free(&text);
}

static void test_bad_key_file(void **state)
{
    (void)state;
    char text[80];
    memset(text, 'a', sizeof text);
    static const size_t sizes[] = {0, 1, 63, 65, 66};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        spill(beside(".key"), text, sizes[i]);
        expect_no_key(NULL, false, SG_R_IO, "64 hexadecimal digits");
    }
    unsigned char key[SG_HASH];
    spill(beside(".key"), text, 64);
    assert_true(sg_registry_key(path, NULL, false, false, key, NULL));
    assert_int_equal(key[31], 0xaa);
    text[3] = 'A';
    spill(beside(".key"), text, 64);
    expect_no_key(NULL, false, SG_R_IO, "64 hexadecimal digits");
    expect_no_key(dir, false, SG_R_IO, "not a regular file");
    snprintf(path, sizeof path, "%s/no/r", dir);
    expect_no_key(NULL, false, SG_R_IO, "No such file");
}

/* Two that make the secret at once end with the same one. */
static void test_key_race(void **state)
{
    (void)state;
    enum { RACERS = 6 };
    int out[2];
    assert_int_equal(pipe(out), 0);
    for (int i = 0; i < RACERS; i++) {
        if (fork() != 0)
            continue;
        unsigned char key[SG_HASH];
        bool good = sg_registry_key(path, NULL, true, false, key, NULL);
        _exit(!good || write(out[1], key, SG_HASH) != SG_HASH);
    }
    unsigned char first[SG_HASH] = {0}, key[SG_HASH] = {0};
    for (int i = 0; i < RACERS; i++) {
        int status;
        assert_true(wait(&status) > 0 && status == 0);
        assert_int_equal(read(out[0], i ? key : first, SG_HASH), SG_HASH);
        assert_true(i == 0 || memcmp(first, key, SG_HASH) == 0);
    }
    close(out[0]);
    close(out[1]);
}

static void test_keyed_hash(void **state)
{
    (void)state;
    unsigned char key[SG_HASH] = {1}, other[SG_HASH] = {2}, a[16], b[16];
    sg_keyed_hash(key, "abc", 3, a);
    sg_keyed_hash(key, "abc", 3, b);
    assert_memory_equal(a, b, 16);
    sg_keyed_hash(other, "abc", 3, b);
    assert_memory_not_equal(a, b, 16);
    sg_keyed_hash(key, "abd", 3, b);
    assert_memory_not_equal(a, b, 16);
    sg_keyed_hash(key, "", 0, b);
    assert_memory_not_equal(a, b, 16);
}

/* ---- threads ---- */

static void count_call(void *ctx, size_t i)
{
    atomic_uint *calls = ctx;
    atomic_fetch_add(&calls[i], 1);
}

static void test_par(void **state)
{
    (void)state;
    static atomic_uint calls[1000];
    static const unsigned threads[] = {0, 1, 2, 7, 64, 1000};
    unsigned want = 0;
    for (size_t t = 0; t < sizeof threads / sizeof *threads; t++) {
        sg_par(threads[t], 0, count_call, calls);
        sg_par(threads[t], 1000, count_call, calls);
        want++;
        for (size_t i = 0; i < 1000; i++)
            assert_int_equal(atomic_load(&calls[i]), want);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {T(test_no_amendments),
                                       T(test_amendments),
                                       T(test_unusual_lines),
                                       T(test_many_amendments),
                                       T(test_same_file),
                                       T(test_no_such_file),
                                       T(test_keys),
                                       T(test_keys_add),
                                       T(test_key_file),
                                       T(test_bad_key_file),
                                       T(test_key_race),
                                       cmocka_unit_test(test_keyed_hash),
                                       cmocka_unit_test(test_par)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
