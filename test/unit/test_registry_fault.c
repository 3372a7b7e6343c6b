/* SPDX-License-Identifier: EUPL-1.2 */
/* Whatever fails, and at whichever call: no line that was acknowledged is lost, the reason is
 * named, nothing crashes, and the next writer closes what was left. */
#include "../fault/faulty.h"

#include "registry_help.h"

#include <sys/mman.h>
#include <sys/wait.h>

enum { BATCHES = 3, NTH_MAX = 400 };

/* What a writer was told, in memory that outlives it. */
static struct told {
    size_t lines;
    char line[BATCHES * 6][400]; /* acknowledged */
    bool failed;
    enum sg_reason reason; /* of the first failure */
    char text[sizeof((struct sg_fault *)NULL)->text];
} * told;

static void note_failure(const struct sg_fault *f)
{
    if (told->failed)
        return;
    told->failed = true;
    told->reason = f->reason;
    memcpy(told->text, f->text, sizeof told->text);
}

static void acknowledge(const char *p, size_t n)
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
static void make_batch(struct sg_registry *g, int number, struct batch *b)
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

static void end_batch(struct batch *b, bool safe)
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

static void one_by_one(struct sg_registry *g)
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
static void overlapping(struct sg_registry *g)
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

static void writer(void)
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
static void check_file(unsigned nth)
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

static void begin(enum start start)
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

struct kind {
    enum faulty_call call;
    enum faulty_how how;
    int error;
    enum sg_reason reason; /* NOTE: it goes well all the same */
    const char *word;      /* in the message */
};

static void check_told(const struct kind *k, unsigned nth, bool fired)
{
    bool well = !fired || k->reason == SG_R_NOTE;
    if (k->call == FAULTY_MEMORY && !told->failed)
        well = true; /* memory for a thread, which is done without */
    if (told->failed == well)
        fail_msg("call %u: %s", nth, told->failed ? told->text : "the failure was not noticed");
    if (well) {
        assert_int_equal(told->lines, BATCHES * 3);
        return;
    }
    if (told->reason != k->reason || !strstr(told->text, k->word))
        fail_msg("call %u: %s [%s]", nth, told->text, sg_reason_code(told->reason));
}

/* Walks the n-th call until it no longer comes to it. */
static void walk(const struct kind *k, enum start start)
{
    bool fired = true;
    unsigned nth = 0;
    while (fired) {
        assert_true(++nth < NTH_MAX);
        begin(start);
        faulty_arm(k->call, nth, k->how, k->error);
        writer();
        fired = faulty_disarm();
        check_told(k, nth, fired);
        check_file(nth);
        fill(1); /* the next writer */
        check_file(nth);
    }
    assert_true(nth > 1); /* it fired at least once */
}

static void walk_all(const struct kind *kinds, size_t count)
{
    for (size_t i = 0; i < 2 * count; i++) {
        overlap = i >= count;
        for (enum start start = NOTHING; start < STARTS; start++)
            if (kinds[i % count].call != FAULTY_READ || start != NOTHING) /* nothing to read yet */
                walk(&kinds[i % count], start);
    }
    overlap = false;
}
#define WALK(kinds) walk_all(kinds, sizeof(kinds) / sizeof *(kinds))

static void test_writes(void **state)
{
    (void)state;
    static const struct kind kinds[] = {
        {FAULTY_WRITE, FAULTY_ERROR, ENOSPC, SG_R_IO, "No space left"},
        {FAULTY_WRITE, FAULTY_SHORT_FROM, ENOSPC, SG_R_IO, "No space left"},
        {FAULTY_WRITE, FAULTY_FROM, EIO, SG_R_IO, "writing failed"},
        {FAULTY_WRITE, FAULTY_SHORT, 0, SG_R_NOTE, ""},
        {FAULTY_WRITE, FAULTY_ERROR, EINTR, SG_R_NOTE, ""}};
    WALK(kinds);
}

static void test_syncs(void **state)
{
    (void)state;
    static const struct kind kinds[] = {{FAULTY_SYNC, FAULTY_ERROR, EIO, SG_R_IO, "sync"},
                                        {FAULTY_SYNC, FAULTY_FROM, ENOSPC, SG_R_IO, "sync"}};
    WALK(kinds);
}

static void test_reads(void **state)
{
    (void)state;
    static const struct kind kinds[] = {{FAULTY_READ, FAULTY_ERROR, EIO, SG_R_IO, "cannot read"},
                                        {FAULTY_READ, FAULTY_ERROR, EINTR, SG_R_NOTE, ""},
                                        {FAULTY_READ, FAULTY_SHORT, 0, SG_R_NOTE, ""}};
    WALK(kinds);
}

static void test_opens(void **state)
{
    (void)state;
    static const struct kind kinds[] = {
        {FAULTY_OPEN, FAULTY_ERROR, EMFILE, SG_R_IO, "Too many open files"},
        {FAULTY_OPEN, FAULTY_ERROR, EACCES, SG_R_PERMISSION, "Permission denied"},
        {FAULTY_LOCK, FAULTY_ERROR, EINVAL, SG_R_IO, "cannot lock"},
        {FAULTY_LOCK, FAULTY_ERROR, ENOLCK, SG_R_IO, "cannot lock"},
        {FAULTY_LOCK, FAULTY_ERROR, EAGAIN, SG_R_NOTE, ""},
        {FAULTY_LOCK, FAULTY_ERROR, EINTR, SG_R_NOTE, ""}};
    WALK(kinds);
}

static void test_memory(void **state)
{
    (void)state;
    static const struct kind kinds[] = {
        {FAULTY_MEMORY, FAULTY_ERROR, ENOMEM, SG_R_MEMORY, "memory"},
        {FAULTY_MEMORY, FAULTY_FROM, ENOMEM, SG_R_MEMORY, "memory"}};
    WALK(kinds);
}

/* A failed write or sync is the last word: what is added later is not taken. */
static void test_failure_is_final(void **state)
{
    (void)state;
    static const enum faulty_call calls[] = {FAULTY_WRITE, FAULTY_SYNC};
    for (size_t i = 0; i < 2; i++) {
        begin(SOUND);
        struct sg_fault f = {0};
        struct sg_registry *g = open_good();
        assert_true(sg_registry_add(g, &stamp, "\"a\":1", 5, NULL, NULL, &f));
        faulty_arm(calls[i], 1, FAULTY_ERROR, EIO);
        assert_false(sg_registry_commit(g, &f));
        assert_true(faulty_disarm());
        assert_false(sg_registry_add(g, &stamp, "\"b\":1", 5, NULL, NULL, &f));
        assert_int_equal(f.reason, SG_R_IO);
        assert_false(sg_registry_commit(g, &f));
        assert_int_equal(f.reason, SG_R_IO);
        sg_registry_close(g);
    }
}

/* A new file is safe only when its folder holds its name; an old one needs no more than its data.
 */
static void test_folder_is_synced(void **state)
{
    (void)state;
    for (enum start start = NOTHING; start < STARTS; start++) {
        begin(start);
        struct sg_fault f = {0};
        struct sg_registry *g = open_good();
        assert_true(sg_registry_add(g, &stamp, "\"a\":1", 5, NULL, NULL, &f));
        faulty_arm(FAULTY_SYNC, 2, FAULTY_ERROR, EIO);
        assert_int_equal(sg_registry_commit(g, &f), start != NOTHING);
        assert_int_equal(faulty_disarm(), start == NOTHING);
        assert_true(start != NOTHING || strstr(f.text, "folder"));
        sg_registry_close(g);
    }
}

/* ---- killed ---- */

static void killed(enum faulty_call call, enum start start)
{
    int status = 0;
    for (unsigned nth = 1; nth == 1 || WIFSIGNALED(status); nth++) {
        assert_true(nth < NTH_MAX);
        begin(start);
        pid_t child = fork();
        if (child == 0) {
            faulty_arm(call, nth, FAULTY_KILL, EIO);
            writer();
            _exit(0);
        }
        assert_int_equal(waitpid(child, &status, 0), child);
        check_file(nth);
        fill(1);
        check_file(nth);
        if (WIFEXITED(status))
            assert_int_equal(told->lines, BATCHES * 3);
    }
}

static void test_killed(void **state)
{
    (void)state;
    for (int way = 0; way < 2; way++) {
        overlap = way == 1;
        for (enum start start = NOTHING; start < STARTS; start++) {
            killed(FAULTY_WRITE, start);
            killed(FAULTY_SYNC, start);
            killed(FAULTY_OPEN, start);
        }
    }
    overlap = false;
}

/* ---- the other files and the readers ---- */

static void test_secret(void **state)
{
    (void)state;
    static const struct kind kinds[] = {
        {FAULTY_WRITE, FAULTY_SHORT_FROM, ENOSPC, SG_R_IO, "No space left"},
        {FAULTY_SYNC, FAULTY_ERROR, EIO, SG_R_IO, "Input/output"},
        {FAULTY_NAME, FAULTY_ERROR, EROFS, SG_R_PERMISSION, "cannot create"},
        {FAULTY_READ, FAULTY_ERROR, EIO, SG_R_IO, "cannot read"},
        {FAULTY_RIGHTS, FAULTY_ERROR, EPERM, SG_R_PERMISSION, "cannot write"},
        {FAULTY_MEMORY, FAULTY_ERROR, ENOMEM, SG_R_MEMORY, "memory"}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        const struct kind *k = &kinds[i];
        bool fired = true;
        for (unsigned nth = 1; fired; nth++) {
            unsigned char key[SG_HASH], again[SG_HASH];
            struct sg_fault f = {0};
            unlink(beside(".key"));
            faulty_arm(k->call, nth, k->how, k->error);
            bool good = sg_registry_key(path, NULL, true, true, key, &f);
            fired = faulty_disarm();
            assert_int_equal(good, !fired);
            if (!good && (f.reason != k->reason || !strstr(f.text, k->word)))
                fail_msg("call %u: %s [%s]", nth, f.text, sg_reason_code(f.reason));
            /* Whole or not there: it can be had afterwards, and is the same when it was had. */
            assert_true(sg_registry_key(path, NULL, true, true, again, NULL));
            assert_true(!good || memcmp(key, again, SG_HASH) == 0);
        }
    }
}

/* Lines with keys and amendments, read under a fault: the right answer or the right reason. */
static bool read_all(unsigned threads, struct sg_fault *f)
{
    struct sg_revisions *v = sg_revisions_read(path, 0, threads, f);
    if (!v)
        return false;
    struct sg_record *r = calloc(1, sizeof *r);
    if (!r) {
        sg_revisions_free(v);
        return sg_fail(f, SG_R_MEMORY, "memory ran out in the test");
    }
    static const char old[] = "{\"sig\":1,\"id\":\"B-150\",\"rev\":1}";
    assert_true(sg_record_read(r, old, sizeof old - 1, NULL, NULL));
    assert_false(sg_revisions_current(v, r));
    free(r);
    sg_revisions_free(v);
    struct sg_keys *k = sg_keys_read(path, 0, threads, f);
    if (!k)
        return false;
    assert_int_equal(sg_keys_count(k), 200);
    sg_keys_free(k);
    const struct sg_verify_opt opt = {.threads = threads};
    struct seen s = {0};
    long faults = sg_registry_verify(path, &opt, note, &s, NULL, f);
    assert_true(faults < 0 || faults == 400);
    return faults >= 0;
}

static void test_readers(void **state)
{
    (void)state;
    static const struct kind kinds[] = {
        {FAULTY_MEMORY, FAULTY_ERROR, ENOMEM, SG_R_MEMORY, "memory"},
        {FAULTY_READ, FAULTY_ERROR, EIO, SG_R_IO, ""},
        {FAULTY_OPEN, FAULTY_ERROR, EACCES, SG_R_PERMISSION, ""}};
    FILE *out = fopen(path, "w");
    for (int i = 0; i < 200; i++)
        for (int rev = 1; rev <= 2; rev++)
            fprintf(out, "{\"sig\":1,\"id\":\"B-%d\",\"rev\":%d,\"source\":{\"key\":\"%032x\"}}\n",
                    i, rev, i);
    fclose(out);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        bool fired = true;
        for (unsigned nth = 1; fired; nth++) {
            struct sg_fault f = {0};
            faulty_arm(kinds[i].call, nth, kinds[i].how, kinds[i].error);
            bool good = read_all(1 + nth % 2, &f);
            fired = faulty_disarm();
            if (!good && f.reason != kinds[i].reason)
                fail_msg("call %u: %s [%s]", nth, f.text, sg_reason_code(f.reason));
            assert_true(good || fired);
        }
    }
}

static int setup(void **state)
{
    told = mmap(NULL, sizeof *told, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    return told == MAP_FAILED ? -1 : dir_setup(state);
}

static int teardown(void **state)
{
    munmap(told, sizeof *told);
    return dir_teardown(state);
}

#define TOLD(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {TOLD(test_writes),
                                       TOLD(test_syncs),
                                       TOLD(test_reads),
                                       TOLD(test_opens),
                                       TOLD(test_memory),
                                       TOLD(test_failure_is_final),
                                       TOLD(test_folder_is_synced),
                                       TOLD(test_killed),
                                       TOLD(test_secret),
                                       TOLD(test_readers)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
