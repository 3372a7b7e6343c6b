/* SPDX-License-Identifier: EUPL-1.2 */
/* Lines, or bytes, one after the other.
 *
 * One buffer: what was read and not yet taken lies in [begin, end). A read goes behind it, so that
 * a line is always one span; the rest of a line is moved to the front only when no room is left
 * for a full read. */
#include "stream_impl.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { READ_SIZE = 256 << 10 };

struct sg_in {
    int fd;
    bool seekable;
    bool fresh; /* nothing was taken yet: a BOM may stand at the front */
    bool eof;
    bool bom; /* it did */
    char *buf;
    size_t cap, begin, end;
    size_t searched; /* so many bytes from begin on hold no newline */
    size_t line_max;
    size_t no; /* lines delivered */
    void (*flush)(void *ctx);
    void *ctx;
};

static struct sg_in *in_new(int fd, size_t line_max, struct sg_fault *f)
{
    struct sg_in *in = calloc(1, sizeof *in);
    char *buf = malloc((size_t)2 * READ_SIZE);
    if (!in || !buf) {
        free(in);
        free(buf);
        sg_fail_errno(f, "cannot read", ENOMEM);
        return NULL;
    }
    *in = (struct sg_in){.fd = fd,
                         .fresh = true,
                         .buf = buf,
                         .cap = (size_t)2 * READ_SIZE,
                         .line_max = sg_line_max(line_max)};
    return in;
}

struct sg_in *sg_in_open(const char *path, size_t line_max, void (*flush)(void *ctx), void *ctx,
                         struct sg_fault *f)
{
    struct stat st;
    int fd = sg_open_in(path, &st, f);
    if (fd < 0)
        return NULL;
    struct sg_in *in = in_new(fd, line_max, f);
    if (!in) {
        sg_close_in(fd);
        return NULL;
    }
    in->seekable = S_ISREG(st.st_mode);
    in->flush = flush;
    in->ctx = ctx;
    return in;
}

bool sg_in_seekable(const struct sg_in *in)
{
    return in->seekable;
}

bool sg_in_bom(const struct sg_in *in)
{
    return in->bom;
}

void sg_in_close(struct sg_in *in)
{
    if (!in)
        return;
    sg_close_in(in->fd);
    free(in->buf);
    free(in);
}

/* ---- bytes ---- */

static bool make_room(struct sg_in *in, struct sg_fault *f)
{
    if (in->cap - in->end >= READ_SIZE)
        return true;
    size_t held = in->end - in->begin;
    memmove(in->buf, in->buf + in->begin, held);
    in->begin = 0;
    in->end = held;
    if (in->cap - held >= READ_SIZE)
        return true;
    char *buf = realloc(in->buf, 2 * in->cap);
    if (!buf)
        return sg_fail_errno(f, "cannot read", ENOMEM);
    in->buf = buf;
    in->cap *= 2;
    return true;
}

static void skip_bom(struct sg_in *in)
{
    if (!in->fresh || in->end - in->begin < SG_BOM_SIZE)
        return;
    in->fresh = false;
    size_t bom = sg_bom(in->buf + in->begin, in->end - in->begin);
    in->bom = bom > 0;
    in->begin += bom;
    in->searched = 0;
}

int sg_in_more(struct sg_in *in, struct sg_fault *f)
{
    if (in->eof)
        return 0;
    if (!make_room(in, f))
        return -1;
    if (in->flush)
        in->flush(in->ctx);
    ssize_t got;
    do
        got = read(in->fd, in->buf + in->end, READ_SIZE);
    while (got < 0 && sg_try_again(in->fd, POLLIN));
    if (got < 0) {
        sg_fail_errno(f, "cannot read", errno);
        return -1;
    }
    in->eof = got == 0;
    in->end += (size_t)got;
    skip_bom(in);
    return got > 0;
}

const char *sg_in_held(const struct sg_in *in, size_t *n)
{
    *n = in->end - in->begin;
    return in->buf + in->begin;
}

void sg_in_take(struct sg_in *in, size_t n)
{
    in->begin += n;
    in->searched = 0;
    in->fresh = false;
}

/* ---- lines ---- */

/* Hands out the line of n bytes at begin and moves behind it. */
static int give(struct sg_in *in, struct sg_line *line, size_t n, bool ended)
{
    *line = (struct sg_line){.p = in->buf + in->begin,
                             .n = n < in->line_max ? n : in->line_max,
                             .no = ++in->no,
                             .ended = ended,
                             .too_long = n > in->line_max};
    sg_in_take(in, n + ended);
    return 1;
}

/* A line that is already longer than the limit: keeps its beginning and one byte more (which
 * makes it too long), and reads the rest over the same place until its newline. */
static int swallow(struct sg_in *in, struct sg_line *line, struct sg_fault *f)
{
    const size_t keep = in->line_max + 1;
    for (;;) {
        in->end = in->begin + keep;
        int more = sg_in_more(in, f);
        if (more < 0)
            return -1;
        if (!more)
            return give(in, line, keep, false);
        const char *p = in->buf + in->begin;
        const char *newline = memchr(p + keep, '\n', in->end - in->begin - keep);
        if (newline)
            return give(in, line, (size_t)(newline - p), true);
    }
}

int sg_in_next(struct sg_in *in, struct sg_line *line, struct sg_fault *f)
{
    for (;;) {
        const char *p = in->buf + in->begin;
        size_t held = in->end - in->begin;
        const char *newline = memchr(p + in->searched, '\n', held - in->searched);
        if (newline)
            return give(in, line, (size_t)(newline - p), true);
        if (held > in->line_max)
            return swallow(in, line, f);
        in->searched = held;
        int more = sg_in_more(in, f);
        if (more < 0)
            return -1;
        if (!more)
            return held ? give(in, line, held, false) : 0;
    }
}
