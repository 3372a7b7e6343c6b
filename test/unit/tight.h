/* SPDX-License-Identifier: EUPL-1.2 */
/* A copy of n bytes with nothing behind it, so that the address sanitizer sees a read too far.
 * Include <cmocka.h> and what it needs first. */
#ifndef TIGHT_H
#define TIGHT_H

#include <stdlib.h>
#include <string.h>

/* Owned by the caller; never NULL. */
static inline char *tight(const char *s, size_t n)
{
    char *copy = malloc(n + (n == 0));
    assert_non_null(copy);
    memcpy(copy, s, n);
    return copy;
}

#endif
