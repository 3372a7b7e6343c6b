/* SPDX-License-Identifier: EUPL-1.2 */
/* patch - one change of one signal: what may be changed, by which rules, and the signal as it is
 * then. Pure: it knows no file, no clock and no registry.
 *
 * A change is a bag of texts, the same whether it came from a command line, a row of a spreadsheet
 * or a line of JSON: what to do (a code of the list "change": step, handoff, close, ...) and its
 * parts (codes of the list "change-part": what, on, because, ...); and values set or taken away by
 * path. What each change does to which members stands in one table (patch_verbs.c); the rules that
 * need more than one member, in patch_rules.c. */
#ifndef SG_PATCH_H
#define SG_PATCH_H

#include "profile.h"
#include "record.h"
#include "signals.h"

enum sg_part {
    SG_PART_ID,             /* which signal */
    SG_PART_CASE,           /* or by the municipality's own case number */
    SG_PART_BASE,           /* the revision that it was decided on */
    SG_PART_DO,             /* the change */
    SG_PART_WHAT,           /* its first operand: a step, a partner, a kind */
    SG_PART_VALUE,          /* its second one: an answer, a choice */
    SG_PART_ON,             /* its date */
    SG_PART_TAKEN_BY,       /* who took the step, concluded, gave feedback */
    SG_PART_BECAUSE,        /* why */
    SG_PART_GROUND,         /* legal ground of a hand-off */
    SG_PART_ESTABLISHED_BY, /* of a conclusion */
    SG_PART_PERSON,         /* which person, from 1 */
    SG_PART_ORIGIN,         /* of a step */
    SG_PART_ARTICLE,        /* of a measure */
    SG_PART_OBJECT,
    SG_PART_UNTIL,
    SG_PART_OBJECTION,
    SG_PART_BARRIER,
    SG_PART_NUMBER,  /* of an event */
    SG_PART_GRANTED, /* of a reflection period */
    SG_PART_BASIS,   /* of B8 */
    SG_PARTS
};
extern const char *const sg_part_names[SG_PARTS]; /* the codes: "id", "case", "base-rev", ... */

/* Zero-initialised = empty. Texts are copied. */
struct sg_change {
    struct sg_buf text;    /* NUL-terminated texts */
    size_t part[SG_PARTS]; /* + 1: where each stands in it; 0: not given */
    struct sg_assign {
        enum sg_assign_how { SG_ASSIGN_SET, SG_ASSIGN_ADD, SG_ASSIGN_UNSET } how;
        size_t path, value;
    } assign[64];
    size_t assigns;
};
enum { SG_ASSIGNS = sizeof((struct sg_change *)0)->assign / sizeof(struct sg_assign) };

/* An empty text is as good as none, which is what a blank cell means. false: memory ran out. */
bool sg_change_put(struct sg_change *c, enum sg_part part, const char *p, size_t n);
const char *sg_change_get(const struct sg_change *c, enum sg_part part); /* "": not given */
/* A value by path: "owner", "persons[2].sex", "forms". SET: of a list the whole list, several
 * separated by ','; ADD: to a list; UNSET: takes away a member or an element, `value` is not looked
 * at. false: *f (USAGE: too many; MEMORY). */
bool sg_change_assign(struct sg_change *c, enum sg_assign_how how, const char *path, size_t path_n,
                      const char *value, size_t n, struct sg_fault *f);
void sg_change_clear(struct sg_change *c); /* keeps its memory */
void sg_change_free(struct sg_change *c);

/* A part by its name, Dutch or English; SG_PARTS: none, *f has the near miss. */
enum sg_part sg_part_typed(const struct sg_profile *p, const char *text, size_t n,
                           struct sg_fault *f);
/* true when the part of this change is personal content, which never comes from an option's value.
 * An unknown change: false. */
bool sg_part_personal(const struct sg_profile *p, const struct sg_change *c, enum sg_part part);
/* The same of a path ("persons[2].name"). */
bool sg_path_personal(const char *path, size_t n);

/* What can be said of a change without its signal: does the change exist, does each part belong to
 * it, are those there that it needs, are there as many signals as it takes? `ids`: how many it is
 * for. false: *f (USAGE, MISSING_FIELD, BAD_CODE). */
bool sg_change_check(const struct sg_change *c, const struct sg_profile *p, size_t ids,
                     struct sg_fault *f);
/* A change that links its signals to each other: all of them or none. */
bool sg_change_links(const struct sg_change *c, const struct sg_profile *p);

struct sg_patch_opt {
    struct sg_date today;      /* the date of a change that gives none */
    const char *author;        /* who does it when `taken-by` is not given; "" for nobody */
    bool allow_bsn;            /* accept numbers in texts that pass the eleven test */
    bool again;                /* add an entry that is already there, word for word */
    const char *const *others; /* ids that the signal is linked to */
    size_t other_count;
};

/* Applies a change to a registered signal: appends its members after the change, without braces and
 * without what the registry gives or computes, to be handed to sg_registry_add. What the change
 * does not touch keeps its bytes, and its faults, if it has any. `base` (may be NULL) is the
 * revision the change was decided on: a value that it replaces must still be as it was there
 * (CONFLICT); additions to lists never conflict.
 * false: *f, the text saying what would be possible:
 *   ERASED RESTRICTED CLOSED   the signal takes no such change now
 *   STEP_SKIPPED NEVER_MADE NO_GROUND NO_CONSENT NOT_ENTITLED BEFORE_RECEIPT   see sig-amend(1)
 *   BAD_VALUE                  an end before its start, a person that is not there
 *   PRESENT                    it says so already: nothing would change (a notice)
 *   and whatever sg_field_typed and sg_signal_check refuse. */
bool sg_patch_apply(const struct sg_change *c, const struct sg_profile *p,
                    const struct sg_patch_opt *opt, const struct sg_record *now,
                    const struct sg_record *base, struct sg_buf *members, struct sg_fault *f);

#endif
