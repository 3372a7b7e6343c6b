/* SPDX-License-Identifier: EUPL-1.2 */
#define _XOPEN_SOURCE 700 /* NOLINT(bugprone-reserved-identifier): realpath */
#include "registry_impl.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

char *sg_reg_path_with(const char *path, const char *suffix, struct sg_fault *f)
{
    size_t n = strlen(path), more = strlen(suffix) + 1;
    char *out = malloc(n + more);
    if (!out) {
        sg_fail(f, SG_R_MEMORY, "memory ran out");
        return NULL;
    }
    memcpy(out, path, n);
    memcpy(out + n, suffix, more);
    return out;
}

/* The folder of a path: malloc'd, "." when it names none; *name gets the rest. NULL: no memory. */
static char *folder_of(const char *path, const char **name)
{
    const char *slash = strrchr(path, '/');
    *name = slash ? slash + 1 : path;
    size_t n = slash == path ? 1 : slash ? (size_t)(slash - path) : 1;
    char *out = malloc(n + 1);
    if (out) {
        memcpy(out, slash ? path : ".", n);
        out[n] = '\0';
    }
    return out;
}

static char *fail_path(struct sg_fault *f)
{
    if (errno == ENOMEM)
        sg_fail(f, SG_R_MEMORY, "memory ran out");
    else
        sg_fail(f, errno == EACCES ? SG_R_PERMISSION : SG_R_IO, "cannot open: %s", strerror(errno));
    return NULL;
}

/* A file that does not exist: its folder resolved, its name kept. */
static char *resolve_new(const char *path, struct sg_fault *f)
{
    struct stat st;
    if (lstat(path, &st) == 0) {
        sg_fail(f, SG_R_IO, "is a link to a file that does not exist");
        return NULL;
    }
    const char *name;
    char *folder = folder_of(path, &name);
    char *real = folder ? realpath(folder, NULL) : NULL;
    free(folder);
    if (!real)
        return fail_path(f);
    if (!*name) {
        free(real);
        errno = EISDIR;
        return fail_path(f);
    }
    char *slash = sg_reg_path_with(real, "/", f);
    char *out = slash ? sg_reg_path_with(slash, name, f) : NULL;
    free(slash);
    free(real);
    return out;
}

char *sg_reg_path_resolve(const char *path, struct sg_fault *f)
{
    char *real = realpath(path, NULL);
    if (real)
        return real;
    return errno == ENOENT ? resolve_new(path, f) : fail_path(f);
}

char *sg_registry_beside(const char *path, const char *suffix, struct sg_fault *f)
{
    char *real = sg_reg_path_resolve(path, f);
    char *out = real ? sg_reg_path_with(real, suffix, f) : NULL;
    free(real);
    return out;
}

int sg_reg_folder_open(const char *path, struct sg_fault *f)
{
    const char *name;
    char *folder = folder_of(path, &name);
    if (!folder) {
        sg_fail(f, SG_R_MEMORY, "memory ran out");
        return -1;
    }
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    free(folder);
    if (fd < 0)
        sg_fail(f, errno == EACCES ? SG_R_PERMISSION : SG_R_IO,
                "cannot open its folder, which must be synced for a new file: %s", strerror(errno));
    return fd;
}

bool sg_reg_folder_sync(int fd, struct sg_fault *f)
{
    return fsync(fd) == 0 || sg_fail(f, SG_R_IO, "syncing the folder failed: %s", strerror(errno));
}

bool sg_reg_mode_check(const struct stat *st, bool group, const char *what, struct sg_fault *f)
{
    const unsigned mode = st->st_mode & 0777U;
    if (!S_ISREG(st->st_mode))
        return sg_fail(f, SG_R_IO, "%s is not a regular file", what);
    if (mode & 07U)
        return sg_fail(f, SG_R_PERMISSION,
                       "%s has mode %04o: everybody on this machine has access; use chmod o-rwx",
                       what, mode);
    if (mode & 070U && !group)
        return sg_fail(
            f, SG_R_PERMISSION,
            "%s has mode %04o: its group has access; use chmod g-rwx, or allow the group", what,
            mode);
    return true;
}
