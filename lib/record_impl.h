/* SPDX-License-Identifier: EUPL-1.2 */
/* record, inside: what the parts of the room share. Nobody else includes this.
 *
 *   record_read    the pass: grammar, depth, outermost members
 *   record_mark    where the pass finds the ends of strings
 *   record_string  strings, escapes and UTF-8 inside the pass
 *   record_scalar  numbers and literals inside the pass
 *   record_keys    names twice in one object
 *   record_judge   jansson, for lines whose names the pass cannot compare
 *   record_skip    over an object or array of a checked line, fast
 *   record_walk    members, elements and paths of a checked line
 *   record_text    decoding, numbers, writing, splicing
 */
#ifndef SG_RECORD_IMPL_H
#define SG_RECORD_IMPL_H

#include "record.h"

#include <string.h>
#if defined(__SSE2__) && !defined(SG_NO_SIMD)
#include <emmintrin.h>
#endif

/* ---- many bytes at once ---- */

/* Eight bytes as a number whose lowest byte comes first, on every machine. */
static inline uint64_t sg_load8(const char *p)
{
    uint64_t x;
    memcpy(&x, p, sizeof x);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    x = __builtin_bswap64(x);
#endif
    return x;
}

/* A word whose bytes are all c. */
static inline uint64_t sg_all(char c)
{
    return 0x0101010101010101U * (unsigned char)c;
}

/* High bit set in the bytes of x that are 0; bytes above the first such byte may be wrong. */
static inline uint64_t sg_zero_bytes(uint64_t x)
{
    return (x - 0x0101010101010101U) & ~x & 0x8080808080808080U;
}

static inline unsigned sg_first_byte(uint64_t high_bits)
{
    return high_bits ? (unsigned)__builtin_ctzll(high_bits) / 8 : 8;
}

/* sg_special: place of the first byte, among the SG_BLOCK bytes at p, that cannot simply be passed
 * over in a string (a quote, a backslash, a control character, anything above ASCII).
 * sg_quoting: of the first quote or backslash. SG_BLOCK when there is none.
 * sg_special_bits: a bit for each special byte, the lowest for the first; sg_equal_bits: for each
 * c. With SG_NO_SIMD or without SSE2 eight bytes in one word. */
#if defined(__SSE2__) && !defined(SG_NO_SIMD)
enum { SG_BLOCK = 16 };

static inline unsigned sg_first_of(__m128i hits)
{
    /* One bit more than the block has bytes stands for "none". */
    return (unsigned)__builtin_ctz((unsigned)_mm_movemask_epi8(hits) | 0x10000U);
}

static inline __m128i sg_load16(const char *p)
{
    return _mm_loadu_si128((const __m128i *)(const void *)p);
}

static inline __m128i sg_special_bytes(__m128i x)
{
    /* Signed: above ASCII is negative, so one comparison finds that and the controls. */
    __m128i hits = _mm_cmplt_epi8(x, _mm_set1_epi8(0x20));
    hits = _mm_or_si128(hits, _mm_cmpeq_epi8(x, _mm_set1_epi8('"')));
    return _mm_or_si128(hits, _mm_cmpeq_epi8(x, _mm_set1_epi8('\\')));
}

static inline unsigned sg_special(const char *p)
{
    return sg_first_of(sg_special_bytes(sg_load16(p)));
}

static inline uint64_t sg_special_bits(const char *p)
{
    return (unsigned)_mm_movemask_epi8(sg_special_bytes(sg_load16(p)));
}

static inline unsigned sg_quoting(const char *p)
{
    __m128i x = sg_load16(p), hits = _mm_cmpeq_epi8(x, _mm_set1_epi8('"'));
    return sg_first_of(_mm_or_si128(hits, _mm_cmpeq_epi8(x, _mm_set1_epi8('\\'))));
}

static inline uint64_t sg_equal_bits(const char *p, char c)
{
    return (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(sg_load16(p), _mm_set1_epi8(c)));
}
#else
enum { SG_BLOCK = 8 };

/* Unlike sg_zero_bytes right for all of them. */
static inline uint64_t sg_all_zero_bytes(uint64_t x)
{
    const uint64_t low = sg_all(0x7f);
    return ~(((x & low) + low) | x | low);
}

/* The high bits of 8 bytes side by side. */
static inline uint64_t sg_high_bits(uint64_t x)
{
    return (x >> 7) * 0x0102040810204080U >> 56;
}

static inline uint64_t sg_special_bytes(uint64_t x)
{
    uint64_t controls = ~((x & sg_all(0x7f)) + sg_all(0x60));
    return ((controls | x) & sg_all('\x80')) | sg_all_zero_bytes(x ^ sg_all('"')) |
           sg_all_zero_bytes(x ^ sg_all('\\'));
}

static inline unsigned sg_special(const char *p)
{
    return sg_first_byte(sg_special_bytes(sg_load8(p)));
}

static inline uint64_t sg_special_bits(const char *p)
{
    return sg_high_bits(sg_special_bytes(sg_load8(p)));
}

static inline unsigned sg_quoting(const char *p)
{
    uint64_t x = sg_load8(p);
    return sg_first_byte(sg_zero_bytes(x ^ sg_all('"')) | sg_zero_bytes(x ^ sg_all('\\')));
}

static inline uint64_t sg_equal_bits(const char *p, char c)
{
    return sg_high_bits(sg_all_zero_bytes(sg_load8(p) ^ sg_all(c)));
}
#endif

static inline bool sg_is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static inline const char *sg_blanks(const char *p, const char *end)
{
    while (p < end && (unsigned char)*p <= ' ' && sg_is_blank(*p))
        p++;
    return p;
}

static inline bool sg_is_digit(char c)
{
    return (unsigned)(c - '0') <= 9;
}

/* By the first byte of a value; a table, because the branches of a switch here were mispredicted
 * more often than not. */
static inline enum sg_kind sg_kind_of(char first)
{
    static const unsigned char kinds[256] = {['{'] = SG_OBJECT, ['['] = SG_ARRAY, ['"'] = SG_STRING,
                                             ['t'] = SG_TRUE,   ['f'] = SG_FALSE, ['n'] = SG_NULL};
    unsigned kind = kinds[(unsigned char)first];
    return kind ? (enum sg_kind)kind : SG_NUMBER;
}

/* The value whose bytes are p up to `stop`; of a string with its quotes. */
static inline struct sg_val sg_span(const char *p, const char *stop, bool escaped)
{
    struct sg_val v = {p, (size_t)(stop - p), sg_kind_of(*p), false};
    if (v.kind == SG_STRING) {
        v.p++;
        v.n -= 2;
        v.escaped = escaped;
    }
    return v;
}

/* ---- the pass ---- */

/* Bytes of a line whose special ones are marked ahead, and of which a mark is never one of the last
 * SG_MARGIN. Where a token ends tells where the next begins: to search for each end in the bytes
 * themselves made the processor wait for one search after the other. */
enum { SG_MARKED = 4096, SG_MARGIN = 9 };

/* Names of the objects that are open, in one stack: 512 are plenty for any real signal, and a
 * line that needs more is jansson's. */
enum { SG_KEYS = 512 };

struct sg_key {
    uint64_t tag; /* equal names have equal tags */
    const char *p;
    size_t n;
};

struct sg_level {
    uint64_t bloom;       /* a bit for each name so far; a name whose bit is free is new */
    struct sg_key *first; /* its first name in the stack */
    struct sg_key *limit; /* where the stack ends for it */
    char closer;          /* the byte that ends the object or array */
};

/* One pass over one line. Each step takes the place where it begins and returns the place where
 * the next begins, or NULL when the line is refused; then `at` is the first byte that no valid
 * object can have there. A line that ran out while all was well has `at` == end, so "torn" needs
 * no bookkeeping of its own. */
struct sg_pass {
    const char *end;
    const char *marked; /* where `marks` begin */
    const char *plenty; /* before it, marks tell what comes, and SG_MARGIN bytes can be read */
    const char *at;
    enum sg_reason reason;
    const char *wrong; /* what is wrong at `at`, a clause without content of the line */
    struct sg_record *r;
    bool escaped; /* a string has a backslash, since this was last set to false */
    bool judge;   /* a name has an escape, or there are too many: jansson decides on duplicates */
    struct sg_level *in; /* the innermost open object or array; `level` itself when none is */
    struct sg_key *top;  /* where the next name goes */
    struct sg_level level[SG_DEPTH + 1];
    struct sg_key key[SG_KEYS];
    char marks[SG_MARKED / 8 + sizeof(uint64_t)];
};

/* Refuses: always NULL. */
const char *sg_refuse(struct sg_pass *s, const char *at, enum sg_reason reason, const char *wrong);

/* Puts a bit for each special byte of 64 * words at p, from `to` on. */
typedef void sg_mark_fn(char *to, const char *p, size_t words);
enum sg_mark_by { SG_MARK_PLAIN, SG_MARK_AVX512 };
sg_mark_fn *sg_marker(enum sg_mark_by by); /* NULL: this processor cannot */

/* Marks what comes from p on. */
void sg_mark(struct sg_pass *s, const char *p);

/* What is special among the 57 bytes or more that begin at p < s->plenty: a bit for each, the
 * lowest for p; 0: nothing, or it is not marked. */
static inline uint64_t sg_marks_at(const struct sg_pass *s, const char *p)
{
    size_t i = (size_t)(p - s->marked);
    return sg_load8(s->marks + i / 8) >> i % 8;
}

/* From behind the opening quote to the closing quote; sets s->escaped when there is a backslash. */
const char *sg_string_rest(struct sg_pass *s, const char *p);

static inline const char *sg_string(struct sg_pass *s, const char *p)
{
    uint64_t marks = p < s->plenty ? sg_marks_at(s, p) : 0;
    if (marks && p[__builtin_ctzll(marks)] == '"') /* most strings are short and plain */
        return p + __builtin_ctzll(marks);
    return sg_string_rest(s, p);
}

/* From the first byte of a number or literal to behind it; what may follow it is not looked at. */
const char *sg_scalar(struct sg_pass *s, const char *p);

/* Length of the UTF-8 sequence at p (left > 0), or -k when its byte k cannot stand there
 * (k == left: the bytes ran out). */
int sg_utf8_step(const char *p, size_t left);

/* Whether the innermost open object has the name already; `wanted` is the place for the next. */
bool sg_key_among(const struct sg_pass *s, const struct sg_key *wanted);

enum sg_verdict { SG_UNIQUE, SG_TWICE, SG_NO_MEMORY, SG_DISAGREE };
/* Asks jansson whether an object in p[0..n), which the pass found to be otherwise valid or cut
 * off, has a name twice; *at is then the offset behind the second one. */
enum sg_verdict sg_judge(const char *p, size_t n, size_t *at);

/* ---- checked text ---- */

/* From an opening bracket to behind the one that closes it. */
const char *sg_skip(const char *p, const char *end);

/* Takes the next decoded piece of a string's text: returns its length and where it stands, in the
 * text itself or in `room`; 0 at the end. */
size_t sg_decode(const char **p, const char *end, char room[4], const char **piece);

/* sg_val_get by a name that need not be NUL-terminated. */
struct sg_val sg_val_get_n(struct sg_val object, const char *name, size_t n);

#endif
