/* SPDX-License-Identifier: EUPL-1.2 */
/* Rows converted by a mapping. */
#include "import_help.h"

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
        cmocka_unit_test(keys_tell_rows_apart),
    };
    return cmocka_run_group_tests(tests, open_nl, close_nl);
}
