/* SPDX-License-Identifier: EUPL-1.2 */
/* builtin - the profiles' CSV files, compiled in (made by lib/profile/embed.sh). */
#ifndef SG_BUILTIN_H
#define SG_BUILTIN_H

#include <stddef.h>

struct sg_builtin {
    const char *profile; /* "nl" */
    const char *file;    /* "codes.csv" */
    const unsigned char *bytes;
    size_t n;
};

extern const struct sg_builtin sg_builtins[]; /* ends with profile == NULL */

#endif
