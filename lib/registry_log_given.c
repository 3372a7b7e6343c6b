/* SPDX-License-Identifier: EUPL-1.2 */
/* Which disclosures of a log gave these bytes? */
#include "registry_log.h"

#include "record.h"

#include <stdlib.h>
#include <string.h>

/* What a line would have to say. */
struct wanted {
    char plain[2 * SG_HASH + 1], keyed[2 * SG_HASH + 1];
    bool key;
};

static bool hash(int fd, const unsigned char *key, char hex[2 * SG_HASH + 1], struct sg_fault *f)
{
    unsigned char own[SG_HASH];
    uint64_t bytes;
    struct sg_buf text = {0};
    if (!sg_file_hash(fd, key, own, &bytes, f))
        return false;
    sg_buf_hex(&text, own, sizeof own);
    bool good = !text.failed || sg_fail(f, SG_R_MEMORY, "memory ran out");
    if (good)
        memcpy(hex, text.p, 2 * SG_HASH);
    hex[2 * SG_HASH] = '\0';
    sg_buf_free(&text);
    return good;
}

/* Lines of before a log had a key have a plain hash. */
static bool gives(const struct wanted *w, const struct sg_record *r, size_t *untold)
{
    struct sg_val keyed = sg_record_get(r, "mac");
    if (!sg_val_is(sg_record_get(r, "event"), "begun"))
        return false;
    if (keyed.kind == SG_ABSENT)
        return sg_val_is(sg_record_get(r, "hash"), w->plain);
    *untold += !w->key;
    return w->key && sg_val_is(keyed, w->keyed);
}

static bool search(const struct wanted *w, struct sg_in *in, const struct sg_log_finder *found,
                   size_t *untold, struct sg_fault *f)
{
    struct sg_record *r = calloc(1, sizeof *r);
    struct sg_line line;
    int got = -1;
    if (!r)
        return sg_fail(f, SG_R_MEMORY, "memory ran out");
    while ((got = sg_in_next(in, &line, f)) == 1)
        if (!line.too_long && sg_record_read(r, line.p, line.n, NULL, NULL) && gives(w, r, untold))
            found->each(found->ctx, &line);
    free(r);
    return got == 0;
}

bool sg_log_given(const char *path, const unsigned char *key, int fd, size_t line_max,
                  const struct sg_log_finder *found, size_t *untold, struct sg_fault *f)
{
    struct wanted w = {.key = key != NULL};
    *untold = 0;
    if (!hash(fd, NULL, w.plain, f) || (key && !hash(fd, key, w.keyed, f)))
        return false;
    struct sg_in *in = sg_in_open(path, line_max, NULL, NULL, f);
    bool good = in && search(&w, in, found, untold, f);
    sg_in_close(in);
    return good;
}
