/* SPDX-License-Identifier: EUPL-1.2 */
/* One change, applied to each of its signals. */
#include "amend_impl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { IDS = 64, NEAR_MOST = 16 };

/* The signals of a change that is being applied. */
struct group {
    char id[IDS][SG_ID_MAX];
    size_t n;
};

/* Names the signal in front of what is wrong with it. */
static bool of_signal(struct sg_fault *f, const char *id)
{
    char text[sizeof f->text];
    memcpy(text, f->text, sizeof text);
    snprintf(f->text, sizeof f->text, "%s: %.*s", id, (int)(sizeof text - SG_ID_MAX - 3), text);
    return false;
}

static bool unknown(struct sg_amend *a, const char *id, struct sg_fault *f)
{
    const struct sg_cli *cli = a->cli;
    char near[SG_ID_MAX] = "";
    if (!sg_id_like(id))
        return sg_fail(f, SG_R_UNKNOWN_ID, "what stands there is no id such as %s-2024-00017",
                       sg_profile_value(cli->profile, "id_prefix"));
    if (a->asked++ < NEAR_MOST && !sg_registry_near(cli->registry, (size_t)cli->line_max,
                                                    (unsigned)cli->threads, id, near, f))
        return false;
    return sg_fail(f, SG_R_UNKNOWN_ID, "%s is not in the registry%s%s%s", id,
                   *near ? "; did you mean " : "", near, *near ? "?" : "");
}

/* The revision that the change was decided on: a->base. */
static bool read_base(struct sg_amend *a, const char *text, const char *id, int64_t rev,
                      struct sg_fault *f)
{
    char *end;
    long n = strtol(text, &end, 10);
    size_t len;
    const char *line =
        *end || n < 1 ? NULL : sg_latest_line(a->latest, id, strlen(id), n, &len, NULL);
    if (line && sg_record_read(a->base, line, len, NULL, NULL))
        return true;
    return sg_fail(f, SG_R_BAD_REV, "it has no such revision; the newest is %lld", (long long)rev);
}

/* Appends the signal's members after the change to a->members; *rev: that of the line it was
 * applied to. */
static bool patch(struct sg_amend *a, const struct sg_job *job, const struct group *g, size_t i,
                  int64_t *rev, struct sg_fault *f)
{
    const char *id = g->id[i], *base = sg_change_get(&job->change, SG_PART_BASE);
    const char *others[IDS];
    size_t len, n = 0;
    const char *line = sg_latest_line(a->latest, id, strlen(id), 0, &len, rev);
    if (!line)
        return unknown(a, id, f);
    for (size_t k = 0; k < g->n; k++)
        if (k != i && strcmp(g->id[k], id) != 0)
            others[n++] = g->id[k];
    struct sg_patch_opt opt = {.today = a->cli->today,
                               .author = a->opt.by,
                               .allow_bsn = a->opt.allow_bsn,
                               .again = a->opt.again,
                               .others = others,
                               .other_count = n};
    sg_buf_clear(&a->members);
    bool ok = sg_record_read(a->now, line, len, f, NULL) &&
              (!*base || read_base(a, base, id, *rev, f)) &&
              sg_patch_apply(&job->change, a->cli->profile, &opt, a->now, *base ? a->base : NULL,
                             &a->members, f);
    return ok || of_signal(f, id);
}

/* A dry run has no registry that would make the line. */
static void imagine(struct sg_amend *a, const char *id, int64_t rev)
{
    sg_buf_fmt(&a->line, "{\"sig\":%d,\"id\":\"%s\",\"rev\":%lld,", SG_FORMAT_VERSION, id,
               (long long)rev);
    sg_buf_add(&a->line, a->members.p, a->members.n);
    sg_buf_char(&a->line, '}');
}

static bool add(struct sg_amend *a, const char *id, int64_t rev, struct sg_fault *f)
{
    char recorded[21];
    sg_now_utc(recorded);
    struct sg_stamp stamp = {"", 0, id, rev, recorded, a->opt.by};
    sg_buf_clear(&a->line);
    if (!a->registry)
        imagine(a, id, rev);
    else if (!sg_registry_add(a->registry, &stamp, a->members.p, a->members.n, &a->line, NULL, f))
        return of_signal(f, id);
    if (a->line.failed || !sg_latest_put(a->latest, id, strlen(id), rev, a->line.p, a->line.n))
        return sg_fail(f, SG_R_MEMORY, "memory ran out");
    if (!a->opt.quiet && !a->opt.dry_run) {
        sg_buf_add(&a->made, a->line.p, a->line.n);
        sg_buf_char(&a->made, '\n');
    }
    a->amended++;
    return true;
}

/* ---- all the signals of a change ---- */

static bool gather(struct sg_amend *a, struct sg_job *job, struct group *g, struct sg_fault *f)
{
    size_t n;
    const char *id;
    if (!sg_amend_id(&job->change, 0, &n) && !sg_amend_case_id(a, job, f))
        return false;
    for (g->n = 0; (id = sg_amend_id(&job->change, g->n, &n)); g->n++) {
        if (g->n == IDS)
            return sg_fail(f, SG_R_BAD_VALUE, "more than %d signals in one change", IDS);
        if (n >= SG_ID_MAX)
            return sg_fail(f, SG_R_UNKNOWN_ID, "what stands there is no id");
        memcpy(g->id[g->n], id, n);
        g->id[g->n][n] = '\0';
    }
    return true;
}

/* Would each signal take the link? One that cannot stops it for all: no link is one-sided. */
static bool all_can(struct sg_amend *a, const struct sg_job *job, const struct group *g)
{
    struct sg_fault f;
    int64_t rev;
    bool ok = true;
    for (size_t i = 0; i < g->n; i++)
        if (!patch(a, job, g, i, &rev, &f) && sg_reason_status(f.reason) != SG_DONE) {
            a->read++;
            sg_amend_refuse(a, job, &f);
            ok = false;
        }
    return ok;
}

void sg_amend_job(struct sg_amend *a, struct sg_job *job)
{
    struct sg_fault f;
    struct group g;
    int64_t rev;
    if (job->fault || !gather(a, job, &g, &f)) {
        a->read++;
        sg_amend_refuse(a, job, job->fault ? job->fault : &f);
        return;
    }
    if (g.n > 1 && sg_change_links(&job->change, a->cli->profile) && !all_can(a, job, &g))
        return;
    for (size_t i = 0; i < g.n && !a->ended; i++) {
        a->read++;
        if (!patch(a, job, &g, i, &rev, &f) || !add(a, g.id[i], rev + 1, &f))
            sg_amend_refuse(a, job, &f);
    }
}
