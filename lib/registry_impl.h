/* SPDX-License-Identifier: EUPL-1.2 */
/* registry_impl - what the files of the registry room share; nobody else includes it. Its functions
 * are sg_reg_*, so that they clash with no other room's. */
#ifndef SG_REGISTRY_IMPL_H
#define SG_REGISTRY_IMPL_H

#include "registry.h"
#include "stream.h"

#include <pthread.h>
#include <sys/types.h>

struct stat;

/* Whole lines to be written at the end of the file. They lie in memory as they will in the file's
 * blocks, so that they can be written from where they are (registry_write.c). */
enum { SG_REG_BLOCK = 4096 }; /* no file system on Linux asks for more */
struct sg_batch {
    char *base;    /* of a block, owned */
    size_t skip;   /* bytes before the first: those in the block of the file that it goes to */
    size_t n, cap; /* bytes that are complete; n and skip stay below cap */
    size_t placed; /* bytes for which room was given: behind n lie lines that are being made */
    size_t lines;  /* for which room was given */
    struct sg_batch *next; /* goes behind it */
};

struct sg_registry {
    int fd, lock;
    int folder; /* to be synced: it does not surely hold the name yet; -1: it does */
    char *path; /* resolved */
    size_t line_max;
    bool broken;                  /* a write or sync failed: nothing more is taken */
    uint64_t n;                   /* sealed lines, the batch included */
    uint64_t numbered;            /* the same, and those that were given a number */
    struct sg_made *made;         /* for sg_registry_add and _many */
    unsigned char chain[SG_HASH]; /* after them */
    pthread_mutex_t guard;        /* of these three, and of what the batches say of themselves */
    struct sg_batch *first;       /* is being filled; before its lines the newline that closes a
                                     tail */
    struct sg_batch *last;        /* where room is given, mostly the same; none of them is NULL */
    struct sg_batch *spare;       /* memory for the next; or NULL */
    bool writing;                 /* a commit was started and not waited for */
    bool beside;                  /* by a thread of its own */
    pthread_t writer;
    struct sg_batch *handed; /* what it writes; until it is waited for, its alone */
    struct sg_fault why;     /* it failed; reason SG_R_NOTE: it did not */
};

/* ---- registry_seal.c: hashes, and the seal as it stands at the end of a line ---- */

enum {
    SG_SEAL_DIGITS = 16,           /* of n, at most */
    SG_SEAL_BACK = 2 * SG_HASH + 3 /* from the end of a line back to the digits of its chain */
};

/* A seal, read from the last bytes of a line. One that was emptied carries "c" in the place of
 * "salt": its content is gone, what it was is still committed to. */
struct sg_seal {
    uint64_t n;
    size_t body; /* bytes of the line before `,"seal"` */
    bool emptied;
    unsigned char salt[SG_SALT]; /* not of an emptied line */
    unsigned char c[SG_HASH];    /* of an emptied line only */
    unsigned char chain[SG_HASH];
};

/* false: libsodium does not work here (*f: IO). Call before anything that hashes or draws. */
bool sg_reg_sodium_ready(struct sg_fault *f);
/* false when the line (n bytes, no newline) does not end in a seal of exactly our form. */
bool sg_reg_seal_find(struct sg_seal *s, const char *line, size_t n);
/* c of a line whose seal was found; `line` are the bytes it was found in. */
void sg_reg_seal_content(const struct sg_seal *s, const char *line, unsigned char c[SG_HASH]);
/* Draws so many salts: the stream of a key that the kernel draws for each call and that is then
 * forgotten. (The kernel gives 16 bytes a line no faster than the seals are made.) */
void sg_reg_salts(unsigned char *salt, size_t count);
void sg_reg_seal_hash(const unsigned char salt[SG_SALT], const char *body, size_t n,
                      unsigned char c[SG_HASH]);
/* out = H(prev || c); out may be prev. */
void sg_reg_seal_chain(const unsigned char prev[SG_HASH], const unsigned char c[SG_HASH],
                       unsigned char out[SG_HASH]);
/* Bytes of a seal from `,"seal"` to the last brace, n having `digits` digits. */
size_t sg_reg_seal_size(unsigned digits);
unsigned sg_reg_digits(uint64_t n);
/* Appends an emptied line, without newline: what it says is which revision of which signal stood
 * there (registry_erase.c). */
void sg_reg_seal_emptied(struct sg_buf *out, const char *id, size_t id_n, int64_t rev,
                         const struct sg_seal *s, const unsigned char c[SG_HASH]);
/* Writes a seal without its chain; returns where the 64 digits of the chain go. */
char *sg_reg_seal_put(char *to, uint64_t n, unsigned digits, const unsigned char salt[SG_SALT]);

/* n bytes from 2n lower-case digits. */
bool sg_reg_hex_get(const char *hex, size_t n, unsigned char *out);

/* A little-endian word; written out, so that compilers see that it is one load or store. */
static inline uint64_t sg_reg_word(const unsigned char *p)
{
    return (uint64_t)p[0] | (uint64_t)p[1] << 8 | (uint64_t)p[2] << 16 | (uint64_t)p[3] << 24 |
           (uint64_t)p[4] << 32 | (uint64_t)p[5] << 40 | (uint64_t)p[6] << 48 |
           (uint64_t)p[7] << 56;
}
static inline void sg_reg_put_word(unsigned char *p, uint64_t x)
{
    for (int i = 0; i < 8; i++)
        p[i] = (unsigned char)(x >> 8 * i);
}

/* ---- registry_lanes.c: the seals of many lines ---- */

/* A line of which c is wanted. */
struct sg_content {
    const unsigned char *salt; /* SG_SALT bytes */
    const char *body;
    size_t n;
    unsigned char *c; /* gets SG_HASH bytes when the body was read; no other's input */
};
typedef void sg_hash_lines(const struct sg_content *x, size_t count);
/* As sg_reg_seal_hash for each, several at a time where the processor can. */
sg_hash_lines sg_reg_seal_hash_lines;
/* One of the ways in which it does so, for the tests; NULL: this processor cannot. */
enum sg_lanes { SG_LANES_NONE, SG_LANES_AVX2, SG_LANES_AVX512, SG_LANES_KINDS };
enum { SG_LANES = 8 };
sg_hash_lines *sg_reg_lanes(enum sg_lanes which);

/* ---- registry_kind.c: what a line of a registry file is ---- */

enum sg_line_kind {
    SG_LINE_SEALED,   /* ends in a seal (whether it is true is another question) */
    SG_LINE_FRAGMENT, /* the beginning of a line: a write that was cut off */
    SG_LINE_EMPTY,
    SG_LINE_UNSEALED,  /* a whole JSON object without a seal */
    SG_LINE_MISSEALED, /* a whole JSON object with a seal of another form */
    SG_LINE_GARBAGE,   /* not JSON; *f says why */
    SG_LINE_MOVED      /* sealed, but out of its place; only the judge says so */
};
enum sg_line_kind sg_reg_line_kind(const char *line, size_t n, struct sg_seal *s,
                                   struct sg_fault *f);

/* Reads the beginning that our own lines have, `{"sig":1,"id":"...","rev":N,`: offset and length of
 * the id (no escapes in it) and N >= 1. false: the line begins otherwise; ask the record room. */
bool sg_reg_line_begins(const char *line, size_t n, size_t *id, size_t *id_n, int64_t *rev);

/* ---- registry_marks.c: emptied lines, and the marks that commit to them ---- */

struct sg_exhibit;

/* What a mark says of the lines that it emptied: a hash over their numbers and contents. Begin with
 * zeros. */
void sg_reg_mark_add(unsigned char lines[SG_HASH], uint64_t n, const unsigned char c[SG_HASH]);
/* Reads it from a line of n bytes whose seal was found at `body`: `..."lines":"<64 hex>"}`, which
 * is how every mark of ours ends. false: it is none. */
bool sg_reg_mark_find(const char *line, size_t n, size_t body, unsigned char lines[SG_HASH]);

/* The signals of which lines were emptied; zero-initialised = none. Memory: 64 bytes for each. */
struct sg_marks {
    struct sg_marked {
        uint64_t number; /* at the end of its id */
        size_t line;     /* of the file: the first that was emptied */
        uint32_t id;     /* a hash of the id */
        uint32_t revs;   /* lines that were emptied */
        unsigned char lines[SG_HASH];
        bool marked;
    } * list;
    size_t count, cap;
    struct sg_index {
        struct sg_slot {
            uint32_t hash;
            uint32_t item; /* + 1; 0: free */
        } * slot;
        size_t slots, used;
    } index;
};
/* Notes a sound line. 1: good; 0: *f (BAD_SEAL); -1: memory ran out. `lost`: lines before it are
 * missing or damaged, so that nothing is proven by what does not fit. */
int sg_reg_marks_note(struct sg_marks *m, const struct sg_exhibit *x, bool lost,
                      struct sg_fault *f);
/* The next signal, from *at = 0 on, that was emptied and has no mark: the line of the first of its
 * lines; 0: no more. */
size_t sg_reg_marks_open(const struct sg_marks *m, size_t *at);
void sg_reg_marks_free(struct sg_marks *m);

/* ---- registry_lock.c, registry_file.c, registry_write.c: the file, its lock, its rights ---- */

/* The path with all links resolved, of a file that need not exist yet (its folder must): free()
 * it. The lock belongs to the file, whatever link it was reached by. NULL: *f. */
char *sg_reg_path_resolve(const char *path, struct sg_fault *f);
/* Concatenation, malloc'd; NULL: *f (MEMORY). */
char *sg_reg_path_with(const char *path, const char *suffix, struct sg_fault *f);
/* The folder that holds a path, opened: -1, *f; and synced, so that a new name in it stays. */
int sg_reg_folder_open(const char *path, struct sg_fault *f);
bool sg_reg_folder_sync(int fd, struct sg_fault *f);
/* A regular file whose rights are not too wide? `what` names it in the message. */
bool sg_reg_mode_check(const struct stat *st, bool group, const char *what, struct sg_fault *f);
/* Appends a batch to a file opened with O_APPEND, which nobody else writes: a large one around the
 * page cache. false: errno is set, a part may be written. */
bool sg_reg_batch_write(int fd, const struct sg_batch *b);
/* Takes the lock PATH.lock of a resolved path: its descriptor, or -1 (*f). */
int sg_reg_lock_take(const char *path, bool group, unsigned wait_s, struct sg_fault *f);

/* ---- registry_batch.c: memory for lines ---- */

/* An empty batch that goes to this offset of the file; false: no memory. free: of all. */
bool sg_reg_batches_begin(struct sg_registry *g, size_t offset);
void sg_reg_batches_free(struct sg_registry *g);
/* Gives `size` bytes for so many lines, at *to, behind all that was given before: in the last
 * batch, or in a new one when that would pass `limit` bytes or cannot grow as lines in it are still
 * being made. NULL: no memory. */
struct sg_batch *sg_reg_batch_place(struct sg_registry *g, size_t size, size_t lines, size_t limit,
                                    char **to);
/* Takes back what was given last. */
void sg_reg_batch_unplace(struct sg_registry *g, struct sg_batch *b, size_t size, size_t lines);
/* Where the bytes that are complete end, and that `size` more of them are. */
static inline char *sg_reg_batch_end(const struct sg_batch *b)
{
    return b->base + b->skip + b->n;
}
void sg_reg_batch_filled(struct sg_registry *g, struct sg_batch *b, size_t size);
/* Takes the first batch out to be written, as far as it is complete; *out NULL: there is nothing.
 * false: no memory. back: it was written, or not. */
bool sg_reg_batch_take(struct sg_registry *g, struct sg_batch **out);
void sg_reg_batch_back(struct sg_registry *g, struct sg_batch *b);

/* ---- registry_tail.c: the end of a file ---- */

struct sg_tail {
    uint64_t n;                   /* of the last sealed line; 0: none */
    unsigned char chain[SG_HASH]; /* after it */
    bool open;                    /* the file does not end in a newline */
};
bool sg_reg_tail_read(int fd, off_t size, size_t line_max, struct sg_tail *t, struct sg_fault *f);

/* ---- registry_verify.c reads lines, registry_judge.c decides what is wrong ---- */

/* A line as far as it can be looked at on its own. */
struct sg_exhibit {
    const char *p; /* only until it is judged */
    size_t n;
    size_t no; /* line of the file */
    enum sg_line_kind kind;
    enum sg_reason why; /* of SG_LINE_GARBAGE */
    bool too_long;
    struct sg_seal seal; /* of SG_LINE_SEALED */
    unsigned char c[SG_HASH];
    int64_t rev;                  /* 0: not a signal with an id and a revision */
    uint64_t number;              /* at the end of its id; 0: none */
    uint32_t id;                  /* a hash of the whole id, never 0 */
    bool mark;                    /* it says that the signal was erased */
    unsigned char lines[SG_HASH]; /* of a mark: which lines it emptied */
};

struct sg_judge;
struct sg_judge *sg_reg_judge_new(const struct sg_head *expect,
                                  bool (*each)(void *ctx, const struct sg_fault *fault), void *ctx);
/* Takes the lines in order. false: enough (`each` said so, or memory ran out). */
bool sg_reg_judge_line(struct sg_judge *j, const struct sg_exhibit *x);
/* After the last line: what is still open is decided. Returns the number of faults, -1 when memory
 * ran out; *head (may be NULL) gets the end of the chain. */
long sg_reg_judge_end(struct sg_judge *j, size_t last_line, struct sg_head *head,
                      struct sg_fault *f);
void sg_reg_judge_free(struct sg_judge *j);

/* ---- registry_history.c: do the revisions of each signal follow each other? ---- */

/* 8 bytes a line: the id that came in with line n, and its newest revision so far. */
struct sg_history {
    struct sg_past {
        uint32_t id;  /* 0: nothing is known of that line */
        uint32_t rev; /* 0: the line holds an amendment */
    } * past;
    size_t n, cap;
    bool lost; /* lines are missing or damaged: gaps prove nothing any more */
};
/* Notes line n. 1: good; 0: *f (BAD_REV); -1: memory ran out. */
int sg_reg_history_note(struct sg_history *h, uint64_t n, const struct sg_exhibit *x,
                        struct sg_fault *f);

/* ---- registry_index.c: finding by hash ---- */

#define SG_NO_ITEM UINT32_MAX
/* The item with this hash that `same` accepts, or SG_NO_ITEM. */
uint32_t sg_reg_index_find(const struct sg_index *ix, uint32_t hash,
                           bool (*same)(const void *ctx, uint32_t item), const void *ctx);
/* Fetches the slot of a hash into the cache: of a large index that takes longer than all the rest.
 */
void sg_reg_index_near(const struct sg_index *ix, uint32_t hash);
bool sg_reg_index_put(struct sg_index *ix, uint32_t hash, uint32_t item); /* false: no memory */
/* Makes room for so many items, so that it need not grow (which takes them all out and puts them in
 * again) on the way there. */
void sg_reg_index_expect(struct sg_index *ix, size_t items);
uint32_t sg_reg_hash(const void *p, size_t n); /* FNV-1a */

/* Asks for large pages under memory that is long and not touched yet: a table that is looked up at
 * random then misses the address cache less, and pages are made 512 at a time. */
void sg_reg_large(void *p, size_t n);
/* Makes room for one more in a list of items of `size` bytes; false: no memory. */
bool sg_reg_list_room(void **list, size_t *cap, size_t count, size_t size);

#endif
