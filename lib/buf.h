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

/* Inline: a line is built of dozens of these, most of them a few bytes that fit. */
static inline void sg_buf_add(struct sg_buf *b, const void *p, size_t n)
{
    if (n == 0 || b->failed)
        return;
    if (n > b->cap - b->n) {
        sg_buf_grow(b, p, n);
        return;
    }
    memcpy(b->p + b->n, p, n);
    b->n += n;
}
static inline void sg_buf_char(struct sg_buf *b, char c)
{
    sg_buf_add(b, &c, 1);
}
static inline void sg_buf_str(struct sg_buf *b, const char *s) /* up to its NUL */
{
    sg_buf_add(b, s, strlen(s));
}

void sg_buf_fmt(struct sg_buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
void sg_buf_int(struct sg_buf *b, int64_t v);                        /* decimal, no locale */
void sg_buf_hex(struct sg_buf *b, const unsigned char *p, size_t n); /* lower case */

/* Makes room for `more` bytes and returns where they go (n is not moved); NULL when failed. */
char *sg_buf_room(struct sg_buf *b, size_t more);

/* The content as a NUL-terminated string, borrowed until the next call; "" when failed. */
const char *sg_buf_text(struct sg_buf *b);

void sg_buf_clear(struct sg_buf *b); /* empties and forgives; keeps the memory */
void sg_buf_free(struct sg_buf *b);

#endif
