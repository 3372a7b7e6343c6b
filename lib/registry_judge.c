/* SPDX-License-Identifier: EUPL-1.2 */
/* What is wrong with a registry, and at which line.
 *
 * A sealed line that follows from the chain so far is sound. One that does not is held until the
 * next sealed line tells what happened, so that one damaged line makes one fault:
 *
 *   next follows from                       the held line was
 *   the chain before the held line          inserted, or moved here
 *   the chain that the held line states     changed in its content; or lines before it are missing
 *   the chain that its content would give   changed in its seal
 *   nothing                                 decided by the numbers
 *
 * Lines that are no sealed lines wait too: when the next sealed line's number shows that lines are
 * missing, they are what is left of those; when not, a fragment is the rest of a write that was
 * cut off, which is no fault. */
#include "registry_impl.h"

#include <stdlib.h>
#include <string.h>

enum {
    OPEN_MAX = 1024, /* lines that may wait for a verdict */
    MOVED_MAX = 8    /* lines seen out of their place whose successors are recognised */
};

struct sg_judge {
    uint64_t n; /* of the last line of the chain */
    unsigned char chain[SG_HASH];
    struct sg_exhibit *open; /* not decided yet, in the order of the file */
    size_t opens;
    size_t held; /* index in open of the sealed line that waits; SIZE_MAX: none */
    struct sg_head moved[MOVED_MAX];
    unsigned moves;
    struct sg_history history;
    struct sg_marks marks;
    const struct sg_head *expect;
    bool expect_seen; /* a line with its number */
    bool stop, no_memory;
    long faults;
    bool (*each)(void *ctx, const struct sg_fault *fault);
    void *ctx;
};

/* ---- saying it ---- */

static void say(struct sg_judge *j, size_t line, struct sg_fault *f)
{
    f->line = line;
    j->faults += sg_reason_status(f->reason) != SG_DONE;
    j->history.lost |= f->reason == SG_R_BAD_SEAL || f->reason == SG_R_BAD_CHAIN;
    if (!j->stop && !j->each(j->ctx, f))
        j->stop = true;
}

typedef unsigned long long ull; /* what printf knows */

/* A line that stands where line `n` of the chain belongs. */
static void say_instead(struct sg_judge *j, const struct sg_exhibit *x, ull n)
{
    struct sg_fault f;
    switch (x->kind) {
    case SG_LINE_MOVED:
        sg_fail(&f, SG_R_BAD_CHAIN, "line n=%llu stands where n=%llu belongs", (ull)x->seal.n, n);
        break;
    case SG_LINE_FRAGMENT:
        sg_fail(&f, SG_R_BAD_SEAL, "line n=%llu was cut short after it was written", n);
        break;
    case SG_LINE_EMPTY:
        sg_fail(&f, SG_R_BAD_SEAL, "line n=%llu was emptied after it was written", n);
        break;
    case SG_LINE_GARBAGE:
        sg_fail(&f, SG_R_BAD_SEAL, "line n=%llu was changed after it was written: it is not JSON",
                n);
        break;
    default:
        sg_fail(&f, SG_R_BAD_SEAL,
                "line n=%llu was changed after it was written: it has no valid seal", n);
    }
    say(j, x->no, &f);
}

/* A line that stands between two that follow each other. */
static void say_between(struct sg_judge *j, const struct sg_exhibit *x)
{
    struct sg_fault f;
    switch (x->kind) {
    case SG_LINE_MOVED:
        sg_fail(&f, SG_R_BAD_CHAIN, "line n=%llu was inserted or moved here", (ull)x->seal.n);
        break;
    case SG_LINE_FRAGMENT:
        sg_fail(&f, SG_R_TORN, "the rest of a write that was cut off; it was never acknowledged");
        break;
    case SG_LINE_EMPTY:
        sg_fail(&f, SG_R_EMPTY_LINE, "an empty line");
        break;
    case SG_LINE_GARBAGE:
        sg_fail(&f, x->why, "not a line of a registry: %s", sg_reason_sentence(x->why));
        break;
    case SG_LINE_MISSEALED:
        sg_fail(&f, SG_R_BAD_SEAL, "its seal does not have the form of a seal");
        break;
    default:
        sg_fail(&f, SG_R_NO_SEAL, "no seal: it was not written by a command of this toolkit");
    }
    say(j, x->no, &f);
}

static void say_missing(struct sg_judge *j, size_t line, ull from, ull to)
{
    struct sg_fault f;
    if (from == to)
        sg_fail(&f, SG_R_BAD_CHAIN, "line n=%llu is missing before this one", from);
    else
        sg_fail(&f, SG_R_BAD_CHAIN, "lines n=%llu to %llu are missing before this one", from, to);
    say(j, line, &f);
}

/* ---- the chain ---- */

static bool follows(const unsigned char chain[SG_HASH], const struct sg_exhibit *x)
{
    unsigned char next[SG_HASH];
    sg_reg_seal_chain(chain, x->c, next);
    return memcmp(next, x->seal.chain, SG_HASH) == 0;
}

static void advance(struct sg_judge *j, uint64_t n, const unsigned char chain[SG_HASH], size_t line)
{
    j->n = n;
    memcpy(j->chain, chain, SG_HASH);
    if (!j->expect || j->expect->n != n)
        return;
    j->expect_seen = true;
    struct sg_fault f;
    sg_fail(&f, SG_R_BAD_HEAD,
            "line n=%llu is not the one of the head: up to here it was rewritten", (ull)n);
    if (memcmp(j->expect->chain, chain, SG_HASH) != 0)
        say(j, line, &f);
}

static void note_revision(struct sg_judge *j, const struct sg_exhibit *x)
{
    struct sg_fault f;
    int good = sg_reg_history_note(&j->history, x->seal.n, x, &f);
    if (good == 0)
        say(j, x->no, &f);
    int erased = good > 0 ? sg_reg_marks_note(&j->marks, x, j->history.lost, &f) : 1;
    if (erased == 0)
        say(j, x->no, &f);
    j->no_memory |= good < 0 || erased < 0;
}

/* The line follows from the chain. */
static void accept(struct sg_judge *j, const struct sg_exhibit *x)
{
    const uint64_t n = j->n + 1;
    advance(j, n, x->seal.chain, x->no);
    if (x->seal.n == n) {
        note_revision(j, x);
        return;
    }
    struct sg_fault f;
    sg_fail(&f, SG_R_BAD_SEAL, "its seal says n=%llu, its place in the chain is n=%llu",
            (ull)x->seal.n, (ull)n);
    say(j, x->no, &f);
}

/* ---- the lines that wait ---- */

static bool is_rest(const struct sg_exhibit *x)
{
    return x->kind == SG_LINE_FRAGMENT;
}

/* Decides the first `count` open lines, `missing` lines of the chain being missed among them:
 * fragments stand for one only when there are not enough others. Returns how many stay missed. */
static uint64_t decide(struct sg_judge *j, size_t count, uint64_t missing)
{
    uint64_t whole = 0, n = j->n + 1;
    for (size_t i = 0; i < count; i++)
        whole += !is_rest(&j->open[i]);
    uint64_t rests = missing > whole ? missing - whole : 0;
    for (size_t i = 0; i < count; i++) {
        const struct sg_exhibit *x = &j->open[i];
        bool instead = missing > 0 && (!is_rest(x) || rests > 0);
        if (!instead) {
            say_between(j, x);
            continue;
        }
        say_instead(j, x, n++);
        missing--;
        rests -= is_rest(x);
    }
    j->opens -= count;
    memmove(j->open, j->open + count, j->opens * sizeof *j->open);
    return missing;
}

/* The held line is not in its place: it becomes one of the others that wait. */
static void held_moved(struct sg_judge *j)
{
    struct sg_exhibit *x = &j->open[j->held];
    struct sg_head *to = &j->moved[j->moves++ % MOVED_MAX];
    to->n = x->seal.n;
    memcpy(to->chain, x->seal.chain, SG_HASH);
    x->kind = SG_LINE_MOVED;
    j->held = SIZE_MAX;
}

/* The held line is in its place, and `chain` goes on from it: what was wrong? */
static void held_stays(struct sg_judge *j, const unsigned char chain[SG_HASH])
{
    const struct sg_exhibit x = j->open[j->held];
    const uint64_t n = x.seal.n > j->n ? x.seal.n : j->n + 1, gap = n - j->n - 1;
    const uint64_t missing = decide(j, j->held, gap);
    struct sg_fault f;
    if (missing > 0) {
        say_missing(j, x.no, n - missing, n - 1);
    } else if (gap > 0) {
        sg_fail(&f, SG_R_NOTE, "cannot be proven: the seal of the line before it is lost");
        say(j, x.no, &f);
    } else {
        sg_fail(&f, SG_R_BAD_SEAL, "line n=%llu was changed after it was written", (ull)n);
        say(j, x.no, &f);
    }
    j->opens--;
    memmove(j->open, j->open + 1, j->opens * sizeof *j->open);
    j->held = SIZE_MAX;
    advance(j, n, chain, x.no);
    if (gap > 0)
        note_revision(j, &x);
}

/* The line comes after one that was seen earlier, out of its place. */
static bool follows_moved(struct sg_judge *j, const struct sg_exhibit *x)
{
    for (unsigned i = 0; i < j->moves && i < MOVED_MAX; i++) {
        const struct sg_head *m = &j->moved[i];
        if (m->n != j->n + 1 || !follows(m->chain, x))
            continue;
        if (j->held != SIZE_MAX)
            held_moved(j);
        decide(j, j->opens, 0);
        advance(j, m->n, m->chain, x->no);
        return true;
    }
    return false;
}

/* The next sealed line shows what the held one was. Lines whose numbers have all been seen are
 * not: they are a copied block, however well they follow each other. */
static bool held_shown(struct sg_judge *j, const struct sg_exhibit *x)
{
    const struct sg_exhibit *held = &j->open[j->held];
    unsigned char chain[SG_HASH];
    if (held->seal.n <= j->n && x->seal.n != j->n + 2)
        return false;
    memcpy(chain, held->seal.chain, SG_HASH);
    if (!follows(chain, x)) {
        sg_reg_seal_chain(j->chain, held->c, chain);
        if (!follows(chain, x))
            return false;
    }
    held_stays(j, chain);
    return true;
}

/* Nothing follows from anything: the numbers decide. `next` is 0 at the end of the file. */
static void held_guessed(struct sg_judge *j, uint64_t next)
{
    const struct sg_exhibit *held = &j->open[j->held];
    unsigned char chain[SG_HASH];
    memcpy(chain, held->seal.chain, SG_HASH);
    if (held->seal.n == j->n + 1 ||
        (held->seal.n > j->n && (next == 0 || next == held->seal.n + 1)))
        held_stays(j, chain);
    else
        held_moved(j);
}

static bool push(struct sg_judge *j, const struct sg_exhibit *x)
{
    if (j->opens == OPEN_MAX) { /* too much rubbish to wait any longer */
        if (j->held != SIZE_MAX)
            held_guessed(j, 0);
        decide(j, j->opens, 0);
    }
    j->open[j->opens] = *x;
    j->open[j->opens++].p = NULL;
    return !j->stop;
}

static void sealed(struct sg_judge *j, const struct sg_exhibit *x)
{
    bool known = follows(j->chain, x);
    if (known && j->held != SIZE_MAX)
        held_moved(j);
    if (known || (j->held != SIZE_MAX && held_shown(j, x)) || follows_moved(j, x)) {
        decide(j, j->opens, 0);
        accept(j, x);
        return;
    }
    if (j->held != SIZE_MAX)
        held_guessed(j, x->seal.n);
    push(j, x);
    j->held = j->opens - 1;
}

/* ---- from outside ---- */

struct sg_judge *sg_reg_judge_new(const struct sg_head *expect,
                                  bool (*each)(void *ctx, const struct sg_fault *fault), void *ctx)
{
    struct sg_judge *j = calloc(1, sizeof *j);
    if (!j)
        return NULL;
    *j = (struct sg_judge){.held = SIZE_MAX, .expect = expect, .each = each, .ctx = ctx};
    j->open = malloc(OPEN_MAX * sizeof *j->open);
    if (j->open)
        return j;
    free(j);
    return NULL;
}

bool sg_reg_judge_line(struct sg_judge *j, const struct sg_exhibit *x)
{
    if (x->kind == SG_LINE_SEALED)
        sealed(j, x);
    else
        push(j, x);
    return !j->stop && !j->no_memory;
}

/* Lines that nobody says to have erased. */
static void check_marks(struct sg_judge *j)
{
    struct sg_fault f;
    size_t line, at = 0;
    while (!j->stop && !j->history.lost && (line = sg_reg_marks_open(&j->marks, &at)) > 0) {
        sg_fail(&f, SG_R_BAD_SEAL, "was emptied, and no erasure of its signal is recorded");
        bool lost = j->history.lost;
        say(j, line, &f);
        j->history.lost = lost; /* all of them are told */
    }
}

static void check_expect(struct sg_judge *j, size_t last_line)
{
    struct sg_fault f;
    sg_fail(&f, SG_R_BAD_HEAD, "it ends at n=%llu; the head has n=%llu", (ull)j->n,
            (ull)(j->expect ? j->expect->n : 0));
    if (j->expect && j->expect->n > 0 && !j->expect_seen)
        say(j, last_line, &f);
}

long sg_reg_judge_end(struct sg_judge *j, size_t last_line, struct sg_head *head,
                      struct sg_fault *f)
{
    if (!j->stop && j->held != SIZE_MAX)
        held_guessed(j, 0);
    if (!j->stop)
        decide(j, j->opens, 0);
    check_marks(j);
    if (!j->stop)
        check_expect(j, last_line);
    if (head) {
        head->n = j->n;
        memcpy(head->chain, j->chain, SG_HASH);
    }
    if (!j->no_memory)
        return j->faults;
    sg_fail(f, SG_R_MEMORY, "memory ran out");
    return -1;
}

void sg_reg_judge_free(struct sg_judge *j)
{
    if (!j)
        return;
    free(j->history.past);
    sg_reg_marks_free(&j->marks);
    free(j->open);
    free(j);
}
