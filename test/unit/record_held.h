/* SPDX-License-Identifier: EUPL-1.2 */
/* Lines for the tests of record, in memory of exactly their size, so that ASan sees a read beyond.
 */
#ifndef RECORD_HELD_H
#define RECORD_HELD_H

#include "record.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define N(literal) (literal), sizeof(literal) - 1

struct held {
    char *copy;
    struct sg_record r;
    struct sg_fault f;
    bool ok, torn;
};

static inline struct held hold(const char *line, size_t n)
{
    struct held h = {.copy = malloc(n ? n : 1)};
    assert_non_null(h.copy);
    memcpy(h.copy, line, n);
    h.ok = sg_record_read(&h.r, h.copy, n, &h.f, &h.torn);
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

static inline void drop(struct held *h)
{
    free(h->copy);
}

static inline void accept(const char *line)
{
    struct held h = good(line);
    drop(&h);
}

/* Object of so many members: k0 : [0, {"x":"]"}], k1 ... */
static inline void many(char *out, int members)
{
    strcpy(out, "{");
    for (int i = 0; i < members; i++)
        sprintf(out + strlen(out), "%s\"k%d\" : [%d, {\"x\":\"]\"}]", i ? " , " : "", i, i);
    strcat(out, " }");
}

#endif
