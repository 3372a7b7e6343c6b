/* SPDX-License-Identifier: EUPL-1.2 */
#include "cli_impl.h"

#include "text.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct {
    bool help, version;
    const char *lang, *today;
} given;

bool sg_cli_wrong(const char *format, ...)
{
    struct sg_fault f;
    char text[sizeof f.text];
    va_list ap;
    va_start(ap, format);
    vsnprintf(text, sizeof text, format, ap);
    va_end(ap);
    sg_fail(&f, SG_R_USAGE, "%s", text);
    sg_complain(NULL, 0, &f);
    return false;
}

int sg_cli_choice(const char *what, const char *word, const char *const *words, int fallback)
{
    if (!word)
        return fallback;
    char all[160] = "";
    struct sg_near near;
    sg_near_begin(&near, word);
    for (int i = 0; words[i]; i++) {
        if (!strcmp(words[i], word))
            return i;
        sg_near_offer(&near, words[i]);
        size_t at = strlen(all);
        snprintf(all + at, sizeof all - at, "%s%s", i ? ", " : "", words[i]);
    }
    if (near.best)
        sg_cli_wrong("unknown %s; did you mean %s? (%s)", what, near.best, all);
    else
        sg_cli_wrong("unknown %s; it is one of %s", what, all);
    return -1;
}

static void add(struct sg_cli_table *t, const struct sg_opt *opt, bool wanted)
{
    if (wanted && t->n < SG_CLI_OPTIONS)
        t->opt[t->n++] = *opt;
}

static void collect(struct sg_cli *cli, unsigned common, const struct sg_opt *own,
                    struct sg_cli_table *t)
{
    for (; own && own->to; own++)
        add(t, own, true);
    const struct {
        unsigned when;
        struct sg_opt opt;
    } all[] = {
        {SG_C_REGISTRY,
         {'r', "registry", SG_O_TEXT, "FILE", "the registry (SIG_REGISTRY)", &cli->registry, 0, 0}},
        {SG_C_WHERE,
         {'w', "where", SG_O_TEXT, "EXPR|@FILE", "only signals for which this holds", &cli->where,
          0, 0}},
        {SG_C_VIEW,
         {0, "view", SG_O_TEXT, "ROLE", "only what this role may see", &cli->view_name, 0, 0}},
        {SG_C_FORMAT,
         {'F', "format", SG_O_TEXT, "FORMAT", "form of the output", &cli->format, 0, 0}},
        {SG_C_OUTPUT,
         {'o', "output", SG_O_TEXT, "FILE", "write there instead of standard output", &cli->output,
          0, 0}},
        {SG_C_STOP,
         {'x', "stop", SG_O_FLAG, NULL, "stop at the first bad line", &cli->stop_first, 0, 0}},
        {SG_C_REJECTS,
         {0, "rejects", SG_O_TEXT, "FILE", "keep the bad lines there", &cli->rejects, 0, 0}},
        {SG_C_REVISIONS,
         {0, "all-revisions", SG_O_FLAG, NULL, "also signals that were amended since",
          &cli->all_revisions, 0, 0}},
        {SG_C_INPUT,
         {0, "line-max", SG_O_INT, "BYTES", "longest line (16777216)", &cli->line_max, 1024,
          1L << 30}},
        {SG_C_INPUT, {0, "threads", SG_O_INT, "N", "threads to use", &cli->threads, 1, 64}},
        {0,
         {'p', "profile", SG_O_TEXT, "PROFILE", "name or folder (SIG_PROFILE, else nl)",
          &cli->profile_name, 0, 0}},
        {0, {0, "lang", SG_O_TEXT, "nl|en", "language of labels", &given.lang, 0, 0}},
        {0,
         {0, "today", SG_O_TEXT, "DATE", "take this day for today (SIG_TODAY)", &given.today, 0,
          0}},
        {0, {'h', "help", SG_O_FLAG, NULL, "print this", &given.help, 0, 0}},
        {0, {'V', "version", SG_O_FLAG, NULL, "print the version", &given.version, 0, 0}},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        add(t, &all[i].opt, !all[i].when || common & all[i].when);
}

const char *sg_cli_env(const char *option, const char *name)
{
    const char *v = getenv(name);
    return option ? option : v && *v ? v : NULL;
}

static bool set_today(struct sg_cli *cli)
{
    const char *text = sg_cli_env(given.today, "SIG_TODAY");
    if (!text)
        cli->today = sg_today();
    else if (!sg_date_parse(text, strlen(text), &cli->today) || !sg_date_whole(cli->today))
        return sg_cli_wrong("%s takes a day such as 2024-03-01",
                            given.today ? "--today" : "SIG_TODAY");
    return true;
}

static bool set_select(struct sg_cli *cli)
{
    if (!cli->where)
        return true;
    size_t n;
    char *text = sg_cli_text(cli->where, &n);
    if (!text)
        return false;
    struct sg_fault f;
    cli->select = sg_expr_compile(text, n, cli->profile, NULL, cli->today, &f);
    free(text);
    const char *field;
    if (!cli->select) {
        snprintf(f.file, sizeof f.file, "%s", cli->where[0] == '@' ? cli->where + 1 : "--where");
        sg_complain(NULL, 0, &f);
        return false;
    }
    if (cli->where[0] != '@' && sg_expr_personal(cli->select, &field)) {
        sg_fail(&f, SG_R_PERSONAL,
                "a condition on %s comes from a file (-w @FILE) or standard input (-w @-): "
                "options are visible to every user of this machine",
                field);
        sg_complain(NULL, 0, &f);
        return false;
    }
    return true;
}

/* A condition on what the role does not see would tell it by what is selected. */
static bool asks_seen(const struct sg_cli *cli)
{
    const struct sg_field *field;
    for (size_t i = 0; cli->select && (field = sg_expr_asks(cli->select, i)); i++)
        if (!sg_share_sees(cli->view, field))
            return sg_cli_wrong("the view %s does not see %s: -w cannot ask for it", cli->view_name,
                                field->path);
    return true;
}

/* What is rejected is kept as it came, and nobody can tell what is what in a line that is bad. */
static bool keeps_seen(const struct sg_cli *cli)
{
    return !cli->rejects || sg_share_sees_all(cli->view) ||
           sg_cli_wrong("--rejects keeps whole lines, and the view %s does not see all of them: "
                        "find the bad lines without --view",
                        cli->view_name);
}

static bool set_view(struct sg_cli *cli)
{
    struct sg_fault f;
    if (!cli->view_name)
        return true;
    cli->view = sg_share_view(cli->profile, cli->view_name, &f);
    if (!cli->view)
        sg_complain(NULL, 0, &f);
    return cli->view && asks_seen(cli) && keeps_seen(cli);
}

void sg_cli_left(const char *receiver, const struct sg_left_out *left)
{
    for (int i = 0; i < SG_LEFT_COUNT; i++)
        if (left->n[i])
            sg_say(SG_R_LEFT_OUT, "left out for %s: %s: %zu", receiver,
                   sg_left_sentence((enum sg_left)i), left->n[i]);
}

static bool prepare(struct sg_cli *cli, bool profile)
{
    static const char *const langs[] = {"nl", "en", NULL};
    int lang = sg_cli_choice("language", given.lang, langs, 0);
    if (lang < 0 || !set_today(cli) || !sg_cli_all_apart(cli))
        return false;
    cli->lang = lang ? SG_EN : SG_NL;
    struct sg_fault f;
    if (!profile)
        return true;
    cli->profile = sg_profile_open(cli->profile_name, &f);
    if (!cli->profile) {
        sg_complain(NULL, 0, &f);
        return false;
    }
    return set_select(cli) && set_view(cli);
}

bool sg_cli_begin(struct sg_cli *cli, unsigned common, const struct sg_opt *own, int argc,
                  char **argv)
{
    sg_diag_begin(cli->program);
    struct sg_cli_table table = {.n = 0};
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    cli->threads = processors < 1 ? 1 : processors > 8 ? 8 : processors;
    cli->line_max = SG_LINE_MAX;
    collect(cli, common, own, &table);
    if (!sg_cli_parse(&table, argc, argv, &cli->operand_count))
        return false;
    cli->operands = (const char *const *)argv;
    if (given.help) {
        sg_cli_help(cli, &table);
        return false;
    }
    if (given.version) {
        printf("%s %s\n", cli->program, SG_VERSION);
        return false;
    }
    if (common & SG_C_REGISTRY)
        cli->registry = sg_cli_env(cli->registry, "SIG_REGISTRY");
    cli->profile_given = cli->profile_name != NULL;
    cli->profile_name = sg_cli_env(cli->profile_name, "SIG_PROFILE");
    if (!cli->profile_name)
        cli->profile_name = "nl";
    return prepare(cli, !(common & SG_C_NO_PROFILE));
}

int sg_cli_end(struct sg_cli *cli)
{
    sg_expr_free(cli->select);
    sg_share_free(cli->view);
    sg_profile_free(cli->profile);
    cli->view = NULL;
    cli->select = NULL;
    cli->profile = NULL;
    /* Only help and version use stdio; a full disk must not go unnoticed there either. */
    if (fflush(stdout) || ferror(stdout)) {
        struct sg_fault f;
        sg_fail(&f, SG_R_IO, "standard output: writing failed");
        sg_complain(NULL, 0, &f);
    }
    return (int)sg_status(SG_DONE);
}

char *sg_cli_text(const char *value, size_t *n)
{
    enum { MOST = 1 << 20 };
    struct sg_fault f;
    if (value[0] != '@') {
        char *copy = strdup(value);
        if (!copy)
            sg_say(SG_R_MEMORY, "memory ran out");
        *n = strlen(value);
        return copy;
    }
    const char *name = value + 1;
    bool input = !strcmp(name, "-");
    FILE *file = input ? stdin : fopen(name, "rb");
    char *text = file ? malloc(MOST + 1) : NULL;
    if (!text) {
        sg_fail_errno(&f, "cannot open", errno);
        sg_complain(input ? "-" : name, 0, &f);
        if (file && !input)
            fclose(file);
        return NULL;
    }
    *n = fread(text, 1, MOST + 1, file);
    int failed = ferror(file) ? errno : 0;
    if (!input)
        fclose(file);
    while (*n && (text[*n - 1] == '\n' || text[*n - 1] == '\r'))
        --*n;
    if (failed || *n > MOST || sg_utf8_until(text, *n) < *n || memchr(text, '\0', *n)) {
        if (failed)
            sg_fail_errno(&f, "cannot read", failed);
        else
            sg_fail(&f, SG_R_IO,
                    *n > MOST                ? "more than 1 MiB"
                    : memchr(text, '\0', *n) ? "a NUL byte: this is no text"
                                             : "not UTF-8");
        sg_complain(input ? "-" : name, 0, &f);
        free(text);
        return NULL;
    }
    text[*n] = '\0';
    return text;
}

bool sg_cli_delimiter(const char *text, char *out)
{
    bool tab = text && !strcmp(text, "tab");
    if (text && !tab && (!strchr(";,\t", text[0]) || text[0] == '\0' || text[1]))
        return sg_cli_wrong("--delimiter is one of ; , tab");
    *out = (char)(tab ? '\t' : text ? text[0] : 0);
    return true;
}
