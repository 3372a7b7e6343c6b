/* SPDX-License-Identifier: EUPL-1.2 */
/* What the header of a column says. */
#include "guess_impl.h"

#include "text.h"

#include <stdio.h>
#include <string.h>

enum { HEADER = 120 };

/* Letters and digits of the folded header, one blank between its words. */
static size_t words_of(const char *text, size_t n, char out[HEADER + 1])
{
    char folded[HEADER];
    size_t k = sg_fold(text, n, folded, sizeof folded), w = 0;
    if (k > sizeof folded)
        k = sizeof folded;
    for (size_t i = 0; i < k; i++) {
        char c = folded[i];
        bool word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c & 0x80);
        if (word)
            out[w++] = c;
        else if (w && out[w - 1] != ' ')
            out[w++] = ' ';
    }
    while (w && out[w - 1] == ' ')
        w--;
    out[w] = '\0';
    return w;
}

/* A number behind the words, which tells one of several persons or places: 1 to 9. */
static unsigned take_number(char *words, size_t *n)
{
    char *last = *n ? &words[*n - 1] : NULL;
    bool number = *n > 1 && *last >= '1' && *last <= '9' && (last[-1] < '0' || last[-1] > '9');
    if (!number)
        return 0;
    unsigned element = (unsigned)(*last - '0');
    *n -= last[-1] == ' ' ? 2 : 1;
    words[*n] = '\0';
    return element;
}

static const struct sg_field *field_of(const struct sg_code *code)
{
    return code ? sg_field(code->code, strlen(code->code), NULL) : NULL;
}

/* Whether `part` stands in `words` as words of its own. */
static bool holds(const char *words, const char *part, size_t n)
{
    for (const char *at = words; n && (at = strstr(at, part)); at++)
        if ((at == words || at[-1] == ' ') && (at[n] == ' ' || at[n] == '\0'))
            return true;
    return false;
}

/* A member before a group, then the longer. */
struct best {
    const struct sg_code *code;
    bool member;
    size_t n;
};

static void offer(struct best *best, const struct sg_code *code, const char *words,
                  const char *spelling, size_t size)
{
    char part[HEADER + 1];
    size_t n = words_of(spelling, size, part);
    if (n <= 3 || !holds(words, part, n))
        return;
    const struct sg_field *field = field_of(code);
    bool member = field && field->type != SG_T_GROUP;
    if (field && (member > best->member || (member == best->member && n > best->n)))
        *best = (struct best){code, member, n};
}

/* The longest label or alias that the header contains. */
static const struct sg_code *contained(const struct sg_profile *p, const char *words)
{
    struct best best = {NULL, false, 0};
    const struct sg_code *code;
    for (size_t i = 0; (code = sg_code_at(p, "field", i)); i++) {
        const char *part;
        size_t n;
        for (int lang = 0; lang < 2; lang++)
            offer(&best, code, words, code->label[lang], strlen(code->label[lang]));
        for (size_t at = 0; sg_cell_part(code->aliases, &at, &part, &n);)
            offer(&best, code, words, part, n);
    }
    return best.code;
}

/* The nearest label or alias, within an edit or two. */
static const struct sg_code *near_to(const struct sg_profile *p, const char *words)
{
    struct sg_near near;
    const struct sg_code *code, *best = NULL;
    char alias[HEADER + 1];
    sg_near_begin(&near, words);
    for (size_t i = 0; strlen(words) > 4 && (code = sg_code_at(p, "field", i)); i++) {
        const char *part;
        size_t n;
        unsigned before = near.best ? near.edits : 3;
        for (int lang = 0; lang < 2; lang++)
            sg_near_offer(&near, code->label[lang]);
        for (size_t at = 0; sg_cell_part(code->aliases, &at, &part, &n);) {
            snprintf(alias, sizeof alias, "%.*s", (int)n, part);
            sg_near_offer(&near, alias);
        }
        if (near.best && near.edits < before && near.edits <= 2)
            best = code;
    }
    return best;
}

const struct sg_field *sg_guess_named(const struct sg_profile *p, const char *text, size_t n,
                                      unsigned *element)
{
    char words[HEADER + 1];
    size_t k = words_of(text, n, words);
    const struct sg_field *field;
    *element = 0;
    if (!k)
        return NULL;
    if ((field = field_of(sg_code_typed(p, "field", text, n, false, NULL))) ||
        (field = field_of(sg_code_typed(p, "field", words, k, false, NULL))))
        return field;
    *element = take_number(words, &k);
    return *element ? field_of(sg_code_typed(p, "field", words, k, false, NULL)) : NULL;
}

const struct sg_field *sg_guess_header(const struct sg_profile *p, const char *text, size_t n,
                                       enum sg_fit *fit, unsigned *element)
{
    char words[HEADER + 1];
    const struct sg_field *field = sg_guess_named(p, text, n, element);
    *fit = field ? SG_FIT_WHOLE : SG_FIT_PART;
    if (field)
        return field;
    size_t k = words_of(text, n, words);
    *element = take_number(words, &k);
    if ((field = field_of(contained(p, words))))
        return field;
    *fit = SG_FIT_NEAR;
    if ((field = field_of(near_to(p, words))))
        return field;
    *fit = SG_FIT_NOT;
    return NULL;
}
