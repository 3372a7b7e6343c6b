/* SPDX-License-Identifier: EUPL-1.2 */
/* Lines are made on any thread, where they will be written from, their numbers and lengths being
 * known beforehand; only the chain goes from line to line. */
#include "par.h"
#include "registry_impl.h"

#include <stdlib.h>
#include <string.h>

enum {
    CHUNK = 128,       /* lines that one thread makes at a time: some 80 microseconds of work */
    NUMBER_DIGITS = 5, /* of the number in an id, at least */
    PREFIX_MAX = 16
};

static const char line_head[] = "{\"sig\":1,\"id\":";
#define LEN(text) (sizeof(text) - 1)

/* Lines on their way into a batch: what they have in common, and where each goes. */
struct sg_made {
    const struct sg_item *items;
    size_t count;
    uint64_t first;     /* the number of the first line */
    const char *prefix; /* of new ids */
    size_t prefix_n;
    struct sg_buf id;     /* the id of an amendment, with quotes; empty: new ids */
    struct sg_buf middle; /* from behind the id to the comma before the members */
    struct sg_batch *batch;
    char *to;   /* the first line, in the batch */
    size_t *at; /* count + 1 offsets from it */
    size_t cap;
};

/* ---- one line ---- */

static unsigned id_digits(uint64_t n)
{
    unsigned digits = sg_reg_digits(n);
    return digits < NUMBER_DIGITS ? NUMBER_DIGITS : digits;
}

static size_t id_size(const struct sg_made *made, uint64_t n)
{
    if (made->id.n)
        return made->id.n;
    return LEN("\"\"") + made->prefix_n + LEN("-2024-") + id_digits(n);
}

static size_t line_size(const struct sg_made *made, size_t i)
{
    uint64_t n = made->first + i;
    return LEN(line_head) + id_size(made, n) + made->middle.n + made->items[i].n +
           sg_reg_seal_size(sg_reg_digits(n));
}

static char *put(char *to, const char *p, size_t n)
{
    memcpy(to, p, n);
    return to + n;
}

static char *put_number(char *to, uint64_t n, unsigned digits)
{
    for (char *p = to + digits; p > to; n /= 10)
        *--p = (char)('0' + n % 10);
    return to + digits;
}

static char *put_id(const struct sg_made *made, char *to, size_t i)
{
    if (made->id.n)
        return put(to, made->id.p, made->id.n);
    uint64_t n = made->first + i;
    to = put(to, "\"", 1);
    to = put(to, made->prefix, made->prefix_n);
    to = put(to, "-", 1);
    to = put_number(to, (uint64_t)made->items[i].year, 4);
    to = put(to, "-", 1);
    to = put_number(to, n, id_digits(n));
    return put(to, "\"", 1);
}

/* Writes a line and its newline. The digits of the chain are still unknown: c will wait there. */
static struct sg_content make_line(const struct sg_made *made, size_t i,
                                   const unsigned char salt[SG_SALT])
{
    char *line = made->to + made->at[i];
    char *p = put(line, line_head, LEN(line_head));
    p = put_id(made, p, i);
    p = put(p, made->middle.p, made->middle.n);
    p = put(p, made->items[i].members, made->items[i].n);
    uint64_t n = made->first + i;
    char *c = sg_reg_seal_put(p, n, sg_reg_digits(n), salt);
    made->to[made->at[i + 1] - 1] = '\n';
    return (struct sg_content){salt, line, (size_t)(p - line), (unsigned char *)c};
}

static void make_lines(void *ctx, size_t chunk)
{
    const struct sg_made *made = ctx;
    unsigned char salt[CHUNK][SG_SALT];
    struct sg_content content[CHUNK];
    size_t from = chunk * CHUNK;
    size_t count = made->count - from < CHUNK ? made->count - from : CHUNK;
    sg_reg_salts(salt[0], count);
    for (size_t i = 0; i < count; i++)
        content[i] = make_line(made, from + i, salt[i]);
    sg_reg_seal_hash_lines(content, count);
}

static void chain_lines(const struct sg_made *made, unsigned char chain[SG_HASH])
{
    for (size_t i = 0; i < made->count; i++) {
        char *digits = made->to + made->at[i + 1] - 1 - SG_SEAL_BACK;
        unsigned char c[SG_HASH];
        memcpy(c, digits, SG_HASH);
        sg_reg_seal_chain(chain, c, chain);
        sg_hex(digits, chain, SG_HASH);
    }
}

/* ---- what is the same in all, and where each goes ---- */

static bool prefix_good(const char *s)
{
    size_t n = strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");
    return n > 0 && n <= PREFIX_MAX && s[n] == '\0';
}

/* The parts that are the same in every line. */
static bool prepare(struct sg_made *made, const struct sg_stamp *stamp, struct sg_fault *f)
{
    sg_buf_clear(&made->id);
    sg_buf_clear(&made->middle);
    if (stamp->id) {
        if (strlen(stamp->id) >= SG_ID_MAX || stamp->rev < 1)
            return sg_fail(f, SG_R_BAD_VALUE, "an id of more than %d bytes, or a revision below 1",
                           SG_ID_MAX - 1);
        sg_json_text(&made->id, stamp->id, strlen(stamp->id));
    } else if (!stamp->prefix || !prefix_good(stamp->prefix)) {
        return sg_fail(f, SG_R_BAD_PROFILE,
                       "the prefix of ids is to be 1 to %d letters, digits, - or _", PREFIX_MAX);
    } else {
        made->prefix = stamp->prefix;
        made->prefix_n = strlen(stamp->prefix);
    }
    sg_buf_str(&made->middle, ",\"rev\":");
    sg_buf_int(&made->middle, stamp->id ? stamp->rev : 1);
    sg_buf_str(&made->middle, ",\"recorded\":");
    sg_json_text(&made->middle, stamp->recorded, strlen(stamp->recorded));
    if (*stamp->by) {
        sg_buf_str(&made->middle, ",\"by\":");
        sg_json_text(&made->middle, stamp->by, strlen(stamp->by));
    }
    sg_buf_char(&made->middle, ',');
    return (!made->middle.failed && !made->id.failed) || sg_fail(f, SG_R_MEMORY, "memory ran out");
}

/* Where each line goes. */
static bool measure(const struct sg_made *made, size_t line_max, struct sg_fault *f)
{
    size_t at = 0;
    for (size_t i = 0; i < made->count; i++) {
        const struct sg_item *item = &made->items[i];
        size_t size = line_size(made, i);
        if (item->n == 0)
            return sg_fail(f, SG_R_MISSING_FIELD, "signal %zu has no members", i + 1);
        if (!made->id.n && (item->year < 1000 || item->year > 9999))
            return sg_fail(f, SG_R_BAD_DATE, "signal %zu has no year of receipt", i + 1);
        if (size > line_max)
            return sg_fail(f, SG_R_TOO_LONG, "signal %zu makes a line of more than %zu bytes",
                           i + 1, line_max);
        made->at[i] = at;
        at += size + 1;
    }
    made->at[made->count] = at;
    return true;
}

/* ---- many lines ---- */

static bool no_memory(struct sg_fault *f)
{
    return sg_fail(f, SG_R_MEMORY, "memory ran out");
}

struct sg_made *sg_made_new(void)
{
    return calloc(1, sizeof(struct sg_made));
}

void sg_made_free(struct sg_made *made)
{
    if (!made)
        return;
    sg_buf_free(&made->id);
    sg_buf_free(&made->middle);
    free(made->at);
    free(made);
}

static bool room_for(struct sg_made *made, size_t count)
{
    if (count + 1 <= made->cap)
        return true;
    size_t *at = realloc(made->at, (count + 1) * sizeof *at);
    if (!at)
        return false;
    made->at = at;
    made->cap = count + 1;
    return true;
}

static size_t size_of(const struct sg_made *made)
{
    return made->count ? made->at[made->count] : 0;
}

bool sg_registry_place(struct sg_registry *g, const struct sg_stamp *stamp,
                       const struct sg_item *items, size_t count, size_t limit,
                       struct sg_made *made, struct sg_fault *f)
{
    made->items = items;
    made->count = count;
    made->first = g->numbered + 1;
    bool good = count == 0 || ((room_for(made, count) || no_memory(f)) && prepare(made, stamp, f) &&
                               measure(made, g->line_max, f));
    if (good && count) {
        made->batch = sg_reg_batch_place(g, size_of(made), count, limit, &made->to);
        good = made->batch || no_memory(f);
    }
    if (!good)
        made->count = 0;
    g->numbered += made->count;
    return good;
}

void sg_registry_make(struct sg_made *made, unsigned threads)
{
    sg_par(threads, (made->count + CHUNK - 1) / CHUNK, make_lines, made);
}

bool sg_registry_turns(const struct sg_registry *g, const struct sg_made *made)
{
    return made->count && made->batch != g->first;
}

bool sg_registry_chain(struct sg_registry *g, const struct sg_made *made, struct sg_buf *lines,
                       struct sg_fault *f)
{
    const size_t size = size_of(made);
    if (g->broken)
        return sg_fail(f, SG_R_IO, "an earlier write failed; nothing more is taken");
    if (made->count == 0)
        return true;
    if (made->first != g->n + 1 || sg_registry_turns(g, made) ||
        made->to != sg_reg_batch_end(made->batch))
        return sg_fail(f, SG_R_IO, "line %llu cannot follow line %llu",
                       (unsigned long long)made->first, (unsigned long long)g->n);
    if (lines && !sg_buf_room(lines, size))
        return no_memory(f);
    chain_lines(made, g->chain);
    if (lines)
        sg_buf_add(lines, made->to, size);
    g->n += made->count;
    sg_reg_batch_filled(g, made->batch, size);
    return true;
}

/* ---- all at once ---- */

/* Adds to the batch what the items say. */
static bool add(struct sg_registry *g, const struct sg_stamp *stamp, const struct sg_item *items,
                size_t count, unsigned threads, struct sg_buf *lines, struct sg_fault *f)
{
    if (g->broken)
        return sg_fail(f, SG_R_IO, "an earlier write failed; nothing more is taken");
    if (!g->made && !(g->made = sg_made_new()))
        return no_memory(f);
    if (!sg_registry_place(g, stamp, items, count, SIZE_MAX, g->made, f))
        return false;
    sg_registry_make(g->made, threads);
    if (sg_registry_chain(g, g->made, lines, f))
        return true;
    sg_reg_batch_unplace(g, g->made->batch, size_of(g->made), count);
    g->numbered = g->n;
    return false;
}

/* The id stands behind the head of the line, in quotes and without escapes when it is ours. */
static void give_id(const struct sg_registry *g, const struct sg_stamp *stamp, char out[SG_ID_MAX])
{
    const char *id = stamp->id ? stamp->id : g->made->to + LEN(line_head) + 1;
    size_t n = stamp->id ? strlen(id) : (size_t)(strchr(id, '"') - id);
    memcpy(out, id, n);
    out[n] = '\0';
}

bool sg_registry_add(struct sg_registry *g, const struct sg_stamp *stamp, const char *members,
                     size_t n, struct sg_buf *line, char *id_out, struct sg_fault *f)
{
    const struct sg_item item = {.members = members, .n = n, .year = stamp->year};
    if (!add(g, stamp, &item, 1, 1, line, f))
        return false;
    if (line && line->n)
        line->n--; /* its newline */
    if (id_out)
        give_id(g, stamp, id_out);
    return true;
}

bool sg_registry_add_many(struct sg_registry *g, const struct sg_stamp *stamp,
                          const struct sg_item *items, size_t count, unsigned threads,
                          struct sg_buf *lines, struct sg_fault *f)
{
    return count == 0 || add(g, stamp, items, count, threads, lines, f);
}
