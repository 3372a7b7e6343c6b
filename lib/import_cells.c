/* SPDX-License-Identifier: EUPL-1.2 */
/* The cells of one row of a mapping. */
#include "import_impl.h"

#include "text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool no_memory(struct sg_fault *f)
{
    return sg_fail(f, SG_R_MEMORY, "memory ran out");
}

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

bool sg_map_swap(struct sg_map_row *row, const char *part, size_t n, struct sg_fault *f)
{
    const char *eq = memchr(part, '=', n);
    struct sg_swap *grown = realloc(row->swap, (row->swaps + 1) * sizeof *grown);
    if (!grown)
        return no_memory(f);
    row->swap = grown;
    struct sg_swap *s = &row->swap[row->swaps];
    size_t from = eq ? (size_t)(eq - part) : n, cap = 4 * from + 1;
    /* A word without '=' (of @skip) stands for itself. */
    *s = (struct sg_swap){malloc(cap), strndup(eq ? eq + 1 : part, eq ? n - from - 1 : n), 0};
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
        if (!sg_map_swap(row, part, n, f))
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
    else if (!strcmp(word, "each"))
        row->each = true;
    else if (!strcmp(word, "join"))
        row->join = m->joins = true;
    else if (!strcmp(word, "serial") || !strcmp(word, "serial=1904"))
        row->serial = word[6] ? 1904 : 1900;
    else if (!strncmp(word, "split=", 6) && word[6]) {
        free(row->split);
        row->split = strdup(word + 6);
        return row->split || no_memory(f);
    } else if (!strncmp(word, "pivot=", 6) && strlen(word) == 8 && word[6] >= '0' &&
               word[6] <= '9' && word[7] >= '0' && word[7] <= '9')
        row->pivot = (word[6] - '0') * 10 + word[7] - '0';
    else
        return sg_map_fault(f, m, row->line, "options",
                            "\"%s\" is no option: required, always, each, join, split=CHARS, "
                            "pivot=NN, serial, serial=1904",
                            word);
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

/* ---- directives: what a mapping says of the file ---- */

static bool read_source(struct sg_map *m, const struct sg_map_row *row, struct sg_fault *f)
{
    free(m->source);
    m->source = strdup(row->dflt);
    if (!m->source)
        return no_memory(f);
    return (*m->source && strlen(m->source) <= 60) ||
           sg_map_fault(f, m, row->line, "default",
                        "the name of the source stands here, at most 60 bytes");
}

static bool read_encoding(struct sg_map *m, const struct sg_map_row *row, struct sg_fault *f)
{
    return sg_map_encoding_of(row->dflt, &m->encoding) ||
           sg_map_fault(f, m, row->line, "default",
                        "the encoding stands here: utf-8, windows-1252 or auto");
}

static bool read_header_line(struct sg_map *m, const struct sg_map_row *row, struct sg_fault *f)
{
    char *end = row->dflt;
    unsigned long v = row->dflt[0] >= '1' && row->dflt[0] <= '9' ? strtoul(row->dflt, &end, 10) : 0;
    m->header = !strcmp(row->dflt, "find") ? SG_MAP_FIND : (size_t)v;
    return (m->header == SG_MAP_FIND || (v && v <= 1000 && !*end)) ||
           sg_map_fault(f, m, row->line, "default",
                        "the line of the header stands here, 1 to 1000, or \"find\"");
}

/* Words of `values`, folded; a star behind one: what begins with it. */
static bool read_skip(struct sg_map *m, struct sg_map_row *row, const char *text,
                      struct sg_fault *f)
{
    const char *part;
    size_t n;
    for (size_t at = 0; sg_cell_part(text, &at, &part, &n);)
        if (!sg_map_swap(row, part, n, f))
            return false;
    row->skip = m->skips = true;
    return row->swaps || sg_map_fault(f, m, row->line, "values",
                                      "the words that mark a row stand here: Totaal*|Subtotaal");
}

/* Which of the directives; -1: none of them. */
static int directive(const char *text)
{
    static const char *const names[] = {"@source", "@encoding", "@header",
                                        "@skip",   "@key",      "@ignore"};
    for (int i = 0; i < 6; i++)
        if (!strcmp(text, names[i]))
            return i;
    return -1;
}

static bool read_directive(struct sg_map *m, struct sg_map_row *row, const char *const cell[],
                           struct sg_fault *f)
{
    const char *text = cell[SG_MAP_FIELD];
    int which = directive(text);
    if (which >= 4 && !*row->columns)
        return sg_map_fault(f, m, row->line, "column", "%s needs a column", text);
    switch (which) {
    case 0:
        return read_source(m, row, f);
    case 1:
        return read_encoding(m, row, f);
    case 2:
        return read_header_line(m, row, f);
    case 3:
        return read_skip(m, row, cell[SG_MAP_VALUES], f);
    case 4:
        row->key = m->keyed = true;
        return true;
    case 5:
        return true;
    default:
        return sg_map_fault(f, m, row->line, "field",
                            "\"%s\" is no directive: @source, @encoding, @header, @skip, @key, "
                            "@ignore",
                            text);
    }
}

/* A column that is called after the BSN is taken by no row of a mapping. */
static bool no_bsn(const struct sg_map *m, const struct sg_map_row *row, struct sg_fault *f)
{
    const char *part;
    size_t n;
    for (size_t at = 0; sg_cell_part(row->columns, &at, &part, &n);)
        if (sg_bsn_header(m->p, part, n))
            return sg_map_fault(f, m, row->line, "column",
                                "\"%.*s\" would hold a BSN, which may not be kept: @ignore it",
                                (int)n, part);
    return true;
}

static bool in_list(const struct sg_field *field)
{
    for (long g = sg_field_parent(sg_field_index(field)); g >= 0; g = sg_field_parent(g))
        if (sg_fields[g].flags & SG_F_LIST)
            return true;
    return false;
}

static bool options_fit(const struct sg_map *m, const struct sg_map_row *row, struct sg_fault *f)
{
    if (row->join && !row->key)
        return sg_map_fault(f, m, row->line, "options", "\"join\" is said of @key");
    if (row->each && !(row->field && in_list(row->field)))
        return sg_map_fault(f, m, row->line, "options",
                            "\"each\" is said of a member of a list, such as persons[1].name");
    bool date = row->field && (row->field->type == SG_T_DATE || row->field->type == SG_T_DAY);
    return !row->serial || date ||
           sg_map_fault(f, m, row->line, "options", "\"serial\" is said of a date");
}

bool sg_map_cells(struct sg_map *m, struct sg_map_row *row, const char *const cell[],
                  struct sg_fault *f)
{
    const char *field = cell[SG_MAP_FIELD];
    if (!*field)
        return sg_map_fault(f, m, row->line, "field", "is blank: name a field, or @ignore");
    if (strcmp(field, "@ignore") != 0 && !no_bsn(m, row, f))
        return false;
    if (*field == '@')
        return read_directive(m, row, cell, f) && read_options(m, row, cell[SG_MAP_OPTIONS], f) &&
               options_fit(m, row, f);
    if (!*row->columns && !*row->dflt)
        return m->constants
                   ? sg_map_fault(f, m, 0, "", "%s= lacks a value", field)
                   : sg_map_fault(f, m, row->line, "column", "neither a column nor a default");
    return read_field(m, row, field, f) && read_values(m, row, cell[SG_MAP_VALUES], f) &&
           read_options(m, row, cell[SG_MAP_OPTIONS], f) && options_fit(m, row, f);
}
