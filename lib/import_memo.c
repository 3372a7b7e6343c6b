/* SPDX-License-Identifier: EUPL-1.2 */
/* What a cell became last time. The same few words fill a column thousands of times, and finding a
 * code by its label or alias (folding, replacing, several tries) costs a microsecond and more; a
 * hash and a comparison cost 20 nanoseconds. 320 KiB a thread: with the block of rows at hand that
 * stays in a processor's own cache. */
#include "import_impl.h"

#include <stdlib.h>
#include <string.h>

/* One slot is one line of the cache. The answers stand apart: few, and used again and again; behind
 * a text that is too long for its slot. When there is no more room for them, all is forgotten. */
enum { SLOTS = 4096, TEXT_IN = 46, ANSWERS = 64 << 10, ALWAYS = UINT16_MAX };

struct slot {
    uint32_t division, answer; /* offset in answers of the JSON */
    uint32_t row;              /* its line in the mapping; 0: free */
    uint8_t text_n, json_n;
    bool any, cell;
    char text[TEXT_IN];
};

struct sg_memo {
    struct slot slot[SLOTS];
    size_t used;
    char answers[ANSWERS + SG_PADDED];
};

struct sg_memo *sg_memo_new(void)
{
    return calloc(1, sizeof(struct sg_memo));
}

void sg_memo_free(struct sg_memo *memo)
{
    free(memo);
}

bool sg_memo_wants(const struct sg_map_row *row)
{
    switch (row->field->type) {
    case SG_T_CODE:
    case SG_T_YESNO:
    case SG_T_COUNTRY:
    case SG_T_MUNICIPALITY:
    case SG_T_INT:
        return row->line > 0;
    case SG_T_DATE: /* too many different ones, and quickly read */
    case SG_T_DAY:
    case SG_T_TEXT:
    case SG_T_TIME:
    case SG_T_MOMENT:
    case SG_T_POSTCODE:
    case SG_T_GROUP:
        break;
    }
    return false;
}

/* ---- short texts ---- */

static uint64_t eight(const char *p)
{
    uint64_t x;
    memcpy(&x, p, sizeof x);
    return x;
}

static uint64_t four(const char *p)
{
    uint32_t x;
    memcpy(&x, p, sizeof x);
    return x;
}

/* Up to seven bytes as a number that differs when they do. */
static uint64_t few(const char *p, size_t n)
{
    if (n >= 4)
        return four(p) | four(p + n - 4) << 32;
    if (!n)
        return 0;
    return (uint64_t)(unsigned char)p[0] | (uint64_t)(unsigned char)p[n / 2] << 8 |
           (uint64_t)(unsigned char)p[n - 1] << 16;
}

static uint64_t mix(uint64_t h, uint64_t part)
{
    h = (h ^ part) * UINT64_C(0xff51afd7ed558ccd);
    return h ^ h >> 32;
}

static size_t place(const struct sg_map_row *row, const char *text, size_t n)
{
    uint64_t h = row->line * UINT64_C(0x9E3779B97F4A7C15) + n;
    if (n < 8)
        return mix(h, few(text, n)) % SLOTS;
    for (size_t i = 0; i + 8 < n; i += 8)
        h = mix(h, eight(text + i));
    return mix(h, eight(text + n - 8)) % SLOTS;
}

static bool same(const char *a, const char *b, size_t n)
{
    if (n < 8)
        return few(a, n) == few(b, n);
    for (size_t i = 0; i + 8 < n; i += 8)
        if (eight(a + i) != eight(b + i))
            return false;
    return eight(a + n - 8) == eight(b + n - 8);
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

static bool holds(const struct sg_memo *memo, const struct slot *s, const struct sg_map_row *row,
                  const char *text, size_t n)
{
    if (s->row != row->line || s->text_n != n)
        return false;
    return same(n <= TEXT_IN ? s->text : memo->answers + s->answer - n, text, n);
}

bool sg_memo_find(const struct sg_memo *memo, const struct sg_profile *p,
                  const struct sg_map_row *row, struct sg_date on, const char *text, size_t n,
                  struct sg_answer *out)
{
    size_t at = place(row, text, n);
    const struct slot *s = &memo->slot[at];
    if (!holds(memo, s, row, text, n)) {
        s = &memo->slot[at ^ 1];
        if (!holds(memo, s, row, text, n))
            return false;
    }
    if (s->division != ALWAYS && s->division != division(p, on))
        return false;
    *out = (struct sg_answer){memo->answers + s->answer, s->json_n, s->any, s->cell};
    return true;
}

void sg_memo_keep(struct sg_memo *memo, const struct sg_profile *p, const struct sg_map_row *row,
                  const struct sg_date *on, const char *text, size_t n,
                  const struct sg_answer *answer)
{
    size_t apart = n <= TEXT_IN ? 0 : n;
    if (answer->n > SG_PADDED)
        return;
    if (apart + answer->n > ANSWERS - memo->used) {
        memset(memo->slot, 0, sizeof memo->slot);
        memo->used = 0;
    }
    size_t at = place(row, text, n);
    struct slot *s = &memo->slot[at];
    if (s->row && !holds(memo, s, row, text, n))
        memo->slot[at ^ 1] = *s; /* the older of two goes */
    *s = (struct slot){.division = on ? division(p, *on) : ALWAYS,
                       .answer = (uint32_t)(memo->used + apart),
                       .row = (uint32_t)row->line,
                       .text_n = (uint8_t)n,
                       .json_n = (uint8_t)answer->n,
                       .any = answer->any,
                       .cell = answer->cell};
    memcpy(apart ? memo->answers + memo->used : s->text, text, n);
    memcpy(memo->answers + memo->used + apart, answer->p, answer->n);
    memo->used += apart + answer->n;
}
