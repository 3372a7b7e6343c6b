/* SPDX-License-Identifier: EUPL-1.2 */
/* Reminders for programs: JSON lines, rows of CSV, calendars. */
#include "remind_impl.h"

#include "csv.h"
#include "ical.h"
#include "signals.h"

#include <string.h>

/* ---- JSON lines ---- */

static void member(struct sg_buf *out, const char *name, const char *text)
{
    sg_buf_fmt(out, "%s\"%s\":", out->n && out->p[out->n - 1] != '{' ? "," : "", name);
    sg_json_text(out, text, strlen(text));
}

static const char *urgency(const struct remind *run, const struct sg_due *due)
{
    const struct sg_code *code = sg_code_at(run->profile, "urgency", due->kind->urgency);
    return code ? code->code : "";
}

static void put_house(const struct remind *run, struct sg_buf *out, const struct sg_due *due)
{
    const struct sg_due_house *house = due->house;
    if (due->kind->target)
        sg_buf_fmt(out, ",\"done\":%ld,\"target\":%d", house->done, due->kind->target);
    if (*due->kind->bring[run->opt->lang])
        member(out, "what", due->kind->bring[run->opt->lang]);
    if (!house->ids)
        return;
    sg_buf_str(out, ",\"bring\":[");
    for (size_t i = 0; i < house->ids; i++) {
        if (i)
            sg_buf_char(out, ',');
        sg_json_text(out, house->id[i], strlen(house->id[i]));
    }
    sg_buf_char(out, ']');
}

void sg_remind_json(struct remind *run, const struct sg_due *due)
{
    struct sg_buf *out = &run->text;
    char day[11];
    sg_date_write(sg_days_date(due->due), day);
    sg_buf_char(out, '{');
    member(out, "kind", due->kind->name);
    if (*due->id)
        member(out, "signal", due->id);
    member(out, "due", day);
    sg_buf_fmt(out, ",\"days\":%d", (int)(due->due - run->today));
    if (*due->owner)
        member(out, "owner", due->owner);
    if (*urgency(run, due))
        member(out, "urgency", urgency(run, due));
    member(out, "label", due->kind->label[run->opt->lang]);
    if (*due->kind->category)
        member(out, "category", due->kind->category);
    if (due->house)
        put_house(run, out, due);
    sg_buf_str(out, "}\n");
}

/* ---- rows of CSV, in words ---- */

static void cell(struct sg_buf *row, const char *s, size_t n)
{
    if (row->n)
        sg_buf_char(row, ';');
    sg_csv_put(row, s, n, ';', true);
}

static void cell_of(struct sg_buf *row, struct sg_buf *text)
{
    cell(row, sg_buf_text(text), text->n);
    sg_buf_next(text, row);
}

static const char *field_label(const struct remind *run, const char *path)
{
    return sg_field_label(run->profile, sg_field(path, strlen(path), NULL), run->opt->lang);
}

static const char *label(const struct remind *run, const char *word)
{
    return sg_label(run->profile, "word", word, run->opt->lang);
}

void sg_remind_header(struct remind *run)
{
    const char *const heads[] = {label(run, "due"),         label(run, "how-late"),
                                 field_label(run, "id"),    label(run, "what"),
                                 field_label(run, "owner"), field_label(run, "urgency")};
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        cell(&run->text, heads[i], strlen(heads[i]));
    sg_buf_char(&run->text, '\n');
}

void sg_remind_row(struct remind *run, const struct sg_due *due)
{
    struct sg_buf *row = &run->text, text = {0};
    char day[32];
    sg_date_words(sg_days_date(due->due), run->opt->lang == SG_NL, day);
    cell(row, day, strlen(day));
    sg_remind_when(run, &text, due);
    cell_of(row, &text);
    sg_remind_plain(&text, due->id);
    cell_of(row, &text);
    sg_buf_str(&text, due->kind->label[run->opt->lang]);
    if (due->kind->target) {
        sg_buf_str(&text, ": ");
        sg_remind_owed(run, &text, due);
    }
    cell_of(row, &text);
    sg_remind_owner(run, &text, due);
    cell_of(row, &text);
    const struct sg_code *code = sg_code_at(run->profile, "urgency", due->kind->urgency);
    const char *word = code ? code->label[run->opt->lang] : "";
    cell(row, word, strlen(word));
    sg_buf_char(row, '\n');
    sg_buf_free(&text);
}

/* ---- calendars ---- */

/* 1 (highest) for what is acute, 5 and 9 for what can wait (RFC 5545, 3.8.1.9). */
static unsigned priority(const struct sg_due *due)
{
    return due->kind->urgency == 0 ? 1 : due->kind->urgency == 1 ? 3 : 5;
}

static void uid_of(const unsigned char name[SG_MEMO_HASH], struct sg_buf *out)
{
    sg_buf_hex(out, name, SG_MEMO_HASH);
    sg_buf_str(out, "@sig-remind");
}

static void describe(const struct remind *run, struct sg_buf *out, const struct sg_due *due)
{
    struct sg_buf owner = {0};
    sg_remind_owner(run, &owner, due);
    sg_remind_word(run, out, "owner", sg_buf_text(&owner));
    sg_buf_spend(&owner, out);
    if (*due->kind->category)
        sg_buf_fmt(out, "\n%s", due->kind->category);
    if (due->kind->target) {
        sg_buf_char(out, '\n');
        sg_remind_owed(run, out, due);
    }
    if (due->house && *due->kind->bring[run->opt->lang]) {
        sg_buf_char(out, '\n');
        sg_remind_word(run, out, "bring", due->kind->bring[run->opt->lang]);
    }
    for (size_t i = 0; due->house && i < due->house->ids; i++) {
        sg_buf_char(out, '\n');
        sg_remind_plain(out, due->house->id[i]);
    }
}

void sg_remind_event(struct remind *run, const struct sg_due *due, const struct remind_entry *entry)
{
    struct sg_buf uid = {0}, summary = {0}, description = {0};
    uid_of(entry->name, &uid);
    if (*due->id) {
        sg_remind_plain(&summary, due->id);
        sg_buf_str(&summary, ": ");
    }
    sg_buf_str(&summary, due->kind->label[run->opt->lang]);
    describe(run, &description, due);
    struct sg_ical_event event = {
        sg_buf_text(&uid),     entry->sequence,           sg_days_date(due->due), run->opt->today,
        sg_buf_text(&summary), sg_buf_text(&description), priority(due),          false};
    sg_ical_event(&run->text, &event);
    sg_buf_spend(&uid, &run->text);
    sg_buf_spend(&summary, &run->text);
    sg_buf_spend(&description, &run->text);
}

void sg_remind_cancel(struct remind *run, const struct sg_memo_gone *gone)
{
    struct sg_buf uid = {0};
    uid_of(gone->hash, &uid);
    struct sg_ical_event event = {sg_buf_text(&uid),
                                  gone->sequence,
                                  sg_days_date(gone->due),
                                  run->opt->today,
                                  sg_label(run->profile, "word", "no-longer-due", run->opt->lang),
                                  "",
                                  0,
                                  true};
    sg_ical_event(&run->text, &event);
    sg_buf_spend(&uid, &run->text);
}
