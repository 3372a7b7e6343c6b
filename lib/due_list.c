/* SPDX-License-Identifier: EUPL-1.2 */
/* What the workers found, in order. Sorting is most of the work when a great deal is due (a million
 * signals, three reminders each): the keys are two numbers, and each worker's share is sorted
 * beside the others. */
#include "due_impl.h"
#include "par.h"

#include <stdlib.h>
#include <string.h>

enum { PARTS = 65 }; /* a worker each, and the agenda */

/* ---- of a stream the newest revisions ---- */

struct seen {
    const char *id;
    struct due_item *item;
};

static int by_id(const void *a, const void *b)
{
    const struct seen *x = a, *y = b;
    int order = strcmp(x->id, y->id);
    if (order)
        return order;
    if (x->item->rev != y->item->rev)
        return x->item->rev < y->item->rev ? 1 : -1;
    return (x->item->name < y->item->name) - (x->item->name > y->item->name);
}

/* Marks what an older revision said as DUE_ITEM_SEEN; of a revision that came by twice, what one of
 * the lines said stays (each line has a name of its own). Only one worker reads a stream. */
static bool drop_old(struct due_worker *w)
{
    struct seen *all = malloc((w->n + 1) * sizeof *all);
    if (!all)
        return false;
    for (size_t i = 0; i < w->n; i++)
        all[i] = (struct seen){w->names.p + w->item[i].name, &w->item[i]};
    qsort(all, w->n, sizeof *all, by_id);
    const struct seen *newest = all;
    for (size_t i = 1; i < w->n; i++) {
        if (strcmp(all[i].id, newest->id) != 0)
            newest = &all[i];
        else if (all[i].item->name != newest->item->name)
            all[i].item->kind = DUE_ITEM_SEEN;
    }
    free(all);
    return true;
}

/* ---- order ---- */

struct sg_due_own {
    struct sg_due *due, *spare;
    struct sg_due_house *house; /* one for each time of the agenda */
    const char **id;            /* what is brought, by rule */
};

static int by_urgency(const void *a, const void *b)
{
    const struct sg_due *x = a, *y = b;
    int order = x->owner == y->owner ? 0 : strcmp(x->owner, y->owner);
    if (order)
        return order;
    if (x->kind->urgency != y->kind->urgency)
        return x->kind->urgency < y->kind->urgency ? -1 : 1;
    if (x->due != y->due)
        return x->due < y->due ? -1 : 1;
    if (x->number != y->number)
        return x->number < y->number ? -1 : 1;
    order = strcmp(x->id, y->id);
    if (order)
        return order;
    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    return (x->at > y->at) - (x->at < y->at);
}

/* Neighbouring parts of the list, each in order. */
struct parts {
    struct sg_due *from, *to;
    size_t begin[PARTS + 1]; /* of each; behind the last one, the end */
    size_t n;
};

static void sort_part(void *ctx, size_t i)
{
    struct parts *p = ctx;
    qsort(p->from + p->begin[i], p->begin[i + 1] - p->begin[i], sizeof *p->from, by_urgency);
}

/* Parts 2i and 2i + 1 become one. */
static void merge_pair(void *ctx, size_t i)
{
    struct parts *p = ctx;
    size_t last = 2 * i + 2 < p->n ? 2 * i + 2 : p->n;
    size_t a = p->begin[2 * i], b = p->begin[2 * i + 1], b_end = p->begin[last];
    const size_t a_end = b;
    for (size_t to = a; to < b_end; to++) {
        bool first = a < a_end && (b == b_end || by_urgency(&p->from[a], &p->from[b]) <= 0);
        p->to[to] = p->from[first ? a++ : b++];
    }
}

/* Sorts the parts side by side and makes one of them. */
static void order(struct sg_due_own *own, struct parts *p)
{
    const unsigned threads = (unsigned)p->n;
    p->from = own->due;
    p->to = own->spare;
    sg_par(threads, p->n, sort_part, p);
    while (p->n > 1) {
        size_t pairs = (p->n + 1) / 2;
        sg_par(threads, pairs, merge_pair, p);
        for (size_t i = 1; i < pairs; i++)
            p->begin[i] = p->begin[2 * i];
        p->begin[pairs] = p->begin[p->n];
        p->n = pairs;
        struct sg_due *sorted = p->to;
        p->to = p->from;
        p->from = sorted;
    }
    own->due = p->from;
    own->spare = p->to;
}

/* ---- owners: one pointer for each, so that most comparisons need no more ---- */

struct owners {
    const char **slot;
    size_t slots, used;
};

static const char **owner_slot(const struct owners *o, const char *owner)
{
    uint64_t h = 14695981039346656037u; /* FNV-1a */
    for (const char *p = owner; *p; p++)
        h = (h ^ (unsigned char)*p) * 1099511628211u;
    size_t i = h & (o->slots - 1);
    while (o->slot[i] && strcmp(o->slot[i], owner) != 0)
        i = (i + 1) & (o->slots - 1);
    return &o->slot[i];
}

/* The same text as before, when it was seen before. Without memory it is a text of its own, which
 * costs time only. */
static const char *one_owner(struct owners *o, const char *owner)
{
    if (2 * o->used >= o->slots) {
        struct owners more = {NULL, o->slots ? 2 * o->slots : 64, o->used};
        more.slot = calloc(more.slots, sizeof *more.slot);
        if (!more.slot)
            return owner;
        for (size_t i = 0; i < o->slots; i++)
            if (o->slot[i])
                *owner_slot(&more, o->slot[i]) = o->slot[i];
        free(o->slot);
        *o = more;
    }
    const char **slot = owner_slot(o, owner);
    if (!*slot) {
        *slot = owner;
        o->used++;
    }
    return *slot;
}

/* The digits at the end of an id: the running number of the registry. */
static uint64_t number_of(const char *id, size_t n)
{
    size_t at = n;
    uint64_t number = 0;
    while (at > 0 && n - at < 18 && id[at - 1] >= '0' && id[at - 1] <= '9')
        at--;
    for (; at < n; at++)
        number = number * 10 + (uint64_t)(id[at] - '0');
    return number;
}

/* ---- the list ---- */

/* A signal to bring, or something that counts: `text` is its number. */
struct mention {
    const char *text;
    uint16_t rule;
    int32_t year;
};

static int by_rule(const void *a, const void *b)
{
    const struct mention *x = a, *y = b;
    if (x->rule != y->rule)
        return x->rule < y->rule ? -1 : 1;
    if (x->year != y->year)
        return x->year < y->year ? -1 : 1;
    return strcmp(x->text, y->text);
}

struct gathered {
    struct owners owners;
    struct mention *bring, *counted;
    size_t brings, counts;
};

static size_t count_items(void *const worker[], size_t n, enum due_item_kind kind)
{
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        const struct due_worker *w = worker[i];
        for (size_t j = 0; j < w->n; j++)
            count += w->item[j].kind == kind;
    }
    return count;
}

static void gather_one(struct gathered *g, struct sg_due_list *list, const struct due_worker *w,
                       const struct due_item *item)
{
    const char *id = w->names.p + item->name;
    const size_t n = strlen(id);
    const char *owner = id + n + 1;
    const struct due_rule *rule = &w->plan->rule[item->rule];
    switch ((enum due_item_kind)item->kind) {
    case DUE_ITEM_DUE:
        list->longest = n > list->longest ? n : list->longest;
        owner = one_owner(&g->owners, *owner ? owner : rule->kind.owner);
        list->own->due[list->n++] =
            (struct sg_due){&rule->kind, id, owner, number_of(id, n), NULL, item->due, item->at};
        break;
    case DUE_ITEM_BRING:
        g->bring[g->brings++] = (struct mention){id, item->rule, 0};
        break;
    case DUE_ITEM_COUNTED:
        g->counted[g->counts++] = (struct mention){id + item->at, item->rule, item->due};
        break;
    case DUE_ITEM_SEEN:
        break;
    }
}

static long counted(const struct gathered *g, uint16_t rule, int32_t year)
{
    long done = 0;
    const struct mention *last = NULL;
    for (size_t i = 0; i < g->counts; i++) {
        const struct mention *m = &g->counted[i];
        if (m->rule != rule || m->year != year || (last && strcmp(last->text, m->text) == 0))
            continue;
        last = m;
        done++;
    }
    return done;
}

/* The times of the agenda, with what they bring and count; a target that was reached is none. */
static void add_times(const struct sg_due_plan *plan, struct gathered *g, struct sg_due_list *list)
{
    struct sg_due_own *own = list->own;
    for (size_t i = 0; i < g->brings; i++)
        own->id[i] = g->bring[i].text;
    for (size_t t = 0; t < plan->times; t++) {
        const struct due_time *time = &plan->time[t];
        uint16_t rule = (uint16_t)(time->rule - plan->rule);
        struct sg_due_house *house = &own->house[t];
        *house = (struct sg_due_house){NULL, 0, 0};
        for (size_t i = 0; time->rule->next == (long)time->k && i < g->brings; i++)
            if (g->bring[i].rule == rule && house->ids++ == 0)
                house->id = own->id + i;
        if (time->rule->kind.target)
            house->done = counted(g, rule, time->on.y);
        if (!time->rule->kind.target || house->done < time->rule->kind.target)
            own->due[list->n++] = (struct sg_due){&time->rule->kind,
                                                  "",
                                                  one_owner(&g->owners, time->rule->kind.owner),
                                                  0,
                                                  house,
                                                  sg_date_days(time->on),
                                                  time->k};
    }
}

static bool make_room(struct sg_due_list *list, struct gathered *g, void *const worker[], size_t n)
{
    const struct sg_due_plan *plan = ((struct due_worker *)worker[0])->plan;
    struct sg_due_own *own = list->own = calloc(1, sizeof *own);
    if (!own)
        return false;
    size_t brings = count_items(worker, n, DUE_ITEM_BRING);
    size_t dues = count_items(worker, n, DUE_ITEM_DUE) + plan->times + 1;
    own->due = malloc(dues * sizeof *own->due);
    own->spare = malloc(dues * sizeof *own->spare);
    own->house = malloc((plan->times + 1) * sizeof *own->house);
    own->id = malloc((brings + 1) * sizeof *own->id);
    g->bring = malloc((brings + 1) * sizeof *g->bring);
    g->counted = malloc((count_items(worker, n, DUE_ITEM_COUNTED) + 1) * sizeof *g->counted);
    return own->due && own->spare && own->house && own->id && g->bring && g->counted;
}

bool sg_due_finish(void *const worker[], size_t n, struct sg_due_list *list, struct sg_fault *f)
{
    struct gathered g = {0};
    struct parts parts = {0};
    struct due_worker *first = worker[0];
    *list = (struct sg_due_list){0};
    bool ok = !(first->streamed && *first->streamed) || drop_old(first);
    ok = ok && make_room(list, &g, worker, n);
    for (size_t i = 0; ok && i < n; i++) {
        const struct due_worker *w = worker[i];
        parts.begin[parts.n++] = list->n;
        for (size_t j = 0; j < w->n; j++)
            gather_one(&g, list, w, &w->item[j]);
    }
    if (ok) {
        parts.begin[parts.n++] = list->n;
        qsort(g.bring, g.brings, sizeof *g.bring, by_rule);
        qsort(g.counted, g.counts, sizeof *g.counted, by_rule);
        add_times(first->plan, &g, list);
        parts.begin[parts.n] = list->n;
        order(list->own, &parts);
        list->due = list->own->due;
    }
    free(g.owners.slot);
    free(g.bring);
    free(g.counted);
    if (ok)
        return true;
    sg_due_list_free(list);
    return sg_fail(f, SG_R_MEMORY, "memory ran out");
}

void sg_due_list_free(struct sg_due_list *list)
{
    if (list->own) {
        free(list->own->due);
        free(list->own->spare);
        free(list->own->house);
        free(list->own->id);
    }
    free(list->own);
    *list = (struct sg_due_list){0};
}
