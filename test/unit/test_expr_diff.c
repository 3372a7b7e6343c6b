/* SPDX-License-Identifier: EUPL-1.2 */
/* Random expressions on random records: the compiled program against the naive judge, by itself and
 * with what it shares with others. EXPR_SEED tries others than those of every day. */
#include "expr_random.h"

enum { GROUPS = 200, GROUP = 20, EXPRESSIONS = GROUPS * GROUP, RECORDS = 12, DEEP = 4 };

/* ---- as text ---- */

static void print_date(struct sg_buf *b, struct naive_date d)
{
    sg_buf_fmt(b, "%d", d.y);
    if (d.m)
        sg_buf_fmt(b, "-%02d", d.m);
    if (d.d)
        sg_buf_fmt(b, "-%02d", d.d);
}

static void print_value(struct sg_buf *b, const struct node *n, int i)
{
    if (n->what == W_DATES)
        print_date(b, n->date[i]);
    else if (n->what == W_WORDS || n->what == W_CONTAINS)
        sg_buf_str(b, n->word[i]);
    else
        sg_buf_int(b, n->number[i]);
}

static void print_relation(struct sg_buf *b, const struct node *n)
{
    static const char *const signs[] = {"=", "!=", "<", "<=", ">", ">="};
    sg_buf_str(b, n->not ? " not " : " ");
    if (n->relation <= R_GE) {
        sg_buf_fmt(b, "%s ", signs[n->relation]);
        print_value(b, n, 0);
    } else if (n->relation == R_BETWEEN) {
        sg_buf_str(b, "between ");
        print_value(b, n, 0);
        sg_buf_str(b, " and ");
        print_value(b, n, 1);
    } else {
        for (int i = 0; i < n->count; i++) {
            sg_buf_str(b, i ? ", " : "in (");
            print_value(b, n, i);
        }
        sg_buf_char(b, ')');
    }
}

static void print(struct sg_buf *b, const struct node *n);

/* With parentheses where they are needed, and sometimes where not. */
static void print_operand(struct sg_buf *b, const struct node *n, bool needed)
{
    bool both = needed || n->right != NULL ? needed : one_in(5);
    sg_buf_str(b, both ? "(" : "");
    print(b, n);
    sg_buf_str(b, both ? ")" : "");
}

static void print_test(struct sg_buf *b, const struct node *n)
{
    if (n->what == W_LIST)
        sg_buf_fmt(b, "%s ", n->word[0]);
    sg_buf_fmt(b, "%s%s", !n->scope && one_in(6) ? "signal." : "", n->name);
    if (n->what == W_LIST && n->left) {
        sg_buf_str(b, " (");
        print(b, n->left);
        sg_buf_str(b, ")");
    }
    if (n->on.y && n->what == W_AGES) {
        sg_buf_str(b, " on ");
        print_date(b, n->on);
    }
    if (n->what == W_STATE)
        sg_buf_fmt(b, " is %s%s", n->not ? "not " : "", n->word[0]);
    else if (n->what == W_CONTAINS)
        sg_buf_fmt(b, "%s contains %s", n->not ? " not" : "", n->word[0]);
    else if (n->what == W_REGION)
        sg_buf_fmt(b, "%s in region %s", n->not ? " not" : "", n->word[0]);
    else if (n->what == W_GROUP)
        sg_buf_fmt(b, "%s in group %s", n->not ? " not" : "", n->word[0]);
    else if (n->what != W_LIST || n->word[0][0] == 'c')
        print_relation(b, n);
}

static void print(struct sg_buf *b, const struct node *n)
{
    if (n->what == W_NOT) {
        sg_buf_str(b, "not ");
        print_operand(b, n->left, n->left->right != NULL);
    } else if (n->what == W_SURELY) {
        sg_buf_str(b, "surely (");
        print(b, n->left);
        sg_buf_str(b, ")");
    } else if (n->right) {
        print_operand(b, n->left, n->what == W_AND && n->left->what == W_OR);
        sg_buf_str(b, n->what == W_AND ? " and " : " or ");
        print_operand(b, n->right, n->what == W_AND && n->right->what == W_OR);
    } else {
        print_test(b, n);
    }
}

/* ---- the trial ---- */

static int answers[3];
static int proofs;
static size_t shared; /* comparisons that stood in several expressions of a group */

/* Why: the same answer; of an unsure one what was unsure, and something. */
static void try_why(const struct sg_expr *e, const struct sg_record *r, const char *text,
                    enum sg_truth found)
{
    struct sg_val none = {0};
    struct sg_grounds why;
    enum sg_truth again = sg_expr_grounds(e, r, none, &why);
    if (again != found || !why.n)
        fail_msg("%s\nwhy: %d, not %d (%zu grounds)", text, again, found, why.n);
    for (size_t i = 0; found == SG_UNSURE && i < why.n; i++)
        if (why.at[i].truth != SG_UNSURE)
            fail_msg("%s\nis not unsure because of %s", text, why.at[i].said);
}

/* What was proved impossible does not happen. */
static void try_proof(const struct sg_expr *e, const char *text, enum sg_truth found)
{
    struct sg_fault f;
    struct sg_outcomes can;
    assert_true(sg_expr_outcomes(e, profile, &can, &f));
    if (!(found == SG_YES ? can.yes : found == SG_NO ? can.no : can.unsure))
        fail_msg("%s\nwas proved never to be %c", text, truth_letter(found));
    proofs += !can.yes || !can.no;
}

/* One expression on a record, by itself and with what others of its group saw of the record. */
static void try_record(const struct sg_expr *e, const struct node *tree, const char *text,
                       struct sg_expr_seen *seen, const struct sg_record *r, json_t *signal)
{
    struct sg_val none = {0};
    struct naive naive = {.signal = signal};
    int wanted = evaluate(&naive, tree);
    enum sg_truth t = sg_expr_test(e, r, none), beside = sg_expr_test_seen(e, seen);
    char found = truth_letter(t);
    try_why(e, r, text, t);
    if (found != "n?y"[wanted])
        fail_msg("%s\nof %.*s\nis %c, not %c", text, (int)r->n, r->p, found, "n?y"[wanted]);
    if (beside != t)
        fail_msg("%s\nof %.*s\nis %c, but %c beside others", text, (int)r->n, r->p, found,
                 truth_letter(beside));
    answers[wanted]++;
    try_proof(e, text, t);
}

/* Some expressions, which have much in common, and their trees. */
struct group {
    struct sg_expr *e[GROUP];
    struct node *tree[GROUP];
    struct sg_buf text[GROUP];
    size_t shared;
};

static void make_group(struct group *g)
{
    struct sg_fault f;
    nodes = 0; /* one pool for the group: later expressions take over from earlier ones */
    for (int i = 0; i < GROUP; i++) {
        levels = 0;
        g->tree[i] = random_tree(1 + below(DEEP));
        print(&g->text[i], g->tree[i]);
        const char *text = sg_buf_text(&g->text[i]);
        g->e[i] = sg_expr_compile(text, g->text[i].n, profile, NULL, today, &f);
        if (!g->e[i])
            fail_msg("%s\n%s", text, f.text);
    }
    assert_true(sg_expr_share(g->e, GROUP, &g->shared, &f));
}

static void free_group(struct group *g)
{
    for (int i = 0; i < GROUP; i++) {
        sg_expr_free(g->e[i]);
        sg_buf_free(&g->text[i]);
    }
}

/* Every record stands in the same place, so that what was kept of the one before would fit. */
static void try_group(void)
{
    static char line[1 << 16];
    static struct group g;
    struct sg_fault f;
    struct sg_record r;
    g = (struct group){0};
    make_group(&g);
    struct sg_expr_seen *seen = sg_expr_seen(g.shared, &f);
    assert_non_null(seen);
    for (int k = 0; k < RECORDS; k++) {
        json_t *signal = random_record();
        char *text = json_dumps(signal, JSON_COMPACT | (one_in(2) ? JSON_ENSURE_ASCII : 0));
        assert_true(text && strlen(text) < sizeof line);
        strcpy(line, text);
        assert_true(sg_record_read(&r, line, strlen(line), &f, NULL));
        sg_expr_seen_begin(seen, &r);
        for (int i = 0; i < GROUP; i++)
            try_record(g.e[i], g.tree[i], sg_buf_text(&g.text[i]), seen, &r, signal);
        free(text);
        json_decref(signal);
    }
    shared += g.shared;
    sg_expr_seen_free(seen);
    free_group(&g);
}

static void test_random_expressions(void **state)
{
    const char *chosen = getenv("EXPR_SEED");
    (void)state;
    seed = chosen ? strtoull(chosen, NULL, 10) : 20240615;
    for (int i = 0; i < GROUPS; i++)
        try_group();
    assert_true(shared > (size_t)GROUPS * 10);
    /* a test that always gets the same answer, or proves nothing, shows nothing */
    assert_true(proofs > EXPRESSIONS * RECORDS / 100);
    for (int i = 0; i < 3; i++)
        assert_true(answers[i] > EXPRESSIONS * RECORDS / 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_random_expressions)};
    return cmocka_run_group_tests_name("expr against the naive judge", tests, open_profile,
                                       close_profile);
}
