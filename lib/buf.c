/* SPDX-License-Identifier: EUPL-1.2 */
#include "buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

char *sg_buf_room(struct sg_buf *b, size_t more)
{
    if (b->failed)
        return NULL;
    if (more > SIZE_MAX / 4 || b->n > SIZE_MAX / 4) {
        b->failed = true;
        return NULL;
    }
    if (b->n + more > b->cap || !b->p) {
        size_t cap = b->cap ? b->cap * 2 : 256;
        while (cap < b->n + more)
            cap *= 2;
        char *p = realloc(b->p, cap);
        if (!p) {
            b->failed = true;
            return NULL;
        }
        b->p = p;
        b->cap = cap;
    }
    return b->p + b->n;
}

void sg_buf_grow(struct sg_buf *b, const void *p, size_t n)
{
    char *to = sg_buf_room(b, n);
    if (!to || !n)
        return;
    memcpy(to, p, n);
    b->n += n;
}

void sg_buf_fmt(struct sg_buf *b, const char *format, ...)
{
    va_list ap, again;
    va_start(ap, format);
    va_copy(again, ap);
    int n = vsnprintf(NULL, 0, format, ap);
    va_end(ap);
    char *to = n < 0 ? NULL : sg_buf_room(b, (size_t)n + 1);
    if (to) {
        vsnprintf(to, (size_t)n + 1, format, again);
        b->n += (size_t)n;
    } else {
        b->failed = true;
    }
    va_end(again);
}

void sg_buf_int(struct sg_buf *b, int64_t v)
{
    char digits[24], *end = digits + sizeof digits, *p = end;
    uint64_t u = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
    do
        *--p = (char)('0' + u % 10);
    while (u /= 10);
    if (v < 0)
        *--p = '-';
    sg_buf_add(b, p, (size_t)(end - p));
}

/* Sixteen bytes at a time: an import writes 112 bytes a line as digits. */
#ifdef __SSE2__
static size_t hex_many(char *to, const unsigned char *p, size_t n)
{
    const __m128i low = _mm_set1_epi8(15), nine = _mm_set1_epi8(9), zero = _mm_set1_epi8('0'),
                  letter = _mm_set1_epi8('a' - '0' - 10);
    size_t i = 0;
    for (; i + 16 <= n; i += 16) {
        __m128i x = _mm_loadu_si128((const __m128i *)(const void *)(p + i));
        __m128i right = _mm_and_si128(x, low), left = _mm_and_si128(_mm_srli_epi16(x, 4), low);
        for (int half = 0; half < 2; half++) {
            __m128i d = half ? _mm_unpackhi_epi8(left, right) : _mm_unpacklo_epi8(left, right);
            __m128i more = _mm_and_si128(_mm_cmpgt_epi8(d, nine), letter);
            d = _mm_add_epi8(_mm_add_epi8(d, zero), more);
            _mm_storeu_si128((__m128i *)(void *)(to + 2 * i + 16 * (size_t)half), d);
        }
    }
    return i;
}
#else
static size_t hex_many(char *to, const unsigned char *p, size_t n)
{
    (void)to, (void)p, (void)n;
    return 0;
}
#endif

void sg_hex(char *to, const unsigned char *p, size_t n)
{
    static const char digit[] = "0123456789abcdef";
    for (size_t i = hex_many(to, p, n); i < n; i++) {
        to[2 * i] = digit[p[i] >> 4];
        to[2 * i + 1] = digit[p[i] & 15];
    }
}

void sg_buf_hex(struct sg_buf *b, const unsigned char *p, size_t n)
{
    char *to = sg_buf_room(b, 2 * n);
    if (!to)
        return;
    sg_hex(to, p, n);
    b->n += 2 * n;
}

const char *sg_buf_text(struct sg_buf *b)
{
    char *end = sg_buf_room(b, 1);
    if (!end)
        return "";
    *end = '\0';
    return b->p;
}

void sg_buf_clear(struct sg_buf *b)
{
    b->n = 0;
    b->failed = false;
}

void sg_buf_free(struct sg_buf *b)
{
    free(b->p);
    *b = (struct sg_buf){0};
}

void sg_buf_next(struct sg_buf *part, struct sg_buf *whole)
{
    whole->failed |= part->failed;
    sg_buf_clear(part);
}

void sg_buf_spend(struct sg_buf *part, struct sg_buf *whole)
{
    whole->failed |= part->failed;
    sg_buf_free(part);
}
