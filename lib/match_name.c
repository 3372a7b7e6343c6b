/* SPDX-License-Identifier: EUPL-1.2 */
/* Names of persons and organisations in their normal form. */
#include "match_impl.h"
#include "text.h"

#include <string.h>

enum { FOLDED = 1024 };

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80;
}

static bool is_initial(const struct sg_word *w, char letter)
{
    return w->n == 1 && *w->p == letter;
}

/* Which short words stand in a list is asked of every word of every name, so the lists are kept by
 * first letter. */
#define WORDS(...)        \
    (const char *const[]) \
    {                     \
        __VA_ARGS__, NULL \
    }
#define AT(letter) [(letter) - 'a']
enum { LETTERS = 'z' - 'a' + 1 };

static bool listed(const struct sg_word *w, const char *const *const list[LETTERS])
{
    unsigned letter = (unsigned)(*w->p - 'a');
    const char *const *word = letter < LETTERS ? list[letter] : NULL;
    for (; word && *word; word++)
        if (w->n == strlen(*word) && memcmp(w->p, *word, w->n) == 0)
            return true;
    return false;
}

/* ---- words ---- */

/* A word on its way into a name. */
struct raw {
    struct sg_word word;
    bool after_quote; /* 't */
};

/* An apostrophe between letters joins them (o'brien), any other sign separates. */
static size_t cut_words(const char *s, size_t n, struct raw *raw, size_t cap)
{
    size_t count = 0, i = 0;
    while (i < n && count < cap) {
        while (i < n && !is_letter(s[i]))
            i++;
        size_t from = i;
        while (i < n &&
               (is_letter(s[i]) || (s[i] == '\'' && i > from && i + 1 < n && is_letter(s[i + 1]))))
            i++;
        if (i > from)
            raw[count++] = (struct raw){{s + from, i - from}, from > 0 && s[from - 1] == '\''};
    }
    return count;
}

static const char *const *const prefixes[LETTERS] = {
    AT('a') = WORDS("aan", "al"),
    AT('b') = WORDS("bij"),
    AT('d') = WORDS("de", "der", "den", "du", "des", "da", "das", "dos", "di", "del"),
    AT('e') = WORDS("el"),
    AT('h') = WORDS("het"),
    AT('i') = WORDS("in"),
    AT('l') = WORDS("la", "le", "los"),
    AT('o') = WORDS("op"),
    AT('t') = WORDS("ter", "ten", "te"),
    AT('u') = WORDS("uit"),
    AT('v') = WORDS("van", "vd", "vdr", "vande", "vander", "vanden", "von"),
    AT('z') = WORDS("zu"),
};

static bool is_prefix(const struct raw *raw, size_t i, size_t n)
{
    const struct sg_word *w = &raw[i].word;
    if (listed(w, prefixes))
        return true;
    if (is_initial(w, 't') || is_initial(w, 's'))
        return raw[i].after_quote;
    /* v. d. Berg; a lone v. is one when something stands before and behind it */
    if (is_initial(w, 'v'))
        return i + 1 < n && (is_initial(&raw[i + 1].word, 'd') || (i > 0 && raw[i + 1].word.n > 1));
    return is_initial(w, 'd') && i > 0 && is_initial(&raw[i - 1].word, 'v');
}

static const char *const *const titles[LETTERS] = {
    AT('d') = WORDS("dhr", "drs", "dr"),
    AT('i') = WORDS("ing", "ir"),
    AT('m') = WORDS("mevr", "mevrouw", "meneer", "mw", "mr"),
    AT('p') = WORDS("prof"),
};

static bool is_title(const struct sg_word *w)
{
    return listed(w, titles);
}

/* Drops titles in front, and prefixes; all of a name that is nothing else stays. */
static size_t keep_words(struct raw *raw, size_t n)
{
    size_t first = 0, kept = 0;
    bool drop[2 * SG_NAME_WORDS] = {false}, full = false;
    while (first + 1 < n && is_title(&raw[first].word))
        first++;
    for (size_t i = first; i < n; i++) {
        drop[i] = is_prefix(raw, i, n);
        full |= !drop[i] && raw[i].word.n > 1;
    }
    for (size_t i = first; i < n; i++)
        if (!full || !drop[i])
            raw[kept++] = raw[i];
    return kept;
}

/* Appends a word, ij as y and vandenberg as berg. */
static size_t put_word(const struct sg_word *w, char *out, size_t cap)
{
    static const char *const glued[] = {"vanden", "vander", NULL};
    size_t n = 0, i = 0;
    for (const char *const *g = glued; *g; g++)
        if (w->n >= 9 && memcmp(w->p, *g, 6) == 0)
            i = 6;
    for (; i < w->n && n < cap; i++) {
        if (w->p[i] == '\'')
            continue;
        bool ij = w->p[i] == 'i' && i + 1 < w->n && w->p[i + 1] == 'j';
        out[n++] = ij ? 'y' : w->p[i];
        i += ij;
    }
    return n;
}

/* ---- how it sounds ---- */

/* Letters and what they sound like. */
struct sound {
    char from[4];
    unsigned char n;
    char to;
};
#define SOUND(from, to)            \
    {                              \
        from, sizeof(from) - 1, to \
    }
#define SOUNDS(...)        \
    (const struct sound[]) \
    {                      \
        __VA_ARGS__,       \
        {                  \
            "", 0, '\0'    \
        }                  \
    }

/* By first letter; of those with the same the longest first. */
static const struct sound *const sounds[LETTERS] = {
    AT('a') = SOUNDS(SOUND("ai", 'i'), SOUND("ay", 'i')),
    AT('c') = SOUNDS(SOUND("ck", 'k'), SOUND("ch", 's'), SOUND("cz", 's'), SOUND("c", 'k')),
    AT('d') = SOUNDS(SOUND("dt", 't'), SOUND("dj", 'i')),
    AT('e') = SOUNDS(SOUND("eau", 'o'), SOUND("ei", 'i'), SOUND("ey", 'i')),
    AT('g') = SOUNDS(SOUND("gh", 'g')),
    AT('i') = SOUNDS(SOUND("ie", 'i')),
    AT('j') = SOUNDS(SOUND("j", 'i')),
    AT('k') = SOUNDS(SOUND("kh", 'g'), SOUND("ks", 'x')),
    AT('o') = SOUNDS(SOUND("oe", 'u'), SOUND("ou", 'u')),
    AT('p') = SOUNDS(SOUND("ph", 'f')),
    AT('q') = SOUNDS(SOUND("qu", 'k'), SOUND("q", 'k')),
    AT('s') = SOUNDS(SOUND("sch", 's'), SOUND("sh", 's'), SOUND("sj", 's'), SOUND("sz", 's')),
    AT('t') = SOUNDS(SOUND("tsj", 's'), SOUND("th", 't')),
    AT('u') = SOUNDS(SOUND("uu", 'u')),
    AT('v') = SOUNDS(SOUND("v", 'f')),
    AT('w') = SOUNDS(SOUND("w", 'f')),
    AT('y') = SOUNDS(SOUND("y", 'i')),
    AT('z') = SOUNDS(SOUND("z", 's')),
};

static const struct sound *sound_at(const char *s, size_t n)
{
    unsigned letter = (unsigned)(*s - 'a');
    const struct sound *sound = letter < LETTERS ? sounds[letter] : NULL;
    for (; sound && sound->n; sound++)
        if (sound->n <= n && memcmp(s, sound->from, sound->n) == 0)
            return sound;
    return NULL;
}

size_t sg_spoken(const char *word, size_t n, char *out, size_t cap)
{
    size_t made = 0;
    for (size_t i = 0; i < n && made < cap;) {
        const struct sound *sound = sound_at(word + i, n - i);
        char c = sound ? sound->to : word[i];
        if (i > 0 && c == 'k' && word[i] == 'c' && i + 1 < n && strchr("eiy", word[i + 1]))
            c = 's'; /* but Cees is Kees */
        if (c == 'd' && i + 1 == n)
            c = 't';
        bool mute = c == 'h' && i > 0;
        if (!mute && (made == 0 || out[made - 1] != c))
            out[made++] = c;
        i += sound ? sound->n : 1;
    }
    return made;
}

/* What a word begins with, letters that are mistaken for each other being the same. */
static char first_of(const struct sg_word *w)
{
    static const char same[] = "abkdefghiiklmnopkrstuffxis"; /* of a to z */
    return *w->p >= 'a' && *w->p <= 'z' ? same[*w->p - 'a'] : *w->p;
}

static uint16_t letter_of(const struct sg_word *w)
{
    return (uint16_t)(1U << ((unsigned char)first_of(w) & 15));
}

static bool only_ending(const struct sg_word *longer, const struct sg_word *shorter)
{
    return longer->n == shorter->n + 1 && memcmp(longer->p, shorter->p, shorter->n) == 0 &&
           strchr("ae", longer->p[shorter->n]);
}

/* NUL-terminated, for sg_edits. */
static bool few_edits(char *a, size_t n, char *b, size_t m, unsigned limit)
{
    a[n] = b[m] = '\0';
    return sg_edits(a, b, limit) <= limit;
}

bool sg_alike(const struct sg_word *a, const struct sg_word *b)
{
    char x[SG_NAME_BYTES + 1], y[SG_NAME_BYTES + 1];
    size_t least = a->n < b->n ? a->n : b->n, most = a->n < b->n ? b->n : a->n;
    if (least < 3 || most - least > 3 || only_ending(a, b) || only_ending(b, a))
        return false;
    if (first_of(a) != first_of(b))
        return false;
    size_t n = sg_spoken(a->p, a->n, x, SG_NAME_BYTES), m = sg_spoken(b->p, b->n, y, SG_NAME_BYTES);
    if (n == m && memcmp(x, y, n) == 0)
        return true;
    unsigned limit = least >= 10 ? 2 : least >= 6 ? 1 : 0;
    if (!limit)
        return false;
    if (few_edits(x, n, y, m, limit))
        return true;
    memcpy(x, a->p, a->n);
    memcpy(y, b->p, b->n);
    return few_edits(x, a->n, y, b->n, limit);
}

bool sg_slip(const struct sg_word *a, const struct sg_word *b)
{
    char x[SG_NAME_BYTES + 1], y[SG_NAME_BYTES + 1];
    if (a->n < 4 || b->n < 4 || *a->p != *b->p)
        return false;
    memcpy(x, a->p, a->n);
    memcpy(y, b->p, b->n);
    return few_edits(x, a->n, y, b->n, 1);
}

/* ---- names of persons ---- */

void sg_name_split(const char *text, size_t n, struct sg_name *out)
{
    out->words = 0;
    out->n = 0;
    out->letters = 0;
    for (size_t i = 0; i < n && out->words < SG_NAME_WORDS; i++) {
        size_t from = i;
        while (i < n && text[i] != ' ')
            i++;
        out->word[out->words++] = (struct sg_word){text + from, i - from};
    }
}

/* "vries, jan de" to "jan de vries": what stands behind the first comma comes first. Returns where
 * it stands then. */
static const char *turn_about(const char *s, size_t n, char *out)
{
    const char *comma = memchr(s, ',', n);
    if (!comma)
        return s;
    size_t before = (size_t)(comma - s), after = n - before - 1;
    memcpy(out, comma + 1, after);
    out[after] = ' ';
    memcpy(out + after + 1, s, before);
    return out;
}

void sg_name_form(const char *s, size_t n, struct sg_name *out)
{
    char folded[FOLDED], room[FOLDED];
    struct raw raw[2 * SG_NAME_WORDS];
    size_t len = sg_fold(s, n < FOLDED ? n : FOLDED, folded, sizeof folded);
    len = len < FOLDED ? len : FOLDED;
    const char *turned = turn_about(folded, len, room);
    size_t count = keep_words(raw, cut_words(turned, len, raw, 2 * SG_NAME_WORDS));
    out->n = out->words = 0;
    out->letters = 0;
    for (size_t i = 0; i < count && i < SG_NAME_WORDS && out->n + 2 < SG_NAME_BYTES; i++) {
        if (i)
            out->text[out->n++] = ' ';
        struct sg_word *word = &out->word[out->words++];
        word->p = out->text + out->n;
        word->n = put_word(&raw[i].word, out->text + out->n, SG_NAME_BYTES - 1 - out->n);
        out->n += word->n;
        out->letters |= letter_of(word);
    }
    out->text[out->n] = '\0';
}

static bool comes_before(const struct sg_word *a, const struct sg_word *b)
{
    int order = memcmp(a->p, b->p, a->n < b->n ? a->n : b->n);
    return order ? order < 0 : a->n < b->n;
}

size_t sg_name_sorted(const struct sg_name *name, char *out, size_t cap)
{
    struct sg_word word[SG_NAME_WORDS];
    size_t n = 0;
    for (size_t i = 0; i < name->words; i++) { /* few: each is put in its place among the others */
        size_t at = i;
        for (; at > 0 && comes_before(&name->word[i], &word[at - 1]); at--)
            word[at] = word[at - 1];
        word[at] = name->word[i];
    }
    for (size_t i = 0; i < name->words && n + word[i].n + 1 <= cap; i++) {
        if (i)
            out[n++] = ' ';
        memcpy(out + n, word[i].p, word[i].n);
        n += word[i].n;
    }
    return n;
}

/* ---- names of organisations ---- */

/* Legal forms stand at the end: b.v., v.o.f., sp. z o.o. */
static size_t without_form(char *s, size_t n)
{
    static const char *const forms[] = {"bv",  "nv",    "vof", "cv",   "eenmanszaak", "gmbh",
                                        "ltd", "spzoo", "srl", "bvba", "holding",     NULL};
    for (const char *const *form = forms; *form; form++) {
        size_t m = strlen(*form);
        if (n > m + 2 && memcmp(s + n - m, *form, m) == 0)
            return n - m;
    }
    return n;
}

void sg_firm_form(const char *s, size_t n, char plain[SG_NAME_BYTES], char spoken[SG_NAME_BYTES])
{
    char folded[FOLDED];
    size_t len = sg_fold(s, n < FOLDED ? n : FOLDED, folded, sizeof folded), made = 0;
    for (size_t i = 0; i < len && i < FOLDED && made + 1 < SG_NAME_BYTES; i++)
        if (is_letter(folded[i])) {
            bool ij = folded[i] == 'i' && i + 1 < len && i + 1 < FOLDED && folded[i + 1] == 'j';
            plain[made++] = ij ? 'y' : folded[i];
            i += ij;
        }
    made = without_form(plain, made);
    plain[made] = '\0';
    spoken[sg_spoken(plain, made, spoken, SG_NAME_BYTES - 1)] = '\0';
}
