/* SPDX-License-Identifier: EUPL-1.2 */
/* Counts signals written as text and gives the table as text. */
#ifndef TALLY_HELP_H
#define TALLY_HELP_H

#include "tally.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What a test says: a profile, a request, signals a line each. */
struct sum {
    const char *profile; /* NULL: nl */
    struct sg_tally_opt opt;
    const char *lines;
    size_t threads; /* 0: one; lines are dealt out in turn */
    bool streamed;
    bool notes;
    enum sg_table_format format;
    struct sg_fault fault; /* out: of the plan or the grid; reason 0 with text "": none */
    size_t rejected;       /* out */
    struct sg_fault notice[SG_TALLY_NOTICES];
    size_t notices; /* out */
};

static inline void count_lines(struct sum *s, void *const worker[], size_t threads)
{
    struct sg_record *r = malloc(sizeof *r);
    struct sg_fault f;
    struct sg_line line = {0};
    size_t turn = 0;
    assert_non_null(r);
    for (const char *p = s->lines; *p; turn++) {
        size_t n = strcspn(p, "\n");
        if (!sg_record_read(r, p, n, &f, NULL))
            fail_msg("the test's line %zu: %s", turn + 1, f.text);
        s->rejected += !sg_tally_add(worker[turn % threads], r, &line, &f);
        p += n + (p[n] == '\n');
    }
    free(r);
}

/* Plan, count, merge, render: the text, to be freed; NULL with s->fault. */
static inline char *tabulate(struct sum *s)
{
    static const bool yes = true;
    void *worker[64];
    size_t threads = s->threads ? s->threads : 1;
    struct sg_render_opt render = {.no_notes = !s->notes};
    struct sg_buf out = {0};
    char *text = NULL;
    struct sg_profile *p = sg_profile_open(s->profile ? s->profile : "nl", &s->fault);
    if (!p)
        fail_msg("profile: %s:%zu: %s", s->fault.file, s->fault.line, s->fault.text);
    if (!s->opt.today.y)
        s->opt.today = (struct sg_date){2026, 6, 15};
    struct sg_tally_plan *plan = sg_tally_plan(p, &s->opt, &s->fault);
    if (plan) {
        assert_true(sg_tallies(worker, threads, plan, s->streamed ? &yes : NULL, &s->fault));
        count_lines(s, worker, threads);
        assert_true(sg_tallies_merge(worker, threads, &s->fault));
        struct sg_grid *g = sg_tally_grid(worker[0], &s->fault);
        s->notices = sg_tally_notices(worker[0], s->notice);
        if (g) {
            assert_true(sg_render(g, s->format, &render, &out, &s->fault));
            text = strdup(sg_buf_text(&out));
        }
        sg_grid_free(g);
        sg_tallies_free(worker, threads);
    }
    sg_buf_free(&out);
    sg_tally_plan_free(plan);
    sg_profile_free(p);
    return text;
}

static inline void expect(struct sum s, const char *table)
{
    char *text = tabulate(&s);
    if (!text)
        fail_msg("no table: %s", s.fault.text);
    assert_string_equal(text, table);
    free(text);
}

static inline void refuse(struct sum s, enum sg_reason reason, const char *part)
{
    char *text = tabulate(&s);
    assert_null(text);
    assert_int_equal(s.fault.reason, reason);
    if (!strstr(s.fault.text, part))
        fail_msg("\"%s\" does not say \"%s\"", s.fault.text, part);
}

/* A profile in a folder of its own, to which sheets are added. */
static inline void profile_folder(char folder[32])
{
    strcpy(folder, "/tmp/sig-tally-XXXXXX");
    assert_non_null(mkdtemp(folder));
}

static inline void sheet(const char *folder, const char *name, const char *text)
{
    char path[96];
    snprintf(path, sizeof path, "%s/%s.csv", folder, name);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    assert_true(fputs(text, f) >= 0);
    assert_int_equal(fclose(f), 0);
}

static inline void remove_folder(const char *folder, const char *const sheets[])
{
    char path[96];
    for (size_t i = 0; sheets[i]; i++) {
        snprintf(path, sizeof path, "%s/%s.csv", folder, sheets[i]);
        unlink(path);
    }
    assert_int_equal(rmdir(folder), 0);
}

/* Members that the published tables ask for: who sent it. */
#define HVO ",\"source\":{\"name\":\"hvo-querido\"}"
#define MOVIERA ",\"source\":{\"name\":\"moviera\"}"

/* Signals of a municipality in a year, repeated; appended to a growing text. */
static inline void signals(struct sg_buf *b, const char *municipality, const char *received,
                           int times, const char *more)
{
    for (int i = 0; i < times; i++)
        sg_buf_fmt(b, "{\"received\":\"%s\",\"municipality\":\"%s\"%s}\n", received, municipality,
                   more);
}

#endif
