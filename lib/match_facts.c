/* SPDX-License-Identifier: EUPL-1.2 */
/* Facts of each kind, and their keys. */
#include "match_impl.h"

#include <stdlib.h>
#include <string.h>

/* ---- keys ---- */

void sg_fact_hash(const struct sg_facts *f, enum sg_by by, const char *p, size_t n, uint64_t key[2])
{
    char bytes[2 * SG_NAME_BYTES + 1];
    unsigned char hash[16];
    bytes[0] = (char)by;
    n = n < sizeof bytes - 1 ? n : sizeof bytes - 1;
    memcpy(bytes + 1, p, n);
    sg_keyed_hash(f->key, bytes, n + 1, hash);
    memcpy(key, hash, sizeof hash);
}

/* A number that tells texts apart, of a key of theirs; 0 stands for none. */
static uint32_t tag_of(const uint64_t key[2])
{
    return (uint32_t)key[0] | 1;
}

static uint32_t tag(const struct sg_facts *f, enum sg_by by, const char *p, size_t n)
{
    uint64_t key[2];
    if (n == 0)
        return 0;
    sg_fact_hash(f, by, p, n, key);
    return tag_of(key);
}

static bool make_room(struct sg_facts *f)
{
    if (f->n < f->cap)
        return true;
    size_t cap = f->cap ? f->cap * 2 : 64;
    struct sg_fact *at = realloc(f->at, cap * sizeof *at);
    if (at)
        f->at = at;
    struct sg_mark *mark = f->marked ? realloc(f->mark, cap * sizeof *mark) : NULL;
    if (mark)
        f->mark = mark;
    if (!at || (f->marked && !mark)) {
        f->failed = true;
        return false;
    }
    f->cap = cap;
    return true;
}

/* Adds a key of a fact; NULL: no memory. */
static struct sg_fact *add(struct sg_facts *f, const struct sg_source *at, enum sg_on on,
                           enum sg_by by, const char *p, size_t n)
{
    if (!make_room(f))
        return NULL;
    struct sg_fact *fact = &f->at[f->n];
    *fact = (struct sg_fact){.rank = at->rank, .origin = at->origin};
    sg_fact_hash(f, by, p, n, fact->key);
    if (f->marked)
        f->mark[f->n] = (struct sg_mark){at->item, (uint8_t)by, (uint8_t)on};
    f->kinds |= 1U << by;
    f->n++;
    return fact;
}

void sg_fact_id(struct sg_facts *f, const char *id, size_t n, uint32_t rank)
{
    const struct sg_source at = {.rank = rank};
    add(f, &at, SG_ON_PERSON, SG_BY_ID, id, n);
}

/* ---- one of each kind ---- */

static uint32_t put_name(struct sg_facts *f, const struct sg_name *name)
{
    uint32_t at = (uint32_t)f->names.n;
    sg_buf_add(&f->names, name->text, name->n);
    sg_buf_char(&f->names, '\0');
    f->failed |= f->names.failed || f->names.n > UINT32_MAX;
    return at;
}

void sg_fact_person(struct sg_facts *f, const struct sg_source *at, const char *name, size_t n,
                    uint32_t birth, uint8_t sex)
{
    struct sg_name form;
    char sorted[SG_NAME_BYTES];
    sg_name_form(name, n, &form);
    if (form.n == 0)
        return;
    struct sg_fact fact = {.value = birth, .letters = form.letters, .bits = sex};
    size_t full = 0;
    for (size_t i = 0; i < form.words; i++)
        full += form.word[i].n > 1;
    fact.bits |= full >= 2 ? SG_FULL_NAME : 0;
    fact.text = put_name(f, &form);
    n = sg_name_sorted(&form, sorted, sizeof sorted);
    for (int i = 0; i < (birth & SG_BIRTH_RANGE ? 1 : 2); i++) {
        struct sg_fact *new = i ? add(f, at, SG_ON_PERSON, SG_BY_BIRTH, (char *)&birth, 4)
                                : add(f, at, SG_ON_PERSON, SG_BY_NAME, sorted, n);
        if (!new)
            return;
        new->value = fact.value;
        new->letters = fact.letters;
        new->bits = fact.bits;
        new->text = fact.text;
    }
}

/* A text in a field of its own width, behind it zeros: which one it was can be told. */
static char *put_field(char *to, const char *text, size_t n, size_t width)
{
    n = n < width ? n : width;
    memcpy(to, text, n);
    memset(to + n, 0, width - n);
    return to + width;
}

/* The keys of an address: postcode and number, and street, number and municipality. */
void sg_fact_address(struct sg_facts *f, const struct sg_source *at, const struct sg_address *a)
{
    enum { POSTCODE = 6, MUNICIPALITY = 10 };
    char text[MUNICIPALITY + sizeof a->number + SG_NAME_BYTES], form[SG_NAME_BYTES], *to;
    if (a->number <= 0)
        return;
    size_t n = sg_addition_form(a->addition, strlen(a->addition), form, sizeof form);
    uint32_t addition = tag(f, SG_BY_POSTCODE, form, n);
    bool postcode = sg_plate_form(a->postcode, strlen(a->postcode), form, 16) == POSTCODE;
    struct sg_fact *fact = NULL;
    if (postcode) {
        to = put_field(text, form, POSTCODE, POSTCODE);
        to = put_field(to, (const char *)&a->number, sizeof a->number, sizeof a->number);
        fact = add(f, at, SG_ON_ADDRESS, SG_BY_POSTCODE, text, (size_t)(to - text));
        if (fact)
            fact->value = addition;
    }
    n = sg_street_form(a->street, strlen(a->street), form, sizeof form);
    if (n < 3 || !*a->municipality || !strcmp(a->municipality, "unknown"))
        return;
    to = put_field(text, a->municipality, strlen(a->municipality), MUNICIPALITY);
    to = put_field(to, (const char *)&a->number, sizeof a->number, sizeof a->number);
    to = put_field(to, form, n, n);
    fact = add(f, at, SG_ON_ADDRESS, SG_BY_STREET, text, (size_t)(to - text));
    if (fact) {
        fact->value = addition;
        fact->bits = postcode ? SG_HAS_POSTCODE : 0;
    }
}

void sg_fact_firm(struct sg_facts *f, const struct sg_source *at, const char *name, uint32_t kvk)
{
    char plain[SG_NAME_BYTES], spoken[SG_NAME_BYTES];
    struct sg_fact *fact;
    if (kvk)
        add(f, at, SG_ON_ORGANISATION, SG_BY_KVK, (char *)&kvk, sizeof kvk);
    sg_firm_form(name, strlen(name), plain, spoken);
    if (strlen(plain) < 3)
        return;
    fact = add(f, at, SG_ON_ORGANISATION, SG_BY_FIRM, plain, strlen(plain));
    if (!fact)
        return;
    fact->value = kvk;
    uint32_t same = tag_of(fact->key);
    fact = add(f, at, SG_ON_ORGANISATION, SG_BY_SPOKEN, spoken, strlen(spoken));
    if (fact) {
        fact->value = kvk;
        fact->text = same;
    }
}

void sg_fact_vehicle(struct sg_facts *f, const struct sg_source *at, const char *plate, size_t n)
{
    char form[SG_NAME_BYTES];
    n = sg_plate_form(plate, n, form, sizeof form);
    if (n)
        add(f, at, SG_ON_VEHICLE, SG_BY_PLATE, form, n);
}

void sg_fact_contact(struct sg_facts *f, const struct sg_source *at, const char *kind,
                     const char *value, size_t n)
{
    static const enum sg_on on[] = {
        [SG_AS_PHONE] = SG_ON_PHONE, [SG_AS_EMAIL] = SG_ON_EMAIL, [SG_AS_ACCOUNT] = SG_ON_ACCOUNT};
    char form[SG_NAME_BYTES], site[SG_NAME_BYTES];
    enum sg_contact as = sg_contact_form(kind, value, n, form, site);
    if (as == SG_AS_NOTHING)
        return;
    if (as != SG_AS_PROFILE) {
        add(f, at, on[as], SG_BY_CONTACT, form, strlen(form));
        return;
    }
    struct sg_fact *fact = add(f, at, SG_ON_PROFILE, SG_BY_HANDLE, form, strlen(form));
    if (fact)
        fact->value = tag(f, SG_BY_HANDLE, site, strlen(site));
}

void sg_facts_clear(struct sg_facts *f)
{
    f->n = 0;
    f->kinds = 0;
    sg_buf_clear(&f->names);
    f->failed = false;
}

void sg_facts_free(struct sg_facts *f)
{
    free(f->at);
    free(f->mark);
    sg_buf_free(&f->names);
}
