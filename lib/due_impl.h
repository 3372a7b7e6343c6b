/* SPDX-License-Identifier: EUPL-1.2 */
/* due_impl - what the parts of due share; for this room only.
 *
 * due_plan: sheets -> rules. due_agenda: the times of the agenda. due_find: one record -> what
 * stands for it. due: workers. due_list: what they found, in order. */
#ifndef SG_DUE_IMPL_H
#define SG_DUE_IMPL_H

#include "due.h"

enum { DUE_DATES = 3, DUE_WORD = 48, DUE_NEVER = -1 };

/* The way to a date: from the element when its list is the unit, else from the signal. */
struct due_way {
    bool inside;
    char top[DUE_WORD], rest[DUE_WORD]; /* rest: "" when the member is not in a group */
};

enum due_sheet { DUE_TERM, DUE_RETENTION, DUE_AGENDA };
enum due_state { DUE_OPEN, DUE_CLOSED, DUE_ANY };

struct due_rule {
    struct sg_due_kind kind; /* first, so that one is the other */
    enum due_sheet sheet;
    enum due_state state;
    bool left_out; /* not asked for, or not for the view; a row of retention decides all the same */
    struct sg_length within, ahead;
    bool law;
    char unit[DUE_WORD]; /* a list of the signal; "": the signal itself */
    struct due_way date[DUE_DATES];
    size_t dates;
    struct sg_expr *condition, *unless; /* NULL: none */
    /* agenda */
    struct sg_expr *bring;   /* NULL: none */
    struct sg_expr *counted; /* the condition of the measure; NULL: all of its unit */
    struct sg_date first, until;
    struct sg_length every; /* n = 0: once */
    bool weekday;
    long next;    /* the k of the meeting that takes signals along; DUE_NEVER: none */
    int from, to; /* years that are counted; 0: none */
};

/* One time of the agenda that is to be told. */
struct due_time {
    const struct due_rule *rule;
    uint32_t k; /* the k-th since `first` */
    struct sg_date on;
};

struct sg_due_plan {
    const struct sg_profile *profile;
    struct sg_due_opt opt;
    int32_t today;
    const struct sg_date *holiday;
    size_t holidays;
    struct due_rule *rule;
    size_t rules;
    struct due_time *time;
    size_t times, times_cap;
};

/* Fills a fault about a cell of a sheet. Always false. */
bool sg_due_in_sheet(struct sg_fault *f, const struct sg_sheet *s, size_t row, const char *column);

/* The day from which a reminder is told, as days. */
int32_t sg_due_from(const struct sg_due_plan *plan, const struct due_rule *rule,
                    struct sg_date due);

/* agenda: the times of its rules that are to be told. false: MEMORY. */
bool sg_due_times(struct sg_due_plan *plan, struct sg_fault *f);

/* find: calls `each` for everything that stands for a record: terms, then retention. */
struct due_standing {
    const struct due_rule *rule;
    uint32_t at;
    struct sg_date due;
};
typedef void (*due_each_fn)(void *ctx, const struct due_standing *s);
void sg_due_find(const struct sg_due_plan *plan, const struct sg_record *r, due_each_fn each,
                 void *ctx);
/* DUE_CLOSED when the signal is closed, and not opened again since; DUE_ANY, so neither, when it
 * was erased: nobody can do anything about it any more. */
enum due_state sg_due_state(const struct sg_record *r);
/* A date; y = 0: none that exists. */
struct sg_date sg_due_date(struct sg_val v);

/* ---- collecting (due.c) and the list (due_list.c) ---- */

/* What was found. */
enum due_item_kind {
    DUE_ITEM_DUE,
    DUE_ITEM_BRING,   /* the signal goes to the next meeting of the rule */
    DUE_ITEM_COUNTED, /* an element that counts towards the target of the rule, in the year `due` */
    DUE_ITEM_SEEN     /* nothing; but an old revision must know of this one */
};
struct due_item {
    size_t name; /* offset of the number in the names; behind it stand the owner and, of what is
                    counted, `at` bytes on, what tells it from another */
    int32_t due;
    uint32_t at, rev;
    uint16_t rule;
    uint8_t kind; /* enum due_item_kind */
};

struct due_worker {
    const struct sg_due_plan *plan;
    const bool *streamed;
    struct due_item *item;
    size_t n, cap;
    struct sg_buf names;
    bool failed;
    struct sg_sight sight;
    /* of the record at hand */
    size_t name;
    uint32_t rev;
};

#endif
