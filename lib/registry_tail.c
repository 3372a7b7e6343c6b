/* SPDX-License-Identifier: EUPL-1.2 */
/* The end of a registry, read backwards: adding to a million lines must not read them. */
#include "registry_impl.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { CHUNK = 64 << 10 };

/* A window on the file: its bytes from `at` on lie at buf[start..end). It grows at the front and
 * shrinks at the back, so that it holds a line and a chunk, however long the file. */
struct back {
    int fd;
    off_t at;
    char *buf;
    size_t start, end, cap;
    size_t line_max;
};

static bool read_all(int fd, char *to, size_t n, off_t from, struct sg_fault *f)
{
    while (n > 0) {
        ssize_t got = pread(fd, to, n, from);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return sg_fail(f, SG_R_IO, "cannot read the end of the registry: %s",
                           got < 0 ? strerror(errno) : "it became shorter");
        to += got;
        from += got;
        n -= (size_t)got;
    }
    return true;
}

/* Makes room for a chunk in front of the window. */
static bool room(struct back *b)
{
    size_t n = b->end - b->start;
    if (b->start >= CHUNK)
        return true;
    if (n + CHUNK > b->cap) {
        size_t cap = 2 * (n + CHUNK);
        char *p = realloc(b->buf, cap);
        if (!p)
            return false;
        b->buf = p;
        b->cap = cap;
    }
    memmove(b->buf + b->cap - n, b->buf + b->start, n);
    b->start = b->cap - n;
    b->end = b->cap;
    return true;
}

static bool read_front(struct back *b, struct sg_fault *f)
{
    if (!room(b))
        return sg_fail(f, SG_R_MEMORY, "memory ran out");
    size_t want = b->at < CHUNK ? (size_t)b->at : CHUNK;
    if (!read_all(b->fd, b->buf + b->start - want, want, b->at - (off_t)want, f))
        return false;
    b->at -= (off_t)want;
    b->start -= want;
    return true;
}

/* Offset in buf behind the last newline of buf[start..end), or start. */
static size_t line_start(const struct back *b, size_t end)
{
    while (end > b->start && b->buf[end - 1] != '\n')
        end--;
    return end;
}

/* Takes the line at the window's end off it, borrowed until the next call. 1, 0 (no more), -1. */
static int back_line(struct back *b, struct sg_line *line, struct sg_fault *f)
{
    if (b->start == b->end && b->at == 0)
        return 0;
    if (b->start == b->end && !read_front(b, f))
        return -1;
    size_t ended = b->buf[b->end - 1] == '\n';
    size_t from = line_start(b, b->end - ended);
    while (from == b->start && b->at > 0) {
        size_t seen = b->end - b->start;
        if (seen > b->line_max) {
            sg_fail(f, SG_R_TOO_LONG, "its last line is longer than %zu bytes", b->line_max);
            return -1;
        }
        if (!read_front(b, f))
            return -1;
        from = line_start(b, b->end - seen);
    }
    *line = (struct sg_line){.p = b->buf + from, .n = b->end - ended - from, .ended = ended};
    b->end = from;
    if (b->at == 0 && from == b->start && line->n >= 3 && memcmp(line->p, "\xEF\xBB\xBF", 3) == 0) {
        line->p += 3;
        line->n -= 3;
    }
    return 1;
}

/* The last sealed line before the window's end, past fragments. 1, 0 (none), -1. */
static int back_sealed(struct back *b, struct sg_seal *s, struct sg_line *line, struct sg_fault *f)
{
    int got;
    while ((got = back_line(b, line, f)) > 0) {
        switch (sg_reg_line_kind(line->p, line->n, s, NULL)) {
        case SG_LINE_SEALED:
            return 1;
        case SG_LINE_FRAGMENT:
        case SG_LINE_EMPTY:
            break;
        default:
            sg_fail(f, SG_R_BAD_SEAL,
                    "a line at its end has no valid seal; nothing is added to a damaged registry: "
                    "run sig-check");
            return -1;
        }
    }
    return got;
}

/* One more line back: does the last one follow from it? */
static bool last_holds(struct back *b, const struct sg_seal *last, const unsigned char c[SG_HASH],
                       struct sg_fault *f)
{
    struct sg_seal before = {0};
    struct sg_line line;
    unsigned char chain[SG_HASH];
    if (last->n > 1 && back_sealed(b, &before, &line, f) < 0)
        return false;
    sg_reg_seal_chain(before.chain, c, chain);
    if (before.n + 1 == last->n && memcmp(chain, last->chain, SG_HASH) == 0)
        return true;
    return sg_fail(f, SG_R_BAD_SEAL,
                   "its last line (n=%llu) was changed, or lines before it were; nothing is added "
                   "to a damaged registry: run sig-check",
                   (unsigned long long)last->n);
}

static bool read_tail(struct back *b, struct sg_tail *t, struct sg_fault *f)
{
    struct sg_seal s;
    struct sg_line line;
    unsigned char c[SG_HASH];
    int got = back_sealed(b, &s, &line, f);
    if (got <= 0)
        return got == 0;
    sg_reg_seal_content(&s, line.p, c);
    t->n = s.n;
    memcpy(t->chain, s.chain, SG_HASH);
    return last_holds(b, &s, c, f);
}

bool sg_reg_tail_read(int fd, off_t size, size_t line_max, struct sg_tail *t, struct sg_fault *f)
{
    struct back b = {.fd = fd, .at = size, .line_max = line_max};
    *t = (struct sg_tail){0};
    if (size == 0)
        return true;
    char last;
    if (!read_all(fd, &last, 1, size - 1, f))
        return false;
    t->open = last != '\n';
    bool good = read_tail(&b, t, f);
    free(b.buf);
    return good;
}
