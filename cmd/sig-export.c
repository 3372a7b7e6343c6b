/* SPDX-License-Identifier: EUPL-1.2 */
/* sig-export - registration lists, for people and for partners: CSV, text, JSON lines. */
#include "cli.h"
#include "export.h"
#include "handout.h"
#include "loop.h"
#include "registry.h"

#include <string.h>

static struct sg_cli cli = {.program = "sig-export",
                            .usage = "[-F csv|jsonl|text] [-c FIELD,...] [--case NUMBER] "
                                     "[--for PARTNER --ground GROUND] [FILE ...]"};

static struct sg_handout o = {.writing = {.wait_s = 10}};
static const char *by, *new_key, *history, *number;
static bool log_reads;

static const struct sg_opt own[] = {
    {'c', "columns", SG_O_TEXT, "FIELD,...", "the columns, by field", &o.columns, 0, 0},
    {0, "for", SG_O_TEXT, "PARTNER", "what this partner may receive", &o.to, 0, 0},
    {0, "ground", SG_O_TEXT, "GROUND", "on which it receives it", &o.ground, 0, 0},
    {0, "hand-over", SG_O_FLAG, NULL, "also what -w selects and was not handed to it yet",
     &o.handing, 0, 0},
    {0, "key", SG_O_TEXT, "FILE", "the partner's key, for pseudonyms", &o.key, 0, 0},
    {0, "new-key", SG_O_TEXT, "FILE", "make a key for a partner, and nothing else", &new_key, 0, 0},
    {0, "log", SG_O_TEXT, "FILE", "the disclosure log (REGISTRY.log)", &o.log, 0, 0},
    {0, "log-reads", SG_O_FLAG, NULL, "write a list without --for down as well", &log_reads, 0, 0},
    {0, "group", SG_O_FLAG, NULL, "give and accept access to the log for the group",
     &o.writing.group, 0, 0},
    {0, "by", SG_O_TEXT, "NAME", "who gives it (SIG_BY, LOGNAME)", &by, 0, 0},
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

static void list(struct listing *l)
{
    struct sg_fault f;
    struct sg_list_opt opt = {.columns = o.columns,
                              .format = o.format,
                              .p = cli.profile,
                              .lang = cli.lang,
                              .viewer = cli.view};
    struct sg_out *out = sg_out_open(cli.output, 0600, &f);
    struct sg_loop loop = {.flush = flush, .flush_ctx = out};
    l->list = out ? sg_list_open(&opt, out, &f) : NULL;
    if (!l->list) {
        sg_complain(NULL, 0, &f);
        sg_out_drop(out);
        return;
    }
    bool ok = fill(l, &loop);
    if (!sg_list_end(l->list, &f)) {
        sg_complain(NULL, 0, &f);
        ok = false;
    }
    sg_loop_end(&cli, &loop, ok, out);
    if (cli.view)
        sg_cli_left(cli.view_name, &l->sight.left);
}

static void make_key(void)
{
    struct sg_fault f;
    if (!sg_registry_key_new(new_key, &f))
        sg_complain(new_key, 0, &f);
}

static bool wrong(void)
{
    if (new_key && (o.to || cli.operand_count))
        return !sg_cli_wrong("--new-key only makes a key: the list is another call");
    if (!o.to != !o.ground)
        return !sg_cli_wrong(o.to ? "--for needs --ground: on which ground does it leave?"
                                  : "--ground goes with --for");
    if (!o.to && (o.key || o.handing))
        return !sg_cli_wrong("--key and --hand-over go with --for");
    if (o.handing && !cli.select)
        return !sg_cli_wrong("--hand-over needs -w: which signals are handed over now?");
    if (o.to && (cli.view || cli.all_revisions))
        return !sg_cli_wrong("--for does not go with --view or --all-revisions");
    if (history && o.format != SG_LIST_TEXT)
        return !sg_cli_wrong("--history is told in words: -F text");
    if (history && (o.to || log_reads))
        return !sg_cli_wrong("--history does not go with --for or --log-reads");
    if (number && (o.to || log_reads)) /* they read all of the input, and would let all of it out */
        return !sg_cli_wrong("--case does not go with --for or --log-reads: select with -w");
    if (o.log && !o.to && !log_reads)
        return !sg_cli_wrong("--log goes with --for or --log-reads");
    return !sg_cli_apart(&cli, o.key) || !sg_cli_apart(&cli, o.log);
}

static void tell_history(void)
{
    struct sg_fault f;
    struct sg_history_opt opt = {cli.profile, cli.lang, cli.view, (size_t)cli.line_max,
                                 (unsigned)cli.threads};
    const char *path = cli.operand_count ? cli.operands[0] : cli.registry;
    if (cli.operand_count > 1 || !path || !strcmp(path, "-") || o.columns || cli.where || number) {
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

static void run(void)
{
    static struct listing listing;
    if (new_key) {
        make_key();
    } else if (history) {
        tell_history();
    } else if (o.to || log_reads) {
        o.by = sg_cli_env(sg_cli_env(by, "SIG_BY"), "LOGNAME");
        sg_handout(&cli, &o);
    } else {
        list(&listing);
        sg_sight_free(&listing.sight);
    }
}

int main(int argc, char **argv)
{
    static const char *const formats[] = {"csv", "jsonl", "text", NULL};
    if (sg_cli_begin(&cli, SG_C_READER | SG_C_VIEW, own, argc, argv)) {
        int format =
            sg_cli_choice("format", cli.format, formats, history ? SG_LIST_TEXT : SG_LIST_CSV);
        o.format = (enum sg_list_format)format;
        if (format >= 0 && !wrong())
            run();
    }
    return sg_cli_end(&cli);
}
