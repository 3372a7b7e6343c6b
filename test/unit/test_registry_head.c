/* SPDX-License-Identifier: EUPL-1.2 */
/* The head of a registry: its text, and what it tells of a registry that was written anew. */
#include "registry_help.h"

static void test_head_text(void **state)
{
    (void)state;
    struct sg_head h = {.n = 9999999999999999U}, back;
    char text[90], again[90];
    for (int i = 0; i < SG_HASH; i++)
        h.chain[i] = (unsigned char)(i * 11);
    sg_head_write(&h, text);
    assert_true(sg_head_parse(text, &back));
    assert_int_equal(back.n, h.n);
    assert_memory_equal(back.chain, h.chain, SG_HASH);
    h.n = 0;
    sg_head_write(&h, text);
    assert_int_equal(strncmp(text, "0:000b16", 8), 0);
    assert_true(sg_head_parse(text, &back));
    sg_head_write(&back, again);
    assert_string_equal(text, again);
    for (size_t i = 0; text[i]; i++) { /* no shorter, longer or other text is a head */
        strcpy(again, text);
        again[i] = 'G';
        assert_false(sg_head_parse(again, &back));
        strcpy(again, text);
        again[i] = '\0';
        assert_false(sg_head_parse(again, &back));
    }
    strcat(text, "0");
    assert_false(sg_head_parse(text, &back));
    assert_false(sg_head_parse("", &back));
    assert_false(sg_head_parse("17", &back));
}

/* All rewritten, every seal true: found against a head, at the line of the head. */
static void test_rewritten(void **state)
{
    (void)state;
    struct seen seen = {0};
    struct sg_head head;
    fill(10);
    verify(&seen, NULL, &head);
    unlink(path);
    fill(20);
    assert_int_equal(verify(&seen, NULL, NULL), 0);
    verify(&seen, &head, NULL);
    expect_fault(&seen, SG_R_BAD_HEAD, 10);
    head.n = 21;
    verify(&seen, &head, NULL);
    expect_fault(&seen, SG_R_BAD_HEAD, 20);
    head = (struct sg_head){0};
    assert_int_equal(verify(&seen, &head, NULL), 0); /* the head of an empty registry */
    spill(path, "", 0);
    assert_int_equal(verify(&seen, &head, &head), 0);
    assert_int_equal(head.n, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(test_head_text),
        T(test_rewritten),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
