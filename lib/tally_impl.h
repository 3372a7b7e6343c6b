/* SPDX-License-Identifier: EUPL-1.2 */
/* Private to the tally room.
 *
 *   tally_plan.c   what is asked for, from a table of the profile or from options
 *   tally_dim.c    dimensions: which field, which classes
 *   tally_place.c  dimensions of municipalities: regions, units, divisions
 *   tally_measure.c what a measure counts, and which date decides
 *   tally_reach.c  the way to a value: a field, or that of certain elements of a list
 *   tally_words.c  texts to small numbers, and the cells
 *   tally_bag.c    what a cell needs more than a number for; tally_item.c what goes in
 *   tally_add.c    one record into cells; tally_class.c its values to classes
 *   tally_house.c  what the house did besides signals
 *   tally_merge.c  threads together; tally_settle.c what a bag comes to
 *   tally_top.c    the most frequent classes, and the rest
 *   tally_period.c periods as numbers
 *   tally_stream.c the newest revision of each signal of a stream
 *   tally_cover.c  periods that were not recorded
 *   tally_axis.c   which rows and columns are shown, in what order
 *   tally_percent.c what stands behind the figures
 *   tally_grid.c   cells to a grid; tally_label.c its labels, tally_notes.c its notes
 *   tally_list.c   what a profile offers; tally_near.c what it does not */
#ifndef SG_TALLY_IMPL_H
#define SG_TALLY_IMPL_H

#include "tally.h"
#include "tally_cells.h"

#include "signals.h"
#include "text.h"

/* ---- names that do not exist (tally_near.c) ---- */

/* Begin zeroed. What is added is listed, as far as there is room (an ellipsis says when there was
 * not), and offered as the near miss; what is only offered goes to `near`. */
struct sg_names {
    struct sg_near near;
    char all[220];
    size_t n;
    bool cut;
};
void sg_names_begin(struct sg_names *names, const char *word);
void sg_names_add(struct sg_names *names, const char *name);
/* BAD_TABLE: "word" is no WHAT; did you mean ...? (list). Always false. */
bool sg_names_fail(const struct sg_names *names, const char *what, struct sg_fault *f);

/* ---- the plan ---- */

/* Where a value is found: a member of the element or of the signal, and the way from there. */
struct sg_reach {
    const struct sg_field *field;
    const char *text; /* owned: the path, borrowed by `rest` */
    bool inside;      /* in the element that is counted */
    const char *top;  /* first name, NUL-terminated, owned */
    size_t top_n;
    bool deeper; /* there is more than the first name */
    struct sg_path rest;
    const char *member, *only; /* borrowed: of the list `top` only elements with this code there */
};

/* tally_reach.c: a field by its path, or by "steps.on:completion": of the elements whose code is
 * that. The path begins in the element when `unit` (NULL: signals) has it, else in the signal. */
struct sg_aim {
    const struct sg_field *field, *member; /* member: the code that is asked for, NULL: all */
    const char *only;                      /* borrowed from the profile */
};
bool sg_aim_make(struct sg_aim *aim, const struct sg_profile *p, const char *text, const char *unit,
                 struct sg_fault *f);
/* The codes of the elements of a field's list, as "places.role": NULL when there is none. */
const struct sg_field *sg_aim_member(const struct sg_field *field);
bool sg_reach_make(struct sg_reach *r, const struct sg_aim *aim, const char *unit);
void sg_reach_free(struct sg_reach *r);

enum sg_dim_kind {
    SG_DIM_PERIOD,
    SG_DIM_PLACE, /* from the code of a municipality, through `span` */
    SG_DIM_CODE,  /* values of a field: codes, countries, names of owners */
    SG_DIM_AGE,   /* age class on the day of receipt */
    SG_DIM_MINOR, /* under 18 on the day of receipt: yes or no */
    SG_DIM_DUTCH  /* of a person: has the Dutch nationality, or only others */
};

struct sg_class {
    const char *code, *label; /* borrowed from the profile, or static */
};

struct sg_span {
    uint32_t first, n; /* within dim.ids */
};

struct sg_dim {
    enum sg_dim_kind kind;
    char name[80]; /* "municipality", "persons.sex", "municipality:recruitment" */
    char base[64]; /* without what stands behind the colon */
    char label[96];
    const struct sg_field *field;  /* NULL of a period */
    const struct sg_field *marker; /* with `only`: of elements whose code is that */
    const char *only;              /* borrowed; NULL: all */
    uint32_t top, rest;            /* so many classes, and the class of all others; 0: all */
    bool multiple;                 /* one unit can be in several classes */

    unsigned months; /* SG_DIM_PERIOD: 12, 6, 3, 1; 0: weeks of ISO 8601 */
    bool within;     /* only the part of the year: the year is a dimension of its own */

    bool municipality;       /* SG_DIM_PLACE: classes are municipalities */
    struct sg_class *class_; /* classes SG_ID_FIRST + i */
    size_t classes;
    uint32_t other;        /* class of municipalities outside, 0: none */
    uint32_t several;      /* class of who is in several, 0: counts in each */
    struct sg_words words; /* values to classes: SG_ID_FIRST + number, or through span */
    struct sg_span *span;
    uint32_t *ids;
    size_t id_count;

    uint32_t *member; /* classes shown in any case, in their order; NULL: those that occur */
    size_t members;
};

struct sg_measure {
    const char *name, *label;
    char *unit; /* owned: path of the list, NULL: signals */
    struct sg_path elements;
    struct sg_reach date;
    bool planned;              /* the date may lie after today: then it has not happened yet */
    struct sg_expr *condition; /* NULL: all */
    enum sg_how {
        SG_HOW_EACH,     /* each unit counts */
        SG_HOW_DISTINCT, /* each person or event once, however often reported */
        SG_HOW_SUM,      /* the number that `with` leads to is added up */
        SG_HOW_MEDIAN,   /* days from the date of `with` until `date` */
        SG_HOW_P90,
        SG_HOW_OPEN /* at the end of each period: `date` is reached, that of `with` not yet */
    } how;
    struct sg_reach with;
    struct sg_reach reach[SG_DIMS];
};
static inline bool sg_how_bagged(enum sg_how how)
{
    return how != SG_HOW_EACH && how != SG_HOW_OPEN;
}
static inline bool sg_how_days(enum sg_how how)
{
    return how == SG_HOW_MEDIAN || how == SG_HOW_P90;
}

/* Rows or columns: dimensions from outer to inner, SG_AXIS_MEASURE for the measures. */
enum { SG_AXIS_MEASURE = SG_DIMS, SG_AXIS_MAX = SG_DIMS + 1 };
struct sg_axis_plan {
    unsigned at[SG_AXIS_MAX];
    size_t n;
    bool total;
};

struct sg_cover {
    struct sg_date from, until; /* first and last day that was recorded; y = 0: open */
};

struct sg_tally_plan {
    const struct sg_profile *profile;
    struct sg_tally_opt opt;
    const char *title, *source; /* borrowed; title NULL: a free table */
    bool then, exclusive;
    enum sg_share {
        SG_SHARE_NONE,
        SG_SHARE_ROW,
        SG_SHARE_COLUMN,
        SG_SHARE_TABLE,
        SG_SHARE_PREVIOUS,
        SG_SHARE_INHABITANTS
    } share;
    const char *compare; /* borrowed from the sheet: a source; NULL: none */
    struct sg_dim dim[SG_DIMS];
    size_t dims;
    struct sg_axis_plan rows, columns;
    struct sg_measure measure[SG_MEASURES];
    size_t measures;
    struct sg_expr *where;      /* NULL: all */
    int from, until;            /* 0: open */
    unsigned mask[4 + SG_DIMS]; /* which dimensions are summed up: one for the cells, others for
                                   totals */
    size_t masks;
    int place, period;     /* dimension of municipalities, first period; -1: none */
    struct sg_span *cover; /* by class of `place` - SG_ID_FIRST; NULL: all is recorded */
    struct sg_cover *covers;
    size_t cover_count;
};

/* tally_dim.c */
bool sg_dim_make(struct sg_dim *d, const struct sg_tally_plan *plan, const char *name, size_t n,
                 struct sg_fault *f);
bool sg_dim_class(struct sg_dim *d, const char *code, const char *label); /* adds one */
/* Adds the class of who is in several. */
bool sg_dim_several(struct sg_dim *d, const struct sg_tally_plan *plan, struct sg_fault *f);
void sg_dim_free(struct sg_dim *d);
/* The dimensions that have names of their own, i = 0, 1, ...; NULL behind the last. */
const char *sg_dim_name(size_t i);
/* The next one of the profile's list `dimension` that is a field; *at goes on from 0. */
const struct sg_code *sg_dim_code(const struct sg_profile *p, size_t *at);
/* tally_place.c */
bool sg_dim_places(struct sg_dim *d, const struct sg_tally_plan *plan, const char *name,
                   struct sg_fault *f);
/* Leads the word that was put last to one class more; d->span has room for all words. */
bool sg_dim_push(struct sg_dim *d, uint32_t id);
bool sg_dim_members(struct sg_dim *d, const struct sg_tally_plan *plan, struct sg_fault *f);
/* tally_measure.c */
bool sg_measure_make(struct sg_measure *m, const struct sg_tally_plan *plan, const char *name,
                     size_t n, struct sg_fault *f);
bool sg_measure_fits(const struct sg_tally_plan *plan, const struct sg_measure *m,
                     struct sg_fault *f);
bool sg_measure_reach(struct sg_measure *m, const struct sg_tally_plan *plan, struct sg_fault *f);
bool sg_measure_persons(const struct sg_measure *m); /* does it count different persons? */
void sg_measure_free(struct sg_measure *m);
/* tally_percent.c */
bool sg_percent_read(struct sg_tally_plan *plan, const char *text, struct sg_fault *f);
/* Dimensions of an axis, a bit each. */
unsigned sg_axis_mask(const struct sg_axis_plan *a);
/* tally_cover.c */
bool sg_cover_plan(struct sg_tally_plan *plan, struct sg_fault *f);

/* First and last day of a cell: of its period, also when year and month are two dimensions; without
 * one, of the years of the table (y = 0: open). false: unknown. */
bool sg_cell_days(const struct sg_tally_plan *plan, const uint32_t id[SG_DIMS],
                  struct sg_date *first, struct sg_date *last);
/* The class of a period that a date falls in. */
uint32_t sg_period_id(const struct sg_dim *d, struct sg_date date);
/* Thursday of a class of weeks, which lies in the year that the week belongs to. */
struct sg_date sg_week_of(uint32_t id);
/* Year and first month (1-12) of a class; the year is 0 when the dimension is a part of the year.
 */
void sg_period_of(const struct sg_dim *d, uint32_t id, int *year, int *month);

/* ---- the tally ---- */

/* The classes of a unit in one dimension, each once. */
struct sg_ids {
    uint32_t *id;
    size_t n, cap;
    uint32_t *seen; /* by class: the round in which it was last added */
    size_t seen_cap;
    uint32_t round;
    bool kept; /* of this record, whatever the unit */
};

struct sg_trail; /* tally_stream.c */

struct sg_tally {
    const struct sg_tally_plan *plan;
    const bool *streamed;
    struct sg_counts cells;
    struct sg_bag bag;
    struct sg_counts unsure; /* by cell, after settling: of a sum, units whose number is lacking */
    struct sg_counts days;   /* by cell, after settling: median or p90 */
    bool settled;
    struct sg_words extra[SG_DIMS]; /* values that the plan does not know */
    struct sg_ids ids[SG_DIMS];
    unsigned hint[SG_MEASURES][SG_DIMS + 2]; /* where a member stood in the record before */
    int64_t records;
    uint32_t *order[SG_DIMS]; /* of the classes of a dimension with `top`; else NULL */
    size_t rejected;          /* lines that could not be read */
    struct sg_trail *trail;   /* NULL until the first record of a stream */
    bool house;               /* the record at hand is no signal, but what the house did */
    bool failed;
    struct sg_fault fault; /* why no table can be made */
};

void sg_tally_bump(struct sg_tally *t, uint64_t key);
void sg_tally_put(struct sg_tally *t, uint64_t key, uint64_t item);
/* tally_top.c: several classes of a unit as one, while counting, so that a unit with two rare
 * values counts once in `rest`; and taken apart again, once it is known which are rare. */
void sg_top_fold(struct sg_tally *t, size_t dim);
bool sg_top_unfold(struct sg_tally *t);

/* tally_settle.c: bags to figures, once; then cells of days hold how many they rest on. */
bool sg_tally_settle(struct sg_tally *t);

/* tally_house.c: counts the sheet `events`, which is part of no signal. Once a table: parts do not
 * hold it. */
bool sg_tally_house(struct sg_tally *t);

/* tally_item.c: the item of a unit. false: it has none, which is counted apart. */
bool sg_item_of(struct sg_tally *t, size_t m, const struct sg_record *r, struct sg_val element,
                struct sg_date date, uint64_t *item);
/* Fills the periods at whose end a unit is open, or asks whether it is open on the day; false: in
 * none. Dates of reduced precision: surely received, and not surely ended. */
bool sg_open_periods(struct sg_tally *t, struct sg_date from, struct sg_date until);
struct sg_date sg_tally_date(const struct sg_record *r, struct sg_val element,
                             const struct sg_reach *reach, unsigned *hint);
bool sg_tally_stuck(struct sg_tally *t, enum sg_reason reason, const char *text);
void sg_tally_count(struct sg_tally *t, const struct sg_record *r);

/* tally_class.c: walks all values that a reach leads to; lists on the way and at its end are walked
 * through. *hint: where the outermost member stood last time. */
struct sg_values {
    struct sg_val whole;
    struct sg_walk walk;
    struct sg_iter list;
    const struct sg_reach *reach; /* with SG_VALUES_ONLY */
    bool within;                  /* an element of `list` is being walked */
    enum { SG_VALUES_ONE, SG_VALUES_LIST, SG_VALUES_WALK, SG_VALUES_ONLY, SG_VALUES_DONE } how;
};
void sg_values_begin(struct sg_values *v, const struct sg_record *r, struct sg_val element,
                     const struct sg_reach *reach, unsigned *hint);
bool sg_values_next(struct sg_values *v, struct sg_val *out);
void sg_ids_clear(struct sg_ids *ids);
void sg_ids_add(struct sg_tally *t, struct sg_ids *ids, uint32_t id);
/* Fills the classes of one dimension of a unit; values of the signal itself once a record. */
void sg_tally_classes(struct sg_tally *t, size_t m, size_t dim, const struct sg_record *r,
                      struct sg_val element, struct sg_date date);

/* tally_stream.c: 1 count it, 0 it is superseded, -1 *f. Then end it. */
int sg_trail_begin(struct sg_tally *t, const struct sg_record *r, struct sg_fault *f);
void sg_trail_end(struct sg_tally *t);
void sg_trail_note(struct sg_trail *trail, uint64_t key);
/* Noted before the item of a bag, whose key follows. */
#define SG_TRAIL_ITEM (UINT64_C(1) << 63)
void sg_trail_free(struct sg_trail *trail);
/* Walks what signals counted: their ids, revisions and keys. */
bool sg_trail_at(const struct sg_trail *trail, size_t i, const struct sg_word **id, int64_t *rev,
                 const uint64_t **key, size_t *keys);
/* Adds what a signal counted, which is in the cells already; what an older revision counted is
 * taken back, from this or from that. */
bool sg_trail_put(struct sg_tally *t, const char *id, size_t n, int64_t rev, const uint64_t *key,
                  size_t keys, struct sg_fault *f);

/* tally_merge.c: a key, or a noted one, in the numbers of another tally. */
uint64_t sg_key_mapped(const struct sg_tally_plan *plan, uint64_t key,
                       uint32_t *const map[SG_DIMS]);

/* tally_print.c: a fingerprint of everything that two parts must have in common to be added. */
enum { SG_PRINT = 33 };
bool sg_plan_print(const struct sg_tally_plan *plan, char profile[SG_PRINT], char table[SG_PRINT]);

/* tally_cover.c: how much of a municipality's period was recorded. */
enum sg_covered { SG_COVER_NONE, SG_COVER_PART, SG_COVER_FULL };
struct sg_coverage {
    enum sg_covered how;
    int32_t days, of; /* of a period with two ends; 0: it has an open end */
};
struct sg_coverage sg_cover_of(const struct sg_tally_plan *plan, const uint32_t id[SG_DIMS]);

/* ---- the table ---- */

/* One row or column. */
struct sg_tuple {
    uint32_t measure, id[SG_DIMS];
    bool total;
};
struct sg_axis {
    struct sg_tuple *at;
    size_t n;
};
bool sg_axis_make(struct sg_axis *a, const struct sg_tally *t, const struct sg_axis_plan *p,
                  struct sg_fault *f);

/* tally_compare.c: below a table by years, what others published about its measures, an edition a
 * row; behind each the own figure as a share of it. */
bool sg_compare_plan(struct sg_tally_plan *plan, struct sg_fault *f);
struct sg_sheet_of;
size_t sg_compare_rows(const struct sg_tally_plan *plan); /* of any year */
size_t sg_compare_shown(const struct sg_sheet_of *s);
void sg_compare_fill(struct sg_sheet_of *s);
/* tally_rate.c: inhabitants of a class of `place`; 0: not known. */
bool sg_rate_plan(const struct sg_tally_plan *plan, struct sg_fault *f);
int64_t sg_inhabitants(const struct sg_tally_plan *plan, size_t dim, uint32_t id);

/* part / whole in tenths of a percent, rounded half away from zero (tally_percent.c). */
int32_t sg_tenths(int64_t part, int64_t whole);

/* The finished table while it is being made. */
struct sg_sheet_of {
    const struct sg_tally *t;
    struct sg_grid *g;
    struct sg_axis rows, columns;
};
/* The measure and classes of a cell: those of its row and of its column. */
struct sg_tuple sg_crossing(const struct sg_sheet_of *s, size_t row, size_t column);
/* Fills the cells' percentages, after the notes: a break in the series has no change. */
void sg_tally_percents(struct sg_sheet_of *s);
void sg_tally_labels(struct sg_sheet_of *s);
void sg_tally_notes(struct sg_sheet_of *s);
/* A note about what stands behind the figures. */
void sg_behind_note(struct sg_sheet_of *s, const char *about, const char *text);
/* Appends the label of a class and its code. */
void sg_class_label(const struct sg_tally *t, size_t dim, uint32_t id, struct sg_buf *label,
                    struct sg_buf *code);

#endif
