/* SPDX-License-Identifier: EUPL-1.2 */
/* The n-th allocation fails: the table is as it should be or refused, never a wrong one. */
/* clang-format off */
#include "../fault/faulty.h"
/* clang-format on */
#include "tally_help.h"

static const char *const lines[] = {
    "{\"id\":\"a\",\"received\":\"2022-03\",\"municipality\":\"GM1911\",\"owner\":\"x\",\"forms\":"
    "[\"labour\",\"new\",\"sexual\"]" HVO "}",
    "{\"id\":\"c\",\"received\":\"2022-03-01\",\"estimate\":{\"max\":3},\"feedback\":[{\"on\":"
    "\"2022-04-"
    "01\"}],\"persons\":[{\"roles\":[\"victim\"],\"name\":\"Jan\",\"born\":\"2000-01-01\"}]}",
    "{\"id\":\"b\",\"received\":\"2023-03\",\"municipality\":\"GM1598\",\"forms\":[\"other\"]}",
    "{\"id\":\"a\",\"rev\":2,\"received\":\"2023\",\"municipality\":\"GM1980\"" HVO "}"};

/* From plan to text over two threads; false: *f. */
static bool whole_way(const struct sg_profile *p, const struct sg_tally_opt *opt,
                      enum sg_table_format format, struct sg_buf *out, struct sg_fault *f)
{
    static const bool streamed = true;
    static struct sg_record r;
    struct sg_render_opt render = {0};
    void *worker[2] = {0};
    struct sg_line line = {0};
    bool done = false;
    struct sg_tally_plan *plan = sg_tally_plan(p, opt, f);
    if (plan && sg_tallies(worker, 2, plan, &streamed, f)) {
        for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
            assert_true(sg_record_read(&r, lines[i], strlen(lines[i]), f, NULL));
            sg_tally_add(worker[i == 2], &r, &line, f);
        }
        struct sg_grid *g = sg_tallies_merge(worker, 2, f) ? sg_tally_grid(worker[0], f) : NULL;
        done = g && sg_render(g, format, &render, out, f);
        sg_grid_free(g);
    }
    sg_tallies_free(worker, 2);
    sg_tally_plan_free(plan);
    return done;
}

static void each_allocation(const struct sg_profile *p, const struct sg_tally_opt *opt,
                            enum sg_table_format format)
{
    struct sg_buf right = {0};
    struct sg_fault f;
    assert_true(whole_way(p, opt, format, &right, &f));
    for (unsigned n = 1;; n++) {
        struct sg_buf out = {0};
        faulty_arm(FAULTY_MEMORY, n, FAULTY_ERROR, ENOMEM);
        bool done = whole_way(p, opt, format, &out, &f);
        bool fired = faulty_disarm();
        if (done)
            assert_string_equal(sg_buf_text(&out), sg_buf_text(&right));
        else
            assert_int_equal(f.reason, SG_R_MEMORY);
        sg_buf_free(&out);
        if (!fired)
            break;
    }
    sg_buf_free(&right);
}

static void memory_fails(void **state)
{
    (void)state;
    static const struct sg_tally_opt opt[] = {
        {.table = "hvo-driehoek", .totals = "both", .today = {2026, 1, 1}},
        {.rows = "municipality,form", .columns = "year", .totals = "both", .today = {2026, 1, 1}},
        {.rows = "region", .columns = "owner,measure", .measures = "signals,victims"},
        {.rows = "form:top1,municipality:found",
         .columns = "year",
         .measures = "unique-victims,feedback-median,estimated-most,open",
         .today = {2026, 1, 1}},
        {.rows = "reporter-group",
         .columns = "year",
         .measures = "victims",
         .compare = "comensha"}};
    struct sg_fault f;
    struct sg_profile *p = sg_profile_open("dijk-en-waard", &f);
    assert_non_null(p);
    for (size_t i = 0; i < sizeof opt / sizeof *opt; i++)
        each_allocation(p, &opt[i], i ? SG_TEXT : SG_MD);
    each_allocation(p, &opt[0], SG_CSV);
    each_allocation(p, &opt[0], SG_JSON);
    sg_profile_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(memory_fails)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
