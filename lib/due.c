/* SPDX-License-Identifier: EUPL-1.2 */
/* Workers that collect, and the list that they make together. */
#include "due_impl.h"

#include <stdlib.h>
#include <string.h>

/* What was found. */
enum item_kind {
    ITEM_DUE,
    ITEM_BRING,   /* the signal goes to the next meeting of the rule */
    ITEM_COUNTED, /* an element that counts towards the target of the rule, in the year `due` */
    ITEM_SEEN     /* nothing; but an old revision must know of this one */
};
struct item {
    size_t name; /* offset of the number in the names; behind it stand the owner and, of what is
                    counted, `at` bytes on, what tells it from another */
    int32_t due;
    uint32_t at, rev;
    uint16_t rule;
    uint8_t kind; /* enum item_kind */
};

struct worker {
    const struct sg_due_plan *plan;
    const bool *streamed;
    struct item *item;
    size_t n, cap;
    struct sg_buf names;
    bool failed;
    /* of the record at hand */
    size_t name;
    uint32_t rev;
};

bool sg_dues(void *worker[], size_t n, const struct sg_due_plan *plan, const bool *streamed,
             struct sg_fault *f)
{
    for (size_t i = 0; i < n; i++)
        worker[i] = NULL;
    for (size_t i = 0; i < n; i++) {
        struct worker *w = worker[i] = calloc(1, sizeof *w);
        if (!w) {
            sg_dues_free(worker, n);
            return sg_fail(f, SG_R_MEMORY, "memory ran out");
        }
        w->plan = plan;
        w->streamed = streamed;
    }
    return true;
}

void sg_dues_free(void *const worker[], size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct worker *w = worker[i];
        if (!w)
            continue;
        sg_buf_free(&w->names);
        free(w->item);
        free(w);
    }
}

/* ---- one record ---- */

static void keep(struct worker *w, const struct due_rule *rule, enum item_kind kind, int32_t due,
                 uint32_t at)
{
    if (w->n == w->cap) {
        size_t cap = w->cap ? 2 * w->cap : 256;
        struct item *more = realloc(w->item, cap * sizeof *more);
        w->failed = w->failed || !more;
        if (!more)
            return;
        w->item = more;
        w->cap = cap;
    }
    uint16_t number = rule ? (uint16_t)(rule - w->plan->rule) : 0;
    w->item[w->n++] = (struct item){w->name, due, at, w->rev, number, (uint8_t)kind};
}

/* Writes the number and the owner of a record down, once it has something to remember. */
static void put_names(struct worker *w, const struct sg_record *r)
{
    w->name = w->names.n;
    sg_val_text_buf(sg_record_get(r, "id"), &w->names);
    sg_buf_char(&w->names, '\0');
    sg_val_text_buf(sg_record_get(r, "owner"), &w->names);
    sg_buf_char(&w->names, '\0');
}

struct found {
    struct worker *w;
    const struct sg_record *r;
    bool named;
};

static void named(struct found *found)
{
    if (!found->named)
        put_names(found->w, found->r);
    found->named = true;
}

static void keep_due(void *ctx, const struct due_standing *s)
{
    struct found *found = ctx;
    const struct sg_due_plan *plan = found->w->plan;
    int32_t due = sg_date_days(s->due);
    if (due > plan->today && sg_due_from(plan, s->rule, s->due) > plan->today)
        return;
    named(found);
    keep(found->w, s->rule, ITEM_DUE, due, s->at);
}

/* One element of the unit of a target. Two of the same number, or without one of the same day, are
 * one: a control that led to three signals. */
static void count_element(struct found *found, const struct due_rule *rule, struct sg_val element)
{
    struct worker *w = found->w;
    struct sg_date on = sg_due_date(sg_val_get(element, rule->date[0].top));
    if (on.y < rule->from || on.y > rule->to || sg_date_days(on) > w->plan->today ||
        (rule->counted && sg_expr_test(rule->counted, found->r, element) != SG_YES))
        return;
    named(found);
    size_t at = w->names.n - w->name;
    struct sg_val number = sg_val_get(element, "number");
    char day[11];
    sg_date_write(on, day);
    if (number.kind == SG_STRING && number.n)
        sg_val_text_buf(number, &w->names);
    else
        sg_buf_str(&w->names, day);
    sg_buf_char(&w->names, '\0');
    keep(w, rule, ITEM_COUNTED, on.y, (uint32_t)at);
}

static void for_agenda(struct found *found)
{
    static const struct sg_val none;
    const struct sg_due_plan *plan = found->w->plan;
    struct sg_val element;
    for (size_t i = 0; i < plan->rules; i++) {
        const struct due_rule *rule = &plan->rule[i];
        if (rule->bring && rule->next != DUE_NEVER && !sg_due_closed(found->r) &&
            sg_expr_test(rule->bring, found->r, none) == SG_YES) {
            named(found);
            keep(found->w, rule, ITEM_BRING, 0, (uint32_t)rule->next);
        }
        if (!rule->from)
            continue;
        struct sg_iter it = sg_iter(sg_record_get(found->r, rule->unit));
        while (sg_iter_next(&it, NULL, &element))
            count_element(found, rule, element);
    }
}

bool sg_due_add(void *ctx, const struct sg_record *r, const struct sg_line *line,
                struct sg_fault *f)
{
    static const struct sg_val none;
    struct worker *w = ctx;
    struct found found = {w, r, false};
    int64_t rev = 1;
    struct sg_val id = sg_record_get(r, "id");
    (void)line;
    if (id.kind != SG_STRING || !id.n) {
        sg_fail(f, SG_R_MISSING_FIELD, "a signal without a number cannot be reminded of");
        if (f)
            memcpy(f->field, "id", 3);
        return false;
    }
    bool streamed = w->streamed && *w->streamed;
    w->rev = 1;
    if (streamed && sg_val_int(sg_record_get(r, "rev"), &rev) && rev > 1 && rev < UINT32_MAX) {
        w->rev = (uint32_t)rev;
        named(&found);
        keep(w, NULL, ITEM_SEEN, 0, 0);
    }
    if (!w->plan->opt.select || sg_expr_test(w->plan->opt.select, r, none) == SG_YES) {
        sg_due_find(w->plan, r, keep_due, &found);
        for_agenda(&found);
    }
    if (w->failed || w->names.failed)
        return sg_fail(f, SG_R_MEMORY, "memory ran out");
    return true;
}

/* ---- of a stream the newest revisions ---- */

struct seen {
    const char *id;
    struct item *item;
};

static int by_id(const void *a, const void *b)
{
    const struct seen *x = a, *y = b;
    int order = strcmp(x->id, y->id);
    if (order)
        return order;
    return (x->item->rev < y->item->rev) - (x->item->rev > y->item->rev);
}

/* Marks what an older revision said as ITEM_SEEN. Only one worker reads a stream. */
static bool drop_old(struct worker *w)
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
        else if (all[i].item->rev != newest->item->rev)
            all[i].item->kind = ITEM_SEEN;
    }
    free(all);
    return true;
}

/* ---- the list ---- */

struct sg_due_own {
    struct sg_due *due;
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
    order = strcmp(x->id, y->id);
    if (order)
        return order;
    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    return (x->at > y->at) - (x->at < y->at);
}

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
    struct mention *bring, *counted;
    size_t brings, counts;
};

static size_t count_items(void *const worker[], size_t n, enum item_kind kind)
{
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        const struct worker *w = worker[i];
        for (size_t j = 0; j < w->n; j++)
            count += w->item[j].kind == kind;
    }
    return count;
}

static void gather_one(struct gathered *g, struct sg_due_list *list, const struct worker *w,
                       const struct item *item)
{
    const char *id = w->names.p + item->name, *owner = id + strlen(id) + 1;
    const struct due_rule *rule = &w->plan->rule[item->rule];
    switch ((enum item_kind)item->kind) {
    case ITEM_DUE:
        list->own->due[list->n++] = (struct sg_due){
            &rule->kind, id, *owner ? owner : rule->kind.owner, item->due, item->at, NULL};
        break;
    case ITEM_BRING:
        g->bring[g->brings++] = (struct mention){id, item->rule, 0};
        break;
    case ITEM_COUNTED:
        g->counted[g->counts++] = (struct mention){id + item->at, item->rule, item->due};
        break;
    case ITEM_SEEN:
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
static void add_times(const struct sg_due_plan *plan, const struct gathered *g,
                      struct sg_due_list *list)
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
            own->due[list->n++] =
                (struct sg_due){&time->rule->kind,      "",      time->rule->kind.owner,
                                sg_date_days(time->on), time->k, house};
    }
}

static bool make_room(struct sg_due_list *list, struct gathered *g, void *const worker[], size_t n)
{
    const struct sg_due_plan *plan = ((struct worker *)worker[0])->plan;
    struct sg_due_own *own = list->own = calloc(1, sizeof *own);
    if (!own)
        return false;
    size_t brings = count_items(worker, n, ITEM_BRING);
    own->due = malloc((count_items(worker, n, ITEM_DUE) + plan->times + 1) * sizeof *own->due);
    own->house = malloc((plan->times + 1) * sizeof *own->house);
    own->id = malloc((brings + 1) * sizeof *own->id);
    g->bring = malloc((brings + 1) * sizeof *g->bring);
    g->counted = malloc((count_items(worker, n, ITEM_COUNTED) + 1) * sizeof *g->counted);
    return own->due && own->house && own->id && g->bring && g->counted;
}

bool sg_due_finish(void *const worker[], size_t n, struct sg_due_list *list, struct sg_fault *f)
{
    struct gathered g = {0};
    struct worker *first = worker[0];
    *list = (struct sg_due_list){0};
    bool ok = !(first->streamed && *first->streamed) || drop_old(first);
    ok = ok && make_room(list, &g, worker, n);
    for (size_t i = 0; ok && i < n; i++) {
        const struct worker *w = worker[i];
        for (size_t j = 0; j < w->n; j++)
            gather_one(&g, list, w, &w->item[j]);
    }
    if (ok) {
        qsort(g.bring, g.brings, sizeof *g.bring, by_rule);
        qsort(g.counted, g.counts, sizeof *g.counted, by_rule);
        add_times(first->plan, &g, list);
        qsort(list->own->due, list->n, sizeof *list->own->due, by_urgency);
        list->due = list->own->due;
    }
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
        free(list->own->house);
        free(list->own->id);
    }
    free(list->own);
    *list = (struct sg_due_list){0};
}
