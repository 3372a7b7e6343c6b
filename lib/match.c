/* SPDX-License-Identifier: EUPL-1.2 */
/* Opening what is known, and looking a signal up in it. */
#include "match_impl.h"
#include "par.h"

#include <stdlib.h>
#include <string.h>

/* ---- what is known ---- */

struct opening {
    struct sg_matcher *m;
    const struct sg_matcher_opt *opt;
    struct sg_fault *fault; /* of each list, then of the registry */
    bool *good;
};

/* The registry comes last, lest a list waits behind it. */
static void open_one(void *ctx, size_t i)
{
    struct opening *o = ctx;
    if (i < o->opt->list_count)
        o->good[i] = sg_known_list(&o->m->list[i], o->m, o->opt, o->opt->lists[i], &o->fault[i]);
    else
        o->good[i] = !o->opt->registry || sg_known_registry(o->m, o->opt, &o->fault[i]);
}

static bool open_all(struct sg_matcher *m, const struct sg_matcher_opt *opt, struct sg_fault *f)
{
    size_t n = opt->list_count + 1;
    struct opening o = {m, opt, calloc(n, sizeof *o.fault), calloc(n, sizeof *o.good)};
    bool good = o.fault && o.good;
    if (good)
        sg_par(opt->threads, n, open_one, &o);
    else
        sg_fail(f, SG_R_MEMORY, "memory ran out");
    for (size_t i = 0; good && i < n; i++)
        if (!o.good[i]) {
            *f = o.fault[i];
            good = false;
        }
    free(o.fault);
    free(o.good);
    return good;
}

struct sg_matcher *sg_matcher_open(const struct sg_matcher_opt *opt, struct sg_fault *f)
{
    struct sg_matcher *m = calloc(1, sizeof *m);
    if (m && (m->list = calloc(opt->list_count + 1, sizeof *m->list))) {
        m->p = opt->profile;
        m->lists = opt->list_count;
        if (sg_hash_key(m->key, f) && open_all(m, opt, f))
            return m;
    } else {
        sg_fail(f, SG_R_MEMORY, "memory ran out");
    }
    sg_matcher_free(m);
    return NULL;
}

const struct sg_revisions *sg_matcher_revisions(const struct sg_matcher *m)
{
    return m->revisions;
}

void sg_matcher_free(struct sg_matcher *m)
{
    if (!m)
        return;
    sg_revisions_free(m->revisions);
    sg_known_free(&m->registry);
    for (size_t i = 0; m->list && i < m->lists; i++)
        sg_known_free(&m->list[i]);
    free(m->list);
    free(m);
}

/* ---- looking up ---- */

/* What was found for one item in one source, the best first. */
struct found {
    const struct sg_known *known;
    enum sg_on on;
    uint32_t item;
    uint32_t before; /* the rank from which on signals do not count */
    size_t n, more;
    struct hit {
        uint32_t rank;
        uint8_t rule, origin;
    } hit[SG_MATCHES_SHOWN];
};

/* The facts of a source that share a key with a fact of the signal. */
struct range {
    const struct sg_fact *from;
    size_t n;
};

struct sg_seek {
    const struct sg_matcher *m;
    struct sg_facts facts; /* of the signal; the last one is its id */
    struct range *range;   /* of each fact: in the registry, then in each list */
    size_t cap;
    struct found found;
};

struct sg_seek *sg_seek_new(const struct sg_matcher *m, struct sg_fault *f)
{
    struct sg_seek *s = calloc(1, sizeof *s);
    if (!s) {
        sg_fail(f, SG_R_MEMORY, "memory ran out");
        return NULL;
    }
    s->m = m;
    s->facts = (struct sg_facts){.p = m->p, .key = m->key, .marked = true};
    return s;
}

void sg_seek_free(struct sg_seek *s)
{
    if (s) {
        sg_facts_free(&s->facts);
        free(s->range);
    }
    free(s);
}

/* Surer first; of equals the latest signal, or the first row. */
static bool better(const struct found *f, const struct hit *a, const struct hit *b)
{
    int x = sg_rule_score[a->rule], y = sg_rule_score[b->rule];
    if (x != y)
        return x > y;
    if (a->rule != b->rule)
        return a->rule < b->rule;
    if (a->rank != b->rank)
        return (a->rank > b->rank) != f->known->is_list;
    return a->origin < b->origin;
}

/* Keeps a hit among the best; another one of the same signal or row gives way to the better. */
static void keep(struct found *f, struct hit hit)
{
    size_t at = 0;
    while (at < f->n && f->hit[at].rank != hit.rank)
        at++;
    bool again = at < f->n;
    if (again && !better(f, &hit, &f->hit[at]))
        return;
    if (!again && f->n == SG_MATCHES_SHOWN) {
        f->more++;
        at--;
        if (!better(f, &hit, &f->hit[at]))
            return;
    } else if (!again) {
        f->n++;
    }
    for (; at > 0 && better(f, &hit, &f->hit[at - 1]); at--)
        f->hit[at] = f->hit[at - 1];
    f->hit[at] = hit;
}

static const char *name_at(enum sg_by by, const struct sg_buf *names, const struct sg_fact *fact)
{
    return by == SG_BY_NAME || by == SG_BY_BIRTH ? names->p + fact->text : "";
}

/* All that shares one key, the latest first. Two facts of one signal stand side by side. */
static void ask(struct sg_seek *s, enum sg_by by, const struct sg_fact *fact, struct range among)
{
    struct found *f = &s->found;
    const struct sg_fact *from = among.from;
    size_t n = sg_known_before(from, among.n, f->before), looked = 0;
    struct hit best = {0};
    const char *name = name_at(by, &s->facts.names, fact);
    while (n > 0 && looked++ < SG_MATCHES_LOOKED_AT) {
        const struct sg_fact *other = &from[--n];
        if (by == SG_BY_BIRTH && !sg_letters_fit(fact, other))
            continue; /* nearly all who share a birthday */
        enum sg_rule rule = sg_rule_of(by, fact, name, other, name_at(by, &f->known->names, other),
                                       f->known->is_list);
        struct hit hit = {other->rank, (uint8_t)rule, other->origin};
        if (best.rule && best.rank != hit.rank) {
            keep(f, best);
            best.rule = SG_RULE_NONE;
        }
        if (rule && (!best.rule || better(f, &hit, &best)))
            best = hit;
    }
    if (best.rule)
        keep(f, best);
    f->more += n;
}

/* ---- writing ---- */

static void begin(const struct found *f, struct sg_buf *out)
{
    static const char *const item[] = {[SG_ON_PERSON] = "persons",
                                       [SG_ON_ADDRESS] = "places",
                                       [SG_ON_ORGANISATION] = "organisations",
                                       [SG_ON_VEHICLE] = "vehicles",
                                       [SG_ON_PHONE] = "contacts",
                                       [SG_ON_EMAIL] = "contacts",
                                       [SG_ON_ACCOUNT] = "contacts",
                                       [SG_ON_PROFILE] = "contacts"};
    static const char *const on[] = {[SG_ON_PERSON] = "person",
                                     [SG_ON_ADDRESS] = "address",
                                     [SG_ON_ORGANISATION] = "organisation",
                                     [SG_ON_VEHICLE] = "vehicle",
                                     [SG_ON_PHONE] = "phone",
                                     [SG_ON_EMAIL] = "email",
                                     [SG_ON_ACCOUNT] = "account",
                                     [SG_ON_PROFILE] = "profile"};
    if (out->n && out->p[out->n - 1] == '}')
        sg_buf_char(out, ',');
    sg_buf_str(out, "{\"on\":\"");
    sg_buf_str(out, on[f->on]);
    sg_buf_str(out, "\",\"item\":\"");
    sg_buf_str(out, item[f->on]);
    sg_buf_char(out, '[');
    sg_buf_int(out, f->item);
    sg_buf_str(out, "]\",");
}

static void put_text(struct sg_buf *out, const char *name, const char *text)
{
    sg_buf_str(out, name);
    sg_json_text(out, text, strlen(text));
}

/* Which signal, when it came in, and its case. */
static void put_signal(const struct sg_known *k, const struct hit *hit, struct sg_buf *out)
{
    const struct sg_known_signal *signal = &k->signal[hit->rank];
    const char *id = k->ids.p + signal->id, *number = id + strlen(id) + 1;
    char date[11];
    sg_date_write(signal->received, date);
    put_text(out, ",\"signal\":", id);
    if (*date)
        put_text(out, ",\"received\":", date);
    if (*number)
        put_text(out, ",\"case\":", number);
}

static void put_hit(const struct sg_seek *s, const struct hit *hit, struct sg_buf *out)
{
    const struct found *f = &s->found;
    const struct sg_code *origin =
        hit->origin ? sg_code_at(s->m->p, "origin", hit->origin - 1U) : NULL;
    begin(f, out);
    if (hit->rule == SG_RULE_EXACT) {
        sg_buf_str(out, "\"sure\":\"exact\"");
    } else {
        sg_buf_str(out, "\"sure\":\"near\",\"score\":");
        sg_buf_int(out, sg_rule_score[hit->rule]);
        put_text(out, ",\"because\":", sg_rule_code[hit->rule]);
    }
    if (!f->known->is_list) {
        put_signal(f->known, hit, out);
    } else {
        sg_buf_char(out, ',');
        sg_buf_add(out, f->known->list.p, f->known->list.n);
        sg_buf_fmt(out, "\"row\":%u", hit->rank);
    }
    if (origin)
        put_text(out, ",\"origin\":", origin->code);
    sg_buf_char(out, '}');
}

static void put_found(const struct sg_seek *s, struct sg_buf *out)
{
    const struct found *f = &s->found;
    for (size_t i = 0; i < f->n && !f->known->is_list; i++)
        __builtin_prefetch(f->known->ids.p + f->known->signal[f->hit[i].rank].id);
    for (size_t i = 0; i < f->n; i++)
        put_hit(s, &f->hit[i], out);
    if (!f->more)
        return;
    begin(f, out);
    if (f->known->is_list)
        sg_buf_add(out, f->known->list.p, f->known->list.n);
    sg_buf_fmt(out, "\"more\":%zu}", f->more);
}

/* The registry, then the lists. */
static const struct sg_known *source_at(const struct sg_seek *s, size_t source)
{
    return source ? &s->m->list[source - 1] : &s->m->registry;
}

static struct range *range_at(const struct sg_seek *s, size_t source, size_t fact)
{
    return &s->range[fact * (s->m->lists + 1) + source];
}

static enum sg_by by_at(const struct sg_seek *s, size_t fact)
{
    return (enum sg_by)s->facts.mark[fact].by;
}

/* The facts i..end-1 are the keys of one item. */
static void seek_item(struct sg_seek *s, size_t source, size_t i, size_t end, uint32_t before,
                      struct sg_buf *out)
{
    const struct sg_mark *mark = s->facts.mark;
    const struct sg_known *k = source_at(s, source);
    s->found = (struct found){
        .known = k, .on = (enum sg_on)mark[i].on, .item = mark[i].item, .before = before};
    for (; i < end; i++)
        ask(s, by_at(s, i), &s->facts.at[i], *range_at(s, source, i));
    put_found(s, out);
}

/* What has to come from memory is asked for in three rounds over all keys, each of which needs what
 * the one before it brought: it comes side by side, and while the caller does something else. */
static void ask_memory(const struct sg_seek *s, int step)
{
    for (size_t i = 0; i < s->facts.n; i++)
        for (size_t k = 0; k <= s->m->lists; k++)
            if (sg_known_has(source_at(s, k), by_at(s, i)))
                sg_known_prefetch(source_at(s, k), s->facts.at[i].key, step);
}

static void find_ranges(struct sg_seek *s)
{
    size_t sources = s->m->lists + 1;
    for (size_t i = 0; i < s->facts.n; i++)
        for (size_t k = 0; k < sources; k++) {
            const struct sg_known *source = source_at(s, k);
            struct range *range = range_at(s, k, i);
            *range = (struct range){NULL, 0};
            if (!sg_known_has(source, by_at(s, i)))
                continue;
            range->n = sg_known_find(source, s->facts.at[i].key, &range->from);
            sg_known_prefetch_more(source, by_at(s, i), &s->facts.at[i], range->from, range->n);
        }
}

static bool make_ranges(struct sg_seek *s)
{
    size_t n = s->facts.n * (s->m->lists + 1);
    if (n <= s->cap)
        return true;
    struct range *range = realloc(s->range, 2 * n * sizeof *range);
    if (!range)
        return false;
    s->range = range;
    s->cap = 2 * n;
    return true;
}

/* The facts of a signal and, when it has any, behind them that of its id, which is "" when it has
 * none. */
static bool read_facts(struct sg_seek *s, const struct sg_record *r)
{
    char id[SG_ID_MAX];
    sg_facts_clear(&s->facts);
    sg_facts_of(&s->facts, r, 0);
    if (s->facts.n == 0)
        return !s->facts.failed;
    size_t n = sg_val_text(sg_record_get(r, "id"), id, sizeof id);
    sg_fact_id(&s->facts, id, n <= sizeof id ? n : 0, 0);
    return !s->facts.failed;
}

bool sg_seek_begin(struct sg_seek *s, const struct sg_record *r, struct sg_fault *f)
{
    if (!read_facts(s, r) || !make_ranges(s))
        return sg_fail(f, SG_R_MEMORY, "memory ran out");
    ask_memory(s, 0);
    return true;
}

void sg_seek_ahead(struct sg_seek *s)
{
    ask_memory(s, 1);
}

bool sg_seek_end(struct sg_seek *s, struct sg_buf *out, struct sg_fault *f)
{
    if (s->facts.n == 0)
        return true;
    find_ranges(s);
    size_t n = s->facts.n - 1;
    const struct range *own = range_at(s, 0, n);
    uint32_t rank = own->n ? own->from->rank : UINT32_MAX;
    const struct sg_mark *mark = s->facts.mark;
    for (size_t i = 0, end; i < n; i = end) {
        for (end = i + 1; end < n && mark[end].item == mark[i].item && mark[end].on == mark[i].on;)
            end++;
        for (size_t k = 0; k <= s->m->lists; k++)
            seek_item(s, k, i, end, k ? UINT32_MAX : rank, out);
    }
    return !out->failed || sg_fail(f, SG_R_MEMORY, "memory ran out");
}
