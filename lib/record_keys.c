/* SPDX-License-Identifier: EUPL-1.2 */
/* Names twice in one object, cheaply: an object has one word with a bit for each of its names; only
 * a name whose bit is taken is compared with the others, and that by their tags first. */
#include "record_impl.h"

bool sg_key_among(const struct sg_pass *s, const struct sg_key *wanted)
{
    const struct sg_key *k = s->in->first;
    for (; k < wanted; k++)
        if (k->tag == wanted->tag && k->n == wanted->n && !memcmp(k->p, wanted->p, wanted->n))
            return true;
    return false;
}
