/* SPDX-License-Identifier: EUPL-1.2 */
/* The secret of keyed hashes: a file of 64 hex digits and a newline. */
#include "registry_impl.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TEXT = 2 * SG_HASH };

static bool fail_key(struct sg_fault *f, const char *what)
{
    return sg_fail(f,
                   errno == EACCES || errno == EPERM || errno == EROFS ? SG_R_PERMISSION : SG_R_IO,
                   "cannot %s the key file: %s", what, strerror(errno));
}

static bool parse(const char *text, ssize_t n, unsigned char key[SG_HASH], struct sg_fault *f)
{
    if ((n == TEXT || (n == TEXT + 1 && text[TEXT] == '\n')) && sg_reg_hex_get(text, SG_HASH, key))
        return true;
    return sg_fail(f, SG_R_IO, "the key file does not hold 64 hexadecimal digits (0-9, a-f)");
}

static bool read_key(int fd, bool group, unsigned char key[SG_HASH], struct sg_fault *f)
{
    char text[TEXT + 2];
    struct stat st;
    if (fstat(fd, &st) != 0)
        return fail_key(f, "read");
    if (!sg_reg_mode_check(&st, group, "the key file", f))
        return false;
    ssize_t n;
    do
        n = read(fd, text, sizeof text);
    while (n < 0 && errno == EINTR);
    bool good = n < 0 ? fail_key(f, "read") : parse(text, n, key, f);
    sodium_memzero(text, sizeof text);
    return good;
}

/* Draws a key into an open file and gets it to the disk. */
static bool write_key(int fd, bool group, struct sg_fault *f)
{
    unsigned char key[SG_HASH];
    char text[TEXT + 1];
    randombytes_buf(key, sizeof key);
    sg_hex(text, key, sizeof key);
    text[TEXT] = '\n';
    bool good =
        (!group || fchmod(fd, 0640) == 0) && sg_write_all(fd, text, sizeof text) && fsync(fd) == 0;
    sodium_memzero(text, sizeof text);
    sodium_memzero(key, sizeof key);
    return good || fail_key(f, "write");
}

/* Makes the file under another name and links it to its own: it is never seen half written. Of two
 * that make one at the same time the first wins; for both, unless it has to be `fresh_only`. */
static bool link_key(const char *fresh, const char *file, bool fresh_only, int folder,
                     struct sg_fault *f)
{
    if (link(fresh, file) != 0 && (fresh_only || errno != EEXIST))
        return fail_key(f, "create");
    return sg_reg_folder_sync(folder, f);
}

static bool create_key(const char *file, bool group, bool fresh_only, struct sg_fault *f)
{
    char *fresh = sg_reg_path_with(file, ".XXXXXX", f);
    int folder = fresh ? sg_reg_folder_open(file, f) : -1;
    int fd = folder >= 0 ? mkstemp(fresh) : -1;
    bool good = false;
    if (fd >= 0) {
        good = write_key(fd, group, f) && link_key(fresh, file, fresh_only, folder, f);
        unlink(fresh);
        close(fd);
    } else if (folder >= 0) {
        fail_key(f, "create");
    }
    if (folder >= 0)
        close(folder);
    free(fresh);
    return good;
}

static bool find_key(const char *file, bool create, bool group, unsigned char key[SG_HASH],
                     struct sg_fault *f)
{
    const int flags = O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;
    int fd = open(file, flags);
    if (fd < 0 && errno == ENOENT && create) {
        if (!create_key(file, group, false, f))
            return false;
        fd = open(file, flags);
    }
    if (fd < 0)
        return fail_key(f, "open");
    bool good = read_key(fd, group, key, f);
    close(fd);
    return good;
}

bool sg_registry_key_new(const char *file, struct sg_fault *f)
{
    return sg_reg_sodium_ready(f) && create_key(file, false, true, f);
}

void sg_key_forget(unsigned char key[SG_HASH])
{
    sodium_memzero(key, SG_HASH);
}

bool sg_registry_key(const char *path, const char *file, bool create, bool group,
                     unsigned char key[SG_HASH], struct sg_fault *f)
{
    if (!sg_reg_sodium_ready(f))
        return false;
    if (file)
        return find_key(file, create, group, key, f);
    char *beside = sg_registry_beside(path, ".key", f);
    bool good = beside && find_key(beside, create, group, key, f);
    free(beside);
    return good;
}
