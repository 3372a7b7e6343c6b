/* SPDX-License-Identifier: EUPL-1.2 */
/* intake_impl - shared by the parts of the room intake. */
#ifndef SG_INTAKE_IMPL_H
#define SG_INTAKE_IMPL_H

#include "intake.h"
#include "registry.h"

enum {
    SG_KEY = 16,              /* bytes of a row's key */
    SG_BATCH_BYTES = 8 << 20, /* a sync, */
    SG_BATCH_ITEMS = 16384,   /* or signals that came one by one */
    SG_CASE_ROWS = 256,       /* at most of a case: half a block, so that none is ever cut */
    SG_CASE_BYTES = 16 << 20,
    SG_BLOCK_ROWS = 512,       /* rows that go through an import together: cells, signals and */
    SG_BLOCK_BYTES = 256 << 10 /* lines of them stay in a processor's own cache of 1 MiB */
};

/* One signal that waits for its batch; its members stand in the batch's buffer. */
struct sg_waiting {
    size_t at, n;
    int year;
};

/* How often a row came by in this run: two real equal rows stay two. Open addressing, 24 bytes a
 * row of the run, at most 2/3 full. */
struct sg_seen {
    struct sg_seen_slot *slot;
    size_t cap, n;
};
/* Counts the key and gives how often it came before, -1 without memory. */
long sg_seen_add(struct sg_seen *s, const unsigned char key[SG_KEY]);
void sg_seen_near(const struct sg_seen *s, const unsigned char key[SG_KEY]); /* it comes soon */
void sg_seen_free(struct sg_seen *s);

/* What tells a row from others, once the secret has been applied. */
struct sg_row_key {
    unsigned char key[SG_KEY], content[SG_KEY];
    bool again;       /* out: an equal row came before in this run */
    bool has_content; /* the mapping names a key column: equal key, other content is a conflict */
};

struct sg_intake {
    struct sg_cli *cli;
    struct sg_intake_opt opt;
    struct sg_registry *registry; /* NULL: only printing */
    struct sg_out *out;
    struct sg_batches *batches;
    bool broken;           /* a write failed: nothing more is taken */
    bool unprinted;        /* the reader of our output went away */
    struct sg_buf *caught; /* takes what would be printed; NULL: the output does */

    bool keyed; /* secret and keys are there */
    unsigned char secret[SG_HASH];
    struct sg_keys *keys;
    struct sg_seen seen;

    size_t read, added, present, rejected; /* read: their sum, and that of the next */
    size_t passed, joined; /* rows that are no signals, by @skip; that are of the case above them */
    size_t by_reason[SG_REASON_COUNT]; /* rows or lines that were rejected */
    size_t *by_year;                   /* of a dry run: what would be added; else NULL */

    bool had_signals; /* the registry had some before */
    struct sg_alike *alike;
    size_t repeated, alikes;
    bool watched;        /* there is a terminal to show how far it is */
    int64_t began, said; /* when, in ms */

    size_t derived; /* signals of which derived members were left out */
};

/* ---- what is said of rows ---- */

enum { SG_YEAR_SLOTS = 10000 };

/* Registered signals, to find what looks like one of them. read: NULL with *f; find: the id of
 * such a one, borrowed, or NULL. */
struct sg_alike;
struct sg_alike *sg_alike_read(const char *path, size_t line_max, unsigned threads,
                               struct sg_fault *f);
const char *sg_alike_find(struct sg_alike *a, const char *object, size_t n);
void sg_alike_free(struct sg_alike *a);

/* A row that is new, or there already: what is said of it. `object` is "{members}". */
struct sg_row_at {
    const char *name; /* of the file */
    size_t line;
    const char *object;
    size_t n;
};
void sg_tell_row(struct sg_intake *in, const struct sg_row_at *at, bool new, bool again);
/* How far it is, now and then: bytes done of a file of `size` bytes (0: not known). */
void sg_tell_progress(struct sg_intake *in, size_t done, size_t size);
/* What was read, and what became of all of it. */
void sg_tell_counts(const struct sg_intake *in);

/* Writes the SG_KEY_HEX digits of a key over the zeros that were kept for it. */
void sg_key_write(char *at, const unsigned char key[SG_KEY]);

/* Loads the registry's secret and the keys it holds, once. false: complained. */
bool sg_intake_keys(struct sg_intake *in);

/* What is known of a key: 1 new (and from now on known), 0 already there, -1 refused with *f. `k`
 * is completed: the k-th equal row gets a key of its own. */
int sg_intake_known(struct sg_intake *in, struct sg_row_key *k, struct sg_fault *f);
/* Says that it will be asked about a key soon, see sg_keys_near. */
void sg_intake_near(const struct sg_intake *in, const struct sg_row_key *k);

/* Batches of signals to register and print. add: one signal. flush: returns when all that was added
 * is registered and printed. Both are false after a failure that was complained of. free: without
 * flushing. new: NULL without memory. */
struct sg_batches;
struct sg_batches *sg_batches_new(struct sg_intake *in);
bool sg_batches_add(struct sg_batches *b, const char *members, size_t n, int year);
bool sg_batches_flush(struct sg_batches *b);
void sg_batches_free(struct sg_batches *b);

/* Many signals at a time, in three steps: place, in the order of the signals, with items that live
 * until they are made; make, on any thread; take, in the same order. take is false after a failure
 * that was complained of. */
struct sg_ready;
struct sg_ready *sg_ready_new(void); /* NULL: no memory */
void sg_ready_free(struct sg_ready *r);
void sg_batches_place(struct sg_batches *b, struct sg_ready *r, const struct sg_item *items,
                      size_t n);
void sg_batches_make(const struct sg_batches *b, struct sg_ready *r, unsigned threads);
bool sg_batches_take(struct sg_batches *b, struct sg_ready *r);

/* Takes "{members}", which came by itself, not as a row of a CSV file. `at` (may be NULL): where
 * from, to say whether it is like another when the run is an import, which knows the registry's
 * keys. */
bool sg_intake_object(struct sg_intake *in, struct sg_buf *object, struct sg_record *scratch,
                      const struct sg_row_at *at, struct sg_fault *f);

/* Checks "{members}" as a signal; *year gets that of its receipt. */
bool sg_intake_check(const struct sg_intake *in, const char *object, size_t n,
                     struct sg_record *scratch, int *year, struct sg_fault *f);

/* ---- rows of a CSV file, a block at a time ---- */

struct sg_row_rejects;

/* Cells of many rows, kept together; zero-initialised = none. SG_PADDED bytes can be read from each
 * cell on. Its parts may be read; they move with what is added. false: no memory. */
struct sg_kept {
    struct sg_buf text; /* cells, each NUL-terminated, and what else was kept */
    struct sg_cell_text *cell;
    size_t cells, cell_cap;
};
bool sg_kept_cells(struct sg_kept *k, const struct sg_row *row);
bool sg_kept_text(struct sg_kept *k, const char *p, size_t n);
void sg_kept_clear(struct sg_kept *k); /* keeps the memory */
void sg_kept_free(struct sg_kept *k);

/* What one thread needs for converting; lent for a block at a time. */
struct sg_bench {
    struct sg_recall *recall;
    struct sg_bench *next;
};

/* How rows are converted. */
struct sg_converting {
    struct sg_intake *in;
    const struct sg_map *map;
    bool registering; /* rows get keys: they are told from those already there */
    size_t size;      /* bytes of the file, 0: not known */
};

struct sg_block;
struct sg_block *sg_block_new(void); /* NULL: no memory */
void sg_block_free(struct sg_block *b);
/* Filling, by the one who reads: keep a row, or why it is none; with its bytes for the rejects.
 * false: no memory, and the block is as it was. */
void sg_block_begin(struct sg_block *b);
bool sg_block_keep(struct sg_block *b, const struct sg_row *row, bool rejects,
                   const struct sg_fault *fault);
bool sg_block_full(const struct sg_block *b);
/* Where cases are put together: it takes more bytes, lest a case with long texts is cut. */
bool sg_block_crammed(const struct sg_block *b);
bool sg_block_half(const struct sg_block *b); /* full enough to end with a case */
/* Of the row kept last: it is no signal, by a word of @skip; it is of the case above it. */
void sg_block_skip(struct sg_block *b, const char *word);
void sg_block_join(struct sg_block *b);
/* Takes back the last case, of which not all rows may have been read. */
void sg_block_drop_case(struct sg_block *b);
/* When the block ends within a case: refuses that, as its other rows are in the next one. */
bool sg_block_cut(struct sg_block *b);
void sg_case_too_long(struct sg_fault *f);
/* How many bytes of the file lie behind its rows. */
void sg_block_taken(struct sg_block *b, size_t bytes);
bool sg_block_empty(const struct sg_block *b);
/* On any thread. bench NULL: there was no memory for one. */
void sg_block_convert(struct sg_block *b, const struct sg_converting *how, struct sg_bench *bench);
/* From the first block, how many rows the file has is guessed, and room made for their keys. */
void sg_block_expect(const struct sg_block *b, const struct sg_converting *how);
/* In the order of the rows: what is there already and what is refused (which is said, in the name
 * of the file) is left out, the others get their places. false: the run ends with this block;
 * *spent: because memory ran out, and what is behind it was not looked at. */
bool sg_block_take(struct sg_block *b, const struct sg_converting *how, const char *name,
                   struct sg_row_rejects *rejects, bool *spent);
struct sg_ready *sg_block_ready(const struct sg_block *b); /* what got a place */

#endif
