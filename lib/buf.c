/* SPDX-License-Identifier: EUPL-1.2 */
#include "buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

void sg_buf_hex(struct sg_buf *b, const unsigned char *p, size_t n)
{
    static const char digit[] = "0123456789abcdef";
    char *to = sg_buf_room(b, 2 * n);
    if (!to)
        return;
    for (size_t i = 0; i < n; i++) {
        *to++ = digit[p[i] >> 4];
        *to++ = digit[p[i] & 15];
    }
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
