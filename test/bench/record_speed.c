/* SPDX-License-Identifier: EUPL-1.2 */
/* record_speed FILE [MB [ROUNDS [PATH...]]] - how fast lines are checked: the first MB megabytes of
 * FILE (200) are read into memory, cut into lines and given to sg_record_read, ROUNDS (9) times.
 * Prints the median and the best round, with memchr for the newlines included. A second figure adds
 * what a filter does with a line: all values of each PATH ("persons.roles"). One thread, by
 * processor time, so that what else runs on the machine counts less. */
#include "record.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ROUNDS_MAX = 99, PATHS_MAX = 8 };

struct work {
    const char *p;
    size_t n;
    struct sg_path path[PATHS_MAX];
    int paths; /* so many of them are walked */
    size_t lines, refused, found;
};

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void look(struct work *w, const struct sg_record *r)
{
    struct sg_walk walk;
    struct sg_val v;
    for (int i = 0; i < w->paths; i++) {
        sg_walk_record(&walk, &w->path[i], r);
        while (sg_walk_next(&walk, &v))
            w->found++;
    }
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
        else
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

static void measure(struct work *w, int rounds)
{
    double speed[ROUNDS_MAX];
    for (int i = 0; i < rounds; i++)
        speed[i] = one_round(w);
    qsort(speed, (size_t)rounds, sizeof *speed, order);
    printf("%d paths %6.0f MB/s median, %6.0f best; %zu lines, %zu refused, %zu values\n", w->paths,
           speed[rounds / 2], speed[rounds - 1], w->lines, w->refused, w->found);
}

/* A number in decimal, 0 when it is none. */
static int number(const char *text)
{
    char *end;
    long n = strtol(text, &end, 10);
    return *end || n < 0 || n > 1 << 20 ? 0 : (int)n;
}

int main(int argc, char **argv)
{
    int mb = argc > 2 ? number(argv[2]) : 200, rounds = argc > 3 ? number(argv[3]) : 9;
    FILE *in = argc > 1 ? fopen(argv[1], "rb") : NULL;
    if (!in || mb < 1 || rounds < 1 || rounds > ROUNDS_MAX || argc > 4 + PATHS_MAX) {
        fprintf(stderr, "usage: record_speed FILE [MB [ROUNDS [PATH...]]]\n");
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
    measure(&w, rounds);
    for (int i = 4; i < argc; i++)
        if (sg_path_make(&w.path[w.paths], argv[i], strlen(argv[i])))
            w.paths++;
    if (w.paths)
        measure(&w, rounds);
    free(p);
    return 0;
}
