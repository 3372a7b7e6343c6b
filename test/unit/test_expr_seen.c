/* SPDX-License-Identifier: EUPL-1.2 */
/* Expressions that share what they see of a signal: what is shared, that nothing of one signal is
 * taken for another's, and signals for which there is no room. test_expr_diff.c has random ones. */
#include "../fault/faulty.h"

#include "expr_help.h"

#include "buf.h"

enum { MOST = 16 };

/* Expressions that were shared together. */
struct group {
    struct sg_expr *e[MOST];
    size_t n, shared;
    struct sg_expr_seen *seen;
};

static void compile(struct group *g, const char *const text[])
{
    struct sg_fault f;
    *g = (struct group){.n = 0};
    for (; text[g->n]; g->n++) {
        assert_true(g->n < MOST);
        g->e[g->n] = sg_expr_compile(text[g->n], strlen(text[g->n]), profile, NULL, today, &f);
        if (!g->e[g->n])
            fail_msg("%s: %s", text[g->n], f.text);
    }
}

static void share(struct group *g, const char *const text[])
{
    struct sg_fault f;
    compile(g, text);
    assert_true(sg_expr_share(g->e, g->n, &g->shared, &f));
    g->seen = sg_expr_seen(g->shared, &f);
    assert_non_null(g->seen);
}

static void end(struct group *g)
{
    for (size_t i = 0; i < g->n; i++)
        sg_expr_free(g->e[i]);
    sg_expr_seen_free(g->seen);
}

/* Asks all of a record, and all again; the answers must be those that each gives by itself. */
static void ask_group(struct group *g, const struct sg_record *r, const char *wanted)
{
    struct sg_val none = {0};
    sg_expr_seen_begin(g->seen, r);
    for (int round = 0; round < 2; round++)
        for (size_t i = 0; i < g->n; i++) {
            char alone = truth_letter(sg_expr_test(g->e[i], r, none));
            char beside = truth_letter(sg_expr_test_seen(g->e[i], g->seen));
            if (alone != wanted[i] || beside != wanted[i])
                fail_msg("%zu: %c alone, %c beside others, not %c, of %.*s", i, alone, beside,
                         wanted[i], (int)(r->n < 200 ? r->n : 200), r->p);
        }
}

static void ask_line(struct group *g, const char *line, const char *wanted)
{
    static struct a_record a; /* every record in the same place */
    read_record(&a, line);
    ask_group(g, &a.r, wanted);
}

#define LIST(...) ((const char *const[]){__VA_ARGS__, NULL})

/* ---- what is shared ---- */

static size_t shared_of(const char *const text[])
{
    struct group g;
    share(&g, text);
    end(&g);
    return g.shared;
}

static void test_equal_comparisons_are_shared(void **state)
{
    (void)state;
    assert_int_equal(shared_of(LIST("forms = labour", "about = victim")), 0);
    assert_int_equal(shared_of(LIST("forms = labour", "not forms = labour or about = victim")), 1);
    assert_int_equal(shared_of(LIST("forms = labour and surely (forms = labour)")), 1);
    assert_int_equal(shared_of(LIST("forms in (labour, sexual)", "forms in (sexual, labour)")), 1);
    assert_int_equal(shared_of(LIST("forms = labour", "forms != labour")), 0);
    assert_int_equal(shared_of(LIST("meets concern", "persons is present and meets concern")), 1);
    assert_int_equal(shared_of(LIST("by = 'a b'", "by in (a, b)")), 0);
    assert_int_equal(shared_of(LIST("by = a", "by = b", "by = a", "by = b")), 2);
}

/* Long lists of values, each in its own order. */
static void test_of_any_length(void **state)
{
    enum { VALUES = 700 };
    struct sg_buf up = {0}, down = {0};
    (void)state;
    for (int i = 0; i < VALUES; i++) {
        sg_buf_fmt(&up, "%sn%d", i ? ", " : "by in (", i);
        sg_buf_fmt(&down, "%sn%d", i ? ", " : "by in (", VALUES - 1 - i);
    }
    sg_buf_char(&up, ')');
    sg_buf_char(&down, ')');
    assert_int_equal(shared_of(LIST(sg_buf_text(&up), sg_buf_text(&down))), 1);
    sg_buf_free(&up);
    sg_buf_free(&down);
}

static void test_within_lists(void **state)
{
    (void)state;
    /* the quantifier itself and what it asks */
    assert_int_equal(shared_of(LIST("any persons (sex = f)", "any persons (sex = f)")), 2);
    assert_int_equal(shared_of(LIST("any persons (sex = f)", "every persons (sex = f)")), 1);
    assert_int_equal(shared_of(LIST("any persons (sex = f)", "persons.sex = f")), 0);
    assert_int_equal(shared_of(LIST("any persons (signal.forms = labour)", "forms = labour")), 1);
    assert_int_equal(shared_of(LIST("count persons (sex = f) = 1", "count persons > 1")), 0);
}

static void test_what_is_about_two_elements_is_not(void **state)
{
    static const char inner[] =
        "any persons (any organisations (any signal.places (role = found and sex = f and "
        "name = x)))";
    struct group g;
    (void)state;
    /* Of the quantifiers that of places is about a person and an organisation. */
    share(&g, LIST(inner, inner));
    assert_int_equal(g.shared, 5);
    ask_line(&g,
             "{'places':[{'role':'found'}],'persons':[{'sex':'m'},{'sex':'f'}],"
             "'organisations':[{'name':'x'}]}",
             "yy");
    ask_line(&g,
             "{'places':[{'role':'found'}],'persons':[{'sex':'f'}],"
             "'organisations':[{'name':'y'},{'name':'x'}]}",
             "yy");
    end(&g);
}

/* ---- one signal after another ---- */

static void test_nothing_is_kept_of_the_signal_before(void **state)
{
    struct group g;
    (void)state;
    share(&g, LIST("forms = labour", "forms = labour or about = victim",
                   "any persons (sex = f and roles = victim)",
                   "any persons (sex = f and roles = suspect)", "reporter.kind = police",
                   "reporter.kind = police or reporter.kind = citizen"));
    ask_line(&g,
             "{'forms':['labour'],'about':['victim'],'persons':[{'sex':'f','roles':['victim']}],"
             "'reporter':{'kind':'police'}}",
             "yyynyy");
    /* the same places in the line, other contents */
    ask_line(&g,
             "{'forms':['sexual'],'about':['offend'],'persons':[{'sex':'m','roles':['victim']}],"
             "'reporter':{'kind':'nobody'}}",
             "nnnnnn");
    ask_line(&g,
             "{'forms':['sexual'],'about':['victim'],'persons':[{'sex':'f','roles':['suspec']}],"
             "'reporter':{'kine':'police'}}",
             "nynn??");
    ask_line(&g, "{}", "??????");
    ask_line(&g, "{'about':['victim']}", "?y????");
    end(&g);
}

/* ---- odd ones ---- */

static void test_names_with_escapes(void **state)
{
    struct group g;
    (void)state;
    share(&g, LIST("forms = labour", "forms = labour and about = victim",
                   "any persons (sex = f and roles = victim)", "any persons (sex = f)",
                   "urgency = acute"));
    ask_line(&g,
             "{'f\\u006frms':['labour'],'about':['victim'],"
             "'persons':[{'s\\u0065x':'f','r\\u006fles':['victim']}]}",
             "yyyy?");
    ask_line(&g,
             "{'urgency':'acute','\\u0061bout':['victim'],'forms':['l\\u0061bour'],"
             "'persons':[{'x':1,'sex':'f'}]}",
             "yy?yy");
    end(&g);
}

static void test_wrong_kinds(void **state)
{
    struct group g;
    (void)state;
    share(&g, LIST("any persons (sex = f)", "any persons (sex = f and roles = victim)",
                   "reporter.kind = police", "not reporter.kind = police"));
    ask_line(&g, "{'persons':7,'reporter':[]}", "????");
    ask_line(&g, "{'persons':[7,null,[{'sex':'f'}],[]],'reporter':[{'kind':'police'}]}", "y?yn");
    ask_line(&g, "{'persons':{'sex':'f','roles':'victim'},'reporter':{'kind':{}}}", "yy??");
    end(&g);
}

/* ---- more than there is room for ---- */

static void ask_buffer(struct group *g, struct sg_buf *b, const char *wanted)
{
    struct sg_fault f;
    struct sg_record r;
    assert_false(b->failed);
    assert_true(sg_record_read(&r, b->p, b->n, &f, NULL));
    ask_group(g, &r, wanted);
    sg_buf_clear(b);
}

static void add_many(struct sg_buf *b, int n, const char *format)
{
    for (int i = 0; i < n; i++) {
        sg_buf_fmt(b, "\"x%d\":", i);
        sg_buf_str(b, format);
    }
}

static void test_more_than_there_is_room_for(void **state)
{
    struct group g;
    struct sg_buf b = {0};
    (void)state;
    share(&g, LIST("any persons (sex = f and roles = victim)", "any persons (sex = f)",
                   "count persons (roles = victim) > 50", "forms = labour",
                   "forms = labour or forms = sexual"));
    /* persons */
    sg_buf_str(&b, "{\"persons\":[");
    for (int i = 0; i < 100; i++)
        sg_buf_str(&b, "{\"sex\":\"m\",\"roles\":[\"victim\"]},");
    sg_buf_str(&b, "{\"sex\":\"f\",\"roles\":[\"victim\"]}],\"forms\":[\"sexual\"]}");
    ask_buffer(&g, &b, "yyyny");
    /* members of a person */
    sg_buf_str(&b, "{\"persons\":[{");
    add_many(&b, 300, "[1,2,3],");
    sg_buf_str(&b, "\"roles\":[\"victim\"],\"sex\":\"f\"},{\"sex\":\"m\"}],\"forms\":[]}");
    ask_buffer(&g, &b, "yyn??");
    /* members of the signal */
    sg_buf_str(&b, "{");
    add_many(&b, SG_MEMBERS + 1, "1,");
    sg_buf_str(&b, "\"forms\":[\"labour\"],\"persons\":[{\"sex\":\"m\"}]}");
    ask_buffer(&g, &b, "nnnyy");
    /* elements of a plain list */
    sg_buf_str(&b, "{\"forms\":[");
    for (int i = 0; i < 300; i++)
        sg_buf_str(&b, "\"unknown\",");
    sg_buf_str(&b, "\"sexual\"]}");
    ask_buffer(&g, &b, "????y");
    sg_buf_free(&b);
    end(&g);
}

/* ---- memory ---- */

static void test_every_allocation_fails(void **state)
{
    static const char *const text[] = {"forms = labour and any persons (sex = f)",
                                       "any persons (sex = f) or forms = labour", NULL};
    struct a_record a;
    struct sg_val none = {0};
    unsigned failed = 0;
    (void)state;
    read_record(&a, "{'forms':['labour'],'persons':[{'sex':'f'}]}");
    for (unsigned n = 1;; n++) {
        struct group g;
        struct sg_fault f = {.reason = SG_R_NOTE};
        compile(&g, text);
        faulty_arm(FAULTY_MEMORY, n, FAULTY_ERROR, ENOMEM);
        bool ok = sg_expr_share(g.e, g.n, &g.shared, &f);
        g.seen = ok ? sg_expr_seen(g.shared, &f) : NULL;
        bool fired = faulty_disarm();
        assert_int_equal(g.seen == NULL, fired);
        for (size_t i = 0; i < g.n; i++)
            assert_int_equal(sg_expr_test(g.e[i], &a.r, none), SG_YES);
        end(&g);
        if (!fired)
            break;
        assert_int_equal(f.reason, SG_R_MEMORY);
        failed++;
    }
    assert_true(failed > 5);
}

static void test_asking_allocates_nothing(void **state)
{
    struct group g;
    (void)state;
    share(&g, LIST("any persons (sex = f)", "any persons (sex = f) and forms = labour"));
    faulty_arm(FAULTY_MEMORY, 1, FAULTY_FROM, ENOMEM);
    ask_line(&g, "{'forms':['labour'],'persons':[{'sex':'f'}]}", "yy");
    assert_false(faulty_disarm());
    end(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_equal_comparisons_are_shared),
        cmocka_unit_test(test_of_any_length),
        cmocka_unit_test(test_within_lists),
        cmocka_unit_test(test_what_is_about_two_elements_is_not),
        cmocka_unit_test(test_nothing_is_kept_of_the_signal_before),
        cmocka_unit_test(test_names_with_escapes),
        cmocka_unit_test(test_wrong_kinds),
        cmocka_unit_test(test_more_than_there_is_room_for),
        cmocka_unit_test(test_every_allocation_fails),
        cmocka_unit_test(test_asking_allocates_nothing),
    };
    return cmocka_run_group_tests_name("expr, many about one signal", tests, open_profile,
                                       close_profile);
}
