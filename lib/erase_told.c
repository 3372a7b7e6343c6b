/* SPDX-License-Identifier: EUPL-1.2 */
/* The declaration of destruction, with whom else to tell and where else to look. */
#include "erase_impl.h"

#include <stdio.h>
#include <string.h>

static void line(const struct sg_eraser *e, const char *word, const char *text, struct sg_buf *out)
{
    sg_buf_fmt(out, "%s: %s\n", sg_erase_word(e, word), text);
}

static void number(const struct sg_eraser *e, const char *word, size_t n, struct sg_buf *out)
{
    char text[24];
    snprintf(text, sizeof text, "%zu", n);
    line(e, word, text, out);
}

static void head(const struct sg_eraser *e, const char *word, const struct sg_head *h,
                 struct sg_buf *out)
{
    char text[90];
    sg_head_write(h, text);
    line(e, word, text, out);
}

static void title(const struct sg_eraser *e, const char *word, struct sg_buf *out)
{
    sg_buf_fmt(out, "\n%s\n", sg_erase_word(e, word));
}

static void put_signals(const struct sg_eraser *e, struct sg_buf *out)
{
    title(e, "signals", out);
    for (size_t i = 0; i < e->count; i++) {
        const struct sg_doomed *d = &e->list[i];
        sg_buf_fmt(out, "  %s  %s %lld  %s; %s; %s\n", d->id, sg_erase_word(e, "revisions"),
                   (long long)d->rev, sg_erase_label(e, d->ground), sg_erase_rule(e, d),
                   d->kind->category);
    }
}

static void put_partners(const struct sg_eraser *e, struct sg_buf *out)
{
    bool any = false;
    title(e, "tell", out);
    for (size_t i = 0; i < e->count; i++) {
        const struct sg_doomed *d = &e->list[i];
        if (!e->text.p[d->partners])
            continue;
        sg_buf_fmt(out, "  %s  ", d->id);
        sg_erase_partners(e, d, out);
        sg_buf_char(out, '\n');
        any = true;
    }
    if (!any)
        sg_buf_fmt(out, "  %s\n", sg_erase_word(e, "nobody"));
}

void sg_erase_declare(const struct sg_eraser *e, const struct sg_erased *done, struct sg_buf *out)
{
    const struct sg_profile *p = e->cli->profile;
    const char *name = sg_profile_value(p, e->cli->lang == SG_NL ? "title" : "title_en");
    char today[32];
    sg_date_words(e->cli->today, e->cli->lang == SG_NL, today);
    sg_buf_fmt(out, "%s\n\n", sg_erase_word(e, "title"));
    line(e, "house", name, out);
    line(e, "registry", e->cli->registry, out);
    line(e, "on", today, out);
    line(e, "by", e->opt->by, out);
    number(e, "count", e->count, out);
    number(e, "lines", done->lines, out);
    number(e, "fragments", done->fragments, out);
    head(e, "before", &done->before, out);
    head(e, "after", &done->after, out);
    put_signals(e, out);
    put_partners(e, out);
    title(e, "elsewhere", out);
    static const char *const places[] = {"rejects", "exports", "backups", "texts"};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        sg_buf_fmt(out, "  - %s\n", sg_erase_word(e, places[i]));
}
