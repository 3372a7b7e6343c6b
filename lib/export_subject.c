/* SPDX-License-Identifier: EUPL-1.2 */
/* What is kept about one person, without what is about others. In doubt it stays here, and a human
 * is told so. */
#include "export_impl.h"

#include "match.h"

#include <stdlib.h>
#include <string.h>

struct sg_extract {
    struct sg_extract_opt opt;
    struct sg_buf text, near;
    size_t found, nearly;
};

/* Why something was left out: codes of the list extract-word. */
enum why { WHY_PERSONS, WHY_REPORTER, WHY_STAFF, WHY_TEXT, WHY_SHARED, WHY_POLICE, WHYS };
static const char *const why_code[WHYS] = {"others", "reporter", "staff",
                                           "texts",  "shared",   "police"};

/* Of the signal: what is about nobody in particular; and what is about the person only when nobody
 * else is in it. */
static const char *const always[] = {
    "received",    "municipality", "forms",        "handoffs.to", "handoffs.on", "handoffs.ground",
    "ground.avg6", "ground.avg9",  "ground.avg10", "restricted",  "closed.on"};
static const char *const alone[] = {"about",
                                    "subforms",
                                    "sector",
                                    "circumstances",
                                    "wants",
                                    "urgency",
                                    "conclusion.value",
                                    "conclusion.on",
                                    "care.provider",
                                    "care.start",
                                    "care.end",
                                    "criminal.taken_up",
                                    "criminal.complaint",
                                    "reflection.start",
                                    "b8.requested",
                                    "b8.granted"};
#define COUNT(a) (sizeof(a) / sizeof *(a))

static const char *word(const struct sg_extract *x, const char *code)
{
    return sg_label(x->opt.p, "extract-word", code, x->opt.lang);
}

/* ---- values in words ---- */

static void put_words(struct sg_extract *x, const struct sg_field *field, struct sg_val v)
{
    size_t start = x->text.n;
    sg_field_words(field, x->opt.p, x->opt.lang, v, &x->text);
    if (!x->text.failed)
        x->text.n = start + sg_list_flatten(x->text.p + start, x->text.n - start);
}

/* "  Label: a, b" for all values that a path reaches; nothing when there are none. */
static void put_path(struct sg_extract *x, const char *path, struct sg_val from, const char *within)
{
    const struct sg_field *field = sg_field(path, strlen(path), NULL);
    size_t skip = within ? strlen(within) + 1 : 0;
    struct sg_path way;
    struct sg_walk walk;
    struct sg_val v;
    bool first = true;
    if (!sg_path_make(&way, path + skip, strlen(path) - skip))
        return;
    sg_walk(&walk, &way, from);
    while (sg_walk_next(&walk, &v)) {
        if (first)
            sg_buf_fmt(&x->text, "  %s: ", sg_field_label(x->opt.p, field, x->opt.lang));
        else
            sg_buf_str(&x->text, ", ");
        first = false;
        put_words(x, field, v);
    }
    if (!first)
        sg_buf_char(&x->text, '\n');
}

static void put_person(struct sg_extract *x, struct sg_val person)
{
    long persons = sg_field_index(sg_field("persons", 7, NULL));
    for (size_t i = (size_t)persons + 1; i < sg_field_count; i++) {
        const struct sg_field *field = &sg_fields[i];
        if (strncmp(field->path, "persons.", 8) != 0)
            break;
        if (field->type != SG_T_GROUP && !(field->flags & (SG_F_DERIVED | SG_F_SHIELDED)))
            put_path(x, field->path, person, "persons");
    }
}

/* ---- one signal ---- */

static bool police(const struct sg_extract *x, struct sg_val origin)
{
    char code[48];
    size_t n = sg_val_text(origin, code, sizeof code);
    if (n == 0)
        return false;
    const struct sg_code *c = n <= sizeof code ? sg_code(x->opt.p, "origin", code, n) : NULL;
    return !c || sg_code_in_group(c, "wpg", 3);
}

static bool is_there(const struct sg_record *r, const char *name)
{
    return sg_record_get(r, name).kind != SG_ABSENT;
}

static void put_left(struct sg_extract *x, const bool left[WHYS])
{
    for (unsigned i = 0; i < WHYS; i++)
        if (left[i])
            sg_buf_fmt(&x->text, "  - %s\n", word(x, why_code[i]));
}

/* A member that the field table does not know, of the signal or of a group. */
static bool has_unknown(long group, struct sg_val object)
{
    struct sg_iter it = sg_iter(object);
    struct sg_val key, v;
    while (sg_iter_next(&it, &key, &v)) {
        char name[64];
        size_t n = sg_val_text(key, name, sizeof name);
        if (n > sizeof name || sg_field_child(group, name, n) < 0)
            return true;
    }
    return false;
}

/* What is in the signal and is not given. */
static void find_left(const struct sg_record *r, bool others, bool left[WHYS])
{
    left[WHY_PERSONS] = others;
    left[WHY_REPORTER] = is_there(r, "reporter");
    left[WHY_STAFF] = is_there(r, "by") || is_there(r, "owner");
    left[WHY_TEXT] = is_there(r, "text") || is_there(r, "steps") || is_there(r, "overrides") ||
                     is_there(r, "measures") || has_unknown(SG_TOP, sg_record_val(r));
}

static void begin(struct sg_extract *x, const struct sg_record *r)
{
    char id[48] = "";
    int64_t rev = 0;
    size_t n = sg_val_text(sg_record_get(r, "id"), id, sizeof id - 1);
    id[n < sizeof id ? n : 0] = '\0';
    sg_val_int(sg_record_get(r, "rev"), &rev);
    sg_buf_fmt(&x->text, "\n%s (%s %lld)\n", *id ? id : "-", word(x, "revision"), (long long)rev);
}

/* The persons of the signal who are the one, and how many are not. */
struct cast {
    struct sg_val them[16];
    size_t n, others;
};

static void put_signal(struct sg_extract *x, const struct sg_record *r, const struct cast *cast)
{
    bool left[WHYS] = {false};
    bool others = cast->others > 0;
    bool shared = others || is_there(r, "estimate") || is_there(r, "organisations");
    begin(x, r);
    find_left(r, others, left);
    if (police(x, sg_record_get(r, "origin"))) {
        left[WHY_POLICE] = true;
    } else {
        for (size_t i = 0; i < COUNT(always); i++)
            put_path(x, always[i], sg_record_val(r), NULL);
        for (size_t i = 0; i < COUNT(alone) && !shared; i++)
            put_path(x, alone[i], sg_record_val(r), NULL);
        left[WHY_SHARED] = shared || is_there(r, "places") || is_there(r, "vehicles") ||
                           is_there(r, "contacts") || is_there(r, "events");
        for (size_t i = 0; i < cast->n; i++) {
            left[WHY_TEXT] |=
                has_unknown(sg_field_index(sg_field("persons", 7, NULL)), cast->them[i]);
            if (police(x, sg_val_get(cast->them[i], "origin")))
                left[WHY_POLICE] = true;
            else
                put_person(x, cast->them[i]);
        }
    }
    sg_buf_fmt(&x->text, "  %s\n", word(x, "left-out"));
    put_left(x, left);
    x->found++;
}

static void put_near(struct sg_extract *x, const struct sg_record *r, size_t nth, const char *why)
{
    char id[48] = "";
    size_t n = sg_val_text(sg_record_get(r, "id"), id, sizeof id - 1);
    id[n < sizeof id ? n : 0] = '\0';
    sg_buf_fmt(&x->near, "  %s, %s %zu: %s\n", *id ? id : "-", word(x, "person"), nth, why);
    x->nearly++;
}

struct sg_extract *sg_extract(const struct sg_extract_opt *opt, struct sg_fault *f)
{
    struct sg_extract *x = calloc(1, sizeof *x);
    if (x)
        x->opt = *opt;
    else
        sg_fail(f, SG_R_MEMORY, "memory ran out");
    return x;
}

bool sg_extract_add(void *ctx, const struct sg_record *r, const struct sg_line *line,
                    struct sg_fault *f)
{
    struct sg_extract *x = ctx;
    struct cast cast = {.n = 0};
    struct sg_iter it = sg_iter(sg_record_get(r, "persons"));
    struct sg_val person;
    (void)line;
    for (size_t nth = 1; sg_iter_next(&it, NULL, &person); nth++) {
        const char *why;
        int score = sg_subject_is(x->opt.who, r, person, &why);
        if (score < 0)
            return sg_fail(f, SG_R_MEMORY, "memory ran out");
        if (score == 100 && cast.n < COUNT(cast.them))
            cast.them[cast.n++] = person;
        else
            cast.others++;
        if (score > 0 && score < 100)
            put_near(x, r, nth, why);
    }
    if (cast.n)
        put_signal(x, r, &cast);
    return (!x->text.failed && !x->near.failed) || sg_fail(f, SG_R_MEMORY, "memory ran out");
}

bool sg_extract_end(struct sg_extract *x, struct sg_out *out, size_t *found, size_t *near,
                    struct sg_fault *f)
{
    struct sg_buf head = {0};
    char today[32];
    sg_date_words(x->opt.today, x->opt.lang == SG_NL, today);
    sg_buf_fmt(&head, "%s\n%s: %s\n", word(x, "title"), word(x, "on"), today);
    if (!x->found)
        sg_buf_fmt(&head, "\n%s\n", word(x, "nothing"));
    bool ok = (!head.failed && !x->text.failed && !x->near.failed) ||
              sg_fail(f, SG_R_MEMORY, "memory ran out");
    if (ok) {
        sg_out_buf(out, &head);
        sg_out_buf(out, &x->text);
    }
    if (ok && x->nearly) {
        sg_out_str(out, "\n");
        sg_out_str(out, word(x, "near"));
        sg_out_str(out, "\n");
        sg_out_buf(out, &x->near);
    }
    if (found)
        *found = x->found;
    if (near)
        *near = x->nearly;
    sg_buf_free(&head);
    sg_buf_free(&x->text);
    sg_buf_free(&x->near);
    free(x);
    return ok;
}
