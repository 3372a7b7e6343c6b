/* SPDX-License-Identifier: EUPL-1.2 */
/* What is wrong with the sheets views, partners, fieldsets and layouts, beyond their form. */
#include "share_impl.h"

#include "text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct checking {
    const struct sg_profile *p;
    void (*each)(void *ctx, const struct sg_fault *fault);
    void *ctx;
    long faults;
    const struct sg_sheet *sheet;
    size_t row;
    const char *column;
};

static const char *cell(const struct checking *c, const char *column)
{
    return sg_sheet_cell(c->sheet, c->row, column);
}

__attribute__((format(printf, 3, 4))) static void fault(struct checking *c, const char *column,
                                                        const char *format, ...)
{
    struct sg_fault f;
    char text[sizeof f.text];
    va_list ap;
    va_start(ap, format);
    vsnprintf(text, sizeof text, format, ap);
    va_end(ap);
    sg_fail(&f, SG_R_BAD_PROFILE, "%s", text);
    f.line = sg_sheet_line(c->sheet, c->row);
    snprintf(f.file, sizeof f.file, "%s", sg_sheet_file(c->sheet, c->row));
    snprintf(f.field, sizeof f.field, "%s", column);
    c->faults++;
    c->each(c->ctx, &f);
}

static void bad_field(void *ctx, const char *part, size_t n, const char *near, bool set)
{
    struct checking *c = ctx;
    fault(c, c->column, "\"%.*s\" is no %s%s%s%s", (int)(n < 60 ? n : 60), part,
          set ? "set of fieldsets.csv" : "field", near ? "; did you mean " : "", near ? near : "",
          near ? "?" : "");
}

/* Marks what a cell names in `field`, and finds its faults. */
static void fields_of(struct checking *c, const char *column, bool *field, bool value,
                      bool *everything)
{
    struct sg_cell_fields walk = {c->p, field, value, everything, bad_field, c};
    c->column = column;
    sg_cell_fields(&walk, cell(c, column));
}

/* Every part of a cell is a code of the list, or of a group of it, or `besides`. */
static void want_codes(struct checking *c, const char *column, const char *list, bool groups,
                       const char *besides)
{
    const char *part;
    size_t at = 0, n;
    struct sg_fault why;
    while (sg_cell_part(cell(c, column), &at, &part, &n)) {
        if (sg_code(c->p, list, part, n) || sg_cell_has(besides, part, n) ||
            (groups && sg_group_exists(c->p, list, part, n)))
            continue;
        const struct sg_code *meant = sg_code_typed(c->p, list, part, n, true, &why);
        if (meant)
            fault(c, column, "\"%.*s\" is not in the list %s; did you mean %s?",
                  (int)(n < 60 ? n : 60), part, list, meant->code);
        else
            fault(c, column, "%s", why.text);
    }
}

static void want_row(struct checking *c, const char *column, const char *other, const char *key)
{
    const struct sg_sheet *to = sg_profile_sheet(c->p, other);
    const char *word = cell(c, column);
    struct sg_near near;
    sg_near_begin(&near, word);
    for (size_t i = 0; i < sg_sheet_rows(to); i++) {
        if (!strcmp(sg_sheet_cell(to, i, key), word))
            return;
        sg_near_offer(&near, sg_sheet_cell(to, i, key));
    }
    if (*word)
        fault(c, column, "\"%s\" is not in %s.csv%s%s%s", word, other,
              near.best ? "; did you mean " : "", near.best ? near.best : "", near.best ? "?" : "");
}

/* ---- partners ---- */

static bool in_group(const struct checking *c, const char *column, const char *list,
                     const char *group)
{
    const struct sg_code *code = sg_code(c->p, list, cell(c, column), strlen(cell(c, column)));
    return code && sg_code_in_group(code, group, strlen(group));
}

/* What may tell who a person is: all personal content but an address and an organisation, which
 * inspections need without anybody's name. */
static bool tells_who(const struct sg_field *field)
{
    return field->flags & SG_F_PERSONAL && strncmp(field->path, "places.", 7) != 0 &&
           strncmp(field->path, "organisations.", 14) != 0;
}

/* A person without a name must not be named elsewhere in what goes. */
static void check_identity(struct checking *c, const bool *goes)
{
    enum sg_identity identity = sg_identity(cell(c, "persons"));
    for (size_t i = 0; i < sg_field_count; i++) {
        const struct sg_field *field = &sg_fields[i];
        if (goes[i] && tells_who(field) && identity < SG_NAMED)
            fault(c, "fields", "%s may tell who it is, but persons go without a name", field->path);
        if (goes[i] && field->flags & SG_F_SHIELDED)
            fault(c, "fields", "%s is shielded: it goes to nobody", field->path);
    }
    bool consent = strcmp(cell(c, "consent"), "none") != 0;
    if (identity == SG_CONSENTING && !consent)
        fault(c, "consent", "only who consented goes: say to what");
    if (identity == SG_NAMED && !consent && in_group(c, "partner", "partner", "care") &&
        !in_group(c, "ground", "handoff-ground", "without-consent"))
        fault(c, "consent", "without consent no name goes to a care organisation on the ground %s",
              cell(c, "ground"));
}

static void check_partner(struct checking *c, bool *goes)
{
    bool everything = false;
    memset(goes, 0, sg_field_count * sizeof *goes);
    want_codes(c, "partner", "partner", false, "");
    want_codes(c, "ground", "handoff-ground", false, "");
    want_codes(c, "roles", "role", true, "all|unknown");
    want_codes(c, "withheld", "origin", true, "none");
    want_codes(c, "consent", "consent-for", false, "none");
    want_row(c, "layout", "layouts", "layout");
    fields_of(c, "fields", goes, true, &everything);
    fields_of(c, "except", goes, false, NULL);
    if (everything)
        fault(c, "fields", "a partner gets the fields it may have, not everything");
    else
        check_identity(c, goes);
}

static void check_view(struct checking *c, bool *goes)
{
    want_codes(c, "roles", "role", true, "all|unknown");
    want_codes(c, "withheld", "origin", true, "none");
    fields_of(c, "fields", goes, true, NULL);
    fields_of(c, "except", goes, false, NULL);
}

/* A row of terms, retention or agenda: every view that is told of it is one. */
static void check_told(struct checking *c, bool *goes)
{
    const struct sg_sheet *views = sg_profile_sheet(c->p, "views");
    const char *part;
    size_t at = 0, n;
    (void)goes;
    while (sg_cell_part(cell(c, "views"), &at, &part, &n)) {
        char name[64];
        snprintf(name, sizeof name, "%.*s", (int)n, part);
        if (n >= sizeof name || sg_sheet_find(views, name) == (size_t)-1)
            fault(c, "views", "\"%s\" is no view of views.csv", name);
    }
}

/* ---- sets and layouts ---- */

static void check_set(struct checking *c, bool *goes)
{
    const char *part;
    size_t at = 0, n;
    bool nested = false;
    while (sg_cell_part(cell(c, "fields"), &at, &part, &n))
        nested |= *part == ':' || (n == 1 && *part == '*');
    if (nested)
        fault(c, "fields", "a set names fields, no other set and not everything");
    else
        fields_of(c, "fields", goes, true, NULL);
}

/* The words of a column: WORD=CODE of the field's list. */
static void check_words(struct checking *c, const struct sg_field *field)
{
    const char *part;
    size_t at = 0, n;
    while (sg_cell_part(cell(c, "values"), &at, &part, &n)) {
        const char *equals = memchr(part, '=', n);
        size_t code = equals ? n - (size_t)(equals - part) - 1 : 0;
        if (!equals)
            fault(c, "values", "\"%.*s\" is not WORD=CODE", (int)(n < 60 ? n : 60), part);
        else if (field && field->codes && code && !sg_code(c->p, field->codes, equals + 1, code) &&
                 !(field->flags & SG_F_UNKNOWN && code == 7 && !memcmp(equals + 1, "unknown", 7)))
            fault(c, "values", "\"%.*s\" is not in the list %s", (int)(code < 60 ? code : 60),
                  equals + 1, field->codes);
    }
}

static void check_layout(struct checking *c, bool *goes)
{
    const char *path = cell(c, "field"), *near = NULL;
    const struct sg_field *field = sg_field(path, strlen(path), &near);
    (void)goes;
    c->column = "field";
    if (!*path)
        return; /* a column of the form that stays blank */
    if (!field)
        bad_field(c, path, strlen(path), near, false);
    else if (field->flags & SG_F_SHIELDED)
        fault(c, "field", "%s is shielded: it goes to nobody", path);
    check_words(c, field);
}

long sg_share_check(const struct sg_profile *p,
                    void (*each)(void *ctx, const struct sg_fault *fault), void *ctx)
{
    static const struct {
        const char *sheet;
        void (*check)(struct checking *c, bool *goes);
    } sheets[] = {{"fieldsets", check_set},  {"views", check_view},  {"terms", check_told},
                  {"retention", check_told}, {"agenda", check_told}, {"partners", check_partner},
                  {"layouts", check_layout}};
    struct checking c = {.p = p, .each = each, .ctx = ctx};
    bool *goes = calloc(sg_field_count, sizeof *goes);
    for (size_t k = 0; goes && k < sizeof sheets / sizeof *sheets; k++) {
        c.sheet = sg_profile_sheet(p, sheets[k].sheet);
        for (c.row = 0; c.row < sg_sheet_rows(c.sheet); c.row++)
            sheets[k].check(&c, goes);
    }
    if (!goes)
        return -1;
    free(goes);
    return c.faults;
}
