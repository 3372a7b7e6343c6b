/* SPDX-License-Identifier: EUPL-1.2 */
/* How often the rules for persons are right: precision and recall on the labelled pairs of
 * test/match, which were written (by_hand) and made (by_rule) without regard to the rules. The
 * figures are those of sig-enrich(1); a rule that gets worse fails here. */
#include "csv.h"
#include "match_impl.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { SAME, A_NAME, A_BORN, A_SEX, B_NAME, B_BORN, B_SEX, WHY, CELLS };

/* What came of the pairs that one rule joins, or of all. */
struct count {
    unsigned right, wrong; /* joined: the same person, somebody else */
    unsigned missed, apart;
};

static const unsigned char key[SG_HASH] = "pairs";

static uint32_t birth_of(const char *text)
{
    struct sg_date d = {0};
    if (!sg_date_parse(text, strlen(text), &d))
        return SG_BIRTH_UNKNOWN;
    if (d.d)
        return (uint32_t)d.y << 9 | (uint32_t)d.m << 5 | (uint32_t)d.d;
    uint32_t year = (uint32_t)d.y - SG_BIRTH_ERA;
    return SG_BIRTH_RANGE | year << 9 | year;
}

static void facts_of(struct sg_facts *f, const char *name, const char *born, const char *sex)
{
    const struct sg_source at = {.item = 1};
    *f = (struct sg_facts){.key = key, .marked = true};
    sg_fact_person(f, &at, name, strlen(name), birth_of(born),
                   *sex == 'f'   ? SG_SEX_F
                   : *sex == 'm' ? SG_SEX_M
                                 : 0);
    assert_false(f->failed);
}

/* The surest rule that joins two persons: they must share a key, as in the index. */
static enum sg_rule join(const struct sg_facts *a, const struct sg_facts *b)
{
    enum sg_rule best = SG_RULE_NONE;
    for (size_t i = 0; i < a->n; i++)
        for (size_t j = 0; j < b->n; j++) {
            if (memcmp(a->at[i].key, b->at[j].key, sizeof a->at[i].key) != 0)
                continue;
            enum sg_rule rule =
                sg_rule_of((enum sg_by)a->mark[i].by, &a->at[i], a->names.p + a->at[i].text,
                           &b->at[j], b->names.p + b->at[j].text, false);
            if (sg_rule_score[rule] > sg_rule_score[best])
                best = rule;
        }
    return best;
}

static void judge(const struct sg_row *row, struct count *rules, struct count *all, bool show)
{
    struct sg_facts a, b;
    facts_of(&a, row->cell[A_NAME].p, row->cell[A_BORN].p, row->cell[A_SEX].p);
    facts_of(&b, row->cell[B_NAME].p, row->cell[B_BORN].p, row->cell[B_SEX].p);
    enum sg_rule rule = join(&a, &b);
    assert_int_equal(rule, join(&b, &a)); /* who asks makes no difference */
    bool same = strcmp(row->cell[SAME].p, "yes") == 0;
    struct count one = {rule && same, rule && !same, !rule && same, !rule && !same};
    struct count *both[] = {&rules[rule], all};
    for (size_t i = 0; i < 2; i++) {
        both[i]->right += one.right;
        both[i]->wrong += one.wrong;
        both[i]->missed += one.missed;
        both[i]->apart += one.apart;
    }
    if (show && (one.wrong || one.missed))
        printf("  %s: %s %s / %s %s: %s\n", one.wrong ? "wrong" : "missed", row->cell[A_NAME].p,
               row->cell[A_BORN].p, row->cell[B_NAME].p, row->cell[B_BORN].p, row->cell[WHY].p);
    sg_facts_free(&a);
    sg_facts_free(&b);
}

static struct count read_pairs(const char *path, struct count *rules)
{
    struct sg_fault f;
    struct sg_row row;
    struct count all = {0};
    bool header = true;
    struct sg_csv *csv = sg_csv_open(path, ';', 0, &f);
    assert_non_null(csv);
    while (sg_csv_next(csv, &row, &f) == 1) {
        assert_int_equal(row.count, CELLS);
        if (!header)
            judge(&row, rules, &all, getenv("TEST_SHOW"));
        header = false;
    }
    sg_csv_close(csv);
    return all;
}

static unsigned percent(unsigned part, unsigned rest)
{
    return part + rest ? (part * 1000 / (part + rest) + 5) / 10 : 100;
}

static void tell(const char *name, const struct count *c)
{
    printf("%-14s %3u right %3u wrong %3u missed %3u kept apart: precision %u %%, recall %u %%\n",
           name, c->right, c->wrong, c->missed, c->apart, percent(c->right, c->wrong),
           percent(c->right, c->missed));
}

static void test_pairs(void **state)
{
    static const struct {
        const char *path;
        unsigned precision, recall; /* at least, as sig-enrich(1) says */
    } sets[] = {{"test/match/by_hand.csv", 90, 88}, {"test/match/by_rule.csv", 88, 85}};
    struct count rules[SG_RULE_COUNT] = {{0}};
    (void)state;
    for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) {
        struct count c = read_pairs(sets[i].path, rules);
        tell(strrchr(sets[i].path, '/') + 1, &c);
        assert_true(c.right + c.missed >= 70 && c.wrong + c.apart >= 40);
        assert_true(percent(c.right, c.wrong) >= sets[i].precision);
        assert_true(percent(c.right, c.missed) >= sets[i].recall);
    }
    for (int rule = SG_RULE_EXACT; rule < SG_RULE_COUNT; rule++)
        if (rules[rule].right + rules[rule].wrong)
            printf("  %-14s %3u right %3u wrong\n",
                   rule == SG_RULE_EXACT ? "exact" : sg_rule_code[rule], rules[rule].right,
                   rules[rule].wrong);
    /* what is called exact must be */
    assert_true(percent(rules[SG_RULE_EXACT].right, rules[SG_RULE_EXACT].wrong) == 100);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {cmocka_unit_test(test_pairs)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
