/* SPDX-License-Identifier: EUPL-1.2 */
/* cli - what all commands have in common on the command line: options, profile, dates, help.
 *
 * The same letters mean the same everywhere. Part of the program's voice: it complains and sets the
 * exit status itself, so that every main is the same few lines:
 *
 *     static struct sg_cli cli = {.program = "sig-x", .usage = "[-p PROFILE] [FILE ...]"};
 *     static const struct sg_opt own[] = {..., {0}};
 *     if (sg_cli_begin(&cli, SG_C_READER, own, argc, argv))
 *         work();
 *     return sg_cli_end(&cli);
 */
#ifndef SG_CLI_H
#define SG_CLI_H

#include "expr.h"
#include "profile.h"
#include "share.h"
#include "stream.h"

/* One option of a command. */
enum sg_opt_kind {
    SG_O_FLAG, /* bool */
    SG_O_TEXT, /* const char *, borrowed from argv; NULL before, and given once at most */
    SG_O_LIST, /* struct sg_texts: may be given several times */
    SG_O_INT   /* long, min..max */
};
struct sg_texts {
    const char *at[64];
    size_t n;
};
struct sg_opt {
    char letter;      /* 0: none */
    const char *name; /* long name without dashes, NULL: none */
    enum sg_opt_kind kind;
    const char *arg;  /* what help calls the argument, "FILE" */
    const char *help; /* one line */
    void *to;
    long min, max;
};

/* Which of the common options a command takes. -h, -V, -p, --lang, --today always. */
enum {
    SG_C_REGISTRY = 1,    /* -r FILE, SIG_REGISTRY */
    SG_C_WHERE = 2,       /* -w EXPR|@FILE */
    SG_C_FORMAT = 4,      /* -F FORMAT */
    SG_C_OUTPUT = 8,      /* -o FILE */
    SG_C_STOP = 16,       /* -x */
    SG_C_REJECTS = 32,    /* --rejects FILE */
    SG_C_INPUT = 64,      /* --line-max BYTES, --threads N */
    SG_C_REVISIONS = 128, /* --all-revisions */
    SG_C_READER = 255,
    SG_C_NO_PROFILE = 256, /* the command opens the profile itself; no -w then */
    SG_C_VIEW = 512        /* --view ROLE */
};

struct sg_cli {
    const char *program, *usage; /* set by the command */

    /* as given; defaults filled in */
    const char *profile_name; /* -p, SIG_PROFILE, "nl" */
    const char *registry;     /* -r, SIG_REGISTRY, NULL */
    const char *where, *format, *output, *rejects;
    const char *view_name; /* --view; NULL: none */
    bool profile_given;    /* -p was there */
    bool stop_first, all_revisions;
    long line_max;
    long threads; /* default: the processors online, at most 8 */
    const char *const *operands;
    size_t operand_count;

    /* ready for use */
    struct sg_profile *profile;
    struct sg_expr *select; /* NULL: all */
    struct sg_share *view;  /* what the role of --view may see; NULL: everything */
    struct sg_date today;   /* --today, SIG_TODAY, else the clock */
    enum sg_lang lang;
};

/* Reads options and environment, opens the profile and compiles -w. Options may follow operands
 * (POSIX order first, but people type them last); "--" ends them; "--name=value" and "--name
 * value". false: the command has nothing more to do (help or version was printed, or a fault was
 * complained of: unknown option with its near miss, missing argument, bad value): it ends with
 * sg_cli_end. */
bool sg_cli_begin(struct sg_cli *cli, unsigned common, const struct sg_opt *own, int argc,
                  char **argv);

/* Frees all and returns the exit status: the worst of the run. */
int sg_cli_end(struct sg_cli *cli);

/* That -o and --rejects, which replace a file, do not name one that is read or that is the registry
 * (the operands, -r with its secret and lock, and -w @FILE are looked at by sg_cli_begin). A file
 * that does not exist yet counts by its name. NULL is apart. false: complained. */
bool sg_cli_apart(const struct sg_cli *cli, const char *path);

/* Says what stayed here and why, one line a reason, as counts: `receiver` is a role or a partner.
 */
void sg_cli_left(const char *receiver, const struct sg_left_out *left);

/* `option`, else the variable `name` of the environment; one that is set but empty counts as not
 * set. NULL: neither. */
const char *sg_cli_env(const char *option, const char *name);

/* Complains of wrong usage (status 2) and returns false. */
bool sg_cli_wrong(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* `format` as one of the words of a list ("text|csv|json"): its index, `fallback` when none was
 * given; -1 after complaining with the near miss. */
int sg_cli_choice(const char *what, const char *word, const char *const *words, int fallback);

/* What --delimiter gives: ';' ',' or "tab"; NULL: *out is 0, the one that the file shows. false:
 * complained. */
bool sg_cli_delimiter(const char *text, char *out);

/* The text of an option value that may be "@FILE" ("@-" is standard input): the file's content
 * without its final newline, at most 1 MiB of valid UTF-8. NULL after complaining. To be freed. */
char *sg_cli_text(const char *value, size_t *n);

#endif
