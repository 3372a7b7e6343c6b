/* SPDX-License-Identifier: EUPL-1.2 */
/* sig-add - make valid signals from questions, a form, options, JSON lines or CSV; register them.
 */
#include "cli.h"
#include "guess.h"
#include "intake.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct sg_cli cli = {
    .program = "sig-add",
    .usage = "[-r REGISTRY] -i | -s FIELD=VALUE ... | --from-form FILE | [FILE ...]\n"
             "       sig-add [-r REGISTRY] --csv FILE --map MAP\n"
             "       sig-add --form | --guess FILE"};

static struct {
    struct sg_texts set;
    const char *form, *csv, *map, *guess, *delimiter, *encoding, *source, *key, *by;
    bool ask, print_form, group, allow_bsn, quiet, dry_run;
    long wait;
} o = {.wait = 10};
static char delimiter;

static enum sg_encoding encoding;

static const struct sg_opt own[] = {
    {'s', "set", SG_O_LIST, "FIELD=VALUE", "one field of one signal (=@FILE: its content)", &o.set,
     0, 0},
    {'i', "interactive", SG_O_FLAG, NULL, "questions on the terminal", &o.ask, 0, 0},
    {0, "form", SG_O_FLAG, NULL, "print an empty intake form", &o.print_form, 0, 0},
    {0, "from-form", SG_O_TEXT, "FILE", "a filled intake form, or a mail with one", &o.form, 0, 0},
    {0, "csv", SG_O_TEXT, "FILE", "rows of a spreadsheet (needs --map)", &o.csv, 0, 0},
    {0, "map", SG_O_TEXT, "MAP", "what each column means: sig-map(5); @plain", &o.map, 0, 0},
    {0, "guess", SG_O_TEXT, "FILE", "write a draft of a mapping for a CSV file", &o.guess, 0, 0},
    {0, "delimiter", SG_O_TEXT, "CHAR", "between cells: ; , or tab", &o.delimiter, 0, 0},
    {0, "encoding", SG_O_TEXT, "NAME", "utf-8, windows-1252 or auto", &o.encoding, 0, 0},
    {0, "source", SG_O_TEXT, "NAME", "recognise JSON lines of this source again", &o.source, 0, 0},
    {0, "key", SG_O_TEXT, "FILE", "secret of the registry (SIG_KEY)", &o.key, 0, 0},
    {0, "by", SG_O_TEXT, "NAME", "who registers (SIG_BY, LOGNAME)", &o.by, 0, 0},
    {0, "wait", SG_O_INT, "SECONDS", "for another writer (10)", &o.wait, 0, 3600},
    {0, "group", SG_O_FLAG, NULL, "give and accept access for the group", &o.group, 0, 0},
    {0, "allow-bsn-in-text", SG_O_FLAG, NULL, "accept numbers that could be a BSN", &o.allow_bsn, 0,
     0},
    {'q', "quiet", SG_O_FLAG, NULL, "do not print the signals", &o.quiet, 0, 0},
    {'n', "dry-run", SG_O_FLAG, NULL, "check and count, write nothing", &o.dry_run, 0, 0},
    {0}};

static bool wrong(void)
{
    if (o.csv && !o.map)
        return !sg_cli_wrong("--csv needs --map: which column is which field");
    if (o.map && !o.csv)
        return !sg_cli_wrong("--map goes with --csv");
    if (o.guess && (o.ask || o.print_form || o.form || o.csv || o.set.n || cli.operand_count))
        return !sg_cli_wrong("--guess goes alone: it reads one file and writes a mapping");
    if (o.ask + o.print_form + (o.form != NULL) + (o.csv != NULL) + (o.set.n > 0) +
            (cli.operand_count > 0) >
        1)
        return !sg_cli_wrong("-i, -s, --csv, --form, --from-form and files of signals do not go "
                             "together");
    if (cli.rejects && (o.ask || o.print_form || o.form))
        return !sg_cli_wrong("--rejects goes with --csv and files of signals");
    if (!sg_cli_delimiter(o.delimiter, &delimiter))
        return true;
    if (o.encoding && !sg_map_encoding_of(o.encoding, &encoding))
        return !sg_cli_wrong("--encoding is one of utf-8, windows-1252, auto");
    return !sg_cli_apart(&cli, o.csv) || !sg_cli_apart(&cli, o.guess) ||
           !sg_cli_apart(&cli, o.form) || !sg_cli_apart(&cli, o.map) ||
           !sg_cli_apart(&cli, sg_cli_env(o.key, "SIG_KEY"));
}

/* A file's name without folder and ending. */
static void name_of(const char *path, char out[61])
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    snprintf(out, 61, "%.*s", (int)strcspn(name, "."), name);
}

static void tell_guess(const struct sg_guessed *g)
{
    sg_say(SG_R_NOTE,
           "%zu columns, %zu rows looked at: %zu sure, %zu likely, %zu perhaps, %zu doubtful, "
           "%zu ignored%s",
           g->columns, g->rows, g->sure, g->likely, g->perhaps, g->doubtful, g->ignored,
           g->received ? "" : "; none gives the date of receipt");
}

static void guess(void)
{
    struct sg_fault f;
    struct sg_buf draft = {0};
    struct sg_guessed found;
    char source[61];
    struct sg_guess_opt opt = {cli.today, o.encoding ? encoding : SG_ENC_AUTO, o.delimiter != NULL,
                               source};
    name_of(strcmp(o.guess, "-") ? o.guess : "import", source);
    struct sg_csv *csv = sg_csv_open(o.guess, delimiter, 0, &f);
    if (!csv || !sg_guess(csv, cli.profile, &opt, &draft, &found, &f)) {
        sg_complain(o.guess, 0, &f);
    } else {
        struct sg_out *out = sg_out_open(cli.output, 0600, &f);
        if (out)
            sg_out_buf(out, &draft);
        if (out && sg_out_end(out, &f))
            tell_guess(&found);
        else
            sg_complain(NULL, 0, &f);
    }
    sg_csv_close(csv);
    sg_buf_free(&draft);
}

static void run(void)
{
    struct sg_fault f;
    bool plain = o.map && !strcmp(o.map, "@plain");
    struct sg_map *map = o.map && !plain ? sg_map_open(o.map, cli.profile, &f) : NULL;
    const char *by = sg_cli_env(sg_cli_env(o.by, "SIG_BY"), "LOGNAME");
    struct sg_intake_opt opt = {.key_file = sg_cli_env(o.key, "SIG_KEY"),
                                .by = by ? by : "",
                                .source = o.source,
                                .encoding = o.encoding ? &encoding : NULL,
                                .wait_s = (unsigned)o.wait,
                                .group = o.group,
                                .allow_bsn = o.allow_bsn,
                                .quiet = o.quiet,
                                .dry_run = o.dry_run};
    if (o.map && !plain && !map) {
        sg_complain(NULL, 0, &f);
        return;
    }
    if (o.ask || o.print_form) {
        if (o.ask)
            sg_intake_ask(&cli, &opt);
        else
            sg_intake_print_form(&cli);
        return;
    }
    struct sg_intake *in = sg_intake_open(&cli, &opt);
    if (in && o.form)
        sg_intake_form(in, o.form);
    else if (in && plain)
        sg_intake_plain(in, o.csv, delimiter);
    else if (in && o.csv)
        sg_intake_csv(in, o.csv, map, delimiter);
    else if (in && o.set.n)
        sg_intake_options(in, &o.set);
    else if (in)
        sg_intake_lines(in);
    if (in)
        sg_intake_end(in, o.set.n == 0 || o.dry_run);
    sg_map_free(map);
}

int main(int argc, char **argv)
{
    unsigned common = SG_C_REGISTRY | SG_C_OUTPUT | SG_C_STOP | SG_C_REJECTS | SG_C_INPUT;
    if (!sg_cli_begin(&cli, common, own, argc, argv) || wrong())
        return sg_cli_end(&cli);
    if (o.guess)
        guess();
    else
        run();
    return sg_cli_end(&cli);
}
