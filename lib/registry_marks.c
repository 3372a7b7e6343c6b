/* SPDX-License-Identifier: EUPL-1.2 */
/* Who may empty a line? Only an erasure, whose mark names what it emptied. */
#include "registry_impl.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

void sg_reg_mark_add(unsigned char lines[SG_HASH], uint64_t n, const unsigned char c[SG_HASH])
{
    crypto_generichash_state state;
    unsigned char number[8];
    sg_reg_put_word(number, n);
    crypto_generichash_init(&state, NULL, 0, SG_HASH);
    crypto_generichash_update(&state, lines, SG_HASH);
    crypto_generichash_update(&state, number, sizeof number);
    crypto_generichash_update(&state, c, SG_HASH);
    crypto_generichash_final(&state, lines, SG_HASH);
}

/* A line that is no mark can end in the same bytes: then the record is asked. */
bool sg_reg_mark_find(const char *line, size_t n, size_t body, unsigned char lines[SG_HASH])
{
    static const char head[] = ",\"lines\":\"", end[] = "\"}";
    enum { HEAD = sizeof head - 1, END = sizeof end - 1, HEX = 2 * SG_HASH };
    if (body < HEAD + HEX + END)
        return false;
    const char *hex = line + body - END - HEX;
    struct sg_record r;
    return memcmp(hex + HEX, end, END) == 0 && memcmp(hex - HEAD, head, HEAD) == 0 &&
           sg_reg_hex_get(hex, SG_HASH, lines) && sg_record_read(&r, line, n, NULL, NULL) &&
           sg_val_get(sg_record_get(&r, "erased"), "lines").p == hex;
}

struct wanted {
    const struct sg_marks *m;
    const struct sg_exhibit *x;
};

static bool same_signal(const void *ctx, uint32_t item)
{
    const struct wanted *w = ctx;
    const struct sg_marked *k = &w->m->list[item];
    return k->number == w->x->number && k->id == w->x->id;
}

static struct sg_marked *find(const struct sg_marks *m, const struct sg_exhibit *x)
{
    const struct wanted w = {m, x};
    uint32_t item = m->count ? sg_reg_index_find(&m->index, x->id, same_signal, &w) : SG_NO_ITEM;
    return item == SG_NO_ITEM ? NULL : &m->list[item];
}

/* NULL: no memory. */
static struct sg_marked *insert(struct sg_marks *m, const struct sg_exhibit *x)
{
    void *list = m->list;
    if (!sg_reg_list_room(&list, &m->cap, m->count, sizeof *m->list))
        return NULL;
    m->list = list;
    if (m->count >= SG_NO_ITEM - 1 || !sg_reg_index_put(&m->index, x->id, (uint32_t)m->count))
        return NULL;
    m->list[m->count] = (struct sg_marked){.number = x->number, .line = x->no, .id = x->id};
    return &m->list[m->count++];
}

static int wrong(struct sg_fault *f, const char *text)
{
    sg_fail(f, SG_R_BAD_SEAL, "%s", text);
    return 0;
}

static int note_emptied(struct sg_marks *m, struct sg_marked *k, const struct sg_exhibit *x,
                        struct sg_fault *f)
{
    if (k && k->marked)
        return wrong(f, "was emptied behind the erasure of its signal");
    if (!k && !(k = insert(m, x)))
        return -1;
    sg_reg_mark_add(k->lines, x->seal.n, x->c);
    k->revs++;
    return 1;
}

static int note_mark(struct sg_marked *k, const struct sg_exhibit *x, bool lost, struct sg_fault *f)
{
    bool all = k && !k->marked && (int64_t)k->revs + 1 == x->rev &&
               memcmp(k->lines, x->lines, SG_HASH) == 0;
    if (k)
        k->marked = true;
    return all || lost ? 1 : wrong(f, "the lines that this erasure emptied are not those that are");
}

int sg_reg_marks_note(struct sg_marks *m, const struct sg_exhibit *x, bool lost, struct sg_fault *f)
{
    if (!m->count && !x->mark && !x->seal.emptied)
        return 1;
    struct sg_marked *k = find(m, x);
    if (x->seal.emptied)
        return note_emptied(m, k, x, f);
    if (x->mark)
        return note_mark(k, x, lost, f);
    if (!k || lost)
        return 1;
    return wrong(f, k->marked
                        ? "a revision behind the erasure of its signal"
                        : "still has its content; a line of its signal was emptied before it");
}

size_t sg_reg_marks_open(const struct sg_marks *m, size_t *at)
{
    while (*at < m->count) {
        const struct sg_marked *k = &m->list[(*at)++];
        if (!k->marked)
            return k->line;
    }
    return 0;
}

void sg_reg_marks_free(struct sg_marks *m)
{
    free(m->list);
    free(m->index.slot);
}
