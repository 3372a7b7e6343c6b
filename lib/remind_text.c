/* SPDX-License-Identifier: EUPL-1.2 */
/* Reminders in words: by owner, one a line. */
#include "remind_impl.h"
#include "text.h"

#include <stdio.h>
#include <string.h>

enum { WRAP = 76, BROUGHT = 100, WIDTH_MOST = 40 };

/* ---- words ---- */

void sg_remind_word(const struct remind *run, struct sg_buf *out, const char *word,
                    const char *value)
{
    const char *text = sg_label(run->profile, "word", word, run->opt->lang);
    const char *mark = strchr(text, '#');
    if (!mark) {
        sg_buf_str(out, text);
        return;
    }
    sg_buf_add(out, text, (size_t)(mark - text));
    sg_buf_str(out, value);
    sg_buf_str(out, mark + 1);
}

void sg_remind_plain(struct sg_buf *out, const char *s)
{
    size_t n = strlen(s);
    for (size_t at = 0; at < n;) {
        size_t bad = sg_unseen(s + at, n - at);
        sg_buf_add(out, bad ? " " : s + at, 1);
        at += bad ? bad : 1;
    }
}

void sg_remind_when(const struct remind *run, struct sg_buf *out, const struct sg_due *due)
{
    char days[16];
    int32_t left = due->due - run->today, far = left < 0 ? -left : left;
    snprintf(days, sizeof days, "%d", (int)far);
    const char *word = left == 0          ? "today"
                       : left > 0         ? (far == 1 ? "in-day" : "in-days")
                       : due->kind->house ? (far == 1 ? "past-day" : "past-days")
                                          : (far == 1 ? "late-day" : "late-days");
    sg_remind_word(run, out, word, days);
}

void sg_remind_owner(const struct remind *run, struct sg_buf *out, const struct sg_due *due)
{
    if (*due->owner)
        sg_remind_plain(out, sg_label(run->profile, "partner", due->owner, run->opt->lang));
    else
        sg_remind_word(run, out, "nobody", "");
}

void sg_remind_owed(const struct remind *run, struct sg_buf *out, const struct sg_due *due)
{
    char owed[64];
    snprintf(owed, sizeof owed, "%ld %s %d", due->kind->target - due->house->done,
             sg_label(run->profile, "word", "of", run->opt->lang), due->kind->target);
    sg_remind_word(run, out, "still-owed", owed);
}

/* ---- columns ---- */

static size_t columns(const struct sg_buf *text)
{
    size_t n = text->failed ? 0 : sg_width(text->p, text->n);
    return n < WIDTH_MOST ? n : WIDTH_MOST;
}

void sg_remind_widths(struct remind *run)
{
    struct sg_buf text = {0};
    const struct sg_due *last = NULL;
    run->id_width = run->list->longest < WIDTH_MOST ? run->list->longest : WIDTH_MOST;
    for (size_t i = 0; i < run->list->n; i++) {
        const struct sg_due *due = &run->list->due[i];
        if (!sg_remind_wanted(run->opt, due) ||
            (last && due->due == last->due && due->kind->house == last->kind->house))
            continue;
        last = due;
        sg_buf_clear(&text);
        sg_remind_when(run, &text, due);
        size_t n = columns(&text);
        run->when_width = n > run->when_width ? n : run->when_width;
    }
    sg_buf_free(&text);
}

/* Blanks up to a width, at least two. */
static void pad(struct sg_buf *out, size_t from, size_t width)
{
    size_t n = from < width ? width - from : 0;
    for (n += 2; n > 0; n--)
        sg_buf_char(out, ' ');
}

/* Blank, the date, and what stands below it begins there. */
static void margin(struct sg_buf *out)
{
    pad(out, 0, 12);
}

/* Numbers behind each other, broken where a line is full. */
static void put_numbers(const struct remind *run, struct sg_buf *out,
                        const struct sg_due_house *house)
{
    size_t line = out->n;
    char more[24];
    for (size_t i = 0; i < house->ids && i < BROUGHT; i++) {
        size_t n = strlen(house->id[i]);
        bool full = i > 0 && out->n + 1 + n - line > WRAP;
        if (full) {
            sg_buf_char(out, '\n');
            line = out->n;
        }
        if (i == 0 || full)
            margin(out);
        else
            sg_buf_char(out, ' ');
        sg_remind_plain(out, house->id[i]);
    }
    sg_buf_char(out, '\n');
    if (house->ids <= BROUGHT)
        return;
    margin(out);
    snprintf(more, sizeof more, "%zu", house->ids - BROUGHT);
    sg_remind_word(run, out, "and-more", more);
    sg_buf_char(out, '\n');
}

/* What a meeting takes along. */
static void put_bring(const struct remind *run, struct sg_buf *out, const struct sg_due *due)
{
    const char *what = due->kind->bring[run->opt->lang];
    char text[400];
    if (!*what && !due->house->ids)
        return;
    if (due->house->ids)
        snprintf(text, sizeof text, "%s (%zu)", what, due->house->ids);
    else
        snprintf(text, sizeof text, "%s", what);
    margin(out);
    sg_remind_word(run, out, "bring", text);
    sg_buf_char(out, '\n');
    if (due->house->ids)
        put_numbers(run, out, due->house);
}

/* A new owner begins; above the first one stands the day. */
static void put_owner(struct remind *run, const struct sg_due *due)
{
    char day[32];
    if (!run->begun) {
        sg_date_words(run->opt->today, run->opt->lang == SG_NL, day);
        sg_remind_word(run, &run->text, "reminders", day);
        sg_buf_char(&run->text, '\n');
    }
    if (run->owner && strcmp(run->owner, due->owner) == 0)
        return;
    run->owner = due->owner;
    sg_buf_char(&run->text, '\n');
    sg_remind_owner(run, &run->text, due);
    sg_buf_char(&run->text, '\n');
}

/* "  03-06-2024  12 dagen te laat  ": the same for all that is due on that day. */
static void put_day(struct remind *run, struct sg_buf *out, const struct sg_due *due)
{
    char day[32];
    struct sg_buf *head = &run->day;
    if (!head->n || run->day_of != due->due || run->day_house != due->kind->house) {
        run->day_of = due->due;
        run->day_house = due->kind->house;
        sg_buf_clear(head);
        sg_date_words(sg_days_date(due->due), run->opt->lang == SG_NL, day);
        sg_buf_fmt(head, "  %s  ", day);
        size_t from = head->n;
        sg_remind_when(run, head, due);
        pad(head, head->failed ? 0 : sg_width(head->p + from, head->n - from), run->when_width);
    }
    out->failed |= head->failed;
    sg_buf_add(out, head->p, head->n);
}

void sg_remind_text(struct remind *run, const struct sg_due *due)
{
    struct sg_buf *out = &run->text;
    put_owner(run, due);
    put_day(run, out, due);
    if (!due->kind->house) {
        sg_remind_plain(out, due->id);
        pad(out, strlen(due->id), run->id_width);
    }
    sg_buf_str(out, due->kind->label[run->opt->lang]);
    if (due->kind->target) {
        sg_buf_str(out, ": ");
        sg_remind_owed(run, out, due);
    }
    if (*due->kind->category)
        sg_buf_fmt(out, " (%s)", due->kind->category);
    sg_buf_char(out, '\n');
    if (due->house)
        put_bring(run, out, due);
}
