/* SPDX-License-Identifier: EUPL-1.2 */
/* registry_fault_help - writers that keep what they were told, while calls fail, for the tests of
 * the registry; include "../fault/faulty.h" first. */
#ifndef REGISTRY_FAULT_HELP_H
#define REGISTRY_FAULT_HELP_H

#include "registry_help.h"

#include <sys/mman.h>

/* A call that fails, and what is then said. */
struct kind {
    enum faulty_call call;
    enum faulty_how how;
    int error;
    enum sg_reason reason; /* NOTE: it goes well all the same */
    const char *word;      /* in the message */
};

enum { BATCHES = 3, NTH_MAX = 400 };

/* What a writer was told, in memory that outlives it. */
static struct told {
    size_t lines;
    char line[BATCHES * 6][400]; /* acknowledged */
    bool failed;
    enum sg_reason reason; /* of the first failure */
    char text[sizeof((struct sg_fault *)NULL)->text];
} * told;

static inline void note_failure(const struct sg_fault *f)
{
    if (told->failed)
        return;
    told->failed = true;
    told->reason = f->reason;
    memcpy(told->text, f->text, sizeof told->text);
}

static inline void acknowledge(const char *p, size_t n)
{
    char *to = told->line[told->lines++];
    memcpy(to, p, n);
    to[n] = '\0';
}

/* What one batch consists of. */
struct batch {
    struct sg_buf one, two; /* a signal alone; two together */
    bool alone, many;       /* they were taken */
};

/* A call that fails adds nothing; the batch goes on. */
static inline void make_batch(struct sg_registry *g, int number, struct batch *b)
{
    struct sg_fault f = {0};
    char text[2][40];
    struct sg_item items[2];
    for (int i = 0; i < 2; i++) {
        int n = snprintf(text[i], sizeof text[i], "\"batch\":%d,\"item\":%d", number, i);
        items[i] = (struct sg_item){text[i], (size_t)n, 2024};
    }
    const char *lone = "\"lone\":1";
    *b = (struct batch){0};
    b->alone = sg_registry_add(g, &stamp, lone, strlen(lone), &b->one, NULL, &f);
    if (!b->alone)
        note_failure(&f);
    b->many = sg_registry_add_many(g, &stamp, items, 2, 2, &b->two, &f);
    if (!b->many)
        note_failure(&f);
}

static inline void end_batch(struct batch *b, bool safe)
{
    if (safe && b->alone)
        acknowledge(b->one.p, b->one.n);
    if (safe && b->many) {
        const char *second = (const char *)memchr(b->two.p, '\n', b->two.n) + 1;
        size_t first_n = (size_t)(second - b->two.p);
        acknowledge(b->two.p, first_n - 1);
        acknowledge(second, b->two.n - first_n - 1);
    }
    sg_buf_free(&b->one);
    sg_buf_free(&b->two);
}

static inline void one_by_one(struct sg_registry *g)
{
    for (int i = 0; i < BATCHES; i++) {
        struct sg_fault f = {0};
        struct batch b;
        make_batch(g, i, &b);
        bool safe = sg_registry_commit(g, &f);
        if (!safe)
            note_failure(&f);
        end_batch(&b, safe);
    }
}

/* Each batch is made while the one before is on its way. */
static inline void overlapping(struct sg_registry *g)
{
    struct sg_fault f = {0};
    struct batch last, next;
    make_batch(g, 0, &last);
    for (int i = 1; i <= BATCHES; i++) {
        bool safe = sg_registry_commit_start(g, &f);
        if (i < BATCHES)
            make_batch(g, i, &next);
        safe = sg_registry_commit_wait(g, safe ? &f : NULL) && safe;
        if (!safe)
            note_failure(&f);
        end_batch(&last, safe);
        last = next;
    }
}

static bool overlap; /* the way of the writers of this test */

static inline void writer(void)
{
    struct sg_fault f = {0};
    struct sg_registry *g = sg_registry_open(path, &plain, &f);
    if (!g) {
        note_failure(&f);
        return;
    }
    if (overlap)
        overlapping(g);
    else
        one_by_one(g);
    sg_registry_close(g);
}

/* Every acknowledged line is in the file once; there are no faults, only fragments. */
static inline void check_file(unsigned nth)
{
    struct seen s = {0};
    struct sg_buf file = {0};
    if (access(path, F_OK) == 0 && verify(&s, NULL, NULL) != 0)
        fail_msg("call %u: line %zu: %s", nth, s.at[0].line, s.at[0].text);
    if (access(path, F_OK) == 0)
        slurp(path, &file);
    const char *text = sg_buf_text(&file);
    for (size_t i = 0; i < told->lines; i++) {
        const char *found = strstr(text, told->line[i]);
        if (!found || strstr(found + 1, told->line[i]))
            fail_msg("call %u: acknowledged line %zu is there %s", nth, i, found ? "twice" : "not");
    }
    sg_buf_free(&file);
}

/* No registry, one of three lines, one with a torn tail. */
enum start { NOTHING, SOUND, TORN, STARTS };

static inline void begin(enum start start)
{
    unlink(path);
    unlink(beside(".lock"));
    memset(told, 0, sizeof *told);
    if (start == NOTHING)
        return;
    fill(3);
    if (start == TORN)
        append(path, "{\"sig\":1,\"id\":\"NIJ", 18);
}

static inline int told_setup(void **state)
{
    told = mmap(NULL, sizeof *told, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    return told == MAP_FAILED ? -1 : dir_setup(state);
}

static inline int told_teardown(void **state)
{
    munmap(told, sizeof *told);
    return dir_teardown(state);
}

#define TOLD(test) cmocka_unit_test_setup_teardown(test, told_setup, told_teardown)

#endif
