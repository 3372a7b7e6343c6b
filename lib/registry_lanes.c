/* SPDX-License-Identifier: EUPL-1.2 */
/* BLAKE2b (RFC 7693) of eight lines at once: word i of each stands in one vector, so that a step of
 * the hash does eight lines' work. The bytes of one line make each step wait for the one before;
 * those of eight lines do not. Measured at 512 bytes a line:
 * libsodium 0.75 microseconds, eight lanes 0.27 with AVX2 and 0.10 with AVX-512. An import spends
 * that on every line, sig-check too. Without either, libsodium does them one by one; it is also the
 * judge in the tests.
 *
 * A lane that is done with its line takes the next one, whatever the others are at. */
#include "registry_impl.h"

#include <string.h>

enum { LANES = SG_LANES, BLOCK = 128, WORDS = 16, ROUNDS = 12 };

static const uint64_t iv[8] = {UINT64_C(0x6a09e667f3bcc908), UINT64_C(0xbb67ae8584caa73b),
                               UINT64_C(0x3c6ef372fe94f82b), UINT64_C(0xa54ff53a5f1d36f1),
                               UINT64_C(0x510e527fade682d1), UINT64_C(0x9b05688c2b3e6c1f),
                               UINT64_C(0x1f83d9abfb41bd6b), UINT64_C(0x5be0cd19137e2179)};

/* The first word of the parameter block: 32 bytes of digest, no key, fanout and depth 1. */
static const uint64_t parameters = UINT64_C(0x01010000) | SG_HASH;

static const unsigned char sigma[ROUNDS][WORDS] = {
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
    {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
    {11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4},
    {7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8},
    {9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13},
    {2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9},
    {12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11},
    {13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10},
    {6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5},
    {10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0},
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
    {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3}};

/* Macros, because they serve words and vectors of words alike; all indices are constants, so that
 * the state stays in registers. */
#define RIGHT(x, by) ((x) >> (by) | (x) << (64 - (by)))
#define MIX(a, b, c, d, x, y)       \
    do {                            \
        (a) += (b) + (x);           \
        (d) = RIGHT((d) ^ (a), 32); \
        (c) += (d);                 \
        (b) = RIGHT((b) ^ (c), 24); \
        (a) += (b) + (y);           \
        (d) = RIGHT((d) ^ (a), 16); \
        (c) += (d);                 \
        (b) = RIGHT((b) ^ (c), 63); \
    } while (0)
#define ROUND(v, m, r)                                                               \
    do {                                                                             \
        MIX((v)[0], (v)[4], (v)[8], (v)[12], (m)[sigma[r][0]], (m)[sigma[r][1]]);    \
        MIX((v)[1], (v)[5], (v)[9], (v)[13], (m)[sigma[r][2]], (m)[sigma[r][3]]);    \
        MIX((v)[2], (v)[6], (v)[10], (v)[14], (m)[sigma[r][4]], (m)[sigma[r][5]]);   \
        MIX((v)[3], (v)[7], (v)[11], (v)[15], (m)[sigma[r][6]], (m)[sigma[r][7]]);   \
        MIX((v)[0], (v)[5], (v)[10], (v)[15], (m)[sigma[r][8]], (m)[sigma[r][9]]);   \
        MIX((v)[1], (v)[6], (v)[11], (v)[12], (m)[sigma[r][10]], (m)[sigma[r][11]]); \
        MIX((v)[2], (v)[7], (v)[8], (v)[13], (m)[sigma[r][12]], (m)[sigma[r][13]]);  \
        MIX((v)[3], (v)[4], (v)[9], (v)[14], (m)[sigma[r][14]], (m)[sigma[r][15]]);  \
    } while (0)
#define ALL_ROUNDS(v, m) \
    do {                 \
        ROUND(v, m, 0);  \
        ROUND(v, m, 1);  \
        ROUND(v, m, 2);  \
        ROUND(v, m, 3);  \
        ROUND(v, m, 4);  \
        ROUND(v, m, 5);  \
        ROUND(v, m, 6);  \
        ROUND(v, m, 7);  \
        ROUND(v, m, 8);  \
        ROUND(v, m, 9);  \
        ROUND(v, m, 10); \
        ROUND(v, m, 11); \
    } while (0)

/* ---- one block: the chain, in which every step waits for the one before ---- */

void sg_reg_seal_chain(const unsigned char prev[SG_HASH], const unsigned char c[SG_HASH],
                       unsigned char out[SG_HASH])
{
    uint64_t m[WORDS] = {0}, v[WORDS];
    for (size_t i = 0; i < SG_HASH / 8; i++) {
        m[i] = sg_reg_word(prev + 8 * i);
        m[SG_HASH / 8 + i] = sg_reg_word(c + 8 * i);
    }
    memcpy(v, iv, sizeof iv);
    memcpy(v + 8, iv, sizeof iv);
    v[0] ^= parameters;
    v[12] ^= 2 * SG_HASH;
    v[14] = ~v[14]; /* the last block */
    ALL_ROUNDS(v, m);
    v[0] ^= parameters;
    for (size_t i = 0; i < SG_HASH / 8; i++)
        sg_reg_put_word(out + 8 * i, iv[i] ^ v[i] ^ v[i + 8]);
}

/* ---- eight lines ---- */

typedef uint64_t lanes __attribute__((vector_size(8 * LANES)));

/* What the lanes are at. */
struct work {
    lanes h[8], count, last; /* state; bytes taken; all ones in the last block */
    const unsigned char *block[LANES];
    unsigned char part[LANES][BLOCK];     /* the first and the last block of a line, put together */
    const struct sg_content *line[LANES]; /* NULL: nothing to do */
    size_t at[LANES];                     /* bytes taken of salt and body */
};

/* Inlined into functions for processors that have the vectors. */
static inline __attribute__((always_inline)) void compress(struct work *w)
{
    lanes m[WORDS], v[WORDS];
    for (int i = 0; i < WORDS; i++)
        for (int l = 0; l < LANES; l++)
            m[i][l] = sg_reg_word(w->block[l] + 8 * i);
    for (int i = 0; i < 8; i++) {
        v[i] = w->h[i];
        v[8 + i] = (lanes){0} + iv[i];
    }
    v[12] ^= w->count;
    v[14] ^= w->last;
    ALL_ROUNDS(v, m);
    for (int i = 0; i < 8; i++)
        w->h[i] ^= v[i] ^ v[i + 8];
}

static void begin(struct work *w, int l, const struct sg_content *x)
{
    w->line[l] = x;
    w->at[l] = 0;
    for (int i = 0; i < 8; i++)
        w->h[i][l] = i ? iv[i] : iv[i] ^ parameters;
}

/* The next block of a lane: a salt and a body, one behind the other. */
static void next_block(struct work *w, int l)
{
    const struct sg_content *x = w->line[l];
    unsigned char *part = w->part[l];
    w->block[l] = part;
    if (!x)
        return;
    size_t at = w->at[l], left = SG_SALT + x->n - at, take = left < BLOCK ? left : BLOCK;
    if (at == 0) {
        memset(part, 0, BLOCK);
        memcpy(part, x->salt, SG_SALT);
        memcpy(part + SG_SALT, x->body, take - SG_SALT);
    } else if (take < BLOCK) {
        memset(part, 0, BLOCK);
        memcpy(part, x->body + at - SG_SALT, take);
    } else {
        w->block[l] = (const unsigned char *)x->body + at - SG_SALT;
    }
    w->at[l] = at + take;
    w->count[l] = at + take;
    w->last[l] = take == left ? UINT64_MAX : 0;
}

static bool done(struct work *w, int l)
{
    if (!w->line[l] || !w->last[l])
        return false;
    for (int i = 0; i < SG_HASH / 8; i++)
        sg_reg_put_word(w->line[l]->c + 8 * i, w->h[i][l]);
    w->line[l] = NULL;
    return true;
}

static inline __attribute__((always_inline)) void hash(const struct sg_content *x, size_t count)
{
    struct work w = {.line = {NULL}};
    size_t next = 0, busy = 0;
    for (int l = 0; l < LANES && next < count; l++, busy++)
        begin(&w, l, &x[next++]);
    while (busy) {
        for (int l = 0; l < LANES; l++)
            next_block(&w, l);
        compress(&w);
        for (int l = 0; l < LANES; l++) {
            if (!done(&w, l))
                continue;
            if (next < count)
                begin(&w, l, &x[next++]);
            else
                busy--;
        }
    }
}

/* ---- for which processor ---- */

static void hash_singly(const struct sg_content *x, size_t count)
{
    for (size_t i = 0; i < count; i++)
        sg_reg_seal_hash(x[i].salt, x[i].body, x[i].n, x[i].c);
}

#ifdef __x86_64__

static __attribute__((target("avx2"))) void hash_avx2(const struct sg_content *x, size_t count)
{
    hash(x, count);
}

static __attribute__((target("avx512f"))) void hash_avx512(const struct sg_content *x, size_t count)
{
    hash(x, count);
}

sg_hash_lines *sg_reg_lanes(enum sg_lanes which)
{
    if (which == SG_LANES_AVX512)
        return __builtin_cpu_supports("avx512f") ? hash_avx512 : NULL;
    if (which == SG_LANES_AVX2)
        return __builtin_cpu_supports("avx2") ? hash_avx2 : NULL;
    return hash_singly;
}

#else

sg_hash_lines *sg_reg_lanes(enum sg_lanes which)
{
    return which == SG_LANES_NONE ? hash_singly : NULL;
}

#endif

void sg_reg_seal_hash_lines(const struct sg_content *x, size_t count)
{
    sg_hash_lines *by = count > 1 ? sg_reg_lanes(SG_LANES_AVX512) : hash_singly;
    if (!by)
        by = sg_reg_lanes(SG_LANES_AVX2);
    (by ? by : hash_singly)(x, count);
}
