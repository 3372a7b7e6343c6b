/* SPDX-License-Identifier: EUPL-1.2 */
/* A name that does not exist: what comes nearest, and what there is. */
#include "tally_impl.h"

#include <stdio.h>
#include <string.h>

void sg_names_begin(struct sg_names *names, const char *word)
{
    sg_near_begin(&names->near, word);
    names->n = 0;
    names->all[0] = '\0';
}

void sg_names_add(struct sg_names *names, const char *name)
{
    static const char more[] = ", ...";
    size_t room = sizeof names->all - names->n - sizeof more;
    sg_near_offer(&names->near, name);
    if (names->cut)
        return;
    if (strlen(name) + 2 > room) {
        memcpy(names->all + names->n, more, sizeof more);
        names->cut = true;
        return;
    }
    int n = snprintf(names->all + names->n, room + 1, "%s%s", names->n ? ", " : "", name);
    names->n += (size_t)n;
}

bool sg_names_fail(const struct sg_names *names, const char *what, struct sg_fault *f)
{
    const char *best = names->near.best;
    return sg_fail(f, SG_R_BAD_TABLE, "\"%.40s\" is no %s%s%s%s (%s%s)", names->near.word, what,
                   best ? "; did you mean " : "", best ? best : "", best ? "?" : "",
                   *names->all ? names->all : "there is none", names->cut ? "; see -l" : "");
}
