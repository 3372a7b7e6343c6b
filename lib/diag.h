/* SPDX-License-Identifier: EUPL-1.2 */
/* diag - what the tools say and how they end: reason codes, messages, exit statuses.
 *
 * The library reports by filling a struct sg_fault and returning false (or -1 / NULL); it never
 * prints and never exits. Only the functions under "the program's voice" write, to standard error,
 * and only commands (and the input loop they share) call those.
 *
 * A message never carries personal content: not a name, address, text, phone or the value of any
 * field marked personal in the field table (signals.h). */
#ifndef SG_DIAG_H
#define SG_DIAG_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

/* Exit statuses, the same in every command; the worst one of a run wins. */
enum sg_status {
    SG_DONE = 0,     /* done; also: nothing new to add, nothing due */
    SG_REJECTED = 1, /* some lines were rejected, a conflict refused; sig-check: faults found */
    SG_USAGE = 2,    /* wrong usage, bad profile, mapping or expression: nothing was done */
    SG_BROKEN = 3    /* input/output, permission, lock or memory failed */
};

/* Every reason a message can give: name, code in brackets (stable; scripts match it), the exit
 * status it leads to, and a sentence for sig(7). A notice leads to 0. Keep sorted by status. */
#define SG_REASONS(X)                                                                             \
    X(NOTE, "note", DONE, "something worth knowing; nothing was refused")                         \
    X(TORN, "torn-line", DONE, "the rest of a write that was cut off and never acknowledged")     \
    X(DERIVED, "derived-dropped", DONE, "members that are computed, not stored, were left out")   \
    X(PRESENT, "already-there", DONE, "rows or signals that the registry already holds")          \
    X(ENCODING, "encoding", DONE, "which encoding of the input was taken")                        \
    X(NEAR, "near-duplicate", DONE, "a signal that looks like one that is registered")            \
    X(COVERAGE, "outside-coverage", DONE, "signals of a period said not to be recorded")          \
    X(LEFT_OUT, "left-out", DONE, "what a role or a partner may not have; how much, and why")     \
    X(UNPLACED, "unplaced", DONE, "signals that lack the date or value a table needs")            \
    X(BAD_STATE, "bad-state", DONE, "what was told before is not known any more; told again")     \
    X(EMPTY_LINE, "empty-line", REJECTED, "a line without anything on it")                        \
    X(BAD_JSON, "bad-json", REJECTED, "the line is not one JSON object (RFC 8259)")               \
    X(BAD_UTF8, "bad-utf8", REJECTED, "bytes that are not UTF-8")                                 \
    X(UTF16, "utf-16", REJECTED, "the input is UTF-16; convert it to UTF-8 first")                \
    X(NUL_BYTE, "nul-byte", REJECTED, "a NUL byte, or \\u0000 in a string")                       \
    X(DUPLICATE_KEY, "duplicate-key", REJECTED, "one object names a member twice")                \
    X(TOO_DEEP, "too-deep", REJECTED, "objects and lists nested more than 64 deep")               \
    X(TOO_LONG, "too-long", REJECTED, "a line longer than the limit")                             \
    X(BAD_FIELD, "bad-field", REJECTED, "a member has a value of the wrong kind")                 \
    X(MISSING_FIELD, "missing-field", REJECTED, "a required member is absent")                    \
    X(BAD_CODE, "bad-code", REJECTED, "a value is not in its code list")                          \
    X(BAD_DATE, "bad-date", REJECTED, "a value is not a date that exists")                        \
    X(FUTURE_DATE, "future-date", REJECTED, "a date after today")                                 \
    X(BAD_NUMBER, "bad-number", REJECTED, "a value is not a whole number in range")               \
    X(BAD_VALUE, "bad-value", REJECTED, "a value contradicts another or has the wrong form")      \
    X(BAD_PLACE, "bad-municipality", REJECTED, "a municipality that is not known")                \
    X(AMBIGUOUS, "ambiguous", REJECTED,                                                           \
      "a name that fits more than one; the candidates are named")                                 \
    X(BSN, "bsn", REJECTED, "a number that passes the eleven test of a BSN")                      \
    X(BAD_ROW, "bad-row", REJECTED, "a CSV row with too few or too many columns")                 \
    X(BAD_CSV, "bad-csv", REJECTED, "CSV that breaks the rules of quoting")                       \
    X(CONFLICT, "conflict", REJECTED, "something else is already stored under this key")          \
    X(UNKNOWN_ID, "unknown-id", REJECTED, "no signal of the registry has this id or case number") \
    X(ERASED, "erased", REJECTED, "the signal was erased and takes no change")                    \
    X(RESTRICTED, "restricted", REJECTED, "the signal's processing is restricted (GDPR 18)")      \
    X(CLOSED, "closed", REJECTED, "the signal is closed and was not reopened")                    \
    X(BEFORE_RECEIPT, "before-receipt", REJECTED, "a date before the signal was received")        \
    X(STEP_SKIPPED, "step-skipped", REJECTED, "a needed step was not taken, without a reason")    \
    X(NEVER_MADE, "never-made", REJECTED, "an answer, end or objection to what is not recorded")  \
    X(NO_GROUND, "no-ground", REJECTED, "police data handed over without a ground")               \
    X(NO_CONSENT, "no-consent", REJECTED, "a name handed to care without consent")                \
    X(NOT_ENTITLED, "not-entitled", REJECTED,                                                     \
      "a conclusion that only police or labour inspectors establish")                             \
    X(NO_INPUT, "no-input", REJECTED, "no signal at all was read")                                \
    X(BAD_SEAL, "bad-seal", REJECTED, "a registry line was changed after it was written")         \
    X(BAD_CHAIN, "bad-chain", REJECTED, "a registry line was removed, inserted or moved")         \
    X(NO_SEAL, "no-seal", REJECTED, "a registry line without a seal")                             \
    X(BAD_REV, "bad-revision", REJECTED, "a revision twice, skipped or without its signal")       \
    X(BAD_HEAD, "bad-head", REJECTED, "the registry does not end in the head that was given")     \
    X(USAGE, "usage", USAGE, "wrong options or operands")                                         \
    X(PERSONAL, "personal-option", USAGE, "personal content in an option value")                  \
    X(BAD_PROFILE, "bad-profile", USAGE, "a fault in a profile")                                  \
    X(BAD_MAP, "bad-map", USAGE, "a fault in a mapping")                                          \
    X(BAD_LIST, "bad-list", USAGE, "a fault in a reference list, or in one for a sheet")          \
    X(BAD_EXPR, "bad-expression", USAGE, "a fault in an expression")                              \
    X(BAD_TABLE, "bad-table", USAGE, "an unknown table, dimension or measure")                    \
    X(IO, "input-output", BROKEN, "reading or writing failed")                                    \
    X(PERMISSION, "permission", BROKEN, "access is refused, or too wide for these data")          \
    X(LOCKED, "locked", BROKEN, "another writer holds the registry")                              \
    X(INTERRUPTED, "interrupted", BROKEN, "stopped by a signal before the end")                   \
    X(MEMORY, "no-memory", BROKEN, "memory ran out")

enum sg_reason {
#define SG_X(name, code, status, sentence) SG_R_##name,
    SG_REASONS(SG_X)
#undef SG_X
        SG_REASON_COUNT
};

/* One thing that is wrong, as the library reports it. `text` is a complete clause in English
 * without position, program name or reason code, e.g. "\"Nijkerck\" is no municipality; did you
 * mean Nijkerk?". Fields that do not apply are 0 / "". */
struct sg_fault {
    enum sg_reason reason;
    size_t line;    /* line in the file named by `file`, 1-based; 0: the caller knows it */
    size_t column;  /* byte within the line, 1-based */
    char file[128]; /* file of a profile or mapping, when the fault lies there */
    char field[64]; /* CSV column or member path that it concerns */
    char text[400];
};

/* Fills *f (when f is not NULL) with a reason and a formatted text; file, field and positions are
 * cleared. Always returns false, so that callers can `return sg_fail(...)`. */
bool sg_fail(struct sg_fault *f, enum sg_reason reason, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The stable code ("bad-date"), sentence and exit status of a reason. Never NULL. */
const char *sg_reason_code(enum sg_reason reason);
const char *sg_reason_sentence(enum sg_reason reason);
enum sg_status sg_reason_status(enum sg_reason reason);

/* ---- the program's voice: one per process, not for threads other than the main one ---- */

/* Names the program (borrowed, must live on) and makes sure that descriptors 0-2 are open, so
 * that no data file ever becomes standard output. Call first in main. */
void sg_diag_begin(const char *name);

/* Prints "PROGRAM: FILE:LINE: FIELD: text [code]" for a fault, leaving out the parts that are
 * empty; `file` (may be NULL) and `line` (0: none) are used when the fault names none itself.
 * Remembers the reason's exit status when it is the worst so far. */
void sg_complain(const char *file, size_t line, const struct sg_fault *f);

/* The same for a fault that was looked for (sig-check): it makes the status SG_REJECTED, "faults
 * found"; a notice leaves it alone, and what kept it from looking (SG_BROKEN) is no fault found. */
void sg_found(const char *file, size_t line, const struct sg_fault *f);

/* The same for a plain message; a notice has a reason whose status is 0. */
void sg_say(enum sg_reason reason, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* How far long work is: one line on standard error that the next one, or a message, takes the place
 * of; nothing when that is no terminal. Its caller says it a few times a second at most. An empty
 * text takes it away. */
void sg_progress(const char *format, ...) __attribute__((format(printf, 1, 2)));
bool sg_progress_seen(void); /* there is a terminal to show it on */

/* Worst status so far; raises it to at least `status` (SG_DONE to just ask). */
enum sg_status sg_status(enum sg_status status);

/* Bytes (1-3) of the character at text, of n > 0 bytes of UTF-8, when a terminal would obey it or
 * it would turn about what stands behind it: controls (C1 too), line and paragraph separators,
 * marks of direction; else 0. Nothing of that stands in a message, or in a table or list for the
 * eye. */
size_t sg_unseen(const char *text, size_t n);

#endif
