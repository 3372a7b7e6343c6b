/* SPDX-License-Identifier: EUPL-1.2 */
/* Workers that collect what is due, record by record. */
#include "derive.h"
#include "due_impl.h"

#include <stdlib.h>
#include <string.h>

void sg_dues_free(void *worker[], size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct due_worker *w = worker[i];
        if (!w)
            continue;
        sg_buf_free(&w->names);
        sg_sight_free(&w->sight);
        free(w->item);
        free(w);
        worker[i] = NULL;
    }
}

/* ---- one record ---- */

static void keep(struct due_worker *w, const struct due_rule *rule, enum due_item_kind kind,
                 int32_t due, uint32_t at)
{
    if (w->n == w->cap) {
        size_t cap = w->cap ? 2 * w->cap : 256;
        struct due_item *more = realloc(w->item, cap * sizeof *more);
        w->failed = w->failed || !more;
        if (!more)
            return;
        w->item = more;
        w->cap = cap;
    }
    uint16_t number = rule ? (uint16_t)(rule - w->plan->rule) : 0;
    w->item[w->n++] = (struct due_item){w->name, due, at, w->rev, number, (uint8_t)kind};
}

/* Writes the number and the owner of a record down, once it has something to remember. */
static void put_names(struct due_worker *w, const struct sg_record *r)
{
    w->name = w->names.n;
    sg_val_text_buf(sg_record_get(r, "id"), &w->names);
    sg_buf_char(&w->names, '\0');
    sg_val_text_buf(sg_record_get(r, "owner"), &w->names);
    sg_buf_char(&w->names, '\0');
}

struct found {
    struct due_worker *w;
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
    keep(found->w, s->rule, DUE_ITEM_DUE, due, s->at);
}

/* One element of the unit of a target. Two of the same number, or without one of the same day, are
 * one: a control that led to three signals. */
static void count_element(struct found *found, const struct due_rule *rule, struct sg_val element)
{
    struct due_worker *w = found->w;
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
    keep(w, rule, DUE_ITEM_COUNTED, on.y, (uint32_t)at);
}

static void count_elements(struct found *found, const struct due_rule *rule)
{
    struct sg_val element;
    struct sg_iter it = sg_iter(sg_record_get(found->r, rule->unit));
    while (sg_iter_next(&it, NULL, &element))
        count_element(found, rule, element);
}

static void for_agenda(struct found *found)
{
    static const struct sg_val none;
    const struct sg_due_plan *plan = found->w->plan;
    for (size_t i = 0; i < plan->rules; i++) {
        const struct due_rule *rule = &plan->rule[i];
        if (rule->next != DUE_NEVER && sg_due_state(found->r) == DUE_OPEN &&
            sg_expr_test(rule->bring, found->r, none) == SG_YES) {
            named(found);
            keep(found->w, rule, DUE_ITEM_BRING, 0, (uint32_t)rule->next);
        }
        if (!rule->from) /* nothing to be counted now */
            continue;
        count_elements(found, rule);
    }
}

/* What the house did that is part of no signal counts towards targets too. */
static bool count_house(struct due_worker *w)
{
    const struct sg_due_plan *plan = w->plan;
    const size_t rows = sg_sheet_rows(sg_profile_sheet(plan->profile, "events"));
    struct sg_record *r = malloc(sizeof *r);
    struct sg_buf line = {0};
    bool ok = r != NULL;
    w->rev = 1;
    for (size_t row = 0; ok && row < rows; row++) {
        struct found found = {w, r, false};
        sg_buf_clear(&line);
        sg_derive_event(plan->profile, row, &line);
        ok = !line.failed && sg_record_read(r, line.p, line.n, NULL, NULL);
        for (size_t i = 0; ok && i < plan->rules; i++)
            if (plan->rule[i].from)
                count_elements(&found, &plan->rule[i]);
    }
    sg_buf_free(&line);
    free(r);
    return ok && !w->failed && !w->names.failed;
}

bool sg_dues(void *worker[], size_t n, const struct sg_due_plan *plan, const bool *streamed,
             struct sg_fault *f)
{
    for (size_t i = 0; i < n; i++)
        worker[i] = NULL;
    for (size_t i = 0; i < n; i++) {
        struct due_worker *w = worker[i] = calloc(1, sizeof *w);
        if (!w) {
            sg_dues_free(worker, n);
            return sg_fail(f, SG_R_MEMORY, "memory ran out");
        }
        w->plan = plan;
        w->streamed = streamed;
    }
    if (count_house(worker[0]))
        return true;
    sg_dues_free(worker, n);
    return sg_fail(f, SG_R_MEMORY, "memory ran out");
}

/* Makes the record at hand what the view may see of it: 1, 0 or -1 as sg_share_see. */
static int see(struct due_worker *w, struct found *found, struct sg_fault *f)
{
    const struct sg_share *view = w->plan->opt.view;
    int shown = view ? sg_share_see(view, found->r, &w->sight, f) : 1;
    if (view && shown == 1) {
        found->r = &w->sight.record;
        found->named = false; /* by what is left: the owner may be hidden */
        if (sg_record_get(found->r, "id").kind != SG_STRING)
            return 0;
    }
    return shown;
}

/* Of a stream: which revision this is; one that was never registered is the first. */
static bool revision(const struct sg_record *r, int64_t *rev, struct sg_fault *f)
{
    struct sg_val v = sg_record_get(r, "rev");
    *rev = 1;
    if (v.kind == SG_ABSENT || (sg_val_int(v, rev) && *rev >= 1 && *rev < UINT32_MAX))
        return true;
    return sg_fail(f, SG_R_BAD_REV, "a revision is a number from 1 to %u",
                   (unsigned)(UINT32_MAX - 1));
}

bool sg_due_add(void *ctx, const struct sg_record *r, const struct sg_line *line,
                struct sg_fault *f)
{
    static const struct sg_val none;
    struct due_worker *w = ctx;
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
    if (streamed && !revision(r, &rev, f))
        return false;
    w->rev = (uint32_t)rev;
    if (rev > 1) {
        named(&found);
        keep(w, NULL, DUE_ITEM_SEEN, 0, 0);
    }
    int shown = see(w, &found, f);
    if (shown < 0)
        return false;
    r = found.r;
    if (shown && (!w->plan->opt.select || sg_expr_test(w->plan->opt.select, r, none) == SG_YES)) {
        sg_due_find(w->plan, r, keep_due, &found);
        for_agenda(&found);
    }
    if (w->failed || w->names.failed)
        return sg_fail(f, SG_R_MEMORY, "memory ran out");
    return true;
}
