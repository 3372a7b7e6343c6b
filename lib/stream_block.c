/* SPDX-License-Identifier: EUPL-1.2 */
/* The lines of one block of a file: from the first that starts in it to the end of the last, which
 * may lie far behind the block. */
#include "stream_impl.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { READ_ON = 64 << 10 }; /* step in which a line is followed behind its block */

static bool make_room(struct sg_block *b, size_t n)
{
    if (n <= b->cap)
        return true;
    size_t cap = b->cap ? b->cap : (size_t)SG_BLOCK + READ_ON;
    while (cap < n)
        cap *= 2;
    char *buf = realloc(b->buf, cap);
    if (!buf) {
        errno = ENOMEM;
        return false;
    }
    b->buf = buf;
    b->cap = cap;
    return true;
}

/* Reads until the buffer holds n bytes, or fewer at the end of the file. */
static bool fill(struct sg_block *b, size_t n)
{
    if (!make_room(b, n))
        return false;
    while (b->n < n && b->pos < b->source->end) {
        size_t want = n - b->n;
        if ((off_t)want > b->source->end - b->pos)
            want = (size_t)(b->source->end - b->pos);
        ssize_t got = pread(b->source->fd, b->buf + b->n, want, b->pos);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return false;
        if (got == 0)
            break;
        b->n += (size_t)got;
        b->pos += got;
    }
    return true;
}

bool sg_block_open(struct sg_block *b, const struct sg_source *source, size_t k)
{
    /* Whether a line starts at the block's first byte is told by the byte before it. */
    size_t before = k > 0;
    off_t from = source->begin + (off_t)k * SG_BLOCK - (off_t)before;
    b->source = source;
    b->pos = from;
    b->n = 0;
    if (!fill(b, before + SG_BLOCK + READ_ON / 16))
        return false;
    b->at = 0;
    b->stop = b->n < before + SG_BLOCK ? b->n : before + SG_BLOCK;
    if (before && b->stop) {
        const char *newline = memchr(b->buf, '\n', b->stop - 1);
        b->at = newline ? (size_t)(newline - b->buf) + 1 : b->stop;
    }
    return true;
}

static int give(struct sg_block *b, struct sg_line *line, size_t n, bool ended)
{
    size_t max = b->source->line_max;
    *line = (struct sg_line){
        .p = b->buf + b->at, .n = n < max ? n : max, .ended = ended, .too_long = n > max};
    b->at += n + ended;
    return 1;
}

/* As in stream_in.c: reads the rest of a line over the same place, behind what is kept of it. */
static int swallow(struct sg_block *b, struct sg_line *line)
{
    const size_t keep = b->source->line_max + 1;
    const size_t from = b->at + keep;
    for (;;) {
        b->n = from;
        if (!fill(b, from + READ_ON))
            return -1;
        const char *newline = memchr(b->buf + from, '\n', b->n - from);
        if (newline || b->n == from) {
            b->stop = b->at; /* it was the last */
            return give(b, line, keep, newline != NULL);
        }
    }
}

/* The last line of the block, of which the end was not read yet. */
static int last_line(struct sg_block *b, struct sg_line *line)
{
    while (b->n - b->at <= b->source->line_max) {
        size_t had = b->n;
        if (!fill(b, had + READ_ON))
            return -1;
        const char *newline = memchr(b->buf + had, '\n', b->n - had);
        if (newline)
            return give(b, line, (size_t)(newline - b->buf) - b->at, true);
        if (b->n == had)
            return give(b, line, had - b->at, false);
    }
    return swallow(b, line);
}

int sg_block_next(struct sg_block *b, struct sg_line *line)
{
    if (b->at >= b->stop)
        return 0;
    const char *p = b->buf + b->at;
    const char *newline = memchr(p, '\n', b->n - b->at);
    return newline ? give(b, line, (size_t)(newline - p), true) : last_line(b, line);
}
