/* SPDX-License-Identifier: EUPL-1.2 */
/* The sheets of a profile: what sig-profile(5) documents and loading enforces. */
#include "profile_impl.h"

#include <string.h>

#define TEXT(name)                   \
    {                                \
        name, SG_C_TEXT, false, NULL \
    }
#define NEED(name, kind)       \
    {                          \
        name, kind, true, NULL \
    }
#define OF(name, kind)          \
    {                           \
        name, kind, false, NULL \
    }
#define MAY_BE(name, choices)             \
    {                                     \
        name, SG_C_CHOICE, false, choices \
    }
#define ONE_OF(name, choices)            \
    {                                    \
        name, SG_C_CHOICE, true, choices \
    }
#define COUNT(a) (sizeof(a) / sizeof *(a))
#define SHEET(name, columns, keys)          \
    {                                       \
        name, columns, COUNT(columns), keys \
    }

static const struct sg_column profile_columns[] = {
    ONE_OF("key", "name|base|id_prefix|municipality|title|title_en"),
    TEXT("value"),
};
static const struct sg_column municipalities_columns[] = {
    NEED("code", SG_C_PLACE), NEED("name", SG_C_TEXT),        TEXT("aliases"),
    TEXT("safety_region"),    TEXT("safety_region_name"),     TEXT("police_unit"),
    OF("since", SG_C_DAY),    OF("inhabitants", SG_C_PEOPLE),
};
static const struct sg_column mergers_columns[] = {
    NEED("date", SG_C_DAY),      NEED("old_code", SG_C_PLACE), NEED("new_code", SG_C_PLACE),
    NEED("old_name", SG_C_TEXT), NEED("new_name", SG_C_TEXT),  ONE_OF("kind", "merged|split"),
};
static const struct sg_column regions_columns[] = {
    NEED("region", SG_C_NAME),
    NEED("member", SG_C_NAME),
    OF("coordinator", SG_C_NAME),
};
static const struct sg_column codes_columns[] = {
    NEED("list", SG_C_NAME), NEED("code", SG_C_NAME), NEED("nl", SG_C_TEXT), TEXT("en"),
    TEXT("aliases"),         TEXT("group"),
};
static const struct sg_column measures_columns[] = {
    NEED("measure", SG_C_NAME),
    NEED("nl", SG_C_TEXT),
    TEXT("en"),
    NEED("unit", SG_C_NAME),
    NEED("date", SG_C_NAME),
    TEXT("condition"),
    MAY_BE("counts", "each|distinct|sum|median|p90|open"),
    OF("field", SG_C_NAME),
};
static const struct sg_column tables_columns[] = {
    NEED("table", SG_C_NAME),
    NEED("nl", SG_C_TEXT),
    TEXT("en"),
    NEED("rows", SG_C_TEXT),
    NEED("columns", SG_C_TEXT),
    NEED("measures", SG_C_TEXT),
    TEXT("where"),
    OF("from", SG_C_YEAR),
    OF("until", SG_C_YEAR),
    ONE_OF("totals", "none|row|column|both"),
    MAY_BE("percent", "none|row|column|table|previous|inhabitants"),
    MAY_BE("classes", "multiple|exclusive"),
    ONE_OF("audience", "house|public"),
    TEXT("source"),
};
static const struct sg_column conditions_columns[] = {
    NEED("condition", SG_C_NAME),
    NEED("when", SG_C_TEXT),
    NEED("nl", SG_C_TEXT),
    TEXT("en"),
};
static const struct sg_column routes_columns[] = {
    NEED("route", SG_C_NAME),         NEED("to", SG_C_NAME), TEXT("when"),
    ONE_OF("unsure", "propose|wait"), NEED("nl", SG_C_TEXT), TEXT("en"),
    NEED("source", SG_C_TEXT),        TEXT("within"),
};
static const struct sg_column coverage_columns[] = {
    NEED("municipality", SG_C_PLACE),
    NEED("from", SG_C_DATE),
    OF("until", SG_C_DATE),
    TEXT("source"),
};
static const struct sg_column notes_columns[] = {
    NEED("note", SG_C_NAME),      TEXT("table"),         OF("period", SG_C_DATE),
    ONE_OF("kind", "note|break"), NEED("nl", SG_C_TEXT), TEXT("en"),
};
static const struct sg_column holidays_columns[] = {
    NEED("date", SG_C_DAY),
    NEED("nl", SG_C_TEXT),
    TEXT("en"),
};
static const struct sg_column steps_columns[] = {
    NEED("step", SG_C_NAME),
    ONE_OF("stage", "1|2|3|4|5|6|7|8|9"),
    ONE_OF("needed", "yes|no"),
};
static const struct sg_column terms_columns[] = {
    NEED("term", SG_C_NAME),
    NEED("nl", SG_C_TEXT),
    TEXT("en"),
    NEED("unit", SG_C_NAME),
    NEED("date", SG_C_TEXT),
    NEED("within", SG_C_LENGTH),
    ONE_OF("law", "yes|no"),
    ONE_OF("state", "open|closed|any"),
    TEXT("condition"),
    TEXT("unless"),
    NEED("ahead", SG_C_LENGTH),
    NEED("urgency", SG_C_NAME),
    TEXT("owner"),
    TEXT("source"),
    TEXT("views"),
};
static const struct sg_column retention_columns[] = {
    NEED("retention", SG_C_NAME),
    NEED("nl", SG_C_TEXT),
    TEXT("en"),
    ONE_OF("state", "open|closed|any"),
    TEXT("condition"),
    TEXT("unless"),
    NEED("date", SG_C_TEXT),
    NEED("period", SG_C_LENGTH),
    NEED("ahead", SG_C_LENGTH),
    NEED("category", SG_C_TEXT),
    TEXT("keeps"),
    MAY_BE("precision", "year|month"),
    TEXT("owner"),
    TEXT("source"),
    TEXT("views"),
};
static const struct sg_column agenda_columns[] = {
    NEED("item", SG_C_NAME),
    NEED("nl", SG_C_TEXT),
    TEXT("en"),
    NEED("first", SG_C_DAY),
    OF("every", SG_C_LENGTH),
    ONE_OF("on", "date|weekday"),
    OF("until", SG_C_DAY),
    NEED("ahead", SG_C_LENGTH),
    TEXT("bring_nl"),
    TEXT("bring_en"),
    TEXT("bring"),
    OF("counts", SG_C_NAME),
    OF("target", SG_C_COUNT),
    TEXT("owner"),
    TEXT("source"),
    TEXT("views"),
};
static const struct sg_column published_columns[] = {
    NEED("source", SG_C_TEXT), NEED("edition", SG_C_TEXT), NEED("year", SG_C_YEARS),
    NEED("item", SG_C_TEXT),   NEED("value", SG_C_FIGURE),
};
static const struct sg_column events_columns[] = {
    NEED("event", SG_C_NAME), NEED("kind", SG_C_NAME), NEED("on", SG_C_DATE),
    TEXT("number"),           TEXT("teams"),           OF("people", SG_C_COUNT),
    TEXT("source"),
};
static const struct sg_column fieldsets_columns[] = {
    NEED("set", SG_C_NAME),
    NEED("fields", SG_C_TEXT),
};
/* What decides who sees what has no default: a blank cell must not open anything. */
static const struct sg_column views_columns[] = {
    NEED("view", SG_C_NAME),
    NEED("nl", SG_C_TEXT),
    TEXT("en"),
    NEED("fields", SG_C_TEXT),
    TEXT("except"),
    NEED("roles", SG_C_TEXT),
    NEED("withheld", SG_C_TEXT),
    ONE_OF("restricted", "yes|no"),
};
static const struct sg_column partners_columns[] = {
    NEED("partner", SG_C_NAME),
    NEED("ground", SG_C_NAME),
    NEED("fields", SG_C_TEXT),
    TEXT("except"),
    NEED("roles", SG_C_TEXT),
    NEED("withheld", SG_C_TEXT),
    ONE_OF("persons", "none|pseudonym|name|consenting"),
    NEED("consent", SG_C_NAME),
    OF("layout", SG_C_NAME),
};
static const struct sg_column layouts_columns[] = {
    NEED("layout", SG_C_NAME),
    NEED("column", SG_C_TEXT),
    OF("field", SG_C_NAME),
    TEXT("values"),
    ONE_OF("form", "words|code|picklist"),
};

static const struct sg_column questions_columns[] = {
    NEED("question", SG_C_NAME),
    NEED("field", SG_C_NAME),
    NEED("nl", SG_C_TEXT),
    TEXT("en"),
    TEXT("when"),
    OF("choices", SG_C_NAME),
    NEED("enter", SG_C_TEXT),
    TEXT("help"),
    TEXT("help_en"),
};

const struct sg_schema sg_schemas[] = {
    SHEET("profile", profile_columns, 1),       SHEET("municipalities", municipalities_columns, 1),
    SHEET("mergers", mergers_columns, 3),       SHEET("regions", regions_columns, 2),
    SHEET("codes", codes_columns, 2),           SHEET("measures", measures_columns, 1),
    SHEET("tables", tables_columns, 1),         SHEET("coverage", coverage_columns, 2),
    SHEET("notes", notes_columns, 1),           SHEET("holidays", holidays_columns, 1),
    SHEET("published", published_columns, 4),   SHEET("events", events_columns, 1),
    SHEET("fieldsets", fieldsets_columns, 1),   SHEET("views", views_columns, 1),
    SHEET("partners", partners_columns, 2),     SHEET("layouts", layouts_columns, 2),
    SHEET("conditions", conditions_columns, 1), SHEET("routes", routes_columns, 1),
    SHEET("steps", steps_columns, 1),           SHEET("questions", questions_columns, 1),
    SHEET("terms", terms_columns, 1),           SHEET("retention", retention_columns, 1),
    SHEET("agenda", agenda_columns, 1),
};
const size_t sg_schema_count = COUNT(sg_schemas);

int sg_schema_column(const struct sg_schema *s, const char *name, size_t n)
{
    for (size_t i = 0; i < s->columns; i++)
        if (strlen(s->column[i].name) == n && memcmp(s->column[i].name, name, n) == 0)
            return (int)i;
    return -1;
}

static bool is_date(const char *cell, enum sg_cell_kind kind)
{
    struct sg_date d;
    if (!sg_date_parse(cell, strlen(cell), &d))
        return false;
    return kind == SG_C_DATE || (kind == SG_C_DAY ? sg_date_whole(d) : d.m == 0);
}

static bool is_choice(const char *cell, const char *choices)
{
    const char *part;
    size_t at = 0, n;
    while (sg_cell_part(choices, &at, &part, &n))
        if (strlen(cell) == n && memcmp(cell, part, n) == 0)
            return true;
    return false;
}

static bool is_place(const char *cell)
{
    return strlen(cell) == 6 && strspn(cell, "GM") == 2 && cell[0] == 'G' &&
           strspn(cell + 2, "0123456789") == 4;
}

static bool is_number(const char *cell, size_t most)
{
    size_t n = strlen(cell);
    return n && n <= most && strspn(cell, "0123456789") == n;
}

/* A year; two, of which the second comes later; or from one on. */
static bool is_years(const char *cell)
{
    char first[5] = "";
    if (strlen(cell) < 4)
        return false;
    memcpy(first, cell, 4);
    const char *rest = cell + 4;
    if (!is_date(first, SG_C_YEAR) || (*rest && *rest != '-'))
        return false;
    return !*rest || !rest[1] ||
           (strlen(rest) == 5 && is_date(rest + 1, SG_C_YEAR) && strcmp(rest + 1, first) > 0);
}

bool sg_cell_ok(const struct sg_column *c, const char *cell, const char **why)
{
    static const char *const what[] = {
        [SG_C_TEXT] = "text",
        [SG_C_DATE] = "date (2024-03-01, 2024-03 or 2024)",
        [SG_C_DAY] = "date (2024-03-01)",
        [SG_C_YEAR] = "year",
        [SG_C_PLACE] = "municipality code (GM0267)",
        [SG_C_LENGTH] = "length of time (5 working days, 10 weeks, 3 months)",
        [SG_C_COUNT] = "number from 1 to 9999",
        [SG_C_PEOPLE] = "number from 1 to 99999999 (without points)",
        [SG_C_FIGURE] = "figure (12 digits at most, without points) or \".\"",
        [SG_C_YEARS] = "year or years (2019, 2019-2021, 2023-)",
        [SG_C_NAME] = "name (no blanks, quotes, ';' or '|')",
    };
    *why = c->kind == SG_C_CHOICE ? c->choices : what[c->kind];
    if (!*cell)
        return !c->required;
    switch (c->kind) {
    case SG_C_DATE:
    case SG_C_DAY:
    case SG_C_YEAR:
        return is_date(cell, c->kind);
    case SG_C_PLACE:
        return is_place(cell);
    case SG_C_CHOICE:
        return is_choice(cell, c->choices);
    case SG_C_LENGTH:
        return sg_length_parse(cell, strlen(cell), &(struct sg_length){0});
    case SG_C_COUNT:
        return is_number(cell, 4) && cell[0] != '0';
    case SG_C_PEOPLE:
        return is_number(cell, 8) && cell[0] != '0';
    case SG_C_FIGURE:
        return is_number(cell, 12) || strcmp(cell, ".") == 0;
    case SG_C_YEARS:
        return is_years(cell);
    case SG_C_NAME:
        return strcspn(cell, " \t\r\n\"';|") == strlen(cell);
    case SG_C_TEXT:
        break;
    }
    return true;
}
