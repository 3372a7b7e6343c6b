/* SPDX-License-Identifier: EUPL-1.2 */
/* Reading a mapping and binding it to the header of a file. */
#include "import_impl.h"

#include "text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* NOTE is for people, and what sig-add --guess says of a column. */
static const char *const columns[] = {"column", "field", "values", "default", "options", "note"};
enum {
    COLUMN = SG_MAP_COLUMN,
    FIELD = SG_MAP_FIELD,
    VALUES = SG_MAP_VALUES,
    DEFAULT = SG_MAP_DEFAULT,
    OPTIONS = SG_MAP_OPTIONS,
    COLUMNS = SG_MAP_COLUMNS
};

bool sg_map_fault(struct sg_fault *f, const struct sg_map *m, size_t line, const char *column,
                  const char *format, ...)
{
    char text[sizeof f->text];
    va_list ap;
    va_start(ap, format);
    vsnprintf(text, sizeof text, format, ap);
    va_end(ap);
    if (m->constants)
        return sg_fail(f, SG_R_USAGE, "%s", text);
    sg_fail(f, SG_R_BAD_MAP, "%s", text);
    snprintf(f->file, sizeof f->file, "%s", m->file);
    snprintf(f->field, sizeof f->field, "%s", column);
    f->line = line;
    return false;
}

static bool no_memory(struct sg_fault *f)
{
    return sg_fail(f, SG_R_MEMORY, "memory ran out");
}

/* `cell` has one text for each of `columns`. */
static bool read_row(struct sg_map *m, size_t line, const char *const cell[COLUMNS],
                     struct sg_fault *f)
{
    if (m->rows == SG_MAP_ROWS)
        return sg_map_fault(f, m, line, "", "more than %d rows", SG_MAP_ROWS);
    struct sg_map_row *row = &m->row[m->rows++];
    *row = (struct sg_map_row){.line = line,
                               .at = -1,
                               .header = "",
                               .columns = strdup(cell[COLUMN]),
                               .dflt = strdup(cell[DEFAULT]),
                               .dflt_n = strlen(cell[DEFAULT])};
    if (!row->columns || !row->dflt)
        return no_memory(f);
    return sg_map_cells(m, row, cell, f);
}

/* ---- the file ---- */

/* Which cell of the mapping's own rows is which of our columns. */
static bool read_header(struct sg_map *m, const struct sg_row *row, long at[COLUMNS],
                        struct sg_fault *f)
{
    for (size_t c = 0; c < COLUMNS; c++)
        at[c] = -1;
    for (size_t i = 0; i < row->count; i++) {
        size_t c = 0;
        while (c < COLUMNS && strcmp(columns[c], row->cell[i].p) != 0)
            c++;
        if (c == COLUMNS && row->cell[i].n)
            return sg_map_fault(f, m, row->line, row->cell[i].p,
                                "a mapping has the columns column, field, values, default, "
                                "options, note");
        if (c < COLUMNS)
            at[c] = (long)i;
    }
    if (at[COLUMN] < 0 || at[FIELD] < 0)
        return sg_map_fault(f, m, row->line, "",
                            "a mapping begins with the columns column;field;values;default;"
                            "options");
    return true;
}

static bool read_rows(struct sg_map *m, struct sg_csv *csv, struct sg_fault *f)
{
    struct sg_row row;
    long at[COLUMNS];
    bool header = false;
    int got;
    while ((got = sg_csv_next(csv, &row, f)) == 1) {
        const char *cell[COLUMNS];
        if (!header) {
            if (!read_header(m, &row, at, f))
                return false;
            header = true;
            continue;
        }
        for (size_t c = 0; c < COLUMNS; c++)
            cell[c] = at[c] >= 0 && (size_t)at[c] < row.count ? row.cell[at[c]].p : "";
        if (!read_row(m, row.line, cell, f))
            return false;
    }
    if (got == -1) {
        size_t line = f->line;
        char text[sizeof f->text];
        memcpy(text, f->text, sizeof text);
        return sg_map_fault(f, m, line, "", "%s", text);
    }
    return got == 0 && (header || sg_map_fault(f, m, 1, "", "the mapping is empty"));
}

/* A signal needs `received`; a mapping that cannot give it loses every row. */
static bool complete(struct sg_map *m, struct sg_fault *f)
{
    m->received = -1;
    for (size_t i = 0; i < m->rows; i++)
        if (m->row[i].field && !strcmp(m->row[i].field->path, "received"))
            m->received = (long)i;
    if (m->received < 0)
        return sg_map_fault(f, m, 0, "field", "%s gives \"received\", which every signal needs",
                            m->constants ? "no -s" : "no row");
    return true;
}

/* The file's own name: the source of a mapping that names none. */
static char *source_of(const char *path)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    const char *dot = strrchr(name, '.');
    size_t n = dot && dot > name ? (size_t)(dot - name) : strlen(name);
    return strndup(name, n < 60 ? n : 60);
}

static struct sg_map *create(const char *path, const struct sg_profile *p, struct sg_fault *f)
{
    struct sg_map *m = calloc(1, sizeof *m);
    if (m && (m->file = strdup(path)) && (m->source = source_of(path)) &&
        (m->row = calloc(SG_MAP_ROWS, sizeof *m->row))) {
        m->p = p;
        m->encoding = SG_ENC_AUTO;
        m->source_field = sg_field_child(SG_TOP, "source", 6);
        m->closed_field = sg_field_child(SG_TOP, "closed", 6);
        m->reopened_field = sg_field_child(SG_TOP, "reopened", 8);
        return m;
    }
    no_memory(f);
    sg_map_free(m);
    return NULL;
}

/* Reads the mapping and closes the file. */
static struct sg_map *read_map(struct sg_csv *csv, const char *path, const struct sg_profile *p,
                               struct sg_fault *f)
{
    if (!csv) {
        if (f)
            snprintf(f->file, sizeof f->file, "%s", path);
        return NULL;
    }
    struct sg_map *m = create(path, p, f);
    bool ok = m && read_rows(m, csv, f) && complete(m, f) && sg_plan_build(m, f);
    sg_csv_close(csv);
    if (ok)
        return m;
    sg_map_free(m);
    return NULL;
}

struct sg_map *sg_map_open(const char *path, const struct sg_profile *p, struct sg_fault *f)
{
    return read_map(sg_csv_open(path, ';', 0, f), path, p, f);
}

struct sg_map *sg_map_text(const char *text, size_t n, const char *name, const struct sg_profile *p,
                           struct sg_fault *f)
{
    return read_map(sg_csv_bytes(text, n, NULL, ';', f), name, p, f);
}

static bool constant(struct sg_map *m, const char *text, struct sg_fault *f)
{
    const char *eq = strchr(text, '=');
    if (!eq || eq == text || text[0] == '@')
        return sg_map_fault(f, m, 0, "", "write FIELD=VALUE, such as received=2024-03-01");
    char *field = strndup(text, (size_t)(eq - text));
    const char *cell[COLUMNS] = {"", field, "", eq + 1, "always", ""};
    bool ok = field ? read_row(m, 0, cell, f) : no_memory(f);
    free(field);
    return ok;
}

struct sg_map *sg_map_constants(const char *const *texts, size_t n, const struct sg_profile *p,
                                struct sg_fault *f)
{
    struct sg_map *m = create("", p, f);
    if (!m)
        return NULL;
    m->constants = true;
    bool ok = true;
    for (size_t i = 0; ok && i < n; i++)
        ok = constant(m, texts[i], f);
    if (ok && complete(m, f) && sg_plan_build(m, f))
        return m;
    sg_map_free(m);
    return NULL;
}

void sg_map_free(struct sg_map *m)
{
    if (!m)
        return;
    for (size_t i = 0; i < m->rows; i++) {
        struct sg_map_row *row = &m->row[i];
        for (size_t k = 0; k < row->swaps; k++) {
            free(row->swap[k].from);
            free(row->swap[k].to);
        }
        free(row->swap);
        free(row->columns);
        free(row->dflt);
        free(row->split);
    }
    sg_plan_free(m->plan);
    sg_buf_free(&m->source_json);
    free(m->row);
    free(m->file);
    free(m->source);
    free(m->header_text);
    free(m);
}

const char *sg_map_source(const struct sg_map *m)
{
    return m->source;
}

bool sg_map_keyed(const struct sg_map *m)
{
    return m->keyed;
}

bool sg_map_gives(const struct sg_map *m, const char *path)
{
    for (size_t i = 0; i < m->rows; i++)
        if (m->row[i].field && !strcmp(m->row[i].field->path, path))
            return true;
    return false;
}
