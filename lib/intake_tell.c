/* SPDX-License-Identifier: EUPL-1.2 */
/* What an import has to say beside what it refuses: equal rows, look-alikes, how far it is, and
 * what became of everything. */
#include "intake_impl.h"

#include "when.h"

#include <stdio.h>
#include <stdlib.h>

enum { TOLD = 20, EVERY_MS = 250 }; /* so many of a kind are named one by one */

/* ---- rows like others ---- */

/* The registered signals are read when the first new row comes: an import that adds nothing needs
 * them not. */
static const char *alike(struct sg_intake *in, const char *object, size_t n)
{
    struct sg_fault f;
    const struct sg_cli *cli = in->cli;
    if (!in->alike && in->had_signals) {
        in->alike = sg_alike_read(cli->registry, (size_t)cli->line_max, (unsigned)cli->threads, &f);
        if (!in->alike)
            sg_complain(cli->registry, 0, &f);
        in->had_signals = in->alike != NULL;
    }
    return in->alike ? sg_alike_find(in->alike, object, n) : NULL;
}

void sg_tell_row(struct sg_intake *in, const struct sg_row_at *at, bool new, bool again)
{
    const char *id = new ? alike(in, at->object, at->n) : NULL;
    if (again && in->repeated++ < TOLD)
        sg_say(new ? SG_R_NOTE : SG_R_PRESENT, "%s:%zu: equal to one before it; %s", at->name,
               at->line, new ? "both are taken, as two signals" : "not added twice");
    if (id && in->alikes++ < TOLD)
        sg_say(SG_R_NEAR,
               "%s:%zu: looks like %s: the same day, municipality, forms and kind of reporter",
               at->name, at->line, id);
}

static void tell_more(const struct sg_intake *in)
{
    if (in->repeated > TOLD)
        sg_say(SG_R_NOTE, "%zu in all are equal to one before them", in->repeated);
    if (in->alikes > TOLD)
        sg_say(SG_R_NEAR, "%zu in all look like a registered signal", in->alikes);
}

/* ---- how far ---- */

void sg_tell_progress(struct sg_intake *in, size_t done, size_t size)
{
    if (!in->watched)
        return;
    int64_t now = sg_elapsed_ms(), took = now - in->began;
    if (!in->began)
        in->began = in->said = now;
    if (now - in->said < EVERY_MS || took <= 0)
        return;
    in->said = now;
    size_t rate = (size_t)((int64_t)in->read * 1000 / took);
    if (done && size >= done)
        sg_progress("%zu read, %zu a second, about %zu s left", in->read, rate,
                    (size_t)((double)took / 1000 * ((double)(size - done) / (double)done)));
    else
        sg_progress("%zu read, %zu a second", in->read, rate);
}

/* ---- the end ---- */

static void say(struct sg_buf *list, const char *what)
{
    const char *text = sg_buf_text(list);
    if (list->failed)
        sg_say(SG_R_MEMORY, "memory ran out");
    else if (list->n)
        sg_say(SG_R_NOTE, "%s: %s", what, text);
    sg_buf_free(list);
}

/* What a dry run would change: signals by the year of their receipt. */
static void tell_years(const struct sg_intake *in)
{
    struct sg_buf b = {0};
    for (int y = 0; in->by_year && y < SG_YEAR_SLOTS; y++)
        if (in->by_year[y])
            sg_buf_fmt(&b, "%s%d: %zu", b.n ? ", " : "", y, in->by_year[y]);
    say(&b, "would be added, by year of receipt");
}

static void tell_reasons(const struct sg_intake *in)
{
    struct sg_buf b = {0};
    for (int i = 0; i < SG_REASON_COUNT; i++)
        if (in->by_reason[i])
            sg_buf_fmt(&b, "%s%s: %zu", b.n ? ", " : "", sg_reason_code((enum sg_reason)i),
                       in->by_reason[i]);
    say(&b, "rejected, by reason");
}

void sg_tell_counts(const struct sg_intake *in)
{
    char more[120] = "";
    size_t n = 0;
    sg_progress("%s", "");
    tell_more(in);
    if (in->opt.dry_run) {
        tell_reasons(in);
        tell_years(in);
    }
    if (in->joined)
        n = (size_t)snprintf(more, sizeof more, ", %zu joined to the row above", in->joined);
    if (in->passed)
        snprintf(more + n, sizeof more - n, ", %zu passed over", in->passed);
    sg_say(SG_R_NOTE, "%zu read: %zu %s, %zu already there, %zu rejected%s", in->read, in->added,
           in->opt.dry_run ? "would be added"
           : in->registry  ? "added"
                           : "made, not registered",
           in->present, in->rejected, more);
}
