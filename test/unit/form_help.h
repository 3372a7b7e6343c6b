/* SPDX-License-Identifier: EUPL-1.2 */
/* form_help - what is given, read back and compared, for the tests of form. */
#ifndef FORM_HELP_H
#define FORM_HELP_H

#include "form.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tight.h"

static struct sg_profile *profile;
static struct sg_questions *q;
static struct sg_draft *given, *got;
static struct sg_buf said; /* "LINE FIELD [code] text\n" of each fault and notice */

static inline int form_setup(void **state)
{
    struct sg_fault f;
    (void)state;
    profile = sg_profile_open("nijkerk", &f);
    q = profile ? sg_questions_open(profile, (struct sg_date){2024, 6, 15}, &f) : NULL;
    if (!q)
        return -1;
    q->all = true;
    given = sg_draft_new(q);
    got = sg_draft_new(q);
    return given && got ? 0 : -1;
}

static inline int form_teardown(void **state)
{
    (void)state;
    sg_draft_free(given);
    sg_draft_free(got);
    sg_questions_free(q);
    sg_profile_free(profile);
    sg_buf_free(&said);
    said = (struct sg_buf){0};
    return 0;
}

#define T(test) cmocka_unit_test_setup_teardown(test, form_setup, form_teardown)

static inline void hear(void *ctx, const struct sg_fault *f)
{
    (void)ctx;
    sg_buf_fmt(&said, "%zu %s [%s] %s\n", f->line, f->field, sg_reason_code(f->reason), f->text);
}

/* Into `got` and `said`, which are emptied first. */
static inline size_t form_read(const char *text, size_t n)
{
    char *copy = tight(text, n);
    sg_draft_free(got);
    assert_non_null(got = sg_draft_new(q));
    sg_buf_clear(&said);
    size_t faults = sg_form_read(got, copy, n, hear, NULL);
    free(copy);
    return faults;
}

static inline size_t slot_of(const char *path)
{
    size_t i = 0;
    while (i < q->n && strcmp(q->at[i].field->path, path) != 0)
        i++;
    assert_true(i < q->n);
    return i;
}

static inline void give(const char *path, unsigned element, const char *text)
{
    struct sg_fault f;
    if (!sg_draft_take(given, (struct sg_slot){slot_of(path), element}, text, strlen(text), &f))
        fail_msg("%s: %s", path, f.text);
}

static inline void signal_of(struct sg_draft *d, struct sg_buf *out)
{
    static struct sg_slot slot[SG_SLOTS];
    assert_true(sg_draft_slots(d, slot) > 0);
    sg_buf_clear(out);
    sg_draft_signal(d, out);
    assert_false(out->failed);
}

/* Reading this gives the same signal as was given, and says nothing (but notices, when told). */
static inline void same(const struct sg_buf *text, bool notices)
{
    struct sg_buf a = {0}, b = {0};
    size_t faults = form_read(text->p, text->n);
    signal_of(given, &a);
    signal_of(got, &b);
    if (faults || (said.n && !notices) || a.n != b.n || memcmp(a.p, b.p, a.n) != 0)
        fail_msg("said: %s\n%s\n%s\n%.*s", sg_buf_text(&said), sg_buf_text(&a), sg_buf_text(&b),
                 (int)text->n, text->p);
    sg_buf_free(&a);
    sg_buf_free(&b);
}

#endif
