/* SPDX-License-Identifier: EUPL-1.2 */
/* Writing: the form of a line, the batches that lines come in, what is refused. */
#include "registry_help.h"

#include <sodium.h>

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(test_line),          T(test_by_is_escaped), T(test_many),
        T(test_commit_beside), T(test_refused),       T(test_line_max),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
