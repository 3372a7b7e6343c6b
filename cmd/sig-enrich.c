/* SPDX-License-Identifier: EUPL-1.2 */
/* sig-enrich - adds to signals what follows from them and what is known already. */
#include "cli.h"
#include "due.h"
#include "enrich.h"
#include "filter.h"

#include <stdlib.h>
#include <string.h>

static struct sg_cli cli = {.program = "sig-enrich",
                            .usage =
                                "[-r REGISTRY] [--ref KIND=LIST,map=MAP ...] [--terms] [FILE ...]"};
static struct sg_texts lists;
static bool terms;

static const struct sg_opt own[] = {
    {0, "ref", SG_O_LIST, "KIND=FILE,map=MAP", "a reference list to look in", &lists, 0, 0},
    {0, "terms", SG_O_FLAG, NULL, "add what is due too, and when", &terms, 0, 0},
    {0}};

/* Gives each thread its own. false: *f. */
static bool hire(void *worker[], size_t n, const struct sg_enrich *e, struct sg_fault *f)
{
    for (size_t i = 0; i < n; i++)
        if (!(worker[i] = sg_enricher_new(e, f)))
            return false;
    return true;
}

static void enrich(const struct sg_matcher *matcher, const struct sg_due_plan *plan)
{
    struct sg_fault f;
    void *worker[64] = {NULL};
    size_t n = (size_t)cli.threads;
    struct sg_enrich *e = sg_enrich_new(cli.profile, matcher, plan, &f);
    if (e && hire(worker, n, e, &f))
        sg_filter(&cli, sg_enrich_members, sg_enrich_add, worker,
                  matcher ? sg_matcher_revisions(matcher) : NULL);
    else
        sg_complain(NULL, 0, &f);
    for (size_t i = 0; i < n; i++)
        sg_enricher_free(worker[i]);
    sg_enrich_free(e);
}

/* That -o and --rejects replace no list. false: complained. */
static bool apart(void)
{
    bool good = true;
    for (size_t i = 0; good && i < 2 * lists.n; i++) {
        char *path = sg_list_path(lists.at[i / 2], i % 2);
        good = sg_cli_apart(&cli, path);
        free(path);
    }
    return good;
}

/* With what was looked up of others, if anything was. */
static void look(const struct sg_due_plan *plan)
{
    struct sg_fault f;
    struct sg_matcher_opt opt = {.profile = cli.profile,
                                 .registry = cli.registry,
                                 .line_max = (size_t)cli.line_max,
                                 .lists = lists.at,
                                 .list_count = lists.n,
                                 .today = cli.today,
                                 .threads = (unsigned)cli.threads,
                                 .view = cli.view};
    if (!cli.registry && !lists.n) {
        enrich(NULL, plan);
        return;
    }
    struct sg_matcher *matcher = sg_matcher_open(&opt, &f);
    if (matcher)
        enrich(matcher, plan);
    else
        sg_complain(NULL, 0, &f);
    sg_matcher_free(matcher);
}

static void run(void)
{
    struct sg_fault f;
    struct sg_due_opt opt = {
        .today = cli.today, .ahead = -1, .view = cli.view, .view_name = cli.view_name};
    if (!terms) {
        look(NULL);
        return;
    }
    if (cli.view && !sg_share_sees(cli.view, sg_field("terms", strlen("terms"), NULL))) {
        sg_cli_wrong("the view %s does not see terms", cli.view_name);
        return;
    }
    struct sg_due_plan *plan = sg_due_plan(cli.profile, &opt, &f);
    if (plan)
        look(plan);
    else
        sg_complain(NULL, 0, &f);
    sg_due_plan_free(plan);
}

/* The registry is what is looked in, so without operands the signals come from standard input. */
int main(int argc, char **argv)
{
    static const char *const input[] = {"-"};
    if (sg_cli_begin(&cli, (SG_C_READER & ~SG_C_FORMAT) | SG_C_VIEW, own, argc, argv)) {
        if (!cli.operand_count) {
            cli.operands = input;
            cli.operand_count = 1;
        }
        if (apart())
            run();
    }
    return sg_cli_end(&cli);
}
