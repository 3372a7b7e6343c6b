/* SPDX-License-Identifier: EUPL-1.2 */
/* Signals looked for by id, against a naive look at every line. */
#include "registry_help.h"

enum { SIGNALS = 400, REVS = 9 };

static void write_lines(const char *text)
{
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    assert_true(fputs(text, f) >= 0);
    assert_int_equal(fclose(f), 0);
}

static const char *line_of(struct sg_latest *l, const char *id, int64_t rev, int64_t *got)
{
    static char text[256];
    size_t n = 0;
    const char *line = sg_latest_line(l, id, strlen(id), rev, &n, got);
    assert_true(!line || n < sizeof text);
    if (line)
        memcpy(text, line, n);
    text[n] = '\0';
    return line ? text : NULL;
}

static struct sg_latest *look_for(const char *const *ids, size_t n, bool all, unsigned threads)
{
    struct sg_fault f;
    struct sg_latest *l = sg_latest_new();
    assert_non_null(l);
    for (size_t i = 0; i < n; i++)
        assert_true(sg_latest_want(l, ids[i], strlen(ids[i]), all));
    assert_true(sg_latest_read(l, path, 0, threads, &f));
    return l;
}

/* Whatever the order, the spelling and what stands between. */
static void finds_the_newest(void **state)
{
    (void)state;
    static const char *const ids[] = {"A-2024-1", "B-2024-2", "C-2024-3", "D-2024-4", "E-2024-5"};
    int64_t rev;
    write_lines("{\"sig\":1,\"id\":\"A-2024-1\",\"rev\":1,\"x\":\"a\"}\n"
                "{\"sig\":1,\"id\":\"A-2024-1\",\"rev\":3,\"x\":\"c\"}\n"
                "{\"sig\":1,\"id\":\"A-2024-1\",\"rev\":2,\"x\":\"b\"}\n"
                "\n"
                "not json\n"
                "{\"sig\":1,\"id\":\"B-2024-2\",\"rev\":1,\"x\":\"whole\"}\n"
                "{\"sig\":1,\"id\":\"B-2024-2\",\"rev\":2,\"x\":\"torn\n"
                "{ \"rev\":4, \"id\":\"\\u0043-2024-3\" }\n"
                "{\"sig\":1,\"id\":\"C-2024-3\",\"rev\":3,\"x\":1}\n"
                "{\"sig\":1,\"id\":\"D-2024-40\",\"rev\":1,\"x\":1}\n"
                "{\"sig\":1,\"id\":\"E-2024-5\",\"x\":1}\n");
    struct sg_latest *l = look_for(ids, 5, false, 2);
    assert_string_equal(line_of(l, "A-2024-1", 0, &rev),
                        "{\"sig\":1,\"id\":\"A-2024-1\",\"rev\":3,\"x\":\"c\"}");
    assert_int_equal(rev, 3);
    assert_null(line_of(l, "A-2024-1", 1, NULL));
    assert_string_equal(line_of(l, "B-2024-2", 0, &rev),
                        "{\"sig\":1,\"id\":\"B-2024-2\",\"rev\":1,\"x\":\"whole\"}");
    assert_string_equal(line_of(l, "C-2024-3", 0, &rev),
                        "{ \"rev\":4, \"id\":\"\\u0043-2024-3\" }");
    assert_null(line_of(l, "D-2024-4", 0, NULL));
    assert_null(line_of(l, "E-2024-5", 0, NULL));
    assert_null(line_of(l, "F-2024-6", 0, NULL));
    sg_latest_free(l);
}

static void keeps_all_when_asked(void **state)
{
    (void)state;
    static const char *const ids[] = {"A-2024-1"};
    int64_t rev;
    write_lines("{\"sig\":1,\"id\":\"A-2024-1\",\"rev\":2,\"x\":2}\n"
                "{\"sig\":1,\"id\":\"A-2024-1\",\"rev\":1,\"x\":1}\n");
    struct sg_latest *l = look_for(ids, 1, true, 1);
    const char *made = "{\"sig\":1,\"id\":\"A-2024-1\",\"rev\":3,\"x\":3}";
    assert_true(sg_latest_put(l, "A-2024-1", 8, 3, made, strlen(made)));
    assert_string_equal(line_of(l, "A-2024-1", 0, &rev), made);
    assert_int_equal(rev, 3);
    assert_non_null(strstr(line_of(l, "A-2024-1", 1, NULL), "\"x\":1"));
    assert_non_null(strstr(line_of(l, "A-2024-1", 2, NULL), "\"x\":2"));
    assert_null(line_of(l, "A-2024-1", 4, NULL));
    sg_latest_free(l);
}

/* Revisions of many signals in any order, over threads, against what was written last. */
static void agrees_with_a_naive_look(void **state)
{
    (void)state;
    struct sg_buf text = {0};
    int newest[SIGNALS] = {0};
    char id[SIGNALS][24];
    const char *ids[SIGNALS / 2];
    uint32_t dice = 7;
    for (int i = 0; i < SIGNALS; i++) {
        snprintf(id[i], sizeof id[i], "DEW-2024-%05d", i + 1);
        if (i % 2)
            ids[i / 2] = id[i];
    }
    for (int k = 0; k < SIGNALS * REVS; k++) {
        dice = dice * 1664525U + 1013904223U;
        int i = (int)((dice >> 8) % SIGNALS);
        sg_buf_fmt(&text, "{\"sig\":1,\"id\":\"%s\",\"rev\":%d,\"x\":%d}\n", id[i], ++newest[i], k);
    }
    write_lines(sg_buf_text(&text));
    struct sg_latest *l = look_for(ids, SIGNALS / 2, false, 4);
    for (int i = 0; i < SIGNALS; i++) {
        int64_t rev = 0;
        const char *line = line_of(l, id[i], 0, &rev);
        assert_int_equal(line != NULL, i % 2 && newest[i] > 0);
        assert_int_equal(rev, i % 2 ? newest[i] : 0);
    }
    sg_latest_free(l);
    sg_buf_free(&text);
}

static void near_is(const char *id, const char *want)
{
    char near[SG_ID_MAX];
    struct sg_fault f;
    assert_true(sg_registry_near(path, 0, 2, id, near, &f));
    assert_string_equal(near, want);
}

static void names_the_near_id(void **state)
{
    (void)state;
    write_lines("{\"sig\":1,\"id\":\"DEW-2024-00012\",\"rev\":1,\"x\":1}\n"
                "{\"sig\":1,\"id\":\"DEW-2024-00021\",\"rev\":1,\"x\":1}\n"
                "{\"sig\":1,\"id\":\"DEW-2023-00007\",\"rev\":1,\"x\":1}\n");
    near_is("DEW-2024-12", "DEW-2024-00012");
    near_is("NIJ-2020-000021", "DEW-2024-00021");
    near_is("DEW-2024-00007", "DEW-2023-00007");
    near_is("DEW-2024-00013", "DEW-2024-00012"); /* one of two that are near: the first */
    near_is("DEW-2024-99999", "");
    near_is("x", "");
    near_is("", "");
}

static void says_what_it_cannot_read(void **state)
{
    (void)state;
    char near[SG_ID_MAX];
    struct sg_fault f;
    struct sg_latest *l = sg_latest_new();
    assert_true(sg_latest_want(l, "A-2024-1", 8, false));
    assert_false(sg_latest_read(l, path, 0, 1, &f));
    assert_int_equal(f.reason, SG_R_IO);
    assert_false(sg_registry_near(path, 0, 1, "A-2024-1", near, &f));
    sg_latest_free(l);
    sg_latest_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(finds_the_newest, dir_setup, dir_teardown),
        cmocka_unit_test_setup_teardown(keeps_all_when_asked, dir_setup, dir_teardown),
        cmocka_unit_test_setup_teardown(agrees_with_a_naive_look, dir_setup, dir_teardown),
        cmocka_unit_test_setup_teardown(names_the_near_id, dir_setup, dir_teardown),
        cmocka_unit_test_setup_teardown(says_what_it_cannot_read, dir_setup, dir_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
