/* SPDX-License-Identifier: EUPL-1.2 */
/* What a cell became last time. The same few words fill a column thousands of times, and
 * finding a code by its label or alias (folding, several tries) cost 15 of 21 microseconds a row
 * before this; a direct-mapped table of 256 KiB a thread makes it a hash and a comparison. */
#include "import_impl.h"

#include <stdlib.h>
#include <string.h>

/* One slot is two lines of the cache. */
enum { SLOTS = 2048, TEXT_MAX = 56, JSON_MAX = 64 };

struct slot {
    uint32_t division;
    uint16_t row; /* its line in the mapping; 0: free */
    uint8_t text_n, json_n;
    char text[TEXT_MAX], json[JSON_MAX];
};

struct sg_memo {
    struct slot slot[SLOTS];
};

struct sg_memo *sg_memo_new(void)
{
    return calloc(1, sizeof(struct sg_memo));
}

void sg_memo_free(struct sg_memo *memo)
{
    free(memo);
}

bool sg_memo_takes(const struct sg_map_row *row, size_t n)
{
    switch (row->field->type) {
    case SG_T_CODE:
    case SG_T_YESNO:
    case SG_T_COUNTRY:
    case SG_T_MUNICIPALITY:
        return n <= TEXT_MAX && row->line && row->line <= UINT16_MAX;
    case SG_T_DATE: /* too many different ones, and quickly read */
    case SG_T_DAY:
    case SG_T_TEXT:
    case SG_T_TIME:
    case SG_T_MOMENT:
    case SG_T_INT:
    case SG_T_POSTCODE:
    case SG_T_GROUP:
        break;
    }
    return false;
}

static struct slot *place(struct sg_memo *memo, const struct sg_map_row *row, const char *text,
                          size_t n)
{
    uint64_t h = row->line * UINT64_C(0x9E3779B97F4A7C15) + n;
    for (size_t i = 0; i < n; i += 8) {
        uint64_t part = 0;
        memcpy(&part, text + i, n - i < 8 ? n - i : 8);
        h = (h ^ part) * UINT64_C(0xff51afd7ed558ccd);
        h ^= h >> 32;
    }
    return &memo->slot[h % SLOTS];
}

/* Only a municipality's name depends on the date of the signal, and only on which division of
 * the country was in force: on its first and on its last possible day. 0: no date. */
static uint32_t division(const struct sg_profile *p, const struct sg_map_row *row,
                         struct sg_date on)
{
    if (row->field->type != SG_T_MUNICIPALITY || !on.y)
        return 0;
    size_t first = sg_division(p, sg_date_first(on)), last = sg_division(p, sg_date_last(on));
    return (uint32_t)(1 + first + (last << 16));
}

bool sg_memo_find(struct sg_memo *memo, const struct sg_profile *p, const struct sg_map_row *row,
                  struct sg_date on, const char *text, size_t n, struct sg_buf *out)
{
    const struct slot *s = place(memo, row, text, n);
    if (s->row != row->line || s->text_n != n || memcmp(s->text, text, n) != 0 ||
        s->division != division(p, row, on))
        return false;
    sg_buf_add(out, s->json, s->json_n);
    return true;
}

void sg_memo_keep(struct sg_memo *memo, const struct sg_profile *p, const struct sg_map_row *row,
                  struct sg_date on, const char *text, size_t n, const char *json, size_t json_n)
{
    if (json_n > JSON_MAX)
        return;
    struct slot *s = place(memo, row, text, n);
    s->row = (uint16_t)row->line;
    s->division = division(p, row, on);
    s->text_n = (uint8_t)n;
    s->json_n = (uint8_t)json_n;
    memcpy(s->text, text, n);
    memcpy(s->json, json, json_n);
}
