/* SPDX-License-Identifier: EUPL-1.2 */
/* A part of a table, as lines of JSON:
 *
 *   {"sig-part":"shard","version":"1.0","profile":"...","table":"...","records":9,"rejected":0}
 *   {"word":[0,"a value the profile does not know"]}
 *   {"cell":[key,count]}  {"item":[key,item,count]}  {"signal":["id",rev,[key,...]]}
 *   {"end":12}            lines before it, so that a file that was cut off is refused */
#include "tally_impl.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define VERSION SG_VERSION

static const char *const kinds[] = {"shard", "release"};

/* ---- writing ---- */

static bool may_release(const struct sg_tally *t, struct sg_fault *f)
{
    for (size_t i = 0; i < t->plan->measures; i++) {
        const struct sg_measure *m = &t->plan->measure[i];
        if (m->how == SG_HOW_DISTINCT)
            return sg_fail(f, SG_R_BAD_TABLE,
                           sg_measure_persons(m)
                               ? "%s counts different persons: one who is known in two "
                                 "municipalities would count twice, and a release does not tell "
                                 "who that is"
                               : "%s counts different events: one that two municipalities share "
                                 "would count twice, and a release does not tell which that is",
                           m->name);
    }
    return true;
}

static void write_signals(const struct sg_tally *t, struct sg_buf *out, size_t *lines)
{
    const struct sg_word *id;
    const uint64_t *key;
    int64_t rev;
    for (size_t i = 0, n; sg_trail_at(t->trail, i, &id, &rev, &key, &n); i++, ++*lines) {
        sg_buf_str(out, "{\"signal\":[");
        sg_json_text(out, id->p, id->n);
        sg_buf_fmt(out, ",%" PRId64 ",[", rev);
        for (size_t k = 0; k < n; k++)
            sg_buf_fmt(out, "%s%" PRId64, k ? "," : "", (int64_t)key[k]);
        sg_buf_str(out, "]]}\n");
    }
}

static void write_counts(const struct sg_tally *t, struct sg_buf *out, size_t *lines)
{
    for (size_t d = 0; d < t->plan->dims; d++)
        for (size_t i = 0; i < t->extra[d].n; i++, ++*lines) {
            sg_buf_fmt(out, "{\"word\":[%zu,", d);
            sg_json_text(out, t->extra[d].word[i].p, t->extra[d].word[i].n);
            sg_buf_str(out, "]}\n");
        }
    for (size_t i = 0; i < t->cells.cap; i++) {
        const struct sg_count *c = &t->cells.at[i];
        if (!c->key || !c->n)
            continue;
        sg_buf_fmt(out, "{\"cell\":[%" PRIu64 ",%" PRId64 "]}\n", c->key - 1, c->n);
        ++*lines;
    }
    for (size_t i = 0; i < t->bag.cap; i++) {
        const struct sg_bagged *b = &t->bag.at[i];
        if (!b->key || !b->n)
            continue;
        sg_buf_fmt(out, "{\"item\":[%" PRIu64 ",%" PRIu64 ",%" PRId64 "]}\n", b->key - 1, b->item,
                   b->n);
        ++*lines;
    }
}

bool sg_tally_write(const struct sg_tally *t, enum sg_part part, struct sg_buf *out,
                    struct sg_fault *f)
{
    char profile[SG_PRINT], table[SG_PRINT];
    size_t lines = 1;
    if (t->failed) {
        if (f)
            *f = t->fault;
        return false;
    }
    if (part == SG_PART_RELEASE && !may_release(t, f))
        return false;
    if (!sg_plan_print(t->plan, profile, table))
        return sg_fail(f, SG_R_MEMORY, "no memory for the part");
    sg_buf_fmt(out,
               "{\"sig-part\":\"%s\",\"version\":\"%s\",\"profile\":\"%s\",\"table\":\"%s\","
               "\"records\":%" PRId64 ",\"rejected\":%zu}\n",
               kinds[part], VERSION, profile, table, t->records, t->rejected);
    write_counts(t, out, &lines);
    if (part == SG_PART_SHARD)
        write_signals(t, out, &lines);
    sg_buf_fmt(out, "{\"end\":%zu}\n", lines);
    return !out->failed || sg_fail(f, SG_R_MEMORY, "no memory for the part");
}

/* ---- reading ---- */

struct reading {
    struct sg_tally *t;
    uint64_t *key; /* scratch */
    size_t cap;
    bool ended;
    bool no_memory;
};

static bool integers(struct sg_iter *it, int64_t *n, size_t count)
{
    struct sg_val v;
    for (size_t i = 0; i < count; i++)
        if (!sg_iter_next(it, NULL, &v) || !sg_val_int(v, &n[i]))
            return false;
    return !sg_iter_next(it, NULL, &v);
}

/* What a part can have counted. */
static bool is_figure(int64_t n)
{
    return n >= 0 && n <= SG_FIGURE_MOST;
}

/* After a part was added: no figure is too large. A bag is looked at as a whole, which is what it
 * rests on. */
static bool all_figures(const struct sg_tally *t, struct sg_fault *f)
{
    int64_t all = 0;
    bool fit = is_figure(t->records) && t->rejected <= SG_FIGURE_MOST;
    for (size_t i = 0; fit && i < t->cells.cap; i++)
        fit = !t->cells.at[i].key || t->cells.at[i].n <= SG_FIGURE_MOST;
    for (size_t i = 0; fit && i < t->bag.cap; i++) {
        all += t->bag.at[i].key && t->bag.at[i].n > 0 ? t->bag.at[i].n : 0;
        fit = all <= SG_FIGURE_MOST;
    }
    return fit || sg_fail(f, SG_R_BAD_TABLE,
                          "with this part a count is larger than 1,000,000,000,000,000");
}

/* A key of this plan: its measure and classes exist. */
static bool key_ok(const struct sg_tally *t, int64_t key)
{
    uint64_t k = (uint64_t)key & ~SG_TRAIL_ITEM;
    size_t m = sg_key_measure(k);
    if (m == SG_MEASURES)
        return true;
    for (size_t d = 0; d < SG_DIMS; d++) {
        const struct sg_dim *dim = &t->plan->dim[d];
        size_t most = d >= t->plan->dims ? 1 : SG_ID_FIRST + dim->classes + t->extra[d].n;
        if (sg_key_id(k, d) >= most && !(d < t->plan->dims && dim->kind == SG_DIM_PERIOD))
            return false;
    }
    return m < t->plan->measures;
}

static bool lacks(struct reading *g)
{
    g->no_memory = true;
    return false;
}

static bool no_line(const struct reading *g, struct sg_fault *f)
{
    return g->no_memory ? sg_fail(f, SG_R_MEMORY, "no memory for the part")
                        : sg_fail(f, SG_R_BAD_TABLE, "this is no line of a part");
}

static bool read_word(struct reading *g, struct sg_val list)
{
    struct sg_val v;
    struct sg_iter it = sg_iter(list);
    int64_t dim;
    struct sg_buf text = {0};
    if (!sg_iter_next(&it, NULL, &v) || !sg_val_int(v, &dim) || dim < 0 ||
        (size_t)dim >= g->t->plan->dims || !sg_iter_next(&it, NULL, &v) || v.kind != SG_STRING)
        return false;
    sg_val_text_buf(v, &text);
    const char *word = sg_buf_text(&text);
    bool done = text.failed
                    ? lacks(g)
                    : sg_words_put(&g->t->extra[dim], word, text.n) != SG_NO_WORD || lacks(g);
    sg_buf_free(&text);
    return done;
}

static bool read_keys(struct reading *g, struct sg_val list, size_t *n)
{
    struct sg_val v;
    struct sg_iter it = sg_iter(list);
    int64_t key;
    bool item = false;
    for (*n = 0; sg_iter_next(&it, NULL, &v); ++*n) {
        if (*n == g->cap) {
            uint64_t *more = realloc(g->key, (2 * g->cap + 64) * sizeof *more);
            if (!more)
                return lacks(g);
            g->key = more;
            g->cap = 2 * g->cap + 64;
        }
        if (!sg_val_int(v, &key) || (!item && !key_ok(g->t, key)))
            return false;
        g->key[*n] = (uint64_t)key;
        item = !item && (uint64_t)key & SG_TRAIL_ITEM;
    }
    return !item;
}

static bool read_signal(struct reading *g, struct sg_val list, struct sg_fault *f)
{
    struct sg_val id, v;
    struct sg_iter it = sg_iter(list);
    struct sg_buf text = {0};
    int64_t rev;
    size_t n;
    if (!sg_iter_next(&it, NULL, &id) || id.kind != SG_STRING || !sg_iter_next(&it, NULL, &v) ||
        !sg_val_int(v, &rev) || !sg_iter_next(&it, NULL, &v) || !read_keys(g, v, &n))
        return no_line(g, f);
    sg_val_text_buf(id, &text);
    bool done = text.failed ? sg_fail(f, SG_R_MEMORY, "no memory for the part")
                            : sg_trail_put(g->t, sg_buf_text(&text), text.n, rev, g->key, n, f);
    sg_buf_free(&text);
    return done;
}

static bool read_line(struct reading *g, const struct sg_record *r, size_t number,
                      struct sg_fault *f)
{
    int64_t n[3] = {0};
    struct sg_val v = r->m[0].val, name = r->m[0].key;
    struct sg_iter it = sg_iter(v);
    bool done = false;
    if (r->count != 1 || g->ended)
        done = false;
    else if (sg_val_is_n(name, "signal", 6))
        return read_signal(g, v, f);
    else if (sg_val_is_n(name, "word", 4))
        done = read_word(g, v);
    else if (sg_val_is_n(name, "cell", 4))
        done = integers(&it, n, 2) && n[0] >= 0 && key_ok(g->t, n[0]) && is_figure(n[1]) &&
               (sg_counts_add(&g->t->cells, (uint64_t)n[0], n[1]) || lacks(g));
    else if (sg_val_is_n(name, "item", 4))
        done = integers(&it, n, 3) && n[0] >= 0 && key_ok(g->t, n[0]) &&
               sg_key_measure((uint64_t)n[0]) < SG_MEASURES && is_figure(n[2]) &&
               (sg_bag_add(&g->t->bag, (uint64_t)n[0], (uint64_t)n[1], n[2]) || lacks(g));
    else if (sg_val_is_n(name, "end", 3))
        done = g->ended = sg_val_int(v, &n[0]) && (size_t)n[0] == number - 1;
    return done || no_line(g, f);
}

static bool read_head(struct sg_tally *t, const struct sg_record *r, int *kind, struct sg_fault *f)
{
    char profile[SG_PRINT], table[SG_PRINT];
    int64_t records, rejected;
    struct sg_val what = sg_record_get(r, "sig-part");
    int is = sg_val_is(what, kinds[0]) ? 0 : sg_val_is(what, kinds[1]) ? 1 : -1;
    if (is < 0 || !sg_val_int(sg_record_get(r, "records"), &records) ||
        !sg_val_int(sg_record_get(r, "rejected"), &rejected) || !is_figure(records) ||
        !is_figure(rejected))
        return sg_fail(f, SG_R_BAD_TABLE, "this is neither a shard nor a release");
    if (!sg_plan_print(t->plan, profile, table))
        return sg_fail(f, SG_R_MEMORY, "no memory for the part");
    if (!sg_val_is(sg_record_get(r, "version"), VERSION))
        return sg_fail(f, SG_R_BAD_TABLE, "made by another version than %s", VERSION);
    if (!sg_val_is(sg_record_get(r, "profile"), profile))
        return sg_fail(f, SG_R_BAD_TABLE, "counted with another profile");
    if (!sg_val_is(sg_record_get(r, "table"), table))
        return sg_fail(f, SG_R_BAD_TABLE,
                       "counted for another table, selection or day, or with another key");
    if (*kind >= 0 && *kind != is)
        return sg_fail(f, SG_R_BAD_TABLE, "shards and releases do not add up with each other");
    if (is == SG_PART_RELEASE && !may_release(t, f))
        return false;
    *kind = is;
    t->records = records;
    t->rejected = (size_t)rejected;
    return true;
}

static bool read_part(struct reading *g, struct sg_in *in, int *kind, struct sg_fault *f)
{
    struct sg_line line;
    struct sg_record *r = malloc(sizeof *r);
    size_t number = 0;
    int got = 0;
    bool done = true;
    if (!r)
        return sg_fail(f, SG_R_MEMORY, "no memory for the part");
    while (done && (got = sg_in_next(in, &line, f)) > 0) {
        number++;
        done = sg_record_read(r, line.p, line.n, f, NULL) &&
               (number == 1 ? read_head(g->t, r, kind, f) : read_line(g, r, number, f));
        if (!done)
            f->line = line.no;
    }
    free(r);
    if (done && got == 0 && !g->ended)
        done = sg_fail(f, SG_R_BAD_TABLE, "the end is missing: the part was cut off");
    return done && got == 0;
}

bool sg_tally_read(struct sg_tally *t, const char *path, size_t line_max, int *kind,
                   struct sg_fault *f)
{
    struct sg_tally *part = sg_tally(t->plan, NULL, f);
    struct reading g = {.t = part};
    struct sg_in *in = part ? sg_in_open(path, line_max, NULL, NULL, f) : NULL;
    bool done = in && read_part(&g, in, kind, f);
    sg_in_close(in);
    t->rejected += done ? part->rejected : 0;
    done = done && sg_tally_merge(t, part, f) && all_figures(t, f);
    if (!done && f && !*f->file)
        snprintf(f->file, sizeof f->file, "%s", path);
    free(g.key);
    sg_tally_free(part);
    return done;
}
