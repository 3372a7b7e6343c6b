/* SPDX-License-Identifier: EUPL-1.2 */
/* registry_log - what left the house and who looked: the disclosure log, see sig-log(5).
 *
 * A file of JSON lines beside the registry, sealed line by line as the registry is, and readable
 * for its owner only. It names signals by id and fields by path; it holds no content, and a hash of
 * what was written proves which file it was. The hash is keyed with a secret of the log's own,
 * PATH.key: who has the log knows all of a short list but a name, and could try names until a plain
 * hash fits.
 *
 * Each disclosure has two lines. `begun` is on the disk before anything can be seen by anybody;
 * `done` or `failed` comes when it is over. So nothing leaves that is not in the log; and of what
 * stands there as begun, and is followed by neither, it is not known whether it left: sig-check
 * says so. The lock is held for a line at a time, so that several exports can be under way. */
#ifndef SG_REGISTRY_LOG_H
#define SG_REGISTRY_LOG_H

#include "buf.h"
#include "registry.h"

/* All texts are borrowed; NULL or "" leaves a member out. */
struct sg_log_entry {
    const char *what;        /* "disclosure" or "read" */
    const char *at;          /* UTC moment */
    const char *by;          /* login name or code of a colleague */
    const char *to, *ground; /* of a disclosure: codes */
    const char *view;
    const char *form, *layout;
    const char *per;             /* the list of which each element was a row */
    const struct sg_buf *fields; /* JSON: "id","received" */
    const struct sg_buf *ids;    /* JSON: "NIJ-2024-00001","NIJ-2024-00002" */
    const struct sg_buf *revs;   /* JSON: 1,3 */
    uint64_t signals;
    uint64_t bytes; /* of what is written, and its keyed hash */
    unsigned char mac[SG_HASH];
};

/* Appends the line that begins a disclosure, and makes it durable. *number is its number, for the
 * line that ends it. false: *f as sg_registry_open and sg_registry_commit; nothing may leave. */
struct sg_log_opt {
    unsigned wait_s; /* for another that writes a line */
    bool group;      /* give and accept access for the group */
};
bool sg_log_begin(const char *path, const struct sg_log_opt *opt, const struct sg_log_entry *e,
                  uint64_t *number, struct sg_fault *f);
/* Appends the line that ends it: done, or failed. */
bool sg_log_end(const char *path, const struct sg_log_opt *opt, uint64_t number, bool done,
                const char *at, struct sg_fault *f);

/* Hands on the lines that begin the giving of exactly the bytes of an open file: by the keyed hash,
 * or by the plain one of lines that were written before a log had a secret. `key` NULL: the secret
 * is not there; *untold counts the lines of which it cannot be told then. false: *f (IO, MEMORY).
 */
struct sg_log_finder {
    void (*each)(void *ctx, const struct sg_line *line);
    void *ctx;
};
bool sg_log_given(const char *path, const unsigned char *key, int fd, size_t line_max,
                  const struct sg_log_finder *found, size_t *untold, struct sg_fault *f);

/* Verifies a log: its seals (as sg_registry_verify), and that each line is one of a log and ends
 * what was begun (BAD_VALUE, MISSING_FIELD). A notice for each disclosure that was begun and not
 * ended. Returns the number of faults, -1 when reading failed (*f). Memory: 16 bytes for each one
 * that is open. */
long sg_log_verify(const char *path, const struct sg_verify_opt *opt,
                   bool (*each)(void *ctx, const struct sg_fault *fault), void *ctx,
                   struct sg_head *head, struct sg_fault *f);

#endif
