/* SPDX-License-Identifier: EUPL-1.2 */
/* The history of one signal: what each revision changed, in words. */
#include "export_impl.h"

#include "registry.h"

#include <stdlib.h>
#include <string.h>

struct history {
    const struct sg_history_opt *opt;
    struct sg_buf text;
};

static const char *label(const struct history *h, const struct sg_field *field)
{
    return sg_field_label(h->opt->p, field, h->opt->lang);
}

static void value(struct history *h, const struct sg_field *field, struct sg_val v)
{
    size_t start = h->text.n;
    if (field->flags & SG_F_SHIELDED) {
        sg_buf_str(&h->text, sg_label(h->opt->p, "word", "personal", h->opt->lang));
        return;
    }
    sg_field_words(field, h->opt->p, h->opt->lang, v, &h->text);
    if (!h->text.failed)
        h->text.n = start + sg_list_flatten(h->text.p + start, h->text.n - start);
}

/* In a group a label says again what the group is: "Stap: datum" is "datum" there. */
static const char *short_label(const struct history *h, const struct sg_field *field)
{
    const char *whole = label(h, field), *colon = strstr(whole, ": ");
    return colon ? colon + 2 : whole;
}

static bool same(struct sg_val a, struct sg_val b)
{
    if (!a.p || !b.p)
        return a.kind == b.kind;
    return a.kind == b.kind && a.n == b.n && !memcmp(a.p, b.p, a.n);
}

static void elements(struct history *h, long index, struct sg_val v);

/* What tells people nothing. */
static bool hashed(const struct sg_field *field)
{
    return !strcmp(field->path, "source.key") || !strcmp(field->path, "source.content") ||
           !strcmp(field->path, "erased.lines");
}

/* "Stap Vastleggen; datum 02-03-2024; door jdv"; without what `but` has too. */
static void members(struct history *h, long group, struct sg_val object, struct sg_val but)
{
    struct sg_iter it = sg_iter(object);
    struct sg_val key = {0}, v = {0};
    bool first = true;
    while (object.kind == SG_OBJECT && sg_iter_next(&it, &key, &v)) {
        long i = key.escaped ? -1 : sg_field_child(group, key.p, key.n);
        if (i < 0 || hashed(&sg_fields[i]) || same(v, sg_val_get(but, sg_field_leaf(i))))
            continue;
        if (!first)
            sg_buf_str(&h->text, "; ");
        first = false;
        sg_buf_str(&h->text, short_label(h, &sg_fields[i]));
        sg_buf_char(&h->text, ' ');
        elements(h, i, v);
    }
}

/* A value, all values of a list, or a group within a group. */
static void elements(struct history *h, long index, struct sg_val v)
{
    static const struct sg_val none;
    struct sg_iter it = sg_iter(v);
    struct sg_val e = {0};
    bool first = true;
    if (v.kind == SG_OBJECT) {
        sg_buf_char(&h->text, '(');
        members(h, index, v, none);
        sg_buf_char(&h->text, ')');
    } else if (v.kind != SG_ARRAY) {
        value(h, &sg_fields[index], v);
    }
    while (v.kind == SG_ARRAY && sg_iter_next(&it, NULL, &e)) {
        if (!first)
            sg_buf_str(&h->text, ", ");
        first = false;
        elements(h, index, e);
    }
}

static void either(struct history *h, long index, struct sg_val v, struct sg_val but)
{
    if (v.kind == SG_OBJECT)
        members(h, index, v, but);
    else
        elements(h, index, v);
}

/* "  + Stappen: Stap Vastleggen; ..."; of what was before only what is different now. */
static void line(struct history *h, char sign, long index, struct sg_val v, struct sg_val was)
{
    static const struct sg_val none;
    sg_buf_fmt(&h->text, "  %c %s: ", sign, label(h, &sg_fields[index]));
    either(h, index, v, none);
    size_t before = h->text.n;
    if (was.kind != SG_ABSENT) {
        sg_buf_str(&h->text, " (was: ");
        size_t opened = h->text.n;
        either(h, index, was, v);
        if (h->text.n == opened)
            h->text.n = before;
        else
            sg_buf_char(&h->text, ')');
    }
    sg_buf_char(&h->text, '\n');
}

/* ---- what differs ---- */

/* How often a value stands in a list, up to and with the element that begins at `until` (NULL:
 * all). */
static unsigned often(struct sg_val list, struct sg_val v, const char *until)
{
    struct sg_iter it = sg_iter(list);
    struct sg_val e = {0};
    unsigned n = 0;
    while (list.kind == SG_ARRAY && sg_iter_next(&it, NULL, &e)) {
        n += same(e, v);
        if (until && e.p == until)
            break;
    }
    return n;
}

/* The next element that the other list has not, or not so often. */
static bool next_new(struct sg_iter *it, struct sg_val list, struct sg_val other, struct sg_val *e)
{
    while (sg_iter_next(it, NULL, e))
        if (often(list, *e, e->p) > often(other, *e, NULL))
            return true;
    return false;
}

static unsigned count_new(struct sg_val list, struct sg_val other)
{
    struct sg_iter it = sg_iter(list);
    struct sg_val e = {0};
    unsigned n = 0;
    while (list.kind == SG_ARRAY && next_new(&it, list, other, &e))
        n++;
    return n;
}

/* As many elements gone as came: they were changed; else some came and some went. */
static void list_changed(struct history *h, long index, struct sg_val now, struct sg_val was)
{
    static const struct sg_val none;
    struct sg_iter a = sg_iter(now), b = sg_iter(was);
    struct sg_val e = {0}, old = {0};
    bool paired = sg_fields[index].type == SG_T_GROUP && count_new(now, was) == count_new(was, now);
    if (now.kind == SG_ARRAY)
        while (next_new(&a, now, was, &e)) {
            bool changed = paired && next_new(&b, was, now, &old);
            line(h, changed ? ' ' : '+', index, e, changed ? old : none);
        }
    if (!paired && was.kind == SG_ARRAY)
        while (next_new(&b, was, now, &old))
            line(h, '-', index, old, none);
}

static void member_changed(struct history *h, long index, struct sg_val now, struct sg_val was)
{
    static const struct sg_val none;
    bool list = sg_fields[index].flags & SG_F_LIST;
    if (same(now, was))
        return;
    if (list && now.kind != SG_OBJECT && was.kind != SG_OBJECT)
        list_changed(h, index, now, was);
    else if (now.kind == SG_ABSENT)
        line(h, '-', index, was, none);
    else
        line(h, was.kind == SG_ABSENT ? '+' : ' ', index, now, was);
}

/* Members that the table does not have: only that they changed, since nobody knows what they hold.
 */
static void unknown_changed(struct history *h, const struct sg_record *r,
                            const struct sg_record *other, char sign)
{
    struct sg_iter it = sg_iter(sg_record_val(r));
    struct sg_val key = {0}, v = {0};
    char name[64];
    while (sg_iter_next(&it, &key, &v)) {
        size_t n = sg_val_text(key, name, sizeof name - 1);
        if (n >= sizeof name - 1 || sg_field_child(SG_TOP, name, n) >= 0)
            continue;
        name[n] = '\0';
        struct sg_val there = other ? sg_record_get(other, name) : (struct sg_val){0};
        if (sign == '-' ? there.kind != SG_ABSENT : same(v, there))
            continue;
        sg_buf_fmt(&h->text, "  %c \"%.*s\"\n", there.kind == SG_ABSENT ? sign : ' ',
                   (int)sg_list_flatten(name, n), name);
    }
}

/* ---- revisions ---- */

static bool told(const struct sg_field *field)
{
    return !(field->flags & (SG_F_REGISTRY | SG_F_DERIVED)) || !strcmp(field->path, "erased");
}

static void head(struct history *h, const struct sg_record *r)
{
    struct sg_val by = sg_record_get(r, "by"), at = sg_record_get(r, "recorded");
    struct sg_date d;
    char time[6] = "", day[32];
    int64_t rev = 0;
    sg_val_int(sg_record_get(r, "rev"), &rev);
    sg_buf_fmt(&h->text, "%s %lld", label(h, sg_field("rev", 3, NULL)), (long long)rev);
    if (at.kind == SG_STRING && sg_date_typed(at.p, at.n, 0, &d, time)) {
        sg_date_words(d, h->opt->lang == SG_NL, day);
        sg_buf_fmt(&h->text, ", %s %s", day, time);
    }
    if (by.kind == SG_STRING) {
        sg_buf_str(&h->text, ", ");
        value(h, sg_field("by", 2, NULL), by);
    }
    sg_buf_char(&h->text, '\n');
}

static void revision(struct history *h, const struct sg_record *now, const struct sg_record *was)
{
    static const struct sg_val none;
    head(h, now);
    if (sg_signal_emptied(now)) {
        sg_buf_fmt(&h->text, "    %s\n", sg_label(h->opt->p, "word", "emptied", h->opt->lang));
        return;
    }
    for (size_t i = 0; i < sg_field_count; i++) {
        const char *path = sg_fields[i].path;
        if (sg_field_parent((long)i) == SG_TOP && told(&sg_fields[i]))
            member_changed(h, (long)i, sg_record_get(now, path),
                           was ? sg_record_get(was, path) : none);
    }
    unknown_changed(h, now, was, '+');
    if (was)
        unknown_changed(h, was, now, '-');
}

/* The revision as it may be seen: 1; 0: it may not; -1: *f. */
static int see(const struct history *h, const char *bytes, size_t n, struct sg_sight *sight,
               struct sg_record *r, struct sg_fault *f)
{
    if (!sg_record_read(r, bytes, n, f, NULL))
        return -1;
    return h->opt->viewer ? sg_share_see(h->opt->viewer, r, sight, f) : 1;
}

/* Two sights in turn: what was seen before is compared with what is seen now. */
static bool revisions(struct history *h, const struct sg_latest *l, const char *id,
                      struct sg_fault *f)
{
    struct sg_sight *sight = calloc(2, sizeof *sight);
    struct sg_record *record = calloc(2, sizeof *record), *was = NULL;
    int64_t last = 0, rev = 0;
    size_t n;
    bool ok = sight && record;
    if (!ok)
        sg_fail(f, SG_R_MEMORY, "memory ran out");
    sg_latest_line(l, id, strlen(id), 0, &n, &last);
    for (unsigned turn = 0; ok && ++rev <= last;) {
        const char *bytes = sg_latest_line(l, id, strlen(id), rev, &n, NULL);
        int shown = bytes ? see(h, bytes, n, &sight[turn], &record[turn], f) : 0;
        ok = shown >= 0;
        if (shown != 1)
            continue;
        struct sg_record *now = h->opt->viewer ? &sight[turn].record : &record[turn];
        revision(h, now, was);
        was = now;
        turn = !turn;
    }
    for (unsigned i = 0; sight && i < 2; i++)
        sg_sight_free(&sight[i]);
    free(sight);
    free(record);
    return ok && (!h->text.failed || sg_fail(f, SG_R_MEMORY, "memory ran out"));
}

static bool find(const struct sg_history_opt *opt, const char *path, const char *id,
                 struct sg_latest *l, struct sg_fault *f)
{
    char near[SG_ID_MAX];
    size_t n;
    if (!l || !sg_latest_want(l, id, strlen(id), true))
        return sg_fail(f, SG_R_MEMORY, "memory ran out");
    if (!sg_latest_read(l, path, opt->line_max, opt->threads, f))
        return false;
    if (sg_latest_line(l, id, strlen(id), 0, &n, NULL))
        return true;
    if (!sg_registry_near(path, opt->line_max, opt->threads, id, near, f))
        return false;
    return sg_fail(f, SG_R_UNKNOWN_ID, "no signal with that id%s%s%s",
                   *near ? "; did you mean " : "", near, *near ? "?" : "");
}

bool sg_history_write(const struct sg_history_opt *opt, const char *path, const char *id,
                      struct sg_out *out, struct sg_fault *f)
{
    struct history h = {.opt = opt};
    struct sg_latest *l = sg_latest_new();
    bool ok = find(opt, path, id, l, f);
    if (ok)
        sg_buf_fmt(&h.text, "%s\n", id);
    ok = ok && revisions(&h, l, id, f);
    if (ok)
        sg_out_buf(out, &h.text);
    sg_buf_free(&h.text);
    sg_latest_free(l);
    return ok;
}
