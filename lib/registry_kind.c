/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry_impl.h"

#include <string.h>

/* A machine that lost power may leave NULs where the last bytes of an unfinished write belong. */
static size_t without_nuls(const char *line, size_t n)
{
    while (n > 0 && line[n - 1] == '\0')
        n--;
    return n;
}

enum sg_line_kind sg_reg_line_kind(const char *line, size_t n, struct sg_seal *s,
                                   struct sg_fault *f)
{
    if (n == 0)
        return SG_LINE_EMPTY;
    if (sg_reg_seal_find(s, line, n))
        return SG_LINE_SEALED;
    struct sg_record r;
    bool torn = false;
    size_t text = without_nuls(line, n);
    if (text == 0)
        return SG_LINE_FRAGMENT;
    if (sg_record_read(&r, line, text, f, &torn)) {
        if (text < n)
            return SG_LINE_FRAGMENT;
        return sg_record_get(&r, "seal").kind ? SG_LINE_MISSEALED : SG_LINE_UNSEALED;
    }
    return torn ? SG_LINE_FRAGMENT : SG_LINE_GARBAGE;
}

/* `{"sig":1,"id":"NIJ-2024-00017","rev":1,` */
bool sg_reg_line_begins(const char *line, size_t n, size_t *id, size_t *id_n, int64_t *rev)
{
    static const char head[] = "{\"sig\":1,\"id\":\"", middle[] = "\",\"rev\":";
    enum { HEAD = sizeof head - 1, MIDDLE = sizeof middle - 1 };
    if (n < HEAD || memcmp(line, head, HEAD) != 0)
        return false;
    size_t most = n - HEAD < SG_ID_MAX + 1 ? n - HEAD : SG_ID_MAX + 1;
    const char *quote = memchr(line + HEAD, '"', most);
    size_t at = quote ? (size_t)(quote - line) : n;
    if (n - at < MIDDLE || memcmp(quote, middle, MIDDLE) != 0 ||
        memchr(line + HEAD, '\\', at - HEAD))
        return false;
    *id = HEAD;
    *id_n = at - HEAD;
    at += MIDDLE;
    size_t digits = at;
    for (*rev = 0; at < n && line[at] >= '0' && line[at] <= '9' && at - digits < 10; at++)
        *rev = *rev * 10 + (line[at] - '0');
    return at > digits && line[digits] != '0' && at < n && line[at] == ',';
}
