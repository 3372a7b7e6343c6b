/* SPDX-License-Identifier: EUPL-1.2 */
/* Reading a mapping and binding it to the header of a file. */
#include "import_impl.h"

#include "text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const columns[] = {"column", "field", "values", "default", "options"};
enum { COLUMN, FIELD, VALUES, DEFAULT, OPTIONS, COLUMNS };

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

/* ---- the cells of one mapping row ---- */

/* "persons[2].shelter.placed" to "persons.shelter.placed" and {2}. */
static bool split_path(const char *text, char *path, size_t cap, unsigned element[4])
{
    size_t n = 0, lists = 0;
    memset(element, 0, 4 * sizeof *element);
    for (const char *p = text; *p; p++) {
        if (*p == '[') {
            char *end;
            unsigned long v = strtoul(p + 1, &end, 10);
            if (*end != ']' || v < 1 || v > SG_MAP_ELEMENTS || lists == 4)
                return false;
            element[lists++] = (unsigned)v;
            p = end;
        } else if (n + 1 < cap) {
            path[n++] = *p;
        } else {
            return false;
        }
    }
    path[n] = '\0';
    return true;
}

static bool read_field(struct sg_map *m, struct sg_map_row *row, const char *text,
                       struct sg_fault *f)
{
    char path[80];
    const char *near = NULL;
    if (!split_path(text, path, sizeof path, row->element))
        return sg_map_fault(f, m, row->line, "field",
                            "\"%s\": an element is written as persons[2].name, 1 to %d", text,
                            SG_MAP_ELEMENTS);
    row->field = sg_field(path, strlen(path), &near);
    if (!row->field)
        return sg_map_fault(f, m, row->line, "field", "\"%s\" is no field%s%s%s", path,
                            near ? "; did you mean " : "", near ? near : "", near ? "?" : "");
    if (row->field->type == SG_T_GROUP)
        return sg_map_fault(f, m, row->line, "field", "\"%s\" is a group: name one of its members",
                            path);
    if (row->field->flags & (SG_F_DERIVED | SG_F_REGISTRY))
        return sg_map_fault(f, m, row->line, "field", "\"%s\" is given by %s, not %s", path,
                            row->field->flags & SG_F_DERIVED ? "sig-enrich" : "the registry",
                            m->constants ? "by hand" : "by a column");
    if (!m->constants && sg_field_parent(sg_field_index(row->field)) == m->source_field)
        return sg_map_fault(f, m, row->line, "field", "\"%s\" is given by @source and @key", path);
    return true;
}

static bool read_swap(struct sg_map_row *row, const char *part, size_t n, struct sg_fault *f)
{
    const char *eq = memchr(part, '=', n);
    struct sg_swap *grown = realloc(row->swap, (row->swaps + 1) * sizeof *grown);
    if (!grown)
        return no_memory(f);
    row->swap = grown;
    struct sg_swap *s = &row->swap[row->swaps];
    size_t from = eq ? (size_t)(eq - part) : n, cap = 4 * from + 1;
    *s = (struct sg_swap){malloc(cap), strndup(eq ? eq + 1 : "", eq ? n - from - 1 : 0), 0};
    row->swaps++;
    if (!s->from || !s->to)
        return no_memory(f);
    s->from_n = sg_fold(part, from, s->from, cap);
    return true;
}

static bool read_values(struct sg_map *m, struct sg_map_row *row, const char *text,
                        struct sg_fault *f)
{
    const char *part;
    size_t n;
    for (size_t at = 0; sg_cell_part(text, &at, &part, &n);) {
        if (!memchr(part, '=', n))
            return sg_map_fault(f, m, row->line, "values", "\"%.*s\" lacks '=': write Ja=yes",
                                (int)n, part);
        if (!read_swap(row, part, n, f))
            return false;
    }
    return true;
}

static bool read_option(struct sg_map *m, struct sg_map_row *row, const char *word,
                        struct sg_fault *f)
{
    if (!strcmp(word, "required"))
        row->required = true;
    else if (!strcmp(word, "always"))
        row->always = true;
    else if (!strncmp(word, "split=", 6) && word[6]) {
        free(row->split);
        row->split = strdup(word + 6);
        return row->split || no_memory(f);
    } else if (!strncmp(word, "pivot=", 6) && strlen(word) == 8 && word[6] >= '0' &&
               word[6] <= '9' && word[7] >= '0' && word[7] <= '9')
        row->pivot = (word[6] - '0') * 10 + word[7] - '0';
    else
        return sg_map_fault(f, m, row->line, "options",
                            "\"%s\" is no option: required, always, split=CHARS, pivot=NN", word);
    return true;
}

static bool read_options(struct sg_map *m, struct sg_map_row *row, const char *text,
                         struct sg_fault *f)
{
    char word[32];
    while (*text) {
        size_t n = strcspn(text, " ");
        if (n >= sizeof word)
            return sg_map_fault(f, m, row->line, "options", "an option is too long");
        memcpy(word, text, n);
        word[n] = '\0';
        if (n && !read_option(m, row, word, f))
            return false;
        text += n;
        text += *text == ' ';
    }
    return true;
}

static bool read_directive(struct sg_map *m, struct sg_map_row *row, const char *text,
                           struct sg_fault *f)
{
    if (!strcmp(text, "@source")) {
        free(m->source);
        m->source = strdup(row->dflt);
        if (!m->source)
            return no_memory(f);
        if (!*m->source || strlen(m->source) > 60)
            return sg_map_fault(f, m, row->line, "default",
                                "the name of the source stands here, at most 60 bytes");
    } else if (!strcmp(text, "@key")) {
        row->key = m->keyed = true;
    } else if (strcmp(text, "@ignore") != 0) {
        return sg_map_fault(f, m, row->line, "field",
                            "\"%s\" is no directive: @source, @key, @ignore", text);
    }
    if (!*row->columns && strcmp(text, "@source") != 0)
        return sg_map_fault(f, m, row->line, "column", "%s needs a column", text);
    return true;
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
    if (!*cell[FIELD])
        return sg_map_fault(f, m, line, "field", "is blank: name a field, or @ignore");
    if (cell[FIELD][0] == '@')
        return read_directive(m, row, cell[FIELD], f) && read_options(m, row, cell[OPTIONS], f);
    if (!*row->columns && !*row->dflt)
        return m->constants ? sg_map_fault(f, m, 0, "", "%s= lacks a value", cell[FIELD])
                            : sg_map_fault(f, m, line, "column", "neither a column nor a default");
    return read_field(m, row, cell[FIELD], f) && read_values(m, row, cell[VALUES], f) &&
           read_options(m, row, cell[OPTIONS], f);
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
                                "options");
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
        m->source_field = sg_field_index(sg_field("source", 6, NULL));
        return m;
    }
    no_memory(f);
    sg_map_free(m);
    return NULL;
}

struct sg_map *sg_map_open(const char *path, const struct sg_profile *p, struct sg_fault *f)
{
    struct sg_csv *csv = sg_csv_open(path, ';', 0, f);
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

static bool constant(struct sg_map *m, const char *text, struct sg_fault *f)
{
    const char *eq = strchr(text, '=');
    if (!eq || eq == text || text[0] == '@')
        return sg_map_fault(f, m, 0, "", "write FIELD=VALUE, such as received=2024-03-01");
    char *field = strndup(text, (size_t)(eq - text));
    const char *cell[COLUMNS] = {"", field, "", eq + 1, "always"};
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
