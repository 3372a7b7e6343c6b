/* SPDX-License-Identifier: EUPL-1.2 */
/* form - the intake form in plain text, made of the questions of the profile: printed, sent by
 * mail, filled in, and read back whatever the mail programs did to it.
 *
 *   == Formulier: signaal van mensenhandel ==
 *   # Wanneer kwam het signaal binnen?
 *   Datum ontvangst: 14-06-2024
 *   == Persoon ==
 *   Persoon: naam: ...
 *
 * A line with '#' explains and is not read; a label and what follows its colon is an answer, with
 * the lines below it up to the next label, explanation or empty line. The label of the long text is
 * followed by all lines up to the next label or heading; lines of it that are indented by two
 * blanks are never taken for a label. A heading begins another person, place, ... What stands
 * before the first heading and behind the last is not part of the form. */
#ifndef SG_FORM_H
#define SG_FORM_H

#include "buf.h"
#include "questions.h"

/* Appends the form: empty, or with the answers of a draft (NULL: none) that belong to its questions
 * (sg_draft_slots) now. Lines of the form itself are at most 72 columns wide. */
void sg_form_print(const struct sg_questions *q, const struct sg_draft *d, enum sg_lang lang,
                   struct sg_buf *out);

/* Reads a form, or a mail that has one, into a draft of questions that are asked whatever their
 * condition (sg_questions.all). Labels are known in both languages. Accepts quoting ("> "), CRLF,
 * blanks at the end, lines in another order, wrapped lines, format=flowed, quoted-printable and
 * multipart (raw mail: the first part in plain text), Windows-1252.
 * Each fault goes to `each` with its line; lines outside of the form and the encoding are notices.
 * No text quotes what a line says but for answers that are not personal. Returns the number of
 * faults: 0 when the draft holds all that was answered. */
size_t sg_form_read(struct sg_draft *d, const char *text, size_t n,
                    void (*each)(void *ctx, const struct sg_fault *fault), void *ctx);

#endif
