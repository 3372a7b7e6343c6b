/* SPDX-License-Identifier: EUPL-1.2 */
/* Words, quoted texts and signs of an expression, with their positions; how it complains. */
#include "expr_impl.h"

#include "text.h"

#include <stdio.h>
#include <string.h>

bool sg_expr_fault(struct expr_compiler *c, const struct expr_token *t, const char *format, ...)
{
    char text[280];
    va_list ap;
    va_start(ap, format);
    vsnprintf(text, sizeof text, format, ap);
    va_end(ap);
    return sg_fail(c->f, SG_R_BAD_EXPR, "line %zu, column %zu: %s", t->line, t->column, text);
}

struct expr_shown sg_expr_show(const struct expr_compiler *c, const struct expr_token *t)
{
    struct expr_shown shown = {"this"};
    size_t n = t->n, most = 40;
    if (c->e->personal)
        return shown;
    bool cut = n > most;
    if (cut)
        for (n = most; n > 0 && ((unsigned char)t->p[n] & 0xC0) == 0x80;)
            n--;
    snprintf(shown.s, sizeof shown.s, "\"%.*s%s\"", (int)n, t->p, cut ? "..." : "");
    for (char *s = shown.s; *s; s++)
        if ((unsigned char)*s < ' ' || *s == 0x7F)
            *s = '?';
    return shown;
}

bool sg_expr_expected(struct expr_compiler *c, const char *what)
{
    static const char *const found[] = {
        [TOKEN_END] = "the end", [TOKEN_WORD] = "a word", [TOKEN_QUOTED] = "a quoted text",
        [TOKEN_OPEN] = "(",      [TOKEN_CLOSE] = ")",     [TOKEN_COMMA] = "a comma",
        [TOKEN_PLUS] = "+",      [TOKEN_MINUS] = "-",     [TOKEN_EQ] = "=",
        [TOKEN_NE] = "!=",       [TOKEN_LT] = "<",        [TOKEN_LE] = "<=",
        [TOKEN_GT] = ">",        [TOKEN_GE] = ">=",
    };
    return sg_expr_fault(c, &c->token, "expected %s, found %s", what, found[c->token.kind]);
}

bool sg_expr_expected_word(struct expr_compiler *c, const char *what, const char *const *words)
{
    char word[16];
    struct sg_near near;
    const struct expr_token *t = &c->token;
    if (t->kind != TOKEN_WORD)
        return sg_expr_expected(c, what);
    snprintf(word, sizeof word, "%.*s", (int)(t->n < sizeof word ? t->n : sizeof word - 1), t->p);
    sg_near_begin(&near, word);
    for (; *words; words++)
        sg_near_offer(&near, *words);
    if (!near.best)
        return sg_expr_expected(c, what);
    return sg_expr_fault(c, t, "expected %s; did you mean %s?", what, near.best);
}

/* ---- reading ---- */

/* Letters, digits and what codes, paths, dates and times consist of; any letter beyond ASCII. */
static bool in_word(unsigned char ch)
{
    return (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || (ch >= '0' && ch <= '9') ||
           ch == '_' || ch == '-' || ch == '.' || ch == ':' || ch >= 0x80;
}

/* No-break space, which text from a web page or a word processor brings along. */
static bool no_break(const char *p, const char *end)
{
    return end - p > 1 && (unsigned char)p[0] == 0xC2 && (unsigned char)p[1] == 0xA0;
}

/* Typographic quotes, U+2018..U+201F: a word processor made them of ' and ". */
static bool typographic(const char *p, const char *end)
{
    return end - p > 2 && (unsigned char)p[0] == 0xE2 && (unsigned char)p[1] == 0x80 &&
           (unsigned char)p[2] >= 0x98 && (unsigned char)p[2] <= 0x9F;
}

static void skip_blanks(struct expr_compiler *c)
{
    bool comment = false;
    for (; c->at < c->end; c->at++) {
        char ch = *c->at;
        if (ch == '\n') {
            comment = false;
            c->line++;
            c->line_start = c->at + 1;
        } else if (!comment && no_break(c->at, c->end)) {
            c->at++;
        } else if (ch == '#') {
            comment = true;
        } else if (!comment && ch != ' ' && ch != '\t' && ch != '\r') {
            return;
        }
    }
}

static bool read_quoted(struct expr_compiler *c)
{
    struct expr_token *t = &c->token;
    char quote = *c->at++;
    t->kind = TOKEN_QUOTED;
    t->p = c->at;
    for (; c->at < c->end && *c->at != '\n'; c->at++) {
        if (*c->at != quote)
            continue;
        if (c->at + 1 < c->end && c->at[1] == quote) {
            c->at++;
            continue;
        }
        t->n = (size_t)(c->at++ - t->p);
        return true;
    }
    return sg_expr_fault(c, t, "this quote is not closed on its line");
}

static bool read_word(struct expr_compiler *c)
{
    struct expr_token *t = &c->token;
    t->kind = TOKEN_WORD;
    while (c->at < c->end && in_word((unsigned char)*c->at) && !no_break(c->at, c->end)) {
        if (typographic(c->at, c->end))
            return sg_expr_fault(c, t, "a typographic quote; write ' or \" instead");
        c->at++;
    }
    t->n = (size_t)(c->at - t->p);
    return true;
}

/* Signs; of those with the same beginning the longest first. Without a kind: what other languages
 * write, and what is meant. */
static const struct {
    const char *sign;
    int kind;
    const char *meant;
} signs[] = {
    {"==", -1, "="},        {"&&", -1, "and"},      {"&", -1, "and"},       {"||", -1, "or"},
    {"|", -1, "or"},        {"!=", TOKEN_NE, ""},   {"!", -1, "not"},       {"<>", -1, "!="},
    {"=<", -1, "<="},       {"=>", -1, ">="},       {"<=", TOKEN_LE, ""},   {">=", TOKEN_GE, ""},
    {"~", -1, "contains"},  {"<", TOKEN_LT, ""},    {">", TOKEN_GT, ""},    {"=", TOKEN_EQ, ""},
    {"(", TOKEN_OPEN, ""},  {")", TOKEN_CLOSE, ""}, {",", TOKEN_COMMA, ""}, {"+", TOKEN_PLUS, ""},
    {"-", TOKEN_MINUS, ""},
};

static bool read_sign(struct expr_compiler *c)
{
    struct expr_token *t = &c->token;
    size_t left = (size_t)(c->end - c->at);
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        size_t n = strlen(signs[i].sign);
        if (n > left || memcmp(c->at, signs[i].sign, n) != 0)
            continue;
        if (signs[i].kind < 0)
            return sg_expr_fault(c, t, "\"%s\" has no meaning here; did you mean %s?",
                                 signs[i].sign, signs[i].meant);
        t->kind = (enum expr_kind)signs[i].kind;
        t->n = n;
        c->at += n;
        return true;
    }
    if (*c->at > ' ' && *c->at < 0x7F)
        return sg_expr_fault(c, t, "\"%c\" has no meaning here", *c->at);
    return sg_expr_fault(c, t, "a control character has no meaning here");
}

bool sg_expr_next(struct expr_compiler *c)
{
    c->behind = c->at;
    skip_blanks(c);
    c->token =
        (struct expr_token){TOKEN_END, c->at, 0, c->line, (size_t)(c->at - c->line_start) + 1};
    if (c->at == c->end)
        return true;
    if (*c->at == '\'' || *c->at == '"')
        return read_quoted(c);
    /* A hyphen belongs to a word but does not begin one: "today -30 days". */
    if (*c->at != '-' && in_word((unsigned char)*c->at))
        return read_word(c);
    return read_sign(c);
}

/* ---- looking at a token ---- */

bool sg_expr_is_word(const struct expr_token *t, const char *word)
{
    return t->kind == TOKEN_WORD && t->n == strlen(word) && memcmp(t->p, word, t->n) == 0;
}

bool sg_expr_take_word(struct expr_compiler *c, const char *word, bool *ok)
{
    if (!sg_expr_is_word(&c->token, word))
        return false;
    *ok = *ok && sg_expr_next(c);
    return true;
}

bool sg_expr_content(struct expr_compiler *c, const struct expr_token *t, char *out, size_t cap,
                     size_t *n)
{
    *n = 0;
    if (t->n > cap)
        return sg_expr_fault(c, t, "a text of more than %zu bytes", cap);
    for (size_t i = 0; i < t->n; i++) {
        out[(*n)++] = t->p[i];
        /* The only quotes inside are its own kind, doubled; the other kind stands alone. */
        if (t->kind == TOKEN_QUOTED && t->p[i] == t->p[-1])
            i++;
    }
    return true;
}
