/* SPDX-License-Identifier: EUPL-1.2 */
/* Regions and groups in an expression: resolved here into what they hold. */
#include "expr_impl.h"

#include "text.h"

#include <stdio.h>
#include <string.h>

enum { NAME_MAX_BYTES = 100 };

/* Which regions a field can be compared with. */
enum region_kind { ANY_REGION, SAFETY_REGION, POLICE_UNIT };

static enum region_kind kind_of(const struct sg_field *field)
{
    if (strcmp(field->path, "safety_region") == 0)
        return SAFETY_REGION;
    return strcmp(field->path, "police_unit") == 0 ? POLICE_UNIT : ANY_REGION;
}

/* A name as a code: folded, blanks as '-'. false: it does not fit. */
static bool dashed(const char *s, char out[NAME_MAX_BYTES + 1])
{
    size_t n = sg_fold(s, strlen(s), out, NAME_MAX_BYTES);
    if (n > NAME_MAX_BYTES)
        return false;
    out[n] = '\0';
    for (char *p = out; *p; p++)
        if (*p == ' ')
            *p = '-';
    return true;
}

static bool same_name(const char *name, const char *wanted)
{
    char form[NAME_MAX_BYTES + 1];
    return dashed(name, form) && strcmp(form, wanted) == 0;
}

/* ---- which region is meant ---- */

/* A safety region by its name, or NULL. */
static const char *safety_region(const struct sg_profile *p, const char *name)
{
    const struct sg_municipality *m;
    for (size_t i = 0; (m = sg_municipality_at(p, i)) != NULL; i++)
        if (*m->safety_region && same_name(m->safety_region_name, name))
            return m->safety_region;
    return NULL;
}

static bool right_kind(const struct sg_profile *p, enum region_kind kind, const char *region)
{
    const struct sg_municipality *m;
    if (kind == ANY_REGION)
        return true;
    for (size_t i = 0; (m = sg_municipality_at(p, i)) != NULL; i++)
        if (kind == SAFETY_REGION ? strcmp(m->safety_region, region) == 0
                                  : same_name(m->police_unit, region))
            return true;
    return false;
}

/* The region that a text names: as it stands, as a code, by the name of a safety region (which
 * some police units share). NULL: there is none. `out` may keep it. */
static const char *find_region(const struct sg_profile *p, enum region_kind kind, const char *text,
                               char out[NAME_MAX_BYTES + 1])
{
    if (sg_region_exists(p, text) && right_kind(p, kind, text))
        return text;
    if (!dashed(text, out))
        return NULL;
    if (sg_region_exists(p, out) && right_kind(p, kind, out))
        return out;
    return kind == POLICE_UNIT ? NULL : safety_region(p, out);
}

static void offer_unit(struct sg_near *near, const char *unit, char kept[NAME_MAX_BYTES + 1])
{
    char form[NAME_MAX_BYTES + 1];
    const char *before = near->best;
    if (!dashed(unit, form))
        return;
    sg_near_offer(near, form);
    if (near->best != before)
        near->best = memcpy(kept, form, sizeof form);
}

/* The regions of the profile itself, when they are few enough to read. */
static void name_regions(const struct sg_sheet *sheet, char *out, size_t cap)
{
    const char *last = "";
    size_t n = 0;
    for (size_t i = 0; i < sg_sheet_rows(sheet) && n < cap; i++) {
        const char *name = sg_sheet_cell(sheet, i, "region");
        if (strcmp(name, last) != 0)
            n += (size_t)snprintf(out + n, cap - n, "%s%s", n ? ", " : "; its regions: ", name);
        last = name;
    }
    if (n >= cap)
        out[0] = '\0';
}

static bool no_region(struct expr_compiler *c, const struct sg_field *field, const char *text)
{
    enum region_kind kind = kind_of(field);
    struct sg_near near;
    char kept[NAME_MAX_BYTES + 1], all[160] = "";
    const char *what = kind == ANY_REGION ? "region" : field->path;
    const struct sg_sheet *sheet = sg_profile_sheet(c->profile, "regions");
    const struct sg_municipality *m;
    sg_near_begin(&near, text);
    for (size_t i = 0; kind == ANY_REGION && i < sg_sheet_rows(sheet); i++)
        sg_near_offer(&near, sg_sheet_cell(sheet, i, "region"));
    for (size_t i = 0; (m = sg_municipality_at(c->profile, i)) != NULL; i++) {
        if (kind != POLICE_UNIT)
            sg_near_offer(&near, m->safety_region);
        if (kind != SAFETY_REGION)
            offer_unit(&near, m->police_unit, kept);
    }
    if (near.best)
        return sg_expr_fault(c, &c->token, "%s is no %s; did you mean %s?",
                             sg_expr_show(c, &c->token).s, what, near.best);
    if (kind == ANY_REGION)
        name_regions(sheet, all, sizeof all);
    return sg_expr_fault(c, &c->token, "%s is no %s%s", sg_expr_show(c, &c->token).s, what, all);
}

/* ---- what it holds ---- */

/* The number in "GM0267"; -1: no such code. */
int sg_expr_gm(const char *code, size_t n)
{
    int number = 0;
    if (n != 6 || code[0] != 'G' || code[1] != 'M')
        return -1;
    for (size_t i = 2; i < n; i++) {
        if (code[i] < '0' || code[i] > '9')
            return -1;
        number = number * 10 + (code[i] - '0');
    }
    return number;
}

static void fill(unsigned char *map, const struct sg_profile *p, const char *region)
{
    const struct sg_municipality *m;
    for (size_t i = 0; (m = sg_municipality_at(p, i)) != NULL; i++) {
        int gm = sg_expr_gm(m->code, strlen(m->code));
        if (gm >= 0 && sg_region_has(p, region, m))
            map[gm / 8] |= (unsigned char)(1u << gm % 8);
    }
}

bool sg_expr_region(struct expr_compiler *c, const struct expr_subject *s)
{
    char text[NAME_MAX_BYTES + 1], form[NAME_MAX_BYTES + 1];
    size_t n;
    if (c->token.kind != TOKEN_WORD && c->token.kind != TOKEN_QUOTED)
        return sg_expr_expected(c, "a region");
    if (!sg_expr_content(c, &c->token, text, NAME_MAX_BYTES, &n))
        return false;
    text[n] = '\0';
    const char *region = find_region(c->profile, kind_of(s->field), text, form);
    if (!region)
        return no_region(c, s->field, text);
    unsigned char *map = sg_expr_map(c, &c->e->step[s->step]);
    if (!map)
        return false;
    fill(map, c->profile, region);
    return sg_expr_next(c);
}

/* ---- groups of codes ---- */

/* Every code of the list that belongs to the group becomes one of the words asked for. */
static bool add_group(struct expr_compiler *c, const struct expr_subject *s, const char *list,
                      const char *group, size_t n)
{
    const struct sg_code *code;
    for (size_t i = 0; (code = sg_code_at(c->profile, list, i)) != NULL; i++)
        if (sg_code_in_group(code, group, n) &&
            !sg_expr_add_word(c, &c->e->step[s->step], code->code, strlen(code->code)))
            return false;
    return true;
}

static bool no_group(struct expr_compiler *c, const char *list, const char *text)
{
    struct sg_near near;
    char kept[NAME_MAX_BYTES + 1];
    const struct sg_code *code;
    sg_near_begin(&near, text);
    for (size_t i = 0; (code = sg_code_at(c->profile, list, i)) != NULL; i++) {
        const char *part;
        size_t at = 0, n;
        while (sg_cell_part(code->groups, &at, &part, &n)) {
            char group[NAME_MAX_BYTES + 1] = "";
            memcpy(group, part, n < NAME_MAX_BYTES ? n : NAME_MAX_BYTES);
            const char *before = near.best;
            sg_near_offer(&near, group);
            if (near.best != before)
                near.best = memcpy(kept, group, sizeof group);
        }
    }
    return sg_expr_fault(c, &c->token, "%s is no group of the list %s%s%s%s",
                         sg_expr_show(c, &c->token).s, list, near.best ? "; did you mean " : "",
                         near.best ? near.best : "", near.best ? "?" : "");
}

bool sg_expr_group(struct expr_compiler *c, const struct expr_subject *s, const char *list)
{
    char text[NAME_MAX_BYTES + 1];
    size_t n;
    if (c->token.kind != TOKEN_WORD && c->token.kind != TOKEN_QUOTED)
        return sg_expr_expected(c, "a group of codes");
    if (!sg_expr_content(c, &c->token, text, NAME_MAX_BYTES, &n))
        return false;
    text[n] = '\0';
    if (!sg_group_exists(c->profile, list, text, n))
        return no_group(c, list, text);
    return add_group(c, s, list, text, n) && sg_expr_next(c);
}
