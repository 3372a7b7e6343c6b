/* SPDX-License-Identifier: EUPL-1.2 */
/* What the cases and test/share cannot see from outside: who has which pseudonym, and that a key or
 * a sheet with a fault gives nothing. What may be seen is worked out a second time in test/share.
 */
#include "share.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct sg_profile *profile;
static const unsigned char one[32] = "one key of thirty-two bytes here";
static const unsigned char other[32] = "another key of that many bytes..";

static int setup(void **state)
{
    struct sg_fault f;
    (void)state;
    profile = sg_profile_open("nijkerk", &f);
    return profile ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    sg_profile_free(profile);
    return 0;
}

/* The signal as a partner sees it, without names; to be freed. */
static char *seen(const char *partner, const unsigned char *key, const char *line)
{
    struct sg_fault f = {.reason = SG_R_NOTE};
    struct sg_share *s = sg_share_partner(profile, partner, "nameless", &f);
    struct sg_record r;
    struct sg_buf out = {0};
    struct sg_left_out left = {{0}};
    assert_non_null(s);
    sg_share_key(s, key);
    assert_true(sg_record_read(&r, line, strlen(line), &f, NULL));
    assert_int_equal(sg_share_reduce(s, &r, &out, &left, &f), 1);
    sg_share_free(s);
    char *text = strdup(sg_buf_text(&out));
    sg_buf_free(&out);
    return text;
}

/* The pseudonym of the one person in it. */
static void pseudonym(const char *partner, const unsigned char *key, const char *id,
                      const char *person, char out[34])
{
    char line[4096];
    snprintf(
        line, sizeof line,
        "{\"id\":\"%s\",\"persons\":[{\"roles\":[\"victim\"],%s}],\"handoffs\":[{\"to\":\"%s\"}]}",
        id, person, partner);
    char *text = seen(partner, key, line), *at = strstr(text, "\"pseudonym\":\"");
    assert_non_null(at);
    snprintf(out, 34, "%.33s", at + strlen("\"pseudonym\":\""));
    assert_int_equal(strspn(out + 1, "0123456789abcdef"), 32);
    assert_null(strstr(text, "name"));
    free(text);
}

static bool same(const char *a, const char *b)
{
    char x[34], y[34];
    pseudonym("moviera", one, "A-2024-00001", a, x);
    pseudonym("moviera", one, "A-2024-00002", b, y);
    return strcmp(x, y) == 0;
}

static void test_same_person(void **state)
{
    (void)state;
    const char *who = "\"name\":\"A\xC3\xAFsha van den Berg\",\"born\":\"1990-01-02\"";
    assert_true(same(who, "\"born\":\"1990-01-02\",\"name\":\"aisha  VAN DEN berg \""));
    assert_true(same(who, "\"name\":\"A\\u00efsha van den Berg\",\"born\":\"1990-01-02\""));
    assert_false(same(who, "\"name\":\"Aisha van den Berg\",\"born\":\"1990-01-03\""));
    assert_false(same(who, "\"name\":\"Aisha van den Bergh\",\"born\":\"1990-01-02\""));
    /* Not "ab" + "c" for "a" + "bc". */
    assert_false(
        same("\"name\":\"X1\",\"born\":\"1990-01-02\"", "\"name\":\"X\",\"born\":\"1990-01-02\""));
}

/* Without a name and a whole date of birth nobody knows whether it is the same person. */
static void test_of_the_signal(void **state)
{
    static const char *const persons[] = {
        "\"name\":\"Ali\"",
        "\"name\":\"Ali\",\"born\":\"1990\"",
        "\"name\":\"Ali\",\"born\":\"1990-01\"",
        "\"name\":\"Ali\",\"born\":\"unknown\"",
        "\"name\":\"Ali\",\"born\":\"1990-02-30\"",
        "\"born\":\"1990-01-02\"",
        "\"name\":\" \",\"born\":\"1990-01-02\"",
        "\"sex\":\"f\"",
    };
    (void)state;
    for (size_t i = 0; i < sizeof persons / sizeof *persons; i++) {
        char x[34], again[34];
        pseudonym("moviera", one, "A-2024-00001", persons[i], x);
        pseudonym("moviera", one, "A-2024-00001", persons[i], again);
        assert_int_equal(x[0], 'S');
        assert_string_equal(x, again);
        assert_false(same(persons[i], persons[i]));
    }
}

static void test_keys_and_partners(void **state)
{
    const char *who = "\"name\":\"A. de Wit\",\"born\":\"1990-01-02\"";
    char a[34], b[34], c[34];
    (void)state;
    pseudonym("moviera", one, "A-2024-00001", who, a);
    pseudonym("moviera", other, "A-2024-00001", who, b);
    pseudonym("comensha", one, "A-2024-00001", who, c);
    assert_int_equal(a[0], 'P');
    assert_string_not_equal(a, b);
    assert_string_not_equal(a, c);
}

/* Two persons of one signal, the first of whom stays here: the second keeps its pseudonym. */
static void test_place_in_the_signal(void **state)
{
    static const char full[] =
        "{\"id\":\"A-2024-00001\",\"persons\":[{\"roles\":[\"%s\"],\"name\":\"B\"},"
        "{\"roles\":[\"victim\"],\"name\":\"B\"}],\"handoffs\":[{\"to\":\"moviera\"}]}";
    char line[400];
    (void)state;
    snprintf(line, sizeof line, full, "victim");
    char *two = seen("moviera", one, line);
    snprintf(line, sizeof line, full, "suspect");
    char *single = seen("moviera", one, line);
    assert_string_equal(strrchr(two, 'S'), strrchr(single, 'S'));
    assert_string_not_equal(strchr(two, 'S'), strrchr(two, 'S'));
    free(two);
    free(single);
}

static void test_no_receiver(void **state)
{
    struct sg_fault f = {.reason = SG_R_NOTE};
    (void)state;
    assert_null(sg_share_view(profile, "", &f));
    assert_int_equal(f.reason, SG_R_USAGE);
    assert_null(sg_share_view(profile, "Social", NULL));
    assert_null(sg_share_partner(profile, "moviera", "", &f));
    assert_int_equal(f.reason, SG_R_USAGE);
    assert_non_null(strstr(f.text, "(nameless, consent)"));
    assert_null(sg_share_partner(profile, "moviera;nameless", "", &f));
    assert_int_equal(f.reason, SG_R_USAGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_person),       cmocka_unit_test(test_of_the_signal),
        cmocka_unit_test(test_keys_and_partners), cmocka_unit_test(test_place_in_the_signal),
        cmocka_unit_test(test_no_receiver),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
