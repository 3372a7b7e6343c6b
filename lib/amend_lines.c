/* SPDX-License-Identifier: EUPL-1.2 */
/* Lines of JSON as changes. */
#include "amend_impl.h"

#include <stdlib.h>
#include <string.h>

/* Appends the text of a string or a number, of a list its elements with ',' between. */
static bool text_of(struct sg_val v, struct sg_buf *out, struct sg_fault *f)
{
    struct sg_iter it = sg_iter(v);
    struct sg_val e = {0};
    size_t start = out->n;
    if (v.kind == SG_STRING)
        sg_val_text_buf(v, out);
    else if (v.kind == SG_NUMBER)
        sg_json_raw(out, v);
    else if (v.kind != SG_ARRAY)
        return sg_fail(f, SG_R_BAD_FIELD, "must be a text, a number, or a list of them");
    while (v.kind == SG_ARRAY && sg_iter_next(&it, NULL, &e)) {
        if (out->n > start)
            sg_buf_char(out, ',');
        if (e.kind == SG_ARRAY || !text_of(e, out, f))
            return sg_fail(f, SG_R_BAD_FIELD, "must be a list of texts or numbers");
    }
    return !out->failed || sg_fail(f, SG_R_MEMORY, "memory ran out");
}

/* {"owner":"jdv","forms":["labour"]} */
static bool assigns(struct sg_change *c, enum sg_assign_how how, struct sg_val object,
                    struct sg_fault *f)
{
    struct sg_iter it = sg_iter(object);
    struct sg_val key = {0}, v = {0};
    struct sg_buf path = {0}, text = {0};
    bool ok = object.kind == SG_OBJECT ||
              sg_fail(f, SG_R_BAD_FIELD, "\"set\" and \"add\" are objects: {\"owner\":\"jdv\"}");
    while (ok && sg_iter_next(&it, &key, &v)) {
        sg_buf_clear(&path);
        sg_buf_clear(&text);
        sg_val_text_buf(key, &path);
        ok = text_of(v, &text, f) &&
             sg_change_assign(c, how, sg_buf_text(&path), path.n, sg_buf_text(&text), text.n, f);
    }
    sg_buf_free(&path);
    sg_buf_free(&text);
    return ok;
}

static bool unsets(struct sg_change *c, struct sg_val list, struct sg_fault *f)
{
    struct sg_iter it = sg_iter(list);
    struct sg_val v = {0};
    struct sg_buf path = {0};
    bool ok =
        list.kind == SG_ARRAY || sg_fail(f, SG_R_BAD_FIELD, "\"unset\" is a list: [\"owner\"]");
    while (ok && sg_iter_next(&it, NULL, &v)) {
        sg_buf_clear(&path);
        ok = text_of(v, &path, f) &&
             sg_change_assign(c, SG_ASSIGN_UNSET, sg_buf_text(&path), path.n, "", 0, f);
    }
    sg_buf_free(&path);
    return ok;
}

static bool part(const struct sg_amend *a, struct sg_change *c, struct sg_val key, struct sg_val v,
                 struct sg_fault *f)
{
    char name[64];
    struct sg_buf text = {0};
    size_t n = sg_val_text(key, name, sizeof name);
    enum sg_part part = n <= sizeof name ? sg_part_typed(a->cli->profile, name, n, f) : SG_PARTS;
    if (n > sizeof name)
        return sg_fail(f, SG_R_BAD_CODE, "a name that is no part of a change");
    bool ok = part != SG_PARTS && text_of(v, &text, f) &&
              (sg_change_put(c, part, sg_buf_text(&text), text.n) ||
               sg_fail(f, SG_R_MEMORY, "memory ran out"));
    sg_buf_free(&text);
    return ok;
}

static bool read_change(const struct sg_amend *a, struct sg_change *c, const struct sg_record *r,
                        struct sg_fault *f)
{
    struct sg_iter it = sg_iter(sg_record_val(r));
    struct sg_val key = {0}, v = {0};
    bool ok = true;
    while (ok && sg_iter_next(&it, &key, &v)) {
        if (sg_val_is(key, "set"))
            ok = assigns(c, SG_ASSIGN_SET, v, f);
        else if (sg_val_is(key, "add"))
            ok = assigns(c, SG_ASSIGN_ADD, v, f);
        else if (sg_val_is(key, "unset"))
            ok = unsets(c, v, f);
        else
            ok = part(a, c, key, v, f);
    }
    return ok;
}

static void take(struct sg_amend *a, const struct sg_line *line, const struct sg_change *constants)
{
    struct sg_fault f;
    struct sg_job *job = sg_amend_slot(a, constants, line->no, line->p, line->n);
    if (!job)
        return;
    bool ok = !line->too_long ||
              sg_fail(&f, SG_R_TOO_LONG, "the line is longer than %ld bytes", a->cli->line_max);
    if (ok && sg_record_read(a->now, line->p, line->n, &f, NULL) &&
        read_change(a, &job->change, a->now, &f)) {
        sg_amend_taken(a, job);
        return;
    }
    sg_amend_wrong(a, job, &f);
}

void sg_amend_lines(struct sg_amend *a, const char *path, const struct sg_change *constants)
{
    struct sg_fault f;
    struct sg_line line;
    int got = 1;
    a->name = path;
    struct sg_in *in = sg_in_open(path, (size_t)a->cli->line_max, NULL, NULL, &f);
    bool ok = in && (!a->cli->rejects || (a->lines = sg_rejects_open(a->cli->rejects, &f)));
    while (ok && !a->ended && (got = sg_in_next(in, &line, &f)) > 0)
        take(a, &line, constants);
    if (!ok || got < 0)
        sg_amend_stuck(a, &f);
    sg_in_close(in);
}
