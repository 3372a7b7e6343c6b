/* SPDX-License-Identifier: EUPL-1.2 */
/* What a cell became last time. The same few words fill a column thousands of times, and finding a
 * code by its label or alias (folding, replacing, several tries) costs a microsecond and more; a
 * hash and a comparison cost some ten nanoseconds. 320 KiB a thread: with the block of rows at hand
 * that stays in a processor's own cache. */
#include "import_impl.h"

#include <stdlib.h>
#include <string.h>

/* One slot is one line of the cache. The answers stand apart: few, and used again and again; behind
 * a text that is too long for its slot. When there is no more room for them, all is forgotten. */
enum { PLACE_BITS = 12, SLOTS = 1 << PLACE_BITS, ANSWERS = 64 << 10, ALWAYS = UINT16_MAX };
enum { LINE = 64, WORDS = 4, TEXT_IN = 8 * WORDS };
_Static_assert(sizeof(uint64_t[WORDS]) <= SG_PADDED, "so much of a cell can always be read");

struct slot {
    _Alignas(LINE) uint32_t row; /* its line in the mapping; 0: free */
    uint32_t division, answer;   /* offset in answers of what it became */
    uint8_t text_n, answer_n;
    bool any, cell;
    uint64_t text[WORDS]; /* zeros behind it */
};

struct sg_recall {
    struct slot slot[SLOTS];
    size_t used;
    char answers[ANSWERS + SG_PADDED];
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
    enum { BLANK = 1, LONGEST = 201 };
    if (!row->line) /* given by hand, once */
        return 0;
    switch (row->field->type) {
    case SG_T_CODE:
    case SG_T_YESNO:
    case SG_T_COUNTRY:
    case SG_T_MUNICIPALITY:
    case SG_T_INT:
        return LONGEST;
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
static const uint64_t kept[2 * WORDS] = {UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX};

/* The first n <= 8 WORDS bytes of a text; zeros behind them. */
static inline void take(uint64_t *word, int words, const char *text, size_t n)
{
    uint64_t mask[WORDS];
    memcpy(word, text, (size_t)words * sizeof *word);
    memcpy(mask, (const char *)kept + TEXT_IN - n, (size_t)words * sizeof *mask);
    for (int i = 0; i < words; i++)
        word[i] &= mask[i];
}

/* By the first and the last eight bytes. Each bit of a product depends on all bits below it: the
 * highest are the place. */
static inline size_t place(const struct sg_map_row *row, const char *text, size_t n)
{
    uint64_t first, last;
    size_t some = n < 8 ? n : 8;
    take(&first, 1, text, some);
    take(&last, 1, text + n - some, some);
    uint64_t h = (first ^ row->line << 48) * UINT64_C(0x9e3779b97f4a7c15) +
                 (last + n) * UINT64_C(0xff51afd7ed558ccd);
    h = (h ^ h >> 32) * UINT64_C(0xe7037ed1a0b428db);
    return h >> (64 - PLACE_BITS);
}

static inline bool holds(const struct sg_recall *r, const struct slot *s,
                         const struct sg_map_row *row, const char *text, size_t n)
{
    if (s->row != row->line || s->text_n != n)
        return false;
    if (n > TEXT_IN)
        return memcmp(r->answers + s->answer - n, text, n) == 0;
    uint64_t word[WORDS], differ = 0;
    take(word, WORDS, text, n);
    for (int i = 0; i < WORDS; i++)
        differ |= s->text[i] ^ word[i];
    return !differ;
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

bool sg_recall_find(const struct sg_recall *r, const struct sg_profile *p,
                    const struct sg_map_row *row, struct sg_date on, const char *text, size_t n,
                    struct sg_answer *out)
{
    size_t at = place(row, text, n);
    const struct slot *s = &r->slot[at];
    if (!holds(r, s, row, text, n)) {
        s = &r->slot[at ^ 1];
        if (!holds(r, s, row, text, n))
            return false;
    }
    if (s->division != ALWAYS && s->division != division(p, on))
        return false;
    *out = (struct sg_answer){r->answers + s->answer, s->answer_n, s->any, s->cell};
    return true;
}

void sg_recall_keep(struct sg_recall *r, const struct sg_profile *p, const struct sg_map_row *row,
                    const struct sg_date *on, const char *text, size_t n,
                    const struct sg_answer *answer)
{
    size_t apart = n <= TEXT_IN ? 0 : n;
    if (answer->n > SG_PADDED)
        return;
    if (apart + answer->n > ANSWERS - r->used) {
        memset(r->slot, 0, sizeof r->slot);
        r->used = 0;
    }
    size_t at = place(row, text, n);
    struct slot *s = &r->slot[at];
    if (s->row && !holds(r, s, row, text, n))
        r->slot[at ^ 1] = *s; /* the older of two goes */
    *s = (struct slot){.division = on ? division(p, *on) : ALWAYS,
                       .answer = (uint32_t)(r->used + apart),
                       .row = (uint32_t)row->line,
                       .text_n = (uint8_t)n,
                       .answer_n = (uint8_t)answer->n,
                       .any = answer->any,
                       .cell = answer->cell};
    if (apart)
        memcpy(r->answers + r->used, text, n);
    else
        take(s->text, WORDS, text, n);
    memcpy(r->answers + r->used + apart, answer->p, answer->n);
    r->used += apart + answer->n;
}
