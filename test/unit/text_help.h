/* SPDX-License-Identifier: EUPL-1.2 */
/* Texts made for tests. */
#ifndef TEXT_HELP_H
#define TEXT_HELP_H

#include <stddef.h>
#include <stdint.h>
#include <utf8proc.h>

/* A number below n; the same row in each run of a program. */
static inline size_t draw(size_t n)
{
    static uint32_t seed = 1;
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % n;
}

/* Puts a character between two x, which keep a blank from being one at the end. */
static inline size_t between_x(int point, char out[8])
{
    out[0] = 'x';
    utf8proc_ssize_t n = utf8proc_encode_char(point, (utf8proc_uint8_t *)out + 1);
    out[n + 1] = 'x';
    return (size_t)n + 2;
}

#endif
