/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry_log.h"

#include "record.h"

#include <stdlib.h>
#include <string.h>

/* ---- one line ---- */

static void put_text(struct sg_buf *b, const char *name, const char *text)
{
    if (!text || !*text)
        return;
    sg_buf_fmt(b, ",\"%s\":", name);
    sg_json_text(b, text, strlen(text));
}

static void put_list(struct sg_buf *b, const char *name, const struct sg_buf *list)
{
    sg_buf_fmt(b, ",\"%s\":[", name);
    sg_buf_add(b, list->p, list->n);
    sg_buf_char(b, ']');
    b->failed |= list->failed;
}

static void put_entry(struct sg_buf *b, const struct sg_log_entry *e)
{
    sg_buf_str(b, "{\"log\":1");
    put_text(b, "at", e->at);
    put_text(b, "event", "begun");
    put_text(b, "what", e->what);
    put_text(b, "to", e->to);
    put_text(b, "ground", e->ground);
    put_text(b, "view", e->view);
    put_text(b, "by", e->by);
    put_text(b, "form", e->form);
    put_text(b, "layout", e->layout);
    put_text(b, "per", e->per);
    put_list(b, "fields", e->fields);
    put_list(b, "ids", e->ids);
    put_list(b, "revs", e->revs);
    sg_buf_fmt(b, ",\"signals\":%llu,\"bytes\":%llu,\"mac\":\"", (unsigned long long)e->signals,
               (unsigned long long)e->bytes);
    sg_buf_hex(b, e->mac, sizeof e->mac);
    sg_buf_char(b, '"');
}

/* ---- onto the disk ---- */

static bool append(const char *path, const struct sg_log_opt *log, const struct sg_buf *line,
                   uint64_t *number, struct sg_fault *f)
{
    struct sg_registry_opt opt = {.wait_s = log->wait_s, .group = log->group};
    if (line->failed)
        return sg_fail(f, SG_R_MEMORY, "memory ran out");
    struct sg_registry *g = sg_registry_open(path, &opt, f);
    bool good = g && sg_registry_append(g, line->p, line->n, number, f) && sg_registry_commit(g, f);
    sg_registry_close(g);
    return good;
}

bool sg_log_begin(const char *path, const struct sg_log_opt *opt, const struct sg_log_entry *e,
                  uint64_t *number, struct sg_fault *f)
{
    struct sg_buf line = {0};
    put_entry(&line, e);
    bool good = append(path, opt, &line, number, f);
    sg_buf_free(&line);
    return good;
}

bool sg_log_end(const char *path, const struct sg_log_opt *opt, uint64_t number, bool done,
                const char *at, struct sg_fault *f)
{
    struct sg_buf line = {0};
    uint64_t own;
    sg_buf_str(&line, "{\"log\":1");
    put_text(&line, "at", at);
    put_text(&line, "event", done ? "done" : "failed");
    sg_buf_fmt(&line, ",\"of\":%llu", (unsigned long long)number);
    bool good = append(path, opt, &line, &own, f);
    sg_buf_free(&line);
    return good;
}
