/* SPDX-License-Identifier: EUPL-1.2 */
/* Shared by the parts of `text` only. */
#ifndef SG_TEXT_IMPL_H
#define SG_TEXT_IMPL_H

#include "text.h"

#include <stdint.h>

#define SG_HIGH_BITS UINT64_C(0x8080808080808080)

/* Eight bytes as a number, the first byte lowest, on every machine; compilers see one load. */
static inline uint64_t sg_load8(const char *s)
{
    const unsigned char *p = (const unsigned char *)s;
    uint64_t x = 0;
    for (int i = 7; i >= 0; i--)
        x = x << 8 | p[i];
    return x;
}

static inline void sg_store8(char *out, uint64_t x)
{
    for (int i = 0; i < 8; i++)
        out[i] = (char)(unsigned char)(x >> 8 * i);
}

#endif
