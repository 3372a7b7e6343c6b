/* SPDX-License-Identifier: EUPL-1.2 */
/* One signal at a time: JSON lines, and options. */
#include "intake_impl.h"

#include "loop.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool sg_intake_check(const struct sg_intake *in, const char *object, size_t n,
                     struct sg_record *scratch, int *year, struct sg_fault *f)
{
    struct sg_check_opt opt = {in->cli->today, false, in->opt.allow_bsn};
    struct sg_date d;
    if (!sg_record_read(scratch, object, n, f, NULL) ||
        !sg_signal_check(scratch, in->cli->profile, &opt, f))
        return false;
    struct sg_val received = sg_record_get(scratch, "received");
    if (!sg_date_parse(received.p, received.n, &d))
        return sg_fail(f, SG_R_BAD_DATE, "is no date");
    *year = d.y;
    return true;
}

static bool hex_key(struct sg_val v, unsigned char out[SG_KEY])
{
    bool ok = v.kind == SG_STRING && v.n == SG_KEY_HEX && !v.escaped;
    for (size_t i = 0; ok && i < SG_KEY_HEX; i++) {
        char c = v.p[i];
        int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
        ok = digit >= 0;
        if (i % 2)
            out[i / 2] = (unsigned char)(out[i / 2] << 4 | digit);
        else
            out[i / 2] = (unsigned char)digit;
    }
    return ok;
}

/* The key is a hash of what tells a line from others, which is done with then. */
static void hash_key(const struct sg_intake *in, struct sg_buf *whole, struct sg_buf *object,
                     struct sg_row_key *k)
{
    if (!whole->failed)
        sg_keyed_hash(in->secret, whole->p, whole->n, k->key);
    sg_buf_spend(whole, object);
}

/* Gives a line of a named source its key: of the name and what the line says. `object` is
 * "{members}" and gets `source` at the end. Returns where the key's digits go. */
static size_t name_source(struct sg_intake *in, struct sg_buf *object, struct sg_row_key *k)
{
    struct sg_buf whole = {0};
    sg_buf_add(&whole, in->opt.source, strlen(in->opt.source) + 1);
    sg_buf_add(&whole, object->p, object->n);
    hash_key(in, &whole, object, k);
    object->n--;
    sg_buf_str(object, ",\"source\":{\"name\":");
    sg_json_text(object, in->opt.source, strlen(in->opt.source));
    sg_buf_str(object, ",\"key\":\"00000000000000000000000000000000\"}}");
    return object->failed ? 0 : object->n - 3 - SG_KEY_HEX;
}

/* Rewrites `source` with the members it has, then room for a key and a hash of the content, both of
 * zeros. at[0], at[1]: where they go. */
static void open_source(struct sg_buf *object, struct sg_val source, size_t at[2])
{
    static const char zeros[] = "00000000000000000000000000000000";
    struct sg_buf out = {0};
    struct sg_iter it = sg_iter(source);
    struct sg_val key = {0}, v = {0};
    const char *end = source.p + source.n;
    sg_buf_add(&out, object->p, (size_t)(source.p - object->p) + 1);
    while (sg_iter_next(&it, &key, &v)) {
        if (sg_val_is(key, "key") || sg_val_is(key, "content"))
            continue;
        sg_json_raw(&out, key);
        sg_buf_char(&out, ':');
        sg_json_raw(&out, v);
        sg_buf_char(&out, ',');
    }
    sg_buf_str(&out, "\"key\":\"");
    at[0] = out.n;
    sg_buf_str(&out, zeros);
    sg_buf_str(&out, "\",\"content\":\"");
    at[1] = out.n;
    sg_buf_str(&out, zeros);
    sg_buf_str(&out, "\"}");
    sg_buf_add(&out, end, (size_t)(object->p + object->n - end));
    sg_buf_free(object);
    *object = out;
}

/* A line that brings a key of its own: any text, unique within its source. What is kept is its
 * keyed hash; 32 hex digits are taken for one already. */
static void take_key(const struct sg_intake *in, struct sg_buf *object, struct sg_val source,
                     struct sg_row_key *k, size_t at[2])
{
    struct sg_val key = sg_val_get(source, "key");
    if (!hex_key(key, k->key)) {
        struct sg_buf whole = {0};
        sg_val_text_buf(sg_val_get(source, "name"), &whole);
        sg_buf_char(&whole, '\0');
        sg_val_text_buf(key, &whole);
        hash_key(in, &whole, object, k);
    }
    open_source(object, source, at);
    if (!object->failed)
        sg_keyed_hash(in->secret, object->p, object->n, k->content);
    k->has_content = true;
}

/* Whether it is there already, and if it is new, whether it looks like another. */
static int known_line(struct sg_intake *in, const struct sg_buf *object, struct sg_row_key *k,
                      const struct sg_row_at *from, struct sg_fault *f)
{
    int new = sg_intake_known(in, k, f);
    in->present += new == 0;
    if (from && new >= 0 && (new || k->again)) {
        struct sg_row_at at = {from->name, from->line, object->p, object->n};
        sg_tell_row(in, &at, new > 0, k->again);
    }
    return new;
}

bool sg_intake_object(struct sg_intake *in, struct sg_buf *object, struct sg_record *scratch,
                      const struct sg_row_at *from, struct sg_fault *f)
{
    struct sg_row_key k = {.has_content = false};
    size_t at[2] = {0, 0};
    int year = 0;
    if (object->failed)
        return sg_fail(f, SG_R_MEMORY, "memory ran out");
    if (!sg_intake_check(in, object->p, object->n, scratch, &year, f))
        return false;
    struct sg_val source = sg_record_get(scratch, "source");
    bool named = source.kind == SG_ABSENT && in->opt.source && in->cli->registry;
    bool keyed = sg_val_get(source, "key").kind == SG_STRING && in->cli->registry;
    if (named || keyed) {
        if (!sg_intake_keys(in))
            return sg_fail(f, SG_R_IO, "the keys of the registry could not be read");
        if (named)
            at[0] = name_source(in, object, &k);
        else
            take_key(in, object, source, &k, at);
        if (object->failed)
            return sg_fail(f, SG_R_MEMORY, "memory ran out");
        int new = known_line(in, object, &k, from, f);
        if (new <= 0)
            return new == 0;
        sg_key_write(object->p + at[0], k.key);
        if (at[1])
            sg_key_write(object->p + at[1], k.content);
    }
    if (in->by_year)
        in->by_year[year]++;
    return sg_batches_add(in->batches, object->p + 1, object->n - 2, year) ||
           sg_fail(f, SG_R_IO, "the batch could not be registered");
}

static bool take_signal(struct sg_intake *in, const struct sg_record *r, const struct sg_row_at *at,
                        struct sg_fault *f)
{
    struct sg_buf object = {0};
    size_t dropped = 0;
    bool ok;
    in->read++;
    struct sg_record *scratch = malloc(sizeof *scratch);
    if (!scratch)
        return sg_fail(f, SG_R_MEMORY, "memory ran out");
    if (sg_record_get(r, "id").kind != SG_ABSENT) {
        ok = sg_fail(
            f, SG_R_BAD_FIELD,
            "the signal has an id already: it is in a registry, and would get a second one");
    } else {
        sg_buf_char(&object, '{');
        ok = sg_signal_canon(r, in->cli->profile, in->cli->today, &object, &dropped, f);
        sg_buf_char(&object, '}');
        ok = ok && sg_intake_object(in, &object, scratch, at, f);
    }
    in->rejected += !ok;
    in->derived += ok && dropped;
    free(scratch);
    sg_buf_free(&object);
    return ok;
}

bool sg_intake_signal(struct sg_intake *in, const struct sg_record *r, struct sg_fault *f)
{
    return take_signal(in, r, NULL, f);
}

/* ---- lines ---- */

struct lines {
    struct sg_intake *in;
    struct sg_loop loop;
};

static bool line(void *ctx, const struct sg_record *r, const struct sg_line *at, struct sg_fault *f)
{
    struct lines *l = ctx;
    struct sg_row_at from = {.name = l->loop.name, .line = at->no};
    bool ok = take_signal(l->in, r, &from, f);
    sg_tell_progress(l->in, 0, 0);
    return ok;
}

static void flush(void *ctx)
{
    sg_intake_flush(ctx);
}

bool sg_intake_lines(struct sg_intake *in)
{
    struct lines l = {in, {.erased = true, .writes = true, .flush = flush, .flush_ctx = in}};
    bool ok = sg_loop(in->cli, &l.loop, line, &l) && !in->broken;
    size_t unread = l.loop.rejected - in->rejected; /* no record at all */
    in->read += unread;
    in->rejected += unread;
    memcpy(in->by_reason, l.loop.by_reason, sizeof in->by_reason);
    return ok;
}

/* ---- options ---- */

/* "persons[2].name" without its numbers is a path of the field table. */
static bool personal(const char *text, size_t n)
{
    char path[80];
    size_t k = 0;
    bool in_number = false;
    for (size_t i = 0; i < n && k < sizeof path; i++) {
        in_number = in_number ? text[i] != ']' : text[i] == '[';
        if (!in_number && text[i] != ']')
            path[k++] = text[i];
    }
    const struct sg_field *field = sg_field(path, k, NULL);
    return field && field->flags & SG_F_PERSONAL;
}

/* Complains when there was no memory. */
static char *spare(char *text)
{
    if (!text)
        sg_say(SG_R_MEMORY, "memory ran out");
    return text;
}

/* The text with the content of its @FILE put in; to be freed. NULL: complained. */
static char *expand(const char *text)
{
    const char *eq = strchr(text, '=');
    size_t n = eq ? (size_t)(eq - text) : 0, value_n;
    if (!eq || eq[1] != '@') {
        struct sg_fault f;
        if (!eq || !eq[1] || !personal(text, n))
            return spare(strdup(text));
        sg_fail(&f, SG_R_PERSONAL,
                "%.*s is personal: give it as %.*s=@FILE or =@- (standard input); options are "
                "visible to every user of this machine",
                (int)n, text, (int)n, text);
        sg_complain(NULL, 0, &f);
        return NULL;
    }
    char *value = sg_cli_text(eq + 1, &value_n);
    if (!value)
        return NULL;
    char *whole = malloc(n + value_n + 2);
    if (whole) {
        memcpy(whole, text, n + 1);
        memcpy(whole + n + 1, value, value_n + 1);
    }
    free(value);
    return spare(whole);
}

static bool constants(struct sg_intake *in, const struct sg_map *m)
{
    struct sg_fault f;
    struct sg_buf object = {0}, key = {0};
    struct sg_row row = {0};
    struct sg_record *scratch = malloc(sizeof *scratch);
    in->read++;
    sg_buf_char(&object, '{');
    struct sg_row_opt opt = {.today = in->cli->today, .allow_bsn = in->opt.allow_bsn};
    struct sg_date received;
    bool ok = scratch ? sg_map_row(m, &row, &opt, &object, &key, &received, &f)
                      : sg_fail(&f, SG_R_MEMORY, "memory ran out");
    sg_buf_char(&object, '}');
    ok = ok && sg_intake_object(in, &object, scratch, NULL, &f);
    if (!ok) {
        in->rejected++;
        sg_complain(NULL, 0, &f);
    }
    free(scratch);
    sg_buf_free(&object);
    sg_buf_free(&key);
    return ok;
}

bool sg_intake_options(struct sg_intake *in, const struct sg_texts *texts)
{
    char *whole[sizeof texts->at / sizeof *texts->at] = {0};
    struct sg_fault f;
    bool ok = true;
    for (size_t i = 0; ok && i < texts->n; i++)
        ok = (whole[i] = expand(texts->at[i])) != NULL;
    struct sg_map *m =
        ok ? sg_map_constants((const char *const *)whole, texts->n, in->cli->profile, &f) : NULL;
    if (ok && !m)
        sg_complain(NULL, 0, &f);
    ok = m && constants(in, m);
    sg_map_free(m);
    for (size_t i = 0; i < texts->n; i++)
        free(whole[i]);
    return ok;
}
