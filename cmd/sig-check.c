/* SPDX-License-Identifier: EUPL-1.2 */
/* sig-check - is this registry, stream, profile or mapping sound? */
#include "audit.h"

#include <stdlib.h>
#include <string.h>

static struct sg_cli cli = {.program = "sig-check",
                            .usage =
                                "[-p PROFILE] [-r REGISTRY] [--map MAP [--csv FILE]] [FILE ...]"};
static const char *map, *csv, *expected, *log_file, *given;
static bool print_head;

static const struct sg_opt own[] = {
    {0, "head", SG_O_FLAG, NULL, "print count and chain of the registry, to keep elsewhere",
     &print_head, 0, 0},
    {0, "expect", SG_O_TEXT, "HEAD", "a head printed earlier: it must still occur", &expected, 0,
     0},
    {0, "log", SG_O_TEXT, "FILE", "check a disclosure log, instead of a registry", &log_file, 0, 0},
    {0, "given", SG_O_TEXT, "FILE", "print the lines of the log by which this file was given",
     &given, 0, 0},
    {0, "map", SG_O_TEXT, "MAP", "check a mapping", &map, 0, 0},
    {0, "csv", SG_O_TEXT, "FILE", "check that the mapping fits this file", &csv, 0, 0},
    {0}};

static void find_given(void)
{
    struct sg_fault f;
    char *beside = log_file ? NULL : sg_registry_beside(cli.registry, ".log", &f);
    if (log_file || beside)
        sg_audit_given(&cli, log_file ? log_file : beside, given);
    else
        sg_complain(cli.registry, 0, &f);
    free(beside);
}

static void registry(void)
{
    struct sg_head expect, head;
    char text[90];
    if (expected && !sg_head_parse(expected, &expect)) {
        sg_cli_wrong("--expect takes what --head printed: COUNT:CHAIN");
        return;
    }
    if (given) {
        find_given();
        return;
    }
    const struct sg_head *wanted = expected ? &expect : NULL;
    bool read = log_file ? sg_audit_log(&cli, log_file, wanted, &head)
                         : sg_audit_registry(&cli, cli.registry, wanted, &head);
    if (!log_file && read)
        read = sg_audit_log(&cli, NULL, NULL, NULL);
    if (!read || !print_head)
        return;
    sg_head_write(&head, text);
    struct sg_fault f;
    struct sg_out *out = sg_out_open(cli.output, 0600, &f);
    if (out) {
        sg_out_str(out, text);
        sg_out_str(out, "\n");
    }
    if (!out || !sg_out_end(out, &f))
        sg_complain(NULL, 0, &f);
}

static void run(void)
{
    bool sealed = cli.registry || log_file;
    bool streams = cli.operand_count || (!sealed && !map && !cli.profile_given);
    if ((print_head || expected) && !sealed) {
        sg_cli_wrong("--head and --expect are about a registry: -r FILE");
        return;
    }
    if (given && (!sealed || print_head || expected)) {
        sg_cli_wrong("--given goes with --log FILE or -r REGISTRY, without --head and --expect");
        return;
    }
    if (csv && !map) {
        sg_cli_wrong("--csv goes with --map: which column is which field");
        return;
    }
    if (!sg_cli_apart(&cli, map) || !sg_cli_apart(&cli, csv) || !sg_cli_apart(&cli, log_file) ||
        !sg_cli_apart(&cli, given) || !sg_audit_profile(&cli))
        return;
    if (map)
        sg_audit_map(&cli, map, csv, 0);
    if (sealed)
        registry();
    if (streams)
        sg_audit_streams(&cli);
}

int main(int argc, char **argv)
{
    unsigned common = SG_C_REGISTRY | SG_C_OUTPUT | SG_C_STOP | SG_C_INPUT | SG_C_NO_PROFILE;
    if (sg_cli_begin(&cli, common, own, argc, argv))
        run();
    return sg_cli_end(&cli);
}
