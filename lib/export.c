/* SPDX-License-Identifier: EUPL-1.2 */
#include "export_impl.h"

#include "csv.h"
#include "text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char usual[] = "id,received,municipality,reporter.kind,forms,persons,"
                            "conclusion.value,owner,closed.on";

struct sg_column *sg_list_column(struct sg_list *l, const struct sg_field *field,
                                 struct sg_fault *f)
{
    if (l->columns == SG_LIST_COLUMNS) {
        sg_fail(f, SG_R_USAGE, "more than %d columns", SG_LIST_COLUMNS);
        return NULL;
    }
    struct sg_column *c = &l->column[l->columns++];
    c->field = field;
    c->header = sg_field_label(l->p, field, l->lang);
    c->width = sg_width(c->header, strlen(c->header));
    sg_path_make(&c->path, field->path, strlen(field->path));
    return c;
}

static bool add_column(struct sg_list *l, const char *name, size_t n, struct sg_fault *f)
{
    const char *near = NULL;
    const struct sg_field *field = sg_field(name, n, &near);
    if (!field)
        return sg_fail(f, SG_R_USAGE, "\"%.*s\" is no field%s%s%s", (int)(n < 80 ? n : 80), name,
                       near ? "; did you mean " : "", near ? near : "", near ? "?" : "");
    if (field->flags & SG_F_SHIELDED)
        return sg_fail(f, SG_R_USAGE, "%s is shielded: it goes into no export", field->path);
    if (l->viewer && !sg_share_sees(l->viewer, field))
        return !l->chosen || sg_fail(f, SG_R_USAGE, "%s is not for this receiver", field->path);
    return sg_list_column(l, field, f) != NULL;
}

static bool add_columns(struct sg_list *l, const char *names, struct sg_fault *f)
{
    while (*names) {
        size_t n = strcspn(names, ",");
        const char *name = names;
        size_t len = n;
        while (len && *name == ' ')
            name++, len--;
        while (len && name[len - 1] == ' ')
            len--;
        if (!add_column(l, name, len, f))
            return false;
        names += n;
        names += *names == ',';
    }
    return l->columns || sg_fail(f, SG_R_USAGE, "no column is named");
}

static bool csv_header(struct sg_list *l, struct sg_fault *f)
{
    for (size_t i = 0; i < l->columns; i++) {
        if (i)
            sg_buf_char(&l->row, ';');
        sg_csv_put(&l->row, l->column[i].header, strlen(l->column[i].header), ';', true);
    }
    sg_buf_char(&l->row, '\n');
    if (l->row.failed)
        return sg_fail(f, SG_R_MEMORY, "memory ran out");
    sg_out_add(l->out, l->row.p, l->row.n);
    sg_buf_clear(&l->row);
    return true;
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
    l->chosen = opt->columns != NULL;
    bool good = opt->layout && *opt->layout ? sg_list_layout(l, opt->layout, f)
                : opt->all_seen             ? sg_list_all_seen(l, f)
                                : add_columns(l, opt->columns ? opt->columns : usual, f);
    if (good && (l->format != SG_LIST_CSV || csv_header(l, f)))
        return l;
    sg_buf_free(&l->row);
    free(l);
    return NULL;
}

static void csv_row(struct sg_list *l, const struct sg_about *of)
{
    for (size_t i = 0; i < l->columns; i++) {
        if (i)
            sg_buf_char(&l->row, ';');
        sg_buf_clear(&l->sample);
        sg_column_words(l, &l->column[i], of, &l->sample);
        const char *text = sg_buf_text(&l->sample);
        l->row.failed |= l->sample.failed; /* the next cell clears it */
        sg_csv_put(&l->row, text, l->sample.n, ';', true);
    }
    sg_buf_char(&l->row, '\n');
}

/* ---- text ---- */

size_t sg_list_flatten(char *p, size_t n)
{
    size_t to = 0;
    for (size_t i = 0; i < n;) {
        size_t bad = sg_unseen(p + i, n - i);
        p[to++] = bad ? ' ' : p[i];
        i += bad ? bad : 1;
    }
    return to;
}

static void text_cell(struct sg_list *l, size_t i, const char *cell, size_t n)
{
    size_t width = sg_width(cell, n), want = l->column[i].width;
    sg_buf_add(&l->row, cell, n);
    if (i + 1 == l->columns)
        return;
    for (; width < want; width++)
        sg_buf_char(&l->row, ' ');
    sg_buf_add(&l->row, "  ", 2);
}

static void end_line(struct sg_list *l)
{
    while (l->row.n && l->row.p[l->row.n - 1] == ' ')
        l->row.n--;
    sg_buf_char(&l->row, '\n');
}

static void text_head(struct sg_list *l)
{
    for (size_t i = 0; i < l->columns; i++)
        text_cell(l, i, l->column[i].header, strlen(l->column[i].header));
    end_line(l);
}

/* The widths are known: header and the sampled signals go out. */
static void text_measured(struct sg_list *l)
{
    const char *p = sg_buf_text(&l->sample);
    l->measured = true;
    text_head(l);
    for (size_t k = 0; k < l->sampled; k++) {
        for (size_t i = 0; i < l->columns; i++) {
            size_t n = strlen(p);
            text_cell(l, i, p, n);
            p += n + 1;
        }
        end_line(l);
    }
    sg_buf_clear(&l->sample);
}

static void text_row(struct sg_list *l, const struct sg_about *of)
{
    for (size_t i = 0; i < l->columns; i++) {
        size_t start = l->sample.n;
        sg_column_words(l, &l->column[i], of, &l->sample);
        if (l->sample.failed)
            return;
        size_t n = l->sample.n - start, width;
        n = n ? sg_list_flatten(l->sample.p + start, n) : 0;
        l->sample.n = start + n;
        width = n ? sg_width(l->sample.p + start, n) : 0;
        if (l->measured) {
            text_cell(l, i, sg_buf_text(&l->sample) + start, n);
            sg_buf_clear(&l->sample);
            continue;
        }
        if (width > l->column[i].width)
            l->column[i].width = width < 40 ? width : 40;
        sg_buf_char(&l->sample, '\0');
    }
    if (l->measured)
        end_line(l);
    else if (++l->sampled == SG_LIST_SAMPLE)
        text_measured(l);
}

static void add_row(struct sg_list *l, const struct sg_about *of)
{
    if (l->format == SG_LIST_CSV)
        csv_row(l, of);
    else
        text_row(l, of);
}

/* A row, or one for each person; one for a signal without persons. */
static void add_rows(struct sg_list *l, const struct sg_record *r)
{
    struct sg_about of = {r, {0}};
    struct sg_val persons = sg_record_get(r, "persons");
    struct sg_iter it = sg_iter(persons);
    bool any = false;
    while (l->per_person && persons.kind == SG_ARRAY && sg_iter_next(&it, NULL, &of.person)) {
        any = true;
        add_row(l, &of);
    }
    if (!any)
        add_row(l, &of);
}

bool sg_list_add(struct sg_list *l, const struct sg_record *r, struct sg_fault *f)
{
    if (l->format == SG_LIST_JSONL) {
        sg_list_json(l, r, &l->row);
        sg_buf_char(&l->row, '\n');
    } else {
        add_rows(l, r);
    }
    if (l->row.failed || l->sample.failed)
        return sg_fail(f, SG_R_MEMORY, "memory ran out");
    sg_out_add(l->out, l->row.p, l->row.n);
    sg_buf_clear(&l->row);
    return true;
}

bool sg_list_end(struct sg_list *l, struct sg_fault *f)
{
    if (!l)
        return true;
    if (l->format == SG_LIST_TEXT && !l->measured) {
        text_measured(l);
        sg_out_add(l->out, l->row.p, l->row.failed ? 0 : l->row.n);
    }
    bool good = !l->row.failed && !l->sample.failed;
    sg_buf_free(&l->row);
    sg_buf_free(&l->sample);
    free(l);
    return good || sg_fail(f, SG_R_MEMORY, "memory ran out");
}
