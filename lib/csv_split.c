/* SPDX-License-Identifier: EUPL-1.2 */
/* Rows without unusual quotes: 64 bytes at a time are turned into a bit for each byte that matters.
 */
#include "csv_impl.h"

#include "text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum { CHUNK = 64 };

struct bits {
    uint64_t stop; /* delimiter, quote, CR, LF, NUL */
    uint64_t high; /* bytes above 127 */
};

#ifdef __SSE2__

static __m128i load(const char *p)
{
    return _mm_loadu_si128((const __m128i *)(const void *)p);
}

static __m128i equal(__m128i v, char c)
{
    return _mm_cmpeq_epi8(v, _mm_set1_epi8(c));
}

static struct bits classify(const char *p, char delimiter)
{
    struct bits b = {0, 0};
    for (int i = 0; i < CHUNK; i += 16) {
        __m128i v = load(p + i);
        __m128i line = _mm_or_si128(equal(v, '\n'), equal(v, '\r'));
        __m128i other = _mm_or_si128(equal(v, '"'), equal(v, '\0'));
        __m128i stop = _mm_or_si128(_mm_or_si128(line, other), equal(v, delimiter));
        b.stop |= (uint64_t)(unsigned)_mm_movemask_epi8(stop) << i;
        b.high |= (uint64_t)(unsigned)_mm_movemask_epi8(v) << i;
    }
    return b;
}

#else

static struct bits classify(const char *p, char delimiter)
{
    struct bits b = {0, 0};
    for (int i = 0; i < CHUNK; i++) {
        char c = p[i];
        bool stop = c == delimiter || c == '"' || c == '\n' || c == '\r' || c == '\0';
        b.stop |= (uint64_t)stop << i;
        b.high |= (uint64_t)((unsigned char)c >> 7) << i;
    }
    return b;
}

#endif

/* The same for fewer bytes than a chunk, without reading behind them. */
static struct bits classify_rest(const char *p, size_t n, char delimiter)
{
    char chunk[CHUNK] = {0};
    memcpy(chunk, p, n);
    struct bits b = classify(chunk, delimiter);
    b.stop &= ((uint64_t)1 << n) - 1;
    return b;
}

static unsigned lowest(uint64_t bits)
{
#ifdef __GNUC__
    return (unsigned)__builtin_ctzll(bits);
#else
    unsigned n = 0;
    while (!(bits >> n & 1))
        n++;
    return n;
#endif
}

/* Room for as many more marks as a chunk can have. */
static bool grow_marks(struct sg_csv *c)
{
    if (c->marks + CHUNK <= c->mark_cap)
        return true;
    size_t cap = c->mark_cap ? 2 * c->mark_cap : (size_t)4 * CHUNK;
    size_t *mark = realloc(c->mark, cap * sizeof *mark);
    if (!mark)
        return false;
    c->mark = mark;
    c->mark_cap = cap;
    return true;
}

/* Passes over a field in usual quotes: from its first byte to the delimiter or the end of the line,
 * no other quote within. `at` is that of the first quote. Then what follows is searched next. */
static bool pass_quoted(struct sg_csv *c, size_t at)
{
    size_t start = c->marks ? c->mark[c->marks - 1] + 1 : 0;
    const char *from = c->p + at + 1;
    const char *close = at == start ? memchr(from, '"', c->n - at - 1) : NULL;
    if (!close || (size_t)(close - c->p) >= c->row_max || close + 1 == c->p + c->n)
        return false;
    size_t n = (size_t)(close - from);
    bool ends = close[1] == c->delimiter || close[1] == '\n' || close[1] == '\r';
    if (!ends || sg_csv_line_end(from, n) < n || memchr(from, '\0', n))
        return false;
    c->high = true; /* not looked at */
    c->seen = at + n + 2;
    return true;
}

/* Looks at the bytes of a chunk that matter. SG_CSV_END: the row goes on at c->seen. */
static enum sg_csv_found walk(struct sg_csv *c, struct bits b, size_t n)
{
    const char *p = c->p + c->seen;
    const char delimiter = c->delimiter;
    const size_t seen = c->seen;
    size_t *mark = c->mark + c->marks;
    for (uint64_t left = b.stop; left; left &= left - 1) {
        unsigned i = lowest(left);
        if (p[i] == delimiter) {
            *mark++ = seen + i;
            continue;
        }
        c->marks = (size_t)(mark - c->mark);
        if (p[i] == '"') {
            if (pass_quoted(c, seen + i))
                return SG_CSV_END;
            c->quote = seen + i;
            return SG_CSV_QUOTE;
        }
        if (p[i] == '\0') {
            c->nul = true;
        } else {
            c->end = seen + i;
            c->high |= (b.high & (((uint64_t)1 << i) - 1)) != 0;
            return SG_CSV_ROW;
        }
    }
    c->marks = (size_t)(mark - c->mark);
    c->high |= b.high != 0;
    c->seen += n;
    return SG_CSV_END;
}

static enum sg_csv_found search_held(struct sg_csv *c)
{
    enum sg_csv_found found = SG_CSV_END;
    while (found == SG_CSV_END && c->seen < c->n) {
        if (!grow_marks(c))
            return SG_CSV_FAILED;
        size_t left = c->n - c->seen;
        if (left >= CHUNK)
            found = walk(c, classify(c->p + c->seen, c->delimiter), CHUNK);
        else
            found = walk(c, classify_rest(c->p + c->seen, left, c->delimiter), left);
    }
    return found;
}

enum sg_csv_found sg_csv_search(struct sg_csv *c, struct sg_fault *f)
{
    for (;;) {
        enum sg_csv_found found = search_held(c);
        if (found == SG_CSV_FAILED)
            sg_fail_errno(f, "cannot read", ENOMEM);
        if (found == SG_CSV_ROW && c->end > c->row_max)
            return SG_CSV_LONG;
        if (found == SG_CSV_QUOTE && c->quote > c->row_max)
            return SG_CSV_LONG;
        if (found != SG_CSV_END)
            return found;
        if (c->n > c->row_max)
            return SG_CSV_LONG;
        int more = sg_csv_more(c, f);
        if (more < 0)
            return SG_CSV_FAILED;
        if (!more) {
            c->end = c->n;
            return c->n ? SG_CSV_ROW : SG_CSV_END;
        }
    }
}

/* ---- cells ---- */

static bool grow_cells(struct sg_csv *c, size_t n)
{
    if (n <= c->cell_cap)
        return true;
    size_t cap = n < 32 ? 64 : 2 * n;
    struct sg_cell_text *cell = realloc(c->cell, cap * sizeof *cell);
    if (!cell)
        return false;
    c->cell = cell;
    c->cell_cap = cap;
    return true;
}

/* What libcsv takes for a space; of these it drops those around a field without quotes. */
static bool blank(char c, char delimiter)
{
    return c == ' ' || (c == '\t' && delimiter != '\t');
}

static struct sg_cell_text trim(const char *p, const char *end, char delimiter)
{
    while (p < end && blank(*p, delimiter))
        p++;
    while (p < end && blank(end[-1], delimiter))
        end--;
    return (struct sg_cell_text){p, (size_t)(end - p)};
}

/* The bytes are copied once; each cell is a span of the copy, its NUL in the place of what followed
 * it (a blank, the delimiter, or the byte behind them). */
bool sg_csv_split(struct sg_csv *c, size_t marks, size_t n)
{
    sg_buf_clear(&c->text);
    char *copy = sg_buf_room(&c->text, n + 1);
    if (!copy || !grow_cells(c, marks + 1))
        return false;
    memcpy(copy, c->p, n);
    size_t from = 0;
    for (size_t i = 0; i <= marks; i++) {
        size_t end = i < marks ? c->mark[i] : n;
        struct sg_cell_text cell = from < end && copy[from] == '"'
                                       ? (struct sg_cell_text){copy + from + 1, end - from - 2}
                                       : trim(copy + from, copy + end, c->delimiter);
        copy[(size_t)(cell.p - copy) + cell.n] = '\0';
        c->cell[i] = cell;
        from = end + 1;
    }
    c->cells = marks + 1;
    c->text.n = n + 1;
    return true;
}

bool sg_csv_add_cell(struct sg_csv *c, const char *p, size_t n)
{
    if (n >= c->text.cap - c->text.n || !grow_cells(c, c->cells + 1))
        return false;
    char *cell = c->text.p + c->text.n;
    memcpy(cell, p, n);
    cell[n] = '\0';
    c->text.n += n + 1;
    c->cell[c->cells++] = (struct sg_cell_text){cell, n};
    return true;
}

/* ---- bytes ---- */

size_t sg_csv_line_end(const char *p, size_t n)
{
    size_t i = 0;
#ifdef __SSE2__
    for (; i + 16 <= n; i += 16) {
        __m128i v = load(p + i);
        __m128i line = _mm_or_si128(equal(v, '\n'), equal(v, '\r'));
        unsigned bits = (unsigned)_mm_movemask_epi8(line);
        if (bits)
            return i + lowest(bits);
    }
#endif
    while (i < n && p[i] != '\n' && p[i] != '\r')
        i++;
    return i;
}

static bool is_high(char c)
{
    return (unsigned char)c >= 0x80;
}

size_t sg_csv_next_high(const char *p, size_t n)
{
    size_t i = 0;
#ifdef __SSE2__
    for (; i + 16 <= n; i += 16) {
        unsigned bits = (unsigned)_mm_movemask_epi8(load(p + i));
        if (bits)
            return i + lowest(bits);
    }
#endif
    while (i < n && !is_high(p[i]))
        i++;
    return i;
}

/* All bytes of a character beyond ASCII are high, so that each run of them stands on its own. */
size_t sg_csv_utf8_until(const char *p, size_t n)
{
    size_t at = sg_csv_next_high(p, n);
    while (at < n) {
        size_t run = 1;
        while (at + run < n && is_high(p[at + run]))
            run++;
        size_t valid = sg_utf8_until(p + at, run);
        if (valid < run)
            return at + valid;
        at += run;
        at += sg_csv_next_high(p + at, n - at);
    }
    return n;
}
