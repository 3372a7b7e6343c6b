/* SPDX-License-Identifier: EUPL-1.2 */
/* Does the log hold, and does each of its lines say what a log says? */
#include "registry_log.h"

#include "record.h"
#include "stream.h"

#include <stdlib.h>
#include <string.h>

/* A disclosure that was begun and not ended yet. */
struct open {
    uint64_t number;
    size_t line;
};

struct reading {
    bool (*each)(void *ctx, const struct sg_fault *fault);
    void *ctx;
    long faults;
    bool stop;
    struct open *open;
    size_t opens, cap;
    struct sg_record record;
};

static void say(struct reading *r, size_t line, struct sg_fault *f)
{
    f->line = line;
    r->faults += sg_reason_status(f->reason) != SG_DONE;
    if (!r->each(r->ctx, f))
        r->stop = true;
}

static bool begin(struct reading *r, uint64_t number, size_t line)
{
    if (r->opens == r->cap) {
        size_t cap = r->cap ? 2 * r->cap : 16;
        struct open *p = realloc(r->open, cap * sizeof *p);
        if (!p)
            return false;
        r->open = p;
        r->cap = cap;
    }
    r->open[r->opens++] = (struct open){number, line};
    return true;
}

/* Mostly the last one that was begun. */
static bool end(struct reading *r, int64_t number)
{
    for (size_t i = r->opens; i-- > 0;)
        if ((int64_t)r->open[i].number == number) {
            r->opens--;
            memmove(r->open + i, r->open + i + 1, (r->opens - i) * sizeof *r->open);
            return true;
        }
    return false;
}

/* 1: good; 0: *f; -1: memory ran out. */
static int judge(struct reading *r, size_t line, struct sg_fault *f)
{
    static const char *const needed[] = {"at", "what", "fields", "ids", "revs", "signals", "bytes"};
    struct sg_val event = sg_record_get(&r->record, "event");
    int64_t version, number = 0, of = 0;
    if (!sg_val_int(sg_record_get(&r->record, "log"), &version) || version != 1)
        return sg_fail(f, SG_R_BAD_VALUE, "is no line of a log of version 1");
    if (sg_val_is(event, "done") || sg_val_is(event, "failed")) {
        if (sg_val_int(sg_record_get(&r->record, "of"), &of) && end(r, of))
            return 1;
        return sg_fail(f, SG_R_BAD_VALUE, "ends n=%lld, which was not begun before it",
                       (long long)of);
    }
    if (!sg_val_is(event, "begun"))
        return sg_fail(f, SG_R_BAD_VALUE, "event is none of begun, done, failed");
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
        if (!sg_record_get(&r->record, needed[i]).kind)
            return sg_fail(f, SG_R_MISSING_FIELD, "%s is missing", needed[i]);
    if (!sg_record_get(&r->record, "mac").kind && !sg_record_get(&r->record, "hash").kind)
        return sg_fail(f, SG_R_MISSING_FIELD, "mac is missing");
    sg_val_int(sg_val_get(sg_record_get(&r->record, "seal"), "n"), &number);
    return begin(r, (uint64_t)number, line) ? 1 : -1;
}

/* What is no record, or cut off, was named with the seals already. */
static bool read_lines(struct reading *r, struct sg_in *in, struct sg_fault *f)
{
    struct sg_line line;
    struct sg_fault why;
    int got;
    while (!r->stop && (got = sg_in_next(in, &line, f)) != 0) {
        if (got < 0)
            return false;
        if (line.too_long || !sg_record_read(&r->record, line.p, line.n, NULL, NULL))
            continue;
        int good = judge(r, line.no, &why);
        if (good < 0)
            return sg_fail(f, SG_R_MEMORY, "memory ran out");
        if (good == 0)
            say(r, line.no, &why);
    }
    return true;
}

static bool check_lines(struct reading *r, const char *path, size_t line_max, struct sg_fault *f)
{
    struct sg_in *in = sg_in_open(path, line_max, NULL, NULL, f);
    struct sg_fault why;
    if (!in)
        return false;
    bool good = read_lines(r, in, f);
    sg_in_close(in);
    for (size_t i = 0; good && !r->stop && i < r->opens; i++) {
        sg_fail(&why, SG_R_NOTE, "was begun and not ended: it is not known whether it left");
        say(r, r->open[i].line, &why);
    }
    return good;
}

long sg_log_verify(const char *path, const struct sg_verify_opt *opt,
                   bool (*each)(void *ctx, const struct sg_fault *fault), void *ctx,
                   struct sg_head *head, struct sg_fault *f)
{
    struct reading *r = calloc(1, sizeof *r);
    if (!r) {
        sg_fail(f, SG_R_MEMORY, "memory ran out");
        return -1;
    }
    r->each = each;
    r->ctx = ctx;
    long faults = sg_registry_verify(path, opt, each, ctx, head, f);
    if (faults >= 0)
        faults = check_lines(r, path, opt->line_max, f) ? faults + r->faults : -1;
    free(r->open);
    free(r);
    return faults;
}
