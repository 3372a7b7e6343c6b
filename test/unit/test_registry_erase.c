/* SPDX-License-Identifier: EUPL-1.2 */
/* Erasing: what is gone is gone, all else stays as it was, and nobody else can make it look so. */
#include "../fault/faulty.h"

#include "registry_help.h"

#include <sys/wait.h>

#define TOKEN "planted-7f3a"
#define SECRET "\"received\":\"2024-03-01\",\"text\":\"" TOKEN "\""
#define STAYS "\"received\":\"2024\""
#define MARK "\"on\":\"2025-01-02\",\"ground\":\"avg-17\""

static struct seen seen;

static void add_secret(const char *id, int64_t rev)
{
    struct sg_registry *g = open_good();
    struct sg_stamp s = stamp;
    s.id = id;
    s.rev = rev;
    assert_true(sg_registry_add(g, &s, SECRET, strlen(SECRET), NULL, NULL, NULL));
    assert_true(sg_registry_commit(g, NULL));
    sg_registry_close(g);
}

/* Lines 1-3: three signals; 4: the second one amended; 5: a fourth signal. */
static void begin(void)
{
    unlink(path);
    fill(1);
    add_secret(NULL, 0);
    fill(1);
    add_secret("NIJ-2024-00002", 2);
    add_secret(NULL, 0);
}

static const struct sg_erase two = {"NIJ-2024-00002", 2,    STAYS,
                                    sizeof STAYS - 1, MARK, sizeof MARK - 1};
static const struct sg_erase five = {"NIJ-2024-00005", 1,    STAYS,
                                     sizeof STAYS - 1, MARK, sizeof MARK - 1};

static bool erase_these(const struct sg_erase *what, size_t n, struct sg_erased *done,
                        struct sg_fault *f)
{
    struct sg_registry *g = sg_registry_open(path, &plain, f);
    bool ok = g && sg_registry_erase(g, what, n, "2025-01-02T10:00:00Z", "k.bos", 1, done, f);
    sg_registry_close(g);
    return ok;
}

static void erase_good(const struct sg_erase *what, size_t n, struct sg_erased *done)
{
    struct sg_fault f = {0};
    if (!erase_these(what, n, done, &f))
        fail_msg("%s", f.text);
}

static void expect_refused(const struct sg_erase *what, size_t n, enum sg_reason reason)
{
    struct sg_fault f = {0};
    struct sg_erased done;
    struct sg_buf before = {0}, after = {0};
    slurp(path, &before);
    assert_false(erase_these(what, n, &done, &f));
    assert_string_equal(sg_reason_code(f.reason), sg_reason_code(reason));
    slurp(path, &after);
    assert_int_equal(before.n, after.n);
    assert_memory_equal(before.p, after.p, before.n);
    assert_int_not_equal(access(beside(".erasing"), F_OK), 0);
    sg_buf_free(&before);
    sg_buf_free(&after);
}

static bool holds(const char *text)
{
    struct sg_buf b = {0};
    slurp(path, &b);
    bool found = strstr(sg_buf_text(&b), text) != NULL;
    sg_buf_free(&b);
    return found;
}

/* ---- what it does ---- */

static void test_erases(void **state)
{
    (void)state;
    struct lines was, is;
    struct sg_erased done;
    struct sg_head head;
    begin();
    lines_read(&was);
    erase_good(&two, 1, &done);
    assert_int_equal(done.lines, 2);
    assert_int_equal(done.before.n, 5);
    assert_int_equal(done.after.n, 6);
    lines_read(&is);
    assert_int_equal(is.count, 6);
    for (size_t i = 0; i < 5; i++) {
        bool same = is.at[i + 1] - is.at[i] == was.at[i + 1] - was.at[i] &&
                    !memcmp(is.b.p + is.at[i], was.b.p + was.at[i], is.at[i + 1] - is.at[i]);
        assert_int_equal(same, i != 1 && i != 3);
    }
    static const char emptied[] =
        "{\"sig\":1,\"id\":\"NIJ-2024-00002\",\"rev\":2,\"seal\":{\"n\":4,\"c\":\"";
    assert_memory_equal(is.b.p + is.at[3], emptied, sizeof emptied - 1);
    /* The head of before still occurs: only what was erased has changed. */
    assert_int_equal(verify(&seen, &done.before, &head), 0);
    assert_memory_equal(head.chain, done.after.chain, SG_HASH);
    assert_true(holds(TOKEN)); /* that of the fifth line */
    erase_good(&five, 1, &done);
    assert_false(holds(TOKEN));
    expect_sound(7);
    fill(2);
    expect_sound(9);
    lines_free(&was);
    lines_free(&is);
}

static void test_fragments(void **state)
{
    (void)state;
    struct sg_erased done;
    begin();
    append(path, "{\"sig\":1,\"id\":\"x\",\"text\":\"" TOKEN, 40);
    fill(1);
    append(path, "{\"text\":\"" TOKEN, 15);
    struct sg_erase both[] = {two, five};
    erase_good(both, 2, &done);
    assert_int_equal(done.fragments, 2);
    assert_int_equal(done.lines, 3);
    assert_false(holds("planted"));
    expect_sound(8);
    assert_int_equal(verify(&seen, &done.before, NULL), 0);
    assert_int_equal(seen.count, 0); /* no notice of a fragment either */
}

static void test_left_over(void **state)
{
    (void)state;
    struct sg_erased done;
    begin();
    spill(beside(".erasing"), "half", 4);
    erase_good(&two, 1, &done);
    assert_int_not_equal(access(beside(".erasing"), F_OK), 0);
    expect_sound(6);
}

static void test_rights(void **state)
{
    (void)state;
    struct stat st;
    struct sg_erased done;
    begin();
    assert_int_equal(chmod(path, 0400 | 0200), 0);
    erase_good(&two, 1, &done);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
}

static void test_refuses(void **state)
{
    (void)state;
    struct sg_erased done;
    struct sg_erase e = two, twice[] = {two, two};
    begin();
    e.rev = 1;
    expect_refused(&e, 1, SG_R_CONFLICT);
    e.rev = 3;
    expect_refused(&e, 1, SG_R_CONFLICT);
    e.id = "NIJ-2024-00009";
    expect_refused(&e, 1, SG_R_UNKNOWN_ID);
    expect_refused(twice, 2, SG_R_CONFLICT);
    assert_int_equal(link(path, beside(".other")), 0);
    expect_refused(&two, 1, SG_R_PERMISSION);
    assert_int_equal(unlink(beside(".other")), 0);
    erase_good(&two, 1, &done);
    e = two;
    e.rev = 3;
    expect_refused(&e, 1, SG_R_ERASED);
}

static void test_damaged(void **state)
{
    (void)state;
    struct lines l;
    begin();
    lines_read(&l);
    l.b.p[l.at[0] + 60] ^= 1;
    spill(path, l.b.p, l.b.n);
    expect_refused(&two, 1, SG_R_BAD_SEAL);
    lines_free(&l);
}

/* ---- what others cannot make look so ---- */

/* Every byte of an emptied line and of its mark. */
static void test_change_every_byte(void **state)
{
    (void)state;
    struct lines l;
    struct sg_erased done;
    begin();
    erase_good(&two, 1, &done);
    fill(1);
    lines_read(&l);
    static const size_t line[] = {1, 3, 5};
    for (size_t k = 0; k < 3; k++)
        for (size_t at = l.at[line[k]]; at < l.at[line[k] + 1] - 1; at++) {
            char was = l.b.p[at];
            l.b.p[at] = was == '1' ? '2' : was == 'a' ? 'b' : was >= '0' && was <= '9' ? '1' : 'a';
            spill(path, l.b.p, l.b.n);
            l.b.p[at] = was;
            if (verify(&seen, NULL, NULL) < 1)
                fail_msg("line %zu, byte %zu: not found", line[k] + 1, at - l.at[line[k]]);
        }
    lines_free(&l);
}

/* Somebody empties a line as we do, c and all, and has no mark. */
static void test_forged(void **state)
{
    (void)state;
    struct lines was, is;
    struct sg_erased done;
    struct sg_buf forged = {0};
    begin();
    lines_read(&was);
    erase_good(&two, 1, &done);
    lines_read(&is);
    lines_add(&was, 0, 1, &forged);
    lines_add(&is, 1, 2, &forged);
    lines_add(&was, 2, 5, &forged);
    spill(path, forged.p, forged.n);
    assert_true(verify(&seen, NULL, NULL) >= 1);
    assert_int_equal(seen.at[0].reason, SG_R_BAD_SEAL);
    sg_buf_clear(&forged); /* both lines, without the mark */
    lines_add(&is, 0, 5, &forged);
    spill(path, forged.p, forged.n);
    verify(&seen, NULL, NULL);
    expect_fault(&seen, SG_R_BAD_SEAL, 2);
    sg_buf_clear(&forged); /* with the mark, one line put back */
    lines_add(&is, 0, 1, &forged);
    lines_add(&was, 1, 2, &forged);
    lines_add(&is, 2, 6, &forged);
    spill(path, forged.p, forged.n);
    verify(&seen, NULL, NULL);
    expect_fault(&seen, SG_R_BAD_SEAL, 6);
    sg_buf_clear(&forged); /* another line emptied beside those of the mark */
    lines_free(&was);
    lines_free(&is);
    sg_buf_free(&forged);
}

/* A revision behind the mark, and a mark for lines that were not emptied. */
static void test_marks(void **state)
{
    (void)state;
    struct sg_erased done;
    begin();
    erase_good(&two, 1, &done);
    amend("NIJ-2024-00002", 4);
    verify(&seen, NULL, NULL);
    expect_fault(&seen, SG_R_BAD_SEAL, 7);
    begin();
    struct sg_registry *g = open_good();
    struct sg_stamp s = stamp;
    static const char false_mark[] =
        STAYS ",\"erased\":{" MARK ",\"lines\":\""
              "00000000000000000000000000000000000000000000000000000000000000ff\"}";
    s.id = "NIJ-2024-00002";
    s.rev = 3;
    assert_true(sg_registry_add(g, &s, false_mark, sizeof false_mark - 1, NULL, NULL, NULL));
    assert_true(sg_registry_commit(g, NULL));
    sg_registry_close(g);
    verify(&seen, NULL, NULL);
    expect_fault(&seen, SG_R_BAD_SEAL, 6);
}

/* ---- when something fails ---- */

/* Either the old registry or the new one, whole. */
static void expect_either(bool done)
{
    bool token = holds(TOKEN);
    expect_sound(token ? 5 : 7);
    if (done)
        assert_false(token);
    assert_int_equal(holds("erased"), !token);
}

static void test_faults(void **state)
{
    (void)state;
    static const struct {
        enum faulty_call call;
        enum faulty_how how;
        int error;
        unsigned least;
    } ways[] = {
        {FAULTY_WRITE, FAULTY_ERROR, ENOSPC, 1},      {FAULTY_WRITE, FAULTY_SHORT, 0, 1},
        {FAULTY_WRITE, FAULTY_SHORT_FROM, ENOSPC, 1}, {FAULTY_SYNC, FAULTY_ERROR, EIO, 2},
        {FAULTY_NAME, FAULTY_ERROR, EIO, 1},          {FAULTY_RIGHTS, FAULTY_ERROR, EPERM, 1},
        {FAULTY_OPEN, FAULTY_ERROR, EMFILE, 3},       {FAULTY_READ, FAULTY_ERROR, EIO, 3},
        {FAULTY_MEMORY, FAULTY_ERROR, ENOMEM, 5},     {FAULTY_LOCK, FAULTY_ERROR, ENOLCK, 1},
    };
    const struct sg_erase both[] = {two, five};
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        unsigned fired = 0;
        for (unsigned nth = 1; nth < 400; nth++) {
            struct sg_erased done;
            struct sg_fault f = {0};
            begin();
            faulty_arm(ways[i].call, nth, ways[i].how, ways[i].error);
            bool ok = erase_these(both, 2, &done, &f);
            if (!faulty_disarm())
                break;
            fired++;
            if (!ok)
                assert_true(f.text[0] != '\0');
            expect_either(ok);
            assert_int_not_equal(access(beside(".erasing"), F_OK), 0);
        }
        assert_true(fired >= ways[i].least);
    }
}

static void test_killed(void **state)
{
    (void)state;
    static const enum faulty_call calls[] = {FAULTY_WRITE, FAULTY_SYNC, FAULTY_NAME, FAULTY_RIGHTS};
    const struct sg_erase both[] = {two, five};
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
        for (unsigned nth = 1, died = 1; died && nth < 20; nth++) {
            begin();
            pid_t child = fork();
            assert_true(child >= 0);
            if (child == 0) {
                struct sg_erased done;
                struct sg_fault f;
                faulty_arm(calls[i], nth, FAULTY_KILL, 0);
                erase_these(both, 2, &done, &f);
                _exit(0);
            }
            int status;
            assert_int_equal(waitpid(child, &status, 0), child);
            died = !(WIFEXITED(status) && WEXITSTATUS(status) == 0);
            expect_either(!died);
            if (holds(TOKEN)) { /* the next run does it */
                struct sg_erased done;
                erase_good(both, 2, &done);
            }
            expect_either(true);
            assert_int_not_equal(access(beside(".erasing"), F_OK), 0);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_erases, dir_setup, dir_teardown),
        cmocka_unit_test_setup_teardown(test_fragments, dir_setup, dir_teardown),
        cmocka_unit_test_setup_teardown(test_left_over, dir_setup, dir_teardown),
        cmocka_unit_test_setup_teardown(test_rights, dir_setup, dir_teardown),
        cmocka_unit_test_setup_teardown(test_refuses, dir_setup, dir_teardown),
        cmocka_unit_test_setup_teardown(test_damaged, dir_setup, dir_teardown),
        cmocka_unit_test_setup_teardown(test_change_every_byte, dir_setup, dir_teardown),
        cmocka_unit_test_setup_teardown(test_forged, dir_setup, dir_teardown),
        cmocka_unit_test_setup_teardown(test_marks, dir_setup, dir_teardown),
        cmocka_unit_test_setup_teardown(test_faults, dir_setup, dir_teardown),
        cmocka_unit_test_setup_teardown(test_killed, dir_setup, dir_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
