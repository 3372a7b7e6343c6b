/* SPDX-License-Identifier: EUPL-1.2 */
/* Signals by the municipality's own case number: what a partner knows them by. */
#include "amend_impl.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NUMBER = 61 }; /* case.number has at most 60 bytes */

/* A signal with its case number as it is now. */
struct entry {
    char number[NUMBER], id[SG_ID_MAX];
};

struct sg_cases {
    const char **asked; /* sorted; borrowed from the jobs */
    size_t count;
    struct entry *entry; /* sorted by number, then id */
    size_t entries;
    struct sg_latest *latest; /* while hunting */
    pthread_mutex_t lock;
    bool failed;
};

void sg_amend_cases_free(struct sg_cases *c)
{
    if (!c)
        return;
    free(c->asked);
    free(c->entry);
    free(c);
}

/* A job that names no signal, but a case; "": it does not. */
static const char *case_of(const struct sg_job *job)
{
    const char *id = sg_change_get(&job->change, SG_PART_ID);
    return *id ? "" : sg_change_get(&job->change, SG_PART_CASE);
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int by_number(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    int order = strcmp(x->number, y->number);
    return order ? order : strcmp(x->id, y->id);
}

/* The number of a signal's case as text; false: it has none that anybody could ask for. */
static bool number_of(const struct sg_record *r, char out[NUMBER])
{
    size_t n = sg_val_text(sg_val_get(sg_record_get(r, "case"), "number"), out, NUMBER - 1);
    out[n < NUMBER ? n : 0] = '\0';
    return n > 0 && n < NUMBER;
}

/* Any revision with a number that is asked for makes its id worth a look: which one is the newest
 * shows later. */
static bool look(void *ctx, const struct sg_line *line, struct sg_fault *f)
{
    struct sg_cases *c = ctx;
    struct sg_record r;
    char id[SG_ID_MAX], number[NUMBER];
    const char *key = number;
    (void)f;
    if (line->too_long || !sg_record_read(&r, line->p, line->n, NULL, NULL) ||
        !number_of(&r, number) || !bsearch(&key, c->asked, c->count, sizeof key, by_text))
        return true;
    size_t n = sg_val_text(sg_record_get(&r, "id"), id, sizeof id);
    if (n == 0 || n >= sizeof id)
        return true;
    pthread_mutex_lock(&c->lock);
    c->failed |= !sg_latest_want(c->latest, id, n, false);
    pthread_mutex_unlock(&c->lock);
    return true;
}

static bool hunt(struct sg_amend *a, struct sg_cases *c, struct sg_fault *f)
{
    c->latest = a->latest;
    pthread_mutex_init(&c->lock, NULL);
    bool ok = sg_registry_scan(a->cli->registry, (size_t)a->cli->line_max,
                               (unsigned)a->cli->threads, look, c, f);
    pthread_mutex_destroy(&c->lock);
    return ok && (!c->failed || sg_fail(f, SG_R_MEMORY, "memory ran out"));
}

bool sg_amend_cases_want(struct sg_amend *a, struct sg_fault *f)
{
    struct sg_cases *c = calloc(1, sizeof *c);
    sg_amend_cases_free(a->cases);
    a->cases = c;
    if (!c || !(c->asked = calloc(a->count, sizeof *c->asked)))
        return sg_fail(f, SG_R_MEMORY, "memory ran out");
    for (size_t i = 0; i < a->count; i++)
        if (*case_of(&a->jobs[i]))
            c->asked[c->count++] = case_of(&a->jobs[i]);
    qsort(c->asked, c->count, sizeof *c->asked, by_text);
    return !c->count || hunt(a, c, f);
}

bool sg_amend_cases_read(struct sg_amend *a, struct sg_fault *f)
{
    struct sg_cases *c = a->cases;
    size_t wanted = sg_latest_count(a->latest), len;
    if (!c->count)
        return true;
    if (!(c->entry = calloc(wanted + 1, sizeof *c->entry)))
        return sg_fail(f, SG_R_MEMORY, "memory ran out");
    for (size_t i = 0; i < wanted; i++) {
        struct entry *e = &c->entry[c->entries];
        const char *line = sg_latest_at(a->latest, i, e->id, &len);
        if (line && sg_record_read(a->now, line, len, NULL, NULL) && number_of(a->now, e->number))
            c->entries++;
    }
    qsort(c->entry, c->entries, sizeof *c->entry, by_number);
    return true;
}

/* The first entry with a number, or where it would stand. */
static size_t first(const struct sg_cases *c, const char *number)
{
    size_t lo = 0, hi = c->entries;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (strcmp(c->entry[mid].number, number) < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

bool sg_amend_case_id(const struct sg_amend *a, struct sg_job *job, struct sg_fault *f)
{
    const struct sg_cases *c = a->cases;
    const char *number = case_of(job);
    char found[200] = "";
    size_t at = first(c, number), count = 0, n = 0;
    for (; at + count < c->entries && !strcmp(c->entry[at + count].number, number); count++)
        if (n < sizeof found - SG_ID_MAX - 2)
            n += (size_t)snprintf(found + n, sizeof found - n, "%s%s", n ? ", " : "",
                                  c->entry[at + count].id);
    if (count == 1)
        return sg_change_put(&job->change, SG_PART_ID, found, n) ||
               sg_fail(f, SG_R_MEMORY, "memory ran out");
    if (count == 0)
        return sg_fail(f, SG_R_UNKNOWN_ID, "no signal has that case number");
    return sg_fail(f, SG_R_AMBIGUOUS, "%zu signals have that case number: give the id (%s)", count,
                   found);
}
