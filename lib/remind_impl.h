/* SPDX-License-Identifier: EUPL-1.2 */
/* remind_impl - what the parts of remind share; for this room only. */
#ifndef SG_REMIND_IMPL_H
#define SG_REMIND_IMPL_H

#include "remind.h"

/* One run. */
struct remind {
    const struct sg_due_list *list;
    const struct sg_profile *profile;
    const struct sg_remind_opt *opt;
    struct sg_out *out;
    int32_t today;
    struct sg_buf text; /* of one reminder */
    bool begun;         /* something was written */
    const char *owner;  /* of the last reminder written; NULL: none yet */
    size_t id_width, when_width;
    struct sg_buf day; /* text: the columns of the day of the last reminder */
    int32_t day_of;
    bool day_house;
};

/* One reminder to be told, as the entry of a calendar: its name and how often it changed. */
struct remind_entry {
    unsigned char name[SG_MEMO_HASH];
    int32_t sequence;
};

/* Is it asked for? (owner) */
bool sg_remind_wanted(const struct sg_remind_opt *opt, const struct sg_due *due);

/* A word of the profile, '#' in it replaced; appended. */
void sg_remind_word(const struct remind *run, struct sg_buf *out, const char *word,
                    const char *value);
/* "3 dagen te laat"; appended. */
void sg_remind_when(const struct remind *run, struct sg_buf *out, const struct sg_due *due);
/* Whose it is, as people read it: the label of a partner, else as it stands; appended. */
void sg_remind_owner(const struct remind *run, struct sg_buf *out, const struct sg_due *due);
/* Text of a signal's own that a terminal or a mail must not obey: such characters as blanks. */
void sg_remind_plain(struct sg_buf *out, const char *s);
/* "nog 3 van 5 dit jaar"; appended. */
void sg_remind_owed(const struct remind *run, struct sg_buf *out, const struct sg_due *due);

/* text: how wide its columns are, then one reminder. */
void sg_remind_widths(struct remind *run);
void sg_remind_text(struct remind *run, const struct sg_due *due);
/* JSON lines. */
void sg_remind_json(struct remind *run, const struct sg_due *due);
/* CSV: what stands above the rows, and a row. */
void sg_remind_header(struct remind *run);
void sg_remind_row(struct remind *run, const struct sg_due *due);
/* iCalendar. */
void sg_remind_event(struct remind *run, const struct sg_due *due,
                     const struct remind_entry *entry);
void sg_remind_cancel(struct remind *run, const struct sg_memo_gone *gone);

#endif
