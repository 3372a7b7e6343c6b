/* SPDX-License-Identifier: EUPL-1.2 */
/* Lines that are no signals, sealed in the same way: the disclosure log. */
#include "registry_impl.h"

#include <errno.h>
#include <sodium.h>
#include <string.h>
#include <unistd.h>

bool sg_registry_append(struct sg_registry *g, const char *object, size_t n, uint64_t *number,
                        struct sg_fault *f)
{
    unsigned digits = sg_reg_digits(g->n + 1);
    size_t size = n + sg_reg_seal_size(digits);
    unsigned char salt[SG_SALT], c[SG_HASH];
    if (g->broken)
        return sg_fail(f, SG_R_IO, "an earlier write failed; nothing more is taken");
    if (size > g->line_max)
        return sg_fail(f, SG_R_TOO_LONG, "the line would have more than %zu bytes", g->line_max);
    char *to;
    struct sg_batch *batch = sg_reg_batch_place(g, size + 1, 1, SIZE_MAX, &to);
    if (!batch)
        return sg_fail(f, SG_R_MEMORY, "memory ran out");
    randombytes_buf(salt, sizeof salt);
    memcpy(to, object, n);
    sg_reg_seal_hash(salt, to, n, c);
    sg_reg_seal_chain(g->chain, c, g->chain);
    sg_hex(sg_reg_seal_put(to + n, g->n + 1, digits, salt), g->chain, SG_HASH);
    to[size] = '\n';
    sg_reg_batch_filled(g, batch, size + 1);
    *number = ++g->n;
    return true;
}

bool sg_file_hash(int fd, const unsigned char *key, unsigned char out[SG_HASH], uint64_t *bytes,
                  struct sg_fault *f)
{
    unsigned char block[16384];
    crypto_generichash_state state;
    ssize_t got;
    *bytes = 0;
    if (!sg_reg_sodium_ready(f))
        return false;
    crypto_generichash_init(&state, key, key ? SG_HASH : 0, SG_HASH);
    while ((got = pread(fd, block, sizeof block, (off_t)*bytes)) != 0) {
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return sg_fail(f, SG_R_IO, "cannot be read back: %s", strerror(errno));
        crypto_generichash_update(&state, block, (size_t)got);
        *bytes += (uint64_t)got;
    }
    crypto_generichash_final(&state, out, SG_HASH);
    return true;
}
