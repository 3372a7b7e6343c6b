/* SPDX-License-Identifier: EUPL-1.2 */
/* Names twice in one object, cheaply: an object has one word with a bit for each of its names; only
 * a name whose bit is taken is compared with the others, and that by their tags first. */
#include "record_impl.h"

/* A number of all of a name up to 8 bytes, of the first and last 8 and the length of a longer one.
 * Reads up to 8 bytes from p when the line has them, which is nearly always. */
static uint64_t key_tag(const char *p, size_t n, const char *end)
{
    uint64_t x;
    if (n >= 8) {
        x = sg_load8(p) + 0x9E3779B97F4A7C15U * sg_load8(p + n - 8);
    } else if (end - p >= 8) {
        x = sg_load8(p) & ~(~UINT64_C(0) << 8 * n);
    } else {
        char copy[8] = {0};
        memcpy(copy, p, n);
        x = sg_load8(copy);
    }
    return (x ^ n) * 0x9E3779B97F4A7C15U;
}

static bool has_key(const struct sg_key *k, const struct sg_key *stop, const struct sg_key *wanted)
{
    for (; k < stop; k++)
        if (k->tag == wanted->tag && k->n == wanted->n && !memcmp(k->p, wanted->p, wanted->n))
            return true;
    return false;
}

bool sg_key_new(struct sg_pass *s, const char *p, size_t n)
{
    struct sg_level *level = &s->level[s->depth];
    if (s->judge || s->escaped || s->keys == SG_KEYS || s->keys - level->first == SG_MEMBERS) {
        s->judge = true;
        return true;
    }
    struct sg_key *key = &s->key[s->keys];
    *key = (struct sg_key){key_tag(p, n, s->end), p, n};
    uint64_t bit = UINT64_C(1) << (key->tag >> 58);
    if ((level->bloom & bit) && has_key(s->key + level->first, key, key))
        return false;
    level->bloom |= bit;
    s->keys++;
    return true;
}
