/* SPDX-License-Identifier: EUPL-1.2 */
#include "audit.h"

#include "due.h"
#include "loop.h"
#include "questions.h"
#include "registry_log.h"
#include "remains.h"
#include "route.h"
#include "share.h"
#include "signals.h"
#include "tally.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void found_in(void *ctx, const struct sg_fault *f)
{
    (void)ctx;
    sg_found(NULL, 0, f);
}

/* The conditions in a column of a sheet must compile; unit: the column that names their scope. */
static long check_conditions(const struct sg_cli *cli, const char *name, const char *column,
                             const char *unit)
{
    const struct sg_sheet *s = sg_profile_sheet(cli->profile, name);
    struct sg_fault f;
    long faults = 0;
    for (size_t i = 0; i < sg_sheet_rows(s); i++) {
        const char *text = sg_sheet_cell(s, i, column);
        const char *scope = unit ? sg_sheet_cell(s, i, unit) : "signals";
        if (!*text)
            continue;
        struct sg_expr *e =
            sg_expr_compile(text, strlen(text), cli->profile,
                            strcmp(scope, "signals") ? scope : NULL, cli->today, &f);
        if (!e) {
            snprintf(f.file, sizeof f.file, "%s", sg_sheet_file(s, i));
            snprintf(f.field, sizeof f.field, "%s", column);
            f.line = sg_sheet_line(s, i);
            sg_found(NULL, 0, &f);
            faults++;
        }
        sg_expr_free(e);
    }
    return faults;
}

/* What else the sheets of reminders say: units and dates. */
static bool check_due(const struct sg_cli *cli)
{
    struct sg_fault f;
    const struct sg_due_opt opt = {.today = cli->today, .ahead = -1};
    struct sg_due_plan *plan = sg_due_plan(cli->profile, &opt, &f);
    if (!plan)
        sg_found(NULL, 0, &f);
    sg_due_plan_free(plan);
    return plan != NULL;
}

/* A row of a sheet as a table that can be made. */
static bool makes_table(const struct sg_cli *cli, struct sg_tally_opt opt)
{
    struct sg_fault f;
    opt.today = cli->today;
    struct sg_tally_plan *plan = sg_tally_plan(cli->profile, &opt, &f);
    if (!plan)
        sg_found(NULL, 0, &f);
    sg_tally_plan_free(plan);
    return plan != NULL;
}

/* Each measure, and then each table: a measure at fault would be told again by every table. */
static long check_tables(const struct sg_cli *cli)
{
    const struct sg_sheet *measures = sg_profile_sheet(cli->profile, "measures");
    const struct sg_sheet *tables = sg_profile_sheet(cli->profile, "tables");
    long faults = 0;
    for (size_t i = 0; i < sg_sheet_rows(measures); i++)
        faults += !makes_table(
            cli, (struct sg_tally_opt){.rows = "measure",
                                       .measures = sg_sheet_cell(measures, i, "measure")});
    for (size_t i = 0; !faults && i < sg_sheet_rows(tables); i++)
        if (strcmp(sg_sheet_cell(tables, i, "audience"), "public") != 0)
            faults += !makes_table(
                cli, (struct sg_tally_opt){.table = sg_sheet_cell(tables, i, "table")});
    return faults;
}

bool sg_audit_profile(struct sg_cli *cli)
{
    struct sg_fault f;
    long faults = sg_profile_check(cli->profile_name, found_in, NULL, &f);
    if (faults < 0)
        sg_complain(NULL, 0, &f);
    if (faults != 0)
        return false;
    cli->profile = sg_profile_open(cli->profile_name, &f);
    if (!cli->profile) {
        sg_complain(NULL, 0, &f);
        return false;
    }
    faults = check_tables(cli);
    static const struct {
        const char *sheet, *column, *unit;
    } conditions[] = {
        {"terms", "condition", "unit"},   {"terms", "unless", "unit"},
        {"retention", "condition", NULL}, {"retention", "unless", NULL},
        {"agenda", "bring", NULL},
    };
    for (size_t i = 0; i < sizeof conditions / sizeof *conditions; i++)
        faults +=
            check_conditions(cli, conditions[i].sheet, conditions[i].column, conditions[i].unit);
    long shared = sg_share_check(cli->profile, found_in, NULL);
    long bad = sg_routes_check(cli->profile, cli->today, found_in, NULL, &f);
    if (bad < 0)
        sg_complain(NULL, 0, &f);
    long stays = sg_remains_check(cli->profile, cli->today, found_in, NULL, &f);
    if (stays < 0)
        sg_complain(NULL, 0, &f);
    long asked = sg_questions_check(cli->profile, cli->today, found_in, NULL);
    return faults == 0 && check_due(cli) && !stays && !asked && !shared && !bad;
}

/* ---- signals ---- */

struct check {
    struct sg_record record;
    const struct sg_cli *cli;
    const char *name;
    bool sealed; /* lines of a registry came by */
};

static bool check_signal(const struct check *c, const struct sg_record *r, struct sg_fault *f)
{
    struct sg_check_opt opt = {c->cli->today, sg_record_get(r, "id").kind != SG_ABSENT, true};
    if (sg_signal_emptied(r))
        return true; /* of it only the seal is left to be checked */
    return sg_signal_check(r, c->cli->profile, &opt, f);
}

/* Of a registry: what is no record was named with the seals already. */
static bool registry_line(void *ctx, const struct sg_line *line, struct sg_fault *f)
{
    struct check *c = ctx;
    if (line->too_long || !sg_record_read(&c->record, line->p, line->n, f, NULL))
        return true;
    return check_signal(c, &c->record, f);
}

static bool report(void *ctx, const struct sg_fault *f)
{
    const struct check *c = ctx;
    sg_found(c->name, f->line, f);
    return !c->cli->stop_first;
}

static void check_fields(struct sg_cli *cli, const char *path)
{
    struct sg_fault f;
    size_t n = (size_t)cli->threads;
    struct check *checks = calloc(n, sizeof *checks);
    void **each = calloc(n, sizeof *each);
    for (size_t i = 0; checks && each && i < n; i++) {
        checks[i].cli = cli;
        checks[i].name = path;
        each[i] = &checks[i];
    }
    struct sg_scan how = {.each = registry_line, .report = report, .ctx = checks};
    if (!checks || !each)
        sg_fail(&f, SG_R_MEMORY, "memory ran out");
    if (!checks || !each ||
        !sg_scan(path, (size_t)cli->line_max, (unsigned)n, each, &how, NULL, &f))
        sg_complain(path, 0, &f);
    free(each);
    free(checks);
}

/* Of a run of sig-erase that was killed: it holds what was to be erased. */
static void check_left(const char *path)
{
    char *left = sg_registry_beside(path, ".erasing", NULL);
    if (left && access(left, F_OK) == 0)
        sg_say(SG_R_NOTE,
               "%s.erasing is there: unless sig-erase is at work now, it was ended half-way; its "
               "next run removes this file of personal data",
               path);
    free(left);
}

bool sg_audit_registry(struct sg_cli *cli, const char *path, const struct sg_head *expect,
                       struct sg_head *head)
{
    struct sg_fault f;
    struct check c = {.cli = cli, .name = path};
    struct sg_verify_opt opt = {expect, (unsigned)cli->threads, (size_t)cli->line_max};
    if (sg_registry_verify(path, &opt, report, &c, head, &f) < 0) {
        sg_complain(path, 0, &f);
        return false;
    }
    check_left(path);
    if (!cli->stop_first || sg_status(SG_DONE) == SG_DONE)
        check_fields(cli, path);
    return true;
}

static bool audit_log(struct sg_cli *cli, const char *path, const struct sg_head *expect,
                      struct sg_head *head)
{
    struct sg_fault f;
    struct check c = {.cli = cli, .name = path};
    struct sg_verify_opt opt = {expect, (unsigned)cli->threads, (size_t)cli->line_max};
    bool read = sg_log_verify(path, &opt, report, &c, head, &f) >= 0;
    if (!read)
        sg_complain(path, 0, &f);
    return read;
}

bool sg_audit_log(struct sg_cli *cli, const char *path, const struct sg_head *expect,
                  struct sg_head *head)
{
    if (path)
        return audit_log(cli, path, expect, head);
    char *beside = sg_registry_beside(cli->registry, ".log", NULL);
    bool there = beside && access(beside, F_OK) == 0;
    bool good = !there || audit_log(cli, beside, expect, head);
    free(beside);
    return good;
}

static bool stream_record(void *ctx, const struct sg_record *r, const struct sg_line *line,
                          struct sg_fault *f)
{
    struct check *c = ctx;
    (void)line;
    c->sealed |= sg_record_get(r, "seal").kind != SG_ABSENT;
    return check_signal(c, r, f);
}

void sg_audit_streams(struct sg_cli *cli)
{
    struct sg_loop loop = {.erased = true, .writes = true};
    struct check *c = calloc(1, sizeof *c);
    struct sg_fault f;
    if (!c) {
        sg_fail(&f, SG_R_MEMORY, "memory ran out");
        sg_complain(NULL, 0, &f);
        return;
    }
    c->cli = cli;
    cli->all_revisions = true;
    if (sg_loop(cli, &loop, stream_record, c) && !loop.lines) {
        sg_fail(&f, SG_R_NO_INPUT, "no signal was read");
        sg_found(NULL, 0, &f);
    }
    if (c->sealed)
        sg_say(SG_R_NOTE, "these lines carry seals, which are checked of a registry only: -r FILE");
    free(c);
}
