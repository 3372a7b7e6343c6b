/* SPDX-License-Identifier: EUPL-1.2 */
/* Rows of a CSV file, in blocks that pass through stages (par.h): read, converted, taken, made into
 * lines, registered. Read, taken and registered is in the order of the rows, which is where
 * messages come from; the rest, two thirds of the work, is done side by side. */
#include "intake_impl.h"

#include "par.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCKS_A_THREAD = 3, THREADS_MAX = 64 };

struct csv_run {
    struct sg_converting how;
    const char *name;
    struct sg_csv *csv;
    struct sg_row_rejects *rejects;
    bool stuck;            /* reading failed, complained */
    struct sg_bench *free; /* guarded by lock */
    pthread_mutex_t lock;
};

static bool stuck(const char *name, const struct sg_fault *f)
{
    sg_complain(name, 0, f);
    return false;
}

static void unused(void *ctx, const char *column)
{
    sg_say(SG_R_NOTE, "%s: column \"%s\" is not in the mapping and is left out",
           ((const struct csv_run *)ctx)->name, column);
}

static bool bind(struct csv_run *run, struct sg_intake *in, struct sg_map *m)
{
    struct sg_fault f;
    struct sg_row header;
    int got = sg_csv_next(run->csv, &header, &f);
    if (got == 0)
        sg_fail(&f, SG_R_NO_INPUT, "the file is empty: not even a header row");
    if (got != 1)
        return stuck(run->name, &f);
    if (!sg_map_bind(m, &header, unused, run, &f))
        return stuck(run->name, &f);
    if (in->cli->rejects && !(run->rejects = sg_row_rejects_open(in->cli->rejects, &header,
                                                                 sg_csv_delimiter(run->csv), &f)))
        return stuck(in->cli->rejects, &f);
    return true;
}

/* ---- the stages ---- */

static bool read_rows(void *ctx, void *block)
{
    struct csv_run *run = ctx;
    struct sg_row row;
    struct sg_fault f;
    int got = 1;
    sg_block_begin(block);
    while (!run->stuck && !sg_block_full(block) && (got = sg_csv_next(run->csv, &row, &f)) != 0) {
        if (got == -2) {
            run->stuck = !stuck(run->name, &f);
        } else if (got == -1 || !sg_csv_blank(&row)) {
            if (sg_block_keep(block, &row, run->rejects != NULL, got < 0 ? &f : NULL))
                continue;
            sg_fail(&f, SG_R_MEMORY, "memory ran out");
            run->stuck = !stuck(run->name, &f);
        }
    }
    return !sg_block_empty(block);
}

/* As many benches are made as there are ever threads at work at once. */
static struct sg_bench *borrow(struct csv_run *run)
{
    pthread_mutex_lock(&run->lock);
    struct sg_bench *bench = run->free;
    if (bench)
        run->free = bench->next;
    pthread_mutex_unlock(&run->lock);
    if (!bench && (bench = calloc(1, sizeof *bench)))
        bench->memo = sg_memo_new();
    return bench;
}

static void give_back(struct csv_run *run, struct sg_bench *bench)
{
    pthread_mutex_lock(&run->lock);
    bench->next = run->free;
    run->free = bench;
    pthread_mutex_unlock(&run->lock);
}

static void drop_benches(struct sg_bench *bench)
{
    while (bench) {
        struct sg_bench *next = bench->next;
        sg_memo_free(bench->memo);
        free(bench);
        bench = next;
    }
}

static bool convert_rows(void *ctx, void *block)
{
    struct csv_run *run = ctx;
    struct sg_bench *bench = borrow(run);
    sg_block_convert(block, &run->how, bench);
    if (bench)
        give_back(run, bench);
    return true;
}

static bool take_rows(void *ctx, void *block)
{
    struct csv_run *run = ctx;
    return sg_block_take(block, &run->how, run->name, run->rejects);
}

static bool make_lines(void *ctx, void *block)
{
    struct csv_run *run = ctx;
    sg_batches_make(run->how.in->batches, sg_block_ready(block), 1);
    return true;
}

static bool register_lines(void *ctx, void *block)
{
    struct csv_run *run = ctx;
    return sg_batches_take(run->how.in->batches, sg_block_ready(block));
}

static const struct sg_stage stages[] = {{read_rows, true},
                                         {convert_rows, false},
                                         {take_rows, true},
                                         {make_lines, false},
                                         {register_lines, true}};

/* ---- the run ---- */

static bool run_blocks(struct csv_run *run)
{
    void *block[BLOCKS_A_THREAD * THREADS_MAX];
    unsigned threads = (unsigned)run->how.in->cli->threads;
    size_t wanted = BLOCKS_A_THREAD * (threads < THREADS_MAX ? threads : THREADS_MAX), n = 0;
    while (n < wanted && (block[n] = sg_block_new()))
        n++;
    if (n)
        sg_pipe(threads, stages, sizeof stages / sizeof *stages, block, n, run);
    for (size_t i = 0; i < n; i++)
        sg_block_free(block[i]);
    drop_benches(run->free);
    struct sg_fault f;
    if (!n)
        sg_fail(&f, SG_R_MEMORY, "memory ran out");
    return n ? !run->stuck && !run->how.in->broken : stuck(run->name, &f);
}

bool sg_intake_csv(struct sg_intake *in, const char *path, struct sg_map *m, char delimiter)
{
    struct sg_fault f;
    struct csv_run run = {.how = {in, m, in->cli->registry != NULL}, .name = path};
    if (!sg_cli_apart(in->cli, path))
        return false;
    run.csv = sg_csv_open(path, delimiter, 0, &f);
    if (!run.csv)
        return stuck(path, &f);
    pthread_mutex_init(&run.lock, NULL);
    bool ok = bind(&run, in, m) && (!run.how.registering || sg_intake_keys(in)) && run_blocks(&run);
    pthread_mutex_destroy(&run.lock);
    ok = sg_intake_flush(in) && ok;
    if (!sg_row_rejects_end(run.rejects, &f))
        ok = stuck(in->cli->rejects, &f);
    sg_csv_close(run.csv);
    return ok;
}
