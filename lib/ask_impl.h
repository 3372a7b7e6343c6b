/* SPDX-License-Identifier: EUPL-1.2 */
/* ask_impl - shared by the parts of the room ask. */
#ifndef SG_ASK_IMPL_H
#define SG_ASK_IMPL_H

#include "ask.h"

struct sg_asking {
    const struct sg_questions *q;
    const struct sg_profile *p;
    const struct sg_ask_io *io;
    const struct sg_ask_opt *opt;
    struct sg_draft *draft;
    struct sg_buf line;
    struct sg_slot slot[SG_SLOTS]; /* the questions that there are now */
    long slots;
    unsigned printed; /* lines since the last pause */
    bool over;        /* input ended */
};

/* ---- showing (ask_show.c) ---- */

const char *sg_asking_phrase(const struct sg_asking *a, const char *code);
void sg_asking_say(struct sg_asking *a, const char *text); /* a paragraph, wrapped at the width */
/* A line for pages of several: waits for Enter when the screen is full. false: input ended. */
bool sg_asking_line(struct sg_asking *a, const char *text);
/* The question with its choices; what Enter gives is in the prompt. */
bool sg_asking_question(struct sg_asking *a, struct sg_slot at);
void sg_asking_prompt(const struct sg_asking *a, struct sg_slot at, struct sg_buf *prompt);
void sg_asking_help(struct sg_asking *a, struct sg_slot at);
void sg_asking_fault(struct sg_asking *a, const struct sg_fault *f);
/* Reads a line into a->line. false: input ended. */
bool sg_asking_read(struct sg_asking *a, const char *prompt, const struct sg_completer *c);

/* What the line says: the code of a word for yes or no, or of a phrase; "" for anything else. Yes
 * is only what begins as ja or yes do: an "x", which a spreadsheet means by yes, may be meant as
 * exit. */
const char *sg_asking_word(const struct sg_asking *a);

/* ---- choosing (ask_choose.c) ---- */

/* What a question can be answered with: a code, or a municipality. */
struct sg_choice {
    const char *code, *label, *aliases;
};
/* i = 0, 1, ... of all that fit the question; false behind the last, or for free answers. */
bool sg_choice_at(const struct sg_asking *a, struct sg_slot at, size_t i, struct sg_choice *c);
/* Those that are shown with numbers: in `shown`, at most SG_SHOWN; returns how many, 0 for lists
 * too long to show. */
enum { SG_SHOWN = 64 };
size_t sg_choices_shown(const struct sg_asking *a, struct sg_slot at,
                        struct sg_choice shown[SG_SHOWN]);

/* Turns a part of an answer (n bytes) into what sg_draft_take knows, appended to `text`: a number
 * of those shown, an abbreviation that fits one, a near miss that is confirmed. false: not
 * understood, said so; or input ended (a->over). */
bool sg_choose(struct sg_asking *a, struct sg_slot at, const char *part, size_t n,
               struct sg_buf *text);

/* Completion for a question; ctx is a struct sg_at. */
struct sg_at {
    struct sg_asking *a;
    struct sg_slot slot;
};
void sg_choice_complete(void *ctx, const char *typed, size_t n, struct sg_buf *better,
                        struct sg_buf *list);

/* ---- the end (ask_review.c) ---- */

enum sg_review { SG_REVIEW_YES, SG_REVIEW_NO, SG_REVIEW_AGAIN };
/* Shows the signal and asks whether it is right; AGAIN: *at is to be asked again. */
enum sg_review sg_review(struct sg_asking *a, struct sg_slot *at);

#endif
