/* SPDX-License-Identifier: EUPL-1.2 */
/* The same table whatever the order, the threads, or the revisions that come by; and large ones. */
#include "tally_help.h"

enum { SIGNALS = 3000 };

/* A small generator of its own: the same signals in every run and on every machine. */
static uint32_t next(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

static void random_signal(struct sg_buf *b, uint32_t *seed, int id, int rev)
{
    static const char *const form[] = {"sexual", "labour", "criminal", "unknown", "organ", "novel"};
    static const char *const place[] = {"GM0267", "GM1980", "GM0398",
                                        "GM1598", "GM7777", "unknown"};
    sg_buf_fmt(b, "{\"id\":\"NIJ-%d\",\"rev\":%d,\"received\":\"20%02u", id, rev,
               15 + next(seed) % 10);
    if (next(seed) % 4)
        sg_buf_fmt(b, "-%02u", 1 + next(seed) % 12);
    sg_buf_fmt(b, "\",\"municipality\":\"%s\",\"owner\":\"o%u\",\"forms\":[", place[next(seed) % 6],
               next(seed) % 40);
    for (unsigned i = 0, n = next(seed) % 4; i < n; i++)
        sg_buf_fmt(b, "%s\"%s\"", i ? "," : "", form[next(seed) % 6]);
    sg_buf_str(b, "]}\n");
}

/* Lines in another order, by a seed. */
static void shuffle(char *text, struct sg_buf *out, uint32_t seed)
{
    char *line[4 * SIGNALS];
    size_t n = 0;
    for (char *p = strtok(text, "\n"); p; p = strtok(NULL, "\n"))
        line[n++] = p;
    for (size_t i = n; i > 1; i--) {
        size_t k = next(&seed) % i;
        char *swap = line[i - 1];
        line[i - 1] = line[k];
        line[k] = swap;
    }
    for (size_t i = 0; i < n; i++)
        sg_buf_fmt(out, "%s\n", line[i]);
}

static const struct sg_tally_opt requests[] = {
    {.rows = "municipality,form", .columns = "year", .totals = "both"},
    {.rows = "owner", .columns = "month", .from = 2016, .until = 2018},
    {.columns = "forms,measure", .measures = "signals,meldingen"},
    {.table = "vormen"},
};

/* The order of the lines and the number of threads change no byte. */
static void order_and_threads(void **state)
{
    (void)state;
    struct sg_buf a = {0}, b = {0};
    uint32_t seed = 7;
    for (int i = 0; i < SIGNALS; i++)
        random_signal(&a, &seed, i, 1);
    char *copy = strdup(sg_buf_text(&a));
    shuffle(copy, &b, 11);
    for (size_t i = 0; i < sizeof requests / sizeof *requests; i++) {
        struct sum s = {.profile = "dijk-en-waard",
                        .opt = requests[i],
                        .lines = sg_buf_text(&a),
                        .notes = true,
                        .format = SG_JSON};
        char *one = tabulate(&s);
        assert_non_null(one);
        s.lines = sg_buf_text(&b);
        expect(s, one);
        for (s.threads = 2; s.threads <= 8; s.threads *= 4)
            expect(s, one);
        free(one);
    }
    free(copy);
    sg_buf_free(&a);
    sg_buf_free(&b);
}

/* Of a stream the newest revision counts, in whatever order they come. */
static void revisions(void **state)
{
    (void)state;
    struct sg_buf all = {0}, newest = {0}, mixed = {0};
    uint32_t seed = 3;
    for (int i = 0; i < SIGNALS; i++) {
        int revs = 1 + (i % 5 == 0) + 2 * (i % 7 == 0);
        for (int rev = 1; rev <= revs; rev++) {
            uint32_t same = seed;
            random_signal(&all, &seed, i, rev);
            if (rev == revs)
                random_signal(&newest, &same, i, rev);
        }
    }
    char *copy = strdup(sg_buf_text(&all));
    shuffle(copy, &mixed, 5);
    for (size_t i = 0; i < sizeof requests / sizeof *requests; i++) {
        struct sum s = {.opt = requests[i], .lines = sg_buf_text(&newest), .format = SG_CSV};
        char *right = tabulate(&s);
        assert_non_null(right);
        s.streamed = true;
        expect(s, right);
        s.lines = sg_buf_text(&all);
        expect(s, right);
        s.lines = sg_buf_text(&mixed);
        expect(s, right);
        free(right);
    }
    free(copy);
    sg_buf_free(&all);
    sg_buf_free(&newest);
    sg_buf_free(&mixed);
}

/* A newer revision takes back what no longer falls in the table, notices and selection too. */
static void taken_back(void **state)
{
    (void)state;
    struct sum s = {
        .profile = "dijk-en-waard",
        .opt = {.table = "hvo-driehoek"},
        .lines =
            "{\"id\":\"a\",\"rev\":1,\"received\":\"2022\",\"municipality\":\"GM1598\"" HVO "}\n"
            "{\"id\":\"a\",\"rev\":3,\"received\":\"2023\",\"municipality\":\"GM0363\"" HVO "}\n"
            "{\"id\":\"a\",\"rev\":2,\"received\":\"2023\",\"municipality\":\"GM1980\"" HVO "}\n"
            "{\"id\":\"b\",\"received\":\"2023\",\"municipality\":\"GM1911\"" HVO "}\n"
            "{\"received\":\"2023\",\"municipality\":\"GM1911\"" HVO "}\n"
            "{\"received\":\"2023\",\"municipality\":\"GM1911\"" HVO "}",
        .streamed = true,
        .format = SG_CSV};
    char *text = tabulate(&s);
    assert_string_equal(text, "Jaar;2022;2023\nDijk en Waard;0;0\nHollands Kroon;0;3\n"
                              "Koggenland;.;0\n");
    free(text);
    assert_int_equal(s.notices, 0);
    assert_int_equal(s.rejected, 0);
    s.lines =
        "{\"id\":\"a\",\"rev\":2,\"received\":\"2023\",\"municipality\":\"GM1980\"" HVO "}\n"
        "{\"id\":\"\\u0061\",\"rev\":2,\"received\":\"2023\",\"municipality\":\"GM1980\"" HVO "}";
    text = tabulate(&s);
    assert_int_equal(s.rejected, 1); /* the same revision twice */
    assert_string_equal(text, "Jaar;2022;2023\nDijk en Waard;0;1\nHollands Kroon;0;0\n"
                              "Koggenland;.;0\n");
    free(text);
}

/* Without a stream nothing is remembered: the loop gives newest revisions only. */
static void files_count_all(void **state)
{
    (void)state;
    struct sum s = {.opt = {.columns = "year"},
                    .lines = "{\"id\":\"a\",\"rev\":1,\"received\":\"2022\"}\n"
                             "{\"id\":\"a\",\"rev\":2,\"received\":\"2022\"}",
                    .format = SG_CSV};
    expect(s, "Jaar;2022\nAantal ontvangen signalen;2\n");
}

static size_t fields(const char *line)
{
    size_t n = 1;
    for (; *line && *line != '\n'; line++)
        n += *line == ';';
    return n;
}

/* Ten thousand columns come out; more cells than anybody reads are refused with the number. */
static void many_columns(void **state)
{
    (void)state;
    struct sg_buf b = {0};
    for (int i = 0; i < 10000; i++)
        sg_buf_fmt(&b, "{\"received\":\"2024\",\"owner\":\"w%d\",\"sector\":\"s%d\"}\n", i, i);
    struct sum s = {.opt = {.rows = "year", .columns = "owner", .totals = "both"},
                    .lines = sg_buf_text(&b),
                    .threads = 3,
                    .format = SG_CSV};
    char *text = tabulate(&s);
    assert_non_null(text);
    assert_int_equal(fields(text), 10002);
    assert_non_null(strstr(text, ";w0;w1;w10;w100;w1000;"));
    assert_non_null(strstr(text, ";1;10000\nTotaal;1;"));
    free(text);
    s.format = SG_TEXT;
    text = tabulate(&s);
    assert_non_null(text);
    free(text);
    s.opt = (struct sg_tally_opt){.rows = "sector", .columns = "owner"};
    refuse(s, SG_R_BAD_TABLE, "10000 rows and 10000 columns");
    s.opt = (struct sg_tally_opt){.rows = "year,month", .from = 1000, .until = 9999};
    s.lines = "";
    text = tabulate(&s);
    assert_non_null(text); /* 108,000 rows, as asked for */
    free(text);
    sg_buf_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(order_and_threads), cmocka_unit_test(revisions),
        cmocka_unit_test(taken_back),        cmocka_unit_test(files_count_all),
        cmocka_unit_test(many_columns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
