/* SPDX-License-Identifier: EUPL-1.2 */
/* One person, compared with the persons of signals. */
#include "match_impl.h"

#include <stdlib.h>
#include <string.h>

struct sg_subject {
    struct sg_facts who, other;
    unsigned char key[SG_HASH]; /* of nobody: both are hashed here and now */
};

static bool no_memory(struct sg_fault *f)
{
    return sg_fail(f, SG_R_MEMORY, "memory ran out");
}

struct sg_subject *sg_subject(const struct sg_profile *p, const char *name, size_t n,
                              struct sg_date born, struct sg_fault *f)
{
    struct sg_subject *s = calloc(1, sizeof *s);
    if (!s) {
        no_memory(f);
        return NULL;
    }
    s->who.p = s->other.p = p;
    s->who.key = s->other.key = s->key;
    const struct sg_source at = {.item = 1};
    uint32_t birth = (uint32_t)born.y << 9 | (uint32_t)born.m << 5 | (uint32_t)born.d;
    sg_fact_person(&s->who, &at, name, n, birth, 0);
    if (s->who.failed)
        no_memory(f);
    else if (s->who.n == 0)
        sg_fail(f, SG_R_BAD_VALUE, "the name has no letters to compare");
    else
        return s;
    sg_subject_free(s);
    return NULL;
}

void sg_subject_free(struct sg_subject *s)
{
    if (!s)
        return;
    sg_facts_free(&s->who);
    sg_facts_free(&s->other);
    free(s);
}

int sg_subject_is(struct sg_subject *s, const struct sg_record *r, struct sg_val person,
                  const char **why)
{
    enum sg_rule best = SG_RULE_NONE;
    sg_facts_clear(&s->other);
    sg_facts_one(&s->other, r, person);
    if (s->other.failed)
        return -1;
    for (size_t i = 0; i < s->who.n; i++)
        for (size_t k = 0; k < s->other.n; k++) {
            const struct sg_fact *a = &s->who.at[i], *b = &s->other.at[k];
            if (memcmp(a->key, b->key, sizeof a->key) != 0)
                continue;
            /* of each the key by name comes first, then that by day of birth */
            enum sg_rule rule =
                sg_rule_of(i == 0 ? SG_BY_NAME : SG_BY_BIRTH, a, s->who.names.p + a->text, b,
                           s->other.names.p + b->text, false);
            if (sg_rule_score[rule] > sg_rule_score[best])
                best = rule;
        }
    *why = sg_rule_code[best];
    return sg_rule_score[best];
}
