/* SPDX-License-Identifier: EUPL-1.2 */
/* Folders of sheets for the tests: made anew for each, removed behind it. */
#ifndef PROFILE_HELP_H
#define PROFILE_HELP_H

#include "profile.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char home[] = "/tmp/test_profile.XXXXXX";
static char made[32][256]; /* files and folders, to be removed in reverse */
static size_t made_count;

static inline int make_home(void **state)
{
    (void)state;
    made_count = 0;
    memcpy(home + sizeof home - 7, "XXXXXX", 6);
    return mkdtemp(home) ? 0 : -1;
}

static inline int remove_home(void **state)
{
    (void)state;
    while (made_count)
        if (remove(made[--made_count]) != 0)
            return -1;
    return rmdir(home);
}

/* The path of a folder or file in the test's own folder. */
static inline const char *in_home(const char *name)
{
    static char path[256];
    snprintf(path, sizeof path, "%s/%s", home, name);
    return path;
}

static inline void remember(const char *path)
{
    for (size_t i = 0; i < made_count; i++)
        if (strcmp(made[i], path) == 0)
            return;
    assert_true(made_count < sizeof made / sizeof *made);
    snprintf(made[made_count++], sizeof *made, "%s", path);
}

/* Writes a file; its folder is made when it is not there. */
static inline void put(const char *name, const char *text)
{
    char folder[256];
    snprintf(folder, sizeof folder, "%s", in_home(name));
    *strrchr(folder, '/') = '\0';
    if (mkdir(folder, 0700) == 0)
        remember(folder);
    FILE *out = fopen(in_home(name), "wb");
    assert_non_null(out);
    remember(in_home(name));
    assert_true(fputs(text, out) >= 0);
    assert_int_equal(fclose(out), 0);
}

/* Opens a profile that must be good. */
static inline struct sg_profile *open_good(const char *name)
{
    struct sg_fault f = {0};
    struct sg_profile *p = sg_profile_open(name, &f);
    if (!p)
        fail_msg("%s: %s:%zu: %s: %s", name, f.file, f.line, f.field, f.text);
    return p;
}

/* Opening fails, at the file and line, in the column, with these words in the text. */
static inline void open_bad(const char *name, const char *file, size_t line, const char *field,
                            const char *words)
{
    struct sg_fault f = {0};
    struct sg_profile *p = sg_profile_open(name, &f);
    assert_null(p);
    char want[256] = "";
    if (file)
        snprintf(want, sizeof want, "%s", file[0] == '/' ? file : in_home(file));
    if (f.reason != SG_R_BAD_PROFILE || (file && strcmp(f.file, want) != 0) || f.line != line ||
        strcmp(f.field, field) != 0 || !strstr(f.text, words))
        fail_msg("[%s] %s:%zu: %s: %s", sg_reason_code(f.reason), f.file, f.line, f.field, f.text);
}

#endif
