/* SPDX-License-Identifier: EUPL-1.2 */
/* record_speed FILE [MB [ROUNDS]] - how fast lines are checked: the first MB megabytes of FILE are
 * read into memory, cut into lines and given to sg_record_read, ROUNDS times. Prints the median and
 * the best round, with memchr for the newlines included. A second figure adds what a filter does
 * with a line: a member, two paths, a whole number. One thread. */
#include "record.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ROUNDS_MAX = 99 };

struct work {
    const char *p;
    size_t n;
    bool look; /* also take values out */
    struct sg_path path[2];
    size_t lines, refused, found;
};

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void look(struct work *w, const struct sg_record *r)
{
    struct sg_walk walk;
    struct sg_val v;
    int64_t rev;
    for (int i = 0; i < 2; i++) {
        sg_walk_record(&walk, &w->path[i], r);
        while (sg_walk_next(&walk, &v))
            w->found++;
    }
    w->found += sg_val_int(sg_record_get(r, "rev"), &rev);
    w->found += sg_record_get(r, "received").kind == SG_STRING;
}

static double one_round(struct work *w)
{
    double start = seconds();
    const char *p = w->p, *end = p + w->n;
    w->lines = w->refused = w->found = 0;
    while (p < end) {
        const char *newline = memchr(p, '\n', (size_t)(end - p));
        const char *stop = newline ? newline : end;
        struct sg_record r;
        struct sg_fault f;
        w->lines++;
        if (!sg_record_read(&r, p, (size_t)(stop - p), &f, NULL))
            w->refused++;
        else if (w->look)
            look(w, &r);
        p = stop + 1;
    }
    return (double)w->n / 1e6 / (seconds() - start);
}

static int order(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void measure(struct work *w, int rounds, const char *what)
{
    double speed[ROUNDS_MAX];
    for (int i = 0; i < rounds; i++)
        speed[i] = one_round(w);
    qsort(speed, (size_t)rounds, sizeof *speed, order);
    printf("%-8s %6.0f MB/s median, %6.0f best; %zu lines, %zu refused, %zu values\n", what,
           speed[rounds / 2], speed[rounds - 1], w->lines, w->refused, w->found);
}

int main(int argc, char **argv)
{
    int mb = argc > 2 ? atoi(argv[2]) : 200, rounds = argc > 3 ? atoi(argv[3]) : 9;
    FILE *in = argc > 1 ? fopen(argv[1], "rb") : NULL;
    if (!in || mb < 1 || mb > 4096 || rounds < 1 || rounds > ROUNDS_MAX) {
        fprintf(stderr, "usage: record_speed FILE [MB [ROUNDS]]\n");
        return 2;
    }
    size_t room = (size_t)mb * 1000000;
    char *p = malloc(room);
    if (!p)
        return 3;
    struct work w = {.p = p, .n = fread(p, 1, room, in)};
    fclose(in);
    while (w.n > 0 && p[w.n - 1] != '\n')
        w.n--;
    sg_path_make(&w.path[0], "persons.roles", 13);
    sg_path_make(&w.path[1], "steps.on", 8);
    measure(&w, rounds, "check");
    w.look = true;
    measure(&w, rounds, "look");
    free(p);
    return 0;
}
