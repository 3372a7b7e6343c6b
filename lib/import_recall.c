/* SPDX-License-Identifier: EUPL-1.2 */
/* What a cell became last time. The same few words fill a column thousands of times, and finding a
 * code by its label or alias (folding, replacing, several tries) costs a microsecond and more; a
 * hash and a comparison cost some ten nanoseconds. 800 KiB a thread, of which the words of a file
 * touch a fraction: that stays in a processor's own cache beside the block of rows at hand. */
#include "import_convert.h"

#include <stdlib.h>
#include <string.h>

enum { PLACE_BITS = 12, SLOTS = 1 << PLACE_BITS, BLANKS = 256, ALWAYS = UINT16_MAX };
enum { LINE = 64, WORDS = 4, SHORT = 8 * WORDS, LONG = 104 };
_Static_assert(sizeof(uint64_t[WORDS]) <= SG_PADDED, "so much of a cell can always be read");

/* Three lines of the cache, of which a short text and what it became take two. */
struct slot {
    _Alignas(LINE) char answer[SG_PADDED + 8]; /* so much can be read behind its comma */
    uint64_t tag;                              /* see tag_of; 0: free */
    uint32_t division; /* the answer is that of one division of the country, or ALWAYS */
    uint8_t answer_n;
    uint8_t said;   /* enum sg_recalled */
    uint16_t spare; /* the texts begin at a whole word */
    uint64_t text[WORDS];
    char more[LONG - SHORT];
};
_Static_assert(sizeof(struct slot) == 3 * LINE, "a slot is whole lines");

struct sg_recall {
    struct slot slot[SLOTS + BLANKS]; /* a blank cell has its own: many are, and defaults too */
};

struct sg_recall *sg_recall_new(void)
{
    struct sg_recall *r = aligned_alloc(LINE, sizeof *r);
    if (r)
        memset(r, 0, sizeof *r);
    return r;
}

void sg_recall_free(struct sg_recall *r)
{
    free(r);
}

size_t sg_recall_wants(const struct sg_map_row *row)
{
    enum { BLANK = 1 };
    if (!row->line) /* given by hand, once */
        return 0;
    switch (row->field->type) {
    case SG_T_CODE:
    case SG_T_YESNO:
    case SG_T_COUNTRY:
    case SG_T_MUNICIPALITY:
    case SG_T_INT:
        return LONG + 1;
    case SG_T_DATE: /* too many different ones, and quickly read */
    case SG_T_DAY:
    case SG_T_TEXT:
    case SG_T_TIME:
    case SG_T_MOMENT:
    case SG_T_POSTCODE:
    case SG_T_GROUP:
        break;
    }
    return BLANK;
}

/* ---- the text of a cell ---- */

/* How long the texts of a column are differs from row to row: steps by length would be guessed
 * wrongly again and again. So whole words are read, and what is not of the text is cut off. */
static const uint64_t ones[2 * WORDS] = {UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX};

/* Ones for the first n <= SHORT bytes of so many words. */
static inline void mask_of(uint64_t *mask, size_t words, size_t n)
{
    memcpy(mask, (const char *)ones + SHORT - n, words * sizeof *mask);
}

/* Which row of the mapping, and how long a text. */
static inline uint64_t tag_of(const struct sg_map_row *row, const struct sg_cell_text *cell)
{
    return (uint64_t)row->line << 8 | cell->n;
}

/* By the first and the last eight bytes. Each bit of a product depends on all bits below it: the
 * highest are the place. */
static inline size_t place(const struct sg_map_row *row, const struct sg_cell_text *cell)
{
    const size_t n = cell->n, some = n < 8 ? n : 8;
    uint64_t first, last, mask;
    if (!n)
        return SLOTS + row->line % BLANKS;
    mask_of(&mask, 1, some);
    memcpy(&first, cell->p, sizeof first);
    memcpy(&last, cell->p + n - some, sizeof last);
    uint64_t h = ((first & mask) + row->line) * UINT64_C(0x9e3779b97f4a7c15) +
                 ((last & mask) + n) * UINT64_C(0xff51afd7ed558ccd);
    return h >> (64 - PLACE_BITS);
}

/* Seldom called: kept out of the way of what is done for each cell. */
static __attribute__((noinline)) bool same_rest(const struct slot *s,
                                                const struct sg_cell_text *cell)
{
    return memcmp(s->more, cell->p + SHORT, cell->n - SHORT) == 0;
}

static inline bool holds(const struct slot *s, uint64_t tag, const struct sg_cell_text *cell)
{
    const size_t n = cell->n;
    uint64_t word[WORDS], mask[WORDS], differ = 0;
    if (s->tag != tag)
        return false;
    memcpy(word, cell->p, sizeof word);
    mask_of(mask, WORDS, n < SHORT ? n : SHORT);
    for (int i = 0; i < WORDS; i++)
        differ |= (s->text[i] ^ word[i]) & mask[i];
    return !differ && (n <= SHORT || same_rest(s, cell));
}

/* ---- finding and keeping ---- */

/* Only a municipality's name depends on the date of the signal, and only on which division of
 * the country was in force: on its first and on its last possible day. */
static __attribute__((noinline)) uint32_t division(const struct sg_convert *c)
{
    const struct sg_date on = c->typed.on;
    if (!on.y)
        return 0;
    size_t first = sg_division(c->m->p, sg_date_first(on));
    size_t last = on.d ? first : sg_division(c->m->p, sg_date_last(on));
    return (uint32_t)(1 + first + (last << 16));
}

unsigned sg_recall_put(const struct sg_convert *c, const struct sg_map_row *row,
                       const struct sg_cell_text *cell, bool first)
{
    const uint64_t tag = tag_of(row, cell);
    const size_t at = place(row, cell);
    const struct slot *s = &c->recall->slot[at];
    if (!holds(s, tag, cell)) {
        s = &c->recall->slot[at ^ 1];
        if (!holds(s, tag, cell))
            return 0;
    }
    if (s->division != ALWAYS && s->division != division(c))
        return 0;
    if (s->said & SG_RECALL_VALUE)
        sg_buf_add_padded(c->out, s->answer + first, (size_t)s->answer_n - first);
    return s->said;
}

void sg_recall_keep(const struct sg_convert *c, const struct sg_map_row *row,
                    const struct sg_cell_text *cell, bool always, const struct sg_answer *answer)
{
    const uint64_t tag = tag_of(row, cell);
    const size_t at = place(row, cell), n = cell->n;
    struct slot *s = &c->recall->slot[at], *other = &c->recall->slot[at ^ 1];
    if (answer->n > SG_PADDED)
        return;
    if (holds(other, tag, cell))
        s = other;
    else if (s->tag && !holds(s, tag, cell))
        *other = *s; /* the older of two goes */
    s->tag = tag;
    s->division = always ? ALWAYS : division(c);
    s->answer_n = (uint8_t)answer->n;
    s->said = (uint8_t)answer->said;
    memcpy(s->answer, answer->p, answer->n);
    memcpy(s->text, cell->p, n < SHORT ? n : SHORT);
    if (n > SHORT)
        memcpy(s->more, cell->p + SHORT, n - SHORT);
}
