/* SPDX-License-Identifier: EUPL-1.2 */
/* What a cell became last time. The same few words fill a column thousands of times, and finding a
 * code by its label or alias (folding, replacing, several tries) costs a microsecond and more; a
 * hash and a comparison cost some ten nanoseconds. 800 KiB a thread, of which the words of a file
 * touch a fraction: that stays in a processor's own cache beside the block of rows at hand. */
#include "import_impl.h"

#include <stdlib.h>
#include <string.h>

enum { PLACE_BITS = 12, SLOTS = 1 << PLACE_BITS, BLANKS = 256, ALWAYS = UINT16_MAX };
enum { LINE = 64, WORDS = 6, SHORT = 8 * WORDS, LONG = 2 * LINE - 16 };
_Static_assert(sizeof(uint64_t[WORDS]) <= SG_PADDED, "so much of a cell can always be read");

/* Three lines of the cache, of which a short text and what it became take two. */
struct slot {
    _Alignas(LINE) char answer[SG_PADDED];
    uint32_t row;      /* its line in the mapping; 0: free */
    uint32_t division; /* the answer is that of one division of the country, or ALWAYS */
    uint8_t text_n, answer_n;
    bool any, cell;
    uint64_t text[WORDS]; /* zeros behind a short one */
    char more[LONG - SHORT];
};

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
static const uint64_t kept[2 * WORDS] = {UINT64_MAX, UINT64_MAX, UINT64_MAX,
                                         UINT64_MAX, UINT64_MAX, UINT64_MAX};

/* The first n <= 8 WORDS bytes of a text; zeros behind them. */
static inline void take(uint64_t *word, int words, const char *text, size_t n)
{
    uint64_t mask[WORDS];
    memcpy(word, text, (size_t)words * sizeof *word);
    memcpy(mask, (const char *)kept + SHORT - n, (size_t)words * sizeof *mask);
    for (int i = 0; i < words; i++)
        word[i] &= mask[i];
}

/* By the first and the last eight bytes. Each bit of a product depends on all bits below it: the
 * highest are the place. */
static inline size_t place(const struct sg_map_row *row, const struct sg_cell_text *cell)
{
    const size_t n = cell->n, some = n < 8 ? n : 8;
    uint64_t first, last;
    if (!n)
        return SLOTS + row->line % BLANKS;
    take(&first, 1, cell->p, some);
    take(&last, 1, cell->p + n - some, some);
    uint64_t h = (first + row->line) * UINT64_C(0x9e3779b97f4a7c15) +
                 (last + n) * UINT64_C(0xff51afd7ed558ccd);
    return h >> (64 - PLACE_BITS);
}

static inline bool holds(const struct slot *s, const struct sg_map_row *row,
                         const struct sg_cell_text *cell)
{
    const size_t n = cell->n, some = n < SHORT ? n : SHORT;
    if (s->row != row->line || s->text_n != n)
        return false;
    uint64_t word[WORDS], differ = 0;
    take(word, WORDS, cell->p, some);
    for (int i = 0; i < WORDS; i++)
        differ |= s->text[i] ^ word[i];
    return !differ && (n <= SHORT || memcmp(s->more, cell->p + SHORT, n - SHORT) == 0);
}

/* ---- finding and keeping ---- */

/* Only a municipality's name depends on the date of the signal, and only on which division of
 * the country was in force: on its first and on its last possible day. */
static uint32_t division(const struct sg_profile *p, struct sg_date on)
{
    if (!on.y)
        return 0;
    size_t first = sg_division(p, sg_date_first(on)), last = sg_division(p, sg_date_last(on));
    return (uint32_t)(1 + first + (last << 16));
}

/* The slot that holds it, at its place or beside; else, *found being false, that at its place. */
static inline size_t look(const struct sg_recall *r, const struct sg_map_row *row,
                          const struct sg_cell_text *cell, bool *found)
{
    size_t at = place(row, cell), other = at ^ 1;
    *found = true;
    if (holds(&r->slot[at], row, cell))
        return at;
    *found = holds(&r->slot[other], row, cell);
    return *found ? other : at;
}

bool sg_recall_find(const struct sg_recall *r, const struct sg_profile *p,
                    const struct sg_map_row *row, const struct sg_cell_text *cell,
                    struct sg_date on, struct sg_answer *out)
{
    bool found;
    const struct slot *s = &r->slot[look(r, row, cell, &found)];
    if (!found || (s->division != ALWAYS && s->division != division(p, on)))
        return false;
    *out = (struct sg_answer){s->answer, s->answer_n, s->any, s->cell};
    return true;
}

void sg_recall_keep(struct sg_recall *r, const struct sg_profile *p, const struct sg_map_row *row,
                    const struct sg_cell_text *cell, const struct sg_date *on,
                    const struct sg_answer *answer)
{
    bool found;
    if (answer->n > SG_PADDED)
        return;
    size_t at = look(r, row, cell, &found);
    struct slot *s = &r->slot[at];
    if (s->row && !found)
        r->slot[at ^ 1] = *s; /* the older of two goes */
    s->row = (uint32_t)row->line;
    s->division = on ? division(p, *on) : ALWAYS;
    s->text_n = (uint8_t)cell->n;
    s->answer_n = (uint8_t)answer->n;
    s->any = answer->any;
    s->cell = answer->cell;
    memcpy(s->answer, answer->p, answer->n);
    take(s->text, WORDS, cell->p, cell->n < SHORT ? cell->n : SHORT);
    if (cell->n > SHORT)
        memcpy(s->more, cell->p + SHORT, cell->n - SHORT);
}
