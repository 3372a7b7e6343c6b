/* SPDX-License-Identifier: EUPL-1.2 */
/* One row, or the rows of a case, to the members of a signal. */
#include "import_convert.h"

#include <stdlib.h>
#include <string.h>

static bool put_single(const struct sg_convert *c, const struct sg_plan *n, bool alone, bool *any,
                       bool *cell)
{
    struct sg_given g = sg_give(c, n->row);
    if (!sg_put_may(c, n->row, g))
        return false;
    *any = g.n > 0;
    *cell = *any && sg_counts(n->row, g, alone);
    return !*any || sg_put_one(c, n->row, g.p, g.n, false);
}

static bool make_leaf(const struct sg_convert *c, const struct sg_plan *n, bool alone, bool *any,
                      bool *cell)
{
    return (n->list ? sg_put_list : put_single)(c, n, alone, any, cell);
}

/* The name of one municipality that means the same on every date. */
static bool settled(const struct sg_convert *c, const struct sg_plan *n)
{
    if (n->row->field->type != SG_T_MUNICIPALITY)
        return true;
    struct sg_given g = sg_give(c, n->row);
    return !(n->row->field->flags & SG_F_LIST) && sg_municipality_settled(c->m->p, g.p, g.n);
}

/* The cell of a leaf, when what it becomes can be remembered; else NULL. */
static inline const struct sg_cell_text *recallable(const struct sg_convert *c,
                                                    const struct sg_plan *n)
{
    static const char nothing[SG_PADDED];
    static const struct sg_cell_text none = {nothing, 0};
    const struct sg_cell_text *cell = n->row->at >= 0 ? &c->row->cell[n->row->at] : &none;
    bool gathers = c->n_rows > 1 && n->list;
    return c->recall && cell->n < n->recalled && !gathers ? cell : NULL;
}

/* Remembers what was just put from `start` on; it may lack its comma. */
static void keep_leaf(const struct sg_convert *c, const struct sg_plan *n,
                      const struct sg_cell_text *text, size_t start, bool any, bool cell)
{
    char both[2 * SG_PADDED];
    size_t made = any ? c->out->n - start : 0, lead = any ? n->lead_n : 0;
    if (c->out->failed || made > SG_PADDED)
        return;
    memcpy(both, n->lead, lead);
    memcpy(both + lead, c->out->p + start, made);
    const struct sg_answer answer = {both, lead + made,
                                     SG_RECALL_KNOWN | (any ? SG_RECALL_VALUE : 0) |
                                         (cell ? SG_RECALL_COUNTS : 0)};
    sg_recall_keep(c, n->row, text, settled(c, n), &answer);
}

/* Name and value, `first` without the comma; or what the caller takes back, *any being false. */
static inline bool put_leaf(const struct sg_convert *c, const struct sg_plan *n, bool first,
                            bool alone, bool *any, bool *cell)
{
    const struct sg_cell_text *text = recallable(c, n);
    unsigned said = text ? sg_recall_put(c, n->row, text, first) : 0;
    if (said) {
        *any = said & SG_RECALL_VALUE;
        *cell = said & SG_RECALL_COUNTS;
        return true;
    }
    sg_buf_add_padded(c->out, n->lead + first, n->lead_n - first);
    size_t start = c->out->n;
    if (!make_leaf(c, n, alone, any, cell))
        return false;
    if (text)
        keep_leaf(c, n, text, start, *any, *cell);
    return true;
}

/* `alone`: these members stand in no list. */
static bool put_nodes(const struct sg_convert *c, const struct sg_plan *n, bool top, bool alone,
                      bool *cell, struct sg_present *present);

static bool put_group(const struct sg_convert *c, const struct sg_plan *n, bool alone, bool *cell)
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

/* One element; taken back when no cell gave it a value. */
static bool put_element(const struct sg_convert *c, const struct sg_plan *e, bool *first,
                        bool *cell)
{
    size_t before = c->out->n;
    bool has = false;
    if (!*first)
        sg_buf_char(c->out, ',');
    if (!put_group(c, e, false, &has))
        return false;
    if (has)
        *first = false;
    else
        c->out->n = before;
    *cell |= has;
    return true;
}

/* The elements that the further rows of a case give. */
static bool put_more(const struct sg_convert *c, const struct sg_plan *n, bool *first, bool *cell)
{
    for (size_t r = 1; r < c->n_rows; r++) {
        struct sg_convert one = *c;
        one.row = &c->rows[r];
        one.n_rows = 1;
        for (const struct sg_plan *e = n; e && e->field == n->field; e = e->next)
            if (e->each && !put_element(&one, e, first, cell)) {
                c->f->line = one.row->line;
                return false;
            }
    }
    return true;
}

/* The elements of a list group (siblings of the same field). *last becomes the last of them. */
static bool put_elements(const struct sg_convert *c, const struct sg_plan *n, bool *cell,
                         const struct sg_plan **last)
{
    bool first = true;
    struct sg_convert top = *c;
    top.row = c->rows;
    top.n_rows = 1;
    sg_buf_char(c->out, '[');
    for (const struct sg_plan *e = n; e && e->field == n->field; e = e->next) {
        if (!put_element(e->each && c->n_rows > 1 ? &top : c, e, &first, cell))
            return false;
        *last = e;
    }
    if (c->n_rows > 1 && !put_more(c, n, &first, cell))
        return false;
    sg_buf_char(c->out, ']');
    return true;
}

/* The group `source`, with zeros where the caller puts what only a registry's secret gives. */
static void put_source(const struct sg_convert *c)
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

/* A group or a list of them, with its name, as put_leaf. *last becomes the last node of it. */
static bool put_object(const struct sg_convert *c, const struct sg_plan *n, bool first, bool alone,
                       bool *any, bool *cell, const struct sg_plan **last)
{
    sg_buf_add_padded(c->out, n->lead + first, n->lead_n - first);
    if (n->field == c->m->source_field && !c->m->constants) {
        put_source(c);
        *any = true;
        return true;
    }
    bool ok = n->list ? put_elements(c, n, cell, last) : put_group(c, n, alone, cell);
    *any = *cell;
    return ok;
}

/* `present` gets the fields that are there. */
static bool put_nodes(const struct sg_convert *c, const struct sg_plan *n, bool top, bool alone,
                      bool *cell, struct sg_present *present)
{
    bool first = true;
    for (; n; n = n->next) {
        size_t before = c->out->n;
        bool any = false, has = false;
        bool ok = n->group ? put_object(c, n, first, alone, &any, &has, &n)
                           : put_leaf(c, n, first, alone, &any, &has);
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

static void add_key(const struct sg_convert *c, struct sg_buf *key)
{
    for (size_t i = 0; i < c->m->key_rows; i++) {
        const struct sg_map_row *row = c->m->key_row[i];
        sg_buf_add(key, c->row->cell[row->at].p, c->row->cell[row->at].n);
        sg_buf_char(key, '\0');
    }
}

/* What is blank tells no row from another. */
static bool check_key(const struct sg_convert *c)
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
           sg_in_column(c, blank);
}

/* Most keys have too few digits to be one. */
static bool has_nine(const struct sg_cell_text *cell)
{
    size_t digits = 0;
    for (size_t i = 0; i < cell->n; i++)
        digits += cell->p[i] >= '0' && cell->p[i] <= '9';
    return digits >= 9;
}

/* A BSN tells persons from each other only too well: it is no key either. */
static bool check_key_bsn(const struct sg_convert *c)
{
    for (size_t i = 0; !c->typed.allow_bsn && i < c->m->key_rows; i++) {
        const struct sg_map_row *row = c->m->key_row[i];
        const struct sg_cell_text *cell = &c->row->cell[row->at];
        if (has_nine(cell) && !sg_bsn_none(cell->p, cell->n, c->f))
            return sg_in_column(c, row);
    }
    return true;
}

/* The date of the row decides which municipality a name meant; a bad one is found later. */
static struct sg_date find_received(const struct sg_convert *c)
{
    struct sg_date d = {0, 0, 0};
    const struct sg_map_row *row = &c->m->row[c->m->received];
    struct sg_given g = sg_give(c, row);
    struct sg_typed_opt opt = {.pivot = row->pivot, .serial = row->serial};
    if (!sg_typed_date(g.p, g.n, &opt, &d))
        d = (struct sg_date){0, 0, 0};
    return d;
}

static bool is_there(const struct sg_present *present, long i)
{
    return present->bit[i / 64] >> i % 64 & 1;
}

/* Seldom are both there, so that they may be looked for the long way. */
static bool check_closing(const struct sg_convert *c, size_t start,
                          const struct sg_present *present)
{
    struct sg_buf whole = {0};
    if (c->out->failed || !is_there(present, c->m->reopened_field) ||
        !is_there(present, c->m->closed_field))
        return true;
    sg_buf_char(&whole, '{');
    sg_buf_add(&whole, c->out->p + start, c->out->n - start);
    sg_buf_char(&whole, '}');
    struct sg_val v = {whole.p, whole.n, SG_OBJECT, false};
    bool ok = whole.failed
                  ? sg_fail(c->f, SG_R_MEMORY, "memory ran out")
                  : sg_closing_check(sg_val_get(v, "closed"), sg_val_get(v, "reopened"), c->f);
    sg_buf_free(&whole);
    return ok;
}

static bool convert_row(struct sg_convert *c, struct sg_buf *key, struct sg_date *received)
{
    bool cell = false;
    const size_t start = c->out->n;
    *received = c->typed.on = find_received(c);
    struct sg_present present = {{0}};
    if (!put_nodes(c, c->m->plan, true, true, &cell, &present))
        return false;
    if (!received->y)
        return sg_fail(c->f, SG_R_MISSING_FIELD, "is missing") ||
               sg_in_column(c, &c->m->row[c->m->received]);
    if (!check_closing(c, start, &present))
        return false;
    if (c->m->keyed && !(check_key(c) && check_key_bsn(c)))
        return false;
    add_key(c, key);
    return (!c->out->failed && !key->failed) || sg_fail(c->f, SG_R_MEMORY, "memory ran out");
}

/* Of what a case has once, its rows must say the same, or nothing. */
static bool agree(const struct sg_convert *c, const struct sg_map_row *row)
{
    const struct sg_cell_text *first = NULL;
    size_t line = 0;
    if (row->at < 0 || row->repeats || (row->field && row->field->flags & SG_F_LIST))
        return true;
    for (size_t r = 0; r < c->n_rows; r++) {
        const struct sg_cell_text *cell = &c->rows[r].cell[row->at];
        if (!first && cell->n) {
            first = cell;
            line = c->rows[r].line;
        } else if (cell->n && (cell->n != first->n || memcmp(cell->p, first->p, cell->n) != 0)) {
            sg_fail(c->f, SG_R_BAD_VALUE, "differs from line %zu, a row of the same case", line);
            sg_in_column(c, row);
            c->f->line = c->rows[r].line;
            return false;
        }
    }
    return true;
}

/* Of each column the first cell of the case with something in it. */
static bool merge(const struct sg_convert *c, struct sg_cell_text *cells)
{
    for (size_t i = 0; i < c->m->width; i++) {
        cells[i] = c->rows[0].cell[i];
        for (size_t r = 1; r < c->n_rows && !cells[i].n; r++)
            cells[i] = c->rows[r].cell[i];
    }
    for (size_t i = 0; i < c->m->rows; i++)
        if ((c->m->row[i].field || c->m->row[i].key) && !agree(c, &c->m->row[i]))
            return false;
    return true;
}

static bool convert_case(const struct sg_convert *rows, struct sg_buf *key,
                         struct sg_date *received)
{
    struct sg_convert c = *rows;
    struct sg_cell_text *cells = malloc((c.m->width + 1) * sizeof *cells);
    if (!cells)
        return sg_fail(c.f, SG_R_MEMORY, "memory ran out");
    struct sg_row merged = {.cell = cells, .count = c.m->width, .line = c.rows->line};
    c.row = &merged;
    bool ok = merge(&c, cells) && convert_row(&c, key, received);
    free(cells);
    return ok;
}

bool sg_map_row(const struct sg_map *m, const struct sg_row *row, const struct sg_row_opt *opt,
                struct sg_buf *members, struct sg_buf *key, struct sg_date *received,
                struct sg_fault *f)
{
    struct sg_convert c = {.m = m,
                           .row = row,
                           .rows = row,
                           .n_rows = opt->rows ? opt->rows : 1,
                           .typed = {.today = opt->today, .allow_bsn = opt->allow_bsn},
                           .keyed = opt->keyed,
                           .recall = opt->recall,
                           .out = members,
                           .f = f};
    if (c.keyed)
        *c.keyed = (struct sg_keyed){0, 0};
    for (size_t i = 0; i < c.n_rows; i++)
        if (row[i].count != m->width && !sg_map_fits(m, &row[i], f)) {
            f->line = c.n_rows > 1 ? row[i].line : 0;
            return false;
        }
    return c.n_rows > 1 ? convert_case(&c, key, received) : convert_row(&c, key, received);
}
