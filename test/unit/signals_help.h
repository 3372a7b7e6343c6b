/* SPDX-License-Identifier: EUPL-1.2 */
/* signals_help - lines, checked and made canonical, for the tests of signal, import and intake. */
#ifndef SIGNALS_HELP_H
#define SIGNALS_HELP_H

#include "signals.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct sg_profile *nl;
static const struct sg_date today = {2024, 6, 15};

static inline int open_nl(void **state)
{
    (void)state;
    struct sg_fault f;
    nl = sg_profile_open("nl", &f);
    return nl ? 0 : -1;
}

static inline int close_nl(void **state)
{
    (void)state;
    sg_profile_free(nl);
    return 0;
}

/* The line as a record in a static place; fails the test when it is none. */
static inline const struct sg_record *record(const char *line)
{
    static struct sg_record r;
    struct sg_fault f;
    if (!sg_record_read(&r, line, strlen(line), &f, NULL))
        fail_msg("%s: %s", line, f.text);
    return &r;
}

static inline bool check(const char *line, bool stored, struct sg_fault *f)
{
    struct sg_check_opt opt = {today, stored, false};
    memset(f, 0, sizeof *f);
    return sg_signal_check(record(line), nl, &opt, f);
}

/* "{canonical members}" of a line in a static place, NULL with *f. */
static inline const char *canon(const char *line, struct sg_fault *f)
{
    static char text[2048];
    struct sg_buf b = {0};
    size_t dropped;
    sg_buf_char(&b, '{');
    bool ok = sg_signal_canon(record(line), nl, today, &b, &dropped, f);
    sg_buf_char(&b, '}');
    snprintf(text, sizeof text, "%s", sg_buf_text(&b));
    sg_buf_free(&b);
    return ok ? text : NULL;
}

/* A small generator, the same on every machine. */
static inline unsigned rnd(unsigned below)
{
    static unsigned long long x = 88172645463325252ULL;
    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
    return (unsigned)((x >> 11) % below);
}

#endif
