/* SPDX-License-Identifier: EUPL-1.2 */
/* Dimensions: from a name to a field and its classes. */
#include "derive.h"
#include "tally_impl.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Names that are no field, and short names of fields whose code list has another name. */
static const struct {
    const char *name;
    enum sg_dim_kind kind;
    unsigned months;
    const char *path, *nl, *en;
} known[] = {
    {"year", SG_DIM_PERIOD, 12, NULL, "Jaar", "Year"},
    {"half-year", SG_DIM_PERIOD, 6, NULL, "Halfjaar", "Half-year"},
    {"quarter", SG_DIM_PERIOD, 3, NULL, "Kwartaal", "Quarter"},
    {"month", SG_DIM_PERIOD, 1, NULL, "Maand", "Month"},
    {"week", SG_DIM_PERIOD, 0, NULL, "Week", "Week"},
    {"municipality", SG_DIM_PLACE, 0, "municipality", "Gemeente", "Municipality"},
    {"region", SG_DIM_PLACE, 0, "municipality", "Regio", "Region"},
    {"police-unit", SG_DIM_PLACE, 0, "municipality", "Politie-eenheid", "Police unit"},
    {"safety-region", SG_DIM_PLACE, 0, "municipality", "Veiligheidsregio", "Safety region"},
    {"form", SG_DIM_CODE, 0, "forms", "Vorm", "Form"},
    {"subform", SG_DIM_CODE, 0, "subforms", "Subvorm", "Sub-form"},
    {"sector", SG_DIM_CODE, 0, "sector", "Sector", "Sector"},
    {"reporter-kind", SG_DIM_CODE, 0, "reporter.kind", "Melder", "Reporter"},
    {"reporter-group", SG_DIM_CODE, 0, "reporter.kind", "Melder", "Reporter"},
    {"sex", SG_DIM_CODE, 0, "persons.sex", "Geslacht", "Sex"},
    {"age-class", SG_DIM_AGE, 0, "persons.age_class", "Leeftijd", "Age"},
    {"minor", SG_DIM_MINOR, 0, "persons.age_class", "Minderjarig", "Minor"},
    {"dutch", SG_DIM_DUTCH, 0, "persons.nationalities", "Nederlands", "Dutch"},
    {"nationality", SG_DIM_CODE, 0, "persons.nationalities", "Nationaliteit", "Nationality"},
    {"residence", SG_DIM_CODE, 0, "persons.residence", "Verblijfsstatus", "Residence status"},
    {"conclusion", SG_DIM_CODE, 0, "conclusion.value", "Conclusie", "Conclusion"},
    {"target", SG_DIM_CODE, 0, "handoffs.to", "Overgedragen aan", "Handed off to"},
    {"step", SG_DIM_CODE, 0, "steps.step", "Stap", "Step"},
    {"measure-kind", SG_DIM_CODE, 0, "measures.kind", "Maatregel", "Measure"},
    {"function", SG_DIM_CODE, 0, "reporter.function", "Functie", "Function"},
    {"owner", SG_DIM_CODE, 0, "owner", "Behandelaar", "Owner"},
};
enum { KNOWN = sizeof known / sizeof *known };

const char *sg_dim_name(size_t i)
{
    return i < KNOWN ? known[i].name : i == KNOWN ? "measure" : NULL;
}

/* ---- classes ---- */

bool sg_dim_class(struct sg_dim *d, const char *code, const char *label)
{
    if ((d->classes & (d->classes - 1)) == 0) {
        size_t cap = d->classes ? 2 * d->classes : 1;
        struct sg_class *more = realloc(d->class_, cap * sizeof *more);
        if (!more)
            return false;
        d->class_ = more;
    }
    d->class_[d->classes++] = (struct sg_class){code, label};
    return true;
}

static bool add_word(struct sg_dim *d, const char *code, const char *label)
{
    return sg_words_put(&d->words, code, strlen(code)) != SG_NO_WORD &&
           sg_dim_class(d, code, label);
}

/* The codes of a list in their order; "unknown" is the class that every dimension has. */
static bool list_classes(struct sg_dim *d, const struct sg_tally_plan *plan, const char *list)
{
    const struct sg_code *c;
    for (size_t i = 0; (c = sg_code_at(plan->profile, list, i)) != NULL; i++) {
        const char *label = c->label[plan->opt.lang];
        if (strcmp(c->code, "unknown") == 0 || sg_code_in_group(c, "broad", 5))
            continue; /* a broad one overlaps others: it is unknown which of those it is */
        if (!add_word(d, c->code, *label ? label : c->code))
            return false;
    }
    return true;
}

static const char *word(const struct sg_tally_plan *plan, const char *code)
{
    return sg_label(plan->profile, "word", code, plan->opt.lang);
}

bool sg_dim_several(struct sg_dim *d, const struct sg_tally_plan *plan, struct sg_fault *f)
{
    const char *code = strcmp(d->base, "form") == 0 ? "several-forms" : "several";
    if (!sg_dim_class(d, "several", word(plan, code)))
        return sg_fail(f, SG_R_MEMORY, "no memory for a dimension");
    d->several = SG_ID_FIRST + (uint32_t)d->classes - 1;
    return true;
}

static bool yesno_classes(struct sg_dim *d, const struct sg_tally_plan *plan)
{
    if (sg_code_at(plan->profile, "yesno", 0))
        return list_classes(d, plan, "yesno");
    bool nl = plan->opt.lang == SG_NL;
    return add_word(d, "yes", nl ? "ja" : "yes") && add_word(d, "no", nl ? "nee" : "no");
}

/* The classes are the codes of the list `reporter-group`, each a group of reporters; what is in
 * none of them is in the last one. */
static bool group_classes(struct sg_dim *d, const struct sg_tally_plan *plan)
{
    const struct sg_code *c;
    size_t n = 0;
    while (sg_code_at(plan->profile, d->field->codes, n))
        n++;
    d->span = calloc(n ? n : 1, sizeof *d->span);
    for (size_t i = 0; (c = sg_code_at(plan->profile, d->base, i)) != NULL; i++)
        if (!sg_dim_class(d, c->code, c->label[plan->opt.lang]))
            return false;
    for (size_t i = 0; d->span && d->classes && i < n; i++) {
        c = sg_code_at(plan->profile, d->field->codes, i);
        d->span[i].first = (uint32_t)d->id_count;
        size_t k = 0;
        while (k + 1 < d->classes &&
               !sg_code_in_group(c, d->class_[k].code, strlen(d->class_[k].code)))
            k++;
        if (sg_words_put(&d->words, c->code, strlen(c->code)) == SG_NO_WORD ||
            !sg_dim_push(d, SG_ID_FIRST + (uint32_t)k))
            return false;
    }
    return d->span != NULL;
}

static bool field_classes(struct sg_dim *d, const struct sg_tally_plan *plan, struct sg_fault *f)
{
    bool done = true;
    if (d->kind == SG_DIM_PLACE)
        return sg_dim_places(d, plan, d->base, f);
    if (d->kind == SG_DIM_DUTCH)
        done = sg_dim_class(d, "dutch", word(plan, "dutch")) &&
               sg_dim_class(d, "not-dutch", word(plan, "not-dutch"));
    else if (strcmp(d->base, "reporter-group") == 0)
        done = group_classes(d, plan);
    else if (d->kind == SG_DIM_MINOR || d->field->type == SG_T_YESNO)
        done = yesno_classes(d, plan);
    else if (d->kind == SG_DIM_AGE || d->field->type == SG_T_CODE)
        done = list_classes(d, plan, d->field->codes);
    else if (d->field->type == SG_T_COUNTRY)
        done = list_classes(d, plan, "country");
    return done || sg_fail(f, SG_R_MEMORY, "no memory for a dimension");
}

/* ---- names ---- */

/* Words of the house that may be counted by; other texts are free, or somebody's. */
static bool countable(const struct sg_field *field)
{
    static const char *const texts[] = {"owner", "reporter.team", "source.name"};
    if (field->flags & (SG_F_PERSONAL | SG_F_DERIVED))
        return false;
    if (field->type == SG_T_CODE || field->type == SG_T_YESNO || field->type == SG_T_COUNTRY ||
        field->type == SG_T_MUNICIPALITY)
        return true;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (strcmp(field->path, texts[i]) == 0)
            return true;
    }
    return false;
}

/* The first field with this code list: "role" is persons.roles. */
static const struct sg_field *field_by_list(const char *name)
{
    for (size_t i = 0; i < sg_field_count; i++) {
        if (sg_fields[i].codes && strcmp(sg_fields[i].codes, name) == 0)
            return &sg_fields[i];
    }
    return NULL;
}

/* The field that a dimension counts by when it has no name of its own; NULL: none. */
static const struct sg_field *field_of(const char *name)
{
    const struct sg_field *field = sg_field(name, strlen(name), NULL);
    return field && field->type != SG_T_GROUP ? field : field_by_list(name);
}

const struct sg_code *sg_dim_code(const struct sg_profile *p, size_t *at)
{
    const struct sg_code *c;
    while ((c = sg_code_at(p, "dimension", (*at)++)) != NULL) {
        const struct sg_field *field = field_of(c->code);
        if (field && countable(field))
            return c;
    }
    return NULL;
}

static bool unknown_dim(const struct sg_tally_plan *plan, const char *name, struct sg_fault *f)
{
    struct sg_names names = {0};
    const struct sg_code *c;
    sg_names_begin(&names, name);
    for (size_t i = 0; sg_dim_name(i); i++)
        sg_names_add(&names, sg_dim_name(i));
    for (size_t i = 0; (c = sg_code_at(plan->profile, "dimension", i)) != NULL; i++) {
        sg_near_offer(&names.near, c->label[plan->opt.lang]);
        if (!strchr(c->aliases, '|'))
            sg_near_offer(&names.near, c->aliases);
    }
    for (size_t i = 0; (c = sg_dim_code(plan->profile, &i)) != NULL;)
        sg_near_offer(&names.near, c->code);
    for (size_t i = 0; i < sg_field_count; i++) {
        if (countable(&sg_fields[i]))
            sg_near_offer(&names.near, sg_fields[i].path);
    }
    return sg_names_fail(&names, "dimension nor the path of a coded field", f);
}

/* Takes over a name as people write it: a label or alias of the list `dimension` too. */
static void canonical(struct sg_dim *d, const struct sg_tally_plan *plan, const char *name,
                      size_t n)
{
    struct sg_fault none;
    const struct sg_code *c = sg_code_typed(plan->profile, "dimension", name, n, false, &none);
    if (c)
        snprintf(d->base, sizeof d->base, "%s", c->code);
    else
        snprintf(d->base, sizeof d->base, "%.*s", (int)(n < sizeof d->base ? n : 0), name);
    snprintf(d->name, sizeof d->name, "%s", d->base);
}

static void set_label(struct sg_dim *d, const struct sg_tally_plan *plan, const char *fallback)
{
    const char *label = sg_label(plan->profile, "dimension", d->base, plan->opt.lang);
    if (strcmp(label, d->base) == 0)
        label = fallback;
    snprintf(d->label, sizeof d->label, "%s", label);
    d->label[0] = (char)toupper((unsigned char)d->label[0]);
}

static bool dim_of_field(struct sg_dim *d, const struct sg_tally_plan *plan, struct sg_fault *f)
{
    d->field = field_of(d->base);
    if (!d->field || (!(d->field->flags & SG_F_PERSONAL) && !countable(d->field)))
        return unknown_dim(plan, d->base, f);
    if (d->field->flags & SG_F_PERSONAL)
        return sg_fail(f, SG_R_BAD_TABLE, "%s is personal: no table counts by it", d->field->path);
    d->kind = d->field->type == SG_T_MUNICIPALITY ? SG_DIM_PLACE : SG_DIM_CODE;
    set_label(d, plan, sg_field_label(plan->profile, d->field, plan->opt.lang));
    return true;
}

static bool find_dim(struct sg_dim *d, const struct sg_tally_plan *plan, struct sg_fault *f)
{
    for (size_t i = 0; i < KNOWN; i++) {
        if (strcmp(d->base, known[i].name) != 0)
            continue;
        d->kind = known[i].kind;
        d->months = known[i].months;
        set_label(d, plan, plan->opt.lang == SG_NL ? known[i].nl : known[i].en);
        if (known[i].path)
            d->field = sg_field(known[i].path, strlen(known[i].path), NULL);
        return true;
    }
    return dim_of_field(d, plan, f);
}

/* ---- what stands behind a colon ---- */

static bool is_top(const char *s)
{
    size_t n = strspn(s, "0123456789");
    return n > 0 && n < 5 && !s[n];
}

/* "municipality:recruitment" is that of the places with this role, whatever the signal's own. */
static bool of_elements(struct sg_dim *d, const struct sg_tally_plan *plan, const char *code,
                        struct sg_fault *f)
{
    char text[128];
    struct sg_aim aim;
    const char *path = d->kind == SG_DIM_PLACE && !strchr(d->field->path, '.')
                           ? "places.municipality"
                           : d->field->path;
    bool plain = d->kind == SG_DIM_PLACE || d->kind == SG_DIM_CODE;
    snprintf(text, sizeof text, "%s:%s", path, code);
    if (!plain || d->only)
        return sg_fail(f, SG_R_BAD_TABLE, "%s goes by no role", d->name);
    if (!sg_aim_make(&aim, plan->profile, text, NULL, f))
        return false;
    d->field = aim.field;
    d->marker = aim.member;
    d->only = aim.only;
    return true;
}

static bool read_suffix(struct sg_dim *d, const struct sg_tally_plan *plan, const char *suffix,
                        struct sg_fault *f)
{
    size_t n = strlen(d->name), m = strlen(d->label);
    const char *label, *code = suffix;
    if (!d->field)
        return sg_fail(f, SG_R_BAD_TABLE, "%s has nothing behind a colon: it is a period", d->name);
    if (strncmp(suffix, "top", 3) == 0) {
        d->top = is_top(suffix + 3) ? (uint32_t)strtoul(suffix + 3, NULL, 10) : 0;
        if (d->top == 0)
            return sg_fail(f, SG_R_BAD_TABLE,
                           "%s:%s: top takes a number from 1 to 9999, as in top5", d->name, suffix);
        label = suffix;
    } else if (of_elements(d, plan, suffix, f)) {
        code = d->only;
        label = sg_label(plan->profile, d->marker->codes, d->only, plan->opt.lang);
    } else {
        return false;
    }
    snprintf(d->name + n, sizeof d->name - n, ":%s", code);
    if (code == d->only)
        snprintf(d->label + m, sizeof d->label - m, " (%s)", label);
    return true;
}

static bool read_suffixes(struct sg_dim *d, const struct sg_tally_plan *plan, const char *s,
                          size_t n, struct sg_fault *f)
{
    while (n > 0) { /* s stands on a colon */
        const char *next = memchr(s + 1, ':', n - 1);
        size_t part = (next ? (size_t)(next - s) : n) - 1;
        char suffix[40] = "";
        snprintf(suffix, sizeof suffix, "%.*s", (int)(part < sizeof suffix ? part : 0), s + 1);
        if (!read_suffix(d, plan, suffix, f))
            return false;
        s += part + 1;
        n -= part + 1;
    }
    return true;
}

bool sg_dim_make(struct sg_dim *d, const struct sg_tally_plan *plan, const char *name, size_t n,
                 struct sg_fault *f)
{
    const char *colon = memchr(name, ':', n);
    size_t k = colon ? (size_t)(colon - name) : n;
    canonical(d, plan, name, k);
    if (!find_dim(d, plan, f) || !read_suffixes(d, plan, name + k, n - k, f))
        return false;
    if (!d->field)
        return true;
    if (!field_classes(d, plan, f))
        return false;
    if (d->top && !sg_dim_class(d, "rest", plan->opt.lang == SG_NL ? "Overig" : "Other"))
        return sg_fail(f, SG_R_MEMORY, "no memory for a dimension");
    d->rest = d->top ? SG_ID_FIRST + (uint32_t)d->classes - 1 : 0;
    return true;
}

void sg_dim_free(struct sg_dim *d)
{
    free(d->class_);
    sg_words_free(&d->words);
    free(d->span);
    free(d->ids);
    free(d->member);
}
