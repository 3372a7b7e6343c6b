/* SPDX-License-Identifier: EUPL-1.2 */
/* What the tests of csv share: an obvious reader to compare with (every row through libcsv, line by
 * line), and texts at random. */
#ifndef CSV_HELP_H
#define CSV_HELP_H

#include "csv.h"

#include <csv.h> /* NOLINT(readability-duplicate-include): another file than "csv.h" */

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct plain_csv {
    const char *p;
    size_t n, at; /* next byte */
    size_t line;  /* its line */
    char delimiter;
    /* the row found last */
    size_t row_line, count;
    const char *raw;
    size_t raw_n;
    struct sg_buf cells; /* each field with its length in front: "3:abc" */
    bool fired;
};

static inline void plain_field(void *p, size_t n, void *ctx)
{
    struct plain_csv *c = ctx;
    sg_buf_fmt(&c->cells, "%zu:", n);
    sg_buf_add(&c->cells, p, n);
    c->count++;
}

static inline void plain_row(int terminator, void *ctx)
{
    (void)terminator;
    ((struct plain_csv *)ctx)->fired = true;
}

/* The byte behind the line that `from` lies on. */
static inline size_t plain_behind_line(const struct plain_csv *c, size_t from)
{
    while (from < c->n && c->p[from] != '\n' && c->p[from] != '\r')
        from++;
    if (from == c->n)
        return from;
    return from + 1 < c->n && c->p[from] == '\r' && c->p[from + 1] == '\n' ? from + 2 : from + 1;
}

static inline bool plain_blank(const struct plain_csv *c, size_t from, size_t to)
{
    const char *blanks = c->delimiter == '\t' ? " \r\n" : " \t\r\n";
    while (from < to && c->p[from] && strchr(blanks, c->p[from]))
        from++;
    return from == to;
}

/* Feeds lines from `at` on until libcsv has a row; moves *end behind them. false: bad quotes. */
static inline bool plain_parse(struct plain_csv *c, size_t *end, size_t *lines)
{
    struct csv_parser parser;
    csv_init(&parser, CSV_STRICT);
    csv_set_delim(&parser, (unsigned char)c->delimiter);
    sg_buf_clear(&c->cells);
    c->count = 0;
    c->fired = false;
    bool ok = true;
    for (*end = c->at, *lines = 0; ok && !c->fired && *end < c->n; ++*lines) {
        size_t next = plain_behind_line(c, *end), n = next - *end;
        ok = csv_parse(&parser, c->p + *end, n, plain_field, plain_row, c) == n;
        *end = next;
    }
    if (ok && !c->fired)
        ok = csv_parse(&parser, "\n", 1, plain_field, plain_row, c) == 1;
    csv_free(&parser);
    return ok && c->fired;
}

/* As sg_csv_next, but knows no other fault than that of quotes. */
static inline int plain_csv_next(struct plain_csv *c)
{
    size_t first = plain_behind_line(c, c->at), end, lines;
    while (c->at < c->n && plain_blank(c, c->at, first)) {
        c->line++;
        c->at = first;
        first = plain_behind_line(c, c->at);
    }
    if (c->at == c->n)
        return 0;
    bool ok = plain_parse(c, &end, &lines);
    if (!ok) {
        end = first;
        lines = 1;
    }
    c->row_line = c->line;
    c->line += lines;
    c->raw = c->p + c->at;
    c->raw_n = end - c->at;
    c->at = end;
    if (c->raw_n && c->raw[c->raw_n - 1] == '\n')
        c->raw_n--;
    if (c->raw_n && c->raw[c->raw_n - 1] == '\r')
        c->raw_n--;
    return ok ? 1 : -1;
}

/* ---- repeatable texts ---- */

static inline size_t random_below(size_t n)
{
    static uint64_t seed = 1; /* xorshift64 */
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (size_t)(seed % n);
}

/* `pieces` strung together at random, all line ends and blanks among them. */
static inline size_t random_text(char *text, size_t n, const char *const *pieces, size_t count)
{
    size_t at = 0;
    for (;;) {
        const char *piece = pieces[random_below(count)];
        size_t length = strlen(piece);
        if (at + length > n)
            return at;
        memcpy(text + at, piece, length);
        at += length;
    }
}

#endif
