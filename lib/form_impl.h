/* SPDX-License-Identifier: EUPL-1.2 */
/* form_impl - shared by the parts of the room form. */
#ifndef SG_FORM_IMPL_H
#define SG_FORM_IMPL_H

#include "form.h"

/* A line of the form, freed from what mail did to it; without blanks at its end. */
struct sg_form_line {
    size_t at, n;  /* in the text of struct sg_form_lines */
    size_t number; /* of the first line of the input that it comes from */
};

struct sg_form_lines {
    struct sg_buf text; /* valid UTF-8 */
    struct sg_form_line *line;
    size_t n, cap;
    bool converted; /* from Windows-1252 */
};

/* Owned by the caller, to be freed in any case. false: *f is the reason. */
bool sg_form_lines(const char *text, size_t n, struct sg_form_lines *out, struct sg_fault *f);
void sg_form_lines_free(struct sg_form_lines *lines);

/* Which lines of a raw mail hold the text, and how it is encoded; lines from..to of a text that is
 * no mail. */
struct sg_mail {
    size_t from, to; /* lines, from 0 */
    bool quoted_printable, flowed;
};
/* The lines of the input as they are, without their ends. */
struct sg_raw_line {
    const char *p;
    size_t n;
};
bool sg_mail_find(const struct sg_raw_line *line, size_t n, struct sg_mail *mail,
                  struct sg_fault *f);

/* ---- what the form says itself (form_label.c) ---- */

enum { SG_LABEL = 96 };

struct sg_labels {
    const struct sg_questions *q;
    char label[SG_QUESTIONS][2][SG_LABEL]; /* folded, by language */
    struct sg_buf form;                    /* what the empty form explains, folded, as one text */
    struct sg_buf comment;                 /* the explanation that is going on, folded */
};

/* Zero-initialised before. false: memory. */
bool sg_labels_learn(struct sg_labels *l, const struct sg_questions *q);
void sg_labels_free(struct sg_labels *l);

/* A line "== words =="; its words, folded ("" for signs alone). false: it is none. */
bool sg_heading(const char *p, size_t n, char folded[SG_LABEL]);
/* Are they this phrase of the list `dialogue`, in one of the languages? */
bool sg_heading_is(const struct sg_labels *l, const char *folded, const char *code);
/* The question about the list whose element is called so; q->n for none. */
size_t sg_heading_list(const struct sg_labels *l, const char *folded);

/* The question whose label a line begins with, followed by a colon; *value is where its answer
 * begins. The longest label wins. q->n for none. */
size_t sg_label_find(const struct sg_labels *l, const char *p, size_t n, size_t *value);
/* A few words and a colon: no answer goes on like that, unless it is the long text. */
bool sg_label_like(const char *p, size_t n);
/* The label that n bytes come near to, folded; NULL for none. */
const char *sg_label_near(const struct sg_labels *l, const char *p, size_t n);

/* Begins an explanation: what stands behind '#'. With `strict` only what the form itself explains
 * is one. */
bool sg_explanation(struct sg_labels *l, const char *p, size_t n, bool strict);
/* Is this the rest of it, wrapped in a mail? */
bool sg_explains(struct sg_labels *l, const char *p, size_t n);

#endif
