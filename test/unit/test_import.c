/* SPDX-License-Identifier: EUPL-1.2 */
/* Mappings, and rows converted by them. Runs at the top of the source tree (examples/maps). */
#include "signals_help.h"

#include "import.h"

#include <unistd.h>

static char map_file[] = "/tmp/test_import.XXXXXX";

static struct sg_map *open_text(const char *text, struct sg_fault *f)
{
    strcpy(map_file + sizeof map_file - 7, "XXXXXX");
    int fd = mkstemp(map_file);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), strlen(text));
    close(fd);
    struct sg_map *m = sg_map_open(map_file, nl, f);
    unlink(map_file);
    return m;
}

#define HEAD "column;field;values;default;options\n"

/* A row of cells separated by ';' (no quoting), borrowed from a static copy. */
static const struct sg_row *row_of(const char *text)
{
    static char copy[1024];
    static struct sg_cell_text cell[32];
    static struct sg_row row;
    snprintf(copy, sizeof copy, "%s", text);
    row = (struct sg_row){.cell = cell, .line = 2};
    for (char *p = copy;; p++) {
        size_t n = strcspn(p, ";");
        cell[row.count++] = (struct sg_cell_text){p, n};
        p += n;
        if (!*p)
            return &row;
        *p = '\0';
    }
}

/* The members that a mapping makes of one row under a header; NULL with *f. */
static const char *made(const char *map, const char *header, const char *row, struct sg_fault *f)
{
    static char text[4096];
    struct sg_buf members = {0}, key = {0};
    struct sg_row_opt opt = {.today = today};
    struct sg_date received;
    struct sg_map *m = open_text(map, f);
    if (!m || !sg_map_bind(m, row_of(header), NULL, NULL, f)) {
        sg_map_free(m);
        return NULL;
    }
    bool ok = sg_map_row(m, row_of(row), &opt, &members, &key, &received, f);
    snprintf(text, sizeof text, "%s", sg_buf_text(&members));
    sg_buf_free(&members);
    sg_buf_free(&key);
    sg_map_free(m);
    return ok ? text : NULL;
}

static void wants(const char *map, const char *header, const char *row, const char *members)
{
    struct sg_fault f = {0};
    char whole[1024];
    snprintf(whole, sizeof whole, HEAD ";@source;;t;\n%s", map);
    const char *got = made(whole, header, row, &f);
    if (!got || strcmp(got, members) != 0)
        fail_msg("%s | %s: %s [%s] %s", map, row, got ? got : "", sg_reason_code(f.reason), f.text);
}

static void refuses(const char *map, const char *header, const char *row, enum sg_reason reason,
                    const char *field)
{
    struct sg_fault f = {0};
    char whole[1024];
    snprintf(whole, sizeof whole, HEAD "%s", map);
    const char *got = made(whole, header, row, &f);
    if (got || f.reason != reason || strcmp(f.field, field) != 0)
        fail_msg("%s | %s: %s; %s [%s] %s", map, row, got ? got : "", f.field,
                 sg_reason_code(f.reason), f.text);
}

/* ---- what a mapping does ---- */

static void columns_defaults_and_values(void **state)
{
    (void)state;
    const char *d = "D;received;;;\n";
    char map[256];
    wants(d, "D", "1-3-2024", "\"received\":\"2024-03-01\",\"source\":{\"name\":\"t\"}");
    snprintf(map, sizeof map, "%sV;restricted;x=ja|-=;no;\n", d);
    wants(map, "V;D", "X;2024",
          "\"received\":\"2024\",\"source\":{\"name\":\"t\"},\"restricted\":\"yes\"");
    wants(map, "V;D", "-;2024",
          "\"received\":\"2024\",\"source\":{\"name\":\"t\"},\"restricted\":\"no\"");
    wants(map, "V;D", ";2024",
          "\"received\":\"2024\",\"source\":{\"name\":\"t\"},\"restricted\":\"no\"");
    wants("Datum|dag;received;;;\n", "DAG", "2024",
          "\"received\":\"2024\",\"source\":{\"name\":\"t\"}");
    wants(
        "D;received;;;pivot=30\nG;persons[1].born;;;pivot=24\n", "D;G", "1-3-24;1-3-25",
        "\"received\":\"2024-03-01\",\"source\":{\"name\":\"t\"},\"persons\":[{\"born\":\"1925-03-"
        "01\"}]");
}

static void groups_and_lists(void **state)
{
    (void)state;
    const char *two = "D;received;;;\nA;persons[1].name;;;\nB;persons[2].name;;;\n"
                      ";persons[1].roles;;victim;\n;persons[2].roles;;victim;\n";
    const char *head = "\"received\":\"2024\",\"source\":{\"name\":\"t\"}";
    char want[512];
    wants(two, "D;A;B", "2024;;", head);
    snprintf(want, sizeof want, "%s,\"persons\":[{\"roles\":[\"victim\"],\"name\":\"b\"}]", head);
    wants(two, "D;A;B", "2024;;b", want);
    wants(
        "D;received;;;\n;persons[1].roles;;victim;always\n", "D", "2024",
        "\"received\":\"2024\",\"source\":{\"name\":\"t\"},\"persons\":[{\"roles\":[\"victim\"]}]");
    snprintf(want, sizeof want, "%s,\"forms\":[\"labour\",\"sexual\"]", head);
    wants("D;received;;;\nV;forms;;;\n", "D;V", "2024;arbeid, seksueel/ arbeid +labour", want);
    wants("D;received;;;\nV;forms;;;\nW;forms;;;\n", "D;V;W", "2024;arbeid;seksueel|arbeid", want);
    wants("D;received;;;\nV;forms;a=arbeid|s=seksueel;;split=x\n", "D;V", "2024;a xs", want);
    wants("D;received;;;\nV;forms;;;\n", "D;V", "2024;, ,", head);
    snprintf(want, sizeof want, "%s,\"case\":{\"related\":[\"a\",\"\\\"a\\\"\"]}", head);
    wants("D;received;;;\nV;case.related;;;split=,\n", "D;V", "2024;a,\"a\",a", want);
}

static void rows_refused(void **state)
{
    (void)state;
    refuses("D;received;;;\n", "D;E", "2024", SG_R_BAD_ROW, "");
    refuses("D;received;;;\n", "D", "2024;x", SG_R_BAD_ROW, "");
    refuses("D;received;;;\n", "D", "", SG_R_MISSING_FIELD, "D");
    refuses("Dag|D;received;;;required\n", "d", "", SG_R_MISSING_FIELD, "d");
    refuses("D;received;;;\n", "D", "30-2-2024", SG_R_BAD_DATE, "D");
    refuses("D;received;;;\n", "D", "1-1-2025", SG_R_FUTURE_DATE, "D");
    refuses("D;received;;;\n;forms;;iets;\n", "D", "2024", SG_R_BAD_CODE, "forms");
    refuses("D;received;;;\nC;closed.on;;;\n", "D;C", "2024;2024", SG_R_MISSING_FIELD,
            "closed.because");
    refuses("D;received;;;\nA;estimate.min;;;\nB;estimate.max;;;\n", "D;A;B", "2024;3;2",
            SG_R_BAD_VALUE, "estimate");
    refuses("D;received;;;\nK;@key;;;required\n", "D;K", "2024;", SG_R_MISSING_FIELD, "K");
    refuses("D;received;;;\nK;@key;;;\nL;@key;;;\n", "D;K;L", "2024;;", SG_R_MISSING_FIELD, "K");
    refuses("D;received;;;\nK;@key;;;\nL;@key;;;required\n", "D;K;L", "2024;;", SG_R_MISSING_FIELD,
            "L");
    refuses("D;received;;;\nK;@key;;;\nL;@key;;;required\n", "D;K;L", "2024;1;", SG_R_MISSING_FIELD,
            "L");
}

static void mappings_refused(void **state)
{
    (void)state;
    static const char *const maps[] = {"",
                                       "x;y\n",
                                       HEAD,
                                       HEAD "D;recieved;;;\n",
                                       HEAD "D;received;;;\nE;received;;;\n",
                                       HEAD "D;received;;;\nE;persons;;;\n",
                                       HEAD "D;received;;;\nE;persons[1];;;\n",
                                       HEAD "D;received;;;\nE;persons[x].name;;;\n",
                                       HEAD "D;received;;;\nE;persons[99999999999].name;;;\n",
                                       HEAD "D;received;;;\nE;persons[1.name;;;\n",
                                       HEAD "D;received;;;\nE;[1][1][1][1][1]text;;;\n",
                                       HEAD "D;received;;;\nE;seal;;;\n",
                                       HEAD "D;received;;;\nE;region;;;\n",
                                       HEAD "D;received;;;\nE;source.key;;;\n",
                                       HEAD "D;received;;;\nE;@;;;\n",
                                       HEAD "D;received;;;\nE;;;;\n",
                                       HEAD "D;received;;;\n;text;;;\n",
                                       HEAD "D;received;a;;\n",
                                       HEAD "D;received;;;split=\n",
                                       HEAD "D;received;;;pivot=100\n",
                                       HEAD "D;received;;;often\n"};
    for (size_t i = 0; i < sizeof maps / sizeof *maps; i++) {
        struct sg_fault f = {0};
        struct sg_map *m = open_text(maps[i], &f);
        if (m || f.reason != SG_R_BAD_MAP || !*f.text || strcmp(f.file, map_file) != 0)
            fail_msg("%s: %s [%s] %s", maps[i], f.file, sg_reason_code(f.reason), f.text);
    }
}

static void headers_refused(void **state)
{
    (void)state;
    const char *map = "D;received;;;\nE;text;;;\nF;@ignore;;;\n";
    refuses(map, "D", "2024", SG_R_BAD_MAP, "column");
    refuses(map, "D;E;e", "2024;;", SG_R_BAD_MAP, "E");
    refuses(map, "D;E;D", "2024;;", SG_R_BAD_MAP, "D");
    struct sg_fault f;
    assert_non_null(made(HEAD "D;received;;;\n", "D;x;x;;;F", "2024;;;;;", &f));
    assert_non_null(made(HEAD "D;received;;;\nF;@ignore;;;\n", "D", "2024", &f));
}

static void constants(void **state)
{
    (void)state;
    static const char *const good[] = {"received=2024", "persons[2].sex=vrouw", "source.name=a=b"};
    static const char *const bad[][2] = {
        {"received", ""},           {"=x", ""},       {"received=2024", "received=2023"},
        {"received=2024", "text="}, {"@key=x", ""},   {"received=2024", "id=x"},
        {"forms=labour", ""},       {"received=", ""}};
    struct sg_fault f;
    struct sg_buf b = {0}, key = {0};
    struct sg_row none = {0};
    struct sg_row_opt opt = {.today = today};
    struct sg_date received;
    struct sg_map *m = sg_map_constants(good, 3, nl, &f);
    assert_non_null(m);
    assert_true(sg_map_row(m, &none, &opt, &b, &key, &received, &f));
    assert_string_equal(sg_buf_text(&b), "\"received\":\"2024\",\"source\":{\"name\":\"a=b\"},"
                                         "\"persons\":[{\"sex\":\"f\"}]");
    sg_map_free(m);
    sg_buf_free(&b);
    sg_buf_free(&key);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        m = sg_map_constants(bad[i], *bad[i][1] ? 2 : 1, nl, &f);
        if (m || f.reason != SG_R_USAGE)
            fail_msg("%s %s [%s]", bad[i][0], bad[i][1], sg_reason_code(f.reason));
    }
}

/* ---- whatever a cell holds, conversion and check agree ---- */

static const char *const words[] = {"",
                                    "",
                                    "ja",
                                    "nee",
                                    "onbekend",
                                    "x",
                                    "Nijkerk",
                                    "Barneveld",
                                    "Bergen",
                                    "heerhugowaard",
                                    "Haaren",
                                    "Noordwijk",
                                    "Land van Cuijk",
                                    "267",
                                    "GM0267",
                                    "01-03-2021",
                                    "3 mrt. 2020",
                                    "2019",
                                    "03-2019",
                                    "30-02-2020",
                                    "1-1-2030",
                                    "12:30",
                                    "9.05",
                                    "14",
                                    "0",
                                    "-1",
                                    "1e3",
                                    "99999",
                                    "3861AB",
                                    "3861 ab",
                                    "arbeid",
                                    "seksueel; arbeid",
                                    "sexual,labour,sexual",
                                    "politie",
                                    "medewerker",
                                    "Gambia",
                                    "Polen/Roemenië",
                                    "V",
                                    "man",
                                    "boa",
                                    "123456782",
                                    "1234.56.782",
                                    "één \"regel\"\nen nog een",
                                    "\\",
                                    "\xC2\xA0",
                                    "\xE2\x80\x8B",
                                    "a|b",
                                    "slachtoffer",
                                    "locatie",
                                    "verder onderzoek",
                                    "geen mensenhandel",
                                    "Regio zit vol",
                                    "\x7F\x01",
                                    "een heel lange tekst die in geen enkel kort veld past, want "
                                    "hij houdt maar niet op met nog meer "
                                    "woorden, die ook weer niets zeggen, tot hij langer is dan "
                                    "tweehonderd bytes, en dat is hij nu, "
                                    "denk ik, wel"};
static const char *const splinters[] = {",",
                                        ";",
                                        "/",
                                        "|",
                                        "\n",
                                        " ",
                                        "\"",
                                        "0",
                                        "9",
                                        "-",
                                        ".",
                                        "a",
                                        "é",
                                        "\xC2\xA0",
                                        "\t",
                                        "unknown",
                                        "\xF0\x9F\x98\x80"};

enum { CELL = 600, CELLS = 64 };

static size_t mangled(char out[CELL])
{
    size_t n = (size_t)snprintf(out, CELL, "%s", words[rnd(sizeof words / sizeof *words)]);
    while (rnd(3) == 0 && n < CELL - 40) {
        const char *s = splinters[rnd(sizeof splinters / sizeof *splinters)];
        const char *w = rnd(2) ? words[rnd(sizeof words / sizeof *words)] : "";
        if (n + strlen(s) + strlen(w) >= CELL - 1)
            break;
        n += (size_t)snprintf(out + n, CELL - n, "%s%s", s, w);
    }
    return n;
}

/* The first spelling of each column that a mapping names. */
static size_t header_of(const char *path, char names[CELLS][64], struct sg_cell_text cell[CELLS])
{
    struct sg_fault f;
    struct sg_row row;
    size_t n = 0;
    struct sg_csv *csv = sg_csv_open(path, ';', 0, &f);
    assert_non_null(csv);
    for (bool first = true; sg_csv_next(csv, &row, &f) == 1; first = false) {
        bool known = first || !row.cell[0].n;
        for (size_t i = 0; i < n; i++)
            known |= !strcmp(names[i], row.cell[0].p);
        if (known)
            continue;
        snprintf(names[n], sizeof names[n], "%.*s", (int)strcspn(row.cell[0].p, "|"),
                 row.cell[0].p);
        cell[n] = (struct sg_cell_text){names[n], strlen(names[n])};
        n++;
    }
    sg_csv_close(csv);
    return n;
}

static void judge(const struct sg_buf *members, const char *map)
{
    char line[8192];
    struct sg_fault f;
    struct sg_check_opt opt = {today, false, false};
    snprintf(line, sizeof line, "{%.*s}", (int)members->n, members->p);
    const struct sg_record *r = record(line);
    if (!sg_signal_check(r, nl, &opt, &f))
        fail_msg("%s: converted, and refused: %s: %s %s", map, f.field, f.text, line);
    struct sg_buf again = {0};
    size_t dropped;
    assert_true(sg_signal_canon(r, nl, today, &again, &dropped, &f));
    assert_memory_equal(again.p, members->p, members->n);
    assert_int_equal(again.n, members->n);
    sg_buf_free(&again);
}

static void agree_on(const char *path)
{
    static char names[CELLS][64], text[CELLS][CELL];
    struct sg_cell_text cell[CELLS];
    struct sg_fault f, g;
    struct sg_map *m = sg_map_open(path, nl, &f);
    assert_non_null(m);
    struct sg_row row = {.cell = cell, .count = header_of(path, names, cell), .line = 1};
    assert_true(sg_map_bind(m, &row, NULL, NULL, &f));
    struct sg_memo *memo = sg_memo_new();
    struct sg_row_opt quick = {today, false, memo, NULL}, slow = {today, false, NULL, NULL};
    struct sg_buf a = {0}, b = {0}, key = {0};
    struct sg_date received;
    unsigned taken = 0;
    for (int k = 0; k < 12000; k++) {
        unsigned seldom = 2 + rnd(60);
        for (size_t i = 0; i < row.count; i++) {
            size_t n = rnd(seldom) ? 0 : mangled(text[i]);
            if (!strncmp(names[i], "Datum", 5) || !strncmp(names[i], "Ontvangen", 9) || i == 0)
                n = rnd(9) ? (size_t)snprintf(text[i], CELL, "20%u-%02u-0%u", 18 + rnd(5),
                                              1 + rnd(6), 1 + rnd(9))
                           : n;
            text[i][n] = '\0';
            cell[i] = (struct sg_cell_text){text[i], n};
        }
        sg_buf_clear(&a), sg_buf_clear(&b), sg_buf_clear(&key);
        bool ok = sg_map_row(m, &row, &quick, &a, &key, &received, &f);
        assert_int_equal(sg_map_row(m, &row, &slow, &b, &key, &received, &g), ok);
        if (!ok) {
            assert_int_equal(f.reason, g.reason);
            assert_string_equal(f.text, g.text);
            assert_string_equal(f.field, g.field);
            continue;
        }
        taken++;
        assert_int_equal(a.n, b.n);
        assert_memory_equal(a.p, b.p, a.n);
        judge(&a, path);
    }
    if (taken < 1000)
        fail_msg("%s: only %u rows were taken", path, taken);
    sg_memo_free(memo);
    sg_map_free(m);
    sg_buf_free(&a);
    sg_buf_free(&b);
    sg_buf_free(&key);
}

static void conversion_and_check_agree(void **state)
{
    (void)state;
    agree_on("examples/maps/moviera.csv");
    agree_on("examples/maps/hvo.csv");
    agree_on("examples/maps/nijkerk-register.csv");
}

/* Keys: the cells that identify a row, whatever the others hold; a blank is not nothing. */
static void keys_tell_rows_apart(void **state)
{
    (void)state;
    static const char *const rows[] = {"2024;a;b", "2024;ab;", "2024;;ab", "2024;a;c", "2024;a;b"};
    for (int keyed = 0; keyed < 2; keyed++) {
        struct sg_fault f;
        char key[5][64];
        size_t n[5];
        struct sg_map *m = open_text(keyed ? HEAD "D;received;;;\nA;@key;;;\nB;case.number;;;\n"
                                           : HEAD "D;received;;;\nA;owner;;;\nB;case.number;;;\n",
                                     &f);
        assert_non_null(m);
        assert_int_equal(sg_map_keyed(m), keyed);
        assert_true(sg_map_bind(m, row_of("D;A;B"), NULL, NULL, &f));
        for (int i = 0; i < 5; i++) {
            struct sg_buf members = {0}, k = {0};
            struct sg_keyed at;
            struct sg_row_opt opt = {.today = today, .keyed = &at};
            struct sg_date received;
            const char *row = keyed && i == 2 ? "2024;b;ab" : rows[i];
            assert_true(sg_map_row(m, row_of(row), &opt, &members, &k, &received, &f));
            assert_memory_equal(members.p + at.key_at, "00000000000000000000000000000000\"", 33);
            assert_int_equal(at.content_at != 0, keyed);
            memcpy(key[i], k.p, n[i] = k.n);
            sg_buf_free(&members);
            sg_buf_free(&k);
        }
        assert_true(n[0] == n[4] && !memcmp(key[0], key[4], n[0]));
        assert_int_equal(n[0] == n[3] && !memcmp(key[0], key[3], n[0]), keyed);
        assert_false(n[0] == n[1] && !memcmp(key[0], key[1], n[0]));
        assert_false(n[1] == n[2] && !memcmp(key[1], key[2], n[1]));
        sg_map_free(m);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_defaults_and_values),
        cmocka_unit_test(groups_and_lists),
        cmocka_unit_test(rows_refused),
        cmocka_unit_test(mappings_refused),
        cmocka_unit_test(headers_refused),
        cmocka_unit_test(constants),
        cmocka_unit_test(conversion_and_check_agree),
        cmocka_unit_test(keys_tell_rows_apart),
    };
    return cmocka_run_group_tests(tests, open_nl, close_nl);
}
