/* SPDX-License-Identifier: EUPL-1.2 */
/* registry - the file that keeps the signals: append, lock, seals, revisions.
 *
 * A registry is a file of JSON lines that only grows. Every line ends in a seal:
 *
 *   ... ,"seal":{"n":17,"salt":"<32 hex>","chain":"<64 hex>"}}
 *
 * n counts the sealed lines from 1. c = BLAKE2b-256(salt || the bytes before `,"seal"`), chain =
 * BLAKE2b-256(previous chain || c), the previous chain of line 1 being 32 zero bytes. Hence a line
 * that was changed, removed, inserted or moved is found at its line; intent (rewriting all that
 * follows) only against a head (n and chain) kept elsewhere.
 *
 * The number in an id is the n of the line with which the signal came in, so that adding needs
 * the last line only: one addition costs the same in a registry of one line or a million.
 *
 * A write that was cut off leaves a torn tail. The next writer closes it with a newline and never
 * truncates; the fragment stands outside the chain. */
#ifndef SG_REGISTRY_H
#define SG_REGISTRY_H

#include "diag.h"
#include "profile.h"
#include "record.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SG_HASH = 32, SG_SALT = 16, SG_ID_MAX = 40 };

/* ---- writing ---- */

struct sg_registry;

struct sg_registry_opt {
    bool group;      /* give and accept access for the group (0660); for others: never */
    unsigned wait_s; /* how long to wait for another writer, seconds */
    bool must_exist; /* do not create */
    size_t line_max; /* of a line, in bytes; 0: SG_LINE_MAX (stream.h) */
};

/* Opens for appending and takes the lock (an OFD lock on PATH.lock, which stays; the same inode is
 * checked after locking). Creates the file 0600 and syncs its folder when it is new. Reads the
 * last sealed line (backwards over fragments). NULL: *f (IO, PERMISSION, LOCKED, BAD_SEAL when the
 * last line has no valid seal, MEMORY). */
struct sg_registry *sg_registry_open(const char *path, const struct sg_registry_opt *opt,
                                     struct sg_fault *f);

/* Adds one line to the batch: a new signal when `id` is NULL (its id becomes PREFIX-YEAR-NUMBER,
 * number with at least 5 digits), else revision `rev` of that id. `members` (n bytes) is what
 * sg_signal_canon made. recorded: UTC moment; by: author code or login name, "" for none. The
 * finished line, without newline, is appended to `line` (may be NULL) and the id to
 * id_out[SG_ID_MAX] (may be NULL). Nothing is written yet. false: *f (MEMORY). */
struct sg_stamp {
    const char *prefix; /* of ids */
    int year;           /* of receipt */
    const char *id;     /* NULL: new */
    int64_t rev;        /* of an amendment; ignored for a new signal (1) */
    const char *recorded, *by;
};
bool sg_registry_add(struct sg_registry *g, const struct sg_stamp *stamp, const char *members,
                     size_t n, struct sg_buf *line, char *id_out, struct sg_fault *f);

/* Adds many new signals at once, salted, hashed over `threads` threads: the way of an import. */
struct sg_item {
    const char *members; /* borrowed until the call returns */
    size_t n;
    int year;
};
bool sg_registry_add_many(struct sg_registry *g, const struct sg_stamp *stamp,
                          const struct sg_item *items, size_t count, unsigned threads,
                          struct sg_buf *lines, struct sg_fault *f);

/* Writes the batch and syncs (fdatasync). Only after true may anybody be told that it was added.
 * false: *f; the registry is then to be closed: the first failed write or sync is final, a tail
 * may be torn. */
bool sg_registry_commit(struct sg_registry *g, struct sg_fault *f);
uint64_t sg_registry_count(const struct sg_registry *g); /* sealed lines, the batch included */
void sg_registry_close(struct sg_registry *g);           /* what was not committed is forgotten */

/* ---- checking ---- */

struct sg_head {
    uint64_t n;
    unsigned char chain[SG_HASH];
};
/* Verifies every seal and revision, calling `each` for each fault (with line set; TORN notices
 * too; false stops). *head gets the end of the chain. expect: NULL, or the head that must occur in
 * the chain: it is BAD_HEAD when no line has that n and chain. Returns the number of faults, -1
 * when reading failed (*f). */
struct sg_verify_opt {
    const struct sg_head *expect;
    unsigned threads;
    size_t line_max;
};
long sg_registry_verify(const char *path, const struct sg_verify_opt *opt,
                        bool (*each)(void *ctx, const struct sg_fault *fault), void *ctx,
                        struct sg_head *head, struct sg_fault *f);
/* "17:3f0a..." and back. out holds 90 bytes. */
void sg_head_write(const struct sg_head *h, char out[90]);
bool sg_head_parse(const char *s, struct sg_head *out);

/* ---- which revisions count ---- */

/* The newest revision of each amended signal of a file. Memory follows the amendments: signals
 * with one revision take none. */
struct sg_revisions;
/* First pass over a regular file: lines with rev > 1 are checked fully, others only as far as it
 * takes to see that their rev is 1. NULL: *f. */
struct sg_revisions *sg_revisions_read(const char *path, size_t line_max, unsigned threads,
                                       struct sg_fault *f);
/* true when the record counts: it has no id, or no newer revision of its id exists. */
bool sg_revisions_current(const struct sg_revisions *v, const struct sg_record *r);
void sg_revisions_free(struct sg_revisions *v);

/* ---- keys of imported rows ---- */

/* The registry's secret for keyed hashes: read from `file`, or from PATH.key when file is NULL;
 * created (0600, 32 random bytes as hex) when absent and `create`. false: *f (PERMISSION when
 * group without leave or others may read it). */
bool sg_registry_key(const char *path, const char *file, bool create, bool group,
                     unsigned char key[SG_HASH], struct sg_fault *f);
/* Keyed hash of a text, 16 bytes: SipHash-2-4-128 with the first 16 bytes of the secret. A keyed
 * pseudorandom function is what keeps names from being found by trying them all; BLAKE2b with a key
 * is one too, but pays for two blocks of 128 bytes where a row's key has thirty. */
void sg_keyed_hash(const unsigned char key[SG_HASH], const void *p, size_t n,
                   unsigned char out[16]);

/* Every `source.key` (32 hex digits) of a registry's signals with the id it belongs to. */
struct sg_keys;
struct sg_keys *sg_keys_read(const char *path, size_t line_max, unsigned threads,
                             struct sg_fault *f); /* a file that does not exist: empty */
/* The id (borrowed) stored under a key and the content hash stored with it, or NULL. */
const char *sg_keys_find(const struct sg_keys *k, const unsigned char key[16],
                         unsigned char content[16]);
bool sg_keys_add(struct sg_keys *k, const unsigned char key[16], const unsigned char content[16],
                 const char *id);
size_t sg_keys_count(const struct sg_keys *k);
void sg_keys_free(struct sg_keys *k);

#endif
