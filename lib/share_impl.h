/* SPDX-License-Identifier: EUPL-1.2 */
/* share_impl - what the files of the room share have in common. */
#ifndef SG_SHARE_IMPL_H
#define SG_SHARE_IMPL_H

#include "share.h"

/* A police fact stays under the Wet politiegegevens: the group of codes (origin, reporter-kind,
 * capacity) that says so. */
#define SG_WPG "wpg"

enum sg_identity {
    SG_NAMELESS,   /* no name, no date of birth, nothing in their place */
    SG_PSEUDONYM,  /* a keyed hash in their place */
    SG_NAMED,      /* where there is consent, when one is asked for */
    SG_CONSENTING, /* by name, and only persons who consented */
};

struct sg_share {
    const struct sg_profile *p;
    const char *partner;  /* NULL: a view */
    const char *roles;    /* cells, borrowed: "all" or codes, "unknown" among them */
    const char *withheld; /* "none" or codes and groups of the list origin */
    const char *consent;  /* code of consent-for; NULL: none is asked for */
    const char *layout;   /* "": none */
    enum sg_identity identity;
    bool restricted; /* sees signals under restriction */
    bool handing;
    bool everything; /* also members that the table does not know */
    const unsigned char *key;
    long persons;            /* index of the field */
    const bool *has_members; /* by index: sg_field_has_members, which is slow; behind sees */
    bool sees[];             /* by index of the field table; a group: when anything in it is */
};

/* ---- share_cell.c: what the cells of the sheets mean ---- */

/* Is the word one of the parts of a cell? */
bool sg_cell_has(const char *cell, const char *word, size_t n);

enum sg_identity sg_identity(const char *word);
/* Never in hands that may not know who it is: the members of a person that say so. */
bool sg_field_identifies(const struct sg_field *field);

/* ---- share_item.c: may this signal, this item, this name go? ---- */

/* SG_LEFT_COUNT: it may go. */
enum sg_left sg_share_signal(const struct sg_share *s, const struct sg_record *r);
enum sg_left sg_share_item(const struct sg_share *s, long group, struct sg_val item);
bool sg_share_role(const struct sg_share *s, struct sg_val role);
bool sg_share_consents(const struct sg_share *s, struct sg_val person);

/* ---- share_pseudonym.c ---- */

/* Appends `"pseudonym":"..."` for person number `nth` of a signal. */
void sg_share_pseudonym(const struct sg_share *s, const struct sg_record *r, struct sg_val person,
                        size_t nth, struct sg_buf *out);

#endif
