/* SPDX-License-Identifier: EUPL-1.2 */
/* faulty - system calls and memory that fail on demand; include it in one test program, first.
 *
 * The functions below take the place of libc's for the whole program (a definition in the program
 * goes before one in a shared library): they count, and let the n-th call of a kind fail in the
 * way that was armed. Glibc only. A driver walks n from 1 until nothing fires any more:
 *
 *   for (unsigned n = 1; ; n++) {
 *       faulty_arm(FAULTY_WRITE, n, FAULTY_ERROR, ENOSPC);
 *       ... what is under test ...
 *       if (!faulty_disarm())
 *           break;
 *   } */
#ifndef FAULTY_H
#define FAULTY_H

#define _GNU_SOURCE /* NOLINT(bugprone-reserved-identifier): syscall */

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

/* They run before a sanitizer has set itself up. */
#define FAULTY_EARLY __attribute__((no_sanitize("address", "undefined")))

enum faulty_call {
    FAULTY_WRITE,  /* write */
    FAULTY_READ,   /* read, pread */
    FAULTY_SYNC,   /* fdatasync, fsync */
    FAULTY_OPEN,   /* open */
    FAULTY_NAME,   /* link, rename */
    FAULTY_RIGHTS, /* fchmod */
    FAULTY_LOCK,   /* fcntl with F_OFD_SETLK */
    FAULTY_MEMORY  /* malloc, calloc, realloc */
};

enum faulty_how {
    FAULTY_ERROR,      /* does nothing and fails with the error */
    FAULTY_FROM,       /* the same, and so does every later call of the kind */
    FAULTY_SHORT,      /* reads or writes half of what it was asked for; later calls are good */
    FAULTY_SHORT_FROM, /* writes half, and every later call fails with the error: a full disk */
    FAULTY_KILL        /* writes half, or nothing; the process ends at once, as by kill -9 */
};

static struct {
    enum faulty_call call;
    enum faulty_how how;
    int error;
    unsigned nth;
    atomic_uint seen;
    atomic_bool armed, fired;
} faulty;

static inline void faulty_arm(enum faulty_call call, unsigned nth, enum faulty_how how, int error)
{
    faulty.call = call;
    faulty.how = how;
    faulty.error = error;
    faulty.nth = nth;
    atomic_store(&faulty.seen, 0);
    atomic_store(&faulty.fired, false);
    atomic_store(&faulty.armed, true);
}

/* Did it fire? */
static inline bool faulty_disarm(void)
{
    atomic_store(&faulty.armed, false);
    return atomic_load(&faulty.fired);
}

/* What a call is to do with n bytes: all of them (false), or *n of them (true), after which it
 * fails when *n is 0. */
FAULTY_EARLY static bool faulty_hit(enum faulty_call call, size_t *n)
{
    if (!atomic_load(&faulty.armed) || faulty.call != call)
        return false;
    unsigned at = atomic_fetch_add(&faulty.seen, 1) + 1;
    bool later = faulty.how == FAULTY_FROM || faulty.how == FAULTY_SHORT_FROM;
    if (at < faulty.nth || (at > faulty.nth && !later))
        return false;
    atomic_store(&faulty.fired, true);
    bool part = faulty.how != FAULTY_ERROR && faulty.how != FAULTY_FROM && at == faulty.nth;
    *n = part && (*n > 1 || faulty.how == FAULTY_SHORT) ? *n - *n / 2 : 0;
    errno = faulty.error;
    return true;
}

FAULTY_EARLY static void faulty_end(void)
{
    if (faulty.how == FAULTY_KILL)
        kill(getpid(), SIGKILL);
}

FAULTY_EARLY ssize_t write(int fd, const void *p, size_t n)
{
    if (!faulty_hit(FAULTY_WRITE, &n))
        return syscall(SYS_write, fd, p, n);
    ssize_t done = n ? syscall(SYS_write, fd, p, n) : -1;
    faulty_end();
    return done;
}

FAULTY_EARLY ssize_t read(int fd, void *p, size_t n)
{
    bool hit = faulty_hit(FAULTY_READ, &n);
    return hit && n == 0 ? -1 : syscall(SYS_read, fd, p, n);
}

FAULTY_EARLY ssize_t pread(int fd, void *p, size_t n, off_t at)
{
    bool hit = faulty_hit(FAULTY_READ, &n);
    return hit && n == 0 ? -1 : syscall(SYS_pread64, fd, p, n, at);
}

/* The names under which FORTIFY calls them. */
ssize_t __read_chk(int fd, void *p, size_t n, size_t size);
ssize_t __read_chk(int fd, void *p, size_t n, size_t size)
{
    return n <= size ? read(fd, p, n) : -1;
}

ssize_t __pread_chk(int fd, void *p, size_t n, off_t at, size_t size);
ssize_t __pread_chk(int fd, void *p, size_t n, off_t at, size_t size)
{
    return n <= size ? pread(fd, p, n, at) : -1;
}

FAULTY_EARLY static int faulty_plain(enum faulty_call call)
{
    size_t none = 0;
    if (!faulty_hit(call, &none))
        return 0;
    faulty_end();
    return -1;
}

/* A good sync does nothing here: no test takes the power away, and disks are slow. */
FAULTY_EARLY int fdatasync(int fd)
{
    return faulty_plain(FAULTY_SYNC) ? -1 : fcntl(fd, F_GETFD) < 0 ? -1 : 0;
}

int fsync(int fd)
{
    return fdatasync(fd);
}

FAULTY_EARLY int open(const char *path, int flags, ...)
{
    unsigned mode = 0;
    if (flags & O_CREAT) {
        va_list ap;
        va_start(ap, flags);
        mode = va_arg(ap, unsigned);
        va_end(ap);
    }
    return faulty_plain(FAULTY_OPEN) ? -1 : (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

int rename(const char *from, const char *to)
{
    return faulty_plain(FAULTY_NAME) ? -1 : (int)syscall(SYS_rename, from, to);
}

int link(const char *from, const char *to)
{
    return faulty_plain(FAULTY_NAME) ? -1 : (int)syscall(SYS_link, from, to);
}

int fchmod(int fd, mode_t mode)
{
    return faulty_plain(FAULTY_RIGHTS) ? -1 : (int)syscall(SYS_fchmod, fd, mode);
}

FAULTY_EARLY int fcntl(int fd, int command, ...)
{
    va_list ap;
    va_start(ap, command);
    void *arg = va_arg(ap, void *);
    va_end(ap);
    if (command == F_OFD_SETLK && faulty_plain(FAULTY_LOCK))
        return -1;
    return (int)syscall(SYS_fcntl, fd, command, arg);
}

/* ---- memory ---- */

/* A sanitizer cannot start a thread without memory: under one, only the main thread goes without.
 */
FAULTY_EARLY static int faulty_memory(void)
{
#ifdef __SANITIZE_ADDRESS__
    if (syscall(SYS_gettid) != getpid())
        return 0;
#endif
    return faulty_plain(FAULTY_MEMORY);
}

#ifdef __SANITIZE_ADDRESS__
#define FAULTY_LIBC(name) __interceptor_##name
#else
#define FAULTY_LIBC(name) __libc_##name
#endif
void *FAULTY_LIBC(malloc)(size_t n);
void *FAULTY_LIBC(calloc)(size_t n, size_t size);
void *FAULTY_LIBC(realloc)(void *p, size_t n);

FAULTY_EARLY void *malloc(size_t n)
{
    return faulty_memory() ? NULL : FAULTY_LIBC(malloc)(n);
}

FAULTY_EARLY void *calloc(size_t n, size_t size)
{
    return faulty_memory() ? NULL : FAULTY_LIBC(calloc)(n, size);
}

FAULTY_EARLY void *realloc(void *p, size_t n)
{
    return faulty_memory() ? NULL : FAULTY_LIBC(realloc)(p, n);
}

#endif
