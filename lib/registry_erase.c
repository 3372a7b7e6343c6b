/* SPDX-License-Identifier: EUPL-1.2 */
/* The one place where a registry is rewritten. Every byte of the new file is either one of the old
 * file, or of a line that is emptied, or of a mark; before it gets its name, that is proven by
 * verifying it against the head of the old one. */
#include "registry_impl.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What was seen of a signal that is erased. */
struct gone {
    unsigned char lines[SG_HASH];
    int64_t revs; /* its lines so far: each the next revision */
};

struct rewrite {
    struct sg_registry *g;
    const struct sg_erase *what;
    size_t count;
    struct gone *gone;
    struct sg_index index; /* of what, by id */
    char *temp;            /* the new file; NULL: it has its name */
    struct sg_out *out;
    struct sg_buf line;
    struct sg_erased *done;
};

static bool no_memory(struct sg_fault *f)
{
    return sg_fail(f, SG_R_MEMORY, "memory ran out");
}

/* ---- which signals ---- */

struct wanted {
    const struct sg_erase *what;
    const char *id;
    size_t n;
};

static bool same_id(const void *ctx, uint32_t item)
{
    const struct wanted *w = ctx;
    const char *id = w->what[item].id;
    return strlen(id) == w->n && memcmp(id, w->id, w->n) == 0;
}

static uint32_t find(const struct rewrite *w, const char *id, size_t n)
{
    const struct wanted wanted = {w->what, id, n};
    return sg_reg_index_find(&w->index, sg_reg_hash(id, n), same_id, &wanted);
}

static bool make_index(struct rewrite *w, struct sg_fault *f)
{
    w->gone = calloc(w->count ? w->count : 1, sizeof *w->gone);
    bool room = w->gone && w->count < SG_NO_ITEM;
    for (size_t i = 0; room && i < w->count; i++) {
        const char *id = w->what[i].id;
        if (find(w, id, strlen(id)) != SG_NO_ITEM)
            return sg_fail(f, SG_R_CONFLICT, "%s is to be erased twice", id);
        room = sg_reg_index_put(&w->index, sg_reg_hash(id, strlen(id)), (uint32_t)i);
    }
    return room || no_memory(f);
}

/* ---- line by line ---- */

/* The signal of a line; decoded when it is written in another way than ours. */
static uint32_t signal_of(const struct rewrite *w, const struct sg_line *line, int64_t *rev)
{
    size_t at, n;
    char text[SG_ID_MAX];
    struct sg_record r;
    if (sg_reg_line_begins(line->p, line->n, &at, &n, rev))
        return find(w, line->p + at, n);
    if (!sg_record_read(&r, line->p, line->n, NULL, NULL))
        return SG_NO_ITEM;
    n = sg_val_text(sg_record_get(&r, "id"), text, sizeof text);
    if (n == 0 || n > sizeof text || !sg_val_int(sg_record_get(&r, "rev"), rev))
        return SG_NO_ITEM;
    return find(w, text, n);
}

static bool empty_line(struct rewrite *w, uint32_t item, int64_t rev, const struct sg_seal *s,
                       const struct sg_line *line, struct sg_fault *f)
{
    struct gone *gone = &w->gone[item];
    const char *id = w->what[item].id;
    unsigned char c[SG_HASH], lines[SG_HASH];
    if (s->emptied || sg_reg_mark_find(line->p, line->n, s->body, lines))
        return sg_fail(f, SG_R_ERASED, "%s was erased before", id);
    if (rev != ++gone->revs)
        return sg_fail(f, SG_R_CONFLICT, "%s has a revision that was not looked at", id);
    sg_reg_seal_content(s, line->p, c);
    sg_reg_mark_add(gone->lines, s->n, c);
    sg_buf_clear(&w->line);
    sg_reg_seal_emptied(&w->line, id, strlen(id), rev, s, c);
    w->done->lines++;
    return true;
}

/* One line of the old file; what is no line of the chain is the rest of a write that was cut off,
 * since the file was verified. */
static bool copy_line(struct rewrite *w, const struct sg_line *line, struct sg_fault *f)
{
    struct sg_seal s;
    int64_t rev;
    if (!sg_reg_seal_find(&s, line->p, line->n)) {
        w->done->fragments++;
        return true;
    }
    uint32_t item = signal_of(w, line, &rev);
    if (item == SG_NO_ITEM) {
        sg_out_add(w->out, line->p, line->n);
    } else {
        if (!empty_line(w, item, rev, &s, line, f))
            return false;
        if (w->line.failed)
            return no_memory(f);
        sg_out_buf(w->out, &w->line);
    }
    sg_out_add(w->out, "\n", 1);
    return true;
}

static bool copy_lines(struct rewrite *w, struct sg_fault *f)
{
    struct sg_line line;
    struct sg_in *in = sg_in_open(w->g->path, w->g->line_max, NULL, NULL, f);
    int got = in ? 1 : -1;
    bool good = in != NULL;
    while (good && (got = sg_in_next(in, &line, f)) > 0)
        good = copy_line(w, &line, f);
    sg_in_close(in);
    return good && got == 0;
}

/* ---- marks ---- */

static bool add_mark(struct rewrite *w, size_t i, const char *recorded, const char *by,
                     struct sg_buf *members, struct sg_fault *f)
{
    const struct sg_erase *e = &w->what[i];
    if (w->gone[i].revs != e->rev)
        return sg_fail(f, w->gone[i].revs ? SG_R_CONFLICT : SG_R_UNKNOWN_ID,
                       w->gone[i].revs ? "%s was amended since it was looked at"
                                       : "%s is not in the registry",
                       e->id);
    struct sg_stamp stamp = {"", 0, e->id, e->rev + 1, recorded, by};
    sg_buf_clear(members);
    sg_buf_clear(&w->line);
    sg_buf_add(members, e->members, e->n);
    sg_buf_str(members, ",\"erased\":{");
    sg_buf_add(members, e->mark, e->mark_n);
    sg_buf_str(members, ",\"lines\":\"");
    sg_buf_hex(members, w->gone[i].lines, SG_HASH);
    sg_buf_str(members, "\"}");
    if (members->failed)
        return no_memory(f);
    if (!sg_registry_add(w->g, &stamp, members->p, members->n, &w->line, NULL, f))
        return false;
    sg_out_buf(w->out, &w->line);
    sg_out_add(w->out, "\n", 1);
    return true;
}

static bool add_marks(struct rewrite *w, const char *recorded, const char *by, struct sg_fault *f)
{
    struct sg_buf members = {0};
    bool good = true;
    for (size_t i = 0; good && i < w->count; i++)
        good = add_mark(w, i, recorded, by, &members, f);
    sg_buf_free(&members);
    return good;
}

/* ---- is it sound? ---- */

static bool keep_first(void *ctx, const struct sg_fault *fault)
{
    struct sg_fault *first = ctx;
    if (sg_reason_status(fault->reason) == SG_DONE)
        return true;
    *first = *fault;
    return false;
}

static bool sound(const char *path, const struct sg_verify_opt *opt, struct sg_head *head,
                  const char *what, struct sg_fault *f)
{
    struct sg_fault first;
    long faults = sg_registry_verify(path, opt, keep_first, &first, head, f);
    if (faults <= 0)
        return faults == 0;
    return sg_fail(f, first.reason, "%s: line %zu: %.200s", what, first.line, first.text);
}

static bool old_sound(struct rewrite *w, unsigned threads, struct sg_fault *f)
{
    const struct sg_verify_opt opt = {NULL, threads, w->g->line_max};
    return sound(w->g->path, &opt, &w->done->before,
                 "nothing is erased from a damaged registry (run sig-check)", f);
}

/* The chain runs through the head of the old file and ends in that of the marks. */
static bool new_sound(struct rewrite *w, unsigned threads, struct sg_fault *f)
{
    const struct sg_verify_opt opt = {&w->done->before, threads, w->g->line_max};
    struct sg_head *after = &w->done->after;
    if (!sound(w->temp, &opt, after, "the file that was made is not sound, so it is not used", f))
        return false;
    return (after->n == w->g->n && memcmp(after->chain, w->g->chain, SG_HASH) == 0) ||
           sg_fail(f, SG_R_IO, "the file that was made lacks lines, so it is not used");
}

/* ---- the new file ---- */

static bool fail_new(struct sg_fault *f, const char *what)
{
    return sg_fail_errno(f, what, errno);
}

/* With the rights of the old one, and in no hands but those. */
static bool give_rights(int fd, const struct stat *old, struct sg_fault *f)
{
    struct stat new;
    if (fstat(fd, &new) != 0)
        return fail_new(f, "cannot look at the new file");
    bool same = new.st_uid == old->st_uid &&new.st_gid == old->st_gid;
    if (!same && fchown(fd, old->st_uid, old->st_gid) != 0)
        return fail_new(f, "cannot give the new file the owner and group of the registry");
    return fchmod(fd, old->st_mode & 0777) == 0 ||
           fail_new(f, "cannot give the new file the rights of the registry");
}

static int open_new(struct rewrite *w, struct sg_fault *f)
{
    struct stat old;
    if (fstat(w->g->fd, &old) != 0) {
        fail_new(f, "cannot look at the registry");
        return -1;
    }
    if (old.st_nlink > 1) {
        sg_fail(f, SG_R_PERMISSION,
                "it has a second name (hard link), under which all would stay: remove that first");
        return -1;
    }
    if (unlink(w->temp) != 0 && errno != ENOENT) {
        fail_new(f, "cannot remove what an earlier run left");
        return -1;
    }
    int fd = open(w->temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) {
        fail_new(f, "cannot make a new file beside it");
        return -1;
    }
    if (give_rights(fd, &old, f))
        return fd;
    close(fd);
    unlink(w->temp);
    return -1;
}

/* Writes and syncs all of it. */
static bool write_new(struct rewrite *w, int fd, const char *recorded, const char *by,
                      struct sg_fault *f)
{
    w->out = sg_out_fd(fd, w->temp);
    if (!w->out)
        return no_memory(f);
    bool good = copy_lines(w, f) && add_marks(w, recorded, by, f) && sg_out_sync(w->out, f);
    sg_out_drop(w->out);
    return good;
}

static bool replace(struct rewrite *w, struct sg_fault *f)
{
    int folder = sg_reg_folder_open(w->g->path, f);
    if (folder < 0)
        return false;
    bool good = rename(w->temp, w->g->path) == 0;
    if (!good) {
        fail_new(f, "cannot give the new file its name");
    } else {
        free(w->temp);
        w->temp = NULL;
        good = sg_reg_folder_sync(folder, f);
    }
    close(folder);
    return good;
}

static bool rewrite(struct rewrite *w, const char *recorded, const char *by, unsigned threads,
                    struct sg_fault *f)
{
    if (!make_index(w, f) || !old_sound(w, threads, f) ||
        !(w->temp = sg_reg_path_with(w->g->path, ".erasing", f)))
        return false;
    int fd = open_new(w, f);
    if (fd < 0)
        return false;
    bool good = write_new(w, fd, recorded, by, f);
    if (close(fd) != 0 && good)
        good = fail_new(f, "cannot close the new file");
    good = good && new_sound(w, threads, f) && replace(w, f);
    if (w->temp)
        unlink(w->temp);
    return good;
}

bool sg_registry_erase(struct sg_registry *g, const struct sg_erase *what, size_t count,
                       const char *recorded, const char *by, unsigned threads,
                       struct sg_erased *done, struct sg_fault *f)
{
    *done = (struct sg_erased){0};
    struct rewrite w = {.g = g, .what = what, .count = count, .done = done};
    bool good = rewrite(&w, recorded, by, threads, f);
    g->broken =
        true; /* its file is that of the old name, or a mark waits that is not to be written */
    free(w.gone);
    free(w.index.slot);
    free(w.temp);
    sg_buf_free(&w.line);
    return good;
}
