/* SPDX-License-Identifier: EUPL-1.2 */
/* generate - writes made-up data of any size: a sealed registry, or a spreadsheet.
 *
 *   generate registry FILE LINES SEED [AMENDED CLOSED]
 *   generate rows FILE ROWS SEED
 *   generate persons FILE ROWS SEED
 *
 * The registry is written by the registry room itself, which draws salt: so chance is taken over
 * here, and the bytes depend on the seed alone. AMENDED percent (10) of its signals have later
 * revisions; with 67 there is one for each signal. CLOSED percent (0) were closed. */
#include "gen.h"
#include "registry.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    KIND_LINE = 5,
    BATCH = 8 << 20, /* bytes before a commit */
    AMENDED = 10,    /* percent of the signals, unless another number is given */
    WAITING = 1024   /* amended signals that are waited with at a time */
};

/* ---- chance instead of randomness, for salt ---- */

static struct gen salt;

static const char *salt_name(void)
{
    return "seeded";
}

static uint32_t salt_word(void)
{
    return gen_below(&salt, UINT32_MAX);
}

static void salt_bytes(void *const to, const size_t n)
{
    unsigned char *p = to;
    for (size_t i = 0; i < n; i++)
        p[i] = (unsigned char)gen_below(&salt, 256);
}

static randombytes_implementation seeded = {
    .implementation_name = salt_name, .random = salt_word, .buf = salt_bytes};

/* ---- the registry ---- */

struct waiting {
    uint64_t number;
    unsigned rev; /* the next one */
    char id[SG_ID_MAX];
};

struct job {
    const struct gen_pool *pool;
    struct sg_registry *registry;
    uint64_t seed, numbers;   /* of signals, so far */
    unsigned amended, closed; /* percent */
    struct waiting waiting[WAITING];
    unsigned waits;
    struct sg_buf members;
    size_t pending; /* bytes since the last commit */
};

static bool add(struct job *job, struct sg_stamp *stamp, uint64_t number, char id[SG_ID_MAX],
                struct sg_fault *f)
{
    struct gen g = {.pool = job->pool, .out = &job->members, .closed = job->closed};
    sg_buf_clear(&job->members);
    stamp->prefix = "SIG";
    stamp->recorded = "2025-12-31T23:59:59Z";
    stamp->by = "bench";
    gen_signal(&g, job->seed, number, stamp->id ? (unsigned)stamp->rev : 1, &stamp->year);
    job->pending += job->members.n;
    return sg_registry_add(job->registry, stamp, job->members.p, job->members.n, NULL, id, f);
}

/* A new signal; some of them will be amended. */
static bool add_new(struct job *job, struct gen *chance, struct sg_fault *f)
{
    struct sg_stamp stamp = {0};
    char id[SG_ID_MAX];
    uint64_t number = ++job->numbers;
    if (!add(job, &stamp, number, id, f))
        return false;
    if (job->waits < WAITING && gen_chance(chance, job->amended)) {
        struct waiting *w = &job->waiting[job->waits++];
        *w = (struct waiting){.number = number, .rev = 2};
        memcpy(w->id, id, sizeof w->id);
    }
    return true;
}

/* The next revision of one that waits; a third of them come back once more. */
static bool add_revision(struct job *job, struct gen *chance, struct sg_fault *f)
{
    unsigned at = gen_below(chance, job->waits);
    struct waiting *w = &job->waiting[at];
    struct sg_stamp stamp = {.id = w->id, .rev = w->rev};
    if (!add(job, &stamp, w->number, NULL, f))
        return false;
    if (gen_chance(chance, 33))
        w->rev++;
    else
        *w = job->waiting[--job->waits];
    return true;
}

static bool add_lines(struct job *job, uint64_t lines, struct sg_fault *f)
{
    struct gen chance = {.pool = job->pool};
    for (uint64_t i = 0; i < lines; i++) {
        gen_start(&chance, job->seed, KIND_LINE, i);
        /* The more wait, the likelier is one of them. */
        bool again = job->waits > 0 && gen_below(&chance, WAITING) < job->waits;
        if (!(again ? add_revision(job, &chance, f) : add_new(job, &chance, f)))
            return false;
        if (job->pending < BATCH)
            continue;
        job->pending = 0;
        if (!sg_registry_commit(job->registry, f))
            return false;
    }
    return sg_registry_commit(job->registry, f);
}

static bool write_registry(const struct gen_pool *pool, const char *path, uint64_t lines,
                           uint64_t seed, const unsigned percent[2], struct sg_fault *f)
{
    static struct job job;
    const struct sg_registry_opt opt = {.wait_s = 10};
    randombytes_set_implementation(&seeded);
    gen_start(&salt, seed, 0, 0);
    job = (struct job){.pool = pool, .seed = seed, .amended = percent[0], .closed = percent[1]};
    job.registry = sg_registry_open(path, &opt, f);
    bool good = job.registry && add_lines(&job, lines, f);
    sg_registry_close(job.registry);
    sg_buf_free(&job.members);
    return good;
}

/* ---- the spreadsheet ---- */

static bool write_rows(const struct gen_pool *pool, const char *path, uint64_t rows, uint64_t seed,
                       bool persons, struct sg_fault *f)
{
    struct sg_buf text = {0};
    struct gen g = {.pool = pool, .out = &text};
    FILE *to = fopen(path, "w");
    if (!to)
        return sg_fail(f, SG_R_IO, "cannot write the file");
    (persons ? gen_person_header : gen_header)(&text);
    bool good = true;
    for (uint64_t i = 1; good && i <= rows; i++) {
        (persons ? gen_person_row : gen_row)(&g, seed, i);
        if (text.n < BATCH && i < rows)
            continue;
        good = !text.failed && fwrite(text.p, 1, text.n, to) == text.n;
        sg_buf_clear(&text);
    }
    sg_buf_free(&text);
    good &= fclose(to) == 0;
    return good || sg_fail(f, SG_R_IO, "writing failed");
}

int main(int argc, char **argv)
{
    struct sg_fault f = {0};
    if (argc != 5 && argc != 7) {
        fputs("usage: generate registry|rows|persons FILE LINES SEED [AMENDED CLOSED]\n", stderr);
        return 2;
    }
    uint64_t lines = strtoull(argv[3], NULL, 10), seed = strtoull(argv[4], NULL, 10);
    unsigned percent[2] = {AMENDED, 0};
    for (int i = 5; i < argc; i++)
        percent[i - 5] = (unsigned)strtoul(argv[i], NULL, 10);
    static struct gen_pool pool;
    struct sg_profile *profile = sg_profile_open("nl", &f);
    bool good = profile && (gen_pool_fill(&pool, profile) ||
                            sg_fail(&f, SG_R_BAD_PROFILE, "a code list is missing or too long"));
    bool persons = strcmp(argv[1], "persons") == 0;
    if (good && (persons || strcmp(argv[1], "rows") == 0))
        good = write_rows(&pool, argv[2], lines, seed, persons, &f);
    else if (good)
        good = write_registry(&pool, argv[2], lines, seed, percent, &f);
    if (!good)
        fprintf(stderr, "generate: %s\n", f.text);
    sg_profile_free(profile);
    return good ? 0 : 1;
}
