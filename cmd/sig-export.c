/* SPDX-License-Identifier: EUPL-1.2 */
/* sig-export - registration lists for people: CSV, text, JSON lines. */
#include "cli.h"
#include "export.h"
#include "loop.h"

static struct sg_cli cli = {.program = "sig-export",
                            .usage = "[-F csv|jsonl|text] [-c FIELD,...] [FILE ...]"};
static const char *columns;

static const struct sg_opt own[] = {
    {'c', "columns", SG_O_TEXT, "FIELD,...", "the columns, by field", &columns, 0, 0}, {0}};

struct listing {
    struct sg_list *list;
    struct sg_sight sight;
};

static bool add(void *ctx, const struct sg_record *r, const struct sg_line *line,
                struct sg_fault *f)
{
    struct listing *l = ctx;
    (void)line;
    int shown = cli.view ? sg_share_see(cli.view, r, &l->sight, f) : 1;
    return shown == 0 || (shown == 1 && sg_list_add(l->list, cli.view ? &l->sight.record : r, f));
}

static void flush(void *out)
{
    sg_out_flush(out, NULL);
}

static void list(enum sg_list_format format, struct listing *l)
{
    struct sg_fault f;
    struct sg_list_opt opt = {columns, format, cli.profile, cli.lang, cli.view};
    struct sg_out *out = sg_out_open(cli.output, 0600, &f);
    struct sg_loop loop = {.flush = flush, .flush_ctx = out};
    l->list = out ? sg_list_open(&opt, out, &f) : NULL;
    if (!l->list) {
        sg_complain(NULL, 0, &f);
        sg_out_drop(out);
        return;
    }
    bool ok = sg_loop(&cli, &loop, add, l);
    sg_list_end(l->list);
    sg_loop_end(&cli, &loop, ok, out);
    if (cli.view)
        sg_cli_left(cli.view_name, &l->sight.left);
}

static void run(enum sg_list_format format)
{
    static struct listing listing;
    list(format, &listing);
    sg_sight_free(&listing.sight);
}

int main(int argc, char **argv)
{
    static const char *const formats[] = {"csv", "jsonl", "text", NULL};
    if (sg_cli_begin(&cli, SG_C_READER | SG_C_VIEW, own, argc, argv)) {
        int format = sg_cli_choice("format", cli.format, formats, SG_LIST_CSV);
        if (format >= 0)
            run((enum sg_list_format)format);
    }
    return sg_cli_end(&cli);
}
