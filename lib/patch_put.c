/* SPDX-License-Identifier: EUPL-1.2 */
/* Putting the values of a change where they belong. */
#include "patch_impl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool no_memory(struct sg_patch *x)
{
    return sg_fail(x->f, SG_R_MEMORY, "memory ran out");
}

bool sg_patch_read(struct sg_patch *x)
{
    return sg_record_read(x->scratch, x->object.p, x->object.n, x->f, NULL);
}

/* ---- places ---- */

/* What a path of the table is called in this signal: "persons[2].consent", with [item] behind it
 * when item is not 0. */
struct place {
    char text[96];
    struct sg_spot spot;
};

static bool place(struct sg_patch *x, const char *path, unsigned person, unsigned item,
                  const char *leaf, struct place *at)
{
    static const char persons[] = "persons.";
    size_t cut = person ? sizeof persons - 1 : 0;
    int n = person ? snprintf(at->text, sizeof at->text, "persons[%u].%s", person, path + cut)
                   : snprintf(at->text, sizeof at->text, "%s", path);
    if (item)
        n += snprintf(at->text + n, sizeof at->text - (size_t)n, "[%u]", item);
    if (leaf)
        n += snprintf(at->text + n, sizeof at->text - (size_t)n, ".%s", leaf);
    return sg_spot_parse(&at->spot, at->text, (size_t)n, x->f);
}

static unsigned count(struct sg_val list)
{
    struct sg_iter it = sg_iter(list);
    struct sg_val v = {0};
    unsigned n = 0;
    while (list.kind == SG_ARRAY && sg_iter_next(&it, NULL, &v))
        n++;
    return n;
}

/* Which person a change is about; 0: *x->f. */
static unsigned person_of(struct sg_patch *x)
{
    const char *text = sg_change_get(x->c, SG_PART_PERSON);
    unsigned persons = count(sg_record_get(x->now, "persons"));
    char *end = NULL;
    unsigned long n = *text ? strtoul(text, &end, 10) : persons == 1;
    if (persons == 0)
        sg_fail(x->f, SG_R_MISSING_FIELD,
                "the signal has no person that this could be about; add one first, as in --set "
                "'persons[1].roles=victim'");
    else if ((end && *end) || n < 1 || n > persons)
        sg_fail(x->f, SG_R_BAD_VALUE,
                "the signal has %u persons: say which one it is about (--person 1 to %u)", persons,
                persons);
    else
        return (unsigned)n;
    return 0;
}

/* ---- values ---- */

static bool typed(struct sg_patch *x, const struct sg_field *field, const char *text, size_t n,
                  struct sg_buf *out)
{
    struct sg_typed_opt opt = {
        .on = x->received, .today = x->opt->today, .allow_bsn = x->opt->allow_bsn};
    size_t at = out->n;
    if (!sg_field_typed(field, x->p, text, n, &opt, out, x->f))
        return false;
    if (out->failed)
        return no_memory(x);
    return sg_patch_dated(x, field, out->p + at, out->n - at);
}

/* The text of a slot: given, or what stands in for it; "" when it is left out. */
static const char *text_of(const struct sg_patch *x, const struct sg_slot *slot, char iso[11])
{
    const char *text = sg_change_get(x->c, slot->part);
    if (*text)
        return text;
    if (slot->flags & SG_SLOT_AUTHOR)
        return x->opt->author;
    if (slot->flags & SG_SLOT_YES)
        return "yes";
    const char *first = sg_change_get(x->c, x->verb->slot[0].part);
    struct sg_fault none;
    const struct sg_code *word =
        *first ? sg_code_typed(x->p, "yesno", first, strlen(first), false, &none) : NULL;
    bool yes = !*first || (word && !strcmp(word->code, "yes"));
    if (!(slot->flags & SG_SLOT_TODAY) || (slot->flags & SG_SLOT_IF_YES && !yes))
        return "";
    sg_date_write(x->opt->today, iso);
    return iso;
}

/* The value of a slot as JSON; nothing when it is left out. */
static bool value_of(struct sg_patch *x, const struct sg_slot *slot, struct sg_buf *out)
{
    char iso[11];
    const char *text = text_of(x, slot, iso);
    return !*text || typed(x, sg_slot_field(x->verb, slot), text, strlen(text), out);
}

/* {"step":"receipt","on":"2024-03-01"} */
static bool make_element(struct sg_patch *x, struct sg_buf *out)
{
    struct sg_buf value = {0};
    bool ok = true;
    sg_buf_char(out, '{');
    for (const struct sg_slot *s = x->verb->slot; ok && s < x->verb->slot + SG_SLOTS && s->leaf;
         s++) {
        sg_buf_clear(&value);
        ok = value_of(x, s, &value);
        if (!ok || !value.n)
            continue;
        if (out->n > 1)
            sg_buf_char(out, ',');
        sg_json_text(out, s->leaf, strlen(s->leaf));
        sg_buf_char(out, ':');
        sg_buf_add(out, value.p, value.n);
    }
    sg_buf_char(out, '}');
    ok = ok && (!(out->failed || value.failed) || no_memory(x));
    sg_buf_free(&value);
    return ok;
}

static bool check_made(struct sg_patch *x, struct sg_val made)
{
    const char *group = x->verb->group;
    return sg_group_check(sg_field(group, strlen(group), NULL), made, x->f) &&
           sg_patch_rules(x, made);
}

/* ---- kinds of changes ---- */

static bool raw_same(struct sg_val a, struct sg_val b)
{
    if (a.kind != b.kind || a.kind == SG_ABSENT)
        return a.kind == b.kind;
    return a.n == b.n && memcmp(a.p, b.p, a.n) == 0;
}

bool sg_patch_replace(struct sg_patch *x, const struct sg_spot *s, const char *json, size_t n)
{
    int64_t rev = 0;
    if (x->base && !raw_same(sg_spot_get(s, x->base), sg_spot_get(s, x->now))) {
        sg_val_int(sg_record_get(x->base, "rev"), &rev);
        return sg_fail(x->f, SG_R_CONFLICT,
                       "%.*s was changed after revision %lld: look at it (sig-export --history) "
                       "and decide again",
                       (int)s->text_n, s->text, (long long)rev);
    }
    return json ? sg_spot_put(s, &x->object, json, n, x->f) : sg_spot_drop(s, &x->object, x->f);
}

static bool there_already(struct sg_val list, const struct sg_buf *made)
{
    struct sg_iter it = sg_iter(list);
    struct sg_val v = {0};
    while (made->n && list.kind == SG_ARRAY && sg_iter_next(&it, NULL, &v)) {
        struct sg_val raw = sg_val_raw(v);
        if (raw.n == made->n && memcmp(raw.p, made->p, raw.n) == 0)
            return true;
    }
    return false;
}

static bool add(struct sg_patch *x, unsigned person)
{
    struct sg_buf made = {0};
    struct place at;
    bool ok = make_element(x, &made) &&
              check_made(x, (struct sg_val){made.p, made.n, SG_OBJECT, false}) &&
              place(x, x->verb->group, person, 0, NULL, &at);
    struct sg_val list = ok ? sg_spot_get(&at.spot, x->now) : (struct sg_val){0};
    bool there = ok && !x->opt->again && there_already(list, &made);
    if (there && !x->c->assigns)
        ok = sg_fail(x->f, SG_R_PRESENT,
                     "the signal says so already (--again when it happened once more)");
    if (ok && !there)
        ok = place(x, x->verb->group, person, count(list) + 1, NULL, &at) &&
             sg_spot_put(&at.spot, &x->object, made.p, made.n, x->f);
    sg_buf_free(&made);
    return ok;
}

static bool whole(struct sg_patch *x)
{
    struct sg_buf made = {0};
    struct place at;
    bool ok = make_element(x, &made) &&
              check_made(x, (struct sg_val){made.p, made.n, SG_OBJECT, false}) &&
              place(x, x->verb->group, 0, 0, NULL, &at) &&
              sg_patch_replace(x, &at.spot, made.p, made.n);
    sg_buf_free(&made);
    return ok;
}

/* Puts the members of a group, but the first `skip` slots, and looks at the group then. */
static bool put(struct sg_patch *x, unsigned person, unsigned item, size_t skip)
{
    struct sg_buf value = {0};
    struct place at;
    bool ok = true;
    for (const struct sg_slot *s = x->verb->slot + skip;
         ok && s < x->verb->slot + SG_SLOTS && s->leaf; s++) {
        sg_buf_clear(&value);
        ok = value_of(x, s, &value) &&
             (!value.n || (place(x, x->verb->group, person, item, s->leaf, &at) &&
                           sg_patch_replace(x, &at.spot, value.p, value.n)));
    }
    sg_buf_free(&value);
    return ok && sg_patch_read(x) && place(x, x->verb->group, person, item, NULL, &at) &&
           check_made(x, sg_spot_get(&at.spot, x->scratch));
}

/* ---- what an answer, an end, an objection is to ---- */

static bool is_open(const struct sg_verb *v, struct sg_val element)
{
    struct sg_val closing = sg_val_get(element, v->slot[1].leaf);
    return closing.kind == SG_ABSENT || sg_val_is(closing, "pending");
}

/* The last open element with this value, else the last with it; 0: none. */
static unsigned find(const struct sg_verb *v, struct sg_val list, const struct sg_buf *value)
{
    struct sg_iter it = sg_iter(list);
    struct sg_val e = {0};
    unsigned i = 0, last = 0, open = 0;
    while (list.kind == SG_ARRAY && sg_iter_next(&it, NULL, &e)) {
        struct sg_val is = sg_val_raw(sg_val_get(e, v->slot[0].leaf));
        i++;
        if (value->n && (is.n != value->n || memcmp(is.p, value->p, is.n) != 0))
            continue;
        last = i;
        if (is_open(v, e))
            open = i;
    }
    return open ? open : value->n ? last : 0;
}

static bool none_made(struct sg_patch *x, struct sg_val list)
{
    struct sg_iter it = sg_iter(list);
    struct sg_val e = {0};
    char made[160] = "";
    size_t n = 0;
    while (list.kind == SG_ARRAY && sg_iter_next(&it, NULL, &e) && n < sizeof made - 50) {
        struct sg_val is = sg_val_get(e, x->verb->slot[0].leaf);
        if (is.kind == SG_STRING && is.n < 40 && (is_open(x->verb, e) || x->verb->slot[0].flags))
            n += (size_t)snprintf(made + n, sizeof made - n, "%s%.*s", n ? ", " : "", (int)is.n,
                                  is.p);
    }
    return sg_fail(x->f, SG_R_NEVER_MADE, "no such thing is recorded in %s; recorded is: %s",
                   x->verb->group, n ? made : "nothing");
}

static bool match(struct sg_patch *x)
{
    struct sg_buf value = {0};
    struct sg_val list = sg_record_get(x->now, x->verb->group);
    if (!value_of(x, &x->verb->slot[0], &value)) {
        sg_buf_free(&value);
        return false;
    }
    unsigned item = find(x->verb, list, &value);
    sg_buf_free(&value);
    return item ? put(x, 0, item, 1) : none_made(x, list);
}

/* ---- case, reopen, restrict ---- */

/* Adds a value to a list of texts or dates, unless it is there. */
static bool append(struct sg_patch *x, const char *path, const struct sg_buf *value)
{
    struct place at;
    if (value->failed)
        return no_memory(x);
    if (!sg_patch_read(x) || !place(x, path, 0, 0, NULL, &at))
        return false;
    struct sg_val list = sg_spot_get(&at.spot, x->scratch);
    return there_already(list, value) ||
           (place(x, path, 0, count(list) + 1, NULL, &at) &&
            sg_spot_put(&at.spot, &x->object, value->p, value->n, x->f));
}

static bool link_case(struct sg_patch *x)
{
    struct place at;
    struct sg_buf value = {0};
    bool ok = value_of(x, &x->verb->slot[0], &value);
    if (ok && value.n)
        ok = place(x, "case.number", 0, 0, NULL, &at) &&
             sg_patch_replace(x, &at.spot, value.p, value.n);
    for (size_t i = 0; ok && i < x->opt->other_count; i++) {
        sg_buf_clear(&value);
        sg_json_text(&value, x->opt->others[i], strlen(x->opt->others[i]));
        ok = append(x, "case.related", &value);
    }
    sg_buf_free(&value);
    return ok;
}

static bool reopen(struct sg_patch *x)
{
    struct sg_buf value = {0};
    struct place at;
    struct sg_date on, closed;
    struct sg_val was = sg_val_get(sg_record_get(x->now, "closed"), "on");
    bool ok = sg_record_get(x->now, "closed").kind == SG_OBJECT ||
              sg_fail(x->f, SG_R_PRESENT, "it is not closed");
    ok = ok && value_of(x, &x->verb->slot[0], &value);
    if (ok && was.kind == SG_STRING && sg_date_parse(was.p, was.n, &closed) &&
        sg_date_parse(value.p + 1, value.n - 2, &on) && sg_date_before(on, closed) == SG_YES)
        ok = sg_fail(x->f, SG_R_BAD_VALUE, "it was closed on %.*s: it cannot be reopened before",
                     (int)was.n, was.p);
    ok = ok && place(x, "closed", 0, 0, NULL, &at) && sg_patch_replace(x, &at.spot, NULL, 0) &&
         append(x, "reopened", &value);
    sg_buf_free(&value);
    return ok;
}

static bool restrict_to(struct sg_patch *x, bool yes)
{
    struct place at;
    const char *json = yes ? "\"yes\"" : "\"no\"";
    if (!yes && !sg_val_is(sg_record_get(x->now, "restricted"), "yes"))
        return sg_fail(x->f, SG_R_PRESENT, "it is not restricted");
    return place(x, "restricted", 0, 0, NULL, &at) &&
           sg_patch_replace(x, &at.spot, json, strlen(json));
}

bool sg_patch_do(struct sg_patch *x)
{
    unsigned person = 0;
    if (!x->verb)
        return true;
    if (x->verb->flags & SG_VERB_PERSON && !(person = person_of(x)))
        return false;
    switch (x->verb->kind) {
    case SG_VERB_ADD:
        return add(x, person);
    case SG_VERB_WHOLE:
        return whole(x);
    case SG_VERB_PUT:
        return put(x, person, 0, 0);
    case SG_VERB_MATCH:
        return match(x);
    case SG_VERB_LINK:
        return link_case(x);
    case SG_VERB_REOPEN:
        return reopen(x);
    case SG_VERB_RESTRICT:
        return restrict_to(x, true);
    case SG_VERB_LIFT:
        return restrict_to(x, false);
    }
    return false;
}
