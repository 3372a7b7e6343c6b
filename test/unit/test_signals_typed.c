/* SPDX-License-Identifier: EUPL-1.2 */
/* Values as people type them, and as they read them. */
#include "signals_help.h"

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
        cmocka_unit_test(typed_values),
        cmocka_unit_test(words_can_be_typed),
        cmocka_unit_test(words_of_anything),
    };
    return cmocka_run_group_tests(tests, open_nl, close_nl);
}
