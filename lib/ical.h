/* SPDX-License-Identifier: EUPL-1.2 */
/* ical - calendars as RFC 5545 wants them: days in them, lines of CRLF folded at 75 octets, text
 * escaped.
 *
 * Entries are events of a whole day that take no time (TRANSP:TRANSPARENT), not to-dos: the
 * calendars that offices use import events and ignore to-dos. There is no METHOD: an entry that is
 * published under one must name an organizer (RFC 5546, 3.2.1), and here is none to name. */
#ifndef SG_ICAL_H
#define SG_ICAL_H

#include "buf.h"
#include "when.h"

struct sg_ical_event {
    const char *uid; /* letters, digits, - . @ */
    int32_t sequence;
    struct sg_date on, stamp; /* whole; stamp: the day that the entry was made */
    const char *summary;
    const char *description; /* "" for none; lines end in \n */
    unsigned priority;       /* 1 highest ... 9 lowest; 0: none */
    bool cancelled;
};

/* `language`: "NL" or "EN", of the product identifier. A calendar holds at least one event. */
void sg_ical_begin(struct sg_buf *out, const char *language);
void sg_ical_event(struct sg_buf *out, const struct sg_ical_event *event);
void sg_ical_end(struct sg_buf *out);

/* One content line: name (with its parameters), a colon, the value with \ ; , and line ends escaped
 * when `text`, else as it is. Controls are left out. Never folded within a character. */
void sg_ical_line(struct sg_buf *out, const char *name, const char *value, bool text);

#endif
