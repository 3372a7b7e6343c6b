/* SPDX-License-Identifier: EUPL-1.2 */
/* The check of a signal, and its canonical form. */
#include "signals_help.h"

/* ---- the check ---- */

static void good_signals_pass(void **state)
{
    (void)state;
    static const char *const good[] = {
        "{\"received\":\"2024-06-15\"}",
        "{\"received\":\"2024-06\"}",
        "{\"received\":\"2024\"}",
        "{\"received\":\"2024-02-29\",\"time\":\"23:59\",\"municipality\":\"unknown\"}",
        "{\"received\":\"2024-01\",\"forms\":[],\"persons\":[],\"text\":\"\"}",
        "{\"received\":\"2024-01\",\"forms\":[\"labour\",\"unknown\"],\"persons\":[{}]}",
        "{\"received\":\"2024-01\",\"ours\":null,\"persons\":[{\"ours\":true}]}",
        "{\"received\":\"2024-01\",\"minor\":17,\"region\":null}",
        "{\"received\":\"2024-01\",\"estimate\":{\"min\":3,\"max\":3}}",
        "{\"received\":\"2024-01\",\"care\":[{\"start\":\"2024-03\",\"end\":\"2024-03-01\"}]}",
        "{\"received\":\"2024-01\",\"care\":[{\"end\":\"2030-03-01\"}]}",
        "{\"rec\\u0065ived\":\"2024-01\"}",
        "{\"received\":\"2024-01\",\"text\":\"123456783 en 1123456782\"}",
        "{\"received\":\"2024-01\",\"case\":{\"number\":\"123456782\"}}",
        "{\"sig\":1,\"id\":\"A\",\"rev\":1,\"recorded\":\"2024-01-01T00:00:00Z\",\"received\":"
        "\"2024\"}",
    };
    struct sg_fault f;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        if (!check(good[i], i == sizeof good / sizeof *good - 1, &f))
            fail_msg("%s: %s: %s", good[i], f.field, f.text);
}

static const struct bad {
    const char *line;
    enum sg_reason reason;
    const char *field;
} bad[] = {
    {"{}", SG_R_MISSING_FIELD, "received"},
    {"{\"received\":null}", SG_R_BAD_FIELD, "received"},
    {"{\"received\":20240101}", SG_R_BAD_DATE, "received"},
    {"{\"received\":\"\"}", SG_R_BAD_DATE, "received"},
    {"{\"received\":\"2023-02-29\"}", SG_R_BAD_DATE, "received"},
    {"{\"received\":\"01-03-2024\"}", SG_R_BAD_DATE, "received"},
    {"{\"received\":\"unknown\"}", SG_R_BAD_DATE, "received"},
    {"{\"received\":\"2024-06-16\"}", SG_R_FUTURE_DATE, "received"},
    {"{\"received\":\"2024-07\"}", SG_R_FUTURE_DATE, "received"},
    {"{\"received\":\"2024\",\"time\":\"24:00\"}", SG_R_BAD_VALUE, "time"},
    {"{\"received\":\"2024\",\"time\":\"9:00\"}", SG_R_BAD_VALUE, "time"},
    {"{\"received\":\"2024\",\"municipality\":\"gm0267\"}", SG_R_BAD_PLACE, "municipality"},
    {"{\"received\":\"2024\",\"municipality\":\"Nijkerk\"}", SG_R_BAD_PLACE, "municipality"},
    {"{\"received\":\"2024\",\"forms\":\"labour\"}", SG_R_BAD_FIELD, "forms"},
    {"{\"received\":\"2024\",\"forms\":[[\"labour\"]]}", SG_R_BAD_CODE, "forms"},
    {"{\"received\":\"2024\",\"forms\":[\"labour\",\"labour\"]}", SG_R_BAD_FIELD, "forms"},
    {"{\"received\":\"2024\",\"forms\":[\"Labour\"]}", SG_R_BAD_CODE, "forms"},
    {"{\"received\":\"2024\",\"forms\":[true]}", SG_R_BAD_FIELD, "forms"},
    {"{\"received\":\"2024\",\"persons\":{}}", SG_R_BAD_FIELD, "persons"},
    {"{\"received\":\"2024\",\"persons\":[[]]}", SG_R_BAD_FIELD, "persons"},
    {"{\"received\":\"2024\",\"reporter\":[]}", SG_R_BAD_FIELD, "reporter"},
    {"{\"received\":\"2024\",\"persons\":[{\"age\":121}]}", SG_R_BAD_NUMBER, "persons.age"},
    {"{\"received\":\"2024\",\"persons\":[{\"age\":\"17\"}]}", SG_R_BAD_NUMBER, "persons.age"},
    {"{\"received\":\"2024\",\"persons\":[{\"age\":17.0}]}", SG_R_BAD_NUMBER, "persons.age"},
    {"{\"received\":\"2024\",\"persons\":[{\"age\":1e1}]}", SG_R_BAD_NUMBER, "persons.age"},
    {"{\"received\":\"2024\",\"estimate\":{\"min\":2,\"max\":1}}", SG_R_BAD_VALUE, "estimate"},
    {"{\"received\":\"2024\",\"care\":[{\"start\":\"2024-02\",\"end\":\"2024-01\"}]}",
     SG_R_BAD_VALUE, "care"},
    {"{\"received\":\"2024\",\"measures\":[{\"kind\":\"unknown\",\"on\":\"2024\",\"until\":"
     "\"2023\"}]}",
     SG_R_BAD_VALUE, "measures"},
    {"{\"received\":\"2024\",\"closed\":{}}", SG_R_MISSING_FIELD, "closed.on"},
    {"{\"received\":\"2024\",\"source\":{\"key\":\"x\"}}", SG_R_MISSING_FIELD, "source.name"},
    {"{\"received\":\"2024\",\"text\":[]}", SG_R_BAD_FIELD, "text"},
    {"{\"received\":\"2024\",\"text\":\"123456782\"}", SG_R_BSN, "text"},
    {"{\"received\":\"2024\",\"text\":\"x\\n123456782\"}", SG_R_BSN, "text"},
    {"{\"received\":\"2024\",\"text\":\"\\u003123456782\"}", SG_R_BSN, "text"},
    {"{\"received\":\"2024\",\"persons\":[{\"name\":\"123456782\"}]}", SG_R_BSN, "persons.name"},
    {"{\"received\":\"2024\",\"places\":[{\"postcode\":\"3861 AB\"}]}", SG_R_BAD_VALUE,
     "places.postcode"},
    {"{\"received\":\"2024\",\"places\":[{\"postcode\":\"0861AB\"}]}", SG_R_BAD_VALUE,
     "places.postcode"},
    {"{\"received\":\"2024\",\"places\":[{\"addition\":\"123456789012345678901\"}]}",
     SG_R_BAD_FIELD, "places.addition"},
    {"{\"received\":\"2024\",\"recorded\":\"2024-01-01T00:00:60Z\"}", SG_R_BAD_DATE, "recorded"},
    {"{\"received\":\"2024\",\"sig\":2}", SG_R_BAD_NUMBER, "sig"},
};

static void bad_signals_are_refused(void **state)
{
    (void)state;
    struct sg_fault f;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        bool ok = check(bad[i].line, false, &f);
        if (ok || f.reason != bad[i].reason || strcmp(f.field, bad[i].field) != 0)
            fail_msg("%s: %s [%s] %s", bad[i].line, f.field, sg_reason_code(f.reason), f.text);
    }
}

/* No message shows what a personal field holds, whatever its kind. */
static void nothing_personal_is_said(void **state)
{
    (void)state;
    static const char *const values[] = {
        "\"Geheim\"", "[\"Geheim\"]", "{\"Geheim\":\"Geheim\"}", "\"31-02-1990 Geheim\"",
        "990990",     "99.5"};
    char line[512], head[64], tail[8];
    struct sg_fault f;
    for (size_t i = 0; i < sg_field_count; i++) {
        const char *dot = strchr(sg_fields[i].path, '.');
        if (!(sg_fields[i].flags & SG_F_PERSONAL))
            continue;
        size_t n = dot ? (size_t)(dot - sg_fields[i].path) : 0;
        const struct sg_field *group = dot ? sg_field(sg_fields[i].path, n, NULL) : NULL;
        bool list = group && group->flags & SG_F_LIST;
        snprintf(head, sizeof head, "%s%.*s%s", dot ? "\"" : "", (int)n, sg_fields[i].path,
                 dot ? list ? "\":[{" : "\":{" : "");
        snprintf(tail, sizeof tail, "%s", dot ? list ? "}]" : "}" : "");
        for (size_t k = 0; k < sizeof values / sizeof *values; k++) {
            snprintf(line, sizeof line, "{\"received\":\"2024\",%s\"%s\":%s%s}", head,
                     dot ? dot + 1 : sg_fields[i].path, values[k], tail);
            if (!check(line, false, &f) || !canon(line, &f))
                if (strstr(f.text, "Geheim") || strstr(f.text, "1990") || strstr(f.text, "9909"))
                    fail_msg("%s: %s", line, f.text);
        }
    }
}

/* ---- the canonical form ---- */

static const char *const raw[] = {
    "{\"received\":\"1 maart 2024\"}",
    "{ \"x\" : 1.50 , \"received\" : \"2024-03-01\" }",
    "{\"forms\":[\"Arbeidsuitbuiting\",\"sexual\"],\"received\":\"maart 2024\",\"time\":\"9.05\"}",
    "{\"received\":\"2024\",\"municipality\":\"'s-gravenhage\",\"persons\":[{\"b\":1,\"age\":"
    "\"17\","
    "\"sex\":\"vrouw\",\"nationalities\":[\"Polen\",\"unknown\"],\"a\":[]}]}",
    "{\"received\":\"01-06-2021\",\"municipality\":\"Heerhugowaard\",\"restricted\":\"ja\"}",
    "{\"received\":\"2024-0\\u0033-01\",\"forms\":[\"l\\u0061bour\"],\"text\":\"\\u0041\\n\"}",
    "{\"received\":\"2024\",\"sig\":9,\"id\":\"x\",\"rev\":null,\"by\":1,\"seal\":[],\"recorded\":{"
    "}}",
    "{\"received\":\"2024\",\"minor\":true,\"region\":null,\"proposals\":[{}],\"terms\":0}",
    "{\"received\":\"2024\",\"estimate\":{\"max\":\"14\",\"min\":3},\"places\":[{\"postcode\":"
    "\"3861 "
    "ab\",\"number\":\"12\",\"area\":40}]}",
    "{\"received\":\"2024\",\"persons\":[{\"born\":\"1-2-1990\",\"shelter\":{\"placed\":\"2024-"
    "01\"},"
    "\"consent\":[{\"for\":\"care\",\"given\":\"yes\"}]}]}",
};

static void canon_is_checked_and_idempotent(void **state)
{
    (void)state;
    struct sg_fault f;
    for (size_t i = 0; i < sizeof raw / sizeof *raw; i++) {
        char once[4096];
        const char *made = canon(raw[i], &f);
        if (!made)
            fail_msg("%s: %s: %s", raw[i], f.field, f.text);
        snprintf(once, sizeof once, "%s", made);
        if (!check(once, false, &f))
            fail_msg("%s: %s: %s", once, f.field, f.text);
        assert_string_equal(canon(once, &f), once);
    }
}

static void canon_orders_and_drops(void **state)
{
    (void)state;
    struct sg_fault f;
    assert_string_equal(
        canon("{\"z\":{\"y\":[1, 2]},\"text\":\"a\",\"minor\":\"yes\",\"id\":\"x\","
              "\"forms\":[\"labour\"],\"received\":\"2024\"}",
              &f),
        "{\"received\":\"2024\",\"forms\":[\"labour\"],\"text\":\"a\",\"z\":{\"y\":[1, "
        "2]}}");
    assert_string_equal(canon("{}", &f), "{}");
    size_t dropped;
    struct sg_buf b = {0};
    assert_true(sg_signal_canon(record("{\"received\":\"2024\",\"minor\":1,\"terms\":[]}"), nl,
                                today, &b, &dropped, NULL));
    assert_int_equal(dropped, 2);
    sg_buf_free(&b);
}

static void canon_refuses(void **state)
{
    (void)state;
    static const struct bad no[] = {
        {"{\"received\":\"30-02-2024\"}", SG_R_BAD_DATE, "received"},
        {"{\"received\":\"2024-06-16\"}", SG_R_FUTURE_DATE, "received"},
        {"{\"received\":\"16-06-2024\"}", SG_R_FUTURE_DATE, "received"},
        {"{\"received\":\"2024\",\"forms\":\"labour\"}", SG_R_BAD_FIELD, "forms"},
        {"{\"received\":\"2024\",\"forms\":[\"iets\"]}", SG_R_BAD_CODE, "forms"},
        {"{\"received\":\"2024\",\"municipality\":\"Bergen\"}", SG_R_AMBIGUOUS, "municipality"},
        {"{\"received\":\"2024\",\"persons\":[1]}", SG_R_BAD_FIELD, "persons"},
        {"{\"received\":\"2024\",\"persons\":[{\"age\":12.0}]}", SG_R_BAD_NUMBER, "persons.age"},
        {"{\"received\":\"2024\",\"text\":null}", SG_R_BAD_FIELD, "text"},
    };
    struct sg_fault f;
    for (size_t i = 0; i < sizeof no / sizeof *no; i++) {
        memset(&f, 0, sizeof f);
        if (canon(no[i].line, &f) || f.reason != no[i].reason || strcmp(f.field, no[i].field) != 0)
            fail_msg("%s: %s [%s] %s", no[i].line, f.field, sg_reason_code(f.reason), f.text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_signals_pass),
        cmocka_unit_test(bad_signals_are_refused),
        cmocka_unit_test(nothing_personal_is_said),
        cmocka_unit_test(canon_is_checked_and_idempotent),
        cmocka_unit_test(canon_orders_and_drops),
        cmocka_unit_test(canon_refuses),
    };
    return cmocka_run_group_tests(tests, open_nl, close_nl);
}
