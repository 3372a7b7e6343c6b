/* SPDX-License-Identifier: EUPL-1.2 */
/* Dates in tests as they are written. Include <cmocka.h> and what it needs first. */
#ifndef WHEN_HELP_H
#define WHEN_HELP_H

#include "when.h"

#include <string.h>

/* The date written so in ISO 8601; the test's own mistake when there is none. */
static inline struct sg_date on(const char *iso)
{
    struct sg_date d = {0, 0, 0};
    if (!sg_date_parse(iso, strlen(iso), &d))
        fail_msg("no date: %s", iso);
    return d;
}

#define assert_date(d, iso) assert_written(d, iso, __FILE__, __LINE__)
static inline void assert_written(struct sg_date d, const char *iso, const char *file, int line)
{
    char text[11];
    sg_date_write(d, text);
    _assert_string_equal(text, iso, file, line);
}

#endif
