/* SPDX-License-Identifier: EUPL-1.2 */
/* One row to the members of a signal. */
#include "import_impl.h"

#include "text.h"

#include <stdio.h>
#include <string.h>

struct convert {
    const struct sg_map *m;
    const struct sg_row *row;
    struct sg_typed_opt typed;
    struct sg_keyed *keyed;
    struct sg_memo *memo;
    struct sg_buf *out;
    struct sg_fault *f;
};

/* What a row of the mapping gives: text, and whether it came from a cell. */
struct given {
    const char *p;
    size_t n;
    bool cell;
};

static void swap(const struct sg_map_row *row, struct given *g)
{
    char folded[256];
    size_t n = sg_fold(g->p, g->n, folded, sizeof folded);
    for (size_t i = 0; n <= sizeof folded && i < row->swaps; i++)
        if (row->swap[i].from_n == n && !memcmp(row->swap[i].from, folded, n)) {
            g->p = row->swap[i].to;
            g->n = strlen(g->p);
            return;
        }
}

static struct given give(const struct convert *c, const struct sg_map_row *row)
{
    struct given g = {"", 0, row->at >= 0};
    if (g.cell) {
        const struct sg_cell_text *cell = &c->row->cell[row->at];
        g.p = cell->p;
        g.n = cell->n;
        if (row->swaps && g.n)
            swap(row, &g);
    }
    if (!g.n) {
        g.p = row->dflt;
        g.n = row->dflt_n;
        g.cell = false;
    }
    return g;
}

/* A fault of a cell is about the column as the file calls it; of a constant, about the field. */
static bool in_column(const struct convert *c, const struct sg_map_row *row)
{
    if (row->at >= 0)
        snprintf(c->f->field, sizeof c->f->field, "%s", row->header);
    return false;
}

static bool convert(const struct convert *c, const struct sg_map_row *row, const char *p, size_t n,
                    bool trial)
{
    struct sg_typed_opt opt = c->typed;
    opt.pivot = row->pivot;
    opt.trial = trial;
    return sg_field_typed(row->field, c->m->p, p, n, &opt, c->out, c->f) || in_column(c, row);
}

/* Appends one value of a list, unless the list (from byte `start` on) has it already. */
static bool put_item(const struct convert *c, const struct sg_map_row *row, const char *p, size_t n,
                     bool trial, size_t start, bool *any)
{
    size_t before = c->out->n;
    if (*any)
        sg_buf_char(c->out, ',');
    size_t at = c->out->n;
    if (!convert(c, row, p, n, trial))
        return false;
    if (c->out->failed)
        return true;
    if (c->out->n - start > SG_LIST_MAX)
        return sg_fail(c->f, SG_R_BAD_FIELD, "is longer than %d bytes", SG_LIST_MAX) ||
               in_column(c, row);
    size_t len = c->out->n - at;
    for (size_t i = start; i + len <= before; i++) {
        char next = i + len < before ? c->out->p[i + len] : ',';
        if ((i == start || c->out->p[i - 1] == ',') && next == ',' &&
            !memcmp(c->out->p + i, c->out->p + at, len)) {
            c->out->n = before;
            return true;
        }
    }
    *any = true;
    return true;
}

/* A cell may be one value (also one that contains a separator, as some labels do) or several. */
static bool split_items(const struct convert *c, const struct sg_map_row *row, struct given g,
                        size_t start, bool *any)
{
    const char *separators = row->split ? row->split : ",;/|+\n";
    struct sg_fault kept = *c->f;
    size_t before = c->out->n;
    bool had = *any;
    bool several = memchr(g.p, '\0', g.n) || strcspn(g.p, separators) < g.n;
    /* Any text would do as one: there a separator always separates. */
    if (!(several && row->field->type == SG_T_TEXT) &&
        put_item(c, row, g.p, g.n, several, start, any))
        return true;
    if (!several)
        return false;
    *c->f = kept;
    c->out->n = before;
    *any = had;
    for (size_t i = 0; i < g.n;) {
        size_t n = 0;
        while (i + n < g.n && !strchr(separators, g.p[i + n]))
            n++;
        struct given part = {g.p + i, n, true};
        while (part.n && part.p[0] == ' ')
            part.p++, part.n--;
        while (part.n && part.p[part.n - 1] == ' ')
            part.n--;
        if (part.n) {
            swap(row, &part);
            if (part.n && !put_item(c, row, part.p, part.n, false, start, any))
                return false;
        }
        i += n + 1;
    }
    return true;
}

static bool check_required(const struct convert *c, const struct sg_map_row *row, struct given g)
{
    if (!row->required || g.n)
        return true;
    return sg_fail(c->f, SG_R_MISSING_FIELD, "is blank") || in_column(c, row);
}

/* Whether a value makes its group appear: one from a cell does; the default of a blank cell says
 * "asked, not known" of a group there is one of, but makes no second person out of nothing. */
static bool counts(const struct sg_map_row *row, struct given g, bool alone)
{
    return g.cell || row->always || (alone && row->at >= 0);
}

static bool put_list(const struct convert *c, const struct sg_plan *n, bool alone, bool *any,
                     bool *cell)
{
    size_t start = c->out->n + 1;
    sg_buf_char(c->out, '[');
    for (size_t i = 0; i < n->rows; i++) {
        const struct sg_map_row *row = i ? n->more[i - 1] : n->row;
        struct given g = give(c, row);
        if (!check_required(c, row, g) || (g.n && !split_items(c, row, g, start, any)))
            return false;
        *cell |= g.n && counts(row, g, alone);
    }
    sg_buf_char(c->out, ']');
    return true;
}

static bool put_single(const struct convert *c, const struct sg_plan *n, bool alone, bool *any,
                       bool *cell)
{
    struct given g = give(c, n->row);
    if (!check_required(c, n->row, g))
        return false;
    *any = g.n > 0;
    *cell = *any && counts(n->row, g, alone);
    return !*any || convert(c, n->row, g.p, g.n, false);
}

static bool make_leaf(const struct convert *c, const struct sg_plan *n, bool alone, bool *any,
                      bool *cell)
{
    return sg_fields[n->field].flags & SG_F_LIST ? put_list(c, n, alone, any, cell)
                                                 : put_single(c, n, alone, any, cell);
}

/* The name of one municipality that means the same on every date. */
static bool settled(const struct convert *c, const struct sg_plan *n)
{
    if (n->row->field->type != SG_T_MUNICIPALITY)
        return true;
    struct given g = give(c, n->row);
    return !(n->row->field->flags & SG_F_LIST) && sg_municipality_settled(c->m->p, g.p, g.n);
}

static bool put_leaf(const struct convert *c, const struct sg_plan *n, bool alone, bool *any,
                     bool *cell)
{
    const struct sg_map_row *row = n->row;
    struct sg_cell_text text = {"", 0};
    if (row->at >= 0)
        text = c->row->cell[row->at];
    if (!c->memo || n->rows > 1 || !sg_memo_takes(row, text.n))
        return make_leaf(c, n, alone, any, cell);
    struct sg_answer answer;
    if (sg_memo_find(c->memo, c->m->p, row, c->typed.on, text.p, text.n, &answer)) {
        sg_buf_add_padded(c->out, answer.p, answer.n);
        *any = answer.any;
        *cell = answer.cell;
        return true;
    }
    size_t start = c->out->n;
    if (!make_leaf(c, n, alone, any, cell))
        return false;
    if (c->out->failed)
        return true;
    answer = (struct sg_answer){c->out->p + start, c->out->n - start, *any, *cell};
    sg_memo_keep(c->memo, c->m->p, row, settled(c, n) ? NULL : &c->typed.on, text.p, text.n,
                 &answer);
    return true;
}

/* `alone`: these members stand in no list. */
static bool put_nodes(const struct convert *c, const struct sg_plan *n, bool top, bool alone,
                      bool *cell, struct sg_present *present);

static bool put_group(const struct convert *c, const struct sg_plan *n, bool alone, bool *cell)
{
    struct sg_present present = {{0}};
    size_t start = c->out->n;
    sg_buf_char(c->out, '{');
    if (!put_nodes(c, n->child, false, alone, cell, &present))
        return false;
    sg_buf_char(c->out, '}');
    if (!*cell || !n->checked || c->out->failed)
        return true;
    struct sg_val object = {c->out->p + start, c->out->n - start, SG_OBJECT, false};
    return sg_group_check_known(&sg_fields[n->field], object, &present, c->f);
}

/* The elements of a list group (siblings of the same field); those without a cell's value are
 * taken back. *last becomes the last of them. */
static bool put_elements(const struct convert *c, const struct sg_plan *n, bool *cell,
                         const struct sg_plan **last)
{
    bool first = true;
    sg_buf_char(c->out, '[');
    for (const struct sg_plan *e = n; e && e->field == n->field; e = e->next) {
        size_t before = c->out->n;
        bool has = false;
        if (!first)
            sg_buf_char(c->out, ',');
        if (!put_group(c, e, false, &has))
            return false;
        if (has)
            first = false;
        else
            c->out->n = before;
        *cell |= has;
        *last = e;
    }
    sg_buf_char(c->out, ']');
    return true;
}

/* The group `source`, with zeros where the caller puts what only a registry's secret gives. */
static void put_source(const struct convert *c)
{
    const struct sg_map *m = c->m;
    size_t start = c->out->n;
    if (!c->keyed) {
        sg_buf_add(c->out, m->source_json.p, m->name_n);
        sg_buf_char(c->out, '}');
        return;
    }
    sg_buf_add(c->out, m->source_json.p, m->source_json.n);
    c->keyed->key_at = start + m->keyed_at.key_at;
    if (m->keyed)
        c->keyed->content_at = start + m->keyed_at.content_at;
}

/* `present` gets the fields that are there. */
static bool put_nodes(const struct convert *c, const struct sg_plan *n, bool top, bool alone,
                      bool *cell, struct sg_present *present)
{
    bool first = true;
    for (; n; n = n->next) {
        const struct sg_field *field = &sg_fields[n->field];
        size_t before = c->out->n;
        bool any = false, has = false, ok;
        sg_buf_add_padded(c->out, n->lead + first, n->lead_n - first);
        if (n->field == c->m->source_field && !c->m->constants)
            put_source(c), ok = any = true;
        else if (field->type != SG_T_GROUP)
            ok = put_leaf(c, n, alone, &any, &has);
        else if (field->flags & SG_F_LIST)
            ok = put_elements(c, n, &has, &n), any = has;
        else
            ok = put_group(c, n, alone, &has), any = has;
        if (!ok)
            return false;
        /* Constants of the outermost object stand by themselves; those of a group only with it. */
        if (any) {
            first = false;
            sg_present_add(present, n->field);
        } else {
            c->out->n = before;
        }
        *cell |= has || (top && any);
    }
    return true;
}

static void add_key(const struct convert *c, struct sg_buf *key)
{
    for (size_t i = 0; i < c->m->key_rows; i++) {
        const struct sg_map_row *row = c->m->key_row[i];
        sg_buf_add(key, c->row->cell[row->at].p, c->row->cell[row->at].n);
        sg_buf_char(key, '\0');
    }
}

/* What is blank tells no row from another. */
static bool check_key(const struct convert *c)
{
    const struct sg_map_row *blank = NULL;
    bool any = false;
    for (size_t i = 0; i < c->m->key_rows; i++) {
        const struct sg_map_row *row = c->m->key_row[i];
        if (c->row->cell[row->at].n)
            any = true;
        else if (!blank || row->required)
            blank = row;
        if (blank && blank->required)
            break;
    }
    if (!blank || (any && !blank->required))
        return true;
    return sg_fail(c->f, SG_R_MISSING_FIELD, "is blank; it is the key of the row") ||
           in_column(c, blank);
}

/* The date of the row decides which municipality a name meant; a bad one is found later. */
static struct sg_date find_received(const struct convert *c)
{
    struct sg_date d = {0, 0, 0};
    const struct sg_map_row *row = &c->m->row[c->m->received];
    struct given g = give(c, row);
    if (!sg_date_parse(g.p, g.n, &d) && !sg_date_typed(g.p, g.n, row->pivot, &d, NULL))
        d = (struct sg_date){0, 0, 0};
    return d;
}

bool sg_map_row(const struct sg_map *m, const struct sg_row *row, const struct sg_row_opt *opt,
                struct sg_buf *members, struct sg_buf *key, struct sg_date *received,
                struct sg_fault *f)
{
    struct convert c = {.m = m,
                        .row = row,
                        .typed = {.today = opt->today, .allow_bsn = opt->allow_bsn},
                        .keyed = opt->keyed,
                        .memo = opt->memo,
                        .out = members,
                        .f = f};
    bool cell = false;
    if (c.keyed)
        *c.keyed = (struct sg_keyed){0, 0};
    if (row->count != m->width)
        return sg_fail(f, SG_R_BAD_ROW, "has %zu cells; the header has %zu", row->count, m->width);
    *received = c.typed.on = find_received(&c);
    struct sg_present present = {{0}};
    if (!put_nodes(&c, m->plan, true, true, &cell, &present))
        return false;
    if (!received->y)
        return sg_fail(c.f, SG_R_MISSING_FIELD, "is missing") ||
               in_column(&c, &m->row[m->received]);
    if (m->keyed && !check_key(&c))
        return false;
    add_key(&c, key);
    return (!members->failed && !key->failed) || sg_fail(f, SG_R_MEMORY, "memory ran out");
}
