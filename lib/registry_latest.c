/* SPDX-License-Identifier: EUPL-1.2 */
/* Of a million lines a few are wanted. What an id says stands in the first bytes of a line, so that
 * nearly every line costs a comparison and, for its hash, twenty steps; a filter of one bit an id
 * spares most of those that look it up. */
#include "registry_impl.h"

#include <stdlib.h>
#include <string.h>

struct kept {
    int64_t rev;
    char *line;
    size_t n;
};

struct wanted {
    uint32_t at, n; /* its id in ids */
    bool all;
    struct kept *kept; /* ascending by rev; without `all` the newest only */
    size_t count, cap;
};

enum { FILTER = 4096 }; /* bits, by the last bytes of an id: its running number */

struct sg_latest {
    struct wanted *list;
    size_t count, cap;
    struct sg_index index;
    struct sg_buf ids;
    uint64_t filter[FILTER / 64];
    pthread_mutex_t lock; /* of what is kept, while reading */
    bool no_memory;
};

struct sg_latest *sg_latest_new(void)
{
    struct sg_latest *l = calloc(1, sizeof *l);
    if (l)
        pthread_mutex_init(&l->lock, NULL);
    return l;
}

struct asked {
    const struct sg_latest *l;
    const char *id;
    size_t n;
};

static bool same_id(const void *ctx, uint32_t item)
{
    const struct asked *a = ctx;
    const struct wanted *w = &a->l->list[item];
    return w->n == a->n && memcmp(a->l->ids.p + w->at, a->id, a->n) == 0;
}

static struct wanted *find(const struct sg_latest *l, const char *id, size_t n)
{
    const struct asked a = {l, id, n};
    uint32_t item = sg_reg_index_find(&l->index, sg_reg_hash(id, n), same_id, &a);
    return item == SG_NO_ITEM ? NULL : &l->list[item];
}

static size_t filter_bit(const char *id, size_t n)
{
    uint32_t last = 0;
    memcpy(&last, n < 4 ? id : id + n - 4, n < 4 ? n : 4);
    return (size_t)((last * UINT32_C(0x9E3779B1)) >> 20);
}

bool sg_latest_want(struct sg_latest *l, const char *id, size_t n, bool all)
{
    struct wanted *known = find(l, id, n);
    if (known) {
        known->all |= all;
        return true;
    }
    void *list = l->list;
    if (!sg_reg_list_room(&list, &l->cap, l->count, sizeof *l->list))
        return false;
    l->list = list;
    struct wanted new = {.at = (uint32_t)l->ids.n, .n = (uint32_t)n, .all = all};
    sg_buf_add(&l->ids, id, n);
    if (l->ids.failed || l->ids.n > UINT32_MAX ||
        !sg_reg_index_put(&l->index, sg_reg_hash(id, n), (uint32_t)l->count))
        return false;
    l->list[l->count++] = new;
    size_t bit = filter_bit(id, n);
    l->filter[bit / 64] |= UINT64_C(1) << bit % 64;
    return true;
}

/* ---- keeping ---- */

static bool copy(struct kept *k, int64_t rev, const char *line, size_t n)
{
    char *p = malloc(n + 1);
    if (!p)
        return false;
    memcpy(p, line, n);
    *k = (struct kept){rev, p, n};
    return true;
}

/* Of two lines with one revision the first stays: sig-check names the other. Which of them a thread
 * meets first is open, so the one that sorts first is taken. */
static bool replace(struct kept *k, int64_t rev, const char *line, size_t n)
{
    struct kept new;
    if (rev < k->rev || (rev == k->rev && (n != k->n || memcmp(line, k->line, n) >= 0)))
        return true;
    if (!copy(&new, rev, line, n))
        return false;
    free(k->line);
    *k = new;
    return true;
}

static bool keep(struct wanted *w, int64_t rev, const char *line, size_t n)
{
    size_t at = w->count;
    while (w->all && at > 0 && w->kept[at - 1].rev > rev)
        at--;
    if (w->count && !w->all)
        return replace(&w->kept[0], rev, line, n);
    if (at > 0 && w->kept[at - 1].rev == rev)
        return replace(&w->kept[at - 1], rev, line, n);
    void *list = w->kept;
    if (!sg_reg_list_room(&list, &w->cap, w->count, sizeof *w->kept))
        return false;
    w->kept = list;
    struct kept new;
    if (!copy(&new, rev, line, n))
        return false;
    memmove(w->kept + at + 1, w->kept + at, (w->count - at) * sizeof *w->kept);
    w->kept[at] = new;
    w->count++;
    return true;
}

bool sg_latest_put(struct sg_latest *l, const char *id, size_t n, int64_t rev, const char *line,
                   size_t len)
{
    struct wanted *w = find(l, id, n);
    return !w || keep(w, rev, line, len);
}

/* ---- reading ---- */

static void look_up(struct sg_latest *l, const char *id, size_t n, int64_t rev,
                    const struct sg_line *line)
{
    struct sg_record r;
    size_t bit = filter_bit(id, n);
    if (!(l->filter[bit / 64] >> bit % 64 & 1))
        return;
    struct wanted *w = find(l, id, n); /* nothing is asked for while reading: no lock */
    if (!w || !sg_record_read(&r, line->p, line->n, NULL, NULL))
        return;
    pthread_mutex_lock(&l->lock);
    l->no_memory |= !keep(w, rev, line->p, line->n);
    pthread_mutex_unlock(&l->lock);
}

static bool look(void *ctx, const struct sg_line *line, struct sg_fault *f)
{
    struct sg_latest *l = ctx;
    size_t at, n;
    int64_t rev;
    (void)f;
    if (line->too_long)
        return true;
    if (sg_reg_line_begins(line->p, line->n, &at, &n, &rev)) {
        look_up(l, line->p + at, n, rev, line);
        return true;
    }
    struct sg_record r;
    char text[SG_ID_MAX];
    if (!sg_record_read(&r, line->p, line->n, NULL, NULL) ||
        !sg_val_int(sg_record_get(&r, "rev"), &rev))
        return true;
    n = sg_val_text(sg_record_get(&r, "id"), text, sizeof text);
    if (n > 0 && n <= sizeof text)
        look_up(l, text, n, rev, line);
    return true;
}

bool sg_latest_read(struct sg_latest *l, const char *path, size_t line_max, unsigned threads,
                    struct sg_fault *f)
{
    if (!sg_registry_scan(path, line_max, threads, look, l, f))
        return false;
    return !l->no_memory || sg_fail(f, SG_R_MEMORY, "memory ran out");
}

const char *sg_latest_line(const struct sg_latest *l, const char *id, size_t n, int64_t rev,
                           size_t *len, int64_t *got)
{
    const struct wanted *w = find(l, id, n);
    for (size_t i = w ? w->count : 0; i-- > 0;) {
        const struct kept *k = &w->kept[i];
        if (rev && k->rev != rev)
            continue;
        *len = k->n;
        if (got)
            *got = k->rev;
        return k->line;
    }
    return NULL;
}

size_t sg_latest_count(const struct sg_latest *l)
{
    return l->count;
}

const char *sg_latest_at(const struct sg_latest *l, size_t i, char id[SG_ID_MAX], size_t *len)
{
    const struct wanted *w = &l->list[i];
    if (w->n >= SG_ID_MAX)
        return NULL;
    memcpy(id, l->ids.p + w->at, w->n);
    id[w->n] = '\0';
    return sg_latest_line(l, id, w->n, 0, len, NULL);
}

void sg_latest_free(struct sg_latest *l)
{
    if (!l)
        return;
    for (size_t i = 0; i < l->count; i++) {
        for (size_t k = 0; k < l->list[i].count; k++)
            free(l->list[i].kept[k].line);
        free(l->list[i].kept);
    }
    pthread_mutex_destroy(&l->lock);
    free(l->list);
    free(l->index.slot);
    sg_buf_free(&l->ids);
    free(l);
}

/* ---- the id that was meant ---- */

struct near {
    const char *id;
    size_t n;
    size_t number; /* its digits at the end, without zeros in front; 0: none */
    pthread_mutex_t lock;
    char best[SG_ID_MAX];
    bool by_number;
};

static size_t number_of(const char *id, size_t n)
{
    size_t digits = 0;
    while (digits < n && id[n - 1 - digits] >= '0' && id[n - 1 - digits] <= '9')
        digits++;
    while (digits && id[n - digits] == '0')
        digits--;
    return digits;
}

static bool same_number(const struct near *x, const char *id, size_t n)
{
    return x->number && number_of(id, n) == x->number &&
           memcmp(id + n - x->number, x->id + x->n - x->number, x->number) == 0;
}

static bool nearly(const struct near *x, const char *id, size_t n)
{
    unsigned differ = 0;
    for (size_t i = 0; n == x->n && i < n && differ <= 2; i++)
        differ += id[i] != x->id[i];
    return n == x->n && differ <= 2;
}

static bool offer(void *ctx, const struct sg_line *line, struct sg_fault *f)
{
    struct near *x = ctx;
    size_t at, n;
    int64_t rev;
    (void)f;
    if (!sg_reg_line_begins(line->p, line->n, &at, &n, &rev) || n >= SG_ID_MAX)
        return true;
    const char *id = line->p + at;
    bool number = same_number(x, id, n);
    if (!number && !nearly(x, id, n))
        return true;
    pthread_mutex_lock(&x->lock);
    size_t best = strlen(x->best);
    int order = memcmp(id, x->best, n < best ? n : best);
    bool earlier = !best || (number && !x->by_number) ||
                   (number == x->by_number && (order < 0 || (order == 0 && n < best)));
    if (earlier) {
        memcpy(x->best, id, n);
        x->best[n] = '\0';
        x->by_number = number;
    }
    pthread_mutex_unlock(&x->lock);
    return true;
}

bool sg_registry_near(const char *path, size_t line_max, unsigned threads, const char *id,
                      char near[SG_ID_MAX], struct sg_fault *f)
{
    struct near x = {.id = id, .n = strlen(id)};
    x.number = number_of(id, x.n);
    pthread_mutex_init(&x.lock, NULL);
    bool ok = sg_registry_scan(path, line_max, threads, offer, &x, f);
    pthread_mutex_destroy(&x.lock);
    memcpy(near, x.best, sizeof x.best);
    return ok;
}
