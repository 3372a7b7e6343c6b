/* SPDX-License-Identifier: EUPL-1.2 */
/* A file as a mapping describes it: where its header is, which rows are no signals, which belong
 * together. */
#include "import_impl.h"

#include "text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FOLDED = 256, LOOK = 50 }; /* rows among which a header is looked for */

bool sg_map_encoding_of(const char *text, enum sg_encoding *encoding)
{
    static const struct {
        const char *name;
        enum sg_encoding is;
    } names[] = {{"utf-8", SG_ENC_UTF8},
                 {"utf8", SG_ENC_UTF8},
                 {"windows-1252", SG_ENC_CP1252},
                 {"cp1252", SG_ENC_CP1252},
                 {"auto", SG_ENC_AUTO}};
    char folded[16];
    size_t n = sg_fold(text, strlen(text), folded, sizeof folded);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (n == strlen(names[i].name) && !memcmp(folded, names[i].name, n)) {
            *encoding = names[i].is;
            return true;
        }
    return false;
}

static bool same(const char *folded, size_t n, const char *word, size_t size)
{
    char other[64];
    size_t k = sg_fold(word, size, other, sizeof other);
    return k == n && k <= sizeof other && !memcmp(folded, other, k);
}

/* Whether a folded text is one of the words for it. */
static bool is_bsn(const struct sg_profile *p, const char *folded, size_t n)
{
    const struct sg_code *c = sg_code(p, "word", "bsn", 3);
    const char *part;
    size_t size;
    if (!c || !n)
        return false;
    for (int lang = 0; lang < 2; lang++)
        if (same(folded, n, c->label[lang], strlen(c->label[lang])))
            return true;
    for (size_t at = 0; sg_cell_part(c->aliases, &at, &part, &size);)
        if (same(folded, n, part, size))
            return true;
    return false;
}

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c & 0x80);
}

/* The whole of it, or one of its words: "BSN slachtoffer", "bsn_1". */
bool sg_bsn_header(const struct sg_profile *p, const char *text, size_t n)
{
    char folded[FOLDED];
    size_t k = sg_fold(text, n, folded, sizeof folded);
    if (k > sizeof folded)
        k = sizeof folded;
    if (is_bsn(p, folded, k))
        return true;
    for (size_t i = 0; i < k;) {
        size_t run = 0;
        while (i + run < k && is_word(folded[i + run]))
            run++;
        if (run && is_bsn(p, folded + i, run))
            return true;
        i += run + 1;
    }
    return false;
}

/* ---- the header ---- */

static bool of_rejects(const struct sg_row *row)
{
    return row->count > 3 && !strcmp(row->cell[0].p, "sig:line");
}

/* How many of the columns that the mapping asks for a row has, and how many there are. */
static size_t columns_in(const struct sg_map *m, const struct sg_row *row, size_t *asked)
{
    size_t found = 0;
    *asked = 0;
    for (size_t i = 0; i < m->rows; i++) {
        const struct sg_map_row *r = &m->row[i];
        if (!*r->columns || !(r->field || r->key || r->skip))
            continue;
        ++*asked;
        found += sg_map_find(r, row) >= 0;
    }
    return found;
}

struct place {
    size_t line, found;
    char delimiter;
};

/* Tries one delimiter over the first rows; keeps in *best where most columns are. */
static bool try_delimiter(const struct sg_map *m, const char *p, size_t n, char delimiter,
                          struct place *best, struct sg_fault *f)
{
    struct sg_row row;
    struct sg_csv *csv = sg_csv_bytes(p, n, NULL, delimiter, f);
    if (!csv)
        return false;
    sg_csv_encoding(csv, SG_ENC_AUTO);
    int got = 1;
    for (size_t k = 0; got != 0 && got != -2 && k < LOOK + (m->header == SG_MAP_FIND ? 0 : 1000);
         k++) {
        size_t asked, found;
        got = sg_csv_next(csv, &row, f);
        if (got != 1)
            continue;
        bool top = k == 0 && of_rejects(&row);
        if (m->header != SG_MAP_FIND && row.line != m->header && !top)
            continue;
        found = columns_in(m, &row, &asked) + top;
        if (found > best->found)
            *best = (struct place){row.line, found, delimiter};
        if (top || found == asked)
            break;
    }
    sg_csv_close(csv);
    return got != -2;
}

static bool find_header(const struct sg_map *m, struct sg_csv *csv, bool given, struct place *best,
                        struct sg_fault *f)
{
    static const char delimiters[] = {';', ',', '\t'};
    size_t n;
    const char *p = sg_csv_peek(csv, &n, f);
    if (!p)
        return false;
    for (size_t i = 0; i < sizeof delimiters; i++)
        if (!given || delimiters[i] == sg_csv_delimiter(csv))
            if (!try_delimiter(m, p, n, delimiters[i], best, f))
                return false;
    if (best->found)
        return true;
    if (m->header == SG_MAP_FIND)
        return sg_fail(
            f, SG_R_BAD_MAP,
            "none of the first %d rows has a column of the mapping: where is the header?", LOOK);
    return sg_fail(f, SG_R_BAD_MAP,
                   "line %zu, where the mapping says that the header is, has none "
                   "of its columns",
                   m->header);
}

bool sg_map_header(struct sg_map *m, struct sg_csv *csv, const struct sg_map_open_opt *opt,
                   struct sg_row *header, size_t *above, struct sg_fault *f)
{
    struct place at = {0, 0, sg_csv_delimiter(csv)};
    int got;
    *above = 0;
    sg_csv_encoding(csv, opt->encoding ? *opt->encoding : m->encoding);
    if (m->header && !find_header(m, csv, opt->given, &at, f))
        return false;
    sg_csv_delimit(csv, at.delimiter);
    while ((got = sg_csv_next(csv, header, f)) != 0 && got != -2) {
        if (header->line >= at.line)
            break;
        ++*above;
    }
    if (got == 0)
        return sg_fail(f, SG_R_NO_INPUT, "the file is empty: not even a header row");
    return got == 1 && sg_map_bind(m, header, opt->unused, opt->ctx, f);
}

/* ---- rows ---- */

static bool has_word(const struct sg_map_row *r, const struct sg_cell_text *cell, size_t *which)
{
    char folded[FOLDED];
    size_t n = sg_fold(cell->p, cell->n, folded, sizeof folded);
    for (size_t i = 0; n <= sizeof folded && i < r->swaps; i++) {
        const struct sg_swap *s = &r->swap[i];
        bool star = s->from_n && s->from[s->from_n - 1] == '*';
        size_t word = s->from_n - star;
        if ((star ? n >= word : n == word) && !memcmp(s->from, folded, word)) {
            *which = i;
            return true;
        }
    }
    return false;
}

const char *sg_map_skip(const struct sg_map *m, const struct sg_row *row)
{
    size_t which, first = 0;
    if (!m->skips)
        return NULL;
    while (first < row->count && sg_cell_blank(&row->cell[first]))
        first++;
    for (size_t i = 0; i < m->rows; i++) {
        const struct sg_map_row *r = &m->row[i];
        size_t at = r->at >= 0 ? (size_t)r->at : first;
        if (r->skip && at < row->count && has_word(r, &row->cell[at], &which))
            return r->swap[which].to;
    }
    return NULL;
}

bool sg_map_joins(const struct sg_map *m)
{
    return m->joins;
}

bool sg_map_continues(const struct sg_map *m, const struct sg_row *row, struct sg_buf *last)
{
    struct sg_buf key = {0};
    bool any = false, required = false;
    for (size_t i = 0; i < m->rows; i++) {
        const struct sg_map_row *r = &m->row[i];
        if (!r->key)
            continue;
        const struct sg_cell_text *cell = &row->cell[r->at];
        any |= cell->n > 0;
        required |= r->required && !cell->n;
        sg_buf_add(&key, cell->p, cell->n);
        sg_buf_char(&key, '\0');
    }
    bool same =
        last->n && ((!any && !required) || (key.n == last->n && !memcmp(key.p, last->p, key.n)));
    if (!same) {
        sg_buf_clear(last);
        sg_buf_add(last, key.p, key.n);
    }
    sg_buf_spend(&key, last);
    return same;
}

bool sg_map_fits(const struct sg_map *m, const struct sg_row *row, struct sg_fault *f)
{
    bool fits = row->count >= m->width;
    for (size_t i = m->width; fits && i < row->count; i++)
        fits = sg_cell_blank(&row->cell[i]);
    return fits ||
           sg_fail(f, SG_R_BAD_ROW, "has %zu cells; the header has %zu", row->count, m->width);
}
