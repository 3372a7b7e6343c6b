/* SPDX-License-Identifier: EUPL-1.2 */
#include "stream_impl.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static enum sg_reason reason_of(int err)
{
    switch (err) {
    case EACCES:
    case EPERM:
    case EROFS:
        return SG_R_PERMISSION;
    case ENOMEM:
        return SG_R_MEMORY;
    default:
        return SG_R_IO;
    }
}

bool sg_fail_errno(struct sg_fault *f, const char *what, int err)
{
    char why[128];
    if (strerror_r(err, why, sizeof why) != 0)
        return sg_fail(f, reason_of(err), "%s: error %d", what, err);
    return sg_fail(f, reason_of(err), "%s: %s", what, why);
}

static int open_in(const char *path)
{
    int fd;
    do
        fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    while (fd < 0 && errno == EINTR);
    return fd;
}

int sg_open_in(const char *path, struct stat *st, struct sg_fault *f)
{
    bool standard = !path || strcmp(path, "-") == 0;
    int fd = standard ? STDIN_FILENO : open_in(path);
    if (fd < 0 || fstat(fd, st) < 0) {
        sg_fail_errno(f, "cannot open", errno);
    } else if (S_ISDIR(st->st_mode)) {
        sg_fail_errno(f, "cannot read", EISDIR);
    } else {
        /* Only advice: more is read ahead from a disk. */
        (void)posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
        return fd;
    }
    sg_close_in(fd);
    return -1;
}

void sg_close_in(int fd)
{
    if (fd > STDIN_FILENO)
        (void)close(fd);
}

size_t sg_line_max(size_t wanted)
{
    const size_t most = SIZE_MAX / 8;
    if (!wanted)
        return SG_LINE_MAX;
    return wanted < most ? wanted : most;
}

size_t sg_bom(const char *p, size_t n)
{
    return n >= SG_BOM_SIZE && memcmp(p, "\xEF\xBB\xBF", SG_BOM_SIZE) == 0 ? SG_BOM_SIZE : 0;
}

bool sg_try_again(int fd, short events)
{
    if (errno == EINTR)
        return true;
    if (errno != EAGAIN)
        return false;
    struct pollfd wait = {.fd = fd, .events = events};
    return poll(&wait, 1, -1) > 0 || errno == EINTR;
}
