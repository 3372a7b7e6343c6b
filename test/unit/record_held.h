/* SPDX-License-Identifier: EUPL-1.2 */
/* Lines for the tests of record. */
#ifndef RECORD_HELD_H
#define RECORD_HELD_H

#include "record.h"

#include <stdio.h>
#include <string.h>

#define N(literal) (literal), sizeof(literal) - 1

struct held {
    struct sg_record r;
    struct sg_fault f;
    bool ok, torn;
};

/* Reads a copy of the line, valid until the next call; it lies at the end of its memory, so that
 * ASan sees a read beyond it. */
static inline struct held hold(const char *line, size_t n)
{
    static char room[1 << 16];
    assert_true(n <= sizeof room);
    char *copy = room + sizeof room - n;
    memcpy(copy, line, n);
    struct held h;
    h.ok = sg_record_read(&h.r, copy, n, &h.f, &h.torn);
    return h;
}

static inline struct held good(const char *line)
{
    struct held h = hold(line, strlen(line));
    if (!h.ok)
        fail_msg("refused: %s: %s", line, h.f.text);
    assert_false(h.torn);
    return h;
}

/* Starts a line in b: an object of so many members, k0 : [0, {"x":"]"}], k1 : ..., not closed. */
static inline void many(struct sg_buf *b, int members)
{
    sg_buf_clear(b);
    sg_buf_char(b, '{');
    for (int i = 0; i < members; i++)
        sg_buf_fmt(b, "%s\"k%d\" : [%d, {\"x\":\"]\"}]", i ? " , " : "", i, i);
}

#endif
