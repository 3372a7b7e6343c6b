/* SPDX-License-Identifier: EUPL-1.2 */
/* registry_help - a registry in a folder of its own, for the tests of the room. */
#ifndef REGISTRY_HELP_H
#define REGISTRY_HELP_H

#include "registry.h"
#include "stream.h"

#include <dirent.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define MEMBERS "\"received\":\"2024-03-01\",\"text\":\"een caf\xC3\xA9 \\\"x\\\"\""

static char dir[32];  /* of the test at hand */
static char path[64]; /* dir/registry.jsonl, which does not exist yet */
static const struct sg_registry_opt plain = {.wait_s = 20};
static const struct sg_stamp stamp = {
    .prefix = "NIJ", .year = 2024, .recorded = "2024-03-01T12:00:00Z", .by = "m.jansen"};

static inline int dir_setup(void **state)
{
    (void)state;
    umask(022);
    strcpy(dir, "/tmp/test_registry.XXXXXX");
    if (!mkdtemp(dir))
        return -1;
    snprintf(path, sizeof path, "%s/registry.jsonl", dir);
    return 0;
}

static inline int dir_teardown(void **state)
{
    (void)state;
    DIR *d = opendir(dir);
    char name[512];
    for (struct dirent *e; d && (e = readdir(d));) {
        snprintf(name, sizeof name, "%s/%s", dir, e->d_name);
        if (unlink(name) != 0)
            rmdir(name);
    }
    if (d)
        closedir(d);
    return rmdir(dir);
}

/* Each test in a folder of its own. */
#define T(test) cmocka_unit_test_setup_teardown(test, dir_setup, dir_teardown)

static inline const char *beside(const char *suffix)
{
    static char name[128];
    snprintf(name, sizeof name, "%s%s", path, suffix);
    return name;
}

/* Replaces out's content by the file's. */
static inline void slurp(const char *file, struct sg_buf *out)
{
    FILE *in = fopen(file, "rb");
    assert_non_null(in);
    sg_buf_clear(out);
    for (size_t got = 1; got > 0; out->n += got) {
        char *to = sg_buf_room(out, 1 << 16);
        assert_non_null(to);
        got = fread(to, 1, 1 << 16, in);
    }
    fclose(in);
}

static inline void spill(const char *file, const void *p, size_t n)
{
    unlink(file); /* a truncated file is flushed when it is closed, which is slow */
    int fd = open(file, O_WRONLY | O_CREAT | O_EXCL, 0600);
    assert_true(fd >= 0 && sg_write_all(fd, p, n));
    close(fd);
}

static inline void append(const char *file, const void *p, size_t n)
{
    int fd = open(file, O_WRONLY | O_APPEND);
    assert_true(fd >= 0 && sg_write_all(fd, p, n));
    close(fd);
}

static inline struct sg_registry *open_good(void)
{
    struct sg_fault f = {0};
    struct sg_registry *g = sg_registry_open(path, &plain, &f);
    if (!g)
        fail_msg("%s", f.text);
    return g;
}

static inline void expect_not_opened(const struct sg_registry_opt *opt, enum sg_reason reason,
                                     const char *word)
{
    struct sg_fault f = {0};
    assert_null(sg_registry_open(path, opt, &f));
    assert_int_equal(f.reason, reason);
    if (!strstr(f.text, word))
        fail_msg("\"%s\" does not say \"%s\"", f.text, word);
}

/* Adds `count` new signals in one batch. */
static inline void fill(size_t count)
{
    struct sg_registry *g = open_good();
    struct sg_item *items = calloc(count, sizeof *items);
    for (size_t i = 0; i < count; i++)
        items[i] = (struct sg_item){MEMBERS, strlen(MEMBERS), 2020 + (int)(i % 5)};
    assert_true(sg_registry_add_many(g, &stamp, items, count, 2, NULL, NULL));
    assert_true(sg_registry_commit(g, NULL));
    sg_registry_close(g);
    free(items);
}

static inline void amend(const char *id, int64_t rev)
{
    struct sg_registry *g = open_good();
    struct sg_stamp s = stamp;
    s.id = id;
    s.rev = rev;
    assert_true(sg_registry_add(g, &s, MEMBERS, strlen(MEMBERS), NULL, NULL, NULL));
    assert_true(sg_registry_commit(g, NULL));
    sg_registry_close(g);
}

/* ---- what sg_registry_verify says ---- */

enum { SEEN_MAX = 64 };

struct seen {
    size_t count, stop_after;
    struct {
        enum sg_reason reason;
        size_t line;
        char text[sizeof((struct sg_fault *)NULL)->text];
    } at[SEEN_MAX];
};

static inline bool note(void *ctx, const struct sg_fault *f)
{
    struct seen *s = ctx;
    if (s->count < SEEN_MAX) {
        s->at[s->count].reason = f->reason;
        s->at[s->count].line = f->line;
        memcpy(s->at[s->count].text, f->text, sizeof f->text);
    }
    return ++s->count != s->stop_after;
}

static inline long verify(struct seen *s, const struct sg_head *expect, struct sg_head *head)
{
    static unsigned calls;
    const struct sg_verify_opt opt = {.expect = expect, .threads = 1 + calls++ % 8 / 7};
    struct sg_fault f = {0};
    s->count = 0;
    long faults = sg_registry_verify(path, &opt, note, s, head, &f);
    if (faults < 0)
        fail_msg("%s", f.text);
    return faults;
}

/* Exactly one fault: this one. Notices do not count. */
static inline void expect_fault(struct seen *s, enum sg_reason reason, size_t line)
{
    size_t faults = 0;
    for (size_t i = 0; i < s->count && i < SEEN_MAX; i++) {
        if (sg_reason_status(s->at[i].reason) == SG_DONE)
            continue;
        if (s->at[i].reason != reason || s->at[i].line != line || faults++ > 0)
            fail_msg("line %zu: %s [%s], expected line %zu [%s]", s->at[i].line, s->at[i].text,
                     sg_reason_code(s->at[i].reason), line, sg_reason_code(reason));
    }
    if (faults != 1)
        fail_msg("nothing found, expected line %zu [%s]", line, sg_reason_code(reason));
}

static inline void expect_sound(uint64_t n)
{
    struct seen s = {0};
    struct sg_head head;
    if (verify(&s, NULL, &head) != 0)
        fail_msg("line %zu: %s", s.at[0].line, s.at[0].text);
    assert_int_equal(head.n, n);
}

/* ---- the file as lines: line i (from 0) is at[i] .. at[i + 1] of b, newline included ---- */

struct lines {
    struct sg_buf b;
    size_t *at, count;
};

static inline void lines_read(struct lines *l)
{
    *l = (struct lines){0};
    slurp(path, &l->b);
    l->at = calloc(l->b.n + 2, sizeof *l->at);
    for (size_t i = 0; i < l->b.n; i++)
        if (l->b.p[i] == '\n')
            l->at[++l->count] = i + 1;
}

static inline void lines_free(struct lines *l)
{
    sg_buf_free(&l->b);
    free(l->at);
}

/* Appends lines from .. to - 1. */
static inline void lines_add(const struct lines *l, size_t from, size_t to, struct sg_buf *out)
{
    sg_buf_add(out, l->b.p + l->at[from], l->at[to] - l->at[from]);
}

#endif
