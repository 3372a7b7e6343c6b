/* SPDX-License-Identifier: EUPL-1.2 */
/* Rows as `sig-export --plain` writes them: a column a member, as it is stored. Each row is made
 * the line of JSON that it came from, and goes the way of lines. */
#include "intake_impl.h"

#include "csv.h"
#include "import.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS = 256 };

struct plain_run {
    struct sg_intake *in;
    const char *name;
    struct sg_csv *csv;
    struct sg_row_rejects *rejects;
    const struct sg_field *field[COLUMNS]; /* NULL: see rest */
    bool rest[COLUMNS];                    /* members that the table does not know */
    size_t columns;
    struct sg_buf line, cell;
    struct sg_record record;
};

/* ---- the header ---- */

static bool bad_header(const char *column, const char *why, const char *near, struct sg_fault *f)
{
    sg_fail(f, SG_R_BAD_MAP, "%s%s%s%s", why, near ? "; did you mean " : "", near ? near : "",
            near ? "?" : "");
    snprintf(f->field, sizeof f->field, "%s", column);
    return false;
}

static bool take_column(struct plain_run *run, const char *name, size_t n, struct sg_fault *f)
{
    size_t i = run->columns++;
    const char *near = NULL;
    run->rest[i] = !strcmp(name, "*");
    if (run->rest[i] || !strncmp(name, "sig:", 4)) /* of rejects: no field, no rest */
        return true;
    run->field[i] = sg_field(name, n, &near);
    if (!run->field[i])
        return bad_header(name, "no field has this name", near, f);
    if (strchr(name, '.'))
        return bad_header(name, "only whole members come back: export them without -c", NULL, f);
    for (size_t k = 0; k < i; k++)
        if (run->field[k] == run->field[i])
            return bad_header(name, "the column is there twice", NULL, f);
    return true;
}

static bool take_header(struct plain_run *run, struct sg_fault *f)
{
    struct sg_row row;
    bool received = false;
    int got = sg_csv_next(run->csv, &row, f);
    if (got == 0)
        return sg_fail(f, SG_R_NO_INPUT, "the file is empty: not even a header row");
    if (got < 0)
        return false;
    if (row.count > COLUMNS)
        return sg_fail(f, SG_R_BAD_MAP, "more than %d columns", COLUMNS);
    for (size_t i = 0; i < row.count; i++) {
        if (!take_column(run, row.cell[i].p, row.cell[i].n, f))
            return false;
        received |= !strcmp(row.cell[i].p, "received");
    }
    if (!received)
        return bad_header("", "no column is called received: is this a list of --plain?", NULL, f);
    const char *path = run->in->cli->rejects;
    return !path || (run->rejects = sg_row_rejects_open(path, &row, sg_csv_delimiter(run->csv), f));
}

/* ---- a row ---- */

/* A cell that holds JSON must hold one value and nothing behind it. */
static bool check_json(struct plain_run *run, enum sg_kind a, enum sg_kind b, const char *s,
                       size_t n, struct sg_fault *f)
{
    sg_buf_clear(&run->cell);
    sg_buf_str(&run->cell, "{\"v\":");
    sg_buf_add(&run->cell, s, n);
    sg_buf_char(&run->cell, '}');
    const char *line = sg_buf_text(&run->cell);
    if (run->cell.failed)
        return sg_fail(f, SG_R_MEMORY, "memory ran out");
    struct sg_record *r = &run->record;
    if (sg_record_read(r, line, run->cell.n, f, NULL) && r->count == 1 && !r->more &&
        (r->m[0].val.kind == a || r->m[0].val.kind == b))
        return true;
    return sg_fail(f, SG_R_BAD_JSON, "is not the JSON that --plain writes here");
}

static bool digits(const char *s, size_t n)
{
    size_t i = 0;
    while (i < n && s[i] >= '0' && s[i] <= '9')
        i++;
    return n && i == n;
}

static bool put_value(struct plain_run *run, const struct sg_field *field, const char *s, size_t n,
                      struct sg_fault *f)
{
    size_t guard = sg_csv_unguard(s, n);
    s += guard;
    n -= guard;
    if (field->flags & SG_F_LIST || field->type == SG_T_GROUP) {
        if (!check_json(run, SG_ARRAY, SG_OBJECT, s, n, f))
            return false;
    } else if (*s == '"') { /* a text that is empty or begins with a quote */
        if (!check_json(run, SG_STRING, SG_STRING, s, n, f))
            return false;
    } else if (field->type != SG_T_INT || !digits(s, n)) {
        sg_json_text(&run->line, s, n);
        return true;
    }
    sg_buf_add(&run->line, s, n);
    return true;
}

/* The members of the object in the cell, without its braces. */
static bool put_rest(struct plain_run *run, const char *s, size_t n, struct sg_fault *f)
{
    if (!check_json(run, SG_OBJECT, SG_OBJECT, s, n, f))
        return false;
    struct sg_val v = run->record.m[0].val;
    sg_buf_add(&run->line, v.p + 1, v.n - 2);
    return true;
}

static bool put_cell(struct plain_run *run, size_t i, const struct sg_cell_text *cell,
                     struct sg_fault *f)
{
    const struct sg_field *field = run->field[i];
    if (!cell->n || (!field && !run->rest[i]) || (field && field->flags & SG_F_REGISTRY))
        return true;
    if (run->line.n > 1)
        sg_buf_char(&run->line, ',');
    if (!field)
        return put_rest(run, cell->p, cell->n, f);
    sg_json_text(&run->line, field->path, strlen(field->path));
    sg_buf_char(&run->line, ':');
    if (put_value(run, field, cell->p, cell->n, f))
        return true;
    snprintf(f->field, sizeof f->field, "%s", field->path);
    return false;
}

static bool make_line(struct plain_run *run, const struct sg_row *row, struct sg_fault *f)
{
    sg_buf_clear(&run->line);
    if (row->count != run->columns)
        return sg_fail(f, SG_R_BAD_ROW, "%zu cells where the header has %zu", row->count,
                       run->columns);
    sg_buf_char(&run->line, '{');
    for (size_t i = 0; i < row->count; i++)
        if (!put_cell(run, i, &row->cell[i], f))
            return false;
    sg_buf_char(&run->line, '}');
    const char *line = sg_buf_text(&run->line);
    if (run->line.failed)
        return sg_fail(f, SG_R_MEMORY, "memory ran out");
    return sg_record_read(&run->record, line, run->line.n, f, NULL);
}

/* false: nothing more is taken. */
static bool take_row(struct plain_run *run, const struct sg_row *row, bool sound,
                     struct sg_fault *f)
{
    struct sg_intake *in = run->in;
    bool made = sound && make_line(run, row, f);
    if (!made) {
        in->read++;
        in->rejected++;
    }
    if (made && sg_intake_signal(in, &run->record, f))
        return true;
    size_t line = sound ? row->line : f->line;
    sg_row_rejects_add(run->rejects, row->raw, row->raw_n, line, f);
    sg_complain(run->name, line, f);
    return !in->cli->stop_first && !in->broken;
}

static bool take_rows(struct plain_run *run)
{
    struct sg_row row;
    struct sg_fault f;
    int got;
    bool go_on = true;
    while (go_on && (got = sg_csv_next(run->csv, &row, &f)) != 0) {
        if (got == -2) {
            sg_complain(run->name, 0, &f);
            return false;
        }
        if (got < 0 || !sg_csv_blank(&row))
            go_on = take_row(run, &row, got == 1, &f);
    }
    return go_on;
}

bool sg_intake_plain(struct sg_intake *in, const char *path, char delimiter)
{
    struct sg_fault f;
    if (!sg_cli_apart(in->cli, path))
        return false;
    struct plain_run *run = calloc(1, sizeof *run);
    if (!run) {
        sg_fail(&f, SG_R_MEMORY, "memory ran out");
        sg_complain(path, 0, &f);
        return false;
    }
    run->in = in;
    run->name = path;
    run->csv = sg_csv_open(path, delimiter, SG_LINE_MAX, &f);
    bool ok = run->csv && take_header(run, &f);
    if (!ok)
        sg_complain(path, 0, &f);
    ok = ok && take_rows(run);
    ok = sg_intake_flush(in) && ok;
    if (!sg_row_rejects_end(run->rejects, &f)) {
        sg_complain(in->cli->rejects, 0, &f);
        ok = false;
    }
    sg_csv_close(run->csv);
    sg_buf_free(&run->line);
    sg_buf_free(&run->cell);
    free(run);
    return ok;
}
