/* SPDX-License-Identifier: EUPL-1.2 */
/* Where the text of a raw mail is: headers (RFC 5322), parts and encodings (RFC 2045, 2046). */
#include "form_impl.h"

#include <string.h>
#include <strings.h>

enum { VALUE = 512, PARTS_DEEP = 4 };

/* What a block of headers says. */
struct head {
    char type[VALUE], encoding[VALUE];
};

static bool begins(const struct sg_raw_line *l, const char *word)
{
    size_t n = strlen(word);
    return l->n >= n && !strncasecmp(l->p, word, n);
}

/* "Name:" at the beginning, as header names are written. */
static bool header_line(const struct sg_raw_line *l)
{
    size_t i = 0;
    while (i < l->n && l->p[i] > ' ' && l->p[i] != ':' && l->p[i] != 127)
        i++;
    return i && i < l->n && l->p[i] == ':';
}

static void append(char value[VALUE], const char *p, size_t n)
{
    size_t have = strlen(value);
    n = n < VALUE - 1 - have ? n : VALUE - 1 - have;
    memcpy(value + have, p, n);
    value[have + n] = '\0';
}

/* Reads headers up to and including the blank line behind them; returns the line after it. */
static size_t read_head(const struct sg_raw_line *line, size_t i, size_t to, struct head *h)
{
    char *value = NULL;
    *h = (struct head){"", ""};
    for (; i < to && line[i].n; i++) {
        const struct sg_raw_line *l = &line[i];
        size_t skip = 0;
        if (l->p[0] != ' ' && l->p[0] != '\t') {
            bool type = begins(l, "Content-Type:");
            value = type ? h->type : begins(l, "Content-Transfer-Encoding:") ? h->encoding : NULL;
            skip = value ? (size_t)((const char *)memchr(l->p, ':', l->n) - l->p) + 1 : 0;
        }
        while (skip < l->n && (l->p[skip] == ' ' || l->p[skip] == '\t'))
            skip++;
        if (value) {
            append(value, l->p + skip, l->n - skip);
            append(value, " ", 1);
        }
    }
    return i < to ? i + 1 : to;
}

/* A text that begins with headers, of which one is of the kind that no form has. */
static bool is_mail(const struct sg_raw_line *line, size_t n)
{
    static const char *const names[] = {"Received:",     "Return-Path:",  "Message-ID:",
                                        "MIME-Version:", "Content-Type:", "Delivered-To:"};
    bool known = false;
    size_t i = n && begins(&line[0], "From ") ? 1 : 0;
    for (; i < n && line[i].n; i++) {
        bool folded = i > 0 && (line[i].p[0] == ' ' || line[i].p[0] == '\t');
        if (!folded && !header_line(&line[i]))
            return false;
        for (size_t k = 0; k < sizeof names / sizeof *names; k++)
            known |= begins(&line[i], names[k]);
    }
    return known;
}

/* A parameter of a header value: boundary="..." ; "" when it has none. */
static void parameter(const char *value, const char *name, char out[VALUE])
{
    size_t n = strlen(name);
    out[0] = '\0';
    for (const char *p = strchr(value, ';'); p; p = strchr(p, ';')) {
        p += 1 + strspn(p + 1, " \t");
        if (strncasecmp(p, name, n) != 0 || p[n] != '=')
            continue;
        p += n + 1;
        bool quoted = *p == '"';
        size_t m = quoted ? strcspn(++p, "\"") : strcspn(p, "; \t");
        append(out, p, m);
        return;
    }
}

static bool is_boundary(const struct sg_raw_line *l, const char *boundary)
{
    size_t n = strlen(boundary);
    return l->n >= n + 2 && !memcmp(l->p, "--", 2) && !memcmp(l->p + 2, boundary, n);
}

/* The text of a part whose headers are known; its body is the lines from..to. 1 found, 0 none in
 * it, -1 with *f. */
static int find_text(const struct sg_raw_line *line, size_t from, size_t to, const struct head *h,
                     unsigned deep, struct sg_mail *mail, struct sg_fault *f);

static int find_in_parts(const struct sg_raw_line *line, size_t from, size_t to,
                         const char *boundary, unsigned deep, struct sg_mail *mail,
                         struct sg_fault *f)
{
    struct head h;
    size_t i = from;
    while (i < to && !is_boundary(&line[i], boundary))
        i++;
    while (i < to) {
        size_t body = read_head(line, i + 1, to, &h), end = body;
        while (end < to && !is_boundary(&line[end], boundary))
            end++;
        int found = find_text(line, body, end, &h, deep + 1, mail, f);
        if (found)
            return found;
        i = end;
    }
    return 0;
}

static int find_text(const struct sg_raw_line *line, size_t from, size_t to, const struct head *h,
                     unsigned deep, struct sg_mail *mail, struct sg_fault *f)
{
    char value[VALUE];
    if (!strncasecmp(h->type, "multipart/", 10) && deep < PARTS_DEEP) {
        parameter(h->type, "boundary", value);
        return *value ? find_in_parts(line, from, to, value, deep, mail, f) : 0;
    }
    if (*h->type && strncasecmp(h->type, "text/plain", 10) != 0)
        return 0;
    if (!strncasecmp(h->encoding, "base64", 6)) {
        sg_fail(f, SG_R_BAD_VALUE,
                "the text of this mail is in base64: save the text itself, or copy it");
        f->line = from + 1;
        return -1;
    }
    parameter(h->type, "format", value);
    mail->from = from;
    mail->to = to;
    mail->quoted_printable = !strncasecmp(h->encoding, "quoted-printable", 16);
    mail->flowed = !strcasecmp(value, "flowed");
    return 1;
}

bool sg_mail_find(const struct sg_raw_line *line, size_t n, struct sg_mail *mail,
                  struct sg_fault *f)
{
    struct head h;
    *mail = (struct sg_mail){0, n, false, false};
    if (!is_mail(line, n))
        return true;
    size_t body = read_head(line, 0, n, &h);
    int found = find_text(line, body, n, &h, 0, mail, f);
    if (found == 0) {
        sg_fail(f, SG_R_BAD_VALUE, "this mail has no part in plain text");
        f->line = 1;
    }
    return found == 1;
}
