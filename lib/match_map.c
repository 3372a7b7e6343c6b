/* SPDX-License-Identifier: EUPL-1.2 */
/* How a reference list is read: the option that names it and its mapping. */
#include "match_impl.h"
#include "text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_MOST = 60, GROUND_MOST = 100 };

static const char *const kinds[] = {"persons", "organisations", "addresses", "permits"};

bool sg_ref_fault(struct sg_fault *f, enum sg_reason reason, const char *file, size_t line,
                  const char *column, const char *text)
{
    sg_fail(f, reason, "%s", text);
    if (!f)
        return false;
    snprintf(f->file, sizeof f->file, "%s", file);
    snprintf(f->field, sizeof f->field, "%s", column);
    f->line = line;
    return false;
}

/* What the mapping gives, and lists of which kinds may take it: of a person no more is read than it
 * takes to know who it is. */
static const struct {
    const char *path;
    unsigned kinds;
} cells[SG_AT_CELLS] = {
    [SG_AT_NAME] = {"persons.name", 1U << SG_REF_PERSONS},
    [SG_AT_BORN] = {"persons.born", 1U << SG_REF_PERSONS},
    [SG_AT_POSTCODE] = {"places.postcode", 1U << SG_REF_ADDRESSES | 1U << SG_REF_PERMITS},
    [SG_AT_NUMBER] = {"places.number", 1U << SG_REF_ADDRESSES | 1U << SG_REF_PERMITS},
    [SG_AT_ADDITION] = {"places.addition", 1U << SG_REF_ADDRESSES | 1U << SG_REF_PERMITS},
    [SG_AT_STREET] = {"places.street", 1U << SG_REF_ADDRESSES | 1U << SG_REF_PERMITS},
    [SG_AT_PLACE] = {"places.municipality", 1U << SG_REF_ADDRESSES | 1U << SG_REF_PERMITS},
    [SG_AT_FIRM] = {"organisations.name", 1U << SG_REF_ORGANISATIONS | 1U << SG_REF_PERMITS},
    [SG_AT_KVK] = {"organisations.kvk", 1U << SG_REF_ORGANISATIONS | 1U << SG_REF_PERMITS},
};

/* ---- the option ---- */

/* The first ",map=", ",date=" or ",ground=" in s, whose value begins at *value. */
static char *next_word(char *s, int *which, char **value)
{
    static const char *const words[] = {",map=", ",date=", ",ground="};
    char *best = NULL;
    for (int i = 0; i < 3; i++) {
        char *at = strstr(s, words[i]);
        if (!at || (best && at > best))
            continue;
        best = at;
        *which = i;
        *value = at + strlen(words[i]);
    }
    return best;
}

static bool set_date(struct sg_ref *ref, const char *text, struct sg_date today)
{
    return sg_date_typed(text, strlen(text), 0, &ref->date, NULL) && sg_date_whole(ref->date) &&
           sg_date_order(ref->date, today) <= 0;
}

static bool set_text(char **to, const char *text, size_t most)
{
    if (!*text || strlen(text) > most)
        return false;
    free(*to);
    *to = strdup(text); /* see kept */
    return true;
}

static bool kept(const char *text, struct sg_fault *f)
{
    return text || sg_fail(f, SG_R_MEMORY, "memory ran out");
}

static bool read_option(struct sg_ref *ref, const char *option, struct sg_date today,
                        struct sg_fault *f)
{
    static const char usage[] = "--ref: write KIND=FILE,map=MAP[,date=DATE][,ground=TEXT], KIND "
                                "being persons, organisations, addresses or permits";
    char *value = NULL, *date = NULL, *ground = NULL;
    int which = 0;
    ref->option = strdup(option);
    if (!ref->option)
        return sg_fail(f, SG_R_MEMORY, "memory ran out");
    char *eq = strchr(ref->option, '='), *at;
    size_t kind = 0;
    if (!eq)
        return sg_fail(f, SG_R_USAGE, "%s", usage);
    *eq = '\0';
    while (kind < 4 && strcmp(kinds[kind], ref->option) != 0)
        kind++;
    ref->kind = (enum sg_ref_kind)kind;
    ref->file = eq + 1;
    at = eq + 1;
    while ((at = next_word(at, &which, &value))) {
        *at = '\0';
        at = value;
        if (which == 0)
            ref->map = value;
        else if (which == 1)
            date = value;
        else
            ground = value;
    }
    if (kind == 4 || !*ref->file || !ref->map || !*ref->map)
        return sg_fail(f, SG_R_USAGE, "%s", usage);
    if (date && !set_date(ref, date, today))
        return sg_fail(f, SG_R_USAGE, "--ref: date= takes a day, not after today");
    if (ground && !set_text(&ref->ground, ground, GROUND_MOST))
        return sg_fail(f, SG_R_USAGE, "--ref: ground= takes a text of at most %d bytes",
                       GROUND_MOST);
    return !ground || kept(ref->ground, f);
}

char *sg_list_path(const char *option, bool map)
{
    struct sg_ref ref = {.columns = 0};
    struct sg_fault f;
    read_option(&ref, option, (struct sg_date){.y = 9999}, &f);
    const char *path = map ? ref.map : ref.file;
    char *copy = path ? strdup(path) : NULL;
    sg_ref_free(&ref);
    return copy;
}

/* ---- the mapping ---- */

enum { COLUMN, FIELD, DEFAULT, OPTIONS, COLUMNS };
static const char *const columns[COLUMNS] = {"column", "field", "default", "options"};

static bool wrong(struct sg_fault *f, const struct sg_ref *ref, size_t line, int column,
                  const char *text)
{
    return sg_ref_fault(f, SG_R_BAD_MAP, ref->map, line, column < 0 ? "" : columns[column], text);
}

static bool directive(struct sg_ref *ref, size_t line, const char *const cell[COLUMNS],
                      struct sg_date today, bool given[2], struct sg_fault *f)
{
    const char *text = cell[DEFAULT];
    if (!strcmp(cell[FIELD], "@list"))
        return set_text(&ref->name, text, NAME_MOST)
                   ? kept(ref->name, f)
                   : wrong(f, ref, line, DEFAULT,
                           "the name of the list stands here, at most 60 bytes");
    if (!strcmp(cell[FIELD], "@date"))
        return given[0] || set_date(ref, text, today) ||
               wrong(f, ref, line, DEFAULT, "the day of the list stands here, not after today");
    if (!strcmp(cell[FIELD], "@ground"))
        return given[1] || (set_text(&ref->ground, text, GROUND_MOST)
                                ? kept(ref->ground, f)
                                : wrong(f, ref, line, DEFAULT,
                                        "the ground for using it stands here, at most 100 bytes"));
    return !strcmp(cell[FIELD], "@ignore") ||
           wrong(f, ref, line, FIELD,
                 "is no directive of a reference list: @list, @date, @ground, @ignore");
}

enum sg_cell sg_ref_cell(const char *path)
{
    unsigned i = 0;
    while (i < SG_AT_CELLS && strcmp(cells[i].path, path) != 0)
        i++;
    return (enum sg_cell)i;
}

static bool field_row(struct sg_ref *ref, size_t line, const char *const cell[COLUMNS],
                      struct sg_fault *f)
{
    enum sg_cell i = sg_ref_cell(cell[FIELD]);
    if (i == SG_AT_CELLS)
        return wrong(f, ref, line, FIELD,
                     "is no field of a reference list: persons.name, persons.born, "
                     "places.postcode, .number, .addition, .street, .municipality, "
                     "organisations.name, .kvk");
    if (!(cells[i].kinds >> ref->kind & 1))
        return wrong(f, ref, line, FIELD, "is not read from a list of this kind");
    if (!*cell[COLUMN])
        return wrong(f, ref, line, COLUMN, "is blank: name a column of the file");
    if (*cell[OPTIONS] && strcmp(cell[OPTIONS], "required") != 0)
        return wrong(f, ref, line, OPTIONS, "the only option of a reference list is required");
    for (size_t k = 0; k < ref->columns && i != SG_AT_NAME; k++)
        if (ref->column[k].cell == i)
            return wrong(f, ref, line, FIELD, "is given twice; only persons.name is put together");
    if (ref->columns == SG_REF_COLUMNS)
        return wrong(f, ref, line, -1, "too many rows");
    struct sg_ref_column *c = &ref->column[ref->columns];
    c->header = strdup(cell[COLUMN]);
    if (!c->header)
        return sg_fail(f, SG_R_MEMORY, "memory ran out");
    ref->columns++;
    c->cell = i;
    c->line = line;
    c->required = *cell[OPTIONS] != '\0';
    return true;
}

static bool header_row(const struct sg_ref *ref, const struct sg_row *row, long at[COLUMNS],
                       struct sg_fault *f)
{
    for (int c = 0; c < COLUMNS; c++)
        at[c] = -1;
    for (size_t i = 0; i < row->count; i++) {
        int c = 0;
        while (c < COLUMNS && strcmp(columns[c], row->cell[i].p) != 0)
            c++;
        if (c == COLUMNS && row->cell[i].n)
            return wrong(f, ref, row->line, -1,
                         "the mapping of a list has the columns column, field, default, options");
        if (c < COLUMNS)
            at[c] = (long)i;
    }
    return (at[COLUMN] >= 0 && at[FIELD] >= 0) ||
           wrong(f, ref, row->line, -1, "a mapping begins with column;field;default;options");
}

static bool read_map(struct sg_ref *ref, struct sg_csv *csv, struct sg_date today,
                     struct sg_fault *f)
{
    const bool given[2] = {ref->date.y != 0, ref->ground != NULL};
    struct sg_row row;
    long at[COLUMNS];
    bool header = false, good = true;
    int got = 0;
    while (good && (got = sg_csv_next(csv, &row, f)) == 1) {
        const char *cell[COLUMNS];
        for (int c = 0; header && c < COLUMNS; c++)
            cell[c] = at[c] >= 0 && (size_t)at[c] < row.count ? row.cell[at[c]].p : "";
        if (!header)
            good = header = header_row(ref, &row, at, f);
        else if (!sg_csv_blank(&row))
            good = cell[FIELD][0] == '@'
                       ? directive(ref, row.line, cell, today, (bool[2]){given[0], given[1]}, f)
                       : field_row(ref, row.line, cell, f);
    }
    if (good && got == -1) {
        struct sg_fault why = *f;
        return wrong(f, ref, why.line, -1, why.text);
    }
    if (good && got == -2)
        snprintf(f->file, sizeof f->file, "%s", ref->map);
    return good && got == 0 && (header || wrong(f, ref, 1, -1, "the mapping is empty"));
}

static bool has(const struct sg_ref *ref, enum sg_cell cell)
{
    for (size_t i = 0; i < ref->columns; i++)
        if (ref->column[i].cell == cell)
            return true;
    return false;
}

/* That its rows can be recognised. */
static bool complete(const struct sg_ref *ref, struct sg_fault *f)
{
    bool person = has(ref, SG_AT_NAME) && has(ref, SG_AT_BORN);
    bool firm = has(ref, SG_AT_FIRM) || has(ref, SG_AT_KVK);
    bool address = has(ref, SG_AT_NUMBER) &&
                   (has(ref, SG_AT_POSTCODE) || (has(ref, SG_AT_STREET) && has(ref, SG_AT_PLACE)));
    if (ref->kind == SG_REF_PERSONS && !person)
        return wrong(f, ref, 0, FIELD, "persons need persons.name and persons.born");
    if (ref->kind == SG_REF_ORGANISATIONS && !firm)
        return wrong(f, ref, 0, FIELD, "organisations need organisations.name or .kvk");
    if ((ref->kind == SG_REF_ADDRESSES || (ref->kind == SG_REF_PERMITS && !firm)) && !address)
        return wrong(f, ref, 0, FIELD,
                     "addresses need places.number, with .postcode or .street and .municipality");
    return true;
}

/* That the list may be used at all. */
static bool allowed(const struct sg_ref *ref, struct sg_fault *f)
{
    if (!ref->date.y)
        return wrong(f, ref, 0, FIELD, "no row gives @date, the day of the list, nor does date=");
    return ref->ground || wrong(f, ref, 0, FIELD,
                                "no row gives @ground, the ground for using it, nor does ground=");
}

bool sg_ref_open(struct sg_ref *ref, const char *option, struct sg_date today, struct sg_fault *f)
{
    *ref = (struct sg_ref){.kind = SG_REF_PERSONS};
    return read_option(ref, option, today, f) && sg_ref_read(ref, today, f) && allowed(ref, f);
}

bool sg_ref_read(struct sg_ref *ref, struct sg_date today, struct sg_fault *f)
{
    struct sg_csv *csv = sg_csv_open(ref->map, ';', 0, f);
    if (!csv) {
        snprintf(f->file, sizeof f->file, "%s", ref->map);
        return false;
    }
    const char *slash = strrchr(ref->map, '/'), *name = slash ? slash + 1 : ref->map;
    const char *dot = strrchr(name, '.');
    ref->name = strndup(name, dot && dot > name ? (size_t)(dot - name) : NAME_MOST);
    bool good = ref->name ? read_map(ref, csv, today, f) && complete(ref, f)
                          : sg_fail(f, SG_R_MEMORY, "memory ran out");
    sg_csv_close(csv);
    return good;
}

/* ---- the file's header ---- */

static bool same_header(const char *s, size_t n, const struct sg_cell_text *cell)
{
    char a[256], b[256];
    size_t an = sg_fold(s, n, a, sizeof a), bn = sg_fold(cell->p, cell->n, b, sizeof b);
    return an == bn && an <= sizeof a && memcmp(a, b, an) == 0;
}

static size_t times(const char *s, size_t n, const struct sg_row *header, size_t *at)
{
    size_t found = 0;
    for (size_t i = 0; i < header->count; i++)
        if (same_header(s, n, &header->cell[i])) {
            found++;
            *at = i;
        }
    return found;
}

bool sg_ref_bind(struct sg_ref *ref, const struct sg_row *header, struct sg_fault *f)
{
    for (size_t i = 0; i < ref->columns; i++) {
        struct sg_ref_column *c = &ref->column[i];
        const char *part;
        size_t n, at = 0, found = 0;
        while (!found && sg_cell_part(c->header, &at, &part, &n))
            found = times(part, n, header, &c->at);
        if (found != 1)
            return wrong(f, ref, c->line, COLUMN,
                         found ? "the file has this column twice" : "the file has no such column");
    }
    return true;
}

void sg_ref_free(struct sg_ref *ref)
{
    for (size_t i = 0; i < ref->columns; i++)
        free(ref->column[i].header);
    free(ref->option);
    free(ref->name);
    free(ref->ground);
}
