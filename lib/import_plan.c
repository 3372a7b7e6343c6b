/* SPDX-License-Identifier: EUPL-1.2 */
/* The plan: the mapping's rows as a tree in the order of the field table, so that a row's members
 * are written in one walk. */
#include "import_convert.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void sg_plan_free(struct sg_plan *plan)
{
    while (plan) {
        struct sg_plan *next = plan->next;
        sg_plan_free(plan->child);
        free(plan);
        plan = next;
    }
}

/* The node of a field and element among siblings, inserted in order when it is not there. */
static struct sg_plan *node(struct sg_plan **list, long field, unsigned element)
{
    struct sg_plan *at = *list;
    for (; at; list = &at->next, at = *list)
        if (at->field > field || (at->field == field && at->element >= element))
            break;
    if (at && at->field == field && at->element == element)
        return at;
    struct sg_plan *n = calloc(1, sizeof *n);
    if (!n)
        return NULL;
    n->field = field;
    n->element = element;
    n->group = sg_fields[field].type == SG_T_GROUP;
    n->list = sg_fields[field].flags & SG_F_LIST;
    n->checked = sg_group_checked(field);
    n->lead_n = (size_t)snprintf(n->lead, sizeof n->lead, ",\"%s\":", sg_field_leaf(field));
    n->next = at;
    *list = n;
    return n;
}

/* The groups above a field, outermost first; returns how many. */
static size_t ancestors(long field, long out[8])
{
    size_t n = 0;
    for (long g = sg_field_parent(field); g >= 0 && n < 8; g = sg_field_parent(g))
        n++;
    long g = sg_field_parent(field);
    for (size_t i = n; i-- > 0; g = sg_field_parent(g))
        out[i] = g;
    return n;
}

/* Marks the innermost element that the row is part of. */
static void repeat(struct sg_plan *plan, const long groups[8], size_t depth,
                   const struct sg_map_row *row)
{
    struct sg_plan *element = NULL;
    size_t lists = 0;
    for (size_t i = 0; i < depth && plan; i++) {
        bool many = sg_fields[groups[i]].flags & SG_F_LIST;
        unsigned want = many ? row->element[lists] ? row->element[lists] : 1 : 0;
        lists += many;
        while (plan->field != groups[i] || plan->element != want)
            plan = plan->next;
        if (many)
            element = plan;
        plan = plan->child;
    }
    if (element)
        element->each = true;
}

static bool add_row(struct sg_map *m, struct sg_map_row *row, struct sg_fault *f)
{
    long groups[8], field = sg_field_index(row->field);
    size_t depth = ancestors(field, groups), lists = 0;
    struct sg_plan **list = &m->plan, *n = NULL;
    for (size_t i = 0; i <= depth; i++) {
        long at = i < depth ? groups[i] : field;
        bool many = i < depth && sg_fields[at].flags & SG_F_LIST;
        unsigned element = many ? row->element[lists] ? row->element[lists] : 1 : 0;
        lists += many;
        n = node(list, at, element);
        if (!n)
            return sg_fail(f, SG_R_MEMORY, "memory ran out");
        list = &n->child;
    }
    if (n->rows && !(row->field->flags & SG_F_LIST))
        return m->constants
                   ? sg_map_fault(f, m, 0, "", "\"%s\" is given twice", row->field->path)
                   : sg_map_fault(
                         f, m, row->line, "field",
                         "\"%s\" is given by two rows of the mapping (the other is line %zu)",
                         row->field->path, n->row->line);
    if (n->rows == 1 + sizeof n->more / sizeof *n->more)
        return sg_map_fault(f, m, row->line, "field", "\"%s\" is given by more than %zu rows",
                            row->field->path, n->rows);
    if (row->each)
        repeat(m->plan, groups, depth, row);
    if (n->rows)
        n->more[n->rows - 1] = row;
    else
        n->row = row;
    n->rows++;
    n->recalled = n->rows == 1 ? sg_recall_wants(row) : 0;
    return true;
}

static void put_zeros(struct sg_buf *b, const char *lead, size_t *at)
{
    sg_buf_str(b, lead);
    *at = b->n;
    sg_buf_str(b, "00000000000000000000000000000000");
    sg_buf_char(b, '"');
}

/* The group `source`, the same in every row but for what a registry's secret gives. */
static bool build_source(struct sg_map *m)
{
    struct sg_buf *b = &m->source_json;
    sg_buf_str(b, "{\"name\":");
    sg_json_text(b, m->source, strlen(m->source));
    m->name_n = b->n;
    put_zeros(b, ",\"key\":\"", &m->keyed_at.key_at);
    if (m->keyed)
        put_zeros(b, ",\"content\":\"", &m->keyed_at.content_at);
    sg_buf_char(b, '}');
    return !b->failed && node(&m->plan, m->source_field, 0);
}

/* Tells the rows of the mapping which of them stand in such an element. */
static void mark(struct sg_plan *plan, bool inside)
{
    for (; plan; plan = plan->next) {
        for (size_t i = 0; i < plan->rows; i++)
            (i ? plan->more[i - 1] : plan->row)->repeats = inside;
        mark(plan->child, inside || plan->each);
    }
}

bool sg_plan_build(struct sg_map *m, struct sg_fault *f)
{
    if (!m->constants && !build_source(m))
        return sg_fail(f, SG_R_MEMORY, "memory ran out");
    for (size_t i = 0; i < m->rows; i++)
        if (m->row[i].field && !add_row(m, &m->row[i], f))
            return false;
    mark(m->plan, false);
    return true;
}
