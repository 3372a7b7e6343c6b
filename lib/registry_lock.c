/* SPDX-License-Identifier: EUPL-1.2 */
/* OFD locks belong to the open file, not to the process: closing another descriptor of the same
 * file does not lose them, and threads exclude each other too. */
#define _GNU_SOURCE /* NOLINT(bugprone-reserved-identifier): F_OFD_SETLK */
#include "registry_impl.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { POLL_FIRST_MS = 1, POLL_MOST_MS = 20 };

static int64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static void sleep_ms(long ms)
{
    struct timespec t = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};
    nanosleep(&t, NULL);
}

static int open_lock(const char *path, bool group, struct sg_fault *f)
{
    const int flags = O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK;
    for (int tries = 0; tries < 100; tries++) {
        int fd = open(path, flags);
        if (fd < 0 && errno == ENOENT) {
            fd = open(path, flags | O_CREAT | O_EXCL, 0600);
            if (fd >= 0 && group && fchmod(fd, 0660) != 0) {
                sg_fail(f, SG_R_IO, "cannot give the group its lock file: %s", strerror(errno));
                close(fd);
                return -1;
            }
        }
        if (fd >= 0)
            return fd;
        if (errno != EEXIST && errno != EINTR)
            break;
    }
    sg_fail(f, errno == EACCES || errno == EPERM || errno == EROFS ? SG_R_PERMISSION : SG_R_IO,
            "cannot open the lock file beside the registry: %s", strerror(errno));
    return -1;
}

/* 1: locked; 0: somebody else has it; -1: locking does not work (*f). */
static int try_lock(int fd, struct sg_fault *f)
{
    struct flock all = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    while (fcntl(fd, F_OFD_SETLK, &all) != 0) {
        if (errno == EAGAIN || errno == EACCES)
            return 0;
        if (errno == EINTR)
            continue;
        sg_fail(f, SG_R_IO, "the file system cannot lock (open file description locks): %s",
                strerror(errno));
        return -1;
    }
    return 1;
}

/* The locked file may have been removed while we waited: then the lock protects nothing. */
static bool still_there(int fd, const char *path)
{
    struct stat ours, there;
    return fstat(fd, &ours) == 0 && lstat(path, &there) == 0 && ours.st_ino == there.st_ino &&
           ours.st_dev == there.st_dev;
}

/* One attempt: the descriptor, or -1: *busy, or *f. */
static int attempt(const char *lock, bool group, bool *busy, struct sg_fault *f)
{
    *busy = false;
    int fd = open_lock(lock, group, f);
    if (fd < 0)
        return -1;
    int got = try_lock(fd, f);
    if (got == 1 && still_there(fd, lock))
        return fd;
    *busy = got >= 0;
    close(fd);
    return -1;
}

static int wait_lock(const char *lock, bool group, unsigned wait_s, struct sg_fault *f)
{
    const int64_t until = now_ns() + (int64_t)wait_s * 1000000000;
    for (long pause = POLL_FIRST_MS;; pause = pause * 2 < POLL_MOST_MS ? pause * 2 : POLL_MOST_MS) {
        bool busy;
        int fd = attempt(lock, group, &busy, f);
        if (fd >= 0 || !busy)
            return fd;
        if (now_ns() >= until) {
            sg_fail(f, SG_R_LOCKED, "another writer holds the registry (waited %u s)", wait_s);
            return -1;
        }
        sleep_ms(pause);
    }
}

int sg_reg_lock_take(const char *path, bool group, unsigned wait_s, struct sg_fault *f)
{
    char *lock = sg_reg_path_with(path, ".lock", f);
    if (!lock)
        return -1;
    int fd = wait_lock(lock, group, wait_s, f);
    free(lock);
    return fd;
}

int sg_registry_lock(const char *path, unsigned wait_s, struct sg_fault *f)
{
    char *real = sg_reg_path_resolve(path, f);
    int fd = real ? sg_reg_lock_take(real, false, wait_s, f) : -1;
    free(real);
    return fd;
}
