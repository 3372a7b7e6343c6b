/* SPDX-License-Identifier: EUPL-1.2 */
/* Rows of a CSV file, in blocks that pass through stages (par.h): read, converted, taken, made into
 * lines, registered. Read, taken and registered is in the order of the rows, which is where
 * messages come from; the rest, two thirds of the work, is done side by side. */
#include "intake_impl.h"

#include "par.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { BLOCKS_A_THREAD = 3, THREADS_MAX = 64 };

struct csv_run {
    struct sg_converting how;
    const char *name;
    struct sg_csv *csv;
    struct sg_row_rejects *rejects;
    bool stuck;             /* reading failed, complained */
    bool spent;             /* memory ran out, complained */
    struct sg_buf last_key; /* of the case that is being put together */
    bool begun, torn;       /* there is one in this block; its last row cannot be read */
    bool over;              /* it is too long, and was cut at the end of the last block */
    struct sg_row kept;     /* left for the next block, with what is wrong with it */
    struct sg_fault kept_fault;
    bool left;
    bool expected;         /* how many rows there may be was guessed */
    struct sg_bench *free; /* guarded by lock */
    pthread_mutex_t lock;
};

/* SIGINT or SIGTERM came: what was read is registered, the rest is left. The only thing here that
 * is one a process; a second such signal kills it, as ever. */
static volatile sig_atomic_t stopped;

static void stop(int signal)
{
    (void)signal;
    stopped = 1;
}

static void heed_signals(void)
{
    static const int heeded[] = {SIGINT, SIGTERM};
    struct sigaction old, now = {.sa_handler = stop, .sa_flags = (int)SA_RESETHAND};
    sigemptyset(&now.sa_mask);
    for (size_t i = 0; i < sizeof heeded / sizeof *heeded; i++)
        if (!sigaction(heeded[i], NULL, &old) && old.sa_handler != SIG_IGN)
            sigaction(heeded[i], &now, NULL);
}

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

static bool bind(struct csv_run *run, struct sg_intake *in, struct sg_map *m, bool given)
{
    struct sg_fault f;
    struct sg_row header;
    size_t above;
    struct sg_map_open_opt opt = {in->opt.encoding, given, unused, run};
    if (!sg_map_header(m, run->csv, &opt, &header, &above, &f))
        return stuck(run->name, &f);
    if (above)
        sg_say(SG_R_NOTE, "%s: the header is on line %zu; %zu row%s above it passed over",
               run->name, header.line, above, above == 1 ? "" : "s");
    if (in->cli->rejects && !(run->rejects = sg_row_rejects_open(in->cli->rejects, &header,
                                                                 sg_csv_delimiter(run->csv), &f)))
        return stuck(in->cli->rejects, &f);
    return true;
}

/* Which encoding was taken, when nobody had said. */
static void tell_encoding(const struct csv_run *run)
{
    bool guessed;
    enum sg_encoding e = sg_csv_encoded(run->csv, &guessed);
    if (guessed)
        sg_say(SG_R_ENCODING, "%s: read as %s%s", run->name,
               e == SG_ENC_UTF8 ? "UTF-8" : "Windows-1252",
               e == SG_ENC_UTF8 ? "" : ", since it is not UTF-8 (--encoding says it for sure)");
}

/* ---- the stages ---- */

/* Whether the row is of the case above it; a row that cannot be read may be of the case above and
 * of the one below, so that neither goes in without it. */
static bool continues(struct csv_run *run, const struct sg_row *row, bool bad)
{
    struct sg_fault none;
    const struct sg_map *m = run->how.map;
    bool torn = bad || !sg_map_fits(m, row, &none), more = run->begun && (torn || run->torn);
    if (!torn)
        more = sg_map_continues(m, row, &run->last_key) || more;
    run->torn = torn;
    return more;
}

/* The next row that is not blank, or the one that was left for this block. 1, 0 or -1 as
 * sg_csv_next; reading that fails ends the run. */
static int next_row(struct csv_run *run, struct sg_row *row, struct sg_fault *f)
{
    int got;
    if (run->left && !run->stuck && !stopped) {
        *row = run->kept;
        *f = run->kept_fault;
        run->left = false;
        return row->cell ? 1 : -1;
    }
    do
        got = run->stuck || stopped ? 0 : sg_csv_next(run->csv, row, f);
    while (got == 1 && sg_csv_blank(row));
    if (got == -2)
        run->stuck = !stuck(run->name, f);
    return got == -2 ? 0 : got;
}

static void end_case(struct csv_run *run)
{
    sg_buf_clear(&run->last_key);
    run->torn = run->begun = false;
}

static void leave(struct csv_run *run, const struct sg_row *row, const struct sg_fault *f)
{
    run->kept = *row;
    run->kept_fault = *f;
    run->left = true;
    end_case(run);
}

static void no_memory(struct csv_run *run)
{
    struct sg_fault f;
    sg_fail(&f, SG_R_MEMORY, "memory ran out");
    run->stuck = !stuck(run->name, &f);
}

/* The further rows of a case that was cut are refused as the first ones were: the first of them
 * stands for them. */
static bool goes_over(struct csv_run *run, bool more, struct sg_fault *f)
{
    bool over = run->over && more;
    run->over = false;
    if (over)
        sg_case_too_long(f);
    return over;
}

static void fill(struct csv_run *run, struct sg_block *block, bool joins)
{
    const struct sg_map *m = run->how.map;
    struct sg_row row;
    struct sg_fault f = {0};
    int got;
    while (!(joins ? sg_block_crammed(block) : sg_block_full(block)) &&
           (got = next_row(run, &row, &f)) != 0) {
        const char *skip = got == 1 ? sg_map_skip(m, &row) : NULL;
        bool more = !skip && joins && continues(run, &row, got < 0);
        bool over = !skip && goes_over(run, more, &f), lost = run->last_key.failed;
        if (!lost && !skip && !more && joins && sg_block_half(block)) {
            leave(run, &row, &f);
            return;
        }
        if (lost ||
            !sg_block_keep(block, &row, run->rejects != NULL, got < 0 || over ? &f : NULL)) {
            no_memory(run);
            return;
        }
        run->begun |= !skip;
        if (skip)
            sg_block_skip(block, skip);
        else if (more && !over)
            sg_block_join(block);
    }
}

static bool read_rows(void *ctx, void *block)
{
    struct csv_run *run = ctx;
    const bool joins = sg_map_joins(run->how.map);
    sg_block_begin(block);
    fill(run, block, joins);
    if (joins && (run->stuck || stopped))
        sg_block_drop_case(block); /* its further rows were not read */
    else if (joins && sg_block_crammed(block) && !(run->over = sg_block_cut(block)))
        end_case(run);
    sg_block_taken(block, sg_csv_taken(run->csv));
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
        bench->recall = sg_recall_new();
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
        sg_recall_free(bench->recall);
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
    if (!run->expected)
        sg_block_expect(block, &run->how);
    run->expected = true;
    return sg_block_take(block, &run->how, run->name, run->rejects, &run->spent);
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
    return n ? !run->stuck && !run->spent && !run->how.in->broken : stuck(run->name, &f);
}

bool sg_intake_csv(struct sg_intake *in, const char *path, struct sg_map *m, char delimiter)
{
    struct sg_fault f;
    struct csv_run run = {.how = {in, m, in->cli->registry != NULL, 0}, .name = path};
    if (!sg_cli_apart(in->cli, path))
        return false;
    run.csv = sg_csv_open(path, delimiter, 0, &f);
    if (!run.csv)
        return stuck(path, &f);
    struct stat st;
    run.how.size = stat(path, &st) || !S_ISREG(st.st_mode) ? 0 : (size_t)st.st_size;
    pthread_mutex_init(&run.lock, NULL);
    heed_signals();
    bool ok = bind(&run, in, m, delimiter != 0) && (!run.how.registering || sg_intake_keys(in)) &&
              run_blocks(&run);
    pthread_mutex_destroy(&run.lock);
    sg_buf_free(&run.last_key);
    ok = sg_intake_flush(in) && ok;
    tell_encoding(&run);
    if (stopped) {
        sg_fail(&f, SG_R_INTERRUPTED,
                "stopped behind %zu rows; run it again, and it adds what is missing", in->read);
        ok = stuck(path, &f);
    }
    if (!sg_row_rejects_end(run.rejects, &f))
        ok = stuck(in->cli->rejects, &f);
    sg_csv_close(run.csv);
    return ok;
}
