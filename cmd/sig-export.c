/* SPDX-License-Identifier: EUPL-1.2 */
/* sig-export - registration lists for people: CSV, text, JSON lines. */
#include "cli.h"
#include "export.h"
#include "loop.h"

#include <string.h>

static struct sg_cli cli = {.program = "sig-export",
                            .usage =
                                "[-F csv|jsonl|text] [-c FIELD,...] [--case NUMBER] [FILE ...]"};
static const char *columns, *history, *number;

static const struct sg_opt own[] = {
    {'c', "columns", SG_O_TEXT, "FIELD,...", "the columns, by field", &columns, 0, 0},
    {0, "history", SG_O_TEXT, "ID", "who changed what of one signal, and when", &history, 0, 0},
    {0, "case", SG_O_TEXT, "NUMBER", "the signals of this case, in order", &number, 0, 0},
    {0}};

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

static bool keep(void *of_case, const struct sg_record *r, const struct sg_line *line,
                 struct sg_fault *f)
{
    (void)line;
    return sg_case_add(of_case, r, f);
}

static bool add_kept(void *listing, const struct sg_record *r, struct sg_fault *f)
{
    return add(listing, r, NULL, f);
}

/* All of the input into the list; or of one case, when all of it is known. */
static bool fill(struct listing *l, struct sg_loop *loop)
{
    struct sg_fault f;
    if (!number)
        return sg_loop(&cli, loop, add, l);
    struct sg_case *of_case = sg_case_new(number, &f);
    bool ok = of_case && sg_loop(&cli, loop, keep, of_case);
    if (!of_case || (ok && !sg_case_each(of_case, add_kept, l, &f))) {
        sg_complain(NULL, 0, &f);
        ok = false;
    }
    sg_case_free(of_case);
    return ok;
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
    bool ok = fill(l, &loop);
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

static void tell_history(void)
{
    struct sg_fault f;
    struct sg_history_opt opt = {cli.profile, cli.lang, cli.view, (size_t)cli.line_max,
                                 (unsigned)cli.threads};
    const char *path = cli.operand_count ? cli.operands[0] : cli.registry;
    if (cli.operand_count > 1 || !path || !strcmp(path, "-") || columns || cli.where || number) {
        sg_cli_wrong("--history takes one registry, and no -c, -w or --case");
        return;
    }
    struct sg_out *out = sg_out_open(cli.output, 0600, &f);
    bool ok = out && sg_history_write(&opt, path, history, out, &f);
    if (out && !ok)
        sg_out_drop(out);
    if (!ok || !sg_out_end(out, &f))
        sg_complain(ok ? NULL : path, 0, &f);
}

int main(int argc, char **argv)
{
    static const char *const formats[] = {"csv", "jsonl", "text", NULL};
    if (sg_cli_begin(&cli, SG_C_READER | SG_C_VIEW, own, argc, argv)) {
        int format =
            sg_cli_choice("format", cli.format, formats, history ? SG_LIST_TEXT : SG_LIST_CSV);
        if (history && format >= 0 && format != SG_LIST_TEXT)
            sg_cli_wrong("--history is told in words: -F text");
        else if (history && format >= 0)
            tell_history();
        else if (format >= 0)
            run((enum sg_list_format)format);
    }
    return sg_cli_end(&cli);
}
