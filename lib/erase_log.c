/* SPDX-License-Identifier: EUPL-1.2 */
/* Who received signals by the disclosure log, whatever their hand-offs say. */
#include "erase_impl.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct search {
    struct sg_eraser *e;
    struct sg_plea **sorted; /* by id */
    size_t n;
};

static int by_id(const void *a, const void *b)
{
    return strcmp((*(struct sg_plea *const *)a)->id, (*(struct sg_plea *const *)b)->id);
}

static int is_id(const void *id, const void *plea)
{
    return strcmp(id, (*(struct sg_plea *const *)plea)->id);
}

/* Appends "to 2024-03-04" to what is known of the signal. */
static bool add(struct sg_eraser *e, struct sg_plea *p, const char *to, const char *on)
{
    if (e->told_count == e->told_cap) {
        size_t cap = e->told_cap ? 2 * e->told_cap : 64;
        struct sg_told *told = realloc(e->told, cap * sizeof *told);
        if (!told)
            return false;
        e->told = told;
        e->told_cap = cap;
    }
    struct sg_told *t = &e->told[e->told_count];
    snprintf(t->entry, sizeof t->entry, "%s %.10s", to, on);
    t->next = p->told;
    p->told = ++e->told_count;
    return true;
}

/* What was begun may have left, also when it failed. */
static bool take(struct search *s, const struct sg_record *r)
{
    char to[48], at[24], id[SG_ID_MAX];
    struct sg_val v;
    size_t to_n = sg_val_text(sg_record_get(r, "to"), to, sizeof to - 1);
    size_t at_n = sg_val_text(sg_record_get(r, "at"), at, sizeof at - 1);
    if (!sg_val_is(sg_record_get(r, "event"), "begun") || to_n == 0 || to_n >= sizeof to ||
        at_n < 10 || at_n >= sizeof at)
        return true;
    to[to_n] = at[at_n] = '\0';
    struct sg_iter it = sg_iter(sg_record_get(r, "ids"));
    while (sg_iter_next(&it, NULL, &v)) {
        size_t n = sg_val_text(v, id, sizeof id - 1);
        if (n >= sizeof id)
            continue;
        id[n] = '\0';
        struct sg_plea **p = bsearch(id, s->sorted, s->n, sizeof(struct sg_plea *), is_id);
        if (p && !add(s->e, *p, to, at))
            return false;
    }
    return true;
}

static bool read_log(struct search *s, const char *path, struct sg_fault *f)
{
    struct sg_line line;
    struct sg_in *in = sg_in_open(path, 0, NULL, NULL, f);
    int got = in ? 1 : -1;
    while (in && (got = sg_in_next(in, &line, f)) > 0) {
        if (line.too_long || !sg_record_read(s->e->record, line.p, line.n, NULL, NULL))
            continue; /* sig-check names it */
        if (!take(s, s->e->record)) {
            sg_fail(f, SG_R_MEMORY, "memory ran out");
            got = -1;
            break;
        }
    }
    sg_in_close(in);
    if (got != 0 && !*f->file)
        snprintf(f->file, sizeof f->file, "%s", path);
    return got == 0;
}

bool sg_eraser_log(struct sg_eraser *e, struct sg_plea *plea, size_t n, struct sg_fault *f)
{
    struct search s = {.e = e, .n = n};
    char *path =
        e->opt->log ? strdup(e->opt->log) : sg_registry_beside(e->cli->registry, ".log", f);
    bool none = path && !e->opt->log && access(path, F_OK) != 0 && errno == ENOENT;
    s.sorted = malloc((n ? n : 1) * sizeof *s.sorted);
    bool ok = path && s.sorted;
    if (!ok)
        sg_fail(f, SG_R_MEMORY, "memory ran out");
    for (size_t i = 0; ok && i < n; i++)
        s.sorted[i] = &plea[i];
    if (ok)
        qsort(s.sorted, n, sizeof *s.sorted, by_id);
    ok = ok && (none || read_log(&s, path, f));
    free(s.sorted);
    free(path);
    return ok;
}
