/* SPDX-License-Identifier: EUPL-1.2 */
#include "export_impl.h"

#include "csv.h"
#include "text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const sg_list_formats[] = {
    [SG_LIST_CSV] = "csv", [SG_LIST_JSONL] = "jsonl", [SG_LIST_TEXT] = "text",
    [SG_LIST_TSV] = "tsv", [SG_LIST_XLSX] = "xlsx",   NULL};

static const char usual[] = "id,received,municipality,reporter.kind,forms,persons,"
                            "conclusion.value,owner,closed.on";

/* ---- columns that are named ---- */

static bool add_column(struct sg_list *l, const struct sg_list_opt *opt, const char *name, size_t n,
                       struct sg_fault *f)
{
    bool hidden = false;
    const struct sg_field *field = sg_list_field(opt, name, n, &hidden, f);
    if (!field)
        return hidden && !l->chosen;
    return sg_list_column(l, field, f) != NULL;
}

static bool add_columns(struct sg_list *l, const struct sg_list_opt *opt, struct sg_fault *f)
{
    const char *names = opt->columns ? opt->columns : usual;
    while (*names) {
        size_t n = strcspn(names, ",");
        const char *name = names;
        size_t len = n;
        while (len && *name == ' ')
            name++, len--;
        while (len && name[len - 1] == ' ')
            len--;
        if (!add_column(l, opt, name, len, f))
            return false;
        names += n;
        names += *names == ',';
    }
    return l->columns || sg_fail(f, SG_R_USAGE, "no column is named");
}

static bool make_columns(struct sg_list *l, const struct sg_list_opt *opt, struct sg_fault *f)
{
    if (opt->per && !(l->per = sg_list_per(opt->per, f)))
        return false;
    if (l->per && opt->viewer && !sg_share_sees(opt->viewer, l->per))
        return sg_fail(f, SG_R_USAGE, "%s is not for this receiver", l->per->path);
    l->only = l->per != NULL;
    if (opt->layout && *opt->layout)
        return sg_list_layout(l, opt->layout, f);
    if (opt->all_seen)
        return sg_list_all_seen(l, f);
    if (!opt->columns && l->per)
        return sg_list_all_per(l, f);
    return !opt->columns && l->plain ? sg_list_all_plain(l, f) : add_columns(l, opt, f);
}

/* ---- rows between delimiters ---- */

static bool delimited(const struct sg_list *l)
{
    return l->format == SG_LIST_CSV || l->format == SG_LIST_TSV;
}

static void header(struct sg_list *l, bool bom)
{
    if (bom)
        sg_buf_str(&l->row, "\xEF\xBB\xBF");
    for (size_t i = 0; i < l->columns; i++) {
        const char *text = l->column[i].header;
        if (i)
            sg_buf_char(&l->row, l->delimiter);
        sg_csv_put(&l->row, text, strlen(text), l->delimiter, l->guard);
    }
    sg_buf_char(&l->row, '\n');
}

/* true: the cell is nothing but the bytes v->p[0..n) of the signal; false: it has to be made. */
static inline bool stands(const struct sg_column *c, const struct sg_record *r, struct sg_val *v)
{
    if (!c->stands)
        return false;
    if (c->several) /* a list as it is written, or what is there in its place */
        *v = sg_val_raw(sg_record_get_n(r, c->path.key[0].p, c->path.key[0].n));
    else
        *v = sg_path_first(&c->path, r);
    return v->kind != SG_STRING || (!v->escaped && v->n);
}

static void delimited_cell(struct sg_list *l, const struct sg_column *c, const struct sg_about *of)
{
    struct sg_val v;
    if (stands(c, of->r, &v)) {
        sg_csv_put(&l->row, v.p, v.n, l->delimiter, l->guard);
        return;
    }
    sg_buf_clear(&l->sample);
    sg_column_text(l, c, of, &l->sample);
    const char *text = sg_buf_text(&l->sample);
    l->row.failed |= l->sample.failed; /* the next cell clears it */
    sg_csv_put(&l->row, text, l->sample.n, l->delimiter, l->guard);
}

/* A row of one blank cell would be a line of nothing, which no reader takes for a row. */
static void delimited_row(struct sg_list *l, const struct sg_about *of)
{
    size_t start = l->row.n;
    for (size_t i = 0; i < l->columns; i++) {
        if (i)
            sg_buf_char(&l->row, l->delimiter);
        delimited_cell(l, &l->column[i], of);
    }
    if (l->row.n == start)
        sg_buf_str(&l->row, "\"\"");
    sg_buf_char(&l->row, '\n');
}

/* ---- the list ---- */

/* What was made goes out, unless the caller takes it. false: MEMORY. */
static bool hand_out(struct sg_list *l, struct sg_fault *f)
{
    if (l->row.failed || l->sample.failed)
        return sg_fail(f, SG_R_MEMORY, "memory ran out");
    if (l->out) {
        sg_out_buf(l->out, &l->row);
        sg_buf_clear(&l->row);
    }
    return true;
}

static bool begin(struct sg_list *l, const struct sg_list_opt *opt, struct sg_fault *f)
{
    if (!make_columns(l, opt, f))
        return false;
    if (delimited(l))
        header(l, opt->excel);
    else if (l->format == SG_LIST_XLSX)
        sg_list_sheet(l);
    return hand_out(l, f);
}

struct sg_list *sg_list_open(const struct sg_list_opt *opt, struct sg_out *out, struct sg_fault *f)
{
    struct sg_list *l = calloc(1, sizeof *l);
    if (!l) {
        sg_fail(f, SG_R_MEMORY, "memory ran out");
        return NULL;
    }
    l->format = opt->format;
    l->p = opt->p;
    l->lang = opt->lang;
    l->viewer = opt->viewer;
    l->out = out;
    l->chosen = opt->columns || opt->per;
    l->plain = opt->plain;
    l->guard = !opt->unguarded;
    l->split = opt->split;
    l->delimiter = l->format == SG_LIST_TSV ? '\t' : l->plain ? ',' : ';';
    l->book = opt->book;
    if (begin(l, opt, f))
        return l;
    sg_buf_free(&l->row);
    sg_buf_free(&l->sample);
    free(l);
    return NULL;
}

static bool add_row(struct sg_list *l, const struct sg_about *of, struct sg_fault *f)
{
    switch (l->format) {
    case SG_LIST_CSV:
    case SG_LIST_TSV:
        delimited_row(l, of);
        break;
    case SG_LIST_TEXT:
        sg_list_text_row(l, of);
        break;
    case SG_LIST_XLSX:
        return sg_list_sheet_row(l, of, f);
    case SG_LIST_JSONL:
        sg_list_json(l, of, &l->row);
        sg_buf_char(&l->row, '\n');
        break;
    }
    return true;
}

bool sg_list_row(struct sg_list *l, const struct sg_about *of, struct sg_fault *f)
{
    return add_row(l, of, f) && hand_out(l, f);
}

bool sg_list_add(struct sg_list *l, const struct sg_record *r, struct sg_fault *f)
{
    /* A layout has rows for persons; as JSON a signal stays one. */
    const struct sg_field *per = l->format == SG_LIST_JSONL && !l->only ? NULL : l->per;
    if (!per) {
        const struct sg_about of = {.r = r};
        return sg_list_row(l, &of, f);
    }
    struct sg_rows rows;
    if (l->format == SG_LIST_XLSX && per && !sg_list_sheet_takes(l, r, per, f))
        return false;
    sg_rows(&rows, r, per, l->only);
    while (sg_rows_next(&rows))
        if (!sg_list_row(l, &rows.about, f))
            return false;
    return true;
}

struct sg_buf *sg_list_made(struct sg_list *l)
{
    return &l->row;
}

bool sg_list_end(struct sg_list *l, struct sg_fault *f)
{
    if (!l)
        return true;
    if (l->format == SG_LIST_TEXT)
        sg_list_text_end(l);
    else if (l->format == SG_LIST_XLSX)
        sg_list_sheets_end(l);
    bool good = hand_out(l, f);
    sg_buf_free(&l->row);
    sg_buf_free(&l->sample);
    free(l);
    return good;
}
