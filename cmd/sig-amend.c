/* SPDX-License-Identifier: EUPL-1.2 */
/* sig-amend - record what happens to a signal: a revision with a step, an answer, a closing, ... */
#include "amend.h"

#include <stdlib.h>
#include <string.h>

static struct sg_cli cli = {
    .program = "sig-amend",
    .usage = "[-r REGISTRY] ID[,ID...] CHANGE [WHAT [VALUE]] [--on DATE] [-s FIELD=VALUE ...]\n"
             "       sig-amend [-r REGISTRY] --csv FILE | --json FILE [CHANGE [WHAT [VALUE]]]"};

static struct {
    const char *part[SG_PARTS];
    struct sg_texts set, add, unset;
    const char *csv, *json, *delimiter, *by;
    bool group, allow_bsn, again, quiet, dry_run;
    long wait;
} o = {.wait = 10};
static char delimiter;

#define PART(id, name, arg, help)                                  \
    {                                                              \
        0, name, SG_O_TEXT, arg, help, &o.part[SG_PART_##id], 0, 0 \
    }
static const struct sg_opt own[] = {
    PART(ON, "on", "DATE", "when it happened (today)"),
    PART(TAKEN_BY, "taken-by", "NAME", "who did it (who registers it)"),
    PART(BECAUSE, "because", "@FILE|CODE", "why"),
    PART(GROUND, "ground", "CODE", "legal ground of a hand-off"),
    PART(ESTABLISHED_BY, "established-by", "KIND", "who established a conclusion"),
    PART(PERSON, "person", "N", "which person, when there are several"),
    PART(ORIGIN, "origin", "CODE", "whose facts a step brought"),
    PART(ARTICLE, "article", "TEXT", "of a measure"),
    PART(OBJECT, "object", "@FILE", "of a measure: what it is about"),
    PART(UNTIL, "until", "DATE", "of a measure: its end"),
    PART(OBJECTION, "objection", "YES|NO", "of a measure"),
    PART(BARRIER, "barrier", "CODE", "of a measure"),
    PART(NUMBER, "number", "TEXT", "of an event: one of several signals counts once"),
    PART(GRANTED, "granted", "DATE", "of a reflection period"),
    PART(BASIS, "basis", "CODE", "of B8"),
    PART(BASE, "base-rev", "N", "refuse when what is replaced changed since revision N"),
    {'s', "set", SG_O_LIST, "FIELD=VALUE", "any other field (=@FILE: its content)", &o.set, 0, 0},
    {0, "add", SG_O_LIST, "FIELD=VALUE", "a value to a list", &o.add, 0, 0},
    {0, "unset", SG_O_LIST, "FIELD", "take a field away", &o.unset, 0, 0},
    {0, "csv", SG_O_TEXT, "FILE", "a change for each row", &o.csv, 0, 0},
    {0, "json", SG_O_TEXT, "FILE", "a change for each line of JSON", &o.json, 0, 0},
    {0, "delimiter", SG_O_TEXT, "CHAR", "between cells: ; , or tab", &o.delimiter, 0, 0},
    {0, "again", SG_O_FLAG, NULL, "add an entry that is there already", &o.again, 0, 0},
    {0, "by", SG_O_TEXT, "NAME", "who registers (SIG_BY, LOGNAME)", &o.by, 0, 0},
    {0, "wait", SG_O_INT, "SECONDS", "for another writer (10)", &o.wait, 0, 3600},
    {0, "group", SG_O_FLAG, NULL, "accept access for the group", &o.group, 0, 0},
    {0, "allow-bsn-in-text", SG_O_FLAG, NULL, "accept numbers that could be a BSN", &o.allow_bsn, 0,
     0},
    {'q', "quiet", SG_O_FLAG, NULL, "do not print the signals", &o.quiet, 0, 0},
    {'n', "dry-run", SG_O_FLAG, NULL, "check and count, write nothing", &o.dry_run, 0, 0},
    {0}};

static bool is_change(const char *word)
{
    struct sg_fault f;
    return sg_code_typed(cli.profile, "change", word, strlen(word), true, &f);
}

/* The operands: of one change its signals first. */
static bool operands(void)
{
    static const enum sg_part order[] = {SG_PART_ID, SG_PART_DO, SG_PART_WHAT, SG_PART_VALUE};
    size_t first = o.csv || o.json ? 1 : 0;
    if (cli.operand_count > 4 - first)
        return sg_cli_wrong("too many operands: ID CHANGE WHAT VALUE");
    if (!first && cli.operand_count == 0)
        return sg_cli_wrong("which signal, and what happened? sig-amend ID CHANGE [WHAT [VALUE]]");
    if (!first && cli.operand_count > 1 && is_change(cli.operands[0]))
        return sg_cli_wrong("the signal comes before the change: sig-amend ID CHANGE");
    for (size_t i = 0; i < cli.operand_count; i++)
        o.part[order[first + i]] = cli.operands[i];
    return true;
}

static bool right(void)
{
    if (!cli.registry)
        return sg_cli_wrong("which registry? -r FILE, or SIG_REGISTRY");
    if (o.csv && o.json)
        return sg_cli_wrong("--csv and --json do not go together");
    if (cli.rejects && !o.csv && !o.json)
        return sg_cli_wrong("--rejects goes with --csv or --json");
    return operands() && sg_cli_delimiter(o.delimiter, &delimiter) && sg_cli_apart(&cli, o.csv) &&
           sg_cli_apart(&cli, o.json);
}

/* The change on the command line, whose personal parts come from files. */
static bool change(struct sg_change *c)
{
    struct sg_fault f;
    bool ok =
        sg_change_parts(c, cli.profile, o.part) && sg_change_texts(c, SG_ASSIGN_SET, &o.set) &&
        sg_change_texts(c, SG_ASSIGN_ADD, &o.add) && sg_change_texts(c, SG_ASSIGN_UNSET, &o.unset);
    if (!ok || o.csv || o.json)
        return ok;
    if (sg_change_check(c, cli.profile, sg_amend_ids(c), &f))
        return true;
    sg_complain(NULL, 0, &f);
    return false;
}

static void run(void)
{
    struct sg_change c = {0};
    const char *by = sg_cli_env(sg_cli_env(o.by, "SIG_BY"), "LOGNAME");
    struct sg_amend_opt opt = {by ? by : "", (unsigned)o.wait, o.group,  o.allow_bsn,
                               o.again,      o.quiet,          o.dry_run};
    struct sg_amend *a = change(&c) ? sg_amend_open(&cli, &opt) : NULL;
    if (a && o.csv)
        sg_amend_rows(a, o.csv, delimiter, &c);
    else if (a && o.json)
        sg_amend_lines(a, o.json, &c);
    else if (a)
        sg_amend_one(a, &c);
    if (a)
        sg_amend_end(a, o.csv || o.json || o.dry_run);
    sg_change_free(&c);
}

int main(int argc, char **argv)
{
    unsigned common = SG_C_REGISTRY | SG_C_OUTPUT | SG_C_STOP | SG_C_REJECTS | SG_C_INPUT;
    if (sg_cli_begin(&cli, common, own, argc, argv) && right())
        run();
    return sg_cli_end(&cli);
}
