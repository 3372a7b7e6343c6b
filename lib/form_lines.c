/* SPDX-License-Identifier: EUPL-1.2 */
/* From the bytes of a file or mail to the lines that somebody wrote: ends of lines, soft breaks
 * (RFC 2045 6.7), quoting and flowed lines (RFC 3676), encoding. */
#include "form_impl.h"

#include "text.h"

#include <stdlib.h>
#include <string.h>

/* Splits at newlines; *n lines, to be freed. NULL: memory. */
static struct sg_raw_line *split(const char *text, size_t size, size_t *n)
{
    size_t count = 1;
    for (size_t i = 0; i < size; i++)
        count += text[i] == '\n';
    struct sg_raw_line *line = malloc(count * sizeof *line);
    *n = 0;
    for (size_t i = 0; line && i < size;) {
        const char *end = memchr(text + i, '\n', size - i);
        size_t m = end ? (size_t)(end - text) - i : size - i;
        line[(*n)++] = (struct sg_raw_line){text + i, m && text[i + m - 1] == '\r' ? m - 1 : m};
        i += m + 1;
    }
    return line;
}

static int hex(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
                                  : -1;
}

/* Appends a quoted-printable line; true when it goes on in the next one. */
static bool unquote(const char *p, size_t n, struct sg_buf *out)
{
    while (n && (p[n - 1] == ' ' || p[n - 1] == '\t'))
        n--;
    bool soft = n && p[n - 1] == '=';
    n -= soft;
    for (size_t i = 0; i < n; i++) {
        int a = p[i] == '=' && i + 2 < n ? hex(p[i + 1]) : -1;
        int b = a >= 0 ? hex(p[i + 2]) : -1;
        sg_buf_char(out, b >= 0 ? (char)((unsigned)a << 4 | (unsigned)b) : p[i]);
        i += b >= 0 ? 2 : 0;
    }
    return soft;
}

/* The lines before quoting is taken off: soft breaks joined. Their text goes to `text`. */
static bool join_soft(const struct sg_raw_line *raw, const struct sg_mail *mail,
                      struct sg_form_lines *out)
{
    for (size_t i = mail->from; i < mail->to; i++) {
        struct sg_form_line *l = &out->line[out->n++];
        *l = (struct sg_form_line){out->text.n, 0, i + 1};
        if (!mail->quoted_printable)
            sg_buf_add(&out->text, raw[i].p, raw[i].n);
        else
            while (unquote(raw[i].p, raw[i].n, &out->text) && i + 1 < mail->to)
                i++;
        l->n = out->text.n - l->at;
    }
    return !out->text.failed;
}

/* The whole text as UTF-8: it is, or it is Windows-1252. The lines move along. */
static bool decode(struct sg_form_lines *out, struct sg_fault *f)
{
    struct sg_buf to = {0};
    const char *p = out->text.p;
    if (!out->text.n || sg_utf8_until(p, out->text.n) == out->text.n)
        return true;
    for (size_t i = 0; i < out->n; i++) {
        struct sg_form_line *l = &out->line[i];
        char *room = sg_buf_room(&to, 3 * l->n + 1);
        long n = room ? sg_from_cp1252(p + l->at, l->n, room, 3 * l->n) : 0;
        if (n < 0) {
            sg_buf_free(&to);
            sg_fail(f, SG_R_BAD_UTF8, "neither UTF-8 nor Windows-1252");
            f->line = l->number;
            return false;
        }
        l->at = to.n;
        l->n = (size_t)n;
        to.n += (size_t)n;
    }
    sg_buf_free(&out->text);
    out->text = to;
    out->converted = true;
    return !to.failed || sg_fail(f, SG_R_MEMORY, "memory ran out");
}

/* Takes "> " off the beginning; returns how often. Of a flowed line also what stuffs it. */
static unsigned take_quotes(const char *text, struct sg_form_line *l, bool flowed)
{
    unsigned depth = 0;
    while (l->n && text[l->at] == '>') {
        size_t skip = l->n > 1 && text[l->at + 1] == ' ' ? 2 : 1;
        l->at += skip;
        l->n -= skip;
        depth++;
    }
    if (flowed && !depth && l->n && text[l->at] == ' ')
        l->at++, l->n--;
    return depth;
}

static bool blank_before(const char *text, size_t at, size_t end, size_t *n)
{
    char c = end > at ? text[end - 1] : 'x';
    *n = c == ' ' || c == '\t' || c == '\r'                        ? 1
         : end >= at + 2 && !memcmp(text + end - 2, "\xC2\xA0", 2) ? 2
                                                                   : 0;
    return *n > 0;
}

/* Takes off quoting and blanks at the end; a flowed line takes the next one of its depth along. */
static bool settle(struct sg_form_lines *out, bool flowed)
{
    struct sg_buf joined = {0};
    const char *text = out->text.p ? out->text.p : "";
    unsigned before = 0;
    size_t to = 0, n;
    bool open = false;
    for (size_t i = 0; i < out->n; i++) {
        struct sg_form_line l = out->line[i];
        unsigned depth = take_quotes(text, &l, flowed);
        bool soft = flowed && l.n && text[l.at + l.n - 1] == ' ' &&
                    !(l.n == 3 && !memcmp(text + l.at, "-- ", 3));
        while (!soft && blank_before(text, l.at, l.at + l.n, &n))
            l.n -= n;
        if (!open || depth != before)
            out->line[to++] = (struct sg_form_line){joined.n, 0, l.number};
        sg_buf_add(&joined, text + l.at, l.n);
        out->line[to - 1].n = joined.n - out->line[to - 1].at;
        open = soft;
        before = depth;
    }
    sg_buf_free(&out->text);
    out->text = joined;
    out->n = to;
    return !joined.failed;
}

bool sg_form_lines(const char *text, size_t n, struct sg_form_lines *out, struct sg_fault *f)
{
    struct sg_mail mail;
    size_t count;
    if (n >= 3 && !memcmp(text, "\xEF\xBB\xBF", 3))
        text += 3, n -= 3;
    *out = (struct sg_form_lines){.n = 0};
    if (memchr(text, '\0', n))
        return sg_fail(f, SG_R_NUL_BYTE, "a NUL byte: this is no text");
    struct sg_raw_line *raw = split(text, n, &count);
    bool ok = raw && (out->line = malloc((count + 1) * sizeof *out->line));
    if (!ok)
        sg_fail(f, SG_R_MEMORY, "memory ran out");
    ok = ok && sg_mail_find(raw, count, &mail, f);
    if (ok && !join_soft(raw, &mail, out))
        ok = sg_fail(f, SG_R_MEMORY, "memory ran out");
    ok = ok && decode(out, f);
    if (ok && !settle(out, mail.flowed))
        ok = sg_fail(f, SG_R_MEMORY, "memory ran out");
    free(raw);
    return ok;
}

void sg_form_lines_free(struct sg_form_lines *lines)
{
    free(lines->line);
    sg_buf_free(&lines->text);
}
