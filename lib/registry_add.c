/* SPDX-License-Identifier: EUPL-1.2 */
/* Lines are made on any thread, their numbers and lengths being known beforehand; only the chain
 * goes from line to line. */
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

/* Lines of which only the chain is still to be made. */
struct sg_made {
    struct sg_buf lines; /* each with its newline */
    size_t *at;          /* count + 1 offsets into them */
    size_t count, cap;
    uint64_t first; /* the number of the first */
};

/* What the lines of one call have in common, and where each goes. */
struct plan {
    const struct sg_item *items;
    size_t count;
    uint64_t n;         /* of the first line */
    const char *prefix; /* of new ids */
    size_t prefix_n;
    struct sg_buf id;     /* the id of an amendment, with quotes; empty: new ids */
    struct sg_buf middle; /* from behind the id to the comma before the members */
    char *to;             /* the first line */
    size_t *at;           /* count + 1 offsets from it */
};

/* ---- one line ---- */

static unsigned id_digits(uint64_t n)
{
    unsigned digits = sg_reg_digits(n);
    return digits < NUMBER_DIGITS ? NUMBER_DIGITS : digits;
}

static size_t id_size(const struct plan *plan, uint64_t n)
{
    if (plan->id.n)
        return plan->id.n;
    return LEN("\"\"") + plan->prefix_n + LEN("-2024-") + id_digits(n);
}

static size_t line_size(const struct plan *plan, size_t i)
{
    uint64_t n = plan->n + i;
    return LEN(line_head) + id_size(plan, n) + plan->middle.n + plan->items[i].n +
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

static char *put_id(const struct plan *plan, char *to, size_t i)
{
    if (plan->id.n)
        return put(to, plan->id.p, plan->id.n);
    uint64_t n = plan->n + i;
    to = put(to, "\"", 1);
    to = put(to, plan->prefix, plan->prefix_n);
    to = put(to, "-", 1);
    to = put_number(to, (uint64_t)plan->items[i].year, 4);
    to = put(to, "-", 1);
    to = put_number(to, n, id_digits(n));
    return put(to, "\"", 1);
}

/* Writes a line and its newline. The digits of the chain are still unknown: c will wait there. */
static struct sg_content make_line(const struct plan *plan, size_t i,
                                   const unsigned char salt[SG_SALT])
{
    char *line = plan->to + plan->at[i];
    char *p = put(line, line_head, LEN(line_head));
    p = put_id(plan, p, i);
    p = put(p, plan->middle.p, plan->middle.n);
    p = put(p, plan->items[i].members, plan->items[i].n);
    uint64_t n = plan->n + i;
    char *c = sg_reg_seal_put(p, n, sg_reg_digits(n), salt);
    plan->to[plan->at[i + 1] - 1] = '\n';
    return (struct sg_content){salt, line, (size_t)(p - line), (unsigned char *)c};
}

static void make_lines(void *ctx, size_t chunk)
{
    const struct plan *plan = ctx;
    unsigned char salt[CHUNK][SG_SALT];
    struct sg_content content[CHUNK];
    size_t from = chunk * CHUNK;
    size_t count = plan->count - from < CHUNK ? plan->count - from : CHUNK;
    sg_reg_salts(salt[0], count);
    for (size_t i = 0; i < count; i++)
        content[i] = make_line(plan, from + i, salt[i]);
    sg_reg_seal_hash_lines(content, count);
}

/* `lines` is a copy of what was made. */
static void chain_lines(char *lines, const struct sg_made *made, unsigned char chain[SG_HASH])
{
    for (size_t i = 0; i < made->count; i++) {
        char *digits = lines + made->at[i + 1] - 1 - SG_SEAL_BACK;
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
static bool prepare(struct plan *plan, const struct sg_stamp *stamp, struct sg_fault *f)
{
    if (stamp->id) {
        if (strlen(stamp->id) >= SG_ID_MAX || stamp->rev < 1)
            return sg_fail(f, SG_R_BAD_VALUE, "an id of more than %d bytes, or a revision below 1",
                           SG_ID_MAX - 1);
        sg_json_text(&plan->id, stamp->id, strlen(stamp->id));
    } else if (!stamp->prefix || !prefix_good(stamp->prefix)) {
        return sg_fail(f, SG_R_BAD_PROFILE,
                       "the prefix of ids is to be 1 to %d letters, digits, - or _", PREFIX_MAX);
    } else {
        plan->prefix = stamp->prefix;
        plan->prefix_n = strlen(stamp->prefix);
    }
    sg_buf_str(&plan->middle, ",\"rev\":");
    sg_buf_int(&plan->middle, stamp->id ? stamp->rev : 1);
    sg_buf_str(&plan->middle, ",\"recorded\":");
    sg_json_text(&plan->middle, stamp->recorded, strlen(stamp->recorded));
    if (*stamp->by) {
        sg_buf_str(&plan->middle, ",\"by\":");
        sg_json_text(&plan->middle, stamp->by, strlen(stamp->by));
    }
    sg_buf_char(&plan->middle, ',');
    return (!plan->middle.failed && !plan->id.failed) || sg_fail(f, SG_R_MEMORY, "memory ran out");
}

/* Where each line goes. */
static bool measure(const struct plan *plan, size_t line_max, struct sg_fault *f)
{
    size_t at = 0;
    for (size_t i = 0; i < plan->count; i++) {
        const struct sg_item *item = &plan->items[i];
        size_t size = line_size(plan, i);
        if (item->n == 0)
            return sg_fail(f, SG_R_MISSING_FIELD, "signal %zu has no members", i + 1);
        if (!plan->id.n && (item->year < 1000 || item->year > 9999))
            return sg_fail(f, SG_R_BAD_DATE, "signal %zu has no year of receipt", i + 1);
        if (size > line_max)
            return sg_fail(f, SG_R_TOO_LONG, "signal %zu makes a line of more than %zu bytes",
                           i + 1, line_max);
        plan->at[i] = at;
        at += size + 1;
    }
    plan->at[plan->count] = at;
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
    sg_buf_free(&made->lines);
    free(made->at);
    free(made);
}

static bool make_room(struct sg_made *made, size_t count)
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

static bool fill(const struct sg_registry *g, struct plan *plan, struct sg_made *made,
                 unsigned threads, struct sg_fault *f)
{
    if (!make_room(made, plan->count))
        return no_memory(f);
    plan->at = made->at;
    if (!measure(plan, g->line_max, f))
        return false;
    sg_buf_clear(&made->lines);
    plan->to = sg_buf_room(&made->lines, plan->at[plan->count]);
    if (!plan->to)
        return no_memory(f);
    sg_par(threads, (plan->count + CHUNK - 1) / CHUNK, make_lines, plan);
    made->lines.n = plan->at[plan->count];
    made->count = plan->count;
    made->first = plan->n;
    return true;
}

uint64_t sg_registry_number(struct sg_registry *g, size_t count)
{
    uint64_t first = g->numbered + 1;
    g->numbered += count;
    return first;
}

bool sg_registry_make(const struct sg_registry *g, const struct sg_stamp *stamp, uint64_t first,
                      const struct sg_item *items, size_t count, unsigned threads,
                      struct sg_made *made, struct sg_fault *f)
{
    struct plan plan = {.items = items, .count = count, .n = first};
    made->count = 0;
    sg_buf_clear(&made->lines);
    if (count == 0)
        return true;
    bool good = prepare(&plan, stamp, f) && fill(g, &plan, made, threads, f);
    sg_buf_free(&plan.id);
    sg_buf_free(&plan.middle);
    return good;
}

bool sg_registry_chain(struct sg_registry *g, const struct sg_made *made, struct sg_buf *lines,
                       struct sg_fault *f)
{
    size_t size = made->lines.n;
    if (g->broken)
        return sg_fail(f, SG_R_IO, "an earlier write failed; nothing more is taken");
    if (made->count == 0)
        return true;
    if (made->first != g->n + 1)
        return sg_fail(f, SG_R_IO, "line %llu cannot follow line %llu",
                       (unsigned long long)made->first, (unsigned long long)g->n);
    char *to = sg_reg_batch_room(&g->batch, size);
    if (!to || (lines && !sg_buf_room(lines, size)))
        return no_memory(f);
    memcpy(to, made->lines.p, size);
    chain_lines(to, made, g->chain);
    g->batch.n += size;
    if (lines)
        sg_buf_add(lines, to, size);
    g->n += made->count;
    g->lines += made->count;
    return true;
}

/* ---- all at once ---- */

/* Adds to the batch what the items say; g->made then holds the lines but for their chains. */
static bool add(struct sg_registry *g, const struct sg_stamp *stamp, const struct sg_item *items,
                size_t count, unsigned threads, struct sg_buf *lines, struct sg_fault *f)
{
    if (g->broken)
        return sg_fail(f, SG_R_IO, "an earlier write failed; nothing more is taken");
    if (!g->made && !(g->made = sg_made_new()))
        return no_memory(f);
    bool good = sg_registry_make(g, stamp, g->n + 1, items, count, threads, g->made, f) &&
                sg_registry_chain(g, g->made, lines, f);
    g->numbered = g->n;
    return good;
}

/* The id stands behind the head of the line, in quotes and without escapes when it is ours. */
static void give_id(const struct sg_registry *g, const struct sg_stamp *stamp, char out[SG_ID_MAX])
{
    const char *id = stamp->id ? stamp->id : g->made->lines.p + LEN(line_head) + 1;
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
