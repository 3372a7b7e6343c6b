/* SPDX-License-Identifier: EUPL-1.2 */
/* ask - the dialogue in which somebody tells a signal: question by question, back when wanted,
 * shown in plain words before it is registered.
 *
 * It speaks through an interface, so that tests (and another screen) can drive it. What is said and
 * shown is personal: it goes through the interface and nowhere else. */
#ifndef SG_ASK_H
#define SG_ASK_H

#include "buf.h"
#include "questions.h"

/* Completes what was typed: fills `better` with what replaces the whole line (nothing: leave it)
 * and `list` with what it can become, a name a line. */
struct sg_completer {
    void (*complete)(void *ctx, const char *typed, size_t n, struct sg_buf *better,
                     struct sg_buf *list);
    void *ctx;
};

struct sg_ask_io {
    void *ctx;
    /* Shows the prompt and reads a line of UTF-8 into `line` (emptied first), without its end.
     * false: there is none any more: end of input, interrupted, hung up. c may be NULL. */
    bool (*line)(void *ctx, const char *prompt, const struct sg_completer *c, struct sg_buf *line);
    void (*put)(void *ctx, const char *text, size_t n);
    void (*size)(void *ctx, unsigned *columns, unsigned *rows);
};

enum sg_ask_end {
    SG_ASK_DONE,    /* accepted */
    SG_ASK_STOPPED, /* somebody said no, or input ended: nothing was accepted */
    SG_ASK_MEMORY
};

struct sg_ask_opt {
    enum sg_lang lang;
    /* Takes the signal that was confirmed, and appends the line to be shown at the end. false: it
     * could not be taken, of which more was said elsewhere; it is asked again, nothing is lost. */
    bool (*accept)(void *ctx, const struct sg_record *r, struct sg_buf *said);
    void *ctx;
};

enum sg_ask_end sg_ask(const struct sg_questions *q, const struct sg_ask_io *io,
                       const struct sg_ask_opt *opt);

#endif
