/* SPDX-License-Identifier: EUPL-1.2 */
/* Shared by the parts of `text` only. */
#ifndef SG_TEXT_IMPL_H
#define SG_TEXT_IMPL_H

#include "text.h"

#include <stdint.h>

#define SG_TEXT_HIGH_BITS UINT64_C(0x8080808080808080)

/* Eight bytes as a number, the first byte lowest, on every machine. Written out, so that compilers
 * see that it is one load or store (they do not see it through a loop at -O2). */
static inline uint64_t sg_text_load8(const char *s)
{
    const unsigned char *p = (const unsigned char *)s;
    return (uint64_t)p[0] | (uint64_t)p[1] << 8 | (uint64_t)p[2] << 16 | (uint64_t)p[3] << 24 |
           (uint64_t)p[4] << 32 | (uint64_t)p[5] << 40 | (uint64_t)p[6] << 48 |
           (uint64_t)p[7] << 56;
}

static inline void sg_text_store8(char *out, uint64_t x)
{
    unsigned char *p = (unsigned char *)out;
    p[0] = (unsigned char)x;
    p[1] = (unsigned char)(x >> 8);
    p[2] = (unsigned char)(x >> 16);
    p[3] = (unsigned char)(x >> 24);
    p[4] = (unsigned char)(x >> 32);
    p[5] = (unsigned char)(x >> 40);
    p[6] = (unsigned char)(x >> 48);
    p[7] = (unsigned char)(x >> 56);
}

#endif
