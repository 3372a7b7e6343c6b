/* SPDX-License-Identifier: EUPL-1.2 */
/* The lines of a file from several threads, what is wrong with them in order.
 *
 * Threads claim blocks in the order of the file. A line's number is known only when all blocks
 * before it are counted, so a fault waits, packed, with its block until the calling thread comes
 * to that block. Blocks may run ahead of the report by the length of a ring, and a block with very
 * many faults waits for its turn: memory stays bounded whatever the file holds. */
#include "stream_impl.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    THREADS_MAX = 64,
    AHEAD = 4,             /* blocks a thread may be ahead of the report, on average */
    FAULTS_MAX = 256 << 10 /* bytes of packed faults that a block may hold */
};

enum slot_state {
    BUSY,    /* not begun, or a thread works on it */
    FULL,    /* a thread waits until its faults are reported */
    FINISHED /* all its lines are seen, or reading failed */
};

struct slot {
    enum slot_state state;
    int err; /* errno; 0: none */
    size_t lines;
    struct sg_buf faults;
    struct sg_buf made; /* what the worker made of its lines */
};

struct scan {
    struct sg_source source;
    size_t blocks;
    const struct sg_scan *how;
    size_t before; /* lines before the block that is reported */
    size_t ended;  /* line of the report that ended the scan; 0: it went to the end */

    pthread_mutex_t lock; /* guards what follows, and the slots' states */
    pthread_cond_t changed;
    size_t claimed, reported;
    bool stop;
    size_t slots;
    struct slot slot[THREADS_MAX * AHEAD];
};

struct thread {
    struct scan *scan;
    void *worker;
    pthread_t id;
};

/* Hands a fault on with its absolute line; false ends the scan. */
static bool report(struct scan *s, struct sg_fault *fault, size_t line)
{
    fault->line = s->before + line;
    if (s->how->report(s->how->ctx, fault))
        return true;
    s->ended = fault->line;
    return false;
}

/* ---- faults that wait ---- */

struct packed {
    enum sg_reason reason;
    size_t line, column, file_n, field_n, text_n;
};

static void pack(struct sg_buf *b, const struct sg_fault *f, size_t line)
{
    struct packed head = {.reason = f->reason,
                          .line = line,
                          .column = f->column,
                          .file_n = strlen(f->file) + 1,
                          .field_n = strlen(f->field) + 1,
                          .text_n = strlen(f->text) + 1};
    sg_buf_add(b, &head, sizeof head);
    sg_buf_add(b, f->file, head.file_n);
    sg_buf_add(b, f->field, head.field_n);
    sg_buf_add(b, f->text, head.text_n);
}

/* Reads one fault and returns the byte behind it. */
static const char *unpack(const char *p, struct sg_fault *f)
{
    struct packed head;
    memcpy(&head, p, sizeof head);
    p += sizeof head;
    f->reason = head.reason;
    f->line = head.line;
    f->column = head.column;
    memcpy(f->file, p, head.file_n);
    p += head.file_n;
    memcpy(f->field, p, head.field_n);
    p += head.field_n;
    memcpy(f->text, p, head.text_n);
    return p + head.text_n;
}

static bool report_packed(struct scan *s, struct sg_buf *b)
{
    struct sg_fault fault;
    const char *p = b->p, *end = p + b->n;
    bool more = true;
    while (more && p < end) {
        p = unpack(p, &fault);
        more = report(s, &fault, fault.line);
    }
    sg_buf_clear(b);
    return more;
}

/* ---- a working thread ---- */

static bool claim(struct scan *s, size_t *k)
{
    pthread_mutex_lock(&s->lock);
    while (!s->stop && s->claimed < s->blocks && s->claimed - s->reported >= s->slots)
        pthread_cond_wait(&s->changed, &s->lock);
    bool got = !s->stop && s->claimed < s->blocks;
    if (got)
        *k = s->claimed++;
    pthread_mutex_unlock(&s->lock);
    return got;
}

static void set_state(struct scan *s, struct slot *slot, enum slot_state state)
{
    pthread_mutex_lock(&s->lock);
    slot->state = state;
    pthread_cond_broadcast(&s->changed);
    pthread_mutex_unlock(&s->lock);
}

/* Lets the calling thread report what the block has so far. false: the scan was ended. */
static bool wait_for_report(struct scan *s, struct slot *slot)
{
    set_state(s, slot, FULL);
    pthread_mutex_lock(&s->lock);
    while (!s->stop && slot->state == FULL)
        pthread_cond_wait(&s->changed, &s->lock);
    bool go_on = !s->stop;
    pthread_mutex_unlock(&s->lock);
    return go_on;
}

static int scan_block(struct thread *t, struct sg_block *b, struct slot *slot, size_t k)
{
    struct sg_line line;
    struct sg_fault fault;
    if (!sg_block_open(b, &t->scan->source, k))
        return errno;
    int more;
    while ((more = sg_block_next(b, &line)) > 0) {
        slot->lines++;
        if (t->scan->how->each(t->worker, &line, &fault))
            continue;
        pack(&slot->faults, &fault, slot->lines);
        if (slot->faults.failed)
            return ENOMEM;
        if (slot->faults.n >= FAULTS_MAX && !wait_for_report(t->scan, slot))
            return 0;
    }
    return more < 0 ? errno : 0;
}

/* The block takes along what was made; the worker goes on with the memory of an earlier block. */
static void hand_over(const struct thread *t, struct slot *slot)
{
    if (!t->scan->how->made)
        return;
    struct sg_buf *made = t->scan->how->made(t->worker), emptied = slot->made;
    slot->made = *made;
    *made = emptied;
}

static void *work(void *arg)
{
    struct thread *t = arg;
    struct scan *s = t->scan;
    struct sg_block b = {0};
    size_t k;
    while (claim(s, &k)) {
        struct slot *slot = &s->slot[k % s->slots];
        slot->err = scan_block(t, &b, slot, k);
        hand_over(t, slot);
        set_state(s, slot, FINISHED);
    }
    free(b.buf);
    return NULL;
}

/* ---- the calling thread ---- */

/* Gives on what was made. false: no more is wanted. */
static bool take(struct scan *s, struct sg_buf *made)
{
    bool more = s->how->take(s->how->ctx, made);
    sg_buf_clear(made);
    return more;
}

/* Reports block k to its end. false: no further block is wanted. */
static bool report_block(struct scan *s, struct slot *slot)
{
    for (;;) {
        pthread_mutex_lock(&s->lock);
        while (slot->state == BUSY)
            pthread_cond_wait(&s->changed, &s->lock);
        bool finished = slot->state == FINISHED;
        pthread_mutex_unlock(&s->lock);
        if (slot->faults.failed)
            sg_buf_clear(&slot->faults);
        if (!report_packed(s, &slot->faults))
            return false;
        if (finished)
            break;
        set_state(s, slot, BUSY);
    }
    s->before += slot->lines;
    slot->lines = 0;
    return (!s->how->made || take(s, &slot->made)) && !slot->err;
}

static int report_all(struct scan *s)
{
    int err = 0;
    bool more = true;
    for (size_t k = 0; more && k < s->blocks; k++) {
        struct slot *slot = &s->slot[k % s->slots];
        more = report_block(s, slot);
        err = s->ended ? 0 : slot->err;
        pthread_mutex_lock(&s->lock);
        slot->state = BUSY;
        s->reported++;
        s->stop = !more;
        pthread_cond_broadcast(&s->changed);
        pthread_mutex_unlock(&s->lock);
    }
    return err;
}

/* All on the calling thread; nothing has to wait. */
static int scan_alone(struct scan *s, void *worker)
{
    struct sg_block b = {0};
    struct sg_line line;
    struct sg_fault fault;
    int err = 0;
    for (size_t k = 0; !err && !s->ended && !s->stop && k < s->blocks; k++) {
        int more = sg_block_open(&b, &s->source, k) ? 1 : -1;
        while (more > 0 && !s->ended && (more = sg_block_next(&b, &line)) > 0) {
            if (!s->how->each(worker, &line, &fault))
                report(s, &fault, 1);
            s->before++;
        }
        err = more < 0 ? errno : 0;
        s->stop = s->how->made && !take(s, s->how->made(worker));
    }
    free(b.buf);
    return err;
}

static void free_slot(struct slot *slot)
{
    sg_buf_free(&slot->faults);
    sg_buf_free(&slot->made);
}

/* Works with the threads that could be made, at worst on its own. */
static int scan_together(struct scan *s, unsigned threads, void *const worker[])
{
    struct thread thread[THREADS_MAX];
    unsigned made = 0;
    s->slots = (size_t)threads * AHEAD;
    pthread_mutex_init(&s->lock, NULL);
    pthread_cond_init(&s->changed, NULL);
    for (; made < threads; made++) {
        thread[made] = (struct thread){.scan = s, .worker = worker[made]};
        if (pthread_create(&thread[made].id, NULL, work, &thread[made]) != 0)
            break;
    }
    int err = made ? report_all(s) : scan_alone(s, worker[0]);
    for (unsigned i = 0; i < made; i++)
        pthread_join(thread[i].id, NULL);
    for (size_t i = 0; i < s->slots; i++)
        free_slot(&s->slot[i]);
    pthread_cond_destroy(&s->changed);
    pthread_mutex_destroy(&s->lock);
    return err;
}

/* ---- beginning and end ---- */

/* The file from where its descriptor stands (standard input may have been read before). */
static bool open_source(struct sg_source *source, const char *path, size_t line_max,
                        struct sg_fault *f)
{
    struct stat st;
    char head[SG_BOM_SIZE];
    source->fd = sg_open_in(path, &st, f);
    if (source->fd < 0)
        return false;
    source->begin = lseek(source->fd, 0, SEEK_CUR);
    if (!S_ISREG(st.st_mode) || source->begin < 0) {
        sg_close_in(source->fd);
        return sg_fail(f, SG_R_IO, "cannot read: not a regular file");
    }
    ssize_t n = pread(source->fd, head, sizeof head, source->begin);
    source->begin += n > 0 ? (off_t)sg_bom(head, (size_t)n) : 0;
    source->end = st.st_size;
    source->line_max = sg_line_max(line_max);
    return true;
}

bool sg_scan(const char *path, size_t line_max, unsigned threads, void *const worker[],
             const struct sg_scan *how, size_t *lines, struct sg_fault *f)
{
    struct scan *s = calloc(1, sizeof *s);
    if (!s)
        return sg_fail_errno(f, "cannot read", ENOMEM);
    s->how = how;
    bool ok = open_source(&s->source, path, line_max, f);
    if (ok) {
        off_t size = s->source.end - s->source.begin;
        s->blocks = size > 0 ? (size_t)((size - 1) / SG_BLOCK) + 1 : 0;
        int err = threads > 1 && s->blocks > 1
                      ? scan_together(s, threads < THREADS_MAX ? threads : THREADS_MAX, worker)
                      : scan_alone(s, worker[0]);
        sg_close_in(s->source.fd);
        if (lines)
            *lines = s->ended ? s->ended : s->before;
        ok = err ? sg_fail_errno(f, "cannot read", err) : true;
    }
    free(s);
    return ok;
}
