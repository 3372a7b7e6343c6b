/* SPDX-License-Identifier: EUPL-1.2 */
/* What one sheet of a profile says about another. */
#include "profile_impl.h"
#include "text.h"

#include <stdio.h>
#include <string.h>

/* The near miss among the values of a column. */
static struct sg_meant near_cell(const struct sg_sheet *s, const char *column, const char *word)
{
    struct sg_near near;
    sg_near_begin(&near, word);
    for (size_t i = 0; i < s->rows; i++)
        sg_near_offer(&near, sg_sheet_cell(s, i, column));
    return sg_meant(near.best);
}

/* A code of the list, or a fault at the cell. Blank passes. */
static bool want_name(struct sg_loading *l, const struct sg_sheet *s, size_t row,
                      const char *column, const char *list, const char *cell)
{
    struct sg_fault why;
    if (!*cell || sg_code(l->p, list, cell, strlen(cell)))
        return true;
    const struct sg_code *meant = sg_code_typed(l->p, list, cell, strlen(cell), true, &why);
    return meant ? sg_row_fault(l, s, row, column, "\"%s\" is not in the list %s; did you mean %s?",
                                sg_shown(cell, strlen(cell)).text, list, meant->code)
                 : sg_row_fault(l, s, row, column, "%s", why.text);
}

static bool want_code(struct sg_loading *l, const struct sg_sheet *s, size_t row,
                      const char *column, const char *list)
{
    return want_name(l, s, row, column, list, sg_sheet_cell(s, row, column));
}

static bool want_place(struct sg_loading *l, const struct sg_sheet *s, size_t row,
                       const char *column)
{
    const char *cell = sg_sheet_cell(s, row, column);
    return sg_municipality(l->p, cell, strlen(cell)) ||
           sg_row_fault(l, s, row, column, "%s is no municipality of this profile", cell);
}

static bool check_profile(struct sg_loading *l)
{
    const struct sg_sheet *s = sg_profile_sheet(l->p, "profile");
    size_t row = sg_sheet_find(s, "municipality");
    if (sg_sheet_find(s, "name") == (size_t)-1 &&
        !sg_loading_fault(l, s->rows ? s->row[0].file : NULL, 0, "key",
                          "the profile has no name (a row with the key name)"))
        return false;
    if (row == (size_t)-1 || !*sg_sheet_cell(s, row, "value"))
        return true;
    const char *code = sg_sheet_cell(s, row, "value");
    return sg_municipality(l->p, code, strlen(code)) ||
           sg_row_fault(l, s, row, "value", "%s is no municipality code of this profile",
                        sg_shown(code, strlen(code)).text);
}

static bool check_mergers(struct sg_loading *l)
{
    const struct sg_sheet *s = sg_profile_sheet(l->p, "mergers");
    for (size_t i = 0; i < s->rows; i++)
        if (!want_place(l, s, i, "new_code"))
            return false;
    return true;
}

/* The rows of a region agree about its coordinator, and the region has a label. */
static bool check_regions(struct sg_loading *l)
{
    const struct sg_sheet *s = sg_profile_sheet(l->p, "regions");
    for (size_t i = 0; i < s->rows; i++) {
        const char *name = sg_sheet_cell(s, i, "region");
        size_t first = 0;
        while (strcmp(sg_sheet_cell(s, first, "region"), name) != 0)
            first++;
        if (!want_code(l, s, i, "coordinator", "partner") ||
            !want_code(l, s, i, "region", "region"))
            return false;
        if (strcmp(sg_sheet_cell(s, first, "coordinator"), sg_sheet_cell(s, i, "coordinator")) !=
                0 &&
            !sg_row_fault(l, s, i, "coordinator", "differs from that of %s in line %zu", name,
                          s->row[first].line))
            return false;
    }
    return true;
}

/* Each of the names in a cell is a key of another sheet. */
static bool want_keys(struct sg_loading *l, const struct sg_sheet *s, size_t row,
                      const char *column, const char *other)
{
    const struct sg_sheet *to = sg_profile_sheet(l->p, other);
    const char *part;
    size_t at = 0, n;
    while (sg_cell_part(sg_sheet_cell(s, row, column), &at, &part, &n)) {
        char name[64];
        snprintf(name, sizeof name, "%.*s", (int)n, part);
        if (sg_sheet_find(to, name) == (size_t)-1 &&
            !sg_row_fault(l, s, row, column, "\"%s\" is not in %s.csv%s", sg_shown(part, n).text,
                          other, near_cell(to, to->schema->column[0].name, name).text))
            return false;
    }
    return true;
}

/* Dimensions: each with a name, or the path or code list of a coded field. What stands behind a
 * colon is for whoever makes tables. */
static bool want_dimension(struct sg_loading *l, const struct sg_sheet *s, size_t row,
                           const char *column)
{
    const char *part;
    size_t at = 0, n;
    while (sg_cell_part(sg_sheet_cell(s, row, column), &at, &part, &n)) {
        char name[64];
        const char *colon = memchr(part, ':', n);
        n = colon ? (size_t)(colon - part) : n;
        snprintf(name, sizeof name, "%.*s", (int)n, part);
        if (!sg_code(l->p, "field", name, strlen(name)) && !sg_code_at(l->p, name, 0) &&
            !want_name(l, s, row, column, "dimension", name))
            return false;
    }
    return true;
}

static bool check_tables(struct sg_loading *l)
{
    const struct sg_sheet *s = sg_profile_sheet(l->p, "tables");
    for (size_t i = 0; i < s->rows; i++) {
        const char *from = sg_sheet_cell(s, i, "from"), *until = sg_sheet_cell(s, i, "until");
        if (!want_dimension(l, s, i, "rows") || !want_dimension(l, s, i, "columns") ||
            !want_keys(l, s, i, "measures", "measures"))
            return false;
        if (*from && *until && strcmp(from, until) > 0 &&
            !sg_row_fault(l, s, i, "until", "is before from"))
            return false;
    }
    return true;
}

static bool check_coverage(struct sg_loading *l)
{
    const struct sg_sheet *s = sg_profile_sheet(l->p, "coverage");
    for (size_t i = 0; i < s->rows; i++)
        if (!want_place(l, s, i, "municipality"))
            return false;
    return true;
}

static bool check_notes(struct sg_loading *l)
{
    const struct sg_sheet *s = sg_profile_sheet(l->p, "notes");
    for (size_t i = 0; i < s->rows; i++)
        if (!want_keys(l, s, i, "table", "tables"))
            return false;
    return true;
}

/* Sheets of which one column names a code. */
static bool check_coded(struct sg_loading *l)
{
    static const struct {
        const char *sheet, *column, *list;
    } coded[] = {{"routes", "to", "partner"},
                 {"steps", "step", "step"},
                 {"terms", "urgency", "urgency"},
                 {"events", "kind", "event-kind"}};
    for (size_t k = 0; k < sizeof coded / sizeof *coded; k++) {
        const struct sg_sheet *s = sg_profile_sheet(l->p, coded[k].sheet);
        for (size_t i = 0; i < s->rows; i++)
            if (!want_code(l, s, i, coded[k].column, coded[k].list))
                return false;
    }
    return true;
}

/* What the house did: for which teams. */
static bool check_events(struct sg_loading *l)
{
    const struct sg_sheet *s = sg_profile_sheet(l->p, "events");
    for (size_t i = 0; i < s->rows; i++) {
        const char *part;
        size_t at = 0, n;
        while (sg_cell_part(sg_sheet_cell(s, i, "teams"), &at, &part, &n)) {
            char name[64];
            snprintf(name, sizeof name, "%.*s", (int)n, part);
            if (!want_name(l, s, i, "teams", "team", name))
                return false;
        }
    }
    return true;
}

/* What is counted against a target is a measure, and the one does not go without the other. */
static bool check_agenda(struct sg_loading *l)
{
    const struct sg_sheet *s = sg_profile_sheet(l->p, "agenda");
    for (size_t i = 0; i < s->rows; i++) {
        bool counts = *sg_sheet_cell(s, i, "counts"), target = *sg_sheet_cell(s, i, "target");
        if (!want_keys(l, s, i, "counts", "measures"))
            return false;
        if (counts != target && !sg_row_fault(l, s, i, counts ? "target" : "counts",
                                              "a target needs a measure, and a measure a target"))
            return false;
    }
    return true;
}

/* Labels in both languages: only asked for when all faults are, so that a municipality can work
 * with a sheet that is in Dutch alone. */
static bool check_labels(struct sg_loading *l)
{
    static const char *const sheets[] = {"codes",      "measures",  "tables", "notes",
                                         "conditions", "questions", "routes", "terms",
                                         "retention",  "agenda"};
    for (size_t k = 0; l->each && k < sizeof sheets / sizeof *sheets; k++) {
        const struct sg_sheet *s = sg_profile_sheet(l->p, sheets[k]);
        for (size_t i = 0; i < s->rows; i++)
            if (!*sg_sheet_cell(s, i, "en") &&
                !sg_row_fault(l, s, i, "en", "%s has no English label", s->row[i].key))
                return false;
    }
    return true;
}

bool sg_profile_cross(struct sg_loading *l)
{
    static bool (*const checks[])(struct sg_loading *) = {
        check_profile, check_mergers, check_regions, check_tables, check_coverage,
        check_notes,   check_coded,   check_events,  check_agenda, check_labels,
    };
    for (size_t i = 0; i < sizeof checks / sizeof *checks; i++)
        if (!checks[i](l))
            return false;
    return true;
}
