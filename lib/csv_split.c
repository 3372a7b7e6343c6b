/* SPDX-License-Identifier: EUPL-1.2 */
/* Rows without a quote: 64 bytes at a time are turned into a bit for each byte that matters. */
#include "csv_impl.h"

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

static __m128i equal(__m128i v, char c)
{
    return _mm_cmpeq_epi8(v, _mm_set1_epi8(c));
}

static struct bits classify(const char *p, char delimiter)
{
    struct bits b = {0, 0};
    for (int i = 0; i < CHUNK; i += 16) {
        __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(p + i));
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

/* Looks at the bytes of a chunk that matter. SG_CSV_END: the row goes on behind it. */
static enum sg_csv_found walk(struct sg_csv *c, struct bits b)
{
    const char *p = c->p + c->seen;
    for (uint64_t left = b.stop; left; left &= left - 1) {
        unsigned i = lowest(left);
        if (p[i] == c->delimiter) {
            c->mark[c->marks++] = c->seen + i;
        } else if (p[i] == '"') {
            c->quote = c->seen + i;
            return SG_CSV_QUOTE;
        } else if (p[i] == '\0') {
            c->nul = true;
        } else {
            c->end = c->seen + i;
            c->high |= (b.high & (((uint64_t)1 << i) - 1)) != 0;
            return SG_CSV_ROW;
        }
    }
    c->high |= b.high != 0;
    return SG_CSV_END;
}

static enum sg_csv_found search_held(struct sg_csv *c)
{
    enum sg_csv_found found = SG_CSV_END;
    while (found == SG_CSV_END && c->seen < c->n) {
        if (!grow_marks(c))
            return SG_CSV_FAILED;
        size_t left = c->n - c->seen;
        found = walk(c, left >= CHUNK ? classify(c->p + c->seen, c->delimiter)
                                      : classify_rest(c->p + c->seen, left, c->delimiter));
        if (found == SG_CSV_END)
            c->seen += left < CHUNK ? left : CHUNK;
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

/* The row is copied once; each cell is a span of the copy, its NUL in the place of what followed
 * it (a blank, the delimiter, or the byte behind the row). */
bool sg_csv_split(struct sg_csv *c)
{
    sg_buf_clear(&c->text);
    char *row = sg_buf_room(&c->text, c->end + 1);
    if (!row || !grow_cells(c, c->marks + 1))
        return false;
    memcpy(row, c->p, c->end);
    size_t from = 0;
    for (size_t i = 0; i <= c->marks; i++) {
        size_t end = i < c->marks ? c->mark[i] : c->end;
        struct sg_cell_text cell = trim(row + from, row + end, c->delimiter);
        row[(size_t)(cell.p - row) + cell.n] = '\0';
        c->cell[i] = cell;
        from = end + 1;
    }
    c->cells = c->marks + 1;
    return true;
}

bool sg_csv_add_cell(struct sg_csv *c, const char *p, size_t n)
{
    if (!grow_cells(c, c->cells + 1))
        return false;
    sg_buf_add(&c->text, p, n);
    sg_buf_char(&c->text, '\0');
    c->cell[c->cells++] = (struct sg_cell_text){NULL, n};
    return !c->text.failed;
}

bool sg_csv_begin_cells(struct sg_csv *c)
{
    sg_buf_clear(&c->text);
    c->cells = 0;
    size_t from = 0;
    for (size_t i = 0; i < c->marks; i++) {
        struct sg_cell_text cell = trim(c->p + from, c->p + c->mark[i], c->delimiter);
        if (!sg_csv_add_cell(c, cell.p, cell.n))
            return false;
        from = c->mark[i] + 1;
    }
    return true;
}

void sg_csv_place(struct sg_csv *c)
{
    const char *p = c->text.p;
    for (size_t i = 0; i < c->cells; i++) {
        c->cell[i].p = p;
        p += c->cell[i].n + 1;
    }
}

/* ---- lines ---- */

size_t sg_csv_line_end(const char *p, size_t n)
{
    size_t i = 0;
#ifdef __SSE2__
    for (; i + 16 <= n; i += 16) {
        __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(p + i));
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
