/* SPDX-License-Identifier: EUPL-1.2 */
/* Places in a signal, and changes of one, through the headers; the commands are tested as cases. */
#include "signals_help.h"

#include "patch_impl.h"

static void put_is(const char *object, const char *path, const char *json, const char *want)
{
    struct sg_spot s;
    struct sg_fault f;
    struct sg_buf b = {0};
    sg_buf_str(&b, object);
    assert_true(sg_spot_parse(&s, path, strlen(path), &f));
    bool ok = json ? sg_spot_put(&s, &b, json, strlen(json), &f) : sg_spot_drop(&s, &b, &f);
    assert_int_equal(ok, want != NULL);
    assert_string_equal(sg_buf_text(&b), want ? want : object);
    sg_buf_free(&b);
}

/* A new member goes where the table has it; within a group to the end; what is there is replaced,
 * and nothing else moves. */
static void puts_a_value(void **state)
{
    (void)state;
    put_is("{}", "owner", "\"x\"", "{\"owner\":\"x\"}");
    put_is("{ }", "owner", "\"x\"", "{\"owner\":\"x\" }");
    put_is("{\"received\":\"2024\",\"x\":1}", "owner", "\"x\"",
           "{\"received\":\"2024\",\"owner\":\"x\",\"x\":1}");
    put_is("{\"x\":1,\"closed\":{}}", "received", "\"2024\"",
           "{\"received\":\"2024\",\"x\":1,\"closed\":{}}");
    put_is("{\"owner\" : \"a\" , \"x\":1}", "owner", "\"b\"", "{\"owner\" : \"b\" , \"x\":1}");
    put_is("{\"own\\u0065r\":\"a\"}", "owner", "\"b\"", "{\"own\\u0065r\":\"b\"}");
    put_is("{\"criminal\":{\"arrest\":\"no\"}}", "criminal.complaint", "\"yes\"",
           "{\"criminal\":{\"arrest\":\"no\",\"complaint\":\"yes\"}}");
    put_is("{\"criminal\":{}}", "criminal.complaint", "\"yes\"",
           "{\"criminal\":{\"complaint\":\"yes\"}}");
    put_is("{}", "persons[1].shelter.placed", "\"2024\"",
           "{\"persons\":[{\"shelter\":{\"placed\":\"2024\"}}]}");
    put_is("{\"persons\":[{\"age\":1}]}", "persons[2].consent[1].for", "\"care\"",
           "{\"persons\":[{\"age\":1},{\"consent\":[{\"for\":\"care\"}]}]}");
    put_is("{\"persons\":[ ]}", "persons[1].age", "3", "{\"persons\":[ {\"age\":3}]}");
    put_is("{\"forms\":[\"labour\"]}", "forms[2]", "\"organ\"",
           "{\"forms\":[\"labour\",\"organ\"]}");
    put_is("{\"forms\":[\"labour\"]}", "forms[1]", "\"organ\"", "{\"forms\":[\"organ\"]}");
}

static void refuses_a_gap(void **state)
{
    (void)state;
    put_is("{}", "persons[2].age", "3", NULL);
    put_is("{\"persons\":[{}]}", "persons[3].age", "3", NULL);
    put_is("{\"persons\":{}}", "persons[1].age", "3", NULL);
    put_is("{\"criminal\":3}", "criminal.arrest", "\"no\"", NULL);
}

/* Groups and lists that are empty then go with it. */
static void drops_a_value(void **state)
{
    (void)state;
    put_is("{\"owner\":\"x\"}", "owner", NULL, "{}");
    put_is("{\"received\":\"2024\", \"owner\":\"x\" , \"x\":1}", "owner", NULL,
           "{\"received\":\"2024\",  \"x\":1}");
    put_is("{\"received\":\"2024\" , \"owner\":\"x\" }", "owner", NULL,
           "{\"received\":\"2024\"  }");
    put_is("{\"x\":1}", "owner", NULL, "{\"x\":1}");
    put_is("{\"persons\":[{\"shelter\":{\"placed\":\"2024\"}}],\"x\":[]}",
           "persons[1].shelter.placed", NULL, "{\"x\":[]}");
    put_is("{\"persons\":[{\"age\":1},{\"age\":2},{\"age\":3}]}", "persons[2]", NULL,
           "{\"persons\":[{\"age\":1},{\"age\":3}]}");
    put_is("{\"persons\":[{\"age\":1},{\"age\":2}]}", "persons[2].age", NULL,
           "{\"persons\":[{\"age\":1}]}");
    put_is("{\"persons\":[{\"age\":1}]}", "persons[7].age", NULL, "{\"persons\":[{\"age\":1}]}");
    put_is("{\"persons\":[{\"age\":1}]}", "persons", NULL, "{}");
}

static void names_wrong_paths(void **state)
{
    (void)state;
    static const char *const wrong[] = {"",
                                        ".",
                                        "owner.",
                                        "ownr",
                                        "owner[1]",
                                        "persons.age",
                                        "persons[0].age",
                                        "persons[1]age",
                                        "persons[1].",
                                        "persons[].age",
                                        "persons[99999999].age",
                                        "persons[1].shelter.placed.x",
                                        "a.b.c.d.e.f.g.h",
                                        "persons[-1].age",
                                        "persons[1]x"};
    struct sg_spot s;
    struct sg_fault f;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_false(sg_spot_parse(&s, wrong[i], strlen(wrong[i]), &f));
        assert_int_equal(f.reason, SG_R_USAGE);
        assert_false(sg_path_personal(wrong[i], strlen(wrong[i])));
    }
    assert_true(sg_path_personal("persons[12].name", 16));
    assert_false(sg_path_personal("persons[12].sex", 15));
}

/* ---- a change of a signal ---- */

static const struct sg_profile *profile(void)
{
    static struct sg_profile *p;
    if (!p)
        p = sg_profile_open("dijk-en-waard", NULL);
    assert_non_null(p);
    return p;
}

static void change(struct sg_change *c, const char *verb, const char *what, const char *value)
{
    sg_change_clear(c);
    assert_true(sg_change_put(c, SG_PART_DO, verb, strlen(verb)));
    assert_true(sg_change_put(c, SG_PART_WHAT, what, strlen(what)));
    assert_true(sg_change_put(c, SG_PART_VALUE, value, strlen(value)));
}

/* Every verb of the list does something or says why not, and every member that it touches is in the
 * table: no verb names a field that is not there. */
static void every_change_is_known(void **state)
{
    (void)state;
    const struct sg_code *code;
    struct sg_fault f;
    size_t n = 0;
    for (; (code = sg_code_at(profile(), "change", n)); n++) {
        const struct sg_verb *v = sg_verb_typed(profile(), code->code, &f);
        assert_non_null(v);
        for (const struct sg_slot *s = v->slot; s < v->slot + SG_SLOTS && s->leaf; s++)
            assert_non_null(sg_slot_field(v, s));
    }
    assert_int_equal(n, 28);
    for (n = 0; (code = sg_code_at(profile(), "change-part", n)); n++)
        assert_int_not_equal(sg_part_typed(profile(), code->code, strlen(code->code), &f),
                             SG_PARTS);
    assert_int_equal(n, SG_PARTS);
}

static bool apply(const struct sg_change *c, const char *line, struct sg_buf *out,
                  struct sg_fault *f)
{
    struct sg_record r;
    struct sg_patch_opt opt = {.today = {2024, 6, 15}, .author = "jdv"};
    assert_true(sg_record_read(&r, line, strlen(line), f, NULL));
    sg_buf_clear(out);
    return sg_patch_apply(c, profile(), &opt, &r, NULL, out, f);
}

#define HEAD "\"sig\":1,\"id\":\"DEW-2024-00001\",\"rev\":1,\"recorded\":\"2024-03-01T12:00:00Z\","

/* What the registry gives and what is computed stays out; the rest keeps its bytes. */
static void keeps_all_else(void **state)
{
    (void)state;
    struct sg_change c = {0};
    struct sg_buf out = {0};
    struct sg_fault f;
    change(&c, "feedback", "", "");
    assert_true(apply(&c,
                      "{" HEAD "\"by\":\"x\",\"received\" : \"2024-03-01\",\"region\":[\"a\"],"
                      "\"own\":{ \"n\":1.50 },\"text\":\"\\u0041\",\"seal\":{\"n\":1}}",
                      &out, &f));
    assert_string_equal(sg_buf_text(&out),
                        "\"received\":\"2024-03-01\",\"own\":{ \"n\":1.50 },\"text\":\"\\u0041\","
                        "\"feedback\":[{\"on\":\"2024-06-15\",\"by\":\"jdv\"}]");
    sg_buf_free(&out);
    sg_change_free(&c);
}

/* A code that the profile no longer has does not hold up a change of something else; a signal that
 * was sound does not become unsound. */
static void old_faults_stay(void **state)
{
    (void)state;
    struct sg_change c = {0};
    struct sg_buf out = {0};
    struct sg_fault f;
    change(&c, "close", "duplicate", "");
    assert_true(apply(&c, "{" HEAD "\"received\":\"2024-03-01\",\"sector\":\"gone\"}", &out, &f));
    change(&c, "answer", "riec", "accepted");
    assert_false(apply(&c,
                       "{" HEAD "\"received\":\"2024-03-01\",\"handoffs\":[{\"to\":\"riec\","
                       "\"on\":\"2024-06-16\"}]}",
                       &out, &f));
    assert_int_equal(f.reason, SG_R_BAD_VALUE);
    sg_buf_free(&out);
    sg_change_free(&c);
}

/* Whatever is applied to whatever, the result is JSON and a sound signal stays sound. */
static void any_change_of_any_signal(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "{" HEAD "\"received\":\"2024-03-01\"}",
        "{" HEAD "\"received\":\"2024\",\"persons\":[{}],\"steps\":[],\"care\":[{}]}",
        "{" HEAD "\"received\":\"2024-03-01\",\"persons\":[{\"consent\":[]}],\"criminal\":{},"
        "\"handoffs\":[{\"to\":\"riec\",\"on\":\"2024-03-01\"}],\"b8\":{}}",
        "{" HEAD "\"received\":3,\"persons\":4,\"steps\":\"x\",\"handoffs\":{},\"case\":[],"
        "\"care\":[3],\"measures\":[[]],\"closed\":\"x\",\"criminal\":[],\"conclusion\":7}"};
    static const char *const what[] = {"",        "receipt",   "riec", "yes",
                                       "control", "suspicion", "care"};
    struct sg_change c = {0};
    struct sg_buf out = {0}, whole = {0};
    struct sg_fault f;
    struct sg_record r;
    const struct sg_code *code;
    for (size_t l = 0; l < sizeof lines / sizeof *lines; l++)
        for (size_t v = 0; (code = sg_code_at(profile(), "change", v)); v++)
            for (size_t w = 0; w < sizeof what / sizeof *what; w++) {
                change(&c, code->code, what[w], w % 2 ? "yes" : "accepted");
                if (!apply(&c, lines[l], &out, &f)) {
                    assert_true(*f.text);
                    continue;
                }
                sg_buf_clear(&whole);
                sg_buf_fmt(&whole, "{" HEAD "%s}", sg_buf_text(&out));
                assert_true(sg_record_read(&r, whole.p, whole.n, &f, NULL));
                struct sg_check_opt opt = {{2024, 6, 15}, true, true};
                assert_true(l == 3 || sg_signal_check(&r, profile(), &opt, &f));
            }
    sg_buf_free(&out);
    sg_buf_free(&whole);
    sg_change_free(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(puts_a_value),          cmocka_unit_test(refuses_a_gap),
        cmocka_unit_test(drops_a_value),         cmocka_unit_test(names_wrong_paths),
        cmocka_unit_test(every_change_is_known), cmocka_unit_test(keeps_all_else),
        cmocka_unit_test(old_faults_stay),       cmocka_unit_test(any_change_of_any_signal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
