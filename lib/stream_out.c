/* SPDX-License-Identifier: EUPL-1.2 */
#define _XOPEN_SOURCE 700 /* realpath; NOLINT(bugprone-reserved-identifier) */
#include "stream_impl.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { OUT_SIZE = 64 << 10 };

struct sg_out {
    int fd;
    int err;             /* errno of the first failure; 0: none */
    bool close;          /* at the end */
    char *temp, *target; /* set while a file waits for its name */
    char name[sizeof((struct sg_fault *)0)->file];
    size_t n;
    char buf[OUT_SIZE];
};

bool sg_write_all(int fd, const void *p, size_t n)
{
    const char *at = p;
    while (n) {
        ssize_t put = write(fd, at, n);
        if (put < 0) {
            if (!sg_try_again(fd, POLLOUT))
                return false;
            continue;
        }
        at += put;
        n -= (size_t)put;
    }
    return true;
}

/* ---- opening ---- */

struct sg_out *sg_out_fd(int fd, const char *name)
{
    struct sg_out *o = malloc(sizeof *o);
    if (!o)
        return NULL;
    o->fd = fd;
    o->err = 0;
    o->close = fd == STDOUT_FILENO;
    o->temp = o->target = NULL;
    o->n = 0;
    snprintf(o->name, sizeof o->name, "%s", name ? name : "");
    return o;
}

/* The descriptor of a new file beside o->target, its name in o->temp. A name that is taken (by a
 * process that died) is left alone and another one tried. */
static int open_temp(struct sg_out *o, mode_t mode)
{
    const char *slash = strrchr(o->target, '/');
    const char *base = slash ? slash + 1 : o->target;
    size_t cap = strlen(o->target) + 64;
    o->temp = malloc(cap);
    if (!o->temp)
        return -1;
    for (int i = 0; i < 100; i++) {
        snprintf(o->temp, cap, "%.*s.%.200s.%ld", (int)(base - o->target), o->target, base,
                 (long)getpid());
        size_t n = strlen(o->temp);
        if (i)
            n += (size_t)snprintf(o->temp + n, cap - n, "-%d", i);
        snprintf(o->temp + n, cap - n, ".tmp");
        int fd = open(o->temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
        if (fd >= 0 || errno != EEXIST)
            return fd;
    }
    return -1;
}

/* Decides how a path is written and opens it: standard output under another name, something that
 * is not a regular file directly, else a new file beside it. */
static int open_path(struct sg_out *o, const char *path, mode_t mode)
{
    struct stat to, out;
    bool exists = stat(path, &to) == 0;
    if (exists && fstat(STDOUT_FILENO, &out) == 0 && to.st_dev == out.st_dev &&
        to.st_ino == out.st_ino)
        return STDOUT_FILENO;
    if (exists && !S_ISREG(to.st_mode))
        return open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
    struct stat link;
    bool linked = lstat(path, &link) == 0 && S_ISLNK(link.st_mode);
    o->target = linked ? realpath(path, NULL) : strdup(path);
    if (!o->target)
        return -1;
    return open_temp(o, exists ? mode & to.st_mode : mode);
}

struct sg_out *sg_out_open(const char *path, mode_t mode, struct sg_fault *f)
{
    bool standard = !path || strcmp(path, "-") == 0;
    struct sg_out *o = sg_out_fd(STDOUT_FILENO, standard ? "standard output" : path);
    if (!o) {
        sg_fail_errno(f, "cannot write", ENOMEM);
        return NULL;
    }
    if (standard)
        return o;
    o->fd = open_path(o, path, mode);
    if (o->fd >= 0)
        return o;
    sg_fail_errno(f, "cannot write", errno);
    if (f)
        memcpy(f->file, o->name, sizeof f->file);
    free(o->temp); /* not created, so nothing to remove */
    free(o->target);
    free(o);
    return NULL;
}

const char *sg_out_temp(const struct sg_out *o)
{
    return o->temp;
}

/* ---- writing ---- */

static void write_out(struct sg_out *o, const void *p, size_t n)
{
    if (!o->err && !sg_write_all(o->fd, p, n))
        o->err = errno;
}

void sg_out_add(struct sg_out *o, const void *p, size_t n)
{
    if (n > OUT_SIZE - o->n) {
        write_out(o, o->buf, o->n);
        o->n = 0;
    }
    if (n >= OUT_SIZE) {
        write_out(o, p, n);
    } else if (n) {
        memcpy(o->buf + o->n, p, n);
        o->n += n;
    }
}

void sg_out_buf(struct sg_out *o, const struct sg_buf *b)
{
    if (b->failed && !o->err)
        o->err = ENOMEM;
    sg_out_add(o, b->p, b->n);
}

void sg_out_str(struct sg_out *o, const char *s)
{
    sg_out_add(o, s, strlen(s));
}

static bool tell(const struct sg_out *o, struct sg_fault *f)
{
    if (!o->err)
        return true;
    sg_fail_errno(f, "cannot write", o->err);
    if (f)
        memcpy(f->file, o->name, sizeof f->file);
    return false;
}

bool sg_out_sound(const struct sg_out *o)
{
    return !o->err;
}

bool sg_out_flush(struct sg_out *o, struct sg_fault *f)
{
    write_out(o, o->buf, o->n);
    o->n = 0;
    return tell(o, f);
}

bool sg_out_sync(struct sg_out *o, struct sg_fault *f)
{
    sg_out_flush(o, NULL);
    if (!o->err && fsync(o->fd) < 0 && errno != EINVAL && errno != ENOTSUP && errno != EROFS)
        o->err = errno;
    return tell(o, f);
}

/* ---- ending ---- */

/* A rename is safe only when the folder that holds the name is on the disk too. */
static bool sync_folder(const char *path)
{
    const char *slash = strrchr(path, '/');
    char *folder = slash ? strndup(path, (size_t)(slash - path) + 1) : strdup(".");
    int fd = folder ? open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    free(folder);
    bool ok = fd >= 0 && fsync(fd) == 0;
    int err = errno;
    if (fd >= 0)
        close(fd);
    errno = err;
    return ok;
}

static void free_out(struct sg_out *o)
{
    if (o->temp)
        (void)unlink(o->temp);
    free(o->temp);
    free(o->target);
    free(o);
}

/* Gives the finished file its name. */
static bool rename_out(struct sg_out *o)
{
    if (rename(o->temp, o->target) < 0)
        return false;
    free(o->temp);
    o->temp = NULL;
    return sync_folder(o->target);
}

bool sg_out_end(struct sg_out *o, struct sg_fault *f)
{
    sg_out_flush(o, NULL);
    if (o->temp && !o->err && fsync(o->fd) < 0)
        o->err = errno;
    if (o->close && close(o->fd) < 0 && !o->err)
        o->err = errno;
    if (o->temp && !o->err && !rename_out(o))
        o->err = errno;
    bool ok = tell(o, f);
    free_out(o);
    return ok;
}

void sg_out_drop(struct sg_out *o)
{
    if (!o)
        return;
    if (o->close)
        (void)close(o->fd);
    free_out(o);
}
