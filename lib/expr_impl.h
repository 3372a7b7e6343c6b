/* SPDX-License-Identifier: EUPL-1.2 */
/* What the parts of expr share; for this room only.
 *
 * token -> name, value -> parse -> a flat list of steps -> eval. Everything that the profile or
 * the calendar can decide is decided while compiling: codes are checked, dates are spans of days,
 * groups are their codes, regions are bitmaps over the numbers of municipalities, needles are
 * folded. A condition "municipality in region x and received >= 2020" is then two look-ups. */
#ifndef SG_EXPR_IMPL_H
#define SG_EXPR_IMPL_H

#include "buf.h"
#include "expr.h"

#include <string.h>

enum {
    EXPR_SCOPES = 5,        /* lists opened within each other (and the one compiled for) */
    EXPR_DEPTH = 32,        /* nesting of parentheses, not and quantifiers */
    EXPR_STEPS = 4096,      /* of a program */
    EXPR_KEYS = 4,          /* names in a path; the field table has at most 3 */
    EXPR_REGION = 10000 / 8 /* bytes of a bitmap over GM0000..GM9999 */
};

/* ---- the program ---- */

/* A program is read from front to back and has one truth at hand. "a and b" is
 *     test a; AND_THEN (when a is NO, go behind AND; else put it aside); test b; AND (both) */
enum expr_op {
    EXPR_TEST,     /* the truth of one comparison */
    EXPR_EACH,     /* what a quantifier makes of the steps behind it, up to `to` */
    EXPR_NOT,      /* turned around */
    EXPR_SURELY,   /* unsure becomes NO */
    EXPR_AND_THEN, /* NO decides: go on at `to`; else it waits */
    EXPR_OR_ELSE,  /* YES decides: the same */
    EXPR_AND,      /* together with the one that waited last */
    EXPR_OR
};

/* How a test looks at each value that its path reaches. */
enum expr_leaf {
    LEAF_STATE,    /* is it known, unknown, present */
    LEAF_WORD,     /* a text among `words` */
    LEAF_CONTAINS, /* a text that contains the folded words[first] */
    LEAF_REGION,   /* a municipality in the bitmap maps[first] */
    LEAF_INT,      /* what follows is compared with `spans` */
    LEAF_DATE,
    LEAF_MOMENT,
    LEAF_TIME,
    LEAF_AGE, /* of the person that the path reaches */
    LEAF_AGE_STATE,
    LEAF_BODY,  /* quantifier: the steps of its body, for this element */
    LEAF_COUNT, /* quantifier without a body: each known value counts */
};

/* EXPR_TEST: the relation of a value to a span. LEAF_STATE: which state. EXPR_EACH: which
 * quantifier, or the relation of the number of elements to a span. */
enum expr_relation {
    RELATION_EQ,
    RELATION_LT,
    RELATION_LE,
    RELATION_GT,
    RELATION_GE,
    RELATION_ANY,
    RELATION_NONE,
    RELATION_EVERY,
    STATE_KNOWN,
    STATE_UNKNOWN,
    STATE_PRESENT
};

/* Where a path starts: the signal is 0, the element of the n-th quantifier around is n. */
enum {
    FROM_SIGNAL = 0,
    FROM_MINOR = EXPR_SCOPES + 1, /* derived ones: no path follows */
    FROM_RESPONSIBLE,
    FROM_PLACE,
    FROM_SPACE
};

struct expr_step {
    uint8_t op, leaf, relation, from;
    uint8_t level;           /* LEAF_BODY: the scope that its elements are */
    uint8_t keys;            /* names in key[] */
    bool negate;             /* turn the truth around at the end */
    bool knows_unknown;      /* "unknown" is not an ordinary text in this field */
    bool or_unknown;         /* `unknown` was among the values asked for */
    uint32_t key[EXPR_KEYS]; /* names of the path: offsets into `text`, NUL-terminated */
    uint8_t key_n[EXPR_KEYS];
    uint8_t about;         /* shared: the scope whose element it is about; 0: the signal */
    uint16_t shared;       /* TEST, EACH: its number among the equal ones, from 1; 0: it has none */
    uint32_t to;           /* where to go on */
    uint32_t first, count; /* words or spans; maps: first */
    uint32_t said;         /* TEST, EACH: as written, an offset into `text` */
    int16_t field;         /* TEST, EACH: index of the field that is asked */
    struct sg_date on;     /* LEAF_AGE: the day; y = 0: the day of receipt */
};

struct expr_word {
    uint32_t at, n; /* in `text` */
};

/* Inclusive: days (see sg_expr_days), years of age, minutes, numbers. */
struct expr_span {
    int64_t lo, hi;
};

struct sg_expr {
    struct expr_step *step;
    struct expr_word *word;
    struct expr_span *span;
    unsigned char (*map)[EXPR_REGION];
    uint32_t steps, words, spans, maps;
    uint32_t step_cap, word_cap, span_cap, map_cap;
    struct sg_buf text;
    unsigned scope;       /* 1: compiled for the element of a list */
    const char *personal; /* path of the first personal field that is compared, or NULL */
};

/* ---- compiling ---- */

enum expr_kind {
    TOKEN_END,
    TOKEN_WORD,
    TOKEN_QUOTED, /* p, n: what is between the quotes, a doubled quote still doubled */
    TOKEN_OPEN,
    TOKEN_CLOSE,
    TOKEN_COMMA,
    TOKEN_PLUS,
    TOKEN_MINUS,
    TOKEN_EQ,
    TOKEN_NE,
    TOKEN_LT,
    TOKEN_LE,
    TOKEN_GT,
    TOKEN_GE
};

struct expr_token {
    enum expr_kind kind;
    const char *p;
    size_t n, line, column; /* column in bytes, 1-based */
};

struct expr_compiler {
    struct sg_expr *e;
    const struct sg_profile *profile;
    struct sg_date today;
    const char *at, *end, *line_start; /* of the text that is still to be read */
    const char *behind;                /* the end of the token before the next one */
    size_t line;
    struct expr_token token;                       /* the next one */
    const struct sg_field *scope[EXPR_SCOPES + 1]; /* the list of each level; [0] is unused */
    unsigned levels;                               /* of the innermost scope */
    const char *named[EXPR_DEPTH]; /* the conditions of the profile that are being read */
    unsigned names;
    unsigned base; /* levels that a named condition does not see: it is about the signal */
    unsigned depth;
    struct sg_fault *f;
};

/* What a relation is about: a field, an age or a count. */
struct expr_subject {
    struct expr_token token;      /* where it stands */
    const struct sg_field *field; /* NULL: a count */
    enum sg_type type;
    bool age;
    uint32_t step; /* its step */
};

/* token: reads the next one into c->token. */
bool sg_expr_next(struct expr_compiler *c);
bool sg_expr_is_word(const struct expr_token *t, const char *word);
/* Reads on when the next token is this word; then true. *ok is cleared when reading failed. */
bool sg_expr_take_word(struct expr_compiler *c, const char *word, bool *ok);
/* Fills the fault with the position of a token. Always false. */
bool sg_expr_fault(struct expr_compiler *c, const struct expr_token *t, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* "expected WHAT, found ..." at the next token. Never quotes a word: it may be part of a name that
 * was written without quotes. Always false. */
bool sg_expr_expected(struct expr_compiler *c, const char *what);
/* The same, with the near miss among words that could stand here (NULL ends them). */
bool sg_expr_expected_word(struct expr_compiler *c, const char *what, const char *const *words);
/* The text of a word or quoted text, doubled quotes undone; its length in *n, at most cap. */
bool sg_expr_content(struct expr_compiler *c, const struct expr_token *t, char *out, size_t cap,
                     size_t *n);
/* A word as a message may show it: quoted, cut, without control characters; "this" when the
 * expression has to do with personal content. */
struct expr_shown {
    char s[64];
};
struct expr_shown sg_expr_show(const struct expr_compiler *c, const struct expr_token *t);

/* name: finds what c->token names and reads on; makes its step. */
bool sg_expr_name(struct expr_compiler *c, struct expr_subject *s);
/* The same for the list of a quantifier; plain: a list of codes or texts will do. */
bool sg_expr_list(struct expr_compiler *c, bool plain, struct expr_subject *s);

/* value: reads one value for the subject into the program's pool. */
bool sg_expr_value(struct expr_compiler *c, const struct expr_subject *s);
/* A text to look for, folded. */
bool sg_expr_needle(struct expr_compiler *c, const struct expr_subject *s);
/* A date as an expression may write it: 2024, 2024-03-01, today - 30 days. */
bool sg_expr_date(struct expr_compiler *c, struct sg_date *d);
/* The days that a date can mean, as numbers in their order. */
struct expr_span sg_expr_days(struct sg_date d);
/* The code list of a field of codes or of countries. */
const char *sg_expr_code_list(const struct expr_subject *s);
/* Minutes since midnight of a valid HH:MM. */
int64_t sg_expr_minute(const char *hh_mm);

/* region: the name of a region into the step's bitmap; of a group, into its words. */
bool sg_expr_region(struct expr_compiler *c, const struct expr_subject *s);
bool sg_expr_group(struct expr_compiler *c, const struct expr_subject *s, const char *list);
/* The number in "GM0267", the bit in a bitmap; -1: that is no code. */
int sg_expr_gm(const char *code, size_t n);

/* relation: `= x`, `in (a, b)`, `is known`, ... of a subject. */
bool sg_expr_relation(struct expr_compiler *c, const struct expr_subject *s);

/* parse: the whole expression. */
bool sg_expr_parse(struct expr_compiler *c);

/* Keeps what was written from `start` up to the last token, as what the step says. */
bool sg_expr_said(struct expr_compiler *c, uint32_t step, const char *start);

/* ---- running ---- */

struct expr_sight {
    const struct sg_expr *e;
    const struct sg_record *r;
    struct sg_val scope[EXPR_SCOPES + 1]; /* the element of each open list; [0] is unused */
    unsigned row[EXPR_SCOPES + 1];        /* with `seen`: the row of each; 0: it has none */
    struct sg_grounds *why;               /* NULL: nobody asks */
    struct sg_expr_seen *seen;            /* NULL: nothing is kept */
};

/* sg_val_is_n for the hot path: values are short and hardly ever have escapes. */
static inline bool expr_is_text(struct sg_val v, const char *text, size_t n)
{
    if (v.escaped)
        return sg_val_is_n(v, text, n);
    return v.n == n && v.kind == SG_STRING && memcmp(v.p, text, n) == 0;
}

/* eval: the truth of one TEST or EACH step. */
enum sg_truth sg_expr_step_truth(struct expr_sight *s, const struct expr_step *step);
/* grounds: of the steps of a body, for the element that is in sight. */
enum sg_truth sg_expr_why(struct expr_sight *s, uint32_t from, uint32_t to);

static inline enum sg_truth truth_not(enum sg_truth t)
{
    return t == SG_UNSURE ? t : t == SG_YES ? SG_NO : SG_YES;
}

static inline enum sg_truth truth_and(enum sg_truth a, enum sg_truth b)
{
    if (a == SG_NO || b == SG_NO)
        return SG_NO;
    return a == SG_YES && b == SG_YES ? SG_YES : SG_UNSURE;
}

static inline enum sg_truth truth_or(enum sg_truth a, enum sg_truth b)
{
    if (a == SG_YES || b == SG_YES)
        return SG_YES;
    return a == SG_NO && b == SG_NO ? SG_NO : SG_UNSURE;
}

/* span: whatever a value within `a` is, is it so related to one of the spans of the step? */
enum sg_truth sg_expr_compare(const struct sg_expr *e, const struct expr_step *step,
                              struct expr_span a);
/* The span that a value stands for, seen as a leaf of numbers, dates, moments or times. false:
 * nothing that can be compared. */
bool sg_expr_span_of(unsigned leaf, struct sg_val v, struct expr_span *a);

/* ---- what was seen of one signal ---- */

enum { SEEN_ROWS = 32, SEEN_MEMBERS = 256 };

/* An object or array within the signal, by its members or elements. */
struct expr_inside {
    uint64_t names; /* as of a record */
    const struct sg_member *m;
    unsigned count;
};

/* Row 0 is about the signal, the others about the objects and arrays that somebody looked into. */
struct sg_expr_seen {
    const struct sg_record *r;
    size_t shared;
    unsigned char *truth; /* a row of `shared` each: 0 not yet, else 1 + the truth */
    unsigned rows, members;
    const char *at[SEEN_ROWS]; /* where each stands in the line */
    struct expr_inside inside[SEEN_ROWS];
    struct sg_member m[SEEN_MEMBERS]; /* the pool of them all */
};

/* seen: the row of an object or array; 0: it is neither, or there is no room for it. */
unsigned sg_expr_seen_row(struct sg_expr_seen *seen, struct sg_val v);
/* sg_val_get. */
struct sg_val sg_expr_seen_get(struct sg_expr_seen *seen, struct sg_val v, const char *key,
                               size_t n);

/* ---- as a tree ---- */

/* A program as the tree that it was: for looking at it, not for running it. */
struct expr_node {
    const struct expr_step *step;         /* TEST, EACH, NOT, SURELY, AND, OR */
    const struct expr_node *left, *right; /* EACH: left is the body, NULL without one */
};
/* tree: all nodes of a program, to be freed with free(); the root is *root. NULL: no memory. */
struct expr_node *sg_expr_tree(const struct sg_expr *e, const struct expr_node **root);
/* Appends a text that is the same for those nodes only that always have the same truth. */
void sg_expr_put_node(const struct sg_expr *e, const struct expr_node *n, struct sg_buf *out);

/* ---- pools ---- */

/* The pools. false: no memory, or too much; the fault is set. */
bool sg_expr_add_step(struct expr_compiler *c, enum expr_op op, uint32_t *index);
bool sg_expr_add_word(struct expr_compiler *c, struct expr_step *s, const char *p, size_t n);
bool sg_expr_add_span(struct expr_compiler *c, struct expr_step *s, int64_t lo, int64_t hi);
bool sg_expr_add_key(struct expr_compiler *c, struct expr_step *s, const char *p, size_t n);
/* The bitmap of a step, made empty when it has none yet; NULL: the fault is set. */
unsigned char *sg_expr_map(struct expr_compiler *c, struct expr_step *s);

#endif
