/* SPDX-License-Identifier: EUPL-1.2 */
/* Which reminders are told, and once. */
#include "ical.h"
#include "registry.h"
#include "remind_impl.h"

#include <string.h>

const char *const sg_remind_formats[] = {[SG_REMIND_TEXT] = "text",
                                         [SG_REMIND_JSONL] = "jsonl",
                                         [SG_REMIND_ICS] = "ics",
                                         [SG_REMIND_CSV] = "csv",
                                         NULL};

bool sg_remind_wanted(const struct sg_remind_opt *opt, const struct sg_due *due)
{
    return !opt->owner || strcmp(opt->owner, due->owner) == 0;
}

/* What tells a reminder from all others, whatever its date: of the house or of a signal, the row of
 * its sheet, the signal, which element or time. */
static void name_of(struct remind *run, const struct sg_due *due, unsigned char name[SG_MEMO_HASH])
{
    static const unsigned char nobody[SG_HASH];
    const struct sg_remind_opt *opt = run->opt;
    const unsigned char *key = opt->memo ? sg_memo_key(opt->memo) : opt->key ? opt->key : nobody;
    sg_buf_clear(&run->text);
    sg_buf_fmt(&run->text, "%s%c%s%c%s%c%u", due->kind->house ? "house" : "signal", '\0',
               due->kind->name, '\0', due->id, '\0', (unsigned)due->at);
    sg_keyed_hash(key, run->text.p, run->text.n, name);
}

/* Writes the text of one reminder out. */
static bool put(struct remind *run, struct sg_fault *f)
{
    if (run->text.failed)
        return sg_fail(f, SG_R_MEMORY, "memory ran out");
    sg_out_buf(run->out, &run->text);
    run->begun = true;
    return true;
}

/* The text of a reminder begins: of the first one, what stands above all. */
static void begin(struct remind *run)
{
    sg_buf_clear(&run->text);
    if (!run->begun && run->opt->format == SG_REMIND_ICS)
        sg_ical_begin(&run->text, run->opt->lang == SG_NL ? "NL" : "EN");
}

static bool tell(struct remind *run, const struct sg_due *due, const struct remind_entry *entry,
                 struct sg_fault *f)
{
    begin(run);
    switch (run->opt->format) {
    case SG_REMIND_TEXT:
        sg_remind_text(run, due);
        break;
    case SG_REMIND_JSONL:
        sg_remind_json(run, due);
        break;
    case SG_REMIND_ICS:
        sg_remind_event(run, due, entry);
        break;
    case SG_REMIND_CSV:
        sg_remind_row(run, due);
        break;
    }
    return put(run, f);
}

static bool take(struct remind *run, const struct sg_due *due, struct sg_fault *f)
{
    const struct sg_remind_opt *opt = run->opt;
    struct remind_entry entry = {{0}, sg_memo_sequence(opt->today)};
    enum sg_memo_news news = SG_MEMO_NEW;
    if (!sg_remind_wanted(opt, due))
        return true;
    if (opt->memo || opt->format == SG_REMIND_ICS)
        name_of(run, due, entry.name);
    if (run->text.failed)
        return sg_fail(f, SG_R_MEMORY, "memory ran out");
    if (opt->memo &&
        !sg_memo_ask(opt->memo, entry.name, due->due, due->kind->house, &news, &entry.sequence, f))
        return false;
    return news == SG_MEMO_KNOWN || tell(run, due, &entry, f);
}

/* What was told and is done: a calendar is told, the memo remembers. */
static bool finish(struct remind *run, struct sg_fault *f)
{
    struct sg_memo_gone gone;
    size_t at = 0;
    while (sg_memo_gone(run->opt->memo, &at, &gone)) {
        if (run->opt->format != SG_REMIND_ICS)
            continue;
        begin(run);
        sg_remind_cancel(run, &gone);
        if (!put(run, f))
            return false;
    }
    return true;
}

/* The same header whatever is below it, also nothing. */
static bool put_header(struct remind *run, struct sg_fault *f)
{
    sg_remind_header(run);
    return put(run, f);
}

bool sg_remind(const struct sg_due_list *list, const struct sg_profile *p,
               const struct sg_remind_opt *opt, struct sg_out *out, struct sg_fault *f)
{
    struct remind run = {.list = list, .profile = p, .opt = opt, .out = out};
    run.today = sg_date_days(opt->today);
    if (opt->format == SG_REMIND_TEXT)
        sg_remind_widths(&run);
    bool ok = opt->format != SG_REMIND_CSV || put_header(&run, f);
    for (size_t i = 0; ok && i < list->n; i++)
        ok = take(&run, &list->due[i], f);
    if (ok && opt->memo && opt->whole)
        ok = finish(&run, f);
    sg_buf_clear(&run.text);
    if (ok && run.begun && opt->format == SG_REMIND_ICS) {
        sg_ical_end(&run.text);
        ok = put(&run, f);
    }
    sg_buf_free(&run.text);
    sg_buf_free(&run.day);
    return ok;
}
