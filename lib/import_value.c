/* SPDX-License-Identifier: EUPL-1.2 */
/* From cells to values, and to lists of them. */
#include "import_convert.h"

#include "text.h"

#include <stdio.h>
#include <string.h>

static void swap(const struct sg_map_row *row, struct sg_given *g)
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

struct sg_given sg_give(const struct sg_convert *c, const struct sg_map_row *row)
{
    struct sg_given g = {"", 0, row->at >= 0};
    if (g.cell) {
        const struct sg_cell_text *cell = &c->row->cell[row->at];
        g.p = cell->p;
        g.n = sg_cell_blank(cell) ? 0 : cell->n;
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

bool sg_in_column(const struct sg_convert *c, const struct sg_map_row *row)
{
    if (row->at >= 0)
        snprintf(c->f->field, sizeof c->f->field, "%s", row->header);
    return false;
}

bool sg_put_one(const struct sg_convert *c, const struct sg_map_row *row, const char *p, size_t n,
                bool trial)
{
    struct sg_typed_opt opt = c->typed;
    opt.pivot = row->pivot;
    opt.serial = row->serial;
    if (row == &c->m->row[c->m->received])
        opt.read = opt.on;
    opt.trial = trial;
    return sg_field_typed(row->field, c->m->p, p, n, &opt, c->out, c->f) || sg_in_column(c, row);
}

/* Appends one value of a list, unless the list (from byte `start` on) has it already. */
static bool put_item(const struct sg_convert *c, const struct sg_map_row *row, const char *p,
                     size_t n, bool trial, size_t start, bool *any)
{
    size_t before = c->out->n;
    if (*any)
        sg_buf_char(c->out, ',');
    size_t at = c->out->n;
    if (!sg_put_one(c, row, p, n, trial))
        return false;
    if (c->out->failed)
        return true;
    if (c->out->n - start > SG_LIST_MAX)
        return sg_fail(c->f, SG_R_BAD_FIELD, "is longer than %d bytes", SG_LIST_MAX) ||
               sg_in_column(c, row);
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
static bool split_items(const struct sg_convert *c, const struct sg_map_row *row, struct sg_given g,
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
        struct sg_given part = {g.p + i, n, true};
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

bool sg_put_may(const struct sg_convert *c, const struct sg_map_row *row, struct sg_given g)
{
    if (!row->required || g.n)
        return true;
    return sg_fail(c->f, SG_R_MISSING_FIELD, "is blank") || sg_in_column(c, row);
}

/* Whether a value makes its group appear: one from a cell does; the default of a blank cell says
 * "asked, not known" of a group there is one of, but makes no second person out of nothing. */
bool sg_counts(const struct sg_map_row *row, struct sg_given g, bool alone)
{
    return g.cell || row->always || (alone && row->at >= 0);
}

/* Of a case of several rows, the cells that have something. */
static bool put_rows(const struct sg_convert *c, const struct sg_map_row *row, size_t start,
                     bool *any)
{
    for (size_t r = 0; r < c->n_rows; r++) {
        struct sg_convert one = *c;
        one.row = &c->rows[r];
        struct sg_given g = sg_give(&one, row);
        if (g.cell && g.n && !split_items(&one, row, g, start, any)) {
            c->f->line = one.row->line;
            return false;
        }
    }
    return true;
}

bool sg_put_list(const struct sg_convert *c, const struct sg_plan *n, bool alone, bool *any,
                 bool *cell)
{
    size_t start = c->out->n + 1;
    sg_buf_char(c->out, '[');
    for (size_t i = 0; i < n->rows; i++) {
        const struct sg_map_row *row = i ? n->more[i - 1] : n->row;
        struct sg_given g = sg_give(c, row);
        if (!sg_put_may(c, row, g))
            return false;
        bool put = g.cell && c->n_rows > 1 ? put_rows(c, row, start, any)
                                           : !g.n || split_items(c, row, g, start, any);
        if (!put)
            return false;
        *cell |= g.n && sg_counts(row, g, alone);
    }
    sg_buf_char(c->out, ']');
    return true;
}
