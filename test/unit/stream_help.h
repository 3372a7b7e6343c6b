/* SPDX-License-Identifier: EUPL-1.2 */
/* What the tests of stream share: a folder, files, an obvious reader. */
#ifndef STREAM_HELP_H
#define STREAM_HELP_H

#include "stream.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[] = "/tmp/test_stream.XXXXXX";
static char file[64], other[64]; /* two names in it */

static inline int make_folder(void **state)
{
    (void)state;
    signal(SIGPIPE, SIG_IGN);
    umask(022);
    if (!mkdtemp(folder))
        return -1;
    snprintf(file, sizeof file, "%s/in", folder);
    snprintf(other, sizeof other, "%s/out", folder);
    return 0;
}

static inline int remove_folder(void **state)
{
    (void)state;
    unlink(file);
    unlink(other);
    return rmdir(folder); /* fails when a temporary file was left behind */
}

static inline void put_file(const char *path, const void *p, size_t n)
{
    FILE *out = fopen(path, "wb");
    assert_non_null(out);
    assert_int_equal(fwrite(p, 1, n, out), n);
    assert_int_equal(fclose(out), 0);
}

/* ---- an obvious reader to compare with ---- */

struct lines {
    const char *p;
    size_t n, at, no, max;
};

static inline bool plain_next(struct lines *l, struct sg_line *line)
{
    if (l->no == 0 && l->n >= 3 && memcmp(l->p, "\xEF\xBB\xBF", 3) == 0)
        l->at = 3;
    if (l->at == l->n)
        return false;
    size_t end = l->at;
    while (end < l->n && l->p[end] != '\n')
        end++;
    size_t n = end - l->at;
    *line = (struct sg_line){.p = l->p + l->at,
                             .n = n < l->max ? n : l->max,
                             .no = ++l->no,
                             .ended = end<l->n, .too_long = n> l->max};
    l->at = end + line->ended;
    return true;
}

/* Repeatable random numbers (xorshift64). */
static uint64_t seed;
static inline size_t random_below(size_t n)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (size_t)(seed % n);
}

/* Lines of random length below `longest`, some empty; the last one with or without newline. */
static inline char *random_lines(size_t n, size_t longest)
{
    char *p = malloc(n + 1);
    assert_non_null(p);
    for (size_t i = 0, next = 0; i < n; i++) {
        p[i] = (char)('a' + i % 26);
        if (i == next) {
            p[i] = '\n';
            next = i + 1 + (random_below(4) ? random_below(longest) : 0);
        }
    }
    return p;
}

#endif
