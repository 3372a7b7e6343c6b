/* SPDX-License-Identifier: EUPL-1.2 */
/* patch_impl - shared by the parts of the room patch. */
#ifndef SG_PATCH_IMPL_H
#define SG_PATCH_IMPL_H

#include "patch.h"

/* ---- patch_spot.c: a place in a signal, and putting a value there ---- */

/* "persons[2].shelter.placed": names, each with an element of its list (from 1; 0: the member
 * itself). `text` is borrowed. */
struct sg_spot {
    const struct sg_field *field;
    unsigned n;
    struct {
        const char *p;
        size_t n;
        unsigned item;
    } at[SG_PATH_KEYS];
    const char *text;
    size_t text_n;
};
/* false: *f (USAGE: no such field, with the near miss; a number where none belongs, or none where a
 * group of a list is gone through). */
bool sg_spot_parse(struct sg_spot *s, const char *text, size_t n, struct sg_fault *f);
/* The value there; SG_ABSENT. */
struct sg_val sg_spot_get(const struct sg_spot *s, const struct sg_record *r);

/* Puts `json` there, making the groups on the way; an element one behind the last is appended.
 * `object` is "{...}", of which every other byte stays. false: *f (BAD_VALUE: no such element;
 * MEMORY). */
bool sg_spot_put(const struct sg_spot *s, struct sg_buf *object, const char *json, size_t n,
                 struct sg_fault *f);
/* Takes it away, and groups and lists that are empty then. What is not there is taken away. */
bool sg_spot_drop(const struct sg_spot *s, struct sg_buf *object, struct sg_fault *f);

/* ---- patch_verbs.c: what each change does ---- */

enum sg_verb_kind {
    SG_VERB_ADD,   /* an element to a list of groups */
    SG_VERB_WHOLE, /* a group, in the place of the one there */
    SG_VERB_PUT,   /* members of a group */
    SG_VERB_MATCH, /* members of the last element that has the first slot's value */
    SG_VERB_LINK,  /* case: its number, and the other signals */
    SG_VERB_REOPEN,
    SG_VERB_RESTRICT,
    SG_VERB_LIFT
};
enum {
    SG_SLOT_NEED = 1,
    SG_SLOT_TODAY = 2,  /* when not given, today */
    SG_SLOT_AUTHOR = 4, /* when not given, the author */
    SG_SLOT_YES = 8,    /* when not given, yes */
    SG_SLOT_IF_YES = 16 /* only when the first slot says yes */
};
struct sg_slot {
    enum sg_part part;
    const char *leaf; /* within the group; NULL: no slot */
    unsigned flags;
};
enum { SG_SLOTS = 8 };
struct sg_verb {
    const char *name, *group;
    enum sg_verb_kind kind;
    unsigned flags;
    struct sg_slot slot[SG_SLOTS];
};
enum {
    SG_VERB_PERSON = 1,  /* about one person: `persons` stands for one of them */
    SG_VERB_CLOSED = 2,  /* also of a closed signal */
    SG_VERB_LIMITED = 4, /* also of a restricted one */
    SG_VERB_NUMBERED = 8 /* of several signals at once: needs its number */
};
/* NULL: *f (BAD_CODE with the near miss). */
const struct sg_verb *sg_verb_typed(const struct sg_profile *p, const char *text,
                                    struct sg_fault *f);
/* The field of a slot, and of its group. */
const struct sg_field *sg_slot_field(const struct sg_verb *v, const struct sg_slot *slot);
const struct sg_slot *sg_verb_slot(const struct sg_verb *v, enum sg_part part);

/* ---- one change being applied ---- */

struct sg_patch {
    const struct sg_change *c;
    const struct sg_profile *p;
    const struct sg_patch_opt *opt;
    const struct sg_verb *verb;   /* NULL: only values by path */
    const struct sg_record *now;  /* the signal before */
    const struct sg_record *base; /* may be NULL */
    struct sg_date received;      /* y = 0: none */
    struct sg_buf object;         /* the signal as it becomes */
    struct sg_record *scratch;    /* for reading it */
    struct sg_fault *f;
};

/* ---- patch_rules.c ---- */

/* May the signal be changed at all, by this? */
bool sg_patch_allowed(struct sg_patch *x);
/* Is the change itself in order: the element or group `made` of its verb ("{...}")? */
bool sg_patch_rules(struct sg_patch *x, struct sg_val made);
/* A date of the course that lies before the receipt is refused. */
bool sg_patch_dated(struct sg_patch *x, const struct sg_field *field, const char *json, size_t n);
/* Values by path do not go round the rules of a change. */
bool sg_patch_free(struct sg_patch *x, const struct sg_spot *s, bool unset);
/* The conclusion that the signal ends with. */
bool sg_patch_concluded(struct sg_patch *x, struct sg_val conclusion);

/* ---- patch_put.c ---- */

/* Does what the verb says; puts the values that come by path. */
bool sg_patch_do(struct sg_patch *x);
bool sg_patch_values(struct sg_patch *x);
/* Puts a value in the place of another (CONFLICT when base has a third one). */
bool sg_patch_replace(struct sg_patch *x, const struct sg_spot *s, const char *json, size_t n);
/* Reads the object again after it was changed: x->scratch. */
bool sg_patch_read(struct sg_patch *x);

#endif
