/* SPDX-License-Identifier: EUPL-1.2 */
/* Whatever a cell holds, conversion and check agree. Runs at the top of the source tree
 * (examples/maps). */
#include "import_help.h"

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
    struct sg_recall *recall = sg_recall_new();
    struct sg_row_opt quick = {.today = today, .recall = recall}, slow = {.today = today};
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
    sg_recall_free(recall);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(conversion_and_check_agree),
    };
    return cmocka_run_group_tests(tests, open_nl, close_nl);
}
