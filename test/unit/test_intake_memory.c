/* SPDX-License-Identifier: EUPL-1.2 */
/* Memory that runs out anywhere in an import: what was taken until then are the first signals of
 * the file, each whole and each as it would be otherwise; and the same import again adds the rest.
 */
#include "../fault/faulty.h"

#include "intake_help.h"

static const struct sg_intake_opt opt = {.by = "", .wait_s = 5};

/* An import takes a hundred times as long with a sanitizer: there a part of them must do. */
#ifdef __SANITIZE_ADDRESS__
enum { ALL_UNTIL = 60, STEP = 41 };
#else
enum { ALL_UNTIL = 1, STEP = 1 };
#endif

/* Texts get longer half-way, so that what was kept has to move; every cell says where it is from.
 */
static void make_rows(bool cases)
{
    struct sg_buf b = {0};
    static const char dots[] = "............................................................";
    sg_buf_str(&b, "Nr;Naam;Tekst\n");
    for (int i = 0; i < 900; i++)
        sg_buf_fmt(&b, "%d;N%d;%.*s T%d\n", cases ? i / 3 : i, i, i < 500 ? 1 : (int)sizeof dots,
                   dots, i);
    save("rows.csv", b.p, b.n);
    sg_buf_free(&b);
    static const char single[] = "column;field;values;default;options\n"
                                 ";received;;2021-01-01;\nNr;@key;;;\n"
                                 "Naam;persons[1].name;;;\nTekst;text;;;\n";
    static const char joined[] =
        "column;field;values;default;options\n"
        ";received;;2021-01-01;\nNr;@key;;;join\n"
        "Naam;persons[1].name;;;each\nTekst;vehicles[1].description;;;each\n";
    save("map.csv", cases ? joined : single, cases ? sizeof joined - 1 : sizeof single - 1);
}

/* Imports the file; *fired: the nth request for memory was made, and failed. */
static bool import(const char *registry, unsigned nth, enum faulty_how how, bool *fired)
{
    struct sg_fault f;
    cli.threads = 1;
    cli.registry = registry;
    struct sg_map *m = sg_map_open("map.csv", cli.profile, &f);
    struct sg_intake *in = sg_intake_open(&cli, &opt);
    assert_true(m && in);
    overhear(true);
    if (nth)
        faulty_arm(FAULTY_MEMORY, nth, how, ENOMEM);
    bool ok = sg_intake_csv(in, "rows.csv", m, 0);
    *fired = nth && faulty_disarm();
    sg_intake_end(in, true);
    sg_map_free(m);
    overhear(false);
    return ok;
}

/* Cuts out of each line what only its registry gives, the salt and what follows from it. */
static void plain_lines(struct sg_buf *b)
{
    const char *at = sg_buf_text(b), *stop;
    struct sg_buf out = {0};
    for (; (stop = strchr(at, '\n')); at = stop + 1) {
        const char *members = strstr(at, "\"received\""), *source = strstr(at, ",\"source\""),
                   *rest = strstr(at, "\"persons\""), *seal = strstr(at, ",\"seal\"");
        sg_buf_add(&out, members, (size_t)(source - members));
        sg_buf_add(&out, rest, (size_t)((seal && seal < stop ? seal : stop - 1) - rest));
        sg_buf_char(&out, '\n');
    }
    sg_buf_free(b);
    *b = out;
}

static void clean_registry(void)
{
    unlink("r.jsonl");
    unlink("r.jsonl.key");
    unlink("out");
}

/* Signals of the file `name` are the first of those that were wanted; all of them when `all`. */
static void expect_first(const struct sg_buf *want, const char *name, bool all, unsigned nth)
{
    struct sg_buf got = {0};
    load(name, &got);
    plain_lines(&got);
    if (got.n > want->n || (got.n && memcmp(got.p, want->p, got.n) != 0) ||
        (all && got.n != want->n))
        fail_msg("request %u: %s holds other signals", nth, name);
    sg_buf_free(&got);
}

static void walk(bool cases, const char *registry, enum faulty_how how)
{
    struct sg_buf want = {0};
    bool fired;
    make_rows(cases);
    assert_true(import(NULL, 0, how, &fired));
    load("out", &want);
    plain_lines(&want);
    unsigned failed = 0, nth = 0;
    do {
        clean_registry();
        nth += nth < ALL_UNTIL ? 1 : STEP;
        bool ok = import(registry, nth, how, &fired);
        failed += !ok;
        expect_first(&want, registry ? registry : "out", ok, nth);
        if (registry && !ok) {
            bool never;
            assert_true(import(registry, 0, how, &never));
            expect_first(&want, registry, true, nth);
        }
    } while (fired);
    assert_true(failed > 5 && nth > 20);
    sg_buf_free(&want);
    clean();
}

static void rows(void **state)
{
    (void)state;
    walk(false, NULL, FAULTY_ERROR);
    walk(false, "r.jsonl", FAULTY_ERROR);
    walk(false, "r.jsonl", FAULTY_FROM);
}

static void cases_of_rows(void **state)
{
    (void)state;
    walk(true, NULL, FAULTY_ERROR);
    walk(true, "r.jsonl", FAULTY_ERROR);
    walk(true, "r.jsonl", FAULTY_FROM);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(rows, setup, teardown),
        cmocka_unit_test_setup_teardown(cases_of_rows, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
