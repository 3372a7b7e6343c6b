/* SPDX-License-Identifier: EUPL-1.2 */
/* Eight lines at a time give what libsodium gives for each: all lengths around the blocks, all
 * numbers of lines, in each way that this processor has. */
#include "registry_impl.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

enum { LINES = 3 * SG_LANES + 5, LENGTH = 2000 };

static char text[LINES + LENGTH];
static unsigned char salt[LINES][SG_SALT], got[LINES + 1][SG_HASH];

static void fill_bytes(void *p, size_t n, unsigned seed)
{
    unsigned char *byte = p;
    for (size_t i = 0; i < n; i++) {
        seed = seed * 1103515245U + 12345U;
        byte[i] = (unsigned char)(seed >> 16);
    }
}

/* Lines of the lengths given by `length`, at odd places in memory. */
static void compare(sg_hash_lines *hash, size_t count, size_t (*length)(size_t i))
{
    struct sg_content x[LINES] = {{NULL, NULL, 0, NULL}};
    memset(got, 0xA5, sizeof got);
    for (size_t i = 0; i < count; i++)
        x[i] = (struct sg_content){salt[i], text + i, length(i), got[i]};
    hash(x, count);
    for (size_t i = 0; i < count; i++) {
        unsigned char wanted[SG_HASH];
        sg_reg_seal_hash(salt[i], text + i, length(i), wanted);
        if (memcmp(wanted, got[i], SG_HASH) != 0)
            fail_msg("line %zu of %zu, %zu bytes", i, count, length(i));
    }
    for (size_t i = 0; i < SG_HASH; i++)
        assert_int_equal(got[count][i], 0xA5); /* and nothing more */
}

static size_t shift; /* of the lengths at hand */

static size_t same(size_t i)
{
    (void)i;
    return shift;
}

static size_t rising(size_t i)
{
    return shift + i;
}

static size_t uneven(size_t i)
{
    return (i * 7919 + shift * 104729) % LENGTH;
}

static void test_lines(void **state)
{
    (void)state;
    assert_true(sg_reg_sodium_ready(NULL));
    fill_bytes(text, sizeof text, 1);
    fill_bytes(salt, sizeof salt, 2);
    assert_non_null(sg_reg_lanes(SG_LANES_NONE));
    for (enum sg_lanes kind = SG_LANES_NONE; kind < SG_LANES_KINDS; kind++) {
        sg_hash_lines *hash = sg_reg_lanes(kind);
        if (!hash) {
            print_message("way %d is not for this processor\n", kind);
            continue;
        }
        for (size_t count = 0; count <= LINES; count++)
            compare(hash, count, uneven);
        for (shift = 0; shift < 600; shift++) {
            compare(hash, SG_LANES, same);
            compare(hash, LINES, rising);
            compare(hash, LINES, uneven);
        }
    }
    compare(sg_reg_seal_hash_lines, LINES, uneven);
    compare(sg_reg_seal_hash_lines, 1, uneven);
}

/* A chain is the hash of 64 bytes, which may as well be a salt of 16 and 48 others. */
static void test_chain(void **state)
{
    (void)state;
    unsigned char both[2 * SG_HASH], chain[SG_HASH], wanted[SG_HASH];
    assert_true(sg_reg_sodium_ready(NULL));
    for (unsigned seed = 0; seed < 1000; seed++) {
        fill_bytes(both, sizeof both, seed);
        sg_reg_seal_hash(both, (const char *)both + SG_SALT, sizeof both - SG_SALT, wanted);
        sg_reg_seal_chain(both, both + SG_HASH, chain);
        assert_memory_equal(chain, wanted, SG_HASH);
        sg_reg_seal_chain(both, both + SG_HASH, both); /* in place */
        assert_memory_equal(both, wanted, SG_HASH);
    }
}

static unsigned char secret[SG_HASH];

static void compare_keyed(size_t count, size_t (*length)(size_t i))
{
    struct sg_hashed x[LINES] = {{NULL, 0, NULL}};
    memset(got, 0xA5, sizeof got);
    for (size_t i = 0; i < count; i++)
        x[i] = (struct sg_hashed){text + i, length(i), got[i]};
    sg_keyed_hash_many(secret, x, count);
    for (size_t i = 0; i < count; i++) {
        unsigned char wanted[16];
        sg_keyed_hash(secret, text + i, length(i), wanted);
        if (memcmp(wanted, got[i], sizeof wanted) != 0)
            fail_msg("text %zu of %zu, %zu bytes", i, count, length(i));
        assert_int_equal(got[i][16], 0xA5); /* and nothing more */
    }
}

static void test_keyed(void **state)
{
    (void)state;
    fill_bytes(text, sizeof text, 3);
    fill_bytes(secret, sizeof secret, 4);
    for (shift = 0; shift < 300; shift++) {
        compare_keyed(2, same);
        compare_keyed(LINES, rising);
        compare_keyed(shift % LINES, uneven);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_lines), cmocka_unit_test(test_chain),
                                       cmocka_unit_test(test_keyed)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
