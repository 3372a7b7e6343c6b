/* SPDX-License-Identifier: EUPL-1.2 */
/* sig-remind - what is due, overdue or coming: as text, CSV, JSON lines or iCalendar. */
#include "cli.h"
#include "loop.h"
#include "registry.h"
#include "remind.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct sg_cli cli = {.program = "sig-remind",
                            .usage = "[-F text|csv|jsonl|ics] [--once STATE] [FILE ...]"};

static struct {
    const char *once, *key, *owner, *kinds;
    long ahead, wait;
} o = {.ahead = -1, .wait = 60};

enum { AHEAD_MOST = 3660, CALENDAR_AHEAD = 366, WAIT_MOST = 3600 };

static const struct sg_opt own[] = {
    {0, "once", SG_O_TEXT, "STATE", "tell each reminder once", &o.once, 0, 0},
    {0, "ahead", SG_O_INT, "DAYS", "what is due within so many days", &o.ahead, 0, AHEAD_MOST},
    {0, "owner", SG_O_TEXT, "WHO", "only the reminders of one", &o.owner, 0, 0},
    {'k', "kinds", SG_O_TEXT, "KIND,...", "only these, by the names of the sheets", &o.kinds, 0, 0},
    {0, "key", SG_O_TEXT, "FILE", "secret of the hashes (SIG_KEY)", &o.key, 0, 0},
    {0, "wait", SG_O_INT, "SECONDS", "for another run that has STATE", &o.wait, 0, WAIT_MOST},
    {0}};

/* What a run is made of. */
struct run {
    enum sg_remind_format format;
    struct sg_memo *memo;
    unsigned char key[SG_HASH];
    bool keyed;
    struct sg_loop loop;
};

/* Writes what is due, and once that is safe, that it was told. */
static bool tell(struct run *run, const struct sg_due_list *list, struct sg_fault *f)
{
    const struct sg_remind_opt opt = {run->format,
                                      cli.lang,
                                      cli.today,
                                      o.owner,
                                      run->memo,
                                      run->keyed ? run->key : NULL,
                                      run->loop.lines > 0 && run->loop.rejected == 0};
    struct sg_out *out = sg_out_open(cli.output, 0600, f);
    if (!out)
        return false;
    if (!sg_remind(list, cli.profile, &opt, out, f) || !sg_out_sync(out, f)) {
        sg_out_drop(out);
        return false;
    }
    return sg_out_end(out, f) && (!run->memo || sg_memo_save(run->memo, f));
}

static void collect(struct run *run, const struct sg_due_plan *plan)
{
    struct sg_fault f;
    struct sg_due_list list = {0};
    void *worker[64];
    size_t n = (size_t)cli.threads;
    struct sg_expr *select = cli.select;
    struct sg_share *view = cli.view;
    cli.select = NULL; /* the plan selects, once it knows which revision is the newest */
    cli.view = NULL;   /* and shows */
    if (!sg_dues(worker, n, plan, cli.all_revisions ? NULL : &run->loop.streamed, &f)) {
        sg_complain(NULL, 0, &f);
    } else if (sg_loop_threads(&cli, &run->loop, sg_due_add, worker)) {
        if (!run->loop.lines)
            sg_say(SG_R_NO_INPUT, "no signal at all was read");
        if (!sg_due_finish(worker, n, &list, &f) || !tell(run, &list, &f))
            sg_complain(NULL, 0, &f);
        sg_due_list_free(&list);
    }
    cli.select = select;
    cli.view = view;
    sg_dues_free(worker, n);
}

/* Reads what was told before. A file that cannot be used is complained of, and all is told; but
 * when another run has it, that one tells. false: this run ends. */
static bool recall(struct run *run)
{
    struct sg_fault f, notice;
    char scope[512];
    const char *key = o.key ? o.key : getenv("SIG_KEY");
    if (!o.once) {
        run->keyed = key && run->format == SG_REMIND_ICS;
        if (!run->keyed || sg_registry_key(key, key, false, false, run->key, &f))
            return true;
        sg_complain(key, 0, &f);
        return false;
    }
    snprintf(scope, sizeof scope, "%s\n%s\n%s\n%s%s%s",
             run->format == SG_REMIND_ICS ? "ics" : "list", o.owner ? o.owner : "",
             o.kinds ? o.kinds : "", cli.where ? cli.where : "", cli.view ? "\n" : "",
             cli.view ? cli.view_name : "");
    const struct sg_memo_opt opt = {o.once, key, scope, cli.today, (unsigned)o.wait};
    run->memo = sg_memo_open(&opt, &notice, &f);
    if (!run->memo)
        sg_complain(o.once, 0, &f);
    else if (*notice.text)
        sg_complain(o.once, 0, &notice);
    return run->memo || f.reason != SG_R_LOCKED;
}

static void remind(enum sg_remind_format format)
{
    struct sg_fault f;
    struct run run = {.format = format, .loop = {.erased = true}};
    if (o.once && (!sg_cli_apart(&cli, o.once) || !recall(&run)))
        return;
    if (!o.once && !recall(&run))
        return;
    const struct sg_due_opt opt = {
        cli.today,
        (int)(o.ahead < 0 && format == SG_REMIND_ICS ? CALENDAR_AHEAD : o.ahead),
        run.memo ? sg_memo_last(run.memo) : (struct sg_date){0},
        cli.select,
        cli.view,
        cli.view_name,
        o.kinds,
    };
    struct sg_due_plan *plan = sg_due_plan(cli.profile, &opt, &f);
    if (!plan)
        sg_complain(NULL, 0, &f);
    else
        collect(&run, plan);
    sg_due_plan_free(plan);
    sg_memo_close(run.memo);
}

int main(int argc, char **argv)
{
    if (sg_cli_begin(&cli, SG_C_READER | SG_C_VIEW, own, argc, argv)) {
        int format = sg_cli_choice("format", cli.format, sg_remind_formats, SG_REMIND_TEXT);
        if (format >= 0)
            remind((enum sg_remind_format)format);
    }
    return sg_cli_end(&cli);
}
