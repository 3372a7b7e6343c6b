/* SPDX-License-Identifier: EUPL-1.2 */
/* What each change does to which members. */
#include "patch_impl.h"

#include <stdio.h>
#include <string.h>

#define NEED SG_SLOT_NEED
#define TODAY SG_SLOT_TODAY
#define AUTHOR SG_SLOT_AUTHOR
#define YES SG_SLOT_YES
#define IF_YES SG_SLOT_IF_YES
#define WHAT SG_PART_WHAT
#define VALUE SG_PART_VALUE
#define ON SG_PART_ON
#define BY SG_PART_TAKEN_BY
#define BECAUSE SG_PART_BECAUSE

/* In the order of the list "change" of codes.csv. */
static const struct sg_verb verbs[] = {
    {"step",
     "steps",
     SG_VERB_ADD,
     0,
     {{WHAT, "step", NEED},
      {ON, "on", TODAY},
      {BY, "by", AUTHOR},
      {BECAUSE, "because", 0},
      {SG_PART_ORIGIN, "origin", 0}}},
    {"conclude",
     "conclusion",
     SG_VERB_WHOLE,
     0,
     {{WHAT, "value", NEED},
      {ON, "on", TODAY},
      {BY, "by", AUTHOR},
      {SG_PART_ESTABLISHED_BY, "established_by", 0}}},
    {"handoff",
     "handoffs",
     SG_VERB_ADD,
     0,
     {{WHAT, "to", NEED}, {ON, "on", TODAY}, {SG_PART_GROUND, "ground", 0}}},
    {"answer",
     "handoffs",
     SG_VERB_MATCH,
     0,
     {{WHAT, "to", NEED}, {VALUE, "answer", NEED}, {ON, "answered", TODAY}}},
    {"override",
     "overrides",
     SG_VERB_ADD,
     0,
     {{WHAT, "to", NEED},
      {VALUE, "choice", NEED},
      {ON, "on", TODAY},
      {BY, "by", AUTHOR},
      {BECAUSE, "because", NEED}}},
    {"care-start", "care", SG_VERB_ADD, 0, {{WHAT, "provider", NEED}, {ON, "start", TODAY}}},
    {"care-end", "care", SG_VERB_MATCH, 0, {{WHAT, "provider", 0}, {ON, "end", TODAY}}},
    {"shelter-requested",
     "persons.shelter",
     SG_VERB_PUT,
     SG_VERB_PERSON,
     {{ON, "requested", TODAY}}},
    {"shelter-placed", "persons.shelter", SG_VERB_PUT, SG_VERB_PERSON, {{ON, "placed", TODAY}}},
    {"shelter-refused",
     "persons.shelter",
     SG_VERB_PUT,
     SG_VERB_PERSON,
     {{ON, "refused", TODAY}, {BECAUSE, "because", NEED}}},
    {"complaint",
     "criminal",
     SG_VERB_PUT,
     0,
     {{WHAT, "complaint", YES}, {ON, "complaint_on", TODAY | IF_YES}}},
    {"taken-up",
     "criminal",
     SG_VERB_PUT,
     0,
     {{WHAT, "taken_up", YES}, {ON, "taken_up_on", TODAY | IF_YES}}},
    {"arrest", "criminal", SG_VERB_PUT, 0, {{WHAT, "arrest", YES}}},
    {"criminal-end", "criminal", SG_VERB_PUT, 0, {{ON, "ended", TODAY}}},
    {"reflection",
     "reflection",
     SG_VERB_WHOLE,
     0,
     {{ON, "start", NEED}, {WHAT, "kind", 0}, {SG_PART_GRANTED, "granted", 0}}},
    {"b8-requested", "b8", SG_VERB_PUT, 0, {{ON, "requested", TODAY}, {SG_PART_BASIS, "basis", 0}}},
    {"b8-granted", "b8", SG_VERB_PUT, 0, {{ON, "granted", TODAY}, {SG_PART_BASIS, "basis", 0}}},
    {"measure",
     "measures",
     SG_VERB_ADD,
     0,
     {{WHAT, "kind", NEED},
      {SG_PART_ARTICLE, "article", 0},
      {ON, "on", TODAY},
      {SG_PART_OBJECT, "object", 0},
      {SG_PART_UNTIL, "until", 0},
      {SG_PART_OBJECTION, "objection", 0},
      {SG_PART_BARRIER, "barrier", 0}}},
    {"objection", "measures", SG_VERB_MATCH, 0, {{WHAT, "kind", NEED}, {VALUE, "objection", YES}}},
    {"event",
     "events",
     SG_VERB_ADD,
     SG_VERB_NUMBERED,
     {{WHAT, "kind", NEED}, {ON, "on", TODAY}, {SG_PART_NUMBER, "number", 0}}},
    {"consent",
     "persons.consent",
     SG_VERB_ADD,
     SG_VERB_PERSON | SG_VERB_CLOSED,
     {{WHAT, "for", NEED}, {VALUE, "given", NEED}, {ON, "on", TODAY}}},
    {"case", "case", SG_VERB_LINK, 0, {{WHAT, "number", 0}}},
    {"reference",
     "case.references",
     SG_VERB_ADD,
     0,
     {{WHAT, "partner", NEED}, {VALUE, "number", NEED}}},
    {"feedback", "feedback", SG_VERB_ADD, 0, {{ON, "on", TODAY}, {BY, "by", AUTHOR}}},
    {"close", "closed", SG_VERB_WHOLE, 0, {{ON, "on", TODAY}, {WHAT, "because", NEED}}},
    {"reopen", "reopened", SG_VERB_REOPEN, SG_VERB_CLOSED, {{ON, NULL, TODAY}}},
    {"restrict",
     "restricted",
     SG_VERB_RESTRICT,
     SG_VERB_CLOSED | SG_VERB_LIMITED,
     {{WHAT, NULL, 0}}},
    {"lift", "restricted", SG_VERB_LIFT, SG_VERB_CLOSED | SG_VERB_LIMITED, {{WHAT, NULL, 0}}},
};

const char *const sg_part_names[SG_PARTS] = {
    [SG_PART_ID] = "id",
    [SG_PART_CASE] = "case",
    [SG_PART_BASE] = "base-rev",
    [SG_PART_DO] = "do",
    [SG_PART_WHAT] = "what",
    [SG_PART_VALUE] = "value",
    [SG_PART_ON] = "on",
    [SG_PART_TAKEN_BY] = "taken-by",
    [SG_PART_BECAUSE] = "because",
    [SG_PART_GROUND] = "ground",
    [SG_PART_ESTABLISHED_BY] = "established-by",
    [SG_PART_PERSON] = "person",
    [SG_PART_ORIGIN] = "origin",
    [SG_PART_ARTICLE] = "article",
    [SG_PART_OBJECT] = "object",
    [SG_PART_UNTIL] = "until",
    [SG_PART_OBJECTION] = "objection",
    [SG_PART_BARRIER] = "barrier",
    [SG_PART_NUMBER] = "number",
    [SG_PART_GRANTED] = "granted",
    [SG_PART_BASIS] = "basis",
};

const struct sg_verb *sg_verb_typed(const struct sg_profile *p, const char *text,
                                    struct sg_fault *f)
{
    struct sg_fault none;
    const struct sg_code *c = sg_code_typed(p, "change", text, strlen(text), true, f ? f : &none);
    for (size_t i = 0; c && i < sizeof verbs / sizeof *verbs; i++)
        if (!strcmp(verbs[i].name, c->code))
            return &verbs[i];
    if (c)
        sg_fail(f, SG_R_BAD_CODE, "\"%s\" is a change that no program makes", c->code);
    return NULL;
}

enum sg_part sg_part_typed(const struct sg_profile *p, const char *text, size_t n,
                           struct sg_fault *f)
{
    struct sg_fault none;
    const struct sg_code *c = sg_code_typed(p, "change-part", text, n, true, f ? f : &none);
    unsigned i = 0;
    while (c && i < SG_PARTS && strcmp(sg_part_names[i], c->code) != 0)
        i++;
    if (c && i == SG_PARTS)
        sg_fail(f, SG_R_BAD_CODE, "\"%s\" is no part of a change", c->code);
    return c ? (enum sg_part)i : SG_PARTS;
}

const struct sg_slot *sg_verb_slot(const struct sg_verb *v, enum sg_part part)
{
    for (const struct sg_slot *s = v->slot; s < v->slot + SG_SLOTS && (s->leaf || s == v->slot);
         s++)
        if (s->part == part)
            return s;
    return NULL;
}

const struct sg_field *sg_slot_field(const struct sg_verb *v, const struct sg_slot *slot)
{
    char path[80];
    int n = slot->leaf ? snprintf(path, sizeof path, "%s.%s", v->group, slot->leaf)
                       : snprintf(path, sizeof path, "%s", v->group);
    return sg_field(path, (size_t)n, NULL);
}

bool sg_part_personal(const struct sg_profile *p, const struct sg_change *c, enum sg_part part)
{
    const char *name = sg_change_get(c, SG_PART_DO);
    const struct sg_verb *v = *name ? sg_verb_typed(p, name, NULL) : NULL;
    const struct sg_slot *slot = v ? sg_verb_slot(v, part) : NULL;
    const struct sg_field *field = slot ? sg_slot_field(v, slot) : NULL;
    return field && field->flags & SG_F_PERSONAL;
}

/* ---- is it whole? ---- */

static bool addresses(enum sg_part part)
{
    return part == SG_PART_ID || part == SG_PART_CASE || part == SG_PART_BASE || part == SG_PART_DO;
}

static bool stray(const struct sg_verb *v, enum sg_part part)
{
    if (addresses(part) || (part == SG_PART_PERSON && v->flags & SG_VERB_PERSON))
        return false;
    const struct sg_slot *slot = sg_verb_slot(v, part);
    return !slot || (!slot->leaf && v->kind != SG_VERB_REOPEN);
}

/* The parts that a change takes, for a message. */
static void parts_of(const struct sg_verb *v, char out[160])
{
    size_t n = 0;
    for (const struct sg_slot *s = v->slot; s < v->slot + SG_SLOTS; s++)
        if (!stray(v, s->part) && (s->leaf || s == v->slot))
            n += (size_t)snprintf(out + n, 160 - n, "%s%s", n ? ", " : "", sg_part_names[s->part]);
    if (v->flags & SG_VERB_PERSON)
        n += (size_t)snprintf(out + n, 160 - n, ", person");
    if (!n)
        snprintf(out, 160, "no other part");
}

static bool nothing_astray(const struct sg_change *c, const struct sg_verb *v, struct sg_fault *f)
{
    char takes[160];
    for (unsigned i = 0; i < SG_PARTS; i++) {
        enum sg_part part = (enum sg_part)i;
        if (!*sg_change_get(c, part) || !stray(v, part))
            continue;
        parts_of(v, takes);
        return sg_fail(f, SG_R_USAGE, "\"%s\" does not belong to %s, which takes: %s",
                       sg_part_names[i], v->name, takes);
    }
    return true;
}

static bool lacks(const struct sg_verb *v, const struct sg_slot *s, struct sg_fault *f)
{
    const struct sg_field *field = sg_slot_field(v, s);
    return sg_fail(f, SG_R_MISSING_FIELD, "%s needs \"%s\": %s%s%s", v->name,
                   sg_part_names[s->part], field->path, field->codes ? ", of the list " : "",
                   field->codes ? field->codes : "");
}

static bool all_there(const struct sg_change *c, const struct sg_verb *v, struct sg_fault *f)
{
    for (const struct sg_slot *s = v->slot; s < v->slot + SG_SLOTS && s->leaf; s++)
        if (s->flags & SG_SLOT_NEED && !*sg_change_get(c, s->part))
            return lacks(v, s, f);
    return true;
}

/* Only values by path: parts would mean nothing. */
static bool only_values(const struct sg_change *c, struct sg_fault *f)
{
    for (unsigned i = 0; i < SG_PARTS; i++)
        if (*sg_change_get(c, (enum sg_part)i) && !addresses((enum sg_part)i))
            return sg_fail(f, SG_R_USAGE, "\"%s\" goes with a change (step, handoff, close, ...)",
                           sg_part_names[i]);
    return c->assigns ||
           sg_fail(f, SG_R_MISSING_FIELD,
                   "nothing to be changed is named: a change (step, handoff, close, ...) or -s");
}

bool sg_change_check(const struct sg_change *c, const struct sg_profile *p, size_t ids,
                     struct sg_fault *f)
{
    const char *name = sg_change_get(c, SG_PART_DO);
    struct sg_spot s;
    for (size_t i = 0; i < c->assigns; i++) {
        const char *path = c->text.p + c->assign[i].path;
        if (!sg_spot_parse(&s, path, strlen(path), f))
            return false;
    }
    if (!*name)
        return only_values(c, f);
    const struct sg_verb *v = sg_verb_typed(p, name, f);
    if (!v || !nothing_astray(c, v, f) || !all_there(c, v, f))
        return false;
    if (v->flags & SG_VERB_NUMBERED && ids > 1 && !*sg_change_get(c, SG_PART_NUMBER))
        return sg_fail(f, SG_R_MISSING_FIELD,
                       "one %s of several signals needs its number, so that it counts once",
                       v->name);
    if (v->kind == SG_VERB_LINK && ids < 2 && !*sg_change_get(c, SG_PART_WHAT))
        return sg_fail(f, SG_R_MISSING_FIELD,
                       "a case needs its number, or the signals that belong together: ID,ID");
    return true;
}

bool sg_change_links(const struct sg_change *c, const struct sg_profile *p)
{
    const char *name = sg_change_get(c, SG_PART_DO);
    const struct sg_verb *v = *name ? sg_verb_typed(p, name, NULL) : NULL;
    return v && v->kind == SG_VERB_LINK;
}
