/* SPDX-License-Identifier: EUPL-1.2 */
/* intake - signals on their way in: checked, told from those already there, registered in batches,
 * printed once they are safe. Without a registry they are only checked and printed.
 *
 * Part of the program's voice: complains of each bad line or row itself. A line is printed only
 * after the sync that made its batch durable; what is printed is in the registry. */
#ifndef SG_INTAKE_H
#define SG_INTAKE_H

#include "cli.h"
#include "import.h"
#include "record.h"

struct sg_intake;

struct sg_intake_opt {
    const char *key_file; /* of the registry's secret; NULL: beside it */
    const char *by;       /* who registers; "" for nobody */
    const char *source;   /* of JSON lines: their name as a source, which makes them recognised when
                             they come again; NULL: each line is a new signal */
    const enum sg_encoding *encoding; /* of a CSV file; NULL: as the mapping says */
    unsigned wait_s;                  /* for another writer */
    bool group;                       /* access for the group */
    bool allow_bsn;
    bool quiet;   /* do not print the signals */
    bool dry_run; /* do all but write */
};

/* Opens the registry cli->registry when it has one (and then ignores SIGPIPE: data first). The
 * secret is made when an import first needs it. NULL: complained. */
struct sg_intake *sg_intake_open(struct sg_cli *cli, const struct sg_intake_opt *opt);

/* Takes one signal; false with *f when it is refused. It may wait in a batch. */
bool sg_intake_signal(struct sg_intake *in, const struct sg_record *r, struct sg_fault *f);

/* The signal made of texts "FIELD=VALUE"; "FIELD=@FILE" takes the content of a file ("@-":
 * standard input), which is the only way for a personal field. false: complained. */
bool sg_intake_options(struct sg_intake *in, const struct sg_texts *texts);

/* All signals of the command line's inputs (loop.h). Those that the keys of a source tell apart are
 * looked at as rows of a CSV file are: equal lines and look-alikes of registered signals are said.
 * false: ended early, complained. */
bool sg_intake_lines(struct sg_intake *in);

/* All rows of a CSV file ("-": standard input); delimiter 0: the one its header shows. false:
 * ended early, complained. Rows of blank cells are passed over. Afterwards rows read = added +
 * already there + rejected, which is said. */
bool sg_intake_csv(struct sg_intake *in, const char *path, struct sg_map *m, char delimiter);

/* All rows of a list that `sig-export --plain` made, whose columns are members as they are stored:
 * the same signals, field for field, but for what the registry gives itself. false as before. */
bool sg_intake_plain(struct sg_intake *in, const char *path, char delimiter);

/* One signal by questions on the terminal of the process (ask.h), in the language of cli->lang;
 * opens and ends an intake itself, when the signal was confirmed. Its line is printed unless the
 * output is a terminal, where its id is said instead. An end without a signal makes the status 1.
 * false: nothing was registered, complained. */
bool sg_intake_ask(struct sg_cli *cli, const struct sg_intake_opt *opt);

/* The signal of a filled intake form or of a mail that has one (form.h; "-": standard input).
 * false: complained of each thing that is wrong, with its line; nothing was taken. */
bool sg_intake_form(struct sg_intake *in, const char *path);
/* Prints an empty one to the output. false: complained. */
bool sg_intake_print_form(struct sg_cli *cli);

/* Registers and prints what waits; false: complained (the rest is then refused). */
bool sg_intake_flush(struct sg_intake *in);

/* Flushes, says what was done when `tell`, frees. */
void sg_intake_end(struct sg_intake *in, bool tell);

/* Rejected rows of a CSV file, kept as they were, with columns in front that say why; all calls but
 * open accept NULL. A mapping takes no notice of those columns, whose names begin with "sig:", when
 * the mended file is fed again. */
struct sg_row_rejects;
struct sg_row_rejects *sg_row_rejects_open(const char *path, const struct sg_row *header,
                                           char delimiter, struct sg_fault *f);
void sg_row_rejects_add(struct sg_row_rejects *j, const char *raw, size_t n, size_t line,
                        const struct sg_fault *why);
bool sg_row_rejects_end(struct sg_row_rejects *j, struct sg_fault *f);

#endif
