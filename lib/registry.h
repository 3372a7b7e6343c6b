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
 * truncates; the fragment stands outside the chain. A whole line that lacks only its newline is in
 * the chain, though nobody was told of it. */
#ifndef SG_REGISTRY_H
#define SG_REGISTRY_H

#include "diag.h"
#include "profile.h"
#include "record.h"
#include "stream.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SG_HASH = 32, SG_SALT = 16, SG_ID_MAX = 40 };

/* How far the chain goes. */
struct sg_head {
    uint64_t n;
    unsigned char chain[SG_HASH];
};

/* ---- writing ---- */

struct sg_registry;

struct sg_registry_opt {
    bool group;      /* give and accept access for the group (0660); for others: never */
    unsigned wait_s; /* how long to wait for another writer, seconds */
    bool must_exist; /* do not create */
    size_t line_max; /* of a line, in bytes; 0: SG_LINE_MAX (stream.h) */
};

/* Opens for appending and takes the lock: an OFD lock on FILE.lock, FILE being what `path` leads to
 * when all links are followed. The lock file stays; removing it takes the lock from whoever holds
 * it. What is opened then is what the path names now, so that a writer who waited while the file
 * was replaced writes into the new one. Creates the file 0600. Reads back to the last sealed line,
 * over fragments, and proves that it follows from the sealed line before it.
 * NULL: *f (IO, PERMISSION, LOCKED, TOO_LONG, MEMORY; BAD_SEAL when the end is damaged: nothing is
 * added to a registry whose last line cannot be proven). A child of fork() shares the lock. */
struct sg_registry *sg_registry_open(const char *path, const struct sg_registry_opt *opt,
                                     struct sg_fault *f);

/* Adds one line to the batch: a new signal when `id` is NULL (its id becomes PREFIX-YEAR-NUMBER,
 * number with at least 5 digits), else revision `rev` of that id, which the caller knows to be the
 * next one. `members` (n bytes, not none) is what sg_signal_canon made. The finished line, without
 * newline, is appended to `line` (may be NULL) and the id to id_out[SG_ID_MAX] (may be NULL).
 * Nothing is written yet. false: the batch is as it was, *f (MEMORY, TOO_LONG, MISSING_FIELD,
 * BAD_DATE, BAD_VALUE, BAD_PROFILE for a prefix that is no prefix, IO after a failed commit). */
struct sg_stamp {
    const char *prefix;   /* of ids: 1-16 letters, digits, - or _ */
    int year;             /* of receipt, 1000-9999 */
    const char *id;       /* NULL: new */
    int64_t rev;          /* of an amendment; ignored for a new signal (1) */
    const char *recorded; /* UTC moment */
    const char *by;       /* author code or login name, "" for none */
};
bool sg_registry_add(struct sg_registry *g, const struct sg_stamp *stamp, const char *members,
                     size_t n, struct sg_buf *line, char *id_out, struct sg_fault *f);

/* Adds one line that is no signal, of a file that is sealed in the same way (registry_log.h):
 * `object`, n bytes, is a JSON object without its closing brace. *number is its n. false: as
 * sg_registry_add.
 */
bool sg_registry_append(struct sg_registry *g, const char *object, size_t n, uint64_t *number,
                        struct sg_fault *f);

/* Adds many new signals at once, salted and hashed over `threads` threads: the way of an import.
 * `lines` (may be NULL) gets the finished lines, each with its newline. All of them are added or
 * none; the text of *f names the one at fault by its place, from 1. stamp->id and year are ignored.
 * Measured at 600 bytes a line: 0.4 microseconds of processor time (1.0 when each line was hashed
 * by itself); the chain's share of 0.1 goes from line to line, the rest side by side. */
struct sg_item {
    const char *members; /* borrowed until the call returns */
    size_t n;
    int year;
};
bool sg_registry_add_many(struct sg_registry *g, const struct sg_stamp *stamp,
                          const struct sg_item *items, size_t count, unsigned threads,
                          struct sg_buf *lines, struct sg_fault *f);

/* The same in three steps, for an import whose stages (par.h) work side by side: in the order of
 * the signals they get their numbers and their room in a batch; on any thread, any number at a
 * time, the lines are made there but for their chains; and in the same order these are put in, with
 * which the lines are added. */
struct sg_made;
struct sg_made *sg_made_new(void); /* NULL: no memory. Empty; to be used again and again */
void sg_made_free(struct sg_made *made);
/* The items live until they are made. Lines that would take the batch over `limit` bytes get the
 * next one. false: *f as sg_registry_add; nothing was given. */
bool sg_registry_place(struct sg_registry *g, const struct sg_stamp *stamp,
                       const struct sg_item *items, size_t count, size_t limit,
                       struct sg_made *made, struct sg_fault *f);
void sg_registry_make(struct sg_made *made, unsigned threads);
/* The lines are in another batch than those before: that is to be committed first. */
bool sg_registry_turns(const struct sg_registry *g, const struct sg_made *made);
/* All of them or none; when none, nothing can be added behind them. `lines` as above. */
bool sg_registry_chain(struct sg_registry *g, const struct sg_made *made, struct sg_buf *lines,
                       struct sg_fault *f);

/* Writes the batch and syncs (fdatasync; for a new file its folder too). Only after true may
 * anybody be told that it was added. false: *f; the registry is then to be closed: the first failed
 * write or sync is final, a tail may be torn. An empty batch is safe at once. */
bool sg_registry_commit(struct sg_registry *g, struct sg_fault *f);
/* The same in two steps, so that the next batch can be made while the disk is busy: start hands
 * the batch to a thread; wait returns when it is safe. start waits for the one before. Both
 * return false (*f) when a batch failed; those added since are then forgotten. */
bool sg_registry_commit_start(struct sg_registry *g, struct sg_fault *f);
bool sg_registry_commit_wait(struct sg_registry *g, struct sg_fault *f);
uint64_t sg_registry_count(const struct sg_registry *g); /* sealed lines, the batch included */
/* Waits for a commit that was started; what was not committed is forgotten. NULL is fine. */
void sg_registry_close(struct sg_registry *g);

/* The lock of any file that is replaced as a whole, as writers of a registry take it: on FILE.lock,
 * FILE being what `path` leads to; it need not exist. The descriptor, whose closing gives it up;
 * -1: *f (LOCKED, IO, PERMISSION, MEMORY). */
int sg_registry_lock(const char *path, unsigned wait_s, struct sg_fault *f);

/* ---- erasing ---- */

/* An erased signal: each of its lines is emptied. What stays of such a line is
 *
 *   {"sig":1,"id":"NIJ-2024-00017","rev":1,"seal":{"n":17,"c":"<64 hex>","chain":"<64 hex>"}}
 *
 * c being the hash of what is gone, so that the chain goes on as before. Its salt being gone too,
 * nobody can find the content by trying. Behind the last line comes a newest revision, the mark:
 * the facts that may be counted, and `erased` with `lines`, a hash over n and c of each line that
 * was emptied. An emptied line without such a mark, or one that the mark does not mean, is
 * BAD_SEAL: only who adds a line to the registry, which shows in its head, can empty one. */
struct sg_erase {
    const char *id;      /* none twice */
    int64_t rev;         /* its newest, read while the registry was open; not a mark */
    const char *members; /* of the mark, as for sg_registry_add: what may stay */
    size_t n;
    const char *mark; /* members of `erased` but `lines`, without braces */
    size_t mark_n;
};
struct sg_erased {
    struct sg_head before, after;
    size_t lines;     /* emptied */
    size_t fragments; /* of writes that were cut off: left out */
};
/* Replaces the registry, just opened and nothing added to, by one in which `what` is erased: the
 * new file is made beside it, FILE.erasing (one that a killed run left is removed first), verified
 * against the head of the old one, synced and renamed; then its folder is synced. Until it is
 * renamed nothing has changed. true: it is safe. Either way `g` is then to be closed: it takes
 * nothing more. Who opened the old file for reading reads that to its end; a writer that waits for
 * the lock gets the new one. false: *f (BAD_SEAL: the registry is damaged; CONFLICT: a signal is
 * not at `rev`; ERASED; PERMISSION: its owner or rights cannot be given to the new file, or it has
 * a second name that would keep what is erased; TOO_LONG; IO; MEMORY). Memory: 56 bytes a signal
 * and the marks. */
bool sg_registry_erase(struct sg_registry *g, const struct sg_erase *what, size_t count,
                       const char *recorded, const char *by, unsigned threads,
                       struct sg_erased *done, struct sg_fault *f);

/* ---- checking ---- */

/* Verifies every seal and revision in one pass, calling `each` for each fault and notice in the
 * order of the lines (line set; false stops). One damaged line makes one fault, at that line; a
 * removed one, at the line behind it:
 *   BAD_SEAL    changed, cut short, emptied or replaced after it was written
 *   BAD_CHAIN   lines are missing before this one; or it was inserted, copied or moved here
 *   NO_SEAL, EMPTY_LINE, or what sg_record_read says: a line that is not the registry's
 *   BAD_SEAL    also: emptied without an erasure that says so
 *   BAD_REV     a revision twice, skipped, or of a signal that did not come in before
 *   BAD_HEAD    `expect` does not occur in the chain
 *   TORN        (notice) the rest of a write that was cut off
 *   NOTE        (notice) this line cannot be proven, the seal of the line before it being lost
 * A last line that was cut off after it was acknowledged, or removed, shows against a head only.
 * *head (may be NULL) gets the end of the chain. Returns the number of faults, -1 when reading
 * failed (*f). Memory: 8 bytes a line, a block of 4 MiB, the longest line. */
struct sg_verify_opt {
    const struct sg_head *expect; /* NULL, or the head that must occur in the chain */
    unsigned threads;
    size_t line_max; /* 0: SG_LINE_MAX */
};
long sg_registry_verify(const char *path, const struct sg_verify_opt *opt,
                        bool (*each)(void *ctx, const struct sg_fault *fault), void *ctx,
                        struct sg_head *head, struct sg_fault *f);
/* "17:3f0a..." and back; the head of an empty registry is 0 and zeros. out holds 90 bytes. */
void sg_head_write(const struct sg_head *h, char out[90]);
bool sg_head_parse(const char *s, struct sg_head *out);

/* ---- which revisions count ---- */

/* The newest revision of each amended signal of a file. Memory follows the amendments: about 32
 * bytes and the id for each amended signal; signals with one revision take none. */
struct sg_revisions;
/* First pass over a regular file: a line that begins as ours do, with rev 1, is passed over after
 * its first bytes (measured 4.9 GB/s a thread in the page cache); others are checked fully, and
 * count when they are sound. NULL: *f. */
struct sg_revisions *sg_revisions_read(const char *path, size_t line_max, unsigned threads,
                                       struct sg_fault *f);
/* Before a line is read: what the next call will look up is fetched into the cache meanwhile. */
void sg_revisions_expect(const struct sg_revisions *v, const char *line, size_t n);
/* true when the record counts: it has no id, or no newer revision of its id exists. */
bool sg_revisions_current(const struct sg_revisions *v, const struct sg_record *r);
/* true when the path still names the file that was read, and nothing was written to it since: the
 * same pass over it would find the same. */
bool sg_revisions_of(const struct sg_revisions *v, const char *path);
void sg_revisions_free(struct sg_revisions *v);

/* ---- signals looked for by id ---- */

/* The newest revision of each signal that is asked for, in one pass over the file, whatever their
 * number: a line of ours is passed over after its first bytes unless its id is wanted. To amend
 * them, read while the registry is open (its lock is held), so that nothing comes between.
 * Memory: the lines that are kept. */
struct sg_latest;
struct sg_latest *sg_latest_new(void); /* NULL: no memory */
/* Asks for an id (again: nothing new). `all`: keep every revision, not only the newest. false:
 * memory ran out. Only before sg_latest_read. */
bool sg_latest_want(struct sg_latest *l, const char *id, size_t n, bool all);
/* The pass. Lines that are not sound are passed over. false: *f (IO, MEMORY). */
bool sg_latest_read(struct sg_latest *l, const char *path, size_t line_max, unsigned threads,
                    struct sg_fault *f);
/* The line of a revision (rev 0: the newest that is kept), borrowed until the next put or free;
 * *len its bytes, *got (may be NULL) its revision. NULL: there is none. */
const char *sg_latest_line(const struct sg_latest *l, const char *id, size_t n, int64_t rev,
                           size_t *len, int64_t *got);
/* How many ids were asked for; the i-th of them, in no order that means anything, with its newest
 * line. NULL: it is not there. */
size_t sg_latest_count(const struct sg_latest *l);
const char *sg_latest_at(const struct sg_latest *l, size_t i, char id[SG_ID_MAX], size_t *len);
/* Puts a revision made since in its place; `line` is copied. false: memory ran out. */
bool sg_latest_put(struct sg_latest *l, const char *id, size_t n, int64_t rev, const char *line,
                   size_t len);
void sg_latest_free(struct sg_latest *l);

/* The id of the registry that somebody may have meant who wrote `id`: with the same running number,
 * else of the same length with at most two bytes that differ; of several the first by its bytes.
 * One pass. *near is "" when there is none. false: *f (IO). */
bool sg_registry_near(const char *path, size_t line_max, unsigned threads, const char *id,
                      char near[SG_ID_MAX], struct sg_fault *f);

/* ---- keys of imported rows ---- */

/* The registry's secret for keyed hashes: read from `file`, or from FILE.key beside the registry
 * when file is NULL: 64 hex digits and a newline. When absent and `create` it is drawn and made
 * (0600; 0640 with group), whole or not at all; of two processes that make it at once both get the
 * same. A lost secret cannot be replaced: with a new one, rows imported before are not recognised;
 * create it for a registry without keys only. false: *f (IO, MEMORY, PERMISSION when the group
 * without leave, or others, have access). */
bool sg_registry_key(const char *path, const char *file, bool create, bool group,
                     unsigned char key[SG_HASH], struct sg_fault *f);
/* Makes such a file (0600). false: *f, also when it exists already: a key is never replaced. */
bool sg_registry_key_new(const char *file, struct sg_fault *f);
/* The path of a file beside the registry, when all links to it are followed: PATH.log, ...
 * malloc'd; NULL: *f. */
char *sg_registry_beside(const char *path, const char *suffix, struct sg_fault *f);
/* BLAKE2b-256 of all bytes of an open file, keyed when `key` (SG_HASH bytes) is not NULL, and their
 * number. Without a key it is what `b2sum -l 256` prints. */
bool sg_file_hash(int fd, const unsigned char *key, unsigned char out[SG_HASH], uint64_t *bytes,
                  struct sg_fault *f);
/* Forgets a secret, so that the compiler does not leave it out. */
void sg_key_forget(unsigned char key[SG_HASH]);
/* Keyed hash of a text, 16 bytes: SipHash-2-4-128 with the first 16 bytes of the secret. A keyed
 * pseudorandom function is what keeps names from being found by trying them all; BLAKE2b with a key
 * is one too, but pays for two blocks of 128 bytes where a row's key has thirty. */
void sg_keyed_hash(const unsigned char key[SG_HASH], const void *p, size_t n,
                   unsigned char out[16]);
/* The same of many texts, two at a time, which takes two thirds of the time. */
struct sg_hashed {
    const void *p;
    size_t n;
    unsigned char *out; /* gets 16 bytes; in none of the texts */
};
void sg_keyed_hash_many(const unsigned char key[SG_HASH], const struct sg_hashed *x, size_t count);
/* Draws a key for hashes that live no longer than the process. false: *f is IO. */
bool sg_hash_key(unsigned char key[SG_HASH], struct sg_fault *f);

/* Every `source.key` and `source.content` (32 hex digits each; no content: zeros) of a registry's
 * signals with the id it belongs to; of several revisions the newest. Lines that are not sound are
 * passed over. Memory: 51 to 61 bytes a key, and the id. */
struct sg_keys;
struct sg_keys *sg_keys_read(const char *path, size_t line_max, unsigned threads,
                             struct sg_fault *f); /* a file that does not exist: empty */
/* The id stored under a key (borrowed until the next sg_keys_add) and the content hash stored with
 * it, or NULL. */
const char *sg_keys_find(const struct sg_keys *k, const unsigned char key[16],
                         unsigned char content[16]);
/* Says that a key will be looked for soon. Of a million keys each lies somewhere else in memory:
 * waiting for that took half of what a row costs here, announced ten rows earlier it takes none. */
void sg_keys_near(const struct sg_keys *k, const unsigned char key[16]);
/* Adds a key of a signal that has no id yet (find gives ""). One that is there already keeps what
 * it has. false: memory ran out. */
bool sg_keys_add(struct sg_keys *k, const unsigned char key[16], const unsigned char content[16]);
/* Says that there may be so many in the end: a guess, for which room is made at once. */
void sg_keys_expect(struct sg_keys *k, size_t count);
size_t sg_keys_count(const struct sg_keys *k);
void sg_keys_free(struct sg_keys *k);

/* Hands every line of the file to `each`, over threads that share one `ctx` (sg_scan); what `each`
 * returns is not looked at. */
bool sg_registry_scan(const char *path, size_t line_max, unsigned threads, sg_each_fn each,
                      void *ctx, struct sg_fault *f);

#endif
