/* SPDX-License-Identifier: EUPL-1.2 */
/* Over an object or array of a checked line, 64 bytes at a time: a word with a bit a byte for each
 * kind of byte that matters. Only the brackets outside strings are looked at one by one; from quote
 * to quote, 20 short strings a person, it took four times as long. */
#include "record_impl.h"

enum { WORD = 64 };

struct marks {
    uint64_t quote, backslash, open, close; /* lowest bit: first byte */
};

#if defined(__SSE2__) && !defined(SG_NO_SIMD)
static inline uint64_t bits_of(const char *p, char fold, char c)
{
    uint64_t bits = 0;
    for (int i = WORD - 16; i >= 0; i -= 16) {
        __m128i x = _mm_or_si128(sg_load16(p + i), _mm_set1_epi8(fold));
        bits = bits << 16 | (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(x, _mm_set1_epi8(c)));
    }
    return bits;
}

/* [ and { differ in the bit 0x20, ] and } too; nothing else folds onto them. */
static inline struct marks marks_of(const char *p)
{
    return (struct marks){bits_of(p, 0, '"'), bits_of(p, 0, '\\'), bits_of(p, 0x20, '{'),
                          bits_of(p, 0x20, '}')};
}
#else
static inline uint64_t bits_of(uint64_t x, char c)
{
    return sg_high_bits(sg_all_zero_bytes(x ^ sg_all(c)));
}

static inline struct marks marks_of(const char *p)
{
    struct marks m = {0, 0, 0, 0};
    for (int i = 0; i < WORD; i += 8) {
        uint64_t x = sg_load8(p + i), folded = x | sg_all(0x20);
        m.quote |= bits_of(x, '"') << i;
        m.backslash |= bits_of(x, '\\') << i;
        m.open |= bits_of(folded, '{') << i;
        m.close |= bits_of(folded, '}') << i;
    }
    return m;
}
#endif

/* What is left of the block before. */
struct carry {
    uint64_t in_string; /* all bits set: the block begins inside a string */
    bool escaped;       /* its first byte stands behind a backslash */
};

/* The bytes that stand behind a backslash which is none itself. */
static uint64_t escaped_bytes(uint64_t backslash, struct carry *carry)
{
    uint64_t escaped = carry->escaped;
    backslash &= ~escaped;
    carry->escaped = false;
    while (backslash) {
        uint64_t first = backslash & (~backslash + 1);
        carry->escaped = first >> 63;
        escaped |= first << 1;
        backslash &= ~(first | first << 1);
    }
    return escaped;
}

/* The bytes inside strings: those with an odd number of quotes before them. */
static uint64_t inside_strings(const struct marks *m, struct carry *carry)
{
    uint64_t x = m->quote;
    if (m->backslash || carry->escaped)
        x &= ~escaped_bytes(m->backslash, carry);
    for (unsigned shift = 1; shift < WORD; shift *= 2)
        x ^= x << shift;
    x ^= carry->in_string;
    carry->in_string = 0 - (x >> 63);
    return x;
}

const char *sg_skip(const char *p, const char *end)
{
    struct carry carry = {0, false};
    unsigned depth = 0;
    for (; p < end; p += WORD) {
        char last[WORD];
        const char *block = p;
        if (end - p < WORD) {
            memset(last, ' ', WORD);
            memcpy(last, p, (size_t)(end - p));
            block = last;
        }
        struct marks m = marks_of(block);
        uint64_t brackets = (m.open | m.close) & ~inside_strings(&m, &carry);
        for (; brackets; brackets &= brackets - 1) {
            uint64_t bit = brackets & (~brackets + 1);
            if (m.open & bit)
                depth++;
            else if (--depth == 0)
                return p + __builtin_ctzll(bit) + 1;
        }
    }
    return end;
}
