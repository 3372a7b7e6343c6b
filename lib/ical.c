/* SPDX-License-Identifier: EUPL-1.2 */
#include "ical.h"

#include <stdio.h>

enum { FOLD = 75 }; /* octets of a line without its end (RFC 5545, 3.1) */

/* A content line on its way out. */
struct line {
    struct sg_buf *out;
    size_t n; /* octets since the last break */
};

/* Adds what must not be folded apart: a character, or an escape of two. */
static void put(struct line *l, const char *p, size_t n)
{
    if (l->n + n > FOLD) {
        sg_buf_add(l->out, "\r\n ", 3);
        l->n = 1;
    }
    sg_buf_add(l->out, p, n);
    l->n += n;
}

/* Bytes of the UTF-8 character at p. */
static size_t character(const char *p)
{
    unsigned char c = (unsigned char)*p;
    size_t n = c < 0xC0 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4, i = 1;
    while (i < n && ((unsigned char)p[i] & 0xC0) == 0x80)
        i++;
    return i;
}

static void put_text(struct line *l, const char *p, size_t n)
{
    const char escaped[2] = {'\\', *p == '\n' ? 'n' : *p};
    if (*p == '\n' || *p == '\\' || *p == ';' || *p == ',')
        put(l, escaped, sizeof escaped);
    else if (n > 1 || ((unsigned char)*p >= ' ' && *p != 0x7F))
        put(l, p, n);
}

void sg_ical_line(struct sg_buf *out, const char *name, const char *value, bool text)
{
    struct line l = {out, 0};
    for (const char *p = name; *p; p++)
        put(&l, p, 1);
    put(&l, ":", 1);
    for (const char *p = value; *p;) {
        size_t n = character(p);
        if (text)
            put_text(&l, p, n);
        else
            put(&l, p, n);
        p += n;
    }
    sg_buf_add(out, "\r\n", 2);
}

static void put_day(struct sg_buf *out, const char *name, struct sg_date d, const char *rest)
{
    char value[40];
    snprintf(value, sizeof value, "%04d%02d%02d%s", d.y, d.m, d.d, rest);
    sg_ical_line(out, name, value, false);
}

void sg_ical_begin(struct sg_buf *out, const char *language)
{
    char product[40];
    snprintf(product, sizeof product, "-//sig//sig-remind//%s", language);
    sg_ical_line(out, "BEGIN", "VCALENDAR", false);
    sg_ical_line(out, "VERSION", "2.0", false);
    sg_ical_line(out, "PRODID", product, false);
    sg_ical_line(out, "CALSCALE", "GREGORIAN", false);
}

void sg_ical_event(struct sg_buf *out, const struct sg_ical_event *event)
{
    char number[16];
    sg_ical_line(out, "BEGIN", "VEVENT", false);
    sg_ical_line(out, "UID", event->uid, true);
    put_day(out, "DTSTAMP", event->stamp, "T000000Z");
    put_day(out, "DTSTART;VALUE=DATE", event->on, "");
    /* The end is the first day that is not meant any more (3.6.1); the last day of all has none. */
    struct sg_date next = sg_days_date(sg_date_days(event->on) + 1);
    if (next.y)
        put_day(out, "DTEND;VALUE=DATE", next, "");
    snprintf(number, sizeof number, "%d", (int)event->sequence);
    sg_ical_line(out, "SEQUENCE", number, false);
    sg_ical_line(out, "STATUS", event->cancelled ? "CANCELLED" : "CONFIRMED", false);
    sg_ical_line(out, "SUMMARY", event->summary, true);
    if (*event->description)
        sg_ical_line(out, "DESCRIPTION", event->description, true);
    if (event->priority) {
        snprintf(number, sizeof number, "%u", event->priority);
        sg_ical_line(out, "PRIORITY", number, false);
    }
    sg_ical_line(out, "CLASS", "PRIVATE", false);
    sg_ical_line(out, "TRANSP", "TRANSPARENT", false);
    sg_ical_line(out, "END", "VEVENT", false);
}

void sg_ical_end(struct sg_buf *out)
{
    sg_ical_line(out, "END", "VCALENDAR", false);
}
