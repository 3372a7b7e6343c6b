/* SPDX-License-Identifier: EUPL-1.2 */
/* sig-route - where each signal should go: adds proposals, or shows them and why. */
#include "cli.h"
#include "filter.h"
#include "loop.h"
#include "route.h"

#include <stdlib.h>
#include <string.h>

static struct sg_cli cli = {.program = "sig-route",
                            .usage = "[-F jsonl|text] [--explain] [FILE ...]"};
static bool explain;

static const struct sg_opt own[] = {
    {0, "explain", SG_O_FLAG, NULL, "show of each rule whether it fired, and why", &explain, 0, 0},
    {0}};

enum form { JSONL, TEXT, EXPLAIN };

/* What one thread has. */
struct worker {
    const struct sg_routes *routes;
    struct sg_proposals proposals;
    struct sg_buf text;
    enum form form;
    bool begun;
};

static bool add_members(void *worker, const struct sg_record *r, struct sg_buf *members,
                        struct sg_fault *f)
{
    struct worker *w = worker;
    (void)f;
    sg_route(w->routes, r, &w->proposals);
    sg_route_json(&w->proposals, cli.lang, members);
    return true;
}

/* One signal for a person to read; an empty line between two. */
static bool show(void *worker, const struct sg_record *r, const struct sg_line *line,
                 struct sg_fault *f)
{
    struct worker *w = worker;
    (void)line;
    if (w->begun)
        sg_buf_char(&w->text, '\n');
    w->begun = true;
    if (w->form == EXPLAIN) {
        sg_route_explain(w->routes, r, cli.lang, &w->text);
    } else {
        sg_route(w->routes, r, &w->proposals);
        sg_route_text(cli.profile, r, &w->proposals, cli.lang, &w->text);
    }
    return !w->text.failed || sg_fail(f, SG_R_MEMORY, "memory ran out");
}

static struct sg_buf *shown(void *worker)
{
    return &((struct worker *)worker)->text;
}

static void flush(void *out)
{
    sg_out_flush(out, NULL);
}

/* In the order of the input, so one thread: nobody reads a million of them. */
static void print(struct worker *w)
{
    struct sg_fault f;
    struct sg_out *out = sg_out_open(cli.output, 0600, &f);
    if (!out) {
        sg_complain(NULL, 0, &f);
        return;
    }
    struct sg_loop loop = {.flush = flush, .flush_ctx = out, .made = shown, .out = out};
    bool ok = sg_loop(&cli, &loop, show, w);
    sg_loop_end(&cli, &loop, ok, out);
}

static void run(const struct sg_routes *routes, enum form form)
{
    static const char *const members[] = {"proposals", NULL};
    struct sg_fault f;
    size_t n = cli.threads > 0 ? (size_t)cli.threads : 1;
    struct worker *workers = calloc(n, sizeof *workers);
    void **each = calloc(n, sizeof *each);
    bool ok = workers && each;
    if (!ok)
        sg_fail(&f, SG_R_MEMORY, "memory ran out");
    for (size_t i = 0; workers && each && ok && i < n; i++) {
        workers[i].routes = routes;
        workers[i].form = form;
        each[i] = &workers[i];
        ok = sg_proposals_init(&workers[i].proposals, routes, &f);
    }
    if (!ok)
        sg_complain(NULL, 0, &f);
    else if (form == JSONL)
        sg_filter(&cli, members, add_members, each, NULL);
    else
        print(&workers[0]);
    for (size_t i = 0; workers && i < n; i++) {
        sg_proposals_free(&workers[i].proposals);
        sg_buf_free(&workers[i].text);
    }
    free(workers);
    free(each);
}

/* What a role may read of proposals. false: nothing at all, complained of. */
static bool seen(struct sg_routes *routes)
{
    if (!cli.view)
        return true;
    if (!sg_share_sees(cli.view, sg_field("proposals", strlen("proposals"), NULL)))
        return sg_cli_wrong("the view %s does not see proposals", cli.view_name);
    size_t out = sg_routes_view(routes, cli.view);
    if (out)
        sg_say(SG_R_LEFT_OUT,
               "left out for %s: rules that ask for fields that it may not have: %zu",
               cli.view_name, out);
    return true;
}

int main(int argc, char **argv)
{
    static const char *const formats[] = {"jsonl", "text", NULL};
    if (sg_cli_begin(&cli, SG_C_READER | SG_C_VIEW, own, argc, argv)) {
        struct sg_fault f;
        int format = sg_cli_choice("format", cli.format, formats, JSONL);
        struct sg_routes *routes = format >= 0 ? sg_routes_open(cli.profile, cli.today, &f) : NULL;
        if (!routes && format >= 0)
            sg_complain(NULL, 0, &f);
        if (routes && seen(routes))
            run(routes, explain ? EXPLAIN : (enum form)format);
        sg_routes_free(routes);
    }
    return sg_cli_end(&cli);
}
