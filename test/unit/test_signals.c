/* SPDX-License-Identifier: EUPL-1.2 */
/* The field table, the check of a signal, its canonical form, values as people type them. */
#include "signals_help.h"

/* ---- the table ---- */

static void paths_are_unique_and_found(void **state)
{
    (void)state;
    for (size_t i = 0; i < sg_field_count; i++) {
        const char *path = sg_fields[i].path;
        assert_ptr_equal(sg_field(path, strlen(path), NULL), &sg_fields[i]);
        const char *dot = strrchr(path, '.'), *leaf = dot ? dot + 1 : path;
        long group = sg_field_parent((long)i);
        assert_int_equal(group,
                         dot ? sg_field_index(sg_field(path, (size_t)(dot - path), NULL)) : -1);
        assert_int_equal(sg_field_child(group, leaf, strlen(leaf)), i);
    }
    const char *near;
    assert_null(sg_field("persons.nam", 11, &near));
    assert_string_equal(near, "persons.name");
    assert_null(sg_field("", 0, &near));
    assert_null(near);
    assert_null(sg_field("received\0x", 10, NULL));
}

/* Members stand behind their group, and nothing of another group between them. */
static void members_follow_their_group(void **state)
{
    (void)state;
    for (size_t i = 0; i < sg_field_count; i++) {
        const char *path = sg_fields[i].path, *dot = strrchr(path, '.');
        if (!dot)
            continue;
        size_t n = (size_t)(dot - path);
        const struct sg_field *group = sg_field(path, n, NULL);
        assert_non_null(group);
        assert_int_equal(group->type, SG_T_GROUP);
        assert_true(group < &sg_fields[i]);
        for (const struct sg_field *f = group + 1; f < &sg_fields[i]; f++)
            if (strncmp(f->path, path, n + 1) != 0)
                fail_msg("%s stands between %s and its group", f->path, path);
    }
}

static void types_have_what_they_need(void **state)
{
    (void)state;
    for (size_t i = 0; i < sg_field_count; i++) {
        const struct sg_field *f = &sg_fields[i];
        bool date = f->type == SG_T_DATE || f->type == SG_T_DAY;
        if ((f->type == SG_T_CODE) != (f->codes != NULL))
            fail_msg("%s: a code list is for codes", f->path);
        if (f->codes && !sg_code_at(nl, f->codes, 0))
            fail_msg("%s: profile nl has no list %s", f->path, f->codes);
        if (f->type == SG_T_INT && f->min > f->max)
            fail_msg("%s: an empty range", f->path);
        if (f->flags & SG_F_PAST && !date)
            fail_msg("%s: the past is for dates", f->path);
        if (f->flags & SG_F_SHIELDED && !(f->flags & SG_F_PERSONAL))
            fail_msg("%s: what is shielded is personal", f->path);
        if (f->type == SG_T_TEXT && f->flags & SG_F_UNKNOWN)
            fail_msg("%s: any text may say unknown", f->path);
    }
}

static void fields_have_labels(void **state)
{
    (void)state;
    for (size_t i = 0; i < sg_field_count; i++)
        if (!sg_code(nl, "field", sg_fields[i].path, strlen(sg_fields[i].path)))
            fail_msg("%s has no label", sg_fields[i].path);
    for (size_t i = 0; sg_code_at(nl, "field", i); i++) {
        const char *path = sg_code_at(nl, "field", i)->code;
        if (!sg_field(path, strlen(path), NULL))
            fail_msg("the label of %s is that of no field", path);
    }
}

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

/* ---- as people type it, and as they read it ---- */

static const struct typed {
    const char *path, *text, *json; /* json NULL: refused with reason */
    enum sg_reason reason;
} typed[] = {
    {"received", " 1-3-2024 ", "\"2024-03-01\"", 0},
    {"received",
     "\xC2\xA0"
     "2024\xC2\xA0",
     "\"2024\"", 0},
    {"received", "unknown", NULL, SG_R_BAD_DATE},
    {"received", "", NULL, SG_R_BAD_DATE},
    {"received", "16-6-2024", NULL, SG_R_FUTURE_DATE},
    {"received", "31-12-9999", NULL, SG_R_FUTURE_DATE},
    {"persons.born", "Onbekend", "\"unknown\"", 0},
    {"persons.born", "1-2-90", NULL, SG_R_BAD_DATE},
    {"persons.age", "017", "17", 0},
    {"persons.age", "121", NULL, SG_R_BAD_NUMBER},
    {"persons.age", "-1", NULL, SG_R_BAD_NUMBER},
    {"persons.age", "99999999999", NULL, SG_R_BAD_NUMBER},
    {"persons.age", "17 jaar", NULL, SG_R_BAD_NUMBER},
    {"persons.age", "onbekend", "\"unknown\"", 0},
    {"estimate.min", "onbekend", NULL, SG_R_BAD_NUMBER},
    {"places.postcode", "3861ab", "\"3861AB\"", 0},
    {"places.postcode", "38 61 A B", "\"3861AB\"", 0},
    {"places.postcode", "3861", NULL, SG_R_BAD_VALUE},
    {"places.postcode", "3861ABC", NULL, SG_R_BAD_VALUE},
    {"places.postcode", "0861AB", NULL, SG_R_BAD_VALUE},
    {"time", "9:05", "\"09:05\"", 0},
    {"time", "14u30", "\"14:30\"", 0},
    {"time", "24:00", NULL, SG_R_BAD_VALUE},
    {"time", "1430", NULL, SG_R_BAD_VALUE},
    {"time", "avond", NULL, SG_R_BAD_VALUE},
    {"time", "14:3", NULL, SG_R_BAD_VALUE},
    {"municipality", "267", "\"GM0267\"", 0},
    {"municipality", " den haag", "\"GM0518\"", 0},
    {"municipality", "onbekend", "\"unknown\"", 0},
    {"municipality", "Bergen", NULL, SG_R_AMBIGUOUS},
    {"municipality", "Nijkerck", NULL, SG_R_BAD_PLACE},
    {"restricted", "Ja", "\"yes\"", 0},
    {"restricted", "N", "\"no\"", 0},
    {"restricted", "misschien", NULL, SG_R_BAD_CODE},
    {"sector", "onbekend", "\"unknown\"", 0},
    {"places.addition", "a \"b\"\n", "\"a \\\"b\\\"\"", 0},
    {"places.addition", "123456789012345678901", NULL, SG_R_BAD_FIELD},
    {"text", "123456782", NULL, SG_R_BSN},
    {"recorded", "2024-01-01T00:00:00Z", NULL, SG_R_BAD_FIELD},
    {"persons", "x", NULL, SG_R_BAD_FIELD},
};

static void typed_values(void **state)
{
    (void)state;
    struct sg_typed_opt opt = {.on = {2024, 3, 1}, .today = today};
    for (size_t i = 0; i < sizeof typed / sizeof *typed; i++) {
        struct sg_fault f = {0};
        struct sg_buf b = {0};
        const struct sg_field *field = sg_field(typed[i].path, strlen(typed[i].path), NULL);
        bool ok = sg_field_typed(field, nl, typed[i].text, strlen(typed[i].text), &opt, &b, &f);
        if (ok != (typed[i].json != NULL) || (ok && strcmp(sg_buf_text(&b), typed[i].json) != 0) ||
            (!ok && (f.reason != typed[i].reason || strcmp(f.field, typed[i].path) != 0)))
            fail_msg("%s \"%s\": %s [%s] %s", typed[i].path, typed[i].text, sg_buf_text(&b),
                     sg_reason_code(f.reason), f.text);
        sg_buf_free(&b);
    }
}

/* What is shown of a code can be typed again, in both languages. */
static void words_can_be_typed(void **state)
{
    (void)state;
    struct sg_typed_opt opt = {.on = {2024, 3, 1}};
    for (size_t i = 0; i < sg_field_count; i++)
        for (size_t k = 0; sg_fields[i].codes && sg_code_at(nl, sg_fields[i].codes, k); k++)
            for (int lang = SG_NL; lang <= SG_EN; lang++) {
                const struct sg_code *c = sg_code_at(nl, sg_fields[i].codes, k);
                struct sg_buf words = {0}, json = {0};
                char want[128];
                struct sg_fault f;
                struct sg_val v = {c->code, strlen(c->code), SG_STRING, false};
                sg_field_words(&sg_fields[i], nl, (enum sg_lang)lang, v, &words);
                snprintf(want, sizeof want, "\"%s\"", c->code);
                if (!sg_field_typed(&sg_fields[i], nl, sg_buf_text(&words), words.n, &opt, &json,
                                    &f) ||
                    strcmp(sg_buf_text(&json), want) != 0)
                    fail_msg("%s %s: %s", sg_fields[i].path, want, sg_buf_text(&words));
                sg_buf_free(&words);
                sg_buf_free(&json);
            }
}

static void words_of_anything(void **state)
{
    (void)state;
    static const struct {
        const char *path, *json, *words;
    } w[] = {
        {"received", "\"2024-03-01\"", "01-03-2024"},
        {"received", "\"2024-03\"", "maart 2024"},
        {"received", "\"2024\"", "2024"},
        {"received", "\"later\"", "later"},
        {"received", "[1,2]", "[1,2]"},
        {"received", "null", "null"},
        {"municipality", "\"GM0267\"", "Nijkerk"},
        {"municipality", "\"GM9999\"", "GM9999"},
        {"municipality", "\"unknown\"", "Onbekend"},
        {"restricted", "\"yes\"", "Ja"},
        {"estimate.min", "14", "14"},
        {"text", "\"a\\nb\"", "a\nb"},
        {"forms", "\"organ-x\"", "organ-x"},
        {"persons.age", "\"unknown\"", "Onbekend"},
    };
    for (size_t i = 0; i < sizeof w / sizeof *w; i++) {
        char line[128];
        struct sg_buf b = {0};
        snprintf(line, sizeof line, "{\"v\":%s}", w[i].json);
        sg_field_words(sg_field(w[i].path, strlen(w[i].path), NULL), nl, SG_NL,
                       sg_record_get(record(line), "v"), &b);
        assert_string_equal(sg_buf_text(&b), w[i].words);
        sg_buf_free(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paths_are_unique_and_found),
        cmocka_unit_test(members_follow_their_group),
        cmocka_unit_test(types_have_what_they_need),
        cmocka_unit_test(fields_have_labels),
        cmocka_unit_test(good_signals_pass),
        cmocka_unit_test(bad_signals_are_refused),
        cmocka_unit_test(nothing_personal_is_said),
        cmocka_unit_test(canon_is_checked_and_idempotent),
        cmocka_unit_test(canon_orders_and_drops),
        cmocka_unit_test(canon_refuses),
        cmocka_unit_test(typed_values),
        cmocka_unit_test(words_can_be_typed),
        cmocka_unit_test(words_of_anything),
    };
    return cmocka_run_group_tests(tests, open_nl, close_nl);
}
