/* SPDX-License-Identifier: EUPL-1.2 */
/* signal - what a signal is: the table of its fields, the check of one, its canonical form.
 *
 * (Not called signal.h: that name, and names beginning SIG, belong to the C library.)
 * The table is the source of sig-signal(5), of the options and columns of every command and of the
 * personal marks; nothing else in the program knows a member's name by heart when it can look. */
#ifndef SG_SIGNALS_H
#define SG_SIGNALS_H

#include "profile.h"
#include "record.h"

enum { SG_FORMAT_VERSION = 1 };
/* Bytes of a list of texts, codes or dates, without its brackets: no value may come twice, and
 * looking for that takes the square of it. */
enum { SG_LIST_MAX = 32768 };

enum sg_type {
    SG_T_TEXT,         /* any text */
    SG_T_CODE,         /* a code of the list `codes` */
    SG_T_YESNO,        /* yes, no, unknown */
    SG_T_DATE,         /* 2024-03-01, 2024-03 or 2024 */
    SG_T_DAY,          /* 2024-03-01 */
    SG_T_TIME,         /* 14:30 */
    SG_T_MOMENT,       /* 2024-03-01T12:00:00Z */
    SG_T_INT,          /* whole number, min..max */
    SG_T_MUNICIPALITY, /* CBS code GM0267 */
    SG_T_COUNTRY,      /* ISO 3166-1 alpha-2, or unknown, stateless */
    SG_T_POSTCODE,     /* 1234AB */
    SG_T_GROUP         /* an object: its members follow in the table */
};

enum {
    SG_F_LIST = 1,      /* a JSON array of such values */
    SG_F_PERSONAL = 2,  /* personal content: never in messages, options, file names, logs */
    SG_F_DERIVED = 4,   /* computed, never stored */
    SG_F_REGISTRY = 8,  /* given by the registry (id, rev, recorded, by, seal) */
    SG_F_REQUIRED = 16, /* must be there (in its group, when the group is) */
    SG_F_UNKNOWN = 32,  /* "unknown" is allowed besides the type's own values */
    SG_F_SHIELDED = 64, /* never leaves the house (contact of the reporter) */
    SG_F_PAST = 128     /* a date that cannot be after today */
};

struct sg_field {
    const char *path;  /* "persons.name"; its group is the field "persons" */
    const char *codes; /* code list of SG_T_CODE, else NULL */
    enum sg_type type;
    unsigned flags;
    int min, max; /* SG_T_INT: range; SG_T_TEXT: max = most bytes (0: 65536) */
};

/* The table in the order in which members are written. */
extern const struct sg_field sg_fields[];
extern const size_t sg_field_count;

/* By path ("persons.name"); NULL when there is none, and *near (may be NULL) is the closest path or
 * NULL. */
const struct sg_field *sg_field(const char *path, size_t n, const char **near);
/* Walking the table by index, as one walks a signal. A group is the index of its field, SG_TOP the
 * outermost object. */
enum { SG_TOP = -1 };
long sg_field_index(const struct sg_field *field); /* NULL: SG_TOP */
long sg_field_parent(long index);                  /* the group it is a member of */
const char *sg_field_leaf(long index);             /* its name without the group's */
/* The member `key` of a group; -1: not in the table. O(1). */
long sg_field_child(long parent, const char *key, size_t n);

/* What is left of a signal that was erased: the mark, its newest revision, which counts in tables
 * and nowhere else; or a line that was emptied, which holds nothing (registry.h). */
bool sg_signal_erased(const struct sg_record *r);
bool sg_signal_emptied(const struct sg_record *r);

/* Of what form ids are, so that nothing else is repeated in a message: in the wrong place may stand
 * a name. */
bool sg_id_like(const char *id);

/* What people call it: list "field" of codes.csv. */
const char *sg_field_label(const struct sg_profile *p, const struct sg_field *field,
                           enum sg_lang lang);

/* What remains to be checked of a group whose values came from sg_field_typed: required members,
 * ends not before starts. `group` NULL: the outermost object. false: as sg_signal_check. */
bool sg_group_check(const struct sg_field *group, struct sg_val object, struct sg_fault *f);
/* The same by who wrote the object and knows which members are in it: a bit for each field. */
enum { SG_FIELDS_MAX = 256 };
struct sg_present {
    uint64_t bit[SG_FIELDS_MAX / 64];
};
static inline void sg_present_add(struct sg_present *present, long index)
{
    present->bit[(size_t)index / 64] |= UINT64_C(1) << (size_t)index % 64;
}
bool sg_group_check_known(const struct sg_field *group, struct sg_val object,
                          const struct sg_present *present, struct sg_fault *f);
/* true when that has anything to look at in a group. */
bool sg_group_checked(long group);
/* A signal that was opened again after it was closed has no closing: so one that has a closing is
 * closed, for every reader. The members `closed` and `reopened`; false: *f is BAD_VALUE, when it
 * certainly was opened again later. */
bool sg_closing_check(struct sg_val closed, struct sg_val reopened, struct sg_fault *f);

/* Checks a signal against the field table and the profile's codes: kinds, codes, dates that exist
 * and do not lie after `today` where the past is meant, required members, lists without
 * duplicates, no null, no boolean, no fraction in known members; end not before start; places and
 * persons; no closing that was undone. Unknown members pass. `stored`: the members given by the
 * registry (but `by` and `seal`) must be there, else they may be absent. false: *f is the first
 * fault with `field` set; the text shows a value only of fields that are not personal. BSN: a text
 * with a number that passes the eleven test is BSN, unless allow_bsn. */
struct sg_check_opt {
    struct sg_date today;
    bool stored;
    bool allow_bsn;
};
bool sg_signal_check(const struct sg_record *r, const struct sg_profile *p,
                     const struct sg_check_opt *opt, struct sg_fault *f);

/* Appends the canonical form of a signal that is about to enter a registry: known members in the
 * order of the table, unknown ones behind them in their own order, without white space between;
 * derived members, id, rev, recorded, by, sig and seal left out (the registry gives those). Names
 * of municipalities, codes written as labels, dates and numbers as people type them become codes,
 * ISO dates and numbers; a value that is right already keeps its bytes. *dropped counts derived
 * members left out. false: *f as by sg_signal_check. The result has no outer braces: it is
 * the list of members, to be put behind the registry's own. */
bool sg_signal_canon(const struct sg_record *r, const struct sg_profile *p, struct sg_date today,
                     struct sg_buf *out, size_t *dropped, struct sg_fault *f);

/* Turns one text as people type it into the value of a field and appends it as JSON: dates, yes/no
 * words, codes by label or alias, municipalities by name on the date `on`, postcodes, numbers.
 * false: *f is the reason; its text shows the value only when the field is not personal. */
struct sg_typed_opt {
    struct sg_date on;    /* the date that decides names of municipalities; y = 0: none */
    int pivot;            /* two-digit years, see sg_date_typed; 0: refused */
    int serial;           /* dates as a spreadsheet counts them: 1900 or 1904; 0: refused */
    struct sg_date today; /* refuses later dates where the past is meant; y = 0: not looked at */
    struct sg_date read;  /* of a date: what sg_typed_date made of it; y = 0: not read yet */
    bool allow_bsn;       /* accept a number in a text that passes the eleven test */
    bool trial;           /* another attempt follows: no near miss is sought for *f */
    bool digits;          /* a whole number has digits only: 12.0 and 1.234 are none */
};
bool sg_field_typed(const struct sg_field *field, const struct sg_profile *p, const char *text,
                    size_t n, const struct sg_typed_opt *opt, struct sg_buf *out,
                    struct sg_fault *f);

/* A date as people type it, or, with opt->serial, a spreadsheet's number of a day: 44256, 44256,6
 * (a time, left aside). Four digits from 1900 to 2100 are a year. */
bool sg_typed_date(const char *s, size_t n, const struct sg_typed_opt *opt, struct sg_date *out);

/* That no number in a text passes the eleven test; false: *f is BSN, with its place. */
bool sg_bsn_none(const char *s, size_t n, struct sg_fault *f);

/* The other way: a stored value as people read it, appended as text: the label of a code, a date as
 * dd-mm-jjjj, the name of a municipality, the words for yes, no and unknown. Anything unexpected is
 * appended as it stands. */
void sg_field_words(const struct sg_field *field, const struct sg_profile *p, enum sg_lang lang,
                    struct sg_val v, struct sg_buf *out);

#endif
