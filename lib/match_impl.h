/* SPDX-License-Identifier: EUPL-1.2 */
/* match_impl - shared by the parts of the room match. */
#ifndef SG_MATCH_IMPL_H
#define SG_MATCH_IMPL_H

#include "csv.h"
#include "match.h"
#include "registry.h"
#include "when.h"

/* ---- names (match_name.c) ---- */

enum { SG_NAME_BYTES = 200, SG_NAME_WORDS = 16 };

/* A name in its normal form: folded, "Vries, Jan de" turned about, titles and prefixes (van der,
 * v.d., 't, el) gone, ij as y. Words of one letter are initials. What does not fit is cut off. */
struct sg_name {
    char text[SG_NAME_BYTES]; /* the words with a blank between */
    size_t n;
    struct sg_word {
        const char *p; /* into some text */
        size_t n;
    } word[SG_NAME_WORDS];
    size_t words;
    uint16_t letters; /* a bit for what each word begins with: c as k, z as s, v and w as f ... */
};
void sg_name_form(const char *s, size_t n, struct sg_name *out);
/* The words of a normal form that is kept elsewhere: text is empty then. */
void sg_name_split(const char *text, size_t n, struct sg_name *out);
/* The words in the order of their bytes, a blank between; returns how many bytes (<= cap). */
size_t sg_name_sorted(const struct sg_name *name, char *out, size_t cap);

/* An organisation's name: folded, letters and digits only, without its legal form; "spoken": as it
 * sounds, without what separates words. Both NUL-terminated, cut off at SG_NAME_BYTES. */
void sg_firm_form(const char *s, size_t n, char plain[SG_NAME_BYTES], char spoken[SG_NAME_BYTES]);

/* How a word sounds in Dutch, roughly: c/k, z/s, v/f/w, ei/ij/y, doubled letters ... */
size_t sg_spoken(const char *word, size_t n, char *out, size_t cap);
/* Two words of a name that are spelled differently and may be the same: they sound alike, or one
 * letter is wrong of at least six, two of at least ten. A final a or e that only one has makes
 * another name of it (Simon, Simone). */
bool sg_alike(const struct sg_word *a, const struct sg_word *b);
/* One letter is wrong, but not the first, of at least four. */
bool sg_slip(const struct sg_word *a, const struct sg_word *b);

/* ---- other normal forms (match_form.c): the length, 0: holds nothing to compare ---- */

size_t sg_plate_form(const char *s, size_t n, char *out, size_t cap);
size_t sg_addition_form(const char *s, size_t n, char *out, size_t cap);
size_t sg_street_form(const char *s, size_t n, char *out, size_t cap);
/* Digits alone, with the zeros that a spreadsheet took away; 0: not a number of eight digits. */
uint32_t sg_kvk_form(const char *s, size_t n);

enum sg_contact { SG_AS_NOTHING, SG_AS_PHONE, SG_AS_EMAIL, SG_AS_ACCOUNT, SG_AS_PROFILE };
/* What a contact is and its normal form, NUL-terminated, by its kind (a code of contact-kind, or
 * "") and its looks. Telephone: +31 6, 0031 6 and 06 are the same. Profile: the handle; *site is
 * the name of the site without "www." and ending, or "" when only a handle stands there. */
enum sg_contact sg_contact_form(const char *kind, const char *s, size_t n, char out[SG_NAME_BYTES],
                                char site[SG_NAME_BYTES]);

/* ---- facts (match_facts.c, match_signal.c) ---- */

enum sg_on {
    SG_ON_PERSON,
    SG_ON_ADDRESS,
    SG_ON_ORGANISATION,
    SG_ON_VEHICLE,
    SG_ON_PHONE,
    SG_ON_EMAIL,
    SG_ON_ACCOUNT,
    SG_ON_PROFILE
};

/* By which normal form facts meet; part of what is hashed. */
enum sg_by {
    SG_BY_ID,       /* of a signal: finds its rank */
    SG_BY_NAME,     /* sorted words; value: birth */
    SG_BY_BIRTH,    /* a whole day; value: birth */
    SG_BY_POSTCODE, /* with number; value: hash of the addition, 0: none */
    SG_BY_STREET,   /* with number and municipality; value likewise */
    SG_BY_KVK,
    SG_BY_FIRM,   /* plain name; value: KvK, 0: none */
    SG_BY_SPOKEN, /* spoken name; value likewise; text: hash of the plain name */
    SG_BY_PLATE,
    SG_BY_CONTACT, /* telephone, e-mail, account */
    SG_BY_HANDLE   /* value: hash of the site, 0: none */
};

/* What is known of a day of birth, in 32 bits: a whole day as year << 9 | month << 5 | day, else
 * RANGE | first year << 9 | last year, years counted from 1700; not known: all of them. */
enum { SG_BIRTH_ERA = 1700, SG_BIRTH_SPAN = 511 };
#define SG_BIRTH_RANGE UINT32_C(0x80000000)
#define SG_BIRTH_UNKNOWN (SG_BIRTH_RANGE | SG_BIRTH_SPAN)

/* Bits of a fact; a full name has two words that are no initials. */
enum { SG_SEX_F = 1, SG_SEX_M = 2, SG_FULL_NAME = 4, SG_HAS_POSTCODE = 8 };

/* One key of a fact, with what its rule needs. 32 bytes. */
struct sg_fact {
    uint64_t key[2];
    uint32_t rank; /* of the signal, earlier first; of a list, the line of its row */
    uint32_t value;
    uint32_t text;    /* of a person: where its name begins in the names; see enum sg_by */
    uint16_t letters; /* of a name */
    uint8_t origin;   /* 1 + place in the code list; 0: not said */
    uint8_t bits;
};

/* The facts of a signal, or of many. */
struct sg_facts {
    struct sg_fact *at;
    size_t n, cap;
    struct sg_mark {   /* of each, when it is a question and not an answer */
        uint32_t item; /* which element, from 1 */
        uint8_t by, on;
    } * mark;
    struct sg_buf names; /* normal forms of names, each with its NUL */
    uint32_t kinds;      /* a bit for each sg_by that there is a key of */
    bool marked, failed; /* marks are wanted; memory ran out */
    const struct sg_profile *p;
    const unsigned char *key;
};

struct sg_source { /* where a fact stands */
    uint32_t item, rank;
    uint8_t origin;
};
void sg_fact_id(struct sg_facts *f, const char *id, size_t n, uint32_t rank);
void sg_fact_person(struct sg_facts *f, const struct sg_source *at, const char *name, size_t n,
                    uint32_t birth, uint8_t sex);
struct sg_address {
    const char *postcode, *street, *addition, *municipality; /* NUL-terminated, "" when absent */
    int64_t number;                                          /* 0: absent */
};
void sg_fact_address(struct sg_facts *f, const struct sg_source *at, const struct sg_address *a);
void sg_fact_firm(struct sg_facts *f, const struct sg_source *at, const char *name, uint32_t kvk);
void sg_fact_vehicle(struct sg_facts *f, const struct sg_source *at, const char *plate, size_t n);
/* kind: a code of contact-kind, "" when absent. */
void sg_fact_contact(struct sg_facts *f, const struct sg_source *at, const char *kind,
                     const char *value, size_t n);
/* A person of a signal, also of one that is restricted. */
void sg_facts_one(struct sg_facts *f, const struct sg_record *r, struct sg_val one);
/* All of a signal; none of one that is restricted. Returns its day of receipt. */
struct sg_date sg_facts_of(struct sg_facts *f, const struct sg_record *r, uint32_t rank);
void sg_facts_clear(struct sg_facts *f);
void sg_facts_free(struct sg_facts *f);
void sg_fact_hash(const struct sg_facts *f, enum sg_by by, const char *p, size_t n,
                  uint64_t key[2]);

/* ---- the rules (match_rules.c) ---- */

/* Why a match is near: code and score of each rule, as published in sig-enrich(1). */
#define SG_RULES(X)                       \
    X(EXACT, "", 100)                     \
    X(NAME_ORDER, "name-order", 95)       \
    X(NAME_PART, "name-part", 80)         \
    X(SPELLING, "spelling", 80)           \
    X(INITIALS, "initials", 75)           \
    X(BIRTH_SWAPPED, "birth-swapped", 80) \
    X(BIRTH_DIGIT, "birth-digit", 70)     \
    X(BIRTH_YEAR, "birth-year", 55)       \
    X(NAME_ONLY, "name-only", 40)         \
    X(STREET, "street", 80)               \
    X(ADDITION, "addition", 60)           \
    X(SAME_NAME, "same-name", 80)         \
    X(SOUNDS_ALIKE, "sounds-alike", 65)   \
    X(OTHER_NUMBER, "other-number", 50)   \
    X(HANDLE, "handle", 60)
enum sg_rule {
    SG_RULE_NONE,
#define SG_X(name, code, score) SG_RULE_##name,
    SG_RULES(SG_X)
#undef SG_X
        SG_RULE_COUNT
};
extern const char *const sg_rule_code[SG_RULE_COUNT];
extern const unsigned char sg_rule_score[SG_RULE_COUNT];

/* The rule of persons with the same day of birth: all words of one of them have a like in the
 * other, which begins with the same letter. false: no need to look at their names. */
static inline bool sg_letters_fit(const struct sg_fact *a, const struct sg_fact *b)
{
    return !(a->letters & ~b->letters) || !(b->letters & ~a->letters);
}

/* Two facts that share a key, of kind `by`: which rule makes them the same, SG_RULE_NONE: none.
 * The names are those of persons, "" for others. `list`: b is a row of a list. */
enum sg_rule sg_rule_of(enum sg_by by, const struct sg_fact *a, const char *a_name,
                        const struct sg_fact *b, const char *b_name, bool list);

/* ---- what is known (match_index.c) ---- */

struct sg_known {
    struct sg_fact *at; /* grouped by key, within a key by rank */
    size_t n;
    uint32_t kinds;  /* a bit for each sg_by that there is a key of */
    uint32_t *first; /* of each bucket, and the end */
    unsigned bits;   /* of a key's first word: its bucket */
    struct sg_buf names;
    struct sg_known_signal { /* by rank; of a list: none */
        uint32_t id;         /* where in ids: id, NUL, number of the case, NUL */
        struct sg_date received;
    } * signal;
    struct sg_buf ids;
    struct sg_buf list; /* of a list: the members that name it */
    bool is_list;
};

/* Groups the facts of n parts, whose ranks are final, and takes their names. false: MEMORY. */
bool sg_known_build(struct sg_known *k, struct sg_facts *const part[], size_t n, unsigned threads,
                    struct sg_fault *f);
/* Whether it has any key of that kind: a list of persons is not searched for an address. */
static inline bool sg_known_has(const struct sg_known *k, enum sg_by by)
{
    return k->kinds >> by & 1;
}
/* The facts with a key, by rank: how many, *from the first; and how many of those have a rank below
 * `before`. */
size_t sg_known_find(const struct sg_known *k, const uint64_t key[2], const struct sg_fact **from);
size_t sg_known_before(const struct sg_fact *from, size_t n, uint32_t before);
/* What a search for a key will read: called for all keys with step 0, then for all with step 1. And
 * what the rules will read of the facts that were found for a fact, and what is written of them. */
void sg_known_prefetch(const struct sg_known *k, const uint64_t key[2], int step);
void sg_known_prefetch_more(const struct sg_known *k, enum sg_by by, const struct sg_fact *fact,
                            const struct sg_fact *from, size_t n);
void sg_known_free(struct sg_known *k);

struct sg_matcher {
    const struct sg_profile *p;
    unsigned char key[SG_HASH];
    struct sg_known registry;
    struct sg_revisions *revisions; /* of the registry */
    struct sg_known *list;          /* in the order of the options */
    size_t lists;
};
/* Into m->registry. */
bool sg_known_registry(struct sg_matcher *m, const struct sg_matcher_opt *opt, struct sg_fault *f);
bool sg_known_list(struct sg_known *k, const struct sg_matcher *m, const struct sg_matcher_opt *opt,
                   const char *option, struct sg_fault *f);

/* ---- lists (match_map.c) ---- */

enum sg_cell {
    SG_AT_NAME,
    SG_AT_BORN,
    SG_AT_POSTCODE,
    SG_AT_NUMBER,
    SG_AT_ADDITION,
    SG_AT_STREET,
    SG_AT_PLACE,
    SG_AT_FIRM,
    SG_AT_KVK,
    SG_AT_CELLS /* a column that is not taken */
};
enum sg_ref_kind { SG_REF_PERSONS, SG_REF_ORGANISATIONS, SG_REF_ADDRESSES, SG_REF_PERMITS };
enum { SG_REF_COLUMNS = 32 };

/* A reference list as option and mapping describe it. */
struct sg_ref {
    enum sg_ref_kind kind;
    char *option; /* its copy, into which file and map point */
    const char *file, *map;
    char *name, *ground;
    struct sg_date date;
    size_t columns;
    struct sg_ref_column {
        char *header; /* spellings with '|' */
        enum sg_cell cell;
        size_t line; /* of the mapping */
        bool required;
        size_t at; /* the file's column, once bound */
    } column[SG_REF_COLUMNS];
};
/* The option, then its mapping. false: *f; to be freed all the same. */
bool sg_ref_open(struct sg_ref *ref, const char *option, struct sg_date today, struct sg_fault *f);
/* The mapping alone: map, kind, and what the option gave stand there. Day and ground may be missing
 * then. */
bool sg_ref_read(struct sg_ref *ref, struct sg_date today, struct sg_fault *f);
/* What a field of a mapping gives; SG_AT_CELLS: it is none of a list. */
enum sg_cell sg_ref_cell(const char *path);
/* Which of the file's columns are meant. false: *f is BAD_MAP. */
bool sg_ref_bind(struct sg_ref *ref, const struct sg_row *header, struct sg_fault *f);
bool sg_ref_fault(struct sg_fault *f, enum sg_reason reason, const char *file, size_t line,
                  const char *column, const char *text);
void sg_ref_free(struct sg_ref *ref);
/* Reads the rows of a list whose mapping was read, and keeps nothing. */
void sg_ref_check(struct sg_ref *ref, const struct sg_profile *p, const struct sg_list_report *to);

#endif
