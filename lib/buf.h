/* SPDX-License-Identifier: EUPL-1.2 */
/* buf - bytes that grow: where lines are built before they are written.
 *
 * A buffer that could not grow is `failed` and ignores what follows, so that a caller builds a
 * whole line and asks once at the end. Zero-initialised = empty and valid. */
#ifndef SG_BUF_H
#define SG_BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct sg_buf {
    char *p; /* owned; not NUL-terminated, see sg_buf_text */
    size_t n, cap;
    bool failed; /* memory ran out: the content is incomplete and must not be used */
};

void sg_buf_grow(struct sg_buf *b, const void *p, size_t n); /* add, where room has to be made */

/* Copies up to 32 bytes, in two halves that may overlap: for the short pieces of which lines are
 * made, a call of memcpy costs more than the copy. */
static inline void sg_copy_short(char *to, const char *from, size_t n)
{
    if (n >= 16) {
        memcpy(to, from, 16);
        memcpy(to + n - 16, from + n - 16, 16);
    } else if (n >= 8) {
        memcpy(to, from, 8);
        memcpy(to + n - 8, from + n - 8, 8);
    } else if (n >= 4) {
        memcpy(to, from, 4);
        memcpy(to + n - 4, from + n - 4, 4);
    } else if (n) {
        to[0] = from[0];
        to[n / 2] = from[n / 2];
        to[n - 1] = from[n - 1];
    }
}

/* Inline: a line is built of dozens of these, most of them a few bytes that fit. */
static inline void sg_buf_add(struct sg_buf *b, const void *p, size_t n)
{
    if (n == 0 || b->failed)
        return;
    if (n > b->cap - b->n) {
        sg_buf_grow(b, p, n);
        return;
    }
    if (n <= 32)
        sg_copy_short(b->p + b->n, (const char *)p, n);
    else
        memcpy(b->p + b->n, p, n);
    b->n += n;
}
static inline void sg_buf_char(struct sg_buf *b, char c)
{
    if (!b->failed && b->n < b->cap)
        b->p[b->n++] = c;
    else
        sg_buf_add(b, &c, 1);
}
/* Adds n <= SG_PADDED bytes at an address where SG_PADDED bytes can be read: a copy of a fixed size
 * is a few instructions. */
enum { SG_PADDED = 64 };
static inline void sg_buf_add_padded(struct sg_buf *b, const char *p, size_t n)
{
    if (b->failed || b->cap - b->n < SG_PADDED) {
        sg_buf_add(b, p, n);
        return;
    }
    memcpy(b->p + b->n, p, SG_PADDED);
    b->n += n;
}
static inline void sg_buf_str(struct sg_buf *b, const char *s) /* up to its NUL */
{
    sg_buf_add(b, s, strlen(s));
}

void sg_buf_fmt(struct sg_buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
void sg_buf_int(struct sg_buf *b, int64_t v);                        /* decimal, no locale */
void sg_buf_hex(struct sg_buf *b, const unsigned char *p, size_t n); /* lower case */
void sg_hex(char *to, const unsigned char *p, size_t n);             /* 2n digits, lower case */

/* Makes room for `more` bytes and returns where they go (n is not moved); NULL when failed. */
char *sg_buf_room(struct sg_buf *b, size_t more);

/* The content as a NUL-terminated string, borrowed until the next call; "" when failed. */
const char *sg_buf_text(struct sg_buf *b);

void sg_buf_clear(struct sg_buf *b); /* empties and forgives; keeps the memory */
void sg_buf_free(struct sg_buf *b);
/* A part was put into a whole: when it failed, the whole lacks something and fails too. next
 * empties the part for another, spend frees it. */
void sg_buf_next(struct sg_buf *part, struct sg_buf *whole);
void sg_buf_spend(struct sg_buf *part, struct sg_buf *whole);

#endif
