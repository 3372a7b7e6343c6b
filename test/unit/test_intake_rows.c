/* SPDX-License-Identifier: EUPL-1.2 */
/* Hostile spreadsheets through the whole import, at several numbers of threads, against an obvious
 * loop: a row at a time, without memory of cells, blocks or threads. Same signals, same bytes, same
 * rejects with their lines, same order; and the registry holds them once, sealed. */
#define _GNU_SOURCE /* memmem; NOLINT(bugprone-reserved-identifier) */
#include "intake_help.h"

enum { ROWS = 2600, ROUNDS = 6 };

static const struct sg_intake_opt opt = {.by = "", .wait_s = 5};

/* ---- the spreadsheet ---- */

static const char map[] = "column;field;values;default;options\n"
                          "D;received;;;required\n"
                          "P;municipality;Dorp=Nijkerk|geen=;;\n"
                          "F;forms;;unknown;\n"
                          "S;persons[1].sex;;unknown;\n"
                          "L;persons[1].age;;;\n"
                          ";persons[1].roles;;victim;\n"
                          "Z;care[1].provider;ja=care-coordinator|nee=;;\n"
                          "B;care[1].start;;;\n"
                          "T;text;;;\n";

static const char *const days[] = {"01-03-2021", "2020-02-29", "30-02-2021", "",     "3 maart 2022",
                                   "2019",       "1-1-2030",   "jan 2023",   "zomer"};
static const char *const places[] = {"Nijkerk",        "Dorp",   "geen",    "",         "Bergen",
                                     "Heerhugowaard",  "Haaren", "GM0267",  "Nijkerck", "onbekend",
                                     "Land van Cuijk", " Ede ",  "\"Ede\"", "\"Ede\" "};
static const char *const forms[] = {"arbeidsuitbuiting",
                                    "\"seksueel; arbeid\"",
                                    "",
                                    "\"\"",
                                    "arbeid, seksueel / arbeid",
                                    "\"onbekend\"",
                                    "\"arbeidsuitbuiting\n, seksueel\"",
                                    "niets"};
static const char *const sexes[] = {"V", "m", "", "vrouw", "?", "onbekend"};
static const char *const ages[] = {"12", "", "999", "twaalf", "00017", "0"};
static const char *const cares[] = {"ja", "nee", "", "JA", "misschien"};
static const char *const starts[] = {"", "01-03-2021", "2020", "31-12-2020", "\"05-03-2021\""};
static const char *const texts[] = {
    "",
    "gezien",
    "\"een; \"\"twee\"\" drie\"",
    "nummer 123456782",
    "\"regel een\r\nregel twee\"",
    "\xC3\xA9\xC3\xA9n caf\xC3\xA9 \\ tab\there",
    "los \" aanhalingsteken",
    "\"niet gesloten",
    "\xE9\xE9n",
    "veel te lang voor een blok van vierenzestig bytes, waar het toch "
    "doorheen moet; met een puntkomma"};

#define PICK(list) list[rnd(sizeof(list) / sizeof *(list))]

static void put_row(struct sg_buf *b)
{
    static const char *const ends[] = {"\n", "\n", "\n", "\r\n", "\n\n", "\n;;;;;;;\n"};
    unsigned wild = rnd(4) == 0 ? 20 : 0; /* most rows are tame */
    sg_buf_str(b, wild ? PICK(days) : "01-03-2021");
    sg_buf_char(b, ';');
    sg_buf_str(b, wild ? PICK(places) : places[rnd(4)]);
    sg_buf_char(b, ';');
    sg_buf_str(b, wild ? PICK(forms) : forms[rnd(4)]);
    sg_buf_char(b, ';');
    sg_buf_str(b, wild ? PICK(sexes) : sexes[rnd(3)]);
    sg_buf_char(b, ';');
    sg_buf_str(b, wild ? PICK(ages) : ages[rnd(2)]);
    sg_buf_char(b, ';');
    sg_buf_str(b, wild ? PICK(cares) : cares[rnd(3)]);
    sg_buf_char(b, ';');
    sg_buf_str(b, wild ? PICK(starts) : starts[rnd(2)]);
    if (!wild || rnd(30)) /* a cell too few */
        sg_buf_char(b, ';');
    sg_buf_str(b, wild ? PICK(texts) : texts[rnd(3)]);
    if (wild && rnd(100) == 0)
        sg_buf_add(b, "\0", 1);
    sg_buf_str(b, PICK(ends));
}

static void make_sheet(void)
{
    struct sg_buf b = {0};
    sg_buf_str(&b, "D;P;F;S;L;Z;B;T\n");
    for (int i = 0; i < ROWS; i++)
        put_row(&b);
    save("rows.csv", b.p, b.n);
    save("map.csv", map, sizeof map - 1);
    sg_buf_free(&b);
}

/* ---- what must come out ---- */

struct wanted {
    struct sg_buf signals, rejects; /* lines; LINE;COLUMN;REASON a line */
    size_t read, refused;
};

static void refuse(struct wanted *w, size_t line, const struct sg_fault *f)
{
    w->refused++;
    sg_buf_fmt(&w->rejects, "%zu;%s;%s\n", line, f->field, sg_reason_code(f->reason));
}

static void judge(struct wanted *w)
{
    struct sg_fault f;
    struct sg_row row;
    struct sg_buf members = {0}, key = {0};
    struct sg_date received;
    struct sg_map *m = sg_map_open("map.csv", cli.profile, &f);
    struct sg_csv *csv = sg_csv_open("rows.csv", ';', 0, &f);
    assert_true(m && csv);
    sg_csv_encoding(csv, SG_ENC_AUTO);
    assert_true(sg_csv_next(csv, &row, &f) == 1 && sg_map_bind(m, &row, NULL, NULL, &f));
    const struct sg_row_opt how = {.today = cli.today};
    for (int got; (got = sg_csv_next(csv, &row, &f)) != 0;) {
        if (got == 1 && sg_csv_blank(&row))
            continue;
        w->read++;
        sg_buf_clear(&members);
        sg_buf_clear(&key);
        if (got < 0)
            refuse(w, row.line, &f);
        else if (!sg_map_row(m, &row, &how, &members, &key, &received, &f))
            refuse(w, row.line, &f);
        else
            sg_buf_fmt(&w->signals, "{\"sig\":1,%s}\n", sg_buf_text(&members));
        memset(&f, 0, sizeof f);
    }
    sg_csv_close(csv);
    sg_map_free(m);
    sg_buf_free(&members);
    sg_buf_free(&key);
}

/* ---- what came out ---- */

static void import(unsigned threads, const char *registry)
{
    struct sg_fault f;
    cli.threads = threads;
    cli.registry = registry;
    cli.rejects = "rejects";
    overhear(true);
    struct sg_map *m = sg_map_open("map.csv", cli.profile, &f);
    struct sg_intake *in = sg_intake_open(&cli, &opt);
    bool ok = m && in && sg_intake_csv(in, "rows.csv", m, 0);
    sg_intake_end(in, true);
    sg_map_free(m);
    overhear(false);
    assert_true(ok);
}

/* Of each reject what stands in front of the row as it was: its line, column and reason. Rows go
 * over several lines, so they are told by their order. */
static void compare_rejects(const struct wanted *w, unsigned threads)
{
    struct sg_buf got = {0};
    load("rejects", &got);
    const char *at = sg_buf_text(&got), *want = w->rejects.p, *end = want + w->rejects.n;
    for (size_t i = 0; i < w->refused; i++) {
        size_t n = (size_t)((const char *)memchr(want, '\n', (size_t)(end - want)) - want);
        char line[200];
        snprintf(line, sizeof line, "\n%.*s;", (int)n, want);
        const char *found = memmem(at, got.n - (size_t)(at - got.p), line, strlen(line));
        if (!found)
            fail_msg("%u threads: reject %zu is missing: %s", threads, i, line);
        at = found + 1;
        want += n + 1;
    }
    sg_buf_free(&got);
}

/* The registry's lines without what only it gives: the members in between. */
static void compare_registry(const struct wanted *w, size_t want_lines)
{
    struct sg_buf got = {0};
    size_t lines = 0;
    load("r.jsonl", &got);
    for (size_t i = 0; i < got.n; i++)
        lines += got.p[i] == '\n';
    assert_int_equal(lines, want_lines);
    const char *at = sg_buf_text(&got), *want = w->signals.p, *end = want + w->signals.n;
    for (size_t line = 0; want < end; line++) {
        const char *stop = memchr(want, '\n', (size_t)(end - want));
        const char *text = strstr(want, "\"persons\"");
        const char *next = strchr(at, '\n') + 1;
        if (text && text < stop) { /* the part behind `source`, which is the registry's */
            size_t n = (size_t)(stop - 1 - text);
            if (!memmem(at, (size_t)(next - at), text, n))
                fail_msg("line %zu of the registry holds another signal", line + 1);
        }
        at = next;
        want = stop + 1;
    }
    sg_buf_free(&got);
    struct sg_fault f;
    struct sg_verify_opt all = {.threads = 2};
    assert_int_equal(sg_registry_verify("r.jsonl", &all, NULL, NULL, NULL, &f), 0);
}

static void hostile_rows(void **state)
{
    (void)state;
    static const unsigned threads[] = {1, 2, 5};
    for (unsigned round = 0; round < ROUNDS; round++) {
        struct wanted w = {0};
        struct sg_buf got = {0};
        make_sheet();
        judge(&w);
        assert_true(w.refused > 100 && w.read - w.refused > 1000);
        for (size_t t = 0; t < 3; t++) {
            import(threads[t], NULL);
            load("out", &got);
            assert_int_equal(got.n, w.signals.n);
            assert_memory_equal(got.p, w.signals.p, got.n);
            compare_rejects(&w, threads[t]);
        }
        for (int again = 0; again < 2; again++) { /* the second time adds nothing */
            import(threads[round % 3], "r.jsonl");
            compare_registry(&w, w.read - w.refused);
            compare_rejects(&w, threads[round % 3]);
        }
        sg_buf_free(&w.signals);
        sg_buf_free(&w.rejects);
        sg_buf_free(&got);
        clean();
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(hostile_rows, setup, teardown)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
