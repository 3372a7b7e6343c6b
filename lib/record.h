/* SPDX-License-Identifier: EUPL-1.2 */
/* record - one signal as one line of JSON: its bytes and its members.
 *
 * A line is checked in one pass against all of RFC 8259, without a tree and without allocating;
 * only the members of the outermost object are indexed, inner values are walked when asked for
 * (indexing every token cost more than it ever saved; a jansson tree per line is 21-73 times
 * slower). What was read stays where it is: values are spans of the caller's line, so numbers,
 * escapes, order and unknown members are kept byte for byte. jansson judges whether a name stands
 * twice where the one pass cannot tell (names with escapes; an object of more than SG_MEMBERS
 * members; more than 512 names in the objects that are open at one time); this is the only room
 * that includes it.
 *
 * Checking 200 MB of signals in memory, lines of 690 bytes, takes one thread an eighth of a second
 * (1,600 MB/s, with AVX-512 1,650, without SSE2 1,250; test/bench/record_speed.c measures it). What
 * a line costs is the going from token to token, so that marking all of them 64 bytes at a time,
 * with the whole grammar in operations on the marks, took more time, not less.
 *
 * Where our verdict differs from jansson's, on purpose (test/unit/test_record_diff.c proves each):
 *   bom         a UTF-8 byte order mark before the object: accepted (jansson refuses)
 *   big-number  1e400 and integers beyond 64 bits: accepted, kept as text (jansson refuses)
 *   nul         any NUL byte: refused (jansson 2.14 accepts one after a number or literal)
 *   outermost   only an object is a record (json_loads takes an array too)
 *   deep        more than 64 levels: refused (jansson: 2048)
 */
#ifndef SG_RECORD_H
#define SG_RECORD_H

#include "buf.h"
#include "diag.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SG_MEMBERS = 64, SG_DEPTH = 64, SG_PATH_KEYS = 6 };

enum sg_kind {
    SG_ABSENT, /* no such member; all other fields of the value are then 0 */
    SG_OBJECT,
    SG_ARRAY,
    SG_STRING,
    SG_NUMBER,
    SG_TRUE,
    SG_FALSE,
    SG_NULL
};

/* A value inside a checked line: borrowed, valid as long as the line's bytes are. */
struct sg_val {
    const char *p; /* first byte of its text; of a string: the byte after the opening quote */
    size_t n;      /* bytes of its text; of a string: without the quotes */
    enum sg_kind kind;
    bool escaped; /* a string that contains a backslash: compare and copy through the functions */
};

struct sg_member {
    struct sg_val key; /* kind SG_STRING */
    struct sg_val val;
};

struct sg_record {
    const char *p; /* the line, borrowed, without its newline */
    size_t n;
    size_t close;   /* offset of the closing brace of the outermost object */
    unsigned count; /* members of the outermost object that are indexed */
    uint64_t names; /* a bit for each name of a member, by its sg_name_tag; all: one has escapes */
    bool more;      /* there are further ones behind m[SG_MEMBERS - 1] */
    struct sg_member m[SG_MEMBERS];
    unsigned char tag[SG_MEMBERS]; /* sg_name_tag of m[i], behind the last 0 */
};

/* Checks a line completely and indexes its outermost members. `line` is n bytes without newline
 * (a final CR and a leading UTF-8 BOM are accepted; any other white space of JSON too).
 * false: *f (may be NULL) has the reason (EMPTY_LINE, BAD_JSON, BAD_UTF8, UTF16, NUL_BYTE,
 * DUPLICATE_KEY, TOO_DEEP, MEMORY), a text that quotes no content of the line, and the column of
 * the first byte that no valid object can have there (of a name given twice: its closing quote; 0
 * for EMPTY_LINE and MEMORY). *torn (may be NULL): the line is the beginning of a valid object
 * that was cut off, in the middle of a number, escape or UTF-8 sequence too. Nothing is
 * allocated, but for a line that jansson judges. */
bool sg_record_read(struct sg_record *r, const char *line, size_t n, struct sg_fault *f,
                    bool *torn);

/* A number from 1 to 64 for a name of one byte or more. Most members that are asked for are not
 * there, and the tags of those that are tell so at once; the tag of one that is there tells where.
 */
static inline unsigned sg_name_tag(const char *name, size_t n)
{
    return (((unsigned)(unsigned char)name[0] * 5 + (unsigned)n) & 63) + 1;
}

/* Its bit in a set of names. */
static inline uint64_t sg_name_bit(unsigned tag)
{
    return UINT64_C(1) << (tag - 1);
}

/* Member of the outermost object / of an inner object by its (decoded) name; SG_ABSENT if none.
 * sg_val_get on anything but an object gives SG_ABSENT. `key` has no escapes. */
struct sg_val sg_record_get(const struct sg_record *r, const char *key);
struct sg_val sg_record_get_n(const struct sg_record *r, const char *name, size_t n);
struct sg_val sg_val_get(struct sg_val object, const char *key);

/* The outermost object itself as a value. */
struct sg_val sg_record_val(const struct sg_record *r);

/* The bytes of a value as they stand in the line (a string with its quotes): for p and n only, it
 * is no value to decode or compare. */
struct sg_val sg_val_raw(struct sg_val v);

/* Walks the elements of an array, or the members of an object (key may be NULL for arrays).
 * Any other kind has no elements. */
struct sg_iter {
    const char *p, *end;
    bool object;
};
struct sg_iter sg_iter(struct sg_val container);
bool sg_iter_next(struct sg_iter *it, struct sg_val *key, struct sg_val *val);

/* A path such as "persons.roles": names separated by dots; every list on the way is walked
 * through, so that the path stands for all values it reaches, in document order. */
struct sg_path {
    unsigned n;
    unsigned tag; /* sg_name_tag of the first name */
    struct {
        const char *p; /* borrowed from the text the path was made of */
        size_t n;
    } key[SG_PATH_KEYS];
};
/* false when text is empty, has an empty name or more than SG_PATH_KEYS names. */
bool sg_path_make(struct sg_path *path, const char *text, size_t n);

/* Its fields are the room's own. */
struct sg_walk {
    const struct sg_path *path;
    struct sg_val next;                    /* where the next step begins, SG_ABSENT: in the lists */
    unsigned keys;                         /* names of the path that are behind us */
    unsigned lists;                        /* bit k: a list met behind k names is being walked */
    struct sg_iter list[SG_PATH_KEYS + 1]; /* by k */
};
/* Starts at an object (or at every object of an array); next gives each value the path reaches,
 * itself never an array: a list at the end of the path gives its elements. */
void sg_walk(struct sg_walk *w, const struct sg_path *path, struct sg_val from);
void sg_walk_record(struct sg_walk *w, const struct sg_path *path, const struct sg_record *r);
bool sg_walk_next(struct sg_walk *w, struct sg_val *out);
/* What sg_walk_record and one sg_walk_next give; SG_ABSENT: nothing. Cheaper, since most values
 * stand behind one or two names, in no list. */
struct sg_val sg_path_first(const struct sg_path *path, const struct sg_record *r);

/* ---- values ---- */

bool sg_val_is(struct sg_val v, const char *text); /* string equal to text (decoded) */
bool sg_val_is_n(struct sg_val v, const char *text, size_t n);
/* Decodes a string into out (at most cap bytes); returns the length of the whole decoded text,
 * which did not fit when it is > cap. Not NUL-terminated. 0 for other kinds. */
size_t sg_val_text(struct sg_val v, char *out, size_t cap);
void sg_val_text_buf(struct sg_val v, struct sg_buf *out); /* appends the decoded text */
/* Whole number without fraction or exponent, in the range of int64_t. */
bool sg_val_int(struct sg_val v, int64_t *out);

/* ---- writing ---- */

/* Appends text (n bytes of valid UTF-8) as a JSON string with quotes: escapes ", \ and control
 * characters, nothing else. */
void sg_json_text(struct sg_buf *b, const char *text, size_t n);
/* Appends the raw bytes of a value. */
void sg_json_raw(struct sg_buf *b, struct sg_val v);

/* Appends the line with `members` ("\"region\":[...],...", no outer braces, no leading comma; n
 * may be 0) spliced in before its closing brace. Every other byte stays as it is. */
void sg_splice(struct sg_buf *b, const struct sg_record *r, const char *members, size_t n);

/* The same for members that may be there already: those of the outermost object whose names stand
 * in `own` (ends with NULL) are left out, and `members` takes the place of the first of them; only
 * when there is none it goes before the closing brace. Doing it again with the result changes
 * nothing. */
void sg_splice_over(struct sg_buf *b, const struct sg_record *r, const char *const own[],
                    const char *members, size_t n);

/* true when n bytes are valid UTF-8 (RFC 3629: no surrogates, no overlong forms). */
bool sg_utf8_valid(const char *p, size_t n);

#endif
