/* SPDX-License-Identifier: EUPL-1.2 */
/* questions - what is asked about a new signal: the sheet `questions` of a profile, in its order,
 * and a draft: the answers so far. The dialogue (ask) and the intake form (form) both live on it.
 *
 * A question is about one member of the field table, or about a list of groups (persons): whether
 * there is one, and another one after it. The questions about members of a list follow the one
 * about the list, and are asked of each of its elements. See sig-profile(5).
 *
 * Nothing is kept outside memory. Texts that a draft holds may be personal. */
#ifndef SG_QUESTIONS_H
#define SG_QUESTIONS_H

#include "expr.h"
#include "profile.h"
#include "signals.h"

enum { SG_QUESTIONS = 128, SG_ELEMENTS = 20 };

/* What it means when somebody gives no answer. */
enum sg_enter {
    SG_ENTER_SKIP,     /* not asked: the member stays away */
    SG_ENTER_UNKNOWN,  /* asked, not known */
    SG_ENTER_REQUIRED, /* there must be an answer */
    SG_ENTER_TODAY,
    SG_ENTER_OWN,  /* the profile's municipality; unknown when it has none */
    SG_ENTER_VALUE /* `preset` */
};

struct sg_question {
    const char *name; /* its key in the sheet; all texts are borrowed from the profile */
    const struct sg_field *field;
    long list;                      /* index of the list of groups that it is about or in; SG_TOP */
    bool asks_list;                 /* it is about the list itself: is there one? */
    const char *text[2];            /* by enum sg_lang */
    const char *help[2];            /* "" for none */
    const struct sg_field *choices; /* offer only codes in a group that is a value of this; NULL */
    enum sg_enter enter;
    const char *preset; /* of SG_ENTER_VALUE, as people type it */
    struct sg_expr *when;
};

struct sg_questions {
    const struct sg_profile *profile;
    struct sg_date today;
    bool all;       /* ask whatever the conditions say; false at first */
    bool allow_bsn; /* take numbers in texts that pass the eleven test; false at first */
    size_t n;
    struct sg_question at[SG_QUESTIONS];
};

/* Reads the sheet. NULL: *f is BAD_PROFILE with file, line and column, or MEMORY. */
struct sg_questions *sg_questions_open(const struct sg_profile *p, struct sg_date today,
                                       struct sg_fault *f);
/* Hands every faulty row to `each`; returns how many. A profile without the sheet has none. */
long sg_questions_check(const struct sg_profile *p, struct sg_date today,
                        void (*each)(void *ctx, const struct sg_fault *fault), void *ctx);
void sg_questions_free(struct sg_questions *q);

/* The list of codes that answers come from; NULL for other answers. */
const char *sg_question_codes(const struct sg_question *q);
/* Is it answered in a text of several lines? */
bool sg_question_wide(const struct sg_question *q);
/* What one element of its list is called: "Persoon". Not for a question of the top. */
const char *sg_question_one(const struct sg_profile *p, const struct sg_question *q,
                            enum sg_lang lang);

/* A phrase of the list `dialogue` of codes.csv. */
const char *sg_phrase(const struct sg_profile *p, const char *code, enum sg_lang lang);

/* ---- the draft ---- */

/* A question, and of which element of its list (1, 2, ...; 0 at the top). */
struct sg_slot {
    size_t question;
    unsigned element;
};
enum { SG_SLOTS = 1024 };

struct sg_draft;
struct sg_draft *sg_draft_new(const struct sg_questions *q); /* NULL: memory */
void sg_draft_free(struct sg_draft *d);
const struct sg_questions *sg_draft_questions(const struct sg_draft *d);

/* Converts n bytes as people type them and keeps them as the answer; of a list they may hold
 * several values between commas, semicolons or line breaks. No bytes: answered, and the member
 * stays away. Of a question about a list: a word for yes or no (or nothing: no). `d` is as it was
 * when false: *f as by sg_field_typed; personal values are not in its text. */
bool sg_draft_take(struct sg_draft *d, struct sg_slot at, const char *text, size_t n,
                   struct sg_fault *f);
/* The answer as JSON, borrowed until it changes; "" when it was answered with nothing; NULL: not
 * answered yet. */
const char *sg_draft_answer(const struct sg_draft *d, struct sg_slot at);
void sg_draft_forget(struct sg_draft *d, struct sg_slot at);
/* The answer as people read it, appended; values of a list with ", " between them. */
void sg_draft_words(const struct sg_draft *d, struct sg_slot at, enum sg_lang lang,
                    struct sg_buf *out);

/* The questions that there are now, in order: those whose condition is certainly true with the
 * answers before them, of a list as many elements as were said to exist, and the question whether
 * there is one more. Fills slot and returns how many; -1: memory. An answer to another question
 * stays, but is no part of the signal. */
long sg_draft_slots(struct sg_draft *d, struct sg_slot slot[SG_SLOTS]);

/* What no answer means, as people type it ("" for nothing); NULL when there must be one. Borrowed
 * until the next call. */
const char *sg_draft_enter(struct sg_draft *d, size_t question);

/* The signal of the answers, appended as one JSON object; with the questions of the last
 * sg_draft_slots. */
void sg_draft_signal(const struct sg_draft *d, struct sg_buf *object);

/* The date of receipt, which decides names of municipalities; y = 0: not answered yet. */
struct sg_date sg_draft_received(const struct sg_draft *d);

#endif
