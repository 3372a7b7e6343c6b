/* SPDX-License-Identifier: EUPL-1.2 */
/* sig-export - registration lists, for people and for partners: CSV, workbooks, text, JSON lines.
 */
#include "cli.h"
#include "export.h"
#include "handout.h"
#include "listing.h"
#include "loop.h"
#include "registry.h"

#include <stdlib.h>
#include <string.h>

static struct sg_cli cli = {.program = "sig-export",
                            .usage = "[-F csv|tsv|jsonl|text|xlsx] [-c FIELD,...] [--case NUMBER] "
                                     "[--for PARTNER --ground GROUND] [FILE ...]"};

static struct sg_list_opt look;
static struct sg_handout o = {.writing = {.wait_s = 10}}; /* a list that goes into the log */
static struct sg_listing house;                           /* one that does not */
static const char *by, *new_key, *history, *about;
static bool log_reads;

static const struct sg_opt own[] = {
    {'c', "columns", SG_O_TEXT, "FIELD,...", "the columns, by field", &look.columns, 0, 0},
    {0, "per", SG_O_TEXT, "GROUP", "a row for each person, handoff, measure, event ...", &look.per,
     0, 0},
    {0, "layout", SG_O_TEXT, "NAME", "the columns of a form of layouts.csv, such as htcds",
     &look.layout, 0, 0},
    {0, "sort", SG_O_TEXT, "FIELD,...", "the order of the rows; -FIELD: from high to low",
     &house.sort, 0, 0},
    {0, "plain", SG_O_FLAG, NULL, "as stored, for programs and for sig-add --map @plain",
     &look.plain, 0, 0},
    {0, "excel", SG_O_FLAG, NULL, "CSV with a mark by which Excel knows UTF-8", &look.excel, 0, 0},
    {0, "no-guard", SG_O_FLAG, NULL, "CSV, TSV: nothing in front of formulas", &look.unguarded, 0,
     0},
    {0, "split", SG_O_FLAG, NULL, "XLSX: a text too long for a cell goes on below", &look.split, 0,
     0},
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
    {0, "about", SG_O_TEXT, "@FILE", "what is kept about one person: name and date of birth",
     &about, 0, 0},
    {0, "history", SG_O_TEXT, "ID", "who changed what of one signal, and when", &history, 0, 0},
    {0, "case", SG_O_TEXT, "NUMBER", "the signals of this case, in order", &house.number, 0, 0},
    {0}};

static void make_key(void)
{
    struct sg_fault f;
    if (!sg_registry_key_new(new_key, &f))
        sg_complain(new_key, 0, &f);
}

/* Options that one form knows. */
static bool wrong_form(void)
{
    bool rows = look.format == SG_LIST_CSV || look.format == SG_LIST_TSV;
    if (look.format == SG_LIST_XLSX && !cli.output)
        return !sg_cli_wrong("a workbook needs a file: -o FILE.xlsx");
    if (look.layout && (look.columns || look.plain || look.format == SG_LIST_JSONL))
        return !sg_cli_wrong("--layout goes with csv, tsv, text and xlsx, without -c and --plain");
    if (look.excel && look.format != SG_LIST_CSV)
        return !sg_cli_wrong("--excel goes with csv");
    if (look.unguarded && !rows)
        return !sg_cli_wrong("--no-guard goes with csv and tsv");
    if (look.split && look.format != SG_LIST_XLSX)
        return !sg_cli_wrong("--split goes with xlsx");
    if ((o.to || log_reads) &&
        (look.layout || look.plain || look.excel || look.unguarded || house.sort))
        return !sg_cli_wrong("--layout, --sort, --plain, --excel and --no-guard do not go with "
                             "--for or --log-reads");
    return false;
}

static bool wrong(void)
{
    if (wrong_form())
        return true;
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
    if (history && look.format != SG_LIST_TEXT)
        return !sg_cli_wrong("--history is told in words: -F text");
    if (history && (o.to || log_reads))
        return !sg_cli_wrong("--history does not go with --for or --log-reads");
    if (house.number &&
        (o.to || log_reads)) /* they read all of the input, and would let all of it out */
        return !sg_cli_wrong("--case does not go with --for or --log-reads: select with -w");
    if (about && (o.to || log_reads || history || look.columns || house.number || cli.view ||
                  look.format != SG_LIST_TEXT))
        return !sg_cli_wrong("--about is told in words, of everything: no -c, -F, --for, --view");
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
    if (cli.operand_count > 1 || !path || !strcmp(path, "-") || look.columns || cli.where ||
        house.number) {
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

/* "Name" on the first line, the day of birth on the second. NULL: complained. */
static struct sg_subject *ask_subject(void)
{
    struct sg_fault f;
    struct sg_date born = {0, 0, 0};
    char time[6];
    size_t n;
    if (*about != '@') {
        sg_say(SG_R_PERSONAL, "--about takes @FILE, or @- for standard input: a name is personal");
        return NULL;
    }
    char *text = sg_cli_text(about, &n), *line = text ? strchr(text, '\n') : NULL;
    struct sg_subject *who = NULL;
    if (text &&
        (!line || !sg_date_typed(line + 1, strcspn(line + 1, "\r\n"), 0, &born, time) || !born.d))
        sg_cli_wrong("--about: the file holds the name on one line, the day of birth on the next");
    else if (text && !(who = sg_subject(cli.profile, text, (size_t)(line - text), born, &f)))
        sg_complain(NULL, 0, &f);
    free(text);
    return who;
}

static void tell_about(void)
{
    struct sg_fault f;
    size_t found = 0, near = 0;
    struct sg_extract_opt opt = {cli.profile, cli.lang, cli.today, ask_subject()};
    struct sg_loop loop = {0};
    struct sg_extract *x = opt.who ? sg_extract(&opt, &f) : NULL;
    struct sg_out *out = x ? sg_out_open(cli.output, 0600, &f) : NULL;
    if (opt.who && !out)
        sg_complain(NULL, 0, &f);
    bool ok = out && sg_loop(&cli, &loop, sg_extract_add, x);
    if (out && !sg_extract_end(x, out, &found, &near, &f)) {
        sg_complain(NULL, 0, &f);
        ok = false;
    }
    if (out)
        sg_loop_end(&cli, &loop, ok, out);
    if (ok)
        sg_say(SG_R_NOTE, "%zu found, %zu to be looked at", found, near);
    sg_subject_free(opt.who);
}

static void run(void)
{
    if (new_key) {
        make_key();
    } else if (about) {
        tell_about();
    } else if (history) {
        tell_history();
    } else if (o.to || log_reads) {
        o.by = sg_cli_env(sg_cli_env(by, "SIG_BY"), "LOGNAME");
        o.look = look;
        sg_handout(&cli, &o);
    } else {
        house.look = look;
        sg_listing(&cli, &house);
    }
}

int main(int argc, char **argv)
{
    if (sg_cli_begin(&cli, SG_C_READER | SG_C_VIEW, own, argc, argv)) {
        int format = sg_cli_choice("format", cli.format, sg_list_formats,
                                   history || about ? SG_LIST_TEXT : SG_LIST_CSV);
        look.format = (enum sg_list_format)format;
        if (format >= 0 && !wrong())
            run();
    }
    return sg_cli_end(&cli);
}
