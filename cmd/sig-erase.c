/* SPDX-License-Identifier: EUPL-1.2 */
/* sig-erase - what may no longer be known is made unknown: list, approval, erasure, declaration. */
#include "erase.h"

#include <stddef.h>

static struct sg_cli cli = {.program = "sig-erase",
                            .usage = "[-r REGISTRY] ID ... --ground GROUND | --retention\n"
                                     "       sig-erase [-r REGISTRY] --approved LIST --by NAME"};

static struct {
    const char *ground, *approved, *by, *log;
    bool retention, group, dry_run;
    long wait;
} o = {.wait = 10};

static const struct sg_opt own[] = {
    {0, "ground", SG_O_TEXT, "GROUND", "why the signals that are named are erased", &o.ground, 0,
     0},
    {0, "retention", SG_O_FLAG, NULL, "list all signals whose retention is over", &o.retention, 0,
     0},
    {0, "approved", SG_O_TEXT, "LIST", "erase what is in this list", &o.approved, 0, 0},
    {0, "by", SG_O_TEXT, "NAME", "who erases", &o.by, 0, 0},
    {0, "log", SG_O_TEXT, "FILE", "the disclosure log (REGISTRY.log)", &o.log, 0, 0},
    {0, "wait", SG_O_INT, "SECONDS", "for another writer (10)", &o.wait, 0, 3600},
    {0, "group", SG_O_FLAG, NULL, "accept access for the group", &o.group, 0, 0},
    {'n', "dry-run", SG_O_FLAG, NULL, "judge the approved list, erase nothing", &o.dry_run, 0, 0},
    {0}};

/* One thing at a time. */
static bool right(void)
{
    if (!cli.registry)
        return sg_cli_wrong("which registry? -r FILE, or SIG_REGISTRY");
    if ((cli.operand_count > 0) + o.retention + (o.approved != NULL) != 1)
        return sg_cli_wrong("name signals, or --retention, or --approved LIST");
    if ((cli.operand_count > 0) != (o.ground != NULL))
        return sg_cli_wrong("--ground GROUND goes with the signals that are named");
    if (o.approved && (!o.by || !*o.by))
        return sg_cli_wrong("who erases? --by NAME");
    if (o.dry_run && !o.approved)
        return sg_cli_wrong("-n goes with --approved: a list erases nothing");
    return sg_cli_apart(&cli, o.approved) && sg_cli_apart(&cli, o.log);
}

static void run(void)
{
    const struct sg_eraser_opt opt = {o.ground, o.by, o.log, (unsigned)o.wait, o.group, o.dry_run};
    if (o.approved)
        sg_erase_approved(&cli, &opt, o.approved);
    else
        sg_erase_propose(&cli, &opt);
}

int main(int argc, char **argv)
{
    unsigned common = SG_C_REGISTRY | SG_C_OUTPUT | SG_C_STOP | SG_C_INPUT;
    if (sg_cli_begin(&cli, common, own, argc, argv) && right())
        run();
    return sg_cli_end(&cli);
}
