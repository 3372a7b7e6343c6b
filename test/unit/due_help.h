/* SPDX-License-Identifier: EUPL-1.2 */
/* What is due, in one line, for tests: "kind id date owner; ..." of some records on some day. */
#ifndef DUE_HELP_H
#define DUE_HELP_H

#include "due.h"
#include "expr_help.h"

static inline struct sg_date date(const char *iso)
{
    struct sg_date d = {0, 0, 0};
    if (!sg_date_parse(iso, strlen(iso), &d))
        fail_msg("no date: %s", iso);
    return d;
}

static inline struct sg_due_plan *make_plan(const struct sg_profile *p,
                                            const struct sg_due_opt *opt)
{
    struct sg_fault f = {0};
    struct sg_due_plan *plan = sg_due_plan(p, opt, &f);
    if (!plan)
        fail_msg("%s:%zu: %s: %s", f.file, f.line, f.field, f.text);
    return plan;
}

static inline void put_due(struct sg_buf *out, const struct sg_due *due)
{
    char day[11];
    sg_date_write(sg_days_date(due->due), day);
    sg_buf_fmt(out, "%s%s %s", out->n ? "; " : "", due->kind->name, day);
    if (due->at && !due->kind->house)
        sg_buf_fmt(out, " [%u]", (unsigned)due->at);
    if (due->house && due->kind->target)
        sg_buf_fmt(out, " %ld/%d", due->house->done, due->kind->target);
    for (size_t i = 0; due->house && i < due->house->ids; i++)
        sg_buf_fmt(out, " %s", due->house->id[i]);
}

/* What is due when the records of a plan were read, one or more lines. */
static inline const char *due_of(const struct sg_due_plan *plan, const char *const *lines,
                                 bool streamed)
{
    static char text[4096];
    struct sg_fault f = {0};
    struct a_record a;
    void *worker[2];
    struct sg_due_list list;
    struct sg_buf out = {0};
    assert_true(sg_dues(worker, 2, plan, &streamed, &f));
    for (size_t i = 0; lines[i]; i++) {
        read_record(&a, lines[i]);
        if (!sg_due_add(worker[streamed ? 0 : i % 2], &a.r, NULL, &f))
            fail_msg("%s: %s", lines[i], f.text);
    }
    assert_true(sg_due_finish(worker, 2, &list, &f));
    for (size_t i = 0; i < list.n; i++)
        put_due(&out, &list.due[i]);
    snprintf(text, sizeof text, "%s", sg_buf_text(&out));
    sg_buf_free(&out);
    sg_due_list_free(&list);
    sg_dues_free(worker, 2);
    return text;
}

/* Of one record, on a day, all that stands within ten years, without the agenda. */
static inline const char *due_on(const char *on, const char *line)
{
    const char *const lines[] = {line, NULL};
    const struct sg_due_opt opt = {.today = date(on), .ahead = -1};
    struct sg_due_plan *plan = make_plan(profile, &opt);
    const char *text = due_of(plan, lines, false);
    sg_due_plan_free(plan);
    return text;
}

#define assert_due(on, line, wanted) \
    _assert_string_equal(due_on(on, line), wanted, __FILE__, __LINE__)

#endif
