/* SPDX-License-Identifier: EUPL-1.2 */
/* Codes: by their code, and as people write them. */
#include "profile_impl.h"
#include "text.h"

#include <stdio.h>
#include <string.h>

enum { KEY_MAX = 512, NAME_A_FEW = 10 };
static const size_t TOO_LONG = (size_t)-1;

/* What is compared of a typed code: folded; hyphens and underscores are blanks, a full stop at the
 * end ("seks.") is nothing. Other signs mean something ("<18", "18+"). */
static size_t code_key(const char *s, size_t n, char *out)
{
    size_t len = sg_fold(s, n, out, KEY_MAX);
    if (len > KEY_MAX)
        return TOO_LONG;
    size_t to = 0;
    for (size_t i = 0; i < len; i++) {
        bool blank = out[i] == '-' || out[i] == '_' || out[i] == ' ';
        if (!blank)
            out[to++] = out[i];
        else if (to && out[to - 1] != ' ')
            out[to++] = ' ';
    }
    while (to && (out[to - 1] == ' ' || out[to - 1] == '.'))
        to--;
    return to;
}

static uint32_t list_hash(const char *list)
{
    return sg_pool_hash(SG_HASH, list, strlen(list));
}

static const struct sg_code_list *find_list(const struct sg_codes *c, const char *list)
{
    uint32_t i;
    size_t at = 0;
    while ((i = sg_map_next(&c->by_list, list_hash(list), &at)) != SG_MAP_END)
        if (strcmp(c->list[i].name, list) == 0)
            return &c->list[i];
    return NULL;
}

static uint32_t typed_hash(const struct sg_code_list *list, const char *key, size_t n)
{
    return sg_pool_hash(list->hash, key, n);
}

static const struct sg_typed *find_typed(const struct sg_codes *c, const struct sg_code_list *list,
                                         const char *key, size_t n, uint32_t hash)
{
    uint32_t i;
    size_t at = 0;
    while ((i = sg_map_next(&c->by_typed, hash, &at)) != SG_MAP_END) {
        const struct sg_typed *t = &c->typed[i];
        if (t->list == list && t->n == n && memcmp(t->key, key, n) == 0)
            return t;
    }
    return NULL;
}

/* ---- the index ---- */

static const struct sg_sheet *codes_sheet(const struct sg_profile *p)
{
    return sg_profile_sheet(p, "codes");
}

/* Makes the lists in order of their first row and counts the codes of each. */
static bool make_lists(struct sg_profile *p, const struct sg_sheet *s)
{
    struct sg_codes *c = &p->codes;
    c->list = sg_pool_get(&p->pool, s->rows * sizeof *c->list);
    if (!c->list)
        return false;
    for (size_t i = 0; i < s->rows; i++) {
        const char *name = s->row[i].cell[0];
        struct sg_code_list *list = (struct sg_code_list *)find_list(c, name);
        if (!list) {
            if (!sg_map_put(&c->by_list, &p->pool, list_hash(name), (uint32_t)c->lists))
                return false;
            list = &c->list[c->lists++];
            list->name = name;
            list->hash = sg_pool_hash(list_hash(name), ";", 1);
        }
        list->codes++;
    }
    for (size_t i = 0; i < c->lists; i++) {
        c->list[i].code = sg_pool_get(&p->pool, c->list[i].codes * sizeof(struct sg_code *));
        if (!c->list[i].code)
            return false;
        c->list[i].codes = 0;
    }
    return true;
}

static bool make_codes(struct sg_profile *p, const struct sg_sheet *s)
{
    struct sg_codes *c = &p->codes;
    c->code = sg_pool_get(&p->pool, s->rows * sizeof *c->code);
    if (!c->code)
        return false;
    for (size_t i = 0; i < s->rows; i++) {
        const char **cell = s->row[i].cell;
        struct sg_code_list *list = (struct sg_code_list *)find_list(c, cell[0]);
        const char *en = *cell[3] ? cell[3] : cell[2];
        c->code[i] =
            (struct sg_code){list->name, cell[1], {cell[2], en}, cell[4], cell[5], list->codes};
        list->code[list->codes++] = &c->code[i];
    }
    return true;
}

/* One row on its way into the index of spellings. */
struct adding {
    struct sg_loading *l;
    const struct sg_sheet *s;
    const struct sg_code_list *list;
    uint32_t row;
};

/* Makes a spelling mean the code; it may not mean another one of the list already. */
static bool add_typed(const struct adding *a, const char *text, size_t n)
{
    struct sg_profile *p = a->l->p;
    struct sg_codes *c = &p->codes;
    char key[KEY_MAX];
    size_t len = code_key(text, n, key);
    if (!len || len == TOO_LONG)
        return true; /* nobody types it */
    uint32_t hash = typed_hash(a->list, key, len);
    const struct sg_typed *old = find_typed(c, a->list, key, len, hash);
    if (old)
        return old->code == a->row ||
               sg_row_fault(a->l, a->s, a->row, NULL,
                            "\"%s\" already means %s in the list %s (%s line %zu)",
                            sg_shown(text, n).text, c->code[old->code].code, a->list->name,
                            a->s->row[old->code].file, a->s->row[old->code].line);
    char *kept = sg_pool_text(&p->pool, key, len);
    if (!kept || !sg_map_put(&c->by_typed, &p->pool, hash, (uint32_t)c->typeds))
        return sg_loading_nomem(a->l);
    c->typed[c->typeds++] = (struct sg_typed){kept, len, a->list, a->row};
    return true;
}

static bool add_word(const struct adding *a, const char *word)
{
    return add_typed(a, word, strlen(word));
}

static size_t count_parts(const char *cell)
{
    const char *part;
    size_t at = 0, n, count = 0;
    while (sg_cell_part(cell, &at, &part, &n))
        count++;
    return count;
}

static bool make_typed(struct sg_loading *l, const struct sg_sheet *s)
{
    struct sg_codes *c = &l->p->codes;
    size_t most = 0, at, n;
    for (size_t i = 0; i < s->rows; i++)
        most += 3 + count_parts(c->code[i].aliases);
    c->typed = sg_pool_get(&l->p->pool, most * sizeof *c->typed);
    if (!c->typed)
        return sg_loading_nomem(l);
    for (size_t i = 0; i < s->rows; i++) {
        const struct sg_code *code = &c->code[i];
        const struct adding a = {l, s, find_list(c, code->list), (uint32_t)i};
        const char *part;
        if (!add_word(&a, code->code) || !add_word(&a, code->label[SG_NL]) ||
            !add_word(&a, code->label[SG_EN]))
            return false;
        for (at = 0; sg_cell_part(code->aliases, &at, &part, &n);)
            if (!add_typed(&a, part, n))
                return false;
    }
    return true;
}

bool sg_codes_index(struct sg_loading *l)
{
    const struct sg_sheet *s = codes_sheet(l->p);
    if (!make_lists(l->p, s) || !make_codes(l->p, s))
        return sg_loading_nomem(l);
    return make_typed(l, s);
}

/* ---- the contract of profile.h ---- */

const struct sg_code *sg_code(const struct sg_profile *p, const char *list, const char *code,
                              size_t n)
{
    const struct sg_sheet *s = codes_sheet(p);
    uint32_t i, hash = sg_pool_hash(sg_pool_hash(list_hash(list), ";", 1), code, n);
    size_t at = 0;
    while ((i = sg_map_next(&s->by_key, hash, &at)) != SG_MAP_END) {
        const struct sg_code *c = &p->codes.code[i];
        if (strncmp(c->code, code, n) == 0 && !c->code[n] && strcmp(c->list, list) == 0)
            return c;
    }
    return NULL;
}

/* Writes the codes of a short list, for a message: "f, m, x". */
static void name_codes(const struct sg_code_list *list, char *out, size_t cap)
{
    size_t used = 0;
    for (size_t i = 0; i < list->codes && used < cap; i++)
        used +=
            (size_t)snprintf(out + used, cap - used, "%s%s", i ? ", " : "", list->code[i]->code);
}

static void offer_part(struct sg_near *near, const char *part, size_t n, char *kept, size_t cap)
{
    char one[KEY_MAX];
    const char *before = near->best;
    snprintf(one, sizeof one, "%.*s", (int)(n < sizeof one ? n : 0), part);
    sg_near_offer(near, one);
    if (near->best == before)
        return;
    snprintf(kept, cap, "%s", one);
    near->best = kept;
}

static bool no_such_code(const struct sg_code_list *list, const char *text, size_t n, bool quote,
                         struct sg_fault *f)
{
    char word[KEY_MAX], kept[2 * KEY_MAX], few[160] = "", shown[160] = "the value";
    struct sg_near near;
    if (!f) /* nobody reads what was meant, and finding it is dear */
        return false;
    snprintf(word, sizeof word, "%.*s", (int)(n < sizeof word ? n : 0), text);
    sg_near_begin(&near, word);
    for (size_t i = 0; i < list->codes; i++) {
        const struct sg_code *c = list->code[i];
        const char *part;
        size_t at = 0, len;
        sg_near_offer(&near, c->label[SG_NL]);
        sg_near_offer(&near, c->code);
        sg_near_offer(&near, c->label[SG_EN]);
        while (sg_cell_part(c->aliases, &at, &part, &len))
            offer_part(&near, part, len, kept, sizeof kept);
    }
    if (!near.best && list->codes <= NAME_A_FEW)
        name_codes(list, few, sizeof few);
    if (quote)
        snprintf(shown, sizeof shown, "\"%s\"", sg_shown(text, n).text);
    return sg_fail(f, SG_R_BAD_CODE, "%s is not in the list %s%s%s%s", shown, list->name,
                   sg_meant(near.best).text, *few ? "; allowed: " : "", few);
}

const struct sg_code *sg_code_typed(const struct sg_profile *p, const char *list, const char *text,
                                    size_t n, bool quote, struct sg_fault *f)
{
    const struct sg_code *exact = sg_code(p, list, text, n);
    if (exact)
        return exact;
    const struct sg_code_list *known = find_list(&p->codes, list);
    if (!known)
        return sg_fail(f, SG_R_BAD_CODE, "the profile has no code list %s", list), NULL;
    char key[KEY_MAX];
    size_t len = code_key(text, n, key);
    const struct sg_typed *t = NULL;
    if (len && len != TOO_LONG)
        t = find_typed(&p->codes, known, key, len, typed_hash(known, key, len));
    if (t)
        return &p->codes.code[t->code];
    no_such_code(known, text, n, quote, f);
    return NULL;
}

const struct sg_code *sg_code_at(const struct sg_profile *p, const char *list, size_t i)
{
    const struct sg_code_list *known = find_list(&p->codes, list);
    return known && i < known->codes ? known->code[i] : NULL;
}

bool sg_code_in_group(const struct sg_code *c, const char *group, size_t n)
{
    const char *part;
    size_t at = 0, len;
    while (sg_cell_part(c->groups, &at, &part, &len))
        if (len == n && memcmp(part, group, n) == 0)
            return true;
    return false;
}

bool sg_group_exists(const struct sg_profile *p, const char *list, const char *group, size_t n)
{
    const struct sg_code_list *known = find_list(&p->codes, list);
    for (size_t i = 0; known && i < known->codes; i++)
        if (sg_code_in_group(known->code[i], group, n))
            return true;
    return false;
}

const char *sg_label(const struct sg_profile *p, const char *list, const char *code,
                     enum sg_lang lang)
{
    const struct sg_code *c = sg_code(p, list, code, strlen(code));
    return c ? c->label[lang] : code;
}
